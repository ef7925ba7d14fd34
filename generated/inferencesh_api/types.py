"""What the generated modules share."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any, BinaryIO, List, Mapping, Optional, Tuple, Union
from urllib.parse import quote

if TYPE_CHECKING:
    import datetime
    from typing import Literal


class Unset:
    """The type of UNSET: a field or argument that was not given. There is one instance; it is false."""

    _instance: Unset | None = None

    def __new__(cls) -> Unset:
        if cls._instance is None:
            cls._instance = super().__new__(cls)
        return cls._instance

    def __init_subclass__(cls) -> None:
        raise TypeError("Unset has one instance and no subclasses")

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    def __copy__(self) -> Unset:
        return self

    def __deepcopy__(self, memo: object) -> Unset:
        return self

    def __reduce__(self) -> str:
        return "UNSET"


UNSET: Unset = Unset()
# For a required field that the server left out: its declared type knows no Unset.
MISSING: Any = UNSET


def given(value: Any) -> Any:
    """A member as it was read; null in an optional one counts as not sent."""
    return UNSET if value is None else value


class Open:
    """A model that keeps members which openapi.yaml does not declare, and gives them out as a dict does.

    `to_dict()` gives a JSON object; what was never set is left out. `from_dict(...)` reads one; what is missing is UNSET,
    what is not declared goes to `additional_properties`.
    """

    __slots__ = ()
    additional_properties: dict[str, Any]

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties)

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties


FileContent = Union[IO[bytes], bytes, str]
FileTypes = Union[
    Tuple[Optional[str], FileContent, Optional[str]],
    Tuple[Optional[str], FileContent, Optional[str], Mapping[str, str]],
]
RequestFiles = List[Tuple[str, FileTypes]]


class File:
    """Bytes that are sent or received, with the name and media type that go with them."""

    __slots__ = ("file_name", "mime_type", "payload")

    def __init__(self, payload: BinaryIO, file_name: str | None = None, mime_type: str | None = None) -> None:
        self.payload = payload
        self.file_name = file_name
        self.mime_type = mime_type

    def __repr__(self) -> str:
        return f"File(file_name={self.file_name!r}, mime_type={self.mime_type!r})"

    def to_tuple(self) -> FileTypes:
        """As httpx takes it in `files=`."""
        return self.file_name, self.payload, self.mime_type


def path_segment(value: object) -> str:
    """Quote a path parameter; refuse the values that would change which path is called.

    Raises:
        ValueError: the value is empty, "." or "..".
    """
    text = quote(str(value), safe="")
    if text in ("", ".", ".."):
        raise ValueError(f"{value!r} cannot be part of a path")
    return text


def parse_datetime(value: str) -> datetime.datetime:
    """The time that a text names. Raises ValueError where it names none."""
    from .timestamps import parse_datetime as read  # late: many programs read no time

    return read(value)


__all__ = [
    "MISSING",
    "UNSET",
    "File",
    "FileTypes",
    "Open",
    "RequestFiles",
    "Unset",
    "given",
    "parse_datetime",
    "path_segment",
]
