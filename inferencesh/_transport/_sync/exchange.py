# Made from inferencesh/_transport/_async/exchange.py by scripts/unasync.py. Do not edit.
"""One request and its response on the SDK's own transport (`transport.py`)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Callable, Dict, Optional

import httpx

from ..codec import http1
from ..net import sockets_sync as net
from ..net.sockets import NO_DESCRIPTOR, WaitExpired, seconds_left
from .pool import Origin, Parked, Pool

if TYPE_CHECKING:
    from ..net.proxy import Proxy

_SMALL_BODY = 64 * 1024
_DESCRIPTOR_PATIENCE = 10.0  # seconds in which another request may let go of a file descriptor
_PORTS = {"http": 80, "https": 443}
_REPEATABLE = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})

_EXPIRED = {
    "pool": (httpx.PoolTimeout, "no connection became free in time (max_connections is {limit})"),
    "proxy": (httpx.ConnectTimeout, "the proxy {proxy} took too long to connect to {host}"),
    "connect": (httpx.ConnectTimeout, "connecting to {host} took too long"),
    "write": (httpx.WriteTimeout, "{host} did not take the request in time"),
    "read": (httpx.ReadTimeout, "{host} sent nothing for too long"),
}
_FAILED = {
    "pool": (httpx.ConnectError, "cannot connect to {host}: {cause}"),
    "proxy": (httpx.ProxyError, "cannot connect to the proxy {proxy}: {cause}"),
    "connect": (httpx.ConnectError, "cannot connect to {host}: {cause}"),
    "write": (httpx.WriteError, "the connection to {host} broke while the request was sent: {cause}"),
    "read": (httpx.ReadError, "the connection to {host} broke while the answer was read: {cause}"),
}
_CUT_OFF = "it ended without TLS's close_notify, so the body may have been cut off"


class _NetworkStream:
    """httpx's name for a look at the connection below."""

    def __init__(self, connection: net.Connection) -> None:
        self._connection = connection

    def get_extra_info(self, info: str) -> Any:
        """The "socket" or "ssl_object"; None for anything else."""
        if info == "socket":
            return self._connection.socket
        return self._connection.ssl_object if info == "ssl_object" else None


class Exchange(httpx.ByteStream):
    """One request and its response; as a stream, the response's body.

    The connection goes back as soon as the last byte of the body is there, and is closed when anything ends sooner.
    """

    def __init__(self, pool: Pool, request: httpx.Request) -> None:
        url = request.url
        scheme = url.scheme
        if scheme not in _PORTS:
            error = httpx.UnsupportedProtocol(
                f"the address must start with http:// or https://, not {scheme + '://'!r}"
            )
            error.request_sent = False  # type: ignore[attr-defined]
            raise error
        self._pool = pool
        self._request = request
        self._origin: Origin = (scheme, url.raw_host, url.port or _PORTS[scheme])
        self._extensions = request.extensions
        self._timeouts: Dict[str, Optional[float]] = request.extensions.get("timeout") or {}
        self._connection: Optional[net.Connection] = None
        self._gate: Optional[net.Gate] = None
        self._reading = False
        self._aborted = False
        self._sent = False
        self._once = request.method not in _REPEATABLE  # lost on a connection that the server closes, it stays lost
        self._whole = False  # all of the request is with the system
        self._phase = "pool"
        self._reader = http1.HeadReader(request.method)
        self._head: Optional[http1.Head] = None
        self._ready = b""

    def start(self) -> httpx.Response:
        """All up to the response's head."""
        try:
            # The headers are held by no variable, and the head by one that does not show it: the key is in them.
            framing = http1.RequestFraming(self._request.headers.raw)
            target = self._extensions.get("target") or self._request.url.raw_path
            proxy = self._pool.proxy if self._origin[0] == "http" else None  # which all else goes past in a tunnel
            if proxy is None:
                head = http1.encode_head(self._request.method, target, self._request.headers.raw)
            else:
                target = b"http://" + self._request.url.netloc + target
                head = http1.encode_head(self._request.method, target, self._request.headers.raw + proxy.fields())
            gate = self._pool.gate
            if gate is not None:
                gate.enter(self._timeouts.get("pool"), self._until())
                self._gate = gate
            self._send_request(head, framing)
            answer = self._head
            if answer is None:
                answer = self._read_head()
            connection = self._connection
            assert connection is not None
            if proxy is not None and answer.status == 407:
                raise proxy.refusal(answer.status, answer.reason)
            if framing.close or not self._whole:
                answer.keep_alive = False
            body = answer.body
            if answer.rest:
                self._ready = body.feed(answer.rest)
                answer.rest = b""
            if body.done:
                self._finish()
            return httpx.Response(
                answer.status,
                headers=answer.fields,
                stream=self,
                extensions={
                    "http_version": answer.version,
                    "reason_phrase": answer.reason,
                    "network_stream": _NetworkStream(connection),
                    "abort": self.abort,
                    "park": self.park,
                    "body": self,
                },
            )
        except BaseException as exc:
            error = self._failure(exc)
            if error is exc:
                raise
            raise error from exc

    # ---- connection

    def _connect(self, reuse: bool) -> bool:
        """Get a connection; says whether it has been used before."""
        pool, origin = self._pool, self._origin
        if reuse:
            found = pool.idle.take(origin, time.monotonic(), fresh=self._once)
            if found is not None:
                found.expires_at = 0.0
                found.sent = False
                self._hold(found)
                return True
            found = pool.take_parked(origin, time.monotonic())
            if found is None and origin not in pool.slow_tails:
                found = self._wait_parked()
            if found is not None:
                found.sent = False
                self._hold(found)
                return True
        limit = pool.max_connections
        if limit is not None and len(pool.idle) + len(pool.busy) >= limit:
            pool.idle.make_room()
        made = self._open_when_possible()
        made.sent = False  # a TLS handshake is not the request
        self._hold(made)
        return False

    def _open_when_possible(self) -> net.Connection:
        """As `_open`. When no file descriptor is left, after idle connections were closed, or others were let go."""
        left = seconds_left(self._timeouts.get("connect"), self._until())
        give_up = time.monotonic() + (_DESCRIPTOR_PATIENCE if left is None else min(left, _DESCRIPTOR_PATIENCE))
        pause = 0.02
        while True:
            try:
                return self._open()
            except OSError as exc:
                if exc.errno not in NO_DESCRIPTOR or time.monotonic() + pause > give_up:
                    raise
            freed = self._pool.drain()
            for connection in freed:
                connection.close()
            if not freed:
                net.pause(pause)
                pause = min(2 * pause, 0.5)

    def _open(self) -> net.Connection:
        """A new connection to the server, be it through a proxy."""
        scheme, host, port = self._origin
        name = host.decode("ascii")
        context = self._pool.context() if scheme == "https" else None
        server_hostname = self._extensions.get("sni_hostname") or name
        timeout, proxy = self._timeouts.get("connect"), self._pool.proxy
        if proxy is None:
            self._phase = "connect"
            return net.connect(name, port, context, server_hostname, timeout, self._until())
        self._phase = "proxy"
        left = seconds_left(timeout, self._until())
        end = None if left is None else time.monotonic() + left
        made = net.connect(proxy.host, proxy.port, None, "", None, end)
        if context is None:
            return made
        try:
            self._tunnel(made, proxy, end)
            self._phase = "connect"
            made.start_tls(context, server_hostname, end)
        except BaseException:
            made.close()
            raise
        return made

    def _tunnel(self, made: net.Connection, proxy: Proxy, end: Optional[float]) -> None:
        """Ask the proxy to connect to the server, after which all bytes are the server's."""
        _, host, port = self._origin
        target, fields = proxy.tunnel_head(host, port)
        if not made.write(http1.encode_head("CONNECT", target, fields), None, end):
            raise http1.ProtocolError("it spoke before it was asked")
        reader = http1.HeadReader("HEAD")  # as there, the answer has no body that would matter
        head: Optional[http1.Head] = None
        while head is None:
            data = made.read(None, end)
            if not data:
                raise http1.ProtocolError("it ended the connection")
            head = reader.feed(data)
        if not 200 <= head.status < 300:
            raise proxy.refusal(head.status, head.reason)
        if head.rest:
            raise http1.ProtocolError("it sent bytes of its own into the tunnel")

    def _wait_parked(self) -> Optional[net.Connection]:
        """A connection whose last response ends within a moment, which is sooner than a new one would be there."""
        pool, origin = self._pool, self._origin
        parked = pool.parked.take(origin, time.monotonic())
        if parked is None:
            return None
        if parked.ended or parked.wait():
            return parked.connection
        pool.slow_tails.add(origin)
        if not parked.lost:
            now = time.monotonic()
            pool.parked.put(origin, parked, now, parked.expires_at - now)
        return None

    def _hold(self, connection: net.Connection) -> None:
        self._connection = connection
        self._pool.busy[id(connection)] = connection

    def _let_go(self) -> Optional[net.Connection]:
        """After this `abort` cannot reach the connection any more."""
        with self._pool.lock:
            connection, self._connection = self._connection, None
        if connection is not None:
            self._sent = self._sent or connection.sent
            self._pool.busy.pop(id(connection), None)
        return connection

    def _finish(self) -> None:
        """The response is whole: another request may have the connection, if both sides left it clean."""
        head, pool = self._head_read(), self._pool
        connection = self._let_go()
        if connection is not None:
            if head.keep_alive and not head.body.surplus and not self._aborted and not pool.closed:
                pool.idle.put(self._origin, connection, time.monotonic(), head.idle_limit)
            else:
                connection.close()
        self._leave_gate()

    def park(self) -> None:
        """End the response without waiting, when it has said all that matters.

        The end of its body is likely on its way: if it is there when the next request needs a connection, it gets this
        one; otherwise the connection is closed then.
        """
        self._ready = b""
        head, pool = self._head, self._pool
        if head is None or self._connection is None or self._reading or self._aborted:
            return
        if pool.closed or pool.max_connections is not None or not head.keep_alive:
            self._drop()
            return
        parked = Parked(self._connection, head)
        if parked.is_stale():
            self._drop()
        elif parked.ended:
            self._finish()
        elif self._let_go() is not None:
            pool.parked.put(self._origin, parked, time.monotonic())

    def _drop(self) -> None:
        connection = self._let_go()
        if connection is not None:
            connection.close()
        self._leave_gate()

    def _leave_gate(self) -> None:
        gate, self._gate = self._gate, None
        if gate is not None:
            gate.leave()

    def _until(self) -> Optional[float]:
        """The deadline as a moment of time.monotonic()."""
        deadline: Optional[float] = self._extensions.get("deadline")
        if deadline is None:
            return None
        clock: Optional[Callable[[], float]] = self._extensions.get("clock")
        if clock is None:
            return deadline
        return time.monotonic() + deadline - clock()

    # ---- request

    def _send_request(self, head: http1.Private, framing: http1.RequestFraming) -> None:
        stream = self._request.stream
        body: Optional[bytes] = None
        if isinstance(stream, httpx.ByteStream):
            body = b"".join(stream)
            if framing.chunked:
                body = http1.encode_chunk(body) + http1.LAST_CHUNK
            elif len(body) != (framing.length or 0):
                raise http1.BadRequest(f"the request's body has {len(body):,} bytes, its headers say {framing.length}")
        reuse = True
        while True:
            reuse = self._connect(reuse)
            late = self._until()
            if late is not None and late <= time.monotonic():
                self._phase = "connect"
                raise WaitExpired  # while nothing has been sent
            self._phase = "write"
            try:
                if body is None:
                    self._whole = self._send(head) and self._send_parts(framing)
                elif len(body) <= _SMALL_BODY:
                    self._whole = self._send(http1.Private(head + body))
                else:
                    self._whole = self._send(head) and self._send(body)
                return
            except OSError:
                connection = self._connection
                if connection is None:
                    raise
                if reuse and not connection.sent:
                    # an idle connection that the server had ended, and that took nothing: the next one is new
                    self._let_go()
                    connection.close()
                    reuse = False
                    continue
                if not self._answered(connection):
                    raise
                return

    def _answered(self, connection: net.Connection) -> bool:
        """Whether an answer had come before the server cut us off: it says why."""
        try:
            while self._head is None:
                data = connection.read_now()
                if not data:
                    return False
                self._head = self._reader.feed(data)
        except OSError:
            return False
        return True

    def _send_parts(self, framing: http1.RequestFraming) -> bool:
        sent = 0
        self._phase = "body"
        stream: Any = self._request.stream
        for part in stream:
            self._phase = "write"
            sent += len(part)
            if framing.chunked:
                part = http1.encode_chunk(part)
            elif sent > (framing.length or 0):
                break
            if part and not self._send(part):
                return False
            self._phase = "body"
        self._phase = "write"
        if framing.chunked:
            return self._send(http1.LAST_CHUNK)
        if sent != (framing.length or 0):
            raise http1.BadRequest(f"the request's body has {sent:,} bytes or more, its headers say {framing.length}")
        return True

    def _send(self, data: bytes) -> bool:
        """False when the server gave its answer before it had all of the request."""
        connection = self._held()
        timeout = self._timeouts.get("write")
        done = connection.write(data, timeout, self._until())
        while not done:
            received = connection.read_now()
            if received is not None:
                if not received:
                    raise http1.ProtocolError("the server ended the connection before it had the whole request")
                self._head = self._reader.feed(received)
                if self._head is not None:
                    return False
            done = connection.write(None, timeout, self._until())
        return True

    # ---- response

    def _read_head(self) -> http1.Head:
        self._phase = "read"
        connection, feed = self._held(), self._reader.feed
        while True:
            data = connection.read(self._timeouts.get("read"), self._until())
            if not data:
                if self._reader.started:
                    raise http1.ProtocolError("the server ended the connection within the response's headers")
                raise http1.ProtocolError("the server ended the connection without an answer")
            self._head = feed(data)
            if self._head is not None:
                return self._head

    def __iter__(self) -> Exchange:
        return self

    def __next__(self) -> bytes:
        if self._ready:
            data, self._ready = self._ready, b""
            return data
        body = self._head_read().body
        if body.done:
            raise StopIteration
        self._phase = "read"
        try:
            with self._pool.lock:
                connection = self._held()
                self._reading = True
            patience = self._timeouts.get("read")
            over: Optional[float] = None
            try:
                while True:
                    data = connection.read(patience, self._until())
                    if data:
                        data = body.feed(data)
                    elif self._aborted:
                        raise ConnectionAbortedError("the response was aborted")
                    elif connection.is_cut_off and isinstance(body, http1.UntilClose):
                        raise ConnectionAbortedError(_CUT_OFF)
                    else:
                        body.end()
                    if data or body.done:
                        break
                    # Bytes, and none of the body: who waits for that must not wait for longer than for the first byte.
                    if patience is not None:
                        now = time.monotonic()
                        if over is None:
                            over = now + patience
                        elif over <= now:
                            raise WaitExpired
                        patience = over - now
            finally:
                self._reading = False
            if body.done:
                self._finish()
            elif self._aborted:
                raise ConnectionAbortedError("the response was aborted")
        except WaitExpired as exc:
            self._sent = True
            # Nothing is lost: who has more patience may read on, and who has not closes the response.
            raise self._in_words(exc) from exc
        except BaseException as exc:
            error = self._failure(exc)
            if error is exc:
                raise
            raise error from exc
        if data:
            return data
        raise StopIteration

    def close(self) -> None:
        """End the response; a body that was not read to its end costs the connection."""
        self._ready = b""
        with self._pool.lock:
            if self._reading and self._connection is not None:
                # somebody is in the middle of a read: they see the end and close
                self._aborted = True
                self._connection.abort()
                return
        self._drop()

    def abort(self) -> None:
        """End the response from any thread; who waits for its bytes gets httpx.ReadError."""
        with self._pool.lock:
            self._aborted = True
            if self._connection is not None:
                self._connection.abort()

    def __del__(self) -> None:
        # a response nobody closed; getattr, since __init__ may have refused the address
        if getattr(self, "_connection", None) is not None:
            connection = self._let_go()
            if connection is not None:
                connection.discard()
            self._leave_gate()

    def _held(self) -> net.Connection:
        if self._connection is None:
            raise ConnectionAbortedError("the response was closed")
        return self._connection

    def _head_read(self) -> http1.Head:
        assert self._head is not None
        return self._head

    # ---- errors

    def _failure(self, exc: BaseException) -> BaseException:
        """Close up, and say it in httpx's words."""
        self._drop()
        return self._in_words(exc)

    def _in_words(self, exc: BaseException) -> BaseException:
        scheme, host, port = self._origin
        name = host.decode("ascii")
        told = {
            "host": name if port == _PORTS[scheme] else f"{name}:{port}",
            "cause": _cause(exc),
            "limit": self._pool.max_connections,
            "proxy": "" if self._pool.proxy is None else self._pool.proxy.name,
        }
        error: BaseException = exc
        if isinstance(exc, WaitExpired):
            kind, text = _EXPIRED.get(self._phase, _EXPIRED["read"])
            late = self._until()
            text = text.format(**told) + (f": {exc}" if str(exc) else "")
            text += ": the deadline passed" if late is not None and late <= time.monotonic() else ""
            error = kind(text, request=self._request)
        elif isinstance(exc, http1.ProtocolError) and self._phase == "proxy":
            error = httpx.ProxyError(f"the proxy {told['proxy']} made no tunnel: {exc}", request=self._request)
        elif isinstance(exc, http1.ProtocolError):
            error = httpx.RemoteProtocolError(f"{exc} ({told['host']})", request=self._request)
        elif isinstance(exc, http1.BadRequest):
            error = httpx.LocalProtocolError(str(exc), request=self._request)
        elif isinstance(exc, OSError) and self._phase in _FAILED:
            failed, text = _FAILED[self._phase]
            error = failed(text.format(**told), request=self._request)
        error.request_sent = self._sent and not isinstance(exc, httpx.ProxyError)  # type: ignore[attr-defined]
        if self._pool.proxy is not None and (self._phase == "proxy" or isinstance(exc, httpx.ProxyError)):
            error.proxy = self._pool.proxy.name  # type: ignore[attr-defined]
        return error


def _cause(exc: BaseException) -> str:
    reason = getattr(exc, "verify_message", "")
    if reason:
        return f"its certificate is not accepted: {reason}"
    return getattr(exc, "strerror", None) or str(exc) or type(exc).__name__
