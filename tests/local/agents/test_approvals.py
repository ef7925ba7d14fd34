"""Calls that wait for a person."""

from __future__ import annotations

from typing import Any, Callable, Dict

import pytest

from inferencesh.local import Call, app

from .conftest import Talk, calls_of, client_tool, text_of

Make = Callable[..., Talk]


@app("acme/double")
def double(n: int) -> Dict[str, int]:
    """Doubles a number."""
    return {"n": 2 * n}


GATED: Dict[str, Any] = {
    "name": "double", "description": "", "type": "app", "require_approval": True, "app": {"ref": "acme/double"}
}  # fmt: skip


def begin(t: Talk, **tool: Any) -> Any:
    chat_id = t.send("go", tools=[{**GATED, **tool}])["user_message"]["chat_id"]
    return chat_id, t.waiting(chat_id, "awaiting_approval")


def test_a_key_may_not_approve_and_a_person_may(talk: Make) -> None:
    t = talk([Call("double", n=4), "Done."], double)
    chat_id, call = begin(t)
    for path, body in (("invoke", {}), ("reject", {"reason": "no"})):
        t.refused("POST", f"/tools/{call['id']}/{path}", 403, "requires_sign_in", body)
    chat = t.chat(chat_id)
    [interrupt] = chat["pending_interrupts"]
    assert interrupt["reason"] == "tool_approval"
    assert interrupt["meta"] == {
        "tool_name": "double", "arguments": {"n": 4}, "tool_invocation_id": call["id"],
    }  # fmt: skip
    t.refused("POST", f"/interrupts/{interrupt['id']}/resolve", 403, "requires_sign_in", {"decision": "allow"})
    t.refused("POST", f"/chats/{chat_id}/settings", 403, "requires_sign_in", {"allow_all_tools": True})
    t.refused("POST", f"/tools/{call['id']}", 409, "invalid_transition", {"result": "8"})
    assert not t.platform.tasks[1:], "the app must not run before the approval"
    t.platform.approve(call["id"])
    chat = t.idle(chat_id)
    [done] = calls_of(chat)
    assert (done["status"], done["result"]) == ("completed", '{"n": 8}')
    assert t.get(f"/tasks/{done['execution_id']}")["output"] == {"n": 8}
    [interrupt] = t.get(f"/agent-runs/{chat['chat_messages'][0]['agent_run_id']}/interrupts")
    assert (interrupt["status"], interrupt["resolution"]) == ("resolved", "allow")


def test_a_rejection_reaches_the_model_with_its_reason(talk: Make) -> None:
    t = talk([Call("double", n=4), "Then not."], double)
    chat_id, call = begin(t)
    t.platform.reject(call["id"], "too expensive")
    chat = t.idle(chat_id)
    assert calls_of(chat)[0]["status"] == "cancelled"
    assert t.brain.inputs[1]["text"] == '{"error": "too expensive"}'
    assert text_of(chat["chat_messages"][-1]) == "Then not."


def test_keys_may_decide_where_the_platform_says_so(talk: Make) -> None:
    t = talk([Call("double", n=4), Call("double", n=5), Call("double", n=6), "Done."], double, keys_may_approve=True)
    chat_id, call = begin(t)
    t.post(f"/tools/{call['id']}/invoke")
    t.refused("POST", f"/tools/{call['id']}/invoke", 409, "invalid_transition", {})
    second = t.until(chat_id, lambda c: calls_of(c, "awaiting_approval") and len(calls_of(c)) == 2)
    t.post(f"/tools/{calls_of(second)[1]['id']}/reject", {"reason": "no"})
    third = t.until(chat_id, lambda c: c["pending_interrupts"] and len(calls_of(c)) == 3)
    t.post(f"/interrupts/{third['pending_interrupts'][0]['id']}/resolve", {"decision": "allow"})
    assert [c["status"] for c in calls_of(t.idle(chat_id))] == ["completed", "cancelled", "completed"]


def test_a_client_may_answer_a_gated_call_of_its_own(talk: Make) -> None:
    t = talk([Call("erase"), "Erased."])
    tool = client_tool("erase", require_approval=True)
    chat_id = t.send("go", tools=[tool])["user_message"]["chat_id"]
    call = t.waiting(chat_id, "awaiting_approval")
    t.answer(call, {"erased": 3})
    chat = t.idle(chat_id)
    assert calls_of(chat)[0]["status"] == "completed"
    assert t.brain.inputs[1]["text"] == '{"erased": 3}'


def test_an_approved_client_call_then_waits_for_its_result(talk: Make) -> None:
    t = talk([Call("erase"), "Erased."])
    chat_id = t.send("go", tools=[client_tool("erase", require_approval=True)])["user_message"]["chat_id"]
    call = t.waiting(chat_id, "awaiting_approval")
    t.platform.approve(call["id"])
    t.answer(t.waiting(chat_id, "awaiting_input"), "ok")
    assert t.idle(chat_id)["status"] == "idle"
    assert t.brain.inputs[1]["text"] == "ok"


def test_nobody_answering_in_time_refuses_the_call(talk: Make) -> None:
    t = talk([Call("double", n=4), "Then not."], double)
    chat_id = t.send("go", tools=[{**GATED, "approval_timeout": 1}])["user_message"]["chat_id"]
    call = t.waiting(chat_id, "awaiting_approval")
    chat = t.idle(chat_id)
    assert calls_of(chat)[0]["status"] == "cancelled"
    assert "in time" in t.brain.inputs[1]["text"]
    [interrupt] = t.get(f"/agent-runs/{chat['chat_messages'][0]['agent_run_id']}/interrupts")
    assert (interrupt["status"], interrupt["resource_id"]) == ("expired", call["id"])


@pytest.mark.parametrize("option", ["exact", "tool"])
def test_always_allow(talk: Make, option: str) -> None:
    t = talk([Call("double", n=1), Call("double", n=1), Call("double", n=2), "Done."], double, keys_may_approve=True)
    chat_id, call = begin(t)
    options = t.get(f"/chats/{chat_id}/tools/{call['id']}/always-allow/options")["options"]
    assert [entry["key"] for entry in options] == ["exact", "tool"]
    t.refused("POST", f"/chats/{chat_id}/tools/{call['id']}/always-allow", 409, "conflict", {"option": "other"})
    assert t.post(f"/chats/{chat_id}/tools/{call['id']}/explain")["risk_level"] == "medium"
    t.post(f"/chats/{chat_id}/tools/{call['id']}/always-allow", {"option": option})
    if option == "exact":
        chat = t.until(chat_id, lambda c: calls_of(c, "awaiting_approval") and len(calls_of(c)) == 3)
        t.platform.approve(calls_of(chat)[2]["id"])
    assert [c["status"] for c in calls_of(t.idle(chat_id))] == ["completed"] * 3


def test_agents_that_nobody_watches_need_no_approval(talk: Make) -> None:
    t = talk([Call("double", n=1), "Done.", Call("double", n=2), "Done."], double, keys_may_approve=True)
    chat = t.ask("go", tools=[GATED], permissions={"allow_all_tools": True})
    assert [c["status"] for c in calls_of(chat)] == ["completed"]
    chat_id = t.send("go", tools=[GATED])["user_message"]["chat_id"]
    t.waiting(chat_id, "awaiting_approval")
    assert t.post(f"/chats/{chat_id}/settings", {"allow_all_tools": True})["allow_all_tools"] is True
    assert [c["status"] for c in calls_of(t.idle(chat_id))] == ["completed"]
