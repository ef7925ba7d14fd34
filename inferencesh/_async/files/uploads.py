"""Uploads: announce a file to the platform, send its bytes to the storage."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, AsyncGenerator, Callable, Dict, List, Optional, Sequence, Tuple, Union, cast

from ..._core.errors.classes import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    FileUploadError,
    InferenceError,
    InvalidInputError,
)
from ..._core.files.storage import address_expired
from ..._core.requests.envelope import Answer, Payload
from ..._core.requests.json_body import json_body
from ..._core.requests.options import CallOptions, UploadFileOptions
from ..._core.requests.retry import retry_after_of
from ..._core.values.data_uri import parse_data_uri
from ..._core.values.json_guard import objects_of
from ..._core.values.redact import redact_beginning
from ..._late_import import late_import
from ..._runtime import concurrency_async as seam
from ..._runtime.attempts import Attempts
from ..._runtime.clock import Deadline
from ..._runtime.local_files import Block, LocalSource, LocalSources, expand_home
from ..._runtime.open_files import rewinds
from ...results.file import File
from .foreign import AsyncOtherHosts, shown_address

if TYPE_CHECKING:
    from ..._core.files.upload_plan import UploadSource
    from ..requests.http import AsyncHTTP

PARALLEL_UPLOADS = 4
# Bytes of a file read at once.
# async only
_AT_ONCE = 1 << 20  # each read is a trip to another thread and back, so that it should bring much
# sync only: _AT_ONCE = 1 << 19  # what has been read is still in the processor's cache when it is sent


class AsyncUploads:
    """Sends files."""

    def __init__(self, http: AsyncHTTP) -> None:
        self._http = http
        self._storage = AsyncOtherHosts(http.connections)

    async def send(self, data: Any, wanted: UploadFileOptions, options: CallOptions, deadline: Deadline) -> File:
        """Upload one file."""
        (file,) = await self.send_each([(data, None)], wanted, options, deadline, expand=True)
        return file

    async def send_each(
        self,
        items: Sequence[Tuple[Any, Optional[str]]],
        wanted: UploadFileOptions,
        options: CallOptions,
        deadline: Deadline,
        *,
        expand: bool,
    ) -> List[File]:
        """Upload files, several at once. Nothing is sent if one of them cannot be uploaded.

        Args:
            items: each with its place, which errors name.
            expand: whether a leading `~` of a path stands for the home folder.
        """
        held = LocalSources()
        try:
            prepared = await seam.run_blocking(_prepare, held, items, wanted, expand)

            def job(local: LocalSource) -> Callable[[], Any]:
                async def send() -> File:
                    return await self._send(local, wanted, options, deadline)

                return send

            files: List[File] = await seam.gather([job(local) for local in prepared], PARALLEL_UPLOADS)
            return files
        finally:
            held.close()

    async def send_all(
        self, sources: Sequence[UploadSource], options: CallOptions, deadline: Deadline
    ) -> Tuple[Dict[UploadSource, str], List[Dict[str, Any]]]:
        """Upload what a plan names, several at once. Returns their addresses, and a receipt for each.

        Nothing is sent if one of them cannot be uploaded.
        """
        if not sources:
            return {}, []
        wanted = UploadFileOptions()

        def job(local: LocalSource) -> Callable[[], Any]:
            async def send() -> str:
                file = await self._send(local, wanted, options, deadline, hashing=True)
                return str(file["uri"])

            return send

        held = LocalSources()
        try:
            items = [(source.data, source.places[0]) for source in sources]
            prepared = await seam.run_blocking(_prepare, held, items, wanted)
            sent: List[str] = await seam.gather([job(local) for local in prepared], PARALLEL_UPLOADS)
            receipts = [local.receipt(uri) for local, uri in zip(prepared, sent)]
            return dict(zip(sources, sent)), receipts
        finally:
            held.close()

    async def digests(self, sources: Sequence[UploadSource]) -> Dict[UploadSource, str]:
        """A digest of what would be sent for each source: name, type and contents.

        Raises:
            InvalidInputError: a stream that can be read only once.
        """
        found: Dict[UploadSource, str] = {}
        for source in sources:
            if hasattr(source.data, "read") and not rewinds(source.data):
                raise InvalidInputError(
                    f"{source.places[0]} can be read only once, so that a run with a key cannot tell whether it is the "
                    "same: give a path or bytes"
                )
            held = LocalSources()
            try:
                items = [(source.data, source.places[0])]
                (local,) = await seam.run_blocking(_prepare, held, items, UploadFileOptions())
                found[source] = await seam.run_blocking(local.digest)
            finally:
                held.close()
        return found

    async def _send(
        self,
        source: LocalSource,
        wanted: UploadFileOptions,
        options: CallOptions,
        deadline: Deadline,
        hashing: bool = False,
    ) -> File:
        """Upload one file; to a new address, once, if the first has expired when the bytes get there."""
        announced = await self._announce(source, wanted, options, deadline)
        url = _address(announced)
        operation = {"method": "PUT", "url": shown_address("PUT", url)}
        attempts = Attempts(options.retry, deadline, operation, headers={"Content-Type": source.content_type})
        expired = await self._put(url, source, attempts, deadline, hashing, last_address=False)
        if expired is not None:
            await seam.sleep(attempts.wait_or_raise(expired), self._http.clock)
            announced = await self._announce(source, wanted, options, deadline)
            url = _address(announced)
            attempts.going_to(shown_address("PUT", url))
            await self._put(url, source, attempts, deadline, hashing, last_address=True)
        return File(objects_of(announced.data)[0], messages=announced.messages)

    async def _announce(
        self, source: LocalSource, wanted: UploadFileOptions, options: CallOptions, deadline: Deadline
    ) -> Payload:
        """Tell the platform of a file; it answers where its bytes go."""
        with late_import():
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
            return await self._http.call(
                create_files.build_request(body=body), options, deadline=deadline, lack=_no_address
            )
        except APIError as error:
            refused = _refusal(error.status_code, error.message, source)
            if error.status_code < 300:
                refused = FileUploadError(f"{source.describe()} was not uploaded: {error.message}")
            if refused is None:
                raise
            refused._take_trail_of(error)
            refused.retry_after = error.retry_after
            raise refused from error

    async def _put(
        self,
        url: str,
        source: LocalSource,
        attempts: Attempts,
        deadline: Deadline,
        hashing: bool,
        *,
        last_address: bool,
    ) -> Optional[FileUploadError]:
        """Send the bytes to their signed address, from the start each time. No key goes along.

        Returns:
            None when they are stored. The error if the address has expired, which is raised with `last_address`.
        """
        headers = {"Content-Type": source.content_type, "Content-Length": str(source.size)}
        clock = self._http.clock
        while True:
            retry_after: Optional[float] = None
            status: Optional[int] = None
            cause: Optional[BaseException] = None
            blocks = _blocks(source, hashing, self._storage.reads_once, deadline)
            try:
                answer = await self._storage.put(url, blocks, headers, deadline)
            except (APIConnectionError, APITimeoutError) as failure:
                cause = failure
                attempts.note(failure.message)
                error: InferenceError = FileUploadError(
                    f"{source.describe()} was not uploaded{attempts.tried}: {failure.message}"
                )
                if deadline.passed():
                    error = APITimeoutError(f"{source.describe()} was not uploaded within {deadline.seconds:g} seconds")
            else:
                if 200 <= answer.status < 300:
                    return None
                status = answer.status
                attempts.note(f"HTTP {status}")
                retry_after = retry_after_of(answer.headers, clock.time())
                refused = _storage_error(answer, source, attempts.tried)
                refused.retry_after = retry_after
                if not last_address and address_expired(status, answer.content):
                    return refused
                error = refused
            finally:
                await blocks.aclose()
            await seam.sleep(attempts.wait_or_raise(error, cause, status=status, retry_after=retry_after), clock)


async def _blocks(source: LocalSource, hashing: bool, reuse: bool, deadline: Deadline) -> AsyncGenerator[Block]:
    blocks = source.blocks(hashing, _AT_ONCE, reuse)
    try:
        while True:
            block: Block = await seam.run_ready(blocks.ready, blocks.take)
            if not block:
                return
            if deadline.passed():  # httpx itself looks at nothing but the time that a single write takes
                raise APITimeoutError("not all of it was sent")
            yield block
    finally:
        blocks.close()


def _prepare(
    held: LocalSources, items: Sequence[Tuple[Any, Optional[str]]], wanted: UploadFileOptions, expand: bool = False
) -> List[LocalSource]:
    """The files behind values, each of which has a place that errors name. `held` is to be closed."""
    prepared: List[LocalSource] = []
    for data, where in items:
        try:
            prepared.append(held.add(_local_source(data, wanted, expand)))
        except InvalidInputError as error:
            if where is None:
                raise
            raise InvalidInputError(f"{where}: {error}") from error
    return prepared


def _local_source(data: Any, wanted: UploadFileOptions, expand: bool) -> LocalSource:
    if isinstance(data, str) and data[:5].lower() == "data:":
        parsed = parse_data_uri(data)
        if parsed is None:
            raise InvalidInputError("data is no well-formed data URI: write 'data:image/png;base64,...'")
        content_type, content = parsed
        return LocalSource(content, filename=wanted.filename, content_type=wanted.content_type or content_type)
    if expand and isinstance(data, (str, os.PathLike)):
        data = expand_home(os.fsdecode(cast("Union[str, os.PathLike[str]]", data)), "data")
    return LocalSource(data, filename=wanted.filename, content_type=wanted.content_type)


def _refusal(status: int, message: str, source: LocalSource) -> Optional[FileUploadError]:
    """The upload error for the two refusals that have words of their own, else None."""
    text = message.lower()
    if status == 413 or "too large" in text:
        return FileUploadError(f"{source.describe()} is too large ({source.size} bytes): {message}")
    if status == 415 or "unsupported" in text:
        return FileUploadError(f"{source.describe()} is of an unsupported type ({source.content_type}): {message}")
    return None


def _no_address(data: Any) -> Optional[str]:
    """What an answer lacks that should say where a file goes."""
    records = objects_of(data)
    known = bool(records) and bool(records[0].get("upload_url")) and bool(records[0].get("uri"))
    return None if known else "the platform gave no upload address"


def _address(announced: Payload) -> str:
    """Where the bytes of a file go, which is the only one that was announced."""
    return str(objects_of(announced.data)[0]["upload_url"])


def _storage_error(answer: Answer, source: LocalSource, tried: str) -> FileUploadError:
    message = redact_beginning(answer.content, 300) or "no explanation was given"
    refused = _refusal(answer.status, message, source)
    error = refused or FileUploadError(
        f"the storage refused {source.describe()}{tried} with HTTP {answer.status}: {message}"
    )
    error.request_id = answer.headers.get("x-request-id")
    return error
