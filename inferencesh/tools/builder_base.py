"""What the builders of all kinds of tools share."""

from __future__ import annotations

from typing import Any, Dict, Generic, Mapping, Optional, TypeVar

from typing_extensions import Self

from .._core.errors.classes import InvalidInputError
from .built import BuiltTool
from .parameters.json_shapes import is_mapping, is_text, is_whole
from .parameters.schema import Schema

_MISSING: Any = object()
_BuiltT = TypeVar("_BuiltT", bound=BuiltTool)


def require_text(value: Any, name: str, example: str) -> str:
    """Give back a text that is not blank.

    Raises:
        InvalidInputError: it is something else. The error names the argument and shows `example`.
    """
    if not is_text(value) or not value.strip():
        raise InvalidInputError(f"{name} must be a non-empty string, such as {example!r}, not {value!r}")
    return value


def require_values(value: Any, name: str) -> Dict[str, Any]:
    """A copy of a mapping, as a dict.

    Raises:
        InvalidInputError: it is something else. The error names the argument.
    """
    if not is_mapping(value):
        raise InvalidInputError(f"{name} takes a dict of values, not {type(value).__name__}")
    return dict(value)


class ToolBuilder(Generic[_BuiltT]):
    """What all builders share."""

    _type = ""

    def __init__(self, name: str) -> None:
        self._name = require_text(name, "name", "weather")
        self._display_name: Optional[str] = None
        self._description = ""
        self._require_approval = False
        self._approval_timeout: Optional[int] = None
        self._params: Dict[str, Schema] = {}

    def display_name(self, name: str) -> Self:
        """The name that people see. Default: the tool's name."""
        self._display_name = require_text(name, "display_name", "Weather")
        return self

    def display(self, name: str) -> Self:
        """The same as `display_name`."""
        return self.display_name(name)

    def describe(self, text: str) -> Self:
        """What the tool does, for the model."""
        if not is_text(text):
            raise InvalidInputError(f"describe takes a string, not {type(text).__name__}")
        self._description = text
        return self

    def param(self, name: str, schema: Mapping[str, Any], *, default: Any = _MISSING) -> Self:
        """Declare a parameter.

        Args:
            name: its name.
            schema: what it takes, from a schema helper such as `string("City")`, or any JSON Schema.
            default: what it is when the model leaves it out; makes the parameter optional.

        Raises:
            InvalidInputError: an empty or repeated name, or no schema.
        """
        require_text(name, "name", "city")
        if not is_mapping(schema):
            raise InvalidInputError(
                f"param {name!r} needs a schema, such as string('City'), not {type(schema).__name__}"
            )
        if name in self._params:
            raise InvalidInputError(f"param {name!r} is declared twice")
        declared = dict(schema)
        if default is not _MISSING:
            declared.update(default=default, optional=True)
        self._params[name] = declared
        return self

    def require_approval(self, required: bool = True) -> Self:
        """Let a person decide on each call before it runs."""
        self._require_approval = bool(required)
        return self

    def approval_timeout(self, seconds: int) -> Self:
        """Refuse a call that nobody has decided on after this many seconds; 0 waits for ever."""
        if not is_whole(seconds):
            raise InvalidInputError(f"approval_timeout must be a whole number of seconds, 0 or more, not {seconds!r}")
        self._approval_timeout = seconds
        return self

    def _config(self) -> Dict[str, Any]:
        raise NotImplementedError

    def _definition(self) -> Dict[str, Any]:
        definition: Dict[str, Any] = {
            "name": self._name,
            "display_name": self._name if self._display_name is None else self._display_name,
            "description": self._description,
            "type": self._type,
            "require_approval": self._require_approval,
        }
        if self._approval_timeout is not None:
            definition["approval_timeout"] = self._approval_timeout
        definition[self._type] = self._config()
        return definition

    def build(self) -> _BuiltT:
        """The finished tool definition."""
        raise NotImplementedError


class PlainBuilder(ToolBuilder[BuiltTool]):
    """A builder whose tools need nothing beyond their definition and parameters."""

    def build(self) -> BuiltTool:
        """The finished tool definition."""
        return BuiltTool(self._definition(), self._params)
