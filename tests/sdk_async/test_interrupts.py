"""What becomes of a task when the program that waits for it is interrupted; joining it again."""

from __future__ import annotations

import logging
import re
import threading
from typing import Any, List

import pytest
from support.background_async import until
from support.gate import Gate
from support.interrupt_async import interrupt_when
from support.script import Script, held_back, problem, silent

from inferencesh import AsyncInference, InvalidInputError
from inferencesh._core.requests import interrupts
from inferencesh.local import LocalPlatform

pytestmark = pytest.mark.anyio


def followed(script: Script, gate: Gate) -> bool:
    """The app is at work, and the client knows its task: an app may begin before the answer to its run is read."""
    return bool(gate.inputs) and "GET /tasks/{id}/stream" in script.log


async def test_detaching_says_how_to_attach(
    client: AsyncInference,
    platform: LocalPlatform,
    gate: Gate,
    script: Script,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "inferencesh")
    told = await interrupt_when(lambda: followed(script, gate), lambda: client.run("test/gate", input={"n": 1}))
    (task,) = platform.tasks
    assert task["status"] < 8, "it goes on"
    line = rf"inferencesh: task {task['id']} goes on \(\w+\); client.attach\('{task['id']}'\) joins it again"
    assert not re.search(line, caplog.text), "the log names its logger itself"
    assert re.search(line[len("inferencesh: ") :], caplog.text)
    assert re.search(line, told + capsys.readouterr().err)
    gate.log("still here")
    gate.end(answer=42)
    result = await client.attach(task["id"]).wait()
    assert result["output"] == {"answer": 42}
    assert result["logs"] == ["still here"]


async def test_attaching_gives_a_stream(client: AsyncInference, platform: LocalPlatform, gate: Gate) -> None:
    task = await client.run("test/gate", input={}, wait=False)
    gate.end(answer=1)
    updates = [update async for update in client.attach(task["id"])]
    assert updates[-1]["output"] == {"answer": 1}
    stream = client.attach(task["id"])
    assert (await stream.wait())["output"] == {"answer": 1}
    assert stream.result is not None


async def test_cancelling_the_task_too(
    client: AsyncInference, platform: LocalPlatform, gate: Gate, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "inferencesh")
    await interrupt_when(
        lambda: followed(script, gate), lambda: client.run("test/gate", input={}, on_interrupt="cancel")
    )
    (task,) = platform.tasks
    assert f"task {task['id']} was asked to stop" in caplog.text
    gate.wait_cancelled()
    script.wait_idle()


async def test_the_client_s_choice(platform: LocalPlatform, gate: Gate, script: Script) -> None:
    async with platform.async_client(on_interrupt="cancel") as client:
        task = await client.run("test/gate", input={}, wait=False)
        await interrupt_when(lambda: followed(script, gate), lambda: client.attach(task["id"]).wait())
        gate.wait_cancelled()
        kept = client.with_options(on_interrupt="detach")
        assert kept._arguments["on_interrupt"] == "detach"


async def test_a_platform_that_does_not_answer(
    client: AsyncInference, platform: LocalPlatform, gate: Gate, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "inferencesh")
    script.on("POST", "/cancel$", problem(403, "forbidden", "not yours"))
    await interrupt_when(
        lambda: followed(script, gate), lambda: client.run("test/gate", input={}, on_interrupt="cancel")
    )
    assert "could not be cancelled and goes on (not yours)" in caplog.text
    gate.end()


async def test_interrupted_while_submitting(
    client: AsyncInference, platform: LocalPlatform, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "inferencesh")
    release = threading.Event()
    script.on("POST", "/apps/run$", silent(release))
    await interrupt_when(lambda: bool(script.requests), lambda: client.run("infsh/echo", input={}))
    release.set()
    assert "it may have been started; client.tasks.list() shows it" in caplog.text
    script.wait_idle()


@pytest.mark.parametrize("how", ["wait", "stream", "no wait", "key"])
async def test_a_run_interrupted_while_it_is_submitted_is_cancelled(
    make_platform: Any, gate: Gate, script: Script, caplog: pytest.LogCaptureFixture, how: str, tmp_path: Any
) -> None:
    """Nobody would know of its task, which goes on and is paid for."""
    caplog.set_level(logging.INFO, "inferencesh")
    platform = make_platform()
    release = threading.Event()
    script.on("POST", "/apps/run$", held_back(release))
    async with platform.async_client(journal=tmp_path / "runs.sqlite") as client:
        streams: List[Any] = []

        async def begin() -> None:
            chosen: Any = {"wait": {}, "no wait": {"wait": False}, "key": {"key": "k"}}.get(how)
            if chosen is not None:
                await client.run("test/gate", input={}, on_interrupt="cancel", **chosen)
                return
            streams.append(client.run("test/gate", input={}, stream=True, on_interrupt="cancel"))
            # async only
            async for _ in streams[0]:
                raise AssertionError("nothing can come")

        # The answer comes when the caller has been interrupted, and waits for it.
        timer = threading.Timer(1.0, release.set)
        timer.start()
        await interrupt_when(lambda: bool(platform.tasks), begin)
        timer.join(10)
        (task,) = platform.tasks
        assert f"task {task['id']} was asked to stop" in caplog.text
        # async only
        if streams:
            assert streams[0].task_id == task["id"]
        await until(lambda: platform.tasks[0]["status"] in (8, 12), "it was not cancelled")


async def test_a_submission_that_is_not_answered_in_time(
    client: AsyncInference,
    script: Script,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level(logging.INFO, "inferencesh")
    monkeypatch.setattr(interrupts, "CANCEL_TIMEOUT", 0.3)
    release = threading.Event()
    script.on("POST", "/apps/run$", silent(release))
    await interrupt_when(
        lambda: bool(script.requests), lambda: client.run("infsh/echo", input={}, on_interrupt="cancel")
    )
    assert "a run of infsh/echo was being submitted, and no answer came within 0.3 seconds" in caplog.text
    release.set()


async def test_a_submission_that_is_refused_after_the_interrupt(
    client: AsyncInference, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "inferencesh")
    release = threading.Event()
    script.on("POST", "/apps/run$", held_back(release))
    timer = threading.Timer(1.0, release.set)
    timer.start()
    await interrupt_when(
        lambda: bool(script.requests), lambda: client.run("no/such-app", input={}, on_interrupt="cancel")
    )
    timer.join(10)
    assert "nothing was started" in caplog.text


async def test_leaving_a_stream_s_block_by_an_interrupt(
    client: AsyncInference, gate: Gate, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "inferencesh")
    with pytest.raises(KeyboardInterrupt):
        async with client.run("test/gate", input={}, stream=True, on_interrupt="cancel") as stream:
            async for update in stream:
                if update["status"] == "running":
                    await until(lambda: bool(gate.inputs), "the app was not called")
                    raise KeyboardInterrupt
    assert f"task {stream.task_id} was asked to stop" in caplog.text
    gate.wait_cancelled()


async def test_leaving_it_in_any_other_way_says_nothing(
    client: AsyncInference, gate: Gate, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "inferencesh")
    with pytest.raises(ZeroDivisionError):
        async with client.run("test/gate", input={}, stream=True, on_interrupt="cancel") as stream:
            async for _ in stream:
                raise ZeroDivisionError
    async for _ in client.run("infsh/echo", input={}, stream=True, on_interrupt="cancel"):
        break
    assert "task" not in caplog.text
    assert not gate.cancelled
    gate.end()


@pytest.mark.parametrize("value", ["stop", True, 3])
async def test_choices_that_are_none(client: AsyncInference, platform: LocalPlatform, value: Any) -> None:
    with pytest.raises(InvalidInputError, match="on_interrupt must be 'detach'"):
        await client.run("infsh/echo", input={}, on_interrupt=value)
    with pytest.raises(InvalidInputError, match="on_interrupt must be 'detach'"):
        platform.async_client(on_interrupt=value)
    assert platform.tasks == []
