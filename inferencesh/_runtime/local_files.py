"""Files on this machine: read in blocks for an upload, written under a temporary name for a download.

Plain blocking functions; the async shells call them through the seam, which keeps the event loop free.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import mimetypes
import os
import re
import secrets
import stat
import threading
from typing import IO, TYPE_CHECKING, Any, Callable, Dict, Generator, Iterable, Iterator, List, Optional, Union, cast
from urllib.parse import unquote, urlsplit

from .._core.errors.classes import FileDownloadError, FileUploadError, InvalidInputError
from .._core.requests.options import LocalPath
from .._late_import import late_import, spare_descriptors
from .open_files import BLOCK, OpenFile, is_compressed_name, is_plain, label_of, name_of_contents, open_file, why

if TYPE_CHECKING:
    from .._core.files.upload_plan import Disk

DEFAULT_TYPE = "application/octet-stream"
_HEAD = 16  # bytes that tell a type

Block = Union[bytes, memoryview]
Readable = Union[LocalPath, bytes, bytearray, memoryview, IO[bytes]]


# Linux's answer to "read this if it is in memory"; the other systems have none.
_NOWAIT: Optional[int] = getattr(os, "RWF_NOWAIT", None) if hasattr(os, "preadv") else None


class Blocks(Iterator[Block]):
    """The contents of a source in blocks, for one reader at a time. Close it; it ends its file at once.

    Attributes:
        may_wait: whether whoever asks now has time to wait for a disk.
    """

    def __init__(self, start: Callable[[Blocks], Generator[Block, None, None]]) -> None:
        self.may_wait = True
        self._parts = start(self)
        self._reading = threading.Lock()
        self._closed = False

    def take(self) -> Block:
        """The next block, b"" at the end. It may have to wait for a disk."""
        return next(self, b"")

    def ready(self) -> Block:
        """The next block if it can be had without waiting for a disk, else b""; at the end too."""
        self.may_wait = False
        try:
            return next(self, b"")
        finally:
            self.may_wait = True

    def __next__(self) -> Block:
        try:
            with self._reading:
                return next(self._parts)
        finally:
            if self._closed:
                self.close()

    def close(self) -> None:
        """End the reading; one that goes on in another thread, which nobody can break off, ends it afterwards."""
        self._closed = True
        if self._reading.acquire(blocking=False):
            try:
                self._parts.close()
            finally:
                self._reading.release()


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
        self._file: Optional[OpenFile] = None
        name: Optional[str] = None
        declared: Optional[str] = None
        if isinstance(data, (bytes, bytearray, memoryview)):
            view = memoryview(cast("Union[bytes, bytearray]", data))
            self._bytes = (view if view.c_contiguous else memoryview(bytes(view))).cast("B")
            self.size = self._bytes.nbytes
        elif isinstance(data, (str, os.PathLike)):
            self.path = os.fsdecode(cast("str", data))
            try:
                status = os.stat(self.path)
            except (OSError, ValueError) as cause:  # ValueError: a path that no file system can have
                raise InvalidInputError(f"the file {_short(self.path)} cannot be read: {why(cause)}") from cause
            if not os.path.isfile(self.path):
                raise InvalidInputError(f"{_short(self.path)} is no regular file, and only those can be uploaded")
            self.size = status.st_size
            name = os.path.basename(self.path)
        elif hasattr(data, "read"):
            label = label_of(data)
            self._file = open_file(label.file)
            self.size = self._file.size
            name, declared = label.name, label.content_type
            if name is not None and is_compressed_name(name) and not is_plain(label.file):
                name = name_of_contents(name, self._head())
        else:
            raise InvalidInputError(
                f"a {type(data).__name__} cannot be uploaded: pass a path, bytes, a data URI or a file opened with 'rb'"
            )
        self.filename = filename or name or None
        self.content_type = content_type or self._type(filename, declared)

    def _type(self, given_name: Optional[str], declared: Optional[str]) -> str:
        """By the name that the caller gave, by what the file object declares, by its name, or by its contents."""
        return (
            known_type(given_name)
            or declared
            or known_type(self.filename)
            or type_of_bytes(self._head())
            or DEFAULT_TYPE
        )

    def _head(self) -> bytes:
        """The first bytes; none of a file that cannot be read, which is told when it is sent."""
        try:
            if self._bytes is not None:
                return bytes(self._bytes[:_HEAD])
            if self._file is not None:
                return self._file.read(0, _HEAD)
            assert self.path is not None
            with open(self.path, "rb", buffering=0) as file:
                return file.read(_HEAD)
        except Exception:
            return b""

    def blocks(self, hashing: bool = False, most: int = BLOCK, reuse: bool = False) -> Blocks:
        """The contents in blocks of at most `most` bytes, from the start each time.

        With `hashing`, `sha256` holds the digest of what was read when the last block has been taken. With `reuse`, a
        block is good only until the next one is asked for: a file is read into the same memory again and again.

        Raises (when a block is taken):
            FileUploadError: the file cannot be read, or is shorter or longer than it was when it was announced.
        """
        self.sha256 = None

        def start(blocks: Blocks) -> Generator[Block, None, None]:
            parts = self._memory_blocks(most) if self._bytes is not None else self._file_blocks(most, reuse, blocks)
            return self._hashed(parts, blocks) if hashing else parts

        return Blocks(start)

    def _hashed(self, parts: Generator[Block, None, None], blocks: Blocks) -> Generator[Block, None, None]:
        digest = hashlib.sha256()
        with contextlib.closing(parts):  # one that is left in the middle closes its file at once
            while True:
                while not blocks.may_wait:
                    yield b""  # a digest takes as long as a disk
                part = next(parts, b"")
                if not part:
                    break
                digest.update(part)
                yield part
        self.sha256 = digest.hexdigest()

    def _memory_blocks(self, most: int) -> Generator[Block, None, None]:
        assert self._bytes is not None
        for begin in range(0, self.size, most):
            yield bytes(self._bytes[begin : begin + most])

    def _file_blocks(self, most: int, reuse: bool, blocks: Blocks) -> Generator[Block, None, None]:
        while not blocks.may_wait:
            yield b""  # to open it takes as long as to read it
        done = 0
        own = self._open_path() if self._file is None else None
        space = memoryview(bytearray(min(most, self.size))) if reuse and own is not None else None
        try:
            while done < self.size:
                left = self.size - done
                if blocks.may_wait:
                    part = self._read(own, done, min(most, left), space)
                    if not part:
                        raise FileUploadError(f"{self.describe()} became shorter while it was uploaded")
                else:
                    part = b"" if space is None or own is None else _read_now(own, space[:left])
                done += len(part)
                yield part
            while not blocks.may_wait:
                yield b""
            if self._read(own, done, 1, None):
                raise FileUploadError(f"{self.describe()} became longer while it was uploaded")
        finally:
            if own is not None:
                own.close()

    def _open_path(self) -> io.FileIO:
        assert self.path is not None
        try:
            return open(self.path, "rb", buffering=0)
        except (OSError, ValueError) as cause:
            raise self._unreadable(cause) from cause

    def _read(self, own: Optional[io.FileIO], offset: int, size: int, space: Optional[memoryview]) -> Block:
        try:
            if own is None:
                assert self._file is not None
                return self._file.read(offset, size)
            return own.read(size) if space is None else space[: own.readinto(space[:size])]
        except Exception as cause:  # a file object may be of any class, and raise anything
            raise self._unreadable(cause) from cause

    def _unreadable(self, cause: BaseException) -> FileUploadError:
        return FileUploadError(f"{self.describe()} cannot be read: {why(cause)}")

    def digest(self) -> str:
        """A fingerprint of name, type and contents."""
        for _ in self.blocks(hashing=True):
            pass
        return f"file:{self.filename}:{self.content_type}:{self.sha256}"

    def describe(self) -> str:
        return repr(self.filename) if self.filename else f"a file of {self.size} bytes"

    def receipt(self, uri: str) -> Dict[str, Any]:
        """What left the machine: path, bytes, sha256, uri."""
        return {"path": self.path, "filename": self.filename, "bytes": self.size, "sha256": self.sha256, "uri": uri}

    def close(self) -> None:
        """Drop what was copied; a file of the caller's stays open, and stands where it stood."""
        if self._file is not None:
            self._file.close()


class LocalSources:
    """Sources that are closed together, also those that another thread is still preparing."""

    def __init__(self) -> None:
        self._sources: List[LocalSource] = []
        self._lock = threading.Lock()
        self._closed = False

    def add(self, source: LocalSource) -> LocalSource:
        with self._lock:
            if not self._closed:
                self._sources.append(source)
                return source
        source.close()
        return source

    def close(self) -> None:
        with self._lock:
            self._closed = True
        for source in self._sources:
            source.close()


def look_up(paths: Iterable[str]) -> Disk:
    """What the file system says now of these paths, and of no others."""
    with late_import():
        from .._core.files.upload_plan import Disk

    modes = {path: _mode_of(path) for path in paths}
    absolute = {path: os.path.abspath(path) for path, mode in modes.items() if stat.S_ISREG(mode)}

    def is_folder(path: str) -> bool:
        return stat.S_ISDIR(modes.get(path, 0))

    return Disk(is_file=absolute.__contains__, is_dir=is_folder, absolute=absolute.__getitem__)


def _mode_of(path: str) -> int:
    try:
        return os.stat(path).st_mode
    except (OSError, ValueError):  # ValueError: a path that no file system can have
        return 0


def expand_home(path: str, argument: str) -> str:
    """A path given as an argument, with a leading `~` replaced by the user's home folder.

    Raises:
        InvalidInputError: no home folder is known.
    """
    if not path.startswith("~"):
        return path
    expanded = os.path.expanduser(path)
    if expanded == "~" or expanded.startswith(("~/", "~" + os.sep)):
        raise InvalidInputError(f"{argument} is {_short(path)}, and the home folder of this user is not known")
    return expanded


def _short(path: str) -> str:
    return repr(path) if len(path) <= 200 else f"{path[:200]!r}..."


# What media and data files have for names: the tables of the standard library and of systems differ in these.
_TYPES = {
    ".avif": "image/avif",
    ".flac": "audio/flac",
    ".heic": "image/heic",
    ".heif": "image/heif",
    ".jsonl": "application/jsonl",
    ".m4a": "audio/mp4",
    ".md": "text/markdown",
    ".mkv": "video/x-matroska",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".parquet": "application/vnd.apache.parquet",
    ".wav": "audio/wav",
    ".webp": "image/webp",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
}
_COMPRESSED = {"gzip": "application/gzip", "bzip2": "application/x-bzip2", "xz": "application/x-xz"}


def guess_type(filename: Optional[str]) -> str:
    """The media type that a name suggests. A compressed file is what it is, not what is in it."""
    return known_type(filename) or DEFAULT_TYPE


def known_type(filename: Optional[str]) -> Optional[str]:
    """The media type that a name suggests, None if it suggests nothing."""
    if not filename:
        return None
    known = _TYPES.get(os.path.splitext(filename)[1].lower())
    if known is not None:
        return known
    with spare_descriptors():  # it reads the system's list of types first
        guessed, encoding = mimetypes.guess_type(filename)
    if encoding is not None:
        return _COMPRESSED.get(encoding, DEFAULT_TYPE)
    return guessed


# Bytes have no name to guess by, and a picture that travels as octets would reach no model's eyes.
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
)


def type_of_bytes(head: bytes) -> Optional[str]:
    """The media type that the first 16 bytes of a file give away: of pictures and of PDF, else None."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)


# Control characters, what Windows or a shell gives a meaning, and marks that turn the direction of writing.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]')
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|\Z)", re.I)  # files of these names are devices on Windows
_NAME_LIMIT = 200  # bytes; file systems take 255


def safe_name(name: str) -> str:
    """A file name from an address or a header, without anything that leads out of a folder."""
    name = _UNSAFE.sub("_", name.replace("\\", "/").rpartition("/")[2]).strip(" .")
    if _DEVICE.match(name):
        name = f"_{name}"
    if len(name.encode()) > _NAME_LIMIT:
        stem, ending = os.path.splitext(name)
        if len(ending.encode()) > 20:  # no ending at all, but a name with a dot in it
            stem, ending = name, ""
        name = stem.encode()[: _NAME_LIMIT - len(ending.encode())].decode("utf-8", "ignore").rstrip(" .") + ending
    return name or "download"


def name_from_url(url: str) -> str:
    """The last part of an address, as a file name."""
    return safe_name(unquote(urlsplit(url).path))


def _read_now(file: IO[bytes], space: memoryview) -> Block:
    """Read what of the file is in memory already, at most what `space` holds; b"" if it is nothing.

    Also where the file system cannot tell, or fails: who may wait asks again, and hears why.
    """
    if _NOWAIT is None:
        return b""
    try:
        return space[: os.preadv(file.fileno(), [space], -1, _NOWAIT)]  # -1: from where the file stands, and on
    except OSError:
        return b""


class DownloadTarget:
    """Where a download goes: written under a temporary name beside it, and renamed when whole."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._kept = False
        folder = os.path.dirname(os.path.abspath(path))
        if os.path.exists(path) and not (os.path.isfile(path) or os.path.isdir(path)):
            raise FileDownloadError(f"cannot write to {path!r}: it is no regular file, and would be replaced by one")
        try:
            os.makedirs(folder, exist_ok=True)
            # Not tempfile: its files are for the owner alone, and a download should follow the user's umask.
            self._temporary = os.path.join(folder, f".download-{secrets.token_hex(8)}.part")
            handle = os.open(self._temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
        except OSError as cause:
            raise FileDownloadError(f"cannot write to {folder!r}: {why(cause)}") from cause
        self._file: Optional[IO[bytes]] = os.fdopen(handle, "wb", buffering=0)

    def write(self, data: bytes) -> None:
        assert self._file is not None
        view = memoryview(data)
        try:
            while view:
                view = view[self._file.write(view) or 0 :]
        except OSError as cause:
            raise FileDownloadError(f"cannot write {self.path!r}: {why(cause)}") from cause

    def restart(self) -> None:
        """Drop what was written, and begin anew."""
        assert self._file is not None
        try:
            self._file.seek(0)
            self._file.truncate()
        except OSError as cause:
            raise FileDownloadError(f"cannot write {self.path!r}: {why(cause)}") from cause

    def keep(self) -> str:
        """Give the file its name. Returns the path."""
        assert self._file is not None
        try:
            self._file.close()
            self._file = None
            os.replace(self._temporary, self.path)
        except OSError as cause:
            raise FileDownloadError(f"cannot write {self.path!r}: {why(cause)}") from cause
        self._kept = True
        return self.path

    def drop(self) -> None:
        """Remove what was written, unless it was kept."""
        if self._kept:
            return
        self._kept = True
        if self._file is not None:
            self._file.close()
            self._file = None
        try:
            os.unlink(self._temporary)
        except OSError:
            pass  # somebody else removed it
