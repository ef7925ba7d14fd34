"""More operations of the fault matrix: what reads and changes records, keys, tools of agents, faults of look-ups."""

from __future__ import annotations

import time
from typing import Any, Dict, List, Optional, Tuple

from fault_operations import (
    GET,
    LINES,
    PAYLOAD,
    PUT,
    REPLY,
    RUN,
    STREAM,
    TOOL_CALL,
    Driver,
    Operation,
    agent_of,
    finished,
    same,
    session_of,
    start,
    talked,
    task_is_whole,
    updates_are_whole,
)

TASKS = "POST /tasks/list"
SEND = "POST /agents/run"
CHAT = "GET /chats/{id}"
CHAT_STREAM = "GET /chats/{id}/stream"
MESSAGES = "GET /chats/{id}/messages"


def _nothing(found: Any, _: Any) -> Optional[str]:
    return None


def _file(driver: Driver) -> Any:
    return driver.do(driver.client.upload_file(PAYLOAD, filename="data.bin"))


def _pictured(driver: Driver) -> Any:
    return driver.do(driver.client.run("matrix/picture", input={}))


def _chat(driver: Driver) -> str:
    return str(talked(driver).chat_id)


def _asked(driver: Driver, text: str) -> Any:
    """An agent whose model has begun with its answer."""
    agent = agent_of(driver)
    before = len(driver.platform.tasks)
    driver.do(agent.send_message(text, wait=False))
    for _ in range(500):
        if len(driver.platform.tasks) > before:
            return agent
        time.sleep(0.005)
    raise AssertionError("the model is not asked")


def _busy(driver: Driver) -> Any:
    """A chat whose agent thinks for long. Those of earlier cells are let go."""
    for chat_id in driver.busy:
        driver.do(driver.client.chats.stop(chat_id))
    agent = _asked(driver, "ponder")
    driver.busy = [agent.chat_id]
    return agent


def _thinking(driver: Driver) -> Any:
    return _asked(driver, "think it over")


def _queued(driver: Driver) -> Any:
    return driver.do(driver.client.chats.send(_busy(driver).chat_id, "later"))


def _newest_is(found: Any, known: Any) -> Optional[str]:
    return same([item["id"] for item in found.items_[:1]], [known["id"]], "the newest")


def _names(found: Any, _: Any) -> Optional[str]:
    names = {f"{item['namespace']}/{item['name']}" for item in found.items_}
    return None if "matrix/work" in names else f"the apps are {sorted(names)}"


def _app(driver: Driver) -> Any:
    return driver.do(driver.client.apps.get("matrix/work"))


def _said(found: Any, _: Any) -> Optional[str]:
    return same([message.text for message in found], [REPLY, "Good morning"], "the messages, newest first")


def _is_idle(found: Any, _: Any) -> Optional[str]:
    return same(str(found), "idle", "the status")


def _stored(driver: Driver, chat_id: str, text: str) -> int:
    """How often a message stands in a chat."""
    chat = driver.do(driver.client.chats.get(chat_id))
    return sum(1 for message in chat["messages"] if message["role"] == "user" and message["content"] == text)


# -- runs whose answers are lost, and runs with a key ------------------------------------------------------------------


def _losing(route: str) -> Any:
    """Lets the answer to a submission be lost: what strikes then strikes the look-up."""

    def prepare(driver: Driver) -> Any:
        agent = talked(driver) if route == SEND else None
        driver.platform.faults.add(route, "lose_answer")
        return agent

    return prepare


def _keyed(driver: Driver) -> Tuple[Driver, Any, str]:
    driver.keys += 1
    return driver, driver.client_with_journal(), f"key-{driver.keys}"


def _same_again(found: Any, prepared: Tuple[Driver, Any, str]) -> Optional[str]:
    driver, client, key = prepared
    again = driver.do(client.run("matrix/work", input={}, key=key))
    return task_is_whole(found, None) or same(again["id"], found["id"], "what the key gives the next time")


# -- tools of agents ---------------------------------------------------------------------------------------------------


def _with_tool(driver: Driver) -> Any:
    from inferencesh import tool

    calls: List[Any] = []

    def count(args: Dict[str, Any]) -> Dict[str, Any]:
        calls.append(args)
        return {"count": len(calls)}

    counter = tool(TOOL_CALL).describe("Counts.").handler(count)
    agent = driver.client.agent({"core_app": {"ref": "matrix/brain"}, "tools": [counter]})
    return agent, calls


def _used_once(found: Any, prepared: Any) -> Optional[str]:
    return same(found.text, REPLY, "the answer") or same(len(prepared[1]), 1, "the number of calls of the handler")


def _held_back(driver: Driver) -> Any:
    """An agent whose function waits for a yes: the agent, the calls of the function, and the tool call."""
    from inferencesh import tool

    calls: List[Any] = []

    def count(args: Dict[str, Any]) -> Dict[str, Any]:
        calls.append(args)
        return {"count": len(calls)}

    counter = tool(TOOL_CALL).describe("Counts.").require_approval().handler(count)
    agent = driver.client.agent({"core_app": {"ref": "matrix/brain"}, "tools": [counter]})
    driver.do(agent.send_message("use the tool", wait=False))
    wanted = ("ToolCallReady", "ApprovalNeeded")
    events = driver.each_until(agent.stream_chat(), lambda event: type(event).__name__ in wanted)
    return agent, calls, events[-1].call


def _gated(driver: Driver) -> Any:
    """An agent whose call of an app waits for an approval: the agent, and the call's id."""
    from inferencesh import app_tool

    work = app_tool("work", "matrix/work").describe("Works.").require_approval().build()
    agent = driver.client.agent({"core_app": {"ref": "matrix/brain"}, "tools": [work]})
    message = driver.do(agent.send_message("work under supervision", on_pending="return"))
    return agent, message.pending_approvals[0].tool_invocation_id


def _waiting(driver: Driver) -> Any:
    """An agent whose client tool waits for its result."""
    from inferencesh import tool

    agent = driver.client.agent({"core_app": {"ref": "matrix/brain"}, "tools": [tool(TOOL_CALL).describe("Counts.")]})
    driver.do(agent.send_message("use the tool", wait=False))
    for event in driver.each_until(agent.stream_chat(), lambda event: type(event).__name__ == "ToolCallReady"):
        if type(event).__name__ == "ToolCallReady":
            return agent, event.call.id
    raise AssertionError("the model called no tool")


def _to_the_end(driver: Driver, agent: Any, decide: Any) -> Any:
    driver.do(decide)
    return driver.do(agent.stream_all())


def _text(found: Any, _: Any) -> Optional[str]:
    return same(found.text, REPLY, "the answer")


def _over(found: Any, _: Any) -> Optional[str]:
    kinds = [type(event).__name__ for event in found]
    texts = "".join(event.text for event in found if type(event).__name__ == "Text")
    return same(kinds[-1:], ["TurnOver"], "the last event") or same(texts, REPLY, "the text of all events")


def _last_text(found: Any, _: Any) -> Optional[str]:
    return same(found[-1].text if found else None, REPLY, "the last message")


def _told(driver: Driver, agent: Any) -> Tuple[str, Any]:
    pieces: List[str] = []
    message = driver.do(agent.send_message("Hello", on_message=lambda update: pieces.append(update["content"])))
    return "".join(pieces), message


def _told_once(found: Any, _: Any) -> Optional[str]:
    return same(found[0], REPLY, "what the callbacks were told") or _text(found[1], None)


MORE: List[Operation] = [
    Operation(
        "run, its answer lost",
        [TASKS, GET],
        lambda d, _: d.do(d.client.run("matrix/work", input={})),
        task_is_whole,
        _losing(RUN),
        starts=1,
    ),
    Operation(
        "run with a key",
        [RUN, STREAM],
        lambda d, prepared: d.do(prepared[1].run("matrix/work", input={}, key=prepared[2])),
        _same_again,
        _keyed,
        starts=1,
    ),
    Operation(
        "attach",
        [STREAM],
        lambda d, task: d.each(d.client.attach(task["id"])),
        updates_are_whole,
        lambda d: start(d, pause=0.02),
    ),
    Operation(
        "tasks.status",
        ["GET /tasks/{id}/status"],
        lambda d, task: d.do(d.client.tasks.status(task["id"])),
        lambda found, _: same(str(found), "completed", "the status"),
        finished,
    ),
    Operation(
        "tasks.logs",
        ["GET /tasks/{id}/logs"],
        lambda d, task: d.do(d.client.tasks.logs(task["id"])),
        lambda found, _: same([str(line) for line in found], LINES, "the log"),
        finished,
    ),
    Operation(
        "tasks.files",
        ["GET /tasks/{id}/files"],
        lambda d, task: d.do(d.client.tasks.files(task["id"])),
        lambda found, _: same([file.size for file in found], [len(PAYLOAD)], "the sizes"),
        _pictured,
    ),
    Operation(
        "tasks.delete_files",
        ["DELETE /tasks/{id}/files"],
        lambda d, task: d.do(d.client.tasks.delete_files(task["id"])),
        _nothing,
        _pictured,
        stores=-1,
    ),
    Operation(
        "tasks.delete",
        ["DELETE /tasks/{id}"],
        lambda d, task: d.do(d.client.tasks.delete(task["id"])),
        _nothing,
        finished,
        starts=-1,
    ),
    Operation(
        "complete_multipart_upload",
        ["POST /files", PUT],
        lambda d, upload: d.do(d.client.complete_multipart_upload(upload_id=upload["id"])),
        lambda found, _: same(found["size"], len(PAYLOAD), "the size"),
        lambda d: _in_parts(d),
        stores=1,
    ),
    Operation(
        "files.get",
        ["GET /files/{id}"],
        lambda d, file: d.do(d.client.files.get(file["id"])),
        lambda found, file: same(found["id"], file["id"], "the id"),
        _file,
    ),
    Operation("files.list", ["POST /files/list"], lambda d, _: d.do(d.client.files.list(limit=3)), _newest_is, _file),
    Operation(
        "files.delete",
        ["DELETE /files/{id}"],
        lambda d, file: d.do(d.client.files.delete(file["id"])),
        _nothing,
        _file,
        stores=-1,
    ),
    Operation(
        "sessions.list",
        ["GET /sessions"],
        lambda d, _: d.do(d.client.sessions.list()),
        lambda found, session: (
            None if session.session_id in [one["id"] for one in found] else "the session is not among them"
        ),
        session_of,
    ),
    Operation(
        "session.keepalive",
        ["POST /sessions/{id}/keepalive"],
        lambda d, session: d.do(session.keepalive()),
        lambda found, session: same(found["id"], session.session_id, "the id"),
        session_of,
    ),
    Operation(
        "apps.get",
        ["GET /apps/{namespace}/{name}"],
        lambda d, _: d.do(d.client.apps.get("matrix/work")),
        lambda found, _: same(found["name"], "work", "the name"),
    ),
    Operation("apps.list", ["POST /apps/list"], lambda d, _: d.do(d.client.apps.list(limit=50)), _names),
    Operation("apps.store", ["POST /store/apps/list"], lambda d, _: d.do(d.client.apps.store(limit=50)), _names),
    Operation(
        "apps.versions",
        ["POST /apps/{id}/versions/list"],
        lambda d, app: d.do(d.client.apps.versions(app["id"])),
        lambda found, _: same(len(found.items_), 1, "the number of versions"),
        _app,
    ),
    Operation(
        "apps.version",
        ["GET /apps/{id}/versions/{version}"],
        lambda d, app: d.do(d.client.apps.version(app["id"], app["version_id"])),
        lambda found, app: same(found["id"], app["version_id"], "the id"),
        _app,
    ),
    Operation(
        "agents.get",
        ["GET /agents/{namespace}/{name}"],
        lambda d, _: d.do(d.client.agents.get("matrix/helper")),
        lambda found, _: same(found["name"], "helper", "the name"),
    ),
    Operation(
        "agents.list",
        ["POST /agents/list"],
        lambda d, _: d.do(d.client.agents.list(limit=50)),
        lambda found, _: None if found.items_ else "there are none",
    ),
    Operation(
        "chats.list",
        ["POST /chats/list"],
        lambda d, _: d.do(d.client.chats.list(limit=3)),
        lambda found, chat_id: same(found.items_[0]["id"], chat_id, "the newest"),
        _chat,
    ),
    Operation(
        "chats.get",
        [CHAT, MESSAGES],
        lambda d, chat_id: d.do(d.client.chats.get(chat_id)),
        lambda found, _: same([m["role"] for m in found["messages"]], ["user", "assistant"], "who spoke"),
        _chat,
    ),
    Operation(
        "chats.messages",
        [MESSAGES],
        lambda d, chat_id: list(d.do(d.client.chats.messages(chat_id, limit=5)).items_),
        _said,
        _chat,
    ),
    Operation(
        "chats.status",
        ["GET /chats/{id}/status"],
        lambda d, chat_id: d.do(d.client.chats.status(chat_id)),
        _is_idle,
        _chat,
    ),
    Operation(
        "chats.trace",
        ["GET /chats/{id}/trace"],
        lambda d, chat_id: d.do(d.client.chats.trace(chat_id)),
        lambda found, _: None if found else "nothing",
        _chat,
    ),
    Operation(
        "chats.send",
        ["POST /chats/{id}/messages"],
        lambda d, agent: (d.do(d.client.chats.send(agent.chat_id, "later")), _stored(d, agent.chat_id, "later")),
        lambda found, _: same(found[0].text, "later", "the message") or same(found[1], 1, "how often it stands there"),
        _busy,
    ),
    Operation(
        "chats.cancel_message",
        ["POST /chats/messages/{id}/cancel"],
        lambda d, message: d.do(d.client.chats.cancel_message(message.id)),
        lambda found, _: same(found.status, "cancelled", "the status"),
        _queued,
    ),
    Operation(
        "chats.stop",
        ["POST /chats/{id}/stop"],
        lambda d, agent: d.do(d.client.chats.stop(agent.chat_id)),
        _nothing,
        _busy,
    ),
    Operation(
        "chats.delete",
        ["DELETE /chats/{id}"],
        lambda d, chat_id: d.do(d.client.chats.delete(chat_id)),
        _nothing,
        _chat,
    ),
    Operation(
        "agent.send_message, callbacks",
        [CHAT_STREAM],
        lambda d, agent: _told(d, agent),
        _told_once,
        agent_of,
        starts=1,
    ),
    Operation(
        "agent.send_message, its answer lost",
        [MESSAGES],
        lambda d, agent: d.do(agent.send_message("Hello again")),
        _text,
        _losing(SEND),
        starts=1,
    ),
    Operation(
        "agent.send_message, with a tool",
        [CHAT_STREAM, "POST /tools/{id}"],
        lambda d, prepared: d.do(prepared[0].send_message("use the tool")),
        _used_once,
        _with_tool,
        starts=2,
    ),
    Operation(
        "agent.submit_tool_result",
        ["POST /tools/{id}"],
        lambda d, prepared: _to_the_end(d, prepared[0], prepared[0].submit_tool_result(prepared[1], {"count": 1})),
        _text,
        _waiting,
        starts=1,
    ),
    Operation(
        "agent.run_tool",
        ["POST /tools/{id}"],
        lambda d, prepared: _to_the_end(d, prepared[0], prepared[0].run_tool(prepared[2])),
        _used_once,
        _held_back,
        starts=1,
    ),
    Operation(
        "agent.approve_tool",
        ["POST /tools/{id}/invoke"],
        lambda d, prepared: _to_the_end(d, prepared[0], prepared[0].approve_tool(prepared[1])),
        _text,
        _gated,
        starts=2,
    ),
    Operation(
        "agent.reject_tool",
        ["POST /tools/{id}/reject"],
        lambda d, prepared: _to_the_end(d, prepared[0], prepared[0].reject_tool(prepared[1], "no")),
        _text,
        _gated,
        starts=1,
    ),
    Operation(
        "agent.run, structured",
        [CHAT_STREAM, CHAT],
        lambda d, agent: d.do(agent.run("count to three")),
        lambda found, _: same(found, {"n": 3}, "the output"),
        lambda d: d.client.agent(
            {
                "core_app": {"ref": "matrix/brain"},
                "output_schema": {"type": "object", "properties": {"n": {"type": "integer"}}},
            }
        ),
        starts=1,
    ),
    Operation(
        "agent.stream",
        [SEND, CHAT_STREAM],
        lambda d, agent: d.each(agent.stream("Hello")),
        _over,
        agent_of,
        starts=1,
    ),
    Operation(
        "agent.stream_chat",
        [CHAT_STREAM, CHAT, MESSAGES],
        lambda d, agent: d.each(agent.stream_chat()),
        lambda found, _: same(type(found[-1]).__name__ if found else None, "TurnOver", "the last event"),
        _thinking,
    ),
    Operation(
        "agent.stream_messages",
        [CHAT_STREAM, CHAT, MESSAGES],
        lambda d, agent: d.each(agent.stream_messages()),
        _last_text,
        _thinking,
    ),
    Operation(
        "agent.stream_all",
        [CHAT_STREAM, CHAT, MESSAGES],
        lambda d, agent: d.do(agent.stream_all()),
        _text,
        _thinking,
    ),
    Operation("agent.stop_chat", ["POST /chats/{id}/stop"], lambda d, agent: d.do(agent.stop_chat()), _nothing, _busy),
]


def _in_parts(driver: Driver) -> Any:
    upload = driver.do(driver.client.create_multipart_upload(filename="data.bin", size=len(PAYLOAD)))
    half = len(PAYLOAD) // 2
    for number, part in ((2, PAYLOAD[half:]), (1, PAYLOAD[:half])):
        driver.do(driver.client.upload_part(upload_id=upload["id"], part_number=number, data=part))
    return upload
