"""Types of what callers pass: for editors and type checkers, and for annotations in users' own code."""

from __future__ import annotations

from typing import Any, Dict, Mapping, NamedTuple, Optional, TypedDict

from ..._contract import RunOptions, RunParams
from ..values.json_guard import as_mapping
from .options import MaybeRetry, MaybeTimeout

__all__ = ["CallArguments", "RunOptions", "RunParams", "Submission"]


class CallArguments(TypedDict, total=False):
    """Arguments that every call takes."""

    timeout: MaybeTimeout
    """Seconds for the whole call; None: no limit."""
    retry: MaybeRetry
    """A `RetryPolicy`, a number of attempts, or None for one."""
    headers: Optional[Mapping[str, str]]
    """Extra headers."""


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
