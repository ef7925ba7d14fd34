# Made from inferencesh/_async/agents/callbacks.py by scripts/unasync.py. Do not edit.
"""Following a turn with callbacks."""

from __future__ import annotations

from typing import Any, Callable, Optional

from ..._core.errors.classes import InvalidInputError, run_error
from ..._core.turns.turn_events import ApprovalNeeded, Delta, RunChanged, Text
from ..._runtime import concurrency_sync as seam
from ...results.chat import Chat
from ...results.message import Message
from ...tools.built import is_coroutine_function
from .turn import Turn

Callback = Optional[Callable[[Any], Any]]


def check_callbacks(**callbacks: Any) -> None:
    """Refuse what cannot be called, or not by this client."""
    for name, function in callbacks.items():
        if function is None:
            continue
        if not callable(function):
            raise InvalidInputError(f"{name} must be a function, not a {type(function).__name__}")
        if is_coroutine_function(function):
            seam.refuse_coroutines(name)


def play(
    turn: Turn, on_message: Callback, on_delta: Callback, on_chat: Callback = None, on_pending: str = "wait"
) -> None:
    """Follow a turn to its end, or until it waits for a person, and tell the callbacks."""
    gated = False
    with turn:
        while True:
            event = turn.step()
            if event is None:
                return
            if isinstance(event, Text):
                if on_message is not None:
                    seam.call_back(on_message, event.update)
            elif isinstance(event, Delta):
                if on_delta is not None:
                    seam.call_back(on_delta, event)
            elif isinstance(event, RunChanged) and on_chat is not None:
                seam.call_back(on_chat, Chat(turn.follower.chat))
            gated = gated or (isinstance(event, ApprovalNeeded) and not turn.conversation.is_answered(event.call.id))
            if gated and on_pending == "return" and not turn.ready:
                turn.settle()
                return


def play_to_end(
    turn: Turn, on_message: Callback = None, on_delta: Callback = None, on_pending: str = "wait"
) -> Message:
    """Follow a turn that was begun here with callbacks: its message.

    Raises:
        AgentRunError: the run ended as failed or rejected.
    """
    play(turn, on_message, on_delta, on_pending=on_pending)
    over, follower = turn.over, turn.follower
    turn.conversation.output = follower.chat.get("output")
    message = follower.message or follower.queued
    if over is not None and over.state in ("failed", "rejected"):
        raise run_error(over.state, over.error, message, follower.chat_id)
    return message or Message({"chat_id": follower.chat_id, "role": "assistant"})
