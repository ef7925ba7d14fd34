"""Sessions (a worker kept warm for one caller), as users hold them."""

from __future__ import annotations

import datetime
from typing import Optional

from .base import Result, field, time_field


class Session(Result):
    """A stateful session. Source: `AppSessionDTO` in openapi.yaml."""

    id: str = field("id")
    """The id, as runs take it in `session`."""
    short_id: Optional[str] = field("short_id")
    """The first characters of the id."""
    status: str = field("status")
    """`active`, `ended` or `expired`."""
    app_id: Optional[str] = field("app_id")
    """The app that it belongs to."""
    app_version_id: Optional[str] = field("app_version_id")
    """The app's version."""
    worker_id: Optional[str] = field("worker_id")
    """The worker that it holds."""
    created_at: Optional[datetime.datetime] = time_field("created_at")
    """When it began (RFC 3339, as all times here)."""
    updated_at: Optional[datetime.datetime] = time_field("updated_at")
    """When it last changed."""
    expires_at: Optional[datetime.datetime] = time_field("expires_at")
    """When it ends unless it is used before: every call moves this on."""
    ended_at: Optional[datetime.datetime] = time_field("ended_at")
    """When it ended."""
    task_id: Optional[str] = field("task_id")
    """Its current or last task."""
    call_count: Optional[int] = field("call_count")
    """Runs so far."""
    last_call_at: Optional[datetime.datetime] = time_field("last_call_at")
    """When it was last called."""
    idle_timeout: Optional[int] = field("idle_timeout")
    """Seconds that it may be idle."""
