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
    if isinstance(value, (uuid.UUID, decimal.Decimal)):
        return True, str(value)
    return False, value
