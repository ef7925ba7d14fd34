"""Files in the workspace's storage, as users hold them."""

from __future__ import annotations

from typing import Any, Dict, Optional

from .base import Result, field


class File(Result):
    """A stored file. `file["uri"]` goes into inputs; `file["url"]` is its web address, where it has one.

    Source: behaviour.md 3.2.
    """

    id: str = field("id")
    """The id."""
    short_id: Optional[str] = field("short_id")
    """The first characters of the id."""
    created_at: Optional[str] = field("created_at")
    """When it was announced (RFC 3339)."""
    updated_at: Optional[str] = field("updated_at")
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

    def __init__(self, values: Any = None, **keywords: Any) -> None:
        super().__init__(values, **keywords)
        # Whoever has the signed address can overwrite the file; it has served its purpose by now.
        self.pop("upload_url", None)
        uri = self.get("uri")
        if "url" not in self and isinstance(uri, str):
            self["url"] = uri if uri.lower().startswith(("https://", "http://")) else None

    def __str__(self) -> str:
        return str(self.get("uri") or "")
