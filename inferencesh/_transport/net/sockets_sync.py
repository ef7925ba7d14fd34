"""Sockets for the blocking transport. The same names as in `sockets_async.py`.

Sockets are non-blocking throughout and every wait is one poll with a time limit, so a limit costs no system call and
another thread can end a wait by shutting the socket down.
"""

from __future__ import annotations

import os
import select
import socket
import threading
import time
from typing import TYPE_CHECKING, Dict, List, Optional, Tuple, Union

from .sockets import (
    READ_SIZE,
    WRITE_BLOCK,
    Address,
    QuietSocket,
    Race,
    WaitExpired,
    check_time,
    drop_descriptor,
    is_readable,
    literal_address,
    open_socket,
    seconds_left,
    shut_down,
)

if TYPE_CHECKING:
    import ssl

    from .tls import Channel

Buffer = Union[bytes, memoryview]
_IN, _OUT = 1, 2
_LONGEST = 2_000_000.0  # seconds; poll counts milliseconds in 32 bits


def current_loop() -> object:
    """There is none here; the async seam names the running event loop."""
    return None


def can_watch(loop: object) -> bool:
    """Always; the async seam asks whether the event loop can watch sockets."""
    return True


def pause(seconds: float) -> None:
    """Let others go on for so long."""
    time.sleep(seconds)


class Gate:
    """Lets `limit` callers in at a time."""

    def __init__(self, limit: int) -> None:
        self._slots = threading.Semaphore(limit)

    def enter(self, timeout: Optional[float], until: Optional[float]) -> None:
        """Wait for a place. Raises WaitExpired."""
        left = seconds_left(timeout, until)
        if left is not None:
            left = min(max(left, 0.0), threading.TIMEOUT_MAX)
        if not self._slots.acquire(timeout=left):
            raise WaitExpired

    def leave(self) -> None:
        """Give the place to the next one."""
        self._slots.release()


class Connection:
    """One connection, used by one request at a time. Raises OSError (TLS errors are some) and WaitExpired."""

    __slots__ = (
        "_eof",
        "_input",
        "_out",
        "_polled",
        "_poller",
        "_sock",
        "_tls",
        "_todo",
        "expires_at",
        "fresh_until",
        "sent",
    )

    def __init__(self, sock: QuietSocket) -> None:
        self._sock = sock
        self._tls: Optional[Channel] = None
        self._input = b""  # came ahead of the read that will want it
        self._eof = False
        self._todo: memoryview = memoryview(b"")  # of the current write: not yet with TLS or the system
        self._out: memoryview = memoryview(b"")  # with TLS, not yet with the system
        self._poller = None
        self._polled = _IN
        if hasattr(select, "poll"):
            self._poller = select.poll()
            self._poller.register(sock, select.POLLIN)
        self.expires_at = self.fresh_until = 0.0
        """When an idle connection is too old, in time.monotonic(); 0 while a request has it."""
        self.sent = False
        """Whether a byte has left since this was last set to False."""

    @property
    def socket(self) -> socket.socket:
        """The socket below, also under TLS."""
        return self._sock

    @property
    def ssl_object(self) -> Optional[ssl.SSLObject]:
        """The TLS state, if there is one."""
        return self._tls.object if self._tls is not None else None

    @property
    def is_cut_off(self) -> bool:
        """Whether TLS ended without a close_notify, so that more may have been meant to come."""
        return self._tls is not None and self._tls.cut_off

    def read(self, timeout: Optional[float], until: Optional[float]) -> bytes:
        """The next bytes, b"" at the end. After `until` none are given, even if there are some."""
        data = self._input
        if data:
            check_time(until)
            self._input = b""
            return data
        if self._tls is None:
            if self._eof:
                return b""
            while True:
                self._wait(_IN, timeout, until)
                try:
                    return self._sock.recv(READ_SIZE)
                except (BlockingIOError, InterruptedError):
                    continue
        left = seconds_left(timeout, until)
        end = None if left is None else time.monotonic() + left
        while not self._eof:
            self._wait(_IN, None, end)
            received = self.read_now()
            if received is not None:
                return received
        return b""

    def read_now(self) -> Optional[bytes]:
        """What has come already: b"" at the end, None if nothing has."""
        if self._input:
            data, self._input = self._input, b""
            return data
        if self._eof:
            return b""
        try:
            data = self._sock.recv(READ_SIZE)
        except (BlockingIOError, InterruptedError):
            return None
        if self._tls is None:
            self._eof = not data
            return data
        data = self._tls.decrypt(data)
        self._eof = self._tls.eof
        return data if data or self._eof else None

    def write(self, data: Optional[Buffer], timeout: Optional[float], until: Optional[float]) -> bool:
        """Send `data`; False when something came in before all was sent. None goes on after that.

        `timeout` is for each wait: a peer that takes bytes slowly is alive.
        """
        check_time(until)
        if data is not None:
            if self._tls is None:
                try:
                    count = self._sock.send(data)
                except (BlockingIOError, InterruptedError):
                    count = 0
                if count:
                    self.sent = True
                if count == len(data):
                    return True
                self._out = memoryview(data)[count:]
                if self._wait(_IN | _OUT, timeout, until) & _IN:
                    return False
            else:
                self._todo = memoryview(data)
        while True:
            if not self._out:
                if not self._todo:
                    return True
                assert self._tls is not None
                self._out = memoryview(self._tls.encrypt(self._todo[:WRITE_BLOCK]))
                self._todo = self._todo[WRITE_BLOCK:]
            try:
                count = self._sock.send(self._out)
            except (BlockingIOError, InterruptedError):
                count = 0
            if count:
                self.sent = True
                self._out = self._out[count:]
                if not self._out and not self._todo:
                    return True
            if self._wait(_IN | _OUT, timeout, until) & _IN:
                return False

    def is_stale(self) -> bool:
        """Whether the peer ended the connection, or spoke out of turn, since the last response."""
        if self._eof or self._input:
            return True
        try:
            # with TLS it may be a session ticket, which means nothing
            return is_readable(self._sock) and self.read_now() is not None
        except (OSError, ValueError):
            return True

    def abort(self) -> None:
        """End it from any thread; a blocked read or write returns at once. It still has to be closed."""
        shut_down(self._sock)

    def close(self) -> None:
        """Close it at once."""
        self._sock.close()

    discard = close

    def give_up(self) -> None:
        """End it while another thread may be waiting on it; whoever lets go of it last closes it."""
        shut_down(self._sock)

    def forget(self) -> None:
        """Drop it in the child of a fork; the parent's connection stays as it is."""
        self._eof = True
        drop_descriptor(self._sock)

    def _wait(self, wanted: int, timeout: Optional[float], until: Optional[float]) -> int:
        """Wait until the socket can be read (or has ended), or written to; says which. Raises WaitExpired."""
        check_time(until)
        left = timeout if until is None else seconds_left(timeout, until)
        if left is not None and left <= 0:
            left = 0.0
        if self._poller is None:
            reads = [self._sock] if wanted & _IN else []
            writes = [self._sock] if wanted & _OUT else []
            readable, writable, failed = select.select(reads, writes, [self._sock], left)
            happened = (_IN if readable or failed else 0) | (_OUT if writable else 0)
            if not happened:
                raise WaitExpired
            return happened
        if wanted != self._polled:
            mask = (select.POLLIN if wanted & _IN else 0) | (select.POLLOUT if wanted & _OUT else 0)
            self._poller.modify(self._sock, mask)
            self._polled = wanted
        # rounded up: a poll of 0 ms for the last half millisecond would spin
        found = self._poller.poll(None if left is None else int(min(left, _LONGEST) * 1000) + (left > 0))
        if not found:
            raise WaitExpired
        events = found[0][1]
        return (_OUT if events & select.POLLOUT else 0) | (_IN if events & ~select.POLLOUT else 0)

    def start_tls(self, context: ssl.SSLContext, server_hostname: str, end: Optional[float]) -> None:
        """Shake hands, before `end` in time.monotonic()."""
        from .tls import Channel

        tls = Channel(context, server_hostname)
        received = b""
        while True:
            try:
                done = tls.handshake(received)
            finally:
                self._send_all(tls.outgoing(), end)  # on failure an alert, which tells the server why
            if done:
                break
            while True:
                self._wait(_IN, None, end)
                try:
                    received = self._sock.recv(READ_SIZE)
                    break
                except (BlockingIOError, InterruptedError):
                    continue
            if not received:
                raise ConnectionResetError("the connection ended during the TLS handshake")
        self._tls = tls
        self._input = tls.decrypt(None)
        self._eof = tls.eof

    def _send_all(self, data: bytes, end: Optional[float]) -> None:
        view = memoryview(data)
        while view:
            self._wait(_OUT, None, end)
            try:
                view = view[self._sock.send(view) :]
            except (BlockingIOError, InterruptedError):
                continue


def connect(
    host: str,
    port: int,
    context: Optional[ssl.SSLContext],
    server_hostname: str,
    timeout: Optional[float],
    until: Optional[float],
) -> Connection:
    """Race the host's addresses; with `context`, shake hands on the first that answers."""
    left = seconds_left(timeout, until)
    end = None if left is None else time.monotonic() + left
    connection = Connection(_race(Race(host, literal_address(host, port) or _look_up(host, port), end)))
    try:
        if context is not None:
            connection.start_tls(context, server_hostname, end)
    except BaseException:
        connection.close()
        raise
    return connection


def _race(race: Race) -> QuietSocket:
    """The first socket that is connected; all others are closed."""
    running: Dict[int, Tuple[Address, QuietSocket]] = {}
    try:
        while True:
            address = race.start(time.monotonic(), len(running))
            if address is not None:
                try:
                    sock, connected = _dial(address)
                except OSError as exc:
                    race.failed(address, exc, time.monotonic())
                    continue
                if connected:
                    return sock
                running[sock.fileno()] = address, sock
                continue
            if not running:
                raise race.error()
            for number in _writable([sock for _, sock in running.values()], race.patience(time.monotonic())):
                address, sock = running.pop(number)
                failure = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                if not failure:
                    return sock
                sock.close()
                race.failed(address, OSError(failure, os.strerror(failure)), time.monotonic())
    finally:
        for _, sock in running.values():
            sock.close()


def _dial(address: Address) -> Tuple[QuietSocket, bool]:
    """Begin to connect; whether that is done already."""
    family, kind, proto, target = address
    sock = open_socket(family, kind, proto)
    try:
        sock.connect(target)
    except (BlockingIOError, InterruptedError):
        return sock, False
    except BaseException:
        sock.close()
        raise
    return sock, True


def _writable(socks: List[QuietSocket], seconds: Optional[float]) -> List[int]:
    """Those that have connected, or failed to, as their file numbers: waits until there is one, or the time is over."""
    if not hasattr(select, "poll"):
        _, writable, failed = select.select([], socks, socks, seconds)
        return [sock.fileno() for sock in socks if sock in writable or sock in failed]
    poller = select.poll()
    for sock in socks:
        poller.register(sock, select.POLLOUT)
    # rounded up: a poll of 0 ms for the last half millisecond would spin
    limit = None if seconds is None else int(min(seconds, _LONGEST) * 1000) + (seconds > 0)
    found = {number for number, _ in poller.poll(limit)}
    return [sock.fileno() for sock in socks if sock.fileno() in found]


def _look_up(host: str, port: int) -> List[Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError:
        raise OSError("this is no valid host name") from None
    return [(family, kind, proto, address) for family, kind, proto, _, address in found]
