"""The public `TaskStatus`: a text that also knows its number on the wire."""

from __future__ import annotations

from enum import Enum
from typing import Any, Dict, Optional, Tuple

_LAST_STAGE = 9  # the highest number of a status that is not an end


class TaskStatus(str, Enum):
    """Where a task stands. Members are texts: `task["status"] == "completed"` holds, and so does `str(...)`.

    A status that this version does not know yet keeps its name or number as its text; nothing raises for it.
    `TaskStatus(10)`, `TaskStatus("completed")` and `TaskStatus("COMPLETED")` are all `TaskStatus.COMPLETED`.

    Source: behaviour.md 1.1. The platform sends numbers, and names in some places.
    """

    UNKNOWN = ("unknown", 0)
    RECEIVED = ("received", 1)
    QUEUED = ("queued", 2)
    DISPATCHED = ("dispatched", 3)
    PREPARING = ("preparing", 4)
    SERVING = ("serving", 5)
    SETTING_UP = ("setting_up", 6)
    RUNNING = ("running", 7)
    CANCELLING = ("cancelling", 8)
    UPLOADING = ("uploading", 9)
    COMPLETED = ("completed", 10)
    FAILED = ("failed", 11)
    CANCELLED = ("cancelled", 12)
    REJECTED = ("rejected", 13)
    SCHEDULED = ("dispatched", 3)  # the older name: an alias

    _value_: str
    code: int
    """The number on the wire; 0 for a name that this version does not know."""
    is_terminal: bool
    """Whether the task has ended. A status that this version does not know counts as not ended."""
    is_known: bool
    """Whether this version knows the status (`unknown` itself is known)."""

    def __new__(cls, text: Any, code: int = 0) -> TaskStatus:  # so typed for `TaskStatus(10)`
        member = str.__new__(cls, text)
        member._value_ = text
        member.code = code
        member.is_terminal = code > _LAST_STAGE
        member.is_known = True
        return member

    @classmethod
    def _missing_(cls, value: object) -> TaskStatus:
        return _find(value)

    @classmethod
    def _not_known_yet(cls, text: str, code: int) -> TaskStatus:
        status = str.__new__(cls, text)
        status._name_ = text.upper()
        status._value_ = text
        status.code = code
        status.is_terminal = False
        status.is_known = False
        return status

    # Enum would show `TaskStatus.X` and hash by the member's name; a text shows and hashes as itself.
    __str__ = str.__str__
    __format__ = str.__format__  # type: ignore[assignment]
    __hash__ = str.__hash__

    def __reduce_ex__(self, protocol: Any) -> Tuple[Any, ...]:
        return TaskStatus, (self._value_ if self.is_known or not self.code else self.code,)

    def __copy__(self) -> TaskStatus:
        return self

    def __deepcopy__(self, memo: Any) -> TaskStatus:
        return self


_LARGEST = 10**18  # no number of a status is larger, and turning huge ones into text raises or takes long
_not_known_yet = TaskStatus._not_known_yet  # pyright: ignore[reportPrivateUsage]
_KNOWN: Dict[object, TaskStatus] = {}
for _member in TaskStatus:
    _KNOWN[_member.code] = _KNOWN[str(_member)] = _member
_KNOWN["scheduled"] = TaskStatus.DISPATCHED


def _find(value: object) -> TaskStatus:
    # The table is asked only for exact numbers and texts: True and 1.0 are equal to 1, and lists have no hash.
    if isinstance(value, str):
        text = value.strip().lower()
        if text.isdecimal() and len(text) < 10:
            return _find(int(text))
        return _KNOWN.get(text) or (_not_known_yet(text, 0) if text else TaskStatus.UNKNOWN)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and -_LARGEST < value < _LARGEST:
        return _KNOWN.get(value) or _not_known_yet(str(value), value)
    return TaskStatus.UNKNOWN


def parse_status(value: object) -> Optional[TaskStatus]:
    """The status for a number or a name in any case; None for None. Never raises."""
    if value is None:
        return None
    kind = type(value)
    if kind is int or kind is str:
        found = _KNOWN.get(value)
        if found is not None:
            return found
    elif kind is TaskStatus:
        return value  # type: ignore[return-value]
    return _find(value)


def is_terminal_status(value: object) -> bool:
    """Whether a status, in any form that `parse_status` takes, means that the task has ended."""
    status = parse_status(value)
    return status is not None and status.is_terminal
