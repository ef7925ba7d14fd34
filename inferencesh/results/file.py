"""Files in the workspace's storage, as users hold them."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional

from .base import derived_field
from .fields import FileFields


def _unsigned(record: Optional[Mapping[str, Any]]) -> Dict[str, Any]:
    return {key: value for key, value in (record or {}).items() if key != "upload_url"}


class File(FileFields):
    """A stored file. `file["uri"]` goes into inputs; `file["url"]` is its web address, where it has one.

    Source: `FileDTO` and, for the files of a task, `TaskFileDTO` in openapi.yaml.
    """

    url: Optional[str] = derived_field("url")
    """The same address, if it is a web address, else None."""

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
