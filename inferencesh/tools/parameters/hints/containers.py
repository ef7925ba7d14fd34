"""Hints with other hints inside: lists, sets, tuples, dicts and unions.

Each is given the means to make the codecs of its parts, `inner`.
"""

from __future__ import annotations

import collections.abc
import typing
from typing import Any, Callable, List, Sequence

from ..arguments import ArgumentsError, given
from ..json_shapes import is_dict, is_list, is_mapping
from ..schema import Schema
from .codec import Codec, inexpressible, load_each, wrong
from .simple import load_any, load_none

Inner = Callable[[Any], Codec]

LISTS = (
    list,
    collections.abc.Sequence,
    collections.abc.MutableSequence,
    collections.abc.Iterable,
    collections.abc.Collection,
)
SETS = (set, frozenset, collections.abc.Set, collections.abc.MutableSet)
DICTS = (dict, collections.abc.Mapping, collections.abc.MutableMapping)


def list_codec(arguments: Sequence[Any], inner: Inner) -> Codec:
    """The codec of lists and what acts as one."""
    item_codec = inner(arguments[0]) if arguments else Codec({}, load_any)

    def load(value: Any, path: str, strict: bool) -> Any:
        if not is_list(value):
            raise wrong(path, "an array", value)
        return load_each([(item_codec, item, f"{path}[{index}]") for index, item in enumerate(value)], strict)

    schema: Schema = {"type": "array"}
    if item_codec.schema:
        schema["items"] = item_codec.schema
    return Codec(schema, load)


def set_codec(arguments: Sequence[Any], inner: Inner, make: Callable[[List[Any]], Any]) -> Codec:
    """The codec of sets."""
    as_list = list_codec(arguments, inner)

    def load(value: Any, path: str, strict: bool) -> Any:
        try:
            return make(as_list.load(value, path, strict))
        except TypeError:
            raise ArgumentsError(f"{path} may hold only simple values") from None

    return Codec({**as_list.schema, "uniqueItems": True}, load)


def tuple_codec(arguments: Sequence[Any], hint: Any, where: str, inner: Inner) -> Codec:
    """The codec of tuples, of any length or with a type for each place."""
    if not arguments or (len(arguments) == 2 and arguments[1] is Ellipsis):
        as_list = list_codec(arguments[:1], inner)
        return Codec(as_list.schema, lambda value, path, strict: tuple(as_list.load(value, path, strict)))
    if arguments == ((),):  # how older Pythons write Tuple[()]
        raise inexpressible(hint, where, "name the types of its items")
    codecs = [inner(argument) for argument in arguments]
    size = len(codecs)

    def load(value: Any, path: str, strict: bool) -> Any:
        if not is_list(value) or len(value) != size:
            raise ArgumentsError(f"{path} must be an array of {size} items, not {given(value)}")
        parts = [(codec, item, f"{path}[{index}]") for index, (codec, item) in enumerate(zip(codecs, value))]
        return tuple(load_each(parts, strict))

    schema = {"type": "array", "prefixItems": [codec.schema for codec in codecs], "minItems": size, "maxItems": size}
    return Codec(schema, load)


def dict_codec(arguments: Sequence[Any], hint: Any, where: str, inner: Inner) -> Codec:
    """The codec of dicts and other mappings."""
    if not arguments or isinstance(arguments[0], typing.TypeVar):
        return Codec({"type": "object"}, _load_object)
    keys, values = inner(arguments[0]), inner(arguments[1])
    if keys.schema.get("type") not in ("string", "integer") and keys.schema != {}:
        raise inexpressible(hint, where, "the keys of an object in JSON are strings: write Dict[str, ...]")

    def load(value: Any, path: str, strict: bool) -> Any:
        _load_object(value, path, strict)
        # Keys are always text in JSON, so they may have to be converted even where values may not.
        names = [keys.load(name, f"the key {name!r} of {path}", False) for name in value]
        return dict(zip(names, load_each([(values, item, f"{path}.{name}") for name, item in value.items()], strict)))

    schema: Schema = {"type": "object"}
    if values.schema:
        schema["additionalProperties"] = values.schema
    named = _names(keys.schema)
    if named:
        schema["propertyNames"] = named
    return Codec(schema, load)


def _names(keys: Schema) -> Schema:
    """What the names of an object must be, for keys of a schema: names are text, whatever the keys are."""
    if keys in ({}, {"type": "string"}):
        return {}
    if keys.get("type") != "integer":
        return keys
    if "enum" in keys:
        return {"enum": [str(value) for value in keys["enum"]]}
    return {"pattern": r"^[-+]?\d+$"}


def _load_object(value: Any, path: str, strict: bool) -> Any:
    if not is_dict(value):
        raise wrong(path, "an object", value)
    return value


def union_codec(codecs: Sequence[Codec]) -> Codec:
    """The codec of a union of what `codecs` are of."""
    nullable = any(codec.nullable for codec in codecs)
    schemas: List[Schema] = []
    for codec in codecs:
        if codec.schema not in schemas:
            schemas.append(codec.schema)
    schema = schemas[0] if len(schemas) == 1 else {} if {} in schemas else {"anyOf": schemas}

    def load(value: Any, path: str, strict: bool) -> Any:
        errors: List[ArgumentsError] = []
        # Of several that fit, the one that has a place for the most of what came: a model may take and ignore the rest.
        ranked = list(codecs)
        if is_dict(value) or is_list(value):
            ranked.sort(key=lambda codec: known_parts(codec.schema, value), reverse=True)
        # What fits as it is goes before what fits after a conversion: "3" is text where text is allowed.
        for strictly in (True,) if strict else (True, False):
            for codec in ranked:
                try:
                    return codec.load(value, path, strictly)
                except ArgumentsError:
                    pass  # reported below, in the order in which the union is written
        for codec in codecs:
            try:
                return codec.load(value, path, strict)
            except ArgumentsError as error:
                errors.append(error)
        shown = [error for codec, error in zip(codecs, errors) if codec.load is not load_none]
        if len(shown) == 1:
            raise shown[0]
        raise ArgumentsError(" or ".join(dict.fromkeys("; ".join(error.problems) for error in shown)))

    return Codec(schema, load, nullable)


def known_parts(schema: Any, value: Any) -> int:
    """How many members and items of a value a schema has a place for."""
    if not is_mapping(schema):
        return 0
    options = [option for key in ("anyOf", "oneOf") for option in schema.get(key) or ()]
    if options:
        return max(known_parts(option, value) for option in options)
    if is_list(value):
        if schema.get("type") not in (None, "array"):
            return 0
        return sum(1 + known_parts(schema.get("items"), item) for item in value)
    if not is_dict(value) or schema.get("type") not in (None, "object"):
        return 0
    properties = schema.get("properties")
    if not is_mapping(properties):
        return sum(1 + known_parts(schema.get("additionalProperties"), item) for item in value.values())
    return sum(1 + known_parts(properties[name], item) for name, item in value.items() if name in properties)
