"""Names in the type hints of errors and results, imported when somebody reads them: `values/type_hints.py`."""

from __future__ import annotations

from typing_extensions import Self

from ..results.task import Task
from .values.curl import SentRequest
from .values.status import TaskStatus

__all__ = ["Self", "SentRequest", "Task", "TaskStatus"]
