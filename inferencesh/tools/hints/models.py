"""Pydantic models: they have their own schema, checks and JSON. Pydantic is there if one of its models is."""

from __future__ import annotations

import importlib
from pathlib import PurePath
from typing import Any, Dict, Iterable, List, Tuple, cast

from ..arguments import ArgumentsError, given
from ..schema import Schema
from ..shapes import is_dict, is_list, is_mapping
from .codec import Codec


def is_model(cls: Any) -> bool:
    """Whether a class is a pydantic model (of pydantic 2), or acts as one."""
    return hasattr(cls, "model_json_schema") and hasattr(cls, "model_validate")


def model_codec(cls: Any) -> Codec:
    """The codec of a pydantic model."""
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


def model_parts(value: Any) -> Dict[Any, Any]:
    """The members of a model as JSON has them, but for bytes and paths, which stay what they are."""
    parts = value.model_dump()
    if not _has_files(parts):
        return cast("Dict[Any, Any]", value.model_dump(mode="json"))
    return cast("Dict[Any, Any]", _jsonable(parts))


def _has_files(value: Any) -> bool:
    if is_mapping(value):
        return any(map(_has_files, value.values()))
    if isinstance(value, (list, tuple, set, frozenset)):
        return any(map(_has_files, cast("Iterable[object]", value)))
    return isinstance(value, (bytes, PurePath))


def _jsonable(value: Any) -> Any:
    if is_mapping(value):
        return {name: _jsonable(item) for name, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_jsonable(item) for item in cast("Iterable[object]", value)]
    if isinstance(value, (bytes, PurePath)):
        return value
    return importlib.import_module("pydantic_core").to_jsonable_python(value)


def _problem(item: Any, path: str) -> str:
    where = path
    for part in item.get("loc", ()):
        where += f"[{part}]" if isinstance(part, int) else f".{part}" if where else str(part)
    came = f", not {given(item['input'])}" if "input" in item and item.get("type") != "missing" else ""
    return f"{where or 'value'}: {item.get('msg')}{came}"


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
