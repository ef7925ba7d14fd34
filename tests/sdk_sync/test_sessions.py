# Made from tests/sdk_async/test_sessions.py by scripts/unasync.py. Do not edit.
"""Stateful sessions, in the mission's form and with a handle."""

from __future__ import annotations

from typing import Any

import pytest
from support.script import Script, problem

from inferencesh import (
    Inference,
    InferenceError,
    InvalidInputError,
    PermissionDeniedError,
    Session,
    SessionEndedError,
    SessionExpiredError,
    SessionNotFoundError,
    TaskFailedError,
    WorkerLostError,
)
from inferencesh._runtime import concurrency_sync as seam

pytestmark = pytest.mark.anyio

APP = "infsh/session-test"


def test_as_the_mission_writes_it(client: Inference) -> None:
    result = client.run({"app": "my-app", "input": {"action": "init"}, "session": "new", "session_timeout": 300})
    session_id = result["session_id"]
    result = client.run({"app": "my-app", "input": {"action": "process", "n": 1}, "session": session_id})
    assert result["session_id"] == session_id
    assert result["output"]["step"] == 2
    assert (client.sessions.get(session_id))["idle_timeout"] == 300
    client.run({"app": "my-app", "input": {"action": "cleanup"}, "session": session_id})
    with pytest.raises(InferenceError, match=r"(?i)session"):
        client.run({"app": "my-app", "input": {"action": "process"}, "session": session_id})


def test_a_handle(client: Inference, script: Script) -> None:
    with client.session(APP, session_timeout=60) as session:
        assert session.session_id is None
        assert script.requests == [], "it begins with the first call"
        first = session.call("set_value", {"key": "a", "value": 1})
        assert first.output == {"success": True, "key": "a", "value": 1}
        assert session.result is first
        second = session.call("get_value", input={"key": "a"})
        assert second.output == {"found": True, "key": "a", "value": 1}
        assert second["session_id"] == first["session_id"] == session.session_id
        everything = session.call()
        assert everything.output["state"] == {"a": 1}
        info = session.info()
        assert isinstance(info, Session)
        assert info.status == "active"
        assert info.call_count == 3
        assert info.idle_timeout == 60
        before = info["expires_at"]
        assert (session.keepalive())["expires_at"] >= before
        assert session.session_id in repr(session)
    assert "ended" in repr(session)
    assert script.log[-1] == "DELETE /sessions/{id}"
    with pytest.raises(SessionEndedError):
        client.sessions.keepalive(session.session_id or "")


def test_a_session_whose_worker_is_lost_is_over(client: Inference, script: Script) -> None:
    with client.session(APP) as session:
        session.call("set_value", {"key": "a", "value": 1})
        lost = problem(500, "worker_lost", "its worker is gone")
        script.on("GET", "/sessions/", lost)
        script.on("DELETE", "/sessions/", lost)
        with pytest.raises(WorkerLostError, match="its worker is gone"):
            session.info()
        assert script.log.count("GET /sessions/{id}") == 1, "what is lost stays lost"
    assert script.log[-1] == "DELETE /sessions/{id}"


def test_a_handle_with_a_first_run(client: Inference) -> None:
    with client.session(APP, function="set_value", input={"key": "a", "value": 2}) as session:
        assert session.result is not None
        assert session.result.output["value"] == 2
        assert (session.call("get_value", {"key": "a"})).output["value"] == 2


def test_streaming_in_a_session(client: Inference) -> None:
    with client.session(APP) as session:
        stream = session.call("set_value", {"key": "a", "value": 3}, stream=True)
        statuses = [update["status"] for update in stream]
        assert statuses[-1] == "completed"
        again = session.call("get_value", {"key": "a"}, stream=True)
        for update in again:
            last = update
        assert last["output"]["value"] == 3
        assert last["session_id"] == session.session_id


def test_calls_without_waiting(client: Inference) -> None:
    with client.session(APP) as session:
        task = session.call("increment", {"key": "a"}, wait=False)
        later = session.call("increment", {"key": "a"})
        assert later.output["current"] == 2
        assert (client.wait_for_completion(task["id"])).output["current"] == 1


def test_calls_run_one_after_another(client: Inference) -> None:
    with client.session(APP) as session:
        session.call("get_all")

        def call() -> Any:
            return session.call("increment", {"key": "n"})

        results = seam.gather([call] * 10, 10)
    assert sorted(result.output["current"] for result in results) == list(range(1, 11))
    assert len({result["session_id"] for result in results}) == 1


def test_first_calls_that_start_together_share_one_session(client: Inference) -> None:
    with client.session(APP) as session:

        def call() -> Any:
            return session.call("increment", {"key": "n"})

        results = seam.gather([call] * 5, 5)
        assert len({result["session_id"] for result in results}) == 1
        assert len(client.sessions.list()) == 1
    assert sorted(result.output["current"] for result in results) == [1, 2, 3, 4, 5]


def test_list_get_keepalive_end(client: Inference) -> None:
    assert client.sessions.list() == []
    result = client.run(APP, input={}, session="new")
    (session,) = client.sessions.list()
    assert session["id"] == result["session_id"]
    assert (client.sessions.get(session["id"])).call_count == 1
    assert (client.sessions.keepalive(session["id"])).status == "active"
    client.sessions.end(session["id"])
    assert client.sessions.list() == []
    with pytest.raises(SessionEndedError) as caught:
        client.sessions.end(session["id"])
    assert caught.value.session_id == session["id"]
    assert caught.value.status_code == 410


def test_no_such_session(client: Inference) -> None:
    for call in (
        lambda: client.run(APP, input={}, session="sess_0000000000000000"),
        lambda: client.sessions.get("sess_0000000000000000"),
    ):
        with pytest.raises(SessionNotFoundError) as caught:
            call()
        assert "session not found" in str(caught.value).lower()
        assert caught.value.session_id == "sess_0000000000000000"


def test_an_expired_session(client: Inference) -> None:
    result = client.run(APP, input={}, session="new", session_timeout=1)
    session_id = result["session_id"]
    seam.sleep(1.2)
    with pytest.raises(SessionExpiredError) as caught:
        client.run(APP, input={}, session=session_id)
    assert "session not found" in str(caught.value).lower()


def test_the_handle_of_a_session_that_is_over(client: Inference, script: Script) -> None:
    with client.session(APP) as session:
        session.call("get_all")
        script.on("DELETE", "^/sessions/", problem(410, "SESSION_EXPIRED", "too late"))
    session.end()
    session.close()


def test_an_end_that_failed_can_be_tried_again(client: Inference, script: Script) -> None:
    session = client.session(APP)
    session.call("get_all")
    script.on("DELETE", "^/sessions/", problem(403, "forbidden", "not yours"))
    with pytest.raises(PermissionDeniedError):
        session.end()
    with pytest.raises(InvalidInputError, match="ended"):
        session.call("get_all")
    session.end()
    assert client.sessions.list() == []


def test_a_failing_call_leaves_the_session(client: Inference) -> None:
    with client.session(APP) as session:
        session.call("set_value", {"key": "a", "value": 1})
        with pytest.raises(InferenceError):
            session.call("no_such_function")
        with pytest.raises(TaskFailedError):
            client.run("test/fails", input={})
        assert (session.call("get_value", {"key": "a"})).output["value"] == 1


def test_an_error_in_the_block_is_not_hidden_by_the_end(client: Inference, script: Script) -> None:
    script.on("DELETE", "^/sessions/", *[problem(403, "forbidden", "not yours") for _ in range(4)])
    with pytest.raises(ZeroDivisionError) as caught:
        with client.session(APP) as session:
            session.call("get_all")
            _ = 1 / 0
    notes = getattr(caught.value, "__notes__", [])
    assert any("could not be ended" in note for note in notes)


def test_a_session_is_app_bound(client: Inference) -> None:
    result = client.run(APP, input={}, session="new")
    with pytest.raises(InferenceError, match=r"(?i)session"):
        client.run("my-app", input={}, session=result["session_id"])
    client.sessions.end(result["session_id"])
