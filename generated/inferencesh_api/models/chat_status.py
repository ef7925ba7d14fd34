from __future__ import annotations

from enum import Enum


class ChatStatus(str, Enum):
    """Whether something goes on in a chat."""

    BUSY = "busy"
    IDLE = "idle"
    AWAITING_INPUT = "awaiting_input"
    WAITING = "waiting"
    COMPLETED = "completed"

    @classmethod
    def _missing_(cls, value: object) -> ChatStatus | None:
        """Accept a value that a newer server added: its name is UNRECOGNIZED, its value is kept."""
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = "UNRECOGNIZED"
        member._value_ = value
        return member

    def __str__(self) -> str:
        return str(self.value)
