"""Answers that are changed, or fall silent, on their way to the client."""

from __future__ import annotations

import asyncio
import json
from typing import List, Optional, Tuple

from ..http.observer import Message, Send
from ..http.responses import dump
from . import future
from .fault_rules import Fault
from .stream_frames import SSE, Frame, Splitter, is_stream


class Half:
    """Lets so many frames of a stream pass, and half of the next; of any other body, half."""

    def __init__(self, send: Send, frames: int) -> None:
        self._send = send
        self._left = frames
        self._splitter: Optional[Splitter] = None
        self._start: Message = {}
        self.done: asyncio.Event = asyncio.Event()

    async def __call__(self, message: Message) -> None:
        if self.done.is_set():
            return
        if message["type"] == "http.response.start":
            media_type = media_type_of(message)
            if is_stream(media_type):
                self._splitter = Splitter(media_type == SSE)
                await self._send(message)
            else:
                self._start = message
            return
        body, more = message.get("body", b""), message.get("more_body", False)
        if self._splitter is None:
            if body:  # without one, the head would be the whole answer
                await self._send(self._start)
                await self._give(body[: len(body) // 2])
            self.done.set()
            return
        for frame in self._splitter.feed(body):
            if self._left > 0:
                self._left -= 1
                await self._give(frame)
                continue
            await self._give(frame[: max(1, len(frame) // 2)])
            self.done.set()
            return
        if not more:
            self.done.set()  # the stream had no more frames: it falls silent without one

    async def _give(self, data: bytes) -> None:
        await self._send({"type": "http.response.body", "body": data, "more_body": True})


class Changer:
    """The send function of an answer whose frames, or whose whole body, are changed."""

    def __init__(self, fault: Fault, send: Send) -> None:
        self._fault = fault
        self._send = send
        self._start: Message = {}
        self._splitter: Optional[Splitter] = None
        self._sse = False
        self._body = b""
        self._held = b""
        self._seen = 0
        self._dropped = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            media_type = media_type_of(message)
            self._sse = media_type == SSE
            if is_stream(media_type):
                self._splitter = Splitter(self._sse)
                await self._send(message)
            else:
                self._start = message
            return
        body, more = message.get("body", b""), message.get("more_body", False)
        if self._splitter is not None:
            frames = self._splitter.feed(body)
            made = b"".join([self._frame(Frame(data, self._sse)) for data in frames])
            if not more:
                made, self._held = made + self._held + self._splitter.rest(), b""
            await self._send({"type": "http.response.body", "body": made, "more_body": more})
            return
        self._body += body
        if not more:
            await self._whole()

    async def _whole(self) -> None:
        body, fault = self._body, self._fault
        if fault.name == "garbage":
            body = fault.options["line"].encode()
        elif fault.name == "future" and media_type_of(self._start) == "application/json":
            body = dump(future.changed(json.loads(body), fault.options["what"]))
        rows: List[Tuple[bytes, bytes]] = list(self._start["headers"])
        rows = [row for row in rows if row[0].lower() != b"content-length"]
        rows.append((b"content-length", str(len(body)).encode()))
        await self._send({**self._start, "headers": rows})
        await self._send({"type": "http.response.body", "body": body})

    def _frame(self, frame: Frame) -> bytes:
        name, options = self._fault.name, self._fault.options
        if name == "garbage":
            if self._seen == options["frames"] and not self._dropped:
                self._dropped = True
                line: bytes = options["line"].encode()
                return (b"data: " + line + b"\n\n" if self._sse else line + b"\n") + self._count(frame)
            return self._count(frame)
        if frame.is_heartbeat and not frame.is_last:
            held, self._held = self._held, b""
            return held + frame.bytes
        if name == "duplicate":
            return frame.bytes * 2
        if name == "reorder":
            if self._held:
                held, self._held = self._held, b""
                return frame.bytes + held
            self._held = frame.bytes
            return b""
        if name == "drop_terminal":
            return b"" if frame.is_last else frame.bytes
        if name == "future":
            first, self._seen = self._seen == 0, self._seen + 1
            return b"".join(future.frames(frame, options["what"], first))
        return frame.bytes

    def _count(self, frame: Frame) -> bytes:
        if not frame.is_heartbeat:
            self._seen += 1
        return frame.bytes


def media_type_of(start: Message) -> str:
    """The media type of a response, in lower case and without parameters; empty if it names none."""
    rows: List[Tuple[bytes, bytes]] = start.get("headers", [])
    found = next((value for name, value in rows if name.lower() == b"content-type"), b"")
    return found.decode("latin-1").split(";")[0].strip().lower()
