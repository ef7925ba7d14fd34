from __future__ import annotations

from enum import Enum


class InterruptResourceType(str, Enum):
    """What an interrupt is about."""

    TURN = "turn"
    TOOL_INVOCATION = "tool_invocation"
    HOOK_EVENT = "hook_event"

    @classmethod
    def _missing_(cls, value: object) -> InterruptResourceType | None:
        """Accept a value that a newer server added: its name is UNRECOGNIZED, its value is kept."""
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = "UNRECOGNIZED"
        member._value_ = value
        return member

    def __str__(self) -> str:
        return str(self.value)
