"""Files: what goes up by itself, what was asked for, and back down again."""

from __future__ import annotations

import base64
import hashlib
import io
import os
from pathlib import Path
from typing import Any, Dict, List
from urllib.parse import unquote

import httpx
import pytest
from support.raw_server import Peer, RawServer
from support.script import Script, first, problem, reply
from support.scripted_server import answering, serving

from inferencesh import (
    APITimeoutError,
    AsyncInference,
    File,
    FileDownloadError,
    FileUploadError,
    InvalidInputError,
    NotFoundError,
    RetryPolicy,
    UploadFileOptions,
    ValidationError,
    async_inference,
)
from inferencesh.local import LocalPlatform

pytestmark = pytest.mark.anyio

PUT = "^/storage/uploads/"
DATA = "data:text/plain;base64," + base64.b64encode(b"from a uri").decode()
FAST = RetryPolicy(max_attempts=4, backoff=0.001)


async def read(client: AsyncInference, address: str, folder: Path) -> bytes:
    """What is stored there."""
    return Path(await client.download(address, folder / "read")).read_bytes()


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "image.png"
    path.write_bytes(b"\x89PNG" + os.urandom(3000))
    return path


# -- by hand


async def test_upload_of_every_kind(client: AsyncInference, picture: Path, tmp_path: Path) -> None:
    content = picture.read_bytes()
    for data, expected in (
        (str(picture), content),
        (picture, content),
        (b"bytes", b"bytes"),
        (bytearray(b"array"), b"array"),
        (memoryview(b"view"), b"view"),
        (DATA, b"from a uri"),
        ("data:text/plain,plain%20text", b"plain text"),
        (io.BytesIO(b"a stream"), b"a stream"),
        (b"", b""),
    ):
        file = await client.upload_file(data)  # type: ignore[arg-type]
        assert isinstance(file, File)
        assert file["size"] == len(expected)
        assert await read(client, file["uri"], tmp_path) == expected
    with open(picture, "rb") as opened:
        opened.seek(10)
        file = await client.upload_file(opened)
        assert await read(client, file["uri"], tmp_path) == content[10:], "from where it stands"
        assert not opened.closed


async def test_what_a_file_answers(client: AsyncInference, picture: Path) -> None:
    file = await client.upload_file(picture)
    assert file["filename"] == file.filename == "image.png"
    assert file["content_type"] == file.content_type == "image/png"
    assert file["size"] == picture.stat().st_size
    assert file["url"] == file["uri"]
    assert file["uri"].startswith("http")
    assert "upload_url" not in file, "who has it can overwrite the file"


async def test_upload_options(client: AsyncInference, picture: Path) -> None:
    options = UploadFileOptions(filename="custom.bin", content_type="application/x-thing", path="a/b", public=True)
    file = await client.upload_file(picture, options)
    assert (file["filename"], file["content_type"], file["path"]) == ("custom.bin", "application/x-thing", "a/b")
    named = await client.files.upload(picture, options, filename="other.bin")
    assert (named["filename"], named["content_type"]) == ("other.bin", "application/x-thing")
    unknown = await client.upload_file(b"x")
    assert unknown["content_type"] == "application/octet-stream"
    declared = await client.upload_file(DATA)
    assert declared["content_type"] == "text/plain"


async def test_the_storage_request(client: AsyncInference, script: Script, picture: Path) -> None:
    await client.upload_file(picture, headers={"X-Trace": "t"})
    (put,) = [seen for seen in script.requests if seen.method == "PUT"]
    assert "authorization" not in put.headers, "the key goes to the platform alone"
    assert "x-trace" not in put.headers
    assert put.headers["content-type"] == "image/png"
    assert put.headers["content-length"] == str(picture.stat().st_size)
    assert "transfer-encoding" not in put.headers


async def test_a_stream_that_cannot_be_rewound(client: AsyncInference, tmp_path: Path) -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as pipe:
        pipe.write(b"through a pipe")
    with os.fdopen(reading, "rb") as pipe:
        file = await client.upload_file(pipe)
    assert file["size"] == 14
    assert await read(client, file["uri"], tmp_path) == b"through a pipe"


async def test_a_file_opened_as_text(client: AsyncInference, tmp_path: Path, script: Script) -> None:
    (tmp_path / "a.txt").write_text("text")
    with open(tmp_path / "a.txt") as opened, pytest.raises(InvalidInputError, match="mode 'rb'"):
        await client.upload_file(opened)  # type: ignore[arg-type]
    assert script.requests == []


@pytest.mark.parametrize(
    ("options", "words", "where"),
    [
        ({"max_upload": 10}, "too large", "announced"),
        ({"content_types": ["image/png"]}, "unsupported", "announced"),
    ],
)
async def test_refused_files(make_platform: Any, options: Dict[str, Any], words: str, where: str) -> None:
    platform = make_platform(**options)
    async with platform.async_client(retry=FAST) as client:
        with pytest.raises(FileUploadError, match=words) as caught:
            await client.upload_file(b"far more than ten bytes", filename="notes.txt")
        assert "notes.txt" in str(caught.value)
        assert isinstance(caught.value, RuntimeError)
        with pytest.raises(FileUploadError, match=words):
            await client.run("infsh/echo", input={"file": b"far more than ten bytes"})


@pytest.mark.parametrize(("status", "words"), [(413, "too large"), (415, "unsupported"), (403, "HTTP 403")])
async def test_files_refused_by_the_storage(client: AsyncInference, script: Script, status: int, words: str) -> None:
    body = b"<Error><Message>no https://x.example/k?X-Amz-Signature=s3cret</Message></Error>"
    script.on("PUT", PUT, reply(status, body, "application/xml"))
    with pytest.raises(FileUploadError, match=words) as caught:
        await client.upload_file(b"abc", filename="a.txt")
    assert "s3cret" not in str(caught.value)
    assert script.log == ["POST /files", "PUT /storage/uploads/{token}"]


async def test_the_storage_is_tried_again(client: AsyncInference, script: Script, tmp_path: Path) -> None:
    script.on("PUT", PUT, reply(503, b"slow down", "text/plain"), reply(500, b"", "text/plain"))
    file = await client.upload_file(io.BytesIO(b"all of it, from the start each time"))
    assert script.log.count("PUT /storage/uploads/{token}") == 3
    assert script.log.count("POST /files") == 1
    assert await read(client, file["uri"], tmp_path) == b"all of it, from the start each time"


EXPIRED = b"<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>"


def sources(folder: Path) -> Dict[str, Any]:
    """The same contents in all that can be uploaded."""
    path = folder / "a.bin"
    path.write_bytes(b"all of it")
    return {"path": path, "bytes": b"all of it", "file": io.BytesIO(b"all of it"), "pipe": Pipe(b"all of it")}


class Pipe:
    """What can be read only once."""

    def __init__(self, content: bytes) -> None:
        self._left = content

    def read(self, size: int = -1) -> bytes:
        size = len(self._left) if size < 0 else size
        part, self._left = self._left[:size], self._left[size:]
        return part


@pytest.mark.parametrize("kind", ["path", "bytes", "file", "pipe"])
async def test_an_address_that_expired_is_replaced(
    client: AsyncInference, script: Script, tmp_path: Path, kind: str
) -> None:
    script.on("PUT", PUT, reply(403, EXPIRED, "application/xml"))
    file = await client.upload_file(sources(tmp_path)[kind])
    assert script.log == ["POST /files", "PUT /storage/uploads/{token}"] * 2
    assert script.requests[1].path != script.requests[3].path
    assert await read(client, file["uri"], tmp_path) == b"all of it"


async def test_an_address_that_expires_while_the_storage_is_busy(
    client: AsyncInference, platform: LocalPlatform, script: Script, tmp_path: Path
) -> None:
    def later() -> None:
        """Longer than an address of the local platform lives."""
        platform.clock.advance(2 * 3600)

    script.on("PUT", PUT, first(later, reply(503, b"slow down", "text/plain")))
    result = await client.run("infsh/echo", input={"file": b"all of it"})
    assert script.log.count("PUT /storage/uploads/{token}") == 3
    assert script.log.count("POST /files") == 2
    assert await read(client, result.output["file"], tmp_path) == b"all of it"
    assert [upload["uri"] for upload in result.uploads] == [result.output["file"]]


@pytest.mark.parametrize(("status", "body"), [(403, EXPIRED), (400, b"ExpiredToken"), (410, b"")])
async def test_a_new_address_is_asked_for_once(
    client: AsyncInference, script: Script, status: int, body: bytes
) -> None:
    script.on("PUT", PUT, *[reply(status, body, "application/xml")] * 9)
    with pytest.raises(FileUploadError, match=f"after 2 attempts with HTTP {status}") as caught:
        await client.upload_file(b"abc", filename="a.txt")
    assert script.log == ["POST /files", "PUT /storage/uploads/{token}"] * 2
    assert [attempt["outcome"] for attempt in caught.value.attempts] == [f"HTTP {status}"] * 2
    assert str(caught.value.as_curl()).startswith("curl -sS -X PUT ")


async def test_who_wants_no_repetition_gets_no_new_address(client: AsyncInference, script: Script) -> None:
    script.on("PUT", PUT, reply(403, EXPIRED, "application/xml"))
    with pytest.raises(FileUploadError, match="Request has expired") as caught:
        await client.upload_file(b"abc", filename="a.txt", retry=None)
    assert len(caught.value.attempts) == 1
    assert script.log == ["POST /files", "PUT /storage/uploads/{token}"]


async def test_a_platform_that_gives_no_second_address(client: AsyncInference, script: Script) -> None:
    def no_more() -> None:
        """From now on."""
        script.on("POST", "^/files$", problem(422, "validation_error", "no more"))

    script.on("PUT", PUT, first(no_more, reply(403, EXPIRED, "application/xml")))
    with pytest.raises(ValidationError, match="no more"):
        await client.upload_file(b"abc", filename="a.txt")


async def test_a_storage_that_hangs_up(platform: LocalPlatform, script: Script) -> None:
    calls: List[int] = []

    def hang_up(peer: Peer) -> None:
        peer.head()
        calls.append(peer.number)

    with RawServer(hang_up) as storage:
        record = {"id": "f" * 26, "uri": "inf://x", "upload_url": storage.url + "/put?sig=s3cret"}
        script.on("POST", "^/files$", reply(200, {"data": [record]}), reply(200, {"data": [record]}))
        async with platform.async_client(retry=FAST) as client:
            with pytest.raises(FileUploadError, match=r"'a\.txt' was not uploaded") as caught:
                await client.upload_file(b"abc", filename="a.txt")
    assert len(calls) == 4
    assert "s3cret" not in str(caught.value)


async def test_a_storage_that_is_too_slow(platform: LocalPlatform, script: Script) -> None:
    def silent(peer: Peer) -> None:
        peer.request()
        peer.until_gone()

    with RawServer(silent) as storage:
        record = {"id": "f" * 26, "uri": "inf://x", "upload_url": storage.url + "/put"}
        script.on("POST", "^/files$", reply(200, {"data": [record]}))
        async with platform.async_client() as client:
            with pytest.raises(APITimeoutError, match="not uploaded within"):
                await client.upload_file(b"abc", timeout=1.5)
        storage.wait_open(0)


async def test_a_file_that_shrinks_meanwhile(client: AsyncInference, tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_bytes(b"x" * 100)
    with open(path, "rb", buffering=0) as opened:
        opened_read = opened.read

        class Shrinking(io.RawIOBase):
            name = "log.txt"

            def readable(self) -> bool:
                return True

            def seekable(self) -> bool:
                return True

            def tell(self) -> int:
                return opened.tell()

            def seek(self, offset: int, whence: int = 0) -> int:
                return opened.seek(offset, whence)

            def read(self, size: int = -1) -> Any:
                if size > 0:
                    path.write_bytes(b"x" * 10)
                return opened_read(size)

        with pytest.raises(FileUploadError, match="shorter"):
            await client.upload_file(Shrinking())  # type: ignore[arg-type]


# -- in inputs


async def test_files_anywhere_in_an_input(client: AsyncInference, picture: Path, tmp_path: Path) -> None:
    with open(picture, "rb") as opened:
        given: Dict[str, Any] = {
            "path": picture,
            "text_path": str(picture),
            "deep": [{"er": [b"raw bytes", DATA]}],
            "opened": opened,
            "prompt": "no file at all",
        }
        before = dict(given)
        result = await client.run("infsh/echo", input=given)
        assert given == before, "the caller's input stays as it was"
        assert not opened.closed
    output = result.output
    content = picture.read_bytes()
    assert output["path"] == output["text_path"], "one file is sent once"
    assert await read(client, output["path"], tmp_path) == content
    assert await read(client, output["deep"][0]["er"][0], tmp_path) == b"raw bytes"
    assert await read(client, output["deep"][0]["er"][1], tmp_path) == b"from a uri"
    assert await read(client, output["opened"], tmp_path) == content
    assert output["prompt"] == "no file at all"


async def test_a_path_as_the_mission_gives_it(client: AsyncInference, tmp_path: Path) -> None:
    from support.pictures import write_picture

    path = tmp_path / "image.png"
    write_picture(path)
    result = await client.run({"app": "image-processor", "input": {"image": str(path)}})
    saved = await client.download(result["output"]["image"], tmp_path / "out.png")
    assert Path(saved).read_bytes().startswith(b"\x89PNG")


async def test_one_file_once_several_in_parallel(client: AsyncInference, script: Script, tmp_path: Path) -> None:
    paths = []
    for number in range(6):
        path = tmp_path / f"{number}.txt"
        path.write_bytes(b"%d" % number)
        paths.append(path)
    result = await client.run("infsh/echo", input={"files": paths + paths, "again": str(paths[0])})
    assert script.log.count("PUT /storage/uploads/{token}") == 6
    assert result.output["files"][:6] == result.output["files"][6:]
    assert result.output["again"] == result.output["files"][0]
    ports = {seen.port for seen in script.requests if seen.method == "PUT"}
    assert len(ports) > 1, "one after another would have used one connection"
    for number, address in enumerate(result.output["files"][:6]):
        assert await read(client, address, tmp_path) == b"%d" % number


async def test_receipts(client: AsyncInference, picture: Path) -> None:
    result = await client.run("infsh/echo", input={"a": picture, "b": b"raw"})
    by_size = sorted(result.uploads, key=lambda receipt: receipt["bytes"])
    assert by_size[0]["path"] is None
    assert by_size[0]["sha256"] == hashlib.sha256(b"raw").hexdigest()
    assert by_size[1]["path"] == str(picture)
    assert by_size[1]["bytes"] == picture.stat().st_size
    assert by_size[1]["sha256"] == hashlib.sha256(picture.read_bytes()).hexdigest()
    assert by_size[1]["uri"] == result.output["a"]
    task = await client.run("infsh/echo", input={"b": b"raw"}, wait=False)
    assert [receipt["bytes"] for receipt in task.uploads] == [3]
    stream = client.run("infsh/echo", input={"b": b"raw"}, stream=True)
    async for update in stream:
        last = update
    assert last["status"] == "completed"
    assert stream.result is not None
    assert [receipt["bytes"] for receipt in stream.result.uploads] == [3]
    assert (await client.get_task(task["id"])).uploads == []


async def test_what_is_no_file_is_not_touched(client: AsyncInference, script: Script, tmp_path: Path) -> None:
    folder = tmp_path / "folder.d"
    folder.mkdir()
    values = [
        "https://example.com/cat.jpg",
        "inf://some/file.png",
        base64.b64encode(os.urandom(300)).decode(),
        str(folder),
        "/dev/null",
        str(tmp_path / "missing.png"),
        "a prompt.\nwith lines, and a name such as " + str(tmp_path),
        "x" * 100_000 + ".png",
        "README",
        "",
        "data:nothing of the kind",
    ]
    result = await client.run("infsh/echo", input={"values": values})
    assert result.output["values"] == values
    assert script.log[0] == "POST /apps/run"
    assert result.uploads == []


async def test_an_uploaded_file_stands_for_its_address(client: AsyncInference, script: Script) -> None:
    file = await client.upload_file(b"abc", filename="a.txt")
    script.clear()
    result = await client.run("infsh/echo", input={"file": file, "list": [file["uri"]]})
    assert result.output == {"file": file["uri"], "list": [file["uri"]]}
    assert script.log[0] == "POST /apps/run"


async def test_policy_explicit(platform: LocalPlatform, picture: Path) -> None:
    async with platform.async_client(auto_upload="explicit") as client:
        result = await client.run("infsh/echo", input={"text": str(picture), "path": picture, "uri": DATA})
        assert result.output["text"] == str(picture)
        assert result.output["path"].startswith("http")
        assert result.output["uri"] == DATA
        assert len(result.uploads) == 1


async def test_policy_off(platform: LocalPlatform, picture: Path, script: Script) -> None:
    async with platform.async_client(auto_upload=False) as client:
        result = await client.run("infsh/echo", input={"text": str(picture), "uri": DATA})
        assert result.output == {"text": str(picture), "uri": DATA}
        script.clear()
        with pytest.raises(InvalidInputError, match=r"input\.path.*auto_upload"):
            await client.run("infsh/echo", input={"path": picture})
        assert script.requests == []


async def test_policy_of_ones_own(platform: LocalPlatform, picture: Path) -> None:
    asked: List[str] = []

    def decide(value: Any, place: str) -> bool:
        asked.append(place)
        return place == "input.yes"

    async with platform.async_client(auto_upload=decide) as client:
        result = await client.run("infsh/echo", input={"yes": str(picture), "no": str(picture), "prompt": "hello"})
        assert result.output["yes"].startswith("http")
        assert result.output["no"] == str(picture)
        assert asked == ["input.yes", "input.no"], "it is asked about files alone"
        other = client.with_options(auto_upload=True)
        assert len((await other.run("infsh/echo", input={"no": str(picture)})).uploads) == 1


async def test_an_upload_that_fails_starts_no_run(client: AsyncInference, script: Script) -> None:
    script.on("PUT", PUT, reply(403, b"no", "text/plain"))
    with pytest.raises(FileUploadError):
        await client.run("infsh/echo", input={"files": [b"%d" % number for number in range(8)]})
    assert "POST /apps/run" not in script.log


async def test_a_temporary_file_may_go_when_run_returns(client: AsyncInference, tmp_path: Path) -> None:
    path = tmp_path / "gone.txt"
    path.write_bytes(b"here for a moment")
    result = await client.run("infsh/echo", input={"file": path}, wait=False)
    path.unlink()
    done = await client.wait_for_completion(result["id"])
    assert await read(client, done.output["file"], tmp_path) == b"here for a moment"


# -- in parts


async def test_upload_in_parts(client: AsyncInference, tmp_path: Path) -> None:
    upload = await client.create_multipart_upload(filename="big.bin", content_type="application/x-big", size=9)
    parts = [
        await client.upload_part(upload_id=upload["id"], part_number=number, data=data)
        for number, data in ((3, b"ghi"), (1, b"abc"), (2, b"xxx"))
    ]
    assert {"part_number", "etag", "size"} <= parts[0].keys()
    parts[2] = await client.upload_part(upload_id=upload["id"], part_number=2, data=b"def")
    file = await client.complete_multipart_upload(upload_id=upload["id"], parts=parts)
    assert (file["filename"], file["content_type"], file["size"]) == ("big.bin", "application/x-big", 9)
    assert await read(client, file["uri"], tmp_path) == b"abcdefghi"
    with pytest.raises(InvalidInputError, match="unknown here"):
        await client.complete_multipart_upload(upload_id=upload["id"], parts=parts)


async def test_upload_in_parts_that_do_not_add_up(client: AsyncInference, script: Script) -> None:
    upload = await client.create_multipart_upload(filename="big.bin", size=6)
    first = await client.upload_part(upload_id=upload["id"], part_number=1, data=b"abc")
    with pytest.raises(FileUploadError, match="3 bytes together"):
        await client.complete_multipart_upload(upload_id=upload["id"], parts=[first])
    with pytest.raises(FileUploadError, match=r"part 2 of 'big\.bin' is missing"):
        await client.complete_multipart_upload(upload_id=upload["id"], parts=[first, {"part_number": 2}])
    with pytest.raises(InvalidInputError, match="part_number"):
        await client.upload_part(upload_id=upload["id"], part_number=0, data=b"x")
    with pytest.raises(InvalidInputError, match="must be bytes"):
        await client.upload_part(upload_id=upload["id"], part_number=2, data="x")  # type: ignore[arg-type]
    with pytest.raises(InvalidInputError, match="size"):
        await client.create_multipart_upload(filename="big.bin", size=-1)
    assert script.requests == []
    await client.upload_part(upload_id=upload["id"], part_number=2, data=b"def")
    assert (await client.complete_multipart_upload(upload_id=upload["id"]))["size"] == 6


# -- download


async def test_download_into_a_file_and_a_folder(client: AsyncInference, tmp_path: Path) -> None:
    file = await client.upload_file(b"contents", filename="notes.txt")
    target = tmp_path / "new" / "folder" / "kept.txt"
    assert await client.download(file["uri"], target) == str(target)
    assert target.read_bytes() == b"contents"
    saved = Path(await client.download(file, tmp_path))
    assert saved.parent == tmp_path
    assert saved.read_bytes() == b"contents"
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []


async def test_download_into_the_current_folder(
    client: AsyncInference, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = await client.upload_file(b"contents", filename="notes.txt")
    monkeypatch.chdir(tmp_path)
    saved = await client.download(file)
    assert (tmp_path / saved).read_bytes() == b"contents"


async def test_no_key_on_a_download(client: AsyncInference, script: Script, tmp_path: Path) -> None:
    file = await client.upload_file(b"contents")
    script.clear()
    await client.download(file, tmp_path / "x", headers={"X-Trace": "t"})
    (get,) = script.requests
    assert "authorization" not in get.headers
    assert get.headers["x-trace"] == "t"


async def test_a_download_that_is_not_there(client: AsyncInference, platform: LocalPlatform, tmp_path: Path) -> None:
    with pytest.raises(FileDownloadError, match="404"):
        await client.download(platform.base_url + "/storage/files/no/such.png", tmp_path / "x")
    assert list(tmp_path.iterdir()) == []


async def test_a_download_is_tried_again(client: AsyncInference, script: Script, tmp_path: Path) -> None:
    file = await client.upload_file(b"contents")
    script.on("GET", "^/storage/", reply(503, b"", "text/plain"))
    assert await read(client, file["uri"], tmp_path) == b"contents"


async def test_a_download_that_breaks_off(tmp_path: Path) -> None:
    def serve(peer: Peer) -> None:
        peer.request()
        if peer.number < 3:
            peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf of it")
        else:
            peer.answer(b"all of it")

    with RawServer(serve) as server:
        async with async_inference("inf_k", "http://127.0.0.1:9", retry=FAST) as client:
            target = tmp_path / "x"
            await client.download(server.url + "/file.bin", target)
            assert target.read_bytes() == b"all of it"
            target.unlink()

    def always(peer: Peer) -> None:
        peer.request()
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf of it")

    with RawServer(always) as server:
        async with async_inference("inf_k", "http://127.0.0.1:9", retry=FAST) as client:
            with pytest.raises(FileDownloadError):
                await client.download(server.url + "/file.bin?sig=s3cret", target)
    assert list(tmp_path.iterdir()) == [], "nothing is left of a download that failed"


async def test_names_in_addresses_lead_nowhere_else(tmp_path: Path) -> None:
    folder = tmp_path / "inside"
    folder.mkdir()
    with serving(answering(b"contents")) as server:
        async with async_inference("inf_k", "http://127.0.0.1:9") as client:
            for name in ("%2e%2e%2foutside", "..%5coutside", "a/%2e%2e", "", "%00x", "c:outside"):
                saved = Path(await client.download(f"{server.url}/{name}", str(folder) + os.sep))
                assert saved.parent == folder
                assert saved.read_bytes() == b"contents"
    assert [path.name for path in tmp_path.iterdir()] == ["inside"]


@pytest.mark.parametrize("address", ["http://[bad", "http://127.0.0.1:99999/x", "http://", "https:///x?sig=s3cret"])
async def test_addresses_that_are_none(client: AsyncInference, script: Script, address: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="no usable web address") as caught:
        await client.download(address, tmp_path / "x")
    assert "s3cret" not in str(caught.value)
    assert script.requests == []


UNUSABLE = [
    "http://xn--/x",
    "http://xn--a/x",
    "http://\u2603.invalid/x",
    "http://a\tb/x",
    "http://\ud800/x",
    "http://999.1.1.1/x",
]


@pytest.mark.parametrize("address", UNUSABLE)
async def test_names_that_no_host_can_have(
    client: AsyncInference, script: Script, address: str, tmp_path: Path
) -> None:
    with pytest.raises(InvalidInputError, match="no usable web address"):
        await client.download(address, tmp_path / "x")
    with pytest.raises(InvalidInputError, match="no usable web address"):
        await client.download({"url": address.replace("//", "//user:s3cr3t@")}, tmp_path / "x")
    assert script.requests == []


@pytest.mark.parametrize("address", [*UNUSABLE, "http://[bad", "http://127.0.0.1:99999/x"])
@pytest.mark.parametrize("own", [True, False])
async def test_redirects_to_names_that_no_host_has(own: bool, address: str, tmp_path: Path) -> None:
    def serve(peer: Peer) -> None:
        while True:
            peer.request()
            location = address.encode("utf-8", "surrogatepass")
            peer.send(b"HTTP/1.1 302 Found\r\nLocation: " + location + b"\r\nContent-Length: 0\r\n\r\n")

    with RawServer(serve) as server:
        async with httpx.AsyncClient() as http_client:
            arguments: Dict[str, Any] = {"http_client": http_client} if own else {}
            async with async_inference("inf_k", server.url, retry=None, **arguments) as client:
                with pytest.raises(FileDownloadError):
                    await client.download(server.url + "/first", tmp_path / "x")


@pytest.mark.parametrize(
    "address", ["http://xn--/x", "http://[bad", "http://127.0.0.1:99999/x", "http://", "ftp://h/x"]
)
async def test_upload_addresses_that_are_none(client: AsyncInference, script: Script, address: str) -> None:
    record = {"id": "f" * 26, "uri": "inf://x", "upload_url": address}
    script.on("POST", "^/files$", reply(200, {"data": [record]}))
    with pytest.raises(FileUploadError, match="usable web address"):
        await client.upload_file(b"abc")


@pytest.mark.parametrize("user", ["user:s3cr3t", "us%40er:s3cr3t%3A%2F", "user", ":s3cr3t", "user:s3 cr3t", ""])
@pytest.mark.parametrize("way", ["direct", "redirect", "own client", "upload"])
async def test_user_information_in_an_address(
    user: str, way: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, script: Script, platform: LocalPlatform
) -> None:
    caplog.set_level("DEBUG")
    heads: List[Dict[str, str]] = []

    def serve(peer: Peer) -> None:
        while True:
            request = peer.request()
            host = request.headers["host"]
            if request.target == "/first":
                location = f"http://{user}@{host}/there".encode()
                peer.send(b"HTTP/1.1 302 Found\r\nLocation: " + location + b"\r\nContent-Length: 0\r\n\r\n")
            elif request.target == "/there":
                heads.append(request.headers)
                peer.send(b"HTTP/1.1 307 Moved\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n")
            else:
                heads.append(request.headers)
                peer.answer(b"there")

    with RawServer(serve) as server:
        there = server.url.replace("//", f"//{user}@") + "/there"
        async with httpx.AsyncClient(auth=("mine", "not for you")) as http_client:
            arguments: Dict[str, Any] = {"http_client": http_client} if way == "own client" else {}
            async with platform.async_client(retry=None, **arguments) as client:
                if way == "upload":
                    record = {"id": "f" * 26, "uri": "inf://x", "upload_url": there.replace("/there", "/put")}
                    script.on("POST", "^/files$", reply(200, {"data": [record]}))
                    await client.upload_file(b"abc")
                else:
                    await client.download(server.url + "/first" if way == "redirect" else there, tmp_path / "x")
    name, _, password = user.partition(":")
    pair = f"{unquote(name)}:{unquote(password)}".encode()
    expected = f"Basic {base64.b64encode(pair).decode()}" if user else None
    assert [head.get("authorization") for head in heads] == [expected] * (1 if way == "upload" else 2)
    assert "s3cr3t" not in caplog.text
    assert "cr3t" not in caplog.text


async def test_home_folders(client: AsyncInference, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "home" / "notes.txt").write_bytes(b"contents")
    for data in ("~/notes.txt", Path("~/notes.txt"), str(tmp_path / "home" / "notes.txt")):
        file = await client.upload_file(data)
        assert file["filename"] == "notes.txt"
    for target in ("~/saved.txt", Path("~/saved.txt")):
        assert await client.download(file, target) == str(tmp_path / "home" / "saved.txt")
    assert Path(await client.download(file, "~/new/")).parent == tmp_path / "home" / "new"
    assert Path(await client.download(file, "~")).parent == tmp_path / "home"
    assert await client.download(file, "~unknown.txt") == "~unknown.txt", "there is no such user"
    result = await client.run("infsh/echo", input={"text": "~/notes.txt"})
    assert (result.output, result.uploads) == ({"text": "~/notes.txt"}, []), "strings of an input are never changed"
    with pytest.raises(InvalidInputError, match="does not exist"):
        await client.run("infsh/echo", input={"file": Path("~/notes.txt")})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "~unknown.txt"]


@pytest.mark.parametrize("target", [5, b"x", "", ["x"]])
async def test_targets_that_are_none(client: AsyncInference, target: Any) -> None:
    with pytest.raises(InvalidInputError, match="target must be"):
        await client.download("http://127.0.0.1:9/x", target)


async def test_redirects_that_never_end(tmp_path: Path) -> None:
    with serving(answering(status=302, headers={"Location": "/again?sig=s3cret"})) as server:
        async with async_inference("inf_k", server.url, retry=None) as client:
            with pytest.raises(FileDownloadError, match="redirected more than") as caught:
                await client.download(server.url + "/first", tmp_path / "x")
    assert "s3cret" not in str(caught.value)


async def test_redirects_of_a_download_are_followed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    with serving() as server:
        away = answering(status=302, headers={"Location": "/second?sig=s3cret"})
        server.expect_request("/first").respond_with_handler(away)
        server.expect_request("/second", query_string="sig=s3cret").respond_with_handler(answering(b"there"))
        async with async_inference("inf_k", server.url) as client:
            await client.download(server.url + "/first", tmp_path / "x")
    assert (tmp_path / "x").read_bytes() == b"there"
    assert not any("Authorization" in request.headers for request in server.requests)
    assert [request.path for request in server.requests] == ["/first", "/second"]
    assert "s3cret" not in caplog.text


# -- look up


async def test_get_list_and_delete(client: AsyncInference) -> None:
    file = await client.upload_file(b"abc", filename="a.txt")
    found = await client.files.get(file["id"])
    assert (found["uri"], found["filename"]) == (file["uri"], "a.txt")
    page = await client.files.list(limit=5)
    assert [item["id"] for item in page.items_] == [file["id"]]
    await client.files.delete(file["id"])
    with pytest.raises(NotFoundError):
        await client.files.get(file["id"])


async def test_a_platform_that_refuses_the_record(client: AsyncInference, script: Script) -> None:
    script.on("POST", "^/files$", problem(402, "payment_required", "no space left"))
    with pytest.raises(Exception, match="no space left"):
        await client.upload_file(b"abc")
    script.on("POST", "^/files$", reply(200, {"data": []}))
    with pytest.raises(FileUploadError, match="no upload address"):
        await client.upload_file(b"abc")
