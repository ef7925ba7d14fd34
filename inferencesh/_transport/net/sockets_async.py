"""Sockets for the asyncio transport. The same names as in `sockets_sync.py`.

Not asyncio's own transports: these close at once and without a warning whether the loop runs, stands still or is gone,
let go of a socket in the child of a fork, and do TLS at the same speed on every Python. The loop must be able to watch
sockets (`add_reader`), which all but Windows' proactor loop can.
"""

from __future__ import annotations

import asyncio
import os
import socket
import threading
import time
from collections import deque
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, Deque, Dict, List, Optional, Tuple, Union

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
_AHEAD = 256 * 1024  # bytes held for a reader that does not come; then the server has to wait
_TURN = 16  # reads in a row, of a peer that is never silent, before the loop's other tasks have their turn


def current_loop() -> object:
    """The running event loop.

    Raises:
        RuntimeError: there is none of asyncio's kind.
    """
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        raise RuntimeError(
            "the async transport needs a running asyncio event loop (uvloop counts as one, trio does not)"
        ) from None


def can_watch(loop: object) -> bool:
    """Whether the loop can watch sockets: all but Windows' proactor loop can."""
    proactor: Any = getattr(asyncio, "ProactorEventLoop", ())
    return not isinstance(loop, proactor)


async def pause(seconds: float) -> None:
    """Let others go on for so long."""
    await asyncio.sleep(seconds)


class Gate:
    """Lets `limit` tasks in at a time, in the order they came."""

    def __init__(self, limit: int) -> None:
        self._free = limit
        self._queue: Deque[asyncio.Future[None]] = deque()

    async def enter(self, timeout: Optional[float], until: Optional[float]) -> None:
        """Wait for a place. Raises WaitExpired."""
        if self._free > 0:
            self._free -= 1
            return
        loop = asyncio.get_running_loop()
        turn: asyncio.Future[None] = loop.create_future()
        self._queue.append(turn)
        left = seconds_left(timeout, until)
        timer = None if left is None else loop.call_later(max(left, 0.0), _expire, turn)
        try:
            await turn
        except BaseException:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self.leave()  # the place came together with the cancellation
            elif turn in self._queue:
                self._queue.remove(turn)
            raise
        finally:
            if timer is not None:
                timer.cancel()

    def leave(self) -> None:
        """Give the place to the next one."""
        while self._queue:
            turn = self._queue.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1


def _expire(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_exception(WaitExpired())


class Connection:
    """One connection, used by one request at a time. Raises OSError (TLS errors are some) and WaitExpired.

    It listens all the time, so that an idle connection which the server ends is closed when that happens, and the
    answer to a request is read in the turn of the loop in which it comes. At most one task waits for it.
    """

    __slots__ = (
        "__weakref__",
        "_asked",
        "_asks_first",
        "_broken",
        "_closed",
        "_deadline",
        "_eof",
        "_failure",
        "_fd",
        "_input",
        "_listening",
        "_loop",
        "_out",
        "_patience",
        "_sock",
        "_timer",
        "_timer_at",
        "_tls",
        "_todo",
        "_until",
        "_waiter",
        "_writing",
        "expires_at",
        "fresh_until",
        "sent",
    )

    def __init__(self, sock: QuietSocket, loop: asyncio.AbstractEventLoop) -> None:
        self._sock = sock
        self._fd = sock.fileno()
        self._loop = loop
        self._tls: Optional[Channel] = None
        self._input = b""
        self._eof = False
        self._failure: Optional[OSError] = None  # of reading
        self._broken: Optional[OSError] = None  # of writing: an answer may still be there to read
        self._closed = False
        # libuv says only once that a connection was reset, even if there were bytes to read first
        self._asks_first = not isinstance(loop, asyncio.SelectorEventLoop)
        self._asked = 0
        self._listening = False
        self._writing = False
        self._todo: memoryview = memoryview(b"")  # of the current write: not yet with TLS or the system
        self._out: memoryview = memoryview(b"")  # with TLS, not yet with the system
        self._waiter: Optional[asyncio.Future[None]] = None
        self._patience: Optional[float] = None
        self._until: Optional[float] = None
        self._deadline = 0.0
        self._timer: Optional[asyncio.TimerHandle] = None
        self._timer_at = 0.0
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

    async def read(self, timeout: Optional[float], until: Optional[float]) -> bytes:
        """The next bytes, b"" at the end. After `until` none are given, even if there are some."""
        check_time(until)
        while not self._input:
            if self._failure is not None:
                raise self._failure
            if self._eof:
                return b""
            if not self._listening:
                self._listen()
            if self._asks_first:
                self._on_readable()
                if self._input or self._eof or self._failure is not None:
                    self._asked += 1
                    if self._asked % _TURN == 0:
                        await asyncio.sleep(0)
                    continue
            await self._wait(timeout, until)
        data = self._input
        self._input = b""
        return data

    def read_now(self) -> Optional[bytes]:
        """What has come already: b"" at the end, None if nothing has."""
        if not self._input and not self._eof and self._failure is None:
            self._on_readable()
        if self._input:
            data = self._input
            self._input = b""
            return data
        if self._failure is not None:
            raise self._failure
        return b"" if self._eof else None

    async def write(self, data: Optional[Buffer], timeout: Optional[float], until: Optional[float]) -> bool:
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
            else:
                self._todo = memoryview(data)
                if self._send():
                    return True
        if not self._listening and not self._eof and self._failure is None:
            self._listen()
        while self._out or self._todo:
            if self._broken is not None:
                raise self._broken
            if self._input or self._eof or self._failure is not None:
                self._stop_writing()
                return False
            if not self._writing:
                self._writing = True
                self._loop.add_writer(self._fd, self._on_writable)
            await self._wait(timeout, until)
        if self._broken is not None:
            raise self._broken
        return True

    def is_stale(self) -> bool:
        """Whether the peer ended the connection, or spoke out of turn, since the last response."""
        if self._closed or self._eof or self._input or self._failure is not None:
            return True
        try:
            # the loop may have stood still, and not have told us yet
            return is_readable(self._sock) and self.read_now() is not None
        except (OSError, ValueError):
            return True

    def abort(self) -> None:
        """End it from any thread; a waiting read or write returns at once. It still has to be closed."""
        shut_down(self._sock)

    def close(self) -> None:
        """Close it at once. In the loop's thread, or when the loop does not run."""
        if self._closed:
            return
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._loop.is_closed():
            if self._listening:
                self._loop.remove_reader(self._fd)
            if self._writing:
                self._loop.remove_writer(self._fd)
        self._listening = self._writing = False
        self._sock.close()
        self._wake()

    def discard(self) -> None:
        """Close it as soon as may be, from any thread: what the garbage collector calls."""
        if self._closed:
            return
        if not self._loop.is_closed() and self._loop.is_running():
            try:
                if asyncio.get_running_loop() is self._loop:
                    self.close()
                    return
            except RuntimeError:
                pass  # another thread, without a loop
            try:
                self._loop.call_soon_threadsafe(self.close)
                return
            except RuntimeError:
                pass  # closed between the question and the call
        self.close()

    def give_up(self) -> None:
        """End it while a task may be waiting on it, from any thread."""
        shut_down(self._sock)
        self.discard()

    def forget(self) -> None:
        """Drop it in the child of a fork; the parent's connection stays as it is.

        The loop's list of sockets is left alone too: with epoll, parent and child share it.
        """
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        drop_descriptor(self._sock)

    def _listen(self) -> None:
        self._listening = True
        self._loop.add_reader(self._fd, self._on_readable)

    def _stop_listening(self) -> None:
        if self._listening:
            self._listening = False
            self._loop.remove_reader(self._fd)

    def _stop_writing(self) -> None:
        if self._writing:
            self._writing = False
            self._loop.remove_writer(self._fd)

    def _on_readable(self) -> None:
        if self._closed:
            return
        try:
            data = self._sock.recv(READ_SIZE)
            if self._tls is not None:
                data = self._tls.decrypt(data)
                self._eof = self._tls.eof
                reads = 1
                while not data and not self._eof:  # part of a record, or a session ticket
                    if reads == _TURN:
                        return  # the loop calls again, as soon as others had their turn
                    reads += 1
                    data = self._tls.decrypt(self._sock.recv(READ_SIZE))
                    self._eof = self._tls.eof
            else:
                self._eof = not data
        except (BlockingIOError, InterruptedError):
            return
        except OSError as exc:
            self._failure = exc
            data = b""
        if data:
            self._input = self._input + data if self._input else data
        if self._eof or self._failure is not None or len(self._input) >= _AHEAD:
            self._stop_listening()
        self._wake()
        if self.expires_at and (self._eof or self._failure is not None):
            self.close()  # nobody's turn: the server ended an idle connection

    def _on_writable(self) -> None:
        try:
            done = self._send()
        except OSError as exc:
            self._broken = exc
            done = True
        if done:
            self._stop_writing()
            self._wake()

    def _send(self) -> bool:
        """Hand over what goes; True when that is all."""
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
                return False
            self.sent = True
            self._out = self._out[count:]
            if self._patience is not None:
                self._deadline = self._reckon()
            if self._out:
                return False

    def _wake(self) -> None:
        waiter = self._waiter
        if waiter is not None and not waiter.done():
            waiter.set_result(None)

    async def _wait(self, timeout: Optional[float], until: Optional[float]) -> None:
        """Until something happens: input, its end, or all written."""
        if self._closed:
            raise ConnectionAbortedError("the connection was closed")
        self._waiter = self._loop.create_future()
        self._patience, self._until = timeout, until
        if timeout is not None or until is not None:
            self._deadline = self._reckon()
            if self._timer is None or self._timer_at > self._deadline:
                self._set_timer()
        try:
            await self._waiter
        finally:
            self._waiter = None
        if self._closed:
            raise ConnectionAbortedError("the connection was closed")

    def _reckon(self) -> float:
        now = time.monotonic()
        left = seconds_left(self._patience, self._until)
        return now if left is None else now + left

    def _set_timer(self) -> None:
        """One timer serves many waits: it is moved on when it fires early, not set anew for each of them."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer_at = self._deadline
        self._timer = self._loop.call_later(max(self._deadline - time.monotonic(), 0.0), self._on_timer)

    def _on_timer(self) -> None:
        self._timer = None
        waiter = self._waiter
        if waiter is None or waiter.done() or (self._patience is None and self._until is None):
            return
        if self._deadline > time.monotonic():
            self._set_timer()
        else:
            waiter.set_exception(WaitExpired())

    def dial(self, address: Tuple[object, ...]) -> Optional[asyncio.Future[None]]:
        """Begin to connect. None when that is done already; else wait for the future, then ask `check_dialled`."""
        try:
            self._sock.connect(address)
        except (BlockingIOError, InterruptedError):
            self._writing = True
            self._loop.add_writer(self._fd, self._on_connected)
            self._waiter = self._loop.create_future()
            return self._waiter
        return None

    def check_dialled(self) -> None:
        """Raises OSError if it could not connect."""
        self._waiter = None
        number = self._sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if number:
            raise OSError(number, os.strerror(number))

    def _on_connected(self) -> None:
        self._stop_writing()
        self._wake()

    async def start_tls(self, context: ssl.SSLContext, server_hostname: str, end: Optional[float]) -> None:
        """Shake hands, before `end` in time.monotonic()."""
        from .tls import Channel

        tls = Channel(context, server_hostname)
        received = b""
        while True:
            try:
                done = tls.handshake(received)
            except OSError:
                # the alert tells the server why; if it does not go, the error that follows matters more
                try:
                    self._sock.send(tls.outgoing())
                except OSError:
                    pass
                raise
            out = tls.outgoing()
            # a few hundred bytes into an empty buffer: it takes them all, or something is very wrong
            if out and not await self.write(out, None, end):
                raise ConnectionResetError("the server does not take the TLS handshake")
            if done:
                break
            received = await self.read(None, end)
            if not received:
                raise ConnectionResetError("the connection ended during the TLS handshake")
        early, self._input = self._input, b""
        self._tls = tls
        self._input = tls.decrypt(early or None)
        self._eof = self._eof or tls.eof


async def connect(
    host: str,
    port: int,
    context: Optional[ssl.SSLContext],
    server_hostname: str,
    timeout: Optional[float],
    until: Optional[float],
) -> Connection:
    """Race the host's addresses; with `context`, shake hands on the first that answers."""
    loop = asyncio.get_running_loop()
    left = seconds_left(timeout, until)
    end = None if left is None else time.monotonic() + left
    addresses = literal_address(host, port) or await _look_up(loop, host, port, left)
    connection = await _race(loop, Race(host, addresses, end))
    try:
        if context is not None:
            await connection.start_tls(context, server_hostname, end)
    except BaseException:
        connection.close()
        raise
    return connection


async def _race(loop: asyncio.AbstractEventLoop, race: Race) -> Connection:
    """The first connection that stands; all others are closed."""
    running: Dict[asyncio.Future[None], Tuple[Address, Connection]] = {}
    try:
        while True:
            address = race.start(time.monotonic(), len(running))
            if address is not None:
                try:
                    connection, dialled = _dial(address, loop)
                except OSError as exc:
                    race.failed(address, exc, time.monotonic())
                    continue
                if dialled is None:
                    return connection
                running[dialled] = address, connection
                continue
            if not running:
                raise race.error()
            patience = race.patience(time.monotonic())
            done, _ = await asyncio.wait(running, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
            for dialled in [each for each in running if each in done]:
                address, connection = running.pop(dialled)
                try:
                    connection.check_dialled()
                except OSError as exc:
                    connection.close()
                    race.failed(address, exc, time.monotonic())
                else:
                    return connection
    finally:
        for _, connection in running.values():
            connection.close()


def _dial(address: Address, loop: asyncio.AbstractEventLoop) -> Tuple[Connection, Optional[asyncio.Future[None]]]:
    family, kind, proto, target = address
    connection = Connection(open_socket(family, kind, proto), loop)
    try:
        return connection, connection.dial(target)
    except BaseException:
        connection.close()
        raise


Found = List[Tuple[Any, ...]]  # what getaddrinfo gives
_ASKED: Dict[Tuple[str, int], Future[Found]] = {}
_ASKED_LOCK = [threading.Lock()]


def _ask(host: str, port: int) -> Future[Found]:
    """Look a name up in a daemon thread. Who asks for the same name meanwhile is given the same answer.

    Not `loop.getaddrinfo`: the loop's own threads take no work once the main thread has ended, and hold the exit.
    """
    with _ASKED_LOCK[0]:
        answer = _ASKED.get((host, port))
        if answer is not None:
            return answer
        answer = _ASKED[host, port] = Future()
        answer.set_running_or_notify_cancel()  # who stops waiting takes it from nobody else

    def look_up(answer: Future[Found] = answer) -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except BaseException as error:
            _answered(host, port)
            answer.set_exception(error)
        else:
            _answered(host, port)
            answer.set_result(found)

    try:
        threading.Thread(target=look_up, name="inferencesh-look-up", daemon=True).start()
    except RuntimeError:  # the interpreter is ending and starts no more threads, or the system has none left
        look_up()
    return answer


def _answered(host: str, port: int) -> None:
    with _ASKED_LOCK[0]:
        _ASKED.pop((host, port), None)


def _forget_asked() -> None:
    """In the child of a fork: the threads are the parent's, and its lock may be held for ever."""
    _ASKED_LOCK[0] = threading.Lock()
    _ASKED.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_asked)


async def _look_up(loop: asyncio.AbstractEventLoop, host: str, port: int, seconds: Optional[float]) -> List[Address]:
    look_up: asyncio.Future[Any]
    if getattr(type(loop), "getaddrinfo", None) is asyncio.BaseEventLoop.getaddrinfo:
        look_up = asyncio.wrap_future(_ask(host, port), loop=loop)
    else:  # the loop looks names up in a way of its own, as uvloop does
        look_up = asyncio.ensure_future(loop.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    try:
        await asyncio.wait([look_up], timeout=seconds)
    finally:
        if not look_up.done():
            look_up.cancel()  # its thread goes on; nobody waits for it
    if look_up.cancelled() or not look_up.done():
        raise WaitExpired
    try:
        found = look_up.result()
    except UnicodeError:
        raise OSError("this is no valid host name") from None
    return [(family, kind, proto, address) for family, kind, proto, _, address in found]
