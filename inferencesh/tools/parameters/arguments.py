"""Checking the arguments of a call against declared parameters, in words that a model can act on."""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Mapping, Sequence

from ..._core.errors.classes import InferenceError
from .json_shapes import is_list, is_mapping


class ArgumentsError(InferenceError, ValueError):
    """The arguments that a model gave do not fit the tool. The text says which, and what would fit.

    Attributes:
        problems: one sentence for each.
    """

    def __init__(self, problems: Any) -> None:
        self.problems: List[str] = [problems] if isinstance(problems, str) else list(problems)
        super().__init__(
            "The arguments are wrong: " + "; ".join(self.problems) + ". Call the tool again with these fixed."
        )

    def __reduce__(self) -> Any:
        return type(self), (self.problems,)


def kind_of(value: Any) -> str:
    """What a JSON value is, in JSON's words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, int):
        return "an integer"
    if isinstance(value, float):
        return "a number"
    if isinstance(value, str):
        return "a string"
    if isinstance(value, (list, tuple)):
        return "an array"
    if is_mapping(value):
        return "an object"
    return f"a {type(value).__name__}"


def given(value: Any) -> str:
    """What came, for the text of an error: a value that is short, or what it is."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return kind_of(value)
    text = repr(value)
    return f"the {'string' if isinstance(value, str) else 'number'} {text if len(text) <= 60 else text[:57] + '...'}"


def _number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _integer(value: object) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, int) or (isinstance(value, float) and value.is_integer())


_KINDS: Dict[str, Callable[[object], bool]] = {
    "string": lambda value: isinstance(value, str),
    "number": _number,
    "integer": _integer,
    "boolean": lambda value: isinstance(value, bool),
    "array": lambda value: is_list(value),
    "object": lambda value: is_mapping(value),
    "null": lambda value: value is None,
}


def _kinds(schema: Mapping[str, Any]) -> List[str]:
    """The types that a schema names; none if it does not say, or names one that is not known here."""
    kinds = schema.get("type")
    named: Sequence[Any] = [kinds] if isinstance(kinds, str) else kinds if is_list(kinds) else []
    return [str(kind) for kind in named] if all(kind in _KINDS for kind in named) else []


def _checked(schema: Any, value: Any, path: str, problems: List[str]) -> Any:
    """The value without nulls for what may be left out; what is wrong with it is added to `problems`."""
    if not is_mapping(schema):
        return value  # a schema may also be true
    kinds = _kinds(schema)
    if kinds and not any(_KINDS[kind](value) for kind in kinds):
        problems.append(f"{path} must be {' or '.join(kinds)}, not {given(value)}")
        return value
    allowed = schema.get("enum")
    if is_list(allowed) and value not in allowed:
        problems.append(f"{path} must be one of {', '.join(map(repr, allowed))}, not {given(value)}")
        return value
    items = schema.get("items")
    if is_list(value):
        return [_checked(items, item, f"{path}[{index}]", problems) for index, item in enumerate(value)]
    properties = schema.get("properties")
    if is_mapping(value) and is_mapping(properties):
        return _checked_members(properties, schema.get("required"), value, path, problems)
    return value


def _checked_members(
    properties: Mapping[str, Any], named: Any, value: Mapping[str, Any], path: str, problems: List[str]
) -> Dict[str, Any]:
    kept = dict(value)
    for name, inner in properties.items():
        inner_path = f"{path}.{name}" if path else str(name)
        marked = is_mapping(inner) and inner.get("optional") is True
        required = name in named if is_list(named) else not marked
        if name not in value:
            if required:
                problems.append(f"{inner_path} is missing")
        elif value[name] is None and not required and is_mapping(inner) and "null" not in (_kinds(inner) or ["null"]):
            del kept[name]  # models write null for "left out"
        else:
            kept[name] = _checked(inner, value[name], inner_path, problems)
    return kept


def check_arguments(params: Mapping[str, Mapping[str, Any]], arguments: Any) -> Dict[str, Any]:
    """A copy of `arguments` with defaults filled in.

    Null for what may be left out is taken as left out. Arguments that are not declared pass: the platform may add some
    (`session`, for one).

    Raises:
        ArgumentsError: something is missing or of another kind than declared.
    """
    if not is_mapping(arguments):
        raise ArgumentsError(f"they must be an object, not {kind_of(arguments)}")
    problems: List[str] = []
    kept = _checked_members(params, None, arguments, "", problems)
    if problems:
        raise ArgumentsError(problems)
    filled = {name: schema["default"] for name, schema in params.items() if name not in kept and "default" in schema}
    return {**kept, **filled}
