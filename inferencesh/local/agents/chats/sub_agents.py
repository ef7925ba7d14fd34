"""Agents that work for another agent, each in a chat of its own."""

from __future__ import annotations

import asyncio
from typing import Any, Callable, Dict, List, Optional

from typing_extensions import Protocol

from .records import Chat, Invocation, Message, Run
from .stored_agents import AgentVersion

DEEPEST = 5
"""How far agents may call agents that call agents."""


class SubAgentFailed(ValueError):
    """The agent gave no result; the text says why."""


class ChatControl(Protocol):
    """Starting chats, and what can be done in them."""

    def start_chat(self, version: AgentVersion, context: Any, parent: Optional[Chat] = None) -> Chat:
        """A new chat, without a message."""
        ...

    def send(
        self,
        chat: Chat,
        text: str,
        attachments: Optional[List[Dict[str, Any]]] = None,
        invocation: Optional[Invocation] = None,
    ) -> Message:
        """A user's message, which starts a run."""
        ...

    def stop(self, chat: Chat) -> None:
        """End the run that goes on."""
        ...


class SubAgents:
    """Lets agents answer for the runs of others."""

    def __init__(self, chats: ChatControl) -> None:
        self._chats = chats

    async def ask(
        self,
        run: Run,
        version: AgentVersion,
        text: str,
        *,
        invocation: Optional[Invocation] = None,
        started: Optional[Callable[[Chat], None]] = None,
    ) -> Any:
        """Let an agent answer a text for a run: its finish output, or its last text.

        started: called with the agent's chat once there is one. Cancelling the call stops the agent.

        Raises:
            SubAgentFailed: agents call each other too deep, or the agent did not get to an end.
            Problem: the chat lacks context values that the agent needs, or its model is not there.
        """
        chat = run.chat
        if chat.depth + 1 > DEEPEST:
            raise SubAgentFailed(f"agents call agents more than {DEEPEST} deep")
        if not text:
            raise SubAgentFailed("the agent was given nothing to do")
        child = self._chats.start_chat(version, version.fill_context(dict(chat.context)), parent=chat)
        if started is not None:
            started(child)
        run.children.append(child)
        self._chats.send(child, text, [], invocation)
        sub_run = child.run
        assert sub_run is not None  # the chat was idle, so its first message starts a run
        try:
            await sub_run.ended.wait()
        except asyncio.CancelledError:
            self._chats.stop(child)
            raise
        if sub_run.state != "completed":
            raise SubAgentFailed(sub_run.error or f"the agent's run was {sub_run.state}")
        if sub_run.output is not None:
            return sub_run.output
        last = next((m for m in reversed(child.messages) if m.role == "assistant" and m.status == "ready"), None)
        return last.text if last is not None else ""
