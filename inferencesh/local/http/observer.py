"""Hands every exchange to somebody who wants to look at it, without changing it."""

from __future__ import annotations

import dataclasses
from typing import Any, Awaitable, Callable, Dict, MutableMapping

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]

BODY_KEPT = 64 << 20
"""Of a longer body only this much is kept, because observing must not cost unbounded memory."""


@dataclasses.dataclass
class Exchange:
    """One request and its answer as they were on the wire.

    `path` carries the query string. Names of headers are lower-case. `truncated`: the answer was not finished,
    because the client went away or the platform stopped. `request_truncated` likewise, or the body was not read.
    """

    method: str
    path: str
    request_headers: Dict[str, str] = dataclasses.field(default_factory=lambda: {})
    request_body: bytes = b""
    status: int = 0
    response_headers: Dict[str, str] = dataclasses.field(default_factory=lambda: {})
    response_body: bytes = b""
    truncated: bool = False
    request_truncated: bool = False


Observer = Callable[[Exchange], None]


class ObserverMiddleware:
    """Outermost layer of the server; calls the observer when an exchange is over, on the server's thread."""

    def __init__(self, app: ASGIApp, observer: Observer) -> None:
        self._app = app
        self._observer = observer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sent, got = bytearray(), bytearray()
        query = scope.get("query_string") or b""
        path = (scope.get("raw_path") or scope["path"].encode("utf-8")).decode("latin-1").split("?")[0]
        exchange = Exchange(
            method=scope["method"],
            path=path + ("?" + query.decode("latin-1") if query else ""),
            request_headers=_headers(scope["headers"]),
        )
        state = {"read": False, "finished": False}

        async def watched_receive() -> Message:
            message = await receive()
            if message["type"] == "http.request":
                _keep(got, message.get("body", b""))
                state["read"] = not message.get("more_body", False)
            return message

        async def watched_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                exchange.status = message["status"]
                exchange.response_headers = _headers(message.get("headers", []))
            await send(message)
            if message["type"] == "http.response.body":
                _keep(sent, message.get("body", b""))
                state["finished"] = not message.get("more_body", False)

        try:
            await self._app(scope, watched_receive, watched_send)
        finally:
            exchange.request_body = bytes(got)
            exchange.response_body = bytes(sent)
            exchange.truncated = not state["finished"] or len(sent) >= BODY_KEPT
            has_body = exchange.request_headers.get("content-length", "0") != "0" or (
                "transfer-encoding" in exchange.request_headers
            )
            exchange.request_truncated = (has_body and not state["read"]) or len(got) >= BODY_KEPT
            self._observer(exchange)


def _keep(buffer: bytearray, chunk: bytes) -> None:
    buffer += chunk[: max(0, BODY_KEPT - len(buffer))]


def _headers(pairs: Any) -> Dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in pairs}
