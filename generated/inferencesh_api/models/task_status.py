from __future__ import annotations

from enum import IntEnum
from typing import Any


class TaskStatus(IntEnum):
    """How far a task is. Stages may be skipped; 10 to 13 are final. Sent as an integer; some streams send the
    lower-case name, so readers accept both (`x-names-accepted`)."""

    UNKNOWN = 0
    RECEIVED = 1
    QUEUED = 2
    DISPATCHED = 3
    PREPARING = 4
    SERVING = 5
    SETTING_UP = 6
    RUNNING = 7
    CANCELLING = 8
    UPLOADING = 9
    COMPLETED = 10
    FAILED = 11
    CANCELLED = 12
    REJECTED = 13

    @classmethod
    def _missing_(cls, value: object) -> TaskStatus | None:
        """Accept a member's name in any case, and a value that a newer server added.

        The latter is named UNRECOGNIZED and keeps its value; a new name counts as the number -1.
        """
        number: int
        kept: Any = value
        if isinstance(value, str):
            known = cls.__members__.get(value.upper())
            if known is not None:
                return known
            number = -1
        elif isinstance(value, int) and not isinstance(value, bool):
            number = value
        else:
            return None
        member = int.__new__(cls, number)
        member._name_ = "UNRECOGNIZED"
        member._value_ = kept
        return member

    def __str__(self) -> str:
        return str(self.value)
