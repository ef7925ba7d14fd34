# Made from inferencesh/_transport/_async/stock.py by scripts/unasync.py. Do not edit.
"""httpx's stock transport, for what `transport.py` does not do: proxies over TLS or SOCKS, and proactor loops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, List, Mapping, Optional, Union

import httpx

from ..net.errors import ConfigurationError
from ..net.proxy import read_proxy
from ..net.sockets import tune

if TYPE_CHECKING:
    import ssl

_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)


class StockTransport(httpx.BaseTransport):
    """httpx's transport, through a proxy or not, made on first use and without its cap of 100 connections.

    Its socket options do not reach proxied connections, so keepalive is set on each socket when it is connected.
    Exceptions have `request_sent` and `proxy`, as those of `transport.py`.

    Raises:
        ConfigurationError: the proxy's address has another scheme than http, https, socks5 or socks5h; from requests:
            the package that SOCKS needs is not there.
    """

    def __init__(
        self, proxy: Optional[str], *, verify: Union[bool, ssl.SSLContext] = True, trust_env: bool = True
    ) -> None:
        self._proxy = None if proxy is None else read_proxy(proxy)
        self._verify = verify
        self._trust_env = trust_env
        self._inner: Optional[httpx.HTTPTransport] = None
        self._left: List[httpx.HTTPTransport] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send `request`, with keepalive on its connection."""
        given = request.extensions.get("trace")
        opened: List[Any] = []

        def trace(event: str, info: Mapping[str, Any]) -> None:
            if event.endswith("connect_tcp.complete"):
                opened.append(info["return_value"])
                connected = info["return_value"].get_extra_info("socket")
                if connected is not None:
                    tune(connected)
            if given is not None:
                given(event, info)

        if self._inner is None:
            self._inner = self._make()
        request.extensions = {**request.extensions, "trace": trace}
        try:
            return self._inner.handle_request(request)
        except httpx.TransportError as exc:
            exc.request_sent = not isinstance(exc, _NOT_SENT)  # type: ignore[attr-defined]
            if self._proxy is not None and isinstance(exc, _NOT_SENT):
                vars(exc)["proxy"] = str(self._proxy.url)
            raise
        except Exception as exc:
            if type(exc).__module__.partition(".")[0] not in ("socksio", "httpcore") or self._proxy is None:
                raise
            for stream in opened:  # httpcore lets go of it without closing it
                stream.close()
            error = httpx.ProxyError(f"the proxy {self._proxy.url} does not speak its protocol: {exc}", request=request)
            error.request_sent = False  # type: ignore[attr-defined]
            error.proxy = str(self._proxy.url)  # type: ignore[attr-defined]
            raise error from exc

    def close(self) -> None:
        """Close the connections."""
        if self._inner is not None:
            self._inner.close()

    def forget(self) -> None:
        """In the child of a fork: use none of the parent's connections.

        They stay open in the child, unused: to close them would say goodbye in the parent's name.
        """
        if self._inner is not None:
            self._left.append(self._inner)
            self._inner = None

    def _make(self) -> httpx.HTTPTransport:
        from ..net.tls import shared_context

        try:
            return httpx.HTTPTransport(
                verify=shared_context(self._verify, self._trust_env),
                proxy=self._proxy,
                limits=httpx.Limits(max_connections=None, max_keepalive_connections=100, keepalive_expiry=30.0),
            )
        except ImportError:
            raise ConfigurationError(
                "the environment names a SOCKS proxy, which needs the package socksio: pip install 'httpx[socks]'"
            ) from None
