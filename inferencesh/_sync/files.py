# Made from inferencesh/_async/files.py by scripts/unasync.py. Do not edit.
"""Files: upload from paths, bytes, data URIs and open files; download; look up and delete."""

from __future__ import annotations

import os
from typing import (
    TYPE_CHECKING,
    Any,
    Callable,
    Dict,
    Generator,
    Iterator,
    List,
    Mapping,
    Optional,
    Sequence,
    Tuple,
    Union,
    cast,
)
from urllib.parse import urlsplit

from .. import _seam_sync as seam
from .._core.checks import check_id
from .._core.data_uri import parse_data_uri
from .._core.errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    FileDownloadError,
    FileUploadError,
    InferenceError,
    InvalidInputError,
)
from .._core.json_body import json_body
from .._core.options import NOT_GIVEN, CallOptions, MaybeRetry, MaybeTimeout, UploadFileOptions, merge_options
from .._core.plain import as_mapping, kind_name, objects_of
from .._core.redact import redact_text, redact_url
from .._core.resume import Progress
from .._core.retry import decide, parse_retry_after
from .._local_files import Block, DownloadTarget, LocalSource, Readable, name_from_url
from .._multipart import MultipartUploads
from ..results.base import Result
from ..results.file import File
from ..results.page import Page, list_request
from .http import HTTP, SILENCE_TIMEOUT, Answer, ByteStream, Deadline, Payload

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .._core.params import CallArguments
    from .._core.upload_plan import UploadSource

PARALLEL_UPLOADS = 4
# Bytes of a file read at once.
_AT_ONCE = 1 << 19  # what has been read is still in the processor's cache when it is sent

UploadPolicy = Union[bool, str, Callable[[Any, str], bool]]


class Files:
    """`client.files`: files in the workspace's storage."""

    def __init__(self, http: HTTP, options: CallOptions) -> None:
        self._http = http
        self._options = options
        self._multipart = MultipartUploads()

    # -- upload ----------------------------------------------------------------------------------------------------

    def upload(
        self,
        data: Readable,
        options: Optional[UploadFileOptions] = None,
        *,
        filename: Optional[str] = None,
        content_type: Optional[str] = None,
        path: Optional[str] = None,
        public: Optional[bool] = None,
        timeout: MaybeTimeout = NOT_GIVEN,
        retry: MaybeRetry = NOT_GIVEN,
        headers: Optional[Mapping[str, str]] = None,
    ) -> File:
        """Upload one file, read in blocks, so its size does not matter to memory.

        Args:
            data: a path, bytes, a data URI, or a file opened with mode "rb" (read from where it stands).
            options: an `UploadFileOptions`; the keyword arguments of the same names say it more briefly.
            timeout: seconds for the whole upload; None: no limit.

        Returns:
            The file: `file["uri"]` goes into inputs; it also answers `url`, `size`, `content_type`, `filename`.

        Raises:
            InvalidInputError: `data` is nothing that can be uploaded.
            FileUploadError: the storage refused it (`too large`, `unsupported`), or could not be reached.
            APIError: the platform refused it.
        """
        chosen = merge_options(self._options, timeout=timeout, retry=retry, headers=headers)
        if options is not None and not isinstance(options, UploadFileOptions):
            raise InvalidInputError(f"options must be UploadFileOptions(...), not a {type(options).__name__}")
        base = options or UploadFileOptions()
        wanted = UploadFileOptions(
            filename=filename or base.filename,
            content_type=content_type or base.content_type,
            path=path or base.path,
            public=base.public if public is None else public,
        )
        self._http.watch_scope()
        source = seam.run_blocking(_local_source, data, wanted)
        try:
            return self._send(source, wanted, chosen, Deadline(chosen.timeout, self._http.clock))
        finally:
            source.close()

    def send_all(
        self, sources: Sequence[UploadSource], options: CallOptions, deadline: Deadline
    ) -> Tuple[Dict[UploadSource, str], List[Dict[str, Any]]]:
        """Upload what a plan names, several at once. Returns their addresses, and a receipt for each."""
        if not sources:
            return {}, []

        def job(source: UploadSource) -> Callable[[], Any]:
            def send() -> Tuple[str, Dict[str, Any]]:
                wanted = UploadFileOptions()
                local = seam.run_blocking(_local_source, source.data, wanted)
                try:
                    file = self._send(local, wanted, options, deadline, hashing=True)
                finally:
                    local.close()
                uri = str(file["uri"])
                return uri, local.receipt(uri)

            return send

        sent: List[Tuple[str, Dict[str, Any]]] = seam.gather([job(source) for source in sources], PARALLEL_UPLOADS)
        return {source: uri for source, (uri, _) in zip(sources, sent)}, [receipt for _, receipt in sent]

    def digests(self, sources: Sequence[UploadSource]) -> Dict[UploadSource, str]:
        """A digest of what would be sent for each source: name, type and contents.

        Raises:
            InvalidInputError: a stream that can be read only once.
        """
        found: Dict[UploadSource, str] = {}
        for source in sources:
            if hasattr(source.data, "read") and not _rewinds(source.data):
                raise InvalidInputError(
                    f"{source.places[0]} can be read only once, so that a run with a key cannot tell whether it is the "
                    "same: give a path or bytes"
                )
            local = seam.run_blocking(_local_source, source.data, UploadFileOptions())
            try:
                found[source] = seam.run_blocking(local.digest)
            finally:
                local.close()
        return found

    def _send(
        self,
        source: LocalSource,
        wanted: UploadFileOptions,
        options: CallOptions,
        deadline: Deadline,
        hashing: bool = False,
    ) -> File:
        from inferencesh_api.api.files import create_files

        entry: Dict[str, Any] = {
            "uri": "",
            "filename": source.filename,
            "content_type": source.content_type,
            "path": wanted.path,
            "size": source.size,
        }
        announced = {key: value for key, value in entry.items() if value is not None}
        if wanted.public is not None:
            announced["public"] = wanted.public
        body = json_body({"files": [announced]})
        try:
            payload = self._http.call(create_files.build_request(body=body), options, deadline=deadline)
        except APIError as error:
            refused = _refusal(error.status_code, error.message, source)
            if refused is None:
                raise
            raise refused from error
        records = objects_of(payload.data)
        record: Dict[str, Any] = records[0] if records else {}
        if not record.get("upload_url") or not record.get("uri"):
            raise FileUploadError(f"the platform gave no upload address for {source.describe()}")
        self._put(str(record["upload_url"]), source, options, deadline, hashing)
        return File(record, messages=payload.messages)

    def _put(self, url: str, source: LocalSource, options: CallOptions, deadline: Deadline, hashing: bool) -> None:
        """Send the bytes to their signed address, from the start each time. No key goes along."""
        headers = {"Content-Type": source.content_type, "Content-Length": str(source.size)}
        clock = self._http.clock
        started = clock.monotonic()
        attempt = 0
        while True:
            attempt += 1
            retry_after: Optional[float] = None
            status: Optional[int] = None
            cause: Optional[BaseException] = None
            blocks = _blocks(source, hashing, self._http.reads_once)
            try:
                answer = self._http.put(url, blocks, headers, deadline)
            except (APIConnectionError, APITimeoutError) as failure:
                cause = failure
                error: InferenceError = FileUploadError(f"{source.describe()} was not uploaded: {failure.message}")
                if deadline.passed():
                    error = APITimeoutError(f"{source.describe()} was not uploaded within {deadline.seconds:g} seconds")
            else:
                if 200 <= answer.status < 300:
                    return
                status = answer.status
                retry_after = parse_retry_after(answer.headers.get("retry-after"), clock.time())
                error = _storage_error(answer, source)
            finally:
                blocks.close()
            wait = decide(
                options.retry,
                attempt=attempt,
                elapsed=clock.monotonic() - started,
                submission=False,
                status=status,
                retry_after=retry_after,
            )
            remaining = deadline.remaining()
            if wait is None or (remaining is not None and wait >= remaining):
                raise error from cause
            seam.sleep(wait, clock)

    # -- upload in parts -------------------------------------------------------------------------------------------

    def create_multipart_upload(self, *, filename: str, content_type: Optional[str] = None, size: int) -> Result:
        """Begin an upload whose parts are given one by one: `upload["id"]` names it.

        The platform takes a file in one piece, so the parts are kept on disk here until it is complete.

        Args:
            size: bytes of the whole file.
        """
        return Result(self._multipart.create(filename, content_type, size))

    def upload_part(self, *, upload_id: str, part_number: int, data: Union[bytes, bytearray, memoryview]) -> Result:
        """Add a part, in any order. Returns `{"part_number", "etag", "size"}`. A part sent again replaces the first.

        Args:
            part_number: from 1; the file is the parts in the order of their numbers.
        """
        return Result(seam.run_blocking(self._multipart.add, upload_id, part_number, data))

    def complete_multipart_upload(
        self,
        *,
        upload_id: str,
        parts: Optional[Sequence[Mapping[str, Any]]] = None,
        timeout: MaybeTimeout = NOT_GIVEN,
        retry: MaybeRetry = NOT_GIVEN,
        headers: Optional[Mapping[str, str]] = None,
    ) -> File:
        """Send the file.

        Args:
            parts: what `upload_part` returned, or dicts with `part_number`; default: all parts that were added.

        Raises:
            FileUploadError: a part is missing, or the sizes do not add up. The upload can be completed later.
        """
        joined = seam.run_blocking(self._multipart.join, upload_id, parts)
        with joined as (data, filename, content_type):
            file = self.upload(
                data, filename=filename, content_type=content_type, timeout=timeout, retry=retry, headers=headers
            )
        self._multipart.drop(upload_id)
        return file

    def close_parts(self) -> None:
        """Remove what was kept of uploads in parts."""
        self._multipart.close()

    # -- download --------------------------------------------------------------------------------------------------

    def download(
        self,
        file: Union[str, Mapping[str, Any]],
        target: Union[str, os.PathLike[str], None] = None,
        *,
        timeout: MaybeTimeout = NOT_GIVEN,
        retry: MaybeRetry = NOT_GIVEN,
        headers: Optional[Mapping[str, str]] = None,
    ) -> str:
        """Save a file of an output. Written under a temporary name and renamed when it is whole.

        A download that is cut goes on where it was, if the server can tell that the file is still the same.

        Args:
            file: its address, as in `result["output"]["image"]`, or a file object.
            target: a file name, or a folder (existing, or ending in a separator); default: the current folder.
                In a folder, the name is taken from the address, and cannot lead out of the folder.
            timeout: seconds for the whole download; None: no limit.

        Returns:
            The path it was saved under.

        Raises:
            FileDownloadError: it is not there, or the connection was lost too often. Nothing is left under `target`.
        """
        url = _download_address(file)
        chosen = merge_options(self._options, timeout=timeout, retry=retry)
        extra = merge_options(chosen._replace(headers={}), headers=headers).headers
        path = _target_path(target, url)
        self._http.watch_scope()
        deadline = Deadline(chosen.timeout, self._http.clock)
        clock = self._http.clock
        started = clock.monotonic()
        attempt = 0
        progress = Progress()
        saved: Optional[DownloadTarget] = None
        try:
            while True:
                attempt += 1
                before = progress.done
                status: Optional[int] = None
                retry_after: Optional[float] = None
                cause: Optional[BaseException] = None
                try:
                    stream = self._http.get(url, extra, deadline, progress.conditions())
                    try:
                        answer = progress.take(stream.status, stream.headers)
                        if not answer.refused and not answer.again:
                            if saved is None:
                                saved = seam.run_blocking(DownloadTarget, path)
                            if answer.restart:
                                seam.run_blocking(saved.restart)
                            if answer.complete or self._save(stream, saved, progress, deadline):
                                return seam.run_blocking(saved.keep)
                            error: InferenceError = FileDownloadError(
                                f"the download failed: {progress.done} bytes of {progress.total} came"
                            )
                        else:
                            status = stream.status if answer.refused else None
                            retry_after = parse_retry_after(stream.headers.get("retry-after"), clock.time())
                            error = FileDownloadError(f"{redact_url(url)} answered HTTP {stream.status}")
                    finally:
                        stream.close()
                except (APIConnectionError, APITimeoutError) as failure:
                    cause = failure
                    error = FileDownloadError(f"the download failed: {failure.message}")
                    if deadline.passed():
                        error = APITimeoutError(
                            f"{redact_url(url)} was not downloaded within {deadline.seconds:g} seconds"
                        )
                if progress.done > before and progress.total is not None and progress.conditions():
                    attempt = 1  # it goes on from there, so that it ends after all, however often it is cut
                wait = decide(
                    chosen.retry,
                    attempt=attempt,
                    elapsed=clock.monotonic() - started,
                    submission=False,
                    status=status,
                    retry_after=retry_after,
                )
                remaining = deadline.remaining()
                if wait is None or (remaining is not None and wait >= remaining):
                    raise error from cause
                seam.sleep(wait, clock)
        finally:
            if saved is not None:
                saved.drop()

    def _save(self, stream: ByteStream, target: DownloadTarget, progress: Progress, deadline: Deadline) -> bool:
        """Write a body to its end; whether the file is whole then."""
        while True:
            part = stream.read(deadline.limit(SILENCE_TIMEOUT))
            if not part:
                return progress.is_whole
            seam.run_blocking(target.write, part)
            progress.done += len(part)

    # -- look up ---------------------------------------------------------------------------------------------------

    def get(self, file_id: str, **options: Unpack[CallArguments]) -> File:
        """The record of a file."""
        from inferencesh_api.api.files import get_file

        payload = self._call(get_file.build_request(check_id(file_id, "file_id")), options)
        return File(payload.data, messages=payload.messages)

    def delete(self, file_id: str, **options: Unpack[CallArguments]) -> None:
        """Delete a file."""
        from inferencesh_api.api.files import delete_file

        self._call(delete_file.build_request(check_id(file_id, "file_id")), options)

    def list(
        self,
        *,
        limit: Optional[int] = None,
        cursor: Optional[str] = None,
        filters: Optional[Sequence[Mapping[str, Any]]] = None,
        sort: Optional[Sequence[Mapping[str, str]]] = None,
        search: Optional[str] = None,
        **options: Unpack[CallArguments],
    ) -> Page[File]:
        """A page of the workspace's files. The arguments are those of `client.tasks.list`."""
        from inferencesh_api.api.files import list_files
        from inferencesh_api.models.cursor_list_request import CursorListRequest

        asked = list_request(limit, cursor, filters, sort, search)
        payload = self._call(list_files.build_request(body=CursorListRequest.from_dict(asked)), options)
        return Page.of(payload.data, File)

    def _call(self, request: Dict[str, Any], options: CallArguments) -> Payload:
        self._http.watch_scope()
        return self._http.call(request, merge_options(self._options, **options))


def _blocks(source: LocalSource, hashing: bool, reuse: bool) -> Generator[Block]:
    blocks = source.blocks(hashing, _AT_ONCE, reuse)
    try:
        while True:
            block: Block = seam.run_blocking(_next_block, blocks)
            if not block:
                return
            yield block
    finally:
        blocks.close()


def _next_block(blocks: Iterator[Block]) -> Block:
    return next(blocks, b"")


def _rewinds(file: Any) -> bool:
    seekable = getattr(file, "seekable", None)
    return bool(seekable()) if callable(seekable) else hasattr(file, "seek")


def _local_source(data: Any, wanted: UploadFileOptions) -> LocalSource:
    if isinstance(data, str) and data[:5].lower() == "data:":
        parsed = parse_data_uri(data)
        if parsed is None:
            raise InvalidInputError("data is no well-formed data URI: write 'data:image/png;base64,...'")
        content_type, content = parsed
        return LocalSource(content, filename=wanted.filename, content_type=wanted.content_type or content_type)
    return LocalSource(data, filename=wanted.filename, content_type=wanted.content_type)


def _refusal(status: int, message: str, source: LocalSource) -> Optional[FileUploadError]:
    """The upload error for the two refusals that have words of their own, else None."""
    text = message.lower()
    if status == 413 or "too large" in text:
        return FileUploadError(f"{source.describe()} is too large ({source.size} bytes): {message}")
    if status == 415 or "unsupported" in text:
        return FileUploadError(f"{source.describe()} is of an unsupported type ({source.content_type}): {message}")
    return None


def _storage_error(answer: Answer, source: LocalSource) -> FileUploadError:
    message = redact_text(answer.content[:300].decode("utf-8", "replace").strip()) or "no explanation was given"
    refused = _refusal(answer.status, message, source)
    return refused or FileUploadError(f"the storage refused {source.describe()} with HTTP {answer.status}: {message}")


def _download_address(file: object) -> str:
    record = as_mapping(file)
    url = file if record is None else record.get("url") or record.get("uri")
    if not isinstance(url, str) or not url.lower().startswith(("https://", "http://")):
        raise InvalidInputError(
            f"file must be a web address, as in result['output']['image'], or a file object with one, "
            f"not {redact_url(url)!r}"
            if isinstance(url, str)
            else f"file must be a web address or a file object, not a {kind_name(file)}"
        )
    try:
        parts = urlsplit(url)
        usable = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:  # a port out of range, a bracket that is not closed
        usable = False
    if not usable:
        raise InvalidInputError(f"file is no usable web address: {redact_url(url)!r}")
    return url


def _target_path(target: Any, url: str) -> str:
    if target is None:
        return name_from_url(url)
    path = os.fspath(cast("Union[str, os.PathLike[str]]", target))
    if not isinstance(path, str) or not path:
        raise InvalidInputError("target must be a file name or a folder")
    if path.endswith(("/", os.sep)) or os.path.isdir(path):
        return os.path.join(path, name_from_url(url))
    return path
