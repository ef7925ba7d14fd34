"""Defaults that are written as `Field(...)`: what stands for them when a value is left out."""

from __future__ import annotations

import copy
from typing import Any, Callable, NamedTuple, Optional, Tuple

from typing_extensions import Annotated, get_args, get_origin

from ...._core.errors.classes import InvalidInputError
from .constraints import is_field


class Default(NamedTuple):
    """What a parameter or a member is when it is left out."""

    required: bool
    # The value, where there is one that a schema may name; `has_value` tells None from nothing.
    value: Any = None
    has_value: bool = False
    # Makes the value for one call, where whoever is called does not do so.
    make: Optional[Callable[[], Any]] = None


NO_DEFAULT = Default(required=True)


def read_default(hint: Any, default: Default, where: str) -> Tuple[Any, Default]:
    """A hint and a default, either of which may hold a `Field(...)`: the hint with its limits, and the default meant.

    Raises:
        InvalidInputError: it is a `Field` of pydantic 1.
    """
    note = default.value
    if default.has_value and is_field(note):
        hint = Annotated[hint, note]
        return hint, _meant(note)
    if default.has_value and type(note).__name__ == "FieldInfo" and type(note).__module__.startswith("pydantic"):
        raise InvalidInputError(f"{where} has a Field of pydantic 1 as its default: use pydantic 2, or a plain default")
    if default.required and get_origin(hint) is Annotated:
        fields = [note for note in get_args(hint)[1:] if is_field(note)]
        if fields:
            return hint, _meant(fields[-1])
    return hint, default


def _meant(field: Any) -> Default:
    if field.is_required():
        return NO_DEFAULT
    if field.default_factory is not None:
        return Default(False, make=field.default_factory)
    value = field.default
    return Default(False, value, has_value=True, make=lambda: copy.deepcopy(value))
