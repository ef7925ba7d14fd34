"""What a server sends that is too much: a clear error, soon, and with bounded memory. On real sockets."""

from __future__ import annotations

import gzip
import json
import sys
import zlib
from typing import Any, Callable, Iterator, List

import pytest
from support.raw_server import Gone, Peer, RawServer

import inferencesh._sync.requests.http as http_module
from inferencesh import (
    APIConnectionError,
    APIError,
    Inference,
    RetryPolicy,
    StreamError,
    StreamingOptions,
    SubmissionUnknownError,
    inference,
)
from inferencesh._core.streams.frames import FrameDecoder
from inferencesh._core.values.status import TaskStatus
from inferencesh._transport.codec.content_coding import BLOCK, CodingError, Inflater

TASK = "a" * 26
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
MIB = 1 << 20


@pytest.fixture(autouse=True)
def bounded(request: pytest.FixtureRequest) -> Iterator[None]:
    """No test here may make the process grow by more than some frames' worth of memory."""
    before = _peak()
    yield
    assert _peak() - before < 900 * MIB


def _peak() -> int:
    try:
        import resource
    except ImportError:  # Windows
        return 0
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used if sys.platform == "darwin" else used * 1024


ONCE = RetryPolicy(max_attempts=1, backoff=0.001)


def client_of(server: RawServer, retry: Any = ONCE) -> Inference:
    return inference("inf_k", server.url, retry=retry)


def serving(*answers: Callable[[Peer], None]) -> Callable[[Peer], None]:
    """Answer the requests one after another; the last goes on for all others, each on a connection of its own."""
    left = list(answers)

    def serve(peer: Peer) -> None:
        peer.request()
        (left.pop(0) if len(left) > 1 else left[0])(peer)

    return serve


def endless(head: bytes, piece: bytes, total: int) -> Callable[[Peer], None]:
    def answer(peer: Peer) -> None:
        peer.send(head)
        for _ in range(total // len(piece)):
            peer.send(piece)

    return answer


def test_a_line_without_end_and_one_of_a_gigabyte() -> None:
    """1 GiB without a line break: given up at the limit, and the task is found by reading it."""
    sent: List[int] = []

    def stream(peer: Peer) -> None:
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\n\r\n")
        piece = b" " * MIB
        try:
            for _ in range(1024):
                peer.send(piece)
                sent.append(1)
        except Gone:
            pass

    def state(peer: Peer) -> None:
        peer.send(OK + b"Connection: close\r\n\r\n" + json.dumps({"data": {"id": TASK, "status": 10}}).encode())

    with RawServer(serving(stream, state)) as server, client_of(server) as client:
        assert client.wait_for_completion(TASK)["status"] == TaskStatus.COMPLETED
    assert sum(sent) < 1024, "the server was cut off before it had sent all"


def test_a_stream_that_never_fits_ends_in_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    import inferencesh._sync.requests.driver as driver

    monkeypatch.setattr(driver, "FrameDecoder", lambda kind: FrameDecoder(kind, 1000))

    def answer(peer: Peer) -> None:
        request = peer.request()
        if request.target.endswith("/stream"):
            peer.send(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nConnection: close\r\n\r\n" + b"x" * 5000
            )
        else:
            peer.answer(b"no", b"Connection: close\r\n")

    with RawServer(answer) as server, client_of(server) as client:
        stream = client.stream_task(TASK, options=StreamingOptions(max_retries=2, retry_delay=0))
        with pytest.raises(StreamError, match=f"lost the stream of task {TASK}"):
            list(stream)


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_decompression_bomb(coding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """10 GiB of nothing in 10 MiB."""
    monkeypatch.setattr(http_module, "BODY_LIMIT", 32 * MIB)
    packer = zlib.compressobj(9, zlib.DEFLATED, 31 if coding == "gzip" else 15)
    once = packer.compress(bytes(64 * MIB)) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(bytes(64 * MIB)) + packer.flush(zlib.Z_FULL_FLUSH)

    def bomb(peer: Peer) -> None:
        peer.send(OK + b"Content-Encoding: %s\r\nConnection: close\r\n\r\n" % coding.encode() + once)
        for _ in range(160):
            peer.send(again)

    with RawServer(serving(bomb)) as server, client_of(server) as client:
        with pytest.raises(APIError, match="the answer is longer than 32 MiB"):
            client.get_task(TASK)
        with pytest.raises(SubmissionUnknownError, match="longer than 32 MiB"):
            client.run("a/b", input={}, wait=False)


def test_a_bomb_in_an_error_and_in_a_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = gzip.compress(bytes(200 * MIB))

    def refusal(peer: Peer) -> None:
        peer.send(b"HTTP/1.1 400 No\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n" + packed)

    with RawServer(serving(refusal)) as server, client_of(server) as client:
        with pytest.raises(APIError, match="400"):
            client.get_task(TASK)
        with pytest.raises(APIError, match="400"):
            list(client.stream_task(TASK))


def test_a_coding_that_was_not_asked_for_or_is_none() -> None:
    def answer(body: bytes, coding: bytes) -> Callable[[Peer], None]:
        return lambda peer: peer.send(OK + b"Content-Encoding: %s\r\nConnection: close\r\n\r\n%s" % (coding, body))

    good = gzip.compress(b'{"data": {"id": "%s", "status": 10}}' % TASK.encode())
    with RawServer(serving(answer(good, b"gzip"))) as server, client_of(server) as client:
        assert client.get_task(TASK)["status"] == "completed"
    for body, coding, words in [
        (good, b"br", "a coding that was not asked for"),
        (good, b"gzip, gzip", "a coding that was not asked for"),
        (b"plain", b"gzip", "not the gzip that it says"),
        (good[:-12], b"gzip", "ends in the middle"),
    ]:
        with RawServer(serving(answer(body, coding))) as server, client_of(server) as client, pytest.raises(
            APIConnectionError, match=words
        ):
            client.get_task(TASK)


def test_an_answer_over_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_module, "BODY_LIMIT", 4 * MIB)
    serve = serving(endless(OK + b"\r\n", b" " * MIB, 1024 * MIB))
    with RawServer(serve) as server, client_of(server) as client, pytest.raises(APIError, match="longer than 4 MiB"):
        client.get_task(TASK)


def test_a_hundred_thousand_headers() -> None:
    many = b"".join(b"X-%d: y\r\n" % number for number in range(100_000))
    with RawServer(serving(lambda peer: peer.send(OK + many + b"\r\n{}"))) as server, client_of(server) as client:
        with pytest.raises(APIConnectionError, match=r"headers are over|header fields"):
            client.get_task(TASK)
        with pytest.raises(SubmissionUnknownError, match=r"headers are over|header fields"):
            client.run("a/b", input={}, wait=False)


def test_json_nested_a_hundred_thousand_deep() -> None:
    deep = b'{"data":' + b"[" * 100_000 + b"]" * 100_000 + b"}"

    def answer(status: bytes) -> Callable[[Peer], None]:
        head = b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n" % status
        return lambda peer: peer.send(head + deep)

    with RawServer(serving(answer(b"200 OK"))) as server, client_of(server) as client:
        with pytest.raises(APIError, match="is not JSON"):
            client.get_task(TASK)
        with pytest.raises(SubmissionUnknownError):
            client.run("a/b", input={}, wait=False)
    with RawServer(serving(answer(b"400 No"))) as server, client_of(server) as client:
        with pytest.raises(APIError) as caught:
            client.get_task(TASK)
        assert len(str(caught.value)) < 5000
    for kind in ("application/x-ndjson", "text/event-stream"):
        frames = FrameDecoder(kind).feed((b"data: " if "event" in kind else b"") + deep + b"\n\n")
        assert "nested too deeply" in str(frames[0]) or "no JSON" in str(frames[0])


# -- unpacking ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 7, 1000, 1 << 20])
@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "deflate", "raw"])
def test_unpacking_in_any_pieces(coding: str, size: int) -> None:
    content = bytes(range(256)) * 4000
    window = {"gzip": 31, "x-gzip": 31, "deflate": 15, "raw": -15}[coding]
    packer = zlib.compressobj(6, zlib.DEFLATED, window)
    packed = packer.compress(content) + packer.flush()
    if "gzip" in coding:
        packed += gzip.compress(b"and more") + b"\0" * 4  # another member, and padding
        content += b"and more"
    inflater = Inflater("deflate" if coding == "raw" else coding)
    blocks = [block for at in range(0, len(packed), size) for block in inflater.feed(packed[at : at + size])]
    inflater.end()
    assert b"".join(blocks) == content
    assert max(map(len, blocks)) <= BLOCK


def test_what_does_not_unpack() -> None:
    with pytest.raises(CodingError, match="not asked for"):
        Inflater("zstd")
    with pytest.raises(CodingError, match="not the gzip"):
        list(Inflater("gzip").feed(b"plain text"))
    cut = Inflater("gzip")
    list(cut.feed(gzip.compress(b"x" * 100)[:-3]))
    with pytest.raises(CodingError, match="in the middle"):
        cut.end()
    Inflater("gzip").end()  # an empty body is empty in any coding
