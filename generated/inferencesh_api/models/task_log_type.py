from __future__ import annotations

from enum import IntEnum
from typing import Any


class TaskLogType(IntEnum):
    """The stage a log is from."""

    BUILD = 0
    RUN = 1
    SERVE = 2
    SETUP = 3
    TASK = 4

    @classmethod
    def _missing_(cls, value: object) -> TaskLogType | None:
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
