"""Files on this machine: what is read for an upload, and where a download goes."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import stat
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any, List, Optional

import pytest

from inferencesh._core.errors.classes import FileDownloadError, FileUploadError, InvalidInputError
from inferencesh._runtime import local_files
from inferencesh._runtime.local_files import BLOCK, DownloadTarget, LocalSource, guess_type, name_from_url, safe_name
from inferencesh.results.file import File
from inferencesh.results.page import Page, list_request

SIZES = [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 7]


def content(size: int) -> bytes:
    return (bytes(range(251)) * (size // 251 + 1))[:size]


class Stream(io.RawIOBase):
    """Bytes that can be read once, in pieces of any size, as from a pipe."""

    def __init__(self, data: bytes, piece: int = 70_000) -> None:
        self._inner = io.BytesIO(data)
        self._piece = piece

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self._inner.read(min(size, self._piece) if size >= 0 else self._piece)


class Bare:
    """The least that a file object can be."""

    def __init__(self, data: bytes) -> None:
        self._inner = io.BytesIO(data)

    def read(self, size: int = -1) -> bytes:
        return self._inner.read(size)


def check(source: LocalSource, data: bytes) -> None:
    digest = hashlib.sha256(data).hexdigest()
    assert source.size == len(data)
    for hashing in (False, True, True):
        blocks = list(source.blocks(hashing))
        assert b"".join(blocks) == data
        assert all(0 < len(block) <= BLOCK for block in blocks)
        assert all(type(block) is bytes for block in blocks)
        if hashing:
            assert source.sha256 == digest
    assert next(source.blocks(), b"") == data[:BLOCK]  # one that is left in the middle
    assert b"".join(source.blocks()) == data


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_bytes(size: int, kind: Any) -> None:
    source = LocalSource(kind(content(size)))
    check(source, content(size))
    assert (source.filename, source.content_type, source.path) == (None, "application/octet-stream", None)
    source.close()


def test_memory_of_other_shapes() -> None:
    numbers = memoryview(b"abcdefgh").cast("I")
    check(LocalSource(numbers), b"abcdefgh")
    check(LocalSource(memoryview(b"abcdefgh")[::2]), b"aceg")
    check(LocalSource(memoryview(b"abcdefgh").cast("B", (2, 4))), b"abcdefgh")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("as_text", [True, False])
def test_paths(size: int, as_text: bool, tmp_path: Path) -> None:
    path = tmp_path / "ä pic.png"
    path.write_bytes(content(size))
    source = LocalSource(str(path) if as_text else path)
    check(source, content(size))
    assert (source.filename, source.content_type, source.path) == ("ä pic.png", "image/png", str(path))
    assert source.receipt("inf://x")["sha256"] is None  # the last reading took no digest
    list(source.blocks(hashing=True))
    receipt = source.receipt("inf://x")
    assert receipt == {
        "path": str(path),
        "filename": "ä pic.png",
        "bytes": size,
        "sha256": hashlib.sha256(content(size)).hexdigest(),
        "uri": "inf://x",
    }
    source.close()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("buffering", [-1, 0])
def test_open_files_at_an_offset(size: int, buffering: int, tmp_path: Path) -> None:
    path = tmp_path / "data.bin"
    path.write_bytes(b"head" + content(size))
    with open(path, "rb", buffering=buffering) as file:
        file.seek(4)
        if not size:
            with pytest.raises(InvalidInputError, match=r"stands at its end.*seek\(0\) first"):
                LocalSource(file)
            return
        source = LocalSource(file)
        check(source, content(size))
        assert source.filename == "data.bin"
        assert source.path is None
        source.close()
        assert not file.closed
        assert file.tell() == 4  # where it was: the same call can be made again
        check(LocalSource(file), content(size))


def test_a_file_that_stands_behind_its_end() -> None:
    file = io.BytesIO(b"abc")
    file.seek(10)
    with pytest.raises(InvalidInputError, match=r"stands at its end.*seek\(0\) first"):
        LocalSource(file)


@pytest.mark.parametrize("size", SIZES)
def test_streams_that_cannot_be_rewound(size: int) -> None:
    for stream in (Stream(content(size)), Bare(content(size))):
        source = LocalSource(stream)
        check(source, content(size))
        assert source.filename is None
        source.close()
        source.close()


def test_a_pipe() -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as out:
        out.write(b"through a pipe")
    with os.fdopen(reading, "rb") as file:
        source = LocalSource(file, filename="p.txt")
        check(source, b"through a pipe")
        assert (source.filename, source.content_type) == ("p.txt", "text/plain")
        source.close()


@pytest.mark.parametrize("max_size", [10, 10_000_000])
def test_spooled_files_as_web_frameworks_hand_them_on(max_size: int) -> None:
    with tempfile.SpooledTemporaryFile(max_size=max_size) as file:
        file.write(content(5000))
        file.seek(1000)
        source = LocalSource(file)
        check(source, content(5000)[1000:])
        source.close()


def test_a_large_stream_goes_to_disk_and_is_removed() -> None:
    data = content(9 << 20)
    source = LocalSource(Stream(data, BLOCK))
    check(source, data)
    source.close()


def test_a_temporary_file_has_no_name_worth_keeping() -> None:
    with tempfile.TemporaryFile() as file:
        file.write(b"abc")
        file.seek(0)
        source = LocalSource(file)
        check(source, b"abc")
        assert source.filename is None or source.filename  # its `name` is a number on POSIX


def test_text_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("text")

    class Text:
        def read(self, size: int = -1) -> str:
            return "text"

    with open(path) as file:
        for stream in (file, io.StringIO("text"), Text()):
            with pytest.raises(InvalidInputError, match="opened as text: open it with mode 'rb'"):
                LocalSource(stream)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with open(tmp_path / "out", "wb") as file, pytest.raises(InvalidInputError, match=r"cannot be read.*mode 'rb'"):
        LocalSource(file)
    with pytest.raises(InvalidInputError, match="file cannot be read"):
        LocalSource(file)  # closed by now

    class Broken:
        def read(self, size: int = -1) -> bytes:
            raise OSError("the cable is out")

    with pytest.raises(InvalidInputError, match="file cannot be read: the cable is out"):
        LocalSource(Broken())

    class Asynchronous:
        async def read(self, size: int = -1) -> bytes:
            return b""

    with pytest.raises(InvalidInputError, match="await its read"):
        LocalSource(Asynchronous())


@pytest.mark.parametrize("data", [None, 5, 2.5, [b"a"], {"uri": "x"}, object(), True])
def test_what_is_nothing_to_upload(data: Any) -> None:
    with pytest.raises(InvalidInputError, match="cannot be uploaded: pass a path, bytes, a data URI or a file"):
        LocalSource(data)


@pytest.mark.parametrize("name", ["", "missing.png", "no/such/folder.png", "a\0b", "x" * 5000, "\ud800"])
def test_missing_files(name: str) -> None:
    with pytest.raises(InvalidInputError, match=r"^the file .* cannot be read: ."):
        LocalSource(name)


def test_what_is_no_regular_file(tmp_path: Path) -> None:
    os.symlink(tmp_path, tmp_path / "link")
    for path in (tmp_path, tmp_path / "link", "/dev/null", "/dev/zero"):
        with pytest.raises(InvalidInputError, match="is no regular file"):
            LocalSource(path)


def test_a_path_of_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"abc")

    class BytesPath:
        def __fspath__(self) -> bytes:
            return os.fsencode(tmp_path / "a.png")

    source = LocalSource(BytesPath())
    check(source, b"abc")
    assert (source.path, source.filename) == (str(tmp_path / "a.png"), "a.png")


@pytest.mark.parametrize("kept", [0, 1, BLOCK, BLOCK + 5])
@pytest.mark.parametrize("opened", [True, False])
def test_a_file_that_shrinks(kept: int, opened: bool, tmp_path: Path) -> None:
    path = tmp_path / "log.bin"
    path.write_bytes(content(BLOCK + 6))
    with open(path, "rb", buffering=0) as file:
        source = LocalSource(file if opened else path)
        os.truncate(path, kept)
        with pytest.raises(FileUploadError, match=r"'log.bin' became shorter while it was uploaded"):
            list(source.blocks(hashing=True))
        assert source.sha256 is None


@pytest.mark.parametrize("opened", [True, False])
@pytest.mark.parametrize("size", [0, 5, BLOCK])
def test_a_file_that_grows(opened: bool, size: int, tmp_path: Path) -> None:
    path = tmp_path / "log.bin"
    path.write_bytes(content(size))
    with open(path, "rb", buffering=0) as file:
        source = LocalSource(file if opened else path)
        with open(path, "ab") as more:
            more.write(b"more")
        with pytest.raises(FileUploadError, match=r"'log.bin' became longer while it was uploaded"):
            list(source.blocks())


def test_a_file_that_vanishes(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"abc")
    source = LocalSource(path)
    path.unlink()
    with pytest.raises(FileUploadError, match=r"'a.bin' cannot be read: "):
        list(source.blocks())


def test_a_file_that_is_closed_before_it_is_sent() -> None:
    file: Any = tempfile.TemporaryFile()  # noqa: SIM115
    file.write(b"abc")
    file.seek(0)
    source = LocalSource(file)
    file.close()
    with pytest.raises(FileUploadError, match="a file of 3 bytes cannot be read: "):
        list(source.blocks())
    source.close()
    memory = io.BytesIO(b"abc")
    source = LocalSource(memory)
    memory.close()
    check(source, b"abc")  # what it contained is kept


@pytest.mark.parametrize(
    ("filename", "content_type", "expected"),
    [
        (None, None, ("a.png", "image/png")),
        ("b.txt", None, ("b.txt", "text/plain")),
        ("b", None, ("b", "application/octet-stream")),
        (None, "x/y", ("a.png", "x/y")),
        ("b.txt", "x/y", ("b.txt", "x/y")),
    ],
)
def test_names_and_types(filename: Optional[str], content_type: Optional[str], expected: Any, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"")
    source = LocalSource(tmp_path / "a.png", filename=filename, content_type=content_type)
    assert (source.filename, source.content_type) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (None, "application/octet-stream"),
        ("", "application/octet-stream"),
        ("x", "application/octet-stream"),
        ("a.PNG", "image/png"),
        ("a.jpg", "image/jpeg"),
        ("a.webp", "image/webp"),
        ("a.avif", "image/avif"),
        ("a.heic", "image/heic"),
        ("a.mp4", "video/mp4"),
        ("a.webm", "video/webm"),
        ("a.mkv", "video/x-matroska"),
        ("a.flac", "audio/flac"),
        ("a.m4a", "audio/mp4"),
        ("a.md", "text/markdown"),
        ("a.jsonl", "application/jsonl"),
        ("a.json.gz", "application/gzip"),
        ("a.tar.gz", "application/gzip"),
        ("a.csv.bz2", "application/x-bzip2"),
    ],
)
def test_guessed_types_are_the_same_on_every_machine(name: Optional[str], expected: str) -> None:
    assert guess_type(name) == expected


# -- names of downloads --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("cat.png", "cat.png"),
        ("a/b/cat.png", "cat.png"),
        ("../../etc/passwd", "passwd"),
        ("/etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("C:\\x\\y.txt", "y.txt"),
        ("C:y.txt", "C_y.txt"),
        ("..", "download"),
        (".", "download"),
        ("...", "download"),
        ("a/..", "download"),
        ("a/", "download"),
        ("", "download"),
        ("   ", "download"),
        (".bashrc", "bashrc"),
        ("a.png.", "a.png"),
        ("a b.png ", "a b.png"),
        ("a\x00b\n.png", "a_b_.png"),
        ('<>:"|?*', "_______"),
        ("häß 猫.png", "häß 猫.png"),
        ("evil\u202egnp.exe", "evil_gnp.exe"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("COM1.tar.gz", "_COM1.tar.gz"),
        ("console.txt", "console.txt"),
    ],
)
def test_safe_names(given: str, name: str, tmp_path: Path) -> None:
    assert safe_name(given) == name
    assert (tmp_path / name).parent == tmp_path
    (tmp_path / name).write_bytes(b"")


@pytest.mark.parametrize("letter", ["a", "猫", "😀", "."])
@pytest.mark.parametrize("ending", [".png", "", "." + "b" * 400])
def test_long_names_fit_into_a_file_system(letter: str, ending: str, tmp_path: Path) -> None:
    name = safe_name(letter * 1000 + ending)
    assert 0 < len(os.fsencode(name)) <= 200
    assert name == name.strip(" .")
    if ending == ".png" and letter != ".":
        assert name.endswith(".png")
        assert name.startswith(letter)
    DownloadTarget(str(tmp_path / name)).drop()


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://cloud.inference.sh/t/65h/3fk8.png", "3fk8.png"),
        ("https://h/a%20b.png?X-Sig=canary", "a b.png"),
        ("https://h/..%2f..%2fetc%2fpasswd", "passwd"),
        ("https://h/%2e%2e", "download"),
        ("https://h/a%5Cb.png", "b.png"),
        ("https://h/a%00.png", "a_.png"),
        ("https://h/%E7%8C%AB.png", "猫.png"),
        ("https://h/%ff.png", "\ufffd.png"),
        ("https://h/", "download"),
        ("https://h", "download"),
        ("https://h/?file=x.png", "download"),
        ("https://h/x.png#y", "x.png"),
        ("inf://files/abc.png", "abc.png"),
    ],
)
def test_names_from_addresses(url: str, name: str) -> None:
    assert name_from_url(url) == name


# -- downloads -----------------------------------------------------------------------------------------------------


def test_a_download_appears_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "a.bin"
    target = DownloadTarget(str(path))
    target.write(b"abc")
    target.write(b"")
    target.write(b"def")
    assert not path.exists()
    assert len(os.listdir(path.parent)) == 1
    assert target.keep() == str(path)
    target.drop()
    assert os.listdir(path.parent) == ["a.bin"]
    assert path.read_bytes() == b"abcdef"


def test_a_download_that_is_dropped_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    target = DownloadTarget(str(path))
    target.write(b"new")
    target.drop()
    target.drop()
    assert os.listdir(tmp_path) == ["a.bin"]
    assert path.read_bytes() == b"old"
    target = DownloadTarget(str(path))
    target.write(b"new")
    target.keep()
    assert path.read_bytes() == b"new"


def test_two_downloads_to_one_name_do_not_mix(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    first, second = DownloadTarget(str(path)), DownloadTarget(str(path))
    first.write(b"1" * 10)
    second.write(b"2" * 20)
    first.keep()
    second.keep()
    assert path.read_bytes() == b"2" * 20
    assert os.listdir(tmp_path) == ["a.bin"]


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_a_download_follows_the_umask(tmp_path: Path) -> None:
    script = (
        "import os, sys; os.umask(0o027)\n"
        "from inferencesh._runtime.local_files import DownloadTarget\n"
        "DownloadTarget(sys.argv[1]).keep()\n"
    )
    path = tmp_path / "a.bin"
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    subprocess.run([sys.executable, "-c", script, str(path)], env=environ, check=True, timeout=60)
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for path in (tmp_path / "file" / "a.bin", tmp_path / "file" / "x" / "a.bin"):
        with pytest.raises(FileDownloadError, match=r"^cannot write to "):
            DownloadTarget(str(path))


def test_a_name_that_is_a_folder(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.mkdir()
    target = DownloadTarget(str(path))
    target.write(b"abc")
    with pytest.raises(FileDownloadError, match=r"^cannot write .*a.bin"):
        target.keep()
    target.drop()
    assert os.listdir(tmp_path) == ["a.bin"]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is full")
def test_a_disk_that_is_full(tmp_path: Path) -> None:
    target = DownloadTarget(str(tmp_path / "a.bin"))
    descriptor = os.open("/dev/full", os.O_WRONLY)
    os.dup2(descriptor, target._file.fileno())  # type: ignore[union-attr]
    os.close(descriptor)
    with pytest.raises(FileDownloadError, match=r"^cannot write .*a.bin.*No space"):
        target.write(b"abc")
    target.drop()
    assert os.listdir(tmp_path) == []


# -- file objects and lists ----------------------------------------------------------------------------------------

RECORD = {
    "id": "f1",
    "uri": "https://cloud.inference.sh/t/f1.png",
    "upload_url": "https://storage.example/put/f1?X-Sig=canary",
    "size": 3,
}


def test_a_file_never_shows_where_it_was_put() -> None:
    import copy
    import json
    import pickle

    file = File(dict(RECORD))
    page = Page.of({"items": [dict(RECORD)], "has_next": False}, File)
    bare = Page.of([dict(RECORD)], File)
    given = File({"id": "f1"}, raw=dict(RECORD))
    for value in (file, given, page, bare, copy.copy(file), copy.deepcopy(page), file.copy()):
        for text in (repr(value), str(value), json.dumps(value), repr(value.raw), repr(pickle.dumps(value, 0))):
            assert "canary" not in text
    assert "upload_url" not in file
    assert file.raw["size"] == 3


@pytest.mark.parametrize(
    ("uri", "url"),
    [
        ("https://cloud.inference.sh/x", "https://cloud.inference.sh/x"),
        ("HTTP://h/x", "HTTP://h/x"),
        ("inf://files/x", None),
        ("", None),
    ],
)
def test_its_url_is_its_uri_if_that_is_a_web_address(uri: str, url: Optional[str]) -> None:
    file = File({"uri": uri})
    assert (file["url"], file.url, str(file)) == (url, url, uri)
    assert File({"uri": uri, "url": "https://sent/by/the/platform"}).url == "https://sent/by/the/platform"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((0, None, None, None, None), "limit must be a positive integer, or -1"),
        ((-2, None, None, None, None), "limit must be"),
        ((True, None, None, None, None), "limit must be"),
        (("5", None, None, None, None), "limit must be"),
        ((1.5, None, None, None, None), "limit must be"),
        ((None, None, ["status"], None, None), "filters are dicts such as"),
        ((None, None, [{"field": "status"}], None, None), "filters are dicts such as"),
        ((None, None, {"field": "status", "operator": "eq"}, None, None), "filters are dicts such as"),
        ((None, None, None, ["created_at"], None), "sort is a list of dicts such as"),
        ((None, None, None, [{"dir": "asc"}], None), "sort is a list of dicts such as"),
    ],
)
def test_bad_list_requests(arguments: List[Any], words: str) -> None:
    with pytest.raises(InvalidInputError, match=f"^{words}"):
        list_request(*arguments)


def test_list_requests() -> None:
    assert list_request(None, None, None, None, None) == {}
    assert list_request(-1, "", [], [], "") == {"limit": -1}
    filters = [{"field": "status", "operator": "eq", "value": 7}]
    sort = [{"field": "created_at", "dir": "desc"}]
    assert list_request(5, "c+/=", filters, sort, "cat") == {
        "limit": 5,
        "cursor": "c+/=",
        "filters": filters,
        "sort": sort,
        "search": {"term": "cat"},
    }


def test_pages() -> None:
    page = Page.of({"items": [{"id": "a"}, {"id": "b"}], "next_cursor": "c", "has_next": True}, File)
    assert [entry.id for entry in page.entries()] == ["a", "b"]
    assert all(type(entry) is File for entry in page.items_)
    assert (page.next_cursor, page.has_next, page.has_previous) == ("c", True, None)
    for empty in (None, [], {}, {"items": None}):
        assert list(Page.of(empty, File).entries()) == []


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"%PDF-1.7", "application/pdf"),
        (b"RIFF\x10\x00\x00\x00WAVEfmt ", "application/octet-stream"),
        (b"plain text", "application/octet-stream"),
    ],
)
def test_bytes_are_what_they_begin_like_unless_somebody_says_otherwise(head: bytes, kind: str) -> None:
    data = head + bytes(100)
    assert LocalSource(data).content_type == kind
    assert LocalSource(bytearray(data)).content_type == kind
    assert LocalSource(data, filename="notes.txt").content_type == "text/plain"
    assert LocalSource(data, content_type="application/x-own").content_type == "application/x-own"


def test_a_file_may_be_read_into_the_same_memory_again_and_again(tmp_path: Path) -> None:
    data = bytes(range(256)) * 10
    path = tmp_path / "f.bin"
    path.write_bytes(data)
    source = LocalSource(path)
    kept = list(source.blocks(True, 1000))
    assert b"".join(kept) == data
    digest = source.sha256
    assert b"".join(bytes(block) for block in source.blocks(True, 1000, True)) == data
    assert source.sha256 == digest
    first, second, *_ = source.blocks(False, 1000, True)
    assert bytes(first) == bytes(second)  # so whoever wants to keep one copies it


def test_what_is_in_memory_is_had_without_waiting(tmp_path: Path) -> None:
    data = content(5 * BLOCK + 7)
    path = tmp_path / "f.bin"
    path.write_bytes(data)
    with contextlib.closing(LocalSource(path).blocks(reuse=True)) as blocks:
        assert blocks.ready() == b""  # the file is not open yet
        parts = [bytes(blocks.take())]
        waits = 0
        while True:
            part = blocks.ready()
            if not part:
                waits += 1
                part = blocks.take()
                if not part:
                    break
            parts.append(bytes(part))
    assert b"".join(parts) == data
    if hasattr(os, "RWF_NOWAIT"):  # a file that was written just now
        assert waits <= 3


@pytest.mark.parametrize("source", ["digest", "opened", "kept"])
def test_what_takes_long_is_never_had_without_waiting(source: str, tmp_path: Path) -> None:
    path = tmp_path / "f.bin"
    path.write_bytes(content(3000))
    with path.open("rb") as file:
        local = LocalSource(file if source == "opened" else path)
        blocks = local.blocks(source == "digest", 1000, source != "kept")
        parts: List[bytes] = []
        while True:
            assert blocks.ready() == b""
            part = blocks.take()
            if not part:
                break
            parts.append(bytes(part))
    assert b"".join(parts) == content(3000)


def test_bytes_are_always_there() -> None:
    blocks = LocalSource(content(3000)).blocks(False, 1000, True)
    parts = iter(blocks.ready, b"")
    assert b"".join(bytes(part) for part in parts) == content(3000)
    assert blocks.take() == b""


def test_without_the_system_s_help_every_block_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "f.bin"
    path.write_bytes(content(3000))
    monkeypatch.setattr(local_files, "_NOWAIT", None)
    blocks = LocalSource(path).blocks(False, 1000, True)
    assert bytes(blocks.take()) == content(3000)[:1000]
    assert blocks.ready() == b""
    assert bytes(blocks.take()) == content(3000)[1000:2000]
    blocks.close()


def test_a_reading_that_goes_on_elsewhere_ends_itself_after_it_was_closed(tmp_path: Path) -> None:
    path = tmp_path / "f.bin"
    path.write_bytes(content(3000))
    inside, go_on = threading.Event(), threading.Event()

    class Slow(io.FileIO):
        def read(self, size: Any = -1) -> bytes:
            if size > 1:
                inside.set()
                assert go_on.wait(20)
            return super().read(size)

    with Slow(path) as file:
        blocks = LocalSource(file).blocks(False, 1000)
        taken: List[Any] = []
        reader = threading.Thread(target=lambda: taken.append(blocks.take()))
        reader.start()
        assert inside.wait(20)
        blocks.close()
        blocks.close()
        go_on.set()
        reader.join(20)
    assert taken == [content(1000)]
    assert blocks.take() == b""


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such files")
def test_a_device_is_not_replaced_by_a_download(tmp_path: Path) -> None:
    """A download takes its target's name, which must not happen to /dev/null."""
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(str(pipe))
    link.symlink_to(pipe)
    for path in (pipe, link):
        with pytest.raises(FileDownloadError, match="is no regular file"):
            DownloadTarget(str(path))
    assert stat.S_ISFIFO(os.stat(str(pipe)).st_mode)
    assert sorted(os.listdir(str(tmp_path))) == ["link", "pipe"]
