"""Faults and made-up answers in front of a real platform, as ASGI middleware, and a log of what was asked."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from typing import Any, Awaitable, Callable, Dict, List, Mapping, NamedTuple, Optional, Set, Tuple

from .exempt import FAULT_HEADER

WAIT = 20.0
Scope = Any
Step = Callable[["Script", Scope, Any, Any, Any], Awaitable[None]]


class Seen(NamedTuple):
    """A request as it reached the server."""

    method: str
    path: str  # without the query string
    headers: Dict[str, str]
    port: int  # the client's end, which tells connections apart


class Script:
    """Give it to a platform: `LocalPlatform(middleware=[script.layer])`.

    `on(method, pattern, *steps)`: the next requests that match are treated by the steps, one each; then all is as
    always. Steps are made by `reply`, `problem`, `cut`, `after` below.
    """

    def __init__(self) -> None:
        self.requests: List[Seen] = []
        self.open = 0  # requests that are being answered
        self.changed = threading.Condition()
        self._rules: List[Tuple[str, re.Pattern[str], List[Step]]] = []

    @property
    def layer(self) -> Tuple[Any, Dict[str, Any]]:
        return _Layer, {"script": self}

    def on(self, method: str, pattern: str, *steps: Step) -> None:
        with self.changed:
            self._rules.append((method, re.compile(pattern), list(steps)))

    @property
    def log(self) -> List[str]:
        """`GET /tasks/{id}/stream` and the like, ids replaced."""
        return [f"{seen.method} {_without_ids(seen.path)}" for seen in self.requests]

    @property
    def connections(self) -> Set[int]:
        return {seen.port for seen in self.requests}

    def clear(self) -> None:
        with self.changed:
            self.requests.clear()

    def rules_off(self) -> None:
        """From now on, all is as always."""
        with self.changed:
            self._rules.clear()

    def wait_for(self, condition: Callable[[], bool], what: str) -> None:
        with self.changed:
            assert self.changed.wait_for(condition, WAIT), what

    def wait_idle(self) -> None:
        """Wait until no request is open on the server."""
        self.wait_for(lambda: self.open == 0, "a request is still open on the server")

    def step_for(self, seen: Seen) -> Optional[Step]:
        for method, pattern, steps in self._rules:
            if steps and method == seen.method and pattern.search(seen.path):
                return steps.pop(0)
        return None


class _Layer:
    def __init__(self, app: Any, script: Script) -> None:
        self._app = app
        self._script = script

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        script = self._script
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        seen = Seen(scope["method"], scope["path"], headers, scope["client"][1])
        with script.changed:
            script.requests.append(seen)
            script.open += 1
            script.changed.notify_all()
            step = script.step_for(seen)
        try:
            if step is None:
                await self._app(scope, receive, send)
            else:
                await step(script, scope, receive, send, self._app)
        finally:
            with script.changed:
                script.open -= 1
                script.changed.notify_all()


def _without_ids(path: str) -> str:
    path = re.sub(r"/sess_[0-9a-z]+", "/{id}", path)
    path = re.sub(r"^(/storage/uploads/).+", r"\1{token}", path)
    path = re.sub(r"^(/storage/files/).+", r"\1{path}", path)
    return re.sub(r"/[0-9a-z]{26}(?=/|$)", "/{id}", path)


async def _nothing_more() -> Dict[str, Any]:
    return {"type": "http.disconnect"}


async def _read_all(receive: Any) -> bytes:
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return body
        body += message.get("body", b"")
        if not message.get("more_body"):
            return body


def reply(
    status: int = 200,
    body: Any = b"",
    content_type: str = "application/json",
    headers: Optional[Mapping[str, str]] = None,
) -> Step:
    """Answer this instead. `body`: bytes, or a JSON value."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()

    async def step(script: Script, scope: Scope, receive: Any, send: Any, app: Any) -> None:
        await _read_all(receive)
        fields = {"content-type": content_type, "content-length": str(len(content)), FAULT_HEADER: "reply"}
        fields.update({name.lower(): value for name, value in (headers or {}).items()})
        rows = [(name.encode(), value.encode()) for name, value in fields.items()]
        await send({"type": "http.response.start", "status": status, "headers": rows})
        await send({"type": "http.response.body", "body": content})

    return step


def lose(answer: Optional[bytes] = None, status: int = 200) -> Step:
    """Have the platform do what is asked, and lose its answer: cut the connection, or put `answer` in its place."""

    async def step(script: Script, scope: Scope, receive: Any, send: Any, app: Any) -> None:
        async def drop(message: Any) -> None:
            pass

        await app(scope, receive, drop)
        if answer is None:
            row = (FAULT_HEADER.encode(), b"lose")
            await send({"type": "http.response.start", "status": 200, "headers": [row]})
        else:
            kind = "text/html" if answer.startswith(b"<") else "application/json"
            await reply(status, answer, kind)(script, scope, _nothing_more, send, app)
        # Returning without the rest of the answer makes the server drop the connection.

    return step


def cut_if_longer(most: int, sizes: List[int]) -> Step:
    """Let an answer through, but cut a body of more than `most` bytes there. `sizes` gets the length of each body."""

    async def step(script: Script, scope: Scope, receive: Any, send: Any, app: Any) -> None:
        async def cut(message: Any) -> None:
            if message["type"] == "http.response.start":
                await send({**message, "headers": [*message["headers"], (FAULT_HEADER.encode(), b"cut")]})
                return
            body = message.get("body", b"")
            sizes.append(len(body))
            if len(body) <= most:
                await send(message)
            else:
                await send({"type": "http.response.body", "body": body[:most], "more_body": True})

        await app(scope, receive, cut)

    return step


def refuse_if(*parts: bytes) -> Step:
    """Refuse a request whose body has one of these parts, as one that cannot be understood."""

    async def step(script: Script, scope: Scope, receive: Any, send: Any, app: Any) -> None:
        body = await _read_all(receive)

        async def again() -> Dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        if any(part in body for part in parts):
            await problem(400, "invalid_request")(script, scope, _nothing_more, send, app)
        else:
            await app(scope, again, send)

    return step


def made_by(function: Callable[[], Any]) -> Step:
    """Answer with what a function gives when the request has come: a JSON value."""

    async def step(script: Script, scope: Scope, receive: Any, send: Any, app: Any) -> None:
        await reply(200, function())(script, scope, receive, send, app)

    return step


def first(function: Callable[[], None], then: Step) -> Step:
    """Call a function that may block, then go on with another step."""

    async def step(script: Script, scope: Scope, receive: Any, send: Any, app: Any) -> None:
        await asyncio.get_running_loop().run_in_executor(None, function)
        await then(script, scope, receive, send, app)

    return step


def problem(
    status: int,
    code: str = "internal_error",
    detail: str = "no",
    headers: Optional[Mapping[str, str]] = None,
    **more: Any,
) -> Step:
    """Answer with a problem document, as the platform does."""
    body = {
        "type": f"https://api.inference.sh/errors/{code}",
        "title": "Problem",
        "status": status,
        "detail": detail,
        **more,
    }
    return reply(status, body, "application/problem+json", headers)


def cut(frames: int, partial: bytes = b"") -> Step:
    """Let a stream through, and cut the connection after so many blocks, and after `partial`, half a frame say."""

    async def step(script: Script, scope: Scope, receive: Any, send: Any, app: Any) -> None:
        left = frames
        done = asyncio.Event()

        async def limited(message: Any) -> None:
            nonlocal left
            if done.is_set():
                return
            if message["type"] == "http.response.start":
                rows = [*message["headers"], (FAULT_HEADER.encode(), b"cut")]
                await send({**message, "headers": rows})
                if not left:
                    done.set()
                return
            await send(message)
            left -= 1
            if left <= 0:
                if partial:
                    await send({"type": "http.response.body", "body": partial, "more_body": True})
                done.set()

        real = asyncio.ensure_future(app(scope, receive, limited))
        waiting = asyncio.ensure_future(done.wait())
        try:
            await asyncio.wait([real, waiting], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (real, waiting):
                task.cancel()
            await asyncio.gather(real, waiting, return_exceptions=True)
        # Returning without an end makes the server drop the connection.

    return step


def silent(release: threading.Event) -> Step:
    """Take the request and say nothing until `release` is set or the client goes."""

    async def step(script: Script, scope: Scope, receive: Any, send: Any, app: Any) -> None:
        await _read_all(receive)
        while not release.is_set():
            try:
                message = await asyncio.wait_for(receive(), 0.02)
            except asyncio.TimeoutError:
                continue
            if message["type"] == "http.disconnect":
                return
        await reply(503, b"")(script, scope, receive, send, app)

    return step


def after(event: threading.Event) -> Step:
    """Go on as always once `event` is set."""

    async def step(script: Script, scope: Scope, receive: Any, send: Any, app: Any) -> None:
        while not event.is_set():  # noqa: ASYNC110  (it is set on another thread)
            await asyncio.sleep(0.005)
        await app(scope, receive, send)

    return step


def held_back(event: threading.Event) -> Step:
    """Do what is asked at once, and answer once `event` is set."""

    async def step(script: Script, scope: Scope, receive: Any, send: Any, app: Any) -> None:
        messages: List[Any] = []

        async def keep(message: Any) -> None:
            messages.append(message)

        async def replay(scope: Scope, receive: Any, send: Any) -> None:
            for message in messages:
                await send(message)

        await app(scope, receive, keep)
        await after(event)(script, scope, receive, send, replay)

    return step


def acted_on_late(event: threading.Event) -> Step:
    """Take the whole request, and do what is asked once `event` is set, whether or not anybody waits for it."""

    async def step(script: Script, scope: Scope, receive: Any, send: Any, app: Any) -> None:
        body = await _read_all(receive)

        async def again() -> Dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        await after(event)(script, scope, again, send, app)

    return step
