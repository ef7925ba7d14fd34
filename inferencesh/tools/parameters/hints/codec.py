"""What a codec is, and the words of its errors.

Loading is lenient where a model's slip is beyond doubt (`"3"` or `3.0` for an integer) and otherwise says what to fix.
"""

from __future__ import annotations

from typing import Any, Callable, List, Sequence, Tuple

from ...._core.errors.classes import InvalidInputError
from ..arguments import ArgumentsError, given
from ..schema import Schema

# loads(value, path, strict): strict takes only what is of the right kind already.
Loader = Callable[[Any, str, bool], Any]


class Codec:
    """How values of one type look in JSON.

    Attributes:
        schema: the JSON Schema.
        load: from a JSON value; raises ArgumentsError with the path.
        nullable: whether null is a value of the type.
        limits: limits that the schema can state only in its description.
    """

    __slots__ = ("limits", "load", "nullable", "schema")

    def __init__(self, schema: Schema, load: Loader, nullable: bool = False, limits: str = "") -> None:
        self.schema: Schema = schema
        self.load: Loader = load
        self.nullable: bool = nullable
        self.limits: str = limits

    def described(self, text: str) -> Codec:
        """The same, with a description."""
        return Codec({**self.schema, "description": text}, self.load, self.nullable)


def inexpressible(hint: Any, where: str, fix: str = "") -> InvalidInputError:
    """The error for a hint that JSON Schema cannot carry."""
    shown = getattr(hint, "__name__", None) if isinstance(hint, type) else None
    advice = fix or (
        "use str, int, float, bool, list, dict, Literal, Enum, Optional, Union, TypedDict, dataclass, datetime or Path"
    )
    return InvalidInputError(f"{where} has the type {shown or hint!r}, which JSON cannot carry: {advice}")


def wrong(path: str, wanted: str, value: Any) -> ArgumentsError:
    """The error for a value of another kind."""
    return ArgumentsError(f"{path} must be {wanted}, not {given(value)}")


def load_each(parts: Sequence[Tuple[Codec, Any, str]], strict: bool) -> List[Any]:
    """Load all parts, and report the problems of all of them at once."""
    loaded: List[Any] = []
    problems: List[str] = []
    for codec, value, path in parts:
        try:
            loaded.append(codec.load(value, path, strict))
        except ArgumentsError as error:
            problems += error.problems
    if problems:
        raise ArgumentsError(problems)
    return loaded
