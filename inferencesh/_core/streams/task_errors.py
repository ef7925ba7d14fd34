"""The exceptions that carry a task."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, Optional, Tuple, Type, cast

from ..errors.classes import APIConnectionError, InferenceError
from ..values.redact import redact_text
from ..values.type_hints import readable_hints

if TYPE_CHECKING:
    from ...results.task import Task


@readable_hints
class StreamError(APIConnectionError):
    """A stream could not be followed to its end. The task itself is unaffected: see `task_id`.

    `task`: the task as far as it is known, or None where no task was followed.
    """

    task: Optional[Task] = None


@readable_hints
class TaskError(InferenceError):
    """A task ended without completing. `task` is the whole task, with its logs, `task_id` its id."""

    task: Task = cast("Task", None)  # every error that the SDK raises has one


class TaskFailedError(TaskError):
    """The task ended as `failed`."""


class TaskCancelledError(TaskError):
    """The task ended as `cancelled`."""


class TaskRejectedError(TaskError):
    """The platform did not admit the task: no balance, no payment method."""


def task_error(task: Any) -> Optional[TaskError]:
    """The exception for a task that ended without completing, or None for any other task."""
    status = str(task.get("status"))
    kinds: Dict[str, Tuple[Type[TaskError], str]] = {
        "failed": (TaskFailedError, "task failed"),
        "cancelled": (TaskCancelledError, "task cancelled"),
        "rejected": (TaskRejectedError, "task rejected"),
    }
    if status not in kinds:
        return None
    kind, words = kinds[status]
    detail = task.get("error")
    task_id = task.get("id")
    text = f"{words}: {redact_text(str(detail))}" if detail else words
    error = kind(f"{text} (task {task_id})" if task_id else text, task_id=task_id)
    error.task = task
    return error
