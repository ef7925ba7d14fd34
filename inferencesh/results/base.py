"""What every result has in common: a real dict of JSON values, with the documented fields as attributes."""

from __future__ import annotations

import copy
import datetime
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional, Type, cast

from .._core.errors.classes import InvalidInputError
from .._core.values.json_guard import PlainInYaml
from .._core.values.redact import HIDDEN, hide_key, is_secret_member, redact_text
from .._core.values.type_hints import readable_hints
from .._late_import import late_import

if TYPE_CHECKING:
    from typing_extensions import Self

_DEPTH = 100  # how deep a repr looks into a value


class _Field:
    """An attribute that reads and writes an item of the dict; an item that is missing reads as None."""

    __slots__ = ("key",)

    def __init__(self, key: str) -> None:
        self.key = key

    def __set_name__(self, owner: Type[Any], name: str) -> None:
        if hasattr(dict, name):
            raise TypeError(f"{owner.__name__}.{name} would hide dict.{name}: call the attribute {name}_")

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return self
        return instance.get(self.key)

    def __set__(self, instance: Any, value: Any) -> None:
        instance[self.key] = value


class _TimeField(_Field):
    """A time stamp: the item stays the text of the wire, the attribute is an aware datetime."""

    __slots__ = ()

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return self
        with late_import():
            from inferencesh_api.timestamps import parse_timestamp  # late: most programs need none

        return parse_timestamp(instance.get(self.key))

    def __set__(self, instance: Any, value: Any) -> None:
        instance[self.key] = _as_text(value, self.key)


def _as_text(value: Any, name: str) -> Optional[str]:
    if value is None or isinstance(value, str):
        return value
    if not isinstance(value, datetime.datetime):
        raise InvalidInputError(f"{name} must be a datetime, its text, or None, not a {type(value).__name__}")
    if value.tzinfo is None or not value.utcoffset():
        return value.replace(tzinfo=None).isoformat() + "Z"
    return value.isoformat()


def time_field(key: str) -> Any:
    """Declare a time stamp: `created_at: Optional[datetime.datetime] = time_field("created_at")`.

    The item is the text that the platform sent. The attribute is an aware `datetime`, in UTC where the text names no
    offset, and None for what cannot be read. Setting it writes text; a datetime without a zone counts as UTC.
    """
    return _TimeField(key)


def field(key: str) -> Any:
    """Declare a typed attribute of a `Result`: `output: Any = field("output")`.

    A name that dict has already takes a trailing underscore: `items_: List[Any] = field("items")`. The fields that the
    platform sends are declared in fields.py, which is made from the contract.
    """
    return _Field(key)


def derived_field(key: str) -> Any:
    """Declare an item that the SDK adds, or makes another value of than the platform sent."""
    return _Field(key)


@readable_hints
class Result(Dict[str, Any], metaclass=PlainInYaml):
    """An object of the platform: a real dict, so `json.dump`, `==` with a plain dict and `.get` work as on the wire.

    The documented fields are also attributes; one that the platform did not send reads as None. Nested values are
    shared with what the SDK holds and not copied.

    Args:
        values: the members, JSON values.
        raw: what the wire carried, where it differs from `values`.
        messages: the notices of the answer (`level`, `code`, `message`), see `ResponseMessage` in openapi.yaml.
    """

    _raw: Mapping[str, Any]
    _messages: List[Any]

    def __init__(
        self,
        values: Optional[Mapping[str, Any]] = None,
        *,
        raw: Optional[Mapping[str, Any]] = None,
        messages: Optional[List[Any]] = None,
    ) -> None:
        values = {} if values is None else values
        super().__init__(values)
        self._raw = values if raw is None else raw
        if messages:
            self._messages = messages

    @property
    def raw(self) -> Mapping[str, Any]:
        """What the wire carried, without any of the conversions."""
        return self._raw

    @property
    def data(self) -> Self:
        """The result itself: habits from the official SDK, which wraps some answers, keep working."""
        return self

    @property
    def messages(self) -> List[Any]:
        """The notices that came with the answer."""
        messages: List[Any] = self.__dict__.setdefault("_messages", [])
        return messages

    def copy(self) -> Self:
        """A shallow copy of the same class."""
        return copy.copy(self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({shown(dict(self))!r})"


def shown(value: Any, depth: int = _DEPTH) -> Any:
    """A JSON value as it may be shown: signatures in addresses, keys and tokens are hidden, at any depth. What is
    nested too deeply to be shown is cut off."""
    if isinstance(value, str):
        return redact_text(value) if "://" in value else hide_key(value)
    if not isinstance(value, (dict, list)):
        return value
    if depth <= 0:
        return "..."
    if isinstance(value, list):
        return [shown(item, depth - 1) for item in cast("List[object]", value)]
    members: Dict[object, Any] = {}
    for name, item in cast("Dict[object, Any]", value).items():
        if not isinstance(name, str):  # nothing that came as JSON
            members[name] = shown(item, depth - 1)
        else:
            members[hide_key(name)] = HIDDEN if item and is_secret_member(name) else shown(item, depth - 1)
    return members
