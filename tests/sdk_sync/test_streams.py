# Made from tests/sdk_async/test_streams.py by scripts/unasync.py. Do not edit.
"""Streams: what an update holds, and how a stream ends."""

from __future__ import annotations

from typing import Any, List

import pytest
from support.background_sync import Background, until
from support.gate import Gate
from support.script import Script, reply

from inferencesh import (
    Inference,
    NotFoundError,
    TaskCancelledError,
    TaskFailedError,
    TaskRejectedError,
    TaskStatus,
    TaskStream,
)
from inferencesh.local import LocalPlatform

pytestmark = pytest.mark.anyio

SLOW = {"app": "test/slow", "input": {"seconds": 0.05, "steps": 5}}


def test_updates_as_the_mission_reads_them(client: Inference) -> None:
    statuses, lines = [], []
    for update in client.run({"app": "test/slow", "input": {"seconds": 0.3, "steps": 5}}, stream=True):
        statuses.append(f"{update['status']}")
        if update.get("logs"):
            lines.append(update["logs"][-1])
    assert "running" in statuses
    assert statuses[-1] == "completed"
    assert statuses == sorted(statuses, key=lambda name: TaskStatus(name).code), "a status never goes back"
    assert lines[-1] == "5/5"


def test_an_update_holds_the_new_log_lines_and_the_result_all(client: Inference, gate: Gate) -> None:
    stream = client.run("test/gate", input={}, stream=True)
    collected: List[str] = []
    for text in ("one", "two"):
        gate.log(text)
    for update in stream:
        collected.extend(update["logs"])
        if "two" in update["logs"]:
            gate.log("three")
        if "three" in update["logs"]:
            gate.end(n=1)
    assert collected == ["one", "two", "three"]
    assert stream.result is not None
    assert stream.result["logs"] == collected
    assert (client.get_task(stream.result["id"]))["logs"] == collected


def test_outputs_progress_and_deltas(client: Inference, gate: Gate) -> None:
    stream = client.run("test/gate", input={}, stream=True)
    gate.output(progress={"current": 1, "total": 4})
    for update in stream:
        if update.get("progress"):
            assert update["progress"] == {"current": 1, "total": 4}
            assert update["partial_output"] == {"progress": {"current": 1, "total": 4}}
            break
    else:
        raise AssertionError("no progress was seen")
    gate.end(n=1)
    assert (client.wait_for_completion(stream.task_id or "")).output == {"n": 1}


def test_deltas_join_into_the_partial_output(client: Inference, gate: Gate) -> None:
    deltas, partial = [], None
    for update in client.run("test/gate", input={}, stream=True):
        if update["status"] == "running" and partial is None:
            partial = {}
            for word in ("a ", "b ", "c "):
                gate.delta(response=word)
            gate.end(response="a b c")
        if update.delta is not None:
            deltas.append(update.delta)
            partial = update["partial_output"]
        last = update
    assert [delta["response"] for delta in deltas] == ["a ", "b ", "c "]
    assert partial == {"response": "a b c "}
    assert last["output"] == {"response": "a b c"}
    assert last.get("partial_output") is None


def test_progress_from_log_lines(client: Inference, gate: Gate) -> None:
    stream = client.run("test/gate", input={}, stream=True)
    gate.log("frame 12/40")
    for update in stream:
        if update.get("progress"):
            assert update["progress"]["current"] == 12
            assert update["progress"]["total"] == 40
            gate.end()
            break
    else:
        raise AssertionError("no progress was seen")


def test_what_a_stream_knows(client: Inference, gate: Gate) -> None:
    stream = client.run("test/gate", input={}, stream=True)
    assert isinstance(stream, TaskStream)
    for update in stream:
        assert stream.task_id == update["id"]
        assert stream.result is None
        assert stream.error is None
        assert stream.task is not None
        assert not stream.task.is_terminal
        assert update["id"] in repr(stream)
        gate.end(n=1)
        break
    for _ in stream:
        pass
    assert stream.result is not None
    assert stream.result.output == {"n": 1}


def test_a_failed_task_is_seen_before_it_raises(client: Inference) -> None:
    seen = []
    with pytest.raises(TaskFailedError, match="because I say so") as caught:
        for update in client.run("test/fails", input={"message": "because I say so"}, stream=True):
            seen.append(update)
    assert seen[-1]["status"] == "failed"
    assert "because I say so" in seen[-1]["error"]
    error = caught.value
    assert isinstance(error, RuntimeError)
    assert error.task_id == seen[-1]["id"]
    assert error.task["status"] == "failed"
    assert error.task["logs"] == ["about to fail"]


def test_a_failed_task_raises_when_waited_for(client: Inference) -> None:
    with pytest.raises(TaskFailedError, match="on purpose") as caught:
        client.run("test/fails", input={"message": "on purpose"})
    assert caught.value.task["logs"] == ["about to fail"]
    with pytest.raises(TaskFailedError, match="on purpose"):
        client.wait_for_completion(caught.value.task_id or "")
    task = client.get_task(caught.value.task_id or "")
    assert task["status"] == "failed", "a task that is only looked at raises nothing"


def test_a_cancelled_task_is_seen_before_it_raises(client: Inference) -> None:
    statuses = []
    stream = client.run("test/gate", input={}, stream=True)
    with pytest.raises(TaskCancelledError) as caught:
        for update in stream:
            if update["status"] == "running" and "running" not in statuses:
                client.cancel_task(update["id"])
            statuses.append(str(update["status"]))
    assert statuses[-1] == "cancelled"
    assert caught.value.task_id == stream.task_id


def test_a_rejected_task_is_seen_before_it_raises(client: Inference, script: Script, gate: Gate) -> None:
    task = client.run("test/gate", input={}, wait=False)
    rejected = {**task.raw, "status": 13, "error": "no balance"}
    script.on("GET", "/stream$", reply(200, rejected, "application/x-ndjson"))
    script.on("GET", "^/tasks/", reply(200, rejected))
    seen = []
    with pytest.raises(TaskRejectedError, match="no balance"):
        for update in client.stream_task(task["id"]):
            seen.append(update["status"])
    assert seen == ["rejected"]
    gate.end()


def test_the_stream_of_a_task_that_has_ended(client: Inference, script: Script) -> None:
    task = client.run("infsh/echo", input={"n": 1})
    script.clear()
    updates = [update for update in client.stream_task(task["id"])]
    assert [update["status"] for update in updates] == ["completed"]
    assert updates[0].output == {"n": 1}
    assert script.log == ["GET /tasks/{id}/stream"]


def test_the_stream_of_no_task(client: Inference, script: Script) -> None:
    with pytest.raises(NotFoundError):
        for _ in client.stream_task("0" * 26):
            pass
    assert script.log == ["GET /tasks/{id}/stream", "GET /tasks/{id}"], "neither refusal is repeated"


def test_leaving_the_loop_closes_the_connection(client: Inference, gate: Gate, script: Script) -> None:
    for update in client.run("test/gate", input={}, stream=True):
        if update["status"] == "running":
            break
    until(lambda: script.open == 0, "the server still has the stream open")
    gate.end()


def test_leaving_the_loop_closes_the_connection_of_a_stream_that_is_kept(
    client: Inference, gate: Gate, script: Script
) -> None:
    stream = client.run("test/gate", input={}, stream=True)
    for update in stream:
        if update["status"] == "running":
            break
    until(lambda: script.open == 0, "the server still has the stream open")
    gate.end(n=1)
    rest = [update for update in stream]
    assert rest[-1]["output"] == {"n": 1}, "and the loop may be taken up again"


def test_an_error_in_the_loop_closes_the_connection(client: Inference, gate: Gate, script: Script) -> None:
    stream = client.run("test/gate", input={}, stream=True)
    with pytest.raises(ZeroDivisionError):
        for _ in stream:
            _ = 1 / 0
    until(lambda: script.open == 0, "the server still has the stream open")
    gate.end()


def test_next_by_hand_keeps_the_connection(client: Inference, gate: Gate, script: Script) -> None:
    stream = client.run("test/gate", input={}, stream=True)
    first = stream.__next__()
    assert first["id"] == stream.task_id
    gate.end()
    statuses = []
    while True:
        try:
            statuses.append((stream.__next__())["status"])
        except StopIteration:
            break
    assert statuses[-1] == "completed"
    assert script.log.count("GET /tasks/{id}/stream") == 1


def test_a_stream_as_a_context_manager(client: Inference, gate: Gate, script: Script) -> None:
    with client.run("test/gate", input={}, stream=True) as stream:
        assert stream.task_id is not None
        for update in stream:
            assert update["id"] == stream.task_id
            break
    until(lambda: script.open == 0, "the server still has the stream open")
    assert [update for update in stream] == [], "a closed stream gives nothing more"
    gate.end()


def test_closing_twice_before_and_after(client: Inference) -> None:
    stream = client.run("infsh/echo", input={}, stream=True)
    for _ in stream:
        pass
    stream.close()
    stream.close()
    assert stream.result is not None
    task = client.run("infsh/echo", input={}, wait=False)
    unread = client.stream_task(task["id"])
    unread.close()
    assert [update for update in unread] == []


def test_closing_while_somebody_waits_for_an_update(client: Inference, gate: Gate, script: Script) -> None:
    stream = client.run("test/gate", input={}, stream=True)
    seen: List[Any] = []

    def read() -> str:
        for update in stream:
            seen.append(update)
        return "ended"

    reader = Background(read)
    until(lambda: any(update["status"] == "running" for update in seen), "the task does not run")
    stream.close()
    assert reader.result() == "ended"
    until(lambda: script.open == 0, "the server still has the stream open")
    assert stream.error is None
    gate.end()


def test_the_connection_of_a_finished_stream_is_used_again(client: Inference, script: Script) -> None:
    for _ in range(3):
        for _ in client.run(SLOW, stream=True):
            pass
        script.wait_idle()
    assert len(script.connections) == 1


def test_server_sent_events(client: Inference, script: Script) -> None:
    task = client.run("infsh/echo", input={"n": 1})
    body = b'event: update\nretry: 10\ndata: {"id": "%s",\ndata: "status": 10, "output": {"n": 2}, "logs": []}\n\n'
    body = b"\xef\xbb\xbf: hello\n\n" + body % task["id"].encode() + b"event: done\ndata: {}\n\n"
    script.on("GET", "/stream$", reply(200, body, "text/event-stream; charset=utf-8"))
    updates = [update for update in client.stream_task(task["id"])]
    assert updates[-1].output == {"n": 2}


def test_many_streams_at_once(client: Inference, platform: LocalPlatform) -> None:
    from inferencesh._runtime import concurrency_sync as seam

    def follow() -> Any:
        stream = client.run("test/slow", input={"seconds": 0.05, "steps": 2}, stream=True)
        for _ in stream:
            pass
        return stream.result

    results = seam.gather([follow] * 6, 6)
    assert len({result["id"] for result in results}) == 6
    assert all(result.output == {"seconds": 0.05, "steps": 2} for result in results)
