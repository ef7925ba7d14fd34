"""What the companion references of the mission document promise about files, sessions, async use and errors."""

from __future__ import annotations

import asyncio
import io
import json
import os
import time
from pathlib import Path
from typing import Any, List

import pytest
from companion_apps import run_async
from support.pictures import png, png_size, write_picture

from inferencesh import (
    FileUploadError,
    RequirementsNotMetException,
    SessionExpiredError,
    UploadFileOptions,
    async_inference,
)
from inferencesh.local import LocalPlatform

# -- files -----------------------------------------------------------------------------------------------------------


def test_an_uploaded_file_answers_uri_url_size_and_content_type(client: Any, picture: Path) -> None:
    file = client.upload_file(str(picture))
    assert file["uri"]
    assert file["url"]
    assert file["size"] == picture.stat().st_size
    assert file["content_type"] == "image/png"


def test_upload_options(client: Any, picture: Path) -> None:
    options = UploadFileOptions(filename="other.png", content_type="image/png", path="pictures/2026", public=True)
    file = client.upload_file(str(picture), options)
    assert file["filename"] == "other.png"
    assert file["path"] == "pictures/2026"


def test_what_upload_file_takes(client: Any, picture: Path) -> None:
    content = picture.read_bytes()
    assert client.upload_file(picture)["size"] == len(content)
    assert client.upload_file(content, UploadFileOptions(content_type="image/png"))["size"] == len(content)
    assert client.upload_file("data:text/plain;base64,aGVsbG8=")["size"] == 5
    with open(str(picture), "rb") as opened:
        assert client.upload_file(opened)["size"] == len(content)


def test_a_web_address_is_passed_on(client: Any) -> None:
    url = "https://example.com/picture.png"
    result = client.run({"app": "acme/address", "input": {"url": url}})
    assert result["output"] == {"url": url}
    assert result.uploads == []


def test_lists_of_paths_and_of_uris(client: Any, tmp_path: Path) -> None:
    paths = [write_picture(tmp_path / f"{width}.png", width=width) for width in (8, 16, 32)]
    wanted = [path.stat().st_size for path in paths]
    by_path = client.run({"app": "acme/sizes", "input": {"files": [str(path) for path in paths]}})
    assert by_path["output"]["sizes"] == wanted
    assert [upload["bytes"] for upload in by_path.uploads] == wanted
    uris = [client.upload_file(str(path))["uri"] for path in paths]
    by_uri = client.run({"app": "acme/sizes", "input": {"files": uris}})
    assert by_uri["output"]["sizes"] == wanted
    assert by_uri.uploads == []


def test_upload_in_parts(client: Any, tmp_path: Path) -> None:
    content = png(200, 200)
    half = len(content) // 2
    upload = client.create_multipart_upload(filename="big.png", content_type="image/png", size=len(content))
    parts = [
        client.upload_part(upload_id=upload["id"], part_number=number, data=data)
        for number, data in ((2, content[half:]), (1, content[:half]))
    ]
    file = client.complete_multipart_upload(upload_id=upload["id"], parts=parts)
    assert file["size"] == len(content)
    saved = client.download(file["url"], tmp_path / "whole.png")
    assert Path(saved).read_bytes() == content


def test_upload_refusals_say_why(client: Any) -> None:
    with pytest.raises(FileUploadError, match="too large"):
        client.upload_file(b"x" * ((1 << 20) + 1), UploadFileOptions(content_type="text/plain", filename="a.txt"))
    with pytest.raises(FileUploadError, match="unsupported"):
        client.upload_file(b"x", UploadFileOptions(content_type="application/x-msdownload", filename="a.exe"))


def test_a_temporary_file_is_free_when_run_returns(client: Any, tmp_path: Path) -> None:
    temporary = write_picture(tmp_path / "temporary.png")
    size = temporary.stat().st_size
    task = client.run({"app": "acme/sizes", "input": {"files": [str(temporary)]}}, wait=False)
    temporary.unlink()
    assert client.wait_for_completion(task["id"])["output"]["sizes"] == [size]


# -- sessions --------------------------------------------------------------------------------------------------------


def test_a_session_keeps_its_worker(client: Any) -> None:
    result = client.run({"app": "acme/counter", "input": {"number": 1}, "session": "new", "session_timeout": 300})
    session_id = result["session_id"]
    again = client.run({"app": "acme/counter", "input": {"number": 2}, "session": session_id})
    assert again["session_id"] == session_id
    assert again["output"]["calls"] == [1, 2]
    assert again["output"]["worker"] == result["output"]["worker"]


def test_calls_of_a_session_run_one_after_another(client: Any) -> None:
    session_id = client.run({"app": "acme/counter", "input": {}, "session": "new"})["session_id"]
    tasks = [
        client.run(
            {"app": "acme/counter", "input": {"number": number, "pause": 0.05}, "session": session_id}, wait=False
        )
        for number in range(1, 5)
    ]
    results = [client.wait_for_completion(task["id"]) for task in tasks]
    assert results[-1]["output"]["calls"] == [0, 1, 2, 3, 4]
    assert [result["output"]["busy"] for result in results] == [1, 1, 1, 1]


def test_a_session_that_is_no_more(client: Any) -> None:
    with pytest.raises(RuntimeError) as caught:
        client.run({"app": "acme/counter", "input": {}, "session": "sess_invented"})
    assert "session not found" in str(caught.value).lower()


def test_a_session_that_expired(client: Any) -> None:
    result = client.run({"app": "acme/counter", "input": {}, "session": "new", "session_timeout": 1})
    deadline = time.monotonic() + 20
    with pytest.raises(RuntimeError) as caught:
        while time.monotonic() < deadline:
            time.sleep(1.6)
            client.run({"app": "acme/counter", "input": {}, "session": result["session_id"]})
    assert "session not found" in str(caught.value).lower()
    assert isinstance(caught.value, SessionExpiredError)


def test_ten_coroutines_of_a_session_awaited_one_by_one(platform: LocalPlatform) -> None:
    async def main() -> List[int]:
        async with platform.async_client() as client:
            first = await client.run({"app": "acme/counter", "input": {"number": 0}, "session": "new"})
            session_id = first["session_id"]
            waiting = [
                client.run({"app": "acme/counter", "input": {"number": number}, "session": session_id})
                for number in range(1, 11)
            ]
            results = [await coroutine for coroutine in waiting]
            calls: List[int] = results[-1]["output"]["calls"]
            return calls

    assert run_async(main()) == list(range(11))


# -- async patterns --------------------------------------------------------------------------------------------------


def test_gather_wait_for_create_task_and_as_completed(platform: LocalPlatform) -> None:
    from tqdm.asyncio import tqdm

    def call(client: Any, text: str) -> Any:
        return client.run({"app": "infsh/echo", "input": {"text": text}})

    async def main() -> None:
        async with platform.async_client() as client:
            coroutine = call(client, "a")
            assert asyncio.iscoroutine(coroutine)
            assert (await coroutine)["status"] == "completed"

            results = await asyncio.gather(*[call(client, text) for text in "abc"])
            assert [result["input"]["text"] for result in results] == ["a", "b", "c"]

            result = await asyncio.wait_for(call(client, "d"), timeout=30.0)
            assert result["status"] == "completed"

            started = asyncio.create_task(call(client, "e"))
            assert (await started)["status"] == "completed"

            texts = set()
            for finished in tqdm.as_completed([call(client, text) for text in "fgh"], file=io.StringIO()):
                texts.add((await finished)["input"]["text"])
            assert texts == {"f", "g", "h"}

    run_async(main())


def test_a_timed_out_wait_leaves_no_connection(platform: LocalPlatform) -> None:
    def connections() -> int:
        """Connections to the platform that are open on the client's side."""
        port = f":{int(platform.base_url.rsplit(':', 1)[1]):04X}"
        rows = [line.split() for line in Path("/proc/self/net/tcp").read_text().splitlines()[1:]]
        return sum(row[2].endswith(port) and row[3] == "01" for row in rows)

    if not os.path.exists("/proc/self/net/tcp"):
        pytest.skip("connections are counted through /proc")

    async def main() -> None:
        async with platform.async_client() as client:
            await client.run({"app": "infsh/echo", "input": {"text": "warm"}})
            before = connections()
            for _ in range(5):
                with pytest.raises(asyncio.TimeoutError):
                    await asyncio.wait_for(client.run({"app": "acme/endless", "input": {}}), timeout=0.3)
            assert connections() <= before + 1
            for task in platform.tasks:
                if task["status"] == 7:
                    await client.cancel_task(task["id"])

    run_async(main())


def test_one_client_made_outside_of_any_loop_works_in_several(platform: LocalPlatform) -> None:
    client = async_inference(platform.api_key, platform.base_url)
    for text in "abc":
        result = run_async(client.run({"app": "infsh/echo", "input": {"text": text}}))
        assert result["status"] == "completed"


def test_a_client_made_at_import_time_works_in_a_web_application(platform: LocalPlatform) -> None:
    from starlette.applications import Starlette
    from starlette.responses import JSONResponse
    from starlette.routing import Route
    from support.asgi import call_asgi

    client = async_inference(platform.api_key, platform.base_url)

    async def endpoint(request: Any) -> Any:
        result = await client.run({"app": "infsh/echo", "input": {"text": request.query_params["text"]}})
        return JSONResponse({"status": result["status"], "text": result["input"]["text"]})

    application = Starlette(routes=[Route("/echo", endpoint)])
    for text in ("one", "two"):
        status, body = run_async(call_asgi(application, "/echo", f"text={text}"))
        assert status == 200
        assert json.loads(body) == {"status": "completed", "text": text}


# -- errors ----------------------------------------------------------------------------------------------------------


def test_a_retry_loop_that_catches_requirements_first(client: Any) -> None:
    def outcome(name: str, attempts: int = 2) -> str:
        for attempt in range(attempts):
            try:
                return str(client.run({"app": name, "input": {}})["status"])
            except RequirementsNotMetException as error:
                return f"missing {error.errors[0]['type']} {error.errors[0]['key']}"
            except RuntimeError as error:
                if attempt == attempts - 1:
                    return f"gave up: {type(error).__name__}"
        raise AssertionError("not reached")

    assert outcome("infsh/echo") == "completed"
    assert outcome("acme/needs-secret") == "missing secret TEST_TOKEN"
    assert outcome("acme/fails") == "gave up: TaskFailedError"


def test_a_picture_goes_there_and_back(client: Any, picture: Path, tmp_path: Path) -> None:
    result = client.run({"app": "image-processor", "input": {"image": str(picture)}})
    address_of_it = result["output"]["image"]
    saved = client.download(address_of_it, tmp_path / "out.png")
    assert png_size(Path(saved).read_bytes())


def test_every_run_parameter_of_the_document(client: Any) -> None:
    result = client.run(
        {
            "app": "acme/counter",
            "input": {"number": 5},
            "setup": {"model": "small"},
            "infra": "cloud",
            "session": "new",
            "session_timeout": 300,
        }
    )
    task = client.get_task(result["id"])
    assert task["input"] == {"number": 5}
    assert task["setup"] == {"model": "small"}
    assert task["infra"] == "cloud"
    assert task["session_timeout"] == 300
    assert client.sessions.get(result["session_id"])["idle_timeout"] == 300
