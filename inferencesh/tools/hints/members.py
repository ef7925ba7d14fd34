"""Members of an object: of a function's arguments, a dataclass, a TypedDict."""

from __future__ import annotations

import datetime
import decimal
import enum
import uuid
from pathlib import PurePath
from typing import Any, Dict, FrozenSet, List, Optional, Sequence, Tuple, cast

from ..arguments import ArgumentsError
from ..schema import Schema
from ..shapes import is_dict, is_list, is_text
from .codec import Codec, wrong


class Field:
    """One member of an object."""

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
        raise wrong(path or "they", "an object", value)
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
        came = value[field.name]
        if came is None and not field.required and not field.codec.nullable:
            continue  # models write null for "left out"
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
