"""What becomes of an agent's turn when the program that follows it is interrupted."""

from __future__ import annotations

import asyncio
import logging
import threading
from typing import Any, Callable, Dict, List

import pytest
from support.agents import CORE, Met
from support.background_async import AsyncBackground, until
from support.interrupt_async import interrupt_when
from support.script import Script, held_back, problem, silent

from inferencesh import InvalidInputError, tool
from inferencesh.local import Call, Pause, Say

pytestmark = pytest.mark.anyio
Meet = Callable[..., Met]

SLOW: List[Any] = [[Say("Half of it"), Pause(60.0), "never"]]


@pytest.fixture(autouse=True)
def _all_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "inferencesh")


def followed(script: Script, m: Met) -> bool:
    """The model is asked, and the client knows its chat: the answer to a message may be read after that."""
    return bool(m.model.inputs) and "GET /chats/{id}/stream" in script.log


async def statuses(m: Met) -> List[Any]:
    """Those of the chat's messages, oldest first."""
    chat = await m.client.chats.get(m.agent.chat_id)
    return [(message.role, message.status) for message in chat.messages]


async def interrupt_while_sending(script: Script, begin: Callable[[], Any]) -> None:
    """Interrupt it when the platform has the message; its answer comes when the caller has been interrupted."""
    sent = script.log.count("POST /agents/run")
    release = threading.Event()
    script.on("POST", "/agents/run$", held_back(release))
    timer = threading.Timer(1.0, release.set)
    timer.start()
    await interrupt_when(lambda: script.log.count("POST /agents/run") > sent, begin)
    timer.join(10)


# -- detaching


async def test_a_turn_goes_on(
    meet: Meet, script: Script, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    m = meet(SLOW)
    told = await interrupt_when(lambda: followed(script, m), lambda: m.agent.send_message("Hi"))
    line = f"the turn in chat {m.agent.chat_id} goes on; client.agent(..., chat_id='{m.agent.chat_id}')"
    assert line in caplog.text
    assert line in told + capsys.readouterr().err
    assert await m.client.chats.status(m.agent.chat_id) == "busy"
    await m.agent.stop_chat()


async def test_interrupted_in_a_callback(meet: Meet, caplog: pytest.LogCaptureFixture, script: Script) -> None:
    m = meet(SLOW)

    def press(message: Any) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await m.agent.send_message("Hi", on_message=press)
    assert caplog.text.count(f"the turn in chat {m.agent.chat_id} goes on") == 1
    with pytest.raises(KeyboardInterrupt):
        await m.agent.stream_all(on_chat=press)
    assert caplog.text.count(f"the turn in chat {m.agent.chat_id} goes on") == 2
    await m.agent.stop_chat()


async def test_interrupted_while_a_handler_is_at_work(meet: Meet, caplog: pytest.LogCaptureFixture) -> None:
    begun, release = threading.Event(), threading.Event()

    def slow(args: Dict[str, Any]) -> str:
        begun.set()
        assert release.wait(30)
        return "late"

    m = meet([Call("slow"), "never"], tool("slow").handler(slow))
    await interrupt_when(begun.is_set, lambda: m.agent.send_message("Hi", on_interrupt="cancel"))
    assert f"the turn in chat {m.agent.chat_id} was stopped" in caplog.text
    assert await m.client.chats.status(m.agent.chat_id) == "idle"
    release.set()


# -- stopping


@pytest.mark.parametrize("how", ["send_message", "run", "stream_all"])
async def test_stopping_the_turn_too(meet: Meet, script: Script, caplog: pytest.LogCaptureFixture, how: str) -> None:
    m = meet(SLOW)
    begin: Callable[[], Any] = {
        "send_message": lambda: m.agent.send_message("Hi", on_interrupt="cancel"),
        "run": lambda: m.agent.run("Hi", on_interrupt="cancel"),
        "stream_all": lambda: m.agent.stream_all(on_interrupt="cancel"),
    }[how]
    if how == "stream_all":
        await m.agent.send_message("Hi", wait=False)
    await interrupt_when(lambda: followed(script, m), begin)
    assert f"the turn in chat {m.agent.chat_id} was stopped" in caplog.text
    assert "goes on" not in caplog.text
    assert script.log.count("POST /chats/{id}/stop") == 1
    assert await m.client.chats.status(m.agent.chat_id) == "idle"
    assert await statuses(m) == [("user", "ready"), ("assistant", "cancelled")]


async def test_stopping_while_events_are_iterated_over(
    meet: Meet, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    m = meet(SLOW)

    async def watch() -> None:
        async for _ in m.agent.stream("Hi", on_interrupt="cancel"):
            pass

    await interrupt_when(lambda: followed(script, m), watch)
    assert caplog.text.count(f"the turn in chat {m.agent.chat_id} was stopped") == 1
    assert await m.client.chats.status(m.agent.chat_id) == "idle"


async def test_leaving_a_stream_s_block_by_an_interrupt(
    meet: Meet, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    m = meet(SLOW)
    with pytest.raises(KeyboardInterrupt):
        async with m.agent.stream("Hi", on_interrupt="cancel") as events:
            async for _ in events:
                raise KeyboardInterrupt
    assert caplog.text.count(f"the turn in chat {m.agent.chat_id} was stopped") == 1
    assert await m.client.chats.status(m.agent.chat_id) == "idle"


async def test_leaving_it_in_any_other_way_says_nothing(
    meet: Meet, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    m = meet(SLOW)
    with pytest.raises(ZeroDivisionError):
        async with m.agent.stream("Hi", on_interrupt="cancel") as events:
            async for _ in events:
                raise ZeroDivisionError
    assert "the turn in chat" not in caplog.text
    assert await m.client.chats.status(m.agent.chat_id) == "busy"
    await m.agent.stop_chat()


async def test_watching_alone_stops_nothing(meet: Meet, script: Script, caplog: pytest.LogCaptureFixture) -> None:
    m = meet(SLOW)
    await m.agent.send_message("Hi", wait=False)
    watcher = m.client.with_options(on_interrupt="cancel").agent(CORE, chat_id=m.agent.chat_id)

    async def watch() -> None:
        async for _ in watcher.stream_messages():
            pass

    await interrupt_when(lambda: followed(script, m), watch)
    assert f"the turn in chat {m.agent.chat_id} goes on" in caplog.text
    assert await m.client.chats.status(m.agent.chat_id) == "busy"
    await m.agent.stop_chat()


async def test_a_message_that_waits_for_its_turn_is_withdrawn(
    meet: Meet, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    m = meet([[Pause(0.5), "First."]])
    await m.agent.send_message("a", wait=False)
    await interrupt_when(
        lambda: "GET /chats/{id}/stream" in script.log, lambda: m.agent.send_message("b", on_interrupt="cancel")
    )
    assert f"the message in chat {m.agent.chat_id} was withdrawn" in caplog.text
    assert "POST /chats/{id}/stop" not in script.log, "the run that goes on is somebody else's"
    answer = await m.agent.stream_all()
    assert answer.text == "First."
    assert ("user", "cancelled") in await statuses(m)


async def test_a_message_whose_turn_has_just_come(meet: Meet, script: Script, caplog: pytest.LogCaptureFixture) -> None:
    m = meet([[Pause(60.0), "never"]])
    await m.agent.send_message("a", wait=False)
    script.on("POST", "/messages/[^/]+/cancel$", problem(409, "invalid_transition", "it is not queued any more"))
    await interrupt_when(
        lambda: "GET /chats/{id}/stream" in script.log, lambda: m.agent.send_message("b", on_interrupt="cancel")
    )
    assert f"the turn in chat {m.agent.chat_id} was stopped" in caplog.text
    assert script.log.count("POST /chats/{id}/stop") == 1
    await m.agent.stop_chat()


async def test_a_platform_that_does_not_stop_it(meet: Meet, script: Script, caplog: pytest.LogCaptureFixture) -> None:
    m = meet(SLOW)
    script.on("POST", "/stop$", problem(403, "forbidden", "not yours"))
    await interrupt_when(lambda: followed(script, m), lambda: m.agent.send_message("Hi", on_interrupt="cancel"))
    assert f"the turn in chat {m.agent.chat_id} could not be stopped and goes on (not yours)" in caplog.text
    await m.agent.stop_chat()


async def test_a_platform_that_does_not_answer(
    meet: Meet, script: Script, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inferencesh._core.requests.interrupts.CANCEL_TIMEOUT", 0.2)
    m = meet(SLOW)
    release = threading.Event()
    script.on("POST", "/stop$", silent(release))
    await interrupt_when(lambda: followed(script, m), lambda: m.agent.send_message("Hi", on_interrupt="cancel"))
    release.set()
    assert "could not be stopped and goes on (" in caplog.text
    await m.agent.stop_chat()


# -- who chooses


async def test_the_choice_of_the_client_the_agent_and_the_call(meet: Meet, caplog: pytest.LogCaptureFixture) -> None:
    m = meet([[Pause(60.0), "never"]] * 3)
    client = m.client.with_options(on_interrupt="cancel")
    config: Dict[str, Any] = CORE

    async def outcome(agent: Any, **options: Any) -> str:
        asked = len(m.model.inputs)
        await interrupt_when(lambda: len(m.model.inputs) > asked, lambda: agent.send_message("Hi", **options))
        status = str(await m.client.chats.status(agent.chat_id))
        await agent.stop_chat()
        return status

    assert await outcome(client.agent(config)) == "idle"
    assert await outcome(client.agent(config, on_interrupt="detach")) == "busy"
    assert await outcome(client.agents.create(config, on_interrupt="detach"), on_interrupt="cancel") == "idle"


@pytest.mark.parametrize("value", ["stop", True, 3])
async def test_choices_that_are_none(meet: Meet, script: Script, value: Any) -> None:
    m = meet(["never asked"])
    wrong = "on_interrupt must be 'detach'"
    with pytest.raises(InvalidInputError, match=wrong):
        await m.agent.send_message("Hi", on_interrupt=value)
    with pytest.raises(InvalidInputError, match=wrong):
        await m.agent.run("Hi", on_interrupt=value)
    with pytest.raises(InvalidInputError, match=wrong):
        await m.agent.stream_all(on_interrupt=value)
    with pytest.raises(InvalidInputError, match=wrong):
        m.agent.stream("Hi", on_interrupt=value)
    with pytest.raises(InvalidInputError, match=wrong):
        m.client.agent(CORE, on_interrupt=value)
    assert script.log == []


# -- before there is a turn


@pytest.mark.parametrize("wait", [True, False])
async def test_interrupted_while_a_message_is_being_sent(
    meet: Meet, script: Script, caplog: pytest.LogCaptureFixture, wait: bool
) -> None:
    m = meet(["Hello."])
    release = threading.Event()
    script.on("POST", "/agents/run$", silent(release))
    await interrupt_when(
        lambda: bool(script.requests), lambda: m.agent.send_message("Hi", wait=wait, on_interrupt="detach")
    )
    release.set()
    assert "interrupted while a message was being sent: it may have been taken; client.chats.list()" in caplog.text
    script.wait_idle()


@pytest.mark.parametrize("how", ["send_message", "no wait", "run", "stream"])
async def test_a_message_interrupted_while_it_is_sent_is_stopped(
    meet: Meet, script: Script, caplog: pytest.LogCaptureFixture, how: str
) -> None:
    """Nobody would follow its turn, which goes on and is paid for."""
    m = meet(SLOW)

    async def iterate() -> None:
        async for _ in m.agent.stream("Hi", on_interrupt="cancel"):
            raise AssertionError("nothing can come")

    begin: Callable[[], Any] = {
        "send_message": lambda: m.agent.send_message("Hi", on_interrupt="cancel"),
        "no wait": lambda: m.agent.send_message("Hi", wait=False, on_interrupt="cancel"),
        "run": lambda: m.agent.run("Hi", on_interrupt="cancel"),
        "stream": iterate,
    }[how]
    await interrupt_while_sending(script, begin)
    assert m.agent.chat_id is not None
    assert caplog.text.count(f"the turn in chat {m.agent.chat_id} was stopped") == 1
    assert script.log.count("POST /chats/{id}/stop") == 1
    assert await m.client.chats.status(m.agent.chat_id) == "idle"


async def test_a_queued_message_interrupted_while_it_is_sent_is_withdrawn(
    meet: Meet, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    m = meet([[Pause(60.0), "never"]])
    await m.agent.send_message("a", wait=False)
    await interrupt_while_sending(script, lambda: m.agent.send_message("b", on_interrupt="cancel"))
    assert f"the message in chat {m.agent.chat_id} was withdrawn" in caplog.text
    assert "POST /chats/{id}/stop" not in script.log, "the run that goes on is somebody else's"
    assert ("user", "cancelled") in await statuses(m)
    await m.agent.stop_chat()


async def test_a_message_interrupted_while_it_is_sent_whose_turn_has_just_come(
    meet: Meet, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    m = meet([[Pause(60.0), "never"]])
    await m.agent.send_message("a", wait=False)
    script.on("POST", "/messages/[^/]+/cancel$", problem(409, "invalid_transition", "it is not queued any more"))
    await interrupt_while_sending(script, lambda: m.agent.send_message("b", on_interrupt="cancel"))
    assert f"the turn in chat {m.agent.chat_id} was stopped" in caplog.text
    assert script.log.count("POST /chats/{id}/stop") == 1
    await m.agent.stop_chat()


async def test_a_message_that_is_refused_after_the_interrupt(
    meet: Meet, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    m = meet(["never"])
    unknown = m.client.agent("no/such-agent")
    await interrupt_while_sending(script, lambda: unknown.send_message("Hi", on_interrupt="cancel"))
    assert "interrupted before the platform took the message: no turn was started" in caplog.text
    assert unknown.chat_id is None


async def test_a_message_that_is_not_answered_in_time(
    meet: Meet, script: Script, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inferencesh._core.requests.interrupts.CANCEL_TIMEOUT", 0.3)
    m = meet(["Hello."])
    release = threading.Event()
    script.on("POST", "/agents/run$", silent(release))
    await interrupt_when(lambda: bool(script.requests), lambda: m.agent.send_message("Hi", on_interrupt="cancel"))
    assert (
        "interrupted while a message was being sent, and no answer came within 0.3 seconds: its turn may be running, "
        "and could not be stopped; client.chats.list() shows it"
    ) in caplog.text
    release.set()
    answer = await m.agent.send_message("Hello?", timeout=20)  # the next message is not held up for ever
    assert answer.text == "Hello."


async def test_messages_after_the_interrupted_one_wait_for_its_chat(meet: Meet, script: Script) -> None:
    """Two messages that start together belong to one chat, even if the first is interrupted."""
    m = meet([SLOW[0], "Second."])
    release = threading.Event()
    script.on("POST", "/agents/run$", held_back(release))
    others: List[Any] = []

    def both_are_on_their_way() -> bool:
        if bool(m.model.inputs) and not others:
            others.append(AsyncBackground(lambda: m.agent.send_message("And?", wait=False)))
        return bool(others)

    timer = threading.Timer(1.0, release.set)
    timer.start()
    await interrupt_when(both_are_on_their_way, lambda: m.agent.send_message("Hi", on_interrupt="cancel"))
    timer.join(10)
    await others[0].result()
    assert len((await m.client.chats.list())["items"]) == 1
    await m.agent.stop_chat()


async def test_an_answer_that_comes_too_late_leaves_the_next_chat_alone(
    meet: Meet, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inferencesh._core.requests.interrupts.CANCEL_TIMEOUT", 0.3)
    m = meet(["Hello."] * 3)
    release = threading.Event()
    script.on("POST", "/agents/run$", held_back(release))
    await interrupt_when(lambda: bool(m.model.inputs), lambda: m.agent.send_message("Hi", on_interrupt="cancel"))
    await m.agent.send_message("And?", timeout=20)
    chat_id = m.agent.chat_id
    release.set()
    script.wait_idle()
    await m.agent.send_message("So?", timeout=20)
    assert m.agent.chat_id == chat_id
    assert [message["content"] for message in (await m.client.chats.get(chat_id)).messages][::2] == ["And?", "So?"]


# async only
async def test_cancelled_twice_while_a_message_is_sent(
    meet: Meet, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    """As cancel scopes do it. Its turn is stopped all the same, and the next message waits for its chat."""
    m = meet([SLOW[0], "Second."])
    release = threading.Event()
    script.on("POST", "/agents/run$", held_back(release))
    first = AsyncBackground(lambda: m.agent.send_message("Hi", on_interrupt="cancel"))
    await until(lambda: bool(m.model.inputs), "it was not sent")
    for _ in range(2):
        await asyncio.sleep(0.05)
        first._task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first.result()
    second = AsyncBackground(lambda: m.agent.send_message("And?", wait=False))
    await asyncio.sleep(0.05)
    release.set()
    await second.result()
    await until(lambda: "was stopped" in caplog.text, "it was not stopped")
    assert len((await m.client.chats.list())["items"]) == 1
    await m.agent.stop_chat()


async def test_interrupted_while_a_later_message_is_being_sent(
    meet: Meet, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    m = meet(["Hello."])
    await m.agent.send_message("Hi")
    release = threading.Event()
    script.on("POST", "/agents/run$", silent(release))
    await interrupt_when(lambda: script.log.count("POST /agents/run") == 2, lambda: m.agent.send_message("And?"))
    release.set()
    assert f"it may have been taken; client.chats.get('{m.agent.chat_id}') shows" in caplog.text
    script.wait_idle()
