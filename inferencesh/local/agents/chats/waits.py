"""Runs that wait for somebody: the interrupt that says so, and what becomes of it (InterruptDTO)."""

from __future__ import annotations

import asyncio
from typing import Any, Callable, Optional

from ...common.clock import format_time
from .records import Chat, Interrupt, Run


def notify_state(chat: Chat, run: Run) -> None:
    """Tell whether the run works or waits."""
    waits = any(interrupt.run is run for interrupt in chat.pending)
    run.state = "input_required" if waits else "working"
    chat.notify_run(run)
    chat.notify()


async def settled(
    chat: Chat, run: Run, interrupt: Interrupt, future: asyncio.Future[Any], shown: Callable[[], None]
) -> Any:
    """Let a run wait until somebody answers. `shown` is called when the interrupt is there to be seen."""
    chat.interrupts.append(interrupt)
    shown()
    notify_state(chat, run)
    try:
        outcome = await future
    except asyncio.CancelledError:
        if interrupt.status == "pending":
            interrupt.settle("cancelled")
        raise
    kind = outcome[0] if interrupt.reason in ("tool_approval", "hook_gate") else "answer"
    if kind == "expired":
        interrupt.settle("expired", "deny")
    else:
        interrupt.settle("resolved", "deny" if kind == "deny" else "allow")
    return outcome


async def decided(
    chat: Chat, run: Run, interrupt: Interrupt, seconds: float, shown: Callable[[], None] = lambda: None
) -> Any:
    """Wait for a decision, `seconds` long at most unless that is 0: (kind, text, attachments).

    The kind is allow, deny, expired, or result where a client has answered its own call.
    """
    loop = asyncio.get_running_loop()
    interrupt.decision = decision = loop.create_future()
    timer: Optional[Any] = None
    if seconds:
        interrupt.expires_at = format_time(chat.clock.time() + seconds)
        timer = chat.clock.call_later(loop, seconds, lambda: _expire(decision))
    try:
        return await settled(chat, run, interrupt, decision, shown)
    finally:
        if timer is not None:
            timer.cancel()


def _expire(decision: asyncio.Future[Any]) -> None:
    if not decision.done():
        decision.set_result(("expired", "", None))
