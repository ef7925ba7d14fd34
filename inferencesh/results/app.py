"""Apps and their versions, as users hold them."""

from __future__ import annotations

import datetime
from typing import Any, Dict, List, Optional

from .base import Result, field, time_field


class App(Result):
    """An app, or its listing in the store. Which fields are there depends on the route."""

    id: str = field("id")
    """The id."""
    namespace: Optional[str] = field("namespace")
    """The first part of its reference."""
    name: Optional[str] = field("name")
    """The second part of its reference."""
    title: Optional[str] = field("title")
    """What the store calls it."""
    description: Optional[str] = field("description")
    """What it does."""
    category: Optional[str] = field("category")
    """Its category."""
    status: Optional[str] = field("status")
    """The stage of its life: active, maintenance, retired."""
    version_id: Optional[str] = field("version_id")
    """The current version."""
    version: Any = field("version")
    """The current version, an object with its schemas."""
    created_at: Optional[datetime.datetime] = time_field("created_at")
    """When it was made (RFC 3339)."""
    updated_at: Optional[datetime.datetime] = time_field("updated_at")
    """When it last changed."""

    @property
    def ref(self) -> str:
        """`namespace/name`, as runs take it."""
        namespace = self.get("namespace")
        return f"{namespace}/{self.get('name')}" if namespace else str(self.get("name") or "")


class AppVersion(Result):
    """A version of an app."""

    id: str = field("id")
    """The id."""
    short_id: Optional[str] = field("short_id")
    """What stands behind the `@` of a reference."""
    created_at: Optional[datetime.datetime] = time_field("created_at")
    """When it was deployed (RFC 3339)."""
    functions: Optional[Dict[str, Any]] = field("functions")
    """Its functions by name, each with `input_schema` and `output_schema`."""
    default_function: Optional[str] = field("default_function")
    """The function that runs when none is named."""
    input_schema: Any = field("input_schema")
    """JSON Schema of the default function's input."""
    output_schema: Any = field("output_schema")
    """JSON Schema of its output."""
    setup_schema: Any = field("setup_schema")
    """JSON Schema of the setup values."""
    required_secrets: Optional[List[Any]] = field("required_secrets")
    """The secrets that it needs."""
