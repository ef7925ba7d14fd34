"""What a tool gives back: from whatever a handler returns or raises to the text that the agent sees."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import enum
import json
import uuid
from pathlib import PurePath
from typing import Any, Dict, Iterable, List, NamedTuple, Union, cast

from .._core.errors import InferenceError, InvalidInputError
from .arguments import ArgumentsError
from .shapes import is_mapping

# behaviour.md 5.5
MAX_ATTACHMENTS = 20

AttachmentSource = Union[bytes, PurePath]


class ToolError(InferenceError):
    """Raised in a handler: the agent gets an error result with `content` (text, or any JSON value)."""

    def __init__(self, content: Any = "the tool failed") -> None:
        self.content = content
        super().__init__(content if isinstance(content, str) else json.dumps(content, default=str))

    def __reduce__(self) -> Any:
        return type(self), (self.content,)


class EncodedResult(NamedTuple):
    """A tool's result for `POST /tools/{id}`."""

    # Always text: a string as it is, anything else as JSON.
    result: str
    # Files to upload first, in order.
    attachments: List[AttachmentSource]


def encode_tool_result(value: Any) -> EncodedResult:
    """The result text and the files of what a handler returned.

    Text goes as it is, other values as JSON; dataclasses, attrs classes, pydantic models, enums, dates and paths' kin
    are turned into JSON first. Bytes and paths, alone or inside lists and dicts, become attachments, with a note in
    their place that names them.

    Raises:
        InvalidInputError: the value cannot be carried (the place is named), or there are more than 20 attachments.
    """
    if isinstance(value, str) and not isinstance(value, enum.Enum):
        return EncodedResult(value, [])
    attachments: List[AttachmentSource] = []
    plain = _plain(value, "result", attachments, ())
    if len(attachments) > MAX_ATTACHMENTS:
        raise InvalidInputError(
            f"a tool's result has {len(attachments)} files, and the platform takes {MAX_ATTACHMENTS}: return fewer"
        )
    return EncodedResult(json.dumps(plain, ensure_ascii=False), attachments)


def encode_tool_error(error: BaseException) -> str:
    """The error result that the agent sees for an exception in a handler."""
    if isinstance(error, ToolError):
        content = error.content
        if not (is_mapping(content) and "error" in content):
            content = {"error": content}
        return json.dumps(content, ensure_ascii=False, default=str)
    if isinstance(error, ArgumentsError):
        return json.dumps({"error": str(error)}, ensure_ascii=False)
    text = str(error)
    return json.dumps(
        {"error": f"{type(error).__name__}: {text}" if text else type(error).__name__}, ensure_ascii=False
    )


def _attached(source: AttachmentSource, attachments: List[AttachmentSource]) -> Dict[str, str]:
    attachments.append(source)
    name = source.name if isinstance(source, PurePath) else ""
    return {"attachment": name or f"attachment {len(attachments)}"}


def _plain(value: Any, path: str, attachments: List[AttachmentSource], within: Any) -> Any:
    if isinstance(value, enum.Enum):
        value = value.value
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        if value - value != 0:
            raise InvalidInputError(f"{path} is {value!r}, which JSON cannot carry")
        return value
    if isinstance(value, (bytes, bytearray, memoryview)):
        return _attached(bytes(cast("bytes", value)), attachments)
    if isinstance(value, PurePath):
        return _attached(value, attachments)
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, (uuid.UUID, decimal.Decimal)):
        return str(value)
    if id(value) in within:
        raise InvalidInputError(f"{path} contains itself, which JSON cannot carry")
    inner = (*within, id(value))
    members = _members(value)
    if members is not None:
        value = members
    if is_mapping(value):
        plain: Dict[str, Any] = {}
        for name, item in value.items():
            if isinstance(name, enum.Enum):
                name = name.value
            if not isinstance(name, (str, int, float)) and name is not None:
                raise InvalidInputError(f"{path} has the key {name!r}, which JSON cannot carry: use strings")
            plain[name if isinstance(name, str) else json.dumps(name)] = _plain(
                item, f"{path}.{name}", attachments, inner
            )
        return plain
    if isinstance(value, (list, tuple, set, frozenset)):
        items = cast("Iterable[object]", value)
        return [_plain(item, f"{path}[{index}]", attachments, inner) for index, item in enumerate(items)]
    raise InvalidInputError(
        f"{path} is a {type(value).__name__}, which JSON cannot carry: return text, a dict, a list, bytes or a Path"
    )


def _members(value: Any) -> Any:
    """The members of an object of one of the kinds that are taken apart, or None."""
    if isinstance(value, type):
        return None
    if dataclasses.is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    fields: Any = getattr(cast("object", type(value)), "__attrs_attrs__", None)
    if fields is not None:
        return {field.name: getattr(value, field.name) for field in fields}
    dump = getattr(value, "model_dump", None)
    if callable(dump):
        return dump(mode="json")
    return None
