"""Uploads in parts: kept on disk until whole, in any order, and never sent wrong."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any, Iterator, List, Tuple

import pytest

from inferencesh._core.errors.classes import FileUploadError, InvalidInputError
from inferencesh._runtime.multipart_spool import MultipartUploads

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def uploads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MultipartUploads]:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    made = MultipartUploads()
    yield made
    made.close()
    assert os.listdir(tmp_path) == []


def whole(uploads: MultipartUploads, upload_id: str, parts: Any = None) -> bytes:
    with uploads.join(upload_id, parts) as (file, _, _):
        return file.read()


@pytest.mark.parametrize("order", [[1, 2, 3], [3, 2, 1], [2, 3, 1]])
@pytest.mark.parametrize("listed", ["none", "all", "reversed", "numbers alone"])
def test_parts_come_in_any_order(uploads: MultipartUploads, order: List[int], listed: str) -> None:
    upload = uploads.create("big.bin", "application/x-big", 9)
    assert (upload["filename"], upload["content_type"], upload["size"]) == ("big.bin", "application/x-big", 9)
    contents = {1: b"aaaa", 2: b"bb", 3: b"ccc"}
    receipts = [uploads.add(upload["id"], number, contents[number]) for number in order]
    assert [(part["part_number"], part["size"]) for part in receipts] == [(n, len(contents[n])) for n in order]
    parts: Any = {
        "none": None,
        "all": receipts,
        "reversed": receipts[::-1],
        "numbers alone": tuple({"part_number": number} for number in order),
    }[listed]
    with uploads.join(upload["id"], parts) as (file, filename, content_type):
        assert (file.read(), filename, content_type) == (b"aaaabbccc", "big.bin", "application/x-big")
    assert whole(uploads, upload["id"]) == b"aaaabbccc"  # until it is dropped, it can be tried again


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_kinds_of_bytes(uploads: MultipartUploads, kind: Any) -> None:
    upload_id = uploads.create("a", None, 3)["id"]
    uploads.add(upload_id, 1, kind(b"abc"))
    assert whole(uploads, upload_id) == b"abc"


def test_an_empty_file(uploads: MultipartUploads) -> None:
    assert whole(uploads, uploads.create("a", None, 0)["id"]) == b""
    upload_id = uploads.create("b", None, 0)["id"]
    uploads.add(upload_id, 1, b"")
    assert whole(uploads, upload_id, []) == b""


@pytest.mark.parametrize(("have", "missing"), [([2, 3], 1), ([1, 3], 2), ([1, 2, 4], 3), ([5], 1)])
def test_a_missing_part_is_named(uploads: MultipartUploads, have: List[int], missing: int) -> None:
    upload_id = uploads.create("a.bin", None, len(have))["id"]
    for number in have:
        uploads.add(upload_id, number, b"x")
    with pytest.raises(FileUploadError, match=f"^part {missing} of 'a.bin' is missing"):
        whole(uploads, upload_id)
    listed = [{"part_number": number} for number in [*have, missing]]
    with pytest.raises(FileUploadError, match=f"^part {missing} of 'a.bin' is missing"):
        whole(uploads, upload_id, listed)
    uploads.add(upload_id, missing, b"")
    if max(have) <= len(have) + 1:
        assert whole(uploads, upload_id) == b"x" * len(have)


@pytest.mark.parametrize("size", [0, 4, 6, 10**9])
def test_a_wrong_total(uploads: MultipartUploads, size: int) -> None:
    upload_id = uploads.create("a.bin", None, size)["id"]
    uploads.add(upload_id, 1, b"12345")
    with pytest.raises(FileUploadError, match=f"'a.bin' have 5 bytes together, but size={size} was announced"):
        whole(uploads, upload_id)


def test_a_part_that_was_replaced(uploads: MultipartUploads) -> None:
    upload_id = uploads.create("a.bin", None, 4)["id"]
    first = uploads.add(upload_id, 1, b"old!")
    second = uploads.add(upload_id, 1, b"new!")
    assert first["etag"] != second["etag"]
    assert whole(uploads, upload_id, [second]) == whole(uploads, upload_id) == b"new!"
    with pytest.raises(FileUploadError, match=r"^part 1 of 'a.bin' was replaced since"):
        whole(uploads, upload_id, [first])
    assert uploads.add(upload_id, 1, b"old!")["etag"] == first["etag"]
    assert whole(uploads, upload_id, [first]) == b"old!"


@pytest.mark.parametrize(
    "parts",
    [
        [{"part_number": 1}, {"part_number": 1}],
        [{}],
        ["1"],
        [1],
        [{"part_number": "1"}],
        [{"part_number": None}],
        [{"part_number": True}],
        {"part_number": 1},
        "parts",
        5,
    ],
)
def test_lists_that_are_none(uploads: MultipartUploads, parts: Any) -> None:
    upload_id = uploads.create("a.bin", None, 1)["id"]
    uploads.add(upload_id, 1, b"x")
    with pytest.raises(InvalidInputError, match=r"^parts must be what upload_part returned"):
        whole(uploads, upload_id, parts)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("", None, 1), "filename must be"),
        ((None, None, 1), "filename must be"),
        ((b"a", None, 1), "filename must be"),
        (("a\n", None, 1), "filename must not hold control"),
        (("a", "png", 1), "content_type must be a media type"),
        (("a", 5, 1), "content_type must be"),
        (("a", None, -1), "size must be the bytes"),
        (("a", None, 1.0), "size must be the bytes"),
        (("a", None, True), "size must be the bytes"),
        (("a", None, None), "size must be the bytes"),
    ],
)
def test_what_cannot_begin(uploads: MultipartUploads, arguments: Tuple[Any, Any, Any], words: str) -> None:
    with pytest.raises(InvalidInputError, match=f"^{words}"):
        uploads.create(*arguments)


@pytest.mark.parametrize("number", [0, -1, 1.0, "1", True, None])
def test_bad_part_numbers(uploads: MultipartUploads, number: Any) -> None:
    upload_id = uploads.create("a", None, 1)["id"]
    with pytest.raises(InvalidInputError, match=r"^part_number must be an integer of 1 or more"):
        uploads.add(upload_id, number, b"x")


@pytest.mark.parametrize("data", ["text", 5, None, [1], open])
def test_bad_data(uploads: MultipartUploads, data: Any) -> None:
    upload_id = uploads.create("a", None, 1)["id"]
    with pytest.raises(InvalidInputError, match=r"^data must be bytes, not a "):
        uploads.add(upload_id, 1, data)


def test_unknown_and_finished_uploads(uploads: MultipartUploads) -> None:
    upload_id = uploads.create("a", None, 0)["id"]
    assert upload_id != uploads.create("a", None, 0)["id"]
    uploads.drop(upload_id)
    uploads.drop(upload_id)
    for name in (upload_id, "upload_x", None, {"id": 1}):
        with pytest.raises(InvalidInputError, match=r"^upload_id .* is unknown here: use create_multipart_upload"):
            uploads.add(name, 1, b"")  # type: ignore[arg-type]
        with pytest.raises(InvalidInputError, match=r"^upload_id .* is unknown"):
            uploads.join(name)  # type: ignore[arg-type]


def test_closing_removes_everything(uploads: MultipartUploads, tmp_path: Path) -> None:
    for _ in range(3):
        uploads.add(uploads.create("a", None, 1)["id"], 1, b"x")
    assert len(os.listdir(tmp_path)) == 3
    uploads.close()
    uploads.close()
    assert os.listdir(tmp_path) == []


def test_a_disk_that_takes_no_more(uploads: MultipartUploads, tmp_path: Path) -> None:
    upload_id = uploads.create("a", None, 1)["id"]
    (folder,) = tmp_path.iterdir()
    folder.rmdir()
    with pytest.raises(FileUploadError, match=r"^part 1 of 'a' cannot be kept on disk"):
        uploads.add(upload_id, 1, b"x")


@pytest.mark.parametrize("trouble", ["parts gone", "no place for the whole"])
def test_parts_that_cannot_be_put_together(
    uploads: MultipartUploads, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    """The same error as for a part that cannot be kept, also where no descriptor is left; the upload is kept."""
    upload = uploads.create("big.bin", None, 2)
    uploads.add(upload["id"], 1, b"ab")
    (folder,) = tmp_path.iterdir()
    if trouble == "parts gone":
        shutil.rmtree(str(folder))
    else:
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(FileUploadError, match=r"the parts of 'big\.bin' cannot be put together: No such file"):
        whole(uploads, upload["id"])
    if trouble != "parts gone":
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        assert whole(uploads, upload["id"]) == b"ab"


def test_parts_from_several_threads(uploads: MultipartUploads) -> None:
    upload_id = uploads.create("a", None, 200)["id"]
    threads = [
        threading.Thread(target=uploads.add, args=(upload_id, number, b"%02d" % (number % 100)))
        for number in range(1, 101)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert whole(uploads, upload_id) == b"".join(b"%02d" % (number % 100) for number in range(1, 101))


ABANDONED = """
import os
from inferencesh._runtime.multipart_spool import MultipartUploads
uploads = MultipartUploads()
upload_id = uploads.create("a", None, 1)["id"]
uploads.add(upload_id, 1, b"x")
if hasattr(os, "fork"):
    child = os.fork()
    if not child:
        raise SystemExit(0)  # a child that ends the ordinary way must leave the parent's parts alone
    os.waitpid(child, 0)
with uploads.join(upload_id) as (file, _, _):
    print(file.read())
"""


def test_an_abandoned_upload_leaves_nothing_behind(tmp_path: Path) -> None:
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path), "TEMP": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", ABANDONED], env=environ, capture_output=True, timeout=60, check=False
    )
    assert (done.stdout.strip(), done.stderr) == (b"b'x'", b"")
    assert os.listdir(tmp_path) == []
