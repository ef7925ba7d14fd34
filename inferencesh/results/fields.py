"""The fields of results, as openapi.yaml describes them. Made by `make generate`; never edited.

The classes that users hold add behaviour to these. A field that the platform did not send reads as None.
"""

from __future__ import annotations

import datetime
from typing import Any, Dict, Generic, List, Optional, TypeVar

from .._core.values.status import TaskStatus
from .base import Result, field, time_field

T = TypeVar("T", bound=Result)


class StoredFields(Result):
    """The fields of every stored object: `BaseModelDTO` in openapi.yaml."""

    id: str = field("id")
    """The id, 26 lower-case characters."""
    short_id: Optional[str] = field("short_id")
    """The first characters of `id`; accepted wherever an id is."""
    created_at: Optional[datetime.datetime] = time_field("created_at")
    """When it was created."""
    updated_at: Optional[datetime.datetime] = time_field("updated_at")
    """When it last changed."""
    deleted_at: Optional[datetime.datetime] = time_field("deleted_at")
    """When it was deleted; None while it exists."""


class OwnedFields(StoredFields):
    """The fields of what has an owner: `PermissionModelDTO` in openapi.yaml."""

    user_id: Optional[str] = field("user_id")
    """The id of its owner."""
    user: Optional[Dict[str, Any]] = field("user")
    """Its owner, if asked for."""
    team_id: Optional[str] = field("team_id")
    """The id of the workspace that it belongs to."""
    team: Optional[Dict[str, Any]] = field("team")
    """The workspace, if asked for."""
    visibility: Optional[str] = field("visibility")
    """Who may see it, `private`, `team`, `org`, `public` or `unlisted`."""


class TaskFields(OwnedFields):
    """The fields of `Task`: `TaskDTO` and `TaskResultDTO` in openapi.yaml."""

    status: TaskStatus = field("status")
    """The current status."""
    app_id: Optional[str] = field("app_id")
    """The id of the app."""
    app: Optional[Dict[str, Any]] = field("app")
    """The app, if asked for."""
    app_version_id: Optional[str] = field("app_version_id")
    """The id of the version that runs."""
    app_version: Optional[Dict[str, Any]] = field("app_version")
    """The version that runs, if asked for."""
    app_variant: Optional[str] = field("app_variant")
    """The variant of the app, in older versions."""
    function: Optional[str] = field("function")
    """The function of the app."""
    infra: Optional[str] = field("infra")
    """Where it may run, `cloud`, `private` or `private_first`."""
    workers: Optional[List[str]] = field("workers")
    """The private workers that it is restricted to."""
    engine_id: Optional[str] = field("engine_id")
    """The id of the engine that it was given to."""
    engine: Optional[Dict[str, Any]] = field("engine")
    """A summary of the engine."""
    worker_id: Optional[str] = field("worker_id")
    """The id of the worker that runs it."""
    worker: Optional[Dict[str, Any]] = field("worker")
    """A summary of the worker."""
    run_at: Optional[datetime.datetime] = time_field("run_at")
    """When it is scheduled to start."""
    webhook: Optional[str] = field("webhook")
    """The address that gets one POST when it has ended."""
    setup: Any = field("setup")
    """The setup values that it was given."""
    input: Any = field("input")
    """The input as the platform got it; files are addresses."""
    output: Any = field("output")
    """The latest output. While a generator runs, each value it yields replaces the last."""
    error: Optional[str] = field("error")
    """Why it failed or was refused."""
    rating: Optional[str] = field("rating")
    """The content rating of the output, `safe` to `unrated`."""
    is_featured: Optional[bool] = field("is_featured")
    """Whether it is shown publicly."""
    events: Optional[List[Dict[str, Any]]] = field("events")
    """The history of its status: `id`, `created_at`, `event_time`, `task_id`, and `status` as a number."""
    usage_events: Optional[List[Dict[str, Any]]] = field("usage_events")
    """What it used and is billed for."""
    egress: Optional[Dict[str, Any]] = field("egress")
    """Traffic through the egress gateway, once it has ended."""
    session_id: Optional[str] = field("session_id")
    """The session that it runs in."""
    session_timeout: Optional[int] = field("session_timeout")
    """How long that session may be idle, in seconds."""
    graph_id: Optional[str] = field("graph_id")
    """The execution graph that it is part of."""
    flow_run_id: Optional[str] = field("flow_run_id")
    """The flow run that started it."""
    sub_flow_run_id: Optional[str] = field("sub_flow_run_id")
    """The nested flow run that it stands for."""
    chat_id: Optional[str] = field("chat_id")
    """The chat that started it."""
    agent_id: Optional[str] = field("agent_id")
    """The agent that started it."""
    agent_version_id: Optional[str] = field("agent_version_id")
    """The version of that agent."""
    agent: Optional[Dict[str, Any]] = field("agent")
    """That agent, if asked for."""
    user_public_key: Optional[str] = field("user_public_key")
    """A key in base64 whose purpose is not documented."""
    engine_public_key: Optional[str] = field("engine_public_key")
    """A key in base64 whose purpose is not documented."""
    socket: Optional[Dict[str, Any]] = field("socket")
    """Where to connect to a stream function; only tasks of stream functions have it."""


class FileFields(OwnedFields):
    """The fields of `File`: `FileDTO` and `TaskFileDTO` in openapi.yaml."""

    uri: str = field("uri")
    """Its address: what inputs take."""
    path: Optional[str] = field("path")
    """The storage path that was asked for."""
    remote_path: Optional[str] = field("remote_path")
    """Its key in the storage."""
    filename: Optional[str] = field("filename")
    """Its name."""
    content_type: Optional[str] = field("content_type")
    """Its media type."""
    size: Optional[int] = field("size")
    """Its size in bytes."""
    category: Optional[str] = field("category")
    """Its category in the storage."""
    rating: Optional[str] = field("rating")
    """The content rating, `unrated` at first."""
    metadata: Optional[Dict[str, Any]] = field("metadata")
    """What the platform found out about an image, a video or an audio file, later."""
    role: Optional[str] = field("role")
    """Whether the task got it or made it, `input` or `output`."""


class PageFields(Result, Generic[T]):
    """The fields of `Page`: `TaskPage` in openapi.yaml."""

    next_cursor: Optional[str] = field("next_cursor")
    """The `cursor` of the next page; empty on the last one."""
    prev_cursor: Optional[str] = field("prev_cursor")
    """The `cursor` of the page before; empty on the first one."""
    has_next: bool = field("has_next")
    """Whether there is a next page."""
    has_previous: bool = field("has_previous")
    """Whether there is a page before."""
    items_per_page: Optional[int] = field("items_per_page")
    """How many entries this page has."""
    total_items: Optional[int] = field("total_items")
    """How many entries there are in all; newer versions do not say."""
    items_: List[T] = field("items")
    """The entries of this page, in the order asked for."""
