"""The platform's requests, handed to the SDK's own transport without an httpx client in between.

What the client would do for them (parse the address, merge headers, look for cookies, authentication and redirects)
is known beforehand or unwanted, and takes longer than all the rest of a request. With a client of the user's own, or
a proxy, requests go through the client as usual.
"""

from __future__ import annotations

import re
from typing import Any, Dict, Mapping, Optional

import httpx

from ..._transport import AsyncTransport

ACCEPT_ENCODING = "gzip, deflate"  # what httpx can undo without further packages
_PLAIN_PATH = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)+")


class AsyncDirectLine:
    """Makes and sends requests for the addresses under `base_url`."""

    def __init__(self, transport: AsyncTransport, base_url: str) -> None:
        self._transport = transport
        self._base_url = base_url
        self._url = httpx.URL(base_url)
        self._prefix = self._url.raw_path.rstrip(b"/")
        self._host = self._url.netloc

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Optional[Mapping[str, Any]],
        headers: Mapping[str, str],
        content: Optional[bytes],
        extensions: Dict[str, Any],
    ) -> httpx.Request:
        """As httpx's `build_request`. Names of headers may repeat in other spellings: the last one counts."""
        if not params and _PLAIN_PATH.fullmatch(path):
            target = self._prefix + path.encode("ascii")
        else:
            target = httpx.URL(self._base_url + path, params=params or None).raw_path
        fields = {b"host": (b"Host", self._host), b"accept-encoding": (b"Accept-Encoding", ACCEPT_ENCODING.encode())}
        for name, value in headers.items():
            encoded = name.encode("ascii")
            fields[encoded.lower()] = (encoded, value.encode("ascii"))
        if content is not None or method in ("POST", "PUT", "PATCH"):
            fields[b"content-length"] = (b"Content-Length", b"%d" % len(content or b""))
        extensions["target"] = target
        return httpx.Request(
            method,
            self._url,
            headers=list(fields.values()),
            stream=httpx.ByteStream(content or b""),
            extensions=extensions,
        )

    async def send(self, request: httpx.Request) -> httpx.Response:
        """The answer, its body not read yet."""
        response = await self._transport.handle_async_request(request)
        response.request = request
        return response
