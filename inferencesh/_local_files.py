"""Files on this machine: read in blocks for an upload, written under a temporary name for a download.

Plain blocking functions; the async shells call them through the seam, which keeps the event loop free.
"""

from __future__ import annotations

import hashlib
import mimetypes
import os
import re
import secrets
import tempfile
from typing import IO, Any, Dict, Generator, Optional, Union
from urllib.parse import unquote, urlsplit

from ._core.errors import FileDownloadError, FileUploadError, InvalidInputError

BLOCK = 1 << 20  # bytes read at once: large enough to be cheap, small enough that memory stays flat
DEFAULT_TYPE = "application/octet-stream"
_SPOOL = 8 << 20  # a stream whose size cannot be known is kept in memory up to this size, then on disk

Readable = Union[str, "os.PathLike[str]", bytes, bytearray, memoryview, IO[bytes]]


class LocalSource:
    """Something to upload: it knows its size, name and type, and can be read from the start more than once.

    Attributes:
        size: bytes.
        filename: its name, or None.
        content_type: its media type.
        path: the file's path where it is one, for the receipt.
    """

    def __init__(self, data: Any, *, filename: Optional[str] = None, content_type: Optional[str] = None) -> None:
        self.path: Optional[str] = None
        self.sha256: Optional[str] = None
        self._bytes: Optional[memoryview] = None
        self._file: Optional[IO[bytes]] = None
        self._start = 0
        self._own_file = False
        if isinstance(data, (bytes, bytearray, memoryview)):
            self._bytes = memoryview(data).cast("B")
            self.size = self._bytes.nbytes
        elif isinstance(data, (str, os.PathLike)):
            self.path = os.fspath(data)
            try:
                status = os.stat(self.path)
            except OSError as cause:
                raise InvalidInputError(f"the file {self.path!r} cannot be read: {cause.strerror}") from cause
            if not os.path.isfile(self.path):
                raise InvalidInputError(f"{self.path!r} is no regular file, and only those can be uploaded")
            self.size = status.st_size
        elif hasattr(data, "read"):
            self._take_file(data)
        else:
            raise InvalidInputError(
                f"a {type(data).__name__} cannot be uploaded: pass a path, bytes, a data URI or a file opened with 'rb'"
            )
        name = self.path if self.path is not None else getattr(data, "name", None)
        self.filename = filename or (os.path.basename(name) if isinstance(name, str) and name else None) or None
        self.content_type = content_type or guess_type(self.filename)

    def _take_file(self, file: Any) -> None:
        try:
            self._start = file.tell()
            self.size = file.seek(0, os.SEEK_END) - self._start
            file.seek(self._start)
            probe = file.read(0)
        except (AttributeError, OSError, ValueError):
            self._file, self._own_file = _spooled(file)
            self._start = 0
            self.size = self._file.seek(0, os.SEEK_END)
            self._file.seek(0)
            return
        if not isinstance(probe, (bytes, bytearray, memoryview)):
            raise InvalidInputError("the file was opened as text: open it with mode 'rb'")
        self._file = file

    def blocks(self, hashing: bool = False) -> Generator[bytes, None, None]:
        """The contents in blocks of at most 1 MiB, from the start each time.

        With `hashing`, `sha256` holds the digest of what was read when the last block has been taken.

        Raises:
            FileUploadError: the file is shorter or longer than it was when the upload was announced.
        """
        left = self.size
        digest = hashlib.sha256() if hashing else None
        if self._bytes is not None:
            for begin in range(0, self.size, BLOCK):
                part = bytes(self._bytes[begin : begin + BLOCK])
                if digest is not None:
                    digest.update(part)
                yield part
            self.sha256 = digest.hexdigest() if digest is not None else None
            return
        file: IO[bytes]
        if self._file is not None:
            file = self._file
            file.seek(self._start)
        else:
            assert self.path is not None
            file = open(self.path, "rb", buffering=0)  # noqa: SIM115  (closed below)
        try:
            while left > 0:
                part = file.read(min(BLOCK, left))
                if not part:
                    raise FileUploadError(f"{self.describe()} became shorter while it was uploaded")
                left -= len(part)
                if digest is not None:
                    digest.update(part)
                yield part
            self.sha256 = digest.hexdigest() if digest is not None else None
        finally:
            if self._file is None:
                file.close()

    def describe(self) -> str:
        return repr(self.filename) if self.filename else f"a file of {self.size} bytes"

    def receipt(self, uri: str) -> Dict[str, Any]:
        """What left the machine: path, bytes, sha256, uri."""
        return {"path": self.path, "filename": self.filename, "bytes": self.size, "sha256": self.sha256, "uri": uri}

    def close(self) -> None:
        """Drop what was spooled; a file of the caller's stays open, where it was."""
        if self._own_file and self._file is not None:
            self._file.close()


def _spooled(file: Any) -> Any:
    """A copy of a stream that cannot be rewound, and True: its size must be known before it is sent."""
    spool = tempfile.SpooledTemporaryFile(max_size=_SPOOL)  # noqa: SIM115  (LocalSource.close closes it)
    try:
        while True:
            part = file.read(BLOCK)
            if isinstance(part, str):
                raise InvalidInputError("the file was opened as text: open it with mode 'rb'")
            if not part:
                break
            spool.write(part)
        spool.flush()
        size = spool.tell()
    except BaseException:
        spool.close()
        raise
    wrapped: Any = _Spool(spool, size)
    return wrapped, True


class _Spool:
    """A spooled file whose seek answers the position, which it does not before Python 3.11."""

    def __init__(self, spool: Any, size: int) -> None:
        self._spool = spool
        self._size = size

    def seek(self, offset: int, whence: int = 0) -> int:
        self._spool.seek(offset, whence)
        return int(self._spool.tell())

    def read(self, size: int = -1) -> bytes:
        data: bytes = self._spool.read(size)
        return data

    def close(self) -> None:
        self._spool.close()


def guess_type(filename: Optional[str]) -> str:
    """The media type that a name suggests."""
    return (mimetypes.guess_type(filename)[0] if filename else None) or DEFAULT_TYPE


_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')


def safe_name(name: str) -> str:
    """A file name from an address or a header, without anything that leads out of a folder."""
    name = _UNSAFE.sub("_", name.replace("\\", "/").rpartition("/")[2]).strip(" .")
    return name[:200] or "download"


def name_from_url(url: str) -> str:
    """The last part of an address, as a file name."""
    return safe_name(unquote(urlsplit(url).path))


class DownloadTarget:
    """Where a download goes: written under a temporary name beside it, and renamed when whole."""

    def __init__(self, path: str) -> None:
        self.path = path
        folder = os.path.dirname(os.path.abspath(path))
        try:
            os.makedirs(folder, exist_ok=True)
            # Not tempfile: its files are for the owner alone, and a download should follow the user's umask.
            self._temporary = os.path.join(folder, f".download-{secrets.token_hex(8)}.part")
            handle = os.open(self._temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
        except OSError as cause:
            raise FileDownloadError(f"cannot write to {folder!r}: {cause.strerror}") from cause
        self._file: Optional[IO[bytes]] = os.fdopen(handle, "wb", buffering=0)

    def write(self, data: bytes) -> None:
        assert self._file is not None
        view = memoryview(data)
        while view:
            view = view[self._file.write(view) or 0 :]

    def keep(self) -> str:
        """Give the file its name. Returns the path."""
        assert self._file is not None
        self._file.close()
        self._file = None
        os.replace(self._temporary, self.path)
        return self.path

    def drop(self) -> None:
        """Remove what was written."""
        if self._file is not None:
            self._file.close()
            self._file = None
            try:
                os.unlink(self._temporary)
            except OSError:
                pass  # somebody else removed it
