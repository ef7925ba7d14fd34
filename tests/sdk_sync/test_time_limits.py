# Made from tests/sdk_async/test_time_limits.py by scripts/unasync.py. Do not edit.
"""`timeout=` is the limit of a whole call: of all its requests together, and of answers that come in drops."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List

import httpx
import pytest
from support.background_sync import Background, until
from support.gate import Gate
from support.raw_server import Peer, RawServer
from support.script import Script, problem
from support.scripted_server import Answer, answering, serving
from werkzeug import Request, Response

from inferencesh import APITimeoutError, Inference, inference
from inferencesh.local import LocalPlatform

pytestmark = pytest.mark.anyio

TASK = "5hq0v3n8r1y6k4b9t2w7x0c5dm"
JSON = b"Content-Type: application/json\r\n"
ID = {"x-request-id": "req_9"}
HANG = 8.0  # real seconds; far more than any time-out here


def dripping(peer: Peer) -> None:
    """An answer that goes on for `HANG` seconds and is never silent for long."""
    peer.request()
    peer.send(b"HTTP/1.1 200 OK\r\n" + JSON + b"Content-Length: 100000\r\n\r\n")
    end = time.monotonic() + HANG
    while time.monotonic() < end:
        peer.send(b" ")
        time.sleep(0.02)


def slow(seconds: float, answer: Callable[[Request], Any], status: Callable[[Request], int]) -> Answer:
    """Answers each request after so many seconds."""

    def serve(request: Request) -> Response:
        time.sleep(seconds)
        return answering(answer(request), status(request))(request)

    return serve


CALLS: Dict[str, Callable[[Inference, Path], Any]] = {
    "get_task": lambda client, folder: client.get_task(TASK, timeout=0.3),
    "download": lambda client, folder: client.download(f"{client.base_url}/a.bin", folder / "a.bin", timeout=0.3),
}


@pytest.mark.parametrize("call", sorted(CALLS))
@pytest.mark.parametrize("own", [False, True])
def test_an_answer_in_drops(call: str, own: bool, tmp_path: Path) -> None:
    """httpx's own time-outs begin anew with each byte, so that they end no such answer."""
    with RawServer(dripping) as server:
        with httpx.Client(trust_env=False) as stock:
            client = inference("inf_k", server.url, retry=None, http_client=stock if own else None)
            started = time.monotonic()
            with pytest.raises(APITimeoutError, match=r"0\.3 seconds"):
                CALLS[call](client, tmp_path)
            assert time.monotonic() - started < HANG / 2
            client.close()
    assert list(tmp_path.iterdir()) == []


def test_an_upload_that_is_taken_in_drops(tmp_path: Path) -> None:
    """The storage takes a little now and then, so that no single write is slow for long."""

    def serve(peer: Peer) -> None:
        head = peer.head()
        if head.startswith(b"POST"):
            peer.body(head)
            entry = b'{"data":[{"id":"f","uri":"inf://f","upload_url":"%b/up"}]}' % server.url.encode()
            peer.send(b"HTTP/1.1 200 OK\r\n" + JSON + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(entry))
            peer.send(entry)
            return
        end = time.monotonic() + HANG
        while time.monotonic() < end:
            peer.more()
            time.sleep(0.05)

    big = tmp_path / "big.bin"
    with big.open("wb") as file:
        file.truncate(1 << 30)
    with RawServer(serve) as server:
        with httpx.Client(trust_env=False) as stock:
            client = inference("inf_k", server.url, retry=None, http_client=stock)
            started = time.monotonic()
            with pytest.raises(APITimeoutError, match=r"0\.5 seconds"):
                client.upload_file(big, timeout=0.5)
            assert time.monotonic() - started < HANG / 2
            client.close()


def test_cancelling_a_task_that_has_ended() -> None:
    """It takes two requests, each of them in time by itself."""
    serve = slow(
        0.4,
        lambda request: {"id": TASK, "status": 10},
        lambda request: 409 if request.method == "POST" else 200,
    )
    with serving(serve) as server:
        with inference("inf_k", server.url, retry=None) as client:
            with pytest.raises(APITimeoutError):
                client.cancel_task(TASK, timeout=0.6)
            assert (client.cancel_task(TASK, timeout=HANG)).status == "completed"


def test_a_chat_of_many_pages() -> None:
    pages: List[str] = []

    def answer(request: Request) -> Any:
        if "messages" not in request.path:
            return {"id": TASK, "status": "idle"}
        pages.append(request.path)
        return {"items": [], "has_next": len(pages) < 20, "next_cursor": f"c{len(pages)}"}

    with serving(slow(0.2, answer, lambda request: 200)) as server:
        with inference("inf_k", server.url, retry=None) as client:
            with pytest.raises(APITimeoutError):
                client.chats.get(TASK, timeout=0.7)
    assert len(pages) < 5


@pytest.fixture
def gated(make_platform: Callable[..., LocalPlatform], gate: Gate) -> Iterator[LocalPlatform]:
    platform = make_platform()
    yield platform
    gate.end()


def test_a_call_that_waits_for_the_first_of_its_session(gated: LocalPlatform, script: Script) -> None:
    """Which session it belongs to is known when the first has ended."""
    with gated.client() as client:
        session = client.session("test/gate")

        def first() -> Any:
            return session.call(timeout=3)

        other = Background(first)
        until(lambda: "POST /apps/run" in script.log, "the first call was not sent")
        started = time.monotonic()
        with pytest.raises(APITimeoutError):
            session.call(timeout=0.1)
        assert time.monotonic() - started < 2.8
        assert script.log.count("POST /apps/run") == 1
        with pytest.raises(APITimeoutError):
            other.result()


def test_out_of_reach_until_it_was_too_late(client: Inference, script: Script, gate: Gate) -> None:
    """The error names the task, and why it could not be followed."""
    task = client.run("test/gate", input={}, wait=False)
    script.on("GET", "^/tasks/", *[problem(503, "unavailable", "out of order", headers=ID)] * 50)
    with pytest.raises(APITimeoutError, match=r"has not ended within 1\.5 seconds.*out of order") as caught:
        client.wait_for_completion(task["id"], timeout=1.5)
    assert caught.value.task_id == task["id"]
    assert "HTTP 503" in {attempt["outcome"] for attempt in caught.value.attempts}
    assert caught.value.request_id == "req_9"
    assert "/tasks/" in str(caught.value.as_curl())
    gate.end()
