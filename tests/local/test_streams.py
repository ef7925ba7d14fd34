"""Task streams as bytes on the wire: formats, order of frames, heartbeats, the end."""

from __future__ import annotations

import json
import threading
import time
from typing import Any, Dict, Iterator, List

import pytest

from inferencesh.local import Delta, app

HEARTBEAT = {"type": "heartbeat"}


class Stepper:
    """An app that moves on when the test says so."""

    def __init__(self, count: int = 3) -> None:
        self.go = [threading.Event() for _ in range(count + 1)]
        stepper = self

        @app("acme/stepper")
        def run(**anything: Any) -> Iterator[Any]:
            for index in range(count):
                assert stepper.go[index].wait(20)
                print("line", index)
                yield Delta(response=str(index))
                yield {"step": index}
            assert stepper.go[count].wait(20)

        self.app = run

    def finish(self) -> None:
        for event in self.go:
            event.set()


@pytest.fixture(name="stepper")
def _stepper() -> Iterator[Stepper]:
    stepper = Stepper()
    yield stepper
    stepper.finish()


def merged(frames: List[Dict[str, Any]]) -> Dict[str, Any]:
    task: Dict[str, Any] = {}
    for frame in frames:
        if "fields" in frame:
            assert set(frame["fields"]) <= set(frame["data"])
            task.update(frame["data"])
        elif frame != HEARTBEAT and "event" not in frame:
            task.update(frame)
    return task


@pytest.mark.parametrize(
    "accept", ["application/x-ndjson", "application/jsonl", "text/plain, application/x-ndjson;q=0.9"]
)
def test_ndjson_frames(platforms: Any, stepper: Stepper, accept: str) -> None:
    caller = platforms.caller(stepper.app)
    task = caller.submit("acme/stepper", {})
    caller.until(task["id"], lambda found: found["status"] == 7)
    with caller.http.stream("GET", f"/tasks/{task['id']}/stream", headers={"Accept": accept}) as response:
        assert response.headers["content-type"] == "application/x-ndjson"
        lines = response.iter_lines()
        first = json.loads(next(lines))
        # The first frame is the whole task, at once: the app has not moved.
        assert (first["id"], first["status"], first["output"]) == (task["id"], 7, None)
        stepper.finish()
        frames = [first, *map(json.loads, lines)]
    last = frames[-1]
    assert (last["status"], last["output"], last["id"]) == (10, {"step": 2}, task["id"])
    assert last["logs"][0]["content"] == "line 0\nline 1\nline 2\n"
    assert [f["data"]["delta"] for f in frames if f.get("event") == "delta"] == [{"response": str(i)} for i in range(3)]
    assert [f["data"]["seq"] for f in frames if f.get("event") == "delta"] == [1, 2, 3]
    steps = [f["data"]["output"]["step"] for f in frames if "output" in f.get("fields", ())]
    assert steps == sorted(set(steps))
    assert steps[-1] == 2
    for frame in frames[1:-1]:
        if "fields" in frame:
            assert frame["data"]["id"] == task["id"]
    whole = caller.get(f"/tasks/{task['id']}")
    assert {key: merged(frames)[key] for key in merged(frames)} == {key: whole[key] for key in merged(frames)}


@pytest.mark.parametrize("accept", ["text/event-stream", "*/*", "application/json", ""])
@pytest.mark.parametrize("named", [True, False])
def test_sse_frames(platforms: Any, stepper: Stepper, accept: str, named: bool) -> None:
    caller = platforms.caller(stepper.app, sse_named=named)
    task = caller.submit("acme/stepper", {})
    stepper.finish()
    response = caller.http.get(f"/tasks/{task['id']}/stream", headers={"Accept": accept})
    assert response.headers["content-type"].startswith("text/event-stream")
    events = [event for event in response.text.split("\n\n") if event]
    names = {line[7:] for event in events for line in event.split("\n") if line.startswith("event: ")}
    assert names <= ({"update", "delta", "done"} if named else {"delta"})
    if named:
        assert events[-1] == "event: done\ndata: {}"
        events.pop()
    last = json.loads(events[-1].split("data: ", 1)[1])
    assert (last["status"], last["output"]) == (10, {"step": 2})


@pytest.mark.parametrize(
    ("accept", "sign"), [("application/x-ndjson", '{"type":"heartbeat"}'), ("text/event-stream", ":")]
)
def test_heartbeats_while_nothing_happens(platforms: Any, stepper: Stepper, accept: str, sign: str) -> None:
    caller = platforms.caller(stepper.app, heartbeat=0.02)
    task = caller.submit("acme/stepper", {})
    with caller.http.stream("GET", f"/tasks/{task['id']}/stream", headers={"Accept": accept}) as response:
        seen = 0
        for line in response.iter_lines():
            seen += line == sign
            if seen == 3:
                break
    assert seen == 3


def test_an_ended_task_gives_one_frame(platforms: Any, stepper: Stepper) -> None:
    stepper.finish()
    caller = platforms.caller(stepper.app)
    task = caller.run("acme/stepper", {})
    frames = caller.frames(task["id"])
    assert len(frames) == 1
    assert frames[0]["output"] == {"step": 2}


def test_every_status_is_seen_in_order(platforms: Any, stepper: Stepper) -> None:
    stepper.finish()
    caller = platforms.caller(stepper.app, stage_seconds=0.02)
    frames = caller.frames(caller.submit("acme/stepper", {})["id"])
    statuses = [frame["status"] for frame in frames if "status" in frame]
    statuses[1:1] = [frame["data"]["status"] for frame in frames if "status" in frame.get("fields", ())]
    assert statuses == sorted(set(statuses))
    assert {3, 4, 5, 7, 10} <= set(statuses)
    times = [frame["data"]["updated_at"] for frame in frames if "fields" in frame]
    assert times == sorted(times)


@pytest.mark.parametrize("fails", [False, True])
def test_a_partial_final_frame(platforms: Any, fails: bool) -> None:
    @app("acme/end")
    def end() -> Dict[str, Any]:
        if fails:
            raise ValueError("no")
        return {"ok": True}

    caller = platforms.caller(end, final_frame="partial", stage_seconds=0.02)
    last = caller.frames(caller.submit("acme/end", {})["id"])[-1]
    assert last["fields"] == ["status", "error" if fails else "output", "updated_at"]
    assert last["data"]["status"] == (11 if fails else 10)
    if fails:
        assert "ValueError: no" in last["data"]["error"]
    else:
        assert last["data"]["output"] == {"ok": True}


def test_several_followers_see_the_same_end(platforms: Any, stepper: Stepper) -> None:
    caller = platforms.caller(stepper.app)
    task = caller.submit("acme/stepper", {})
    results: List[Any] = []
    threads = [threading.Thread(target=lambda: results.append(caller.frames(task["id"])[-1])) for _ in range(5)]
    for thread in threads:
        thread.start()
    stepper.finish()
    for thread in threads:
        thread.join(20)
    assert len(results) == 5
    assert all(result == results[0] for result in results)


def test_a_stream_of_the_run_itself(platforms: Any, stepper: Stepper) -> None:
    stepper.finish()
    caller = platforms.caller(stepper.app)
    body = {"app": "acme/stepper", "input": {}, "stream": True}
    response = caller.http.post("/apps/run", json=body, headers={"Accept": "application/x-ndjson"})
    assert response.headers["content-type"] == "application/x-ndjson"
    assert json.loads(response.text.splitlines()[-1])["status"] == 10


def test_a_follower_that_leaves_does_not_disturb_the_task(platforms: Any, stepper: Stepper) -> None:
    caller = platforms.caller(stepper.app, heartbeat=0.02)
    task = caller.submit("acme/stepper", {})
    with caller.http.stream("GET", f"/tasks/{task['id']}/stream") as response:
        next(response.iter_bytes())
    stepper.finish()
    assert caller.frames(task["id"])[-1]["status"] == 10


def test_a_chatty_app_does_not_flood_the_stream(platforms: Any) -> None:
    @app("acme/flood")
    def flood() -> Dict[str, Any]:
        for index in range(20_000):
            print("line number", index)
        return {}

    caller = platforms.caller(flood)
    task = caller.submit("acme/flood", {})
    response = caller.http.get(f"/tasks/{task['id']}/stream", headers={"Accept": "application/x-ndjson"})
    last = json.loads(response.content.split(b"\n")[-2])
    assert last["logs"][0]["content"].count("\n") == 20_000
    # Whole logs in every frame would be gigabytes.
    assert len(response.content) < 60 * len(last["logs"][0]["content"])


@pytest.mark.parametrize("path", ["/tasks/nope/stream", "/tasks/nope", "/tasks/nope/status", "/tasks/nope/logs"])
def test_an_unknown_task_is_an_ordinary_problem(platforms: Any, path: str) -> None:
    response = platforms.caller().http.get(path, headers={"Accept": "application/x-ndjson"})
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert "no task nope" in response.json()["detail"]


def test_an_update_tells_of_one_step_in_its_log_and_in_its_output(platforms: Any) -> None:
    @app("acme/steps")
    def steps(**anything: Any) -> Iterator[Any]:
        for step in range(1, 41):
            time.sleep(0.05)
            print(f"{step}/40")
            yield {"progress": step}

    with platforms(steps).client() as client:
        logged: List[int] = []
        together = 0
        for update in client.run({"app": "acme/steps", "input": {}}, stream=True):
            logged += [int(line.split("/")[0]) for line in update.logs]
            if update.logs and not update.is_terminal and logged[-1] > 1:
                assert update.partial_output == {"progress": logged[-1]}
                together += 1
    assert together > 10
    assert logged == list(range(1, 41))


def test_a_line_that_nothing_follows_is_sent_all_the_same(platforms: Any, stepper: Stepper) -> None:
    @app("acme/silent")
    def silent(**anything: Any) -> Any:
        print("alone")
        assert stepper.go[0].wait(20)
        return {}

    caller = platforms.caller(silent)
    task = caller.submit("acme/silent", {})
    with caller.http.stream(
        "GET", f"/tasks/{task['id']}/stream", headers={"Accept": "application/x-ndjson"}
    ) as response:
        for line in response.iter_lines():
            if "alone" in line:
                break
        stepper.finish()
