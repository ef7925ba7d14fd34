"""Types of what callers pass: for editors and type checkers, and for annotations in users' own code."""

from __future__ import annotations

import datetime
from typing import Any, Dict, List, Mapping, NamedTuple, Optional, TypedDict, Union

from .options import MaybeRetry, MaybeTimeout
from .plain import as_mapping


class RunOptions(TypedDict, total=False):
    """The parameters of a run beside its input, which may be given by position. See `RunParams`."""

    app: str
    """Reference: `namespace/name`, `namespace/name@version`, `namespace/name@version:function`."""
    app_id: str
    """The app's id, in place of `app`."""
    version_id: str
    """Pins a version, with `app_id`."""
    function: Optional[str]
    """The function of an app that has several."""
    setup: Any
    """Setup values; workers that are set up with equal values are reused."""
    infra: Optional[str]
    """`cloud` (the platform's default), `private` or `private_first`."""
    workers: Optional[List[str]]
    """Ids of private workers that may run it."""
    webhook: Optional[str]
    """An address that is called once when the task has ended."""
    session: Optional[str]
    """`new`, or the id of a running session."""
    session_timeout: Optional[int]
    """Seconds (1 to 3600) that a new session may be idle."""
    run_at: Union[str, datetime.datetime, None]
    """When to start."""
    metadata: Optional[Dict[str, Any]]
    """Sent as it is."""


class RunParams(RunOptions, total=False):
    """The parameters of a run. All are optional here, since each may be given as a keyword argument instead.

    Source: the operation `run_app` of openapi.yaml.
    """

    input: Any
    """What the function takes. Files in it are uploaded."""


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
