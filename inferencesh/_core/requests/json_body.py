"""A request's body whose members were checked already."""

from __future__ import annotations

from typing import Any, Callable, Dict, TypeVar

from ..._late_import import spare_descriptors

M = TypeVar("M")


class _JsonBody:
    __slots__ = ("_members",)

    def __init__(self, members: Dict[str, Any]) -> None:
        self._members = members

    def to_dict(self) -> Dict[str, Any]:
        return self._members


def json_body(members: Dict[str, Any]) -> Any:
    """Stands where a generated operation expects the model of its body.

    The model would say the same in the end, but brings attrs with it: 20 ms of a program's first run.
    """
    return _JsonBody(members)


def model_body(from_dict: Callable[[Dict[str, Any]], M], members: Dict[str, Any]) -> M:
    """A model of the generated client, which loads the models of its members when it is made."""
    with spare_descriptors():
        return from_dict(members)
