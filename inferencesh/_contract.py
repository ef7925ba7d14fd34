"""What openapi.yaml says of the parameters of a run, of limits and of states. Made by `make generate`; never edited."""

from __future__ import annotations

import datetime
from typing import Any, List, Literal, Optional, TypedDict, Union

RUN_PARAMETERS = (
    "app",
    "app_id",
    "version_id",
    "function",
    "input",
    "setup",
    "infra",
    "workers",
    "webhook",
    "session",
    "session_timeout",
    "run_at",
    "metadata",
    "variant",
)
ARGUMENTS_OF_RUN = ("wait", "stream")  # members of the request that are arguments of `run`
NAMES_THE_APP = ("app", "app_id", "version_id")  # one of these is needed
SESSION_TIMEOUT_LIMITS = (1, 3600)  # seconds
MOST_RESULT_FILES = 20  # of one result of a tool
TASK_STATUS_NUMBERS = {
    "unknown": 0,
    "received": 1,
    "queued": 2,
    "dispatched": 3,
    "preparing": 4,
    "serving": 5,
    "setting_up": 6,
    "running": 7,
    "cancelling": 8,
    "uploading": 9,
    "completed": 10,
    "failed": 11,
    "cancelled": 12,
    "rejected": 13,
}
FINAL_TASK_STATUSES = frozenset({10, 11, 12, 13})
OLDER_TASK_STATUSES = {"scheduled": "dispatched"}  # older names, and what they are called now
FINAL_RUN_STATES = frozenset({"completed", "failed", "canceled", "rejected"})  # AgentRunState
FINAL_MESSAGE_STATUSES = frozenset({"ready", "failed", "cancelled"})  # ChatMessageStatus
FINAL_CALL_STATUSES = frozenset({"completed", "failed", "cancelled"})  # ToolInvocationStatus


class SessionParams(TypedDict, total=False):
    """The parameters that all runs of a session may have in common."""

    setup: Any
    """Free-form on purpose: what the app's setup takes. Workers that were set up with equal values are warm."""
    infra: Optional[Literal["private", "cloud", "private_first", "remote"]]
    """Whose machines; `cloud` unless said otherwise."""
    workers: Optional[List[str]]
    """Only these workers, by id, of one's own machines."""
    webhook: Optional[str]
    """Address that gets one POST when the task has ended."""
    session_timeout: Optional[int]
    """Idle limit in seconds, 1 to 3600; only with `session` = `new`."""
    run_at: Union[str, datetime.datetime, None]
    """When to start, RFC 3339."""
    metadata: Any
    """Free-form on purpose: notes of the caller, and `action` for what to do at a status."""
    variant: Optional[str]
    """Older way to pick a variant of the app."""


class RunOptions(SessionParams, total=False):
    """The parameters of a run beside its input, which may be given by position. See `RunParams`."""

    app: str
    """Reference `namespace/name[@version][:function]`."""
    app_id: str
    """Identifier of the app, in place of `app`."""
    version_id: str
    """Version to run, with `app_id`."""
    function: Optional[str]
    """Which function of the app; its default function otherwise."""
    session: Optional[str]
    """`new` to open a session, or the id of an open one."""


class RunParams(RunOptions, total=False):
    """The parameters of a run. All are optional here, since each may be given as a keyword argument instead.

    Source: the operation `run_app` of openapi.yaml.
    """

    input: Any
    """Free-form on purpose: what the function takes, validated against its own schema by the server."""
