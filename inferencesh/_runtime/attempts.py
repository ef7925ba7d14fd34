"""The attempts of one request: how long to wait for the next, and the error that they end in.

Whether there is a next one is decided in `_core/requests/retry.py`.
"""

from __future__ import annotations

import logging
from typing import Any, Dict, List, Mapping, Optional, Set, TypeVar

from .._core.errors.classes import InferenceError
from .._core.requests.retry import RetryPolicy, decide
from .._core.values.redact import hide_key, redact_text
from .._late_import import late_import
from .clock import Deadline

logger = logging.getLogger("inferencesh")
E = TypeVar("E", bound=InferenceError)


class Attempts:
    """What is known of the attempts of one request.

    Args:
        operation: the request: `method`, `url`, and what else a generated `build_request` gives.
        base_url: what `url` is below; None for the address of another host, which the key does not go to, and which
            is given as it may be shown.
        headers: extra headers that errors tell of.
        submission: the request starts something that must not be started twice.
        key: the client's own key, which is shown nowhere.

    Attributes:
        history: what was tried, oldest first, as errors have it in `attempts`.
        sent_at: when the first attempt began, in seconds since the epoch.
    """

    def __init__(
        self,
        retry: RetryPolicy,
        deadline: Deadline,
        operation: Mapping[str, Any],
        base_url: Optional[str] = None,
        headers: Optional[Mapping[str, str]] = None,
        *,
        submission: bool = False,
        key: str = "",
    ) -> None:
        clock = deadline.clock
        self.deadline = deadline
        self.history: List[Dict[str, Any]] = []
        self.sent_at = clock.time()
        self._retry = retry
        self._operation = operation
        self._base_url = base_url
        self._headers = headers
        self._submission = submission
        self._key = key
        self._started = self._began = clock.monotonic()
        self._in_a_row = 0

    @property
    def seconds(self) -> float:
        """How long the attempt that goes on has taken so far."""
        return self.deadline.clock.monotonic() - self._began

    @property
    def tried(self) -> str:
        """ " after 3 attempts", for messages; "" after the first."""
        return f" after {len(self.history)} attempts" if len(self.history) > 1 else ""

    def going_to(self, url: str) -> None:
        """The attempts that follow go to another address, given as it may be shown; the first of them begins now."""
        self._operation = {**self._operation, "url": url}
        self._began = self.deadline.clock.monotonic()

    def note(self, outcome: str) -> None:
        """The attempt that goes on has failed."""
        seconds = self.seconds
        self._in_a_row += 1
        outcome = hide_key(outcome, self._key)
        self.history.append({"at": self.deadline.clock.time() - seconds, "seconds": seconds, "outcome": outcome})

    def progressed(self) -> None:
        """The attempt that was noted last brought something: it counts as the first of those that failed."""
        self._in_a_row = 1

    def wait_or_raise(
        self,
        error: InferenceError,
        cause: Optional[BaseException] = None,
        *,
        status: Optional[int] = None,
        from_platform: bool = True,
        request_sent: bool = True,
        retry_after: Optional[float] = None,
    ) -> float:
        """Seconds to wait before the next attempt. The arguments are those of `decide`.

        Raises:
            InferenceError: `error`, if there is none, with what was tried.
        """
        if _is_permanent(cause):
            raise self.told(error) from cause
        wait = decide(
            self._retry,
            attempt=self._in_a_row,
            elapsed=self.deadline.clock.monotonic() - self._started,
            submission=self._submission,
            status=status,
            from_platform=from_platform,
            request_sent=request_sent,
            retry_after=retry_after,
        )
        remaining = self.deadline.remaining()
        if wait is None or (remaining is not None and wait >= remaining):
            raise self.told(error) from cause
        self._began = self.deadline.clock.monotonic() + wait
        url = redact_text(self._operation["url"], self._key)
        logger.debug("%s %s: %s; again in %.2f s", self._operation["method"].upper(), url, error.message, wait)
        return wait

    def told(self, error: E) -> E:
        """The error with what was tried, and the request itself."""
        with late_import():
            from .._core.values.curl import SentRequest

        error.attempts = self.history
        error.sent_request = SentRequest.of(
            self._operation, self._base_url or "", self._headers or {}, keyed=self._base_url is not None, key=self._key
        )
        return error


def _is_permanent(cause: Optional[BaseException]) -> bool:
    """Whether another attempt would end in the same way: a certificate, or a password of a proxy, was refused."""
    seen: Set[int] = set()  # causes may go round in a circle
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        if getattr(cause, "permanent", False) or hasattr(cause, "verify_message"):  # of ssl.SSLCertVerificationError
            return True
        cause = cause.__cause__ or cause.__context__
    return False
