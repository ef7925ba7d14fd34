"""What a tool gives back: from whatever a handler returns or raises to the text that the agent sees."""

from __future__ import annotations

import dataclasses
import enum
import json
from pathlib import PurePath
from typing import Any, Dict, Iterable, List, NamedTuple, Union, cast

from .._core.errors.classes import InferenceError, InvalidInputError
from .._core.files.input_errors import usual_fix
from .foreign_values import converted
from .parameters.arguments import ArgumentsError
from .parameters.hints.models import is_model, model_parts
from .parameters.json_shapes import is_mapping
from .parameters.to_json import scalar

# docs/platform-notes.md, "Calls of tools"
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
    are turned into JSON first. Bytes and paths, alone or inside of any of these, become attachments, with a note in
    their place that names them.

    Raises:
        InvalidInputError: the value cannot be carried (the place is named), or there are more than 20 attachments.
    """
    attachments: List[AttachmentSource] = []
    try:
        if isinstance(value, str) and not isinstance(value, enum.Enum):
            return EncodedResult(value, [])
        text = json.dumps(_plain(value, "result", attachments, ()), ensure_ascii=False)
    except InvalidInputError:
        raise
    except RecursionError:
        raise InvalidInputError("result is nested too deeply for JSON") from None
    except Exception as error:  # code of the user's class, wherever looking at the value runs it
        raise InvalidInputError(f"result cannot be read: {_words(error)}") from error
    if len(attachments) > MAX_ATTACHMENTS:
        raise InvalidInputError(
            f"a tool's result has {len(attachments)} files, and the platform takes {MAX_ATTACHMENTS}: return fewer"
        )
    return EncodedResult(text, attachments)


def encode_tool_error(error: BaseException) -> str:
    """The error result that the agent sees for an exception in a handler."""
    if isinstance(error, ToolError):
        content = error.content
        if not (is_mapping(content) and "error" in content):
            content = {"error": content}
        return json.dumps(content, ensure_ascii=False, default=str)
    if isinstance(error, ArgumentsError):
        return json.dumps({"error": str(error)}, ensure_ascii=False)
    return json.dumps({"error": _words(error)}, ensure_ascii=False)


def _words(error: BaseException) -> str:
    try:
        text = str(error)
    except Exception:  # code of the user's class: an error in it must not leave the agent waiting
        text = ""
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _attached(source: AttachmentSource, attachments: List[AttachmentSource]) -> Dict[str, str]:
    attachments.append(source)
    name = source.name if isinstance(source, PurePath) else ""
    return {"attachment": name or f"attachment {len(attachments)}"}


def _plain(value: Any, path: str, attachments: List[AttachmentSource], enclosing: Any) -> Any:
    try:
        done, plain = scalar(value)
    except ValueError:
        raise InvalidInputError(f"{path} is {value!r}, which JSON cannot carry") from None
    if done:
        return plain
    if isinstance(value, (bytes, bytearray, memoryview)):
        return _attached(bytes(cast("bytes", value)), attachments)
    if isinstance(value, PurePath):
        return _attached(value, attachments)
    if id(value) in enclosing:
        raise InvalidInputError(f"{path} contains itself, which JSON cannot carry")
    inner = (*enclosing, id(value))
    foreign, nearer = False, None
    try:
        parts = _parts(value)
        if parts is None:
            foreign, nearer = converted(value)
    except RecursionError:
        raise
    except Exception as error:  # code of the user's class
        raise InvalidInputError(f"{path} cannot be read: {_words(error)}") from error
    if foreign:
        return _plain(nearer, path, attachments, inner)
    if parts is None:
        fix = usual_fix(value) or "return text, a dict, a list, bytes or a Path"
        raise InvalidInputError(f"{path} is a {type(value).__name__}, which JSON cannot carry: {fix}")
    if isinstance(parts, list):
        return [_plain(item, f"{path}[{index}]", attachments, inner) for index, item in enumerate(parts)]
    return {
        _key(name, path): _plain(item, f"{path}.{getattr(name, 'name', name)}", attachments, inner)
        for name, item in parts.items()
    }


def _key(name: Any, path: str) -> str:
    try:
        done, plain = scalar(name)
    except ValueError:
        done, plain = False, None
    if not done:
        done, plain = scalar(converted(name)[1])
    if not done:
        raise InvalidInputError(f"{path} has the key {name!r}, which JSON cannot carry: use strings")
    return plain if isinstance(plain, str) else json.dumps(plain)


def _parts(value: Any) -> Union[Dict[Any, Any], List[Any], None]:
    """The members or items of what is taken apart, or None for anything else."""
    if is_mapping(value):
        return dict(value.items())
    if isinstance(value, (list, tuple, set, frozenset)):
        return list(cast("Iterable[object]", value))
    if isinstance(value, type):
        return None
    if dataclasses.is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    fields: Any = getattr(cast("object", type(value)), "__attrs_attrs__", None)
    if fields is not None:
        return {field.name: getattr(value, field.name) for field in fields}
    return model_parts(value) if is_model(type(value)) else None
