"""How an answer with an error status becomes an exception. Loaded when there is one.

Source: the schemas ProblemDetails and RequirementError of openapi.yaml.
"""

from __future__ import annotations

import json
from typing import Any, Dict, List, Mapping, Optional, Tuple, Type

from ..errors.classes import (
    APIError,
    AuthenticationError,
    ConflictError,
    GoneError,
    NotFoundError,
    PaymentRequiredError,
    PermissionDeniedError,
    RateLimitError,
    RequirementError,
    RequirementsNotMetError,
    ServerError,
    SessionConflictError,
    SessionEndedError,
    SessionError,
    SessionExpiredError,
    SessionNotFoundError,
    ValidationError,
    WorkerLostError,
)
from ..values.json_guard import as_list, as_object, objects_of
from ..values.redact import redact_beginning, redact_text, redact_value

_FAMILIES: Dict[int, Type[APIError]] = {
    400: ValidationError,
    401: AuthenticationError,
    402: PaymentRequiredError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    410: GoneError,
    412: RequirementsNotMetError,
    422: ValidationError,
    429: RateLimitError,
}

_SESSION_CODES: Dict[str, Tuple[Type[SessionError], str]] = {
    "session_not_found": (SessionNotFoundError, "Session not found"),
    "session_expired": (SessionExpiredError, "Session not found (expired)"),
    "session_ended": (SessionEndedError, "Session ended"),
    "worker_lost": (WorkerLostError, "Session worker lost"),
}
_SESSION_CONFLICTS = frozenset({"worker_leased", "app_mismatch", "version_mismatch"})

_MESSAGE_LIMIT = 2000  # characters: enough for the longest list of field errors, and a log line stays one

_HINTS = {
    "requires_sign_in": "only a person who is signed in may do this, not an API key: use the web app",
    "insufficient_scope": "the API key lacks a scope that this call needs",
}


def problem_code(body: Any) -> Optional[str]:
    """The error code of a problem document, or of the older `error: {code}` form."""
    members = as_object(body)
    kind = members.get("type")
    if isinstance(kind, str) and "/errors/" in kind:
        return kind.rpartition("/errors/")[2] or None
    code = as_object(members.get("error")).get("code")
    return code if isinstance(code, str) else None


_WORDS = ("detail", "title", "message", "msg")


def _words_in(value: Any) -> Optional[str]:
    """The first explanation in a text, in an object, or in a list of either."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, dict):
        return next(filter(None, (text for text in map(as_object(value).get, _WORDS) if isinstance(text, str))), None)
    return next(filter(None, (_words_in(item) for item in as_list(value) if not isinstance(item, list))), None)


def _message(body: Any, text: str) -> str:
    members = as_object(body)
    legacy = members.get("error")
    explained = _words_in(members) or _words_in(legacy)
    if explained is None:
        # Those that have no words of their own: the first of what they list.
        listed = [place.get("errors") for place in _places(members)]
        explained = next(filter(None, map(_words_in, [members.get("detail"), *listed])), None)
    if explained is not None:
        return explained if len(explained) <= _MESSAGE_LIMIT else f"{explained[:_MESSAGE_LIMIT]}..."
    if members:
        return json.dumps(members)[:500]
    return text or "no explanation was given"


def _places(members: Mapping[str, Any]) -> Tuple[Mapping[str, Any], ...]:
    """Where a problem lists its parts: itself, its `meta`, and `error.meta` of the older form."""
    return members, as_object(members.get("meta")), as_object(as_object(members.get("error")).get("meta"))


def _requirements(body: Any) -> List[RequirementError]:
    for place in _places(as_object(body)):
        found = [RequirementError(item) for item in objects_of(place.get("errors"))]
        if found:
            return found
    return []


def decode_body(content: bytes, content_type: str) -> Any:
    """The JSON value of an error body; None if it is not JSON."""
    text = content.decode("utf-8", "replace")
    if "json" in content_type.lower() or text.lstrip()[:1] in ("{", "["):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            pass  # an error page that only claims to be JSON: its text serves
    return None


def error_from_response(
    status: int,
    headers: Mapping[str, str],
    content: bytes,
    *,
    retry_after: Optional[float] = None,
    task_id: Optional[str] = None,
    session_id: Optional[str] = None,
    key: str = "",
) -> APIError:
    """The exception for an answer with an error status. Survives HTML bodies and odd statuses such as 499 and 520.

    Args:
        key: the client's own key, which the answer may repeat. It is cut out after decoding, however it was escaped.
    """
    body = decode_body(content, headers.get("content-type", ""))
    code = problem_code(body)
    code = redact_text(code, key) if code else code
    body = redact_value(body, key)
    text = redact_beginning(content, 500, key)
    message = redact_text(_message(body, text), key)
    family: Type[APIError] = _FAMILIES.get(status) or (ServerError if status >= 500 else APIError)
    lower = (code or "").lower()
    if lower in _SESSION_CODES:
        family, words = _SESSION_CODES[lower]
        if words.partition(" (")[0].lower() not in message.lower():
            message = f"{words}: {message}"
    elif lower in _SESSION_CONFLICTS:
        family = SessionConflictError
    hint = _HINTS.get(lower)
    if hint:
        message = f"{message} ({hint})"
    error = family(
        message,
        status_code=status,
        code=code,
        request_id=headers.get("x-request-id"),
        body=body if body is not None else text,
        retry_after=retry_after,
        task_id=task_id,
    )
    if isinstance(error, RequirementsNotMetError):
        error.errors = _requirements(body)
        texts = [item.message for item in error.errors if item.message]
        if texts and not any(words in message for words in texts):
            error.args = (f"{error.args[0]}: {'; '.join(texts)}",)
    if isinstance(error, SessionError):
        error.session_id = session_id
    return error
