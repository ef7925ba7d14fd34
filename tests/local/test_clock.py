"""A clock that is moved: on the platform, in its apps, and in clients made by it."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from typing import Any, Callable, Dict, Iterator, List

import pytest

from inferencesh import APITimeoutError, RetryPolicy
from inferencesh._sync.requests.driver import SETTLE
from inferencesh.local import LocalClock, app, sleep_or_cancelled

WAIT = 20.0
HOUR = 3600.0


class Night:
    """An app that sleeps an hour of the platform's time."""

    begun = threading.Event()


@app("acme/night")
def night(seconds: float = HOUR) -> Dict[str, Any]:
    Night.begun.set()
    return {"cancelled": sleep_or_cancelled(seconds)}


@pytest.fixture(autouse=True)
def _again() -> None:
    Night.begun.clear()


def in_thread(work: Callable[[], Any]) -> Callable[[], Any]:
    results: List[Any] = []

    def run() -> None:
        try:
            results.append(work())
        except Exception as error:
            results.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()

    def result() -> Any:
        thread.join(WAIT)
        assert results, "it still waits"
        return results[0]

    return result


class Followed(logging.Handler):
    """Notices that a client reads the stream of its task.

    An app may begin before the answer to its run is read, and a clock that is moved then is a time-out of that answer.
    """

    def __init__(self) -> None:
        super().__init__()
        self._opened = threading.Event()

    def emit(self, record: logging.LogRecord) -> None:
        if "/stream -> 200" in record.getMessage():
            self._opened.set()

    def wait(self) -> None:
        assert self._opened.wait(WAIT), "no client followed the task"
        assert Night.begun.wait(WAIT), "the app was not called"
        time.sleep(0.05)  # it looks at the clock a moment after it has begun


@pytest.fixture
def followed() -> Iterator[Followed]:
    logger, handler = logging.getLogger("inferencesh"), Followed()
    before = logger.level
    logger.setLevel(logging.DEBUG)
    logger.addHandler(handler)
    yield handler
    logger.removeHandler(handler)
    logger.setLevel(before)


def advance_until(clock: LocalClock, done: Callable[[], bool], step: float) -> None:
    limit = time.monotonic() + WAIT
    while not done():
        assert time.monotonic() < limit, "it never happened, however late it got"
        clock.advance(step)
        time.sleep(0.005)


def test_both_readings_move_and_only_forward() -> None:
    clock = LocalClock()
    before, epoch = clock.monotonic(), clock.time()
    clock.advance(HOUR)
    assert HOUR <= clock.monotonic() - before < HOUR + WAIT
    assert HOUR <= clock.time() - epoch < HOUR + WAIT
    for wrong in (-1, float("nan"), float("inf"), True):
        with pytest.raises(ValueError, match="seconds must be"):
            clock.advance(wrong)


def test_who_waits_is_woken_once_when_his_time_has_come() -> None:
    clock = LocalClock()
    woken: List[str] = []
    now = clock.monotonic()
    clock.when_moved(now + 10, lambda: woken.append("ten"))
    clock.when_moved(now + 1000, lambda: woken.append("thousand"))
    clock.when_moved(now + 10, lambda: woken.append("taken back"))()
    clock.advance(5)
    assert woken == []
    clock.advance(20)
    clock.advance(20)
    assert woken == ["ten"]
    clock.advance(2000)
    assert woken == ["ten", "thousand"]
    clock.when_moved(now, lambda: woken.append("late"))
    assert woken[-1] == "late", "a moment that has passed counts as reached"


def test_sleeping_and_timers_follow() -> None:
    clock = LocalClock()

    async def main() -> None:
        loop = asyncio.get_running_loop()
        called: List[str] = []
        cancelled = clock.call_later(loop, HOUR, lambda: called.append("cancelled"))
        cancelled.cancel()
        clock.call_later(loop, HOUR, lambda: called.append("timer"))
        clock.call_later(loop, 0, lambda: called.append("at once"))
        sleeping = asyncio.ensure_future(clock.sleep(HOUR))
        await asyncio.sleep(0.01)
        assert called == ["at once"]
        clock.advance(HOUR)
        await asyncio.wait_for(sleeping, WAIT)
        assert called == ["at once", "timer"]

    asyncio.run(main())


def test_a_closed_loop_does_not_disturb() -> None:
    clock = LocalClock()

    async def main() -> None:
        clock.call_later(asyncio.get_running_loop(), 10, lambda: None)

    asyncio.run(main())
    clock.advance(60)


def test_an_app_sleeps_an_hour_in_a_moment(platforms: Any) -> None:
    platform = platforms(night)
    with platform.client() as client:
        task = client.run("acme/night", input={}, wait=False)
        assert Night.begun.wait(WAIT)
        ended = threading.Event()
        done = in_thread(lambda: (client.wait_for_completion(task["id"]), ended.set())[0])
        # In steps: the app may have begun and not have looked at the clock yet.
        advance_until(platform.clock, ended.is_set, HOUR / 4)
        result = done()
    assert result["status"] == "completed"
    assert result.output == {"cancelled": False}
    # the app stopped to the second, not earlier: the platform's records say so
    assert result["updated_at"] > result["created_at"]


def test_a_task_that_is_quiet_for_an_hour_is_not_given_up(platforms: Any, followed: Followed) -> None:
    seen: List[Any] = []
    platform = platforms(night, observer=seen.append)
    with platform.client() as client:
        updates: List[str] = []

        def follow() -> Any:
            for update in client.run("acme/night", input={"seconds": 10 * HOUR}, stream=True):
                updates.append(str(update["status"]))
            return updates

        done = in_thread(follow)
        followed.wait()
        for _ in range(12):  # heartbeats come, nothing else, for nine hours
            platform.clock.advance(2700)
            time.sleep(2 * SETTLE)  # longer than a read waits for heartbeats after the clock has moved
        assert updates[-1] == "running"
        platform.clock.advance(2 * HOUR)
        assert done()[-1] == "completed"
    platform.stop()  # an exchange is told of when it is over, which is a moment after the client has its end
    streams = [one for one in seen if one.path.endswith("/stream")]
    # Once or twice a heartbeat may be too late on a machine that is busy: the clock is moved by 45 minutes at a time.
    assert len(streams) <= 3, "a quiet stream with heartbeats is kept"
    assert any(one.path.endswith("/status") for one in seen), "and the status is asked for now and then"


def test_a_dead_connection_is_noticed(platforms: Any, followed: Followed) -> None:
    """Without a heartbeat, 45 seconds of the clock end the stream, and the run goes on over another."""
    seen: List[Any] = []
    platform = platforms(night, heartbeat=100 * HOUR, observer=seen.append)
    with platform.client() as client:
        done = in_thread(lambda: client.run("acme/night", input={"seconds": 1000 * HOUR}))
        followed.wait()
        advance_until(platform.clock, lambda: sum(one.path.endswith("/stream") for one in seen) >= 2, 50)
        platform.clock.advance(1000 * HOUR)
        assert done()["status"] == "completed"


def test_a_call_that_takes_too_long_by_the_clock(platforms: Any, followed: Followed) -> None:
    platform = platforms(night)
    with platform.client() as client:
        done = in_thread(lambda: client.run("acme/night", input={}, timeout=600))
        followed.wait()
        platform.clock.advance(601)
        error = done()
        assert isinstance(error, APITimeoutError), error
        assert error.task_id == platform.tasks[0]["id"]
        client.cancel_task(error.task_id)


def test_an_async_client_is_woken_too(platforms: Any, followed: Followed) -> None:
    platform = platforms(night, heartbeat=100 * HOUR)

    async def main() -> Any:
        async with platform.async_client() as client:
            running = asyncio.ensure_future(client.run("acme/night", input={}))
            await asyncio.get_running_loop().run_in_executor(None, followed.wait)
            platform.clock.advance(2 * HOUR)
            return await asyncio.wait_for(running, WAIT)

    assert asyncio.run(main())["status"] == "completed"


def test_a_wait_between_attempts_follows(platforms: Any) -> None:
    platform = platforms()
    platform.stop()
    with platform.client(retry=RetryPolicy(max_attempts=3, backoff=500, backoff_limit=1000)) as client:
        done = in_thread(lambda: client.get_task("x" * 26))
        ended = threading.Event()
        threading.Thread(target=lambda: (done(), ended.set()), daemon=True).start()
        advance_until(platform.clock, ended.is_set, 100)
        error = done()
        assert len(error.attempts) == 3
        assert error.attempts[2]["at"] - error.attempts[0]["at"] >= 500


def test_an_upload_address_expires_by_the_clock(platforms: Any) -> None:
    caller = platforms.caller()
    created = caller.post("/files", {"files": [{"uri": "", "filename": "a.txt", "content_type": "text/plain"}]})
    caller.platform.clock.advance(24 * HOUR)
    answer = caller.http.put(created[0]["upload_url"], content=b"late", headers={"Content-Type": "text/plain"})
    assert answer.status_code in (400, 403, 410), answer.text
