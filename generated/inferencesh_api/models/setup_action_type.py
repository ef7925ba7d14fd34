from __future__ import annotations

from enum import Enum


class SetupActionType(str, Enum):
    """The step that meets a requirement."""

    ADD_SECRET = "add_secret"
    CONNECT = "connect"
    ADD_SCOPES = "add_scopes"

    @classmethod
    def _missing_(cls, value: object) -> SetupActionType | None:
        """Accept a value that a newer server added: its name is UNRECOGNIZED, its value is kept."""
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = "UNRECOGNIZED"
        member._value_ = value
        return member

    def __str__(self) -> str:
        return str(self.value)
