"""From a type hint to a JSON Schema, and from JSON back to a value of that type.

`codec_of(hint, where)` gives both at once, so that what the schema promises is what the loader takes. Loading is
lenient where a model's slip is beyond doubt (`"3"` or `3.0` for an integer) and otherwise says what to fix.
"""

from __future__ import annotations

import collections.abc
import datetime
import decimal
import enum
import sys
import typing
import uuid
from pathlib import Path, PurePath
from typing import Any, Callable, Dict, FrozenSet, List, Optional, Sequence, Tuple, cast

import typing_extensions
from typing_extensions import Annotated, Literal, get_args, get_origin

from .._core.errors import InvalidInputError
from .arguments import ArgumentsError, kind_of
from .schema import Schema
from .shapes import is_dict, is_list, is_text

_LITERALS = (Literal, getattr(typing, "Literal", Literal))
_UNIONS: Tuple[Any, ...] = (typing.Union,)
if sys.version_info >= (3, 10):
    import types

    _UNIONS = (typing.Union, types.UnionType)

# loads(value, path, strict): strict takes only what is of the right kind already.
Loader = Callable[[Any, str, bool], Any]


class Codec:
    """How values of one type look in JSON.

    Attributes:
        schema: the JSON Schema.
        load: from a JSON value; raises ArgumentsError with the path.
    """

    __slots__ = ("load", "nullable", "schema")

    def __init__(self, schema: Schema, load: Loader, nullable: bool = False) -> None:
        self.schema = schema
        self.load = load
        self.nullable = nullable


def _wrong(path: str, wanted: str, value: Any) -> ArgumentsError:
    return ArgumentsError(f"{path} must be {wanted}, not {_given(value)}")


def _given(value: Any) -> str:
    if isinstance(value, str):
        text = repr(value)
        return f"the string {text if len(text) <= 60 else text[:57] + '...'}"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"the number {value!r}"
    return kind_of(value)


def _load_str(value: Any, path: str, strict: bool) -> str:
    if isinstance(value, str):
        return value
    raise _wrong(path, "a string", value)


def _load_bool(value: Any, path: str, strict: bool) -> bool:
    if isinstance(value, bool):
        return value
    if not strict and isinstance(value, str) and value.strip().lower() in ("true", "false"):
        return value.strip().lower() == "true"
    raise _wrong(path, "true or false", value)


def _load_int(value: Any, path: str, strict: bool) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if not strict and isinstance(value, str):
        try:
            return int(value.strip())
        except ValueError:
            pass  # said below, in the same words as for any other value
    raise _wrong(path, "a whole number", value)


def _load_float(value: Any, path: str, strict: bool) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    if not strict and isinstance(value, str):
        try:
            number = float(value.strip())
        except ValueError:
            number = float("nan")
        if number - number == 0:  # neither infinite nor no number at all
            return number
    raise _wrong(path, "a number", value)


def _load_none(value: Any, path: str, strict: bool) -> None:
    if value is not None:
        raise _wrong(path, "null", value)


def _load_any(value: Any, path: str, strict: bool) -> Any:
    return value


def _parse_datetime(text: str) -> datetime.datetime:
    if text[-1:] in ("Z", "z"):  # fromisoformat takes it only from Python 3.11 on
        text = text[:-1] + "+00:00"
    return datetime.datetime.fromisoformat(text)


def _from_text(parse: Callable[[str], Any], wanted: str, schema: Schema) -> Codec:
    def load(value: Any, path: str, strict: bool) -> Any:
        if isinstance(value, str):
            try:
                return parse(value.strip())
            except (ValueError, ArithmeticError):
                pass  # said below, in the same words as for a value of another kind
        raise _wrong(path, wanted, value)

    return Codec(schema, load)


def _parse_decimal(text: str) -> decimal.Decimal:
    number = decimal.Decimal(text)
    if not number.is_finite():
        raise ValueError(text)
    return number


_TEXTUAL: Dict[Any, Tuple[Callable[[str], Any], str, Schema]] = {
    datetime.datetime: (
        _parse_datetime,
        "a date and time such as '2026-11-23T09:30:00Z'",
        {"type": "string", "format": "date-time"},
    ),
    datetime.date: (
        datetime.date.fromisoformat,
        "a date such as '2026-11-23'",
        {"type": "string", "format": "date"},
    ),
    datetime.time: (datetime.time.fromisoformat, "a time such as '09:30:00'", {"type": "string", "format": "time"}),
    uuid.UUID: (uuid.UUID, "a UUID", {"type": "string", "format": "uuid"}),
    decimal.Decimal: (_parse_decimal, "a decimal number in a string, such as '19.90'", {"type": "string"}),
}

_SCALARS: Dict[Any, Tuple[Schema, Loader]] = {
    str: ({"type": "string"}, _load_str),
    int: ({"type": "integer"}, _load_int),
    float: ({"type": "number"}, _load_float),
    bool: ({"type": "boolean"}, _load_bool),
    type(None): ({"type": "null"}, _load_none),
    None: ({"type": "null"}, _load_none),
    Any: ({}, _load_any),
    object: ({}, _load_any),
}

_LISTS = (
    list,
    collections.abc.Sequence,
    collections.abc.MutableSequence,
    collections.abc.Iterable,
    collections.abc.Collection,
)
_SETS = (set, frozenset, collections.abc.Set, collections.abc.MutableSet)
_DICTS = (dict, collections.abc.Mapping, collections.abc.MutableMapping)


def inexpressible(hint: Any, where: str, fix: str = "") -> InvalidInputError:
    """The error for a hint that JSON Schema cannot carry."""
    shown = getattr(hint, "__name__", None) if isinstance(hint, type) else None
    advice = fix or (
        "use str, int, float, bool, list, dict, Literal, Enum, Optional, Union, TypedDict, dataclass, datetime or Path"
    )
    return InvalidInputError(f"{where} has the type {shown or hint!r}, which JSON cannot carry: {advice}")


def codec_of(hint: Any, where: str, _within: Tuple[Any, ...] = ()) -> Codec:
    """The codec of a type hint.

    Args:
        hint: the hint, with names resolved.
        where: what the hint belongs to, for the error's text, such as "parameter 'city' of tool 'weather'".

    Raises:
        InvalidInputError: JSON cannot carry values of that type.
    """
    if getattr(hint, "__value__", None) is not None and type(hint).__name__ == "TypeAliasType":
        return codec_of(hint.__value__, where, _within)
    try:
        if hint in _SCALARS:
            schema, load = _SCALARS[hint]
            return Codec(dict(schema), load, nullable=hint in (None, type(None), Any, object))
        if hint in _TEXTUAL:
            parse, wanted, schema = _TEXTUAL[hint]
            return _from_text(parse, wanted, dict(schema))
    except TypeError:
        pass  # an unhashable hint, such as Annotated with a list: none of the simple ones
    if isinstance(hint, (str, typing.ForwardRef)):
        raise inexpressible(
            hint, where, "its name could not be resolved; define the type before the function, in its module"
        )
    origin = get_origin(hint)
    arguments = get_args(hint)
    if origin is Annotated:
        return _annotated(arguments, where, _within)
    if origin in _LITERALS:
        return _literal(arguments, hint, where)
    if origin in _UNIONS:
        return _union(arguments, where, _within)
    container = origin or hint
    if container in _LISTS:
        return _list(arguments, where, _within)
    if container in _SETS:
        return _set(arguments, where, _within, frozenset if container is frozenset else set)
    if container is tuple:
        return _tuple(arguments, hint, where, _within)
    if container in _DICTS:
        return _dict(arguments, hint, where, _within)
    supertype = getattr(hint, "__supertype__", None)
    if supertype is not None:  # NewType
        return codec_of(supertype, where, _within)
    if isinstance(hint, typing.TypeVar):
        raise inexpressible(hint, where)
    if isinstance(container, type):
        return _class(container, where, _within)
    raise inexpressible(hint, where)


def _class(hint: Any, where: str, within: Tuple[Any, ...]) -> Codec:
    from .objects import object_codec

    if issubclass(hint, enum.Enum):
        return _enum(hint, where)
    if issubclass(hint, PurePath):
        cls: Any = Path if hint is PurePath else hint
        return _from_text(cls, "a path", {"type": "string", "format": "path"})
    if hint in within:
        raise inexpressible(hint, where, "it contains itself; give the inner place the type dict")
    found = object_codec(hint, where, within)
    if found is None:
        raise inexpressible(hint, where)
    return found


def _annotated(arguments: Sequence[Any], where: str, within: Tuple[Any, ...]) -> Codec:
    codec = codec_of(arguments[0], where, within)
    for note in arguments[1:]:
        # A plain string, or typing_extensions' Doc; what else stands there is meant for somebody else.
        text = note if isinstance(note, str) else getattr(note, "documentation", None)
        if isinstance(text, str):
            return Codec({**codec.schema, "description": text}, codec.load, codec.nullable)
    return codec


def _kind_of_values(values: Sequence[Any]) -> Optional[str]:
    for kind, types_ in (("boolean", bool), ("string", str), ("integer", int), ("number", (int, float))):
        if all(isinstance(value, types_) and (kind == "boolean" or not isinstance(value, bool)) for value in values):
            return kind
    return None


def _choices(table: Dict[str, Any], values: List[Any], loose: Callable[[Any], Any]) -> Codec:
    """One of `values`; `table` maps the text of each to what is handed out."""
    schema: Schema = {"enum": values}
    kind = _kind_of_values([value for value in values if value is not None])
    if kind is not None and None not in values:
        schema = {"type": kind, "enum": values}

    def load(value: Any, path: str, strict: bool) -> Any:
        key = _choice_key(value)
        if key in table:
            return table[key]
        found = None if strict else loose(value)
        if found is not None:
            return found
        raise ArgumentsError(f"{path} must be one of {', '.join(map(repr, values))}, not {_given(value)}")

    return Codec(schema, load, nullable=None in values)


def _choice_key(value: Any) -> str:
    # 1, True and 1.0 are equal in Python but not in JSON.
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return f"{type(value).__name__}:{value!r}" if isinstance(value, (str, int, float, bool, type(None))) else "?"


def _literal(arguments: Sequence[Any], hint: Any, where: str) -> Codec:
    for value in arguments:
        if isinstance(value, enum.Enum) or not isinstance(value, (str, int, bool, type(None))):
            raise inexpressible(hint, where, "write the values of Literal as strings, integers, booleans or None")

    def loose(value: Any) -> Any:
        matches = [
            known for known in arguments if isinstance(known, (str, int)) and str(known).lower() == str(value).lower()
        ]
        return matches[0] if len(matches) == 1 else None

    return _choices({_choice_key(value): value for value in arguments}, list(arguments), loose)


def _enum(hint: Any, where: str) -> Codec:
    members = list(hint)
    if not members:
        raise inexpressible(hint, where, "it has no members")
    plain = all(isinstance(member.value, (str, int, float, bool)) for member in members)
    # Values that JSON cannot carry (tuples, objects) go by their names.
    outside = {member: member.value if plain else member.name for member in members}
    values = [value.value if isinstance(value, enum.Enum) else value for value in outside.values()]

    def loose(value: Any) -> Any:
        text = str(value).lower()
        matches = [member for member in members if text in (member.name.lower(), str(outside[member]).lower())]
        return matches[0] if len(matches) == 1 else None

    table = {_choice_key(value): member for member, value in zip(members, values)}
    return _choices(table, values, loose)


def _union(arguments: Sequence[Any], where: str, within: Tuple[Any, ...]) -> Codec:
    codecs = [codec_of(argument, where, within) for argument in arguments]
    nullable = any(codec.nullable for codec in codecs)
    schemas: List[Schema] = []
    for codec in codecs:
        if codec.schema not in schemas:
            schemas.append(codec.schema)
    schema = schemas[0] if len(schemas) == 1 else {} if {} in schemas else {"anyOf": schemas}

    def load(value: Any, path: str, strict: bool) -> Any:
        errors: List[ArgumentsError] = []
        # What fits as it is goes before what fits after a conversion: "3" is text where text is allowed.
        for strictly in (True,) if strict else (True, False):
            errors = []
            for codec in codecs:
                try:
                    return codec.load(value, path, strictly)
                except ArgumentsError as error:
                    errors.append(error)
        told = [error for codec, error in zip(codecs, errors) if codec.load is not _load_none]
        if len(told) == 1:
            raise told[0]
        raise ArgumentsError(" or ".join(dict.fromkeys("; ".join(error.problems) for error in told)))

    return Codec(schema, load, nullable)


def _list(arguments: Sequence[Any], where: str, within: Tuple[Any, ...]) -> Codec:
    inner = codec_of(arguments[0], where, within) if arguments else Codec({}, _load_any)

    def load(value: Any, path: str, strict: bool) -> Any:
        if not is_list(value):
            raise _wrong(path, "an array", value)
        return _each([(inner, item, f"{path}[{index}]") for index, item in enumerate(value)], strict)

    return Codec({"type": "array", "items": inner.schema} if inner.schema else {"type": "array"}, load)


def _set(arguments: Sequence[Any], where: str, within: Tuple[Any, ...], make: Callable[[List[Any]], Any]) -> Codec:
    inner = _list(arguments, where, within)

    def load(value: Any, path: str, strict: bool) -> Any:
        try:
            return make(inner.load(value, path, strict))
        except TypeError:
            raise ArgumentsError(f"{path} may hold only simple values") from None

    return Codec({**inner.schema, "uniqueItems": True}, load)


def _tuple(arguments: Sequence[Any], hint: Any, where: str, within: Tuple[Any, ...]) -> Codec:
    if not arguments or (len(arguments) == 2 and arguments[1] is Ellipsis):
        inner = _list(arguments[:1], where, within)
        return Codec(inner.schema, lambda value, path, strict: tuple(inner.load(value, path, strict)))
    if arguments == ((),):  # how older Pythons write Tuple[()]
        raise inexpressible(hint, where, "name the types of its items")
    codecs = [codec_of(argument, where, within) for argument in arguments]
    size = len(codecs)

    def load(value: Any, path: str, strict: bool) -> Any:
        if not is_list(value) or len(value) != size:
            raise ArgumentsError(f"{path} must be an array of {size} items, not {_given(value)}")
        pairs = [(codec, item, f"{path}[{index}]") for index, (codec, item) in enumerate(zip(codecs, value))]
        return tuple(_each(pairs, strict))

    schema = {"type": "array", "prefixItems": [codec.schema for codec in codecs], "minItems": size, "maxItems": size}
    return Codec(schema, load)


def _dict(arguments: Sequence[Any], hint: Any, where: str, within: Tuple[Any, ...]) -> Codec:
    if not arguments or isinstance(arguments[0], typing.TypeVar):
        return Codec({"type": "object"}, _load_object)
    keys, values = codec_of(arguments[0], where, within), codec_of(arguments[1], where, within)
    if keys.schema.get("type") not in ("string", "integer") and keys.schema != {}:
        raise inexpressible(hint, where, "the keys of an object in JSON are strings: write Dict[str, ...]")

    def load(value: Any, path: str, strict: bool) -> Any:
        _load_object(value, path, strict)
        # Keys are always text in JSON, so they may have to be converted even where values may not.
        names = [keys.load(name, f"the key {name!r} of {path}", False) for name in value]
        return dict(zip(names, _each([(values, item, f"{path}.{name}") for name, item in value.items()], strict)))

    schema: Schema = {"type": "object"}
    if values.schema:
        schema["additionalProperties"] = values.schema
    return Codec(schema, load)


def _load_object(value: Any, path: str, strict: bool) -> Any:
    if not is_dict(value):
        raise _wrong(path, "an object", value)
    return value


def _each(parts: Sequence[Tuple[Codec, Any, str]], strict: bool) -> List[Any]:
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


class Field:
    """One member of an object: of a function's arguments, a dataclass, a TypedDict."""

    __slots__ = ("codec", "default", "description", "has_default", "name", "required")

    def __init__(self, name: str, codec: Codec, required: bool, default: Any = None, has_default: bool = False) -> None:
        self.name = name
        self.codec = codec
        self.required = required
        self.default = default
        self.has_default = has_default
        self.description: Optional[str] = None

    def schema(self) -> Schema:
        """The member's schema, with its description and its default where JSON can carry it."""
        schema = dict(self.codec.schema)
        if not self.required and self.has_default and self.default is None:
            schema = _without_null(schema)
        if self.description and "description" not in schema:
            schema["description"] = self.description
        if self.has_default and self.default is not None:
            found, value = _plain(self.default)
            if found:
                schema["default"] = value
        return schema


def _without_null(schema: Schema) -> Schema:
    """A value that may be left out need not offer null as well; models handle the simpler schema better."""
    options = schema.get("anyOf")
    if not is_list(options):
        return schema
    kept = [option for option in options if option != {"type": "null"}]
    rest = {key: value for key, value in schema.items() if key != "anyOf"}
    return {**kept[0], **rest} if len(kept) == 1 else {**rest, "anyOf": kept}


def _plain(value: Any) -> Tuple[bool, Any]:
    """Whether a default can stand in a schema, and how."""
    if isinstance(value, enum.Enum):
        value = value.value
    if value is None or isinstance(value, (bool, int, str)):
        return True, value
    if isinstance(value, float):
        return value - value == 0, value
    if isinstance(value, (datetime.date, datetime.time)):
        return True, value.isoformat()
    if isinstance(value, (PurePath, uuid.UUID, decimal.Decimal)):
        return True, str(value)
    if isinstance(value, (list, tuple)):
        items = [_plain(item) for item in cast("Sequence[object]", value)]
        return all(found for found, _ in items), [item for _, item in items]
    if is_dict(value):
        pairs = {name: _plain(item) for name, item in value.items()}
        return all(found and is_text(name) for name, (found, _) in pairs.items()), {
            name: item for name, (_, item) in pairs.items()
        }
    return False, None


def fields_schema(fields: Sequence[Field]) -> Schema:
    """The object schema of several members."""
    return {
        "type": "object",
        "properties": {field.name: field.schema() for field in fields},
        "required": [field.name for field in fields if field.required],
    }


def load_fields(fields: Sequence[Field], value: Any, path: str, strict: bool) -> Dict[str, Any]:
    """The members that `value` gives, converted; those left out are left out here too.

    Raises:
        ArgumentsError: naming every missing, unknown and unfit member.
    """
    if not is_dict(value):
        raise _wrong(path or "they", "an object", value)
    prefix = f"{path}." if path else ""
    known = {field.name: field for field in fields}
    problems: List[str] = []
    loaded: Dict[str, Any] = {}
    for field in fields:
        where = prefix + field.name
        if field.name not in value:
            if field.required:
                problems.append(f"{where} is missing")
            continue
        given = value[field.name]
        if given is None and not field.required and not field.codec.nullable:
            continue  # models write null for "left out"
        try:
            loaded[field.name] = field.codec.load(given, where, strict)
        except ArgumentsError as error:
            problems += error.problems
    unknown: FrozenSet[str] = frozenset(map(str, value)) - frozenset(known)
    for name in sorted(unknown):
        names = ", ".join(known) or "none"
        problems.append(f"{prefix}{name} is unknown (known: {names})")
    if problems:
        raise ArgumentsError(problems)
    return loaded


def resolved_hints(owner: Any, where: str) -> Dict[str, Any]:
    """The type hints of a function or class, with names resolved.

    Raises:
        InvalidInputError: a name cannot be resolved, or the syntax is too new for the running Python.
    """
    try:
        return typing_extensions.get_type_hints(owner, include_extras=True)
    except NameError as error:
        raise InvalidInputError(
            f"a type hint of {where} cannot be resolved ({error}): import the name in the module (not only under "
            "TYPE_CHECKING) and define it outside of functions"
        ) from None
    except (TypeError, SyntaxError, AttributeError) as error:
        raise InvalidInputError(
            f"a type hint of {where} cannot be read on Python {sys.version_info[0]}.{sys.version_info[1]} ({error}): "
            "write Optional[X] for X | None, List[X] for list[X], Dict[K, V] for dict[K, V]"
        ) from None
