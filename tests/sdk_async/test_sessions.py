"""Stateful sessions, in the mission's form and with a handle."""

from __future__ import annotations

from typing import Any

import pytest
from support.script import Script, problem

from inferencesh import (
    AsyncInference,
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
from inferencesh._runtime import concurrency_async as seam

pytestmark = pytest.mark.anyio

APP = "infsh/session-test"


async def test_as_the_mission_writes_it(client: AsyncInference) -> None:
    result = await client.run({"app": "my-app", "input": {"action": "init"}, "session": "new", "session_timeout": 300})
    session_id = result["session_id"]
    result = await client.run({"app": "my-app", "input": {"action": "process", "n": 1}, "session": session_id})
    assert result["session_id"] == session_id
    assert result["output"]["step"] == 2
    assert (await client.sessions.get(session_id))["idle_timeout"] == 300
    await client.run({"app": "my-app", "input": {"action": "cleanup"}, "session": session_id})
    with pytest.raises(InferenceError, match=r"(?i)session"):
        await client.run({"app": "my-app", "input": {"action": "process"}, "session": session_id})


async def test_a_handle(client: AsyncInference, script: Script) -> None:
    async with client.session(APP, session_timeout=60) as session:
        assert session.session_id is None
        assert script.requests == [], "it begins with the first call"
        first = await session.call("set_value", {"key": "a", "value": 1})
        assert first.output == {"success": True, "key": "a", "value": 1}
        assert session.result is first
        second = await session.call("get_value", input={"key": "a"})
        assert second.output == {"found": True, "key": "a", "value": 1}
        assert second["session_id"] == first["session_id"] == session.session_id
        everything = await session.call()
        assert everything.output["state"] == {"a": 1}
        info = await session.info()
        assert isinstance(info, Session)
        assert info.status == "active"
        assert info.call_count == 3
        assert info.idle_timeout == 60
        before = info["expires_at"]
        assert (await session.keepalive())["expires_at"] >= before
        assert session.session_id in repr(session)
    assert "ended" in repr(session)
    assert script.log[-1] == "DELETE /sessions/{id}"
    with pytest.raises(SessionEndedError):
        await client.sessions.keepalive(session.session_id or "")


async def test_a_session_whose_worker_is_lost_is_over(client: AsyncInference, script: Script) -> None:
    async with client.session(APP) as session:
        await session.call("set_value", {"key": "a", "value": 1})
        lost = problem(500, "worker_lost", "its worker is gone")
        script.on("GET", "/sessions/", lost)
        script.on("DELETE", "/sessions/", lost)
        with pytest.raises(WorkerLostError, match="its worker is gone"):
            await session.info()
        assert script.log.count("GET /sessions/{id}") == 1, "what is lost stays lost"
    assert script.log[-1] == "DELETE /sessions/{id}"


async def test_a_handle_with_a_first_run(client: AsyncInference) -> None:
    async with client.session(APP, function="set_value", input={"key": "a", "value": 2}) as session:
        assert session.result is not None
        assert session.result.output["value"] == 2
        assert (await session.call("get_value", {"key": "a"})).output["value"] == 2


async def test_streaming_in_a_session(client: AsyncInference) -> None:
    async with client.session(APP) as session:
        stream = await session.call("set_value", {"key": "a", "value": 3}, stream=True)
        statuses = [update["status"] async for update in stream]
        assert statuses[-1] == "completed"
        again = await session.call("get_value", {"key": "a"}, stream=True)
        async for update in again:
            last = update
        assert last["output"]["value"] == 3
        assert last["session_id"] == session.session_id


async def test_calls_without_waiting(client: AsyncInference) -> None:
    async with client.session(APP) as session:
        task = await session.call("increment", {"key": "a"}, wait=False)
        later = await session.call("increment", {"key": "a"})
        assert later.output["current"] == 2
        assert (await client.wait_for_completion(task["id"])).output["current"] == 1


async def test_calls_run_one_after_another(client: AsyncInference) -> None:
    async with client.session(APP) as session:
        await session.call("get_all")

        def call() -> Any:
            return session.call("increment", {"key": "n"})

        results = await seam.gather([call] * 10, 10)
    assert sorted(result.output["current"] for result in results) == list(range(1, 11))
    assert len({result["session_id"] for result in results}) == 1


async def test_first_calls_that_start_together_share_one_session(client: AsyncInference) -> None:
    async with client.session(APP) as session:

        def call() -> Any:
            return session.call("increment", {"key": "n"})

        results = await seam.gather([call] * 5, 5)
        assert len({result["session_id"] for result in results}) == 1
        assert len(await client.sessions.list()) == 1
    assert sorted(result.output["current"] for result in results) == [1, 2, 3, 4, 5]


async def test_list_get_keepalive_end(client: AsyncInference) -> None:
    assert await client.sessions.list() == []
    result = await client.run(APP, input={}, session="new")
    (session,) = await client.sessions.list()
    assert session["id"] == result["session_id"]
    assert (await client.sessions.get(session["id"])).call_count == 1
    assert (await client.sessions.keepalive(session["id"])).status == "active"
    await client.sessions.end(session["id"])
    assert await client.sessions.list() == []
    with pytest.raises(SessionEndedError) as caught:
        await client.sessions.end(session["id"])
    assert caught.value.session_id == session["id"]
    assert caught.value.status_code == 410


async def test_no_such_session(client: AsyncInference) -> None:
    for call in (
        lambda: client.run(APP, input={}, session="sess_0000000000000000"),
        lambda: client.sessions.get("sess_0000000000000000"),
    ):
        with pytest.raises(SessionNotFoundError) as caught:
            await call()
        assert "session not found" in str(caught.value).lower()
        assert caught.value.session_id == "sess_0000000000000000"


async def test_an_expired_session(client: AsyncInference) -> None:
    result = await client.run(APP, input={}, session="new", session_timeout=1)
    session_id = result["session_id"]
    await seam.sleep(1.2)
    with pytest.raises(SessionExpiredError) as caught:
        await client.run(APP, input={}, session=session_id)
    assert "session not found" in str(caught.value).lower()


async def test_the_handle_of_a_session_that_is_over(client: AsyncInference, script: Script) -> None:
    async with client.session(APP) as session:
        await session.call("get_all")
        script.on("DELETE", "^/sessions/", problem(410, "SESSION_EXPIRED", "too late"))
    await session.end()
    await session.close()


async def test_an_end_that_failed_can_be_tried_again(client: AsyncInference, script: Script) -> None:
    session = client.session(APP)
    await session.call("get_all")
    script.on("DELETE", "^/sessions/", problem(403, "forbidden", "not yours"))
    with pytest.raises(PermissionDeniedError):
        await session.end()
    with pytest.raises(InvalidInputError, match="ended"):
        await session.call("get_all")
    await session.end()
    assert await client.sessions.list() == []


async def test_a_failing_call_leaves_the_session(client: AsyncInference) -> None:
    async with client.session(APP) as session:
        await session.call("set_value", {"key": "a", "value": 1})
        with pytest.raises(InferenceError):
            await session.call("no_such_function")
        with pytest.raises(TaskFailedError):
            await client.run("test/fails", input={})
        assert (await session.call("get_value", {"key": "a"})).output["value"] == 1


async def test_an_error_in_the_block_is_not_hidden_by_the_end(client: AsyncInference, script: Script) -> None:
    script.on("DELETE", "^/sessions/", *[problem(403, "forbidden", "not yours") for _ in range(4)])
    with pytest.raises(ZeroDivisionError) as caught:
        async with client.session(APP) as session:
            await session.call("get_all")
            _ = 1 / 0
    notes = getattr(caught.value, "__notes__", [])
    assert any("could not be ended" in note for note in notes)


async def test_a_session_is_app_bound(client: AsyncInference) -> None:
    result = await client.run(APP, input={}, session="new")
    with pytest.raises(InferenceError, match=r"(?i)session"):
        await client.run("my-app", input={}, session=result["session_id"])
    await client.sessions.end(result["session_id"])
