"""Open streams of a chat, and of one of its runs."""

from __future__ import annotations

from typing import Any, AsyncIterator, Dict

from starlette.requests import Request
from starlette.responses import Response

from ...common.background import OnClose
from ...common.frame_queue import FrameQueue
from ...http.event_streams import Encoder, StreamOptions, stream_response, wanted_type
from ...http.responses import dump
from ..chats.records import Chat, Run


class ChatFollower(FrameQueue):
    """One open stream's view of a chat."""

    def __init__(self, chat: Chat) -> None:
        super().__init__(chat.clock)
        self.chat = chat
        chat.followers.add(self)
        chat.followed.set()

    def close(self) -> None:
        """End the stream, and leave the chat's followers."""
        self.chat.followers.discard(self)
        super().close()


class ChatStreams:
    """Streams that end when the platform stops."""

    def __init__(self, options: StreamOptions, on_close: OnClose) -> None:
        self._heartbeat = options.heartbeat
        self._on_close = on_close

    def chat_response(self, chat: Chat, request: Request) -> Response:
        """The chat as it is, then what happens. The stream stays open when the chat is idle."""
        media_type = wanted_type(request)
        # Events of a chat carry their names in any case: without them nobody could tell a message from a run.
        return stream_response(self._chat_bytes(chat, Encoder(media_type, True)), media_type)

    async def _chat_bytes(self, chat: Chat, encoder: Encoder) -> AsyncIterator[bytes]:
        first = encoder.frame({"event": "chats", "data": chat.wire()})
        follower = ChatFollower(chat)
        take_back = self._on_close(follower.close)
        try:
            yield first
            while not follower.closed:
                frames = await follower.next(self._heartbeat)
                if frames:
                    yield b"".join([encoder.frame(frame) for frame in frames])
                elif not follower.closed:
                    yield encoder.heartbeat()
        finally:
            take_back()
            follower.close()

    def run_response(self, run: Run, follower: ChatFollower, request: Request) -> Response:
        """Assistant messages bare, all else by name, for `POST /agents/run` with `stream`; it ends with the run."""
        media_type = wanted_type(request)
        return stream_response(self._run_bytes(run, follower, Encoder(media_type, True)), media_type)

    async def _run_bytes(self, run: Run, follower: ChatFollower, encoder: Encoder) -> AsyncIterator[bytes]:
        take_back = self._on_close(follower.close)

        def encode(frame: Dict[str, Any]) -> bytes:
            if frame["event"] != "chat_messages" or frame["data"]["role"] != "assistant":
                return encoder.frame(frame)
            line = dump(frame["data"])
            return b"data: " + line + b"\n\n" if encoder.sse else line + b"\n"

        try:
            for message in list(run.chat.messages):
                if message.run is run and message.role == "assistant":
                    yield encode({"event": "chat_messages", "data": message.wire()})
            ended = False
            while not ended and not follower.closed:
                frames = await follower.next(self._heartbeat)
                ended = run.over
                if frames:
                    yield b"".join([encode(frame) for frame in frames])
                elif not ended and not follower.closed:
                    yield encoder.heartbeat()
        finally:
            take_back()
            follower.close()
