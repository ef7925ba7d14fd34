# Made from inferencesh/_async/agents/turn_start.py by scripts/unasync.py. Do not edit.
"""How a turn begins to be followed: by sending a message, by taking one up, or by watching one."""

from __future__ import annotations

from typing import Optional

from ..._core.requests.options import CallOptions
from ..._core.turns.reentry import refuse_own_turn
from ..._core.turns.turn_follower import TurnFollower
from ..requests.http import Deadline
from .conversation import Conversation
from .message_sending import Outgoing, send_message
from .own_tools import OwnTools
from .tool_runner import CallPolicy
from .turn import Turn


def begin_turn(
    conversation: Conversation,
    own: OwnTools,
    message: Outgoing,
    options: CallOptions,
    policy: CallPolicy,
    on_interrupt: str,
    *,
    raw_deltas: bool = False,
    want_output: bool = False,
) -> Turn:
    """Send a message, and make ready to follow its turn."""
    refuse_own_turn(conversation.chat_id)
    deadline = Deadline(options.timeout, conversation.http.clock)
    sent = send_message(conversation, message, options, deadline, on_interrupt)
    follower = TurnFollower(
        sent.chat_id,
        now=conversation.http.clock.monotonic(),
        user_message=sent.user_message,
        assistant_message=sent.assistant_message,
        dispatched=conversation.dispatched,
        ended_runs=conversation.ended_runs,
        want_output=want_output,
        output_before=conversation.output,
        raw_deltas=raw_deltas,
    )
    return Turn(conversation, own, options, deadline, follower, policy, on_interrupt)


def take_up_turn(
    conversation: Conversation,
    own: OwnTools,
    options: CallOptions,
    policy: CallPolicy,
    on_interrupt: str,
    *,
    raw_deltas: bool = False,
) -> Turn:
    """Make ready to follow the turn in progress, and to run its tools."""
    refuse_own_turn(conversation.chat_id)
    conversation.http.watch_scope()
    follower = TurnFollower(
        conversation.known_chat,
        now=conversation.http.clock.monotonic(),
        dispatched=conversation.dispatched,
        raw_deltas=raw_deltas,
    )
    deadline = Deadline(options.timeout, conversation.http.clock)
    return Turn(conversation, own, options, deadline, follower, policy, on_interrupt)


def watch_turn(conversation: Conversation, own: OwnTools, chat_id: Optional[str], options: CallOptions) -> Turn:
    """Make ready to watch the turn in progress in a chat, by default the conversation's own: no tool is run."""
    refuse_own_turn(chat_id or conversation.chat_id)
    conversation.http.watch_scope()
    deadline = Deadline(options.timeout, conversation.http.clock)
    follower = TurnFollower(chat_id or conversation.known_chat, now=conversation.http.clock.monotonic())
    return Turn(conversation, own, options, deadline, follower, CallPolicy(run_tools=False))
