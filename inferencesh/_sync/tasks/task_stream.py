# Made from inferencesh/_async/tasks/task_stream.py by scripts/unasync.py. Do not edit.
"""The updates of a task, to iterate over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional

from ..._core.requests.process_bound import Live
from ..._core.values.redact import hide_key
from ..._runtime import concurrency_sync as seam
from ...results.task import Task, TaskUpdate

if TYPE_CHECKING:
    from .follow import Follow


class TaskStream(Live):
    """The updates of a task, as they come: iterate over it.

    Each `TaskUpdate` is a dict: `update["status"]`, the log lines that are new since the update before in
    `update["logs"]`, `update["output"]`, `update.get("progress")`. When a task fails, the update that says so is handed
    out first; the next step of the loop raises `TaskFailedError`, `TaskCancelledError` or `TaskRejectedError`.

    The sync client has submitted the run when `run` returns; the async client submits it at the first step of the loop,
    or when the stream is awaited.

    Leaving the loop early closes the connection at once (in CPython; elsewhere use `with`, or `close()`). The task goes
    on: `client.cancel_task(stream.task_id)` ends it, and another loop over the stream goes on with its updates.

    Attributes:
        task_id: the task's id, None until it was started.
        task: the task as far as it is known, whole (with all logs so far).
        result: the task once it has ended, else None.
        error: what ended the stream, if it was an error.
    """

    _instead = "pickle stream.task_id, and go on with client.attach(task_id)"

    def __init__(self, follow: Follow) -> None:
        self._follow = follow

    @property
    def task_id(self) -> Optional[str]:
        return self._follow.task_id

    @property
    def task(self) -> Optional[Task]:
        return self._follow.task

    @property
    def result(self) -> Optional[Task]:
        follow = self._follow
        return follow.task if follow.task is not None and follow.task.is_terminal else None

    @property
    def error(self) -> Optional[BaseException]:
        return self._follow.error

    def __iter__(self) -> Updates:
        return Updates(self)

    def __next__(self) -> seam.Promise[TaskUpdate]:
        return self._follow.step()

    def _started(self) -> TaskStream:
        self._follow.start()
        return self

    def __enter__(self) -> TaskStream:
        self._follow.start()
        return self

    def __exit__(self, kind: object, error: Optional[BaseException], trace: object) -> None:
        self.close()
        if error is not None:  # interrupted between two updates
            self._follow.handle_interrupt(error)

    def wait(self) -> Task:
        """The task when it has ended; its updates are dropped on the way.

        Raises:
            TaskFailedError, TaskCancelledError, TaskRejectedError: it did not complete.
            APITimeoutError: it has not ended in time. It goes on.
        """
        return self._follow.finish()

    def close(self) -> None:
        """Close the connection at once. May be called twice, after the end, and while another task iterates."""
        self._follow.close()

    def abort(self) -> None:
        """As closing, without waiting, from any thread."""
        self._follow.abort()

    def __del__(self) -> None:
        follow = getattr(self, "_follow", None)
        if follow is not None:
            follow.close()

    def __repr__(self) -> str:
        status = self.task["status"] if self.task is not None else "not started"
        return hide_key(f"<{type(self).__name__} of task {self.task_id}: {status}>")


class Updates:
    """One loop over a stream. Python drops it when the loop is left, however that is, which closes the connection."""

    __slots__ = ("_stream",)

    def __init__(self, stream: TaskStream) -> None:
        self._stream = stream

    def __iter__(self) -> Updates:
        return self

    def __next__(self) -> seam.Promise[TaskUpdate]:
        return self._stream._follow.step()  # not by way of the stream: this is called for each of many updates

    def __del__(self) -> None:
        self._stream._follow.leave()
