"""Members of JSON values that ought to be objects or arrays, whatever they are."""

from __future__ import annotations

from typing import Any, Dict, List

from ...json_values import is_array, is_object


def as_object(value: Any) -> Dict[str, Any]:
    """The object itself; an empty one for null and anything else."""
    return value if is_object(value) else {}


def as_array(value: Any) -> List[Any]:
    """The array itself; an empty one for null and anything else."""
    return value if is_array(value) else []
