"""The rules of holding a stream open, which tasks and chats have in common."""

from __future__ import annotations

import random
from typing import Any, Callable, List

import pytest

from inferencesh._core.errors.classes import APIConnectionError
from inferencesh._core.streams.actions import Action, Fetch, Open, Read, Wait
from inferencesh._core.streams.stream_link import CHAT_STREAM, TASK_STREAM, StreamLink, StreamPolicy
from inferencesh._core.streams.task_errors import StreamError
from inferencesh._core.tasks.task_follower import TaskFollower
from inferencesh._core.turns.turn_follower import TurnFollower

REFUSED = APIConnectionError("connection refused")
STEADY = StreamPolicy(rng=lambda: 0.0)


class Losses:
    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> None:
        self.count += 1


def link(policy: StreamPolicy = STEADY, **options: Any) -> StreamLink:
    return StreamLink(policy, 0.0, Losses(), **options)


def opened(policy: StreamPolicy = STEADY, **options: Any) -> StreamLink:
    made = link(policy, **options)
    assert made.action(0.0) == Open()
    made.opened(0.0)
    return made


def delays(policy: StreamPolicy, count: int = 12) -> List[float]:
    return [policy.delay(failures) for failures in range(1, count + 1)]


# -- delays


def test_delays_double_up_to_a_bound() -> None:
    assert delays(STEADY, 8) == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0]
    assert delays(STEADY._replace(longest_delay=8.0), 6) == [1.0, 2.0, 4.0, 8.0, 8.0, 8.0]
    assert delays(STEADY._replace(retry_delay=60.0), 3) == [60.0, 60.0, 60.0], "what was asked for holds"
    assert STEADY.delay(0) == 1.0
    assert STEADY.delay(10**6) == 30.0


@pytest.mark.parametrize("policy", [TASK_STREAM, CHAT_STREAM])
def test_delays_have_jitter_unless_somebody_says_otherwise(policy: StreamPolicy) -> None:
    steady = policy._replace(rng=lambda: 0.0)
    for failures in range(1, 10):
        seen = {policy.delay(failures) for _ in range(50)}
        assert len(seen) > 10, "many clients would come back at once"
        assert all(steady.delay(failures) / 2 <= seconds <= steady.delay(failures) for seconds in seen)
    assert len({policy.until_next_poll() for _ in range(50)}) > 10


def test_a_seed_makes_delays_predictable() -> None:
    one, other = (STEADY._replace(rng=random.Random(7).random) for _ in range(2))
    assert delays(one) == delays(other)
    assert delays(one) != delays(STEADY)


@pytest.mark.parametrize(
    "make",
    [
        lambda: TaskFollower("t" * 26, now=0.0),
        lambda: TurnFollower("chat", now=0.0, user_message={"id": "u"}, assistant_message={"id": "a"}),
    ],
)
def test_both_followers_wait_with_jitter(make: Callable[[], Any]) -> None:
    waits = set()
    for _ in range(20):
        follower = make()
        follower.action(0.0)
        follower.lost(0.0, REFUSED)
        assert follower.action(0.0) == Fetch()
        follower.fetch_failed(0.0, REFUSED)
        action = follower.action(0.0)
        assert isinstance(action, Wait)
        assert 1.0 <= action.seconds <= 2.0
        waits.add(action.seconds)
    assert len(waits) > 5


# -- the stream


def test_a_loss_is_told_once_and_the_state_read_at_once() -> None:
    made = opened()
    made.lost(3.0, REFUSED)
    made.lost(3.0)
    assert (made.failures, made.stream_failures, made.error) == (1, 1, REFUSED)
    assert made._on_loss.count == 1  # type: ignore[attr-defined]
    assert made.action(3.0) == Fetch(light=False, keep_stream=False)
    made.was_read(3.0)
    assert made.action(3.0) == Wait(1.0)
    assert made.action(4.0) == Open()


def test_a_stream_that_lived_did_not_fail_to_open() -> None:
    made = opened()
    for now in (100.0, 200.0, 300.0):
        made.lost(now)
        assert made.stream_failures == 1
        made.was_read(now)
        made.opened(now + 1.0)


def test_silence_and_heartbeats() -> None:
    made = opened(light_reads=True)
    assert made.action(0.0) == Read(45.0)
    for now in range(10, 60, 10):
        made.bytes_arrived(float(now))
        assert isinstance(made.action(float(now)), Read)
    made.bytes_arrived(60.0)
    assert made.action(60.0) == Fetch(light=True, keep_stream=True)
    made.was_read(60.0)
    assert made.action(1000.0) == Read(1045.0), "time that the caller takes is no silence"
    assert made.action(1045.0) == Fetch(light=False, keep_stream=False)
    assert isinstance(made.error, StreamError)


def test_a_look_at_a_time() -> None:
    made = opened()
    assert made.action(1.0, look_at=5.0) == Read(5.0)
    assert made.action(5.0, look_at=5.0) == Fetch(keep_stream=True)
    made.reading_failed(5.0, REFUSED)
    assert made.action(5.0, look_at=5.0) == Read(6.0), "not in a hot loop"
    assert made.action(6.0, look_at=5.0) == Fetch(keep_stream=True)


def test_what_the_stream_can_do_without_fails_without_harm() -> None:
    made = opened(light_reads=True)
    for now in range(100):
        made.reconcile(float(now))
        assert made.action(float(now)) == Fetch(light=True, keep_stream=True)
        made.reading_failed(float(now), REFUSED, needed=False)
        assert isinstance(made.action(float(now)), Read)
    assert not made.given_up


def test_a_stream_that_has_told_all_is_not_opened_again() -> None:
    made = opened()
    made.end_stream(1.0)
    made.opened(1.0)
    now, waits = 1.0, []
    while not made.given_up:
        action: Action = made.action(now)
        assert isinstance(action, (Fetch, Wait))
        if isinstance(action, Wait):
            waits.append(action.seconds)
            now += action.seconds
        else:
            made.reading_failed(now, REFUSED)
    assert waits == [1.0, 2.0, 4.0, 8.0, 16.0]


def test_a_reading_that_is_put_off_does_not_close_an_open_stream() -> None:
    made = opened(STEADY._replace(event_timeout=5.0, retry_delay=20.0))
    made.request_reading()
    assert made.action(1.0) == Fetch(keep_stream=True)
    made.reading_failed(1.0, REFUSED)
    assert made.action(1.0) == Read(21.0)
    made.bytes_arrived(10.0)
    assert made.action(10.0) == Read(21.0), "events are silent, and a reading is due anyway"
    assert made.action(21.0) == Fetch(keep_stream=True)


# -- giving up


@pytest.mark.parametrize("policy", [STEADY._replace(auto_reconnect=False), STEADY._replace(max_failures=0)])
def test_without_a_second_connection_one_reading_decides(policy: StreamPolicy) -> None:
    made = opened(policy)
    made.lost(1.0)
    assert made.action(1.0) == Fetch()
    made.was_read(1.0)
    assert made.given_up
    made = opened(policy)
    made.lost(1.0)
    made.reading_failed(1.0, REFUSED)
    assert made.given_up


def test_polling_while_the_stream_cannot_be_held_open() -> None:
    made = link(STEADY._replace(max_failures=2))
    now, opens, reads = 0.0, [], 0
    while now < 300.0:
        action = made.action(now)
        if isinstance(action, Open):
            opens.append(now)
            made.lost(now, REFUSED)
        elif isinstance(action, Fetch):
            reads += 1
            made.was_read(now)
        else:
            assert isinstance(action, Wait)
            assert action.seconds > 0
            now += action.seconds
    assert not made.given_up
    assert 10 < len(opens) < 20, "now and then the stream is tried again"
    assert reads > 100
