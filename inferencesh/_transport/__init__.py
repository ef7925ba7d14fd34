"""An HTTP/1.1 client behind httpx's `transport=`: everything that code outside of this package may use.

It stands on httpx's types alone and knows nothing of the SDK. Names are loaded when they are first used, so that a
program without asyncio or TLS pays for neither.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._async.proxies import make_mounts as make_async_mounts
    from ._async.transport import AsyncTransport
    from ._sync.proxies import make_mounts
    from ._sync.transport import Transport
    from .codec.content_coding import CodingError, Inflater, is_coded
    from .net.errors import ConfigurationError

_HOMES = {
    "AsyncTransport": "._async.transport",
    "CodingError": ".codec.content_coding",
    "ConfigurationError": ".net.errors",
    "Inflater": ".codec.content_coding",
    "Transport": "._sync.transport",
    "is_coded": ".codec.content_coding",
    "make_async_mounts": "._async.proxies:make_mounts",
    "make_mounts": "._sync.proxies",
}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, attribute = home.partition(":")
    value = getattr(importlib.import_module(module, __name__), attribute or name)
    globals()[name] = value
    return value


__all__ = [
    "AsyncTransport",
    "CodingError",
    "ConfigurationError",
    "Inflater",
    "Transport",
    "is_coded",
    "make_async_mounts",
    "make_mounts",
]
