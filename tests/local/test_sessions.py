"""Sessions: a worker of one's own, calls in order, and every way to an end."""

from __future__ import annotations

import threading
import time
from typing import Any, Dict

import pytest

from inferencesh.local import LocalClock, app, end_session


class ShiftedClock(LocalClock):
    """A clock that a test sets forward."""

    def __init__(self) -> None:
        super().__init__()
        self.offset = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.offset

    def time(self) -> float:
        return super().time() + self.offset


@app("acme/memory", version="v2")
class Memory:
    unloaded = threading.Event()

    def __init__(self) -> None:
        self.seen: list = []

    def run(self, text: str = "", seconds: float = 0.0) -> Dict[str, Any]:
        self.seen.append(f"begin {text}")
        time.sleep(seconds)
        self.seen.append(f"end {text}")
        return {"seen": list(self.seen), "thread": threading.get_ident()}

    def fail(self) -> None:
        raise RuntimeError("failed on purpose")

    def finish(self) -> Dict[str, Any]:
        end_session()
        return {"last": True}

    def unload(self) -> None:
        Memory.unloaded.set()


@app("acme/memory", version="v1")
class OldMemory:
    def run(self) -> Dict[str, Any]:
        return {"old": True}


@app("acme/other")
def other() -> Dict[str, Any]:
    return {}


def refusal(caller: Any, session: str, app: str = "acme/memory", **more: Any) -> tuple[int, str, str]:
    body = caller.refused(app, {}, session=session, **more).json()
    assert body["error"]["code"] == body["type"].rsplit("/", 1)[1]
    return body["status"], body["error"]["code"], body["detail"]


def test_a_session_remembers_and_is_isolated(platforms: Any) -> None:
    caller = platforms.caller(Memory)
    first = caller.submit("acme/memory", {"text": "a"}, session="new", session_timeout=300)
    session_id = first["session_id"]
    assert session_id.startswith("sess_")
    again = caller.run("acme/memory", {"text": "b"}, session=session_id)
    assert again["output"]["seen"] == ["begin a", "end a", "begin b", "end b"]
    assert again["session_id"] == session_id
    other_one = caller.run("acme/memory", {"text": "x"}, session="new")
    assert other_one["session_id"] != session_id
    assert other_one["output"]["seen"] == ["begin x", "end x"]
    assert other_one["output"]["thread"] != again["output"]["thread"]
    outside = caller.run("acme/memory", {"text": "y"})
    assert outside["session_id"] is None
    assert outside["output"]["seen"] == ["begin y", "end y"]


def test_the_stream_carries_the_session(platforms: Any) -> None:
    caller = platforms.caller(Memory)
    task = caller.submit("acme/memory", {}, session="new")
    assert caller.frames(task["id"])[-1]["session_id"] == task["session_id"]


def test_calls_of_a_session_run_one_after_another(platforms: Any) -> None:
    caller = platforms.caller(Memory)
    session = caller.submit("acme/memory", {"text": "0", "seconds": 0.05}, session="new")["session_id"]
    tasks = [caller.submit("acme/memory", {"text": str(n), "seconds": 0.01}, session=session) for n in range(1, 5)]
    assert caller.get(f"/tasks/{tasks[-1]['id']}/status")["status"] == 2
    last = caller.frames(tasks[-1]["id"])[-1]
    assert last["output"]["seen"] == [f"{word} {n}" for n in range(5) for word in ("begin", "end")]


def test_a_session_can_be_read_listed_and_kept_alive(platforms: Any) -> None:
    clock = ShiftedClock()
    caller = platforms.caller(Memory, clock=clock)
    task = caller.run("acme/memory", {}, session="new", session_timeout=100)
    session = caller.get(f"/sessions/{task['session_id']}")
    assert (session["id"], session["status"], session["call_count"]) == (task["session_id"], "active", 1)
    assert (session["idle_timeout"], session["task_id"], session["ended_at"]) == (100, task["id"], None)
    assert [entry["id"] for entry in caller.get("/sessions")] == [session["id"]]
    clock.offset = 60
    kept = caller.post(f"/sessions/{session['id']}/keepalive")
    assert kept["expires_at"] > session["expires_at"]
    clock.offset = 120
    assert caller.get(f"/sessions/{session['id']}")["status"] == "active"
    caller.run("acme/memory", {}, session=session["id"])
    clock.offset = 215
    assert caller.run("acme/memory", {}, session=session["id"])["session_id"] == session["id"]
    assert caller.get(f"/sessions/{session['id']}")["call_count"] == 3


def test_an_idle_session_expires(platforms: Any) -> None:
    clock = ShiftedClock()
    caller = platforms.caller(Memory, clock=clock)
    session = caller.run("acme/memory", {}, session="new")["session_id"]
    clock.offset = 59
    assert caller.get(f"/sessions/{session}")["status"] == "active"
    clock.offset = 62
    assert caller.get(f"/sessions/{session}")["status"] == "expired"
    status, code, detail = refusal(caller, session)
    assert (status, code) == (410, "SESSION_EXPIRED")
    assert f"session {session} expired" in detail
    assert caller.http.post(f"/sessions/{session}/keepalive").status_code == 410
    assert caller.get("/sessions") == []


def test_an_expired_session_lets_its_worker_go_by_itself(platforms: Any) -> None:
    Memory.unloaded.clear()
    caller = platforms.caller(Memory)
    caller.run("acme/memory", {}, session="new", session_timeout=1)
    assert Memory.unloaded.wait(20)


def test_a_running_call_is_no_idleness(platforms: Any) -> None:
    clock = ShiftedClock()
    gate = threading.Event()

    @app("acme/gated")
    def gated() -> Dict[str, Any]:
        return {"passed": gate.wait(20)}

    caller = platforms.caller(gated, clock=clock)
    task = caller.submit("acme/gated", {}, session="new", session_timeout=10)
    clock.offset = 1000
    assert caller.get(f"/sessions/{task['session_id']}")["status"] == "active"
    gate.set()
    assert caller.frames(task["id"])[-1]["output"] == {"passed": True}
    assert caller.get(f"/sessions/{task['session_id']}")["status"] == "active"


def test_an_ended_session_is_refused(platforms: Any) -> None:
    Memory.unloaded.clear()
    caller = platforms.caller(Memory)
    session = caller.run("acme/memory", {}, session="new")["session_id"]
    response = caller.http.delete(f"/sessions/{session}")
    assert (response.status_code, response.content) == (204, b"")
    assert Memory.unloaded.wait(20)
    assert refusal(caller, session)[:2] == (410, "SESSION_ENDED")
    assert caller.get(f"/sessions/{session}")["status"] == "ended"
    assert caller.http.delete(f"/sessions/{session}").status_code == 410


def test_ending_a_session_fails_what_waits_and_tells_what_runs(platforms: Any) -> None:
    caller = platforms.caller(Memory)
    running = caller.submit("acme/memory", {"seconds": 0.5}, session="new")
    waiting = caller.submit("acme/memory", {}, session=running["session_id"])
    caller.until(running["id"], lambda task: task["status"] == 7)
    assert caller.http.delete(f"/sessions/{running['session_id']}").status_code == 204
    assert caller.frames(running["id"])[-1]["error"] == "the session was ended during the call"
    assert caller.frames(waiting["id"])[-1]["error"] == "session expired or not found"


def test_an_app_can_end_its_session(platforms: Any) -> None:
    caller = platforms.caller(Memory)
    session = caller.run("acme/memory", {}, session="new")["session_id"]
    assert caller.run("acme/memory:finish", {}, session=session)["output"] == {"last": True}
    assert refusal(caller, session)[:2] == (410, "SESSION_ENDED")


def test_a_failing_call_leaves_the_session_alone(platforms: Any) -> None:
    caller = platforms.caller(Memory)
    session = caller.run("acme/memory", {"text": "a"}, session="new")["session_id"]
    assert "failed on purpose" in caller.run("acme/memory:fail", {}, session=session)["error"]
    assert caller.run("acme/memory", {"text": "b"}, session=session)["output"]["seen"][0] == "begin a"


def test_another_app_or_version_is_refused(platforms: Any) -> None:
    caller = platforms.caller(OldMemory, Memory, other)
    session = caller.run("acme/memory", {}, session="new")["session_id"]
    assert refusal(caller, session, "acme/other")[:2] == (409, "APP_MISMATCH")
    assert refusal(caller, session, "acme/memory@v1")[:2] == (409, "VERSION_MISMATCH")
    assert caller.run("acme/memory@v2", {}, session=session)["status"] == 10
    assert refusal(caller, "sess_invented")[:2] == (404, "SESSION_NOT_FOUND")
    for method, path in (("GET", "/sessions/x"), ("DELETE", "/sessions/x"), ("POST", "/sessions/x/keepalive")):
        assert caller.http.request(method, path).status_code == 404


def test_a_session_keeps_its_version(platforms: Any) -> None:
    caller = platforms.caller(OldMemory)
    session = caller.run("acme/memory", {}, session="new")["session_id"]
    caller.platform.add(Memory)
    assert caller.run("acme/memory", {}, session=session)["output"] == {"old": True}
    assert "seen" in caller.run("acme/memory", {})["output"]


@pytest.mark.parametrize("timeout", [1, 3600])
def test_the_bounds_of_session_timeout(platforms: Any, timeout: int) -> None:
    task = platforms.caller(Memory).submit("acme/memory", {}, session="new", session_timeout=timeout)
    assert task["session_id"]
