"""The seam to HTTP: requests for the platform with retries, answers, streams.

Everything above speaks of operations, payloads and the SDK's errors. Connections are in `connections.py`, bodies in
`bodies.py`, requests to other hosts in `foreign.py`. The key is added here, and only to requests for the origin of the
client's own address.
"""

from __future__ import annotations

import json
import logging
from importlib import import_module
from typing import TYPE_CHECKING, Any, Dict, Mapping, Optional

import httpx

from ..._core.errors.classes import APIError, InferenceError, InvalidInputError, WorkerLostError
from ..._core.requests.envelope import Answer, Lack, Payload, is_about_another, unwrap
from ..._core.requests.options import CallOptions
from ..._core.requests.retry import UNREADABLE
from ..._core.requests.settings import Settings
from ..._core.streams.task_errors import StreamError
from ..._core.values.redact import hide_keys_in_record, loggable_headers, redact_error, redact_text
from ..._late_import import keep_spare_descriptors, late_import, spare_descriptors
from ..._runtime import concurrency_async as seam
from ..._runtime.attempts import Attempts
from ..._runtime.clock import SYSTEM_CLOCK, Clock, Deadline
from ..._runtime.version import __version__
from ..._transport import ConfigurationError
from .bodies import ERROR_BODY_LIMIT, AsyncByteStream, read_body
from .connections import AsyncConnections, limits

if TYPE_CHECKING:
    from ..._core.requests.call_errors import CallErrors

__all__ = ["USER_AGENT", "AsyncByteStream", "AsyncHTTP", "Deadline", "Payload"]

logger = logging.getLogger("inferencesh")
logger.addHandler(logging.NullHandler())
logger.addFilter(hide_keys_in_record)

USER_AGENT = f"inferencesh-python/{__version__}"
BODY_LIMIT = 256 << 20  # bytes of an answer, unpacked; files and streams have no limit, since they are not kept
EVENT_STREAMS = ("application/x-ndjson", "application/jsonl", "text/event-stream")

# What deals with errors, and looks for a submission whose answer was lost. Few programs need it, so it is loaded late.
_ERROR_HANDLING = ("inferencesh._core.values.curl", "inferencesh._core.requests.error_answers")
_LOOKING_UP = (
    "inferencesh._async.recovery.submission_search",
    "inferencesh_api.api.tasks.list_tasks",
    "inferencesh_api.models.cursor_list_request",
)

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
_encode_tree = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False).encode


def _dumps(value: Any) -> str:
    try:
        return _encode_tree(value)
    except RecursionError:
        return _encode(value)  # which tells what contains itself from what is nested too deeply


class AsyncHTTP:
    """Sends operations: what generated `build_request`s give."""

    def __init__(
        self,
        settings: Settings,
        *,
        http_client: Optional[httpx.AsyncClient] = None,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        keep_spare_descriptors()
        self.settings = settings
        self.clock = clock
        self.connections: AsyncConnections = AsyncConnections(settings.base_url, http_client)

    async def watch_scope(self) -> None:
        """Arrange once for each event loop that its connections end with it."""
        await self.connections.watch_scope()

    async def aclose(self) -> None:
        """Close the connections. Twice is fine."""
        await self.connections.aclose()

    async def call(
        self,
        operation: Mapping[str, Any],
        options: CallOptions,
        *,
        deadline: Optional[Deadline] = None,
        submission: bool = False,
        task_id: Optional[str] = None,
        session_id: Optional[str] = None,
        lack: Optional[Lack] = None,
    ) -> Payload:
        """Send an operation and return the resource it answers.

        Args:
            lack: says what is missing in the resource so that it cannot be used, else None.

        Raises:
            APIError: the platform refused it, in the class of its family.
            SubmissionUnknownError: `submission` and the answer was lost.
            APIConnectionError, APITimeoutError: there was no answer.
        """
        call = _Call(self, operation, options, deadline, submission, task_id, session_id)
        while True:
            answer = await self._exchange(call)
            try:
                body = answer.json()
                if is_about_another(operation, body):
                    raise answer.unusable("the answer is about something else than was asked for", body)
                break
            except APIError as cause:
                wait = call.unreadable(answer, cause)
            await seam.sleep(wait, self.clock)
        try:
            payload = unwrap(body, answer)
        except APIError as refusal:
            call.about(call.noted(answer, refusal))
            raise
        missing = lack(payload.data) if lack is not None else None
        if missing is not None:
            raise call.unusable(answer, answer.unusable(missing, payload.data))
        return payload

    async def send(
        self,
        operation: Mapping[str, Any],
        options: CallOptions,
        *,
        deadline: Optional[Deadline] = None,
        submission: bool = False,
        task_id: Optional[str] = None,
        session_id: Optional[str] = None,
    ) -> Answer:
        """As `call`, but the answer as it came."""
        return await self._exchange(_Call(self, operation, options, deadline, submission, task_id, session_id))

    async def _exchange(self, call: _Call) -> Answer:
        while True:
            request = self._request(call, accept="application/json")
            try:
                response = await self._send(request)
                try:
                    limit = BODY_LIMIT if response.status_code < 300 else ERROR_BODY_LIMIT
                    content, whole = await read_body(response, limit, call.attempts.deadline)
                finally:
                    await response.aclose()
            except httpx.RequestError as cause:
                await seam.sleep(call.failed(cause), self.clock)
                continue
            if response.status_code < 300:
                call.log(request, response)
                if not whole:
                    raise call.told(call.errors().too_long(response.status_code, response.headers, BODY_LIMIT))
                return Answer(response.status_code, response.headers, content, self.settings)
            await seam.sleep(call.refused(request, response, content), self.clock)

    async def open_stream(
        self,
        operation: Mapping[str, Any],
        options: CallOptions,
        *,
        deadline: Optional[Deadline] = None,
        task_id: Optional[str] = None,
        silence: float = 45.0,
    ) -> AsyncByteStream:
        """Open a stream of events. One attempt: whoever follows a stream decides on repetitions.

        Raises:
            APIError: the platform refused it.
            StreamError: what answered is no event stream.
            APIConnectionError, APITimeoutError: there was no answer.
        """
        call = _Call(self, operation, options, deadline, False, task_id, None)
        request = self._request(call, accept="application/x-ndjson", silence=silence, identity=True)
        try:
            response = await self._send(request)
        except httpx.RequestError as cause:
            raise call.told(call.no_answer(cause)) from cause
        call.log(request, response)
        try:
            if response.status_code >= 300:
                content, _ = await read_body(response, ERROR_BODY_LIMIT, call.attempts.deadline)
                raise call.told(call.problem(response, content))
            stream = AsyncByteStream(response)
            if stream.content_type not in EVENT_STREAMS:
                raise call.no_stream(stream)
        except httpx.RequestError as cause:
            await response.aclose()
            raise call.told(call.no_answer(cause)) from cause
        except BaseException:
            await response.aclose()
            raise
        return stream

    def _request(
        self, call: _Call, *, accept: str, silence: Optional[float] = None, identity: bool = False
    ) -> httpx.Request:
        operation = call.operation
        headers = {"Accept": accept, "User-Agent": USER_AGENT}
        if identity:
            headers["Accept-Encoding"] = "identity"
            headers["Cache-Control"] = "no-cache"
        content: Optional[bytes] = None
        if "json" in operation:
            content = _dumps(operation["json"]).encode("utf-8", "surrogatepass")
            headers["Content-Type"] = "application/json"
        headers.update(operation.get("headers") or {})
        headers.update(call.headers)
        headers["Authorization"] = f"Bearer {self.settings.api_key}"
        method, params = operation["method"].upper(), operation.get("params")
        extensions = limits(call.attempts.deadline, silence)
        direct = self.connections.direct()
        if direct is not None:
            return direct.request(
                method, operation["url"], params=params, headers=headers, content=content, extensions=extensions
            )
        return self.connections.client().build_request(
            method,
            self.settings.base_url + operation["url"],
            params=params,
            content=content,
            headers=headers,
            timeout=httpx.Timeout(**extensions["timeout"]),
            extensions=extensions,
        )

    async def _send(self, request: httpx.Request) -> httpx.Response:
        """Send what `_request` made; the body of the answer is not read yet."""
        direct = self.connections.direct()
        try:
            if direct is not None:
                return await direct.send(request)
            with late_import():
                from . import own_client

            return await own_client.send(self.connections, request)
        except ConfigurationError as cause:
            raise InvalidInputError(str(cause)) from None


class _Call:
    """One operation on its way: its attempts, and what became of each."""

    def __init__(
        self,
        http: AsyncHTTP,
        operation: Mapping[str, Any],
        options: CallOptions,
        deadline: Optional[Deadline],
        submission: bool,
        task_id: Optional[str],
        session_id: Optional[str],
    ) -> None:
        self.operation = operation
        self.headers = options.headers
        self.attempts = Attempts(
            options.retry,
            deadline if deadline is not None else Deadline(options.timeout, http.clock),
            operation,
            http.settings.base_url,
            options.headers,
            submission=submission,
            key=http.settings.api_key,
        )
        self.told = self.attempts.told
        self._clock = http.clock
        self._settings = http.settings
        self._about: Dict[str, Any] = {"submission": submission, "task_id": task_id, "session_id": session_id}

    def errors(self) -> CallErrors:
        """What this call may end in. All that deals with it is loaded now, also when no file descriptor is left."""
        with spare_descriptors():
            from ..._core.requests.call_errors import CallErrors

            for name in _ERROR_HANDLING if not self._about["submission"] else _ERROR_HANDLING + _LOOKING_UP:
                import_module(name)

        settings = self._settings
        sent_at = self.attempts.sent_at
        return CallErrors(self.operation, settings.base_url, sent_at=sent_at, key=settings.api_key, **self._about)

    def failed(self, cause: Exception) -> float:
        """Seconds to wait before the next attempt after a failure of the network."""
        error = self.no_answer(cause)
        return self.attempts.wait_or_raise(error, cause, request_sent=_may_be_sent(cause))

    def no_answer(self, cause: Exception) -> InferenceError:
        """The error for a failure of the network, which is noted."""
        text = redact_error(cause)
        self.attempts.note(text)
        deadline = self.attempts.deadline
        errors = self.errors()
        with late_import():
            from ..._core.requests.call_errors import NoAnswer

        return errors.no_answer(
            NoAnswer(
                text,
                timed_out=isinstance(cause, httpx.TimeoutException),
                sent=_may_be_sent(cause),
                proxy=getattr(cause, "proxy", ""),
                tried=self.attempts.tried,
                limit=deadline.seconds if deadline.passed() else None,
            )
        )

    def refused(self, request: httpx.Request, response: httpx.Response, content: bytes) -> float:
        """Seconds to wait before the next attempt after an answer that is no success."""
        error = self.problem(response, content)
        self.log(request, response)
        if isinstance(error, WorkerLostError):  # a status that is worth another attempt, but what is lost stays lost
            raise self.attempts.told(error)
        return self.attempts.wait_or_raise(
            error,
            status=response.status_code,
            from_platform=error.code is not None,
            retry_after=error.retry_after,
        )

    def problem(self, response: httpx.Response, content: bytes) -> APIError:
        """The error for an answer that is no success, which is noted."""
        self.attempts.note(f"HTTP {response.status_code}")
        with spare_descriptors():
            return self.errors().refused(response.status_code, response.headers, content, self._clock.time())

    def unreadable(self, answer: Answer, cause: APIError) -> float:
        """Seconds to wait before the next attempt after an answer that says it is a success, and is no JSON."""
        error = self.unusable(answer, cause)
        reason = cause.__cause__ if error is cause else cause
        if isinstance(cause.__cause__, RecursionError):  # JSON all the same, nested too deeply: it would come again
            raise error from reason
        return self.attempts.wait_or_raise(error, reason, status=UNREADABLE, from_platform=False)

    def unusable(self, answer: Answer, cause: APIError) -> InferenceError:
        """The error for an answer that says it is a success, and is of no use."""
        return self.about(self.errors().unreadable(self.noted(answer, cause)))

    def no_stream(self, stream: AsyncByteStream) -> InferenceError:
        """The error for an answer that should have been a stream of events."""
        self.attempts.note(f"HTTP {stream.status}")
        error = StreamError(f"the answer is no event stream (content type {stream.content_type!r})")
        error.request_id = stream.headers.get("x-request-id")
        return self.about(error)

    def noted(self, answer: Answer, error: APIError) -> APIError:
        """The error, with its attempt among the others."""
        self.attempts.note(f"HTTP {answer.status}, {error.message}")
        return error

    def about(self, error: InferenceError) -> InferenceError:
        """The error with all that is known of the call."""
        if error.task_id is None and self._about["task_id"] is not None:
            error.task_id = self._about["task_id"]
        return self.told(error)

    def log(self, request: httpx.Request, response: httpx.Response) -> None:
        if logger.isEnabledFor(logging.DEBUG):
            logger.debug(
                "%s %s -> %d in %.3f s %s",
                request.method,
                redact_text(self.operation["url"], self._settings.api_key),
                response.status_code,
                self.attempts.seconds,
                loggable_headers(response.headers.items(), self._settings.api_key),
            )


def _may_be_sent(cause: Exception) -> bool:
    """Whether some of a request that failed may have left this machine. The SDK's own transports say so."""
    nothing_sent = isinstance(cause, (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout))
    return bool(getattr(cause, "request_sent", not nothing_sent))
