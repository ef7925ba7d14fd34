"""Names in type hints: what was written as text, or postponed, becomes the type that it names."""

from __future__ import annotations

import sys
from typing import Any, Dict, Mapping, Optional, cast

import typing_extensions

from ...._core.errors.classes import InvalidInputError

# Older Pythons resolve one layer of text at a time, and quotes in postponed hints are layers of their own.
_LAYERS = 3
_UNREADABLE = (NameError, TypeError, SyntaxError, AttributeError)


def parameter_hint(hint: Any, names: Mapping[str, Any], where: str) -> Any:
    """The hint of a parameter, with names resolved.

    Args:
        hint: as it stands in the function's signature.
        names: the globals of the function's module.
        where: what it belongs to, such as "parameter 'city' of tool 'weather'".

    Raises:
        InvalidInputError: a name cannot be resolved, or the syntax is too new for the running Python.
    """
    try:
        return _resolved(hint, names)
    except _UNREADABLE as error:
        raise _unreadable(error, f"the type hint of {where}") from None


def member_hints(cls: Any) -> Dict[str, Any]:
    """The hints of a class's members, with names resolved.

    Raises:
        InvalidInputError: as above; the member is named.
    """
    try:
        hints = typing_extensions.get_type_hints(cls, include_extras=True)
        return {name: _resolved(hint, _names_of(owner_of(cls, name))) for name, hint in hints.items()}
    except _UNREADABLE as error:
        member = _unreadable_member(cls)
        where = f"the type hint of {member!r} of {cls.__name__}" if member else f"a type hint of {cls.__name__}"
        raise _unreadable(error, where) from None


def _resolved(hint: Any, names: Mapping[str, Any]) -> Any:
    def holder() -> None: ...

    for _ in range(_LAYERS):
        holder.__annotations__ = {"hint": hint}
        hint = typing_extensions.get_type_hints(holder, dict(names), include_extras=True)["hint"]
    return hint


def _names_of(cls: Any) -> Mapping[str, Any]:
    return vars(sys.modules[cls.__module__]) if cls.__module__ in sys.modules else {}


def owner_of(cls: Any, member: str) -> Any:
    """The class in whose body a member stands."""
    return next((base for base in cls.__mro__ if member in _written(base)), cls)


def _written(cls: Any) -> Dict[str, Any]:
    """The hints in the body of a class, as they are written there."""
    return dict(cast("Dict[str, Any]", vars(cls)).get("__annotations__", {}))


def _unreadable_member(cls: Any) -> Optional[str]:
    """The first member whose hint cannot be read."""
    for base in reversed(cls.__mro__):
        for name, hint in _written(base).items():
            # A class, because hints of members may be what hints of parameters may not: ClassVar, Final, InitVar.
            holder = type("holder", (), {"__annotations__": {name: hint}, "__module__": base.__module__})
            try:
                typing_extensions.get_type_hints(holder, include_extras=True)
            except _UNREADABLE:
                return str(name)
    return None


def _unreadable(error: BaseException, what: str) -> InvalidInputError:
    if isinstance(error, NameError):
        return InvalidInputError(
            f"{what} cannot be resolved ({error}): define the name in the module, before and outside of the function, "
            "or import it there (not only under TYPE_CHECKING)"
        )
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return InvalidInputError(
        f"{what} cannot be read on Python {version} ({error}): write Optional[X] for X | None, List[X] for list[X], "
        "Dict[K, V] for dict[K, V]"
    )
