"""Carries faults out: ASGI middleware around the platform, with a hand on the connection below."""

from __future__ import annotations

import asyncio
from email.utils import formatdate
from typing import Awaitable, Callable, Dict, List, Optional, Tuple

from ..common.clock import LocalClock
from ..http.guard import strip_prefix
from ..http.observer import ASGIApp, Message, Receive, Scope, Send
from ..http.problem_documents import MEDIA_TYPE, Problem
from ..http.responses import dump
from .changers import Changer, Half, media_type_of
from .connection import break_off, cut, gone, transport_of
from .fault_rules import Fault
from .script import Faults
from .stream_frames import HEARTBEATS, SSE, is_stream

FAULT_HEADER = b"x-injected-fault"
"""Answers that a fault has touched carry its name in this header."""
ADMIN_PREFIX = "/admin/"

_GRACE = 2.0  # seconds in which an answer that nobody waits for may come to its own end
_CODES = {
    429: "rate_limited",
    503: "app_maintenance",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    409: "invalid_transition",
}
_PAGES = frozenset({502, 504, *range(520, 531)})  # sent by what stands in front of a platform, not by the platform
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code><Message>{text}</Message></Error>'
_Work = Callable[[Fault, Scope, Receive, Send], Awaitable[None]]


class FaultLayer:
    """Stands between the server and everything else. `until_close(callback)` tells when the platform stops."""

    def __init__(
        self,
        app: ASGIApp,
        faults: Faults,
        clock: LocalClock,
        until_close: Callable[[Callable[[], None]], Callable[[], None]],
    ) -> None:
        self._app = app
        self._faults = faults
        self._clock = clock
        self._until_close = until_close
        self._work: Dict[str, _Work] = {
            "refuse": self._refuse,
            "reset": self._reset,
            "lose_answer": self._lose_answer,
            "reset_after": self._reset_after,
            "half_line": self._half_line,
            "heartbeats_only": self._heartbeats_only,
            "status": self._status,
            "slow_drip": self._slow_drip,
            "redirect": self._redirect,
            "expired_upload": self._storage,
            "storage_error": self._storage,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        fault: Optional[Fault] = None
        if scope["type"] == "http" and not strip_prefix(scope["path"]).startswith(ADMIN_PREFIX):
            fault = self._faults.take(scope["method"], scope["path"])
        if fault is None:
            await self._app(scope, receive, send)
            return
        await self._work.get(fault.name, self._change)(fault, scope, receive, _marked(fault, send))

    # -- the connection

    async def _refuse(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        self._faults.refuse_now(fault.options["seconds"])
        await break_off(scope, receive)

    async def _reset(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        await break_off(scope, receive)

    async def _lose_answer(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        answered = asyncio.Event()

        async def swallow(message: Message) -> None:
            # The handlers of the platform have done their work when they begin to answer.
            answered.set()

        code: Optional[int] = fault.options["code"]
        if code is not None:
            await self._until(answered, scope, receive, swallow)
            await _answer(send, code, *_page(code), [])
            return
        await self._until(answered, scope, receive, swallow, lambda: cut(scope))
        await break_off(scope, receive)

    async def _reset_after(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        left: int = fault.options["bytes"]
        enough = asyncio.Event()

        head: List[Message] = []

        async def count(message: Message) -> None:
            nonlocal left
            if enough.is_set():
                return
            if message["type"] != "http.response.body":
                head.append(message)
                return
            body, more = message.get("body", b""), bool(message.get("more_body"))
            if not left and not body and not more:
                enough.set()  # an answer without a body would be whole with its head
                return
            while head:
                await send(head.pop(0))
            if len(body) < left:
                left -= len(body)
                await send({"type": "http.response.body", "body": body, "more_body": more})
                return
            # The head waits in the server for the first byte of the body.
            await send({"type": "http.response.body", "body": body[:left], "more_body": True})
            enough.set()

        await self._until(enough, scope, receive, count, lambda: cut(scope, fault.options["gently"]))
        if enough.is_set():
            await gone(receive)

    async def _until(
        self,
        done: asyncio.Event,
        scope: Scope,
        receive: Receive,
        send: Send,
        then: Optional[Callable[[], None]] = None,
    ) -> None:
        """Let the platform answer until `done`, and do what comes `then`; or until its end."""
        endless = False

        async def watched(message: Message) -> None:
            nonlocal endless
            if message["type"] == "http.response.start":
                endless = is_stream(media_type_of(message))
            await send(message)

        answering = asyncio.ensure_future(self._app(scope, receive, watched))
        waiting = asyncio.ensure_future(done.wait())
        try:
            await asyncio.wait([answering, waiting], return_when=asyncio.FIRST_COMPLETED)
            if done.is_set() and then is not None:
                then()
            if not endless:
                # One that is cancelled while it opens a file would leave that open.
                await asyncio.wait([answering], timeout=_GRACE)
        finally:
            for work in (answering, waiting):
                work.cancel()
            await asyncio.gather(answering, waiting, return_exceptions=True)

    # -- silence and slowness

    async def _half_line(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        half = Half(send, fault.options["frames"])
        await self._until(half.done, scope, receive, half)
        await self._silence(scope, fault.options["seconds"])
        await break_off(scope, receive, gently=True)

    async def _heartbeats_only(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        begun = asyncio.Event()
        heartbeat: List[bytes] = []

        async def head(message: Message) -> None:
            if heartbeat:
                return
            if message["type"] == "http.response.start" and is_stream(media_type_of(message)):
                heartbeat.append(HEARTBEATS[media_type_of(message) == SSE])
                begun.set()
            await send(message)

        await self._until(begun, scope, receive, head)
        if heartbeat:
            await self._silence(scope, None, fault.options["every"], heartbeat[0], send)
            await break_off(scope, receive, gently=True)

    async def _silence(
        self,
        scope: Scope,
        seconds: Optional[float],
        every: float = 0.02,
        heartbeat: Optional[bytes] = None,
        send: Optional[Send] = None,
    ) -> None:
        """Until the client goes, the platform stops, or `seconds` of real time have passed."""
        stopping = asyncio.Event()
        take_back = self._until_close(stopping.set)
        loop = asyncio.get_running_loop()
        over = None if seconds is None else loop.time() + seconds
        transport = transport_of(scope)
        waiting = asyncio.ensure_future(stopping.wait())
        try:
            while not stopping.is_set() and not transport.is_closing() and (over is None or loop.time() < over):
                if heartbeat is not None and send is not None:
                    await send({"type": "http.response.body", "body": heartbeat, "more_body": True})
                await asyncio.wait([waiting], timeout=every)
        finally:
            take_back()
            waiting.cancel()

    async def _slow_drip(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        size, every = fault.options["bytes"], fault.options["every"]

        async def drip(message: Message) -> None:
            body = message.get("body", b"")
            if message["type"] != "http.response.body" or len(body) <= size:
                await send(message)
                return
            for start in range(0, len(body), size):
                more = message.get("more_body", False) or start + size < len(body)
                await send({"type": "http.response.body", "body": body[start : start + size], "more_body": more})
                await asyncio.sleep(every)

        await self._app(scope, receive, drip)

    # -- other answers

    async def _status(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        code, wait = fault.options["code"], fault.options["retry_after"]
        headers: List[Tuple[bytes, bytes]] = []
        if wait is not None:
            shown = formatdate(self._clock.time() + wait, usegmt=True) if fault.options["as_date"] else f"{wait:g}"
            headers.append((b"retry-after", shown.encode()))
        form = fault.options["body"] or ("html" if code in _PAGES else "problem")
        content, media_type = b"", "text/plain"
        if form == "problem":
            fallback = "internal_error" if code >= 500 else "invalid_request"
            problem = Problem(code, _CODES.get(code, fallback), "a fault of the fault script")
            content, media_type = dump(problem.body()), MEDIA_TYPE
        elif form == "html":
            content, media_type = _page(code)
        elif form == "xml":
            content, media_type = _XML.format(code=code, text="a fault of the fault script").encode(), "application/xml"
        await _read(receive)
        await _answer(send, code, content, media_type, headers)

    async def _redirect(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"location", fault.options["to"].encode())]
        await _read(receive)
        await _answer(send, fault.options["code"], b"", "text/plain", headers)

    async def _storage(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        expired = fault.name == "expired_upload"
        code, text = (
            ("AccessDenied", "Request has expired") if expired else ("InvalidRequest", "The request is invalid")
        )
        content = _XML.format(code=code, text=text).encode()
        await _read(receive)
        await _answer(send, 403 if expired else 400, content, "application/xml", [])

    # -- answers that are changed on their way

    async def _change(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, Changer(fault, send))


async def _read(receive: Receive) -> None:
    """The rest of the request."""
    while True:
        message = await receive()
        if message["type"] != "http.request" or not message.get("more_body", False):
            return


async def _answer(send: Send, status: int, content: bytes, media_type: str, headers: List[Tuple[bytes, bytes]]) -> None:
    """Answer in the platform's place."""
    rows = [(b"content-type", media_type.encode()), (b"content-length", str(len(content)).encode()), *headers]
    await send({"type": "http.response.start", "status": status, "headers": rows})
    await send({"type": "http.response.body", "body": content})


def _page(code: int) -> Tuple[bytes, str]:
    """What something in between says for a platform that it cannot reach."""
    return f"<html><body><h1>{code}</h1></body></html>".encode(), "text/html"


def _marked(fault: Fault, send: Send) -> Send:
    async def marking(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], (FAULT_HEADER, fault.name.encode())]}
        await send(message)

    return marking
