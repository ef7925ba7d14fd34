"""What is known of a running task: frames and snapshots in, updates out. Nothing in it goes back.

Sources: docs/platform-notes.md, "Tasks" and "The stream of a task".
"""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional, cast

from ..._late_import import late_import
from ...results.task import LazyTaskUpdate, LogLine, Task, TaskUpdate
from ..values.logs import LogTracker, all_lines, progress_in
from ..values.merge import MOST_MEMBERS, DeltaAccumulator, merge_partial
from ..values.status import TaskStatus, parse_status


class TaskView:
    """A task as its frames tell it."""

    def __init__(self, task_id: str, known: Optional[Mapping[str, Any]] = None, *, session: bool = False) -> None:
        self.known: Dict[str, Any] = dict(known or {})
        self.task_id = str(self.known.get("id") or task_id)
        self.status = parse_status(self.known.get("status")) or TaskStatus.UNKNOWN
        self.whole = False  # whether a full frame or a fetched task was seen
        self._status_on_wire: Any = None  # what `status` was read from
        self._session = session
        self._rank = self.status.code if self.status.is_known else 0
        self._missing: List[str] = []  # what a partial frame with the last status should have carried
        self._tracker = LogTracker()
        self._lines: List[LogLine] = []
        self._progress: Optional[Dict[str, Any]] = None
        self._deltas = DeltaAccumulator()
        self._deltas_complete = True
        self._last_seq: Dict[Any, int] = {}

    def is_mine(self, frame: Mapping[str, Any]) -> bool:
        """Whether a frame is about this task; a task may have been asked for by its short id."""
        frame_id = frame.get("id")
        if frame_id == self.task_id or frame_id is None:
            return True
        if not isinstance(frame_id, str) or len(self.task_id) >= len(frame_id):
            return False
        if frame.get("short_id") == self.task_id or (len(self.task_id) >= 8 and frame_id.startswith(self.task_id)):
            self.task_id = frame_id
            return True
        return False

    def apply(self, frame: Dict[str, Any], *, full: bool) -> bool:
        """Take a frame. Returns whether what is known has changed."""
        known = self.known
        if full:
            self.whole = True
        elif frame.items() <= known.items():
            return False
        status = self.status
        on_wire = frame.get("status")
        new_status = status if on_wire is self._status_on_wire else parse_status(on_wire)
        if new_status is not None and new_status is not status:
            if not new_status.code and new_status.is_known:  # unset
                frame = {key: value for key, value in frame.items() if key != "status"}
                new_status = None
            elif new_status.is_known and new_status.code < self._rank:
                self._fill(frame)
                return False
        stamp = frame.get("updated_at")
        last_stamp = known.get("updated_at")
        if stamp != last_stamp and _older(stamp, last_stamp):
            if new_status is None or not new_status.is_known or new_status.code <= self._rank:
                self._fill(frame)
                return False
            frame = {key: value for key, value in frame.items() if key != "updated_at"}
        output = frame.get("output")  # what changes most, looked at before all is compared
        if (output is None or output == known.get("output")) and frame.items() <= known.items():
            return False
        # Mostly a frame has all that is known, so that nothing needs to be put together.
        merged = frame if full and known.keys() <= frame.keys() else {**known, **frame}
        if len(merged) > MOST_MEMBERS and len(merged) > len(frame):
            merged = merge_partial(known, frame)
        session = known.get("session_id")
        if session and not merged["session_id"]:
            merged = {**merged, "session_id": session}
        logs: Any = merged.get("logs")
        known_logs: Any = known.get("logs")
        if known_logs and logs is not known_logs and _length(logs) < _length(known_logs):
            merged = {**merged, "logs": known_logs}
            logs = known_logs
        self.known = merged
        if new_status is not None:
            if "status_text" in merged and "status_text" not in frame:
                merged["status_text"] = str(new_status)  # of the answer to the submission; frames have none
            if new_status is not status:
                self.status = status = new_status
                if status.is_known:
                    self._rank = status.code
            self._status_on_wire = on_wire
        terminal = status.is_terminal
        if terminal:
            part = {TaskStatus.COMPLETED: "output", TaskStatus.FAILED: "error"}.get(status)
            self._missing = [part] if part and part not in frame else []
        if logs is not known_logs or terminal:
            self._take_logs(logs, terminal)
        return True

    def complete(self, task: Mapping[str, Any]) -> bool:
        """Take a fetched task after the end was seen. Returns whether it knows of the end as well."""
        status = parse_status(task.get("status"))
        if status is None or not status.is_terminal:
            self._fill(task)
            return False
        self.whole = True
        self.status = status
        self._status_on_wire = None
        known = self.known
        self.known = merge_partial(known, task)
        for key in ("session_id", "output", "logs", "error"):
            if not self.known.get(key) and known.get(key):
                self.known[key] = known[key]
        self._missing = []
        self._take_logs(self.known.get("logs"), True)
        return True

    def _fill(self, frame: Mapping[str, Any]) -> None:
        """Take from an outdated frame what was not known at all; what can change stays as it is."""
        known = self.known
        extra = {
            key: value
            for key, value in frame.items()
            if key not in known and key not in ("status", "output", "logs", "error", "updated_at")
        }
        if extra:
            self.known = merge_partial(known, extra)

    def lacking(self) -> List[str]:
        """What the end of the task does not tell yet and a fetched task would."""
        lacking = list(self._missing)
        if not self.whole:
            lacking.append("members")
        if self._session and not self.known.get("session_id"):
            lacking.append("session_id")
        return lacking

    @property
    def lacks_result(self) -> bool:
        """Whether the end is known but not what came of it."""
        return "output" in self._missing and self._final_output() is None

    def _take_logs(self, logs: Any, terminal: bool) -> None:
        lines = self._tracker.take(logs, final=terminal)
        if not lines:
            return
        self._lines.extend(lines)
        for line in reversed(lines):
            if "/" in line:
                found = progress_in(line)
                if found:
                    self._progress = {"current": found[0], "total": found[1]}
                    return

    # -- what users see

    def update(self) -> TaskUpdate:
        """The state as an update, with the lines that are new since the last one."""
        output = self.known.get("output")
        update = self._start_update()
        if self.status.is_terminal:
            if output is None:
                output = update["output"] = self._final_output()
        elif output is not None:
            update["partial_output"] = output
        if type(output) is dict:
            members: Any = output  # pyright: ignore[reportUnknownVariableType]
            own: Any = members.get("progress")
            if isinstance(own, dict) and "current" in own and "total" in own:
                update["progress"] = own
        if output is None and not self.status.is_terminal and not self._deltas.empty:
            return LazyTaskUpdate.of(update, self._deltas.snapshot())
        return update

    def _start_update(self) -> TaskUpdate:
        known = self.known
        update = TaskUpdate.__new__(TaskUpdate)
        update.update(known)
        update["status"] = self.status
        update["logs"] = self._lines
        if self._progress is not None:
            update["progress"] = self._progress
        update._raw = known  # pyright: ignore[reportPrivateUsage]
        self._lines = []
        return update

    def delta(self, body: Mapping[str, Any]) -> Optional[TaskUpdate]:
        """Take a delta event (`delta`, `seq`, `resource_id`); None for a repeated or an empty one."""
        delta = body.get("delta")
        if not isinstance(delta, dict) or not delta:
            return None
        seq = body.get("seq")
        if type(seq) is int and seq > 0:
            producer = body.get("resource_id") if isinstance(body.get("resource_id"), str) else ""
            last = self._last_seq.get(producer, 0)
            if seq <= last:
                return None
            if seq > last + 1:
                self._deltas_complete = False
            self._last_seq[producer] = seq
        self._deltas.add(cast("Dict[str, Any]", delta))
        update = self._start_update()
        update["delta"] = delta
        return LazyTaskUpdate.of(update, self._deltas.snapshot())

    def deltas_lost(self) -> None:
        """Note that deltas may have been missed: what was joined is no whole result any more."""
        self._deltas_complete = False

    def _final_output(self) -> Any:
        output = self.known.get("output")
        joined = self._deltas_complete and not self._deltas.empty and self.status is TaskStatus.COMPLETED
        if output is not None or not joined:
            return output
        value = self._deltas.value
        return value if self._deltas.is_whole else None

    def task(self) -> Task:
        """The whole task, with all of its log lines."""
        values = dict(self.known)
        values["status"] = self.status
        if type(values.get("logs")) is list:
            values["logs"] = all_lines(values["logs"])
        if values.get("output") is None:
            output = self._final_output()
            if output is not None:
                values["output"] = output
        return Task(values, raw=self.known)


def _length(entries: Any) -> int:
    return len(entries) if isinstance(entries, list) else 0  # pyright: ignore[reportUnknownArgumentType]


def _older(stamp: Any, other: Any) -> bool:
    """Whether one time stamp lies before another; False where that cannot be said."""
    if not isinstance(stamp, str) or not isinstance(other, str) or _reads_later(stamp, other):
        return False  # mostly: neither need be parsed
    with late_import():
        from inferencesh_api.timestamps import parse_timestamp  # late: most programs need none

    moment, later = parse_timestamp(stamp), parse_timestamp(other)
    return moment is not None and later is not None and moment < later


def _reads_later(stamp: str, other: str) -> bool:
    """Whether two times in UTC on the same day are so in order that their texts are; no parsing, as frames are many."""
    if stamp[:11] != other[:11] or stamp[16:17] != ":" or other[16:17] != ":" or stamp[-1] != "Z" or other[-1] != "Z":
        return False
    if stamp[11:19] != other[11:19]:
        return stamp[11:19] > other[11:19]
    return len(stamp) == len(other) and stamp[19] == other[19] and stamp > other
