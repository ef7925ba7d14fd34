"""Streams taken apart into frames and put together again, NDJSON and SSE."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Mapping, Optional

from ..._core.values.json_guard import is_object
from ..http.responses import dump

NDJSON = ("application/x-ndjson", "application/jsonl", "application/ndjson")
SSE = "text/event-stream"
TERMINAL_TASK = 10  # the first status that ends a task (TaskStatus)
RUN_ENDS = frozenset({"completed", "failed", "cancelled", "canceled", "expired"})
HEARTBEATS = {True: b":\n\n", False: b'{"type":"heartbeat"}\n'}


def is_stream(media_type: str) -> bool:
    """Whether an answer of that type is a stream of events."""
    return media_type == SSE or media_type in NDJSON


class Splitter:
    """Whole frames out of the pieces that the platform sends."""

    def __init__(self, sse: bool) -> None:
        self._end = b"\n\n" if sse else b"\n"
        self._rest = b""

    def feed(self, data: bytes) -> List[bytes]:
        """The frames that are whole now, each with its end."""
        *whole, self._rest = (self._rest + data).split(self._end)
        return [frame + self._end for frame in whole]

    def rest(self) -> bytes:
        """What is left at the end."""
        rest, self._rest = self._rest, b""
        return rest


class Frame:
    """One frame: its bytes, its event (SSE, or as the frame itself says) and its JSON, None if it has none."""

    def __init__(self, data: bytes, sse: bool) -> None:
        self.bytes = data
        self.sse = sse
        self.name: Optional[str] = None
        payload = data
        if sse:
            fields = [line.partition(b":") for line in data.split(b"\n") if line and not line.startswith(b":")]
            payload = b"\n".join(value.lstrip(b" ") for name, _, value in fields if name == b"data")
            self.name = next((value.strip().decode() for name, _, value in fields if name == b"event"), None)
        try:
            self.value: Any = json.loads(payload) if payload.strip() else None
        except ValueError:
            self.value = None
        if is_object(self.value):
            event: Any = self.value.get("event")
            self.name = event if isinstance(event, str) else self.name

    @property
    def is_heartbeat(self) -> bool:
        return self.value is None or (is_object(self.value) and self.body.get("type") == "heartbeat")

    @property
    def body(self) -> Dict[str, Any]:
        """The object that the frame is about: the frame itself, or its `data`."""
        value: Dict[str, Any] = self.value if is_object(self.value) else {}
        inner: Any = value.get("data")
        return inner if is_object(inner) else value

    @property
    def is_last(self) -> bool:
        """Whether it says that a task, or an agent's turn, has ended."""
        if self.name == "done":
            return True
        body = self.body
        status = body.get("status")
        if isinstance(status, int) and not isinstance(status, bool):
            return status >= TERMINAL_TASK
        if body.get("state") in RUN_ENDS and "agent_id" in body:
            return True
        return status == "idle" and "agent_id" in body

    def with_value(self, value: Mapping[str, Any]) -> bytes:
        """The same frame with other contents."""
        if not self.sse:
            return dump(value) + b"\n"
        lines = [line for line in self.bytes.split(b"\n") if line and not line.startswith(b"data")]
        return b"".join(line + b"\n" for line in lines) + b"data: " + dump(value) + b"\n\n"


def event(value: Mapping[str, Any], sse: bool, name: Optional[str] = None) -> bytes:
    """A frame with this value."""
    if not sse:
        return dump(value) + b"\n"
    return (b"event: " + name.encode() + b"\n" if name else b"") + b"data: " + dump(value) + b"\n\n"
