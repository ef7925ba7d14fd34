"""`typing.get_type_hints` on what users hold.

Most names in annotations are imported for type checkers alone, because importing them costs each program that starts.
Annotations that are read at run time import them then.
"""

from __future__ import annotations

import inspect
import sys
from importlib import import_module
from typing import Any, Dict, Iterator, Mapping, TypeVar, cast

from ..._late_import import late_import

T = TypeVar("T")


class _Annotations(Dict[str, Any]):
    """Annotations that make their names known in the module of their owner as soon as somebody iterates over them."""

    def __init__(self, found: Mapping[str, Any], module: str, namespace: Dict[str, Any]) -> None:
        super().__init__(found)
        self._module = module
        self._namespace = namespace

    def _import_names(self) -> None:
        with late_import():
            names = vars(import_module(self._module))
        for name, value in names.items():
            if not name.startswith("_"):
                self._namespace.setdefault(name, value)

    def __iter__(self) -> Iterator[str]:
        self._import_names()
        return super().__iter__()

    # The types of the methods are those of `dict`, which have no names at run time.

    def keys(self) -> Any:
        self._import_names()
        return super().keys()

    def items(self) -> Any:
        self._import_names()
        return super().items()

    def values(self) -> Any:
        self._import_names()
        return super().values()


def readable_hints(owner: T) -> T:
    """A class, or a function, whose type hints can be read. The names are those of the module `hint_names` of its room.

    Source: `typing.get_type_hints` of the standard library, which copies the annotations before it evaluates them.
    """
    for function in _functions(owner):
        # `get_type_hints` evaluates in the module of what is wrapped.
        namespace = inspect.unwrap(function).__globals__
        function.__annotations__ = _Annotations(function.__annotations__, _names_for(function), namespace)
    if inspect.isclass(owner) and vars(owner).get("__annotations__"):
        owned: Any = owner
        owned.__annotations__ = _Annotations(
            owned.__annotations__, _names_for(owned), vars(sys.modules[cast("str", owned.__module__)])
        )
    return owner


def _functions(owner: Any) -> Iterator[Any]:
    if not isinstance(owner, type):
        yield owner
        return
    for value in dict(vars(owner)).values():
        function = value
        if isinstance(value, property):
            function = value.fget
        elif isinstance(value, (classmethod, staticmethod)):
            function = cast("Any", value).__func__
        if inspect.isfunction(function) and function.__module__ == owner.__module__:
            yield function


def _names_for(owner: Any) -> str:
    """The module that has the names: one in each room of shells, and one for all else."""
    room = owner.__module__.split(".")[1]
    return f"inferencesh.{room if room in ('_async', '_sync') else '_core'}.hint_names"
