"""What a caller can set: for a stream, for an upload, for a call."""

# Arguments are checked at run time for callers without a type checker, who may pass anything.
# pyright: reportUnnecessaryIsInstance=false

from __future__ import annotations

import math
import os
import re
from typing import TYPE_CHECKING, Any, ClassVar, Dict, Mapping, NamedTuple, Optional, Union

from ..._late_import import late_import
from ..errors.classes import InvalidInputError
from .retry import Retry, RetryPolicy, as_policy

if TYPE_CHECKING:
    LocalPath = Union[str, os.PathLike[str]]
else:
    LocalPath = Union[str, os.PathLike]  # Python 3.8 cannot subscript it

_MEDIA_TYPE = re.compile(r"[\x21-\x3a\x3c-\x7e]+/[\x21-\x3a\x3c-\x7e]+ *(;[\x20-\x7e]*)?\Z")


class _Unset:
    """Marks an argument that was not given, where None has a meaning of its own."""

    def __repr__(self) -> str:
        return "not given"

    def __bool__(self) -> bool:
        return False


NOT_GIVEN = _Unset()
MaybeTimeout = Union[float, None, _Unset]
MaybeRetry = Union[Retry, _Unset]


class StreamingOptions:
    """How a stream is kept alive: `client.run(params, stream=True, options=StreamingOptions(...))`.

    Args:
        max_retries: failures in a row before giving up; any progress resets the count.
        retry_delay: seconds before the first reconnection; later ones wait longer.
        chunk_size: accepted for older code; bytes are handed on as they arrive.
    """

    __slots__ = ("chunk_size", "max_retries", "retry_delay")

    def __init__(self, max_retries: int = 5, retry_delay: float = 1.0, chunk_size: Optional[int] = None) -> None:
        if isinstance(max_retries, bool) or not isinstance(max_retries, int) or max_retries < 0:
            raise InvalidInputError(f"max_retries must be an integer of 0 or more, not {max_retries!r}")
        if (
            isinstance(retry_delay, bool)
            or not isinstance(retry_delay, (int, float))
            or not 0 <= retry_delay < math.inf
        ):
            raise InvalidInputError(f"retry_delay must be a number of seconds, 0 or more, not {retry_delay!r}")
        self.max_retries: int = max_retries
        self.retry_delay: float = float(retry_delay)
        self.chunk_size: Optional[int] = chunk_size

    def __repr__(self) -> str:
        return f"StreamingOptions(max_retries={self.max_retries}, retry_delay={self.retry_delay})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, StreamingOptions):
            return NotImplemented
        return (self.max_retries, self.retry_delay) == (other.max_retries, other.retry_delay)

    __hash__: ClassVar[None] = None  # type: ignore[assignment]


class Streaming:
    """How a stream is kept alive, from the two ways to say it."""

    __slots__ = ("auto_reconnect", "max_failures", "retry_delay")

    def __init__(
        self,
        options: Optional[StreamingOptions] = None,
        auto_reconnect: bool = True,
        max_reconnects: Optional[int] = None,
        reconnect_delay_ms: Optional[float] = None,
    ) -> None:
        if options is not None and not isinstance(options, StreamingOptions):
            raise InvalidInputError(f"options must be StreamingOptions(...), not a {type(options).__name__}")
        check_flag(auto_reconnect, "auto_reconnect")
        # Each by the name that it was given by.
        if max_reconnects is not None and (
            isinstance(max_reconnects, bool) or not isinstance(max_reconnects, int) or max_reconnects < 0
        ):
            raise InvalidInputError(f"max_reconnects must be an integer of 0 or more, not {max_reconnects!r}")
        if reconnect_delay_ms is not None and (
            isinstance(reconnect_delay_ms, bool)
            or not isinstance(reconnect_delay_ms, (int, float))
            or not 0 <= reconnect_delay_ms < math.inf
        ):
            raise InvalidInputError(
                f"reconnect_delay_ms must be a number of milliseconds, 0 or more, not {reconnect_delay_ms!r}"
            )
        chosen = options or StreamingOptions()
        if max_reconnects is not None or reconnect_delay_ms is not None:
            chosen = StreamingOptions(
                max_retries=chosen.max_retries if max_reconnects is None else max_reconnects,
                retry_delay=chosen.retry_delay if reconnect_delay_ms is None else reconnect_delay_ms / 1000.0,
            )
        self.max_failures: int = chosen.max_retries
        self.retry_delay: float = chosen.retry_delay
        self.auto_reconnect: bool = auto_reconnect


class UploadFileOptions:
    """How a file is stored.

    Args:
        filename: its name there; default: the name of the local file.
        content_type: its media type; default: guessed from the name, of bytes from how they begin (PNG, JPEG, GIF,
            WebP, PDF), else `application/octet-stream`.
        path: a storage path.
        public: ask for a file that anybody can open. The platform's contract does not promise to honour it.
    """

    __slots__ = ("content_type", "filename", "path", "public")

    def __init__(
        self,
        filename: Optional[str] = None,
        content_type: Optional[str] = None,
        path: Optional[str] = None,
        public: Optional[bool] = None,
    ) -> None:
        for name, value in (("filename", filename), ("content_type", content_type), ("path", path)):
            if value is not None and (not isinstance(value, str) or not value):
                raise InvalidInputError(f"{name} must be a non-empty string, not {value!r}")
            if value is not None and any(ord(c) < 32 or ord(c) == 127 for c in value):
                raise InvalidInputError(f"{name} must not hold control characters")
        if content_type is not None and not _MEDIA_TYPE.match(content_type):
            raise InvalidInputError(f"content_type must be a media type such as 'image/png', not {content_type!r}")
        if public is not None and not isinstance(public, bool):
            raise InvalidInputError(f"public must be True, False or None, not {public!r}")
        self.filename: Optional[str] = filename
        self.content_type: Optional[str] = content_type
        self.path: Optional[str] = path
        self.public: Optional[bool] = public

    def __repr__(self) -> str:
        return (
            f"UploadFileOptions(filename={self.filename!r}, content_type={self.content_type!r}, "
            f"path={self.path!r}, public={self.public!r})"
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, UploadFileOptions):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.__slots__)

    __hash__: ClassVar[None] = None  # type: ignore[assignment]


class CallOptions(NamedTuple):
    """Options of one call, defaults filled in."""

    timeout: Optional[float]  # seconds for the whole call, None: no limit
    retry: RetryPolicy
    headers: Dict[str, str]


# RFC 9110, 5.1 and 5.5; what is not ASCII has no agreed meaning in a value.
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e]*\Z")
# Set by the SDK on every request; a caller who could change them would break the call or send the key elsewhere.
_RESERVED = frozenset({"authorization", "host", "content-length", "transfer-encoding", "connection"})


def check_headers(headers: Optional[Mapping[str, str]]) -> Dict[str, str]:
    """Extra headers of a caller, checked."""
    if headers is not None and not isinstance(headers, Mapping):
        raise InvalidInputError(f"headers must map names to strings, not be a {type(headers).__name__}")
    checked: Dict[str, str] = {}
    for name, value in (headers or {}).items():
        if not isinstance(name, str) or not isinstance(value, str):
            raise InvalidInputError("headers must map names to strings")
        if name.lower() in _RESERVED:
            raise InvalidInputError(f"headers must not set {name!r}: the SDK sets it itself")
        if not _HEADER_NAME.match(name):
            raise InvalidInputError(f"headers: {name!r} is no header name")
        if not _HEADER_VALUE.match(value):
            raise InvalidInputError(f"headers: the value of {name!r} must be printable ASCII without a line break")
        _put(checked, name, value.strip(" \t"))
    return checked


def _put(headers: Dict[str, str], name: str, value: str) -> None:
    """Set a header in place of any other spelling of its name: upper and lower case are one."""
    for other in [known for known in headers if known.lower() == name.lower()]:
        del headers[other]
    headers[name] = value


def check_auto_upload(value: Any) -> None:
    """Refuse what says nothing about which parts of an input are uploaded."""
    if not (isinstance(value, bool) or value == "explicit" or callable(value)):
        raise InvalidInputError(f"auto_upload must be True, False, 'explicit' or a function, not {value!r}")


def check_flag(value: Any, name: str) -> None:
    """True or False, which a text is not: "no" would count as yes."""
    if not isinstance(value, (bool, int)) or value not in (True, False):
        raise InvalidInputError(f"{name} must be True or False, not {value!r}")


def check_http_client(client: Any, kind: str) -> None:
    """A client of httpx, or something that works like one.

    Args:
        kind: `Client`, or `AsyncClient`, whose `send` is a coroutine function.
    """
    with late_import():
        from inspect import iscoroutinefunction

    send = getattr(client, "send", None)
    if not callable(send) or iscoroutinefunction(send) != kind.startswith("Async"):
        raise InvalidInputError(f"http_client must be an httpx.{kind}, not a {type(client).__name__}")


def check_timeout(timeout: Any, name: str = "timeout") -> Optional[float]:
    """Seconds, or None for no limit."""
    if timeout is None:
        return None
    if isinstance(timeout, bool) or not isinstance(timeout, (int, float)) or not timeout > 0:
        raise InvalidInputError(
            f"{name} must be a number of seconds greater than 0, or None for no limit, not {timeout!r}"
        )
    return float(timeout) if timeout != math.inf else None


def merge_options(
    defaults: CallOptions,
    *,
    timeout: MaybeTimeout = NOT_GIVEN,
    retry: MaybeRetry = NOT_GIVEN,
    headers: Optional[Mapping[str, str]] = None,
    **unknown: Any,
) -> CallOptions:
    """The client's options with those of one call put over them.

    Raises:
        InvalidInputError: one of them cannot be used, or is `unknown`.
    """
    if unknown:
        names = ", ".join(sorted(unknown))
        raise InvalidInputError(
            f"{names}: not an argument of this call; timeout=, retry= and headers= are for every call"
        )
    if timeout is NOT_GIVEN and retry is NOT_GIVEN and not headers:
        return defaults
    merged = defaults.headers
    if headers:
        merged = dict(merged)
        for name, value in check_headers(headers).items():
            _put(merged, name, value)
    return CallOptions(
        timeout=defaults.timeout if isinstance(timeout, _Unset) else check_timeout(timeout),
        retry=defaults.retry if isinstance(retry, _Unset) else as_policy(retry),
        headers=merged,
    )
