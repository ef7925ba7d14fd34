"""Schema helpers: small functions that write the JSON Schema of a tool's parameter.

Each gives a plain dict. `optional` marks a schema; the mark never reaches the wire: `object_schema` turns it into the
`required` lists of objects, wherever in a schema they stand. Source: docs/platform-notes.md, "Definitions of tools".
"""

from __future__ import annotations

from typing import Any, Dict, Iterable, List, Mapping, Optional, cast

from ..._core.errors.classes import InvalidInputError
from .json_shapes import is_list, is_mapping, is_text

Schema = Dict[str, Any]

_OPTIONAL = "optional"


def _described(schema: Schema, description: Optional[str]) -> Schema:
    if description is not None:
        if not is_text(description):
            raise InvalidInputError(f"description must be a string, not {type(description).__name__}")
        schema["description"] = description
    return schema


def string(description: Optional[str] = None) -> Schema:
    """A string."""
    return _described({"type": "string"}, description)


def number(description: Optional[str] = None) -> Schema:
    """A number, whole or not."""
    return _described({"type": "number"}, description)


def integer(description: Optional[str] = None) -> Schema:
    """A whole number."""
    return _described({"type": "integer"}, description)


def boolean(description: Optional[str] = None) -> Schema:
    """True or false."""
    return _described({"type": "boolean"}, description)


def enum_of(values: Iterable[str], description: Optional[str] = None) -> Schema:
    """One of the given strings.

    Raises:
        InvalidInputError: no values, or one that is not a string.
    """
    if is_text(values) or not isinstance(cast("object", values), Iterable):
        raise InvalidInputError("enum_of takes a list of strings, as in enum_of(['low', 'high'])")
    listed = list(values)
    if not listed or not all(is_text(value) for value in listed):
        raise InvalidInputError("enum_of takes a list of one or more strings, as in enum_of(['low', 'high'])")
    return _described({"type": "string", "enum": listed}, description)


def array(items: Mapping[str, Any], description: Optional[str] = None) -> Schema:
    """A list whose items fit `items`."""
    return _described({"type": "array", "items": _schema(items, "items")}, description)


def obj(properties: Mapping[str, Mapping[str, Any]], description: Optional[str] = None) -> Schema:
    """An object with the given properties; each is required unless it is wrapped in `optional`."""
    if not is_mapping(properties):
        raise InvalidInputError("obj takes a dict of schemas by name, as in obj({'city': string('City')})")
    checked = {name: _schema(value, f"properties[{name!r}]") for name, value in properties.items()}
    return _described({"type": "object", "properties": checked}, description)


def optional(schema: Mapping[str, Any]) -> Schema:
    """The same schema, for a value that may be left out."""
    return {**_schema(schema, "schema"), _OPTIONAL: True}


def _schema(value: Any, name: str) -> Schema:
    if not is_mapping(value):
        raise InvalidInputError(f"{name} must be a schema, such as string('Name'), not {type(value).__name__}")
    return dict(value)


# Where a schema holds other schemas (or a list, or a dict of them). All else in it is values.
_INNER = ("items", "additionalProperties", "not", "contains", "propertyNames")
_INNER_LISTS = ("anyOf", "oneOf", "allOf", "prefixItems", "items")
_INNER_DICTS = ("properties", "patternProperties", "$defs", "definitions")


def clean_schema(schema: Mapping[str, Any]) -> Schema:
    """A schema as it goes on the wire: without marks, with `required` in every object that has required properties.

    An object that names its `required` itself keeps it.
    """
    cleaned = {key: value for key, value in schema.items() if key != _OPTIONAL}
    for key in _INNER:
        if is_mapping(cleaned.get(key)):
            cleaned[key] = clean_schema(cleaned[key])
    for key in _INNER_LISTS:
        if is_list(cleaned.get(key)):
            cleaned[key] = [_clean(inner) for inner in cleaned[key]]
    properties = cleaned.get("properties")
    required = _required(properties) if is_mapping(properties) else []
    for key in _INNER_DICTS:
        if is_mapping(cleaned.get(key)):
            cleaned[key] = {name: _clean(inner) for name, inner in cleaned[key].items()}
    if required and "required" not in cleaned:
        cleaned["required"] = required
    return cleaned


def _clean(schema: Any) -> Any:
    return clean_schema(schema) if is_mapping(schema) else schema  # a schema may also be true or false


def object_schema(params: Mapping[str, Mapping[str, Any]]) -> Schema:
    """The `input_schema` of a tool with the given parameters. `required` is always there, even when empty."""
    return {
        "type": "object",
        "properties": {name: clean_schema(schema) for name, schema in params.items()},
        "required": _required(params),
    }


def _required(properties: Mapping[str, Any]) -> List[str]:
    return [name for name, schema in properties.items() if not (is_mapping(schema) and schema.get(_OPTIONAL) is True)]
