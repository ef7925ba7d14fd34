# Made from tests/sdk_async/test_sleep.py by scripts/unasync.py. Do not edit.
"""A computer that was asleep: the state is read at once, and nothing fails."""

from __future__ import annotations

import time
from typing import Any

import pytest
from support.background_sync import Background, until
from support.gate import Gate
from support.script import Script

from inferencesh import Clock
from inferencesh._core.requests.sleep_detection import SleepDetector

pytestmark = pytest.mark.anyio


class Laptop(Clock):
    """Its monotonic clock stands still while it sleeps, as that of Linux does."""

    def __init__(self) -> None:
        self.slept = 0.0

    def time(self) -> float:
        return time.time() + self.slept


def test_a_run_goes_on_after_hours_of_sleep(platform: Any, gate: Gate, script: Script) -> None:
    laptop = Laptop()
    with platform.client(clock=laptop) as client:
        running = Background(lambda: client.run("test/gate", input={}))
        until(lambda: bool(gate.inputs), "the app did not start")
        until(lambda: "GET /tasks/{id}/stream" in script.log, "the stream was not opened")
        # A status that the stream has yet to tell would rightly make it count as deaf.
        settled = time.monotonic() + 0.5
        until(lambda: time.monotonic() > settled, "time stood still")
        assert "GET /tasks/{id}/status" not in script.log

        def read_after_a_nap() -> bool:
            laptop.slept += 8 * 3600  # again and again: the first one may come before it waits for anything
            return "GET /tasks/{id}/status" in script.log

        until(read_after_a_nap, "the status was not read when it woke up")
        gate.end(answer=42)
        assert (running.result())["output"] == {"answer": 42}
    assert script.log.count("GET /tasks/{id}/stream") == 1, "the connection had survived"


def test_clocks() -> None:
    watch = SleepDetector()
    assert not watch.slept(0.0, 1000.0)
    assert not watch.slept(5.0, 1005.0)
    assert watch.slept(6.0, 2000.0)
    assert not watch.slept(7.0, 2001.0)
    assert not watch.slept(8.0, 1000.0), "put back"
    assert not watch.slept(60.0, 1060.0), "both go on: nothing waited for, nothing slept"
    assert not watch.slept(61.0, 1066.0), "a clock that is set by the network"
