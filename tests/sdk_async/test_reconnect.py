"""Runs survive the loss of their stream."""

from __future__ import annotations

import json
import threading
from typing import Any, Dict, List

import pytest
from support.background_async import AsyncBackground, until
from support.clocks import FastClock
from support.gate import Gate
from support.script import Script, cut, problem, reply, silent

from inferencesh import (
    APIConnectionError,
    AsyncInference,
    AuthenticationError,
    InferenceError,
    NotFoundError,
    PermissionDeniedError,
    RetryPolicy,
    StreamError,
    StreamingOptions,
)

pytestmark = pytest.mark.anyio

QUICK = StreamingOptions(max_retries=3, retry_delay=0.001, chunk_size=1024)
SLOW: Dict[str, Any] = {"app": "test/slow", "input": {"seconds": 0.3, "steps": 6}}
STREAM = "/stream$"


def streams(script: Script) -> int:
    return script.log.count("GET /tasks/{id}/stream")


@pytest.mark.parametrize(
    "partial", [b"", b'{"data":{"status":', b'{"id":"x","status":10}', b"\xff\xfe nonsense\n", b"[1,2]\n", b"\n\n{}\n"]
)
async def test_a_cut_stream_is_taken_up_again(client: AsyncInference, script: Script, partial: bytes) -> None:
    script.on("GET", STREAM, cut(1, partial), cut(3, partial))
    collected: List[str] = []
    slower = {**SLOW, "input": {"seconds": 1.0, "steps": 6}}  # not over before it was taken up twice
    stream = client.run(slower, stream=True, options=QUICK)
    async for update in stream:
        collected.extend(update["logs"])
    assert streams(script) == 3
    assert collected == ["1/6", "2/6", "3/6", "4/6", "5/6", "6/6"], "no line is lost or told twice"
    assert stream.result is not None
    assert stream.result["logs"] == collected


async def test_waiting_survives_cuts_as_well(client: AsyncInference, script: Script) -> None:
    script.on("GET", STREAM, cut(0), cut(1), cut(2))
    result = await client.run(SLOW, options=QUICK)
    assert result["status"] == "completed"
    assert result["logs"][-1] == "6/6"


async def test_a_stream_cut_right_before_the_end(client: AsyncInference, gate: Gate, script: Script) -> None:
    script.on("GET", STREAM, cut(1))
    gate.end(n=1)
    stream = client.run("test/gate", input={}, stream=True, options=QUICK)
    statuses = [update["status"] async for update in stream]
    assert statuses[-1] == "completed"
    assert stream.result is not None
    assert stream.result.output == {"n": 1}


async def test_the_run_is_never_submitted_again(client: AsyncInference, script: Script) -> None:
    script.on("GET", STREAM, cut(0), cut(0))
    await client.run(SLOW, options=QUICK)
    assert script.log.count("POST /apps/run") == 1


async def test_failures_in_a_row_are_counted_and_progress_resets_them(client: AsyncInference, script: Script) -> None:
    script.on("GET", STREAM, *[cut(2) for _ in range(8)])
    result = await client.run(
        "test/slow", input={"seconds": 0.5, "steps": 10}, options=StreamingOptions(max_retries=2, retry_delay=0.001)
    )
    assert result["status"] == "completed"


async def test_polling_when_the_stream_cannot_be_opened(platform: Any, script: Script, gate: Gate) -> None:
    script.on("GET", STREAM, *[problem(503, "unavailable") for _ in range(200)])
    async with platform.async_client(clock=FastClock(100)) as client:
        statuses: List[str] = []
        stream = client.run("test/gate", input={}, stream=True, max_reconnects=2, reconnect_delay_ms=1)
        async for update in stream:
            statuses.append(str(update["status"]))
            if streams(script) > 2 and statuses[-1] == "running":
                gate.log("still here")
            if "still here" in update["logs"]:
                gate.end(n=1)
            elif statuses[-1] == "running":
                gate.log("still here")
        assert statuses[-1] == "completed"
        assert stream.result is not None
        assert stream.result.output == {"n": 1}
    assert streams(script) < 30, "polling does not hammer the stream"


async def test_a_long_outage_of_streams_with_a_task_that_lives(platform: Any, script: Script, gate: Gate) -> None:
    """Far more refused streams than max_retries allows, while the task is known to live."""
    script.on("GET", STREAM, *[problem(502, "bad_gateway") for _ in range(5000)])
    async with platform.async_client(clock=FastClock(2000)) as client:
        task = await client.run("test/gate", input={}, wait=False)
        waiting = threading.Thread(
            target=lambda: (script.wait_for(lambda: streams(script) > 6, "it was given up"), gate.end())
        )
        waiting.start()
        result = await client.wait_for_completion(task["id"])
        waiting.join()
        assert result["status"] == "completed"
    assert streams(script) > 6


async def test_a_quiet_task_with_heartbeats_only(make_platform: Any, script: Script, gate: Gate) -> None:
    platform = make_platform(heartbeat=0.005)
    async with platform.async_client(clock=FastClock(40)) as client:  # 60 s of silence are 1.5 s here
        waiting = threading.Timer(2.5, gate.end)
        waiting.start()
        result = await client.run("test/gate", input={})
        waiting.join()
        assert result["status"] == "completed"
    assert streams(script) == 1, "heartbeats are enough to keep a stream"
    assert "GET /tasks/{id}/status" in script.log, "the state is read now and then, lightly"


async def test_a_stream_without_any_byte_counts_as_dead(make_platform: Any, script: Script, gate: Gate) -> None:
    platform = make_platform(heartbeat=3600)
    async with platform.async_client(clock=FastClock(300)) as client:
        statuses: List[str] = []
        async for update in client.run("test/gate", input={}, stream=True, reconnect_delay_ms=1):
            statuses.append(str(update["status"]))
            if statuses[-1] == "running" and streams(script) == 1:
                # 45 s of silence are 0.15 s here
                threading.Timer(0.5, gate.end).start()
        assert statuses[-1] == "completed"
    assert streams(script) > 1


async def test_a_server_that_takes_the_request_and_says_nothing(platform: Any, script: Script, gate: Gate) -> None:
    release = threading.Event()
    script.on("GET", STREAM, silent(release))
    gate.end(n=1)
    async with platform.async_client() as client:
        with pytest.raises(InferenceError) as caught:
            await client.run("test/gate", input={}, timeout=1.5)
    release.set()
    assert isinstance(caught.value, TimeoutError)
    assert caught.value.task_id is not None


@pytest.mark.parametrize("options", [{"auto_reconnect": False}, {"max_reconnects": 0}])
async def test_without_reconnection_a_cut_is_an_error(
    client: AsyncInference, script: Script, gate: Gate, options: Dict[str, Any]
) -> None:
    script.on("GET", STREAM, cut(1))
    stream = client.run("test/gate", input={}, stream=True, **options)
    with pytest.raises(StreamError) as caught:
        async for _ in stream:
            pass
    error = caught.value
    assert isinstance(error, (APIConnectionError, ConnectionError))
    assert error.task_id == stream.task_id is not None
    assert error.task_id in str(error)
    assert streams(script) == 1
    gate.end(n=1)
    assert (await client.wait_for_completion(error.task_id)).output == {"n": 1}


async def test_without_reconnection_an_ended_task_is_still_found(client: AsyncInference, script: Script) -> None:
    task = await client.run("infsh/echo", input={"n": 1})
    script.on("GET", STREAM, cut(0))
    updates = [update async for update in client.stream_task(task["id"], auto_reconnect=False)]
    assert updates[-1].output == {"n": 1}


async def test_giving_up_when_nothing_answers(platform: Any, script: Script, gate: Gate) -> None:
    async with platform.async_client(retry=RetryPolicy(max_attempts=1)) as client:
        task = await client.run("test/gate", input={}, wait=False)
        script.on("GET", "^/tasks/", *[problem(503, "unavailable", "out of order") for _ in range(100)])
        with pytest.raises(StreamError, match="out of order") as caught:
            async for _ in client.stream_task(task["id"], options=QUICK):
                pass
        assert caught.value.task_id == task["id"]
        assert 4 <= len(script.requests) < 12
    gate.end()


async def test_a_key_that_is_refused_ends_the_stream_at_once(
    client: AsyncInference, script: Script, gate: Gate
) -> None:
    script.on("GET", STREAM, cut(1), problem(401, "unauthorized", "the key was revoked"))
    script.on("GET", "^/tasks/[^/]+$", problem(401, "unauthorized", "the key was revoked"))
    stream = client.run("test/gate", input={}, stream=True, options=QUICK)
    with pytest.raises(AuthenticationError) as caught:
        async for _ in stream:
            pass
    assert caught.value.task_id == stream.task_id
    gate.end()


async def test_a_page_in_place_of_a_stream(client: AsyncInference, script: Script) -> None:
    script.on("GET", STREAM, reply(200, b"<html>welcome</html>", "text/html"))
    result = await client.run(SLOW, options=QUICK)
    assert result["status"] == "completed"


async def test_an_error_event_on_the_stream(client: AsyncInference, script: Script) -> None:
    event = {"event": "error", "data": {"message": "the hub is gone"}}
    script.on("GET", STREAM, reply(200, json.dumps(event).encode() + b"\n", "application/x-ndjson"))
    result = await client.run(SLOW, options=QUICK)
    assert result["status"] == "completed"


async def test_a_clean_end_before_the_task_has_ended(client: AsyncInference, script: Script, gate: Gate) -> None:
    script.on("GET", STREAM, reply(200, b'{"type":"heartbeat"}\n', "application/x-ndjson"))
    gate.end(n=1)
    result = await client.run("test/gate", input={}, options=QUICK)
    assert result.output == {"n": 1}


async def test_the_last_update_comes_although_the_task_cannot_be_read(platform: Any, script: Script) -> None:
    async with platform.async_client(retry=RetryPolicy(max_attempts=1)) as client:
        task = await client.run("infsh/echo", input={"n": 1})
        end = {"data": {"id": task["id"], "status": 10, "output": {"n": 1}}, "fields": ["status", "output"]}
        script.on("GET", STREAM, reply(200, json.dumps(end).encode() + b"\n", "application/x-ndjson"))
        script.on("GET", "^/tasks/", *[problem(503, "unavailable", "out of order") for _ in range(100)])
        updates = [update async for update in client.stream_task(task["id"], options=QUICK)]
    assert [(str(update["status"]), update["output"]) for update in updates] == [("completed", {"n": 1})]


async def test_a_deaf_stream_is_closed_when_another_is_opened(make_platform: Any, script: Script, gate: Gate) -> None:
    platform = make_platform(heartbeat=0.005)
    platform.faults.add("GET /tasks/{id}/stream", "heartbeats_only", times=1)
    async with platform.async_client(clock=FastClock(40)) as client:  # 60 s of silence are 1.5 s here
        running = AsyncBackground(lambda: client.run("test/gate", input={}))
        await until(lambda: streams(script) == 2, "no other stream was opened")
        await until(lambda: script.open == 1, "the stream that says nothing is still open")
        gate.end(n=1)
        assert (await running.result())["output"] == {"n": 1}


# -- streams that are refused, and ends that cannot be read

REFUSALS = [400, 403, 404, 405, 406, 410, 415, 451]


@pytest.mark.parametrize("status", REFUSALS)
async def test_a_refused_stream_does_not_end_a_run(
    client: AsyncInference, script: Script, gate: Gate, status: int
) -> None:
    script.on("GET", STREAM, problem(status, "refused", "not here"))
    gate.end(n=1)
    result = await client.run("test/gate", input={}, options=QUICK)
    assert result.output == {"n": 1}
    log = script.log
    assert log.index("GET /tasks/{id}") > log.index("GET /tasks/{id}/stream"), "the task itself was asked"


@pytest.mark.parametrize("status", [403, 404, 405, 406])
async def test_a_stream_that_is_always_refused_is_replaced_by_polling(
    platform: Any, script: Script, gate: Gate, status: int
) -> None:
    script.on("GET", STREAM, *[problem(status, "refused", "not here") for _ in range(1000)])
    async with platform.async_client(clock=FastClock(200)) as client:
        running = AsyncBackground(lambda: client.run("test/gate", input={}))
        await until(lambda: streams(script) > 6, "the stream is tried again now and then")
        gate.end(n=1)
        assert (await running.result()).output == {"n": 1}
    assert script.log.count("POST /apps/run") == 1


async def test_a_task_that_is_refused_as_well_is_the_error(client: AsyncInference, script: Script, gate: Gate) -> None:
    script.on("GET", STREAM, problem(405, "method_not_allowed", "no streams here"))
    script.on("GET", "^/tasks/[^/]+$", problem(404, "not_found", "no such task"))
    with pytest.raises(NotFoundError, match="no such task") as caught:
        await client.run("test/gate", input={}, options=QUICK)
    assert caught.value.task_id is not None
    assert script.log == ["POST /apps/run", "GET /tasks/{id}/stream", "GET /tasks/{id}"]
    gate.end()


@pytest.mark.parametrize("options", [{"auto_reconnect": False}, {"max_reconnects": 0}])
async def test_without_reconnection_a_refused_stream_is_an_error_unless_the_task_has_ended(
    client: AsyncInference, script: Script, gate: Gate, options: Dict[str, Any]
) -> None:
    refused = problem(403, "forbidden", "no streams for this key")
    script.on("GET", STREAM, refused, refused)
    task = await client.run("test/gate", input={}, wait=False)
    with pytest.raises(StreamError, match="no streams for this key") as caught:
        async for _ in client.stream_task(task.id, **options):
            pass
    assert caught.value.task_id == task.id
    assert isinstance(caught.value.__cause__, PermissionDeniedError)
    gate.end(n=1)
    await client.wait_for_completion(task.id)
    script.on("GET", STREAM, refused)
    updates = [update async for update in client.stream_task(task.id, **options)]
    assert updates[-1].output == {"n": 1}


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize("broken", [problem(500, "internal", "out of order"), reply(200, b"{}")])
async def test_an_end_whose_task_cannot_be_read(platform: Any, script: Script, known: bool, broken: Any) -> None:
    """The last frame is a partial one, and the task can never be read."""
    async with platform.async_client(clock=FastClock(2000)) as client:
        task = await client.run("infsh/echo", input={"n": 1})
        body = {"id": task.id, "status": 10, **({"output": {"n": 1}} if known else {})}
        end = json.dumps({"data": body, "fields": sorted(body)}).encode()
        script.on("GET", STREAM, *[reply(200, end + b"\n", "application/x-ndjson")] * 50)
        script.on("GET", "^/tasks/", *[broken] * 500)
        script.clear()
        if known:
            assert (await client.wait_for_completion(task.id)).output == {"n": 1}
        else:
            with pytest.raises(StreamError) as caught:
                await client.wait_for_completion(task.id)
            assert caught.value.task_id == task.id
            assert caught.value.task is not None
            assert caught.value.task.status == "completed"
        assert len(script.requests) < 30


async def test_a_task_that_never_shows_its_end_is_not_given_without_its_output(platform: Any, script: Script) -> None:
    """The stream says that it has ended, and all readings that it goes on."""
    async with platform.async_client(clock=FastClock(2000)) as client:
        task = await client.run("infsh/echo", input={"n": 1})
        end = json.dumps({"data": {"id": task.id, "status": 10}, "fields": ["id", "status"]}).encode()
        script.on("GET", STREAM, reply(200, end + b"\n", "application/x-ndjson"))
        stale = json.dumps({"success": True, "data": {"id": task.id, "status": 7, "output": None}}).encode()
        script.on("GET", "^/tasks/[^/]+$", *[reply(200, stale)] * 50)
        with pytest.raises(StreamError) as caught:
            await client.wait_for_completion(task.id)
    assert caught.value.task is not None
    assert caught.value.task_id == task.id


async def test_a_status_that_says_the_end_while_the_task_cannot_be_read(make_platform: Any, script: Script) -> None:
    """The stream is alive and deaf: heartbeats only. The status can be read, and says that the task has ended."""
    platform = make_platform(heartbeat=0.005)
    platform.faults.add("GET /tasks/{id}/stream", "heartbeats_only")
    async with platform.async_client(clock=FastClock(200), retry=None) as client:
        task = await client.run("infsh/echo", input={"n": 1}, wait=False)
        script.on("GET", "^/tasks/[^/]+$", *[problem(500, "internal", "out of order")] * 500)
        with pytest.raises(StreamError, match="out of order") as caught:
            await client.wait_for_completion(task.id)
    assert caught.value.task is not None
    assert script.log.count("GET /tasks/{id}") < 20
