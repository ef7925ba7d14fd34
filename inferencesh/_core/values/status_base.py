"""What a `TaskStatus` does: how it compares, prints and pickles, and what it is read from.

Its members come from the contract, in `status`, which is the module to import.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, Dict, Optional, Tuple, Union

from ..._contract import FINAL_TASK_STATUSES, OLDER_TASK_STATUSES, TASK_STATUS_NUMBERS
from .json_guard import PlainEnumInYaml
from .type_hints import readable_hints

if TYPE_CHECKING:
    from typing_extensions import Self

    from .status import TaskStatus

_JUST_STARTED = 0.5  # where a status nobody knows yet stands in the order: above `unknown`, below all stages
_LARGEST = 10**18  # no number of a status is larger, and turning huge ones into text raises or takes long
_NAMES = {number: name for name, number in TASK_STATUS_NUMBERS.items()}
_MEMBERS: Dict[object, Any] = {}  # by number and by name


class TaskStatusBase(str, Enum, metaclass=PlainEnumInYaml):
    """A text that also knows its number on the wire."""

    _value_: str
    code: int
    """The number on the wire; 0 for a name that this version does not know."""
    is_terminal: bool
    """Whether the task has ended. A status that this version does not know counts as not ended."""
    is_known: bool
    """Whether this version knows the status (`unknown` itself is known)."""
    _number: Optional[int]  # the number that it equals: none for a name that this version does not know
    _order: float

    def __new__(cls, text: Any) -> Self:  # so typed for `TaskStatus(10)`
        member = str.__new__(cls, text)
        member._value_ = text
        member.code = member._number = member._order = TASK_STATUS_NUMBERS[text]
        member.is_terminal = member.code in FINAL_TASK_STATUSES
        member.is_known = True
        _MEMBERS.setdefault(text, member)  # what comes later for a name is an alias
        _MEMBERS.setdefault(member.code, member)
        return member

    @classmethod
    def _missing_(cls, value: object) -> Self:
        # Looked up are only exact numbers and texts: True and 1.0 are equal to 1, and lists have no hash.
        if isinstance(value, str):
            text = value.strip().lower()
            if text.isdecimal() and len(text) < 10:
                return cls._of_number(int(text))
            text = OLDER_TASK_STATUSES.get(text, text)
            if not text:
                return cls("unknown")
            return cls(text) if text in TASK_STATUS_NUMBERS else cls._not_known_yet(text, None)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool) and -_LARGEST < value < _LARGEST:
            return cls._of_number(value)
        return cls("unknown")

    @classmethod
    def _of_number(cls, number: int) -> Self:
        name = _NAMES.get(number)
        return cls._not_known_yet(str(number), number) if name is None else cls(name)

    @classmethod
    def _not_known_yet(cls, text: str, number: Optional[int]) -> Self:
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
        if isinstance(other, TaskStatusBase):
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
        return type(self), (self._value_ if self.is_known or self._number is None else self._number,)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: Any) -> Self:
        return self


@readable_hints
def parse_status(value: object) -> Optional[TaskStatus]:
    """The status for a number or a name in any case; None for None. Never raises."""
    if value is None:
        return None
    kind = type(value)
    if kind is int or kind is str:
        found: Optional[TaskStatus] = _MEMBERS.get(value)
        if found is not None:
            return found
    elif isinstance(value, TaskStatusBase):
        return value  # type: ignore[return-value]
    made: TaskStatus = type(_MEMBERS["unknown"])(value)
    return made


def is_terminal_status(value: object) -> bool:
    """Whether a status, in any form that `parse_status` takes, means that the task has ended."""
    status = parse_status(value)
    return status is not None and status.is_terminal
