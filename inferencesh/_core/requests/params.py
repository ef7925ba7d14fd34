"""Types of what callers pass: for editors and type checkers, and for annotations in users' own code."""

from __future__ import annotations

from typing import Any, Dict, Literal, Mapping, NamedTuple, Optional, TypedDict

from ..._contract import RunOptions, RunParams, SessionParams
from ..values.json_guard import as_mapping
from .options import MaybeRetry, MaybeTimeout, StreamingOptions

__all__ = [
    "CallArguments",
    "RunOptions",
    "RunParams",
    "SessionArguments",
    "SessionCallArguments",
    "StreamArguments",
    "Submission",
    "UploadArguments",
]


class CallArguments(TypedDict, total=False):
    """Arguments that every call takes."""

    timeout: MaybeTimeout
    """Seconds for the whole call; None: no limit."""
    retry: MaybeRetry
    """A `RetryPolicy`, a number of attempts, or None for one."""
    headers: Optional[Mapping[str, str]]
    """Extra headers."""


class StreamArguments(CallArguments, total=False):
    """Arguments of calls that hold a stream open."""

    options: Optional[StreamingOptions]
    """How a broken stream is taken up again; the three below say the same more briefly."""
    auto_reconnect: bool
    """False: a broken stream is an error."""
    max_reconnects: Optional[int]
    """Failures in a row before giving up."""
    reconnect_delay_ms: Optional[float]
    """Milliseconds before the first reconnection."""


class SessionArguments(SessionParams, StreamArguments, total=False):
    """Arguments of `client.session(...)` that hold for all of its calls."""

    key: Optional[str]
    """A name for the run in the journal."""
    on_interrupt: Optional[Literal["detach", "cancel"]]
    """What Ctrl-C, or the cancellation of a coroutine, means for the task."""


class SessionCallArguments(SessionArguments, total=False):
    """Arguments of one call in a session."""

    wait: bool
    """False: return the task as soon as the platform has it."""


class UploadArguments(CallArguments, total=False):
    """Arguments of an upload; those of `UploadFileOptions`, and those that every call takes."""

    filename: Optional[str]
    """The name of the file in the storage."""
    content_type: Optional[str]
    """Its media type."""
    path: Optional[str]
    """A storage path."""
    public: Optional[bool]
    """Ask for a file that anybody can open."""


class Submission(NamedTuple):
    """A run as the caller gave it: checked and planned when it starts, so that a coroutine does nothing before that."""

    params: Any
    keywords: Dict[str, Any]
    key: Optional[str] = None

    @property
    def label(self) -> str:
        """Which app it runs, in words."""
        given = {**(as_mapping(self.params) or {"app": self.params}), **self.keywords}
        return str(given.get("app") or given.get("app_id") or given.get("version_id"))

    @property
    def names_session(self) -> bool:
        """Whether the run belongs to a session, so that its task must name one at the end."""
        params = as_mapping(self.params) or {}
        return bool(self.keywords.get("session") or params.get("session"))
