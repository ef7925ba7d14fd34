# Made from inferencesh/_async/requests/bodies.py by scripts/unasync.py. Do not edit.
"""Bodies of answers: whole ones up to a limit, and streams as their bytes arrive."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Dict, Generator, Iterator, Mapping, Optional, Tuple

import httpx

from ..._core.errors.classes import APITimeoutError, InferenceError
from ..._core.streams.task_errors import StreamError
from ..._core.values.redact import redact_error
from ..._late_import import late_import
from ..._runtime.clock import Deadline
from ..._transport import CodingError, Inflater, is_coded

if TYPE_CHECKING:
    from .own_client import OwnBody

_NO_ANSWER = (httpx.RequestError, httpx.StreamError, OSError)
ERROR_BODY_LIMIT = 1 << 20  # bytes of an error's body that are read
_TAIL_SECONDS = 0.005


class ByteStream:
    """The body of an answer, as its bytes arrive.

    `abort()` may be called from any thread or task: it ends a `read` that waits elsewhere at once.
    """

    def __init__(self, response: httpx.Response) -> None:
        self._response = response
        self._chunks, self._unpacked, self._own = _chunks(response)
        timeouts = response.request.extensions.get("timeout")
        self._timeouts: Dict[str, Any] = timeouts if isinstance(timeouts, dict) else {}
        self.status: int = response.status_code
        self.headers: Mapping[str, str] = response.headers
        self.content_type: str = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        self.aborted: bool = False
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
        except _NO_ANSWER as cause:
            raise StreamError(f"the connection was lost: {redact_error(cause)}") from cause
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
        if self._own is not None:
            self._own.end()

    def release(self) -> None:
        """Close a stream whose last frame was seen, without waiting for the end of its body.

        The connection serves another request if that end has come by then.
        """
        park = self._response.extensions.get("park")
        if park is not None:
            park()
        elif not self._closed and self._own is not None and self._own.end_in(_TAIL_SECONDS):
            # A client of the user's own: the end mostly comes with the last frame.
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
            if self._own is not None:
                self._own.close()
            self._response.close()


def read_body(response: httpx.Response, limit: int, deadline: Deadline) -> Tuple[bytes, bool]:
    """A body up to a limit, and whether that is all of it. Compressed ones are unpacked bit by bit.

    It is held once: it grows in place, and what is returned is no copy. Of a longer one only the beginning is given.

    Raises:
        httpx.ReadTimeout: the call's time is over; httpx itself looks at nothing but the time between two reads.
    """
    chunks, coded, own = _chunks(response)
    held = io.BytesIO()
    try:
        for part in chunks:
            if deadline.passed():
                raise httpx.ReadTimeout("the answer was not whole yet")
            held.write(part)
            if held.tell() > limit:
                return held.getvalue()[: min(limit, ERROR_BODY_LIMIT)], False
    except (httpx.StreamError, OSError) as cause:
        raise httpx.ReadError(redact_error(cause)) from cause
    finally:
        if coded is not None:
            coded.close()
        if own is not None:
            own.close()
    return held.getvalue(), True


def _chunks(
    response: httpx.Response,
) -> Tuple[Iterator[bytes], Optional[Generator[bytes, None]], Optional[OwnBody]]:
    """The body as it comes, the generator that unpacks it, if one does, and what reads it over another transport.

    Our transport's can be read on after a time-out; httpx's ends with the first error.
    """
    body: Optional[Iterator[bytes]] = response.extensions.get("body")
    own: Optional[OwnBody] = None
    if body is None:
        with late_import():
            from .own_client import OwnBody, content_of

        content = content_of(response)
        if content is not None:
            return _at_once(content), None, None
        body = own = OwnBody(response)
    coding = response.headers.get("content-encoding", "")
    if not is_coded(coding):
        return body, None, own
    unpacked = _unpacked(body, coding)
    return unpacked, unpacked, own


def _at_once(content: bytes) -> Generator[bytes, None]:
    if content:
        yield content


def _unpacked(body: Iterator[bytes], coding: str) -> Generator[bytes, None]:
    try:
        inflater = Inflater(coding)
        for data in body:
            for block in inflater.feed(data):
                yield block
        inflater.end()
    except CodingError as cause:
        raise httpx.DecodingError(str(cause)) from cause
