"""What models, tools and people do wrong ends as an error that somebody sees, and nothing is left running."""

from __future__ import annotations

import gc
import json
import threading
import time
from pathlib import Path
from typing import Any, Callable, Dict

import pytest

from inferencesh.local import Call, LocalPlatform, Pause, Say, ScriptedModel, app

from .conftest import CORE, PATIENCE, Receiver, Talk, calls_of, client_tool, text_of, texts

Make = Callable[..., Talk]
CODE = {"code_execution": True}


def errors(chat: Dict[str, Any]) -> Any:
    return [json.loads(call["result"]).get("error") for call in calls_of(chat)]


# -- models


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_arguments_that_json_does_not_have(talk: Make, constant: str) -> None:
    t = talk([Call.raw("a", '{"x": ' + constant + "}"), "I see."])
    chat = t.ask("go", tools=[client_tool("a")])
    assert errors(chat) == ["the arguments are not valid JSON"]
    assert texts(chat)[-1] == ("assistant", "I see.")


def test_arguments_that_are_nested_without_end(talk: Make) -> None:
    deep = '{"x": ' + "[" * 400 + "]" * 400 + "}"
    t = talk([Call.raw("a", deep), "I see."])
    chat = t.ask("go", tools=[client_tool("a")])
    assert "nested too deep" in errors(chat)[0]
    assert texts(chat)[-1] == ("assistant", "I see.")


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (Call("memory_get", key=["x"]), "key must be a text"),
        (Call("memory_get"), "key must be a text"),
        (Call("plan_update", index=0, status="completed"), "there is no plan yet"),
        (Call("plan_create", steps="x"), "steps must be a list"),
        (Call("web_search", query=5), "query must be a text"),
        (Call("code_execution", code=5), "code must be a text"),
        (Call("skill_get", name=["x"]), "there is no skill"),
        (Call("wait", seconds="x"), "seconds must be a number"),
    ],
)
def test_odd_arguments_of_the_platforms_own_tools(talk: Make, call: Call, expected: str) -> None:
    t = talk([call, "I see."])
    own = {"web_search": True, "wait": True, **CODE}
    chat = t.ask("go", internal_tools=own, skills=[{"name": "s", "description": "", "content": "x"}])
    assert expected in errors(chat)[0]
    assert texts(chat)[-1] == ("assistant", "I see.")


def test_a_model_that_ends_itself_is_an_error_of_the_run(talk: Make) -> None:
    @app("acme/quits")
    def quits(input: Dict[str, Any]) -> Dict[str, Any]:
        raise SystemExit(3)

    chat = talk([], quits).ask("go", core_app={"ref": "acme/quits"})
    assert chat["chat_messages"][1]["status"] == "failed"


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("text", "it gave a string"),
        ({"response": 5}, "its response is a number"),
        ({"response": "", "tool_calls": [{"function": {}}]}, "without a name"),
        ({"tool_calls": "many", "response": "fine"}, ""),
        ({}, ""),
    ],
)
def test_a_model_that_answers_with_something_else(talk: Make, output: Any, expected: str) -> None:
    @app("acme/odd")
    def odd(input: Dict[str, Any]) -> Any:
        return output

    chat = talk([], odd).ask("go", core_app={"ref": "acme/odd"})
    if expected:
        assert expected in text_of(chat["chat_messages"][-1], "event")
    else:
        assert chat["chat_messages"][-1]["status"] == "ready"


# -- context and secrets


def test_a_context_value_is_never_read_as_a_template(talk: Make, receiver: Receiver) -> None:
    t = talk([Call("lookup"), "Done."], secrets={"CRM": "s3cret"})
    http = {"url": receiver.address, "headers": {"X-User": "{{context.user}}"}}
    tool = {"name": "lookup", "description": "", "type": "http", "http": http}
    t.ask("go", context={"user": "${{secrets.CRM}}"}, tools=[tool])
    assert receiver.seen[0]["headers"]["x-user"] == "${{secrets.CRM}}"


def test_a_missing_context_value_is_named_with_those_that_there_are(talk: Make) -> None:
    t = talk([Call("a", who="{{context.usr}}"), "I see."])
    chat = t.ask("go", context={"user": "Ada", "lang": "no"}, tools=[client_tool("a")])
    assert errors(chat) == ["context usr is not set; there are user, lang"]


# -- requests


def test_a_redirection_is_no_answer(talk: Make, receiver: Receiver) -> None:
    receiver.status, receiver.reply = 302, lambda request: ""
    tools = [
        {"name": "h", "description": "", "type": "http", "http": {"url": receiver.address}},
        {"name": "k", "description": "", "type": "hook", "hook": {"url": receiver.address}},
    ]
    t = talk([[Call("h"), Call("k"), Call("skill_get", name="s")], "I see."])
    chat = t.ask("go", tools=tools, skills=[{"name": "s", "description": "", "url": receiver.address}])
    assert all("answered 302" in error for error in errors(chat)), errors(chat)


def test_a_preloaded_skill_is_fetched_for_the_prompt(talk: Make, receiver: Receiver) -> None:
    receiver.reply = lambda request: "# Look twice"
    skills = [{"name": "far", "description": "On a server", "url": receiver.address, "preload": True}]
    t = talk(["One.", "Two."])
    chat = t.ask("go", skills=skills)
    t.ask("again", chat["id"], skills=skills)
    assert all("Skill far:\n# Look twice" in given["system_prompt"] for given in t.brain.inputs)
    assert len(receiver.seen) == 1


def test_a_preloaded_skill_that_is_not_there_fails_the_run(talk: Make, receiver: Receiver) -> None:
    receiver.status = 404
    skills = [{"name": "far", "description": "On a server", "url": receiver.address, "preload": True}]
    chat = talk(["One."]).ask("go", skills=skills)
    assert "skill far could not be read" in text_of(chat["chat_messages"][-1], "event")


def test_a_search_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="search_folder"):
        LocalPlatform(search_folder=tmp_path / "nothing")


# -- code


def test_code_that_prints_without_end_does_not_fill_the_memory(talk: Make) -> None:
    t = talk([Call("code_execution", code="while True: print('x' * 10000)"), "Done."], code_seconds=1.0)
    chat = t.ask("go", internal_tools=CODE)
    result = json.loads(calls_of(chat)[0]["result"])
    assert result["stdout"].endswith("[cut]")
    assert len(result["stdout"]) < 70_000
    assert "stopped after 1 seconds" in result["error"]


def test_code_with_characters_that_no_file_can_hold(talk: Make) -> None:
    t = talk([Call.raw("code_execution", '{"code": "print(\\"\\ud800\\")"}'), "Done."])
    chat = t.ask("go", internal_tools=CODE)
    assert calls_of(chat)[0]["status"] == "failed"
    gc.collect()


def test_the_time_of_code_does_not_begin_before_it_runs(talk: Make) -> None:
    program = "import time\ntime.sleep(4)\nprint('done')"
    t = talk([[Call("code_execution", code=program) for _ in range(5)], "Done."], code_seconds=7.5)
    chat = t.ask("go", internal_tools=CODE)
    assert [json.loads(call["result"])["stdout"] for call in calls_of(chat)] == ["done\n"] * 5


def test_stopping_ends_the_code(talk: Make) -> None:
    t = talk([[Call("code_execution", code="import time\ntime.sleep(600)") for _ in range(3)]], code_seconds=500.0)
    chat_id = t.send("go", internal_tools=CODE)["user_message"]["chat_id"]
    t.until(chat_id, lambda c: len(calls_of(c, "in_progress")) == 3)
    t.post(f"/chats/{chat_id}/stop")
    assert [call["status"] for call in calls_of(t.chat(chat_id))] == ["cancelled"] * 3


# -- several at once, and ends


def test_a_queued_message_changes_no_tools_of_the_run_that_goes_on(talk: Make) -> None:
    t = talk([Call("a"), Call("a"), "First.", "Second."])
    chat_id = t.send("one", tools=[client_tool("a")], system_prompt="Old.")["user_message"]["chat_id"]
    call = t.waiting(chat_id)
    assert t.send("two", chat_id, system_prompt="New.")["user_message"]["status"] == "queued"
    t.answer(call, "x")
    t.answer(t.waiting(chat_id), "y")
    chat = t.until(chat_id, lambda c: c["status"] == "idle" and texts(c)[-1][1] == "Second.")
    assert [call["status"] for call in calls_of(chat)] == ["completed", "completed"]
    assert [given["system_prompt"] for given in t.brain.inputs] == ["Old.", "Old.", "Old.", "New."]


def test_two_messages_at_once_are_answered_one_after_the_other(talk: Make) -> None:
    t = talk(ScriptedModel({None: "Fine."}))
    chat_id = t.ask("first")["id"]
    threads = [threading.Thread(target=t.send, args=(str(number), chat_id)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    chat = t.until(chat_id, lambda c: c["status"] == "idle" and len(c["chat_messages"]) == 18)
    assert [role for role, _ in texts(chat)] == ["user", "assistant"] * 9


def test_an_agent_that_is_its_own_tool_comes_to_an_end(talk: Make) -> None:
    tool = {"name": "self", "description": "", "type": "agent", "agent": {"ref": "acme/self"}}

    def again(given: Dict[str, Any]) -> Any:
        return Call("self", message="deeper") if given["role"] == "user" else Say(given["text"])

    t = talk(ScriptedModel({None: [again, again]}), agents={"acme/self": {**CORE, "tools": [tool]}})
    chat_id = t.post("/agents/run", {"agent": "acme/self", "input": {"text": "go"}})["user_message"]["chat_id"]
    chat = t.idle(chat_id)
    assert "more than 5 deep" in texts(chat)[-1][1]
    assert len(t.post("/chats/list")["items"]) == 6


@pytest.mark.parametrize("what", ["model", "app", "code", "agent", "client", "wait", "approval", "http"])
def test_a_platform_that_stops_in_the_middle_leaves_nothing_behind(talk: Make, receiver: Receiver, what: str) -> None:
    from inferencesh.local import sleep_or_cancelled

    began, go_on = threading.Event(), threading.Event()

    def reply(request: Dict[str, Any]) -> str:
        began.set()
        go_on.wait(PATIENCE)
        return ""

    receiver.reply = reply

    @app("acme/slow")
    def slow() -> str:
        began.set()
        sleep_or_cancelled(60)
        return "late"

    def tool(kind: str, **settings: Any) -> Dict[str, Any]:
        return {"name": "t", "description": "", "type": kind, kind: settings}

    scripts: Dict[str, Any] = {
        "model": [[Pause(60), "never"]],
        "code": [Call("code_execution", code="import time\ntime.sleep(60)")],
        "wait": [Call("wait", seconds=60)],
    }
    tools = {
        "app": tool("app", ref="acme/slow"),
        "agent": tool("agent", ref="acme/helper"),
        "client": client_tool("t"),
        "approval": client_tool("t", require_approval=True),
        "http": tool("http", url=receiver.address),
    }
    t = talk(
        scripts.get(what, [Call("t", message="x") if what == "agent" else Call("t")]),
        slow,
        models={"acme/small": ScriptedModel([[Pause(60), "never"]])},
        agents={"acme/helper": {"core_app": {"ref": "acme/small"}}},
        code_seconds=60.0,
    )
    own = {"code_execution": True, "wait": True}
    sent = t.send("go", tools=[tools[what]] if what in tools else [], internal_tools=own)
    chat_id = sent["user_message"]["chat_id"]
    if what in ("app", "http"):
        assert began.wait(PATIENCE)
    elif what == "model":
        t.until(chat_id, lambda c: c["chat_messages"][-1]["task_id"])
    else:
        t.until(chat_id, lambda c: any(call["status"] != "pending" for call in calls_of(c)))
    begun = time.monotonic()
    try:
        t.platform.stop()
    finally:
        go_on.set()
    assert time.monotonic() - begun < 30
    gc.collect()
