"""What users write, as the type checkers see it: nothing here may be complained about."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Union

from typing_extensions import assert_type

from inferencesh import (
    Agent,
    AgentConfig,
    AsyncAgent,
    AsyncInference,
    AsyncTaskStream,
    BuiltTool,
    Chat,
    ClientTool,
    File,
    Inference,
    Message,
    MessageUpdate,
    Page,
    RetryPolicy,
    RunParams,
    Session,
    StreamingOptions,
    Task,
    TaskFailedError,
    TaskStatus,
    TaskStream,
    TaskUpdate,
    ToolCall,
    UploadFileOptions,
    app_tool,
    async_inference,
    inference,
    internal_tools,
    learning_hooks,
    lifecycle_hook,
    string,
    tool,
)


def sync_runs(client: Inference, flag: bool, config: Dict[str, Any], untyped: Mapping[str, Any]) -> None:
    assert_type(client, Inference)
    assert_type(client.run({"app": "a/b", "input": {}}), Task)
    assert_type(client.run(config), Task)
    assert_type(client.run(untyped), Task)
    assert_type(client.run("a/b", input={"x": Path("x")}), Task)
    assert_type(client.run("a/b", input={}, wait=False), Task)
    assert_type(client.run("a/b", input={}, wait=flag, timeout=3.5, retry=RetryPolicy(), headers={"a": "b"}), Task)
    assert_type(client.run("a/b", {"x": 1}), Task)
    assert_type(client.run("a/b", {"x": 1}, stream=True), TaskStream)
    assert_type(client.tasks.run("a/b", {"x": 1}, wait=False, session="new"), Task)
    assert_type(client.run(config, timeout=None, retry=None), Task)
    assert_type(client.run(config, stream=True), TaskStream)
    assert_type(client.run(config, stream=True, options=StreamingOptions(max_retries=3)), TaskStream)
    assert_type(client.run(config, stream=True, auto_reconnect=False, max_reconnects=2), TaskStream)
    assert_type(client.run(config, stream=False), Task)
    assert_type(client.run(config, stream=flag), Union[Task, TaskStream])
    assert_type(client.tasks.run("a/b", input={}, stream=True), TaskStream)
    params: RunParams = {"app": "a/b", "input": {"x": 1}, "session": "new", "session_timeout": 60}
    assert_type(client.run(params), Task)
    for update in client.run(params, stream=True):
        assert_type(update, TaskUpdate)
        assert_type(update.progress, Optional[Dict[str, Any]])
    with client.run(params, stream=True) as stream:
        assert_type(stream.result, Optional[Task])


async def async_runs(client: AsyncInference, config: Dict[str, Any]) -> None:
    assert_type(await client.run(config), Task)
    assert_type(await client.run("a/b", input={}, wait=False), Task)
    assert_type(await client.run("a/b", {"x": 1}), Task)
    assert_type(client.run("a/b", {"x": 1}, stream=True), AsyncTaskStream)
    assert_type(client.run(config, stream=True), AsyncTaskStream)
    assert_type(await client.run(config, stream=True), AsyncTaskStream)
    async for update in client.run(config, stream=True):
        assert_type(update, TaskUpdate)
    async with client.run(config, stream=True) as stream:
        assert_type(stream.task_id, Optional[str])
    assert_type(await client.tasks.run(config), Task)
    assert_type(await client.get_task("x", timeout=3), Task)
    assert_type(client.stream_task("x"), AsyncTaskStream)
    assert_type(await client.upload_file(b"x"), File)
    async with client.session("a/b") as session:
        assert_type(await session.call("f", {"a": 1}), Task)
        async for update in await session.call("f", stream=True):
            assert_type(update, TaskUpdate)


def options(client: Inference) -> None:
    assert_type(client.cancel_task("x", force=True, grace_ms=3000, timeout=3, headers={"a": "b"}), Task)
    assert_type(client.cancel("x", timeout=None), Task)
    assert_type(client.wait_for_completion("x", timeout=3, retry=None), Task)
    assert_type(client.attach("x", options=StreamingOptions(), max_reconnects=3, timeout=3), TaskStream)
    assert_type(client.stream_task("x", auto_reconnect=False, reconnect_delay_ms=10), TaskStream)
    assert_type(client.upload_file("x.png", filename="y.png", public=True, timeout=3.5), File)
    assert_type(client.upload_file(Path("x.png"), UploadFileOptions(path="a/b")), File)
    assert_type(client.download("https://x.example/y", Path("x"), timeout=3, retry=2), str)
    assert_type(client.complete_multipart_upload(upload_id="x", parts=[{"part_number": 1}], timeout=3), File)
    assert_type(client.run("a/b", {}, infra="private_first", workers=["w"], metadata={"a": 1}), Task)
    with client.session("a/b", infra="cloud", session_timeout=60, setup={"a": 1}, timeout=3) as session:
        assert_type(session.call("f", {"a": 1}, wait=False, timeout=3, metadata={"a": 1}), Task)
        assert_type(session.call("f", {"a": 1}, stream=True, max_reconnects=3), TaskStream)
    assert_type(client.agent("a/b").upload_file("x.png", content_type="image/png"), File)


async def async_options(client: AsyncInference) -> None:
    assert_type(await client.cancel_task("x", force=True), Task)
    assert_type(await client.download("https://x.example/y", "x", timeout=3), str)
    assert_type(client.attach("x", max_reconnects=3), AsyncTaskStream)
    async with client.session("a/b", session_timeout=60) as session:
        assert_type(await session.call("f", {"a": 1}, wait=False), Task)


def errors(client: Inference) -> None:
    try:
        client.run("a/b", input={})
    except TaskFailedError as error:
        assert_type(error.task, Task)
        assert_type(error.task.logs[-1].content, str)


def results(client: Inference, task: Task) -> None:
    output: Any = task["output"]
    text: str = task["status"]
    names: List[str] = [str(line) for line in task.logs]
    assert_type(task.id, str)
    assert_type(task.is_terminal, bool)
    assert_type(client.get_task("x"), Task)
    assert_type(client.cancel_task("x"), Task)
    assert_type(client.wait_for_completion("x", timeout=5), Task)
    assert_type(client.tasks.status("x"), TaskStatus)
    assert_type(client.stream_task("x"), TaskStream)
    assert_type(client.tasks.list(limit=3), Page[Task])
    assert_type(client.tasks.list().items_, List[Task])
    assert_type(client.upload_file("x", UploadFileOptions(public=True)), File)
    assert_type(client.files.upload(Path("x"), content_type="text/plain"), File)
    assert_type(client.download(task["output"]["image"], Path("x")), str)
    assert_type(client.sessions.list(), List[Session])
    assert_type(client.with_options(timeout=None, retry=3), Inference)
    print(output, text, names)


def made() -> None:
    with inference(api_key="k", auto_upload="explicit") as client:
        assert_type(client, Inference)
        with client.session("a/b", session_timeout=60) as session:
            assert_type(session.session_id, Optional[str])
            assert_type(session.keepalive(), Session)
            assert_type(session.call("f", {"a": 1}, timeout=3), Task)
            assert_type(session.call(input={}, stream=True), TaskStream)
    assert_type(async_inference("k"), AsyncInference)


@dataclasses.dataclass
class Sum:
    result: float


class Shop:
    @tool
    def price(self, item: str, count: int = 1) -> float:
        return 1.0 * count

    @tool(require_approval=True)
    async def buy(self, item: str) -> str:
        return item


@tool
def plain(a: int, b: str = "x") -> Dict[str, int]:
    return {b: a}


@tool("renamed", description="Another one")
def renamed(a: int) -> int:
    return a


def tools(shop: Shop) -> List[Any]:
    assert_type(plain(1, b="y"), Dict[str, int])
    assert_type(renamed(1), int)
    assert_type(shop.price("tea", count=2), float)
    assert_type(Shop.price(shop, "tea"), float)
    definition: Dict[str, Any] = plain
    handled: ClientTool = plain
    built: BuiltTool = app_tool("draw", "a/b").describe("Draw").param("prompt", string("What"), default="x").build()
    greeting: ClientTool = tool("greet").param("name", string()).handler(lambda args: args["name"]).build()
    print(definition, handled)
    return [plain, renamed, shop.price, shop.buy, built, greeting, tool("bare")]


def agents(client: Inference, shop: Shop) -> None:
    agent = client.agent({"core_app": {"ref": "a/b"}, "tools": tools(shop)}, context={"user": "ada"})
    assert_type(agent, Agent)

    def on_message(msg: MessageUpdate) -> None:
        print(msg["content"], msg.text)

    def on_tool_call(call: ToolCall) -> None:
        assert_type(call.args, Dict[str, Any])
        assert_type(call.requires_approval, bool)
        call.submit({"error": call.name})

    response = agent.send_message("hi", files=[Path("x"), b"y"], on_message=on_message, on_tool_call=on_tool_call)
    assert_type(response, Message)
    assert_type(response.text, str)
    assert_type(agent.run("sum", output_type=Sum), Sum)
    total: Sum = agent.run("sum", output_type=Sum)
    print(total, agent.run("anything"))
    assert_type(agent.get_chat(), Optional[Chat])
    agent.reset()


def configs(client: Inference, shop: Shop, loaded: Dict[str, Any], mapping: Mapping[str, Any], parsed: Any) -> None:
    config: AgentConfig = {
        "core_app": {"ref": "a/b", "input": {"temperature": 0.5}},
        "name": "clerk",
        "system_prompt": "Be brief.",
        "tools": [plain, shop.price, tool("bare"), app_tool("draw", "a/b").build(), {"name": "x", "type": "client"}],
        "skills": [{"name": "tea", "description": "About tea", "content": "It is hot."}],
        "internal_tools": internal_tools().plan(),
        "hooks": [lifecycle_hook("agent.start").webhook("https://example.com"), *learning_hooks()],
        "permissions": {"allow_all_tools": True},
        "temperature": 0,
        "max_tokens": 100,
    }
    assert_type(client.agent(config), Agent)
    assert_type(client.agent({**config, "system_prompt": "Be brief and kind."}, name="kind"), Agent)
    assert_type(client.agent({"core_app": "a/b", "tools": [plain], "internal_tools": {"plan": True}}), Agent)
    assert_type(client.agents.create({"core_app": {"ref": "a/b"}, "output_schema": {"type": "object"}}), Agent)
    for untyped in (loaded, mapping, parsed):
        client.agent(untyped)
    assert_type(client.agent(loaded), Agent)
    assert_type(client.agent(mapping), Agent)
    assert_type(client.agent(parsed), Agent)


async def async_agents(client: AsyncInference, shop: Shop) -> None:
    agent = client.agent("my-org/assistant@latest")
    assert_type(agent, AsyncAgent)
    assert_type(await agent.send_message("hi"), Message)
    assert_type(await agent.run("sum", output_type=Sum), Sum)
    assert_type(await shop.buy("tea"), str)
    async for message in agent.stream_messages():
        assert_type(message, MessageUpdate)


def statuses(client: Inference, number: int) -> None:
    task = client.run("a/b", input={})
    if client.run("a/b", input={}).status == "completed" or task.status != "failed":
        print("by its text")
    if task.status in ("completed", "failed") or task.status in (10, 11, 12) or task.status not in [10, 11]:
        print("among others")
    if task.status >= TaskStatus.COMPLETED or task.status >= 10 or task.status > 9 or task.status < "z":
        print("in order")
    assert_type(int(task.status), int)
    assert_type(task.status.code, int)
    assert_type(TaskStatus(10), TaskStatus)
    assert_type(TaskStatus(number), TaskStatus)
    if task.status is TaskStatus.COMPLETED:
        print("the member itself")
