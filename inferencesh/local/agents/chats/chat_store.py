"""All chats, and what they consist of by its id."""

from __future__ import annotations

from typing import Dict, List

from ...common import ids
from ...http.problem_documents import not_found
from .records import Chat, Interrupt, Invocation, Message, Run


class ChatStore:
    """Lives on the server's event loop."""

    def __init__(self) -> None:
        self._chats: Dict[str, Chat] = {}

    def add(self, chat: Chat) -> None:
        """Keep a chat."""
        self._chats[chat.id] = chat

    def remove(self, chat: Chat) -> None:
        """Forget a chat, if it is known."""
        self._chats.pop(chat.id, None)

    def all(self) -> List[Chat]:
        """Oldest first."""
        return list(self._chats.values())

    def chat(self, identifier: str) -> Chat:
        """By id or short id; a 404 problem otherwise."""
        found = self._chats.get(identifier)
        if found is None and len(identifier) == 8:
            found = next((chat for chat in self._chats.values() if ids.short(chat.id) == identifier), None)
        if found is None:
            raise not_found(f"no chat {identifier}")
        return found

    def message(self, identifier: str) -> Message:
        """The message with this id, long or short; a 404 `Problem` if there is none."""
        for chat in self._chats.values():
            for message in chat.messages:
                if identifier in (message.id, ids.short(message.id)):
                    return message
        raise not_found(f"no message {identifier}")

    def runs(self) -> List[Run]:
        """The agent runs of all chats."""
        return [run for chat in self._chats.values() for run in chat.runs]

    def run(self, identifier: str) -> Run:
        """The agent run with this id, long or short; a 404 `Problem` if there is none."""
        for run in self.runs():
            if identifier in (run.id, ids.short(run.id)):
                return run
        raise not_found(f"no agent run {identifier}")

    def invocation(self, identifier: str) -> Invocation:
        """The tool call with this id, long or short; a 404 `Problem` if there is none."""
        for chat in self._chats.values():
            for message in chat.messages:
                for invocation in message.invocations:
                    if identifier in (invocation.id, ids.short(invocation.id)):
                        return invocation
        raise not_found(f"no tool call {identifier}")

    def interrupt(self, identifier: str) -> Interrupt:
        """The interrupt with this id, long or short; a 404 `Problem` if there is none."""
        for chat in self._chats.values():
            for interrupt in chat.interrupts:
                if identifier in (interrupt.id, ids.short(interrupt.id)):
                    return interrupt
        raise not_found(f"no interrupt {identifier}")
