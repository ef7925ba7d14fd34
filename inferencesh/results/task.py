"""Tasks as users hold them, and the updates of a running one."""

from __future__ import annotations

import datetime
from typing import Any, Dict, List, Mapping, Optional

from .._core.values.logs import LogLine, all_lines
from .._core.values.merge import DeltaAccumulator, Snapshot
from .._core.values.status import TaskStatus, parse_status
from .base import Result, field, time_field

__all__ = ["LogLine", "Task", "TaskUpdate"]


class Task(Result):
    """A task: a dict as on the wire, except that `status` is a `TaskStatus` and `logs` a list of `LogLine`.

    The fields are also attributes; one that the platform did not send reads as None. Which are there depends on where
    the task comes from: the answer to a submission has few of them, a fetched task all.

    Source: `TaskResultDTO` and `TaskDTO` in openapi.yaml.
    """

    id: str = field("id")
    """The id: 26 lower-case characters."""
    short_id: Optional[str] = field("short_id")
    """The first characters of the id; accepted wherever an id is."""
    created_at: Optional[datetime.datetime] = time_field("created_at")
    """When the platform stored the task (RFC 3339, as all times here)."""
    updated_at: Optional[datetime.datetime] = time_field("updated_at")
    """When it last changed."""
    deleted_at: Optional[datetime.datetime] = time_field("deleted_at")
    """When it was deleted, if it was."""
    status: TaskStatus = field("status")
    """Where it stands."""
    output: Any = field("output")
    """The latest output: of a completed task, the result. An object with the fields of the app's output."""
    error: Optional[str] = field("error")
    """Why it failed or was refused, as text."""
    input: Any = field("input")
    """The input as the platform got it: files are addresses."""
    setup: Any = field("setup")
    """The setup values that it was given."""
    events: Optional[List[Dict[str, Any]]] = field("events")
    """The history of its status: `{id, created_at, event_time, task_id, status}`, the status as a number."""
    session_id: Optional[str] = field("session_id")
    """The session that it belongs to."""
    session_timeout: Optional[int] = field("session_timeout")
    """Seconds that the session may be idle."""
    run_at: Optional[datetime.datetime] = time_field("run_at")
    """When it is scheduled to start."""
    webhook: Optional[str] = field("webhook")
    """The address that is called when it has ended."""
    app: Any = field("app")
    """The app that it runs, an object."""
    app_id: Optional[str] = field("app_id")
    """The app's id."""
    app_version: Any = field("app_version")
    """The version of the app, an object with its schemas."""
    app_version_id: Optional[str] = field("app_version_id")
    """The version's id."""
    app_variant: Optional[str] = field("app_variant")
    """The variant of the app."""
    function: Optional[str] = field("function")
    """The function of the app."""
    infra: Optional[str] = field("infra")
    """Where it may run: `cloud`, `private`, `private_first`."""
    workers: Optional[List[str]] = field("workers")
    """The private workers that it was restricted to."""
    engine_id: Optional[str] = field("engine_id")
    """The engine that it was given to."""
    engine: Any = field("engine")
    """A summary of the engine."""
    worker_id: Optional[str] = field("worker_id")
    """The worker that runs it."""
    worker: Any = field("worker")
    """A summary of the worker."""
    usage_events: Optional[List[Dict[str, Any]]] = field("usage_events")
    """What it used and is billed for."""
    egress: Optional[Dict[str, Any]] = field("egress")
    """Bytes that left and entered through the egress gateway, once ended: `{bytes_out, bytes_in}`."""
    rating: Optional[str] = field("rating")
    """The content rating of the output, `safe` to `unrated`."""
    is_featured: Optional[bool] = field("is_featured")
    """Whether it is shown in the store."""
    visibility: Optional[str] = field("visibility")
    """Who may see it: `private`, `team`, `org`, `public`, `unlisted`."""
    user_id: Optional[str] = field("user_id")
    """Whose it is."""
    user: Any = field("user")
    """The owner, an object."""
    team_id: Optional[str] = field("team_id")
    """The owner's team."""
    team: Any = field("team")
    """The team, an object."""
    graph_id: Optional[str] = field("graph_id")
    """The execution graph that it is part of."""
    flow_run_id: Optional[str] = field("flow_run_id")
    """The flow run that started it."""
    sub_flow_run_id: Optional[str] = field("sub_flow_run_id")
    """The nested flow run that it stands for."""
    chat_id: Optional[str] = field("chat_id")
    """The chat that started it."""
    agent_id: Optional[str] = field("agent_id")
    """The agent that started it."""
    agent_version_id: Optional[str] = field("agent_version_id")
    """The version of that agent."""
    agent: Any = field("agent")
    """That agent, an object."""
    socket: Optional[Dict[str, Any]] = field("socket")
    """Where to connect to a live function; its token is not shown in `repr`."""
    user_public_key: Optional[str] = field("user_public_key")
    """A key whose purpose the platform does not document, as base64."""
    engine_public_key: Optional[str] = field("engine_public_key")
    """A key whose purpose the platform does not document, as base64."""

    def __init__(
        self,
        values: Optional[Mapping[str, Any]] = None,
        *,
        raw: Optional[Mapping[str, Any]] = None,
        messages: Optional[List[Any]] = None,
    ) -> None:
        super().__init__(values, raw=raw, messages=messages)
        if "status" in self:
            self["status"] = parse_status(self["status"]) or TaskStatus.UNKNOWN
        logs: Any = self.get("logs")
        if logs and not isinstance(logs, list):
            self["logs"] = []  # nothing that could be read as a log
        elif logs and not isinstance(logs[0], LogLine):  # they are lines already when a task is made from a task
            self["logs"] = all_lines(logs)

    @property
    def logs(self) -> List[LogLine]:
        """The lines of its log: all of a task's, the new ones of an update's. Empty if the platform sent none."""
        return self.get("logs") or []

    @property
    def is_terminal(self) -> bool:
        """Whether it has ended: completed, failed, cancelled or rejected."""
        status = self.get("status")
        return isinstance(status, TaskStatus) and status.is_terminal

    @property
    def status_text(self) -> str:
        """The lower-case name of the status."""
        return str(self.get("status") or TaskStatus.UNKNOWN)

    @property
    def uploads(self) -> List[Any]:
        """Receipts of the files that left this machine for it; empty for a task that was started elsewhere."""
        receipts: List[Any] = self.__dict__.setdefault("_uploads", [])
        return receipts

    @uploads.setter
    def uploads(self, receipts: List[Any]) -> None:
        self.__dict__["_uploads"] = receipts


class TaskUpdate(Task):
    """What is known of a task at one moment of its run; `logs` holds only the lines that are new since the last update.

    The platform sends neither `partial_output` nor `progress`; they are worked out from what it sends
    (docs/platform-notes.md, "The stream of a task") and are items only where there is something to say.
    """

    partial_output: Any = field("partial_output")
    """The output so far, while the task has not ended: what a generator app yielded last, or the joined deltas."""
    progress: Optional[Dict[str, Any]] = field("progress")
    """`{"current": 12, "total": 40}`: the app's `progress` output, or the last log line that reads like `12/40`."""
    delta: Optional[Dict[str, Any]] = field("delta")
    """The increment that this update is about, if it is about one; `partial_output` has them all joined."""


class LazyTaskUpdate(TaskUpdate):
    """An update whose `partial_output` is joined when somebody reads it, and that is a plain `TaskUpdate` from then on.

    Joining it for each of many deltas would cost time that grows with the square of the text.
    """

    _snapshot: Optional[Snapshot]

    @classmethod
    def of(cls, update: TaskUpdate, snapshot: Snapshot) -> TaskUpdate:
        """Make `update` one of these."""
        update.__dict__["_snapshot"] = snapshot
        update.__class__ = cls
        return update

    def _join(self) -> None:
        snapshot = self.__dict__.pop("_snapshot", None)
        self.__class__ = TaskUpdate  # type: ignore[assignment]
        if snapshot is not None:  # else another thread was here first
            self["partial_output"] = DeltaAccumulator.read(snapshot)

    def __getitem__(self, key: str) -> Any:
        if key == "partial_output":
            self._join()
        return Result.__getitem__(self, key)

    def get(self, key: str, default: Any = None) -> Any:
        if key == "partial_output":
            self._join()
        return Result.get(self, key, default)


def _joining(name: str) -> Any:
    method = getattr(Result, name)

    def call(self: LazyTaskUpdate, *args: Any, **keywords: Any) -> Any:
        self._join()  # pyright: ignore[reportPrivateUsage]
        return method(self, *args, **keywords)

    call.__name__ = name
    return call


# Whatever looks at the dict as a whole, or writes to it, joins first; `dict(update)` and `json` use `keys` and `items`.
_WHOLE = (
    ("__contains__", "__delitem__", "__eq__", "__iter__", "__len__", "__ne__", "__reduce_ex__", "__reversed__")
    + ("__setitem__", "__or__", "__ror__", "__ior__", "clear", "copy", "items", "keys", "pop", "popitem")
    + ("setdefault", "update", "values")
)
for _name in _WHOLE:
    if hasattr(Result, _name):  # Python 3.8 has no `|` for dicts
        setattr(LazyTaskUpdate, _name, _joining(_name))
