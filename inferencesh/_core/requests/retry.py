"""When to send again, after how long, and when to give up."""

# Arguments are checked at run time for callers without a type checker, who may pass anything.
# pyright: reportUnnecessaryIsInstance=false

from __future__ import annotations

import datetime
import math
import random
from typing import Callable, Mapping, Optional, Union

from ..._late_import import late_import
from ..errors.classes import InvalidInputError

# Answers after which a request that changes nothing may be sent again. 520 to 524 come from an edge in front
# of the platform; 408 and 425 ask for a repetition by their meaning.
REPEATABLE = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
# A submission is sent again only when the platform itself says that it took nothing.
REPEATABLE_SUBMISSION = frozenset({429, 503})
# What an answer counts as that says it is a success and is no JSON: a page or half an answer of something in between.
UNREADABLE = 502


def _is_seconds(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0


class RetryPolicy:
    """How often and how long to try.

    Args:
        max_attempts: attempts in all, the first included; 1 means no repetition.
        max_elapsed: seconds after the first attempt in which a further one may begin, or None for no limit.
        backoff: seconds before the second attempt; doubled for each further one, at most `backoff_limit`, with up to
            half of it cut off at random so that many clients do not come back at once.
        backoff_limit: the longest such wait, in seconds.
        retry_after_limit: the longest wait that the platform may ask for by `Retry-After`, in seconds; a longer
            one raises at once, with the number in the error's `retry_after`.
    """

    __slots__ = ("backoff", "backoff_limit", "max_attempts", "max_elapsed", "retry_after_limit")

    def __init__(
        self,
        max_attempts: int = 4,
        max_elapsed: Optional[float] = None,
        backoff: float = 0.5,
        retry_after_limit: float = 60.0,
        backoff_limit: float = 8.0,
    ) -> None:
        if isinstance(max_attempts, bool) or not isinstance(max_attempts, int) or max_attempts < 1:
            raise InvalidInputError(f"max_attempts must be an integer of 1 or more, not {max_attempts!r}")
        for name, value in (
            ("backoff", backoff),
            ("backoff_limit", backoff_limit),
            ("retry_after_limit", retry_after_limit),
        ):
            if not _is_seconds(value):
                raise InvalidInputError(f"{name} must be a number of seconds, 0 or more, not {value!r}")
        # Endless repetition is a choice one can make; endless waiting before the next attempt is a mistake.
        if backoff == math.inf:
            raise InvalidInputError("backoff must be a finite number of seconds, not inf")
        if max_elapsed is not None and not _is_seconds(max_elapsed):
            raise InvalidInputError(f"max_elapsed must be a number of seconds or None, not {max_elapsed!r}")
        self.max_attempts: int = max_attempts
        self.max_elapsed: Optional[float] = max_elapsed
        self.backoff: float = backoff
        self.backoff_limit: float = backoff_limit
        self.retry_after_limit: float = retry_after_limit

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in sorted(self.__slots__))
        return f"RetryPolicy({shown})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RetryPolicy):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.__slots__)

    def __hash__(self) -> int:
        return hash(tuple(getattr(self, name) for name in self.__slots__))

    def wait_after(self, attempt: int, rng: Callable[[], float] = random.random) -> float:
        """Seconds to wait after the given attempt (1 is the first)."""
        full = min(self.backoff * 2.0 ** min(attempt - 1, 30), self.backoff_limit)
        return full * (1.0 - 0.5 * rng())


NO_RETRY = RetryPolicy(max_attempts=1)
Retry = Union[RetryPolicy, int, None]


def as_policy(retry: Retry, name: str = "retry") -> RetryPolicy:
    """A `RetryPolicy` from what callers may pass: a policy, a number of attempts, or None for a single attempt.

    0 means a single attempt too, as many count repetitions and not attempts.
    """
    if isinstance(retry, RetryPolicy):
        return retry
    if retry is None:
        return NO_RETRY
    if isinstance(retry, int) and not isinstance(retry, bool) and retry >= 0:
        return RetryPolicy(max_attempts=max(retry, 1))
    raise InvalidInputError(f"{name} must be a RetryPolicy, a number of attempts or None, not {retry!r}")


_LONGEST_VALUE = 100  # characters: a date has 29, and reading one that is far longer takes long


def _http_date(value: str) -> Optional[float]:
    """Seconds since the epoch, or None for a text that is not a date."""
    if len(value) > _LONGEST_VALUE:
        return None
    with late_import():
        from email.utils import parsedate_to_datetime  # not loaded before it is needed

    try:
        when = parsedate_to_datetime(value)
        if when.tzinfo is None:  # HTTP dates without a zone are in UTC, not in the zone of this machine
            when = when.replace(tzinfo=datetime.timezone.utc)
        return when.timestamp()
    except (TypeError, ValueError, IndexError, OverflowError, OSError):
        return None


def parse_retry_after(value: Optional[str], now: float) -> Optional[float]:
    """Seconds to wait, from a `Retry-After` header in either form. `now`: seconds since the epoch."""
    if not value or len(value) > _LONGEST_VALUE:
        return None
    value = value.strip()
    try:
        seconds = float(value)
    except ValueError:
        when = _http_date(value)
        return None if when is None else max(0.0, when - now)
    return seconds if 0 <= seconds < float("inf") else None


def retry_after_of(headers: Mapping[str, str], now: float) -> Optional[float]:
    """Seconds that an answer asks to wait. `now`: seconds since the epoch, by this machine's clock.

    A date is compared with the `Date` of the same answer, because the two clocks may differ by hours.
    """
    value = headers.get("retry-after")
    if not value:
        return None
    sent = headers.get("date")
    there = _http_date(sent) if sent else None
    return parse_retry_after(value, now if there is None else there)


def decide(
    policy: RetryPolicy,
    *,
    attempt: int,
    elapsed: float,
    submission: bool,
    status: Optional[int] = None,
    from_platform: bool = True,
    request_sent: bool = True,
    retry_after: Optional[float] = None,
    rng: Callable[[], float] = random.random,
) -> Optional[float]:
    """Seconds to wait before the next attempt, or None to give up.

    Args:
        attempt: the number of the attempt that just failed, from 1.
        elapsed: seconds since the first attempt began.
        submission: the request starts something that must not be started twice.
        status: the answer's status, or None if there was no answer.
        from_platform: the answer is a problem document of the API, not a page of something in between.
        request_sent: False only if it is certain that nothing of the request left this machine.
        retry_after: seconds that the answer asked to wait.
    """
    if attempt >= policy.max_attempts:
        return None
    if status is None:
        if submission and request_sent:
            return None
    elif submission:
        if status not in REPEATABLE_SUBMISSION or not from_platform:
            return None
    elif status not in REPEATABLE:
        return None
    wait = policy.wait_after(attempt, rng)
    if retry_after is not None:
        if retry_after > policy.retry_after_limit:
            return None
        wait = max(wait, retry_after)
    if policy.max_elapsed is not None and elapsed + wait > policy.max_elapsed:
        return None
    return wait
