"""Looking at JSON values without losing their types: what `isinstance` cannot tell a type checker."""

from __future__ import annotations

from typing import Any, Dict, List

from typing_extensions import TypeGuard


def is_object(value: Any) -> TypeGuard[Dict[str, Any]]:
    """Whether a decoded JSON value is an object."""
    return isinstance(value, dict)


def is_array(value: Any) -> TypeGuard[List[Any]]:
    """Whether a decoded JSON value is an array."""
    return isinstance(value, list)
