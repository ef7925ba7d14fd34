"""Tasks as the platform stores them, and the followers of their changes. Lives on the server's event loop."""

from __future__ import annotations

import asyncio
import enum
from typing import Any, Dict, Iterable, List, Optional, Set

from ..._core.values.json_guard import is_object
from ..apps.definition import AppDefinition
from ..common import ids
from ..common.clock import LocalClock
from ..common.frame_queue import FrameQueue
from ..common.stored_objects import common_members
from ..http.problem_documents import not_found

FOLD_AFTER = 1000
"""A follower that is this many frames behind gets the waiting changes folded into fewer."""

LOG_BYTES_PER_SECOND = 4 << 20
LOG_DELAY = 0.05
"""Seconds that a line waits for what the app says next."""


class Status(enum.IntEnum):
    """The task statuses as the API sends them (TaskStatus)."""

    UNKNOWN = 0
    RECEIVED = 1
    QUEUED = 2
    DISPATCHED = 3
    PREPARING = 4
    SERVING = 5
    SETTING_UP = 6
    RUNNING = 7
    CANCELLING = 8
    UPLOADING = 9
    COMPLETED = 10
    FAILED = 11
    CANCELLED = 12
    REJECTED = 13

    @property
    def text(self) -> str:
        return self.name.lower()

    @property
    def terminal(self) -> bool:
        return self >= Status.COMPLETED


class Task:
    """One run of an app function."""

    def __init__(self, clock: LocalClock, app: AppDefinition, function: str, request: Dict[str, Any]) -> None:
        now = clock.timestamp()
        self.clock = clock
        self.id: str = ids.new_id()
        self.created_at = now
        self.updated_at: str = now
        self.status: Status = Status.RECEIVED
        self.app = app
        self.function = function
        self.request = request
        self.input: Any = request.get("input")
        self.setup: Any = request.get("setup")
        self.run_at: Optional[str] = request.get("run_at")
        self.session_id: Optional[str] = None
        self.session_timeout: Optional[int] = None
        self.worker_id: Optional[str] = None
        self.output: Any = None
        self.output_meta: Any = None
        self.error: Optional[str] = None
        self.visibility = "private"
        self.is_featured = False
        self.events: List[Dict[str, Any]] = []
        self.logs: List[Dict[str, Any]] = []
        self.input_files: List[str] = []
        self.output_files: List[str] = []
        self.followers: Set[Follower] = set()
        self.ended: asyncio.Event = asyncio.Event()
        self.delta_count: int = 0
        self._logs_wait = False
        self._log_timer: Optional[asyncio.TimerHandle] = None
        self._note_event()

    # -- what it looks like

    def result(self) -> Dict[str, Any]:
        """The short form that answers a run (TaskResultDTO)."""
        return {
            "id": self.id,
            "short_id": ids.short(self.id),
            "status": int(self.status),
            "status_text": self.status.text,
            "output": self.output,
            "error": self.error,
            "session_id": self.session_id,
            "created_at": self.created_at,
            "updated_at": self.updated_at,
            "run_at": self.run_at,
        }

    def full(self) -> Dict[str, Any]:
        """The whole task (TaskDTO), without the embedded app."""
        task = common_members(self.id, self.created_at, self.updated_at, self.visibility)
        task.update(
            status=int(self.status),
            app_id=self.app.id,
            app_version_id=self.app.version_id,
            function=self.function,
            infra=self.request.get("infra") or "cloud",
            workers=list(self.request.get("workers") or []),
            worker_id=self.worker_id,
            run_at=self.run_at,
            webhook=self.request.get("webhook"),
            setup=self.setup,
            input=self.input,
            output=self.output,
            error=self.error,
            rating="unrated",
            is_featured=self.is_featured,
            events=[dict(event) for event in self.events],
            logs=[dict(log) for log in self.logs],
            usage_events=[],
            session_id=self.session_id,
            session_timeout=self.session_timeout,
            user_public_key="",
            engine_public_key="",
        )
        if self.request.get("variant") is not None:
            task["app_variant"] = self.request["variant"]
        return task

    # -- what happens to it

    def become(self, status: Status, *, error: Optional[str] = None) -> None:
        """Move on to a status; a task that has ended stays as it is."""
        if self.status.terminal or status == self.status:
            return
        self.status = status
        if error is not None:
            self.error = error
        self._touch()
        self._note_event()
        logs = self._take_logs()
        if status.terminal:
            self.ended.set()
        self._notify(*logs, "status", *(["error"] if error is not None else []))

    def set_output(self, output: Any) -> None:
        """Replace the output, and `output_meta` if the output brings one. Nothing happens after the task's end."""
        if self.status.terminal:
            return
        if is_object(output) and "output_meta" in output:
            output = dict(output)
            self.output_meta = output.pop("output_meta")
        self.output = output
        self._touch()
        # Together, since they tell of one step: "2/40" with the progress of the step before would contradict itself.
        self._notify(*self._take_logs(), "output")

    def add_log(self, log_type: int, text: str) -> None:
        """Append text to the log of this type. Nothing happens after the task's end."""
        if self.status.terminal or not text:
            return
        self._touch()
        for entry in self.logs:
            if entry["log_type"] == log_type:
                entry["content"] += text
                entry["updated_at"] = self.updated_at
                break
        else:
            self.logs.append(
                {
                    "id": ids.new_id(),
                    "created_at": self.updated_at,
                    "updated_at": self.updated_at,
                    "task_id": self.id,
                    "log_type": log_type,
                    "content": text,
                }
            )
        self._notify_logs()

    def _notify_logs(self) -> None:
        # Logs are sent whole each time. The longer they are, the longer new lines are collected, so that the bytes
        # per second stay bounded however chatty the app is. At least as long as it takes for an output that belongs
        # to the line to follow it.
        self._logs_wait = True
        if self._log_timer is None:
            size = sum(len(entry["content"]) for entry in self.logs)
            delay = max(LOG_DELAY, min(0.25, size / LOG_BYTES_PER_SECOND))
            self._log_timer = asyncio.get_running_loop().call_later(delay, self._flush_logs)

    def _flush_logs(self) -> None:
        logs = self._take_logs()
        if logs:
            self._notify(*logs)

    def _take_logs(self) -> List[str]:
        """The field, if lines wait to be sent; the caller sends them."""
        if self._log_timer is not None:
            self._log_timer.cancel()
            self._log_timer = None
        waited, self._logs_wait = self._logs_wait, False
        return ["logs"] if waited else []

    def add_delta(self, delta: Dict[str, Any]) -> None:
        """Send a part of the output to the open streams. Nothing happens after the task's end."""
        if self.status.terminal:
            return
        self._flush_logs()
        self.delta_count += 1
        frame = {"event": "delta", "data": {"delta": delta, "seq": self.delta_count, "resource_id": ""}}
        for follower in self.followers:
            follower.add(frame)

    def change(self, field: str, value: Any) -> None:
        """Set a plain member such as `visibility`."""
        setattr(self, field, value)
        self._touch()

    def _touch(self) -> None:
        self.updated_at = max(self.updated_at, self.clock.timestamp())

    def _note_event(self) -> None:
        self.events.append(
            {
                "id": ids.new_id(),
                "created_at": self.updated_at,
                "event_time": self.updated_at,
                "task_id": self.id,
                "status": int(self.status),
            }
        )

    def _notify(self, *fields: str) -> None:
        for follower in self.followers:
            follower.add_change(fields)


class Follower(FrameQueue):
    """One open stream's view of a task."""

    def __init__(self, task: Task) -> None:
        super().__init__(task.clock)
        self.task = task
        task.followers.add(self)

    @property
    def over(self) -> bool:
        """Whether the follower was closed, or the task has ended."""
        return self.closed or self.task.status.terminal

    def add_change(self, fields: Iterable[str]) -> None:
        """Queue a frame with these fields of the task as they are now."""
        task = self.task
        names = list(fields)
        if task.status.terminal:
            # The last frame is made by the stream itself, from the task as it then is.
            self.signal()
            return
        last = self.waiting[-1] if self.waiting else None
        if last is not None and "fields" in last:
            # Logs and outputs are sent whole each time: one that has not gone out yet is replaced by its successor.
            if names == ["logs"] and last["fields"] == ["logs", "updated_at"]:
                self.waiting.pop()
            elif len(self.waiting) >= FOLD_AFTER:
                names = [name for name in last["fields"] if name != "updated_at" and name not in names] + names
                self.waiting.pop()
        data: Dict[str, Any] = {"id": task.id}
        for name in names:
            data[name] = _value(task, name)
        data["updated_at"] = task.updated_at
        self.add({"data": data, "fields": [*names, "updated_at"]})

    def close(self) -> None:
        """End the stream, and leave the task's followers."""
        self.task.followers.discard(self)
        super().close()


def _value(task: Task, name: str) -> Any:
    if name == "status":
        return int(task.status)
    if name == "logs":
        return [dict(log) for log in task.logs]
    return getattr(task, name)


class TaskStore:
    """All tasks, oldest first."""

    def __init__(self) -> None:
        self._tasks: Dict[str, Task] = {}

    def add(self, task: Task) -> None:
        """Keep a task."""
        self._tasks[task.id] = task

    def get(self, identifier: str) -> Task:
        """By id or short id; a 404 problem otherwise."""
        task = self._tasks.get(identifier)
        if task is None and len(identifier) == 8:
            task = next((t for t in self._tasks.values() if ids.short(t.id) == identifier), None)
        if task is None:
            raise not_found(f"no task {identifier}")
        return task

    def remove(self, task: Task) -> None:
        """Forget a task, if it is known."""
        self._tasks.pop(task.id, None)

    def all(self) -> List[Task]:
        """All tasks."""
        return list(self._tasks.values())
