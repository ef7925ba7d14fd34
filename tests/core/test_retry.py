"""Retries: the policy, Retry-After, and the table of decisions."""

from __future__ import annotations

import copy
import os
import pickle
import time
from typing import Any, Dict, Optional

import pytest

from inferencesh._core.errors.classes import InvalidInputError
from inferencesh._core.requests.retry import (
    NO_RETRY,
    REPEATABLE,
    REPEATABLE_SUBMISSION,
    RetryPolicy,
    as_policy,
    decide,
    parse_retry_after,
    retry_after_of,
)

PLAIN = RetryPolicy(max_attempts=3, backoff=1.0, backoff_limit=8.0, retry_after_limit=60.0)
NOW = 1_445_412_480.0  # Wed, 21 Oct 2015 07:28:00 GMT


def verdict(policy: RetryPolicy = PLAIN, **keywords: Any) -> Optional[float]:
    settings: Dict[str, Any] = {"attempt": 1, "elapsed": 0.0, "submission": False, "rng": lambda: 0.0, **keywords}
    return decide(policy, **settings)


@pytest.mark.parametrize("status", range(100, 600))
def test_which_answers_are_followed_by_another_attempt(status: int) -> None:
    repeatable = status in (408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524)
    assert (status in REPEATABLE) is repeatable
    assert verdict(status=status) == (1.0 if repeatable else None)
    assert verdict(status=status, from_platform=False) == (1.0 if repeatable else None)
    taken_nothing = status in (429, 503)
    assert (status in REPEATABLE_SUBMISSION) is taken_nothing
    assert verdict(status=status, submission=True) == (1.0 if taken_nothing else None)
    assert verdict(status=status, submission=True, from_platform=False) is None


@pytest.mark.parametrize(
    ("submission", "request_sent", "again"),
    [(False, True, True), (False, False, True), (True, False, True), (True, True, False)],
)
def test_a_lost_connection(submission: bool, request_sent: bool, again: bool) -> None:
    assert (verdict(submission=submission, request_sent=request_sent) is not None) is again


def test_a_submission_is_not_repeated_unless_said_otherwise() -> None:
    assert decide(PLAIN, attempt=1, elapsed=0, submission=True) is None


@pytest.mark.parametrize(("attempt", "wait"), [(1, 1.0), (2, 2.0), (3, None), (4, None), (100, None)])
def test_the_number_of_attempts(attempt: int, wait: Optional[float]) -> None:
    assert verdict(attempt=attempt, status=502) == wait
    assert verdict(NO_RETRY, attempt=attempt, status=502) is None


@pytest.mark.parametrize(
    ("retry_after", "wait"),
    [(None, 1.0), (0.0, 1.0), (0.5, 1.0), (1.5, 1.5), (60.0, 60.0), (60.1, None), (3600.0, None)],
)
@pytest.mark.parametrize("submission", [True, False])
def test_what_the_platform_asks_for(retry_after: Optional[float], wait: Optional[float], submission: bool) -> None:
    assert verdict(status=429, retry_after=retry_after, submission=submission) == wait
    assert verdict(status=503, retry_after=retry_after, submission=submission) == wait


def test_asking_for_a_wait_does_not_make_an_answer_repeatable() -> None:
    assert verdict(status=400, retry_after=1.0) is None
    assert verdict(status=500, retry_after=1.0, submission=True) is None


@pytest.mark.parametrize(
    ("elapsed", "retry_after", "wait"),
    [(0.0, None, 1.0), (9.0, None, 1.0), (9.1, None, None), (20.0, None, None), (5.0, 5.0, 5.0), (5.0, 5.1, None)],
)
def test_no_attempt_begins_after_the_limit(elapsed: float, retry_after: Optional[float], wait: Optional[float]) -> None:
    policy = RetryPolicy(max_attempts=9, max_elapsed=10.0, backoff=1.0)
    assert verdict(policy, status=503, elapsed=elapsed, retry_after=retry_after) == wait


@pytest.mark.parametrize(
    ("attempt", "full"), [(1, 0.5), (2, 1.0), (3, 2.0), (4, 4.0), (5, 8.0), (6, 8.0), (10**6, 8.0)]
)
def test_the_wait_doubles_up_to_its_limit(attempt: int, full: float) -> None:
    policy = RetryPolicy()
    assert policy.wait_after(attempt, lambda: 0.0) == full
    assert policy.wait_after(attempt, lambda: 1.0) == full / 2
    assert full / 2 <= policy.wait_after(attempt) <= full


def test_waits_differ() -> None:
    assert len({RetryPolicy().wait_after(3) for _ in range(50)}) > 10


def test_no_backoff() -> None:
    assert RetryPolicy(backoff=0).wait_after(5) == 0
    assert verdict(RetryPolicy(backoff=0), status=429, retry_after=2.0) == 2.0


# -- the policy ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"max_attempts": 0}, "max_attempts"),
        ({"max_attempts": -1}, "max_attempts"),
        ({"max_attempts": 2.0}, "max_attempts"),
        ({"max_attempts": True}, "max_attempts"),
        ({"max_attempts": "3"}, "max_attempts"),
        ({"max_attempts": None}, "max_attempts"),
        ({"max_elapsed": -1}, "max_elapsed"),
        ({"max_elapsed": "5"}, "max_elapsed"),
        ({"max_elapsed": True}, "max_elapsed"),
        ({"max_elapsed": float("nan")}, "max_elapsed"),
        ({"backoff": -0.1}, "backoff"),
        ({"backoff": "1"}, "backoff"),
        ({"backoff": None}, "backoff"),
        ({"backoff": float("nan")}, "backoff"),
        ({"backoff": float("inf")}, "backoff"),
        ({"backoff_limit": -1}, "backoff_limit"),
        ({"backoff_limit": True}, "backoff_limit"),
        ({"retry_after_limit": -1}, "retry_after_limit"),
        ({"retry_after_limit": "x"}, "retry_after_limit"),
    ],
)
def test_bad_policies(arguments: Dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidInputError, match=f"^{words} must be .*, not "):
        RetryPolicy(**arguments)


def test_policies_compare_copy_and_show_what_they_are() -> None:
    policy = RetryPolicy(2, 30.0, 0.1, 5.0)
    assert (policy.max_attempts, policy.max_elapsed, policy.backoff, policy.retry_after_limit) == (2, 30.0, 0.1, 5.0)
    assert eval(repr(policy)) == policy
    assert policy != RetryPolicy()
    assert policy != 2
    for twin in (pickle.loads(pickle.dumps(policy)), copy.copy(policy), copy.deepcopy(policy)):
        assert twin == policy
        assert hash(twin) == hash(policy)


@pytest.mark.parametrize(("retry", "attempts"), [(None, 1), (0, 1), (1, 1), (7, 7)])
def test_what_callers_may_pass(retry: Any, attempts: int) -> None:
    assert as_policy(retry) == RetryPolicy(max_attempts=attempts)


def test_a_policy_stays_itself() -> None:
    assert as_policy(PLAIN) is PLAIN


@pytest.mark.parametrize("retry", [True, False, 2.0, "3", [], {}, -1, -7, object()])
def test_what_they_may_not(retry: Any) -> None:
    with pytest.raises(InvalidInputError, match=r"^tries must be a RetryPolicy, a number of attempts or None"):
        as_policy(retry, "tries")


# -- Retry-After ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        (" 7 ", 7.0),
        ("1.5", 1.5),
        ("3600", 3600.0),
        ("Wed, 21 Oct 2015 07:28:30 GMT", 30.0),
        ("Wed, 21 Oct 2015 07:27:00 GMT", 0.0),
        ("Wednesday, 21-Oct-15 07:28:30 GMT", 30.0),
        ("Wed Oct 21 07:28:30 2015", 30.0),
        ("Wed, 21 Oct 2015 07:28:30 -0000", 30.0),
        ("Wed, 21 Oct 2015 07:28:30", 30.0),
        ("Wed, 21 Oct 2015 09:28:30 +0200", 30.0),
        (None, None),
        ("", None),
        ("   ", None),
        ("-5", None),
        ("nan", None),
        ("inf", None),
        ("-inf", None),
        ("soon", None),
        ("Wed, 41 Oct 2015 07:28:30 GMT", None),
        ("Wed, 21 Oct 99999 07:28:30 GMT", None),
        ("12 12 12", None),
        ("\x00", None),
        ("é", None),
        ("9" * 400, None),
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
def test_retry_after_in_both_forms(
    value: Optional[str], seconds: Optional[float], zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not hasattr(time, "tzset"):
        pytest.skip("the zone cannot be set on this system")
    monkeypatch.setitem(os.environ, "TZ", zone)
    time.tzset()
    try:
        assert parse_retry_after(value, NOW) == seconds
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    ("date", "seconds"),
    [
        ("Wed, 21 Oct 2015 07:28:28 GMT", 2.0),  # this machine's clock is 28 s behind
        ("Wed, 21 Oct 2015 06:28:28 GMT", 3602.0),
        ("Wed, 21 Oct 2015 08:28:28 GMT", 0.0),
        (None, 30.0),
        ("", 30.0),
        ("yesterday", 30.0),
        ("1445412508", 30.0),
    ],
)
def test_a_date_is_compared_with_the_date_of_the_same_answer(date: Optional[str], seconds: float) -> None:
    headers = {"retry-after": "Wed, 21 Oct 2015 07:28:30 GMT"}
    if date is not None:
        headers["date"] = date
    assert retry_after_of(headers, NOW) == seconds
    assert retry_after_of({**headers, "retry-after": "7"}, NOW) == 7.0
    assert retry_after_of({"date": date or ""}, NOW) is None
