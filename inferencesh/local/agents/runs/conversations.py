"""What users do to chats: begin them, write, stop, delete. Lives on the server's event loop."""

from __future__ import annotations

import asyncio
from typing import Any, Dict, List, Optional

from ...apps.registry import Registry
from ...common.clock import LocalClock
from ...http.problem_documents import Problem
from ..chats.chat_store import ChatStore
from ..chats.message_input import content_parts
from ..chats.records import Chat, Invocation, Message
from ..chats.stored_agents import AgentVersion
from .loop import AgentLoop


class Conversations:
    """Belongs to one platform. `run_with` gives it the loop that answers."""

    def __init__(self, clock: LocalClock, registry: Registry, chats: ChatStore) -> None:
        self._clock = clock
        self._registry = registry
        self._chats = chats
        self._agent_loop: Optional[AgentLoop] = None

    def run_with(self, loop: AgentLoop) -> None:
        """The loop, which cannot be there before: its agents begin chats of their own here."""
        self._agent_loop = loop

    @property
    def _loop(self) -> AgentLoop:
        assert self._agent_loop is not None
        return self._agent_loop

    def start_chat(self, version: AgentVersion, context: Any, parent: Optional[Chat] = None) -> Chat:
        """A new chat, without a message."""
        values = dict(parent.context) if parent is not None and context is None else version.fill_context(context)
        self._registry.resolve(version.core_app.get("ref") or version.core_app["id"])
        chat = Chat(self._clock, version, values)
        if parent is not None:
            chat.parent = parent
            chat.depth = parent.depth + 1
            chat.allow_all_tools = chat.allow_all_tools or parent.allow_all_tools
            parent.children.append(chat)
        self._chats.add(chat)
        return chat

    def delete(self, chat: Chat) -> None:
        """Stop what goes on in it, and forget it."""
        # First: otherwise a queued message would start another run.
        chat.deleted = True
        self.stop(chat)
        self._chats.remove(chat)
        for follower in list(chat.followers):
            follower.close()
        for child in list(chat.children):
            self.delete(child)

    def send(
        self,
        chat: Chat,
        text: str,
        attachments: Optional[List[Dict[str, Any]]] = None,
        invocation: Optional[Invocation] = None,
        agent: Optional[AgentVersion] = None,
    ) -> Message:
        """Store a user's message: it starts a run, or is queued behind the one that goes on.

        `invocation` is the call of another agent that the message comes from; `agent` answers it, and what follows.
        """
        busy = chat.busy
        message = Message(chat, "user", "queued" if busy else "ready")
        message.agent = agent
        message.content = content_parts(text, attachments or [])
        message.attachments = attachments or []
        chat.messages.append(message)
        if not chat.name:
            chat.name = text.strip().split("\n")[0][:60]
        if busy:
            chat.queue.append(message)
            chat.notify_message(message)
            _end_waits(chat)
        else:
            self._loop.start(chat, message, invocation)
        return message

    def cancel_message(self, identifier: str) -> Message:
        """Withdraw a queued message; a 409 problem if it is not queued any more."""
        message = self._chats.message(identifier)
        if message.status != "queued":
            raise Problem(409, "invalid_transition", f"message {message.id} is {message.status}, not queued")
        message.chat.queue.remove(message)
        message.status = "cancelled"
        message.chat.notify_message(message)
        return message

    def stop(self, chat: Chat) -> None:
        """End the run that goes on, if one does."""
        self._loop.stop(chat)

    async def close(self) -> None:
        """End all runs, without telling anybody: the platform stops."""
        mains = [run.main for run in self._chats.runs() if run.main is not None and not run.main.done()]
        for main in mains:
            main.cancel()
        if mains:
            await asyncio.wait(mains, timeout=5.0)


def _end_waits(chat: Chat) -> None:
    for interrupt in chat.pending:
        answer = interrupt.invocation.answer if interrupt.invocation is not None else None
        if interrupt.reason == "wait" and answer is not None and not answer.done():
            answer.set_result(('{"ended_by": "message"}', []))
