"""JSON values as what they are expected to be: another kind reads as empty."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from typing import Any, Dict, List, Mapping, Optional, Sequence, cast


def as_object(value: Any) -> Dict[str, Any]:
    """`value` if it is an object, else an empty one."""
    return cast("Dict[str, Any]", value) if isinstance(value, dict) else {}


def as_list(value: Any) -> Sequence[Any]:
    """`value` if it is an array, else an empty one."""
    return cast("Sequence[Any]", value) if isinstance(value, list) else ()


def objects_of(value: Any) -> List[Dict[str, Any]]:
    """The objects of an array; whatever else is in it is left out."""
    return [cast("Dict[str, Any]", item) for item in as_list(value) if isinstance(item, dict)]


def as_mapping(value: object) -> Optional[Mapping[str, Any]]:
    """What a caller passed, if it is a mapping."""
    return cast("Mapping[str, Any]", value) if isinstance(value, AnyMapping) else None


def kind_name(value: object) -> str:
    """The name of a value's type, for error texts."""
    return type(value).__name__
