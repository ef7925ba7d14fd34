"""Hints that list their values: Literal and Enum."""

from __future__ import annotations

import enum
from typing import Any, Callable, Dict, List, Optional, Sequence

from ..arguments import ArgumentsError, given
from ..schema import Schema
from ..to_json import scalar
from .codec import Codec, inexpressible


def literal_codec(arguments: Sequence[Any], hint: Any, where: str) -> Codec:
    """The codec of `Literal[...]`."""
    for value in arguments:
        if isinstance(value, enum.Enum) or not isinstance(value, (str, int, bool, type(None))):
            raise inexpressible(hint, where, "write the values of Literal as strings, integers, booleans or None")

    def loose(value: Any) -> Any:
        matches = [
            known for known in arguments if isinstance(known, (str, int)) and str(known).lower() == str(value).lower()
        ]
        return matches[0] if len(matches) == 1 else None

    return _choices({_key(value): value for value in arguments}, list(arguments), loose)


def enum_codec(hint: Any, where: str) -> Codec:
    """The codec of an Enum: by values, or by names where JSON cannot carry a value (tuples, objects)."""
    members = list(hint)
    if not members:
        raise inexpressible(hint, where, "it has no members")
    outside = {member: scalar(member)[1] for member in members}
    values = list(outside.values())

    def loose(value: Any) -> Any:
        text = str(value).lower()
        matches = [member for member in members if text in (member.name.lower(), str(outside[member]).lower())]
        return matches[0] if len(matches) == 1 else None

    table = {_key(value): member for member, value in zip(members, values)}
    return _choices(table, values, loose)


def _choices(table: Dict[str, Any], values: List[Any], loose: Callable[[Any], Any]) -> Codec:
    """One of `values`; `table` maps the key of each to what is handed out."""
    schema: Schema = {"enum": values}
    kind = _kind_of_values([value for value in values if value is not None])
    if kind is not None and None not in values:
        schema = {"type": kind, "enum": values}

    def load(value: Any, path: str, strict: bool) -> Any:
        key = _key(value)
        if key in table:
            return table[key]
        found = None if strict else loose(value)
        if found is not None:
            return found
        raise ArgumentsError(f"{path} must be one of {', '.join(map(repr, values))}, not {given(value)}")

    return Codec(schema, load, nullable=None in values)


def _key(value: Any) -> str:
    # 1, True and 1.0 are equal in Python but not in JSON.
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return f"{type(value).__name__}:{value!r}" if isinstance(value, (str, int, float, bool, type(None))) else "?"


def _kind_of_values(values: Sequence[Any]) -> Optional[str]:
    for kind, types_ in (("boolean", bool), ("string", str), ("integer", int), ("number", (int, float))):
        if all(isinstance(value, types_) and (kind == "boolean" or not isinstance(value, bool)) for value in values):
            return kind
    return None
