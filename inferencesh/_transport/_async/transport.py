"""The SDK's own HTTP/1.1 transport, behind httpx's `transport=`.

Plain and TLS connections, straight to the server or through a proxy over plain HTTP. Written for many requests at
once, and for streams of many small chunks. One request's way is in `exchange.py`, the connections are kept in
`pool.py`, messages are read in `codec/http1.py`, sockets are the seam's (`sockets_async.py`, `sockets_sync.py`).

What it raises are httpx's exceptions, each with an attribute `request_sent`: False only when no byte of the request
can have left, so that sending it again cannot do a thing twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional, Union

import httpx

from ..net import sockets_async as net
from .exchange import Exchange
from .pool import Pool

if TYPE_CHECKING:
    import ssl

    from .stock import AsyncStockTransport

KEEPALIVE_EXPIRY = 30.0
MAX_IDLE = 512


class AsyncTransport(httpx.AsyncBaseTransport):
    """HTTP/1.1 over connections that are used again, with no cap on their number unless `max_connections` sets one.

    Reads from a request's extensions: `timeout` (httpx's; looked at before each read, so it may be changed during a
    stream), `deadline` (a moment of `clock()`, or of time.monotonic(), after which every step gives up), `target` (as
    httpx: bytes for the request line) and `sni_hostname`. A response's extensions have `network_stream`
    (`get_extra_info("socket" | "ssl_object")`) and `abort()`, which ends the response from any thread or task: who
    waits for its bytes gets httpx.ReadError; and `park()`, which ends it without waiting for the end of its body.

    Time-outs do not end a name look-up in the sync twin: the system's resolver has its own. On an event loop that
    cannot watch sockets (Windows' proactor) httpx's stock transport does the work, with its own extensions.

    Args:
        proxy: the proxy that all requests go through, `http://user:password@host:port`.
        verify: as httpx: check certificates, or with which SSL context.
        trust_env: take certificates from SSL_CERT_FILE, SSL_CERT_DIR, REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE.
        max_connections: open connections at most; further requests wait (`pool` time-out). None: no cap.
        max_idle: idle connections kept at most.
        keepalive_expiry: seconds an idle connection is kept at most; the server's `Keep-Alive: timeout=` may be less.
    """

    def __init__(
        self,
        *,
        proxy: Optional[str] = None,
        verify: Union[bool, ssl.SSLContext] = True,
        trust_env: bool = True,
        max_connections: Optional[int] = None,
        max_idle: int = MAX_IDLE,
        keepalive_expiry: float = KEEPALIVE_EXPIRY,
    ) -> None:
        if max_connections is not None and max_connections < 1:
            raise ValueError("max_connections must be at least 1, or None for no cap")
        through = None
        if proxy is not None:
            from ..net.proxy import Proxy

            through = Proxy(proxy)
        self._pool = Pool(verify, trust_env, max_connections, max_idle, keepalive_expiry, through)
        self._proxy = proxy
        self._verify = verify
        self._trust_env = trust_env
        self._loop: object = None
        self._stock: Optional[AsyncStockTransport] = None

    @property
    def idle_connections(self) -> int:
        """Connections that wait for a request."""
        return len(self._pool.idle)

    @property
    def busy_connections(self) -> int:
        """Connections that a request or an open response has."""
        return len(self._pool.busy)

    @staticmethod
    def is_direct() -> bool:
        """Whether this transport does the work itself on the running event loop, rather than httpx's."""
        return net.can_watch(net.current_loop())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send `request` and read the answer's head; the body follows as it is read from the response."""
        loop = net.current_loop()
        if self._loop is not loop:
            if self._loop is not None:
                raise RuntimeError("this transport belongs to another event loop; make one for each loop")
            self._loop = loop
            if not net.can_watch(loop):
                from .stock import AsyncStockTransport

                self._stock = AsyncStockTransport(self._proxy, verify=self._verify, trust_env=self._trust_env)
        if self._pool.closed:
            raise RuntimeError("the transport is closed")
        if self._stock is not None:
            return await self._stock.handle_async_request(request)
        return await Exchange(self._pool, request).start()

    async def aclose(self) -> None:
        """Close all connections; who waits for the bytes of a response gets httpx.ReadError."""
        self._pool.closed = True
        for connection in self._pool.drain():
            connection.close()
        for busy in list(self._pool.busy.values()):
            busy.abort()
        if self._stock is not None:
            await self._stock.aclose()

    def close_now(self) -> None:
        """Close every connection without waiting or asking: for an event loop that runs no more, and at exit."""
        self._pool.closed = True
        for connection in self._pool.drain():
            connection.discard()
        for connection in list(self._pool.busy.values()):
            connection.give_up()
        self._pool.busy.clear()

    def forget(self) -> None:
        """In the child of a fork: let go of all sockets, which go on working in the parent, and start anew."""
        self._pool.forget()
        self._loop = None
        if self._stock is not None:
            self._stock.forget()
            self._stock = None

    def __del__(self) -> None:
        pool: Optional[Pool] = getattr(self, "_pool", None)  # None if __init__ refused its arguments
        if pool is not None:
            pool.closed = True
            for connection in pool.drain():
                connection.discard()
