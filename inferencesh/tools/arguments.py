"""Checking the arguments of a call against declared parameters, in words that a model can act on."""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Mapping

from .._core.errors import InferenceError
from .shapes import is_list, is_mapping


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


def _number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _integer(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and float(value).is_integer()


_KINDS: Dict[str, Callable[[object], bool]] = {
    "string": lambda value: isinstance(value, str),
    "number": _number,
    "integer": _integer,
    "boolean": lambda value: isinstance(value, bool),
    "array": lambda value: is_list(value),
    "object": lambda value: is_mapping(value),
    "null": lambda value: value is None,
}


def _problems(schema: Mapping[str, Any], value: Any, path: str) -> List[str]:
    kinds = schema.get("type")
    wanted = [kinds] if isinstance(kinds, str) else list(kinds) if is_list(kinds) else []
    tests = [_KINDS[kind] for kind in wanted if kind in _KINDS]
    if tests and len(tests) == len(wanted) and not any(test(value) for test in tests):
        return [f"{path} must be {' or '.join(wanted)}, not {kind_of(value)}"]
    allowed = schema.get("enum")
    if is_list(allowed) and value not in allowed:
        return [f"{path} must be one of {', '.join(map(repr, allowed))}, not {_short(value)}"]
    found: List[str] = []
    items = schema.get("items")
    if is_list(value) and is_mapping(items):
        for index, item in enumerate(value):
            found += _problems(items, item, f"{path}[{index}]")
    properties = schema.get("properties")
    if is_mapping(value) and is_mapping(properties):
        named = schema.get("required")
        for name, inner in properties.items():
            inner_path = f"{path}.{name}" if path else str(name)
            if name in value:
                found += _problems(inner, value[name], inner_path)
            elif name in named if is_list(named) else inner.get("optional") is not True:
                found.append(f"{inner_path} is missing")
    return found


def check_arguments(params: Mapping[str, Mapping[str, Any]], arguments: Any) -> Dict[str, Any]:
    """A copy of `arguments` with defaults filled in.

    Arguments that are not declared pass: the platform may add some (`session`, for one).

    Raises:
        ArgumentsError: something is missing or of another kind than declared.
    """
    if not is_mapping(arguments):
        raise ArgumentsError(f"they must be an object, not {kind_of(arguments)}")
    found = _problems({"properties": params}, arguments, "")
    if found:
        raise ArgumentsError(found)
    filled = {
        name: schema["default"] for name, schema in params.items() if name not in arguments and "default" in schema
    }
    return {**arguments, **filled}


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
