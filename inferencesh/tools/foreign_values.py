"""Values of other libraries, as JSON has them: numpy, pandas, polars, and what else the standard library has.

Nothing is imported: the values are recognised by what they have, or by the names of their classes.
"""

from __future__ import annotations

import collections
import collections.abc
import io
import ipaddress
import json
from typing import Any, Tuple, cast

_TEXTS = (
    collections.UserString,
    ipaddress.IPv4Address,
    ipaddress.IPv6Address,
    ipaddress.IPv4Network,
    ipaddress.IPv6Network,
    ipaddress.IPv4Interface,
    ipaddress.IPv6Interface,
)
_ITEMS = (collections.abc.Sequence, collections.abc.Set, collections.abc.ValuesView, collections.deque)


def converted(value: Any) -> Tuple[bool, Any]:
    """Whether a value is one of these, and what stands for it: something nearer to JSON."""
    cls = cast("Any", type(value))
    if isinstance(value, type):
        return False, value
    if isinstance(value, _TEXTS):
        return True, str(value)
    if isinstance(value, io.BytesIO):
        return True, value.getvalue()
    if _is_table(cls):
        if hasattr(value, "to_dicts"):
            return True, value.to_dicts()
        if hasattr(value, "columns"):
            return True, json.loads(value.to_json(orient="records", date_format="iso"))
        return True, json.loads(value.to_json(date_format="iso")) if hasattr(value, "to_json") else value.to_list()
    if hasattr(value, "dtype"):
        if getattr(value, "ndim", None) == 0 and hasattr(value, "item"):
            plain = value.item()
            return type(plain) is not cls, plain
        if hasattr(value, "tolist"):
            return True, value.tolist()
    if type(value).__name__ == "array" and hasattr(value, "tolist"):
        return True, value.tolist()
    if isinstance(value, _ITEMS):
        return True, list(cast("Any", value))
    return False, value


def _is_table(cls: Any) -> bool:
    return any(
        base.__name__ in ("DataFrame", "Series") and base.__module__.partition(".")[0] in ("pandas", "polars")
        for base in cls.__mro__
    )
