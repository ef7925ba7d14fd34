# Made from inferencesh/_transport/_async/proxies.py by scripts/unasync.py. Do not edit.
"""Which requests go through which proxy, by the environment.

httpx looks for proxies only while it has no transport of the caller's, so the rules (HTTP_PROXY, HTTPS_PROXY,
ALL_PROXY, NO_PROXY, and the system's settings on macOS and Windows) are applied here.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Dict, Optional, Union
from urllib.request import getproxies

import httpx

if TYPE_CHECKING:
    import ssl


def make_mounts(
    *, verify: Union[bool, ssl.SSLContext] = True, trust_env: bool = True
) -> Dict[str, Optional[httpx.BaseTransport]]:
    """httpx's `mounts=` for the proxies that the environment names; empty without any, and with `trust_env=False`.

    As httpx and curl: lower-case names win, and a host in NO_PROXY covers the names that end in it.
    """
    if not trust_env:
        return {}
    settings = getproxies()
    exempt = [host.strip() for host in settings.get("no", "").split(",")]
    if "*" in exempt:
        return {}
    mounts: Dict[str, Optional[httpx.BaseTransport]] = {}
    # Where both have one of their own, that for all is for nothing: often it is of a kind that only desktops know.
    schemes = ("http", "https") if settings.get("http") and settings.get("https") else ("http", "https", "all")
    for scheme in schemes:
        address = settings.get(scheme, "").strip()
        if address:
            address = address if "://" in address else f"http://{address}"
            from .stock import StockTransport
            from .transport import Transport

            kind = Transport if address[:7].lower() == "http://" else StockTransport
            mounts[f"{scheme}://"] = kind(proxy=address, verify=verify, trust_env=trust_env)
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
