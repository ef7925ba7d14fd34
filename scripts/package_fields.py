"""The typed fields of results: a base for each class in inferencesh/results/, from the schemas that it holds."""

from __future__ import annotations

import re
import textwrap
from typing import Any, NamedTuple

NOTICE = "Made by `make generate`; never edited."
LINE = 120


class Held(NamedTuple):
    """What a result class holds."""

    schemas: tuple[str, ...]
    """The schemas, the fullest first: where several describe a field, its description counts."""
    without: tuple[str, ...] = ()
    """Fields that the class makes something else of, or leaves out."""
    entry: str = ""
    """The field that is a list of other results: the base is generic in their class."""


CLASSES = {
    # a task always answers `logs` and `status_text`
    "Task": Held(("TaskDTO", "TaskResultDTO"), without=("logs", "status_text")),
    # the signed address is dropped
    "File": Held(("FileDTO", "TaskFileDTO"), without=("upload_url",)),
    "Session": Held(("AppSessionDTO",)),
    # `content` is the text, and `parts` what the platform calls `content`
    "Message": Held(("ChatMessageDTO",), without=("content",)),
    "Chat": Held(("ChatDTO",)),
    "ToolCall": Held(("ToolInvocationDTO",)),
    "App": Held(("AppDTO", "PublicAppStoreDTO")),
    "AppVersion": Held(("AppVersionDTO",)),
    "LiveSocket": Held(("SocketDTO",)),
    "SocketAccess": Held(("SocketAccess",)),
    "Page": Held(("TaskPage",), entry="items"),
}

# What many schemas are made of is a base of its own.
SHARED = {"BaseModelDTO": "StoredFields", "PermissionModelDTO": "OwnedFields"}
# Enums that have a class of ours; the others are read as text.
ENUM_CLASSES = {"TaskStatus"}
# Every result has these: a field of this name gets a trailing underscore, as one named like a method of dict does.
OF_EVERY_RESULT = {"data", "messages", "raw"}
PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}


# A client imports the first as it starts, the others when they are needed.
MODULES = {
    "fields": ("Task", "File", "Page"),
    "chat_fields": ("Message", "Chat", "ToolCall"),
    "app_fields": ("App", "AppVersion", "Session", "LiveSocket", "SocketAccess"),
}


def text(schemas: dict[str, Any], module: str = "fields") -> str:
    """A module with the bases of some classes; the first holds what they have in common."""
    stored, owned = SHARED
    first = module == "fields"
    parts = [_base(schemas, name, CLASSES[name]) for name in MODULES[module]]
    if first:
        every = fields(schemas, Held((stored,)))
        owners = fields(schemas, Held((owned,)))
        parts[:0] = [
            _class(schemas, "StoredFields", "Result", f"every stored object: `{stored}`", every),
            _class(schemas, "OwnedFields", "StoredFields", f"what has an owner: `{owned}`", owners),
        ]
    imports = "from .base import Result, field, time_field\n"
    if not first:
        imports += "from .fields import OwnedFields, StoredFields\n"
    variable = '\nT = TypeVar("T", bound=Result)\n' if first else ""
    joined = "\n\n".join(parts)
    return f'''"""The fields of results, as openapi.yaml describes them. {NOTICE}

The classes that users hold add behaviour to these. A field that the platform did not send reads as None.
"""

from __future__ import annotations

import datetime
from typing import Any, Dict, Generic, List, Optional, TypeVar

from .._core.values.status import TaskStatus
{imports}{variable}

{joined}'''


def _base(schemas: dict[str, Any], name: str, held: Held) -> str:
    """The base of a class that users hold."""
    parts = {part.get("$ref", "").rsplit("/", 1)[-1] for part in schemas[held.schemas[0]].get("allOf", ())}
    shared = [schema for schema in SHARED if schema in parts]
    above = SHARED[shared[-1]] if shared else "Result"
    inherited = {key for schema in shared for key in schemas[schema]["properties"]}
    found = {key: value for key, value in fields(schemas, held).items() if key not in inherited}
    sources = " and ".join(f"`{source}`" for source in held.schemas)
    bases = f"{above}, Generic[T]" if held.entry else above
    return _class(schemas, f"{name}Fields", bases, f"`{name}`: {sources}", found, held.entry)


def _class(
    schemas: dict[str, Any],
    name: str,
    bases: str,
    about: str,
    found: dict[str, tuple[dict[str, Any], bool]],
    entry: str = "",
) -> str:
    lines = [f"class {name}({bases}):\n", f'    """The fields of {about} in openapi.yaml."""\n\n']
    for key, (schema, always) in found.items():
        attribute = f"{key}_" if hasattr(dict, key) or key in OF_EVERY_RESULT else key
        kind = "List[T]" if key == entry else _type(schemas, key, schema, always)
        declare = "time_field" if is_time(key) else "field"
        lines.append(f'    {attribute}: {kind} = {declare}("{key}")\n')
        lines.append(textwrap.indent(docstring(schema["description"]), "    "))
    return "".join(lines)


def fields(schemas: dict[str, Any], held: Held) -> dict[str, tuple[dict[str, Any], bool]]:
    """The fields by their names on the wire: each one's schema, and whether it always has a value."""
    described = [_members(schemas, schemas[source]) for source in held.schemas]
    found: dict[str, tuple[dict[str, Any], bool]] = {}
    for members, _ in described:
        for key, schema in members.items():
            if key not in held.without and key not in found:
                found[key] = schema, all(_always(key, others, required) for others, required in described)
    return found


def _always(key: str, members: dict[str, Any], required: set[str]) -> bool:
    schema = members.get(key, {})
    may_be_null = "null" in _kinds(schema) or {"type": "null"} in schema.get("oneOf", ())
    return key in required and not may_be_null


def _members(schemas: dict[str, Any], schema: dict[str, Any]) -> tuple[dict[str, Any], set[str]]:
    """The properties of a schema and those that are required, of what it is made of first."""
    properties: dict[str, Any] = {}
    required: set[str] = set()
    for part in [*schema.get("allOf", ()), schema]:
        if "$ref" in part:
            inner, needed = _members(schemas, _resolve(schemas, part))
        else:
            inner, needed = part.get("properties", {}), set(part.get("required", ()))
        properties.update(inner)
        required |= needed
    return properties, required


def is_time(key: str) -> bool:
    """Whether a field is a time stamp: the contract calls all of them so, and nothing else (docs/contract.md)."""
    return key.endswith("_at")


def docstring(description: str) -> str:
    """A description as a docstring below an attribute, in lines that fit.

    Left out: remarks on the contract itself, and the form that time stamps have on the wire.
    """
    text = re.sub(r"^Free-form on purpose: |; not described here|, RFC 3339| RFC 3339\.| \(RFC 3339\)", "", description)
    text = re.sub(r"\bnull\b", "None", text)
    text = text[0].upper() + text[1:]
    lines = textwrap.wrap(f'"""{text}"""', LINE - 4)
    if len(lines) > 1:
        lines = [*textwrap.wrap(f'"""{text}', LINE - 4), '"""']
    return "\n".join(lines) + "\n"


def _type(schemas: dict[str, Any], key: str, schema: dict[str, Any], always: bool) -> str:
    if is_time(key):
        return "Optional[datetime.datetime]"  # text that is no time reads as None
    plain = _plain(schemas, schema)
    return plain if always or plain == "Any" else f"Optional[{plain}]"


def _plain(schemas: dict[str, Any], schema: dict[str, Any]) -> str:
    """The type without None."""
    choices = [choice for choice in schema.get("oneOf", ()) if choice.get("type") != "null"]
    if choices:
        return _plain(schemas, choices[0]) if len(choices) == 1 else "Any"
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return name if name in ENUM_CLASSES else _plain(schemas, schemas[name])
    kinds = [kind for kind in _kinds(schema) if kind != "null"]
    if "allOf" in schema or kinds == ["object"]:
        return "Dict[str, Any]"
    if kinds == ["array"]:
        return f"List[{_plain(schemas, schema['items'])}]"
    return PLAIN[kinds[0]] if len(kinds) == 1 else "Any"


def _kinds(schema: dict[str, Any]) -> list[str]:
    kinds = schema.get("type", [])
    return [kinds] if isinstance(kinds, str) else list(kinds)


def _resolve(schemas: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = schemas[schema["$ref"].rsplit("/", 1)[1]]
    return found
