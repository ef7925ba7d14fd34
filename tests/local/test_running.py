"""What can be an app, and what comes of running it."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import sys
import threading
from typing import Any, AsyncIterator, Dict, Iterator

import pytest
from local.conftest import texts

from inferencesh.local import Delta, app

COMPLETED, FAILED = 10, 11


@app("acme/greet")
def greet(name: str, times: int = 2) -> Dict[str, Any]:
    """Says hello.

    More than once if asked.
    """
    print("hello", name)
    return {"text": name * times}


@app("acme/async")
async def greet_later(name: str) -> Dict[str, Any]:
    await asyncio.sleep(0)
    print("later", name)
    return {"text": name}


@app("acme/steps")
def steps(count: int) -> Iterator[Dict[str, Any]]:
    for index in range(count):
        yield {"step": index}


@app("acme/async-steps")
async def async_steps(count: int) -> AsyncIterator[Dict[str, Any]]:
    for index in range(count):
        await asyncio.sleep(0)
        yield {"step": index}


@app("acme/deltas")
def deltas() -> Iterator[Any]:
    yield Delta(response="a")
    yield Delta({"response": "b"})
    yield {"response": "ab"}


@app("acme/only-deltas")
def only_deltas() -> Iterator[Any]:
    yield Delta(response="a")


@dataclasses.dataclass
class Answer:
    text: str
    output_meta: Dict[str, Any] = dataclasses.field(default_factory=dict)


@app("acme/answer")
def give_answer() -> Answer:
    return Answer("hi", {"outputs": [{"type": "text", "tokens": 3}]})


class Memory:
    made = 0


@app("acme/machine")
class Machine:
    def __init__(self) -> None:
        Memory.made += 1
        self.log: list = []

    def setup(self, config: Dict[str, Any]) -> None:
        print("setting up")
        self.log.append(("setup", config))

    def run(self, text: str) -> Dict[str, Any]:
        self.log.append(text)
        return {"log": [list(item) if isinstance(item, tuple) else item for item in self.log]}

    async def shout(self, text: str) -> Dict[str, Any]:
        await asyncio.sleep(0)
        return {"text": text.upper()}

    def unload(self) -> None:
        Memory.made -= 1

    def _private(self) -> None:
        raise AssertionError


@pytest.mark.parametrize(
    ("target", "ref", "given", "expected"),
    [
        (greet, "acme/greet", {"name": "Ada"}, {"text": "AdaAda"}),
        (greet_later, "acme/async", {"name": "Ada"}, {"text": "Ada"}),
        (steps, "acme/steps", {"count": 3}, {"step": 2}),
        (async_steps, "acme/async-steps", {"count": 3}, {"step": 2}),
        (deltas, "acme/deltas", {}, {"response": "ab"}),
        (deltas, "acme/deltas", None, {"response": "ab"}),
        (give_answer, "acme/answer", {}, {"text": "hi"}),
    ],
)
def test_every_kind_of_function_runs(platforms: Any, target: Any, ref: str, given: Any, expected: Any) -> None:
    task = platforms.caller(target).run(ref, given)
    assert task["status"] == COMPLETED, task["error"]
    assert task["output"] == expected
    assert task["input"] == given


def test_the_decorated_function_stays_a_function() -> None:
    assert greet("Ada", times=1) == {"text": "Ada"}
    assert Machine().shout.__name__ == "shout"


def test_output_meta_is_kept_from_callers_but_not_from_tests(platforms: Any) -> None:
    caller = platforms.caller(give_answer)
    task = caller.run("acme/answer", {})
    assert "output_meta" not in task["output"]
    assert caller.platform.output_meta(task["id"]) == {"outputs": [{"type": "text", "tokens": 3}]}


def test_the_run_answer_is_a_fresh_task(platforms: Any) -> None:
    task = platforms.caller(greet).submit("acme/greet", {"name": "Ada"})
    assert task["status"] == 1
    assert task["status_text"] == "received"
    assert task["short_id"] == task["id"][:8]
    assert len(task["id"]) == 26


def test_statuses_come_in_their_order(platforms: Any) -> None:
    caller = platforms.caller(Machine, greet, stage_seconds=0.001)
    cold = caller.run("acme/machine", {"text": "a"})
    assert [event["status"] for event in cold["events"]] == [1, 2, 3, 4, 5, 6, 7, 10]
    warm = caller.run("acme/machine", {"text": "b"})
    assert [event["status"] for event in warm["events"]] == [1, 2, 3, 7, 10]
    plain = caller.run("acme/greet", {"name": "x"})
    assert [event["status"] for event in plain["events"]] == [1, 2, 3, 4, 5, 7, 10]


def test_setup_runs_once_for_each_setup_value(platforms: Any) -> None:
    caller = platforms.caller(Machine)
    first = caller.run("acme/machine", {"text": "a"}, setup={"model": "x"})
    assert first["output"]["log"] == [["setup", {"model": "x"}], "a"]
    assert texts(first, 3) == "setting up\n"
    again = caller.run("acme/machine", {"text": "b"}, setup={"model": "x"})
    assert again["output"]["log"] == [["setup", {"model": "x"}], "a", "b"]
    assert texts(again, 3) == ""
    other = caller.run("acme/machine", {"text": "c"}, setup={"model": "y"})
    assert other["output"]["log"] == [["setup", {"model": "y"}], "c"]


def test_unload_is_called_when_the_platform_stops(platforms: Any) -> None:
    before = Memory.made
    caller = platforms.caller(Machine)
    caller.run("acme/machine", {"text": "a"})
    assert Memory.made == before + 1
    caller.platform.stop()
    assert Memory.made == before


@pytest.mark.parametrize("how", ["field", "reference"])
def test_functions_of_one_app(platforms: Any, how: str) -> None:
    caller = platforms.caller(Machine)
    if how == "field":
        task = caller.run("acme/machine", {"text": "a"}, function="shout")
    else:
        task = caller.run("acme/machine:shout", {"text": "a"})
    assert task["output"] == {"text": "A"}
    assert task["function"] == "shout"


@pytest.mark.parametrize("name", ["nope", "_private", "setup", "unload"])
def test_an_unknown_function_is_refused_with_the_known_ones(platforms: Any, name: str) -> None:
    response = platforms.caller(Machine).refused("acme/machine", {"text": "a"}, function=name)
    assert response.status_code == 404
    assert "run, shout" in response.json()["detail"]


def test_functions_beside_a_plain_function(platforms: Any) -> None:
    def more(name: str) -> Dict[str, Any]:
        return {"more": name}

    target = app("acme/two", functions={"more": more})(lambda: {"first": True})
    caller = platforms.caller(target)
    assert caller.run("acme/two", {})["output"] == {"first": True}
    assert caller.run("acme/two:more", {"name": "x"})["output"] == {"more": "x"}


def test_a_failing_app_leaves_its_traceback(platforms: Any) -> None:
    @app("acme/broken")
    def broken(number: int) -> float:
        print("before")
        return 1 / number

    task = platforms.caller(broken).run("acme/broken", {"number": 0})
    assert task["status"] == FAILED
    assert task["error"].startswith("Traceback")
    assert task["error"].endswith("ZeroDivisionError: division by zero")
    assert "in broken" in task["error"]
    assert "instance.py" not in task["error"]
    assert texts(task) == "before\n"


def test_an_app_that_exits_only_fails_its_task(platforms: Any) -> None:
    @app("acme/exits")
    def exits() -> None:
        sys.exit(3)

    caller = platforms.caller(exits, greet)
    assert "SystemExit: 3" in caller.run("acme/exits", {})["error"]
    assert caller.run("acme/greet", {"name": "x"})["status"] == COMPLETED


def test_an_async_app_that_waits_for_what_was_cancelled_fails(platforms: Any) -> None:
    @app("acme/impatient")
    async def impatient() -> None:
        inner = asyncio.ensure_future(asyncio.sleep(60))
        inner.cancel()
        await inner

    task = platforms.caller(impatient).run("acme/impatient", {})
    assert task["status"] == FAILED, "nobody has cancelled the task"
    assert "CancelledError" in task["error"]


def test_a_generator_without_output_fails(platforms: Any) -> None:
    task = platforms.caller(only_deltas).run("acme/only-deltas", {})
    assert task["status"] == FAILED
    assert "NoOutput" in task["error"]


@pytest.mark.parametrize(
    ("value", "place"), [({"a": [object()]}, "output.a[0]"), (float("nan"), "output"), ({1: 2}, "key 1")]
)
def test_an_output_that_json_cannot_carry_names_the_place(platforms: Any, value: Any, place: str) -> None:
    task = platforms.caller(app("acme/odd")(lambda: value)).run("acme/odd", {})
    assert task["status"] == FAILED
    assert place in task["error"]


def test_prints_and_logging_go_to_their_own_task(platforms: Any, capsys: Any) -> None:
    both = threading.Barrier(2, timeout=20)

    @app("acme/chatty")
    def chatty(name: str) -> Dict[str, Any]:
        both.wait()
        for index in range(50):
            print(name, index)
            logging.getLogger("chatty").info("info of %s", name)
        sys.stderr.write(f"error of {name}")
        both.wait()
        return {}

    caller = platforms.caller(chatty)
    ids = [caller.submit("acme/chatty", {"name": name})["id"] for name in ("one", "two")]
    for task_id, name, other in zip(ids, ("one", "two"), ("two", "one")):
        caller.frames(task_id)
        text = texts(caller.get(f"/tasks/{task_id}"))
        assert [line for line in text.splitlines() if line.startswith(name)] == [
            f"{name} {index}" for index in range(50)
        ]
        assert text.count(f"INFO chatty: info of {name}\n") == 50
        assert text.endswith(f"error of {name}")
        assert other not in text
    print("from the test")
    seen = capsys.readouterr()
    assert seen.out == "from the test\n"
    assert seen.err == ""


def test_what_was_replaced_is_put_back(platforms: Any) -> None:
    level, handlers = logging.getLogger().level, list(logging.getLogger().handlers)
    enabled, out = logging.Logger.isEnabledFor, sys.stdout
    platform = platforms(greet)
    assert sys.stdout is not out
    platform.stop()
    assert logging.Logger.isEnabledFor is enabled
    assert sys.stdout is out
    assert (logging.getLogger().level, logging.getLogger().handlers) == (level, handlers)


def test_wait_true_holds_the_answer(platforms: Any) -> None:
    caller = platforms.caller(greet)
    task = caller.submit("acme/greet", {"name": "x"}, wait=True)
    assert (task["status"], task["output"]) == (COMPLETED, {"text": "xx"})
    task = caller.post("/run?wait=true", {"app": "acme/greet", "input": {"name": "y"}})
    assert task["output"] == {"text": "yy"}


def test_waiting_for_a_task_that_fails_is_a_422(platforms: Any) -> None:
    caller = platforms.caller(app("acme/no")(lambda: 1 / 0))
    response = caller.refused("acme/no", {}, wait=True)
    assert response.status_code == 422
    assert "ZeroDivisionError" in response.json()["detail"]
    assert response.json()["meta"]["task"]["status"] == FAILED


def test_a_scheduled_task_waits_for_its_time(platforms: Any) -> None:
    caller = platforms.caller(greet)
    task = caller.submit("acme/greet", {"name": "x"}, run_at="2999-01-01T00:00:00Z")
    assert task["run_at"] == "2999-01-01T00:00:00Z"
    assert caller.get(f"/tasks/{task['id']}/status")["status"] == 1
    caller.post(f"/tasks/{task['id']}/cancel")
    assert caller.get(f"/tasks/{task['id']}/status")["status"] == 12
    assert caller.run("acme/greet", {"name": "x"}, run_at="2001-01-01T00:00:00+02:00")["status"] == COMPLETED
    assert caller.refused("acme/greet", {"name": "x"}, run_at="tomorrow").json()["data"][0]["field"] == "run_at"


def test_logs_timings_and_cost_of_a_task(platforms: Any) -> None:
    caller = platforms.caller(greet)
    task = caller.run("acme/greet", {"name": "x"})
    logs = caller.get(f"/tasks/{task['id']}/logs")
    assert (logs["task_id"], logs["logs"]) == (task["id"], task["logs"])
    timings = caller.get(f"/tasks/{task['id']}/timings")
    assert timings["events"][0]["status"] == "received"
    assert timings["events"][-1]["next_status"] == ""
    assert caller.get(f"/tasks/{task['id']}/telemetry") == []
    assert timings["total_duration_ms"] >= sum(group["duration_ms"] for group in timings["groups"]) - len(
        timings["groups"]
    )
    assert caller.get(f"/usage/tasks/{task['id']}/cost")["total"] == 0


def test_more_tasks_than_workers_are_queued_and_all_run(platforms: Any) -> None:
    gate = threading.Event()

    @app("acme/gated")
    def gated(number: int) -> Dict[str, Any]:
        gate.wait(20)
        return {"number": number}

    caller = platforms.caller(gated)
    ids = [caller.submit("acme/gated", {"number": number})["id"] for number in range(12)]
    caller.until(ids[7], lambda task: task["status"] == 7)
    assert caller.get(f"/tasks/{ids[8]}/status")["status"] == 2
    gate.set()
    outputs = [caller.frames(task_id)[-1]["output"]["number"] for task_id in ids]
    assert outputs == list(range(12))
