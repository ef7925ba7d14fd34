"""The loop over plain HTTP: what is stored, in which order, and what the model is given."""

from __future__ import annotations

import re
import threading
from typing import Any, Callable, Dict

import pytest

from inferencesh.local import Call, Fail, Pause, Say, ScriptedModel, app

from .conftest import Talk, calls_of, client_tool, text_of, texts

Make = Callable[..., Talk]


def test_a_plain_answer_is_stored_and_the_chat_is_idle_again(talk: Make) -> None:
    t = talk(["Hello, Ada!"])
    sent = t.send("Hi, I am Ada")
    user, pending = sent["user_message"], sent["assistant_message"]
    assert (user["role"], user["status"], text_of(user)) == ("user", "ready", "Hi, I am Ada")
    assert (pending["role"], pending["status"], pending["content"]) == ("assistant", "pending", [])
    assert pending["order"] == user["order"] + 1
    chat = t.idle(user["chat_id"])
    assert texts(chat) == [("user", "Hi, I am Ada"), ("assistant", "Hello, Ada!")]
    answer = chat["chat_messages"][1]
    assert answer["id"] == pending["id"]
    assert answer["status"] == "ready"
    assert answer["agent_run_id"] == user["agent_run_id"]
    assert t.get(f"/tasks/{answer['task_id']}")["output"]["response"] == "Hello, Ada!"
    assert chat["active_run"] is None
    assert chat["pending_interrupts"] == []
    assert t.get(f"/agent-runs/{answer['agent_run_id']}")["state"] == "completed"


def test_the_model_is_given_the_turn_the_history_and_the_settings(talk: Make) -> None:
    t = talk([Say("One.", thinking="first"), "Two."])
    config: Dict[str, Any] = {
        "system_prompt": "Be brief.",
        "temperature": 0.2,
        "core_app": {"ref": "acme/brain", "input": {"max_tokens": 10}},
    }
    chat = t.ask("a", **config)
    t.ask("b", chat["id"], **config)
    first, second = t.brain.inputs
    assert (first["text"], first["role"], first["context"]) == ("a", "user", [])
    assert first["system_prompt"] == "Be brief."
    assert (first["temperature"], first["max_tokens"]) == (0.2, 10)
    assert second["context"] == [
        {"role": "user", "text": "a"},
        {"role": "assistant", "text": "One.", "reasoning": "first"},
    ]


def test_a_client_tool_waits_for_its_result_which_the_model_then_sees(talk: Make) -> None:
    t = talk([[Say("Let me look."), Call("weather", city="Oslo")], "21 degrees."])
    weather = client_tool("weather", parameters={"city": {"type": "string"}}, display_name="Weather")
    chat_id = t.send("Weather in Oslo?", tools=[weather])["user_message"]["chat_id"]
    call = t.waiting(chat_id)
    assert (call["type"], call["display_name"]) == ("client", "Weather")
    assert call["function"] == {"name": "weather", "arguments": {"city": "Oslo"}}
    chat = t.chat(chat_id)
    assert chat["status"] == "awaiting_input"
    assert chat["active_run"]["state"] == "input_required"
    assert chat["active_run"]["interrupt_tool_id"] == call["id"]
    [interrupt] = chat["pending_interrupts"]
    assert (interrupt["reason"], interrupt["resource_id"]) == ("client_tool", call["id"])
    t.answer(call, {"c": 21})
    chat = t.idle(chat_id)
    assert [role for role, _ in texts(chat)] == ["user", "assistant", "tool", "assistant"]
    assert chat["chat_messages"][2]["tool_call_id"] == call["tool_invocation_id"]
    [done] = calls_of(chat)
    assert (done["status"], done["result"]) == ("completed", '{"c": 21}')
    seen = t.brain.inputs[1]
    assert (seen["role"], seen["text"], seen["tool_call_id"]) == ("tool", '{"c": 21}', call["tool_invocation_id"])
    assert seen["context"][-1]["tool_calls"][0]["function"] == {"name": "weather", "arguments": {"city": "Oslo"}}
    t.refused("POST", f"/tools/{call['id']}", 409, "invalid_transition", {"result": "again"})


def test_several_calls_of_one_turn_wait_at_the_same_time_and_answer_in_their_own_order(talk: Make) -> None:
    t = talk([[Call("a"), Call("b")], "Done."])
    chat_id = t.send("Go", tools=[client_tool("a"), client_tool("b")])["user_message"]["chat_id"]
    chat = t.until(chat_id, lambda c: len(calls_of(c, "awaiting_input")) == 2)
    first, second = calls_of(chat)
    t.answer(second, "B")
    t.until(chat_id, lambda c: len(c["pending_interrupts"]) == 1)
    t.answer(first, "A")
    chat = t.idle(chat_id)
    assert [text for role, text in texts(chat) if role == "tool"] == ["A", "B"]
    assert t.brain.inputs[1]["text"] == "B"
    assert t.brain.inputs[1]["context"][-1]["text"] == "A"


def test_a_failing_model_fails_the_run_and_the_chat_goes_on(talk: Make) -> None:
    t = talk([Fail("the weights are lost"), "Better."])
    chat = t.ask("Hi")
    assert chat["status"] == "idle"
    failed = next(m for m in chat["chat_messages"] if m["role"] == "assistant")
    assert failed["status"] == "failed"
    run = t.get(f"/agent-runs/{failed['agent_run_id']}")
    assert (run["state"], run["error"]) == ("failed", "the weights are lost")
    assert text_of(t.ask("Again", chat["id"])["chat_messages"][-1]) == "Better."


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (Call("nothing"), "there is no tool 'nothing'"),
        (Call.raw("a", '{"x": '), "the arguments are not valid JSON"),
        (Call.raw("a", [1]), "the arguments must be a JSON object"),
    ],
)
def test_a_call_that_cannot_be_made_is_an_error_that_the_model_sees(talk: Make, call: Call, expected: str) -> None:
    t = talk([call, "I see."])
    chat = t.ask("Go", tools=[client_tool("a")])
    assert calls_of(chat)[0]["status"] == "failed"
    assert expected in t.brain.inputs[1]["text"]
    assert text_of(chat["chat_messages"][-1]) == "I see."


def test_messages_are_queued_while_a_run_goes_on_and_answered_after_it(talk: Make) -> None:
    t = talk([Call("a"), "First.", "Second."])
    chat_id = t.send("one", tools=[client_tool("a")])["user_message"]["chat_id"]
    call = t.waiting(chat_id)
    sent = t.send("two", chat_id, tools=[client_tool("a")])
    assert sent["assistant_message"] is None
    assert sent["user_message"]["status"] == "queued"
    gone = t.post(f"/chats/{chat_id}/messages", {"message": "three"})
    assert gone["status"] == "queued"
    assert t.post(f"/chats/messages/{gone['id']}/cancel")["status"] == "cancelled"
    t.refused("POST", f"/chats/messages/{gone['id']}/cancel", 409, "invalid_transition")
    t.answer(call, "x")
    chat = t.until(chat_id, lambda c: c["status"] == "idle" and texts(c)[-1][1] == "Second.")
    told = [(role, text) for role, text in texts(chat) if text != "three"]
    assert told == [
        ("user", "one"), ("assistant", ""), ("tool", "x"), ("assistant", "First."),
        ("user", "two"), ("assistant", "Second."),
    ]  # fmt: skip
    orders = [message["order"] for message in chat["chat_messages"]]
    assert orders == sorted(set(orders))
    assert "three" not in str(t.brain.inputs[-1])


def test_stopping_cancels_the_run_the_call_and_the_model(talk: Make) -> None:
    t = talk([Call("a"), [Pause(60), "never"]])
    chat_id = t.send("one", tools=[client_tool("a")])["user_message"]["chat_id"]
    call = t.waiting(chat_id)
    t.post(f"/chats/{chat_id}/stop")
    chat = t.chat(chat_id)
    assert (chat["status"], chat["active_run"], chat["pending_interrupts"]) == ("idle", None, [])
    assert [c["status"] for c in calls_of(chat)] == ["cancelled"]
    assert t.get(f"/agent-runs/{chat['chat_messages'][0]['agent_run_id']}")["state"] == "canceled"
    t.refused("POST", f"/tools/{call['id']}", 409, "invalid_transition", {"result": "late"})
    t.send("two", chat_id)
    chat = t.until(chat_id, lambda c: c["chat_messages"][-1]["task_id"])
    task_id = chat["chat_messages"][-1]["task_id"]
    t.post(f"/chats/{chat_id}/stop")
    assert t.chat(chat_id)["chat_messages"][-1]["status"] == "cancelled"
    deadline = threading.Event()
    while t.get(f"/tasks/{task_id}/status")["status"] < 12:
        assert not deadline.wait(0.01)
    assert t.get(f"/tasks/{task_id}/status")["status"] == 12


def test_a_script_is_matched_on_the_message_or_taken_in_order(talk: Make) -> None:
    script = ScriptedModel(
        {
            "weather": [Call("look"), lambda given: f"It says {given['text']}."],
            re.compile(r"^\d+$"): "A number.",
            None: ["What?"],
        }
    )
    t = talk(script)
    tools = [client_tool("look")]
    for _ in range(2):
        chat_id = t.send("The WEATHER?", tools=tools)["user_message"]["chat_id"]
        t.answer(t.waiting(chat_id), "rain")
        assert texts(t.idle(chat_id))[-1] == ("assistant", "It says rain.")
    assert texts(t.ask("12"))[-1][1] == "A number."
    assert texts(t.ask("so"))[-1][1] == "What?"
    t2 = talk([Say("late", when="late"), "first", "second"])
    assert [texts(t2.ask(text))[-1][1] for text in ("a", "late", "b")] == ["first", "late", "second"]
    assert t2.brain.remaining == 0
    failed = t2.ask("c")
    assert "has 3 entries" in failed["chat_messages"][-1]["content"][0]["text"]


def test_an_app_of_ones_own_is_a_model_too_and_need_not_know_every_setting(talk: Make) -> None:
    @app("acme/parrot")
    def parrot(text: str, context: list) -> Any:  # type: ignore[type-arg]
        for end in range(1, len(text) + 1):
            yield {"response": text[:end]}

    t = talk([], parrot)
    chat = t.ask("abc", core_app={"ref": "acme/parrot"}, temperature=1)
    assert texts(chat)[-1] == ("assistant", "abc")


def test_what_cannot_work_is_refused_before_there_is_a_chat(talk: Make) -> None:
    t = talk(["x"])
    run = {"input": {"text": "a"}}
    t.refused("POST", "/agents/run", 422, "validation_error", run)
    t.refused("POST", "/agents/run", 422, "validation_error", {"input": {}, "agent_config": {"core_app": {"ref": "x"}}})
    t.refused("POST", "/agents/run", 422, "validation_error", {**run, "agent_config": {}})
    t.refused("POST", "/agents/run", 404, "not_found", {**run, "agent_config": {"core_app": {"ref": "acme/nobody"}}})
    t.refused("POST", "/agents/run", 404, "not_found", {**run, "agent": "acme/nobody"})
    t.refused("POST", "/agents/run", 404, "not_found", {**run, "chat_id": "nochat"})
    twice = {**run, "agent_config": {"core_app": {"ref": "acme/brain"}, "tools": [client_tool("a"), client_tool("a")]}}
    assert "called 'a'" in t.refused("POST", "/agents/run", 422, "validation_error", twice)["detail"]
    bare = {"name": "w", "description": "", "type": "app", "app": {}}
    broken = {**run, "agent_config": {"core_app": {"ref": "acme/brain"}, "tools": [bare]}}
    assert "app.ref is missing" in t.refused("POST", "/agents/run", 422, "validation_error", broken)["detail"]
    assert t.post("/chats/list")["items"] == []


def test_deleting_a_busy_chat_starts_nothing_more(talk: Make) -> None:
    t = talk([[Pause(60), "never"], "Second."])
    chat_id = t.send("one")["user_message"]["chat_id"]
    t.until(chat_id, lambda c: c["chat_messages"][-1]["task_id"])
    assert t.send("two", chat_id)["user_message"]["status"] == "queued"
    assert t.http.delete(f"/chats/{chat_id}").status_code == 200
    assert t.post("/chats/list")["items"] == []
    assert t.post("/agent-runs/list")["items"] == []
    assert t.brain.remaining == 1
