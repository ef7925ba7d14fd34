"""An HTTP proxy: where it is, and how one is let in. Source: RFC 9110, 9.3.6 (CONNECT) and 11.7; RFC 9112, 3.2.2."""

from __future__ import annotations

from base64 import b64encode
from typing import List, Optional, Tuple

import httpx

from ..codec.http1 import Private
from .errors import ConfigurationError


class Proxy:
    """One that is reached over plain HTTP, `http://user:password@host:port`.

    Attributes:
        name: its address without user name and password, as errors show it.
    """

    def __init__(self, address: str) -> None:
        read = read_proxy(address)
        url = read.url
        self.host = url.raw_host.decode("ascii")
        self.port = url.port or 80
        self.name = f"http://{url.netloc.decode('ascii')}"
        self._credentials: Optional[Private] = None
        if read.auth is not None:
            self._credentials = Private(b"Basic " + b64encode(":".join(read.auth).encode()))

    def fields(self) -> List[Tuple[bytes, bytes]]:
        """The headers that are meant for the proxy."""
        return [] if self._credentials is None else [(b"Proxy-Authorization", self._credentials)]

    def tunnel_head(self, host: bytes, port: int) -> Tuple[bytes, List[Tuple[bytes, bytes]]]:
        """Target and headers of the request for a tunnel."""
        authority = (b"[%b]:%d" if b":" in host else b"%b:%d") % (host, port)
        return authority, [(b"Host", authority), *self.fields()]

    def refusal(self, status: int, reason: bytes) -> httpx.ProxyError:
        """The error for its answer when it does not let a request through."""
        said = f"{status} {reason.decode('latin-1')}".strip()
        text = f"the proxy {self.name} does not let the request through: it answered {said}"
        if status == 407:
            if self._credentials is None:
                wants = "it wants a user name and a password; put them into its address, http://user:password@host:port"
            else:
                wants = "it does not accept the user name and password in its address"
            text = f"the proxy {self.name} answered {said}: {wants}"
        error = httpx.ProxyError(text)
        error.permanent = status < 500 and status not in (408, 425, 429)  # type: ignore[attr-defined]
        return error


def read_proxy(address: str) -> httpx.Proxy:
    """The address of a proxy of any kind that httpx knows.

    Raises:
        ConfigurationError: it is no such address.
    """
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
