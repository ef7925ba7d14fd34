"""The public `TaskStatus`: a text that also knows its number on the wire."""

from __future__ import annotations

from enum import Enum
from typing import Any, Dict, Optional, Tuple, Union

from .json_guard import PlainEnumInYaml

_LAST_STAGE = 9  # the highest number of a status that is not an end
_JUST_STARTED = 0.5  # where a status nobody knows yet stands in the order: above `unknown`, below all stages
_NUMBERS = {
    "unknown": 0,
    "received": 1,
    "queued": 2,
    "dispatched": 3,
    "preparing": 4,
    "serving": 5,
    "setting_up": 6,
    "running": 7,
    "cancelling": 8,
    "uploading": 9,
    "completed": 10,
    "failed": 11,
    "cancelled": 12,
    "rejected": 13,
}


class TaskStatus(str, Enum, metaclass=PlainEnumInYaml):
    """Where a task stands: a text that also knows its number on the wire.

    It equals its text and its number: `status == "completed"` and `status == 10` both hold, as does
    `status == TaskStatus.COMPLETED`. It is ordered by number against integers and other statuses
    (`status >= TaskStatus.COMPLETED`: the task has ended) and by text against texts. `int(status)` is the number.
    `str()`, `format()`, JSON and pickles have the text.

    **Its hash is that of the text**, so sets and dicts of numbers do not find it: write `status in (10, 11, 12)`, not
    `status in {10, 11, 12}`.

    A status that this version does not know keeps its name or number as its text and nothing raises for it. It equals
    itself, its text and its number only, and it is ordered below every status that ends a task.
    `TaskStatus(10)`, `TaskStatus("completed")` and `TaskStatus("COMPLETED")` are all `TaskStatus.COMPLETED`.

    The platform sends numbers, and names in some places. Source: schema TaskStatus of openapi.yaml.
    """

    UNKNOWN = "unknown"
    RECEIVED = "received"
    QUEUED = "queued"
    DISPATCHED = "dispatched"
    PREPARING = "preparing"
    SERVING = "serving"
    SETTING_UP = "setting_up"
    RUNNING = "running"
    CANCELLING = "cancelling"
    UPLOADING = "uploading"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    REJECTED = "rejected"
    SCHEDULED = "dispatched"  # the older name: an alias

    _value_: str
    code: int
    """The number on the wire; 0 for a name that this version does not know."""
    is_terminal: bool
    """Whether the task has ended. A status that this version does not know counts as not ended."""
    is_known: bool
    """Whether this version knows the status (`unknown` itself is known)."""
    _number: Optional[int]  # the number that it equals: none for a name that this version does not know
    _order: float

    def __new__(cls, text: Any) -> TaskStatus:  # so typed for `TaskStatus(10)`
        member = str.__new__(cls, text)
        member._value_ = text
        member.code = member._number = member._order = _NUMBERS[text]
        member.is_terminal = member.code > _LAST_STAGE
        member.is_known = True
        return member

    @classmethod
    def _missing_(cls, value: object) -> TaskStatus:
        return _find(value)

    @classmethod
    def _not_known_yet(cls, text: str, number: Optional[int]) -> TaskStatus:
        status = str.__new__(cls, text)
        status._name_ = text.upper()
        status._value_ = text
        status.code = number or 0
        status._number = number
        status._order = _JUST_STARTED if number is None else min(number, _JUST_STARTED)
        status.is_terminal = False
        status.is_known = False
        return status

    # Enum would show `TaskStatus.X` and hash by the member's name; a text shows and hashes as itself.
    __str__ = str.__str__
    __format__ = str.__format__  # type: ignore[assignment]
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        if isinstance(other, int):
            return not isinstance(other, bool) and self._number == other
        return str.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        if isinstance(other, int):
            return isinstance(other, bool) or self._number != other
        return str.__ne__(self, other)

    def __lt__(self, other: Union[str, int]) -> bool:
        order = self._order_against(other)
        return str.__lt__(self, other) if order is None else order < 0  # type: ignore[operator]

    def __le__(self, other: Union[str, int]) -> bool:
        order = self._order_against(other)
        return str.__le__(self, other) if order is None else order <= 0  # type: ignore[operator]

    def __gt__(self, other: Union[str, int]) -> bool:
        order = self._order_against(other)
        return str.__gt__(self, other) if order is None else order > 0  # type: ignore[operator]

    def __ge__(self, other: Union[str, int]) -> bool:
        order = self._order_against(other)
        return str.__ge__(self, other) if order is None else order >= 0  # type: ignore[operator]

    def _order_against(self, other: object) -> Optional[int]:
        """Below zero, zero or above it, as this comes before, with or after; None for what is ordered as a text."""
        if isinstance(other, TaskStatus):
            mine, others = self._sort_key(), other._sort_key()
            return (mine > others) - (mine < others)
        if not isinstance(other, int) or isinstance(other, bool):
            return None
        return 0 if self._number == other else (self._order > other) - (self._order < other)

    def _sort_key(self) -> Tuple[float, int, str]:
        return self._order, self.code, self._value_

    def __int__(self) -> int:
        return self.code

    def __reduce_ex__(self, protocol: Any) -> Tuple[Any, ...]:
        return TaskStatus, (self._value_ if self.is_known or self._number is None else self._number,)

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
        return _KNOWN.get(text) or (_not_known_yet(text, None) if text else TaskStatus.UNKNOWN)
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
