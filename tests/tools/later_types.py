"""Types with postponed and quoted names, and functions that name them before they are defined."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Dict, List, Optional

from typing_extensions import Annotated, TypedDict

if TYPE_CHECKING:
    from nowhere import Frame  # type: ignore[import-not-found]


def forward(a: "Later", b: Optional["Later"] = None, c: "List['Later']" = []) -> "Frame":  # noqa: B006, UP037
    return a


def described(a: Annotated[Later, "When"]) -> None: ...


def type_checking_only(a: int, frame: Optional[Frame] = None) -> None: ...


@dataclasses.dataclass
class Later:
    x: "int"  # noqa: UP037


class Base(TypedDict):
    later: "Later"  # noqa: UP037


class Box(Base, total=False):
    more: Dict[str, Later]


@dataclasses.dataclass
class Node:
    value: int
    next: Optional[Node] = None


@dataclasses.dataclass
class Unknown:
    known: int
    frame: Optional[Frame] = None


def boxed(a: Box) -> Box:
    return a


def linked(a: Node) -> None: ...


def unknown(a: Unknown) -> None: ...
