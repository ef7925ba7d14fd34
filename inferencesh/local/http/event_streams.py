"""Streams of events: NDJSON or SSE by Accept, their frames and heartbeats."""

from __future__ import annotations

import dataclasses
from typing import Any, AsyncIterator, Dict

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from .responses import dump

NDJSON = "application/x-ndjson"
SSE = "text/event-stream"


@dataclasses.dataclass(frozen=True)
class StreamOptions:
    """How streams look; see `LocalPlatform`."""

    heartbeat: float = 10.0
    final_frame: str = "full"
    sse_named: bool = True


def wanted_type(request: Request) -> str:
    """NDJSON for those who ask for it by name, SSE for everybody else."""
    for part in request.headers.get("accept", "").split(","):
        media_type = part.split(";")[0].strip().lower()
        if media_type in (NDJSON, "application/jsonl", "application/ndjson"):
            return NDJSON
        if media_type in (SSE, "*/*"):
            return SSE
    return SSE


class Encoder:
    """Frames and heartbeats as bytes of one of the two formats."""

    def __init__(self, media_type: str, named: bool) -> None:
        self.sse: bool = media_type == SSE
        self.named = named

    def frame(self, frame: Dict[str, Any], name: str = "update") -> bytes:
        """A task frame, a partial or a delta. On SSE a named event's data is what the frame calls `data`."""
        if not self.sse:
            return dump(frame) + b"\n"
        if frame.get("event"):
            return b"event: " + str(frame["event"]).encode() + b"\ndata: " + dump(frame["data"]) + b"\n\n"
        head = b"event: " + name.encode() + b"\n" if self.named else b""
        return head + b"data: " + dump(frame) + b"\n\n"

    def heartbeat(self) -> bytes:
        """The bytes that show that the stream is alive."""
        return b":\n\n" if self.sse else b'{"type":"heartbeat"}\n'

    def done(self) -> bytes:
        """The last bytes of a stream; empty where the format has none."""
        return b"event: done\ndata: {}\n\n" if self.sse and self.named else b""


def stream_response(body: AsyncIterator[bytes], media_type: str) -> Response:
    """The answer that such a stream is."""
    return StreamingResponse(body, media_type=media_type, headers={"Cache-Control": "no-cache"})
