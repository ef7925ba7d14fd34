"""Uploads whose parts are given one by one.

The platform has no such route (docs/platform-notes.md, "Files"): the parts are kept on disk until the upload is
complete.
"""

# Arguments are checked at run time for callers without a type checker, who may pass anything.
# pyright: reportUnnecessaryIsInstance=false

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import shutil
import tempfile
import threading
import weakref
from typing import IO, Any, Dict, Generator, List, Mapping, Optional, Sequence, Tuple, cast

from .._core.errors.classes import FileUploadError, InvalidInputError
from .._core.requests.options import UploadFileOptions


class _Upload:
    def __init__(self, filename: str, content_type: Optional[str], size: int) -> None:
        self.filename = filename
        self.content_type = content_type
        self.size = size
        try:
            self.folder = tempfile.mkdtemp(prefix="inferencesh-upload-")
        except OSError as cause:
            raise FileUploadError(f"there is no place for the parts of {filename!r}: {cause.strerror}") from cause
        # Also when the upload is forgotten or the interpreter ends; not in a forked child, whose parent goes on.
        self.remove = weakref.finalize(self, _remove, self.folder, os.getpid())
        self.parts: Dict[int, Tuple[str, int, str]] = {}  # number -> file, bytes, etag


class MultipartUploads:
    """The uploads of one client that are not complete yet."""

    def __init__(self) -> None:
        self._uploads: Dict[str, _Upload] = {}
        self._lock = threading.Lock()

    def create(self, filename: str, content_type: Optional[str], size: int) -> Dict[str, Any]:
        if not isinstance(filename, str) or not filename:
            raise InvalidInputError(f"filename must be a non-empty string, not {filename!r}")
        UploadFileOptions(filename=filename, content_type=content_type)  # refuses now what would be refused at the end
        if isinstance(size, bool) or not isinstance(size, int) or size < 0:
            raise InvalidInputError(f"size must be the bytes of the whole file, 0 or more, not {size!r}")
        upload_id = f"upload_{secrets.token_hex(8)}"
        with self._lock:
            self._uploads[upload_id] = _Upload(filename, content_type, size)
        return {"id": upload_id, "filename": filename, "content_type": content_type, "size": size}

    def _get(self, upload_id: str) -> _Upload:
        with self._lock:
            upload = self._uploads.get(upload_id) if isinstance(upload_id, str) else None
        if upload is None:
            raise InvalidInputError(f"upload_id {upload_id!r} is unknown here: use create_multipart_upload(...)['id']")
        return upload

    def add(self, upload_id: str, part_number: int, data: Any) -> Dict[str, Any]:
        upload = self._get(upload_id)
        if isinstance(part_number, bool) or not isinstance(part_number, int) or part_number < 1:
            raise InvalidInputError(f"part_number must be an integer of 1 or more, not {part_number!r}")
        if not isinstance(data, (bytes, bytearray, memoryview)):
            raise InvalidInputError(f"data must be bytes, not a {type(data).__name__}")
        content = bytes(cast("bytes", data))
        etag = hashlib.sha256(content).hexdigest()
        path = os.path.join(upload.folder, f"{part_number}-{etag[:16]}")
        try:
            with open(path, "wb") as file:
                file.write(content)
        except OSError as cause:
            raise FileUploadError(
                f"part {part_number} of {upload.filename!r} cannot be kept on disk: {cause.strerror}"
            ) from cause
        with self._lock:
            upload.parts[part_number] = (path, len(content), etag)
        return {"part_number": part_number, "etag": etag, "size": len(content)}

    def join(
        self, upload_id: str, parts: Optional[Sequence[Mapping[str, Any]]] = None
    ) -> contextlib.AbstractContextManager[Tuple[IO[bytes], str, Optional[str]]]:
        """The whole file, opened for reading, with its name and type.

        Raises:
            FileUploadError: a part is missing, was changed since, or the sizes do not add up.
        """
        upload = self._get(upload_id)
        with self._lock:
            have = dict(upload.parts)
        if parts is None:
            numbers = sorted(have)
            if numbers != list(range(1, len(numbers) + 1)):
                missing = next(number for number in range(1, len(numbers) + 2) if number not in have)
                raise FileUploadError(f"part {missing} of {upload.filename!r} is missing")
        else:
            numbers = sorted(_numbers(parts, have, upload.filename))
        total = sum(have[number][1] for number in numbers)
        if total != upload.size:
            raise FileUploadError(
                f"the parts of {upload.filename!r} have {total} bytes together, but size={upload.size} was announced"
            )
        return self._joined(upload, [have[number][0] for number in numbers])

    @contextlib.contextmanager
    def _joined(self, upload: _Upload, paths: List[str]) -> Generator[Tuple[IO[bytes], str, Optional[str]], None, None]:
        with contextlib.ExitStack() as opened:
            try:
                whole = opened.enter_context(tempfile.TemporaryFile())
                for path in paths:
                    with open(path, "rb") as part:
                        shutil.copyfileobj(part, whole, 1 << 20)
                whole.seek(0)
            except OSError as cause:
                raise FileUploadError(
                    f"the parts of {upload.filename!r} cannot be put together: {cause.strerror}"
                ) from cause
            yield whole, upload.filename, upload.content_type

    def drop(self, upload_id: str) -> None:
        """Forget an upload and remove its parts."""
        with self._lock:
            upload = self._uploads.pop(upload_id, None)
        if upload is not None:
            upload.remove()

    def close(self) -> None:
        """Remove the parts of all uploads."""
        for upload_id in list(self._uploads):
            self.drop(upload_id)


def _remove(folder: str, process: int) -> None:
    if os.getpid() == process:
        shutil.rmtree(folder, ignore_errors=True)


def _numbers(parts: Sequence[Mapping[str, Any]], have: Mapping[int, Tuple[str, int, str]], filename: str) -> List[int]:
    numbers: List[int] = []
    wrong = InvalidInputError("parts must be what upload_part returned, in a list, each part once")
    if not isinstance(parts, (list, tuple)):
        raise wrong
    for part in parts:
        number = part.get("part_number") if isinstance(part, Mapping) else None
        if not isinstance(number, int) or isinstance(number, bool) or number in numbers:
            raise wrong
        if number not in have:
            raise FileUploadError(f"part {number} of {filename!r} is missing")
        etag = part.get("etag")
        if etag is not None and etag != have[number][2]:
            raise FileUploadError(f"part {number} of {filename!r} was replaced since: its etag differs")
        numbers.append(number)
    return numbers
