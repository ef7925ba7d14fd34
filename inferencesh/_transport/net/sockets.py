"""What the two socket seams (`sockets_async.py`, `sockets_sync.py`) share: sockets that are set up and let go well."""

from __future__ import annotations

import _socket
import errno
import itertools
import os
import select
import socket
import time
from typing import Any, Callable, Dict, Iterable, List, Optional, Tuple

READ_SIZE = 64 * 1024
"""Bytes asked of the system per read."""
WRITE_BLOCK = 64 * 1024
"""Bytes encrypted at once: what TLS makes of them is still in the processor's cache when it is sent."""

# A peer that vanished is noticed after KEEPALIVE_IDLE + KEEPALIVE_COUNT * KEEPALIVE_INTERVAL seconds, also in a stream
# that is rightly silent, and home routers and cloud NATs (4 to 6 minutes) keep the way open.
KEEPALIVE_IDLE = 30
KEEPALIVE_INTERVAL = 15
KEEPALIVE_COUNT = 4

NO_DESCRIPTOR = frozenset({errno.EMFILE, errno.ENFILE})
"""The errors of a process, or a system, that has no file descriptor left."""

HEAD_START = 0.25
"""Seconds that an address has for itself before the next one is tried beside it (RFC 8305, section 5)."""

Address = Tuple[int, int, int, Tuple[object, ...]]
"""Family, type, protocol and address of a socket to connect."""


class WaitExpired(Exception):
    """The time given for one step passed."""


def _close_of(base: Any) -> Callable[[Any], None]:
    """How a socket of the class `base` is closed by the garbage collector."""
    if issubclass(base, _socket.socket):
        # The C level's close: it also works when __init__ failed half way (no file descriptors left).
        return _socket.socket.close

    def close_quietly(sock: Any) -> None:
        try:
            sock.close()  # looked up late: eventlet's sockets get theirs with each instance
        except Exception:
            return  # __init__ failed half way, or the library's own names are gone at the end of the interpreter

    return close_quietly


class QuietSocket(socket.socket):
    """A socket that closes without a ResourceWarning when it is collected: dropping a client is no mistake.

    gevent and eventlet put a class of their own in the place of `socket.socket`, which holds a socket and is none.
    """

    __slots__ = ()

    # Taken early, since the names of this module may be gone at the end of the interpreter.
    def __del__(self, _close: Callable[[Any], None] = _close_of(socket.socket)) -> None:
        _close(self)


def descriptor_share(part: float) -> Optional[int]:
    """A part of the file descriptors that this process may have; None where there is no limit."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return None if soft == resource.RLIM_INFINITY else max(1, int(soft * part))


def open_socket(family: int, kind: int, proto: int) -> QuietSocket:
    """A non-blocking socket with every option that we want on it."""
    sock = QuietSocket(family, kind, proto)
    try:
        sock.setblocking(False)
        tune(sock)
    except BaseException:
        sock.close()
        raise
    return sock


def socket_options() -> List[Tuple[int, int, int]]:
    """No delay, and TCP keepalive where the system has it."""
    tcp = socket.IPPROTO_TCP
    options = [(tcp, socket.TCP_NODELAY, 1), (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)]
    wanted = [
        ("TCP_KEEPIDLE", KEEPALIVE_IDLE),
        ("TCP_KEEPALIVE", KEEPALIVE_IDLE),  # macOS's name for it
        ("TCP_KEEPINTVL", KEEPALIVE_INTERVAL),
        ("TCP_KEEPCNT", KEEPALIVE_COUNT),
        ("TCP_USER_TIMEOUT", 1000 * (KEEPALIVE_IDLE + KEEPALIVE_COUNT * KEEPALIVE_INTERVAL)),
    ]
    for name, value in wanted:
        number = getattr(socket, name, None)
        if number is not None:
            options.append((tcp, number, value))
    return options


_OPTIONS = socket_options()


def tune(sock: socket.socket) -> None:
    """Set `socket_options()` on `sock`."""
    for level, option, value in _OPTIONS:
        try:
            sock.setsockopt(level, option, value)
        except OSError:
            # not every system knows every option; a connection without one is better than none
            continue


def literal_address(host: str, port: int) -> Optional[List[Address]]:
    """What getaddrinfo would say of an address in digits, without the thread that asking it takes in asyncio."""
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, host)
        except (OSError, ValueError):
            continue
        address: Tuple[object, ...] = (host, port) if family == socket.AF_INET else (host, port, 0, 0)
        return [(family, socket.SOCK_STREAM, socket.IPPROTO_TCP, address)]
    return None


def is_readable(sock: socket.socket) -> bool:
    """Whether a read would return at once, with bytes, the end or an error."""
    if hasattr(select, "poll"):
        poller = select.poll()
        poller.register(sock, select.POLLIN)
        return bool(poller.poll(0))
    return bool(select.select([sock], [], [], 0)[0])


def shut_down(sock: socket.socket) -> None:
    """End both directions, from any thread: whoever waits on the socket sees its end."""
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        # not connected any more: then nobody waits on it either
        return


def drop_descriptor(sock: socket.socket) -> None:
    """Close this process's copy of a socket that another process goes on using: no shutdown, no TLS goodbye."""
    number = sock.detach()
    if number >= 0:
        os.close(number)


def seconds_left(timeout: Optional[float], until: Optional[float]) -> Optional[float]:
    """The shorter of a time-out and the time until a moment of time.monotonic(); None for no limit."""
    if until is None:
        return timeout
    left = until - time.monotonic()
    return left if timeout is None or left < timeout else timeout


def check_time(until: Optional[float]) -> None:
    """Raise WaitExpired after a moment of time.monotonic(): a peer that is never silent makes nobody wait."""
    if until is not None and time.monotonic() >= until:
        raise WaitExpired


def in_turn(addresses: Iterable[Address]) -> List[Address]:
    """The system's order, with the families alternating, each address once (RFC 8305, section 4).

    A family that leads nowhere, as IPv6 does in many a network, then costs the other one no more than one start.
    """
    families: Dict[int, List[Address]] = {}
    for address in dict.fromkeys(addresses):
        families.setdefault(address[0], []).append(address)
    rounds = itertools.zip_longest(*families.values())
    return [address for row in rounds for address in row if address is not None]


class Race:
    """Which address is tried when: the next one as soon as one has failed, or HEAD_START after the one before.

    `end` is a moment of time.monotonic(). All addresses get their start before that.
    """

    def __init__(self, host: str, addresses: Iterable[Address], end: Optional[float]) -> None:
        self._host = host
        self._waiting = in_turn(addresses)
        self._end = end
        self._next_at = 0.0
        self._tried: Dict[Address, Optional[Exception]] = {}

    def start(self, now: float, running: int) -> Optional[Address]:
        """The address to try now, if it is time for one; call again until there is none."""
        if not self._waiting or (running and now < self._next_at):
            return None
        step = HEAD_START
        if self._end is not None:
            step = min(step, max(self._end - now, 0.0) / (len(self._waiting) + 1))
        self._next_at = now + step
        address = self._waiting.pop(0)
        self._tried[address] = None
        return address

    def failed(self, address: Address, why: Exception, now: float) -> None:
        """One of them did not connect."""
        self._tried[address] = why
        self._next_at = now

    def patience(self, now: float) -> Optional[float]:
        """How long to wait for those that run.

        Raises:
            WaitExpired: the time is over.
        """
        if self._end is not None and now >= self._end:
            raise WaitExpired(self._told() if self._is_named() else "")
        moments = [self._next_at] if self._waiting else []
        if self._end is not None:
            moments.append(self._end)
        return max(min(moments) - now, 0.0) if moments else None

    def error(self) -> Exception:
        """When none has connected: what to raise."""
        failures = [why for why in self._tried.values() if why is not None]
        if not failures:
            return OSError("the name has no address")
        scarce = [why for why in failures if isinstance(why, OSError) and why.errno in NO_DESCRIPTOR]
        if scarce or not self._is_named():
            return (scarce or failures)[0]
        first = failures[0]
        number = first.errno if isinstance(first, OSError) else None
        return OSError(number, self._told()) if number is not None else OSError(self._told())

    def _is_named(self) -> bool:
        """Whether the host is a name, whose addresses the caller has not seen."""
        return any(address[3][0] != self._host for address in self._tried)

    def _told(self) -> str:
        """What came of each: "Connection refused (10.0.0.1, 10.0.0.2), Network is unreachable (::1)"."""
        hosts: Dict[str, List[str]] = {}
        for address, why in self._tried.items():
            text = "no answer" if why is None else getattr(why, "strerror", None) or str(why) or type(why).__name__
            hosts.setdefault(text, []).append(str(address[3][0]))
        return ", ".join(f"{text} ({', '.join(names)})" for text, names in hosts.items())
