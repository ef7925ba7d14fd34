"""Agents that work for another agent, each in a chat of its own (behaviour notes, 5.9)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Callable, Optional

from .records import Chat, Invocation, Run

if TYPE_CHECKING:
    from .stored_agents import AgentVersion
    from .system import AgentSystem

DEEPEST = 5
"""How far agents may call agents that call agents."""


class SubAgentFailed(ValueError):
    """The agent gave no result; the text says why."""


async def ask_agent(
    system: AgentSystem,
    chat: Chat,
    run: Run,
    version: AgentVersion,
    text: str,
    *,
    invocation: Optional[Invocation] = None,
    started: Optional[Callable[[Chat], None]] = None,
) -> Any:
    """Let an agent answer a text for a run: its finish output, or its last text.

    started: told of the agent's chat as soon as there is one. Whoever stops waiting stops the agent.

    Raises:
        SubAgentFailed: agents call each other too deep, or the agent did not get to an end.
        Problem: the chat lacks context values that the agent needs, or its model is not there.
    """
    if chat.depth + 1 > DEEPEST:
        raise SubAgentFailed(f"agents call agents more than {DEEPEST} deep")
    if not text:
        raise SubAgentFailed("the agent was given nothing to do")
    child = system.start_chat(version, version.fill_context(dict(chat.context)), parent=chat)
    if started is not None:
        started(child)
    run.children.append(child)
    system.send(child, text, [], invocation)
    sub_run = child.run
    assert sub_run is not None  # the chat was idle, so that its first message starts a run
    try:
        await sub_run.ended.wait()
    except asyncio.CancelledError:
        system.stop(child)
        raise
    if sub_run.state != "completed":
        raise SubAgentFailed(sub_run.error or f"the agent's run was {sub_run.state}")
    if sub_run.output is not None:
        return sub_run.output
    last = next((m for m in reversed(child.messages) if m.role == "assistant" and m.status == "ready"), None)
    return last.text if last is not None else ""
