"""What stands before every route: who may speak to the platform, request ids, and the old path prefixes.

A web page that the user happens to look at can send requests to this machine, and by tricks with DNS even read the
answers. So the Host must be one of ours, a foreign Origin is refused, and what a browser marks as coming from
another site as well.
"""

from __future__ import annotations

import hmac
import ipaddress
import re
import socket
from typing import Dict, List, Optional, Tuple

from ..common.ids import new_id
from .checked_addresses import is_loopback
from .observer import ASGIApp, Message, Receive, Scope, Send
from .paths import PUBLIC, SERVED_PREFIX
from .problem_documents import Problem
from .responses import refuse

# RFC 9110, 7.2, with the hosts that a URL can have but for escapes. One way to read it, to the last character.
_HOST = re.compile(r"(?:\[(?P<literal>[0-9a-f:.]*:[0-9a-f:.]*)\]|(?P<name>[a-z0-9._~-]+))(?::(?P<port>[0-9]{0,5}))?\Z")
PREFIXES = ("/v1", "/api")


class Guard:
    """ASGI middleware; `api_key` None means that any bearer key will do (loopback only)."""

    def __init__(self, app: ASGIApp, *, host: str, api_key: Optional[str]) -> None:
        self._app = app
        self._api_key = api_key
        self._host = host.strip("[]").lower()
        self._names = {self._host, socket.gethostname().lower()}
        self._wildcard = self._host in ("0.0.0.0", "::", "")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = "req_" + new_id()
        state = {"started": False}

        async def with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                state["started"] = True
                message = {**message, "headers": [*message.get("headers", []), (b"x-request-id", request_id.encode())]}
            await send(message)

        headers: Dict[str, str] = {}
        for name, value in scope["headers"]:
            headers.setdefault(name.decode("latin-1").lower(), value.decode("latin-1"))
        scope["path"] = strip_prefix(scope["path"])
        scope["raw_path"] = scope["path"].encode("utf-8")
        try:
            self._check_place(headers, scope["method"], scope["path"])
            self._check_key(headers, scope["path"])
            await self._app(scope, receive, with_id)
        except Problem as problem:
            if state["started"]:
                raise
            await refuse(problem)(scope, receive, with_id)

    def _check_place(self, headers: Dict[str, str], method: str, path: str) -> None:
        host = headers.get("host", "")
        name, _ = split_host(host)
        if not self._is_ours(name):
            raise Problem(403, "forbidden", f"this platform does not answer to the host name {name or '(none)'!r}")
        origin = headers.get("origin")
        if origin is not None:
            # What a browser sends is a scheme, a host and a port, and nothing else: there is nothing to parse.
            ours = host.strip().lower()
            if origin.lower() not in (f"http://{ours}", f"https://{ours}"):
                raise Problem(403, "forbidden", "requests from web pages of other origins are refused")
        # Pictures and films may be shown anywhere: their addresses cannot be guessed.
        shown = method in ("GET", "HEAD") and path.startswith(SERVED_PREFIX)
        if not shown and headers.get("sec-fetch-site", "none") in ("cross-site", "same-site"):
            raise Problem(403, "forbidden", "requests from web pages of other sites are refused")

    def _is_ours(self, name: str) -> bool:
        if is_loopback(name) or name in self._names:
            return True
        if not self._wildcard:
            return False
        try:
            # Bound to every address of the machine: reached by one of them. Names stay refused, since anybody can
            # point a name here.
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True

    def _check_key(self, headers: Dict[str, str], path: str) -> None:
        if path.startswith(PUBLIC):
            return
        scheme, _, key = headers.get("authorization", "").partition(" ")
        key = key.strip()
        if scheme.lower() != "bearer" or not key:
            raise Problem(401, "unauthorized", "an API key is required: Authorization: Bearer <key>")
        if self._api_key is not None and not hmac.compare_digest(key.encode("utf-8"), self._api_key.encode("utf-8")):
            raise Problem(401, "unauthorized", "the API key is not the one that this platform was started with")


def strip_prefix(path: str) -> str:
    """Old documentation shows `/v1/...` and `/api/...`; both mean the route without it."""
    for prefix in PREFIXES:
        if path.startswith(prefix + "/"):
            return path[len(prefix) :]
    return path


def split_host(value: str) -> Tuple[str, str]:
    """Name and port of a Host header; two empty texts for a malformed one."""
    match = _HOST.match(value.strip().lower())
    if match is None:
        return "", ""
    return match.group("literal") or match.group("name"), match.group("port") or ""


def check_binding(host: str, api_key: Optional[str]) -> None:
    """Refuse to listen beyond this machine without a key of its own, and a key that no header can carry."""
    if api_key is not None and not (api_key and api_key.isascii() and api_key.isprintable() and " " not in api_key):
        raise ValueError("api_key must be a text of visible ASCII characters")
    if not is_loopback(host) and not api_key:
        raise ValueError(
            f"host={host!r} would open the platform to other machines: set api_key= to a secret of your own, or listen "
            "on 127.0.0.1"
        )


__all__: List[str] = ["Guard", "check_binding", "split_host", "strip_prefix"]
