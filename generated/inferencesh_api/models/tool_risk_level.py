from __future__ import annotations

from enum import Enum


class ToolRiskLevel(str, Enum):
    """How dangerous a call is."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @classmethod
    def _missing_(cls, value: object) -> ToolRiskLevel | None:
        """Accept a value that a newer server added: its name is UNRECOGNIZED, its value is kept."""
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = "UNRECOGNIZED"
        member._value_ = value
        return member

    def __str__(self) -> str:
        return str(self.value)
