"""Codecs of classes with members: dataclasses, attrs classes, TypedDicts and pydantic models."""

from __future__ import annotations

import dataclasses
import typing
from typing import Any, Dict, List, Optional, Sequence, Tuple, cast

import typing_extensions
from typing_extensions import NotRequired, ReadOnly, Required, get_args, get_origin

from .arguments import ArgumentsError
from .codec import Codec, Field, codec_of, fields_schema, load_fields, resolved_hints
from .docstrings import describe
from .schema import Schema
from .shapes import is_dict, is_list


def object_codec(cls: Any, where: str, within: Tuple[Any, ...]) -> Optional[Codec]:
    """The codec of a class with members, or None for any other class."""
    if hasattr(cls, "model_json_schema") and hasattr(cls, "model_validate"):
        return _pydantic(cls)
    if typing_extensions.is_typeddict(cls):
        return _typed_dict(cls, where, within)
    if dataclasses.is_dataclass(cls):
        return _dataclass(cls, where, within)
    if hasattr(cls, "__attrs_attrs__"):
        return _attrs(cls, where, within)
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


def _member(cls: Any, name: str) -> str:
    return f"{name!r} of {cls.__name__}"


def _dataclass(cls: Any, where: str, within: Tuple[Any, ...]) -> Codec:
    hints = resolved_hints(cls, cls.__name__)
    fields: List[Field] = []
    for item in dataclasses.fields(cls):
        if not item.init:
            continue
        has_default = item.default is not dataclasses.MISSING
        required = not has_default and item.default_factory is dataclasses.MISSING
        codec = codec_of(hints[item.name], f"{_member(cls, item.name)}, in {where},", (*within, cls))
        field = Field(item.name, codec, required, item.default if has_default else None, has_default)
        field.description = item.metadata.get("description")
        fields.append(field)
    return _made(cls, fields, {})


def _attrs(cls: Any, where: str, within: Tuple[Any, ...]) -> Codec:
    import attr

    hints = resolved_hints(cls, cls.__name__)
    fields: List[Field] = []
    names: Dict[str, str] = {}
    for item in attr.fields(cls):
        if not item.init:
            continue
        # A factory's value is made for each instance; it has no place in a schema.
        has_default = item.default is not attr.NOTHING and not hasattr(item.default, "factory")
        hint = hints.get(item.name, item.type if item.type is not None else Any)
        codec = codec_of(hint, f"{_member(cls, item.name)}, in {where},", (*within, cls))
        field = Field(
            item.name, codec, item.default is attr.NOTHING, item.default if has_default else None, has_default
        )
        field.description = item.metadata.get("description")
        fields.append(field)
        names[item.name] = item.alias or item.name
    return _made(cls, fields, names)


def _made(cls: Any, fields: Sequence[Field], names: Dict[str, str]) -> Codec:
    """A codec that calls the class with the members as keywords; `names` are keywords that differ from the member."""

    def load(value: Any, path: str, strict: bool) -> Any:
        if isinstance(value, cls):
            return value
        members = load_fields(fields, value, path, strict)
        try:
            return cls(**{names.get(name, name): member for name, member in members.items()})
        except (TypeError, ValueError) as error:  # the class's own checks
            raise ArgumentsError(f"{path or cls.__name__} is not accepted: {error}") from error

    return Codec(_schema(cls, fields), load)


def _typed_dict(cls: Any, where: str, within: Tuple[Any, ...]) -> Codec:
    hints = resolved_hints(cls, cls.__name__)
    required_keys = _required_keys(cls, hints)
    fields: List[Field] = []
    for name, hint in hints.items():
        while get_origin(hint) in _MARKS:
            hint = get_args(hint)[0]
        codec = codec_of(hint, f"{_member(cls, name)}, in {where},", (*within, cls))
        fields.append(Field(name, codec, name in required_keys))

    def load(value: Any, path: str, strict: bool) -> Any:
        return load_fields(fields, value, path, strict)

    return Codec(_schema(cls, fields), load)


_MARKS = tuple(
    mark
    for mark in (
        Required,
        NotRequired,
        ReadOnly,
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


def _pydantic(cls: Any) -> Codec:
    schema = cast("Schema", cls.model_json_schema())

    def load(value: Any, path: str, strict: bool) -> Any:
        try:
            return cls.model_validate(value)
        except ValueError as error:  # pydantic's ValidationError is one; importing pydantic to say so is not needed
            listed: Any = getattr(error, "errors", None)
            items = cast("List[Any]", listed()) if callable(listed) else [{"msg": str(error)}]
            problems = [_problem(item, path) for item in items]
            raise ArgumentsError(problems) from error

    return Codec(_inlined(schema, schema.get("$defs", {}), ()), load)


def _problem(item: Any, path: str) -> str:
    where = path
    for part in item.get("loc", ()):
        where += f"[{part}]" if isinstance(part, int) else f".{part}" if where else str(part)
    return f"{where or 'value'}: {item.get('msg')}"


def _inlined(schema: Any, definitions: Dict[str, Any], within: Tuple[str, ...]) -> Any:
    """The schema with its `$defs` written in place, so that it can stand anywhere in another one.

    A definition that contains itself becomes an object of any shape at the inner place.
    """
    if is_list(schema):
        return [_inlined(item, definitions, within) for item in schema]
    if not is_dict(schema):
        return schema
    target = schema.get("$ref")
    if isinstance(target, str) and target.startswith("#/$defs/"):
        name = target[len("#/$defs/") :]
        if name in within or name not in definitions:
            return {"type": "object"}
        rest = {key: value for key, value in schema.items() if key != "$ref"}
        return _inlined({**definitions[name], **rest}, definitions, (*within, name))
    return {key: _inlined(value, definitions, within) for key, value in schema.items() if key != "$defs"}
