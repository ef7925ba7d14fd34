# Made from tests/sdk_async/test_file_objects.py by scripts/unasync.py. Do not edit.
"""Open files as inputs, uploads, attachments and results of tools: shared, at their ends, and in the wrong mode."""

from __future__ import annotations

import io
import os
import tempfile
import threading
from pathlib import Path
from typing import Any, Awaitable, Callable, Dict, List

import httpx
import pytest
from support.script import Script
from support.uploads import AsynchronousFile, StarletteUpload

from inferencesh import Inference, InvalidInputError

pytestmark = pytest.mark.anyio

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(200))
DATA = bytes(range(256)) * 5_000
AT_ITS_END = r"stands at its end.*seek\(0\) first"


def read(client: Inference, address: str, folder: Path) -> bytes:
    """What is stored there."""
    return Path(client.download(address, folder / "read")).read_bytes()


def at_once(jobs: List[Callable[[], Awaitable[Any]]]) -> List[Any]:
    """The results of all jobs, each begun before any has ended."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(lambda job: job(), jobs))


def opened(folder: Path, kind: str) -> Any:
    """An open file with `DATA`, at its beginning."""
    (folder / "data.bin").write_bytes(DATA)
    if kind == "memory":
        return io.BytesIO(DATA)
    if kind == "disk":
        return open(folder / "data.bin", "rb")
    spooled = tempfile.SpooledTemporaryFile
    file = spooled()
    file.write(DATA)
    file.seek(0)
    return file


@pytest.mark.parametrize("kind", ["disk", "memory", "spooled"])
def test_one_file_for_several_runs_at_once(client: Inference, kind: str, tmp_path: Path) -> None:
    with opened(tmp_path, kind) as file:

        def run() -> Any:
            return client.run("infsh/echo", input={"file": file})

        results = at_once([run] * 6)
        assert file.tell() == 0
    for result in results:
        assert read(client, result.output["file"], tmp_path) == DATA
        assert [upload["bytes"] for upload in result.uploads] == [len(DATA)]


@pytest.mark.parametrize("kind", ["disk", "memory", "spooled"])
def test_one_file_for_several_uploads_at_once(client: Inference, kind: str, tmp_path: Path) -> None:
    with opened(tmp_path, kind) as file:
        file.seek(5)

        def upload() -> Any:
            return client.upload_file(file)

        for uploaded in at_once([upload] * 6):
            assert read(client, uploaded["uri"], tmp_path) == DATA[5:]
        assert file.tell() == 5


@pytest.mark.parametrize("kind", ["disk", "memory", "spooled"])
def test_a_file_at_its_end_is_refused_before_anything_is_sent(
    client: Inference, script: Script, kind: str, tmp_path: Path
) -> None:
    with opened(tmp_path, kind) as file:
        file.seek(0, 2)
        with pytest.raises(InvalidInputError, match=AT_ITS_END):
            client.upload_file(file)
        with pytest.raises(InvalidInputError, match=r"input\.b\[1\]: the file " + AT_ITS_END):
            client.run("infsh/echo", input={"a": b"fine", "b": [b"fine too", file]})
        agent = client.agent({"core_app": {"ref": "infsh/echo"}, "name": "any"})
        with pytest.raises(InvalidInputError, match=r"files\[1\]: the file " + AT_ITS_END):
            agent.send_message("look", files=[b"fine", file])
        assert script.requests == []


def test_a_picture_that_was_just_drawn(client: Inference, script: Script) -> None:
    from PIL import Image

    drawn = io.BytesIO()
    Image.new("RGB", (8, 8)).save(drawn, "PNG")
    with pytest.raises(InvalidInputError, match=r"input\.image: .*" + AT_ITS_END):
        client.run("image-processor", input={"image": drawn})
    assert script.requests == []
    drawn.seek(0)
    result = client.run("image-processor", input={"image": drawn})
    assert result.status == "completed"
    assert {seen.headers["content-type"] for seen in script.requests if seen.method == "PUT"} == {"image/png"}


def test_what_cannot_be_read_is_refused_before_anything_is_sent(
    client: Inference, script: Script, tmp_path: Path
) -> None:
    answer = httpx.Response(200, content=b"a page")
    for value, words in ((AsynchronousFile(), "await its read"), (answer, "pass its content")):
        refused: Dict[str, Any] = {"fine": b"fine", "file": value}
        with pytest.raises(InvalidInputError, match=r"input\.file: .*" + words):
            client.run("infsh/echo", input=refused)
        with pytest.raises(InvalidInputError, match=words):
            client.upload_file(value)  # type: ignore[arg-type]
    with pytest.raises(InvalidInputError, match=r"the file .* cannot be read"):
        client.agent({"core_app": {"ref": "infsh/echo"}, "name": "any"}).send_message(
            "look", files=[b"fine", str(tmp_path / "missing.png")]
        )
    assert script.requests == []


def test_an_upload_of_a_web_framework(client: Inference, script: Script, tmp_path: Path) -> None:
    with tempfile.SpooledTemporaryFile() as file:
        file.write(PNG)
        file.seek(0)
        upload = StarletteUpload(file, "cat.png", "image/png")
        sent = client.upload_file(upload)  # type: ignore[arg-type]
        assert (sent["filename"], sent["content_type"]) == ("cat.png", "image/png")
        result = client.run("infsh/echo", input={"file": upload})
        assert result.uploads[0]["filename"] == "cat.png"
        assert read(client, result.output["file"], tmp_path) == PNG


def test_the_file_system_is_asked_beside_the_event_loop(
    client: Inference, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "notes.txt").write_bytes(b"notes")
    asked: List[int] = []
    real = os.stat

    def stat(path: Any, *args: Any, **options: Any) -> Any:
        if str(path).endswith("notes.txt"):
            asked.append(threading.get_ident())
        return real(path, *args, **options)

    monkeypatch.setattr(os, "stat", stat)
    result = client.run("infsh/echo", input={"text": str(tmp_path / "notes.txt"), "path": tmp_path / "notes.txt"})
    assert len(result.uploads) == 1
    assert asked
