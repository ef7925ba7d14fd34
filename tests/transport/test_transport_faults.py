"""What goes wrong: resets, silence, lies; each with a clear error that says whether the request can have left."""

from __future__ import annotations

import ssl
import threading
import time
from typing import Any, Callable, List, Type

import httpx
import pytest
from support.raw_server import Peer, RawServer, refused_port, serve_ok


def failure(call: Callable[[], Any], kind: Type[BaseException]) -> Any:
    with pytest.raises(kind) as caught:
        call()
    assert type(caught.value) is kind
    return caught.value


def test_a_refused_connection(any_lab: Any) -> None:
    driver = any_lab.driver()
    with refused_port() as port:
        error = failure(lambda: driver.get(f"http://127.0.0.1:{port}/secret?token=x"), httpx.ConnectError)
    assert any_lab.stock or error.request_sent is False
    if not any_lab.stock:
        assert f"127.0.0.1:{port}" in str(error)
        assert "refused" in str(error)
        assert "token" not in str(error)
        assert error.request.url.port == port


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a" * 64 + ".invalid"])
def test_a_name_without_address(plain_lab: Any, host: str) -> None:
    driver = plain_lab.driver()
    error = failure(lambda: driver.get(f"http://{host}/"), httpx.ConnectError)
    assert error.request_sent is False
    assert host in str(error)


def test_all_addresses_are_tried(plain_lab: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    server, driver = plain_lab.server(serve_ok), plain_lab.driver()
    real = socket.getaddrinfo

    def two(host: Any, *args: Any, **options: Any) -> Any:
        if host != "two.test":
            return real(host, *args, **options)
        kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        return [(*kind, ("127.0.0.2", refused)), (*kind, ("127.0.0.1", server.port))]

    monkeypatch.setattr(socket, "getaddrinfo", two)
    with refused_port() as refused:
        assert driver.get(f"http://two.test:{server.port}/").content == b"ok"


def test_a_certificate_of_somebody_else(plain_lab: Any) -> None:
    server, driver = plain_lab.server(serve_ok, tls=True), plain_lab.driver()
    other = {"sni_hostname": "somebody.test"}
    error = failure(lambda: driver.get(server.url, extensions=other), httpx.ConnectError)
    assert error.request_sent is False
    assert "certificate" in str(error)
    assert isinstance(error.__cause__, ssl.SSLError)
    assert driver.transport.busy_connections == 0
    # the one that it is made for is taken, also under another name
    assert driver.get(server.url).content == b"ok"
    assert driver.get(server.url, extensions={"sni_hostname": "localhost"}).content == b"ok"


def test_tls_to_a_plain_server_and_back(lab: Any) -> None:
    def script(peer: Peer) -> None:
        peer.more()
        peer.send(b"HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n")

    plain = lab.server(script, tls=False)
    error = failure(lambda: lab.driver().get(f"https://127.0.0.1:{plain.port}/"), httpx.ConnectError)
    assert error.request_sent is False


def test_the_end_before_any_answer(any_lab: Any) -> None:
    server, driver = any_lab.server(lambda peer: peer.request() and None), any_lab.driver()
    error = failure(lambda: driver.get(server.url), httpx.RemoteProtocolError)
    assert any_lab.stock or error.request_sent is True


def test_a_reset_before_any_answer(lab: Any) -> None:
    def script(peer: Peer) -> None:
        peer.request()
        peer.reset()

    server, driver = lab.server(script), lab.driver()
    error = failure(lambda: driver.get(server.url), httpx.ReadError)
    assert error.request_sent is True


@pytest.mark.parametrize("how", ["end", "reset"])
def test_the_end_at_every_byte_of_the_answer(plain_lab: Any, how: str) -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

    def script(peer: Peer) -> None:
        peer.request()
        peer.send(answer[: peer.number])
        if how == "reset":
            peer.reset()

    server, driver = plain_lab.server(script), plain_lab.driver()
    for _ in range(1, len(answer)):
        with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)) as caught:
            driver.get(server.url)
        assert caught.value.request_sent is True  # type: ignore[attr-defined]
        assert driver.transport.busy_connections == 0
    assert driver.get(server.url).content == b"hello"
    assert server.opened == len(answer)


def test_the_end_within_a_chunked_body(any_lab: Any) -> None:
    def script(peer: Peer) -> None:
        peer.request()
        peer.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")

    server, driver = any_lab.server(script), any_lab.driver()
    response = driver.open(server.url)
    stream = driver.chunks(response)
    assert next(stream) == b"hello"
    error = failure(lambda: next(stream), httpx.RemoteProtocolError)
    assert any_lab.stock or error.request_sent is True
    driver.close_response(response)


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("how", ["answer and wait", "answer and end", "answer and reset"])
def test_an_answer_before_the_request_is_sent(lab: Any, streamed: bool, how: str) -> None:
    def script(peer: Peer) -> None:
        peer.head()
        peer.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        peer.send(b"HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig")
        if how == "answer and wait":
            stop.wait(20)  # without reading: the client must not wait for it
        elif how == "answer and reset":
            time.sleep(0.2)  # else the reset overtakes the answer
            peer.reset()

    stop = threading.Event()
    server, driver = lab.server(script), lab.driver()
    block = b"x" * 1_000_000
    content = driver.parts([block] * 40) if streamed else block * 40
    try:
        response = driver.request("POST", server.url, content=content)
    finally:
        stop.set()
    assert (response.status_code, response.content) == (413, b"big")
    assert driver.transport.idle_connections == 0  # the request was not whole
    server.wait_open(0)


def test_a_reset_while_the_request_is_sent(lab: Any) -> None:
    def script(peer: Peer) -> None:
        peer.head()
        peer.reset()

    server, driver = lab.server(script), lab.driver()
    with pytest.raises((httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError)) as caught:
        driver.request("POST", server.url, content=driver.parts([b"x" * 1_000_000] * 40))
    assert caught.value.request_sent is True  # type: ignore[attr-defined]
    assert driver.transport.busy_connections == 0


def test_an_upload_goes_on_after_an_interim_answer(lab: Any) -> None:
    sizes: List[int] = []

    def script(peer: Peer) -> None:
        head = peer.head()
        peer.send(b"HTTP/1.1 102 Processing\r\n\r\n")
        sizes.append(len(peer.body(head)))
        peer.answer()

    server, driver = lab.server(script), lab.driver()
    assert driver.request("POST", server.url, content=b"x" * 30_000_000).content == b"ok"
    assert sizes == [30_000_000]


def test_the_callers_own_errors_pass_through(lab: Any) -> None:
    server, driver = lab.server(serve_ok), lab.driver()

    def parts() -> Any:
        yield b"some"
        raise FileNotFoundError("the caller's file is gone")

    async def aparts() -> Any:
        for part in parts():
            yield part

    with pytest.raises(FileNotFoundError):
        driver.request("POST", server.url, content=aparts() if lab.is_async else parts())
    assert driver.transport.busy_connections == 0
    server.wait_open(0)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 2_000_000,
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100_000 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + b"x" * 1_000_000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nabc",
        b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n",
    ],
    ids=["endless header", "many headers", "endless size line", "two lengths", "switch", "ssh"],
)
def test_answers_that_are_refused(plain_lab: Any, answer: bytes) -> None:
    def script(peer: Peer) -> None:
        peer.request()
        peer.send(answer)
        peer.until_gone()

    server, driver = plain_lab.server(script), plain_lab.driver()
    error = failure(lambda: driver.get(server.url), httpx.RemoteProtocolError)
    assert error.request_sent is True
    assert f"127.0.0.1:{server.port}" in str(error)
    server.wait_open(0)


# ---- time


def test_connect_timeout(plain_lab: Any) -> None:
    import socket

    # a listener with a full queue takes no more connections, and does not refuse them either
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        fill = [socket.socket() for _ in range(3)]
        try:
            for sock in fill:
                sock.setblocking(False)
                sock.connect_ex(address)
            driver = plain_lab.driver()
            url = f"http://127.0.0.1:{address[1]}/"
            error = failure(lambda: driver.get(url, timeout=httpx.Timeout(10, connect=0.2)), httpx.ConnectTimeout)
            assert error.request_sent is False
            assert "connecting" in str(error)
        finally:
            for sock in fill:
                sock.close()


def test_connect_timeout_of_a_silent_tls_server(lab: Any) -> None:
    silent = lab.server(lambda peer: peer.until_gone(), tls=False)
    driver = lab.driver()
    url = f"https://127.0.0.1:{silent.port}/"
    error = failure(lambda: driver.get(url, timeout=httpx.Timeout(10, connect=0.2)), httpx.ConnectTimeout)
    assert error.request_sent is False
    silent.wait_open(0)


def test_read_timeout_before_and_within_the_answer(any_lab: Any) -> None:
    def script(peer: Peer) -> None:
        target = peer.request().target
        if target == "/part":
            peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")
        peer.until_gone()

    server, driver = any_lab.server(script), any_lab.driver()
    limit = httpx.Timeout(10, read=0.2)
    for path in ("/", "/part"):
        error = failure(lambda path=path: driver.get(server.url + path, timeout=limit), httpx.ReadTimeout)  # type: ignore[misc]
        assert any_lab.stock or error.request_sent is True
    server.wait_open(0)


def test_write_timeout(lab: Any) -> None:
    def script(peer: Peer) -> None:
        peer.head()
        stop.wait(20)

    stop = threading.Event()
    server, driver = lab.server(script), lab.driver()
    try:
        error = failure(
            lambda: driver.request("POST", server.url, content=b"x" * 50_000_000, timeout=httpx.Timeout(10, write=0.3)),
            httpx.WriteTimeout,
        )
    finally:
        stop.set()
    assert error.request_sent is True


def test_a_slow_drip_is_no_silence(plain_lab: Any) -> None:
    text = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"

    def script(peer: Peer) -> None:
        peer.request()
        for at in range(len(text)):
            peer.send(text[at : at + 1])
            time.sleep(0.01)

    server, driver = plain_lab.server(script), plain_lab.driver()
    assert driver.get(server.url, timeout=httpx.Timeout(10, read=0.4)).content == b"abc"


def test_a_deadline_ends_even_a_slow_drip(plain_lab: Any) -> None:
    def script(peer: Peer) -> None:
        peer.request()
        peer.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            peer.send(b"1\r\nx\r\n")
            time.sleep(0.02)

    server, driver = plain_lab.server(script), plain_lab.driver()
    extensions = {"deadline": time.monotonic() + 0.3}
    error = failure(lambda: driver.get(server.url, extensions=extensions), httpx.ReadTimeout)
    assert "deadline" in str(error)
    server.wait_open(0)


@pytest.mark.parametrize("start", [b"1;", b"0\r\n"])
def test_bytes_that_are_no_body_do_not_pass_for_some(plain_lab: Any, start: bytes) -> None:
    """What drips into the line before a chunk, or behind the last one, would hold up who waits for hours."""
    enough = threading.Event()

    def script(peer: Peer) -> None:
        peer.request()
        peer.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + start)
        while not enough.wait(0.05):
            peer.send(b"x")
        if start == b"1;":
            peer.send(b"\r\ny\r\n0\r\n\r\n")
        else:
            peer.send(b": \r\n\r\n")
        peer.until_gone()

    server, driver = plain_lab.server(script), plain_lab.driver()
    response = driver.open(server.url, timeout=httpx.Timeout(20, read=0.5))
    body = response.extensions["body"]
    take = body.__anext__ if plain_lab.is_async else body.__next__
    late = threading.Timer(10, enough.set)
    late.start()
    with pytest.raises(httpx.ReadTimeout):
        driver.run(take())
    enough.set()
    late.cancel()
    response.request.extensions["timeout"]["read"] = 20.0
    if start == b"1;":
        assert driver.run(take()) == b"y"  # one can read on
    driver.close_response(response)


def test_a_deadline_of_another_clock(plain_lab: Any) -> None:
    now = [1000.0]
    server, driver = plain_lab.server(serve_ok), plain_lab.driver()
    extensions = {"deadline": 1005.0, "clock": lambda: now[0]}
    assert driver.get(server.url, extensions=extensions).content == b"ok"
    silent = plain_lab.server(lambda peer: peer.until_gone())
    now[0] = 1010.0
    error = failure(lambda: driver.get(silent.url, extensions=extensions), httpx.ConnectTimeout)
    assert "deadline" in str(error)
    assert error.request_sent is False


def test_the_read_timeout_may_change_during_a_stream(plain_lab: Any) -> None:
    def script(peer: Peer) -> None:
        peer.request()
        peer.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n")
        peer.until_gone()

    server, driver = plain_lab.server(script), plain_lab.driver()
    response = driver.open(server.url, timeout=httpx.Timeout(20))
    stream = driver.chunks(response)
    assert next(stream) == b"x"
    response.request.extensions["timeout"]["read"] = 0.1
    failure(lambda: next(stream), httpx.ReadTimeout)
    driver.close_response(response)


@pytest.mark.parametrize("sent", [b"", b"ab"])
def test_a_body_that_ends_with_the_connection_needs_a_close_notify(lab: Any, sent: bytes) -> None:
    """Without one, anybody on the way may have ended it. Over plain HTTP there is nothing to tell by."""

    def script(peer: Peer) -> None:
        peer.request()
        peer.send(b"HTTP/1.1 200 OK\r\n\r\n" + sent)
        peer.says_goodbye = peer.number > 2

    server, driver = lab.server(script), lab.driver()
    if not lab.tls:
        assert driver.get(server.url).content == sent
        return
    error = failure(lambda: driver.get(server.url), httpx.ReadError)
    assert "close_notify" in str(error)
    assert error.request_sent is True
    response = driver.open(server.url)
    body = response.extensions["body"]
    take = body.__anext__ if lab.is_async else body.__next__
    if sent:
        assert driver.run(take()) == sent
    for _ in range(2):  # those who ask again are not told of a clean end either
        with pytest.raises(httpx.ReadError):
            driver.run(take())
    assert driver.transport.busy_connections == driver.transport.idle_connections == 0
    assert driver.get(server.url).content == sent


# ---- connections that went stale


def _one_answer_each(server_does: str) -> Callable[[Peer], None]:
    def script(peer: Peer) -> None:
        while True:
            peer.request()
            peer.answer()
            if server_does == "ends":
                return
            if server_does == "resets":
                peer.reset()
                return
            if server_does == "speaks":
                peer.send(b"HTTP/1.1 408 Timeout\r\nContent-Length: 0\r\n\r\n")
                peer.until_gone()

    return script


@pytest.mark.parametrize("server_does", ["ends", "resets", "speaks"])
def test_a_stale_connection_is_not_used(lab: Any, server_does: str) -> None:
    server, driver = lab.server(_one_answer_each(server_does)), lab.driver()
    for number in range(1, 4):
        assert driver.get(server.url).content == b"ok"
        if server_does != "speaks":
            server.wait_open(0)
        else:
            time.sleep(0.1)  # nothing to wait for: the client does not answer
        assert server.opened == number


def _idle(server: RawServer, driver: Any, seconds: float) -> None:
    assert driver.get(server.url).content == b"ok"
    assert driver.transport.idle_connections == 1
    time.sleep(seconds)
    assert driver.get(server.url).content == b"ok"


def test_an_idle_connection_expires(plain_lab: Any) -> None:
    server, driver = plain_lab.server(serve_ok), plain_lab.driver(keepalive_expiry=0.05)
    _idle(server, driver, 0.2)
    assert server.opened == 2


def test_the_servers_keep_alive_limit_is_honoured(plain_lab: Any) -> None:
    def script(peer: Peer) -> None:
        while True:
            peer.request()
            peer.answer(head=b"Keep-Alive: timeout=%d\r\n" % limit)

    limit = 1
    server, driver = plain_lab.server(script), plain_lab.driver()
    _idle(server, driver, 0.8)
    assert server.opened == 2
    limit = 60
    assert driver.get(server.url).content == b"ok"
    opened = server.opened
    _idle(server, driver, 0.8)
    assert server.opened == opened


def test_a_body_can_be_read_on_after_a_time_out(lab: Any) -> None:
    go = threading.Event()

    def serve(peer: Peer) -> None:
        peer.request()
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\none")
        assert go.wait(10)
        peer.send(b"two")
        peer.until_gone()

    server, driver = lab.server(serve), lab.driver()
    response = driver.open(server.url)
    body = response.extensions["body"]

    def read() -> bytes:
        data: bytes = driver.run(body.__anext__() if lab.is_async else body.__next__())
        return data

    response.request.extensions["timeout"]["read"] = 0.05
    assert read() == b"one"
    with pytest.raises(httpx.ReadTimeout):
        read()
    response.request.extensions["timeout"]["read"] = 10.0
    go.set()
    assert read() == b"two"
    driver.close_response(response)
    assert driver.transport.busy_connections == 0
