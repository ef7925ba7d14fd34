"""The SDK's agents on the platform: both ends for real, every exchange checked against the contract."""

from __future__ import annotations

import asyncio
import dataclasses
import threading
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List

import pytest

from inferencesh import AgentRunError, agent_tool, app_tool, internal_tools, string, tool
from inferencesh.local import Call, Fail, LocalPlatform, Pause, Say, ScriptedModel, app

from .conftest import CORE

Start = Callable[..., Any]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts a platform with a scripted model, and gives a client and the platform."""
    opened: List[Any] = []

    def begin(script: Any, *apps: Any, **options: Any) -> Any:
        models = {"acme/brain": ScriptedModel(script), **options.pop("models", {})}
        options.setdefault("stand_ins", False)
        platform = LocalPlatform(apps=list(apps), models=models, heartbeat=0.05, **options).start()
        client = platform.client()
        opened.extend([platform, client])
        return client, platform

    yield begin
    for one in reversed(opened):
        one.close() if hasattr(one, "close") else one.stop()


def test_a_function_tool_and_an_app_tool_in_one_turn(start: Start) -> None:
    @tool
    def weather(city: str, unit: str = "c") -> Dict[str, Any]:
        """Tells the weather.

        Args:
            city: Where.
        """
        return {"city": city, "degrees": 21, "unit": unit}

    @app("acme/double")
    def double(n: int) -> Dict[str, int]:
        return {"n": 2 * n}

    script = [[Say("Let me see."), Call("weather", city="Oslo"), Call("twice", n=4)], "21 and 8."]
    client, _ = start(script, double)
    agent = client.agent({**CORE, "tools": [weather, app_tool("twice", "acme/double").build()]})
    told: List[str] = []
    answer = agent.send_message("Go", on_message=lambda message: told.append(message["content"]))
    assert answer.text == "21 and 8."
    assert "".join(told) == "Let me see.21 and 8."
    results = [m["content"] for m in agent.get_chat()["messages"] if m["role"] == "tool"]
    assert results == ['{"city": "Oslo", "degrees": 21, "unit": "c"}', '{"n": 8}']


def test_several_turns_reasoning_and_reset(start: Start) -> None:
    client, _ = start([Say("One.", thinking="Hm."), "Two.", "Three."])
    agent = client.agent(CORE)
    kinds: List[Any] = []
    first = agent.send_message("a", on_message=lambda m: kinds.append((m.type, m["content"])))
    assert (first.text, first.thinking) == ("One.", "Hm.")
    assert kinds == [("thinking", "Hm."), ("text", "One.")]
    assert agent.send_message("b").text == "Two."
    chat_id = agent.chat_id
    agent.reset()
    assert agent.send_message("c").text == "Three."
    assert agent.chat_id != chat_id
    assert [m.role for m in client.agent(CORE, chat_id=chat_id).get_chat().messages] == ["user", "assistant"] * 2


def test_a_failed_run_is_an_error_with_the_models_own_words(start: Start) -> None:
    client, _ = start([Fail("the weights are lost")])
    with pytest.raises(RuntimeError, match="the weights are lost"):
        client.agent(CORE).send_message("a")


def test_structured_output_as_a_dataclass(start: Start) -> None:
    @dataclasses.dataclass
    class Verdict:
        mood: str
        score: int

    client, _ = start([Call("finish", mood="good", score=9)])
    assert client.agent(CORE).run("Judge", output_type=Verdict) == Verdict("good", 9)


def test_approvals_by_a_person_while_the_turn_waits(start: Start) -> None:
    @app("acme/erase")
    def erase(path: str) -> Dict[str, Any]:
        return {"erased": path}

    script = [Call("erase", path="a"), Call("erase", path="b"), "Done."]
    client, platform = start(script, erase)
    gated = app_tool("erase", "acme/erase").require_approval().build()
    agent = client.agent({**CORE, "tools": [gated]})

    def decide(call: Any) -> None:
        assert call.requires_approval
        person = platform.approve if call.args["path"] == "a" else platform.reject
        threading.Thread(target=person, args=(call.id,)).start()

    assert agent.send_message("Clean up", on_tool_call=decide).text == "Done."
    chat = agent.get_chat()
    assert [m["content"] for m in chat["messages"] if m["role"] == "tool"] == [
        '{"erased": "a"}',
        '{"error": "the call was rejected"}',
    ]


def test_a_key_that_approves_is_told_why_not_or_may(start: Start) -> None:
    from inferencesh import PermissionDeniedError

    @app("acme/erase")
    def erase() -> str:
        return "gone"

    gated = app_tool("erase", "acme/erase").require_approval().build()
    client, _ = start([Call("erase"), "Done."], erase)
    agent = client.agent({**CORE, "tools": [gated]})
    message = agent.send_message("Go", on_pending="return")
    [pending] = message.pending_approvals
    with pytest.raises(PermissionDeniedError, match="a person who is signed in"):
        agent.approve_tool(pending.tool_invocation_id)
    agent.stop_chat()
    client, _ = start([Call("erase"), "Done."], erase, keys_may_approve=True)
    agent = client.agent({**CORE, "tools": [gated]})
    assert agent.send_message("Go", on_tool_call=lambda call: call.approve()).text == "Done."


def test_a_gated_client_tool_answered_in_the_callback(start: Start) -> None:
    client, _ = start([Call("greet", name="Ada"), "Done.", Call("greet", name="Eve"), "Not done."])
    greet = tool("greet").param("name", string("Name")).require_approval().build()
    agent = client.agent({**CORE, "tools": [greet]})

    def handle(call: Any) -> None:
        assert call.requires_approval
        denied = call.args["name"] == "Eve"
        agent.submit_tool_result(call.id, {"error": "Denied"} if denied else {"said": call.args["name"]})

    assert agent.send_message("Go", on_tool_call=handle).text == "Done."
    assert agent.send_message("Go", on_tool_call=handle).text == "Not done."
    results = [m["content"] for m in agent.get_chat()["messages"] if m["role"] == "tool"]
    assert results == ['{"said": "Ada"}', '{"error": "Denied"}']


def test_the_chat_of_a_sub_agent_can_be_watched(start: Start) -> None:
    client, _ = start(
        [Call("ask", message="Tea?"), "Done."],
        models={"acme/small": ScriptedModel(["Tea is old."])},
        agents={"acme/helper": {"core_app": {"ref": "acme/small"}}},
    )
    agent = client.agent({**CORE, "tools": [agent_tool("ask", "acme/helper").build()]})
    assert agent.send_message("Go").text == "Done."
    [call] = [call for message in agent.get_chat().messages for call in message.tool_calls]
    events = list(agent.stream_chat(call.chat_id))
    assert type(events[-1]).__name__ == "TurnOver"
    assert events[-1].message.text == "Tea is old."


def test_queued_messages_stopping_and_chats(start: Start) -> None:
    client, _ = start([[Pause(60), "never"], "Second."], run_delay=0.0)
    agent = client.agent(CORE)
    agent.send_message("a", wait=False)
    queued = agent.send_message("b", wait=False)
    assert queued.status == "queued"
    withdrawn = client.chats.send(agent.chat_id, "c")
    assert client.chats.cancel_message(withdrawn.id).status == "cancelled"
    with pytest.raises(RuntimeError, match="not queued"):
        client.chats.cancel_message(withdrawn.id)
    agent.stop_chat()
    last = list(agent.stream_messages())[-1]
    assert last.text == "Second."
    assert client.chats.status(agent.chat_id) == "idle"
    assert [chat.id for chat in client.chats.list().items_] == [agent.chat_id]
    newest = client.chats.messages(agent.chat_id, limit=2)
    assert [message.text for message in newest.items_] == ["Second.", "b"]
    assert newest.next_cursor
    older = client.chats.messages(agent.chat_id, limit=2, cursor=newest.next_cursor)
    assert [message["order"] for message in older.items_] == [4, 2]
    assert client.chats.trace(agent.chat_id)["total_steps"] == 2
    client.chats.delete(agent.chat_id)
    assert client.chats.list().items_ == []


def test_context_skills_files_and_internal_tools(start: Start, tmp_path: Path) -> None:
    (tmp_path / "tea.md").write_text("# Tea\n\nTea is from China.", encoding="utf-8")
    script = [Call("greet", name="{{context.user}}"), Call("web_search", query="tea"), "Done."]
    client, platform = start(script, search_folder=tmp_path)
    names: List[str] = []
    greet = tool("greet").param("name", string("Name")).handler(lambda args: names.append(args["name"]))
    config = {
        **CORE,
        "tools": [greet],
        "context": [{"name": "user", "required": True}],
        "skills": [{"name": "tea", "description": "About tea", "content": "Boil water."}],
        "internal_tools": internal_tools().web_search(True).build(),
    }
    picture = tmp_path / "a.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    agent = client.agent(config, context={"user": "Ada"})
    assert agent.send_message("Go", files=[picture]).text == "Done."
    assert names == ["Ada"]
    chat = agent.get_chat()
    assert chat.messages[0].images[0].startswith(platform.base_url)
    assert "from China" in chat.messages[4].text
    with pytest.raises(RuntimeError, match=r"context\.user is required"):
        client.agent(config).send_message("Go")


def test_stored_agents(start: Start) -> None:
    client, _ = start(["Hi.", "Ho."], agents={"acme/helper": {**CORE, "description": "Helps."}})
    assert client.agent("acme/helper@latest").send_message("a").text == "Hi."
    assert client.agents.get("acme/helper")["version"]["description"] == "Helps."
    assert [agent["name"] for agent in client.agents.list().items_] == ["helper"]
    with pytest.raises(RuntimeError, match="did you mean acme/helper"):
        client.agent("acme/helpr").send_message("a")


def test_the_async_client(start: Start) -> None:
    _, platform = start([[Call("a"), Call("b")], "Done.", Call("finish", n=1)])

    async def main() -> None:
        async def slow(args: Dict[str, Any]) -> str:
            await asyncio.sleep(0.01)
            return "slow"

        tools = [tool("a").handler(slow), tool("b").handler(lambda args: "quick")]
        async with platform.async_client() as client:
            agent = client.agent({**CORE, "tools": tools})
            assert (await agent.send_message("Go")).text == "Done."
            chat = await agent.get_chat()
            assert chat is not None
            assert [m["content"] for m in chat["messages"] if m["role"] == "tool"] == ["slow", "quick"]
            assert [message["content"] async for message in agent.stream_messages()][-1] == "Done."
            schema = {"type": "object", "properties": {"n": {"type": "integer"}}}
            structured = client.agent({**CORE, "output_schema": schema})
            assert await structured.run("Go") == {"n": 1}

    asyncio.run(main())


def test_a_long_answer_arrives_whole(start: Start) -> None:
    words = " ".join(f"w{n}" for n in range(5000))
    client, _ = start([words])
    told: List[str] = []
    answer = client.agent(CORE).send_message("Go", on_message=lambda message: told.append(message["content"]))
    assert answer.text == words
    assert "".join(told) == words


def test_a_turn_goes_on_when_a_gate_of_a_hook_is_opened(start: Start) -> None:
    client, platform = start(["Hello."])
    agent = client.agent({**CORE, "hooks": [{"event": "agent.start", "type": "gate"}]})
    answers: List[str] = []
    turn = threading.Thread(target=lambda: answers.append(agent.send_message("Hi").text))
    turn.start()
    pause = threading.Event()
    waiting: List[Any] = []
    for _ in range(1000):
        chats = client.chats.list()["items"]
        waiting = chats[0]["pending_interrupts"] if chats else []
        if waiting:
            break
        pause.wait(0.02)
    assert not answers
    platform.approve(waiting[0]["id"])
    turn.join(20)
    assert answers == ["Hello."]


def test_a_run_that_a_hook_rejects_raises_with_the_reason(start: Start) -> None:
    client, platform = start(["never"])
    hooks = [{"event": "agent.start", "type": "gate", "timeout": 600}]
    agent = client.agent({**CORE, "hooks": hooks})
    errors: List[Exception] = []

    def send() -> None:
        try:
            agent.send_message("Hi")
        except Exception as error:
            errors.append(error)

    turn = threading.Thread(target=send)
    turn.start()
    pause = threading.Event()
    for _ in range(1000):
        chats = client.chats.list()["items"]
        if chats and chats[0]["pending_interrupts"]:
            platform.reject(chats[0]["pending_interrupts"][0]["id"], "not today")
            break
        pause.wait(0.02)
    turn.join(20)
    assert "not today" in str(errors[0])


@app("acme/parrot")
def parrot(input: Dict[str, Any]) -> Any:
    """Not a language model."""
    return {"echo": input.get("text")}


@app("acme/lists")
def lists(input: Dict[str, Any]) -> Any:
    return [1, 2]


@app("acme/odd")
def odd(text: str = "", **more: Any) -> Any:
    return {"said": {"response": 5}, "called": {"tool_calls": "none"}, "empty": {}, "null": {"response": None}}[text]


@pytest.mark.parametrize(
    ("core_app", "text", "expected"),
    [
        ("infsh/echo", "hi", "infsh/echo"),
        ("acme/parrot", "hi", "it gave an object with echo"),
        ("acme/lists", "hi", "it gave a list"),
        ("acme/odd", "said", "its response is a number"),
        ("acme/odd", "called", "its tool_calls is a string"),
        ("acme/odd", "empty", "it gave an empty object"),
        ("acme/odd", "null", "it gave an object with response that is null"),
    ],
)
def test_a_core_app_that_is_no_language_model_is_a_clear_error(
    start: Start, core_app: str, text: str, expected: str
) -> None:
    client, _ = start([], parrot, lists, odd, stand_ins=True)
    agent = client.agent({"core_app": {"ref": core_app}})
    with pytest.raises(AgentRunError) as caught:
        agent.send_message(text)
    assert expected in str(caught.value)
    assert core_app in str(caught.value)
    assert '{"response": "..."}' in str(caught.value)


@pytest.mark.parametrize(
    "output",
    [
        {"response": ""},
        {"response": "", "tool_calls": []},
        {"response": "x", "anything": 1},
        {"reasoning": "hm"},
        {"images": ["http://127.0.0.1/a.png"]},
        {"tool_calls": []},
        {"response": None, "tool_calls": []},
        {"response": "x", "reasoning": None, "images": None, "tool_calls": None},
    ],
)
def test_what_a_language_model_may_answer(start: Start, output: Dict[str, Any]) -> None:
    @app("acme/model")
    def model(input: Dict[str, Any]) -> Any:
        return output

    client, _ = start([], model)
    assert client.agent({"core_app": {"ref": "acme/model"}}).send_message("hi").text == (output.get("response") or "")
