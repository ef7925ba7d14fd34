"""Tasks as users hold them, and the updates of a running one."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional

from .._core.values.logs import LogLine, all_lines
from .._core.values.merge import DeltaAccumulator, Snapshot
from .._core.values.status import TaskStatus, parse_status
from .base import Result, derived_field
from .fields import TaskFields

__all__ = ["LogLine", "Task", "TaskUpdate"]


class Task(TaskFields):
    """A task: a dict as on the wire, except that `status` is a `TaskStatus` and `logs` a list of `LogLine`.

    The fields are also attributes; one that the platform did not send reads as None. Which are there depends on where
    the task comes from: the answer to a submission has few of them, a fetched task all.

    Source: `TaskResultDTO` and `TaskDTO` in openapi.yaml.
    """

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

    partial_output: Any = derived_field("partial_output")
    """The output so far, while the task has not ended: what a generator app yielded last, or the joined deltas."""
    progress: Optional[Dict[str, Any]] = derived_field("progress")
    """`{"current": 12, "total": 40}`: the app's `progress` output, or the last log line that reads like `12/40`."""
    delta: Optional[Dict[str, Any]] = derived_field("delta")
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
        """The item `key`, or `default`; `partial_output` is joined first."""
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
