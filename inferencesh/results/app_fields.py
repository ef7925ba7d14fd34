"""The fields of results, as openapi.yaml describes them. Made by `make generate`; never edited.

The classes that users hold add behaviour to these. A field that the platform did not send reads as None.
"""

from __future__ import annotations

import datetime
from typing import Any, Dict, List, Optional

from .base import Result, field, time_field
from .fields import OwnedFields, StoredFields


class AppFields(OwnedFields):
    """The fields of `App`: `AppDTO` and `PublicAppStoreDTO` in openapi.yaml."""

    namespace: Optional[str] = field("namespace")
    """The first part of its reference."""
    name: Optional[str] = field("name")
    """The second part of its reference."""
    title: Optional[str] = field("title")
    """Its name for people."""
    description: Optional[str] = field("description")
    """What it does, for people."""
    agent_description: Optional[str] = field("agent_description")
    """What it does, for agents that may call it."""
    category: Optional[str] = field("category")
    """Its category."""
    images: Optional[Dict[str, Any]] = field("images")
    """Addresses of pictures, by use."""
    tags: Optional[List[str]] = field("tags")
    """Search words."""
    version_id: Optional[str] = field("version_id")
    """The id of the current version."""
    version: Optional[Dict[str, Any]] = field("version")
    """The current version, with its schemas."""
    status: Optional[str] = field("status")
    """The stage of its life, `active`, `maintenance`, `deprecated` or `retired`."""
    status_message: Optional[str] = field("status_message")
    """Why it cannot be run."""
    status_changed_at: Optional[datetime.datetime] = time_field("status_changed_at")
    """When the status last changed."""
    resolved_function: Optional[str] = field("resolved_function")
    """The function that a reference named."""
    subcategory: Optional[str] = field("subcategory")
    """Its subcategory."""
    is_featured: Optional[bool] = field("is_featured")
    """Whether the store puts it forward."""
    rank: Optional[int] = field("rank")
    """Its place in the store's order."""
    has_approved_version: Optional[bool] = field("has_approved_version")
    """Whether it can be run."""
    page_id: Optional[str] = field("page_id")
    """The id of its page in the store."""
    pricing_description: Optional[str] = field("pricing_description")
    """What it costs, in words."""


class AppVersionFields(StoredFields):
    """The fields of `AppVersion`: `AppVersionDTO` in openapi.yaml."""

    metadata: Any = field("metadata")
    """Notes of the author."""
    functions: Optional[Dict[str, Any]] = field("functions")
    """Its functions by name, each with `input_schema` and `output_schema`."""
    default_function: Optional[str] = field("default_function")
    """The function that runs unless another is named."""
    setup_schema: Any = field("setup_schema")
    """JSON Schema of the setup values."""
    input_schema: Any = field("input_schema")
    """JSON Schema of the default function's input. File fields have `format` = `file`."""
    output_schema: Any = field("output_schema")
    """JSON Schema of the default function's output."""
    kernel: Optional[str] = field("kernel")
    """The runtime, such as `python-3.11`."""
    repository: Optional[str] = field("repository")
    """Where its source is."""
    env: Optional[Dict[str, Any]] = field("env")
    """Environment variables."""
    required_secrets: Optional[List[Dict[str, Any]]] = field("required_secrets")
    """The secrets that the caller must have set."""
    required_credentials: Optional[List[Dict[str, Any]]] = field("required_credentials")
    """The accounts that the caller must have connected."""
    resources: Optional[Dict[str, Any]] = field("resources")
    """Memory and GPU in bytes."""
    checksum: Optional[str] = field("checksum")
    """The checksum of its source."""
    ui: Optional[Dict[str, Any]] = field("ui")
    """Its user interface, an artifact."""
    flow_version_id: Optional[str] = field("flow_version_id")
    """Of an app made from a flow, the flow's version."""
    flow_version: Optional[Dict[str, Any]] = field("flow_version")
    """That version."""
    sandbox: Optional[Dict[str, Any]] = field("sandbox")
    """What its process may do."""
    warnings: Optional[List[Dict[str, Any]]] = field("warnings")
    """Only in the answer to a deployment."""


class SessionFields(OwnedFields):
    """The fields of `Session`: `AppSessionDTO` in openapi.yaml."""

    status: str = field("status")
    """The current status, `active`, `ended` or `expired`."""
    worker_id: Optional[str] = field("worker_id")
    """The id of the worker that it holds."""
    app_id: Optional[str] = field("app_id")
    """The id of the app that it belongs to."""
    app_version_id: Optional[str] = field("app_version_id")
    """The id of the app's version."""
    expires_at: Optional[datetime.datetime] = time_field("expires_at")
    """When it ends unless it is used before; every call moves this on."""
    ended_at: Optional[datetime.datetime] = time_field("ended_at")
    """When it ended."""
    task_id: Optional[str] = field("task_id")
    """The id of its current or last task."""
    call_count: int = field("call_count")
    """How many runs it has had."""
    last_call_at: Optional[datetime.datetime] = time_field("last_call_at")
    """When it was last called."""
    idle_timeout: Optional[int] = field("idle_timeout")
    """How long it may be idle, in seconds."""


class LiveSocketFields(OwnedFields):
    """The fields of `LiveSocket`: `SocketDTO` in openapi.yaml."""

    task_id: str = field("task_id")
    """The id of the task that it belongs to."""
    relay: Optional[str] = field("relay")
    """The relay that carries it."""
    status: str = field("status")
    """The current status, `pending`, `open` or `closed`."""
    paired_at: Optional[datetime.datetime] = time_field("paired_at")
    """When both ends were there."""
    ended_at: Optional[datetime.datetime] = time_field("ended_at")
    """When it closed."""
    outcome: Optional[str] = field("outcome")
    """How it closed, `client_closed`, `worker_closed`, `drained`, `never_paired` or `task_ended`."""
    close_code: Optional[int] = field("close_code")
    """The WebSocket close code."""
    close_reason: Optional[str] = field("close_reason")
    """The WebSocket close reason."""
    client_frames: Optional[int] = field("client_frames")
    """Frames from the caller, once it has closed."""
    client_bytes: Optional[int] = field("client_bytes")
    """Bytes from the caller."""
    worker_frames: Optional[int] = field("worker_frames")
    """Frames from the app, once it has closed."""
    worker_bytes: Optional[int] = field("worker_bytes")
    """Bytes from the app."""


class SocketAccessFields(Result):
    """The fields of `SocketAccess`: `SocketAccess` in openapi.yaml."""

    id: str = field("id")
    """The id of the socket."""
    url: str = field("url")
    """The address of the relay, `wss://...`."""
    token: str = field("token")
    """A short-lived credential, for the query as `access_token` or as a bearer token."""
    expires_at: Optional[datetime.datetime] = time_field("expires_at")
    """When the token ends."""
