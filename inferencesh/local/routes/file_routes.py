"""File records, the upload addresses, and the served files."""

from __future__ import annotations

import os
import re
from typing import Any, Dict, List

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from ..._core.values.json_guard import is_array, is_object
from ..files.file_store import FileStore
from ..http import lists
from ..http.paths import SERVED_PREFIX, UPLOAD_PREFIX
from ..http.problem_documents import Problem, invalid, not_found
from ..http.responses import answer, read_object


def routes(files: FileStore) -> List[Route]:
    """The routes of this family."""
    handlers = _Handlers(files)
    return [
        Route("/files", handlers.create, methods=["POST"]),
        Route("/files", handlers.list_by_query, methods=["GET"]),
        Route("/files/list", handlers.list_by_body, methods=["POST"]),
        Route("/files/{id}", handlers.get, methods=["GET"]),
        Route("/files/{id}", handlers.delete, methods=["DELETE"]),
        Route(UPLOAD_PREFIX + "{token}", handlers.put, methods=["PUT"]),
        Route(SERVED_PREFIX + "{path:path}", handlers.serve, methods=["GET"]),
    ]


class _Handlers:
    def __init__(self, files: FileStore) -> None:
        self._files = files

    async def create(self, request: Request) -> Response:
        body = await read_object(request)
        entries = body.get("files")
        if not is_array(entries) or not entries or not all(is_object(entry) for entry in entries):
            raise invalid("files must be a list with an object for each file", "files")
        category = str(body.get("category") or "")
        return answer([self._files.declare(entry, category) for entry in entries])

    async def put(self, request: Request) -> Response:
        if "authorization" in request.headers:
            # The address itself is the permission. A bearer token that comes along has leaked.
            raise Problem(
                403, "forbidden", "an upload address takes no Authorization header; never send the API key here"
            )
        length = request.headers.get("content-length")
        record = self._files.upload_target(
            request.path_params["token"],
            request.headers.get("content-type", ""),
            int(length) if length is not None and length.isdecimal() else None,
        )
        final = self._files.location(record)
        partial = final.with_name(f"{final.name}.{os.urandom(6).hex()}.part")
        size = 0
        try:
            with partial.open("wb") as out:
                async for chunk in request.stream():
                    size += len(chunk)
                    self._files.check_length(record, size, final=False)
                    out.write(chunk)
            self._files.check_length(record, size, final=True)
            os.replace(partial, final)
        finally:
            if partial.exists():
                partial.unlink()
        self._files.finish(record, size)
        return Response(status_code=200)

    async def serve(self, request: Request) -> Response:
        identifier = request.path_params["path"].rsplit("/", 1)[-1].split(".")[0]
        record = self._files.get(identifier)
        location = self._files.location(record)
        # Short ids are easy to guess, and this route asks for no key.
        if record.id != identifier or not record.stored or not location.is_file():
            raise not_found("no such file")
        _check_range(request, record.size)
        return FileResponse(
            str(location),
            media_type=record.content_type,
            headers={"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"},
        )

    async def get(self, request: Request) -> Response:
        return answer(self._files.describe(self._files.get(request.path_params["id"])))

    async def delete(self, request: Request) -> Response:
        record = self._files.get(request.path_params["id"])
        self._files.delete(record)
        return answer({"id": record.id, "deleted": True})

    async def list_by_body(self, request: Request) -> Response:
        return answer(self._page(await read_object(request, optional=True)))

    async def list_by_query(self, request: Request) -> Response:
        return answer(self._page(lists.from_query(request)))

    def _page(self, query: Dict[str, Any]) -> Dict[str, Any]:
        items = [self._files.describe(record) for record in self._files.all()]
        return lists.page(items, query, search_fields=("id", "filename", "path"))


_RANGE = re.compile(r"^(\d*)-(\d*)$")


def _check_range(request: Request, size: int) -> None:
    """Refuse ranges beyond the end with a problem; drop a header that cannot be read, as HTTP asks for."""
    header = request.headers.get("range")
    if header is None:
        return
    unit, _, spec = header.partition("=")
    parts = [_RANGE.match(part.strip()) for part in spec.split(",")]
    spans = [(match.group(1), match.group(2)) for match in parts if match is not None]
    readable = unit.strip() == "bytes" and len(spans) == len(parts)
    if not readable or any(
        (not start and not end) or (start and end and int(end) < int(start)) for start, end in spans
    ):
        request.scope["headers"] = [(name, value) for name, value in request.scope["headers"] if name != b"range"]
    elif any(int(start) >= size if start else int(end) == 0 or size == 0 for start, end in spans):
        raise Problem(
            416,
            "invalid_request",
            f"the range {header} lies beyond the {size} bytes of this file",
            headers={"Content-Range": f"bytes */{size}"},
        )
