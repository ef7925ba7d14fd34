"""From Python annotations to shapes: what kind of JSON value each of them asks for."""

from __future__ import annotations

import collections.abc
import dataclasses
import enum
import inspect
import pathlib
import types
from typing import Any, List, Tuple, Union

import typing_extensions as typing_x

from .argument_shapes import (
    MISSING,
    ChoiceShape,
    FieldShape,
    FileShape,
    ListShape,
    MapShape,
    ModelShape,
    ObjectShape,
    Scalar,
    Shape,
    TupleShape,
    UnionShape,
)


def shape_of(annotation: Any, outer: Tuple[Any, ...] = ()) -> Shape:
    """The shape of an annotation; a `TypeError` that names it when JSON cannot express it.

    outer: the records that it is a part of.
    """
    if annotation is Any or annotation is inspect.Parameter.empty or annotation is object:
        return Shape()
    if annotation is None or annotation is type(None):
        return Scalar(type(None))
    origin = typing_x.get_origin(annotation)
    args = typing_x.get_args(annotation)
    if origin is typing_x.Annotated or origin in (typing_x.Required, typing_x.NotRequired):
        return shape_of(args[0], outer)
    if origin is typing_x.Literal:
        return ChoiceShape([(value, value) for value in args])
    if origin is Union or (hasattr(types, "UnionType") and origin is types.UnionType):
        return UnionShape([shape_of(member, outer) for member in args])
    if origin is not None:
        return _generic(annotation, origin, args, outer)
    if isinstance(annotation, type):
        return _class(annotation, outer)
    supertype = getattr(annotation, "__supertype__", None)  # NewType
    if supertype is not None:
        return shape_of(supertype, outer)
    raise _unsupported(annotation)


def _generic(annotation: Any, origin: Any, args: Tuple[Any, ...], outer: Tuple[Any, ...]) -> Shape:
    if origin is tuple and not (len(args) == 2 and args[1] is Ellipsis):
        return TupleShape([shape_of(item, outer) for item in args])
    if origin in (list, tuple, set, frozenset) or origin in (
        collections.abc.Sequence,
        collections.abc.Iterable,
        collections.abc.Collection,
        collections.abc.MutableSequence,
    ):
        # On Python 3.8 a bare `List` has type variables for arguments.
        item = shape_of(args[0], outer) if args and not hasattr(args[0], "__bound__") else Shape()
        return ListShape(item, origin if origin in (tuple, set, frozenset) else list)
    if origin in (dict, collections.abc.Mapping, collections.abc.MutableMapping):
        item = shape_of(args[1], outer) if args and not hasattr(args[1], "__bound__") else Shape()
        return MapShape(item)
    raise _unsupported(annotation)


def _class(annotation: Any, outer: Tuple[Any, ...]) -> Shape:
    if annotation in outer:
        raise TypeError(f"{annotation.__name__} contains itself; give the inner place the type dict")
    if typing_x.is_typeddict(annotation):
        outer = (*outer, annotation)
        hints = typing_x.get_type_hints(annotation, include_extras=True)
        fields = [
            FieldShape(name, shape_of(hint, outer), MISSING, _is_required(annotation, name, hint))
            for name, hint in hints.items()
        ]
        return ObjectShape(fields, dict)
    if issubclass(annotation, enum.Enum):
        return ChoiceShape([(member.value, member) for member in annotation])
    if annotation in (str, int, float, bool):
        return Scalar(annotation)
    if issubclass(annotation, pathlib.PurePath):
        return FileShape()
    if annotation in (list, tuple, set, frozenset):
        return ListShape(Shape(), annotation)
    if annotation is dict:
        return MapShape(Shape())
    if dataclasses.is_dataclass(annotation):
        return _dataclass(annotation, (*outer, annotation))
    if hasattr(annotation, "model_validate") and hasattr(annotation, "model_json_schema"):
        return ModelShape(annotation)
    raise _unsupported(annotation)


def _is_required(annotation: Any, name: str, hint: Any) -> bool:
    # Under `from __future__ import annotations` the class itself does not see its Required and NotRequired marks.
    origin = typing_x.get_origin(hint)
    if origin in (typing_x.Required, typing_x.NotRequired):
        return origin is typing_x.Required
    return name in annotation.__required_keys__


def _dataclass(annotation: Any, outer: Tuple[Any, ...]) -> Shape:
    hints = typing_x.get_type_hints(annotation, include_extras=True)
    fields: List[FieldShape] = []
    for field in dataclasses.fields(annotation):
        if not field.init:
            continue
        default = field.default if field.default is not dataclasses.MISSING else MISSING
        required = default is MISSING and field.default_factory is dataclasses.MISSING
        fields.append(FieldShape(field.name, shape_of(hints[field.name], outer), default, required))
    return ObjectShape(fields, lambda taken: annotation(**taken))


def _unsupported(annotation: Any) -> TypeError:
    return TypeError(
        f"no JSON form is known for the annotation {annotation!r}; use str, int, float, bool, list, dict, Path, "
        "Optional, Union, Literal, an Enum, a dataclass or a TypedDict"
    )
