"""The parser alone: every cut, every limit, every way to read a message twice."""

from __future__ import annotations

from typing import List, Optional, Tuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inferencesh._transport.codec import http1
from inferencesh._transport.codec.http1 import Chunked, Head, HeadReader, ProtocolError

CHUNKED = (
    b"HTTP/1.1 100 Continue\r\n\r\n"
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-A: b\r\n\r\n"
    b'3;x="y"\r\nabc\r\nA \r\n0123\r\n6789\r\n1\r\n\n\r\n0\r\nX-Trailer: 1\r\n\r\n'
)
CHUNKED_BODY = b"abc0123\r\n6789\n"


def read(pieces: List[bytes], method: str = "GET") -> Tuple[Optional[Head], bytes, bool]:
    """All of a response, fed in pieces: its head, its body, and whether that was whole."""
    reader, head, out = HeadReader(method), None, b""
    for piece in pieces:
        if head is None:
            head = reader.feed(piece)
            if head is None:
                continue
            piece = head.rest
        if piece:
            out += head.body.feed(piece)
    return head, out, head is not None and head.body.done


def test_every_cut_gives_the_same_response() -> None:
    for cut in range(len(CHUNKED) + 1):
        for second in (cut, min(cut + 1, len(CHUNKED)), min(cut + 2, len(CHUNKED))):
            head, body, whole = read([CHUNKED[:cut], CHUNKED[cut:second], CHUNKED[second:]])
            assert head is not None
            assert (head.status, body, whole, head.body.surplus) == (200, CHUNKED_BODY, True, False), cut
            assert head.fields == [(b"Transfer-Encoding", b"chunked"), (b"X-A", b"b")]


def test_one_byte_at_a_time() -> None:
    head, body, whole = read([CHUNKED[at : at + 1] for at in range(len(CHUNKED))])
    assert head is not None
    assert (body, whole) == (CHUNKED_BODY, True)


def test_every_end_before_the_end_is_noticed() -> None:
    start = CHUNKED.index(b"3;x")
    for cut in range(start, len(CHUNKED)):
        head, _, whole = read([CHUNKED[:cut]])
        assert head is not None
        assert not whole
        with pytest.raises(ProtocolError):
            head.body.end()


@settings(max_examples=200, deadline=None)
@given(st.lists(st.binary(min_size=1, max_size=40), max_size=20), st.data())
def test_chunks_of_any_size_cut_anywhere(parts: List[bytes], data: st.DataObject) -> None:
    raw = b"".join(http1.encode_chunk(part) for part in parts) + http1.LAST_CHUNK
    cuts = sorted(data.draw(st.lists(st.integers(0, len(raw)), max_size=10)))
    body, out = Chunked(), b""
    for begin, end in zip([0, *cuts], [*cuts, len(raw)]):
        out += body.feed(raw[begin:end])
    assert (out, body.done, body.surplus) == (b"".join(parts), True, False)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 200))
def test_garbage_is_an_error_or_waits_for_more(noise: bytes, cut: int) -> None:
    for raw in (
        noise,
        b"HTTP/1.1 200 OK\r\n" + noise,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + noise,
    ):
        try:
            read([raw[:cut], raw[cut:]])
        except ProtocolError:
            continue


@pytest.mark.parametrize(
    ("head", "text"),
    [
        (b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "both"),
        (b"Content-Length: 3\r\nContent-Length: 4\r\n", "not one number"),
        (b"Content-Length: -3\r\n", "not one number"),
        (b"Content-Length: +3\r\n", "not one number"),
        (b"Content-Length: 0x3\r\n", "not one number"),
        (b"Content-Length: 3_0\r\n", "not one number"),
        (b"Content-Length:\r\n", "not one number"),
        (b"Content-Length: " + b"9" * 5000 + b"\r\n", "not one number"),
        (b"Transfer-Encoding: gzip, chunked\r\n", "other than chunked"),
        (b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "other than chunked"),
        (b"Transfer-Encoding: xchunked\r\n", "other than chunked"),
        (b"Content-Length : 3\r\n", "malformed"),
        (b"no colon\r\n", "malformed"),
        (b": empty\r\n", "malformed"),
        (b"X-Nul: a\0b\r\n", "malformed"),
        (b"X-Cr: a\rb\r\n", "malformed"),
        (b"X-Lf: a\nb\r\n", "malformed"),
        (b" folded: first\r\n", "malformed"),
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(head: bytes, text: str) -> None:
    with pytest.raises(ProtocolError, match=text):
        read([b"HTTP/1.1 200 OK\r\n" + head + b"\r\n"])


@pytest.mark.parametrize("line", [b"SSH-2.0-x\r\n", b"HTTP/2 200\r\n\r\n", b"\x15\x03\x01", b"HTTP/1.1 99 x\r\n\r\n"])
def test_an_answer_in_another_protocol_is_refused(line: bytes) -> None:
    with pytest.raises(ProtocolError):
        read([line])


def test_line_feeds_alone_do_not_wait_for_ever() -> None:
    with pytest.raises(ProtocolError, match="CR LF"):
        read([b"HTTP/1.1 200 OK\nContent-Length: 0\n\n"])


@pytest.mark.parametrize("line", [b"", b"x", b"-1", b"+1", b"0x1", b"1_0", b" 1", b"1 1", b"f" * 16, b";a=b", b"\xb2"])
def test_chunk_sizes_are_hex_digits_alone(line: bytes) -> None:
    with pytest.raises(ProtocolError, match="valid size"):
        Chunked().feed(line + b"\r\nabc\r\n")


@pytest.mark.parametrize("rest", [b"abcd\r\n", b"abc\r\r", b"abc\n\n", b"abcx\n"])
def test_a_chunk_longer_than_it_says_is_refused_at_every_cut(rest: bytes) -> None:
    raw = b"3\r\n" + rest
    for cut in range(len(raw)):
        body = Chunked()
        with pytest.raises(ProtocolError, match="longer"):
            body.feed(raw[:cut]) + body.feed(raw[cut:]) + body.feed(b"\r\n")


def test_limits() -> None:
    ok = b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * http1.MAX_FIELDS + b"\r\n"
    head, _, _ = read([ok])
    assert head is not None
    assert len(head.fields) == http1.MAX_FIELDS
    with pytest.raises(ProtocolError, match="header fields"):
        read([b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * (http1.MAX_FIELDS + 1) + b"\r\n"])
    with pytest.raises(ProtocolError, match="256 KiB"):
        read([b"HTTP/1.1 200 OK\r\nX: " + b"y" * http1.MAX_HEAD])
    with pytest.raises(ProtocolError, match="256 KiB"):
        read([b"HTTP/1.1 200 OK\r\nX: " + b"y" * http1.MAX_HEAD + b"\r\n\r\n"])
    with pytest.raises(ProtocolError, match="4,096"):
        Chunked().feed(b"1;" + b"x" * (http1.MAX_SIZE_LINE + 1))
    with pytest.raises(ProtocolError, match="16,384"):
        Chunked().feed(b"0\r\nX: " + b"x" * (http1.MAX_TRAILERS + 1))


def test_interim_responses_without_end_are_limited() -> None:
    reader = HeadReader("GET")
    with pytest.raises(ProtocolError, match="interim"):
        for _ in range(10_000):
            reader.feed(b"HTTP/1.1 102 Processing\r\n\r\n" * 10)


def test_many_interim_responses_in_one_read_do_not_exhaust_the_stack() -> None:
    with pytest.raises(ProtocolError, match="interim"):
        HeadReader("GET").feed(b"HTTP/1.1 102 Processing\r\n\r\n" * 5_000)


def test_a_dripped_head_costs_no_quadratic_time() -> None:
    # a quarter of a million feeds: seconds when each one copies what came before
    reader = HeadReader("GET")
    reader.feed(b"HTTP/1.1 200 OK\r\nX: ")
    for _ in range(http1.MAX_HEAD - 100):
        reader.feed(b"y")
    head = reader.feed(b"\r\n\r\n")
    assert head is not None
    assert len(head.fields[0][1]) == http1.MAX_HEAD - 100


@pytest.mark.parametrize(
    ("fields", "keep", "limit"),
    [
        (b"", True, None),
        (b"Connection: close\r\n", False, None),
        (b"Connection: Upgrade, Close\r\n", False, None),
        (b"Keep-Alive: timeout=5, max=100\r\n", True, 4.0),
        (b"Keep-Alive: max=9, Timeout=1\r\n", True, 0.5),
        (b"Keep-Alive: timeout=0\r\n", True, 0.0),
    ],
)
def test_how_long_a_connection_may_be_kept(fields: bytes, keep: bool, limit: Optional[float]) -> None:
    head, _, _ = read([b"HTTP/1.1 204 No\r\n" + fields + b"\r\n"])
    assert head is not None
    assert (head.keep_alive, head.idle_limit) == (keep, limit)


def test_http_1_0_is_kept_only_when_it_says_so() -> None:
    for fields, keep in ((b"", False), (b"Connection: keep-alive\r\n", True)):
        head, _, _ = read([b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n" + fields + b"\r\n"])
        assert head is not None
        assert head.keep_alive is keep


def test_bytes_behind_the_response_are_noticed() -> None:
    for raw in (
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nx",
        b"HTTP/1.1 204 OK\r\n\r\nx",
    ):
        head, _, whole = read([raw])
        assert head is not None
        assert whole
        assert head.body.surplus


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200 OK\nContent-Length: 0\n\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 0\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\n",
        b"HTTP/1.1 200 OK\r\nX: a\r\r",
        b"HTTP/1.1 102 Wait\r\n\r\nHTTP/1.1 200 OK\nX: a\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\nx\n0\n\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno size",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1 \x00",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: a\n\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: a\r\n\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\n",
    ],
)
def test_what_cannot_end_any_more_is_refused_at_once(raw: bytes) -> None:
    for cut in range(len(raw)):
        with pytest.raises(ProtocolError):
            read([raw[:cut], raw[cut:]])
    with pytest.raises(ProtocolError):
        read([raw[at : at + 1] for at in range(len(raw))])


@pytest.mark.parametrize(
    "trailer", [b"no colon", b"X: a\x00b", b"X: a\x0bb", b" folded: first", b": x", b"X : y", b"X\r: y"]
)
def test_trailers_are_held_to_the_rules_of_headers(trailer: bytes) -> None:
    raw = b"0\r\n" + trailer + b"\r\n\r\n"
    for cut in range(len(raw)):
        body = Chunked()
        with pytest.raises(ProtocolError):
            body.feed(raw[:cut]), body.feed(raw[cut:])
    body = Chunked()
    body.feed(b"0\r\nX: a\r\n b\r\nY:\r\n\r\n")
    assert (body.done, body.surplus) == (True, False)


@pytest.mark.parametrize("control", [b"\x0b", b"\x0c", b"\x1c", b"\x1d", b"\x1e", b"\x1f"])
def test_control_characters_that_count_as_white_space_somewhere_are_refused(control: bytes) -> None:
    for field in (b"X: a" + control + b"b", b"Content-Length: 5" + control, b"Connection:" + control + b"close"):
        with pytest.raises(ProtocolError, match="malformed"):
            read([b"HTTP/1.1 200 OK\r\n" + field + b"\r\n\r\n"])
    with pytest.raises(ProtocolError):
        read([b"HTTP/1.1 200 O" + control + b"K\r\n\r\n"])
    with pytest.raises(ProtocolError):
        Chunked().feed(b"1;a" + control + b"\r\nx\r\n")


def test_limits_hold_however_the_bytes_arrive() -> None:
    line = b"1;" + b"x" * http1.MAX_SIZE_LINE + b"\r\nx\r\n"
    trailers = b"0\r\nX: " + b"x" * http1.MAX_TRAILERS + b"\r\n\r\n"
    for raw in (line, trailers):
        for size in (len(raw), 1000, 1):
            body = Chunked()
            with pytest.raises(ProtocolError, match="over"):
                for start in range(0, len(raw), size):
                    body.feed(raw[start : start + size])
