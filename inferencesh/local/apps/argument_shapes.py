"""From JSON values to what an app's parameters ask for.

A `Shape` describes one annotation (`annotations.py` finds it). It names its schema and takes a JSON value: checks it,
reports what is wrong with the place where it is wrong, and converts it (file addresses to `Path`, objects to
dataclasses, ...).
"""

from __future__ import annotations

import dataclasses
import difflib
import enum
import pathlib
from typing import Any, Callable, Dict, List, Mapping, Sequence, Tuple

from ..._core.values.json_guard import is_array, is_object

MISSING: Any = object()


@dataclasses.dataclass
class Taking:
    """One walk over an input: where errors are collected, and how an address becomes a local file."""

    file: Callable[[str], pathlib.Path]
    errors: List[Tuple[str, str]] = dataclasses.field(default_factory=lambda: [])

    def wrong(self, where: str, message: str) -> Any:
        """Note that the value at `where` does not fit. Gives None, which stands for the value."""
        self.errors.append((where, message))
        return None


class Shape:
    """Anything at all."""

    def schema(self) -> Dict[str, Any]:
        """The JSON Schema of the values that fit."""
        return {}

    def take(self, value: Any, where: str, taking: Taking) -> Any:
        """The value that the app gets. What is wrong is added to `taking.errors`, with `where` as its place."""
        return value

    def fits(self, value: Any, taking: Taking) -> bool:
        """Whether `take` would find nothing wrong; used to choose between the members of a union."""
        trial = Taking(taking.file)
        self.take(value, "", trial)
        return not trial.errors


_NAMES: Dict[type, str] = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}


class Scalar(Shape):
    """str, int, float, bool or null."""

    def __init__(self, kind: type) -> None:
        self.kind = kind

    def schema(self) -> Dict[str, Any]:
        """The JSON Schema: the name of the type."""
        return {"type": _NAMES[self.kind]}

    def take(self, value: Any, where: str, taking: Taking) -> Any:
        """The value if it is of the type. A whole number is taken for a float, a boolean never for a number."""
        if self.kind is float and isinstance(value, (int, float)) and not isinstance(value, bool):
            return float(value)
        if isinstance(value, self.kind) and not (self.kind is int and isinstance(value, bool)):
            return value
        return taking.wrong(where, f"expected {_article(_NAMES[self.kind])}, got {describe(value)}")


class FileShape(Shape):
    """A `Path` parameter: the address of a file in the request, a local file in the app."""

    def schema(self) -> Dict[str, Any]:
        """The JSON Schema: a string of the format `file`."""
        return {"type": "string", "format": "file"}

    def take(self, value: Any, where: str, taking: Taking) -> Any:
        """The local path of a file, from its address or an object with a `uri`."""
        if is_object(value) and isinstance(value.get("uri"), str):
            value = value["uri"]
        if not isinstance(value, str):
            return taking.wrong(where, f"expected the address of a file, got {describe(value)}")
        try:
            return taking.file(value)
        except ValueError as error:
            return taking.wrong(where, str(error))


class ListShape(Shape):
    """An array of any length, whose items have one shape."""

    def __init__(self, item: Shape, convert: Callable[[List[Any]], Any]) -> None:
        self.item = item
        self.convert = convert

    def schema(self) -> Dict[str, Any]:
        """The JSON Schema: an array."""
        return {"type": "array", "items": self.item.schema()}

    def take(self, value: Any, where: str, taking: Taking) -> Any:
        """The items, in the collection that the app asks for."""
        if not is_array(value):
            return taking.wrong(where, f"expected an array, got {describe(value)}")
        taken = [self.item.take(item, f"{where}[{index}]", taking) for index, item in enumerate(value)]
        return None if taking.errors else self.convert(taken)


class TupleShape(Shape):
    """A tuple of a fixed length."""

    def __init__(self, items: Sequence[Shape]) -> None:
        self.items = items

    def schema(self) -> Dict[str, Any]:
        """The JSON Schema: an array of a fixed length."""
        return {
            "type": "array",
            "prefixItems": [item.schema() for item in self.items],
            "minItems": len(self.items),
            "maxItems": len(self.items),
        }

    def take(self, value: Any, where: str, taking: Taking) -> Any:
        """A tuple of the items, each of its own shape."""
        if not is_array(value) or len(value) != len(self.items):
            return taking.wrong(where, f"expected an array of {len(self.items)} items, got {describe(value)}")
        return tuple(
            shape.take(item, f"{where}[{index}]", taking) for index, (shape, item) in enumerate(zip(self.items, value))
        )


class MapShape(Shape):
    """An object with any keys, whose values have one shape."""

    def __init__(self, item: Shape) -> None:
        self.item = item

    def schema(self) -> Dict[str, Any]:
        """The JSON Schema: an object with any members."""
        inner = self.item.schema()
        return {"type": "object", "additionalProperties": inner} if inner else {"type": "object"}

    def take(self, value: Any, where: str, taking: Taking) -> Any:
        """A dict of the values by their keys."""
        if not is_object(value):
            return taking.wrong(where, f"expected an object, got {describe(value)}")
        return {key: self.item.take(item, f"{where}.{key}", taking) for key, item in value.items()}


class ChoiceShape(Shape):
    """Literal values, or the members of an enum."""

    def __init__(self, choices: Sequence[Tuple[Any, Any]]) -> None:
        self.choices = choices  # (JSON value, what the app gets)

    def schema(self) -> Dict[str, Any]:
        """The JSON Schema: the list of allowed values."""
        return {"enum": [value for value, _ in self.choices]}

    def take(self, value: Any, where: str, taking: Taking) -> Any:
        """What the allowed value stands for."""
        for choice, result in self.choices:
            # `1 == True` in Python, but not in JSON.
            if choice == value and isinstance(choice, bool) == isinstance(value, bool):
                return result
        listed = ", ".join(repr(choice) for choice, _ in self.choices)
        return taking.wrong(where, f"expected one of {listed}, got {describe(value)}")


class UnionShape(Shape):
    """A value of any of several shapes."""

    def __init__(self, members: Sequence[Shape]) -> None:
        self.members = members

    def schema(self) -> Dict[str, Any]:
        """The JSON Schema: any of the members' schemas."""
        return {"anyOf": [member.schema() for member in self.members]}

    def take(self, value: Any, where: str, taking: Taking) -> Any:
        """What the first shape that fits makes of the value."""
        for member in self.members:
            if member.fits(value, taking):
                return member.take(value, where, taking)
        others = [m for m in self.members if not (isinstance(m, Scalar) and m.kind is type(None))]
        if len(others) == 1:
            # Optional[X]: what is wrong with X says more than "fits neither".
            return others[0].take(value, where, taking)
        return taking.wrong(where, f"{describe(value)} fits none of the allowed types")


@dataclasses.dataclass
class FieldShape:
    """One property of an object."""

    name: str
    shape: Shape
    default: Any = MISSING
    required: bool = True

    def schema(self) -> Dict[str, Any]:
        """The JSON Schema of the field's value, with its default if JSON can show it."""
        schema = dict(self.shape.schema())
        if self.default is not MISSING:
            plain = _plain_default(self.default)
            if plain is not MISSING:
                schema["default"] = plain
        return schema


class ObjectShape(Shape):
    """Named properties: the parameters of a function, a dataclass, a TypedDict."""

    def __init__(self, fields: Sequence[FieldShape], build: Callable[[Dict[str, Any]], Any], extra: bool = False):
        self.fields: List[FieldShape] = list(fields)
        self.build = build
        self.extra = extra

    def schema(self) -> Dict[str, Any]:
        """The JSON Schema: an object with these fields."""
        schema: Dict[str, Any] = {
            "type": "object",
            "properties": {field.name: field.schema() for field in self.fields},
        }
        required = [field.name for field in self.fields if field.required]
        if required:
            schema["required"] = required
        if not self.extra:
            schema["additionalProperties"] = False
        return schema

    def take(self, value: Any, where: str, taking: Taking) -> Any:
        """What the app's type makes of the fields."""
        if not is_object(value):
            return taking.wrong(where, f"expected an object, got {describe(value)}")
        before = len(taking.errors)
        taken: Dict[str, Any] = {}
        known = {field.name for field in self.fields}
        for field in self.fields:
            if field.name in value:
                taken[field.name] = field.shape.take(value[field.name], f"{where}.{field.name}", taking)
            elif field.required:
                taking.wrong(f"{where}.{field.name}", "is required and missing")
        for name in value:
            if name in known:
                continue
            if self.extra:
                taken[name] = value[name]
            else:
                taking.wrong(f"{where}.{name}", "is not a known field" + did_you_mean(name, known))
        if len(taking.errors) > before:
            return None
        try:
            return self.build(taken)
        except (TypeError, ValueError) as error:
            # A dataclass's own __post_init__ refuses: the caller's mistake, so say so.
            return taking.wrong(where, str(error))


class ModelShape(Shape):
    """A model class that validates itself, recognised by the methods that pydantic gives it."""

    def __init__(self, model: Any) -> None:
        self.model = model

    def schema(self) -> Dict[str, Any]:
        """The JSON Schema, from the pydantic model."""
        return dict(self.model.model_json_schema())

    def take(self, value: Any, where: str, taking: Taking) -> Any:
        """The pydantic model of the value."""
        try:
            return self.model.model_validate(value)
        except ValueError as error:
            return taking.wrong(where, str(error).splitlines()[0] if str(error) else "is not valid")


def describe(value: Any) -> str:
    """A JSON value in a few words, short enough for an error message."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"the number {value!r}"[:60]
    if isinstance(value, str):
        text = value if len(value) <= 40 else value[:37] + "..."
        return f"the string {text!r}"
    if is_array(value):
        return f"an array of {len(value)}"
    return "an object"


def did_you_mean(name: str, known: Any) -> str:
    """` (did you mean "x"?)` when something close is known, else nothing."""
    close = difflib.get_close_matches(name, list(known), n=1)
    return f' (did you mean "{close[0]}"?)' if close else ""


def _article(noun: str) -> str:
    if noun == "null":
        return noun
    return ("an " if noun[0] in "aeiou" else "a ") + noun


def _plain_default(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        value = value.value
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    if value in ([], {}):
        return value
    return MISSING


def addresses_in(shape: Shape, value: Any, check: Callable[[str], None]) -> Tuple[List[Tuple[str, str]], List[str]]:
    """Check `value` without converting files: the errors, and the addresses that the app will want as local files."""
    found: List[str] = []

    def note(address: str) -> pathlib.Path:
        check(address)
        found.append(address)
        return pathlib.Path(address)

    taking = Taking(note)
    shape.take(value, "input", taking)
    return taking.errors, list(dict.fromkeys(found))


def bind(shape: Shape, value: Any, files: Mapping[str, str]) -> Any:
    """The converted value; `files` maps each address to the local file that holds its content."""
    taking = Taking(lambda address: pathlib.Path(files[address]))
    taken = shape.take(value, "input", taking)
    if taking.errors:
        raise ValueError("; ".join(f"{where}: {message}" for where, message in taking.errors))
    return taken
