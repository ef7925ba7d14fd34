"""Open files that callers hand in for an upload: each upload reads by itself, from where the file stood.

Several uploads may be given one file at once, by threads or by `gather`. A file has one position, so a plain file is
read without it (`pread`), and any other is read by one upload at a time: the first reads the file itself, under a lock,
and those that come meanwhile take a copy of their own.
"""

# What callers hand in may be anything at all, so its types are not known:
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from __future__ import annotations

import contextlib
import inspect
import io
import os
import re
import stat
import tempfile
import threading
import weakref
from typing import IO, Any, Dict, Generator, List, NamedTuple, Optional, Union, cast

from .._core.errors.classes import InvalidInputError

BLOCK = 1 << 20  # bytes read at once: large enough to be cheap, small enough that memory stays flat
_IN_MEMORY = 8 << 20  # a copy is kept in memory up to this size, then on disk
_AT_ITS_END = "the file stands at its end, and nothing would be uploaded: seek(0) first"
_TEXT = "the file was opened as text: open it with mode 'rb'"
_ASYNCHRONOUS = "an asynchronous file cannot be uploaded: await its read() and pass the bytes"


class OpenFile:
    """Contents that are read at any offset, as often as needed.

    Attributes:
        size: bytes, from where the file stood.
    """

    size: int

    def read(self, offset: int, size: int) -> bytes:
        """At most `size` bytes from `offset`; b"" at the end. Raises whatever the file raises."""
        raise NotImplementedError

    def close(self) -> None:
        """End the use of the file, which stays open if it is the caller's."""


def open_file(file: Any) -> OpenFile:
    """Prepare an open file for an upload.

    Raises:
        InvalidInputError: it cannot be read, was opened as text, or stands at its end.
    """
    _refuse_what_cannot_be_read(file)
    if type(file) is io.BytesIO:
        return _Memory(file)
    plain = _plain_file(file)
    if plain is not None:
        return plain
    return _open_shared(file)


class _Memory(OpenFile):
    """The contents of a `BytesIO` as they are now: `getvalue` copies nothing until the caller writes again."""

    def __init__(self, file: io.BytesIO) -> None:
        try:
            contents, start = file.getvalue(), file.tell()
        except ValueError as cause:
            raise _unreadable(cause) from cause
        _refuse_end(start, len(contents))
        self._contents = memoryview(contents)[start:]
        self.size = len(self._contents)

    def read(self, offset: int, size: int) -> bytes:
        return bytes(self._contents[offset : offset + size])


class _Plain(OpenFile):
    """A file of the operating system, read without its position."""

    def __init__(self, file: Any, start: int, size: int) -> None:
        self._file = file
        self._start = start
        self.size = size

    def read(self, offset: int, size: int) -> bytes:
        number = self._file.fileno()
        part = os.pread(number, size, self._start + offset)
        self._file.fileno()  # fails if the file was closed meanwhile: its number may be another file's by now
        return part


def _plain_file(file: Any) -> Optional[_Plain]:
    """A file that nothing stands in front of, so that what its descriptor gives is what it contains."""
    if type(file).__module__ == "tempfile" and type(_attribute(file, "file")) is io.BufferedRandom:
        file = file.file  # of a NamedTemporaryFile
    raw = _raw_of(file)
    if raw is None or not hasattr(os, "pread"):
        return None
    try:
        if type(file) is io.BufferedRandom:
            file.flush()
        status = os.fstat(raw.fileno())
        if not stat.S_ISREG(status.st_mode) or not status.st_size:
            return None  # an empty one may be one of /proc, which only reading measures
        start = file.tell()
    except (OSError, ValueError):
        return None
    _refuse_end(start, status.st_size)
    return _Plain(raw, start, status.st_size - start)


class _Access:
    """The right to read one file, or one archive by whichever of its members, for one reader at a time.

    Attributes:
        archive: the file in which all of them are, if it is an archive that reads without a lock of its own.
    """

    __slots__ = ("_closing", "_lock", "archive")

    def __init__(self, archive: Any) -> None:
        self.archive = archive
        self._lock = threading.Lock()
        self._closing: List[_Direct] = []

    @contextlib.contextmanager
    def alone(self) -> Generator[None, None, None]:
        """Nobody else reads the file meanwhile."""
        try:
            with self._lock:
                yield
        finally:
            self._close_waiting()

    def close(self, reader: _Direct) -> None:
        """End a reader's use of the file; if it is being read, which nobody can break off, when that has ended."""
        self._closing.append(reader)
        self._close_waiting()

    def _close_waiting(self) -> None:
        while self._closing and self._lock.acquire(blocking=False):
            try:
                while self._closing:
                    self._closing.pop().leave()
            finally:
                self._lock.release()


class _Shared:
    """A file of the caller that uploads of this process read.

    Attributes:
        access: held by whoever reads it.
        users: uploads that read it, or are about to.
        start: where the caller left it.
        left_at: where the last of our readings left it.
        is_read: whether an upload reads the file itself.
    """

    __slots__ = ("access", "file", "is_read", "left_at", "start", "users")

    def __init__(self, file: Any, access: _Access) -> None:
        self.file = file
        self.access = access
        self.users = 0
        self.start: Optional[int] = None
        self.left_at: Optional[int] = None
        self.is_read = False


_shared: Dict[int, _Shared] = {}  # by identity, which stays the file's own while it is held here
_shared_lock = threading.Lock()
_ended: Dict[int, Any] = {}  # weak references to streams that were read to their ends


def _join(file: Any) -> _Shared:
    with _shared_lock:
        shared = _shared.get(id(file))
        if shared is None:
            shared = _shared[id(file)] = _Shared(file, _access_to(file))
        shared.users += 1
        return shared


def _access_to(file: Any) -> _Access:
    # Members of a tar file move one position, the archive's, and nothing of tarfile's own keeps them apart.
    archive = _attribute(_attribute(file, "raw"), "fileobj")
    if archive is not None:
        for other in _shared.values():
            if other.access.archive is archive:
                return other.access
    return _Access(archive)


def _leave(shared: _Shared) -> None:
    with _shared_lock:
        shared.users -= 1
        if not shared.users:
            del _shared[id(shared.file)]


def _open_shared(file: Any) -> OpenFile:
    shared = _join(file)
    try:
        with shared.access.alone():
            opened = _open_alone(shared)
    except BaseException:
        _leave(shared)
        raise
    if not isinstance(opened, _Direct):
        _leave(shared)
    return opened


def _open_alone(shared: _Shared) -> OpenFile:
    """Open a file that nobody else reads meanwhile."""
    file = shared.file
    start = _position(file)
    if start is not None and start == shared.left_at:
        start = shared.start  # it stands where another upload is, not where the caller left it
    end = None if start is None else _end(file, start)
    if start is None or end is None:
        return _copy_of_stream(file)
    shared.start = start
    _refuse_end(start, end)
    size = max(end - start, 0)
    sized = _takes_size(file.read)
    unmeasured = sized and _gives(file, start, 0 if size else 1)
    if sized and not unmeasured and not shared.is_read:
        shared.is_read = True
        shared.left_at = start
        return _Direct(shared, start, size)
    copy = _Copy()
    try:
        copy.take(file)
        file.seek(start)
        shared.left_at = start
        if copy.size != size and not unmeasured:
            raise InvalidInputError("the file changed while it was read")
    except BaseException as cause:
        copy.close()
        if isinstance(cause, InvalidInputError) or not isinstance(cause, Exception):
            raise
        raise _unreadable(cause) from cause
    return copy


class _Direct(OpenFile):
    """A file read by its position, under the lock of all who use it."""

    def __init__(self, shared: _Shared, start: int, size: int) -> None:
        self._shared = shared
        self._start = start
        self._closed = False
        self.size = size

    def read(self, offset: int, size: int) -> bytes:
        shared = self._shared
        with shared.access.alone():
            position = self._start + offset
            if shared.file.tell() != position:
                shared.file.seek(position)
            part = bytes_of(shared.file.read(size))[:size]
            shared.left_at = shared.file.tell()
        return part

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._shared.access.close(self)

    def leave(self) -> None:
        """Leave the file open, and where it stood."""
        shared = self._shared
        shared.is_read = False
        try:
            shared.file.seek(shared.start)
            shared.left_at = shared.start
        except Exception:
            pass  # the caller has closed it, so its position means nothing any more
        _leave(shared)


class _Copy(OpenFile):
    """A copy in memory or on disk, of what can be read only once or is being read already."""

    def __init__(self) -> None:
        # Closed by `close`.
        self._file = cast("IO[bytes]", tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115
        self._lock = threading.Lock()
        self.size = 0

    def take(self, file: Any) -> None:
        """Copy the file to its end. Raises whatever the file raises."""
        sized = _takes_size(file.read)
        while True:
            part = bytes_of(file.read(BLOCK) if sized else file.read())
            if not part:
                return
            self.size += len(part)
            self._file.write(part)
            if not sized:
                return

    def read(self, offset: int, size: int) -> bytes:
        with self._lock:
            self._file.seek(offset)
            return self._file.read(size)

    def close(self) -> None:
        with self._lock:
            self._file.close()


def _copy_of_stream(file: Any) -> _Copy:
    """A copy of a stream that cannot be rewound: its size must be known before it is sent."""
    copy = _Copy()
    try:
        copy.take(file)
        if not copy.size and _has_ended(file):
            raise InvalidInputError(
                "the stream can be read only once, and an earlier upload read it: upload it once with "
                "client.upload_file(...), and use the file's 'uri'"
            )
    except BaseException as cause:
        copy.close()
        if isinstance(cause, InvalidInputError) or not isinstance(cause, Exception):
            raise
        raise _unreadable(cause) from cause
    _note_end(file)
    return copy


def _has_ended(file: Any) -> bool:
    with _shared_lock:
        reference = _ended.get(id(file))
        return reference is not None and reference() is file


def _note_end(file: Any) -> None:
    key = id(file)
    try:
        reference = weakref.ref(file, lambda _: _ended.pop(key, None))
    except TypeError:
        return  # of a class without weak references
    with _shared_lock:
        _ended[key] = reference


def _gives(file: Any, start: int, size: int) -> bool:
    """Whether a file gives anything when so many bytes are asked for; what it gives must be bytes.

    Some files of /proc say that they are empty, and are not.
    """
    try:
        part = bytes_of(file.read(size))
        if part:
            file.seek(start)
        return bool(part)
    except InvalidInputError:
        raise
    except Exception as cause:
        raise _unreadable(cause) from cause


def _position(file: Any) -> Optional[int]:
    try:
        position = file.tell()
    except Exception:
        return None
    return position if isinstance(position, int) else None


def _end(file: Any, start: int) -> Optional[int]:
    """Where a file ends; it stands at `start` again. None for one that can only be read on."""
    try:
        file.seek(0, os.SEEK_END)
        # Not what `seek` answers: spooled files answered None before Python 3.11.
        end = file.tell()
        file.seek(start)
    except Exception as cause:
        try:
            file.seek(start)
        except Exception:
            if rewinds(file):
                raise _unreadable(cause) from cause
        return None
    return end if isinstance(end, int) else None


def rewinds(file: Any) -> bool:
    """Whether a file object says that it can be read more than once."""
    seekable = _attribute(file, "seekable")
    try:
        return bool(seekable()) if callable(seekable) else hasattr(file, "seek")
    except Exception:
        return False


def _refuse_end(start: int, end: int) -> None:
    if start >= end > 0:
        raise InvalidInputError(_AT_ITS_END)


def _refuse_what_cannot_be_read(file: Any) -> None:
    if inspect.iscoroutinefunction(file.read):
        raise InvalidInputError(_ASYNCHRONOUS)
    if isinstance(file, io.TextIOBase):
        raise InvalidInputError(_TEXT)
    if hasattr(file, "status_code") and hasattr(file, "headers"):
        raise InvalidInputError(
            f"a {type(file).__name__} is an answer of a web server, not a file: check its status and pass its content, "
            "as in response.content"
        )
    try:
        readable = getattr(file, "readable", None)
        if callable(readable) and readable() is False:
            raise InvalidInputError(
                "the file cannot be read: it is not open for reading "
                "(open it with mode 'rb', and close it after the upload)"
            )
    except ValueError as cause:
        if isinstance(cause, InvalidInputError):
            raise
        raise _unreadable(cause) from cause


def bytes_of(part: Any) -> bytes:
    """What a `read` gave, as bytes.

    Raises:
        InvalidInputError: it is something else.
    """
    if isinstance(part, bytes):
        return part
    if isinstance(part, (bytearray, memoryview)):
        return bytes(part)
    if isinstance(part, str):
        raise InvalidInputError(_TEXT)
    if part is None:
        raise InvalidInputError("the file is non-blocking and has nothing to read yet: read it, and pass the bytes")
    if inspect.isawaitable(part):
        if inspect.iscoroutine(part):
            part.close()
        raise InvalidInputError(_ASYNCHRONOUS)
    raise InvalidInputError(f"the file's read() gave a {type(part).__name__}, not bytes")


def _takes_size(read: Any) -> bool:
    try:
        inspect.signature(read).bind(BLOCK)
    except TypeError:
        return False
    except ValueError:
        pass  # one that tells nothing of its parameters
    return True


def why(cause: BaseException) -> str:
    """What an exception says, in a few words."""
    return getattr(cause, "strerror", None) or str(cause) or type(cause).__name__


def _unreadable(cause: BaseException) -> InvalidInputError:
    return InvalidInputError(
        f"the file cannot be read: {why(cause)} (open it with mode 'rb', and close it after the upload)"
    )


# -- what a file says of itself ------------------------------------------------------------------------------------

# What a compressed file begins with, and what its name ends in.
_COMPRESSED = (
    ((".gz", ".tgz"), b"\x1f\x8b"),
    ((".bz2", ".tbz2"), b"BZh"),
    ((".xz", ".txz"), b"\xfd7zXZ\x00"),
    ((".zst", ".tzst"), b"\x28\xb5\x2f\xfd"),
)
_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(?:[ \t]*;[ -~]*)?", re.ASCII)


class Label(NamedTuple):
    """What an open file says of itself.

    Attributes:
        file: the file to read: of an upload that a web framework hands out, the one behind it.
        name: the name of what it contains, which may end as a compressed file's although the contents are unpacked.
        content_type: its media type if somebody declared one.
    """

    file: Any
    name: Optional[str]
    content_type: Optional[str]


def label_of(file: Any) -> Label:
    """The name and the type that a file object has; those of web frameworks have both."""
    behind = _attribute(file, "file")
    is_upload = inspect.iscoroutinefunction(file.read) and hasattr(behind, "read")  # an `UploadFile` of Starlette
    declared = _attribute(file, "content_type")
    known = isinstance(declared, str) and _MEDIA_TYPE.fullmatch(declared) and not declared.endswith("/octet-stream")
    return Label(behind if is_upload else file, _name_of(file), declared if known else None)


def _name_of(file: Any) -> Optional[str]:
    # Where there is a `filename`, the `name` is that of a form's field. A GzipFile warns of its `filename`.
    sent = None if isinstance(file, io.IOBase) else _attribute(file, "filename", _NOTHING)
    if sent is None and not isinstance(file, io.IOBase):
        return None
    if isinstance(sent, str):
        return sent.replace("\\", "/").rpartition("/")[2] or None
    name = _attribute(file, "name")
    if isinstance(name, (os.PathLike, bytes)):
        name = os.fsdecode(cast("Union[bytes, os.PathLike[str]]", name))
    if not isinstance(name, str) or (name[:1] == "<" and name[-1:] == ">"):
        return None  # a descriptor's number, or a word such as <stdin>
    archive = _attribute(_attribute(_attribute(file, "raw"), "fileobj"), "name")
    if archive is not None and archive == name:
        return None  # a member of a tar file has the archive's name up to Python 3.12
    return os.path.basename(name) or None


_NOTHING = object()


def is_compressed_name(name: Optional[str]) -> bool:
    return name is not None and any(name.lower().endswith(endings) for endings, _ in _COMPRESSED)


def name_of_contents(name: str, head: bytes) -> str:
    """The name without its `.gz` where what is read is unpacked already: `gzip.open` has the name of the packed one."""
    stem, ending = os.path.splitext(name)
    for (alone, with_tar), magic in _COMPRESSED:
        if ending.lower() in (alone, with_tar) and not head.startswith(magic):
            return stem + ".tar" if ending.lower() == with_tar else stem
    return name


def is_plain(file: Any) -> bool:
    """Whether a file object contains what the file of its name does."""
    return _raw_of(file) is not None


def _raw_of(file: Any) -> Optional[io.FileIO]:
    raw = _attribute(file, "raw") if type(file) in (io.BufferedReader, io.BufferedRandom) else file
    return raw if type(raw) is io.FileIO else None


def _attribute(file: Any, name: str, default: Any = None) -> Any:
    """An attribute of somebody else's object, which may fail in ways of its own."""
    try:
        return getattr(file, name, default)
    except Exception:
        return default
