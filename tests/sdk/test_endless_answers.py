"""`timeout=` holds whatever a server sends: answers without an end, and such as never get to the point.

Each of these servers goes on for `HANG` seconds and is never silent for long, so that no wait for bytes ends by itself.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import ssl
import time
import warnings
from pathlib import Path
from typing import Any, Callable, Dict, List, Tuple

import httpx
import pytest
from support.raw_server import Peer, RawServer

from inferencesh import APITimeoutError, InferenceError, TaskFailedError, async_inference, inference

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # cryptography warns of Python 3.8
    import trustme

TASK = "5hq0v3n8r1y6k4b9t2w7x0c5dm"
HANG = 12.0
LIMIT = 0.3  # seconds; the time-out of the calls here
LATE = 10 * LIMIT  # far later than any of them ends, and far sooner than the servers do
JSON = b"Content-Type: application/json\r\n"
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + JSON + b"Transfer-Encoding: chunked\r\n\r\n"
PACKED = OK + JSON + b"Content-Encoding: gzip\r\nConnection: close\r\n\r\n"
GZIP_HEAD = gzip.compress(b"", mtime=0)[:10]


def over_and_over(start: bytes, part: bytes, pause: float = 0.0) -> Callable[[Peer], None]:
    """What comes after a request: the start at once, then the same part again and again."""

    def send(peer: Peer) -> None:
        peer.send(start)
        end = time.monotonic() + HANG
        while time.monotonic() < end:
            peer.send(part)
            if pause:
                time.sleep(pause)

    return send


def drop_by_drop(start: bytes, then: bytes) -> Callable[[Peer], None]:
    """After the start one byte at a time; the last byte of all is sent for ever."""

    def send(peer: Peer) -> None:
        peer.send(start)
        end = time.monotonic() + HANG
        at = 0
        while time.monotonic() < end:
            peer.send(then[at : at + 1])
            at = min(at + 1, len(then) - 1)
            time.sleep(0.02)

    return send


ANSWERS: Dict[str, Callable[[Peer], None]] = {
    "gzip that unpacks to nothing": over_and_over(PACKED + GZIP_HEAD, b"\0\0\0\xff\xff" * 4000),
    "gzip that unpacks to nothing, slowly": over_and_over(PACKED + GZIP_HEAD, b"\0\0\0\xff\xff", 0.02),
    "gzip that unpacks to nothing, in chunks": over_and_over(
        CHUNKED.replace(JSON, JSON + b"Content-Encoding: gzip\r\n") + b"a\r\n" + GZIP_HEAD + b"\r\n",
        b"5\r\n\0\0\0\xff\xff\r\n" * 1000,
    ),
    "deflate that unpacks to nothing": over_and_over(PACKED.replace(b"gzip", b"deflate"), b"\0\0\0\xff\xff" * 4000),
    "members without end": over_and_over(PACKED, gzip.compress(b"", mtime=0) * 100),
    "padding without end": over_and_over(PACKED + gzip.compress(b"{}", mtime=0), b"\0" * 4096),
    "interim responses": over_and_over(b"", b"HTTP/1.1 102 Processing\r\n\r\n", 0.02),
    "interim responses, all at once": over_and_over(b"", b"HTTP/1.1 102 Processing\r\n\r\n" * 500),
    "a status line in drops": drop_by_drop(b"", OK[:-2] + b"K"),
    "header lines in drops": drop_by_drop(OK, b"X-A: 1\r\nX-B: 22222"),
    "header lines without end": over_and_over(OK, b"X-A: 1\r\n", 0.01),
    "a body in drops": drop_by_drop(OK + JSON + b"Content-Length: 1000000\r\n\r\n", b'{"a": "b'),
    "a body until the end of the connection": drop_by_drop(OK + JSON + b"\r\n", b'{"a": "b'),
    "small chunks": over_and_over(CHUNKED, b"1\r\n \r\n" * 1000),
    "small chunks, slowly": over_and_over(CHUNKED, b"1\r\n \r\n", 0.02),
    "chunk extensions": over_and_over(CHUNKED, b"1;a=" + b"b" * 1000 + b"\r\n \r\n"),
    "chunk extensions in drops": drop_by_drop(CHUNKED, b"1;a=bbbb"),
    "the size of a chunk in drops": drop_by_drop(CHUNKED, b"00000000000000001;aaa"),
    "trailers in drops": drop_by_drop(CHUNKED + b"2\r\n{}\r\n0\r\n", b"X-A: 1\r\nX-B: 22222"),
    "trailers without end": over_and_over(CHUNKED + b"2\r\n{}\r\n0\r\n", b"X-A: 1\r\n", 0.01),
}
# What the stream of a task may go on with; it was opened well.
NDJSON = OK + b"Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
EVENTS = OK + b"Content-Type: text/event-stream\r\nConnection: close\r\n\r\n"
RUNNING = json.dumps({"event": "message", "data": {"id": TASK, "status": 7}}).encode() + b"\n"
STREAMS: Dict[str, Callable[[Peer], None]] = {
    "comments": over_and_over(EVENTS, b": still here\n\n", 0.02),
    "comments, all at once": over_and_over(EVENTS, b": still here\n\n" * 500),
    "comments in drops": drop_by_drop(EVENTS, b": still here"),
    "empty lines": over_and_over(NDJSON, b"1\r\n\n\r\n" * 100),
    "heartbeats": over_and_over(EVENTS, b'data: {"event":"heartbeat"}\n\n', 0.02),
    "the same state": over_and_over(NDJSON, b"%x\r\n%b\r\n" % (len(RUNNING), RUNNING), 0.01),
    "chunk extensions in drops": drop_by_drop(NDJSON, b"1;a=bbbb"),
    "gzip that unpacks to nothing": over_and_over(
        EVENTS.replace(b"Connection", b"Content-Encoding: gzip\r\nConnection") + GZIP_HEAD, b"\0\0\0\xff\xff" * 4000
    ),
    "gzip that unpacks to nothing, slowly": over_and_over(
        EVENTS.replace(b"Connection", b"Content-Encoding: gzip\r\nConnection") + GZIP_HEAD, b"\0\0\0\xff\xff", 0.02
    ),
    "header lines in drops": drop_by_drop(OK, b"X-A: 1\r\nX-B: 22222"),
    "trailers in drops": drop_by_drop(NDJSON + b"0\r\n", b"X-A: 1\r\nX-B: 22222"),
}


class Caller:
    """The same calls with both clients, over the SDK's own transport or a client of httpx of the user's own."""

    def __init__(self, is_async: bool, own: bool) -> None:
        self.is_async = is_async
        self.own = own

    def call(self, url: str, do: Callable[[Any], Any], **options: Any) -> Tuple[BaseException, float]:
        """How a call ends, and after how many seconds."""
        if self.is_async:
            return asyncio.run(self._call_async(url, do, options))
        started = time.monotonic()
        with httpx.Client(**options) as own, inference(
            "inf_k", url, retry=None, http_client=own if self.own else None
        ) as client:
            with pytest.raises(InferenceError) as caught:
                do(client)
            return caught.value, time.monotonic() - started

    async def _call_async(self, url: str, do: Callable[[Any], Any], options: Any) -> Tuple[BaseException, float]:
        stalls: List[float] = []

        async def watch() -> None:
            last = time.monotonic()
            while True:
                await asyncio.sleep(0.01)
                last, before = time.monotonic(), last
                stalls.append(last - before)

        watcher = asyncio.ensure_future(watch())
        started = time.monotonic()
        async with httpx.AsyncClient(**options) as own, async_inference(
            "inf_k", url, retry=None, http_client=own if self.own else None
        ) as client:
            with pytest.raises(InferenceError) as caught:
                await do(client)
            took = time.monotonic() - started
        watcher.cancel()
        assert max(stalls, default=0.0) < LATE / 2, "the event loop stood still"
        return caught.value, took


@pytest.fixture(params=["sync", "async", "sync, own client", "async, own client"])
def caller(request: Any) -> Caller:
    kind, _, own = request.param.partition(", ")
    return Caller(kind == "async", bool(own))


def answering(send: Callable[[Peer], None]) -> Callable[[Peer], None]:
    def serve(peer: Peer) -> None:
        peer.request()
        send(peer)

    return serve


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer(caller: Caller, name: str) -> None:
    with RawServer(answering(ANSWERS[name])) as server:
        error, took = caller.call(server.url, lambda client: client.get_task(TASK, timeout=LIMIT))
    assert took < LATE, error


@pytest.mark.parametrize("name", ["header lines in drops", "chunk extensions in drops", "interim responses"])
def test_an_answer_on_a_connection_that_was_used_before(caller: Caller, name: str) -> None:
    def serve(peer: Peer) -> None:
        peer.request()
        peer.answer(json.dumps({"id": TASK, "status": 7}).encode(), JSON)
        peer.request()
        ANSWERS[name](peer)

    def sync(client: Any) -> Any:
        client.get_task(TASK)
        return client.get_task(TASK, timeout=LIMIT)

    async def both(client: Any) -> Any:
        await client.get_task(TASK)
        return await client.get_task(TASK, timeout=LIMIT)

    with RawServer(serve) as server:
        error, took = caller.call(server.url, both if caller.is_async else sync)
        assert server.opened == 1
    assert took < LATE, error


@pytest.mark.parametrize("name", STREAMS)
def test_the_stream_of_a_task(caller: Caller, name: str) -> None:
    def serve(peer: Peer) -> None:
        request = peer.request()
        if request.method == "POST":
            peer.answer(json.dumps({"id": TASK, "status": 7}).encode(), JSON)
            request = peer.request()
        if request.target.endswith("/stream"):
            STREAMS[name](peer)
        else:
            peer.answer(json.dumps({"id": TASK, "status": 7}).encode(), JSON)

    with RawServer(serve) as server:
        error, took = caller.call(server.url, lambda client: client.run("a/b", {}, timeout=LIMIT))
    assert took < LATE, error
    assert isinstance(error, APITimeoutError)
    assert error.task_id == TASK


def test_a_stream_that_stays_open_behind_its_last_frame(caller: Caller) -> None:
    """Its end is not waited for, also where httpx would do so."""
    frame = json.dumps({"event": "message", "data": {"id": TASK, "status": 11, "error": "no"}}).encode() + b"\n"

    def serve(peer: Peer) -> None:
        while True:
            request = peer.request()
            if request.target.endswith("/stream"):
                peer.send(NDJSON + b"%x\r\n%b\r\n" % (len(frame), frame))
                peer.until_gone()
                return
            peer.answer(json.dumps({"id": TASK, "status": 7}).encode(), JSON)

    with RawServer(serve) as server:
        error, took = caller.call(server.url, lambda client: client.run("a/b", {}))
    assert isinstance(error, TaskFailedError)
    assert took < HANG / 2


@pytest.mark.parametrize("name", ["header lines in drops", "gzip that unpacks to nothing", "small chunks, slowly"])
def test_the_state_of_a_task_whose_stream_is_refused(caller: Caller, name: str) -> None:
    def serve(peer: Peer) -> None:
        while True:
            request = peer.request()
            if request.method == "POST":
                peer.answer(json.dumps({"id": TASK, "status": 7}).encode(), JSON)
            elif request.target.endswith("/stream"):
                peer.send(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            else:
                ANSWERS[name](peer)

    with RawServer(serve) as server:
        error, took = caller.call(server.url, lambda client: client.run("a/b", {}, timeout=LIMIT))
    assert took < LATE, error
    assert isinstance(error, APITimeoutError)
    assert error.task_id == TASK


DOWNLOADS = [
    "gzip that unpacks to nothing",
    "header lines in drops",
    "interim responses",
    "small chunks",
    "chunk extensions in drops",
    "trailers in drops",
]


@pytest.mark.parametrize("name", DOWNLOADS)
def test_a_download(caller: Caller, name: str, tmp_path: Path) -> None:
    target = tmp_path / "a.bin"
    with RawServer(answering(ANSWERS[name])) as server:
        error, took = caller.call(
            server.url, lambda client: client.download(f"{server.url}/a.bin", target, timeout=LIMIT)
        )
    assert took < LATE, error
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["gzip that unpacks to nothing", "header lines in drops", "chunk extensions in drops"])
def test_an_upload(caller: Caller, name: str) -> None:
    def serve(peer: Peer) -> None:
        request = peer.request()
        if request.method == "PUT":
            ANSWERS[name](peer)
            return
        entry = {"data": [{"id": "f", "uri": "inf://f", "upload_url": f"{server.url}/up"}]}
        peer.answer(json.dumps(entry).encode(), JSON + b"Connection: close\r\n")

    with RawServer(serve) as server:
        error, took = caller.call(server.url, lambda client: client.upload_file(b"abc", timeout=LIMIT))
    assert took < LATE, error


@pytest.mark.parametrize("name", ["header lines in drops", "gzip that unpacks to nothing"])
def test_a_message_to_an_agent(caller: Caller, name: str) -> None:
    with RawServer(answering(ANSWERS[name])) as server:
        error, took = caller.call(server.url, lambda client: client.agent("ns/agent").send_message("hi", timeout=LIMIT))
    assert took < LATE, error


def handshake_in_drops(peer: Peer) -> None:
    peer.more()
    drop_by_drop(b"\x16\x03\x03\x40\x00", b"\x02\x00\x3f\xfc\x03\x03\x00")(peer)


def test_a_tls_handshake(caller: Caller) -> None:
    with RawServer(handshake_in_drops) as server:
        url = server.url.replace("http:", "https:")
        error, took = caller.call(url, lambda client: client.get_task(TASK, timeout=LIMIT))
    assert took < LATE, error


def test_tickets_without_end(caller: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """TLS takes the server's session tickets, and there is nothing to read in them."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    context.num_tickets = 10_000_000  # the server writes them all before it listens
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with RawServer(Peer.until_gone, context) as server:
        error, took = caller.call(server.url, lambda client: client.get_task(TASK, timeout=LIMIT))
    assert took < LATE, error


PROXIES = {
    "drops": drop_by_drop(OK, b"X-A: 1\r\nX-B: 22222"),
    "interim responses": over_and_over(b"", b"HTTP/1.1 102 Processing\r\n\r\n", 0.02),
    "a body": drop_by_drop(b"HTTP/1.1 502 Bad\r\nContent-Length: 100000\r\n\r\n", b"no"),
    "a tunnel that never shakes hands": drop_by_drop(OK + b"\r\n", b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc\x03\x03\x00"),
}


@pytest.mark.parametrize("name", PROXIES)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy(caller: Caller, name: str, scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(variable, raising=False)

    def serve(peer: Peer) -> None:
        peer.head()
        PROXIES[name](peer)

    with RawServer(serve) as server:
        for variable in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
            monkeypatch.setenv(variable, server.url)
        error, took = caller.call(f"{scheme}://platform.test", lambda client: client.get_task(TASK, timeout=LIMIT))
    assert took < LATE, error
