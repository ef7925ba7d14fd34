"""Messages, chats and tool calls as callers hold them."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any, Dict, List

import pytest

from inferencesh._core.errors.classes import InferenceError
from inferencesh.results.chat import Chat, is_busy
from inferencesh.results.message import Message, MessageUpdate
from inferencesh.results.tool_call import ToolCall, pending_approvals

INVOCATION: Dict[str, Any] = {
    "id": "9ti",
    "tool_invocation_id": "call_1",
    "type": "client",
    "status": "awaiting_input",
    "display_name": "Weather",
    "function": {"name": "weather", "arguments": {"city": "Oslo"}},
    "result": None,
}
WIRE: Dict[str, Any] = {
    "id": "1am",
    "chat_id": "7ch",
    "order": 2,
    "role": "assistant",
    "status": "ready",
    "content": [
        {"type": "reasoning", "text": "Hm."},
        {"type": "text", "text": "Let me "},
        {"type": "image", "image": "https://f.example/a.png"},
        {"type": "file", "file": "https://f.example/a.pdf"},
        {"type": "text", "text": "look.", "error": "cut"},
    ],
    "tool_invocations": [INVOCATION],
}


def test_a_stored_message() -> None:
    message = Message(WIRE)
    assert message["content"] == message.content == message.text == "Let me look."
    assert message.thinking == "Hm."
    assert message["type"] == message.type == "text"
    assert message["parts"] == message.parts == WIRE["content"]
    assert (message.images, message.files) == (["https://f.example/a.png"], ["https://f.example/a.pdf"])
    assert message.error == "cut"
    assert (message.id, message.chat_id, message.role, message.status) == ("1am", "7ch", "assistant", "ready")
    assert message.is_final
    assert message.raw is WIRE
    assert [call.name for call in message.tool_calls] == ["weather"]
    assert message.pending_approvals == []
    assert json.loads(json.dumps(message))["content"] == "Let me look."
    for twin in (copy.deepcopy(message), pickle.loads(pickle.dumps(message)), Message(message), copy.copy(message)):
        assert twin == message
        assert twin.text == "Let me look."
        assert twin.raw == WIRE


@pytest.mark.parametrize(
    ("content", "text"),
    [(None, ""), ([], ""), ("plain", "plain"), ([3, {"type": "text"}, {"type": "text", "text": "a"}], "a"), ({}, "")],
)
def test_content_in_any_form(content: Any, text: str) -> None:
    message = Message({"id": "a", "content": content, "tool_invocations": None})
    assert message["content"] == message.text == text
    assert message.tool_calls == []
    assert not message.is_final


def test_pending_approvals_of_a_message() -> None:
    gated = {**INVOCATION, "status": "awaiting_approval"}
    (pending,) = Message({**WIRE, "tool_invocations": [gated, INVOCATION]}).pending_approvals
    assert (pending.tool_invocation_id, pending.tool_name, pending.arguments) == ("9ti", "weather", {"city": "Oslo"})


def test_an_update_holds_the_new_text() -> None:
    update = MessageUpdate({**WIRE, "status": "pending"}, "look.", "text", lambda: "Let me look.")
    assert (update["content"], update.text, update["type"]) == ("look.", "Let me look.", "text")
    assert type(update["content"]) is str
    assert update.thinking == "Hm."
    assert update.parts[-1] == {"type": "text", "text": "Let me look."}
    assert [part["type"] for part in update.parts] == ["reasoning", "image", "file", "text"]
    assert "parts" not in update
    assert not update.is_final
    assert json.loads(json.dumps(update))["content"] == "look."
    assert pickle.loads(pickle.dumps(update)).text == "Let me look."
    thought = MessageUpdate(WIRE, "Hm", "thinking", lambda: "Hm")
    assert thought.get("type") == "thinking"
    assert thought.thinking == "Hm"


@pytest.mark.parametrize(
    ("arguments", "args", "error"),
    [
        ({"a": 1}, {"a": 1}, None),
        ('{"a": 1}', {"a": 1}, None),
        ("", {}, None),
        (None, {}, None),
        ('{"a":', {}, "not valid JSON"),
        ("[1]", {}, "JSON object"),
        (3, {}, "JSON object"),
    ],
)
def test_arguments_of_a_call(arguments: Any, args: Any, error: Any) -> None:
    call = ToolCall({**INVOCATION, "function": {"name": "f", "arguments": arguments}})
    assert call.args == args
    assert (call.args_error is None) if error is None else (error in str(call.args_error))
    assert call.name == "f"


def test_a_call() -> None:
    call = ToolCall(INVOCATION)
    assert (call.id, call.name, call.args, call.requires_approval) == ("9ti", "weather", {"city": "Oslo"}, False)
    assert call.is_client
    assert not call.is_ended
    assert ToolCall({**INVOCATION, "status": "awaiting_approval"}).requires_approval
    agent = ToolCall({**INVOCATION, "type": "agent", "execution_id": "8ch"})
    assert (agent.chat_id, agent.task_id) == ("8ch", None)
    app = ToolCall({**INVOCATION, "type": "app", "execution_id": "5tk", "status": "completed"})
    assert (app.chat_id, app.task_id, app.is_ended) == (None, "5tk", True)
    assert ToolCall({}).name == ""
    assert not call.deferred
    call.defer()
    assert call.deferred


def test_a_call_is_answered_by_its_agent() -> None:
    said: List[Any] = []

    class Agent:
        def submit_tool_result(self, tool_call_id: str, result: Any) -> Any:
            said.append(("submit", tool_call_id, result))

        def run_tool(self, call: ToolCall) -> Any:
            said.append(("run", call.id))

        def approve_tool(self, tool_call_id: str) -> Any:
            said.append(("approve", tool_call_id))

        def reject_tool(self, tool_call_id: str, reason: Any = None) -> Any:
            said.append(("reject", tool_call_id, reason))

    call = ToolCall(INVOCATION).bind(Agent())
    call.submit({"a": 1})
    call.approve()  # a tool of the caller's own: it runs here, and a refusal is its answer
    call.reject("no")
    assert said == [("submit", "9ti", {"a": 1}), ("run", "9ti"), ("submit", "9ti", {"error": "no"})]
    said.clear()
    gated = ToolCall({**INVOCATION, "type": "app"}).bind(Agent())
    gated.approve()
    gated.reject("no")
    assert said == [("approve", "9ti"), ("reject", "9ti", "no")]
    with pytest.raises(InferenceError, match="not handed out by an agent"):
        pickle.loads(pickle.dumps(call)).approve()
    assert json.loads(json.dumps(call)) == INVOCATION


def test_a_chat() -> None:
    messages = [
        {"id": "3", "order": 3, "role": "event", "content": [{"type": "event", "text": "x"}]},
        WIRE,
        {"id": "1", "order": 1, "role": "user", "content": [{"type": "text", "text": "Hello!"}]},
    ]
    wire = {"id": "7ch", "status": "idle", "output": {"n": 1}, "active_run": None}
    chat = Chat(wire, messages)
    assert [message["content"] for message in chat["messages"]] == ["Hello!", "Let me look."]
    assert [message.role for message in chat.messages] == ["user", "assistant"]
    assert [message["id"] for message in chat["chat_messages"]] == ["1", "1am", "3"]
    assert chat["chat_messages"][1]["content"] == WIRE["content"]
    assert (chat.id, chat.status, chat.output, chat.is_busy) == ("7ch", "idle", {"n": 1}, False)
    assert chat.raw is wire
    assert chat.notices == []
    assert json.loads(json.dumps(chat))["messages"][0]["content"] == "Hello!"
    assert pickle.loads(pickle.dumps(chat)) == chat
    assert [message.id for message in Chat({**wire, "chat_messages": messages}).messages] == ["1", "1am"]
    assert Chat({"id": "c"}).messages == []
    assert Chat({"id": "c"}, notices=[{"level": "info"}]).notices == [{"level": "info"}]


@pytest.mark.parametrize(
    ("chat", "busy"),
    [
        ({"status": "idle"}, False),
        ({"status": "busy"}, True),
        ({"status": "awaiting_input"}, True),
        ({"status": "waiting"}, False),
        ({"status": "idle", "active_run": {"state": "working"}}, True),
        ({"status": "busy", "active_run": {"state": "completed"}}, False),
        ({"status": "busy", "active_run": {"state": "canceled"}}, False),
        ({"active_run": {"state": "auth_required"}}, True),
        ({"active_run": {}, "status": "busy"}, True),
        ({}, False),
    ],
)
def test_busy(chat: Any, busy: bool) -> None:
    assert is_busy(chat) is busy


def test_pending_approvals_of_a_chat() -> None:
    meta = {"tool_name": "rm", "arguments": '{"path": "a.txt"}', "tool_invocation_id": "9ti"}
    interrupts = [
        {"id": "1", "reason": "tool_approval", "status": "pending", "meta": meta},
        {"id": "2", "reason": "tool_approval", "status": "pending", "meta": json.dumps(meta), "chat_id": "x"},
        {"id": "3", "reason": "tool_approval", "status": "resolved", "meta": meta},
        {"id": "4", "reason": "client_tool", "status": "pending"},
        {"id": "5", "reason": "tool_approval", "status": "pending", "meta": "{", "resource_id": "8ti"},
        None,
    ]
    found = pending_approvals({"id": "7ch", "pending_interrupts": interrupts})
    assert [(item.interrupt_id, item.tool_invocation_id, item.chat_id) for item in found] == [
        ("1", "9ti", "7ch"),
        ("2", "9ti", "x"),
        ("5", "8ti", "7ch"),
    ]
    assert found[1].arguments == {"path": "a.txt"}
    assert Chat({"id": "7ch", "pending_interrupts": interrupts}).pending_approvals == found
    assert pending_approvals({}) == []


DEEP = "[" * 100_000


@pytest.mark.parametrize("value", [5, True, 1.5, "text", {"a": 1}, [5], [None], [[1]]])
def test_members_of_another_type_count_as_missing(value: Any) -> None:
    chat = Chat({"id": "7ch", "chat_messages": value, "pending_interrupts": value})
    assert (chat.messages, chat.pending_approvals) == ([], [])
    message = Message({"id": "1am", "role": "assistant", "tool_invocations": value})
    assert (message.tool_calls, message.pending_approvals) == ([], [])


@pytest.mark.parametrize("meta", [DEEP, "{broken", 5, {"arguments": DEEP}])
def test_an_approval_that_cannot_be_read_in_full_is_still_listed(meta: Any) -> None:
    interrupt = {"id": "1in", "reason": "tool_approval", "status": "pending", "resource_id": "9ti", "meta": meta}
    (found,) = Chat({"id": "7ch", "pending_interrupts": [interrupt]}).pending_approvals
    assert (found.tool_invocation_id, found.arguments) == ("9ti", {})
