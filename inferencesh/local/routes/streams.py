"""Task streams: NDJSON or SSE by Accept, the task as it is now first, changes after it, the end last."""

from __future__ import annotations

from typing import Any, AsyncIterator, Dict

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from ..core import Core
from ..http.responses import dump
from ..tasks.task_store import Follower, Status, Task

NDJSON = "application/x-ndjson"
SSE = "text/event-stream"


def wanted_type(request: Request) -> str:
    """NDJSON for those who ask for it by name, SSE for everybody else (behaviour notes, 2.1)."""
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
        return b":\n\n" if self.sse else b'{"type":"heartbeat"}\n'

    def done(self) -> bytes:
        return b"event: done\ndata: {}\n\n" if self.sse and self.named else b""


def task_stream(core: Core, task: Task, request: Request) -> Response:
    """The stream of one task as a response."""
    media_type = wanted_type(request)
    encoder = Encoder(media_type, core.settings.sse_named)
    return StreamingResponse(
        _task_bytes(core, task, encoder), media_type=media_type, headers={"Cache-Control": "no-cache"}
    )


async def _task_bytes(core: Core, task: Task, encoder: Encoder) -> AsyncIterator[bytes]:
    follower = Follower(task)
    take_back = core.on_close(follower.close)
    try:
        yield encoder.frame(task.full())
        ended = task.status.terminal
        while not ended and not follower.closed:
            frames = await follower.next(core.settings.heartbeat)
            # What was said before the end goes out before the frame that says the end.
            ended = task.status.terminal
            if frames:
                yield b"".join([encoder.frame(frame) for frame in frames])
            elif not ended and not follower.closed:
                yield encoder.heartbeat()
            if ended:
                yield encoder.frame(last_frame(core, task))
        if ended:
            tail = encoder.done()
            if tail:
                yield tail
    finally:
        take_back()
        follower.close()


def last_frame(core: Core, task: Task) -> Dict[str, Any]:
    """The frame with the terminal status: the whole task, or only what changed (`final_frame="partial"`)."""
    if core.settings.final_frame == "full":
        return task.full()
    fields = ["status", "output" if task.status == Status.COMPLETED else "error", "updated_at"]
    full = task.full()
    return {"data": {"id": task.id, **{name: full[name] for name in fields}}, "fields": fields}
