"""What it costs to make a result of a whole task's answer: the SDK's dict subclass beside the generated model.

Both are given the same decoded JSON, in turn, and read three fields. Prints microseconds, the median of all rounds.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path
from typing import Any, Callable, Dict, List

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "generated")]

from inferencesh_api.models.task_dto import TaskDTO  # noqa: E402

from inferencesh import Task  # noqa: E402

ROUNDS, CALLS = 200, 50
STAMP = "2026-11-28T21:12:00Z"
OWNED = {"id": "5hq0v3n8r1y6k4b9t2w7x0c5dm", "short_id": "5hq0v3n8", "created_at": STAMP, "updated_at": STAMP}
ANSWER: Dict[str, Any] = {
    **OWNED,
    "user_id": "u",
    "team_id": "t",
    "visibility": "private",
    "status": 10,
    "app_id": "a",
    "app": {**OWNED, "namespace": "infsh", "name": "echo", "category": "text", "status": "active"},
    "app_version_id": "v",
    "function": "run",
    "infra": "cloud",
    "workers": [],
    "input": {"text": "hello"},
    "output": {"text": "hello"},
    "events": [{**OWNED, "event_time": STAMP, "task_id": OWNED["id"], "status": number} for number in (1, 2, 3, 7, 10)],
    "logs": [{**OWNED, "task_id": OWNED["id"], "log_type": 1, "content": "one\ntwo\n"}],
    "rating": "safe",
    "is_featured": False,
    "a_field_of_tomorrow": {"kept": True},
}


def as_result() -> Any:
    task = Task(ANSWER)
    return task.id, task.status, task.output


def as_model() -> Any:
    task = TaskDTO.from_dict(ANSWER)
    return task.id, task.status, task.output


def main() -> None:
    ways: Dict[str, Callable[[], Any]] = {"Task(answer)": as_result, "TaskDTO.from_dict(answer)": as_model}
    taken: Dict[str, List[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            started = time.perf_counter()
            for _ in range(CALLS):
                way()
            taken[name].append((time.perf_counter() - started) / CALLS * 1e6)
    for name, times in taken.items():
        print(f"{name:28} {statistics.median(times):8.1f} us   fastest {min(times):8.1f} us")


if __name__ == "__main__":
    main()
