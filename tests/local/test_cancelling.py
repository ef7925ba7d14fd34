"""Cancelling tasks in every stage, in threads."""

from __future__ import annotations

import asyncio
import threading
from typing import Any, Dict, Iterator

import pytest

from inferencesh.local import app, cancelled, sleep_or_cancelled

CANCELLED = 12


def cancel(caller: Any, task: Dict[str, Any], **body: Any) -> Any:
    return caller.post(f"/tasks/{task['id']}/cancel", body or None)


def test_a_thread_app_is_told(platforms: Any) -> None:
    stopped = threading.Event()

    @app("acme/polite")
    def polite() -> Dict[str, Any]:
        assert not cancelled()
        assert sleep_or_cancelled(20)
        assert cancelled()
        stopped.set()
        return {}

    caller = platforms.caller(polite)
    task = caller.submit("acme/polite", {})
    caller.until(task["id"], lambda found: found["status"] == 7)
    answer = cancel(caller, task)
    assert (answer["id"], answer["cancelled"]) == (task["id"], True)
    last = caller.frames(task["id"])[-1]
    assert last["status"] == CANCELLED
    assert [event["status"] for event in last["events"]][-2:] == [8, 12]
    assert stopped.is_set()


def test_a_generator_stops_between_its_outputs(platforms: Any) -> None:
    closed = threading.Event()

    @app("acme/endless")
    def endless() -> Iterator[Dict[str, Any]]:
        try:
            index = 0
            while True:
                index += 1
                sleep_or_cancelled(0.001)
                yield {"index": index}
        finally:
            closed.set()

    caller = platforms.caller(endless)
    task = caller.submit("acme/endless", {})
    caller.until(task["id"], lambda found: found["output"])
    cancel(caller, task)
    assert caller.frames(task["id"])[-1]["status"] == CANCELLED
    assert closed.wait(20)


def test_an_async_app_is_cancelled_where_it_waits(platforms: Any) -> None:
    begun, cleaned = threading.Event(), threading.Event()

    @app("acme/waiting")
    async def waiting() -> None:
        begun.set()
        try:
            await asyncio.sleep(60)
        finally:
            cleaned.set()

    caller = platforms.caller(waiting)
    task = caller.submit("acme/waiting", {})
    assert begun.wait(20)
    cancel(caller, task)
    assert caller.frames(task["id"])[-1]["status"] == CANCELLED
    assert cleaned.wait(20)
    # The worker lives on.
    again = caller.submit("acme/waiting", {})
    caller.until(again["id"], lambda found: found["status"] == 7)
    cancel(caller, again)
    assert caller.frames(again["id"])[-1]["status"] == CANCELLED


def test_a_cancellation_before_anything_is_awaited_is_not_lost(platforms: Any) -> None:
    begun, go_on, ended = threading.Event(), threading.Event(), threading.Event()

    async def sleep() -> None:
        await asyncio.sleep(60)

    class Slow:
        def run(self) -> Any:
            begun.set()
            assert go_on.wait(20)
            return sleep()

        def on_cancel(self) -> None:
            ended.set()

    caller = platforms.caller(app("acme/slow")(Slow))
    task = caller.submit("acme/slow", {})
    assert begun.wait(20)
    cancel(caller, task)
    assert ended.wait(20)
    go_on.set()
    assert caller.frames(task["id"])[-1]["status"] == CANCELLED


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_on_cancel_is_called(platforms: Any, kind: str) -> None:
    class Base:
        def __init__(self) -> None:
            self.stop = threading.Event()

        def run(self) -> Dict[str, Any]:
            return {"stopped": self.stop.wait(20)}

    class Sync(Base):
        def on_cancel(self) -> None:
            self.stop.set()

    class Async(Base):
        async def on_cancel(self) -> None:
            await asyncio.sleep(0)
            self.stop.set()

    caller = platforms.caller(app("acme/told")(Sync if kind == "sync" else Async))
    task = caller.submit("acme/told", {})
    caller.until(task["id"], lambda found: found["status"] == 7)
    cancel(caller, task)
    assert caller.frames(task["id"])[-1]["status"] == CANCELLED


@pytest.mark.parametrize("body", [{"timeout": 20}, {"force": True}])
def test_an_app_that_does_not_listen_is_given_up(platforms: Any, body: Dict[str, Any]) -> None:
    gate = threading.Event()

    @app("acme/deaf")
    def deaf() -> Dict[str, Any]:
        gate.wait(20)
        return {}

    caller = platforms.caller(deaf)
    task = caller.submit("acme/deaf", {})
    caller.until(task["id"], lambda found: found["status"] == 7)
    cancel(caller, task, **body)
    last = caller.frames(task["id"])[-1]
    gate.set()
    assert last["status"] == CANCELLED
    # What it says afterwards changes nothing, and a fresh worker takes the next call.
    assert caller.run("acme/deaf", {})["output"] == {}
    assert caller.get(f"/tasks/{task['id']}")["output"] is None


def test_a_queued_task_is_cancelled_at_once(platforms: Any) -> None:
    gate = threading.Event()

    @app("acme/gated")
    def gated() -> Dict[str, Any]:
        return {"passed": gate.wait(20)}

    caller = platforms.caller(gated)
    first = caller.submit("acme/gated", {}, session="new")
    second = caller.submit("acme/gated", {}, session=first["session_id"])
    third = caller.submit("acme/gated", {}, session=first["session_id"])
    assert cancel(caller, second)["status"] == CANCELLED
    assert [event["status"] for event in caller.get(f"/tasks/{second['id']}")["events"]] == [1, 2, 12]
    gate.set()
    assert caller.frames(first["id"])[-1]["status"] == 10
    assert caller.frames(third["id"])[-1]["status"] == 10


def test_an_ended_task_cannot_be_cancelled(platforms: Any) -> None:
    caller = platforms.caller(app("acme/quick")(lambda: {}))
    task = caller.run("acme/quick", {})
    response = caller.http.post(f"/tasks/{task['id']}/cancel")
    assert response.status_code == 409
    assert response.json()["type"].endswith("/invalid_transition")
    assert caller.http.post("/tasks/nope/cancel").status_code == 404
    assert caller.http.post(f"/tasks/{task['id']}/cancel", json={"timeout": -1}).status_code == 422


def test_a_task_that_has_not_ended_cannot_be_deleted(platforms: Any) -> None:
    gate = threading.Event()

    @app("acme/gated")
    def gated() -> Dict[str, Any]:
        return {"passed": gate.wait(20)}

    caller = platforms.caller(gated)
    task = caller.submit("acme/gated", {})
    assert caller.http.delete(f"/tasks/{task['id']}").status_code == 409
    assert caller.http.delete(f"/tasks/{task['id']}/files").status_code == 409
    gate.set()
    caller.frames(task["id"])
    assert caller.http.delete(f"/tasks/{task['id']}").status_code == 200
    assert caller.http.get(f"/tasks/{task['id']}").status_code == 404


def test_stopping_the_platform_tells_what_runs(platforms: Any) -> None:
    told = threading.Event()

    @app("acme/long")
    def long() -> Dict[str, Any]:
        if sleep_or_cancelled(60):
            told.set()
        return {}

    caller = platforms.caller(long)
    task = caller.submit("acme/long", {})
    caller.until(task["id"], lambda found: found["status"] == 7)
    caller.platform.stop()
    assert told.is_set()
