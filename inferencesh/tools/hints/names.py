"""Names in type hints: what was written as text, or postponed, becomes the type that it names."""

from __future__ import annotations

import sys
from typing import Any, Dict

import typing_extensions

from ..._core.errors import InvalidInputError


def resolved_hints(owner: Any, where: str) -> Dict[str, Any]:
    """The type hints of a function or class, with names resolved.

    Raises:
        InvalidInputError: a name cannot be resolved, or the syntax is too new for the running Python.
    """
    try:
        return typing_extensions.get_type_hints(owner, include_extras=True)
    except NameError as error:
        raise InvalidInputError(
            f"a type hint of {where} cannot be resolved ({error}): import the name in the module (not only under "
            "TYPE_CHECKING) and define it outside of functions"
        ) from None
    except (TypeError, SyntaxError, AttributeError) as error:
        raise InvalidInputError(
            f"a type hint of {where} cannot be read on Python {sys.version_info[0]}.{sys.version_info[1]} ({error}): "
            "write Optional[X] for X | None, List[X] for list[X], Dict[K, V] for dict[K, V]"
        ) from None
