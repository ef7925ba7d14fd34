"""How a turn begins to be followed: by sending a message, by taking one up, or by watching one."""

from __future__ import annotations

from typing import Optional

from ..._core.requests.options import CallOptions
from ..._core.turns.reentry import refuse_own_turn
from ..._core.turns.turn_follower import TurnFollower
from ..requests.http import Deadline
from .conversation import AsyncConversation
from .message_sending import Outgoing, send_message
from .own_tools import OwnTools
from .tool_runner import CallPolicy
from .turn import AsyncTurn


async def begin_turn(
    talk: AsyncConversation,
    own: OwnTools,
    message: Outgoing,
    options: CallOptions,
    policy: CallPolicy,
    on_interrupt: str,
    *,
    raw_deltas: bool = False,
    want_output: bool = False,
) -> AsyncTurn:
    """Send a message, and make ready to follow its turn."""
    refuse_own_turn(talk.chat_id)
    deadline = Deadline(options.timeout, talk.http.clock)
    sent = await send_message(talk, message, options, deadline, on_interrupt)
    follower = TurnFollower(
        sent.chat_id,
        now=talk.http.clock.monotonic(),
        user_message=sent.user_message,
        assistant_message=sent.assistant_message,
        dispatched=talk.dispatched,
        ended_runs=talk.ended_runs,
        want_output=want_output,
        output_before=talk.output,
        raw_deltas=raw_deltas,
    )
    return AsyncTurn(talk, own, options, deadline, follower, policy, on_interrupt)


async def take_up_turn(
    talk: AsyncConversation,
    own: OwnTools,
    options: CallOptions,
    policy: CallPolicy,
    on_interrupt: str,
    *,
    raw_deltas: bool = False,
) -> AsyncTurn:
    """Make ready to follow the turn in progress, and to run its tools."""
    refuse_own_turn(talk.chat_id)
    await talk.http.watch_scope()
    follower = TurnFollower(
        talk.known_chat, now=talk.http.clock.monotonic(), dispatched=talk.dispatched, raw_deltas=raw_deltas
    )
    deadline = Deadline(options.timeout, talk.http.clock)
    return AsyncTurn(talk, own, options, deadline, follower, policy, on_interrupt)


async def watch_turn(talk: AsyncConversation, own: OwnTools, chat_id: Optional[str], options: CallOptions) -> AsyncTurn:
    """Make ready to watch the turn in progress in a chat, by default the conversation's own: no tool is run."""
    refuse_own_turn(chat_id or talk.chat_id)
    await talk.http.watch_scope()
    deadline = Deadline(options.timeout, talk.http.clock)
    follower = TurnFollower(chat_id or talk.known_chat, now=talk.http.clock.monotonic())
    return AsyncTurn(talk, own, options, deadline, follower, CallPolicy(run_tools=False))
