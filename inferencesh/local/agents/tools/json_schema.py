"""Checking JSON values against JSON Schemas, in words that say where something is wrong and what would be right.

Knows what schemas of tools and configs are made of. A keyword that it does not know is passed over, and so is a schema
that makes no sense: what comes out is what is certainly wrong.
"""

from __future__ import annotations

import re
from typing import Any, Callable, Dict, List, Mapping, Tuple

from ...._core.values.json_guard import is_array, is_object
from ...apps.argument_shapes import describe, did_you_mean

DEEPEST = 60
"""How far schemas may refer to schemas, and values may be nested."""
LONGEST = 100_000
"""Schemas looked at before a check ends, since alternatives that refer to themselves could go on for ever."""

Problems = List[Tuple[str, str]]
"""Place and problem: ("tools[0].name", "must be a string, not the number 5")."""


def problems_of(value: Any, schema: Any, where: str = "") -> Problems:
    """What is wrong with a value; nothing if it fits."""
    return _Check(schema).value(value, schema, where, DEEPEST)


def sentences(problems: Problems) -> List[str]:
    """Each problem with its place."""
    return [f"{where} {what}" if where else f"the value {what}" for where, what in problems]


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


_KINDS: Dict[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "number": _is_number,
    "integer": lambda value: _is_number(value) and float(value).is_integer(),
    "boolean": lambda value: isinstance(value, bool),
    "array": is_array,
    "object": is_object,
    "null": lambda value: value is None,
}
_ARTICLES = {"string": "a string", "array": "a list", "object": "an object", "integer": "a whole number",
             "number": "a number", "boolean": "true or false"}  # fmt: skip


class _Check:
    def __init__(self, root: Any) -> None:
        self._root = root
        self._left = LONGEST

    def value(self, value: Any, schema: Any, where: str, left: int) -> Problems:
        if schema is False:
            return [(where, "is not allowed")]
        self._left -= 1
        if not is_object(schema) or left <= 0 or self._left <= 0:
            return []
        found: Problems = []
        if isinstance(schema.get("$ref"), str):
            found += self.value(value, self._referred(schema["$ref"]), where, left - 1)
        wanted = schema.get("type")
        kinds = [wanted] if isinstance(wanted, str) else wanted if is_array(wanted) else []
        if kinds and all(kind in _KINDS for kind in kinds) and not any(_KINDS[kind](value) for kind in kinds):
            named = " or ".join(_ARTICLES.get(kind, kind) for kind in kinds)
            return [*found, (where, f"must be {named}, not {describe(value)}")]
        if is_array(schema.get("enum")) and not any(_same(value, option) for option in schema["enum"]):
            return [*found, (where, f"must be one of {_listed(schema['enum'])}, not {describe(value)}")]
        if "const" in schema and not _same(value, schema["const"]):
            return [*found, (where, f"must be {_listed([schema['const']])}, not {describe(value)}")]
        found += _limits(value, schema, where)
        if is_object(value):
            found += self._object(value, schema, where, left)
        elif is_array(value):
            found += self._array(value, schema, where, left)
        for part in _schemas(schema.get("allOf")):
            found += self.value(value, part, where, left - 1)
        for name in ("anyOf", "oneOf"):
            found += self._either(value, _schemas(schema.get(name)), where, left)
        return found

    def _object(self, value: Dict[str, Any], schema: Mapping[str, Any], where: str, left: int) -> Problems:
        found: Problems = []
        properties: Dict[str, Any] = schema["properties"] if is_object(schema.get("properties")) else {}
        required: List[Any] = schema["required"] if is_array(schema.get("required")) else []
        for name in required:
            if isinstance(name, str) and name not in value:
                found.append((_inside(where, name), "is missing"))
        more = schema.get("additionalProperties")
        for name, item in value.items():
            if name in properties:
                found += self.value(item, properties[name], _inside(where, name), left - 1)
            elif more is False and not is_object(schema.get("patternProperties")):
                found.append((_inside(where, name), "is not known" + did_you_mean(name, list(properties))))
            elif is_object(more):
                found += self.value(item, more, _inside(where, name), left - 1)
        return found

    def _array(self, value: List[Any], schema: Mapping[str, Any], where: str, left: int) -> Problems:
        found: Problems = []
        first = _schemas(schema.get("prefixItems"))
        for index, item in enumerate(value):
            part = first[index] if index < len(first) else schema.get("items")
            found += self.value(item, part, f"{where}[{index}]", left - 1)
        return found

    def _either(self, value: Any, options: List[Any], where: str, left: int) -> Problems:
        if not options:
            return []
        tried = [self.value(value, option, where, left - 1) for option in options]
        if not all(tried):
            return []
        # What is wrong inside the option that comes closest says more than "fits none".
        deep = [problems for problems in tried if all(place != where for place, _ in problems)]
        real = [option for option in options if not (is_object(option) and option.get("type") == "null")]
        if len(deep) == 1:
            return deep[0]
        if len(real) == 1:
            return tried[options.index(real[0])]
        said = "; ".join(what for problems in tried for _, what in problems)
        return [(where, f"fits none of what is allowed: {said}")]

    def _referred(self, reference: str) -> Any:
        if not reference.startswith("#"):
            return None
        found = self._root
        for step in [step for step in reference[1:].split("/") if step]:
            step = step.replace("~1", "/").replace("~0", "~")
            found = found.get(step) if is_object(found) else None
        return found


_BOUNDS: Tuple[Tuple[str, Callable[[Any, Any], bool], str], ...] = (
    ("minimum", lambda value, bound: bool(value >= bound), "at least"),
    ("maximum", lambda value, bound: bool(value <= bound), "at most"),
    ("exclusiveMinimum", lambda value, bound: bool(value > bound), "more than"),
    ("exclusiveMaximum", lambda value, bound: bool(value < bound), "less than"),
)


def _limits(value: Any, schema: Mapping[str, Any], where: str) -> Problems:
    found: Problems = []
    if _is_number(value):
        for name, holds, words in _BOUNDS:
            if _is_number(schema.get(name)) and not holds(value, schema[name]):
                found.append((where, f"must be {words} {schema[name]}, not {value!r}"))
    if isinstance(value, str):
        found += _length(len(value), schema, "Length", "characters", where)
        if isinstance(schema.get("pattern"), str) and not _matches(schema["pattern"], value):
            found.append((where, f"must match the pattern {schema['pattern']}, unlike {describe(value)}"))
    elif is_array(value):
        found += _length(len(value), schema, "Items", "items", where)
    return found


def _length(length: int, schema: Mapping[str, Any], ending: str, what: str, where: str) -> Problems:
    least, most = schema.get("min" + ending), schema.get("max" + ending)
    if _is_number(least) and length < least:  # type: ignore[operator]
        return [(where, f"must have at least {least} {what}, not {length}")]
    if _is_number(most) and length > most:  # type: ignore[operator]
        return [(where, f"must have at most {most} {what}, not {length}")]
    return []


def _matches(pattern: str, value: str) -> bool:
    try:
        return re.search(pattern, value) is not None
    except re.error:
        return True  # a pattern in a dialect that is not Python's


def _schemas(value: Any) -> List[Any]:
    return value if is_array(value) else []


def _same(value: Any, other: Any) -> bool:
    return bool(value == other) and isinstance(value, bool) == isinstance(other, bool)


def _listed(options: List[Any]) -> str:
    return ", ".join(repr(option) for option in options)


def _inside(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name
