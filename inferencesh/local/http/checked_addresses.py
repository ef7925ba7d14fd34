"""Web addresses that callers name: parsed once, by the library that connects.

Two parsers that read `http://[::1].evil.test/` differently are a way around a check of the host. httpx parses every
address here, and its result is both what is compared and what is sent.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any, Dict, Iterator, Optional, Sequence, Tuple

if TYPE_CHECKING:
    import httpx

LOOPBACK = ("127.0.0.1", "::1")
_LONGEST = 65536


class Address:
    """An http or https address; make one with `parse`."""

    def __init__(self, url: httpx.URL) -> None:
        self._url = url
        self.host: str = url.raw_host.decode("ascii").rstrip(".").lower()
        self.is_loopback: bool = is_loopback(self.host)

    @classmethod
    def parse(cls, text: Any) -> Address:
        """Raises `ValueError`, which says what is wrong, for anything but a web address."""
        import httpx  # a tenth of a second, which a worker process need not spend

        if not isinstance(text, str):
            raise ValueError("it is not a string")
        if len(text) > _LONGEST:
            raise ValueError("it is too long")
        try:
            url = httpx.URL(text)
            # Both are worked out late, and fail late: a name that IDNA does not allow, a port that is not one.
            named = bool(url.host) and bool(url.raw_host)
        except (httpx.InvalidURL, ValueError) as error:
            raise ValueError(str(error)) from None
        if url.scheme not in ("http", "https") or not named:
            raise ValueError("it is not an http or https address with a host")
        host = url.raw_host.decode("ascii")
        if any(character in host for character in "[]%@\\") or not 0 <= (url.port or 80) <= 65535:
            raise ValueError("its host cannot be read in one way only")
        return cls(url)

    @property
    def name(self) -> str:
        """The host as people write it, not encoded for the name service."""
        return self._url.host

    @property
    def filename(self) -> str:
        """The last part of the path, unescaped."""
        return self._url.path.rsplit("/", 1)[-1]

    @property
    def path(self) -> str:
        return self._url.path

    @property
    def port(self) -> Optional[int]:
        """None is the scheme's own."""
        return self._url.port

    def with_query(self, query: Dict[str, str]) -> Address:
        """The same with more of a query."""
        return Address(self._url.copy_merge_params(query))

    def hosts(self) -> Iterator[str]:
        """What to connect to, one after the other. A name of this machine is not looked up: only these are meant."""
        if self.host == "localhost":
            yield from LOOPBACK
        else:
            yield self.host

    def requests(self) -> Iterator[Tuple[httpx.URL, Dict[str, str], Dict[str, Any]]]:
        """Address, headers and extensions for httpx, for each host to try."""
        for host in self.hosts():
            extensions = {} if host == self.host else {"sni_hostname": self.host}
            yield self._url.copy_with(host=host), {"Host": self._url.netloc.decode("ascii")}, extensions


def check_destination(text: Any, allow_remote: bool, allowed_hosts: Sequence[str] = ()) -> Address:
    """The address, if this platform may call it.

    Raises:
        ValueError: it is malformed.
        OtherHost: it is on a host that may not be called.
    """
    address = Address.parse(text)
    if allow_remote or address.is_loopback or address.host in allowed_hosts or address.name in allowed_hosts:
        return address
    raise OtherHost(address.host)


class OtherHost(ValueError):
    """The address is on a host that this platform may not call; the text is the host."""


def is_loopback(host: str) -> bool:
    """Whether a host name or address, in brackets or not, can only mean this machine."""
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    host = host.rstrip(".").lower()
    if host == "localhost":
        return True
    if "%" in host:
        return False
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    # Python 3.13 looks into mapped addresses by itself, earlier ones do not.
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def shown(address: str) -> str:
    """An address in a message, cut where it is long."""
    return address if len(address) <= 100 else address[:97] + "..."
