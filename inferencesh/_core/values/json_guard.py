"""JSON values as what they are expected to be: another kind reads as empty."""

from __future__ import annotations

import sys
from collections.abc import Mapping as AnyMapping
from enum import EnumMeta
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional, Sequence, Tuple, cast

from ..._late_import import late_import

if TYPE_CHECKING:
    from typing_extensions import TypeGuard


def is_object(value: Any) -> TypeGuard[Dict[str, Any]]:
    """Whether a decoded JSON value is an object. `isinstance` alone would lose the types of its members."""
    return isinstance(value, dict)


def is_array(value: Any) -> TypeGuard[List[Any]]:
    """Whether a decoded JSON value is an array."""
    return isinstance(value, list)


def as_object(value: Any) -> Dict[str, Any]:
    """`value` if it is an object, else an empty one."""
    return cast("Dict[str, Any]", value) if isinstance(value, dict) else {}


def as_list(value: Any) -> Sequence[Any]:
    """`value` if it is an array, else an empty one."""
    return cast("Sequence[Any]", value) if isinstance(value, list) else ()


def as_text(value: Any) -> Optional[str]:
    """A value that should be a text, such as an id, which is looked up by it; anything else counts as missing."""
    return value if isinstance(value, str) else None


def objects_of(value: Any) -> List[Dict[str, Any]]:
    """The objects of an array; whatever else is in it is left out."""
    return [cast("Dict[str, Any]", item) for item in as_list(value) if isinstance(item, dict)]


def as_mapping(value: object) -> Optional[Mapping[str, Any]]:
    """What a caller passed, if it is a mapping."""
    return cast("Mapping[str, Any]", value) if isinstance(value, AnyMapping) else None


def kind_name(value: object) -> str:
    """The name of a value's type, for error texts."""
    return type(value).__name__


class _PlainInYaml(type):
    """The class of dict and str subclasses that YAML shows as plain mappings and texts.

    YAML libraries look the way to write a value up by the bases in `type(value).__mro__`, and take a subclass of dict
    or str for neither. That look is when the classes make themselves known, since a program may import its library
    long after a result was made. Making and reading results costs nothing more.
    """

    @property
    def __mro__(cls) -> Tuple[type, ...]:
        return _made_known(super().__mro__)


if TYPE_CHECKING:
    PlainInYaml = type  # with another one, type checkers take `self.__dict__` for that of a class
else:
    PlainInYaml = _PlainInYaml


class PlainEnumInYaml(EnumMeta):
    """The same for an enum of texts."""

    @property
    def __mro__(cls) -> Tuple[type, ...]:
        return _made_known(super().__mro__)


def _made_known(mro: Tuple[type, ...]) -> Tuple[type, ...]:
    if "yaml" in sys.modules or "ruamel.yaml" in sys.modules:
        with late_import():
            from .yaml_support import make_known

        # The highest base of ours: so what a program says of a class below it counts for more.
        make_known([cls for cls in mro if isinstance(cls, (_PlainInYaml, PlainEnumInYaml))][-1])
    return mro
