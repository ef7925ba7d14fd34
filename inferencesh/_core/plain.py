"""JSON values as what they are expected to be: another kind reads as empty."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, cast


def as_object(value: Any) -> Dict[str, Any]:
    """`value` if it is an object, else an empty one."""
    return cast("Dict[str, Any]", value) if isinstance(value, dict) else {}


def as_list(value: Any) -> List[Any]:
    """`value` if it is an array, else an empty one."""
    return cast("List[Any]", value) if isinstance(value, list) else []


def objects_of(value: Any) -> List[Dict[str, Any]]:
    """The objects of an array; whatever else is in it is left out."""
    return [cast("Dict[str, Any]", item) for item in as_list(value) if isinstance(item, dict)]


def as_dict(value: Mapping[Any, Any]) -> Dict[Any, Any]:
    """A dict of any mapping: for values whose types a checker cannot know."""
    return dict(value)


def kind_name(value: object) -> str:
    """The name of a value's type, for error texts."""
    return type(value).__name__
