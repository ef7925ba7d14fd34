"""Task streams: the task as it is now first, changes after it, the end last."""

from __future__ import annotations

from typing import Any, AsyncIterator, Dict

from starlette.requests import Request
from starlette.responses import Response

from ..common.background import OnClose
from ..http.event_streams import Encoder, StreamOptions, stream_response, wanted_type
from ..tasks.task_store import Follower, Status, Task


class TaskStreams:
    """Streams that end when the platform stops."""

    def __init__(self, options: StreamOptions, on_close: OnClose) -> None:
        self._options = options
        self._on_close = on_close

    def response(self, task: Task, request: Request) -> Response:
        """The stream of one task."""
        media_type = wanted_type(request)
        return stream_response(self._bytes(task, Encoder(media_type, self._options.sse_named)), media_type)

    async def _bytes(self, task: Task, encoder: Encoder) -> AsyncIterator[bytes]:
        follower = Follower(task)
        take_back = self._on_close(follower.close)
        try:
            yield encoder.frame(task.full())
            ended = task.status.terminal
            while not ended and not follower.closed:
                frames = await follower.next(self._options.heartbeat)
                # What was said before the end goes out before the frame that says the end.
                ended = task.status.terminal
                if frames:
                    yield b"".join([encoder.frame(frame) for frame in frames])
                elif not ended and not follower.closed:
                    yield encoder.heartbeat()
                if ended:
                    yield encoder.frame(self._last_frame(task))
            if ended:
                tail = encoder.done()
                if tail:
                    yield tail
        finally:
            take_back()
            follower.close()

    def _last_frame(self, task: Task) -> Dict[str, Any]:
        """The frame with the terminal status: the whole task, or only what changed (`final_frame="partial"`)."""
        full = task.full()
        if self._options.final_frame == "full":
            return full
        fields = ["status", "output" if task.status == Status.COMPLETED else "error", "updated_at"]
        return {"data": {"id": task.id, **{name: full[name] for name in fields}}, "fields": fields}
