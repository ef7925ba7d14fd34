"""What the type checkers must complain about: exactly the lines that say so."""

from __future__ import annotations

from typing import Any, Dict

from inferencesh import (
    AgentConfig,
    AsyncInference,
    Inference,
    RunParams,
    StreamingOptions,
    Task,
    TaskStream,
    inference,
    string,
    tool,
)


def wrong_runs(client: Inference, config: Dict[str, Any]) -> None:
    client.run(3)  # expect: error
    client.run([config])  # expect: error
    client.run(config, timeout="soon")  # expect: error
    client.run(config, wait="no")  # expect: error
    client.run(config, retry="often")  # expect: error
    client.run("a/b", inptu={})  # expect: error
    client.run("a/b", input={}, session_timeout="60")  # expect: error
    client.run(config, stream=True, options={"max_retries": 3})  # expect: error
    stream: TaskStream = client.run(config)  # expect: error
    task: Task = client.run(config, stream=True)  # expect: error
    print(stream, task)


async def wrong_async_runs(client: AsyncInference, config: Dict[str, Any]) -> None:
    task: Task = client.run(config)  # expect: error
    for _ in client.run(config, stream=True):  # expect: error
        pass
    async with client.session("a/b") as session:
        async for _ in session.call("f", stream=True):  # expect: error
            pass
    print(task)


def wrong_params() -> None:
    misspelt: RunParams = {"app": "a/b", "inptu": {}}  # expect: error
    wrong: RunParams = {"app": 3}  # expect: error
    print(misspelt, wrong)


def wrong_arguments(client: Inference) -> None:
    inference(auto_uplaod=False)  # expect: error
    inference(timeout="3")  # expect: error
    StreamingOptions(retries=3)  # expect: error
    client.run("a/b", {"x": 1}, {"y": 2})  # expect: error
    client.run("a/b", text="hi")  # expect: error
    client.get_task(3)  # expect: error
    client.upload_file(3)  # expect: error
    client.tasks.files("x", role="both")  # expect: error
    client.no_such_call()  # expect: error


def wrong_options(client: Inference) -> None:
    client.cancel_task("x", forse=1)  # expect: error
    client.cancel("x", grace_ms="1")  # expect: error
    client.tasks.cancel("x", tiemout=3)  # expect: error
    client.get_task("x", retires=3)  # expect: error
    client.wait_for_completion("x", tiemout=3)  # expect: error
    client.wait_for_completion("x", timeout="3")  # expect: error
    client.attach("x", max_reconnect=3)  # expect: error
    client.stream_task("x", auto_reconnect="no")  # expect: error
    client.upload_file("x.png", filname="y.png")  # expect: error
    client.upload_file("x.png", public="yes")  # expect: error
    client.download("https://x.example/y", tiemout=3)  # expect: error
    client.download("https://x.example/y", 3)  # expect: error
    client.complete_multipart_upload(upload_id="x", parts=3)  # expect: error
    client.complete_multipart_upload(upload_id="x", part=[])  # expect: error
    client.session("a/b", sesion_timeout=60)  # expect: error
    client.session("a/b", session="new")  # expect: error
    client.session("a/b").call("f", {}, tiemout=3)  # expect: error
    client.session("a/b").call("f", {}, app="a/b")  # expect: error
    client.run("a/b", {}, infra="clowd")  # expect: error
    client.session("a/b", infra=3)  # expect: error
    client.agent("a/b").upload_file("x.png", filname="y.png")  # expect: error
    client.files.list(limt=3)  # expect: error
    client.sessions.end("x", tiemout=3)  # expect: error


async def wrong_async_options(client: AsyncInference) -> None:
    await client.cancel_task("x", forse=1)  # expect: error
    await client.download("https://x.example/y", tiemout=3)  # expect: error
    await client.upload_file("x.png", filname="y.png")  # expect: error
    client.attach("x", max_reconnect=3)  # expect: error
    async with client.session("a/b", sesion_timeout=60) as session:  # expect: error
        await session.call("f", {}, tiemout=3)  # expect: error


class Shop:
    @tool
    def price(self, item: str) -> float:
        return 1.0


@tool
def plain(a: int) -> int:
    return a


def wrong_tools(client: Inference, shop: Shop) -> None:
    plain("x")  # expect: error
    shop.price(3)  # expect: error
    shop.price()  # expect: error
    tool("t").param("a", 3)  # expect: error
    tool("t", describe="x")  # expect: error
    string(3)  # expect: error
    client.agent(3)  # expect: error
    client.agent("a/b").send_message(3)  # expect: error
    client.agent("a/b").send_message("x", on_pending="never")  # expect: error
    text: str = client.agent("a/b").send_message("x")  # expect: error
    print(text)


def undecorated(a: int) -> int:
    return a


def wrong_configs(client: Inference) -> None:
    client.agent({"tols": []})  # expect: error
    client.agent({"core_app": {"ref": "a/b"}, "system_promt": "Be brief."})  # expect: error
    client.agents.create({"core_app": {"ref": "a/b"}, "temperature": "hot"})  # expect: error
    misspelt: AgentConfig = {"core_app": {"ref": "a/b"}, "tols": []}  # expect: error
    core: AgentConfig = {"core_app": {"rf": "a/b"}}  # expect: error
    no_tool: AgentConfig = {"core_app": "a/b", "tools": [undecorated]}  # expect: error
    no_list: AgentConfig = {"core_app": "a/b", "tools": plain, "skills": "x"}  # expect: error
    print(misspelt, core, no_tool, no_list)


def wrong_async_configs(client: AsyncInference) -> None:
    client.agent({"tols": []})  # expect: error
