from __future__ import annotations

from enum import Enum


class ChatMessageRole(str, Enum):
    """Who says a message."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"
    INJECTION = "injection"
    COMPACTION = "compaction"
    EVENT = "event"

    @classmethod
    def _missing_(cls, value: object) -> ChatMessageRole | None:
        """Accept a value that a newer server added: its name is UNRECOGNIZED, its value is kept."""
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = "UNRECOGNIZED"
        member._value_ = value
        return member

    def __str__(self) -> str:
        return str(self.value)
