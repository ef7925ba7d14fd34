"""What happens in a turn, to iterate over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Generator, Optional

from ..._core.requests.process_bound import Live
from ..._core.turns.turn_events import Text, TurnEvent
from ..._runtime import concurrency_async as seam
from ...results.message import Message, MessageUpdate

if TYPE_CHECKING:
    from .turn import AsyncTurn


class AsyncTurnStream(Live):
    """What happens in a turn, event by event: iterate over it. Closing it leaves the turn itself alone."""

    _instead = "pickle agent.chat_id, and go on with client.agent(..., chat_id=...)"

    def __init__(self, begin: Callable[[], seam.Promise[AsyncTurn]]) -> None:
        self._begin = begin
        self._turn: Optional[AsyncTurn] = None
        self._closed = False

    def __aiter__(self) -> AsyncTurnStream:
        return self

    async def __anext__(self) -> TurnEvent:
        event = None if self._closed else await (await self._started()).step()
        if event is None:
            raise StopAsyncIteration
        return event

    async def _started(self) -> AsyncTurn:
        turn = self._turn
        if turn is None:
            turn = self._turn = await self._begin()
            if self._closed:  # from elsewhere, meanwhile
                await turn.aclose()
        return turn

    # async only
    def __await__(self) -> Generator[Any, Any, AsyncTurnStream]:
        return self.__aenter__().__await__()

    async def __aenter__(self) -> AsyncTurnStream:
        await self._started()
        return self

    async def __aexit__(self, kind: object, error: Optional[BaseException], trace: object) -> None:
        await self.aclose()
        if error is not None and self._turn is not None:  # interrupted between two events
            await self._turn.handle_interrupt(error)

    @property
    def message(self) -> Optional[Message]:
        """The agent's last message, as far as it is known."""
        return self._turn.follower.message if self._turn is not None else None

    async def aclose(self) -> None:
        """Close the connection at once. May be called twice, after the end, and while another task iterates."""
        self._closed = True
        if self._turn is not None:
            await self._turn.aclose()

    # async only
    async def close(self) -> None:
        """The same as `aclose`."""
        await self.aclose()

    # async only
    def __del__(self) -> None:
        turn = getattr(self, "_turn", None)
        if turn is not None:
            turn.abort()

    # sync only: def __del__(self) -> None:
    # sync only:     turn = getattr(self, "_turn", None)
    # sync only:     if turn is not None:
    # sync only:         turn.close()


class AsyncMessageStream(Live):
    """The messages of a turn as they come: iterate over it."""

    _instead = "pickle agent.chat_id, and go on with client.agent(..., chat_id=...)"

    def __init__(self, events: AsyncTurnStream) -> None:
        self._events = events

    def __aiter__(self) -> AsyncMessageStream:
        return self

    async def __anext__(self) -> MessageUpdate:
        while True:
            event = await self._events.__anext__()
            if isinstance(event, Text):
                return event.update

    async def __aenter__(self) -> AsyncMessageStream:
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connection at once."""
        await self._events.aclose()

    # async only
    async def close(self) -> None:
        """The same as `aclose`."""
        await self.aclose()
