"""Generic classes: what stands for their type variables in `Box[int]`, and in what inherits from it."""

from __future__ import annotations

from typing import Any, Callable, Dict, Tuple, TypeVar

from typing_extensions import get_args, get_origin

from .names import owner_of

Variables = Dict[Any, Any]


def filled_in(hint: Any) -> Callable[[str, Any], Any]:
    """For a class, or a generic one with parameters: a function that fills the variables in the hint of a member in."""
    cls = get_origin(hint) or hint
    known = _variables(cls, get_args(hint))

    def meant(name: str, part: Any) -> Any:
        return _with(part, known.get(owner_of(cls, name), {}))

    return meant


def _variables(cls: Any, arguments: Tuple[Any, ...]) -> Dict[Any, Variables]:
    """What the variables of a class, and of those that it inherits from, stand for."""
    own: Variables = dict(zip(getattr(cls, "__parameters__", ()), arguments))
    found: Dict[Any, Variables] = {cls: own}
    bases: Any = getattr(cls, "__orig_bases__", None) or getattr(cls, "__bases__", ())
    for base in bases:
        origin = get_origin(base) or base
        if isinstance(origin, type) and origin is not cls and origin.__module__ not in ("typing", "builtins"):
            given = tuple(_with(argument, own) for argument in get_args(base))
            for owner, variables in _variables(origin, given).items():
                found.setdefault(owner, variables)
    return found


def _with(hint: Any, variables: Variables) -> Any:
    if not variables:
        return hint
    if isinstance(hint, TypeVar):
        return variables.get(hint, hint)
    parameters: Tuple[Any, ...] = getattr(hint, "__parameters__", ())
    if isinstance(hint, type) and get_origin(hint) is None:
        return hint  # a generic class without parameters names its own variables, which are nobody's here
    if not any(parameter in variables for parameter in parameters):
        return hint
    generic: Any = hint
    return generic[tuple(variables.get(parameter, parameter) for parameter in parameters)]
