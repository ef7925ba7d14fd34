"""What becomes of a task when the program that waits for it is interrupted; joining it again."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest
from support.background_async import until
from support.gate import Gate
from support.interrupt_async import interrupt_when
from support.script import Script, silent

from inferencesh import AsyncInference, InvalidInputError
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
    assert re.search(line, caplog.text)
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
    from support.script import problem

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
    import threading

    caplog.set_level(logging.INFO, "inferencesh")
    release = threading.Event()
    script.on("POST", "/apps/run$", silent(release))
    await interrupt_when(lambda: bool(script.requests), lambda: client.run("infsh/echo", input={}))
    release.set()
    assert "it may have been started; client.tasks.list() shows it" in caplog.text
    script.wait_idle()


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
    assert "inferencesh: task" not in caplog.text
    assert not gate.cancelled
    gate.end()


@pytest.mark.parametrize("value", ["stop", True, 3])
async def test_choices_that_are_none(client: AsyncInference, platform: LocalPlatform, value: Any) -> None:
    with pytest.raises(InvalidInputError, match="on_interrupt must be 'detach'"):
        await client.run("infsh/echo", input={}, on_interrupt=value)
    with pytest.raises(InvalidInputError, match="on_interrupt must be 'detach'"):
        platform.async_client(on_interrupt=value)
    assert platform.tasks == []
