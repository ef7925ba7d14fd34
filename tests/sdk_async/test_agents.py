"""Messages to an agent: what goes out, what comes back, and what callbacks are told."""

from __future__ import annotations

import base64
import io
import json
import threading
from pathlib import Path
from typing import Any, Callable, Dict, List

import pytest
from support.agents import BRAIN, CORE, Met, spoken
from support.background_async import AsyncBackground, until
from support.pictures import png
from support.script import Script, after, problem

from inferencesh import (
    AgentRunError,
    APIError,
    AsyncInference,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
)
from inferencesh._runtime import concurrency_async as seam
from inferencesh.local import Call, Fail, Pause, Say

pytestmark = pytest.mark.anyio
Meet = Callable[..., Met]


# -- one turn


async def test_a_message_and_its_answer(meet: Meet) -> None:
    m = meet(["Hello yourself."])
    assert m.agent.chat_id is None
    assert "not begun" in repr(m.agent)
    response = await m.agent.send_message("Hello!")
    assert response.text == response["content"] == "Hello yourself."
    assert (response.role, response.status) == ("assistant", "ready")
    assert response.chat_id == m.agent.chat_id
    assert m.agent.chat_id in repr(m.agent)
    assert m.model.inputs[0]["text"] == "Hello!"


async def test_callbacks_print_the_answer_exactly_once(meet: Meet) -> None:
    text = "Quantum computing is, in short, a matter of amplitudes.\n\n- one\n- two  \n"
    m = meet([Say(text, thinking="What do they know already?")], heartbeat=10.0)
    printed, kinds, wholes = "", [], []
    deltas: List[Any] = []

    async def handle_message(msg: Any) -> None:
        nonlocal printed
        assert isinstance(msg["content"], str)
        kinds.append(msg["type"])
        wholes.append((msg["type"], msg.text))
        if msg.get("type") == "thinking":
            return
        if msg.get("content"):
            printed += msg["content"]

    response = await m.agent.send_message("Explain", on_message=handle_message, on_delta=deltas.append)
    assert printed == response.text == text
    assert response.thinking == "What do they know already?"
    assert kinds == sorted(kinds, key=["thinking", "text"].index), "reasoning comes before the answer"
    assert wholes[-1] == ("text", text)
    assert ("thinking", response.thinking) in wholes
    assert "".join(delta.delta.get("response", "") for delta in deltas) == text
    assert [delta.seq for delta in deltas] == list(range(1, len(deltas) + 1))
    assert {delta.message_id for delta in deltas} == {response.id}
    assert deltas[-1].output == {"response": text, "reasoning": response.thinking}
    assert list(deltas[0].output) == ["reasoning"], "a delta's output is what there was when it came"


async def test_a_run_that_ends_before_anybody_listens(meet: Meet, script: Script) -> None:
    m = meet([Say("One.", thinking="Hm."), "Two."], run_delay=0.0)
    script.on("GET", "/stream$", problem(503), problem(503))
    told: List[Any] = []
    for text in ("One.", "Two."):
        response = await m.agent.send_message("go", on_message=lambda msg: told.append((msg.type, msg["content"])))
        assert response.text == text
    assert told == [("thinking", "Hm."), ("text", "One."), ("text", "Two.")]


async def test_several_turns_of_one_chat(meet: Meet) -> None:
    m = meet(["One.", "Two.", "Three."])
    told: List[str] = []
    for n, text in enumerate(["One.", "Two.", "Three."]):
        response = await m.agent.send_message(f"m{n}", on_message=lambda msg: told.append(msg["content"]))
        assert response.text == text
    assert "".join(told) == "One.Two.Three."
    assert [message["text"] for message in m.model.inputs[2]["context"] if message.get("text")][:4] == [
        "m0",
        "One.",
        "m1",
        "Two.",
    ]


async def test_not_waiting_gives_the_message_as_the_platform_has_it(meet: Meet) -> None:
    m = meet([[Pause(30), "never"]])
    first = await m.agent.send_message("go", wait=False)
    assert (first.role, first.status, first.text) == ("assistant", "pending", "")
    second = await m.agent.send_message("and?", wait=False)
    assert (second.role, second.status, second.text) == ("user", "queued", "and?")
    assert (await m.client.chats.cancel_message(second.id)).status == "cancelled"
    await m.agent.stop_chat()


async def test_a_message_behind_a_run_that_goes_on_waits_for_its_own_answer(meet: Meet, script: Script) -> None:
    m = meet([[Pause(0.3), "First."], "Second."])
    await m.agent.send_message("a", wait=False)
    told: List[str] = []
    answer = await m.agent.send_message("b", on_message=lambda msg: told.append(msg["content"]))
    assert answer.text == "Second."
    assert "".join(told) == "Second.", "what the run before wrote is no answer to this message"
    assert spoken(await m.agent.get_chat()) == [
        ("user", "a"),
        ("assistant", "First."),
        ("user", "b"),
        ("assistant", "Second."),
    ]


async def test_a_queued_message_that_is_withdrawn_ends_its_turn(meet: Meet) -> None:
    m = meet([[Pause(60), "never"]])
    await m.agent.send_message("a", wait=False)
    background = AsyncBackground(lambda: m.agent.send_message("b"))
    queued: List[Any] = []

    async def look() -> bool:
        page = await m.client.chats.messages(m.agent.chat_id)
        queued[:] = [message for message in page.items_ if message.status == "queued"]
        return bool(queued)

    while not await look():
        pass
    await m.client.chats.cancel_message(queued[0].id)
    answer = await background.result()
    assert answer.text == ""
    await m.agent.stop_chat()


async def test_a_stopped_turn_gives_what_was_written(meet: Meet, script: Script) -> None:
    m = meet([[Say("Half of it"), Pause(60), Say(" and the rest")]])
    told: List[str] = []
    background = AsyncBackground(lambda: m.agent.send_message("go", on_message=lambda msg: told.append(msg["content"])))
    await until(lambda: "".join(told) == "Half of it", "the first half has not come")
    await m.agent.stop_chat()
    answer = await background.result()
    assert (answer.status, answer.text) == ("cancelled", "Half of it")
    await m.agent.stop_chat()  # nothing goes on: no error


async def until_written(m: Met) -> None:
    """Come back when the first half is stored on the platform."""
    for _ in range(1000):
        chats = (await m.client.chats.list())["items"]
        if chats and "Half of it" in str(await m.client.chats.get(chats[0]["id"])):
            return
        await seam.sleep(0.02)
    raise AssertionError("the model has not begun")


async def test_what_was_written_before_anybody_listened_is_told_soon(meet: Meet, script: Script) -> None:
    """A stream begins with the chat as it stands, not with its messages; and then nothing more may come for long."""
    m = meet([[Say("Half of it"), Pause(60), Say(" and the rest")]], run_delay=0.0)
    release = threading.Event()
    script.on("GET", "/stream$", after(release))
    told: List[str] = []
    background = AsyncBackground(lambda: m.agent.send_message("go", on_message=lambda msg: told.append(msg["content"])))
    await until(lambda: "GET /chats/{id}/stream" in script.log, "the stream was not asked for")

    await until_written(m)
    release.set()
    await until(lambda: "".join(told) == "Half of it", "the first half has not come")
    await m.agent.stop_chat()
    assert (await background.result()).text == "Half of it"


async def test_a_failed_run_says_why(meet: Meet) -> None:
    m = meet([Fail("the weights are lost"), "Better now."])
    with pytest.raises(AgentRunError, match="the weights are lost") as caught:
        await m.agent.send_message("go")
    error = caught.value
    assert isinstance(error, RuntimeError)
    assert (error.state, error.chat_id) == ("failed", m.agent.chat_id)
    assert error.response.status == "failed"
    assert (await m.agent.send_message("again")).text == "Better now.", "a chat goes on after a failed run"


async def test_a_run_that_fails_before_anybody_listens_says_why(meet: Meet, script: Script) -> None:
    m = meet([Fail("the weights are lost")], run_delay=0.0)
    script.on("GET", "/stream$", problem(503), problem(503), problem(503))
    with pytest.raises(AgentRunError, match="the weights are lost"):
        await m.agent.send_message("go")


async def test_a_timeout_says_what_the_turn_waits_for_and_leaves_it_alone(meet: Meet) -> None:
    from inferencesh import APITimeoutError, tool

    m = meet([Call("ask_user", question="Why?"), "I see."], tool("ask_user").build())
    with pytest.raises(APITimeoutError, match="ask_user") as caught:
        await m.agent.send_message("go", on_tool_call=lambda call: call.defer(), timeout=2)
    assert isinstance(caught.value, TimeoutError)
    assert "2 seconds" in str(caught.value)
    assert m.agent.chat_id in str(caught.value)
    chat = await m.agent.get_chat()
    [call] = [call for message in chat.messages for call in message.tool_calls]
    await m.agent.submit_tool_result(call.id, "Because.")
    told = [message["content"] async for message in m.agent.stream_messages()]
    assert "".join(told) == "I see."


# -- files


async def test_files_of_every_kind(meet: Meet, tmp_path: Path, script: Script) -> None:
    m = meet(["Nice."])
    picture = png(2, 2)
    path = tmp_path / "a.png"
    path.write_bytes(picture)
    named = tmp_path / "notes.txt"
    named.write_text("text")
    data_uri = "data:image/png;base64," + base64.b64encode(picture).decode()
    earlier = await m.agent.upload_file(io.BytesIO(b"%PDF-1.4"), filename="a.pdf")
    opened = path.open("rb")
    with opened:
        files = [picture, path, str(named), data_uri, opened, earlier, "https://example.com/far.png"]
        response = await m.agent.send_message("What is in these?", files=files)
    assert response.text == "Nice."
    [user] = [message for message in (await m.agent.get_chat()).messages if message.role == "user"]
    assert len(user.images) == 5, "bytes, path, data URI, open file, web address"
    assert "https://example.com/far.png" in user.images
    assert user.files == [address for address in user.files if address.endswith((".txt", ".pdf"))]
    assert len(user.files) == 2
    assert script.log.count("PUT /storage/uploads/{token}") == 6, "a web address is passed on"


async def test_first_messages_that_start_together_belong_to_one_chat(meet: Meet, script: Script) -> None:
    m = meet(["One.", "Two.", "Three."])
    sending = [AsyncBackground(lambda: m.agent.send_message("go", timeout=20)) for _ in range(3)]
    answers = [await each.result() for each in sending]
    assert {answer.chat_id for answer in answers} == {m.agent.chat_id}
    assert sorted(answer.text for answer in answers) == ["One.", "Three.", "Two."]
    assert len((await m.client.chats.list()).items_) == 1


async def test_a_first_message_that_fails_leaves_the_place_to_the_next(meet: Meet, script: Script) -> None:
    m = meet(["One."])
    script.on("POST", "/agents/run$", problem(400, "invalid_request", "not now"))
    sending = [AsyncBackground(lambda: m.agent.send_message("go", timeout=20)) for _ in range(2)]
    ended: List[str] = []
    for each in sending:
        try:
            ended.append((await each.result()).text)
        except APIError as error:
            ended.append(error.message)
    assert sorted(ended) == ["One.", "not now"]


async def test_attachments_go_as_they_are(meet: Meet) -> None:
    m = meet(["Nice."])
    ref = {"uri": "https://example.com/a.png", "filename": "a.png", "content_type": "image/png"}
    await m.agent.send_message("", attachments=[ref])
    [user, _] = (await m.agent.get_chat()).messages
    assert user.images == ["https://example.com/a.png"]
    assert user.text == ""


@pytest.mark.parametrize(
    ("keywords", "match"),
    [
        ({"text": ""}, "text is empty"),
        ({"text": None}, "text must be a string"),
        ({"text": "a", "files": "a.png"}, "files must be a list"),
        ({"text": "a", "files": [{"filename": "a.png"}]}, "needs a uri"),
        ({"text": "a", "files": ["/no/such/file.png"]}, "file"),
        ({"text": "a", "files": ["data:nonsense"]}, "data URI"),
        ({"text": "a", "on_pending": "raise"}, "on_pending"),
        ({"text": "a", "timeout": -1}, "timeout"),
        ({"text": "a", "on_message": "print"}, "on_message"),
        ({"text": "a", "on_tool_call": 3}, "on_tool_call"),
        ({"text": "a", "wait": "no"}, "wait must be True or False, not 'no'"),
    ],
)
async def test_bad_messages_are_refused_before_anything_is_sent(
    meet: Meet, script: Script, keywords: Dict[str, Any], match: str
) -> None:
    m = meet([])
    with pytest.raises(InvalidInputError, match=match):
        await m.agent.send_message(**keywords)
    assert script.requests == []


@pytest.mark.parametrize(
    ("agent", "match"),
    [
        (None, "agent must be"),
        ({}, "core_app"),
        ("", "reference"),
        ("app/acme/helper", "refers to a"),
        ({"core_app": {"ref": BRAIN}, "sytem_prompt": "x"}, "system_prompt"),
        ({"core_app": {"ref": BRAIN}, "tools": {"a": 1}}, "tools must be a list"),
        ({"core_app": {"ref": BRAIN}, "tools": [print]}, "tools"),
        ({"core_app": {"ref": BRAIN}, "skills": [{"content": "x"}]}, "skills"),
        ({"core_app": {"ref": BRAIN}, "skills": {"name": "x"}}, "skills"),
        ({"core_app": {"ref": BRAIN}, "internal_tools": ["plan"]}, "internal_tools"),
        ({"core_app": {"ref": BRAIN}, "hooks": {"event": "agent.start"}}, "hooks"),
    ],
)
async def test_bad_agents_are_refused_at_once(client: AsyncInference, script: Script, agent: Any, match: str) -> None:
    with pytest.raises(InvalidInputError, match=match):
        client.agent(agent)
    with pytest.raises(InvalidInputError):
        client.agent(CORE, context={"n": 1})  # type: ignore[dict-item]
    with pytest.raises(InvalidInputError, match="name must be a string, not int"):
        client.agent(CORE, name=3)  # type: ignore[arg-type]
    with pytest.raises(InvalidInputError, match="name is for an agent made from a config"):
        client.agent("acme/helper", name="mine")
    assert script.requests == []


async def test_a_refusal_of_the_platform_keeps_its_words(meet: Meet) -> None:
    m = meet(["a"])
    with pytest.raises(NotFoundError, match="did you mean"):
        await m.client.agent({"core_app": {"ref": "acme/brian"}}).send_message("go")
    with pytest.raises(NotFoundError, match="acme/nobody"):
        await m.client.agent("acme/nobody").send_message("go")
    stranger = m.client.agent(CORE, chat_id="0" * 26)
    with pytest.raises(NotFoundError):
        await stranger.send_message("go")


async def test_what_is_in_a_config_reaches_the_model(meet: Meet) -> None:
    m = meet(
        ["Hi."],
        config={"system_prompt": "Be brief.", "temperature": 0.7, "max_tokens": 4096, "name": "helper"},
    )
    await m.agent.send_message("go")
    given = m.model.inputs[0]
    assert (given["temperature"], given["max_tokens"]) == (0.7, 4096)
    assert given["system_prompt"].startswith("Be brief.")
    assert "helper" in repr(m.agent)


# -- the chat


async def test_the_history_is_plain_json(meet: Meet) -> None:
    from inferencesh import tool

    m = meet(
        [Say("Hm.", thinking="Why?"), Call("look"), "Seen."],
        tool("look").handler(lambda args: {"n": 1}),
    )
    assert await m.agent.get_chat() is None
    await m.agent.send_message("Hello!")
    await m.agent.send_message("Look!")
    chat = await m.agent.get_chat()
    copy = io.StringIO()
    json.dump(chat, copy)
    assert json.loads(copy.getvalue()) == chat
    assert spoken(chat) == [
        ("user", "Hello!"),
        ("assistant", "Hm."),
        ("user", "Look!"),
        ("assistant", ""),
        ("tool", '{"n": 1}'),
        ("assistant", "Seen."),
    ]
    assert chat["status"] == "idle"
    assert not chat.is_busy
    for msg in chat["messages"]:
        if msg["role"] == "user":
            assert msg["content"] in ("Hello!", "Look!")


async def test_reset_and_resume(meet: Meet) -> None:
    m = meet(["One.", "Two.", "Three."])
    await m.agent.send_message("a")
    first = m.agent.chat_id
    m.agent.reset()
    assert m.agent.chat_id is None
    assert await m.agent.get_chat() is None
    await m.agent.send_message("b")
    assert m.agent.chat_id != first
    resumed = m.client.agent(CORE, chat_id=first)
    assert resumed.chat_id == first
    assert (await resumed.send_message("c")).text == "Three."
    assert spoken(await resumed.get_chat()) == [
        ("user", "a"),
        ("assistant", "One."),
        ("user", "c"),
        ("assistant", "Three."),
    ]


async def test_context_goes_with_the_first_message_alone(meet: Meet) -> None:
    from inferencesh import tool

    seen: List[Any] = []
    m = meet(
        [Call("greet", name="{{context.user}}"), "Hi.", "Again."],
        tool("greet").handler(lambda args: seen.append(args["name"])),
        config={"context": [{"name": "user", "required": True}]},
        context={"user": "Ada"},
    )
    await m.agent.send_message("go")
    await m.agent.send_message("go on")
    assert seen == ["Ada"]


# -- streams


async def test_a_turn_as_typed_events(meet: Meet) -> None:
    from inferencesh import (
        MessageChanged,
        RunChanged,
        Text,
        ToolCallChanged,
        ToolCallReady,
        TurnOver,
        tool,
    )

    m = meet([[Say("Let me see."), Call("look", at="it")], "A tree."], tool("look").build())
    kinds: List[str] = []
    text = ""
    async for event in m.agent.stream("What is it?"):
        kinds.append(type(event).__name__)
        if isinstance(event, Text):
            assert event.kind == "text"
            text += event.text
        elif isinstance(event, ToolCallReady):
            assert (event.call.name, event.call.args, event.call.requires_approval) == ("look", {"at": "it"}, False)
            await event.call.submit("a tree")
        elif isinstance(event, ToolCallChanged):
            assert event.call.name == "look"
        elif isinstance(event, MessageChanged):
            assert event.message.chat_id == m.agent.chat_id
        elif isinstance(event, RunChanged):
            assert event.run["state"] == event.state
        elif isinstance(event, TurnOver):
            assert (event.state, event.error) == ("completed", None)
            assert event.message is not None
            assert event.message.text == "A tree."
    assert text == "Let me see.A tree."
    assert kinds[-1] == "TurnOver"
    assert kinds.count("TurnOver") == kinds.count("ToolCallReady") == 1


async def test_a_stream_of_events_with_deltas_and_a_call_left_alone(meet: Meet) -> None:
    from inferencesh import Delta, tool

    m = meet([Call("look"), "Then not."], tool("look").build())
    deltas = ""
    stream = m.agent.stream("go", deltas=True)
    async with stream as events:
        async for event in events:
            if isinstance(event, Delta):
                deltas += event.delta["response"]
    assert deltas == "Then not."
    assert stream.message is not None
    assert stream.message.text == "Then not."
    assert "error" in m.model.inputs[1]["text"]


async def test_a_stream_of_a_failed_run_ends_with_its_error(meet: Meet) -> None:
    m = meet([Fail("no more")])
    events = [event async for event in m.agent.stream("go")]
    assert events[-1].state == "failed"
    assert "no more" in events[-1].error


async def test_leaving_a_stream_closes_the_connection(meet: Meet, script: Script) -> None:
    m = meet([[Say("One "), Pause(60), Say("two")]])
    async for event in m.agent.stream("go"):
        if type(event).__name__ == "Text":
            break
    await until(lambda: script.open == 0, "the stream is still open")
    stream = m.agent.stream_chat()
    async for _ in stream:
        break
    await stream.aclose()
    await stream.aclose()
    assert [event async for event in stream] == []
    await until(lambda: script.open == 0, "the stream is still open")
    await m.agent.stop_chat()


async def test_a_stream_that_is_closed_before_it_began_sends_nothing(meet: Meet, script: Script) -> None:
    m = meet(["never"])
    stream = m.agent.stream("go")
    await stream.aclose()
    assert [event async for event in stream] == []
    assert script.requests == []


async def test_stream_messages_of_the_turn_in_progress_and_of_the_last(meet: Meet) -> None:
    m = meet([[Say("One "), Pause(0.3), Say("two")], "Three."])
    with pytest.raises(InvalidInputError, match="no chat yet"):
        async for _ in m.agent.stream_messages():
            pass
    await m.agent.send_message("go", wait=False)
    assert "".join([message["content"] async for message in m.agent.stream_messages()]) == "One two"
    again = [message async for message in m.agent.stream_messages()]
    assert [(message["content"], message.text) for message in again] == [("One two", "One two")]
    await m.agent.send_message("more")
    assert "".join([message["content"] async for message in m.agent.stream_messages()]) == "Three."


async def test_stream_chat_of_a_sub_agent(meet: Meet) -> None:
    from inferencesh import Text, ToolCallChanged, agent_tool
    from inferencesh.local import ScriptedModel

    helper = ScriptedModel([[Say("Tea "), Pause(0.3), Say("is old.")]])
    m = meet(
        [Call("ask", message="Tea?"), "Done."],
        agent_tool("ask", "acme/helper").build(),
        models={"acme/small": helper},
        agents={"acme/helper": {"core_app": {"ref": "acme/small"}}},
    )
    inner = ""
    async for event in m.agent.stream("go"):
        if isinstance(event, ToolCallChanged) and event.call.chat_id and not inner:
            async for below in m.agent.stream_chat(event.call.chat_id):
                if isinstance(below, Text):
                    inner += below.text
    assert inner == "Tea is old."
    with pytest.raises(InvalidInputError, match="chat_id"):
        m.agent.stream_chat("")


async def test_stream_all_follows_a_turn_with_callbacks(meet: Meet) -> None:
    from inferencesh import tool

    m = meet([[Say("Hm."), Call("look")], "A tree."], tool("look").build())
    chats: List[Any] = []
    told: List[str] = []
    deltas: List[Any] = []

    async def answer(call: Any) -> None:
        await m.agent.submit_tool_result(call.id, "a tree")

    await m.agent.send_message("go", wait=False)
    message = await m.agent.stream_all(
        on_chat=chats.append,
        on_message=lambda msg: told.append(msg["content"]),
        on_tool_call=answer,
        on_delta=deltas.append,
    )
    assert message.text == "A tree."
    assert "".join(told) == "Hm.A tree."
    assert chats
    assert {chat.id for chat in chats} == {m.agent.chat_id}


# -- stored agents


async def test_stored_agents(meet: Meet) -> None:
    m = meet(["Hi.", "Ho."], agents={"acme/helper": {**CORE, "description": "Helps."}})
    assert (await m.client.agent("acme/helper@latest").send_message("a")).text == "Hi."
    assert (await m.client.agents.create("acme/helper").send_message("a")).text == "Ho."
    stored = await m.client.agents.get("acme/helper")
    assert stored["name"] == "helper"
    assert (await m.client.agents.get(stored["id"]))["id"] == stored["id"]
    assert [agent["name"] for agent in (await m.client.agents.list(limit=5)).items_] == ["helper"]
    with pytest.raises(NotFoundError):
        await m.client.agents.get("acme/nobody")


async def test_an_agent_of_another_workspace_is_refused_in_its_own_words(meet: Meet, script: Script) -> None:
    m = meet(["a"])
    script.on("POST", "^/agents/run", problem(403, "forbidden", "this agent is private"))
    with pytest.raises(PermissionDeniedError, match="this agent is private"):
        await m.agent.send_message("go")
    assert m.agent.chat_id is None
