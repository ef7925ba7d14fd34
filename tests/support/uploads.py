"""Files as web frameworks hand them out, whatever the client is."""

from __future__ import annotations

from typing import Any, Optional


class StarletteUpload:
    """As Starlette's `UploadFile`: its methods are asynchronous, the file behind it is not."""

    def __init__(self, file: Any, filename: Optional[str], content_type: Optional[str]) -> None:
        self.file = file
        self.filename = filename
        self.content_type = content_type

    async def read(self, size: int = -1) -> bytes:
        raise AssertionError("the file behind it is read")


class AsynchronousFile:
    """A file with nothing behind it."""

    async def read(self, size: int = -1) -> bytes:
        raise AssertionError("it is refused")
