"""Members of an object: of a function's arguments, a dataclass, a TypedDict."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any, Callable, Dict, FrozenSet, List, Optional, Sequence, cast

from ..arguments import ArgumentsError
from ..json_shapes import is_dict, is_list, is_text
from ..schema import Schema
from ..to_json import scalar
from .codec import Codec, wrong


class Field:
    """One member of an object."""

    __slots__ = ("codec", "default", "description", "has_default", "make", "name", "required")

    def __init__(
        self,
        name: str,
        codec: Codec,
        required: bool,
        default: Any = None,
        has_default: bool = False,
        make: Optional[Callable[[], Any]] = None,
    ) -> None:
        self.name: str = name
        self.codec: Codec = codec
        self.required: bool = required
        self.default: Any = default
        self.has_default: bool = has_default
        self.make: Optional[Callable[[], Any]] = make  # makes the default, where what is called does not have it itself
        self.description: Optional[str] = None

    def schema(self) -> Schema:
        """The member's schema, with its description and its default where JSON can carry it."""
        schema = dict(self.codec.schema)
        if not self.required and self.has_default and self.default is None:
            schema = _without_null(schema)
        if self.description and self.codec.limits:
            schema["description"] = f"{self.description} ({self.codec.limits})"
        elif self.description and "description" not in schema:
            schema["description"] = self.description
        if self.has_default and self.default is not None:
            try:
                schema["default"] = _plain(self.default)
            except ValueError:
                pass  # the function has the default; only the model does not see it
        return schema


def _without_null(schema: Schema) -> Schema:
    """A value that may be left out need not offer null as well; models handle the simpler schema better."""
    options = schema.get("anyOf")
    if not is_list(options):
        return schema
    kept = [option for option in options if option != {"type": "null"}]
    rest = {key: value for key, value in schema.items() if key != "anyOf"}
    return {**kept[0], **rest} if len(kept) == 1 else {**rest, "anyOf": kept}


def _plain(value: Any) -> Any:
    """A default as it stands in a schema.

    Raises:
        ValueError: JSON cannot carry it.
    """
    done, plain = scalar(value)
    if done:
        return plain
    if isinstance(value, PurePath):
        return str(value)
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in cast("Sequence[object]", value)]
    if is_dict(value) and all(is_text(name) for name in value):
        return {name: _plain(item) for name, item in value.items()}
    raise ValueError(f"no JSON value: {value!r}")


def fields_schema(fields: Sequence[Field]) -> Schema:
    """The object schema of several members."""
    return {
        "type": "object",
        "properties": {field.name: field.schema() for field in fields},
        "required": [field.name for field in fields if field.required],
        "additionalProperties": False,  # as load_fields has it
    }


def load_fields(fields: Sequence[Field], value: Any, path: str, strict: bool) -> Dict[str, Any]:
    """The members that `value` gives, converted; those left out are left out here too, unless they are to be made.

    Raises:
        ArgumentsError: naming every missing, unknown and unfit member.
    """
    if not is_dict(value):
        raise wrong(path or "they", "an object", value)
    prefix = f"{path}." if path else ""
    known = {field.name: field for field in fields}
    problems: List[str] = []
    loaded: Dict[str, Any] = {}
    for field in fields:
        where = prefix + field.name
        came = value.get(field.name)
        # Models write null for "left out".
        if field.name not in value or (came is None and not field.required and not field.codec.nullable):
            if field.required:
                problems.append(f"{where} is missing")
            elif field.make is not None:
                loaded[field.name] = field.make()
            continue
        try:
            loaded[field.name] = field.codec.load(came, where, strict)
        except ArgumentsError as error:
            problems += error.problems
    unknown: FrozenSet[str] = frozenset(map(str, value)) - frozenset(known)
    for name in sorted(unknown):
        names = ", ".join(known) or "none"
        problems.append(f"{prefix}{name} is unknown (known: {names})")
    if problems:
        raise ArgumentsError(problems)
    return loaded
