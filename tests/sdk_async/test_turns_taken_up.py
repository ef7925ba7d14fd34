"""A turn that nobody follows any more, and that somebody takes up again: no call is forgotten, and none runs twice."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import Any, Callable, Dict, List

import pytest
from support.agents import Met, results
from support.background_async import AsyncBackground, until
from support.script import Script

from inferencesh import APITimeoutError, InvalidInputError, ToolCallReady, tool
from inferencesh.local import Call, Pause, Say

pytestmark = pytest.mark.anyio
Meet = Callable[..., Met]
WAIT = 20.0


def ask() -> Any:
    return tool("ask").build()


async def test_a_call_whose_callback_failed_is_told_again(meet: Meet) -> None:
    m = meet([Call("ask"), "Thanks."], ask())

    def fail(call: Any) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await m.agent.send_message("go", on_tool_call=fail)
    answer = await m.agent.stream_all(on_tool_call=lambda call: call.submit("now"), timeout=WAIT)
    assert answer.text == "Thanks."
    assert results(await m.agent.get_chat()) == ["now"]


async def test_a_call_that_a_loop_left_behind_is_told_again(meet: Meet, script: Script) -> None:
    m = meet([Call("ask"), "Thanks."], ask())
    async with m.agent.stream("go") as events:
        async for event in events:
            if isinstance(event, ToolCallReady):
                break
    answer = await m.agent.stream_all(on_tool_call=lambda call: call.submit("now"), timeout=WAIT)
    assert answer.text == "Thanks."


async def test_a_deferred_call_is_the_callers_own(meet: Meet) -> None:
    m = meet([Call("ask"), "Thanks."], ask())
    kept: List[Any] = []

    def later(call: Any) -> None:
        call.defer()
        kept.append(call)

    with pytest.raises(APITimeoutError):
        await m.agent.send_message("go", on_tool_call=later, timeout=1.5)
    [call] = kept
    await call.submit("late")
    answer = await m.agent.stream_all(on_tool_call=later, timeout=WAIT)
    assert answer.text == "Thanks."
    assert len(kept) == 1


async def test_a_call_that_one_leaves_behind_is_told_to_another_who_follows(meet: Meet, script: Script) -> None:
    m = meet([Call("ask"), "Thanks.", "And more."], ask())
    async with m.agent.stream("go") as events:
        async for event in events:
            if isinstance(event, ToolCallReady):
                break
        other = AsyncBackground(
            lambda: m.agent.send_message("more", on_tool_call=lambda call: call.submit("now"), timeout=WAIT)
        )
        read = "GET /chats/{id}/messages"
        await until(lambda: script.log.count(read) > 0 and script.open == 2, "the other does not follow")
        settled = time.monotonic() + 0.2
        await until(lambda: time.monotonic() > settled, "time stood still")
    assert (await other.result()).text == "And more."
    assert results(await m.agent.get_chat()) == ["now"]


# async only
@pytest.mark.parametrize("plain", [True, False])
async def test_a_handler_that_was_cancelled_is_told_to_the_agent_and_not_run_again(meet: Meet, plain: bool) -> None:
    import asyncio

    release, begun = threading.Event(), threading.Event()
    runs: List[Any] = []

    def slow(args: Dict[str, Any]) -> str:
        runs.append(args)
        begun.set()
        assert release.wait(WAIT)
        return "lost"

    async def slow_too(args: Dict[str, Any]) -> str:
        runs.append(args)
        begun.set()
        await asyncio.sleep(WAIT)
        return "never"

    m = meet([Call("slow"), "I see."], tool("slow").handler(slow if plain else slow_too))
    following = asyncio.ensure_future(m.agent.send_message("go"))
    await until(begun.is_set, "the handler was not called")
    following.cancel()
    with pytest.raises(asyncio.CancelledError):
        await following
    answer = await m.agent.stream_all(timeout=WAIT)
    release.set()
    assert answer.text == "I see."
    [result] = results(await m.agent.get_chat())
    assert "interrupted" in result["error"]
    assert len(runs) == 1


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (SystemExit(3), "SystemExit: 3"),
        (asyncio.CancelledError(), "CancelledError"),
        (KeyboardInterrupt(), "KeyboardInterrupt"),
        (StopIteration(), "StopIteration"),
        (pytest.fail.Exception("no"), "Failed: no"),
    ],
    ids=repr,
)
async def test_whatever_a_handler_raises_ends_only_itself(meet: Meet, error: BaseException, told: str) -> None:
    def leave(args: Dict[str, Any]) -> str:
        raise error

    m = meet([Call("leave"), "I see."], tool("leave").handler(leave))
    assert (await m.agent.send_message("go", timeout=WAIT)).text == "I see."
    assert results(await m.agent.get_chat()) == [{"error": told}]


# async only
@pytest.mark.parametrize("error", [SystemExit(3), asyncio.CancelledError(), GeneratorExit()], ids=repr)
async def test_whatever_a_coroutine_raises_ends_only_itself(meet: Meet, error: BaseException) -> None:
    async def leave(args: Dict[str, Any]) -> str:
        raise error

    m = meet([Call("leave"), "I see."], tool("leave").handler(leave))
    assert (await m.agent.send_message("go", timeout=WAIT)).text == "I see."
    [result] = results(await m.agent.get_chat())
    assert result["error"].startswith(type(error).__name__)


async def test_who_joins_in_the_middle_gets_what_was_said(meet: Meet) -> None:
    m = meet([[Say("Half of it, "), Pause(60.0), Say("never")]])
    await m.agent.send_message("go", wait=False)
    while not m.model.inputs:
        await m.agent.get_chat()
    async with m.client.agent({"core_app": {"ref": "acme/brain"}}, chat_id=m.agent.chat_id).stream_messages() as said:
        heard = ""
        async for message in said:
            heard += message["content"]
            assert "Half of it, ".startswith(heard)
            if heard == "Half of it, ":
                break
    await m.agent.stop_chat()


async def test_an_output_type_that_cannot_be_is_refused_for_a_stored_agent_too(meet: Meet, script: Script) -> None:
    m = meet(["never asked"], agents={"acme/helper": {"core_app": {"ref": "acme/brain"}}})
    with pytest.raises(InvalidInputError, match="output_type must be a dataclass"):
        await m.client.agent("acme/helper").run("go", output_type=int)
    assert script.log == []
