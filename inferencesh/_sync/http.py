# Made from inferencesh/_async/http.py by scripts/unasync.py. Do not edit.
"""The seam to HTTP: requests with retries, answers as bytes, streams as they arrive.

Everything above speaks of operations, bytes and the SDK's errors; httpx is known here and in the wire transport alone.
The key is added here, and only to requests for the origin of the client's own address.
"""

from __future__ import annotations

import json
import logging
import os
import weakref
from typing import (
    TYPE_CHECKING,
    Any,
    Dict,
    Generator,
    Iterable,
    Iterator,
    List,
    Mapping,
    NamedTuple,
    Optional,
    Tuple,
)
from urllib.parse import urljoin

import httpx

from .. import _seam_sync as seam
from .._clock import SYSTEM_CLOCK, Clock
from .._core.content_coding import CodingError, Inflater, is_coded
from .._core.errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    InferenceError,
    StreamError,
    SubmissionUnknownError,
    UncertainServerError,
    error_from_response,
)
from .._core.options import CallOptions
from .._core.plain import as_object, objects_of
from .._core.redact import HIDDEN, loggable_headers, redact_text, redact_url, redact_value
from .._core.retry import decide, parse_retry_after
from .._core.settings import Settings, origin_of
from .._local_files import Block
from .._version import __version__

if TYPE_CHECKING:
    from .direct import DirectLine

logger = logging.getLogger("inferencesh")
logger.addHandler(logging.NullHandler())

USER_AGENT = f"inferencesh-python/{__version__}"
CONNECT_TIMEOUT = 10.0  # seconds to open a connection
SILENCE_TIMEOUT = 60.0  # seconds without a byte, of an ordinary answer
MAX_REDIRECTS = 20  # of a download
REDIRECTS = frozenset({301, 302, 303, 307, 308})
_TAIL_SECONDS = 0.005
BODY_LIMIT = 256 << 20  # bytes of an answer, unpacked; files and streams have no limit, since they are not kept
ERROR_BODY_LIMIT = 1 << 20  # bytes of an error's body that are read

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
_encode_tree = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False).encode

_forks = 0  # how often this process has been forked from its ancestors since import


def _forked() -> None:
    global _forks
    _forks += 1


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)


def _dumps(value: Any) -> str:
    try:
        return _encode_tree(value)
    except RecursionError:
        return _encode(value)  # which tells what contains itself from what is nested too deeply


class Deadline:
    """The end of a call's time, on the client's clock. `seconds` None: there is no end."""

    __slots__ = ("at", "clock", "seconds")

    def __init__(self, seconds: Optional[float], clock: Clock) -> None:
        self.seconds = seconds
        self.clock = clock
        self.at = None if seconds is None else clock.monotonic() + seconds

    def remaining(self) -> Optional[float]:
        return None if self.at is None else self.at - self.clock.monotonic()

    def limit(self, seconds: float) -> float:
        """`seconds`, or what is left if that is less; never quite 0, which would mean no waiting at all."""
        if self.at is None:
            return seconds
        return max(min(seconds, self.at - self.clock.monotonic()), 0.001)

    def passed(self) -> bool:
        return self.at is not None and self.clock.monotonic() >= self.at

    def overdue(self) -> float:
        """Real seconds since it passed; negative before."""
        return 0.0 if self.at is None else self.clock.real_seconds(self.clock.monotonic() - self.at)


class Answer(NamedTuple):
    """A whole answer."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    def json(self) -> Any:
        """The decoded body; None if it is empty.

        Raises:
            APIError: the body is no JSON.
        """
        if not self.content:
            return None
        try:
            return json.loads(self.content)
        except (ValueError, RecursionError) as cause:
            raise APIError(
                f"the answer is not JSON (content type {self.headers.get('content-type')!r})",
                status_code=self.status,
                request_id=self.headers.get("x-request-id"),
                body=redact_text(self.content[:500].decode("utf-8", "replace")),
            ) from cause


class Payload(NamedTuple):
    """The body of an answer without its envelope, and the notices that came with it."""

    data: Any
    messages: List[Dict[str, Any]]


def unwrap(body: Any, answer: Answer) -> Payload:
    """Take the resource out of its envelope, if there is one. Source: behaviour.md 0.2."""
    envelope = as_object(body)
    if envelope.get("success") is False:
        raise error_from_response(answer.status, answer.headers, answer.content)
    if "data" in envelope and not ({"id", "short_id"} & envelope.keys()):
        return Payload(envelope["data"], objects_of(envelope.get("messages")))
    return Payload(body, [])


def unreadable(operation: Mapping[str, Any], cause: APIError) -> SubmissionUnknownError:
    """The error for a submission that was taken, with an answer that does not say what became of it."""
    error = SubmissionUnknownError(
        f"the answer to {operation['method'].upper()} {operation['url']} cannot be read ({cause.message}): the "
        "platform seems to have taken it. It was not sent again, since that could start it twice"
    )
    error.submission = redact_value(operation.get("json"))
    error.request_id = cause.request_id
    return error


class ByteStream:
    """The body of an answer, as its bytes arrive.

    `abort()` may be called from any thread or task: it ends a `read` that waits elsewhere at once.
    """

    def __init__(self, response: httpx.Response) -> None:
        self._response = response
        coded = is_coded(response.headers.get("content-encoding", ""))
        self._unpacked = _unpacked(response) if coded else None
        self._chunks: Iterator[bytes] = self._unpacked or _raw(response)
        timeouts = response.request.extensions.get("timeout")
        self._timeouts: Dict[str, Any] = timeouts if isinstance(timeouts, dict) else {}
        self.status = response.status_code
        self.headers: Mapping[str, str] = response.headers
        self.content_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        self.aborted = False
        self._reading = False
        self._closed = False

    def read(self, timeout: float) -> bytes:
        """The next bytes; b"" at the end of the body.

        Raises:
            APITimeoutError: nothing came for `timeout` seconds. Over the SDK's own transport one can read on.
            APIConnectionError: the connection was lost, or `abort` was called.
        """
        if self.aborted or self._closed:
            raise StreamError("the stream was closed")
        self._timeouts["read"] = timeout
        self._reading = True
        try:
            return self._chunks.__next__()
        except StopIteration:
            return b""
        except httpx.TimeoutException as cause:
            raise APITimeoutError(f"no data for {timeout:.3g} seconds") from cause
        except (httpx.TransportError, httpx.StreamError, httpx.DecodingError, OSError) as cause:
            raise StreamError(f"the connection was lost: {describe(cause)}") from cause
        finally:
            self._reading = False
            if self.aborted:
                self._close()

    def abort(self) -> None:
        """End the stream at once, from whatever thread or task; twice and after the end too."""
        self.aborted = True
        abort = self._response.extensions.get("abort")
        if abort is not None:
            abort()
            return
        network = self._response.extensions.get("network_stream")  # a client of the user's own, over stock httpx
        sock = network.get_extra_info("socket") if network is not None else None
        if sock is not None:
            try:
                sock.shutdown(2)
            except OSError:
                pass  # it is closed already, which is what was wanted

    def release(self) -> None:
        """Close a stream whose last frame was seen, without waiting for the end of its body.

        The connection serves another request if that end has come by then.
        """
        park = self._response.extensions.get("park")
        if park is not None:
            park()
        elif not self._closed:  # a client of the user's own: the end mostly comes with the last frame
            try:
                self.read(_TAIL_SECONDS)
            except InferenceError:
                pass  # it does not: the connection is closed instead
        self.close()

    def close(self) -> None:
        """Close the connection unless the body was read to its end, in which case it is kept for the next request."""
        if self._reading:  # somebody waits for bytes: he closes when `abort` has woken him
            self.abort()
            return
        self._close()

    def _close(self) -> None:
        if not self._closed:
            self._closed = True
            if self._unpacked is not None:
                self._unpacked.close()
            self._response.close()


def describe(error: BaseException) -> str:
    """Kind and cause of a network error in a few words, without addresses that are secrets."""
    text = redact_text(str(error)).strip()
    name = type(error).__name__
    return f"{name}: {text}" if text else name


class HTTP:
    """Sends operations. One pool of connections for each event loop, kept open; none is taken over by a fork."""

    def __init__(
        self,
        settings: Settings,
        *,
        http_client: Optional[httpx.Client] = None,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self.settings = settings
        self.clock = clock
        self._own_client = http_client
        self._pools: weakref.WeakKeyDictionary[Any, _Pool] = weakref.WeakKeyDictionary()
        self._forks = _forks
        self._closed = False

    # -- requests ------------------------------------------------------------------------------------------------

    def call(
        self,
        operation: Mapping[str, Any],
        options: CallOptions,
        *,
        deadline: Optional[Deadline] = None,
        submission: bool = False,
        task_id: Optional[str] = None,
        session_id: Optional[str] = None,
    ) -> Payload:
        """Send an operation (what a generated `build_request` gave) and return the resource it answers.

        Raises:
            APIError: the platform refused it, in the class of its family.
            SubmissionUnknownError: `submission` and the answer was lost.
            APIConnectionError, APITimeoutError: there was no answer.
        """
        answer = self.send(
            operation, options, deadline=deadline, submission=submission, task_id=task_id, session_id=session_id
        )
        try:
            body = answer.json()
        except APIError as error:
            if not submission:
                raise
            raise unreadable(operation, error) from error
        return unwrap(body, answer)

    def send(
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
        attempt = _Attempts(self, options, deadline, submission, task_id, session_id, operation)
        while True:
            request = self._api_request(operation, options, attempt.deadline, accept="application/json")
            try:
                response = self._send(request)
                try:
                    limit = BODY_LIMIT if response.status_code < 300 else ERROR_BODY_LIMIT
                    content, whole = _read_body(response, limit)
                finally:
                    response.close()
            except (httpx.TransportError, httpx.DecodingError) as cause:
                seam.sleep(attempt.failed(cause), self.clock)
                continue
            if response.status_code < 300:
                attempt.log(request, response)
                if not whole:
                    raise attempt.told(attempt.too_long(response))
                return Answer(response.status_code, response.headers, content)
            seam.sleep(attempt.refused(request, response, content), self.clock)

    def open_stream(
        self,
        operation: Mapping[str, Any],
        options: CallOptions,
        *,
        deadline: Optional[Deadline] = None,
        task_id: Optional[str] = None,
        silence: float = 45.0,
    ) -> ByteStream:
        """Open a stream of events. One attempt: whoever follows a stream decides on repetitions.

        Raises:
            APIError: the platform refused it.
            StreamError: what answered is no event stream.
            APIConnectionError, APITimeoutError: there was no answer.
        """
        attempt = _Attempts(self, options, deadline, False, task_id, None, operation)
        request = self._api_request(
            operation, options, attempt.deadline, accept="application/x-ndjson", silence=silence, identity=True
        )
        try:
            response = self._send(request)
        except httpx.TransportError as cause:
            attempt.note(describe(cause))
            raise attempt.told(attempt.connection_error(cause)) from cause
        attempt.log(request, response)
        try:
            if response.status_code >= 300:
                content, _ = _read_body(response, ERROR_BODY_LIMIT)
                attempt.note(f"HTTP {response.status_code}")
                raise attempt.told(attempt.api_error(response, content))
            stream = ByteStream(response)
            if stream.content_type not in ("application/x-ndjson", "application/jsonl", "text/event-stream"):
                raise StreamError(
                    f"the answer is no event stream (content type {stream.content_type!r})", task_id=task_id
                )
        except (httpx.TransportError, httpx.DecodingError) as cause:
            response.close()
            attempt.note(describe(cause))
            raise attempt.told(attempt.connection_error(cause)) from cause
        except BaseException:
            response.close()
            raise
        return stream

    def _api_request(
        self,
        operation: Mapping[str, Any],
        options: CallOptions,
        deadline: Deadline,
        *,
        accept: str,
        silence: Optional[float] = None,
        identity: bool = False,
    ) -> httpx.Request:
        headers = {"Accept": accept, "User-Agent": USER_AGENT}
        if identity:
            headers["Accept-Encoding"] = "identity"
            headers["Cache-Control"] = "no-cache"
        content: Optional[bytes] = None
        if "json" in operation:
            content = _dumps(operation["json"]).encode("utf-8", "surrogatepass")
            headers["Content-Type"] = "application/json"
        headers.update(operation.get("headers") or {})
        headers.update(options.headers)
        headers["Authorization"] = f"Bearer {self.settings.api_key}"
        method, params = operation["method"].upper(), operation.get("params")
        silence = SILENCE_TIMEOUT if silence is None else silence
        extensions = self._extensions(deadline, silence)
        direct = self._direct()
        if direct is not None:
            return direct.request(
                method, operation["url"], params=params, headers=headers, content=content, extensions=extensions
            )
        return self._client().build_request(
            method,
            self.settings.base_url + operation["url"],
            params=params,
            content=content,
            headers=headers,
            timeout=httpx.Timeout(**extensions["timeout"]),
            extensions=extensions,
        )

    def _send(self, request: httpx.Request) -> httpx.Response:
        """Send what `_api_request` made; the body of the answer is not read yet."""
        direct = self._direct()
        if direct is not None:
            return direct.send(request)
        return self._client().send(request, stream=True, auth=None, follow_redirects=False)

    def _extensions(self, deadline: Deadline, silence: float) -> Dict[str, Any]:
        extensions: Dict[str, Any] = {"timeout": _timeouts(deadline, silence)}
        if deadline.at is not None:
            if self.clock is SYSTEM_CLOCK:
                extensions["deadline"] = deadline.at
            else:
                extensions["deadline"], extensions["clock"] = 0.0, deadline.overdue
        return extensions

    # -- other hosts: storage and output addresses -----------------------------------------------------------------

    def put(self, url: str, body: Iterable[Block], headers: Mapping[str, str], deadline: Deadline) -> Answer:
        """PUT bytes to a signed address. One attempt, no redirects; no key goes along, whatever the host.

        Raises:
            APIConnectionError, APITimeoutError: there was no answer.
        """
        response = self._foreign("PUT", url, headers, deadline, body)
        try:
            content, _ = _read_body(response, ERROR_BODY_LIMIT)
        except (httpx.TransportError, httpx.DecodingError) as cause:
            raise _foreign_error(cause, _shown("PUT", url), deadline) from cause
        finally:
            response.close()
        return Answer(response.status_code, response.headers, content)

    def get(
        self, url: str, headers: Mapping[str, str], deadline: Deadline, conditions: Optional[Mapping[str, str]] = None
    ) -> ByteStream:
        """GET an output address, without the key; redirects are followed. One attempt. The caller closes the stream.

        Args:
            headers: the caller's; they are not sent on to another host.
            conditions: headers that say which part is wanted, sent wherever redirects lead.

        Raises:
            APIConnectionError, APITimeoutError: there was no answer.
        """
        plain = {"Accept": "*/*", "Accept-Encoding": "identity", **(conditions or {})}
        sent = {**plain, **headers}
        # httpx would follow redirects too, and write where they lead into its log, signature and all.
        for _ in range(MAX_REDIRECTS + 1):
            response = self._foreign("GET", url, sent, deadline, None)
            target = response.headers.get("location")
            if response.status_code not in REDIRECTS or not target:
                return ByteStream(response)
            response.close()
            target = urljoin(url, target)
            if origin_of(target) != origin_of(url):
                sent = plain
            url = target
        raise APIConnectionError(f"{_shown('GET', url)}: redirected more than {MAX_REDIRECTS} times")

    def _foreign(
        self, method: str, url: str, headers: Mapping[str, str], deadline: Deadline, body: Any
    ) -> httpx.Response:
        shown = _shown(method, url)
        try:
            request = self._client().build_request(
                method,
                url,
                content=body,
                headers={"User-Agent": USER_AGENT, **headers},
                extensions=self._extensions(deadline, SILENCE_TIMEOUT),
            )
            # A client of the user's own may add its headers to every request; this one goes to another host.
            request.headers.pop("authorization", None)
            request.headers.pop("cookie", None)
            request.url = _secret_url(request.url, shown)
            response = self._client().send(request, stream=True, auth=None, follow_redirects=False)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as cause:
            raise APIConnectionError(f"{shown} is no usable web address") from cause
        except httpx.TransportError as cause:
            raise _foreign_error(cause, shown, deadline) from cause
        logger.debug("%s %s -> %d", method, shown, response.status_code)
        return response

    # -- connections -----------------------------------------------------------------------------------------------

    def _client(self) -> httpx.Client:
        """The httpx client that foreign requests go through, and all of them if it is the user's."""
        pool = self._pool()
        return self._own_client if pool is None else pool.client  # type: ignore[return-value]

    @property
    def reads_once(self) -> bool:
        """Whether a block of a body may be overwritten when the next is asked for: so it is on our own transport."""
        return self._direct() is not None

    def _direct(self) -> Optional[DirectLine]:
        """How requests for the platform are sent without a client; None when they need one."""
        pool = self._pool()
        return None if pool is None else pool.direct

    def _pool(self) -> Optional[_Pool]:
        """The connections of this event loop; None if the user gave a client of his own."""
        if self._closed:
            raise InferenceError("this client was closed: make a new one")
        if self._own_client is not None:
            return None
        if self._forks != _forks:
            for inherited in list(self._pools.values()):
                inherited.forget()
            self._pools = weakref.WeakKeyDictionary()
            self._forks = _forks
        scope = seam.scope()
        pool = self._pools.get(scope)
        if pool is None:
            for other in [one for one in list(self._pools) if seam.scope_is_dead(one)]:
                self._pools.pop(other).close_now()
            pool = self._pools.setdefault(scope, _Pool(self.settings.base_url))
        return pool

    def watch_scope(self) -> None:
        """Arrange once for each event loop that its connections end with it."""
        if self._closed:
            return
        pool = self._pool()
        if pool is not None and not pool.watched:
            pool.watched = True
            pool.watcher = seam.close_with_scope(pool.close)

    def close(self) -> None:
        """Close the connections of this event loop, and drop those of loops that are gone. Twice is fine."""
        self._closed = True
        if self._own_client is not None:  # it is the caller's: he may go on with it
            return
        current = seam.scope()
        for scope in list(self._pools):
            open_pool = self._pools.pop(scope)
            if scope is current and self._forks == _forks:
                open_pool.close()
            elif self._forks != _forks:
                open_pool.forget()
            else:
                open_pool.close_now()


class _Pool:
    """The connections of one event loop (or, sync, of the process)."""

    def __init__(self, base_url: str) -> None:
        # Loaded with the first request: many a program makes a client and never sends one.
        from .proxies import make_mounts
        from .wire import WireTransport

        self.transport = WireTransport()
        self.mounts = make_mounts()
        self.direct = None
        if not self.mounts and self.transport.is_direct():
            from .direct import DirectLine

            self.direct = DirectLine(self.transport, base_url)
        self.watched = False
        self.watcher: Any = None
        self._client: Optional[httpx.Client] = None

    @property
    def client(self) -> httpx.Client:
        if self._client is None:
            self._client = httpx.Client(
                transport=self.transport, mounts=self.mounts, trust_env=False, follow_redirects=False
            )
        return self._client

    def close(self) -> None:
        if self._client is not None:
            self._client.close()
        else:
            self.transport.close()

    def forget(self) -> None:
        self.transport.forget()
        for mount in self.mounts.values():
            forget = getattr(mount, "forget", None)  # a transport of ours; None stands for no proxy
            if forget is not None:
                forget()

    def close_now(self) -> None:
        self.transport.close_now()


def _raw(response: httpx.Response) -> Iterator[bytes]:
    """The body as it comes. Our transport's can be read on after a time-out; httpx's ends with the first error."""
    body: Optional[Iterator[bytes]] = response.extensions.get("body")
    return body if body is not None else response.iter_raw()


def _unpacked(response: httpx.Response) -> Generator[bytes, None]:
    try:
        inflater = Inflater(response.headers.get("content-encoding", ""))
        for data in _raw(response):
            for block in inflater.feed(data):
                yield block
        inflater.end()
    except CodingError as cause:
        raise httpx.DecodingError(str(cause)) from cause


def _read_body(response: httpx.Response, limit: int) -> Tuple[bytes, bool]:
    """A body up to a limit, and whether that is all of it. Compressed ones are unpacked bit by bit."""
    coded = _unpacked(response) if is_coded(response.headers.get("content-encoding", "")) else None
    parts: List[bytes] = []
    size = 0
    try:
        for part in coded or _raw(response):
            parts.append(part)
            size += len(part)
            if size > limit:
                return b"".join(parts)[:limit], False
    finally:
        if coded is not None:
            coded.close()
    return parts[0] if len(parts) == 1 else b"".join(parts), True


class _SecretURL(httpx.URL):
    """An address that shows only a part of itself: httpx writes the address of every request into its log."""

    _shown = ""

    def __str__(self) -> str:
        return self._shown

    def __repr__(self) -> str:
        return f"URL({self._shown!r})"


def _secret_url(url: httpx.URL, shown: str) -> httpx.URL:
    secret = _SecretURL(url)
    secret._shown = shown
    return secret


def _shown(method: str, url: str) -> str:
    """An address of another host as it may be shown. Whoever knows all of an upload's can write the file."""
    return f"{origin_of(url)}/{HIDDEN}" if method == "PUT" else redact_url(url)


def _foreign_error(cause: Exception, shown: str, deadline: Deadline) -> InferenceError:
    if isinstance(cause, httpx.TimeoutException) and deadline.passed() and deadline.seconds is not None:
        return APITimeoutError(f"{shown}: not done within {deadline.seconds:g} seconds")
    kind = APITimeoutError if isinstance(cause, httpx.TimeoutException) else APIConnectionError
    return kind(f"{shown}: {describe(cause)}")


def _timeouts(deadline: Deadline, silence: float) -> Dict[str, float]:
    """Time-outs as httpx's `timeout` extension has them."""
    return {
        "connect": deadline.limit(CONNECT_TIMEOUT),
        "read": deadline.limit(silence),
        "write": deadline.limit(SILENCE_TIMEOUT),
        "pool": deadline.limit(SILENCE_TIMEOUT),
    }


class _Attempts:
    """The attempts of one request: what is known of them, and the error that they end in."""

    def __init__(
        self,
        http: HTTP,
        options: CallOptions,
        deadline: Optional[Deadline],
        submission: bool,
        task_id: Optional[str],
        session_id: Optional[str],
        operation: Mapping[str, Any],
    ) -> None:
        self.http = http
        self.clock = http.clock
        self.options = options
        self.deadline = deadline if deadline is not None else Deadline(options.timeout, http.clock)
        self.submission = submission
        self.task_id = task_id
        self.session_id = session_id
        self.operation = operation
        self.started = self.attempt_started = http.clock.monotonic()
        self.sent_at = http.clock.time()
        self.count = 0
        self.history: List[Dict[str, Any]] = []

    def note(self, outcome: str) -> None:
        now = self.clock.monotonic()
        self.count += 1
        self.history.append(
            {
                "at": self.clock.time() - (now - self.attempt_started),
                "seconds": now - self.attempt_started,
                "outcome": outcome,
            }
        )

    def _wait_or_raise(self, wait: Optional[float], error: InferenceError, cause: Optional[BaseException]) -> float:
        remaining = self.deadline.remaining()
        if wait is None or (remaining is not None and wait >= remaining):
            raise self.told(error) from cause
        self.attempt_started = self.clock.monotonic() + wait
        logger.debug(
            "%s %s: %s; again in %.2f s", self.operation["method"].upper(), self.operation["url"], error.message, wait
        )
        return wait

    def told(self, error: InferenceError) -> InferenceError:
        """The error with what was tried, and the request itself."""
        error.attempts = self.history
        from .._core.curl import SentRequest

        error.sent_request = SentRequest.of(self.operation, self.http.settings.base_url, self.options.headers)
        return error

    def too_long(self, response: httpx.Response) -> InferenceError:
        """The error for an answer over the limit."""
        cause = APIError(
            f"the answer is longer than {BODY_LIMIT >> 20} MiB",
            status_code=response.status_code,
            request_id=response.headers.get("x-request-id"),
            task_id=self.task_id,
        )
        return unreadable(self.operation, cause) if self.submission else cause

    def failed(self, cause: Exception) -> float:
        """Seconds to wait before the next attempt after a failure of the network."""
        sent = bool(
            getattr(
                cause,
                "request_sent",
                not isinstance(cause, (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)),
            )
        )
        self.note(describe(cause))
        wait = decide(
            self.options.retry,
            attempt=self.count,
            elapsed=self.clock.monotonic() - self.started,
            submission=self.submission,
            request_sent=sent,
        )
        return self._wait_or_raise(wait, self.connection_error(cause, sent=sent), cause)

    def refused(self, request: httpx.Request, response: httpx.Response, content: bytes) -> float:
        """Seconds to wait before the next attempt after an answer that is no success."""
        self.note(f"HTTP {response.status_code}")
        self.log(request, response)
        error = self.api_error(response, content)
        wait = decide(
            self.options.retry,
            attempt=self.count,
            elapsed=self.clock.monotonic() - self.started,
            submission=self.submission,
            status=response.status_code,
            from_platform=error.code is not None,
            retry_after=error.retry_after,
        )
        return self._wait_or_raise(wait, error, None)

    def api_error(self, response: httpx.Response, content: bytes) -> APIError:
        retry_after = parse_retry_after(response.headers.get("retry-after"), self.clock.time())
        if 300 <= response.status_code < 400:
            target = response.headers.get("location", "")
            return APIError(
                f"the platform redirects to {redact_url(target) or 'nowhere'}, which is not followed, so that the key "
                "goes nowhere else: check base_url",
                status_code=response.status_code,
                request_id=response.headers.get("x-request-id"),
                task_id=self.task_id,
            )
        error = error_from_response(
            response.status_code,
            response.headers,
            content,
            retry_after=retry_after,
            task_id=self.task_id,
            session_id=self.session_id,
        )
        if self.submission and response.status_code >= 500 and error.code is None:
            uncertain = UncertainServerError(
                f"{error.message} (something in between answered: the platform may or may not have taken this; "
                "it was not sent again)",
                status_code=response.status_code,
                request_id=error.request_id,
                body=error.body,
                retry_after=retry_after,
            )
            self._unknown(uncertain)
            return uncertain
        return error

    def _unknown(self, error: SubmissionUnknownError) -> SubmissionUnknownError:
        error.submission = redact_value(self.operation.get("json"))
        error.sent_at = self.sent_at
        return error

    def connection_error(self, cause: Exception, sent: bool = True) -> InferenceError:
        host = origin_of(self.http.settings.base_url)
        tried = f" after {self.count} attempts" if self.count > 1 else ""
        if self.submission and sent:
            return self._unknown(
                SubmissionUnknownError(
                    f"the answer to {self.operation['method'].upper()} {self.operation['url']} was lost "
                    f"({describe(cause)}): the platform may or may not have taken it. It was not sent again, since "
                    "that could start it twice; look at the list of tasks or chats"
                )
            )
        if isinstance(cause, httpx.TimeoutException):
            if self.deadline.passed():
                text = f"no answer within the time-out of {self.deadline.seconds:g} seconds"
            else:
                text = f"no answer from {host}{tried} ({describe(cause)})"
            return APITimeoutError(text, task_id=self.task_id)
        return APIConnectionError(f"no connection to {host}{tried} ({describe(cause)})", task_id=self.task_id)

    def log(self, request: httpx.Request, response: httpx.Response) -> None:
        if logger.isEnabledFor(logging.DEBUG):
            logger.debug(
                "%s %s -> %d in %.3f s %s",
                request.method,
                self.operation["url"],
                response.status_code,
                self.clock.monotonic() - self.attempt_started,
                loggable_headers(response.headers.items()),
            )
