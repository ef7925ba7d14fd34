"""A client of httpx of the user's own: hooks that read, made-up answers, transports that fail in odd ways."""

from __future__ import annotations

import asyncio
import gzip
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Callable, Dict, List

import httpx
import pytest
from support.raw_server import Peer, RawServer

from inferencesh import (
    APIConnectionError,
    InferenceError,
    NotFoundError,
    SubmissionUnknownError,
    async_inference,
    inference,
)
from inferencesh.local import LocalPlatform

TASK = {"id": "5hq0v3n8r1y6k4b9t2w7x0c5dm", "short_id": "5hq0v3n8", "status": 10, "output": {"n": 1}}
Handler = Callable[[httpx.Request], httpx.Response]


class Own:
    """The same calls with an httpx.Client and with an httpx.AsyncClient."""

    def __init__(self, is_async: bool) -> None:
        self.is_async = is_async

    def hook(self, act: str) -> Any:
        """A response hook that calls a method of the response."""
        if not self.is_async:
            return lambda response: getattr(response, act)()
        name = {"read": "aread", "close": "aclose"}.get(act, act)

        async def hook(response: httpx.Response) -> None:
            done = getattr(response, name)()
            if hasattr(done, "__await__"):
                await done

        return hook

    def swallow(self) -> Any:
        """A response hook that reads the bytes and keeps nothing."""
        if not self.is_async:
            return lambda response: list(response.iter_raw())

        async def hook(response: httpx.Response) -> None:
            async for _ in response.aiter_raw():
                pass

        return hook

    def call(self, base_url: str, options: Dict[str, Any], do: Callable[[Any], Any]) -> Any:
        if not self.is_async:
            with httpx.Client(**options) as own, inference("inf_k", base_url=base_url, http_client=own) as client:
                return do(client)

        async def main() -> Any:
            async with httpx.AsyncClient(**options) as own, async_inference(
                "inf_k", base_url=base_url, http_client=own
            ) as client:
                return await do(client)

        return asyncio.run(main())


@pytest.fixture(params=[False, True], ids=["sync", "async"])
def own(request: Any) -> Own:
    return Own(request.param)


def test_a_hook_that_reads_every_answer(own: Own, platform: LocalPlatform, tmp_path: Path) -> None:
    options = {"event_hooks": {"response": [own.hook("read")]}}
    done = own.call(platform.base_url, options, lambda c: c.run({"app": "infsh/echo", "input": {"text": "hi"}}))
    assert done["status"] == "completed"
    found = own.call(platform.base_url, options, lambda c: c.get_task(done["id"]))
    assert found["id"] == done["id"]
    picture = tmp_path / "a.txt"
    picture.write_bytes(b"some text")
    sent = own.call(platform.base_url, options, lambda c: c.upload_file(str(picture)))
    target = own.call(platform.base_url, options, lambda c: c.download(sent["uri"], str(tmp_path / "b.txt")))
    assert Path(target).read_bytes() == b"some text"
    with pytest.raises(NotFoundError):
        own.call(platform.base_url, options, lambda c: c.get_task("0" * 26))


@pytest.mark.parametrize("form", ["json", "text", "content", "gzip"])
def test_made_up_answers(own: Own, form: str) -> None:
    def answer(data: Any) -> httpx.Response:
        body = {"success": True, "data": data}
        if form == "json":
            return httpx.Response(200, json=body)
        if form == "text":
            return httpx.Response(200, text=json.dumps(body))
        packed = gzip.compress(json.dumps(body).encode()) if form == "gzip" else json.dumps(body).encode()
        return httpx.Response(200, content=packed, headers={"Content-Encoding": "gzip"} if form == "gzip" else {})

    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/stream"):
            line = json.dumps({"event": "message", "data": TASK}) + "\n"
            return httpx.Response(200, content=line.encode(), headers={"Content-Type": "application/x-ndjson"})
        return answer({**TASK, "status": 1} if request.method == "POST" else TASK)

    options = {"transport": httpx.MockTransport(handler)}
    assert own.call("http://made.up", options, lambda c: c.get_task(TASK["id"]))["output"] == {"n": 1}
    assert own.call("http://made.up", options, lambda c: c.run({"app": "a/b", "input": {}}))["output"] == {"n": 1}


@pytest.mark.parametrize("act", ["swallow", "close"])
def test_a_hook_that_leaves_nothing_to_read(own: Own, platform: LocalPlatform, act: str) -> None:
    hook = own.swallow() if act == "swallow" else own.hook("close")
    task_id = own.call(platform.base_url, {}, lambda c: c.run({"app": "infsh/echo", "input": {}}))["id"]
    options = {"event_hooks": {"response": [hook]}}
    with pytest.raises(APIConnectionError, match="hook") as caught:
        own.call(platform.base_url, options, lambda c: c.get_task(task_id))
    assert caught.value.task_id == task_id
    assert len(caught.value.attempts) == 1
    with pytest.raises(SubmissionUnknownError):
        own.call(platform.base_url, options, lambda c: c.run({"app": "infsh/echo", "input": {}}, timeout=3))


def test_a_hook_that_raises_for_the_status(own: Own, platform: LocalPlatform) -> None:
    options = {"event_hooks": {"response": [own.hook("raise_for_status")]}}
    with pytest.raises(NotFoundError) as caught:
        own.call(platform.base_url, options, lambda c: c.get_task("0" * 26))
    assert caught.value.task_id == "0" * 26


def _raises(error: BaseException) -> Handler:
    def handler(request: httpx.Request) -> httpx.Response:
        raise error

    return handler


class _ProtocolError(Exception):
    """As socksio has one, which httpx hands on as it is."""


_ProtocolError.__module__ = "socksio.exceptions"


@pytest.mark.parametrize(
    "error",
    [
        ConnectionResetError("reset"),
        _ProtocolError("Malformed reply"),
        httpx.TooManyRedirects("round and round"),
        httpx.StreamClosed(),
        httpx.CookieConflict("two"),
        httpx.InvalidURL("no address"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_whatever_a_transport_raises_is_an_error_of_the_sdk(own: Own, error: BaseException, tmp_path: Path) -> None:
    options = {"transport": httpx.MockTransport(_raises(error))}
    with pytest.raises(APIConnectionError) as caught:
        own.call("http://made.up", options, lambda c: c.get_task(TASK["id"], retry=1))
    assert caught.value.task_id == TASK["id"]
    for do in (
        lambda c: c.run({"app": "a/b", "input": {}}, timeout=2, retry=1),
        lambda c: c.upload_file(b"x", retry=1),
        lambda c: c.download("http://files.made.up/x", str(tmp_path / "x"), retry=1),
        lambda c: c.run({"app": "a/b", "input": {"file": b"\0\1"}}, timeout=2, retry=1),
    ):
        with pytest.raises(InferenceError):
            own.call("http://made.up", options, do)


def test_an_answer_about_another_task_is_not_taken(own: Own) -> None:
    """As it comes when a server, or a proxy, sent more than one answer: all that follow are shifted by one."""
    other = {**TASK, "id": "e" * 26, "short_id": "e" * 8}
    asked: List[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(200, json={"success": True, "data": other if len(asked) == 1 else TASK})

    options = {"transport": httpx.MockTransport(handler)}
    assert own.call("http://made.up", options, lambda c: c.get_task(TASK["id"]))["id"] == TASK["id"]
    assert len(asked) == 2
    asked.clear()
    assert own.call("http://made.up", options, lambda c: c.get_task("5hq0v3n8"))["id"] == TASK["id"]
    asked.clear()
    with pytest.raises(InferenceError, match="something else than was asked for"):
        own.call("http://made.up", options, lambda c: c.get_task(TASK["id"], retry=1))


def test_the_end_of_a_call_ends_no_connection_of_others() -> None:
    """Three connections lie idle. One call on them runs out of time while another, and one of the user's own, go on."""
    slow = threading.Barrier(2)  # the two that go on

    def answer(peer: Peer) -> None:
        while True:
            request = peer.request()
            name = request.target.rpartition("/")[2]
            if name == "warm":
                warm.wait(20)
            elif name == "stuck":
                peer.send(b"HTTP/1.1 200 OK\r\nX-A: ")
                while not over.wait(0.05):
                    peer.send(b"a")
                return
            else:
                slow.wait(20)
                assert late.wait(20)
            body = json.dumps({**TASK, "id": name}).encode()
            peer.send(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body
            )

    warm = threading.Barrier(3)
    late, over = threading.Event(), threading.Event()
    with RawServer(answer) as server, httpx.Client() as own, ThreadPoolExecutor(4) as pool:
        client = inference("inf_k", base_url=server.url, http_client=own, retry=None)
        for each in [pool.submit(client.get_task, "warm") for _ in range(3)]:
            each.result(20)
        others = [
            pool.submit(lambda: client.get_task("slow", timeout=60)["status"]),
            pool.submit(lambda: own.get(f"{server.url}/tasks/slow", timeout=20).json()["status"]),
        ]
        stuck = pool.submit(client.get_task, "stuck", timeout=0.3)
        time.sleep(1)  # past the end of its time
        late.set()
        assert [other.result(20) for other in others] == [10, 10]
        over.set()
        with pytest.raises(InferenceError):
            stuck.result(20)
