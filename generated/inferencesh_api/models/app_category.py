from __future__ import annotations

from enum import Enum


class AppCategory(str, Enum):
    """What an app deals with."""

    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    TEXT = "text"
    CHAT = "chat"
    THREE_D = "3d"
    OTHER = "other"
    FLOW = "flow"
    DECISION = "decision"

    @classmethod
    def _missing_(cls, value: object) -> AppCategory | None:
        """Accept a value that a newer server added: its name is UNRECOGNIZED, its value is kept."""
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = "UNRECOGNIZED"
        member._value_ = value
        return member

    def __str__(self) -> str:
        return str(self.value)
