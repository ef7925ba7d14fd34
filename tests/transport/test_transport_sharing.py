"""Many at once: threads, tasks, cancellation, abort, forks, caps, and what is left behind."""

from __future__ import annotations

import asyncio
import gc
import os
import random
import socket
import threading
import time
import warnings
from typing import Any, List

import httpx
import pytest
from support.raw_server import Peer, RawServer, serve_ok

from inferencesh._transport import AsyncTransport, Transport


def endless(peer: Peer) -> None:
    """One chunk, then silence."""
    peer.request()
    peer.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n")
    peer.until_gone()


# ---- abort and close from elsewhere


@pytest.mark.parametrize("how", ["abort", "close"])
def test_a_blocked_reader_ends_when_another_thread_says_so(lab: Any, how: str) -> None:
    server, driver = lab.server(endless), lab.driver()
    response = driver.open(server.url)
    stream = driver.chunks(response)
    assert next(stream) == b"x"
    if how == "close" and not lab.is_async:
        end = response.close
    else:
        end = response.extensions["abort"]
    timer = threading.Timer(0.1, end)
    timer.start()
    with pytest.raises(httpx.ReadError) as caught:
        next(stream)
    timer.join()
    assert caught.value.request_sent is True  # type: ignore[attr-defined]
    server.wait_open(0)
    assert driver.transport.busy_connections == 0
    driver.close_response(response)


def test_abort_before_and_after_the_end(lab: Any) -> None:
    server, driver = lab.server(serve_ok), lab.driver()
    response = driver.get(server.url)
    response.extensions["abort"]()  # too late: the connection is not this response's any more
    assert driver.get(server.url).content == b"ok"
    assert server.opened == 1
    unread = lab.server(endless)
    response = driver.open(unread.url)
    response.extensions["abort"]()
    with pytest.raises(httpx.ReadError):
        list(driver.chunks(response))
    driver.close_response(response)
    assert driver.transport.busy_connections == 0


def test_reading_after_close_is_an_error(lab: Any) -> None:
    server, driver = lab.server(endless), lab.driver()
    response = driver.open(server.url)
    stream = response.stream
    driver.close_response(response)
    with pytest.raises(httpx.ReadError):
        driver.run(stream._stream.__anext__()) if lab.is_async else next(iter(stream._stream))
    server.wait_open(0)


# ---- threads


def test_threads_share_one_client(certificates: Any) -> None:
    def script(peer: Peer) -> None:
        while True:
            peer.answer(peer.request().target.encode())

    failures: List[BaseException] = []

    def work(name: int) -> None:
        try:
            for number in range(50):
                path = f"/{name}/{number}"
                assert client.get(server.url + path).text == path
        except BaseException as exc:
            failures.append(exc)

    for context in (None, certificates.server):
        transport = Transport(verify=certificates.client)
        with RawServer(script, context) as server, httpx.Client(transport=transport) as client:
            threads = [threading.Thread(target=work, args=(name,)) for name in range(16)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert failures == []
            assert server.opened <= 16
            assert transport.busy_connections == 0
            assert transport.idle_connections == server.opened


# ---- caps


def test_a_cap_makes_requests_wait(lab: Any) -> None:
    server, driver = lab.server(endless), lab.driver(max_connections=1)
    first = driver.open(server.url)
    with pytest.raises(httpx.PoolTimeout) as caught:
        driver.get(server.url, timeout=httpx.Timeout(10, pool=0.1))
    assert caught.value.request_sent is False  # type: ignore[attr-defined]
    assert "max_connections is 1" in str(caught.value)
    driver.close_response(first)
    driver.close_response(driver.open(server.url))
    assert server.opened == 2


def test_a_cap_counts_idle_connections_of_other_origins(lab: Any) -> None:
    one, two, driver = lab.server(serve_ok), lab.server(serve_ok), lab.driver(max_connections=1)
    for server in (one, two, one):
        assert driver.get(server.url).content == b"ok"
        assert driver.transport.idle_connections == 1
    one.wait_open(1)
    two.wait_open(0)


def test_idle_connections_have_a_limit(certificates: Any) -> None:
    async def main(server: RawServer) -> None:
        transport = AsyncTransport(max_idle=3)
        async with httpx.AsyncClient(transport=transport) as client:
            await asyncio.gather(*(client.get(server.url) for _ in range(10)))
            assert transport.idle_connections == 3
            server.wait_open(3)
        server.wait_open(0)

    gate = threading.Barrier(10)

    def together(peer: Peer) -> None:
        peer.request()
        gate.wait(20)
        peer.answer()
        peer.until_gone()

    with RawServer(together) as server:
        asyncio.run(main(server))


def test_waiting_tasks_are_served_in_order_also_after_cancellations() -> None:
    async def main(server: RawServer) -> None:
        transport = AsyncTransport(max_connections=2)
        async with httpx.AsyncClient(transport=transport) as client:
            tasks = [asyncio.ensure_future(client.get(server.url)) for _ in range(60)]
            await asyncio.sleep(0)
            rng = random.Random(4)
            for task in rng.sample(tasks, 30):
                await asyncio.sleep(rng.random() * 0.004)
                task.cancel()
            done = await asyncio.gather(*tasks, return_exceptions=True)
            assert all(isinstance(one, (httpx.Response, asyncio.CancelledError)) for one in done)
            assert transport.busy_connections == 0
            assert (await client.get(server.url)).content == b"ok"
            await asyncio.gather(*(client.get(server.url) for _ in range(10)))

    with RawServer(serve_ok) as server:
        asyncio.run(main(server))


# ---- cancellation


@pytest.mark.parametrize("tls", [False, True])
@pytest.mark.parametrize("cap", [None, 20])
def test_a_thousand_cancelled_then_a_hundred_succeed(certificates: Any, tls: bool, cap: Any) -> None:
    body = b"y" * 200_000

    async def op(client: httpx.AsyncClient, url: str) -> int:
        async with client.stream("POST", url, content=b"x" * 100_000) as response:
            return sum([len(part) async for part in response.aiter_raw()])

    async def main(server: RawServer) -> None:
        rng = random.Random(20261123)
        transport = AsyncTransport(verify=certificates.client, max_connections=cap)
        async with httpx.AsyncClient(transport=transport, timeout=30) as client:
            for _ in range(20):
                tasks = [asyncio.ensure_future(op(client, server.url)) for _ in range(50)]
                for task in tasks:
                    if rng.random() < 0.5:
                        await asyncio.sleep(rng.random() * 0.002)
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                assert transport.busy_connections == 0
            assert await asyncio.gather(*(op(client, server.url) for _ in range(100))) == [len(body)] * 100
            assert transport.busy_connections == 0
            assert transport.idle_connections <= (cap or 100)
            server.wait_open(transport.idle_connections)

    def script(peer: Peer) -> None:
        while True:
            peer.request()
            peer.answer(body)

    with RawServer(script, certificates.server if tls else None) as server:
        asyncio.run(main(server))


# ---- loops, forks, leftovers


def test_without_a_loop_of_asyncio_the_error_says_so() -> None:
    transport = AsyncTransport()
    request = httpx.Request("GET", "http://127.0.0.1:9/")
    coroutine = transport.handle_async_request(request)
    with pytest.raises(RuntimeError, match="asyncio event loop"):
        coroutine.send(None)


def test_a_transport_belongs_to_one_loop() -> None:
    with RawServer(serve_ok) as server:
        transport = AsyncTransport()
        client = httpx.AsyncClient(transport=transport)
        loop = asyncio.new_event_loop()
        assert loop.run_until_complete(client.get(server.url)).content == b"ok"
        with pytest.raises(RuntimeError, match="another event loop"):
            asyncio.run(client.get(server.url))  # type: ignore[arg-type]
        loop.run_until_complete(client.aclose())
        loop.close()


def test_a_closed_transport_says_so(lab: Any) -> None:
    server, driver = lab.server(serve_ok), lab.driver()
    driver.get(server.url)
    driver.run(driver.transport.aclose()) if lab.is_async else driver.transport.close()
    server.wait_open(0)
    with pytest.raises(RuntimeError, match="closed"):
        driver.get(server.url)


@pytest.mark.parametrize("loop_is", ["closed", "stopped"])
def test_close_now_without_a_running_loop(certificates: Any, loop_is: str) -> None:
    with RawServer(endless, certificates.server) as server, RawServer(serve_ok) as plain:
        transport = AsyncTransport(verify=certificates.client)
        client = httpx.AsyncClient(transport=transport)
        loop = asyncio.new_event_loop()
        response = loop.run_until_complete(client.send(client.build_request("GET", server.url), stream=True))
        loop.run_until_complete(client.get(plain.url))
        if loop_is == "closed":
            loop.close()
        transport.close_now()
        server.wait_open(0)
        plain.wait_open(0)
        if loop_is == "stopped":
            loop.run_until_complete(asyncio.sleep(0))
            loop.close()
        del response, client, transport
        gc.collect()


def test_close_now_ends_a_reader_in_another_thread(certificates: Any) -> None:
    for context in (None, certificates.server):
        with RawServer(endless, context) as server:
            transport = Transport(verify=certificates.client)
            client = httpx.Client(transport=transport)
            response = client.send(client.build_request("GET", server.url), stream=True)
            stream = response.iter_raw()
            assert next(stream) == b"x"
            timer = threading.Timer(0.1, transport.close_now)
            timer.start()
            with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
                next(stream)
            timer.join()
            server.wait_open(0)


def test_a_loop_that_cannot_watch_sockets_gets_httpx_s_transport(
    certificates: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def main(server: RawServer) -> None:
        transport = AsyncTransport(verify=certificates.client)
        async with httpx.AsyncClient(transport=transport) as client:
            for _ in range(3):
                response = await client.get(server.url)
                assert response.content == b"ok"
                sock = response.extensions["network_stream"].get_extra_info("socket")
                assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
            assert transport.idle_connections == 0
        server.wait_open(0)
        assert server.opened == 1

    monkeypatch.setattr(asyncio, "ProactorEventLoop", asyncio.SelectorEventLoop, raising=False)
    with RawServer(serve_ok, certificates.server) as server:
        asyncio.run(main(server))


@pytest.mark.parametrize("what", ["idle", "response"])
def test_what_is_dropped_is_closed_without_a_warning(lab: Any, what: str) -> None:
    server, driver = lab.server(endless if what == "response" else serve_ok), lab.driver()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        if what == "response":
            response = driver.open(server.url)
            server.wait_open(1)
            del response
        else:
            driver.get(server.url)
            driver.client = driver.wrap(httpx.MockTransport(lambda request: httpx.Response(200)))
            driver.transport = None
        gc.collect()
        driver.run(asyncio.sleep(0)) if lab.is_async else None
        server.wait_open(0)
    assert [str(one.message) for one in caught] == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_child_lets_the_parents_connections_alone(lab: Any) -> None:
    held = lab.server(endless)
    server, driver = lab.server(serve_ok), lab.driver()
    response = driver.open(held.url)
    assert driver.get(server.url).content == b"ok"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of fork in a process with threads: the servers'
        child = os.fork()
    if child == 0:
        status = 1
        try:
            driver.transport.forget()
            if lab.is_async:
                driver.loop = driver.new_loop()
            status = 2
            client = driver.client if not lab.is_async else driver.wrap(driver.transport)
            driver.client = client
            del response
            gc.collect()
            if driver.get(server.url).content == b"ok":
                status = 0
        finally:
            os._exit(status)
    deadline = time.monotonic() + 20
    while True:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            break
        if time.monotonic() > deadline:
            os.kill(child, 9)
            os.waitpid(child, 0)
            pytest.fail("the child hangs")
        time.sleep(0.01)
    assert os.WEXITSTATUS(status) == 0
    assert driver.get(server.url).content == b"ok"
    assert server.opened == 2  # the parent's went on, the child made its own
    held.wait_open(1)
    assert next(driver.chunks(response)) == b"x"
    driver.close_response(response)


def test_every_socket_has_keepalive_and_no_delay(lab: Any) -> None:
    server, driver = lab.server(endless), lab.driver()
    response = driver.open(server.url)
    sock = response.extensions["network_stream"].get_extra_info("socket")
    assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
    assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1
    for name, value in (("TCP_KEEPIDLE", 30), ("TCP_KEEPINTVL", 15), ("TCP_KEEPCNT", 4), ("TCP_USER_TIMEOUT", 90_000)):
        if hasattr(socket, name):
            assert sock.getsockopt(socket.IPPROTO_TCP, getattr(socket, name)) == value
    driver.close_response(response)


def test_a_reader_that_does_not_come_makes_the_server_wait() -> None:
    sent = [0]

    def script(peer: Peer) -> None:
        peer.request()
        peer.send(b"HTTP/1.1 200 OK\r\n\r\n")
        peer.sock.settimeout(1.0)
        block = b"z" * 65536
        while sent[0] < 200_000_000:
            peer.send(block)
            sent[0] += len(block)

    async def main(server: RawServer) -> None:
        async with httpx.AsyncClient(transport=AsyncTransport()) as client, client.stream("GET", server.url):
            await asyncio.sleep(1.5)

    with RawServer(script) as server:
        asyncio.run(main(server))
    assert sent[0] < 50_000_000  # what the system's buffers hold, not what the server has


def test_a_response_read_slowly_is_whole() -> None:
    body = bytes(range(256)) * 40_000

    def script(peer: Peer) -> None:
        peer.request()
        peer.answer(body)

    async def main(server: RawServer) -> None:
        transport = AsyncTransport()
        async with httpx.AsyncClient(transport=transport) as client, client.stream("GET", server.url) as response:
            parts = []
            async for part in response.aiter_raw():
                parts.append(part)
                if len(parts) % 10 == 0:
                    await asyncio.sleep(0.001)
            assert b"".join(parts) == body

    with RawServer(script) as server:
        asyncio.run(main(server))
