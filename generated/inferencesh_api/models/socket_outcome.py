from __future__ import annotations

from enum import Enum


class SocketOutcome(str, Enum):
    """Why a connection closed."""

    CLIENT_CLOSED = "client_closed"
    WORKER_CLOSED = "worker_closed"
    DRAINED = "drained"
    NEVER_PAIRED = "never_paired"
    TASK_ENDED = "task_ended"

    @classmethod
    def _missing_(cls, value: object) -> SocketOutcome | None:
        """Accept a value that a newer server added: its name is UNRECOGNIZED, its value is kept."""
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = "UNRECOGNIZED"
        member._value_ = value
        return member

    def __str__(self) -> str:
        return str(self.value)
