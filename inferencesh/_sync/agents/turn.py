# Made from inferencesh/_async/agents/turn.py by scripts/unasync.py. Do not edit.
"""One turn of a chat, followed: what a `TurnFollower` wants done, with its tools beside it."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from ..._core.errors.classes import APITimeoutError, InferenceError
from ..._core.requests import interrupts
from ..._core.requests.options import CallOptions
from ..._core.turns.turn_events import Delta, Text, TurnEvent, TurnOver
from ..._core.turns.turn_follower import TurnFollower
from ..._late_import import late_import
from ..requests.driver import Driver
from ..requests.http import Deadline
from ..requests.interrupted import detach_or_end
from .conversation import Conversation
from .own_tools import OwnTools
from .tool_runner import CallPolicy, ToolRunner

_UNREACTED = frozenset({Text, Delta})  # events that nothing here reacts to


class Turn:
    """Drives one turn: does what the follower says, and hands out events.

    Attributes:
        calls: what answers the calls of the turn.
        ready: events that were not handed out yet.
        over: the turn's end, once it was seen.
    """

    def __init__(
        self,
        conversation: Conversation,
        own: OwnTools,
        options: CallOptions,
        deadline: Deadline,
        follower: TurnFollower,
        policy: CallPolicy,
        on_interrupt: str = interrupts.DETACH,
    ) -> None:
        self.driver = Driver(conversation.http, options, deadline)
        self.http = conversation.http
        self.options = options
        self.deadline = deadline
        self.on_interrupt = on_interrupt
        self.conversation = conversation
        self.follower = follower
        self.over: Optional[TurnOver] = None
        self.calls = ToolRunner(conversation, own, options, self.driver, follower, policy)
        self.ready = self.calls.ready
        self._interrupt_handled = False

    @property
    def closed(self) -> bool:
        """Whether it is not followed any more."""
        return self.driver.closed

    def step(self) -> Optional[TurnEvent]:
        """The next event; None when the turn is over.

        Raises:
            APITimeoutError: the time of the call is over; the turn goes on on the platform.
            StreamError: it cannot be followed any more.
        """
        ready, calls = self.ready, self.calls
        if ready and calls.unanswered is None and ready[0].__class__ in _UNREACTED:
            return ready.popleft()
        try:
            calls.check_forgotten()
            calls.answer_for_the_caller()
            while not ready:
                if self.over is not None or self.closed:
                    calls.wind_up(self.over is not None and self.over.state == "completed")
                    return None
                self._advance()
            event = ready.popleft()
            calls.react(event)
            return event
        except BaseException as cause:
            self.close()
            self.handle_interrupt(cause)
            raise

    def __enter__(self) -> Turn:
        return self

    def __exit__(self, kind: object, error: Optional[BaseException], trace: object) -> None:
        self.close()
        if error is not None:
            self.handle_interrupt(error)

    def _advance(self) -> None:
        self.calls.check_jobs()
        if not self.driver.act(self.follower, self) and self.over is None:
            raise InferenceError(f"the turn in chat {self.follower.chat_id} ended without a result")

    def settle(self) -> None:
        """Answer what was asked of this side so far.

        Raises:
            APITimeoutError: a function takes longer than the call may.
        """
        if not self.calls.settle():
            raise self.too_late()

    # -- what a driver asks ----------------------------------------------------------------------------------------

    def stream_request(self) -> Dict[str, Any]:
        with late_import():
            from inferencesh_api.api.chats import stream_chat

        return stream_chat.build_request(self.follower.chat_id)

    def read_state(self, light: bool) -> List[TurnEvent]:
        follower = self.follower
        chat = self.conversation.chats._read(follower.chat_id, self.options, self.deadline, more=follower.needs_older)
        return follower.snapshot(chat.raw, chat["chat_messages"], self.http.clock.monotonic())

    def take(self, news: List[TurnEvent]) -> None:
        for event in news:
            if isinstance(event, TurnOver):
                self.over = event
            self.ready.append(event)

    def too_late(self) -> APITimeoutError:
        waiting = ", ".join(f"{call.name} ({call.status})" for call in self.follower.waiting_for)
        return APITimeoutError(
            f"the turn in chat {self.follower.chat_id} has not ended within {self.deadline.seconds:g} seconds"
            + (f"; it waits for {waiting}" if waiting else "")
            + ". It goes on: agent.stream_messages() follows it, agent.stop_chat() ends it"
        )

    # -- the end ---------------------------------------------------------------------------------------------------

    def handle_interrupt(self, cause: BaseException) -> None:
        """The program, or the coroutine, is being ended: end the turn, or say how to follow it again. Once."""
        if self.over is not None or self._interrupt_handled or not interrupts.is_interrupt(cause):
            return
        self._interrupt_handled = True
        detached = interrupts.turn_detached(self.follower.chat_id)
        detach_or_end(self.on_interrupt, cause, detached, self._stop)

    def _stop(self) -> str:
        queued = self.follower.queued
        return self.conversation.stop_turn(
            self.follower.chat_id, None if queued is None else queued.id, self.options, interrupts.CANCEL_TIMEOUT
        )

    def close(self) -> None:
        """Stop following. The turn itself goes on."""
        self.driver.closed = True
        self.calls.stop()
        self.driver.close()

    def abort(self) -> None:
        """As closing, without waiting, from any thread."""
        self.driver.abort()
