"""How answers look: the envelope around results, problem documents, and the reading of request bodies."""

from __future__ import annotations

import json
from typing import Any, Callable, Coroutine, Dict, List, Optional

from starlette.requests import Request
from starlette.responses import Response

from ..._core.values.json_guard import is_object
from ..common.strict_json import parse_json
from .problem_documents import MEDIA_TYPE, Problem

BODY_LIMIT = 64 << 20

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


def dump(value: Any) -> bytes:
    """Compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8", "replace")


def answer(data: Any, status: int = 200, messages: Optional[List[Dict[str, Any]]] = None) -> Response:
    """A result in the envelope that old and new clients both read."""
    body = {"success": True, "status": status, "data": data, "messages": messages or []}
    return Response(dump(body), status_code=status, media_type="application/json")


def refuse(problem: Problem) -> Response:
    """A problem as a response."""
    return Response(
        dump(problem.body()), status_code=problem.status, media_type=MEDIA_TYPE, headers=problem.headers or None
    )


async def read_object(request: Request, *, optional: bool = False) -> Dict[str, Any]:
    """The request's JSON object; a 400 problem for anything else."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            raise Problem(413, "invalid_request", f"the request body is too large; the limit is {BODY_LIMIT} bytes")
    if not body and optional:
        return {}
    try:
        value = parse_json(bytes(body))
    except (ValueError, RecursionError) as error:
        raise Problem(400, "invalid_request", f"the request body is not JSON: {error}") from None
    if value is None and optional:
        return {}
    if not is_object(value):
        raise Problem(400, "invalid_request", "the request body must be a JSON object")
    return value


def flag(request: Request, name: str) -> bool:
    """A query parameter that reads as true."""
    return request.query_params.get(name, "").lower() in ("1", "true", "yes")
