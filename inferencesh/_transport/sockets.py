"""What the two socket seams (`sockets_async.py`, `sockets_sync.py`) share: sockets that are set up and let go well."""

from __future__ import annotations

import _socket
import errno
import os
import select
import socket
import time
from typing import Any, Callable, List, Optional, Tuple

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


def share_of(end: Optional[float], parts: int) -> Optional[float]:
    """When one of `parts` tries has to be over, of the time until `end`."""
    if end is None or parts == 1:
        return end
    now = time.monotonic()
    return now + max(end - now, 0.0) / parts
