"""Classes with members: dataclasses, attrs classes and TypedDicts."""

from __future__ import annotations

import dataclasses
import inspect
import typing
from typing import Any, Callable, Dict, List, Optional, Sequence

import typing_extensions
from typing_extensions import NotRequired, Required, get_args, get_origin

from ...._late_import import late_import
from ..arguments import ArgumentsError
from ..docstrings import describe
from ..schema import Schema
from .codec import Codec
from .defaults import Default, read_default
from .members import Field, fields_schema, load_fields
from .names import member_hints

# The codec of a member, from its name and its hint.
Member = Callable[[str, Any], Codec]


def object_codec(cls: Any, member: Member, where: str) -> Optional[Codec]:
    """The codec of a class with members, or None for any other class."""
    if typing_extensions.is_typeddict(cls):
        return _typed_dict(cls, member)
    if dataclasses.is_dataclass(cls):
        return _dataclass(cls, member, where)
    if hasattr(cls, "__attrs_attrs__"):
        return _attrs(cls, member, where)
    return None


def _schema(cls: Any, fields: Sequence[Field]) -> Schema:
    # A dataclass without a docstring gets its signature as one, which tells a model nothing.
    text = cls.__dict__.get("__doc__") or ""
    summary, details = describe(text)
    for field in fields:
        field.description = field.description or details.get(field.name)
    schema = fields_schema(fields)
    if summary and not text.startswith(f"{cls.__name__}("):
        schema["description"] = summary
    return schema


def _dataclass(cls: Any, member: Member, where: str) -> Codec:
    members = {item.name for item in dataclasses.fields(cls)}
    for parameter in list(inspect.signature(cls.__init__).parameters.values())[1:]:
        fixed = parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
        if fixed and parameter.default is parameter.empty and parameter.name not in members:
            member(parameter.name, dataclasses.InitVar[object])  # says that it cannot be
    hints = member_hints(cls)
    fields: List[Field] = []
    for item in dataclasses.fields(cls):
        if not item.init:
            continue
        has_default = item.default is not dataclasses.MISSING
        required = not has_default and item.default_factory is dataclasses.MISSING
        default = Default(required, item.default if has_default else None, has_default)
        field = _field(item.name, hints[item.name], default, member, f"{item.name!r} of {cls.__name__}, in {where},")
        field.description = item.metadata.get("description")
        fields.append(field)
    return _made(cls, fields, {})


def _attrs(cls: Any, member: Member, where: str) -> Codec:
    with late_import():
        import attr

    hints = member_hints(cls)
    fields: List[Field] = []
    names: Dict[str, str] = {}
    for item in attr.fields(cls):
        if not item.init:
            continue
        # A factory's value is made for each instance; it has no place in a schema.
        has_default = item.default is not attr.NOTHING and not hasattr(item.default, "factory")
        hint = hints.get(item.name, item.type if item.type is not None else Any)
        default = Default(item.default is attr.NOTHING, item.default if has_default else None, has_default)
        field = _field(item.name, hint, default, member, f"{item.name!r} of {cls.__name__}, in {where},")
        field.description = item.metadata.get("description")
        fields.append(field)
        names[item.name] = item.alias or item.name
    return _made(cls, fields, names)


def _field(name: str, hint: Any, default: Default, member: Member, where: str) -> Field:
    hint, default = read_default(hint, default, where)
    return Field(name, member(name, hint), default.required, default.value, default.has_value, default.make)


def _made(cls: Any, fields: Sequence[Field], names: Dict[str, str]) -> Codec:
    """A codec that calls the class with the members as keywords; `names` are keywords that differ from the member."""

    def load(value: Any, path: str, strict: bool) -> Any:
        if isinstance(value, cls):
            return value
        members = load_fields(fields, value, path, strict)
        try:
            return cls(**{names.get(name, name): value for name, value in members.items()})
        except (TypeError, ValueError) as error:  # the class's own checks
            raise ArgumentsError(f"{path or cls.__name__} is not accepted: {error}") from error

    return Codec(_schema(cls, fields), load)


def _typed_dict(cls: Any, member: Member) -> Codec:
    hints = member_hints(cls)
    required_keys = _required_keys(cls, hints)
    fields: List[Field] = []
    for name, hint in hints.items():
        while get_origin(hint) in _MARKS:
            hint = get_args(hint)[0]
        codec = member(name, hint)
        fields.append(Field(name, codec, name in required_keys))

    def load(value: Any, path: str, strict: bool) -> Any:
        return load_fields(fields, value, path, strict)

    return Codec(_schema(cls, fields), load)


_MARKS = tuple(
    mark
    for mark in (
        Required,
        NotRequired,
        getattr(typing_extensions, "ReadOnly", None),
        getattr(typing, "Required", None),
        getattr(typing, "NotRequired", None),
        getattr(typing, "ReadOnly", None),
    )
    if mark is not None
)


def _required_keys(cls: Any, hints: Dict[str, Any]) -> List[str]:
    """Keys that must be there. `__required_keys__` misses marks in hints that were written as text."""
    stated = set(getattr(cls, "__required_keys__", hints))
    keys: List[str] = []
    for name, hint in hints.items():
        marks: List[str] = []
        while get_origin(hint) in _MARKS:
            marks.append(str(get_origin(hint)).rpartition(".")[2])
            hint = get_args(hint)[0]
        if "NotRequired" in marks:
            continue
        if "Required" in marks or name in stated:
            keys.append(name)
    return keys
