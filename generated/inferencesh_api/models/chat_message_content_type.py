from __future__ import annotations

from enum import Enum


class ChatMessageContentType(str, Enum):
    """What a part of a message is."""

    TEXT = "text"
    REASONING = "reasoning"
    IMAGE = "image"
    FILE = "file"
    TOOL = "tool"
    EVENT = "event"

    @classmethod
    def _missing_(cls, value: object) -> ChatMessageContentType | None:
        """Accept a value that a newer server added: its name is UNRECOGNIZED, its value is kept."""
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = "UNRECOGNIZED"
        member._value_ = value
        return member

    def __str__(self) -> str:
        return str(self.value)
