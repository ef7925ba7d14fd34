"""What any HTTP/1.1 transport does: requests, responses, connections used again."""

from __future__ import annotations

import socket
from typing import Any, List

import httpx
import pytest
from support.raw_server import Peer, Request, serve_ok


def test_requests_share_one_connection(any_lab: Any) -> None:
    server, driver = any_lab.server(serve_ok), any_lab.driver()
    for _ in range(5):
        response = driver.get(server.url + "/a?b=c")
        assert (response.status_code, response.content) == (200, b"ok")
        assert response.http_version == "HTTP/1.1"
        assert response.reason_phrase == "OK"
    assert server.opened == 1


def test_the_request_arrives_as_it_was_made(any_lab: Any) -> None:
    seen: List[Request] = []

    def script(peer: Peer) -> None:
        while True:
            seen.append(peer.request())
            peer.answer()

    server, driver = any_lab.server(script), any_lab.driver()
    driver.request("POST", server.url + "/x%20y?q=%C3%A9", content=b"body", headers={"X-One": "1"})
    driver.request("POST", server.url, content=driver.parts([b"ab", b"", b"cd"]))
    driver.request("PUT", server.url, content=driver.parts([b"ab", b"cd"]), headers={"Content-Length": "4"})
    driver.request("DELETE", server.url)
    assert [(r.method, r.body) for r in seen] == [
        ("POST", b"body"),
        ("POST", b"abcd"),
        ("PUT", b"abcd"),
        ("DELETE", b""),
    ]
    assert seen[0].target == "/x%20y?q=%C3%A9"
    assert seen[0].headers["x-one"] == "1"
    assert seen[0].headers["host"] == f"127.0.0.1:{server.port}"
    assert "transfer-encoding" not in seen[2].headers
    assert server.opened == 1


@pytest.mark.parametrize("size", [0, 1, 64 * 1024, 64 * 1024 + 1, 5_000_000])
def test_bodies_of_every_size_arrive_whole(any_lab: Any, size: int) -> None:
    def script(peer: Peer) -> None:
        while True:
            peer.answer(peer.request().body)

    server, driver = any_lab.server(script), any_lab.driver()
    body = bytes(range(256)) * (size // 256 + 1)
    body = body[:size]
    assert driver.request("POST", server.url, content=body).content == body
    blocks = [body[at : at + 300_000] for at in range(0, size, 300_000)]
    assert driver.request("POST", server.url, content=driver.parts(blocks)).content == body
    assert server.opened == 1


@pytest.mark.parametrize(
    ("answer", "body", "connections"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", b"abc", 1),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", b"", 1),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc", b"abc", 2),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n", b"abcde", 1),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-T: 1\r\nX-U: 2\r\n\r\n", b"a", 1),
        (b"HTTP/1.1 204 No Content\r\n\r\n", b"", 1),
        (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", b"", 1),
        (
            b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 H\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nz",
            b"z",
            1,
        ),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nz", b"z", 2),
        (b"HTTP/1.1 200\r\nContent-Length: 1\r\n\r\nz", b"z", 1),
        (b"HTTP/1.1 200 OK\r\nX-Fold: a\r\n  b\r\nContent-Length: 1\r\n\r\nz", b"z", 1),
    ],
)
def test_responses_end_where_they_should(any_lab: Any, answer: bytes, body: bytes, connections: int) -> None:
    def script(peer: Peer) -> None:
        while True:
            peer.request()
            peer.send(answer)
            if connections == 2:
                return

    server, driver = any_lab.server(script), any_lab.driver()
    for _ in range(2):
        assert driver.get(server.url).content == body
    assert server.opened == connections


def test_a_head_request_has_no_body(any_lab: Any) -> None:
    def script(peer: Peer) -> None:
        while True:
            assert peer.request().method == "HEAD"
            peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")

    server, driver = any_lab.server(script), any_lab.driver()
    for _ in range(2):
        response = driver.request("HEAD", server.url)
        assert response.headers["content-length"] == "1000"
    assert server.opened == 1


def test_a_body_without_length_ends_with_the_connection(any_lab: Any) -> None:
    def script(peer: Peer) -> None:
        peer.request()
        peer.send(b"HTTP/1.1 200 OK\r\n\r\nabc")
        peer.send(b"def")

    server, driver = any_lab.server(script), any_lab.driver()
    assert driver.get(server.url).content == b"abcdef"
    assert driver.get(server.url).content == b"abcdef"
    assert server.opened == 2


def test_headers_keep_order_and_repeats(any_lab: Any) -> None:
    def script(peer: Peer) -> None:
        peer.request()
        peer.answer(head=b"Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-Pad:   padded \t\r\n")

    server, driver = any_lab.server(script), any_lab.driver()
    headers = driver.get(server.url).headers
    assert headers.get_list("set-cookie") == ["a=1", "b=2"]
    assert headers["x-pad"] == "padded"


def test_bytes_are_handed_on_as_they_come(any_lab: Any) -> None:
    def script(peer: Peer) -> None:
        peer.request()
        peer.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for text in (b"first", b"second"):
            peer.send(b"%x\r\n%b\r\n" % (len(text), text))
            peer.head()  # the next one only when a new request tells us to go on
            peer.send(b"")
        peer.send(b"0\r\n\r\n")

    server, driver = any_lab.server(script), any_lab.driver()
    response = driver.open(server.url)
    stream = driver.chunks(response)
    sock = response.extensions["network_stream"].get_extra_info("socket")
    assert next(stream) == b"first"
    ssl_object = response.extensions["network_stream"].get_extra_info("ssl_object")
    assert (ssl_object is not None) == any_lab.tls
    if any_lab.tls:
        driver.close_response(response)  # the go-ahead below would have to be encrypted
        return
    send = sock.send if isinstance(sock, socket.socket) else sock._sock.send
    send(b"go\r\n\r\n")
    assert next(stream) == b"second"
    send(b"go\r\n\r\n")
    assert list(stream) == []
    driver.close_response(response)


def test_several_chunks_of_one_read_come_as_one_piece(lab: Any) -> None:
    pieces = [b"%d" % number * 50 for number in range(10, 110)]

    def script(peer: Peer) -> None:
        peer.request()
        body = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
        peer.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body + b"0\r\n\r\n")

    server, driver = lab.server(script), lab.driver()
    found = list(driver.chunks(driver.open(server.url)))
    assert b"".join(found) == b"".join(pieces)
    assert len(found) <= 5


def test_unfinished_bodies_close_their_connection(any_lab: Any) -> None:
    def script(peer: Peer) -> None:
        peer.request()
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc")
        peer.until_gone()

    server, driver = any_lab.server(script), any_lab.driver()
    response = driver.open(server.url)
    stream = driver.chunks(response)
    assert next(stream) == b"abc"
    server.wait_open(1)
    driver.close_response(response)
    server.wait_open(0)


def test_another_scheme_is_refused_before_anything_is_sent(any_lab: Any) -> None:
    driver = any_lab.driver()
    with pytest.raises(httpx.UnsupportedProtocol) as caught:
        driver.get("ftp://127.0.0.1/")
    assert any_lab.stock or caught.value.request_sent is False  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Evil": "a\r\nX-Other: b"},
        {"X-Evil": "a\nb"},
        {"X-Evil": "a\0b"},
        {"Content-Length": "5"},
        {"Content-Length": "five"},
        {"Transfer-Encoding": "gzip"},
    ],
)
def test_a_request_that_would_change_its_meaning_is_not_sent(plain_lab: Any, headers: Any) -> None:
    server, driver = plain_lab.server(serve_ok), plain_lab.driver()
    with pytest.raises(httpx.LocalProtocolError) as caught:
        driver.request("POST", server.url, content=b"four", headers=headers)
    assert caught.value.request_sent is False  # type: ignore[attr-defined]
    assert driver.get(server.url).content == b"ok"


def test_a_streamed_body_of_another_length_than_said_is_an_error(plain_lab: Any) -> None:
    server, driver = plain_lab.server(serve_ok), plain_lab.driver()
    for length in ("3", "9"):
        with pytest.raises(httpx.LocalProtocolError) as caught:
            driver.request("POST", server.url, content=driver.parts([b"ab", b"cd"]), headers={"Content-Length": length})
        assert caught.value.request_sent is True  # type: ignore[attr-defined]
    assert driver.transport.busy_connections == 0
