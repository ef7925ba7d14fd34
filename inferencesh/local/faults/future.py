"""Answers as a server of tomorrow may give them: statuses, values and fields that nobody knows yet."""

from __future__ import annotations

from typing import Any, Dict, List

from ..._core.values.json_guard import is_array, is_object
from .stream_frames import TERMINAL_TASK, Frame, event

NEW_STATUS = 97
NEW_STATUS_TEXT = "hibernating"
NEW_VALUE = "galactic"
NEW_FIELD = "from_tomorrow"
_LAST = frozenset({"idle", "completed", "failed", "cancelled", "ready", "ended", "expired"})
_CHOICES = frozenset({"visibility", "infra", "category", "session_status"})
_OWN = frozenset({"input", "output", "metadata", "setup", "content", "result", "arguments", "context"})
"""What belongs to users and apps, where a platform changes nothing."""


def frames(frame: Frame, what: str, first: bool) -> List[bytes]:
    """The frames that replace one."""
    if not is_object(frame.value) or frame.is_heartbeat:
        return [frame.bytes]
    made: List[bytes] = []
    body = frame.body
    if what == "field" and first:
        made.append(event({"event": "hologram", "data": {"depth": 3}}, frame.sse, "hologram"))
        made.append(event({"type": "hologram"}, frame.sse))
    if what == "status" and frame.is_last and isinstance(body.get("status"), int):
        news = {"id": body.get("id"), "status": NEW_STATUS, "updated_at": body.get("updated_at")}
        made.append(event({"data": news, "fields": ["status", "updated_at"]}, frame.sse))
    made.append(frame.with_value(changed(frame.value, what)))
    return made


def changed(value: Any, what: str) -> Any:
    """A JSON answer with the unknown in it."""
    if is_array(value):
        return [changed(item, what) for item in value]
    if not is_object(value):
        return value
    made: Dict[str, Any] = {}
    for name, item in value.items():
        made[name] = item if name in _OWN else changed(item, what)
        if what == "status" and name == "status" and "success" not in value:
            made[name] = _status(item)
        elif what == "enum" and name in _CHOICES and isinstance(item, str):
            made[name] = NEW_VALUE
        elif what == "enum" and name == "log_type" and isinstance(item, int):
            made[name] = NEW_STATUS
    if what == "field":
        made[NEW_FIELD] = {"known": False, "to": [1, None]}
    return made


def _status(value: Any) -> Any:
    """Ends stay what they are: a newer server may add steps on the way, and must not change what an end is."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if value >= TERMINAL_TASK else NEW_STATUS
    return NEW_STATUS_TEXT if isinstance(value, str) and value not in _LAST else value
