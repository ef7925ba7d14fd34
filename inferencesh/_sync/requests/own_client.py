# Made from inferencesh/_async/requests/own_client.py by scripts/unasync.py. Do not edit.
"""What comes from an httpx client of the user's own: answers that were read already, and errors of every kind.

Also from httpx's stock transport, which the SDK's own client has for some proxies and event loops.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Callable, Iterator, List, Mapping, Optional, Type

import httpx

from ..._core.errors.classes import InferenceError
from ..._core.values.redact import redact_error
from ..._runtime import concurrency_sync as seam
from ..._runtime.own_client_sockets import GRACE, Guess, IdleSockets, end_connection, socket_of, twin_of

if TYPE_CHECKING:
    import socket

    from .connections import Connections

_PACKAGES = frozenset({"httpx", "httpcore", "socksio", "h11", "h2", "anyio"})  # httpx hands on errors of all of these


def send(connections: Connections, request: httpx.Request) -> httpx.Response:
    """The answer to a request, its body mostly not read yet.

    Raises:
        httpx.RequestError: there is none. Whatever else the client's packages and the system raise becomes one.
        InferenceError: the client was closed meanwhile.
    """
    client = connections.client()
    if connections.keeps_deadlines:
        return _send(client, request)
    watch = request.extensions["watch"] = _Watch(connections.idle_sockets)
    return watch.send(client, request)


def _send(client: httpx.Client, request: httpx.Request) -> httpx.Response:
    try:
        response = client.send(request, stream=True, auth=None, follow_redirects=False)
    except httpx.RequestError:
        raise
    except httpx.HTTPStatusError as raised:  # by a hook: `response.raise_for_status()`
        return raised.response
    except Exception as cause:
        if isinstance(cause, RuntimeError) and client.is_closed:
            raise InferenceError("the http_client was closed, by whoever made it, during a request") from cause
        package = type(cause).__module__.partition(".")[0]
        if not isinstance(cause, OSError) and package not in _PACKAGES:
            raise  # of a hook or a transport of the user's own: that is theirs to see
        raise httpx.ReadError(redact_error(cause), request=request) from cause
    if response.status_code != 407:
        return response
    response.close()
    error = httpx.ProxyError("the proxy answered 407: it wants a user name and a password, or others", request=request)
    error.request_sent = False  # type: ignore[attr-defined]
    error.permanent = True  # type: ignore[attr-defined]
    raise error


def content_of(response: httpx.Response) -> Optional[bytes]:
    """The body if it was read already, by a hook or since it was made up; what was packed is unpacked then.

    Raises:
        httpx.ReadError: a hook read it, or closed it, and kept nothing.
    """
    try:
        return response.content
    except httpx.ResponseNotRead:
        if response.is_stream_consumed or response.is_closed:
            if response.status_code >= 300:
                return b""  # a hook that raised for the status closed it
            error = httpx.ReadError(
                "a response hook of the http_client has read or closed the answer and kept nothing: call "
                "response.read() in it, or await response.aread()",
                request=response.request,
            )
            error.permanent = True  # type: ignore[attr-defined]  # the next answer would go the same way
            raise error from None
        return None


class _Watch:
    """Sees to it that a request ends with its deadline.

    The async half cancels it. The sync half ends its connection: the one that was opened for it, or else the only one
    that can have been taken for it. Where there are several, none is ended, because others may be using them.
    """

    def __init__(self, idle: IdleSockets) -> None:
        self.idle = idle
        self._opened: List[socket.socket] = []
        self._guess = Guess(idle)
        self._is_traced = False
        self._is_sent = False

    def send(self, client: httpx.Client, request: httpx.Request) -> httpx.Response:
        left = _seconds_left(request)
        if left is None:
            return _send(client, request)
        request.extensions["trace"] = self._trace
        try:
            return seam.in_time(lambda: _send(client, request), left + GRACE, self._end)
        except seam.TimeIsOver as late:
            nothing_sent = self._is_traced and not self._is_sent
            kind: Type[httpx.TimeoutException] = httpx.ConnectTimeout if nothing_sent else httpx.ReadTimeout
            error = kind("the deadline passed before there was an answer", request=request)
            error.request_sent = not nothing_sent  # type: ignore[attr-defined]
            raise error from late.__cause__
        finally:
            self._guess.close()
            for twin in self._opened:
                twin.close()

    def _trace(self, event: str, info: Mapping[str, Any]) -> None:
        self._is_traced = True
        if event.endswith("send_request_headers.started"):
            self._is_sent = self._is_sent or getattr(info.get("request"), "method", b"") != b"CONNECT"
        self._keep(event, info)

    def _keep(self, event: str, info: Mapping[str, Any]) -> None:
        if event.endswith("connect_tcp.complete"):
            twin = twin_of(socket_of(info.get("return_value")))
            if twin is not None:
                self._opened.append(twin)
        elif event.endswith("send_request_headers.started") and not self._opened:
            self._guess.open()

    def _end(self) -> None:
        for sock in self._opened or self._guess.taken():
            end_connection(sock)


class OwnBody:
    """The body of an answer as it comes, which ends with its request's deadline, or when it is told to."""

    def __init__(self, response: httpx.Response) -> None:
        watch = response.request.extensions.get("watch")
        self._idle: Optional[IdleSockets] = watch.idle if isinstance(watch, _Watch) else None
        self._request = response.request
        self._parts: Iterator[bytes] = response.iter_raw()
        self._socket: Any = socket_of(response.extensions.get("network_stream"))
        self._is_shared = response.extensions.get("http_version") == b"HTTP/2"  # with other requests
        self._timers: List[Callable[[], None]] = []
        self._is_watched = False
        self._is_late = False
        self._busy()

    def __iter__(self) -> OwnBody:
        return self

    def __next__(self) -> bytes:
        left = _seconds_left(self._request)
        if left is not None and not self._is_watched:
            self._is_watched = True
            self.end_in(left + GRACE)
        try:
            part = self._parts.__next__()
        except (StopIteration, httpx.HTTPError, httpx.StreamError, OSError):
            if not self._is_late:
                raise
            part = b""
        if self._is_late or left == 0.0:
            raise httpx.ReadTimeout("the deadline passed before the answer was whole", request=self._request)
        return part

    def end_in(self, seconds: float) -> bool:
        """End the connection after so many seconds; False where it cannot be ended, or others use it."""
        if self._socket is None or self._is_shared:
            return False
        self._timers.append(seam.call_later(seconds, self._too_late))
        return True

    def close(self) -> None:
        """It is not read any more. The response still has to be closed."""
        while self._timers:
            self._timers.pop()()
        self._free()

    def end(self) -> None:
        """End the connection at once, from whatever thread or task."""
        if self._socket is not None:
            end_connection(self._socket)

    def _too_late(self) -> None:
        self._is_late = True
        self.end()

    def _busy(self) -> None:
        if self._socket is not None and self._idle is not None:
            self._idle.discard(self._socket)

    def _free(self) -> None:
        if self._socket is not None and self._idle is not None and not self._is_shared:
            self._idle.add(self._socket)


def _seconds_left(request: httpx.Request) -> Optional[float]:
    """Real seconds until the deadline in a request's extensions; None if there is none."""
    deadline: Optional[float] = request.extensions.get("deadline")
    if deadline is None:
        return None
    clock: Callable[[], float] = request.extensions.get("clock", time.monotonic)
    return max(deadline - clock(), 0.0)
