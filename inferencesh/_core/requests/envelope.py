"""What an answer of the platform carries."""

from __future__ import annotations

import json
import re
from typing import Any, Callable, Dict, List, Mapping, NamedTuple, Optional
from urllib.parse import unquote

from ..._late_import import late_import
from ..errors.classes import APIError
from ..values.json_guard import as_list, as_object, objects_of
from ..values.redact import hide_key, redact_beginning, redact_value
from .settings import Settings

_KEPT = 1 << 20  # bytes of an answer that are kept when it was decoded
_SHOWN = 20_000  # bytes of an answer that are looked through for secrets; fewer of them are shown


class Answer:
    """A whole answer.

    `settings` are those of the request, if the key went along: errors do not show it. No variable holds the key itself,
    because tools print the variables of a traceback.
    """

    __slots__ = ("content", "headers", "settings", "status")

    def __init__(
        self, status: int, headers: Mapping[str, str], content: bytes, settings: Optional[Settings] = None
    ) -> None:
        self.status: int = status
        self.headers: Mapping[str, str] = headers
        self.content: bytes = content
        self.settings: Optional[Settings] = settings

    def json(self) -> Any:
        """The decoded body; None if it is empty. Of a large one `content` has only the beginning afterwards.

        Raises:
            APIError: the body is no JSON.
        """
        if not self.content:
            return None
        try:
            return json.loads(self.content if len(self.content) <= _KEPT else self._as_text())
        except (ValueError, RecursionError) as cause:
            text = redact_beginning(self.content, 500, self.own_key)
            kind = self.headers.get("content-type")
            raise self.unusable(f"the answer is not JSON (content type {kind!r})", text) from cause

    def _as_text(self) -> str:
        """The body as text, which is let go of as bytes: the parts that JSON is made of need their memory."""
        content = self.content
        self.content = content[:_KEPT]
        return content.decode(json.detect_encoding(content), "surrogatepass")

    def unusable(self, why: str, body: Any) -> APIError:
        """The error for an answer that says it is a success, and is of no use."""
        request_id = self.headers.get("x-request-id")
        return APIError(
            hide_key(why, self.own_key),
            status_code=self.status,
            request_id=hide_key(request_id, self.own_key) if request_id else request_id,
            body=redact_value(body, self.own_key),
        )

    @property
    def own_key(self) -> str:
        """The key that went along with the request; "" if none did."""
        return self.settings.api_key if self.settings is not None else ""


class Payload(NamedTuple):
    """The body of an answer without its envelope, and the notices that came with it."""

    data: Any
    messages: List[Dict[str, Any]]


def unwrap(body: Any, answer: Answer) -> Payload:
    """Take the resource out of its envelope, if there is one. Source: `Envelope` in openapi.yaml."""
    envelope = as_object(body)
    if envelope.get("success") is False:
        with late_import():
            from .error_answers import error_from_response

        # Of the oldest form: what it says of itself counts, where the status of the answer says nothing of it.
        told = envelope.get("status")
        status = told if answer.status < 400 and isinstance(told, int) and 400 <= told < 600 else answer.status
        content = answer.content if len(answer.content) < _KEPT else json.dumps(body).encode()
        raise error_from_response(status, answer.headers, content, key=answer.own_key)
    if "data" in envelope and not ({"id", "short_id"} & envelope.keys()):
        return Payload(envelope["data"], objects_of(envelope.get("messages")))
    return Payload(body, [])


_BY_ID = re.compile(r"/\w[\w-]*/([^/]+)(?:/status)?")  # /tasks/{id}, /tasks/{id}/status
_SHORTEST_ID = 8


def is_about_another(operation: Mapping[str, Any], body: Any) -> bool:
    """Whether an answer names another id than the one that was asked for: it belongs to another request.

    So it comes when something on the way sends more answers than there were requests.
    """
    if operation["method"].lower() != "get":
        return False
    match = _BY_ID.fullmatch(operation["url"])
    if match is None:
        return False
    resource = as_object(body)
    if "id" not in resource:
        resource = as_object(resource.get("data"))
    known = resource.get("id")
    if not isinstance(known, str) or not known:
        return False
    asked = unquote(match.group(1))
    if asked in (known, resource.get("short_id"), resource.get("name")):
        return False
    return len(asked) < _SHORTEST_ID or not known.startswith(asked)


# What a resource lacks so that it cannot be used, None if nothing.
Lack = Callable[[Any], Optional[str]]


def no_object(data: Any) -> Optional[str]:
    """For what should be an object."""
    return None if isinstance(data, dict) else "the answer is no object"


def no_task(data: Any) -> Optional[str]:
    """For what should be a task. Its id has to be one that can be asked for."""
    task_id = as_object(data).get("id")
    usable = isinstance(task_id, str) and task_id not in ("", ".", "..") and task_id.isprintable()
    return None if usable else "the answer holds no task with an id"


def no_status(data: Any) -> Optional[str]:
    """For what should say how something stands."""
    return None if isinstance(as_object(data).get("status"), (str, int)) else "the answer holds no status"


def no_page(data: Any) -> Optional[str]:
    """For what should be a page of objects; one that is empty may be anything empty."""
    items: Any = as_object(data).get("items") if isinstance(data, dict) else data
    if not items or (isinstance(items, list) and len(objects_of(items)) == len(as_list(items))):
        return None
    return "the answer holds no list of objects"
