"""Pydantic models: they have their own schema and their own checks. Pydantic itself is not imported."""

from __future__ import annotations

from typing import Any, Dict, List, Tuple, cast

from ..arguments import ArgumentsError
from ..schema import Schema
from ..shapes import is_dict, is_list
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
