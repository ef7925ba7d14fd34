"""Tasks that an agent's run starts: turns of its model, and apps that are its tools."""

from __future__ import annotations

from typing import Any, Dict

from ...apps.registry import Registry
from ...tasks.scheduler import Scheduler
from ...tasks.task_store import Task, TaskStore
from ..chats.records import Run


class AppTasks:
    """The way from agents to apps."""

    def __init__(self, registry: Registry, scheduler: Scheduler, tasks: TaskStore) -> None:
        self.registry = registry
        self._scheduler = scheduler
        self._tasks = tasks

    def submit(self, run: Run, request: Dict[str, Any]) -> Task:
        """Start a task of the run; a `Problem` refuses it."""
        task = self._scheduler.submit(request)
        run.task_ids.append(task.id)
        return task

    def cancel(self, task: Task) -> None:
        """End a task, unless it has ended."""
        if not task.status.terminal:
            self._scheduler.cancel(task)

    def cancel_all(self, run: Run) -> None:
        """End what the run waits for."""
        for identifier in list(run.task_ids):
            self.cancel(self._tasks.get(identifier))
