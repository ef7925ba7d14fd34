"""The ways to a platform on which the fault matrix lets things go wrong that the platform itself cannot do.

direct         no relay
relay          a relay in front of the platform, which writes heads as it likes
proxy          an HTTP proxy of the environment
tunnel         the same with TLS within a CONNECT tunnel
"""

from __future__ import annotations

import contextlib
import functools
import os
import ssl
import tempfile
import threading
import time
from pathlib import Path
from typing import Any, Dict, Iterator, List, Tuple

from fault_operations import Driver
from fault_relay import Relay

from inferencesh.local import LocalPlatform

NO_DESCRIPTORS = "no descriptors"
SECONDS = 0.05  # real ones for which a proxy is dead, or for which there is no descriptor
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE")


class Ways:
    """A client of one kind for each way, made when it is needed."""

    def __init__(self, platform: LocalPlatform, kind: str) -> None:
        self._platform = platform
        self._kind = kind
        self._made: Dict[str, Tuple[Driver, Relay]] = {}
        self.direct = Driver(platform, kind)

    @contextlib.contextmanager
    def driver(self, way: str) -> Iterator[Driver]:
        """The driver of a way, with the environment that it needs."""
        if way == "direct":
            yield self.direct
            return
        with _environment(dict.fromkeys(PROXIES)):
            relay = (
                self._made[way][1] if way in self._made else Relay(self._port(), _tls() if way == "tunnel" else None)
            )
            address = f"http://127.0.0.1:{relay.port}"
            names: Dict[str, Any] = {}
            if way != "relay":
                names = {"HTTP_PROXY": address, "HTTPS_PROXY": address}
            if way == "tunnel":
                names["SSL_CERT_FILE"] = _authority()[1]
            with _environment(names):
                if way not in self._made:
                    url = {"relay": address, "proxy": self._platform.base_url}.get(way)
                    driver = Driver(self._platform, self._kind, base_url=url or f"https://127.0.0.1:{self._port()}")
                    self._made[way] = driver, relay
                files = self._platform._running().files
                own, files.base_url = files.base_url, address if way == "relay" else files.base_url
                try:
                    yield self._made[way][0]
                finally:
                    files.base_url = own

    def strike(self, way: str, route: str, what: str) -> None:
        """Let something go wrong, once."""
        relay = self._made[way][1]
        if what == NO_DESCRIPTORS:
            relay.drop_whole()
            time.sleep(0.02)  # the platform's ends of them are closed too
            relay.struck = 1
            use_up_descriptors(SECONDS)
        else:
            relay.strike(route, what, SECONDS)

    def is_blocked(self) -> bool:
        """Whether a proxy is dead or no descriptor is left at this moment."""
        return _used_up.is_set() or any(relay.is_down for _, relay in list(self._made.values()))

    def calm(self, way: str) -> int:
        """Nothing goes wrong any more; how often it did."""
        relay = self._made[way][1]
        relay.calm()
        while _used_up.is_set():
            time.sleep(0.002)
        return relay.struck

    def finish(self, way: str) -> None:
        """Hand on what a client sent before it gave up."""
        self._made[way][1].drop_whole()

    def close(self, *, hung: bool = False) -> None:
        """Close all. A client that hangs belongs to the thread that hangs in it."""
        if not hung:
            self.direct.close()
        for driver, relay in self._made.values():
            if not hung:
                driver.close()
            relay.close()

    def _port(self) -> int:
        return int(self._platform.base_url.rpartition(":")[2])


_used_up = threading.Event()


def use_up_descriptors(seconds: float) -> None:
    """For so long this process can open nothing."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    held: List[int] = [os.open(os.devnull, os.O_RDONLY)]
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(held[0], *map(int, os.listdir("/dev/fd"))) + 8, hard))
    _used_up.set()
    until = time.monotonic() + seconds
    _fill(held)

    def keep() -> None:
        while time.monotonic() < until:
            _fill(held)  # what others have closed
            time.sleep(0.001)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        for number in held:
            os.close(number)
        _used_up.clear()

    threading.Thread(target=keep, name="fault-matrix-descriptors", daemon=True).start()


def _fill(held: List[int]) -> None:
    with contextlib.suppress(OSError):
        while True:
            held.append(os.open(os.devnull, os.O_RDONLY))


@contextlib.contextmanager
def _environment(values: Dict[str, Any]) -> Iterator[None]:
    names = [*values, *(name.lower() for name in values if name != "SSL_CERT_FILE")]
    before = {name: os.environ.get(name) for name in names}
    try:
        _set({**dict.fromkeys(names), **values})
        yield
    finally:
        _set(before)


def _set(values: Dict[str, Any]) -> None:
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


@functools.lru_cache(maxsize=None)
def _authority() -> Tuple[Any, str]:
    """A certificate authority, and the file with its certificate."""
    import trustme

    authority = trustme.CA()
    number, name = tempfile.mkstemp(prefix="fault-matrix-", suffix=".pem")
    os.close(number)
    Path(name).write_bytes(authority.cert_pem.bytes())
    return authority, name


@functools.lru_cache(maxsize=None)
def _tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    _authority()[0].issue_cert("127.0.0.1").configure_cert(context)
    return context


__all__ = ["NO_DESCRIPTORS", "Ways", "use_up_descriptors"]
