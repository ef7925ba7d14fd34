"""Each kind of tool does what it is for."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any, Callable, Dict, Optional

import pytest

from inferencesh.local import Call, Pause, app

from .conftest import CORE, Receiver, Talk, calls_of, client_tool, text_of, texts

Make = Callable[..., Talk]


@app("acme/paint")
def paint(prompt: str, steps: int = 4, style: str = "plain", seed: Optional[int] = None) -> Dict[str, Any]:
    """Paints."""
    return {"prompt": prompt, "steps": steps, "style": style}


def tool(name: str, kind: str, **settings: Any) -> Dict[str, Any]:
    return {"name": name, "description": "", "type": kind, kind: settings}


def one(t: Talk, **config: Any) -> Dict[str, Any]:
    """The only call of a turn, when it is over."""
    chat = t.ask("go", **config)
    [call] = calls_of(chat)
    return call


def failure(call: Dict[str, Any]) -> str:
    assert call["status"] == "failed", call
    error: str = json.loads(call["result"])["error"]
    return error


# -- apps


def test_an_app_tool_runs_the_app_with_what_is_fixed_and_what_is_default(talk: Make) -> None:
    t = talk([Call("draw", prompt="a cat", style="wild", steps=9), "Done."], paint)
    config = tool("draw", "app", ref="acme/paint", input={"steps": 20}, fixed_input={"style": "soft"})
    call = one(t, tools=[config])
    assert json.loads(call["result"]) == {"prompt": "a cat", "steps": 9, "style": "soft"}
    task = t.get(f"/tasks/{call['execution_id']}")
    assert task["app_id"] == t.get("/apps/acme/paint")["id"]
    [offer] = [o["function"] for o in t.brain.inputs[0]["tools"] if o["function"]["name"] == "draw"]
    assert offer["description"] == "Paints."
    assert set(offer["parameters"]["properties"]) == {"prompt", "steps", "seed"}
    assert offer["parameters"]["properties"]["steps"]["default"] == 20
    assert offer["parameters"]["required"] == ["prompt"]


def test_an_app_tool_passes_setup_and_sessions_on(talk: Make) -> None:
    @app("acme/count")
    class Count:
        def __init__(self) -> None:
            self.n = 0

        def setup(self, config: Dict[str, Any]) -> None:
            self.n = config["start"]

        def run(self) -> Dict[str, int]:
            self.n += 1
            return {"n": self.n}

    def again(given: Dict[str, Any]) -> Call:
        return Call("count", session=json.loads(given["text"])["session_id"])

    t = talk([Call("count", session="new"), again, "Done."], Count)
    chat = t.ask("go", tools=[tool("count", "app", ref="acme/count", setup={"start": 40}, session_enabled=True)])
    assert [json.loads(call["result"])["n"] for call in calls_of(chat)] == [41, 42]


def test_a_failing_app_is_an_error_for_the_model(talk: Make) -> None:
    @app("acme/breaks")
    def breaks() -> None:
        raise ValueError("no paint left")

    t = talk([Call("b"), "Too bad.", Call("draw", prompt=5), "Oh."], breaks, paint)
    assert failure(one(t, tools=[tool("b", "app", ref="acme/breaks")])) == "ValueError: no paint left"
    assert "prompt" in failure(one(t, tools=[tool("draw", "app", ref="acme/paint")]))
    chat = t.ask("x", tools=[tool("b", "app", ref="acme/nothing")])
    assert "no app named acme/nothing" in str(chat["chat_messages"][-1]["content"])


def test_stopping_cancels_the_app(talk: Make) -> None:
    from inferencesh.local import sleep_or_cancelled

    @app("acme/slow")
    def slow() -> str:
        sleep_or_cancelled(60)
        return "late"

    t = talk([Call("slow")], slow)
    chat_id = t.send("go", tools=[tool("slow", "app", ref="acme/slow")])["user_message"]["chat_id"]
    chat = t.until(chat_id, lambda c: any(call["execution_id"] for call in calls_of(c)))
    t.post(f"/chats/{chat_id}/stop")
    pause = threading.Event()
    while t.get(f"/tasks/{calls_of(chat)[0]['execution_id']}/status")["status"] != 12:
        assert not pause.wait(0.01)


# -- agents


def test_a_sub_agent_works_in_a_chat_of_its_own_and_hands_over_its_result(talk: Make) -> None:
    from inferencesh.local import ScriptedModel

    helper = ScriptedModel([Call("finish", result="tea is old")])
    agents = {"acme/helper": {"core_app": {"ref": "acme/small"}, "description": "Knows tea."}}
    t = talk([Call("ask", message="Tell me of tea"), "Done."], models={"acme/small": helper}, agents=agents)
    chat = t.ask("go", tools=[tool("ask", "agent", ref="acme/helper@v1")])
    [call] = calls_of(chat)
    assert json.loads(call["result"]) == {"result": "tea is old"}
    child = t.chat(call["execution_id"])
    assert child["parent_id"] == chat["id"]
    assert child["output"] == {"result": "tea is old"}
    assert texts(child)[0] == ("user", "Tell me of tea")
    assert t.get(f"/agent-runs/{child['chat_messages'][0]['agent_run_id']}")["tool_invocation_id"] == call["id"]
    assert "finish" in [offer["function"]["name"] for offer in helper.inputs[0]["tools"]]
    assert "finish" not in [offer["function"]["name"] for offer in t.brain.inputs[0]["tools"]]


def test_a_sub_agent_that_ends_with_text_gives_that_and_one_that_fails_an_error(talk: Make) -> None:
    agents = {"acme/helper": {"core_app": {"ref": "acme/small"}}}
    from inferencesh.local import Fail, ScriptedModel

    t = talk(
        [Call("ask", message="a"), "Done.", Call("ask", message="b"), "Done."],
        models={"acme/small": ScriptedModel(["Just text.", Fail("no idea")])},
        agents=agents,
    )
    ask = tool("ask", "agent", ref="acme/helper")
    assert one(t, tools=[ask])["result"] == "Just text."
    assert failure(one(t, tools=[ask])) == "no idea"


def test_stopping_stops_the_sub_agents(talk: Make) -> None:
    from inferencesh.local import ScriptedModel

    small = ScriptedModel([[Pause(60), "never"]])
    t = talk(
        [Call("ask", message="a")],
        models={"acme/small": small},
        agents={"acme/helper": {"core_app": {"ref": "acme/small"}}},
    )
    chat_id = t.send("go", tools=[tool("ask", "agent", ref="acme/helper")])["user_message"]["chat_id"]
    chat = t.until(chat_id, lambda c: any(call["execution_id"] for call in calls_of(c)))
    t.post(f"/chats/{chat_id}/stop")
    child = t.chat(calls_of(chat)[0]["execution_id"])
    assert child["status"] == "idle"
    assert child["chat_messages"][-1]["status"] == "cancelled"


# -- HTTP tools and hooks


def test_an_http_tool_calls_with_secrets_and_context_that_the_model_never_sees(talk: Make, receiver: Receiver) -> None:
    receiver.reply = lambda request: {"name": "Ada"}
    t = talk([Call("lookup", note="{{context.user}} asks"), "Done."], secrets={"CRM": "s3cret", "TEAM": "blue"})
    lookup = tool(
        "lookup",
        "http",
        url=receiver.address + "/u/{{context.user}}",
        auth={"type": "bearer", "secret": "CRM"},
        headers={"X-Team": "${{secrets.TEAM}}", "X-User": "{{context.user}}"},
        input_schema={"type": "object", "properties": {"note": {"type": "string"}}, "required": ["note"]},
    )
    chat = t.ask("go", context={"user": "a b"}, tools=[lookup])
    [request] = receiver.seen
    assert (request["method"], request["path"], request["body"]) == ("POST", "/u/a%20b", {"note": "a b asks"})
    assert request["headers"]["authorization"] == "Bearer s3cret"
    assert (request["headers"]["x-team"], request["headers"]["x-user"]) == ("blue", "a b")
    assert json.loads(calls_of(chat)[0]["result"]) == {"name": "Ada"}
    shown = json.dumps(t.brain.inputs)
    assert "a b" not in shown
    assert "{{context.user}} asks" in shown
    assert "s3cret" not in json.dumps(chat)


def test_a_get_puts_its_arguments_into_the_query(talk: Make, receiver: Receiver) -> None:
    receiver.reply = lambda request: "fine"
    t = talk([Call("q", a="x y", n=2), "Done."], secrets={"K": "key"})
    auth = {"type": "api_key", "secret": "K", "header": "X-Own"}
    call = one(t, tools=[tool("q", "call", url=receiver.address, method="GET", auth=auth)])
    assert receiver.seen[0]["path"] == "/?a=x+y&n=2" or receiver.seen[0]["path"] == "/?a=x%20y&n=2"
    assert receiver.seen[0]["headers"]["x-own"] == "key"
    assert call["result"] == "fine"


def test_the_query_of_an_address_stays_beside_the_arguments(talk: Make, receiver: Receiver) -> None:
    receiver.reply = lambda request: "fine"
    t = talk([Call("q", a="x"), "Done."])
    address = receiver.address + "/find?version=3&who={{context.user}}"
    t.ask("go", context={"user": "ada"}, tools=[tool("q", "http", url=address, method="GET")])
    assert receiver.seen[0]["path"] == "/find?version=3&who=ada&a=x"


def test_headers_take_any_text_of_the_context(talk: Make, receiver: Receiver) -> None:
    receiver.reply = lambda request: "fine"
    t = talk([Call("q"), "Done."])
    headers = {"X-User": "{{context.user}}"}
    chat = t.ask(
        "go", context={"user": "Zo\u00eb \u96ea"}, tools=[tool("q", "http", url=receiver.address, headers=headers)]
    )
    assert calls_of(chat)[0]["result"] == "fine"
    assert receiver.seen[0]["headers"]["x-user"].encode("latin-1").decode() == "Zo\u00eb \u96ea"


def test_what_an_http_tool_may_not_or_cannot_do_is_an_error(talk: Make, receiver: Receiver) -> None:
    receiver.status = 500
    tools = [
        tool("far", "http", url="http://example.com/"),
        tool("bad", "http", url=receiver.address),
        tool("bare", "http", url=receiver.address, auth={"type": "bearer", "secret": "NOPE"}),
        tool("lost", "http", url=receiver.address + "/{{context.nobody}}"),
        tool("gone", "http", url="http://127.0.0.1:9/"),
    ]
    t = talk([[Call(entry["name"]) for entry in tools], "Done."])
    errors = [failure(call) for call in calls_of(t.ask("go", tools=tools))]
    assert "example.com is another host" in errors[0]
    assert "answered 500" in errors[1]
    assert "secret NOPE is not set" in errors[2]
    assert "context nobody is not set" in errors[3]
    assert "could not be reached" in errors[4]
    assert len(receiver.seen) == 1


DISGUISED = ["http://[::1].evil.test/", "http://evil.test[::1]/", "http://[::1%25eth0]/", "http://[", "http://::1]/"]


@pytest.mark.parametrize("address", DISGUISED)
def test_no_disguise_makes_another_host_count_as_this_machine(talk: Make, address: str) -> None:
    hook = tool("hooked", "hook", url=address)
    skill = {"name": "far", "description": "Far away.", "url": address}
    t = talk([[Call("web"), Call("hooked"), Call("skill_get", name="far")], "Done."])
    chat = t.ask("go", tools=[tool("web", "http", url=address), hook], skills=[skill])
    for call in calls_of(chat):
        assert "is not a web address" in failure(call)


def test_an_answer_is_unpacked_no_further_than_is_wanted(talk: Make, receiver: Receiver) -> None:
    import gzip

    receiver.headers = {"Content-Encoding": "gzip"}
    bomb, small = gzip.compress(b"x" * (64 << 20)), gzip.compress(b"small")
    receiver.reply = lambda request: bomb if request["path"] == "/bomb" else small
    tools = [tool(name, "http", url=f"{receiver.address}/{name}") for name in ("bomb", "small")]
    t = talk([[Call("bomb"), Call("small")], "Done."])
    big, fine = calls_of(t.ask("go", tools=tools))
    assert "longer than 1048576 bytes" in failure(big)
    assert fine["result"] == "small"
    assert receiver.seen[0]["headers"]["accept-encoding"] == "identity"


def test_a_hook_whose_acknowledgement_has_the_result(talk: Make, receiver: Receiver) -> None:
    receiver.reply = lambda request: {"success": True, "result": {"sent": True}}
    t = talk([Call("notify", channel="x"), "Done."], secrets={"SLACK": "hush"})
    chat = t.ask("go", tools=[tool("notify", "hook", url=receiver.address, secret="SLACK", input_schema={})])
    [call] = calls_of(chat)
    assert json.loads(call["result"]) == {"sent": True}
    [request] = receiver.seen
    assert request["headers"]["x-hook-secret"] == "hush"
    body = request["body"]
    assert (body["tool_invocation_id"], body["hook_name"], body["chat_id"]) == (call["id"], "notify", chat["id"])
    assert (body["callback_url"], body["callback_method"]) == (f"/api/tools/{call['id']}", "POST")
    assert body["arguments"] == {"channel": "x"}


def test_a_hook_that_calls_back(talk: Make, receiver: Receiver) -> None:
    t = talk([Call("notify"), "Done."])
    chat_id = t.send("go", tools=[tool("notify", "hook", url=receiver.address)])["user_message"]["chat_id"]
    call = t.waiting(chat_id)
    assert call["type"] == "hook"
    t.post(receiver.seen[0]["body"]["callback_url"], {"result": "later"})
    assert t.idle(chat_id)
    assert t.brain.inputs[1]["text"] == "later"


# -- the platform's own


def test_plan_and_memory_are_kept_with_the_chat(talk: Make) -> None:
    t = talk(
        [
            [Call("plan_create", steps=[{"title": "look"}, {"title": "leap"}]), Call("memory_set", key="k", value=[1])],
            [Call("plan_update", index=0, status="completed", notes="well"), Call("memory_get", key="k")],
            [Call("plan_load"), Call("memory_getall"), Call("plan_update", index=7, status="completed")],
            "Done.",
        ]
    )
    chat = t.ask("go")
    results = [json.loads(call["result"]) for call in calls_of(chat)]
    assert results[3] == {"key": "k", "found": True, "value": [1]}
    assert results[5] == {"memory": {"k": [1]}}
    assert "0 to 1" in results[6]["error"]
    steps = chat["agent_data"]["plan_steps"]
    assert [(step["title"], step["status"]) for step in steps] == [("look", "completed"), ("leap", "pending")]
    assert steps[0]["notes"] == "well"
    settings = t.post(f"/chats/{chat['id']}/settings", {"forget_memory": ["k"], "name": "Mine"})
    assert (settings["memory"], settings["name"]) == ({}, "Mine")


def test_internal_tools_are_switched(talk: Make) -> None:
    t = talk(["a", "b", "c"])
    t.ask("go", internal_tools={"plan": False, "memory": False})
    t.ask("go", internal_tools={"web_search": True, "code_execution": True, "wait": True, "image_generation": False})
    t.ask("go", output_schema={"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]})
    named = [[o["function"]["name"] for o in given.get("tools", [])] for given in t.brain.inputs]
    assert named[0] == []
    assert {"plan_create", "memory_set", "web_search", "code_execution", "wait"} <= set(named[1])
    assert "image_generation" not in named[1]
    assert "finish" in named[2]
    assert t.get("/agents/internal-tools")[0]["name"] == "plan"


def test_finish_hands_over_structured_output_and_ends_the_run(talk: Make) -> None:
    t = talk([[Call("finish", n=3)]])
    schema = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
    chat = t.ask("go", output_schema=schema)
    assert chat["output"] == {"n": 3}
    run = t.get(f"/agent-runs/{chat['chat_messages'][0]['agent_run_id']}")
    assert (run["state"], run["output"]) == ("completed", {"n": 3})


def test_a_finish_whose_arguments_do_not_fit_tells_the_model_what_to_fix(talk: Make) -> None:
    schema = {"type": "object", "properties": {"n": {"type": "integer"}, "why": {"type": "string"}}, "required": ["n"]}
    t = talk([Call("finish", n="three"), Call("finish", why="x"), Call("finish", n=3)])
    chat = t.ask("go", output_schema=schema)
    wrong, missing, good = calls_of(chat)
    assert failure(wrong).startswith("The arguments are wrong: n must be a whole number, not the string 'three'")
    assert "n is missing" in failure(missing)
    assert "again" in t.brain.inputs[1]["text"]
    assert good["status"] == "completed"
    assert chat["output"] == {"n": 3}


def test_a_tool_of_ones_own_that_is_called_finish_ends_nothing(talk: Make) -> None:
    t = talk([Call("finish", race="won"), "Well run."])
    chat_id = t.send("go", tools=[client_tool("finish")])["user_message"]["chat_id"]
    t.answer(t.waiting(chat_id), "noted")
    chat = t.idle(chat_id)
    assert (texts(chat)[-1], chat["output"]) == (("assistant", "Well run."), None)


def test_the_rule_model_does_not_hand_over_for_ever(talk: Make) -> None:
    code = {"type": "string", "pattern": "^[0-9]{4}$"}
    schema = {"type": "object", "properties": {"code": code}, "required": ["code"]}
    t = talk([], stand_ins=True)
    chat = t.ask("Which code?", core_app={"ref": "infsh/claude-sonnet-4"}, output_schema=schema)
    assert len(calls_of(chat)) == 1
    assert "code must match the pattern" in failure(calls_of(chat)[0])
    assert "could not use finish" in texts(chat)[-1][1]


def test_skills_are_listed_read_and_preloaded(talk: Make, receiver: Receiver) -> None:
    receiver.reply = lambda request: "# From afar"
    skills = [
        {"name": "review", "description": "How to review", "content": "# Look twice"},
        {"name": "far", "description": "On a server", "url": receiver.address + "/s.md"},
        {"name": "near", "description": "Known by heart", "content": "Be kind.", "preload": True},
    ]
    t = talk([[Call("skill_get", name="review"), Call("skill_get", name="far"), Call("skill_get", name="x")], "Done."])
    chat = t.ask("go", skills=skills, system_prompt="Base.")
    assert [call["result"] for call in calls_of(chat)[:2]] == ["# Look twice", "# From afar"]
    assert "there is no skill 'x'" in failure(calls_of(chat)[2])
    prompt = t.brain.inputs[0]["system_prompt"]
    assert prompt.startswith("Base.")
    assert "- review: How to review" in prompt
    assert "Be kind." in prompt
    assert "Look twice" not in prompt


def test_context_is_checked_filled_in_and_shown_only_where_it_may_be(talk: Make) -> None:
    fields = [
        {"name": "user", "required": True},
        {"name": "lang", "default": "no", "in_prompt": True},
    ]
    agent = t_agent(context=fields, tools=[client_tool("greet", parameters={"who": {"type": "string"}})])
    t = talk([Call("greet", who="{{context.user}}"), "Done."], agents={"acme/a": agent})
    run = {"agent": "acme/a", "input": {"text": "go"}}
    problem = t.refused("POST", "/agents/run", 422, "validation_error", run)
    assert "context.user is required" in problem["detail"]
    t.refused("POST", "/agents/run", 422, "validation_error", {**run, "context": {"user": 5}})
    chat_id = t.post("/agents/run", {**run, "context": {"user": "Ada"}})["user_message"]["chat_id"]
    call = t.waiting(chat_id)
    assert call["function"]["arguments"] == {"who": "Ada"}
    t.answer(call, "hi")
    assert t.idle(chat_id)["context"] == {"user": "Ada", "lang": "no"}
    assert "Ada" not in json.dumps(t.brain.inputs)
    assert "- lang: no" in t.brain.inputs[0]["system_prompt"]


def t_agent(**config: Any) -> Dict[str, Any]:
    return {**CORE, **config}


def test_web_search_looks_through_a_folder(talk: Make, tmp_path: Path) -> None:
    (tmp_path / "tea.md").write_text("# Tea\n\nTea was first drunk in China.\n\nIt is hot.", encoding="utf-8")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "coffee.md").write_text("# Coffee\n\nCoffee comes from Ethiopia.", encoding="utf-8")
    t = talk([Call("web_search", query="where was tea first drunk"), "Done."], search_folder=tmp_path)
    [page] = json.loads(one(t, internal_tools={"web_search": True})["result"])["results"]
    assert page == {"title": "Tea", "url": "tea.md", "snippet": "Tea was first drunk in China."}


def test_code_runs_in_a_process_without_network_and_with_a_time_limit(talk: Make) -> None:
    network = "import socket\nsocket.create_connection(('127.0.0.1', 9), 1)"
    program = "import subprocess\nsubprocess.run(['true'])"
    codes = ["print(6 * 7)", network, program, "while True: pass", "1 / 0"]
    t = talk([[Call("code_execution", code=code) for code in codes], "Done."], code_seconds=1.5)
    chat = t.ask("go", internal_tools={"code_execution": True})
    good, net, prog, slow, bad = [json.loads(call["result"]) for call in calls_of(chat)]
    assert (good["stdout"], good["exit_code"]) == ("42\n", 0)
    assert "without network" in net["stderr"]
    assert "without other programs" in prog["stderr"]
    assert "stopped after 1.5 seconds" in slow["error"]
    assert "ZeroDivisionError" in bad["stderr"]


def test_images_are_drawn_with_the_bundled_app(talk: Make) -> None:
    pytest.importorskip("PIL")
    t = talk([Call("image_generation", prompt="a house"), "Done."], stand_ins=True)
    switch = {"image_generation": {"enabled": True, "app_ref": "infsh/flux@latest"}}
    address = json.loads(one(t, internal_tools=switch)["result"])["url"]
    assert t.http.get(address).content.startswith(b"\x89PNG")


def test_a_wait_ends_with_its_time_or_with_a_message(talk: Make) -> None:
    t = talk([Call("wait", seconds=0.01), "Awake.", Call("wait", seconds=60), "You are back."])
    chat = t.ask("go", internal_tools={"wait": True})
    assert json.loads(calls_of(chat)[0]["result"]) == {"ended_by": "time"}
    chat_id = t.send("wait for me", internal_tools={"wait": True})["user_message"]["chat_id"]
    chat = t.until(chat_id, lambda c: c["status"] == "waiting")
    assert calls_of(chat)[0]["status"] == "waiting"
    t.post(f"/chats/{chat_id}/messages", {"message": "I am back"})
    chat = t.idle(chat_id)
    assert [text for _, text in texts(chat)][-2:] == ["I am back", "You are back."]
    assert t.brain.inputs[-1]["text"] == "I am back"


def test_a_widget_waits_for_its_action(talk: Make) -> None:
    t = talk([Call("widget_show", title="Sure?", buttons=["confirm"]), "Done."])
    chat_id = t.send("go", internal_tools={"widget": True})["user_message"]["chat_id"]
    call = t.waiting(chat_id)
    assert [part["component"] for part in call["widget"]["components"]] == ["Column", "Text", "Button"]
    assert t.chat(chat_id)["pending_interrupts"][0]["reason"] == "widget"
    t.answer(call, {"action": {"type": "confirm"}, "form_data": {}})
    assert text_of(t.idle(chat_id)["chat_messages"][-1]) == "Done."


def test_attachments_of_a_result_reach_the_model(talk: Make) -> None:
    t = talk([Call("plot"), "Nice."])
    chat_id = t.send("go", tools=[client_tool("plot")])["user_message"]["chat_id"]
    ref = {"uri": "http://127.0.0.1/plot.png", "filename": "plot.png", "content_type": "image/png"}
    call = t.waiting(chat_id)
    t.refused("POST", f"/tools/{call['id']}", 422, "validation_error", {"result": {"no": "text"}})
    t.refused("POST", f"/tools/{call['id']}", 422, "validation_error", {"result": "", "attachments": [ref] * 21})
    t.post(f"/tools/{call['id']}", {"result": "see", "attachments": [ref]})
    t.idle(chat_id)
    assert t.brain.inputs[1]["images"] == [ref["uri"]]
