# Made from inferencesh/_async/files/files.py by scripts/unasync.py. Do not edit.
"""Files: upload from paths, bytes, data URIs and open files; download; look up and delete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Dict, List, Mapping, Optional, Sequence, Tuple, Union

from ..._core.errors.classes import InvalidInputError, gone_is_deleted
from ..._core.requests.checks import check_id, explained
from ..._core.requests.envelope import no_object
from ..._core.requests.options import (
    NOT_GIVEN,
    CallOptions,
    LocalPath,
    MaybeRetry,
    MaybeTimeout,
    UploadFileOptions,
    merge_options,
)
from ..._late_import import late_import
from ..._runtime import concurrency_sync as seam
from ..._runtime.clock import Deadline
from ..._runtime.local_files import Readable
from ..._runtime.multipart_spool import MultipartUploads
from ...results.base import Result
from ...results.file import File
from ..requests.resource import Resource
from .uploads import Uploads

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ..._core.files.upload_plan import UploadSource
    from ..._core.requests.params import CallArguments
    from ...results.page import Page
    from ..requests.http import HTTP

UploadPolicy = Union[bool, str, Callable[[Any, str], bool]]


class Files(Resource):
    """`client.files`: files in the workspace's storage."""

    def __init__(self, http: HTTP, options: CallOptions) -> None:
        super().__init__(http, options)
        self._uploads = Uploads(http)
        self._multipart = MultipartUploads()

    # -- upload ----------------------------------------------------------------------------------------------------

    @explained("client.upload_file(data, filename=..., content_type=..., path=..., public=...)")
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
            data: a path (a leading `~` is the home folder), bytes, a data URI, or a file opened with mode "rb", which
                is read from where it stands.
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
        return self._uploads.send(data, wanted, chosen, Deadline(chosen.timeout, self._http.clock))

    def _upload_all(
        self,
        items: Sequence[Tuple[Any, Optional[str]]],
        options: CallOptions,
        deadline: Deadline,
        *,
        expand: bool,
    ) -> List[File]:
        """Upload what a message carries, several at once; each has its place, which errors name."""
        chosen = merge_options(self._options, retry=options.retry)
        return self._uploads.send_each(items, UploadFileOptions(), chosen, deadline, expand=expand)

    def _send_all(
        self, sources: Sequence[UploadSource], options: CallOptions, deadline: Deadline
    ) -> Tuple[Dict[UploadSource, str], List[Dict[str, Any]]]:
        """Upload what a plan names, several at once. Returns their addresses, and a receipt for each."""
        return self._uploads.send_all(sources, options, deadline)

    def _digests(self, sources: Sequence[UploadSource]) -> Dict[UploadSource, str]:
        """A digest of what would be sent for each source: name, type and contents.

        Raises:
            InvalidInputError: a stream that can be read only once.
        """
        return self._uploads.digests(sources)

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

    def _close_parts(self) -> None:
        """Remove what was kept of uploads in parts."""
        self._multipart.close()

    # -- download --------------------------------------------------------------------------------------------------

    def download(
        self,
        file: Union[str, Mapping[str, Any]],
        target: Optional[LocalPath] = None,
        *,
        timeout: MaybeTimeout = NOT_GIVEN,
        retry: MaybeRetry = NOT_GIVEN,
        headers: Optional[Mapping[str, str]] = None,
    ) -> str:
        """Save a file of an output. Written under a temporary name and renamed when it is whole.

        A download that is cut goes on where it was, if the server can tell that the file is still the same.

        Args:
            file: its address, as in `result["output"]["image"]`, or a file object.
            target: a file name, or a folder (existing, or ending in a separator); default: the current folder. A
                leading `~` is the home folder.
                In a folder, the name is taken from the address, and cannot lead out of the folder.
            timeout: seconds for the whole download; None: no limit.

        Returns:
            The path it was saved under.

        Raises:
            FileDownloadError: it is not there, or the connection was lost too often. Nothing is left under `target`.
        """
        with late_import():
            from .downloads import Download, address_of, path_for

        url = address_of(file)
        chosen = merge_options(self._options, timeout=timeout, retry=retry)
        extra = merge_options(chosen._replace(headers={}), headers=headers).headers
        path = path_for(target, url)
        self._http.watch_scope()
        deadline = Deadline(chosen.timeout, self._http.clock)
        return Download(self._http, url, path, extra).save(chosen.retry, deadline)

    # -- look up ---------------------------------------------------------------------------------------------------

    def get(self, file_id: str, **options: Unpack[CallArguments]) -> File:
        """The record of a file."""
        with late_import():
            from inferencesh_api.api.files import get_file

        payload = self._call(get_file.build_request(check_id(file_id, "file_id")), options, no_object)
        return File(payload.data, messages=payload.messages)

    def delete(self, file_id: str, **options: Unpack[CallArguments]) -> None:
        """Delete a file."""
        with late_import():
            from inferencesh_api.api.files import delete_file

        with gone_is_deleted():
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
        with late_import():
            from inferencesh_api.api.files import list_files

        return self._list(
            list_files.build_request,
            File,
            options,
            limit=limit,
            cursor=cursor,
            filters=filters,
            sort=sort,
            search=search,
        )
