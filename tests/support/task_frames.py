"""Frames of one task, and a follower for them."""

from __future__ import annotations

from typing import Any, Dict, List

from inferencesh._core.errors.classes import APIConnectionError
from inferencesh._core.streams.stream_link import StreamPolicy
from inferencesh._core.tasks.task_follower import Open, Read, TaskFollower

ID = "5hq0v3n8r1y6k4b9t2w7x0c5dm"
SUBMITTED = {"id": ID, "short_id": ID[:8], "status": 1, "status_text": "received", "output": None}


def stamp(number: int) -> str:
    return f"2026-10-20T09:15:{number:02d}Z"


def full(status: Any, number: int = 0, **members: Any) -> Dict[str, Any]:
    task = {"id": ID, "short_id": ID[:8], "status": status, "updated_at": stamp(number), "input": {"p": 1}}
    task.update({"output": None, "error": None, "logs": [], "session_id": None, **members})
    return task


def partial(**members: Any) -> Dict[str, Any]:
    return {"data": {"id": ID, **members}, "fields": sorted(members)}


def delta(text: str, seq: Any) -> Dict[str, Any]:
    return {"event": "delta", "data": {"delta": {"response": text}, "seq": seq, "resource_id": ""}}


HEARTBEAT = {"type": "heartbeat"}
REFUSED = APIConnectionError("connection refused")


def follower(now: float = 0.0, **options: Any) -> TaskFollower:
    """`options`: those of the follower, and of its policy; without jitter, so that delays are predictable."""
    policy = {name: options.pop(name) for name in StreamPolicy._fields if name in options}
    policy.setdefault("rng", lambda: 0.0)
    return TaskFollower(ID, now=now, policy=StreamPolicy(**policy), **{"known": SUBMITTED, **options})


def opened(now: float = 0.0, **options: Any) -> TaskFollower:
    machine = follower(now, **options)
    assert machine.action(now) == Open()
    machine.opened(now)
    assert isinstance(machine.action(now), Read)
    return machine


def statuses(updates: List[Any]) -> List[str]:
    return [str(update["status"]) for update in updates]


def lines_of(updates: List[Any]) -> List[str]:
    return [line for update in updates for line in update["logs"]]
