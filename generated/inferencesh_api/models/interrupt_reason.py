from __future__ import annotations

from enum import Enum


class InterruptReason(str, Enum):
    """What a run waits for."""

    WAIT = "wait"
    TOOL_APPROVAL = "tool_approval"
    CLIENT_TOOL = "client_tool"
    WIDGET = "widget"
    AUTH = "auth"
    CONFIRMATION = "confirmation"
    HOOK_GATE = "hook_gate"

    @classmethod
    def _missing_(cls, value: object) -> InterruptReason | None:
        """Accept a value that a newer server added: its name is UNRECOGNIZED, its value is kept."""
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = "UNRECOGNIZED"
        member._value_ = value
        return member

    def __str__(self) -> str:
        return str(self.value)
