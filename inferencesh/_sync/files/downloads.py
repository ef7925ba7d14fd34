# Made from inferencesh/_async/files/downloads.py by scripts/unasync.py. Do not edit.
"""Downloads: an output's address becomes a file, taken up again where it was cut."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Mapping, Optional, Union, cast
from urllib.parse import urlsplit

from ..._core.errors.classes import (
    APIConnectionError,
    APITimeoutError,
    FileDownloadError,
    InferenceError,
    InvalidInputError,
)
from ..._core.files.download_resume import Progress
from ..._core.requests.retry import RetryPolicy, retry_after_of
from ..._core.values.json_guard import as_mapping, kind_name
from ..._runtime import concurrency_sync as seam
from ..._runtime.attempts import Attempts
from ..._runtime.clock import Deadline
from ..._runtime.local_files import DownloadTarget, expand_home, name_from_url
from ..requests.bodies import ByteStream
from ..requests.connections import longest_silence
from .foreign import OtherHosts, check_address, shown_address

if TYPE_CHECKING:
    from ..requests.http import HTTP


class Download:
    """One file on its way to the disk.

    Args:
        url: where it is.
        path: where it shall be.
        headers: the caller's.
    """

    def __init__(self, http: HTTP, url: str, path: str, headers: Mapping[str, str]) -> None:
        self._http = http
        self._storage = OtherHosts(http.connections)
        self._url = url
        self._path = path
        self._headers = headers
        self._progress = Progress()
        self._target: Optional[DownloadTarget] = None

    def save(self, retry: RetryPolicy, deadline: Deadline) -> str:
        """Write it under a temporary name, and rename it when it is whole. Returns its path.

        Raises:
            FileDownloadError: it is not there, or the connection was lost too often.
            APITimeoutError: it took too long.
        """
        clock, progress = self._http.clock, self._progress
        operation = {"method": "GET", "url": shown_address("GET", self._url)}
        attempts = Attempts(retry, deadline, operation, headers=self._headers)
        try:
            while True:
                before = progress.done
                status: Optional[int] = None
                retry_after: Optional[float] = None
                cause: Optional[BaseException] = None
                try:
                    stream = self._storage.get(self._url, self._headers, deadline, progress.conditions())
                    try:
                        answer = progress.take(stream.status, stream.headers)
                        if answer.refused or answer.again:
                            status = stream.status if answer.refused else None
                            retry_after = retry_after_of(stream.headers, clock.time())
                            attempts.note(f"HTTP {stream.status}")
                            refused = FileDownloadError(
                                f"{shown_address('GET', self._url)} answered HTTP {stream.status}{attempts.tried}"
                            )
                            refused.retry_after = retry_after
                            error: InferenceError = refused
                        else:
                            target = self._open(answer.restart)
                            if answer.complete or self._write(stream, target, deadline):
                                return seam.run_blocking(target.keep)
                            text = f"{progress.done} bytes of {progress.total} came"
                            attempts.note(text)
                            error = FileDownloadError(f"the download failed{attempts.tried}: {text}")
                        error.request_id = stream.headers.get("x-request-id")
                    finally:
                        stream.close()
                except (APIConnectionError, APITimeoutError) as failure:
                    cause = failure
                    attempts.note(failure.message)
                    error = FileDownloadError(f"the download failed{attempts.tried}: {failure.message}")
                    if deadline.passed():
                        error = APITimeoutError(
                            f"{shown_address('GET', self._url)} was not downloaded within {deadline.seconds:g} seconds"
                        )
                if progress.done > before and progress.total is not None and progress.conditions():
                    attempts.progressed()  # it goes on from there, so that it ends after all, however often it is cut
                seam.sleep(attempts.wait_or_raise(error, cause, status=status, retry_after=retry_after), clock)
        finally:
            if self._target is not None:
                self._target.drop()

    def _open(self, restart: bool) -> DownloadTarget:
        if self._target is None:
            self._target = seam.run_blocking(DownloadTarget, self._path)
        if restart:
            seam.run_blocking(self._target.restart)
        return self._target

    def _write(self, stream: ByteStream, target: DownloadTarget, deadline: Deadline) -> bool:
        """Write a body to its end; whether the file is whole then."""
        while True:
            part = stream.read(longest_silence(deadline))
            if not part:
                return self._progress.is_whole
            if deadline.passed():  # httpx itself looks at nothing but the time between two reads
                raise APITimeoutError("the file was not whole yet")
            seam.run_blocking(target.write, part)
            self._progress.done += len(part)


def address_of(file: object) -> str:
    """The web address of a file.

    Raises:
        InvalidInputError: it has none.
    """
    record = as_mapping(file)
    url = file if record is None else record.get("url") or record.get("uri")
    if not isinstance(url, str) or not url.lower().startswith(("https://", "http://")):
        raise InvalidInputError(
            f"file must be a web address, as in result['output']['image'], or a file object with one, "
            f"not {shown_address('GET', url)!r}"
            if isinstance(url, str)
            else f"file must be a web address or a file object, not a {kind_name(file)}"
        )
    try:
        parts = urlsplit(url)
        usable = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:  # a port out of range, a bracket that is not closed
        usable = False
    if not usable or any(char < " " or char == "\x7f" for char in url):
        raise InvalidInputError(f"file is no usable web address: {shown_address('GET', url)!r}")
    check_address(url)
    return url


def path_for(target: Any, url: str) -> str:
    """Where a file is to be saved: in a folder, under a name from its address that cannot lead out of the folder."""
    if target is None:
        return name_from_url(url)
    known = isinstance(target, (str, os.PathLike))
    path = os.fspath(cast("Union[str, os.PathLike[str]]", target)) if known else None
    if not isinstance(path, str) or not path:
        raise InvalidInputError("target must be a file name or a folder")
    path = expand_home(path, "target")
    if path.endswith(("/", os.sep)) or os.path.isdir(path):
        return os.path.join(path, name_from_url(url))
    return path
