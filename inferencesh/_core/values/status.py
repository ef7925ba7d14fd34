"""The public `TaskStatus`, with the members that openapi.yaml gives it. Made by `make generate`; never edited."""

from __future__ import annotations

from .status_base import TaskStatusBase
from .status_base import is_terminal_status as is_terminal_status
from .status_base import parse_status as parse_status


class TaskStatus(TaskStatusBase):
    """Where a task stands: a text that also knows its number on the wire.

    It equals its text and its number: `status == "completed"` and `status == 10` both hold, as does
    `status == TaskStatus.COMPLETED`. It is ordered by number against integers and other statuses
    (`status >= TaskStatus.COMPLETED`: the task has ended) and by text against texts. `int(status)` is the number.
    `str()`, `format()`, JSON and pickles have the text.

    **Its hash is that of the text**, so sets and dicts of numbers do not find it: write `status in (10, 11, 12)`, not
    `status in {10, 11, 12}`.

    A status that this version does not know keeps its name or number as its text and nothing raises for it. It equals
    itself, its text and its number only, and it is ordered below every status that ends a task.
    `TaskStatus(10)`, `TaskStatus("completed")` and `TaskStatus("COMPLETED")` are all `TaskStatus.COMPLETED`.

    The platform sends numbers, and names in some places. Source: schema TaskStatus of openapi.yaml.
    """

    UNKNOWN = "unknown"
    RECEIVED = "received"
    QUEUED = "queued"
    DISPATCHED = "dispatched"
    PREPARING = "preparing"
    SERVING = "serving"
    SETTING_UP = "setting_up"
    RUNNING = "running"
    CANCELLING = "cancelling"
    UPLOADING = "uploading"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    REJECTED = "rejected"
    SCHEDULED = "dispatched"  # the older name
