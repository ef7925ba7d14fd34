"""`client.run` in all its forms."""

from __future__ import annotations

import datetime
import threading
from typing import Any, Callable

import pytest
from support.apps import coroutine, nothing
from support.gate import Gate
from support.script import Script, after
from support.waiting import until

from inferencesh import APITimeoutError, AsyncInference, InferenceError, InvalidInputError, NotFoundError, TaskStatus
from inferencesh._runtime import concurrency_async as seam
from inferencesh.local import LocalPlatform

pytestmark = pytest.mark.anyio

ECHO = {"app": "infsh/echo", "input": {"text": "hi"}}


async def test_dict_form(client: AsyncInference) -> None:
    result = await client.run(ECHO)
    assert result["status"] == "completed"
    assert result["output"] == {"text": "hi"}
    assert ECHO == {"app": "infsh/echo", "input": {"text": "hi"}}, "the caller's dict stays as it was"


async def test_keyword_forms(client: AsyncInference) -> None:
    assert (await client.run("infsh/echo", input={"text": "a"})).output == {"text": "a"}
    assert (await client.run(app="infsh/echo", input={"text": "b"})).output == {"text": "b"}
    assert (await client.run({"app": "infsh/echo"}, input={"text": "c"})).output == {"text": "c"}


async def test_client_run_and_tasks_run_are_the_same(client: AsyncInference) -> None:
    assert (await client.tasks.run(ECHO)).output == (await client.run(ECHO)).output


async def test_app_id_and_version_id_stand_in_place_of_app(client: AsyncInference) -> None:
    found = await client.apps.get("infsh/echo")
    assert (await client.run(app_id=found["id"], input={"n": 1})).output == {"n": 1}
    pinned = await client.run(app_id=found["id"], version_id=found["version_id"], input={"n": 2})
    assert pinned.output == {"n": 2}


async def test_two_requests_and_one_connection_once_warm(client: AsyncInference, script: Script) -> None:
    await client.run(ECHO)
    script.wait_idle()
    script.clear()
    await client.run(ECHO)
    assert script.log == ["POST /apps/run", "GET /tasks/{id}/stream"]
    assert len(script.connections) == 1


async def test_many_runs_keep_to_one_connection(client: AsyncInference, script: Script) -> None:
    for number in range(8):
        await client.run("infsh/echo", input={"number": number})
        script.wait_idle()
    assert len(script.requests) == 16
    assert len(script.connections) == 1


async def test_parallel_runs_get_their_own_answers(client: AsyncInference) -> None:
    def job(number: int) -> Callable[[], Any]:
        return lambda: client.run("infsh/echo", input={"number": number})

    results = await seam.gather([job(number) for number in range(12)], 12)
    assert [result.output["number"] for result in results] == list(range(12))


async def test_fire_and_forget(client: AsyncInference, gate: Gate, script: Script) -> None:
    task = await client.run({"app": "test/gate", "input": {}}, wait=False)
    assert script.log == ["POST /apps/run"]
    assert not task.is_terminal
    assert task["status"] in ("received", "queued", "dispatched", "preparing", "setting_up", "running")
    gate.end(done=True)
    assert (await client.wait_for_completion(task["id"])).output == {"done": True}
    found = await client.get_task(task["id"])
    assert found["status"] == "completed"
    assert found.output == {"done": True}


async def test_run_parameters_arrive(client: AsyncInference, platform: LocalPlatform) -> None:
    result = await client.run(
        "infsh/session-test",
        function="increment",
        input={"key": "a", "amount": 2},
        infra="private",
        metadata={"label": "mine"},
        setup={"model": "small"},
    )
    assert result.output["current"] == 2
    assert result.function == "increment"
    assert result.infra == "private"


async def test_the_input_by_position(client: AsyncInference, script: Script) -> None:
    assert (await client.run("infsh/echo", {"text": "hi"})).output == {"text": "hi"}
    assert (await client.tasks.run("infsh/echo", {"text": "hi"}, metadata={"label": "a"})).output == {"text": "hi"}
    assert (await client.run({"app": "infsh/echo"}, {"n": 1})).output == {"n": 1}
    assert (await client.run("infsh/echo", input={"n": 1})).output == {"n": 1}
    updates = [update async for update in client.run("infsh/echo", {"n": 2}, stream=True)]
    assert updates[-1]["output"] == {"n": 2}
    task = await client.run("infsh/echo", {"n": 3}, wait=False)
    assert (await client.wait_for_completion(task["id"])).output == {"n": 3}
    script.clear()
    with pytest.raises(InvalidInputError, match="input was given twice"):
        await client.run({"app": "infsh/echo", "input": {"n": 1}}, {"n": 2})
    assert script.requests == []


async def test_function_named_in_the_reference(client: AsyncInference) -> None:
    result = await client.run("infsh/session-test:increment", input={"key": "a"})
    assert result.output == {"key": "a", "previous": 0, "current": 1}


async def test_run_at_takes_a_datetime(client: AsyncInference) -> None:
    soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(milliseconds=50)
    result = await client.run("infsh/echo", input={}, run_at=soon)
    assert result["status"] == "completed"
    assert str(result["run_at"])[:19] == soon.strftime("%Y-%m-%dT%H:%M:%S")


async def test_unknown_parameters_pass_since_the_platform_grows(make_platform: Any) -> None:
    bodies = []
    platform = make_platform(observer=lambda exchange: bodies.append(exchange.request_body))
    async with platform.async_client() as client:
        await client.run({"app": "infsh/echo", "input": {}, "retention_days": 3}, wait=False)
    # An exchange is observed when its answer has gone out, which the client may know first.
    until(lambda: bodies, "the exchange is observed")
    assert b'"retention_days":3' in bodies[0]


async def test_a_timeout_names_the_task_and_leaves_it(client: AsyncInference, gate: Gate) -> None:
    with pytest.raises(APITimeoutError) as caught:
        await client.run("test/gate", input={}, timeout=1.5)
    error = caught.value
    assert isinstance(error, TimeoutError)
    assert error.task_id is not None
    assert error.task_id in str(error)
    gate.end(late=True)
    assert (await client.wait_for_completion(error.task_id)).output == {"late": True}


async def test_a_timeout_of_the_client_holds_for_each_call(platform: LocalPlatform, gate: Gate) -> None:
    async with platform.async_client(timeout=1.5) as client:
        with pytest.raises(APITimeoutError):
            await client.run("test/gate", input={})
        gate.end(n=1)
        task = await client.run("infsh/echo", input={"n": 2}, timeout=None)
        assert task.output == {"n": 2}


async def test_a_timeout_of_a_stream(client: AsyncInference) -> None:
    stream = client.run("test/gate", input={}, stream=True, timeout=1.5)
    with pytest.raises(APITimeoutError) as caught:
        async for _ in stream:
            pass
    assert caught.value.task_id == stream.task_id is not None
    assert stream.error is caught.value


async def test_a_timeout_before_there_is_a_task(client: AsyncInference, script: Script) -> None:
    release = threading.Event()
    script.on("GET", "^/tasks/", after(release))
    with pytest.raises(APITimeoutError) as caught:
        await client.get_task("5hq0v3n8r1y6k4b9t2w7x0c5dm", timeout=0.1)
    assert "0.1 seconds" in str(caught.value)
    release.set()


async def test_wait_for_completion_times_out(client: AsyncInference, gate: Gate) -> None:
    task = await client.run("test/gate", input={}, wait=False)
    with pytest.raises(APITimeoutError) as caught:
        await client.wait_for_completion(task["id"], timeout=0.1)
    assert caught.value.task_id == task["id"]
    gate.end()


async def test_headers_per_client_and_per_call(platform: LocalPlatform, script: Script) -> None:
    async with platform.async_client(headers={"X-Team": "a"}) as client:
        await client.run(ECHO, headers={"X-Trace": "t1"})
        assert {seen.headers.get("x-team") for seen in script.requests} == {"a"}
        assert {seen.headers.get("x-trace") for seen in script.requests} == {"t1"}
        assert all(seen.headers["authorization"] == f"Bearer {platform.api_key}" for seen in script.requests)
        script.clear()
        await client.run(ECHO)
        assert {seen.headers.get("x-trace") for seen in script.requests} == {None}


async def test_cancel(client: AsyncInference, gate: Gate) -> None:
    task = await client.run("test/gate", input={}, wait=False)
    stream = client.stream_task(task["id"])
    async for update in stream:
        if update["status"] == "running":
            break
    until(lambda: gate.inputs, "the app is called")
    answer = await client.cancel_task(task["id"])
    assert answer["id"] == task["id"]
    with pytest.raises(InferenceError) as caught:
        await client.wait_for_completion(task["id"])
    assert type(caught.value).__name__ == "TaskCancelledError"
    gate.wait_cancelled()


async def test_cancelling_what_has_ended_is_no_error(client: AsyncInference) -> None:
    task = await client.run(ECHO)
    again = await client.cancel(task["id"])
    assert again["status"] == "completed"


async def test_cancel_takes_force_and_grace(client: AsyncInference, make_platform: Any) -> None:
    bodies = []
    platform = make_platform(observer=lambda exchange: bodies.append((exchange.path, exchange.request_body)))
    async with platform.async_client() as client:
        task = await client.run("test/slow", input={"seconds": 20}, wait=False)
        await client.cancel_task(task["id"], force=True, grace_ms=50)
    asked = (f"/tasks/{task['id']}/cancel", b'{"force":true,"timeout":50}')
    until(lambda: asked in bodies, "the cancellation says how")


async def test_status_logs_files_and_delete(client: AsyncInference) -> None:
    task = await client.run("infsh/flux-schnell", input={"prompt": "hills", "width": 8, "height": 8})
    status = await client.tasks.status(task["id"])
    assert status is TaskStatus.COMPLETED
    assert [str(line) for line in await client.tasks.logs(task["id"])] == ["drawing 8x8"]
    (file,) = await client.tasks.files(task["id"], role="output")
    assert file.content_type == "image/png"
    assert file["uri"] == task.output["image"]
    assert await client.tasks.files(task["id"], role="input") == []
    gone = await client.tasks.delete_files(task["id"], role="output")
    assert gone["deleted"] == [file["id"]]
    await client.tasks.delete(task["id"])
    with pytest.raises(NotFoundError):
        await client.get_task(task["id"])


async def test_lists_are_pages(client: AsyncInference) -> None:
    for number in range(3):
        await client.run("infsh/echo", input={"n": number})
    first = await client.tasks.list(limit=2)
    assert [task.is_terminal for task in first.items_] == [True, True]
    assert first.has_next
    second = await client.tasks.list(limit=2, cursor=first.next_cursor)
    ids = [task["id"] for page in (first, second) for task in page.entries()]
    assert len(set(ids)) == 3
    completed = await client.tasks.list(filters=[{"field": "status", "operator": "eq", "value": "completed"}])
    assert len(completed["items"]) == 3
    oldest = await client.tasks.list(sort=[{"field": "created_at", "dir": "asc"}], limit=1)
    assert oldest.items_[0]["id"] == ids[-1]


async def test_list_arguments_are_checked(client: AsyncInference, script: Script) -> None:
    with pytest.raises(InvalidInputError, match="limit"):
        await client.tasks.list(limit=0)
    with pytest.raises(InvalidInputError, match="filters"):
        await client.tasks.list(filters=[{"status": "running"}])
    assert script.requests == []


async def test_all_kinds_of_apps(make_platform: Any) -> None:
    platform = make_platform(coroutine, nothing)
    async with platform.async_client() as client:
        assert (await client.run("test/async", input={"n": 1})).output == {"n": 2}
        assert (await client.run("test/nothing", input={})).output is None
