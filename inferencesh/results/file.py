"""Files in the workspace's storage, as users hold them."""

from __future__ import annotations

import datetime
from typing import Any, Dict, List, Mapping, Optional

from .base import Result, field, time_field


def _unsigned(record: Optional[Mapping[str, Any]]) -> Dict[str, Any]:
    return {key: value for key, value in (record or {}).items() if key != "upload_url"}


class File(Result):
    """A stored file. `file["uri"]` goes into inputs; `file["url"]` is its web address, where it has one.

    Source: `FileDTO` in openapi.yaml.
    """

    id: str = field("id")
    """The id."""
    short_id: Optional[str] = field("short_id")
    """The first characters of the id."""
    created_at: Optional[datetime.datetime] = time_field("created_at")
    """When it was announced (RFC 3339)."""
    updated_at: Optional[datetime.datetime] = time_field("updated_at")
    """When it last changed."""
    uri: str = field("uri")
    """Its address: what inputs take."""
    url: Optional[str] = field("url")
    """The same, if it is a web address, else None. The platform sends no such field."""
    filename: Optional[str] = field("filename")
    """Its name."""
    content_type: Optional[str] = field("content_type")
    """Its media type."""
    size: Optional[int] = field("size")
    """Bytes."""
    path: Optional[str] = field("path")
    """The storage path that was asked for."""
    remote_path: Optional[str] = field("remote_path")
    """Its key in the storage."""
    category: Optional[str] = field("category")
    """Its category."""
    rating: Optional[str] = field("rating")
    """The rating of its content, `unrated` at first."""
    visibility: Optional[str] = field("visibility")
    """Who may see it: `private`, `team`, `org`, `public`, `unlisted`."""
    metadata: Optional[Dict[str, Any]] = field("metadata")
    """What the platform found out about an image, video or audio file, later."""
    role: Optional[str] = field("role")
    """Of a task's file: `input` or `output`."""

    def __init__(
        self,
        values: Optional[Mapping[str, Any]] = None,
        *,
        raw: Optional[Mapping[str, Any]] = None,
        messages: Optional[List[Any]] = None,
    ) -> None:
        # Whoever has the signed address can overwrite the file. It has served its purpose, so `raw` lacks it too.
        super().__init__(_unsigned(values), raw=None if raw is None else _unsigned(raw), messages=messages)
        uri = self.get("uri")
        if "url" not in self and isinstance(uri, str):
            self["url"] = uri if uri.lower().startswith(("https://", "http://")) else None

    def __str__(self) -> str:
        return str(self.get("uri") or "")
