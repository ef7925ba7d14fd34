"""Hints without parts: numbers, text, and what is written as text (dates, paths, UUIDs, decimals)."""

from __future__ import annotations

import datetime
import decimal
import math
import re
import uuid
from pathlib import Path, PurePath
from typing import Any, Callable, Dict, Match, Optional, Tuple

from inferencesh_api.timestamps import parse_datetime

from ..schema import Schema
from .codec import Codec, Loader, wrong


def _load_str(value: Any, path: str, strict: bool) -> str:
    if isinstance(value, str):
        return value
    raise wrong(path, "a string", value)


def _load_bool(value: Any, path: str, strict: bool) -> bool:
    if isinstance(value, bool):
        return value
    if not strict and isinstance(value, str) and value.strip().lower() in ("true", "false"):
        return value.strip().lower() == "true"
    raise wrong(path, "true or false", value)


def _load_int(value: Any, path: str, strict: bool) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if not strict and isinstance(value, str):
        try:
            return int(value.strip())
        except ValueError:
            pass  # reported below, in the same words as for any other value
    raise wrong(path, "a whole number", value)


def _load_float(value: Any, path: str, strict: bool) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float) if strict else (int, float, str)):
        raise wrong(path, "a number", value)
    try:
        number = float(value)
    except (ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):  # JSON has neither, though Python's parser takes both
        raise wrong(path, "a number", value)
    return number


def load_none(value: Any, path: str, strict: bool) -> None:
    """Takes null alone."""
    if value is not None:
        raise wrong(path, "null", value)


def load_any(value: Any, path: str, strict: bool) -> Any:
    """Takes whatever comes, as it is."""
    return value


_SCALARS: Dict[Any, Tuple[Schema, Loader]] = {
    str: ({"type": "string"}, _load_str),
    int: ({"type": "integer"}, _load_int),
    float: ({"type": "number"}, _load_float),
    bool: ({"type": "boolean"}, _load_bool),
    type(None): ({"type": "null"}, load_none),
    None: ({"type": "null"}, load_none),
    Any: ({}, load_any),
    object: ({}, load_any),
}


# The time in RFC 3339, after which the formats of JSON Schema are made: hours and minutes, seconds, parts of a second,
# zone. What `fromisoformat` reads of it differs between Pythons.
_TIME = re.compile(r"(\d\d:\d\d)(:\d\d)?(\.\d+)?(z|[+-]\d\d(?::?\d\d)?)?$", re.IGNORECASE)


def _plain_time(match: Match[str]) -> str:
    minutes, seconds, fraction, zone = match.groups(default="")
    if fraction:
        fraction = f"{fraction:0<7}"[:7]  # microseconds
    if zone in ("Z", "z"):
        zone = "+00:00"
    elif zone:
        hours, rest = zone[:3], zone[3:].lstrip(":")
        zone = f"{hours}:{rest or '00'}"
    return minutes + seconds + fraction + zone


def _parse_time(text: str) -> datetime.time:
    return datetime.time.fromisoformat(_TIME.sub(_plain_time, text))


_DECIMAL = r"^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?$"


def _parse_decimal(text: str) -> decimal.Decimal:
    number = decimal.Decimal(text)
    if not number.is_finite():
        raise ValueError(text)
    return number


_TEXTUAL: Dict[Any, Tuple[Callable[[str], Any], str, Schema]] = {
    datetime.datetime: (
        parse_datetime,
        "a date and time such as '2026-11-23T09:30:00Z'",
        {"type": "string", "format": "date-time"},
    ),
    datetime.date: (
        datetime.date.fromisoformat,
        "a date such as '2026-11-23'",
        {"type": "string", "format": "date"},
    ),
    datetime.time: (_parse_time, "a time such as '09:30:00'", {"type": "string", "format": "time"}),
    uuid.UUID: (uuid.UUID, "a UUID", {"type": "string", "format": "uuid"}),
    decimal.Decimal: (
        _parse_decimal,
        "a decimal number in a string, such as '19.90'",
        {"type": "string", "pattern": _DECIMAL},
    ),
}


def _from_text(parse: Callable[[str], Any], wanted: str, schema: Schema) -> Codec:
    def load(value: Any, path: str, strict: bool) -> Any:
        if isinstance(value, str):
            try:
                return parse(value.strip())
            except (ValueError, ArithmeticError):
                pass  # reported below, in the same words as for a value of another kind
        raise wrong(path, wanted, value)

    return Codec(schema, load)


def simple_codec(hint: Any) -> Optional[Codec]:
    """The codec of a hint that has no parts, or None for any other hint."""
    try:
        if hint in _SCALARS:
            schema, load = _SCALARS[hint]
            return Codec(dict(schema), load, nullable=hint in (None, type(None), Any, object))
        if hint in _TEXTUAL:
            parse, wanted, schema = _TEXTUAL[hint]
            return _from_text(parse, wanted, dict(schema))
    except TypeError:
        pass  # an unhashable hint, such as Annotated with a list: none of the simple ones
    return None


def path_codec(hint: Any) -> Codec:
    """The codec of `Path` and its kin."""
    cls: Any = Path if hint is PurePath else hint
    return _from_text(cls, "a path", {"type": "string", "format": "path"})
