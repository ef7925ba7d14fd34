"""A response that is let go before its end: its connection serves the next request if the end has come by then."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from support.raw_server import Peer, serve_ok

HEAD = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
PLAIN = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def serve_plain(peer: Peer) -> None:
    while True:
        peer.request()
        peer.send(PLAIN)


def _opened(lab: Any, end: bytes, go: threading.Event) -> Any:
    """A server that sends one chunk, and the rest of the body when told; the response after its chunk."""
    sent = threading.Event()

    def serve(peer: Peer) -> None:
        peer.request()
        if peer.number > 1:
            peer.send(PLAIN)
            serve_plain(peer)
        peer.send(HEAD + b"4\r\nlast\r\n")
        assert go.wait(10)
        if end:
            peer.send(end)
        sent.set()
        serve_plain(peer)

    server, driver = lab.server(serve), lab.driver()
    response = driver.open(server.url)
    assert next(driver.chunks(response)) == b"last"
    return server, driver, response, sent


def test_the_connection_is_used_again_once_the_end_has_come(lab: Any) -> None:
    go = threading.Event()
    server, driver, response, sent = _opened(lab, b"0\r\n\r\n", go)
    response.extensions["park"]()
    assert driver.transport.busy_connections == 0
    go.set()
    assert sent.wait(10)
    assert driver.get(server.url).content == b"ok"
    assert server.opened == 1


def test_a_moment_is_spent_on_waiting_for_the_end(lab: Any) -> None:
    go = threading.Event()
    server, driver, response, _ = _opened(lab, b"0\r\n\r\n", go)
    response.extensions["park"]()
    driver.transport._pool.slow_tails.clear()
    timer = threading.Timer(0.0, go.set)
    timer.start()
    assert driver.get(server.url).content == b"ok"
    timer.join()
    assert server.opened <= 2
    assert (server.opened == 2) == bool(driver.transport._pool.slow_tails)


def test_an_end_that_comes_late_does_not_hold_up_the_next_request(lab: Any) -> None:
    go = threading.Event()
    server, driver, response, _ = _opened(lab, b"", go)
    response.extensions["park"]()

    other = lab.server(serve_ok)
    assert driver.get(other.url).content == b"ok"  # another origin: the parked connection is left alone
    assert len(driver.transport._pool.parked) == 1
    assert driver.get(server.url).content == b"ok"
    assert server.opened == 2
    server.wait_open(2)  # it is not given up either
    go.set()


@pytest.mark.parametrize("end", [b"0\r\n\r\nHTTP/1.1 200 OK\r\n", b"zz\r\n", b"5\r\nmore!\r\n" * 60_000])
def test_a_body_that_ends_badly_or_not_at_all_is_not_read_on(lab: Any, end: bytes) -> None:
    go = threading.Event()
    server, driver, response, sent = _opened(lab, end, go)
    go.set()
    if len(end) < 100:
        assert sent.wait(10)
    response.extensions["park"]()
    assert driver.get(server.url).content == b"ok"
    assert server.opened == 2


@pytest.mark.parametrize("closing", ["close", "close_now"])
def test_closing_the_transport_closes_what_is_parked(lab: Any, closing: str) -> None:
    go = threading.Event()
    server, driver, response, _ = _opened(lab, b"", go)
    response.extensions["park"]()
    go.set()
    driver.close_response(response)  # nothing is left to close
    if closing == "close":
        driver.run(driver.client.aclose() if lab.is_async else driver.client.close())
    else:
        driver.transport.close_now()
    server.wait_open(0)
