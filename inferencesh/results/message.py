"""A message of a chat, stored or growing."""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, cast

from .._contract import FINAL_MESSAGE_STATUSES
from .base import Result, derived_field
from .chat_fields import MessageFields
from .tool_call import GATED, PendingApproval, ToolCall

ENDED_MESSAGE = tuple(sorted(FINAL_MESSAGE_STATUSES))  # no set: what the wire holds may be of any type
# Roles of a conversation. The platform's own (injection, compaction, event) are left out where one is shown.
CONVERSATION_ROLES = ("system", "user", "assistant", "tool")


def parts_of(message: Mapping[str, Any]) -> List[Dict[str, Any]]:
    """The content parts of a message as it is on the wire, where content may be a list, null, or plain text."""
    content = message.get("content")
    if isinstance(content, str):
        return [{"type": "text", "text": content}] if content else []
    if not isinstance(content, list):
        return []
    return [cast("Dict[str, Any]", part) for part in cast("List[object]", content) if isinstance(part, dict)]


def text_of(parts: List[Dict[str, Any]], kind: str = "text") -> str:
    """The texts of all parts of a kind, joined."""
    return "".join(part["text"] for part in parts if part.get("type") == kind and isinstance(part.get("text"), str))


class Message(MessageFields):
    """A stored message. `message["content"]` is its whole text, `message["parts"]` the parts that the wire carries.

    Source: `ChatMessageDTO` in openapi.yaml.
    """

    content: str = derived_field("content")
    """The whole text; of an update, the text that is new."""
    type: str = derived_field("type")
    """`text`; `thinking` for reasoning as it arrives."""

    # Calls of an earlier run that hold up a message which waits for its turn.
    _held_up_by: Sequence[ToolCall] = ()

    def __init__(self, wire: Mapping[str, Any], *, messages: Optional[List[Any]] = None) -> None:
        parts = wire.get("parts") if isinstance(wire, Message) else parts_of(wire)
        values = {**wire, "content": text_of(parts or []), "parts": parts or [], "type": "text"}
        super().__init__(values, raw=wire.raw if isinstance(wire, Message) else wire, messages=messages)

    @property
    def text(self) -> str:
        """The whole text, without reasoning."""
        return text_of(self.parts)

    @property
    def thinking(self) -> str:
        """The model's reasoning, where it was given."""
        return text_of(self.parts, "reasoning")

    @property
    def parts(self) -> List[Dict[str, Any]]:
        """The parts: dicts with `type` (text, reasoning, image, file, tool, event) and a member of that name."""
        return cast("List[Dict[str, Any]]", self.get("parts") or [])

    @property
    def images(self) -> List[str]:
        """The addresses of the pictures."""
        return [part["image"] for part in self.parts if isinstance(part.get("image"), str)]

    @property
    def files(self) -> List[str]:
        """The addresses of the files."""
        return [part["file"] for part in self.parts if isinstance(part.get("file"), str)]

    @property
    def error(self) -> Optional[str]:
        """What went wrong, if a part says so."""
        for part in self.parts:
            if part.get("error"):
                return str(part["error"])
        return None

    @property
    def tool_calls(self) -> List[ToolCall]:
        """The calls of tools that this message made."""
        calls = self.get("tool_invocations")
        if not isinstance(calls, list):
            return []
        return [
            ToolCall(cast("Dict[str, Any]", call)) for call in cast("List[object]", calls) if isinstance(call, dict)
        ]

    @property
    def pending_approvals(self) -> List[PendingApproval]:
        """Those of its calls that wait for a person's decision; of a queued message, those that it waits behind."""
        return [
            PendingApproval(
                {
                    "interrupt_id": None,
                    "tool_invocation_id": call.get("id"),
                    "chat_id": self.get("chat_id"),
                    "tool_name": call.name,
                    "arguments": call.args,
                }
            )
            for call in (*self.tool_calls, *self._held_up_by)
            if call.get("status") == GATED
        ]

    def held_up_by(self, calls: Sequence[ToolCall]) -> Message:
        """The same message, with the calls that hold it up."""
        self._held_up_by = tuple(calls)
        return self

    @property
    def is_final(self) -> bool:
        """Whether the message is written to its end."""
        return self.get("status") in ENDED_MESSAGE


class MessageUpdate(Message):
    """What is new of a message: `update["content"]` is the text that arrived since the last update of it.

    Printing the `content` of all updates prints the answer exactly once. `type` is `"thinking"` for reasoning.
    """

    _so_far: Callable[[], str]

    def __init__(self, wire: Mapping[str, Any], new: str, kind: str, so_far: Callable[[], str]) -> None:
        # No parts here: joining all text for each piece of it would cost the square of its length.
        super(Result, self).__init__(wire, content=new, type=kind)  # at once: this happens for each of many deltas
        self._raw = wire
        self._so_far = so_far

    @property
    def text(self) -> str:
        """All text so far, of the kind that `type` says."""
        return self._so_far()

    @property
    def thinking(self) -> str:
        """All reasoning so far, in an update of reasoning."""
        return self._so_far() if self.get("type") == "thinking" else text_of(parts_of(self._raw), "reasoning")

    @property
    def parts(self) -> List[Dict[str, Any]]:
        """The content parts so far."""
        kind = "reasoning" if self.get("type") == "thinking" else "text"
        others = [part for part in parts_of(self._raw) if part.get("type") != kind]
        return [*others, {"type": kind, "text": self._so_far()}]

    def __getstate__(self) -> Dict[str, Any]:
        text = self._so_far()
        return {**self.__dict__, "_so_far": _Fixed(text)}


class _Fixed:
    """A text behind a call, so that updates pickle."""

    __slots__ = ("value",)

    def __init__(self, value: str) -> None:
        self.value = value

    def __call__(self) -> str:
        return self.value
