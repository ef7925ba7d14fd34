"""What the companion references promise about tools and agents, pattern by pattern (see test_companions.py)."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import logging
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List

import pytest
from companion_apps import run_async
from support.pictures import png

from inferencesh import (
    PermissionDeniedError,
    agent_tool,
    app_tool,
    internal_tools,
    string,
    tool,
    webhook_tool,
)
from inferencesh.local import Call, LocalPlatform, Say, ScriptedModel, app

CORE = {"core_app": {"ref": "acme/brain"}}
Talk = Callable[..., Any]


@app("acme/find")
def find(query: str, limit: int = 3) -> Dict[str, Any]:
    """Passages about something, for retrieval."""
    passages = ["Tea comes from China.", "Coffee comes from Ethiopia.", "Maize comes from Mexico."]
    return {"passages": [passage for passage in passages if query.lower() in passage.lower()][:limit]}


@app("acme/erase")
def erase(path: str) -> Dict[str, Any]:
    return {"erased": path}


@pytest.fixture
def start() -> Iterator[Talk]:
    """Starts a platform whose model follows a script; gives the platform, with `client` and `brain`."""
    with contextlib.ExitStack() as stack:

        def begin(script: Any, **options: Any) -> Any:
            brain = ScriptedModel(script)
            models = {"acme/brain": brain, **options.pop("models", {})}
            platform = stack.enter_context(
                LocalPlatform(apps=[find, erase], models=models, stand_ins=False, heartbeat=0.05, **options)
            )
            platform.brain = brain  # type: ignore[attr-defined]
            platform.sync = stack.enter_context(platform.client(timeout=60))  # type: ignore[attr-defined]
            return platform

        yield begin


def results_of(agent: Any) -> List[str]:
    """What the tools of a chat answered."""
    return [message["content"] for message in agent.get_chat()["messages"] if message["role"] == "tool"]


# -- the tool builder ------------------------------------------------------------------------------------------------


def test_a_default_makes_a_parameter_optional_and_is_filled_in(start: Talk) -> None:
    seen: List[Dict[str, Any]] = []
    search = (
        tool("search")
        .display("Search")
        .describe("Looks things up")
        .param("query", string("What"))
        .param("limit", {"type": "integer"}, default=3)
        .handler(lambda args: seen.append(args) or "found")
        .build()
    )
    schema = search["client"]["input_schema"]
    assert schema["required"] == ["query"]
    assert schema["properties"]["limit"]["default"] == 3
    assert (search["display_name"], search["description"]) == ("Search", "Looks things up")
    platform = start([Call("search", query="tea"), "Done."])
    platform.sync.agent({**CORE, "tools": [search]}).send_message("Go")
    assert seen == [{"query": "tea", "limit": 3}]


def test_setup_input_and_secret_go_where_they_belong() -> None:
    draw = app_tool("draw", "acme/draw@v1").setup({"model": "small"}).input({"steps": 20}).require_approval().build()
    assert draw["app"] == {"ref": "acme/draw@v1", "setup": {"model": "small"}, "input": {"steps": 20}}
    assert draw["require_approval"] is True
    notify = webhook_tool("notify", "https://example.com/hook").secret("SLACK_SECRET").param("text", string()).build()
    assert notify["hook"]["url"] == "https://example.com/hook"
    assert notify["hook"]["secret"] == "SLACK_SECRET"
    assert notify["hook"]["input_schema"]["required"] == ["text"]


def test_internal_tools_are_what_the_model_is_offered(start: Talk) -> None:
    config = (
        internal_tools()
        .plan(False)
        .memory()
        .web_search(True)
        .code_execution(True)
        .image_generation({"enabled": True, "app_ref": "acme/draw"})
        .build()
    )
    platform = start(["Hi."])
    platform.sync.agent({**CORE, "internal_tools": config}).send_message("Go")
    (given,) = platform.brain.inputs
    offered = {offer["function"]["name"] for offer in given["tools"]}
    assert {"memory_set", "memory_get", "web_search", "code_execution", "image_generation"} <= offered
    assert not [name for name in offered if name.startswith("plan")]


def test_a_call_has_name_args_id_and_says_whether_it_needs_an_approval(start: Talk) -> None:
    platform = start([Call("greet", name="Ada"), "Done."])
    told: List[Any] = []
    greet = tool("greet").param("name", string("Name")).build()
    agent = platform.sync.agent({**CORE, "tools": [greet]})

    def handle(call: Any) -> None:
        told.append((call.name, call.args, call.requires_approval))
        agent.submit_tool_result(call.id, "Hello!")

    assert agent.send_message("Go", on_tool_call=handle).text == "Done."
    assert told == [("greet", {"name": "Ada"}, False)]


@pytest.mark.parametrize(
    ("result", "wire"),
    [
        ("plain text", "plain text"),
        (42, "42"),
        ({"result": [1, 2]}, '{"result": [1, 2]}'),
        ({"error": "Denied by user"}, '{"error": "Denied by user"}'),
        (
            {"action": {"type": "confirm"}, "form_data": {"name": "Ada"}},
            '{"action": {"type": "confirm"}, "form_data": {"name": "Ada"}}',
        ),
    ],
    ids=["text", "number", "dict", "error", "widget"],
)
def test_what_submit_tool_result_takes(start: Talk, result: Any, wire: str) -> None:
    platform = start([Call("ask"), "Done."])
    agent = platform.sync.agent({**CORE, "tools": [tool("ask").build()]})
    answer = agent.send_message("Go", on_tool_call=lambda call: agent.submit_tool_result(call.id, result))
    assert answer.text == "Done."
    assert results_of(agent) == [wire]


# -- agent patterns --------------------------------------------------------------------------------------------------


def test_sub_agents_as_tools(start: Talk) -> None:
    researcher, writer = ScriptedModel(["Tea is old."]), ScriptedModel(["An old drink, tea."])
    platform = start(
        [Call("research", message="Tea"), Call("write", message="Tea is old."), "Here: An old drink, tea."],
        models={"acme/small": researcher, "acme/style": writer},
        agents={
            "acme/researcher": {"core_app": {"ref": "acme/small"}},
            "acme/writer": {"core_app": {"ref": "acme/style"}},
        },
    )
    tools = [
        agent_tool("research", "acme/researcher@latest").describe("Researches").param("topic", string("Topic")).build(),
        agent_tool("write", "acme/writer").describe("Writes").build(),
    ]
    agent = platform.sync.agent({**CORE, "tools": tools})
    assert agent.send_message("Write about tea").text == "Here: An old drink, tea."
    assert [model.inputs[0]["text"] for model in (researcher, writer)] == ["Tea", "Tea is old."]
    calls = [call for message in agent.get_chat().messages for call in message.tool_calls]
    assert [platform.sync.chats.get(call.chat_id).parent_id for call in calls] == [agent.chat_id] * 2


def test_retrieval_with_an_app_tool(start: Talk) -> None:
    platform = start([Call("find", query="tea"), "From China."])
    search = app_tool("find", "acme/find").describe("Finds passages").param("query", string("What")).build()
    agent = platform.sync.agent({**CORE, "tools": [search]})
    assert agent.send_message("Where does tea come from?").text == "From China."
    assert json.loads(results_of(agent)[0]) == {"passages": ["Tea comes from China."]}
    assert "Tea comes from China." in platform.brain.inputs[1]["text"]


def test_code_execution(start: Talk) -> None:
    platform = start([Call("code_execution", code="print(6 * 7)"), "42."])
    config = internal_tools().code_execution(True).build()
    agent = platform.sync.agent({**CORE, "internal_tools": config})
    assert agent.send_message("Work it out").text == "42."
    result = json.loads(results_of(agent)[0])
    assert (result["stdout"].strip(), result["exit_code"]) == ("42", 0)


def test_a_chat_is_saved_as_json_and_its_questions_are_sent_again(start: Talk, tmp_path: Path) -> None:
    platform = start([Say("One.", thinking="Hm."), "Two.", "Three.", "Four."])
    agent = platform.sync.agent(CORE)
    agent.send_message("first")
    agent.send_message("second")
    with (tmp_path / "chat.json").open("w") as f:
        json.dump(agent.get_chat(), f)
    chat = json.loads((tmp_path / "chat.json").read_text())
    assert [(m["role"], m["content"]) for m in chat["messages"]] == [
        ("user", "first"), ("assistant", "One."), ("user", "second"), ("assistant", "Two."),
    ]  # fmt: skip
    agent.reset()
    for msg in chat["messages"]:
        if msg["role"] == "user":
            agent.send_message(msg["content"])
    assert [m["content"] for m in agent.get_chat()["messages"] if m["role"] == "user"] == ["first", "second"]


def test_a_conversation_goes_on_by_its_id(start: Talk) -> None:
    platform = start(["One.", "Two."])
    first = platform.sync.agent(CORE)
    first.send_message("a")
    later = platform.sync.agent(CORE, chat_id=first.chat_id)
    assert later.send_message("b").text == "Two."
    assert [message["text"] for message in platform.brain.inputs[1]["context"]] == ["a", "One."]


def test_human_in_the_loop_for_a_function_of_the_caller(start: Talk) -> None:
    """As the mission document writes it: after a yes the callback runs the tool, after a no it submits an error."""
    platform = start([Call("delete", file="a"), "Kept.", Call("delete", file="b"), "Deleted."])
    deleted: List[str] = []
    delete = tool("delete").param("file", string("File")).require_approval().build()
    agent = platform.sync.agent({**CORE, "tools": [delete]})

    def handle_tool(call: Any) -> None:
        if call.requires_approval:
            if call.args["file"] == "b":
                deleted.append(call.args["file"])
                agent.submit_tool_result(call.id, {"deleted": True})
            else:
                agent.submit_tool_result(call.id, {"error": "Denied by user"})

    assert agent.send_message("Delete a", on_tool_call=handle_tool).text == "Kept."
    assert deleted == []
    assert agent.send_message("Delete b", on_tool_call=handle_tool).text == "Deleted."
    assert deleted == ["b"]
    assert results_of(agent) == ['{"error": "Denied by user"}', '{"deleted": true}']


def test_human_in_the_loop_for_an_app(start: Talk) -> None:
    """A submitted error rejects; a result cannot stand in for the app's, so a yes is `call.approve()`."""
    platform = start([Call("erase", path="a"), "Kept.", Call("erase", path="b"), "Gone."], keys_may_approve=True)
    gated = app_tool("erase", "acme/erase").require_approval().build()
    agent = platform.sync.agent({**CORE, "tools": [gated]})

    def handle_tool(call: Any) -> None:
        if call.args["path"] == "b":
            call.approve()
        else:
            agent.submit_tool_result(call.id, {"error": "Denied by user"})

    assert agent.send_message("Erase a", on_tool_call=handle_tool).text == "Kept."
    assert agent.send_message("Erase b", on_tool_call=handle_tool).text == "Gone."
    denied, erased = results_of(agent)
    assert "Denied by user" in denied
    assert json.loads(erased) == {"erased": "b"}


def test_silence_approves_nothing_and_the_log_says_what_is_waited_for(
    start: Talk, caplog: pytest.LogCaptureFixture
) -> None:
    platform = start([Call("erase", path="a"), "Never said."])
    agent = platform.sync.agent({**CORE, "tools": [app_tool("erase", "acme/erase").require_approval().build()]})
    with caplog.at_level(logging.WARNING, logger="inferencesh"):
        message = agent.send_message("Erase a", on_pending="return")
    assert "waits for an approval of erase" in caplog.text
    (pending,) = message.pending_approvals
    assert (pending.tool_name, pending.arguments) == ("erase", {"path": "a"})
    with pytest.raises(PermissionDeniedError, match="only by a person who is signed in"):
        agent.approve_tool(pending.tool_invocation_id)
    assert [task for task in platform.tasks if task["input"] == {"path": "a"}] == []
    agent.stop_chat()


# -- async patterns --------------------------------------------------------------------------------------------------


def test_callbacks_of_the_async_client_may_be_coroutine_functions(start: Talk) -> None:
    platform = start([Call("greet", name="Ada"), "Hello Ada, how do you do?"])
    greet = tool("greet").param("name", string("Name")).build()

    async def main() -> None:
        async with platform.async_client() as client:
            agent = client.agent({**CORE, "tools": [greet]})
            pieces: List[str] = []

            async def on_message(msg: Any) -> None:
                await asyncio.sleep(0)
                pieces.append(msg["content"])

            async def on_tool_call(call: Any) -> None:
                await agent.submit_tool_result(call.id, f"Hello {call.args['name']}!")

            response = await agent.send_message("Go", on_message=on_message, on_tool_call=on_tool_call)
            assert response.text == "".join(pieces) == "Hello Ada, how do you do?"

    run_async(main())


def test_agents_of_one_async_client_talk_at_the_same_time(start: Talk) -> None:
    platform = start({"one": ["First."], "two": ["Second."], "three": ["Third."]})

    async def main() -> None:
        async with platform.async_client() as client:
            agents = [client.agent(CORE) for _ in range(3)]
            texts = [agent.send_message(text) for agent, text in zip(agents, ("one", "two", "three"))]
            assert [response.text for response in await asyncio.gather(*texts)] == ["First.", "Second.", "Third."]
            assert len({agent.chat_id for agent in agents}) == 3

    run_async(main())


def test_an_async_agent_takes_files(start: Talk) -> None:
    platform = start(["A picture."])

    async def main() -> None:
        async with platform.async_client() as client:
            agent = client.agent(CORE)
            assert (await agent.send_message("What is this?", files=[png(8, 8)])).text == "A picture."
            chat = await agent.get_chat()
            assert len(chat.messages[0].images) == 1

    run_async(main())


def test_a_time_out_around_a_turn_leaves_the_agent_usable(start: Talk) -> None:
    platform = start([Call("wait_for_it"), "Second."])

    async def main() -> None:
        async with platform.async_client() as client:
            agent = client.agent({**CORE, "tools": [tool("wait_for_it").build()]})
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(agent.send_message("Go", on_tool_call=lambda call: call.defer()), timeout=1.0)
            await agent.stop_chat()
            assert (await agent.send_message("Again")).text == "Second."

    run_async(main())


# -- streaming -------------------------------------------------------------------------------------------------------


def test_printing_the_content_in_on_message_prints_the_answer_once(start: Talk) -> None:
    answer = "Quantum computers compute with qubits, which may be zero and one at once."
    platform = start([Say(answer, thinking="Let me see."), "Short."])
    agent = platform.sync.agent(CORE)
    printed, thoughts = io.StringIO(), []

    def handle_message(msg: Any) -> None:
        if msg.get("type") == "thinking":
            thoughts.append(msg["content"])
        elif msg.get("content"):
            print(msg["content"], end="", flush=True, file=printed)

    response = agent.send_message("Explain", on_message=handle_message)
    assert printed.getvalue() == answer == response.text
    assert "".join(thoughts) == "Let me see."
    assert agent.send_message("Shorter", on_message=handle_message).text == "Short."
    assert printed.getvalue() == answer + "Short."


def test_messages_of_the_last_turn_can_be_streamed_afterwards(start: Talk) -> None:
    platform = start(["Hello!"])

    async def main() -> List[str]:
        async with platform.async_client() as client:
            agent = client.agent(CORE)
            await agent.send_message("Hi")
            return [msg["content"] async for msg in agent.stream_messages()]

    assert "".join(run_async(main())) == "Hello!"
