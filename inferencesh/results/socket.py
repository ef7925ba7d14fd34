"""Sockets of live functions, as users hold them."""

from __future__ import annotations

import datetime
from typing import Optional

from .base import Result, field, time_field


class LiveSocket(Result):
    """The connection that a live function keeps with its caller. Source: `SocketDTO` in openapi.yaml."""

    id: str = field("id")
    """The id."""
    short_id: Optional[str] = field("short_id")
    """The first characters of the id."""
    created_at: Optional[datetime.datetime] = time_field("created_at")
    """When it was made (RFC 3339, as all times here)."""
    task_id: Optional[str] = field("task_id")
    """The task that it belongs to."""
    status: Optional[str] = field("status")
    """`pending`, `open` or `closed`."""
    relay: Optional[str] = field("relay")
    """The relay that carries it."""
    paired_at: Optional[datetime.datetime] = time_field("paired_at")
    """When both ends were there."""
    ended_at: Optional[datetime.datetime] = time_field("ended_at")
    """When it closed."""
    outcome: Optional[str] = field("outcome")
    """How it closed: `client_closed`, `worker_closed`, `drained`, `never_paired`, `task_ended`."""
    close_code: Optional[int] = field("close_code")
    """The WebSocket close code."""
    close_reason: Optional[str] = field("close_reason")
    """The WebSocket close reason."""
    client_frames: Optional[int] = field("client_frames")
    """Frames from the caller, once it has closed."""
    client_bytes: Optional[int] = field("client_bytes")
    """Bytes from the caller."""
    worker_frames: Optional[int] = field("worker_frames")
    """Frames from the app."""
    worker_bytes: Optional[int] = field("worker_bytes")
    """Bytes from the app."""


class SocketAccess(Result):
    """Where to dial a live function, and with what. The token is not shown in `repr`."""

    id: str = field("id")
    """The socket."""
    url: str = field("url")
    """The address of the relay, `wss://...`."""
    token: str = field("token")
    """Goes into the query as `access_token`, or into the header `Authorization: Bearer ...`."""
    expires_at: Optional[datetime.datetime] = time_field("expires_at")
    """When the token ends."""
