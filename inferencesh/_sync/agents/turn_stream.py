# Made from inferencesh/_async/agents/turn_stream.py by scripts/unasync.py. Do not edit.
"""What happens in a turn, to iterate over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable, Optional

from ..._core.requests.process_bound import Live
from ..._core.turns.turn_events import Text, TurnEvent
from ..._runtime import concurrency_sync as seam
from ...results.message import Message, MessageUpdate

if TYPE_CHECKING:
    from .turn import Turn


class TurnStream(Live):
    """What happens in a turn, event by event: iterate over it. Closing it leaves the turn itself alone."""

    _instead = "pickle agent.chat_id, and go on with client.agent(..., chat_id=...)"

    def __init__(self, begin: Callable[[], seam.Promise[Turn]]) -> None:
        self._begin = begin
        self._turn: Optional[Turn] = None
        self._closed = False

    def __iter__(self) -> TurnStream:
        return self

    def __next__(self) -> TurnEvent:
        event = None if self._closed else (self._started()).step()
        if event is None:
            raise StopIteration
        return event

    def _started(self) -> Turn:
        turn = self._turn
        if turn is None:
            turn = self._turn = self._begin()
            if self._closed:  # from elsewhere, meanwhile
                turn.close()
        return turn

    def __enter__(self) -> TurnStream:
        self._started()
        return self

    def __exit__(self, kind: object, error: Optional[BaseException], trace: object) -> None:
        self.close()
        if error is not None and self._turn is not None:  # interrupted between two events
            self._turn.handle_interrupt(error)

    @property
    def message(self) -> Optional[Message]:
        """The agent's last message, as far as it is known."""
        return self._turn.follower.message if self._turn is not None else None

    def close(self) -> None:
        """Close the connection at once. May be called twice, after the end, and while another task iterates."""
        self._closed = True
        if self._turn is not None:
            self._turn.close()

    def __del__(self) -> None:
        turn = getattr(self, "_turn", None)
        if turn is not None:
            turn.close()


class MessageStream(Live):
    """The messages of a turn as they come: iterate over it."""

    _instead = "pickle agent.chat_id, and go on with client.agent(..., chat_id=...)"

    def __init__(self, events: TurnStream) -> None:
        self._events = events

    def __iter__(self) -> MessageStream:
        return self

    def __next__(self) -> MessageUpdate:
        while True:
            event = self._events.__next__()
            if isinstance(event, Text):
                return event.update

    def __enter__(self) -> MessageStream:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection at once."""
        self._events.close()
