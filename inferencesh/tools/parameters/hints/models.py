"""Pydantic models: they have their own schema, checks and JSON. Pydantic is there if one of its models is."""

from __future__ import annotations

import importlib
import json
from pathlib import PurePath
from typing import Any, Callable, Dict, Iterable, List, Optional, Tuple, cast

from ..arguments import ArgumentsError, given
from ..json_shapes import is_dict, is_list, is_mapping
from ..schema import Schema
from .codec import Codec, inexpressible


def is_model(cls: Any) -> bool:
    """Whether a class is a pydantic model (of pydantic 2), or acts as one."""
    return hasattr(cls, "model_json_schema") and hasattr(cls, "model_validate")


def is_model_dataclass(cls: Any) -> bool:
    """Whether a class is one of `pydantic.dataclasses`, or inherits from one without being made one itself."""
    return "__pydantic_validator__" in vars(cls) and hasattr(cls, "__dataclass_fields__")


def model_codec(cls: Any, where: str) -> Codec:
    """The codec of a pydantic model.

    Raises:
        InvalidInputError: it has no JSON Schema.
    """
    return _codec(cls, where, cls.model_json_schema, cls.model_validate, getattr(cls, "model_validate_json", None))


def adapted_codec(hint: Any, where: str) -> Codec:
    """The codec of what is not a model, but is pydantic's to check: by its notes, or by what its class says.

    Raises:
        InvalidInputError: pydantic cannot make a schema of it.
    """
    try:
        adapter: Any = importlib.import_module("pydantic").TypeAdapter(hint)
    except Exception as error:  # of a dozen classes of pydantic's
        raise inexpressible(hint, where, f"pydantic says: {_first_line(error)}") from error
    return _codec(hint, where, adapter.json_schema, adapter.validate_python, adapter.validate_json)


def _codec(
    hint: Any,
    where: str,
    write_schema: Callable[[], Schema],
    validate: Callable[..., Any],
    validate_json: Optional[Callable[..., Any]],
) -> Codec:
    try:
        schema = write_schema()
    except Exception as error:  # as above
        raise inexpressible(hint, where, f"pydantic says: {_first_line(error)}") from error
    inlined = _inlined(schema, schema.get("$defs", {}), ())

    def load(value: Any, path: str, strict: bool) -> Any:
        if isinstance(hint, type) and isinstance(value, hint):
            return value
        try:
            if validate_json is None:
                return validate(value)
            try:
                text = json.dumps(value)
            except (TypeError, ValueError, RecursionError):
                return validate(value)  # not from JSON
            # In the mode for JSON, where strict models take dates, enums and tuples as JSON has them.
            try:
                return validate_json(text, strict=True if strict else None)
            except ValueError as error:
                if _kinds(error) != ["json_invalid"]:
                    raise
                return validate(value)  # what the parser of pydantic does not take, such as half of a surrogate pair
        except ValueError as error:  # pydantic's ValidationError is one; importing pydantic to say so is not needed
            problems = [_problem(item, path) for item in _listed(error)]
            raise ArgumentsError(problems) from error

    return Codec(inlined, load, nullable=_nullable(inlined))


def _listed(error: ValueError) -> List[Any]:
    errors: Any = getattr(error, "errors", None)
    return cast("List[Any]", errors()) if callable(errors) else [{"msg": str(error)}]


def _kinds(error: ValueError) -> List[Any]:
    return [item.get("type") for item in _listed(error)]


def _nullable(schema: Schema) -> bool:
    options: Any = schema.get("anyOf")
    return schema == {} or schema.get("type") == "null" or (is_list(options) and {"type": "null"} in options)


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0] or type(error).__name__


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


# What pydantic puts before the words of a class's own checks, by the kind of its problem.
_OWN_CHECKS = {"value_error": "Value error, ", "assertion_error": "Assertion failed, "}


def _problem(item: Any, path: str) -> str:
    where = path
    for part in item.get("loc", ()):
        where += f"[{part}]" if isinstance(part, int) else f".{part}" if where else str(part)
    text, kind = str(item.get("msg")), item.get("type")
    came = f", not {given(item['input'])}" if "input" in item and kind != "missing" else ""
    if kind in _OWN_CHECKS:
        prefix = _OWN_CHECKS[kind]
        text = text[len(prefix) :] if len(text) > len(prefix) and text.startswith(prefix) else text
        check = _name_of_check(item)
        text += f" (checked by {check})" if check else ""
        if is_mapping(item.get("input")) or is_list(item.get("input")) or is_model(type(item.get("input"))):
            came = ""  # it was an object, or a list, as it should be
    return f"{where or 'value'}: {text}{came}"


def _name_of_check(item: Any) -> str:
    """The name of the validator that refused a value; none where it has none, or is pydantic's own."""
    error = item.get("ctx", {}).get("error")
    trace = error.__traceback__ if isinstance(error, BaseException) else None
    if trace is None or str(trace.tb_frame.f_globals.get("__name__")).startswith("pydantic"):
        return ""
    code: Any = trace.tb_frame.f_code
    name = str(getattr(code, "co_qualname", code.co_name)).rpartition("<locals>.")[2]  # qualified since Python 3.11
    return "" if "<" in name else name


# Where a schema holds other schemas by name, or others. All else in it is values.
_BY_NAME = ("properties", "patternProperties", "dependentSchemas")
_INNER = ("items", "additionalProperties", "not", "contains", "propertyNames", "if", "then", "else")
_INNER_LISTS = ("anyOf", "oneOf", "allOf", "prefixItems", "items")


def _inlined(schema: Any, definitions: Dict[str, Any], enclosing: Tuple[str, ...]) -> Any:
    """The schema with its `$defs` written in place, so that it can stand anywhere in another one.

    A definition that contains itself becomes an object of any shape at the inner place. `discriminator` goes: it names
    definitions, and the constants of the options say the same.
    """
    if not is_dict(schema):
        return schema
    target = schema.get("$ref")
    if isinstance(target, str) and target.startswith("#/$defs/"):
        name = target[len("#/$defs/") :]
        if name in enclosing or name not in definitions:
            return {"type": "object"}
        rest = {key: value for key, value in schema.items() if key != "$ref"}
        return _inlined({**definitions[name], **rest}, definitions, (*enclosing, name))
    plain: Schema = {}
    for key, value in schema.items():
        if key in ("$defs", "discriminator"):
            continue
        if key in _BY_NAME and is_dict(value):
            value = {name: _inlined(inner, definitions, enclosing) for name, inner in value.items()}
        elif key in _INNER_LISTS and is_list(value):
            value = [_inlined(inner, definitions, enclosing) for inner in value]
        elif key in _INNER:
            value = _inlined(value, definitions, enclosing)
        plain[key] = value
    return plain
