# Made from inferencesh/_async/agents/conversation.py by scripts/unasync.py. Do not edit.
"""One chat as an agent object holds it: what is remembered of it. The other modules of agents stand on this one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, List, Optional, Protocol, Set

from ..._core.errors.classes import ConflictError, InferenceError, InvalidInputError
from ..._core.requests import interrupts
from ..._core.requests.options import CallOptions
from ..._core.turns.turn_events import ToolCallReady
from ...results.tool_call import ToolCall
from ..requests.single_flight import FirstCall

if TYPE_CHECKING:
    from ..files.files import Files
    from ..requests.http import HTTP
    from .chats import Chats

SHORTEST_STOP = 0.5  # seconds for a request that stops a turn, however late the answer to its message came


class AnsweringTurn(Protocol):
    """A turn that is followed here and answers the agent's calls, as its chat knows it."""

    @property
    def closed(self) -> bool:
        """Whether it is not followed any more."""
        ...

    def call(self, call_id: str) -> Optional[ToolCall]:
        """A call by its id, as it was last seen."""
        ...

    def take_over(self, event: ToolCallReady) -> None:
        """Answer a call that another turn received."""
        ...


class Conversation:
    """A chat, and what this side has had to do with it.

    Attributes:
        chat_id: None before the first message.
        sent: ids of the messages that were sent from here.
        first_message: held by whoever begins the chat.
        dispatched: ids of the client calls that were handed out, to a handler say.
        answered: ids of the calls whose results were sent.
        running: ids of the calls whose function is at work here, or is about to be.
        interrupted: ids of the calls whose handler was ended half-way, or whose result did not get through.
        ended_runs: ids of the runs whose end was seen.
        output: the chat's structured output, as the last turn left it.
        latest: the turn that was begun last.
        turns: the turns that answer calls, oldest first.
    """

    def __init__(
        self,
        http: HTTP,
        files: Files,
        chats: Chats,
        options: CallOptions,
        chat_id: Optional[str] = None,
    ) -> None:
        self.http = http
        self.files = files
        self.chats = chats
        self.options = options
        self.chat_id = chat_id
        self.sent: Set[str] = set()
        self.first_message = FirstCall()
        self.dispatched: Set[str] = set()
        self.answered: Set[str] = set()
        self.running: Set[str] = set()
        self.interrupted: Set[str] = set()
        self.ended_runs: Set[str] = set()
        self.output: Any = None
        self.latest: Optional[AnsweringTurn] = None
        self.turns: List[AnsweringTurn] = []

    def anew(self) -> Conversation:
        """One that has not begun. A turn that is still followed goes on with this one."""
        return Conversation(self.http, self.files, self.chats, self.options)

    @property
    def known_chat(self) -> str:
        """The chat's id.

        Raises:
            InvalidInputError: no message was sent yet.
        """
        if self.chat_id is None:
            raise InvalidInputError("there is no chat yet: send a message first, or pass chat_id= to client.agent(...)")
        return self.chat_id

    def is_answered(self, call_id: str) -> bool:
        """Whether a call was answered from here, or will be by what runs already."""
        return call_id in self.answered or call_id in self.running

    def join(self, turn: AnsweringTurn) -> None:
        """A turn that answers calls begins."""
        self.latest = turn
        self.turns.append(turn)

    def leave(self, turn: AnsweringTurn) -> None:
        """A turn answers no more calls."""
        if turn in self.turns:
            self.turns.remove(turn)

    def other_turn(self, turn: AnsweringTurn) -> Optional[AnsweringTurn]:
        """The oldest turn beside this one that still answers calls."""
        return next((other for other in self.turns if other is not turn and not other.closed), None)

    def stop_turn(self, chat_id: str, queued: Optional[str], options: CallOptions, seconds: float) -> str:
        """Stop a turn within so many seconds, whose program was interrupted; what came of that, in words.

        Args:
            queued: the id of its message, if that waits behind another run, which is not this caller's to stop.
        """
        clock = self.http.clock
        until = clock.monotonic() + seconds

        def left() -> float:
            return max(until - clock.monotonic(), SHORTEST_STOP)

        try:
            if queued:
                try:
                    self.chats.cancel_message(queued, chat_id=chat_id, timeout=left(), retry=2, headers=options.headers)
                    return interrupts.message_withdrawn(chat_id)
                except ConflictError:  # its turn has just come
                    pass
            self.chats.stop(chat_id, timeout=left(), retry=2, headers=options.headers)
        except InferenceError as error:
            return interrupts.turn_not_stopped(chat_id, error.message)
        return interrupts.turn_stopped(chat_id)
