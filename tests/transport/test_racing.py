"""Hosts with several addresses: they are raced, so that a dead one costs a quarter of a second and not a time-out."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import socket
import threading
import time
from typing import Any, Iterator, List, Tuple

import httpx
import pytest
from support.raw_server import refused_port, serve_ok

from inferencesh._transport.net.sockets import HEAD_START, Address, Race, WaitExpired, in_turn

Target = Tuple[str, int]


@contextlib.contextmanager
def dead_port(host: str = "127.0.0.3") -> Iterator[Target]:
    """An address that takes no connection and refuses none: its backlog is full, so it drops what comes."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind((host, 0))
        listener.listen(0)
        for _ in range(4):
            sock = stack.enter_context(socket.socket())
            sock.setblocking(False)
            sock.connect_ex(listener.getsockname())
        with pytest.raises(socket.timeout):
            socket.create_connection(listener.getsockname(), 0.3)
        yield listener.getsockname()


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> List[Target]:
    """The addresses of "many.test"."""
    real = socket.getaddrinfo
    targets: List[Target] = []

    def look_up(host: Any, *args: Any, **options: Any) -> Any:
        if host != "many.test":
            return real(host, *args, **options)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", target) for target in targets]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return targets


def open_files() -> int:
    return len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0


def test_dead_addresses_cost_a_quarter_of_a_second_each(plain_lab: Any, names: List[Target]) -> None:
    server, driver = plain_lab.server(serve_ok), plain_lab.driver()
    with dead_port() as dead, dead_port("127.0.0.4") as also_dead:
        names[:] = [dead, also_dead, ("127.0.0.1", server.port)]
        before = open_files()
        start = time.monotonic()
        assert driver.get("http://many.test/", timeout=httpx.Timeout(60)).content == b"ok"
        assert time.monotonic() - start < 15  # tried in turn it would be 40
        server.wait_open(1)
        assert not before or open_files() == before + 2  # both ends of the one connection; the losers are closed
        assert driver.transport.idle_connections == 1
        assert [thread for thread in threading.enumerate() if thread.name == "inferencesh-look-up"] == []


def test_the_first_address_has_a_head_start(plain_lab: Any, names: List[Target]) -> None:
    first, second, driver = plain_lab.server(serve_ok), plain_lab.server(serve_ok), plain_lab.driver()
    names[:] = [("127.0.0.1", first.port), ("127.0.0.1", second.port)]
    assert driver.get("http://many.test/").content == b"ok"
    assert (first.opened, second.opened) == (1, 0)


def test_all_start_within_a_short_time_out(plain_lab: Any, names: List[Target]) -> None:
    server, driver = plain_lab.server(serve_ok), plain_lab.driver()
    with dead_port("0.0.0.0") as (_, port):
        names[:] = [(f"127.0.0.{number}", port) for number in range(10, 30)] + [("127.0.0.1", server.port)]
        # a quarter of a second for each would be five
        assert driver.get("http://many.test/", timeout=httpx.Timeout(20, connect=3)).content == b"ok"


def test_errors_name_all_that_were_tried(plain_lab: Any, names: List[Target]) -> None:
    driver = plain_lab.driver()
    with refused_port() as refused, dead_port() as dead:
        names[:] = [("127.0.0.2", refused), ("127.0.0.1", refused)]
        before = open_files()
        with pytest.raises(httpx.ConnectError, match=r"refused \(127\.0\.0\.2, 127\.0\.0\.1\)") as caught:
            driver.get("http://many.test/")
        assert caught.value.request_sent is False  # type: ignore[attr-defined]
        names[:] = [dead, ("127.0.0.1", refused)]
        text = r"too long: no answer \(127\.0\.0\.3\), Connection refused \(127\.0\.0\.1\)"
        with pytest.raises(httpx.ConnectTimeout, match=text) as late:
            driver.get("http://many.test/", timeout=httpx.Timeout(20, connect=0.5))
        assert late.value.request_sent is False  # type: ignore[attr-defined]
        assert open_files() == before
        assert driver.transport.busy_connections == 0


def test_a_cancellation_leaves_no_socket(certificates: Any, names: List[Target]) -> None:
    from inferencesh._transport import AsyncTransport

    async def main() -> None:
        async with httpx.AsyncClient(transport=AsyncTransport(verify=certificates.client), trust_env=False) as client:
            before = open_files()
            run = asyncio.ensure_future(client.get("http://many.test/", timeout=60))
            await asyncio.sleep(2 * HEAD_START)  # both are under way
            run.cancel()
            with pytest.raises(asyncio.CancelledError):
                await run
            assert open_files() == before
            assert asyncio.all_tasks() == {asyncio.current_task()}

    with dead_port() as dead, dead_port("127.0.0.4") as also_dead:
        names[:] = [dead, also_dead]
        asyncio.run(main())


# ---- the decisions


def address(host: str, family: int = socket.AF_INET) -> Address:
    return (family, socket.SOCK_STREAM, 6, (host, 80))


A, B, C = address("10.0.0.1"), address("10.0.0.2"), address("10.0.0.3")
SIX, SIX2 = address("2001:db8::1", socket.AF_INET6), address("2001:db8::2", socket.AF_INET6)


def test_families_alternate() -> None:
    assert in_turn([SIX, SIX2, A, B, C]) == [SIX, A, SIX2, B, C]
    assert in_turn([A, B, A, SIX]) == [A, SIX, B]
    assert in_turn([]) == []


def test_when_the_next_one_starts() -> None:
    race = Race("many.test", [A, B, C], None)
    assert race.start(100.0, 0) == A
    assert race.start(100.0, 1) is None
    assert race.patience(100.1) == pytest.approx(HEAD_START - 0.1)
    assert race.start(100.0 + HEAD_START, 1) == B
    race.failed(A, OSError(errno.ECONNREFUSED, "refused"), 100.3)  # the next one need not wait
    assert race.start(100.3, 1) == C
    assert race.start(200.0, 2) is None
    assert race.patience(200.0) is None


def test_all_start_before_the_end() -> None:
    race = Race("many.test", [A, B, C], 100.4)
    now, started = 100.0, []
    while len(started) < 3:
        found = race.start(now, len(started))
        if found is None:
            now += race.patience(now) or 0.0
        else:
            started.append(found)
    assert now < 100.4
    with pytest.raises(WaitExpired, match=r"no answer \(10.0.0.1, 10.0.0.2, 10.0.0.3\)"):
        race.patience(100.4)


def test_what_is_raised_when_none_connects() -> None:
    assert str(Race("many.test", [], None).error()) == "the name has no address"
    refused, scarce = ConnectionRefusedError(errno.ECONNREFUSED, "refused"), OSError(errno.EMFILE, "too many")
    alone = Race("10.0.0.1", [A], None)
    alone.start(0.0, 0)
    alone.failed(A, refused, 0.0)
    assert alone.error() is refused  # the caller has named the address
    two = Race("many.test", [A, B], None)
    two.start(0.0, 0)
    two.failed(A, refused, 0.0)
    two.start(0.0, 0)
    two.failed(B, OSError(errno.ENETUNREACH, "unreachable"), 0.0)
    assert isinstance(two.error(), ConnectionRefusedError)
    assert two.error().strerror == "refused (10.0.0.1), unreachable (10.0.0.2)"  # type: ignore[attr-defined]
    two.failed(B, scarce, 0.0)
    assert two.error() is scarce  # which is tried again when there is a descriptor
