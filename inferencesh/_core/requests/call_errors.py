"""The errors that a request for the platform may end in. Loaded when one does."""

from __future__ import annotations

from typing import Any, Mapping, NamedTuple, Optional

from ..errors.classes import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    InferenceError,
    SubmissionUnknownError,
    UncertainServerError,
)
from ..values.redact import SHORTEST_SECRET, hide_key, redact_text, redact_url, redact_value
from .error_answers import error_from_response
from .retry import retry_after_of
from .settings import origin_of


class NoAnswer(NamedTuple):
    """How the network failed a request."""

    text: str  # kind and cause in a few words, without secrets
    timed_out: bool
    sent: bool = True  # False only if it is certain that nothing of the request left this machine
    tried: str = ""  # " after 3 attempts", or nothing after one
    proxy: str = ""  # the proxy that failed, if one did
    limit: Optional[float] = None  # seconds that the call had, if they have passed


class CallErrors:
    """Makes the errors of one call.

    Args:
        operation: what a generated `build_request` gave.
        submission: it starts something that must not be started twice.
        sent_at: when it was sent first, in seconds since the epoch.
        key: the API key. An answer may repeat it, and it need not look like one.
    """

    def __init__(
        self,
        operation: Mapping[str, Any],
        base_url: str,
        *,
        submission: bool,
        sent_at: float,
        key: str,
        task_id: Optional[str],
        session_id: Optional[str],
    ) -> None:
        self._operation = operation
        self._base_url = base_url
        self._submission = submission
        self._sent_at = sent_at
        self._key = key
        self._task_id = task_id
        self._session_id = session_id

    def refused(self, status: int, headers: Mapping[str, str], content: bytes, now: float) -> APIError:
        """For an answer that is no success. `now`: seconds since the epoch."""
        if len(self._key) >= SHORTEST_SECRET:
            headers = {name.lower(): hide_key(value, self._key) for name, value in headers.items()}
        if 300 <= status < 400:
            target = headers.get("location", "")
            return APIError(
                f"the platform redirects to {redact_url(target) or 'nowhere'}, which is not followed, so that the key "
                "goes nowhere else: check base_url",
                status_code=status,
                request_id=headers.get("x-request-id"),
                task_id=self._task_id,
            )
        error = error_from_response(
            status,
            headers,
            content,
            retry_after=retry_after_of(headers, now),
            task_id=self._task_id,
            session_id=self._session_id,
            key=self._key,
        )
        if self._submission and status >= 500 and error.code is None:
            uncertain = UncertainServerError(
                f"{error.message} (something in between answered: the platform may or may not have taken this; "
                "it was not sent again)",
                status_code=status,
                request_id=error.request_id,
                body=error.body,
                retry_after=error.retry_after,
            )
            self._unknown(uncertain)
            return uncertain
        return error

    def no_answer(self, failure: NoAnswer) -> InferenceError:
        """For a failure of the network."""
        host = origin_of(self._base_url)
        if self._submission and failure.sent:
            return self._unknown(
                SubmissionUnknownError(
                    f"the answer of {host} to {self._name} was lost ({failure.text}): the platform may or may not "
                    "have taken it. It was not sent again, since that could start it twice; look at the list of "
                    "tasks or chats"
                )
            )
        if failure.timed_out:
            if failure.limit is not None:
                text = f"no answer from {host} within the time-out of {failure.limit:g} seconds"
            else:
                text = f"no answer from {host}"
            return APITimeoutError(f"{text}{failure.tried} ({failure.text})", task_id=self._task_id)
        if failure.proxy:
            return APIConnectionError(
                f"the proxy {failure.proxy} made no connection to {host}{failure.tried} ({failure.text})",
                task_id=self._task_id,
            )
        what = f"the connection to {host} was lost" if failure.sent else f"no connection to {host}"
        return APIConnectionError(f"{what}{failure.tried} ({failure.text})", task_id=self._task_id)

    def too_long(self, status: int, headers: Mapping[str, str], limit: int) -> InferenceError:
        """For an answer of more than `limit` bytes."""
        return self.unreadable(
            APIError(
                f"the answer is longer than {limit >> 20} MiB",
                status_code=status,
                request_id=headers.get("x-request-id"),
                task_id=self._task_id,
            )
        )

    def unreadable(self, cause: APIError) -> InferenceError:
        """`cause`; for a submission, the error that says that it was taken, and not what became of it."""
        if not self._submission:
            return cause
        error = SubmissionUnknownError(
            f"the answer to {self._name} cannot be read ({cause.message}): the platform seems to have taken it. It was "
            "not sent again, since that could start it twice"
        )
        error.request_id = cause.request_id
        return self._unknown(error)

    @property
    def _name(self) -> str:
        return f"{self._operation['method'].upper()} {redact_text(self._operation['url'], self._key)}"

    def _unknown(self, error: SubmissionUnknownError) -> SubmissionUnknownError:
        error.submission = redact_value(self._operation.get("json"), self._key)
        error.sent_at = self._sent_at
        return error
