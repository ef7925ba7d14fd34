"""What a callable takes and says: functions, methods, partials, and objects with `__call__`."""

from __future__ import annotations

import functools
import inspect
from typing import Any, List, Mapping, NamedTuple, Optional, cast

from .._core.errors.classes import InvalidInputError


class Callee(NamedTuple):
    """What there is to know about a callable before it becomes a tool."""

    # Empty for lambdas, and for objects, which have none.
    name: str
    docstring: Optional[str]
    # Those that may be given, in order; without `self`, and without what a partial has bound.
    parameters: List[inspect.Parameter]
    # The names that its hints may use.
    names: Mapping[str, Any]
    # Whether it is the method of an object that is not known yet.
    needs_object: bool


def inspect_callable(function: Any) -> Callee:
    """Look at a callable.

    Raises:
        InvalidInputError: it is none, or it is of a kind that cannot be a tool.
    """
    _refuse_other_kinds(function)
    innermost = _innermost(function)
    name = getattr(innermost, "__name__", "")
    if name == "<lambda>":
        name = ""
    source = innermost if name or hasattr(innermost, "__code__") else type(innermost).__call__
    if inspect.isgeneratorfunction(source) or inspect.isasyncgenfunction(source):
        raise InvalidInputError(f"tool {name!r} is a generator function, which gives no result: return a list instead")
    parameters = _open_parameters(function, name)
    first = parameters[0] if parameters else None
    needs_object = first is not None and first.name == "self"
    if first is not None and first.name == "cls" and first.annotation is first.empty:
        raise _class_method(name)
    docstring = getattr(source, "__doc__", None) or (None if source is innermost else type(innermost).__doc__)
    return Callee(
        name,
        docstring,
        parameters[1:] if needs_object else parameters,
        getattr(inspect.unwrap(source), "__globals__", {}),
        needs_object,
    )


def _refuse_other_kinds(function: Any) -> None:
    if isinstance(function, staticmethod):
        raise InvalidInputError("put @tool below @staticmethod")
    if isinstance(function, classmethod):
        raise _class_method(str(cast("Any", function).__func__.__name__))
    if isinstance(function, type) or not callable(function):
        raise InvalidInputError(f"@tool goes on a function, not {function!r}")


def _open_parameters(function: Any, name: str) -> List[inspect.Parameter]:
    """The parameters that may be given: those that no partial has bound."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except ValueError:
        raise InvalidInputError(
            f"nothing is known about the parameters of {name!r}: wrap it in a function with type hints"
        ) from None
    bound = _bound_by_partials(function)
    return [parameter for parameter in parameters if parameter.name not in bound]


def _innermost(function: Any) -> Any:
    while isinstance(function, functools.partial):
        function = function.func
    return function


def _bound_by_partials(function: Any) -> List[str]:
    # What is bound by place is gone from the signature already; what is bound by name still shows, as a default.
    names: List[str] = []
    while isinstance(function, functools.partial):
        names += function.keywords
        function = function.func
    return names


def _class_method(name: str) -> InvalidInputError:
    return InvalidInputError(
        f"tool {name!r} is a class method, which has no class yet where it is defined: leave @tool out there, and "
        f"write tool(Class.{name}) after the class"
    )
