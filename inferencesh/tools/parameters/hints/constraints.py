"""What `Annotated` says of a value beside its type: limits, patterns, descriptions.

Read are the notes of annotated_types and of pydantic, `Field` among them. They are recognised by what they look like,
because neither package is imported here. A note that is not known here is left to pydantic, or ignored.
"""

from __future__ import annotations

import datetime
import re
from numbers import Number
from typing import Any, Callable, Dict, Iterable, List, Optional, Pattern, Sequence, Tuple, cast

from ...._core.errors.classes import InvalidInputError
from ..arguments import ArgumentsError, given, kind_of
from ..json_shapes import is_list, is_mapping, is_text
from ..schema import Schema
from .codec import Codec, Loader, wrong

# What a note may say about a value, by the names of annotated_types and pydantic.
_COMPARISONS: Dict[str, Tuple[str, str, Callable[[Any, Any], bool]]] = {
    "ge": ("minimum", "at least", lambda value, limit: value >= limit),
    "gt": ("exclusiveMinimum", "more than", lambda value, limit: value > limit),
    "le": ("maximum", "at most", lambda value, limit: value <= limit),
    "lt": ("exclusiveMaximum", "less than", lambda value, limit: value < limit),
}
_CHANGES: Dict[str, Callable[[str], str]] = {
    "strip_whitespace": str.strip,
    "to_upper": str.upper,
    "to_lower": str.lower,
}
_LENGTHS = ("min_length", "max_length")
_STATED = frozenset({*_COMPARISONS, *_CHANGES, *_LENGTHS, "multiple_of", "pattern", "strict"})
_LENGTH_KEYWORDS = {"string": "Length", "array": "Items", "object": "Properties"}
_LENGTH_WORDS = {"string": "character", "array": "item", "object": "member"}


def is_field(note: Any) -> bool:
    """Whether it is what `Field(...)` of pydantic gives, or one of its kin."""
    return any(
        base.__name__ == "FieldInfo" and base.__module__.startswith("pydantic") for base in type(note).__mro__
    ) and hasattr(note, "is_required")


def of_pydantic(note: Any) -> bool:
    """Whether a note is one that pydantic alone can carry out."""
    if is_field(note):
        return getattr(note, "discriminator", None) is None and any(map(of_pydantic, note.metadata))
    if not type(note).__module__.startswith("pydantic"):
        return False
    stated = _stated(note)
    return not stated or not stated.keys() <= _STATED


def constrained(codec: Codec, notes: Iterable[Any], where: str) -> Codec:
    """A codec whose values also obey the notes of an `Annotated`.

    Raises:
        InvalidInputError: a pattern that cannot be read.
    """
    rules: Dict[str, Any] = {}
    checks: List[Any] = []
    schema: Schema = {}
    for note in _flat(notes):
        text = _description(note)
        if text is not None and "description" not in schema:
            schema["description"] = text
        if is_field(note):
            _extras(note, schema)
            continue
        stated = _stated(note)
        rules.update({name: value for name, value in stated.items() if name in _STATED})
        check = getattr(note, "func", None)
        if type(note).__name__ == "Predicate" and callable(check):
            checks.append(check)
    loader = _loader(codec, rules, checks, where)
    if loader is codec.load and not schema:
        return codec
    limits = _words(codec.schema, rules)
    if limits and "description" in schema:
        schema["description"] = f"{schema['description']} ({limits})"
        limits = ""
    elif limits:
        schema["description"] = f"{limits[0].upper()}{limits[1:]}."
    return Codec({**_schema(codec.schema, rules), **schema}, loader, codec.nullable, limits)


def _flat(notes: Iterable[Any]) -> List[Any]:
    """The notes, with those that hold others (a `Field`, an `Interval`) taken apart."""
    found: List[Any] = []
    for note in notes:
        if is_field(note):
            found += [note, *_flat(note.metadata)]
        elif hasattr(note, "__is_annotated_types_grouped_metadata__") and not _stated(note):
            found += _flat(note)
        else:
            found.append(note)
    return found


def _stated(note: Any) -> Dict[str, Any]:
    """The limits that a note states."""
    if is_field(note) or is_text(note) or isinstance(note, type):
        return {}
    stated: Dict[str, Any] = {}
    own: Any = getattr(note, "__dict__", None)
    if type(note).__name__ == "_PydanticGeneralMetadata" and isinstance(own, dict):
        stated = dict(cast("Dict[str, Any]", own))
    elif type(note).__module__.partition(".")[0] in ("pydantic", "annotated_types"):
        cls: Any = cast("Any", type(note))
        for name in (*getattr(cls, "__dataclass_fields__", ()), *getattr(cls, "__slots__", ())):
            stated[name] = getattr(note, name, None)
    return {name: value for name, value in stated.items() if value is not None and value is not False}


def _description(note: Any) -> Optional[str]:
    # A string, typing_extensions' Doc or pydantic's Field.
    for text in (note, getattr(note, "documentation", None), getattr(note, "description", None)):
        if is_text(text):
            return text
    return None


def _extras(field: Any, schema: Schema) -> None:
    """What a `Field` says for the schema alone."""
    examples = getattr(field, "examples", None)
    if is_list(examples):
        schema["examples"] = examples
    extra = getattr(field, "json_schema_extra", None)
    if is_mapping(extra):
        schema.update(extra)


# -- the schema


def _schema(schema: Schema, rules: Dict[str, Any]) -> Schema:
    options = schema.get("anyOf")
    if is_list(options):
        return {**schema, "anyOf": [_schema(option, rules) for option in options]}
    kind = schema.get("type")
    more: Schema = {}
    if kind in ("integer", "number"):
        for name, (keyword, _, _) in _COMPARISONS.items():
            if isinstance(rules.get(name), (int, float)):
                more[keyword] = rules[name]
        if isinstance(rules.get("multiple_of"), (int, float)):
            more["multipleOf"] = rules["multiple_of"]
    if isinstance(kind, str) and kind in _LENGTH_KEYWORDS and "format" not in schema:
        for name in _LENGTHS:
            if rules.get(name):
                more[name[:3] + _LENGTH_KEYWORDS[kind]] = rules[name]
    if kind == "string" and "pattern" in rules:
        more["pattern"] = _pattern_text(rules["pattern"])
    return {**schema, **more}


def _words(schema: Schema, rules: Dict[str, Any]) -> str:
    """Limits that JSON Schema has no keyword for, such as those of dates, in words."""
    if schema.get("type") != "string":
        return ""
    limits = [(words, rules[name]) for name, (_, words, _) in _COMPARISONS.items() if name in rules]
    return ", ".join(f"{words} {_shown(limit)}" for words, limit in limits)


def _shown(limit: Any) -> str:
    return limit.isoformat() if isinstance(limit, (datetime.date, datetime.time)) else str(limit)


# -- the check


def _loader(codec: Codec, rules: Dict[str, Any], checks: Sequence[Callable[[Any], Any]], where: str) -> Loader:
    if not rules and not checks:
        return codec.load
    pattern = _compiled_pattern(rules["pattern"], where) if "pattern" in rules else None
    changes = [change for name, change in _CHANGES.items() if rules.get(name)]
    exactly = bool(rules.get("strict"))

    def load(value: Any, path: str, strict: bool) -> Any:
        loaded = codec.load(value, path, strict or exactly)
        if loaded is None and codec.nullable:
            return loaded
        if isinstance(loaded, str):
            for change in changes:
                loaded = change(loaded)
        problem = _problem(loaded, rules) if rules else None
        if problem is None and pattern is not None:
            problem = _mismatch(loaded, pattern)
        if problem is not None:
            size = f" of {len(value)}" if is_list(value) or is_mapping(value) else None
            raise ArgumentsError(
                f"{path} must {problem}, not {given(value) if size is None else kind_of(value) + size}"
            )
        _check_all(checks, loaded, value, path)
        return loaded

    return load


def _compiled_pattern(pattern: Any, where: str) -> Pattern[str]:
    try:
        return re.compile(pattern)
    except (re.error, TypeError) as error:
        raise InvalidInputError(f"the pattern of {where} cannot be read: {error}") from None


def _mismatch(value: Any, pattern: Pattern[str]) -> Optional[str]:
    """What a text must match, and does not."""
    if not isinstance(value, str) or pattern.search(value):
        return None
    return f"match the pattern {_pattern_text(pattern)}"


def _check_all(checks: Sequence[Callable[[Any], Any]], loaded: Any, value: Any, path: str) -> None:
    for check in checks:
        if not _passes(check, loaded):
            raise wrong(path, f"a value for which {getattr(check, '__name__', check)!s} holds", value)


def _problem(value: Any, rules: Dict[str, Any]) -> Optional[str]:
    """What a value must be or have, and is not or has not."""
    for name, (_, words, holds) in _COMPARISONS.items():
        if name not in rules:
            continue
        limit = rules[name]
        if isinstance(limit, Number) and not isinstance(value, Number):
            continue  # of another member of a union
        try:
            if not holds(value, limit):
                return f"be {words} {_shown(limit)}"
        except TypeError:  # a time with a zone, where the limit has none
            return f"be {words} {_shown(limit)}, and comparable with it"
    step = rules.get("multiple_of")
    if step and isinstance(value, (int, float)) and _remainder(value, step):
        return f"be a multiple of {step}"
    if hasattr(value, "__len__"):
        size = len(cast("Any", value))
        unit = _LENGTH_WORDS["string" if isinstance(value, str) else "object" if is_mapping(value) else "array"]
        for name, words, broken in (
            ("min_length", "at least", size < rules.get("min_length", 0)),
            ("max_length", "at most", size > rules.get("max_length", size)),
        ):
            if broken:
                return f"have {words} {rules[name]} {unit}{'' if rules[name] == 1 else 's'}"
    return None


def _remainder(value: Any, step: Any) -> bool:
    if isinstance(value, int) and isinstance(step, int):
        return value % step != 0
    ratio = value / step  # 0.3 is a multiple of 0.1, whatever its binary form
    return bool(abs(ratio - round(ratio)) > 1e-9 * max(1.0, abs(ratio)))


def _passes(check: Callable[[Any], Any], value: Any) -> bool:
    try:
        return bool(check(value))
    except Exception:  # code of the user's: a value that it cannot take does not pass
        return False


def _pattern_text(pattern: Any) -> str:
    return str(getattr(pattern, "pattern", pattern))
