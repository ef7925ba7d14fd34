"""The exceptions of the SDK, but for those that carry a task (`streams/task_errors.py`).

How an answer of the platform becomes one: `requests/error_answers.py`.

All of them are `InferenceError`, which is a `RuntimeError`, so `except RuntimeError` catches whatever goes wrong.
They survive pickling, carry no key and no signed address, and name the task they are about where there is one.
"""

from __future__ import annotations

import contextlib
import json
import sys
from typing import TYPE_CHECKING, Any, Dict, Generator, List, Mapping, Optional, Sequence, Tuple, Type, cast

from ..values.redact import hide_key, redact_text
from ..values.type_hints import readable_hints

if TYPE_CHECKING:
    from typing_extensions import Self

    from ..values.curl import SentRequest


def _rebuild(cls: Type[BaseException], args: Tuple[Any, ...], state: Dict[str, Any]) -> BaseException:
    error = cls.__new__(cls, *args)
    error.args = args
    error.__dict__.update(state)
    return error


@readable_hints
class InferenceError(RuntimeError):
    """The root of all errors of this SDK.

    Attributes:
        message: what went wrong, in words.
        task_id: the task that it is about, if one was created: `client.get_task(error.task_id)` finds it again.
        attempts: what was tried, oldest first: dicts with `at` (seconds since the epoch), `seconds`, `outcome`.
        request_id: the `X-Request-Id` of the answer that it is about, for a question to the platform's support.
    """

    task_id: Optional[str] = None
    request_id: Optional[str] = None
    attempts: List[Dict[str, Any]]
    sent_request: Optional[SentRequest] = None

    def __new__(cls, *args: Any, **keywords: Any) -> Self:
        # Some of these are built-in OSErrors as well; those have a memory layout of their own and ask for it.
        maker: Type[BaseException] = OSError if issubclass(cls, OSError) else RuntimeError
        return maker.__new__(cls, *args[:1])

    def __init__(self, message: str = "", *, task_id: Optional[str] = None) -> None:
        super().__init__(hide_key(message))
        self.message: str = message
        self.attempts = []
        if task_id is not None:
            self.task_id = task_id

    def __setattr__(self, name: str, value: Any) -> None:
        # What an error says comes from servers and callers, and either may repeat the key, even as the id of a task.
        if isinstance(value, str):
            value = hide_key(value)
        elif value.__class__ is tuple:
            value = tuple(hide_key(item) if isinstance(item, str) else item for item in value)
        super().__setattr__(name, value)

    def _explain(self, text: str) -> None:
        """Append a sentence to the message."""
        self.message = f"{self.message}. {text}"
        self.args: Tuple[Any, ...] = (f"{self.args[0]}. {text}" if self.args else text,)

    def _take_trail_of(self, cause: InferenceError) -> None:
        """What was tried and sent is what another error says, for one that tells the same in other words."""
        self.attempts, self.request_id, self.sent_request = cause.attempts, cause.request_id, cause.sent_request

    def as_curl(self) -> Optional[str]:
        """The request that failed as a curl command; None if the error is about no request.

        Everything secret is left out: the command takes the key from the environment variable INFERENCE_API_KEY, and
        the queries of addresses, headers that are not known to be harmless, and very long bodies are not shown.
        """
        return None if self.sent_request is None else self.sent_request.as_curl()

    def __reduce__(self) -> Any:
        # Keyword-only arguments would be lost by the default, and a cause may not pickle.
        return _rebuild, (type(self), self.args, dict(self.__dict__))


class InvalidInputError(InferenceError, ValueError):
    """An argument was refused before anything was sent. The text names the argument and the fix."""


class APIError(InferenceError):
    """The platform answered with an error.

    Attributes:
        status_code: the HTTP status.
        code: the platform's error code (the last part of the problem's `type`), or None.
        message: the problem's `detail`, or what came closest to it.
        request_id: the `X-Request-Id` of the answer, or None.
        body: the decoded JSON body, or the first 500 characters of a body that is not JSON.
        retry_after: seconds that the platform asked to wait, or None.

    Source: `ProblemDetails` in openapi.yaml.
    """

    def __init__(
        self,
        message: str = "",
        *,
        status_code: int = 0,
        code: Optional[str] = None,
        request_id: Optional[str] = None,
        body: Any = None,
        retry_after: Optional[float] = None,
        task_id: Optional[str] = None,
    ) -> None:
        super().__init__(f"HTTP {status_code}: {message}" if status_code else message, task_id=task_id)
        self.message: str = message
        self.status_code = status_code
        self.code = code
        self.request_id = request_id
        self.body = body
        self.retry_after = retry_after

    @property
    def response_body(self) -> str:
        """The body as text; the name that the official SDK uses."""
        return self.body if isinstance(self.body, str) else json.dumps(self.body)


class ValidationError(APIError):
    """400 or 422: the platform refused the request's contents."""


class AuthenticationError(APIError):
    """401: the key is missing, wrong or revoked."""


class PaymentRequiredError(APIError):
    """402: balance, plan limit or payment method."""


class PermissionDeniedError(APIError):
    """403: the key may not do this."""


class NotFoundError(APIError):
    """404: there is nothing of that name or id."""


class ConflictError(APIError):
    """409: the thing is in another state than the request needs."""


class GoneError(APIError):
    """410: it existed and is no more."""


class RateLimitError(APIError):
    """429: too many requests. `retry_after` says how long to wait."""


class ServerError(APIError):
    """5xx: the platform failed or is in maintenance."""


class SetupAction(Dict[str, Any]):
    """What would meet a requirement: a dict whose documented members are attributes too.

    `type` is `add_secret`, `connect` or `add_scopes`. Source: `SetupAction` in openapi.yaml.
    """

    @property
    def type(self) -> Optional[str]:
        return self.get("type")

    @property
    def provider(self) -> Optional[str]:
        return self.get("provider")

    @property
    def provider_name(self) -> Optional[str]:
        return self.get("provider_name")

    @property
    def scopes(self) -> Optional[List[str]]:
        return self.get("scopes")

    @property
    def scope_descriptions(self) -> Optional[Dict[str, str]]:
        return self.get("scope_descriptions")


class RequirementError(Dict[str, Any]):
    """One unmet requirement: a dict whose `type`, `key`, `message` and `action` are attributes too.

    `type` is `secret`, `credential` or `scope`. Source: `RequirementError` in openapi.yaml.
    """

    @property
    def type(self) -> Optional[str]:
        return self.get("type")

    @property
    def key(self) -> Optional[str]:
        return self.get("key")

    @property
    def message(self) -> Optional[str]:
        return self.get("message")

    @property
    def action(self) -> Optional[SetupAction]:
        action = self.get("action")
        return SetupAction(cast("Dict[str, Any]", action)) if isinstance(action, dict) else None


class RequirementsNotMetError(APIError):
    """412: the app needs a secret, a credential or a scope that is not there.

    `errors` lists them; each answers `err["type"]` and `err.type`.
    """

    errors: List[RequirementError]

    def __init__(self, message: str = "", *, errors: Sequence[RequirementError] = (), **fields: Any) -> None:
        super().__init__(message, **fields)
        self.errors = list(errors)


RequirementsNotMetException = RequirementsNotMetError


class SessionError(APIError):
    """Something about a stateful session. `session_id` names it, where it is known."""

    session_id: Optional[str] = None


class SessionNotFoundError(SessionError, NotFoundError):
    """There is no session of that id."""


class SessionExpiredError(SessionError, GoneError):
    """The session was idle for longer than its limit."""


class SessionEndedError(SessionError, GoneError):
    """The session was ended."""


class SessionConflictError(SessionError, ConflictError):
    """The session belongs to another app, version or caller (`WORKER_LEASED`, `APP_MISMATCH`, `VERSION_MISMATCH`)."""


class WorkerLostError(SessionError, ServerError):
    """The worker that held the session is gone, and its state with it."""


class APIConnectionError(InferenceError, ConnectionError):
    """The platform could not be reached, or the connection was lost."""


class APITimeoutError(InferenceError, TimeoutError):
    """It took longer than the time-out allows. A task that was started goes on: see `task_id`."""


class SubmissionUnknownError(APIConnectionError):
    """The connection was lost after a submission was sent: the platform may or may not have taken it.

    It was not sent again, since that could start (and bill) it twice. What it may have created was looked for, and
    not found beyond doubt: there was nothing of the kind, which proves nothing, or there were several.

    Attributes:
        submission: what was sent, without the contents of files and the queries of addresses.
        sent_at: when, in seconds since the epoch, by this machine's clock.
        candidates: the ids of what may be it, if there were several.
    """

    submission: Optional[Mapping[str, Any]] = None
    sent_at: Optional[float] = None
    candidates: Sequence[str] = ()


class UncertainServerError(SubmissionUnknownError, ServerError):
    """A submission was answered with a 5xx by something between here and the platform (a gateway, an edge).

    The platform may or may not have taken the submission, so this is a `SubmissionUnknownError` as well.
    """


class FileUploadError(InferenceError):
    """A file could not be uploaded. The text says `too large` or `unsupported` where that is the cause.

    `retry_after`: seconds that the storage asked to wait, or None.
    """

    retry_after: Optional[float] = None


class FileDownloadError(InferenceError):
    """A file could not be downloaded. `retry_after`: seconds that the storage asked to wait, or None."""

    retry_after: Optional[float] = None


class AgentRunError(InferenceError):
    """A run of an agent ended as `failed` or `rejected`.

    Attributes:
        state: the run's state.
        chat_id: the chat.
        response: the last message that the agent wrote, if any.
    """

    state: Optional[str] = None
    chat_id: Optional[str] = None
    response: Any = None


def run_error(state: str, text: Optional[str], response: Any, chat_id: str) -> AgentRunError:
    """The exception for a run that ended without completing."""
    error = AgentRunError(f"the agent's run {state}{f': {redact_text(text)}' if text else ''} (chat {chat_id})")
    error.state = state
    error.chat_id = chat_id
    error.response = response
    return error


@contextlib.contextmanager
def gone_is_deleted() -> Generator[None, None, None]:
    """Around the deletion of something: that it is gone is what was wanted, if an attempt before may have done it."""
    try:
        yield
    except (NotFoundError, GoneError) as error:
        if not may_have_worked_before(error):
            raise


def may_have_worked_before(error: InferenceError) -> bool:
    """Whether an earlier attempt may have done what was asked, so that only its answer was lost."""
    # What the platform refused, or what did not reach it, has done nothing.
    harmless = ("HTTP 429", "HTTP 503", "Connect")
    return any(not str(attempt["outcome"]).startswith(harmless) for attempt in error.attempts[:-1])


if sys.version_info < (3, 11):  # notes are an attribute there; elsewhere the built-in method does it

    def _add_note(self: InferenceError, note: str) -> None:
        """Append a line to the notes of the exception."""
        self.__dict__.setdefault("__notes__", []).append(note)

    InferenceError.add_note = _add_note  # type: ignore[attr-defined]
