"""Refusals as the platform writes them: problem documents (RFC 9457) with the error code at the end of `type`."""

from __future__ import annotations

import http
from typing import Any, Dict, List, Mapping, Optional

TYPE_BASE = "https://api.inference.sh/errors/"
MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """Raised anywhere below a route; the server turns it into its answer.

    `data` is the list of field errors of a validation error, `errors` the list of unmet requirements (sent at the
    top level and in `meta`, since clients read either place).
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        meta: Optional[Dict[str, Any]] = None,
        data: Optional[List[Dict[str, Any]]] = None,
        errors: Optional[List[Dict[str, Any]]] = None,
        headers: Optional[Mapping[str, str]] = None,
    ) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status = status
        self.code = code
        self.detail = detail
        self.meta = meta
        self.data = data
        self.errors = errors
        self.headers: Dict[str, str] = dict(headers or {})

    def body(self) -> Dict[str, Any]:
        """The JSON object that goes out."""
        body: Dict[str, Any] = {
            "type": TYPE_BASE + self.code,
            "title": _title(self.status),
            "status": self.status,
            "detail": self.detail,
            # Older clients, and the official agent class, read only this member.
            "success": False,
            "error": {"code": self.code, "message": self.detail},
        }
        meta = dict(self.meta or {})
        if self.errors is not None:
            body["errors"] = self.errors
            meta["errors"] = self.errors
        if self.data is not None:
            body["data"] = self.data
        if meta:
            body["meta"] = meta
        return body


def not_found(what: str) -> Problem:
    """The answer 404. `what` is its detail."""
    return Problem(404, "not_found", what)


def invalid(detail: str, field: str) -> Problem:
    """A field of the request itself (not of the app's input) is wrong."""
    return Problem(422, "validation_error", detail, data=[{"field": field, "path": field, "message": detail}])


def _title(status: int) -> str:
    try:
        return http.HTTPStatus(status).phrase
    except ValueError:
        return "Error"
