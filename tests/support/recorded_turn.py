"""Steps of a script for a chat's stream: cut and thinned out event by event, or made up."""

from __future__ import annotations

import asyncio
import json
from typing import Any, AsyncIterator, Callable, Dict, List

from .exempt import FAULT_HEADER

HEARTBEAT = b'{"type":"heartbeat"}'
LONG_CHUNK = 50  # deltas that a made-up stream sends at once
ROW = (FAULT_HEADER.encode(), b"events")


def cut_after(events: int, *, lose: int = 0, partial: bytes = b"") -> Any:
    """Let so many events through, swallow `lose` further ones when they have happened, and cut the connection."""
    return _events(lambda index: index < events, events + lose, partial)


def lose_event(place: int) -> Any:
    """Let all events through but one."""
    return _events(lambda index: index != place, None, b"")


def count_events(names: List[str]) -> Any:
    """Let all events through, and note their names."""
    return _events(lambda index: True, None, b"", names)


def _events(passes: Callable[[int], bool], end: Any, partial: bytes, names: Any = None) -> Any:
    async def step(script: Any, scope: Any, receive: Any, send: Any, app: Any) -> None:
        done = asyncio.Event()
        seen, rest = 0, b""

        async def filtered(message: Any) -> None:
            nonlocal seen, rest
            if done.is_set():
                return
            if message["type"] == "http.response.start":
                await send({**message, "headers": [*message["headers"], ROW]})
                if end == 0:
                    done.set()
                return
            *lines, rest = (rest + message.get("body", b"")).split(b"\n")
            for line in lines:
                heartbeat = line == HEARTBEAT or not line.strip()
                if heartbeat or passes(seen):
                    await send({"type": "http.response.body", "body": line + b"\n", "more_body": True})
                seen += not heartbeat
                if names is not None and not heartbeat:
                    names.append(json.loads(line)["event"])
                if end is not None and seen >= end:
                    if partial:
                        await send({"type": "http.response.body", "body": partial, "more_body": True})
                    done.set()
                    return

        real = asyncio.ensure_future(app(scope, receive, filtered))
        waiting = asyncio.ensure_future(done.wait())
        try:
            await asyncio.wait([real, waiting], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (real, waiting):
                task.cancel()
            await asyncio.gather(real, waiting, return_exceptions=True)
        # Returning without an end makes the server drop the connection.

    return step


class LongTurn:
    """A made-up turn of one long answer, told delta by delta and never held in memory as a whole stream."""

    def __init__(self, deltas: int) -> None:
        self._deltas = deltas
        self._words = [f"word {n % 97} " for n in range(deltas)]
        self.text = "".join(self._words)
        self._chat = {"id": "c" * 26, "status": "busy", "active_run": {"id": "r" * 26, "state": "working"}}
        self._user = {"id": "u" * 26, "chat_id": "c" * 26, "role": "user", "status": "ready", "order": 1}
        self._message: Dict[str, Any] = {
            "id": "m" * 26,
            "chat_id": "c" * 26,
            "agent_run_id": "r" * 26,
            "role": "assistant",
            "status": "pending",
            "order": 2,
            "content": [],
        }

    async def begin(self, script: Any, scope: Any, receive: Any, send: Any, app: Any) -> None:
        """The answer of the run call."""
        while (await receive()).get("more_body"):
            pass
        data = {"user_message": self._user, "assistant_message": self._message}
        body = json.dumps({"success": True, "data": data, "messages": []}).encode()
        rows = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()), ROW]
        await send({"type": "http.response.start", "status": 200, "headers": rows})
        await send({"type": "http.response.body", "body": body})

    async def stream(self, script: Any, scope: Any, receive: Any, send: Any, app: Any) -> None:
        """The chat's stream."""
        rows = [(b"content-type", b"application/x-ndjson"), ROW]
        await send({"type": "http.response.start", "status": 200, "headers": rows})
        async for piece in self._pieces():
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    async def _pieces(self) -> AsyncIterator[bytes]:
        yield _line("chats", self._chat)
        for start in range(0, self._deltas, LONG_CHUNK):
            piece = b""
            for n in range(start, min(start + LONG_CHUNK, self._deltas)):
                delta = {"delta": {"response": self._words[n]}, "seq": n + 1, "resource_id": self._message["id"]}
                piece += _line("delta", delta)
            yield piece
        final = {**self._message, "status": "ready", "content": [{"type": "text", "text": self.text}]}
        yield _line("chat_messages", final)
        run = {"id": "r" * 26, "chat_id": "c" * 26, "state": "completed"}
        yield _line("agent_runs", run)
        yield _line("chats", {**self._chat, "status": "idle", "active_run": None})


def _line(event: str, data: Any) -> bytes:
    return json.dumps({"event": event, "data": data}).encode() + b"\n"
