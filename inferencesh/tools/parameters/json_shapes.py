"""Checks of JSON shapes that also tell type checkers what is inside.

`isinstance(value, Mapping)` leaves the types of keys and values unknown; these name them.
"""

from __future__ import annotations

from typing import Any, Dict, List, Mapping

from typing_extensions import TypeGuard


def is_mapping(value: object) -> TypeGuard[Mapping[str, Any]]:
    """Whether it is a mapping: a dict, or what acts as one."""
    return isinstance(value, Mapping)


def is_dict(value: object) -> TypeGuard[Dict[str, Any]]:
    """Whether it is a dict."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[List[Any]]:
    """Whether it is a list."""
    return isinstance(value, list)


def is_text(value: object) -> TypeGuard[str]:
    """Whether it is a string. For arguments that are declared as one, and may still be something else."""
    return isinstance(value, str)


def is_whole(value: object) -> bool:
    """Whether it is a whole number, 0 or more."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
