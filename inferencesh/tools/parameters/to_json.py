"""Values as JSON has them: for results of tools, and for defaults in schemas."""

from __future__ import annotations

import datetime
import decimal
import enum
import math
import uuid
from typing import Any, Tuple


def carries(member: enum.Enum) -> bool:
    """Whether JSON carries the values of an Enum. Else its members go by their names, in schemas and in results."""
    return all(isinstance(other.value, (str, int, float, bool)) for other in type(member))


def scalar(value: Any) -> Tuple[bool, Any]:
    """Whether a value is one without parts that JSON can carry, and how.

    Raises:
        ValueError: it is a number that JSON does not have.
    """
    if isinstance(value, enum.Enum):
        value = value.value if carries(value) else value.name
    if value is None or isinstance(value, (bool, int, str)):
        return True, value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(repr(value))
        return True, value
    if isinstance(value, (datetime.date, datetime.time)):
        return True, value.isoformat()
    if isinstance(value, datetime.timedelta):
        return True, duration(value)
    if isinstance(value, (uuid.UUID, decimal.Decimal)):
        return True, str(value)
    return False, value


def duration(value: datetime.timedelta) -> str:
    """A length of time in the words of ISO 8601, `PT1M30S`, as pydantic writes it too."""
    sign, value = ("-", -value) if value < datetime.timedelta(0) else ("", value)
    minutes, seconds = divmod(value.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    exact = f"{seconds}.{value.microseconds:06d}".rstrip("0").rstrip(".") if value.microseconds else str(seconds)
    time = "".join(
        f"{amount}{unit}" for amount, unit in ((hours, "H"), (minutes, "M"), (exact, "S")) if amount not in (0, "0")
    )
    days = f"{value.days}D" if value.days else ""
    return f"{sign}P{days}{'T' + time if time else ''}" if days or time else "PT0S"
