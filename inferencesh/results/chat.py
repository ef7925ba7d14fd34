"""A chat with its messages."""

from __future__ import annotations

from typing import Any, Dict, Iterable, List, Mapping, Optional, cast

from .._contract import FINAL_RUN_STATES
from .chat_fields import ChatFields
from .message import CONVERSATION_ROLES, Message
from .tool_call import PendingApproval, pending_approvals

# A run's "canceled" has one L, a task's and a message's two.
# Tuples, because what is looked for in them comes from the wire and may be of any type: sets hash it first.
ENDED_RUN = (*sorted(FINAL_RUN_STATES), "cancelled")
BUSY_CHAT = ("busy", "awaiting_input")


class Chat(ChatFields):
    """A chat: its object as on the wire, and its messages, oldest first.

    `chat["messages"]` is the conversation: `Message`s of people, the agent and tools, with text `content`.
    `chat["chat_messages"]` is everything as on the wire, the platform's own notes included.

    Source: `ChatDTO` in openapi.yaml.
    """

    def __init__(
        self,
        wire: Mapping[str, Any],
        chat_messages: Optional[Iterable[Mapping[str, Any]]] = None,
        *,
        notices: Optional[List[Any]] = None,
    ) -> None:
        given = _messages_of(wire) if chat_messages is None else chat_messages
        stored = sorted_messages(given)
        shown = [Message(message) for message in stored if message.get("role") in CONVERSATION_ROLES]
        super().__init__({**wire, "chat_messages": stored, "messages": shown}, raw=wire, messages=notices)

    @property
    def messages(self) -> List[Message]:
        """The conversation, oldest first."""
        return cast("List[Message]", self.get("messages") or [])

    @property
    def notices(self) -> List[Any]:
        """The notices that came with the answer."""
        return cast("List[Any]", self.__dict__.get("_messages", []))

    @property
    def pending_approvals(self) -> List[PendingApproval]:
        """The calls that wait for a person's decision."""
        return pending_approvals(self)

    @property
    def is_busy(self) -> bool:
        """Whether a run goes on."""
        return is_busy(self)


def _messages_of(wire: Mapping[str, Any]) -> List[Dict[str, Any]]:
    """The messages inside of a chat as it is on the wire. What is of another type counts as missing."""
    given = wire.get("chat_messages")
    if not isinstance(given, list):
        return []
    return [cast("Dict[str, Any]", message) for message in cast("List[object]", given) if isinstance(message, dict)]


def sorted_messages(messages: Iterable[Mapping[str, Any]]) -> List[Dict[str, Any]]:
    """Messages by their `order`; those without one keep their place at the end."""
    listed = [dict(message) for message in messages]
    listed.sort(key=lambda message: message["order"] if isinstance(message.get("order"), int) else 1 << 62)
    return listed


def run_of(chat: Mapping[str, Any]) -> Dict[str, Any]:
    """The active run of a chat; empty if there is none."""
    run: Any = chat.get("active_run")
    return cast("Dict[str, Any]", run) if isinstance(run, dict) else {}


def is_busy(chat: Mapping[str, Any]) -> bool:
    """Whether a run of the chat goes on: its active run says so, or, without one, the chat's status."""
    state = run_of(chat).get("state")
    if isinstance(state, str):
        return state not in ENDED_RUN
    return chat.get("status") in BUSY_CHAT
