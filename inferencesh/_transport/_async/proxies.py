"""httpx's stock transport where `transport.py` does not go: proxies from the environment, and proactor loops.

httpx looks for proxies only while it has no transport of the caller's, and its socket options do not reach proxied
connections. So the rules (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY, and the system's settings on macOS and
Windows) are applied here, and keepalive is set on each socket when it is connected.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional, Union
from urllib.request import getproxies

import httpx

from ..errors import ConfigurationError
from ..sockets import tune

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


class AsyncStockTransport(httpx.AsyncBaseTransport):
    """httpx's transport, through a proxy or not, made on first use and without its cap of 100 connections.

    Exceptions have `request_sent`, as those of `transport.py`.

    Raises:
        ConfigurationError: the proxy's address has another scheme than http, https, socks5 or socks5h; from requests:
            the package that SOCKS needs is not there.
    """

    def __init__(
        self, proxy: Optional[str], *, verify: Union[bool, ssl.SSLContext] = True, trust_env: bool = True
    ) -> None:
        self._proxy = None if proxy is None else _proxy(proxy)
        self._verify = verify
        self._trust_env = trust_env
        self._inner: Optional[httpx.AsyncHTTPTransport] = None
        self._left: List[httpx.AsyncHTTPTransport] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send `request`, with keepalive on its connection."""
        given = request.extensions.get("trace")

        async def trace(event: str, info: Mapping[str, Any]) -> None:
            if event.endswith("connect_tcp.complete"):
                connected = info["return_value"].get_extra_info("socket")
                if connected is not None:
                    tune(connected)
            if given is not None:
                await given(event, info)

        if self._inner is None:
            self._inner = self._make()
        request.extensions = {**request.extensions, "trace": trace}
        try:
            return await self._inner.handle_async_request(request)
        except httpx.TransportError as exc:
            exc.request_sent = not isinstance(exc, _NOT_SENT)  # type: ignore[attr-defined]
            raise

    async def aclose(self) -> None:
        """Close the connections."""
        if self._inner is not None:
            await self._inner.aclose()

    def forget(self) -> None:
        """In the child of a fork: use none of the parent's connections.

        They stay open in the child, unused: to close them would say goodbye in the parent's name.
        """
        if self._inner is not None:
            self._left.append(self._inner)
            self._inner = None

    def _make(self) -> httpx.AsyncHTTPTransport:
        from ..tls import shared_context

        try:
            return httpx.AsyncHTTPTransport(
                verify=shared_context(self._verify, self._trust_env),
                proxy=self._proxy,
                limits=httpx.Limits(max_connections=None, max_keepalive_connections=100, keepalive_expiry=30.0),
            )
        except ImportError:
            raise ConfigurationError(
                "the environment names a SOCKS proxy, which needs the package socksio: pip install 'httpx[socks]'"
            ) from None


def _proxy(address: str) -> httpx.Proxy:
    try:
        return httpx.Proxy(address)
    except (ValueError, httpx.InvalidURL) as cause:
        scheme = address.partition("://")[0]
        why = "its address cannot be read" if isinstance(cause, httpx.InvalidURL) else f"it is of the kind {scheme!r}"
    # Out of the handler: a word in the address is a secret, and would be shown with the cause.
    raise ConfigurationError(
        f"the environment (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY) names a proxy that cannot be used: {why}, and must "
        "start with http://, https://, socks5:// or socks5h://"
    )


def make_mounts(
    *, verify: Union[bool, ssl.SSLContext] = True, trust_env: bool = True
) -> Dict[str, Optional[httpx.AsyncBaseTransport]]:
    """httpx's `mounts=` for the proxies that the environment names; empty without any, and with `trust_env=False`.

    As httpx and curl: lower-case names win, and a host in NO_PROXY covers the names that end in it.
    """
    if not trust_env:
        return {}
    settings = getproxies()
    exempt = [host.strip() for host in settings.get("no", "").split(",")]
    if "*" in exempt:
        return {}
    mounts: Dict[str, Optional[httpx.AsyncBaseTransport]] = {}
    # Where both have one of their own, that for all is for nothing: often it is of a kind that only desktops know.
    schemes = ("http", "https") if settings.get("http") and settings.get("https") else ("http", "https", "all")
    for scheme in schemes:
        address = settings.get(scheme)
        if address:
            address = address if "://" in address else f"http://{address}"
            mounts[f"{scheme}://"] = AsyncStockTransport(address, verify=verify, trust_env=trust_env)
    if mounts:
        for host in exempt:
            pattern = _pattern(host)
            if host and _is_pattern(pattern):
                mounts[pattern] = None
    return mounts


def _pattern(host: str) -> str:
    """httpx's URL pattern for an entry of NO_PROXY."""
    if "://" in host:
        return host
    if host.startswith("["):  # IPv6 as in addresses, with or without a port
        return f"all://{host}"
    try:
        version = ipaddress.ip_address(host.partition("/")[0]).version
    except ValueError:
        return f"all://{host}" if host.lower() == "localhost" else f"all://*{host}"
    return f"all://[{host}]" if version == 6 else f"all://{host}"


def _is_pattern(pattern: str) -> bool:
    """Whether httpx can read it. What it cannot, such as a network of IPv6, would match no address anyway."""
    try:
        httpx.URL(pattern)
    except (httpx.InvalidURL, UnicodeError):
        return False
    return True
