"""Lifecycle hooks: who is told of what an agent does, and what the answers change."""

from __future__ import annotations

import json
import logging
import threading
from typing import Any, Callable, Dict, List, Optional

import pytest

from inferencesh.local import Call, Fail, Pause, ScriptedModel, app

from .conftest import CORE, Receiver, Talk, calls_of, client_tool, text_of, texts

Make = Callable[..., Talk]
EVENTS = "agent.start agent.turn_start agent.tool_call agent.tool_result agent.turn_complete agent.complete agent.idle"


@app("acme/double")
def double(n: int) -> Dict[str, int]:
    """Doubles a number."""
    return {"n": 2 * n}


DOUBLE: Dict[str, Any] = {"name": "double", "description": "", "type": "app", "app": {"ref": "acme/double"}}


def hook(receiver: Receiver, event: str, **more: Any) -> Dict[str, Any]:
    return {"event": event, "type": "webhook", "handler": receiver.address, **more}


def answers(receiver: Receiver, **by_event: Any) -> None:
    """Let the receiver answer each event (written with _ for .) with one thing, others with nothing."""
    receiver.reply = lambda request: by_event.get(request["body"]["event"].replace("agent.", ""), "")


def told(chat: Dict[str, Any]) -> List[Dict[str, Any]]:
    """What the chat says of hooks that were run."""
    parts = [part for message in chat["chat_messages"] for part in message["content"] if part["type"] == "event"]
    return [part["event"]["hook"] for part in parts if part["event"]["type"] == "hook"]


def run_of(t: Talk, chat: Dict[str, Any]) -> Dict[str, Any]:
    run: Dict[str, Any] = t.get(f"/agent-runs/{chat['chat_messages'][0]['agent_run_id']}")
    return run


def test_every_event_of_a_run_is_told_in_its_order(talk: Make, receiver: Receiver) -> None:
    idle = threading.Event()

    def reply(request: Dict[str, Any]) -> str:
        if request["body"]["event"] == "agent.idle":
            idle.set()
        return ""

    receiver.reply = reply
    t = talk([Call("double", n=4), "Eight."], double)
    chat = t.ask("go", tools=[DOUBLE], hooks=[hook(receiver, event) for event in EVENTS.split()])
    assert idle.wait(20)
    bodies = [request["body"] for request in receiver.seen]
    assert [(body["event"], body["turn_count"]) for body in bodies] == [
        ("agent.start", 0),
        ("agent.turn_start", 1),
        ("agent.tool_call", 1),
        ("agent.tool_result", 1),
        ("agent.turn_complete", 1),
        ("agent.turn_start", 2),
        ("agent.turn_complete", 2),
        ("agent.complete", 2),
        ("agent.idle", 2),
    ]
    run = run_of(t, chat)
    for body in bodies:
        assert (body["agent_id"], body["chat_id"], body["run_id"]) == (chat["agent_id"], chat["id"], run["id"])
        assert body["timestamp"].endswith("Z")
    assert bodies[2]["data"] == {"tool": "double", "arguments": {"n": 4}}
    assert bodies[3]["data"] == {"tool": "double", "status": "completed", "result": '{"n": 8}'}
    first = told(chat)[0]
    assert first.pop("duration_ms") >= 0
    assert first == {
        "event": "agent.start",
        "handler_type": "webhook",
        "handler": receiver.address,
        "decision": "allow",
        "reason": "",
        "injected": False,
        "error": "",
    }
    assert [role for role, _ in texts(chat) if role != "event"] == ["user", "assistant", "tool", "assistant"]
    assert "event" not in json.dumps(t.brain.inputs), "the model is told nothing of it"


def test_a_failing_run_is_told(talk: Make, receiver: Receiver) -> None:
    t = talk([Fail("no weights")])
    hooks = [hook(receiver, event) for event in ("agent.error", "agent.complete")]
    chat = t.ask("go", hooks=hooks)
    assert [request["body"]["event"] for request in receiver.seen] == ["agent.error"]
    assert receiver.seen[0]["body"]["data"] == {"error": "no weights"}
    assert run_of(t, chat)["state"] == "failed"


def test_a_denied_call_is_not_made_and_the_model_is_told_why(talk: Make, receiver: Receiver) -> None:
    answers(receiver, tool_call={"decision": "deny", "reason": "not on a Friday"})
    t = talk([Call("double", n=4), "Then not."], double)
    chat = t.ask("go", tools=[DOUBLE], hooks=[hook(receiver, "agent.tool_call")])
    [call] = calls_of(chat)
    assert (call["status"], json.loads(call["result"])) == ("cancelled", {"error": "not on a Friday"})
    assert "not on a Friday" in t.brain.inputs[1]["text"]
    assert not [task for task in t.platform.tasks if task["app_id"] == t.get("/apps/acme/double")["id"]]
    assert [(one["decision"], one["reason"]) for one in told(chat)] == [("deny", "not on a Friday")]


def test_arguments_and_results_are_overridden(talk: Make, receiver: Receiver) -> None:
    answers(receiver, tool_call={"override": {"n": 50}}, tool_result={"override": {"n": "hidden"}})
    t = talk([Call("double", n=4), "Done."], double)
    hooks = [hook(receiver, "agent.tool_call"), hook(receiver, "agent.tool_result")]
    [call] = calls_of(t.ask("go", tools=[DOUBLE], hooks=hooks))
    assert call["function"]["arguments"] == {"n": 50}
    assert receiver.seen[1]["body"]["data"]["result"] == '{"n": 100}'
    assert json.loads(call["result"]) == {"n": "hidden"}
    assert t.brain.inputs[1]["text"] == '{"n": "hidden"}'


def test_a_denied_result_is_kept_from_the_model(talk: Make, receiver: Receiver) -> None:
    answers(receiver, tool_result={"decision": "deny", "reason": "too secret"})
    t = talk([Call("double", n=4), "Done."], double)
    [call] = calls_of(t.ask("go", tools=[DOUBLE], hooks=[hook(receiver, "agent.tool_result")]))
    assert (call["status"], json.loads(call["result"])) == ("failed", {"error": "too secret"})


def test_the_result_of_a_client_tool_goes_by_the_hook_too(talk: Make, receiver: Receiver) -> None:
    answers(receiver, tool_result={"override": "rounded"})
    t = talk([Call("look"), "Done."])
    chat_id = t.send("go", tools=[client_tool("look")], hooks=[hook(receiver, "agent.tool_result")])["user_message"][
        "chat_id"
    ]
    t.answer(t.waiting(chat_id), "3.14159")
    assert calls_of(t.idle(chat_id))[0]["result"] == "rounded"


@pytest.mark.parametrize("event", ["start", "turn_start"])
def test_a_run_that_a_hook_denies_is_rejected(talk: Make, receiver: Receiver, event: str) -> None:
    answers(receiver, **{event: {"decision": "deny", "reason": "closed today"}})
    t = talk(["never"])
    chat = t.ask("go", hooks=[hook(receiver, "agent." + event)])
    run = run_of(t, chat)
    assert (run["state"], run["error"]) == ("rejected", "closed today")
    assert t.brain.inputs == []
    assert next(m for m in chat["chat_messages"] if m["role"] == "assistant")["status"] == "failed"


@pytest.mark.parametrize("event", ["start", "turn_start", "tool_call", "tool_result", "turn_complete"])
def test_a_hook_may_stop_the_run(talk: Make, receiver: Receiver, event: str) -> None:
    answers(receiver, **{event: {"decision": "stop", "reason": "enough"}})
    t = talk([[Call("double", n=1), Call("look")], "never"], double)
    tools = [DOUBLE, client_tool("look")] if event != "turn_complete" else [DOUBLE]
    chat = t.ask("go", tools=tools, hooks=[hook(receiver, "agent." + event)])
    assert (run_of(t, chat)["state"], chat["pending_interrupts"]) == ("canceled", [])
    assert len(t.brain.inputs) <= 1
    assert all(call["status"] in ("completed", "failed", "cancelled") for call in calls_of(chat))


def test_what_a_hook_injects_is_told_for_so_many_turns_and_once_for_a_key(talk: Make, receiver: Receiver) -> None:
    inject = {"content": "It is Friday.", "role": "system", "ttl_turns": 1, "dedup_key": "day", "items": ["rain"]}
    answers(receiver, start={"inject": inject}, turn_start={"inject": {"content": "Be kind.", "dedup_key": "tone"}})
    t = talk([Call("double", n=4), "Done.", "Again."], double)
    hooks = [hook(receiver, "agent.start"), hook(receiver, "agent.turn_start")]
    chat = t.ask("go", tools=[DOUBLE], hooks=hooks)
    first, second = t.brain.inputs
    assert (first["role"], first["text"]) == ("user", "go")
    assert first["context"] == [
        {"role": "system", "text": "It is Friday.\n- rain"},
        {"role": "user", "text": "Be kind."},
    ]
    assert second["role"] == "tool"
    assert [entry["text"] for entry in second["context"]] == ["Be kind.", "go", ""]
    assert [message["role"] for message in chat["chat_messages"]].count("injection") == 2
    assert [one["injected"] for one in told(chat)] == [True, True, False]
    t.ask("more", chat["id"], hooks=hooks)
    assert [entry["text"] for entry in t.brain.inputs[2]["context"]].count("It is Friday.\n- rain") == 1
    assert [entry["text"] for entry in t.brain.inputs[2]["context"]].count("Be kind.") == 1


def test_an_injection_does_not_come_between_a_call_and_its_result(talk: Make, receiver: Receiver) -> None:
    answers(receiver, tool_call={"inject": {"content": "Calls cost money."}})
    t = talk([[Call("double", n=1), Call("double", n=2)], "Done.", "Again."], double)
    chat = t.ask("go", tools=[DOUBLE], hooks=[hook(receiver, "agent.tool_call")])
    t.ask("more", chat["id"])
    roles = [entry["role"] for entry in t.brain.inputs[1]["context"]] + [t.brain.inputs[1]["role"]]
    assert roles == ["user", "user", "user", "assistant", "tool", "tool"]
    later = [entry["role"] for entry in t.brain.inputs[2]["context"]]
    assert later == ["user", "user", "user", "assistant", "tool", "tool", "assistant"]


def test_a_system_text_joins_the_prompt_until_the_run_ends(talk: Make, receiver: Receiver) -> None:
    answers(receiver, start={"system": "Answer in French."})
    t = talk(["Oui.", "Yes."])
    hooks = [hook(receiver, "agent.start")]
    chat = t.ask("go", system_prompt="Be brief.", hooks=hooks)
    answers(receiver)
    t.ask("go", chat["id"], system_prompt="Be brief.", hooks=hooks)
    assert [given["system_prompt"] for given in t.brain.inputs] == ["Be brief.\n\nAnswer in French.", "Be brief."]


@pytest.mark.parametrize("decision", ["allow", "deny"])
def test_a_suspended_call_waits_for_a_person(talk: Make, receiver: Receiver, decision: str) -> None:
    answers(receiver, tool_call={"decision": "suspend", "reason": "looks odd"})
    t = talk([Call("double", n=4), "Done."], double)
    sent = t.send("go", tools=[DOUBLE], hooks=[hook(receiver, "agent.tool_call")])
    chat = t.until(sent["user_message"]["chat_id"], lambda c: c["pending_interrupts"])
    assert (chat["status"], chat["active_run"]["state"]) == ("awaiting_input", "input_required")
    [interrupt] = chat["pending_interrupts"]
    assert (interrupt["reason"], interrupt["resource_type"], interrupt["status"]) == (
        "hook_gate",
        "hook_event",
        "pending",
    )
    assert interrupt["meta"]["event"] == "agent.tool_call"
    assert interrupt["meta"]["reason"] == "looks odd"
    assert interrupt["meta"]["tool_name"] == "double"
    path = f"/interrupts/{interrupt['id']}/resolve"
    t.refused("POST", path, 403, "requires_sign_in", {"decision": decision})
    getattr(t.platform, "approve" if decision == "allow" else "reject")(interrupt["id"])
    chat = t.idle(chat["id"])
    assert calls_of(chat)[0]["status"] == ("completed" if decision == "allow" else "cancelled")
    assert t.get(f"/agent-runs/{run_of(t, chat)['id']}/interrupts")[0]["resolution"] == decision


@pytest.mark.parametrize(("default", "state"), [("allow", "completed"), ("deny", "rejected"), (None, "rejected")])
def test_a_gate_that_nobody_opens_decides_by_itself(talk: Make, default: Optional[str], state: str) -> None:
    t = talk(["Hi."])
    gate = {"event": "agent.turn_start", "type": "gate", "timeout": 600}
    chat_id = t.send("go", hooks=[{**gate, "default_resolution": default} if default else gate])["user_message"][
        "chat_id"
    ]
    chat = t.until(chat_id, lambda c: c["pending_interrupts"])
    assert chat["pending_interrupts"][0]["resource_type"] == "turn"
    assert chat["pending_interrupts"][0]["expires_at"]
    t.platform.clock.advance(601)
    chat = t.idle(chat_id)
    run = run_of(t, chat)
    assert run["state"] == state
    assert t.get(f"/agent-runs/{run['id']}/interrupts")[0]["status"] == "expired"


def test_a_gate_is_opened_by_a_key_where_keys_may(talk: Make) -> None:
    t = talk(["Hi."], keys_may_approve=True)
    chat_id = t.send("go", hooks=[{"event": "agent.start", "type": "gate"}])["user_message"]["chat_id"]
    chat = t.until(chat_id, lambda c: c["pending_interrupts"])
    interrupt = chat["pending_interrupts"][0]["id"]
    t.post(f"/interrupts/{interrupt}/resolve", {"decision": "allow"})
    assert texts(t.idle(chat_id))[1] == ("assistant", "Hi.")
    t.refused("POST", f"/interrupts/{interrupt}/resolve", 409, "invalid_transition", {"decision": "allow"})


def test_stopping_a_chat_that_waits_at_a_gate(talk: Make) -> None:
    t = talk(["Hi."])
    chat_id = t.send("go", hooks=[{"event": "agent.start", "type": "gate"}])["user_message"]["chat_id"]
    t.until(chat_id, lambda c: c["pending_interrupts"])
    t.post(f"/chats/{chat_id}/stop")
    chat = t.chat(chat_id)
    assert (chat["status"], run_of(t, chat)["state"], chat["pending_interrupts"]) == ("idle", "canceled", [])


def test_an_agent_is_asked_by_a_task_hook(talk: Make) -> None:
    judge = ScriptedModel([json.dumps({"decision": "deny", "reason": "the judge says no"}), "I do not mind."])
    t = talk(
        [Call("double", n=4), "Then not.", Call("double", n=4), "Done."],
        double,
        models={"acme/judging": judge},
        agents={"acme/judge": {"core_app": {"ref": "acme/judging"}}},
    )
    hooks = [{"event": "agent.tool_call", "type": "task", "handler": "acme/judge"}]
    chat = t.ask("go", tools=[DOUBLE], hooks=hooks)
    assert json.loads(calls_of(chat)[0]["result"]) == {"error": "the judge says no"}
    assert json.loads(judge.inputs[0]["text"])["data"] == {"tool": "double", "arguments": {"n": 4}}
    assert calls_of(t.ask("go", tools=[DOUBLE], hooks=hooks))[0]["status"] == "completed"


def test_an_agent_that_is_its_own_hook_does_not_go_on_for_ever(talk: Make) -> None:
    hooks = [{"event": "agent.start", "type": "task", "handler": "acme/self"}]
    agents = {"acme/self": {**CORE, "hooks": hooks}}
    t = talk(ScriptedModel({None: "Fine."}), agents=agents)
    chat_id = t.post("/agents/run", {"agent": "acme/self", "input": {"text": "go"}})["user_message"]["chat_id"]
    assert texts(t.idle(chat_id))[1] == ("assistant", "Fine.")
    assert len(t.brain.inputs) == 6


def test_an_async_hook_is_not_waited_for_and_decides_nothing(talk: Make, receiver: Receiver) -> None:
    go_on, asked = threading.Event(), threading.Event()

    def reply(request: Dict[str, Any]) -> Any:
        asked.set()
        assert go_on.wait(20)
        return {"decision": "stop", "inject": {"content": "late"}}

    receiver.reply = reply
    t = talk(["Hi.", "Again."])
    hooks = [{**hook(receiver, "agent.start"), "async": True}]
    chat = t.ask("go", hooks=hooks)
    assert texts(chat)[-1] == ("assistant", "Hi.")
    assert asked.wait(20)
    go_on.set()
    t.until(chat["id"], told)
    t.ask("go", chat["id"])
    assert "late" in [entry["text"] for entry in t.brain.inputs[1]["context"]]


def test_hooks_are_switched_off_for_a_chat(talk: Make, receiver: Receiver) -> None:
    answers(receiver, start={"decision": "deny"})
    t = talk(["Hi."], agents={"acme/a": {**CORE, "hooks": [hook(receiver, "agent.start")]}})
    chat = t.post("/chats", {"agent": "acme/a"})
    t.post(f"/chats/{chat['id']}/settings", {"disable_hooks": True})
    t.post(f"/chats/{chat['id']}/messages", {"message": "go"})
    assert texts(t.idle(chat["id"]))[-1] == ("assistant", "Hi.")
    assert receiver.seen == []


# -- what goes wrong


def test_a_hook_on_another_host_is_skipped_and_the_log_says_so(talk: Make, caplog: pytest.LogCaptureFixture) -> None:
    t = talk([Call("double", n=4), "Done."], double)
    far = {"event": "agent.tool_call", "type": "webhook", "handler": "https://hooks.example.com/secret-path?key=hush"}
    with caplog.at_level(logging.WARNING, "inferencesh.local"):
        chat = t.ask("go", tools=[DOUBLE], hooks=[far])
    assert calls_of(chat)[0]["status"] == "completed"
    assert "hooks.example.com" in told(chat)[0]["error"]
    assert "allowed_hosts" in caplog.text
    assert "hush" not in caplog.text


@pytest.mark.parametrize(
    ("handler_type", "handler", "expected"),
    [
        ("builtin", "belt:suggest", "no built-in hook"),
        ("task", "acme/nobody", "no agent named acme/nobody"),
        ("carrier-pigeon", "x", "no hooks of the type"),
    ],
)
def test_what_cannot_be_run_here_is_skipped_visibly(
    talk: Make, caplog: pytest.LogCaptureFixture, handler_type: str, handler: str, expected: str
) -> None:
    t = talk(["Hi.", "Ho."])
    hooks = [{"event": "agent.turn_start", "type": handler_type, "handler": handler}]
    with caplog.at_level(logging.WARNING, "inferencesh.local"):
        chat = t.ask("go", hooks=hooks)
        chat = t.ask("go", chat["id"], hooks=hooks)
    assert [one["error"] for one in told(chat) if expected in one["error"]]
    assert len(told(chat)) == 1, "said once, not in each turn"
    assert expected in caplog.text


@pytest.mark.parametrize("event", ["agent.pre_compact", "agent.post_compact", "agent.lunch"])
def test_an_event_that_never_comes_is_in_the_log(talk: Make, caplog: pytest.LogCaptureFixture, event: str) -> None:
    t = talk(["Hi."])
    with caplog.at_level(logging.WARNING, "inferencesh.local"):
        t.ask("go", hooks=[{"event": event, "type": "builtin", "handler": "belt:extract"}])
    assert f"{event} never comes" in caplog.text


@pytest.mark.parametrize(
    ("status", "reply", "expected"),
    [
        (500, "oops", "answered 500"),
        (302, "", "answered 302"),
        (200, "not json", "not JSON"),
        (200, "[1]", "not an object"),
        (200, {"decision": "perhaps"}, "decision must be one of"),
        (200, {"inject": {"role": "user"}}, "inject.content is missing"),
        (200, {"override": 5}, "override must be an object"),
    ],
)
def test_a_call_whose_hook_fails_is_refused_and_other_events_go_on(
    talk: Make, receiver: Receiver, status: int, reply: Any, expected: str
) -> None:
    receiver.status, receiver.reply = status, lambda request: reply
    t = talk([Call("double", n=4), "Done.", "Hi."], double)
    chat = t.ask("go", tools=[DOUBLE], hooks=[hook(receiver, "agent.tool_call")])
    [call] = calls_of(chat)
    assert call["status"] == "cancelled"
    assert expected in json.loads(call["result"])["error"]
    assert expected in told(chat)[0]["error"]
    if "override" not in str(reply):
        chat = t.ask("go", hooks=[hook(receiver, "agent.turn_start")])
        assert run_of(t, chat)["state"] == "completed"
        assert expected in told(chat)[0]["error"]


def test_a_hook_that_does_not_answer_in_time(talk: Make, receiver: Receiver) -> None:
    go_on = threading.Event()
    receiver.reply = lambda request: go_on.wait(20) and ""
    t = talk([Call("double", n=4), "Done."], double)
    try:
        chat = t.ask("go", tools=[DOUBLE], hooks=[hook(receiver, "agent.tool_call", timeout=1)])
    finally:
        go_on.set()
    assert "within 1 second" in json.loads(calls_of(chat)[0]["result"])["error"]


def test_a_platform_that_stops_while_a_hook_is_asked(talk: Make, receiver: Receiver) -> None:
    go_on, asked = threading.Event(), threading.Event()

    def reply(request: Dict[str, Any]) -> str:
        asked.set()
        go_on.wait(20)
        return ""

    receiver.reply = reply
    t = talk([[Pause(0), "Hi."]])
    t.send("go", hooks=[hook(receiver, "agent.start")])
    assert asked.wait(20)
    try:
        t.platform.stop()
    finally:
        go_on.set()


def test_context_is_filled_into_the_address_of_a_hook(talk: Make, receiver: Receiver) -> None:
    t = talk(["Hi."])
    config = hook(receiver, "agent.start")
    config["handler"] += "/t/{{context.tenant}}"
    chat = t.ask("go", context={"tenant": "a b"}, hooks=[config])
    assert receiver.seen[0]["path"] == "/t/a%20b"
    assert told(chat)[0]["handler"].endswith("{{context.tenant}}")
    assert text_of(chat["chat_messages"][1]) == "Hi."
