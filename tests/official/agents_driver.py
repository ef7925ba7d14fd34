"""Runs under the official Python client, never under ours: agents, each scenario's outcome printed as JSON."""

import asyncio
import json
import os
import sys
import time

import inferencesh
from inferencesh import app_tool, async_inference, inference, string, tool

OPTIONS = {"api_key": os.environ["OFFICIAL_KEY"], "base_url": os.environ["OFFICIAL_BASE_URL"]}
CALCULATE = tool("calculate").describe("Perform a calculation").param("expression", string("Math expression")).build()
DRAW = (
    app_tool("generate_image", "infsh/flux-schnell@latest")
    .describe("Generate an image")
    .param("prompt", string("Image description"))
    .build()
)
CONFIG = {
    "core_app": {"ref": "infsh/claude-sonnet-4@latest"},
    "system_prompt": "You are a helpful assistant.",
    "tools": [CALCULATE, DRAW],
}
SCHEMA = {"type": "object", "properties": {"answer": {"type": "number"}}, "required": ["answer"]}


def text_of(message):
    return "".join(part.get("text") or "" for part in message.get("content") or [] if part["type"] == "text")


def sync_scenario():
    client = inference(**OPTIONS)
    seen = {"file": inferencesh.__file__}
    # A stored agent, streamed.
    agent = client.agent("my-team/support-agent@latest")
    messages, deltas = [], []
    sent = agent.send_message("Hello!", on_message=messages.append, on_delta=deltas.append)
    seen["sent"] = [sent["role"], sent["chat_id"] == agent.chat_id]
    seen["messages"] = [[message["role"], message["status"], text_of(message)] for message in messages]
    seen["deltas"] = [delta.output["response"] for delta in deltas]
    first_chat = agent.chat_id
    agent.send_message("Tell me more", on_message=lambda message: None)
    seen["same_chat"] = agent.chat_id == first_chat
    agent.reset()
    seen["reset"] = agent.get_chat()
    # A client tool, answered from the callback.
    agent = client.agent(CONFIG)
    calls = []

    def on_tool_call(call):
        calls.append([call.name, call.args])
        agent.submit_tool_result(call.id, {"result": 100})

    agent.send_message("What is 25 * 4?", on_message=lambda message: None, on_tool_call=on_tool_call)
    deadline = time.monotonic() + 30
    while agent.get_chat()["status"] != "idle" and time.monotonic() < deadline:
        time.sleep(0.05)
    seen["calls"] = calls
    seen["tool_chat"] = agent.chat_id
    # An app tool, run by the platform.
    agent = client.agent(CONFIG)
    messages = []
    agent.send_message("Generate an image of a cat", on_message=messages.append)
    seen["drawn"] = text_of(messages[-1])
    # Structured output: this client waits for it only with a callback.
    agent = client.agent({"core_app": CONFIG["core_app"], "output_schema": SCHEMA})
    seen["structured"] = agent.run("What is 6 * 7?", on_message=lambda message: None)
    # Files, and refusals.
    ref = agent.upload_file(b"\x89PNG\r\n\x1a\n", filename="a.png")
    seen["uploaded"] = ref["uri"]
    agent = client.agent(CONFIG)
    agent.send_message("What is this?", files=[b"\x89PNG\r\n\x1a\n"], on_message=lambda message: None)
    gated = dict(CALCULATE, require_approval=True)
    agent = client.agent({**CONFIG, "tools": [gated]})
    agent.send_message("What is 2 + 2?", on_message=lambda message: None)
    waiting = inferencesh.pending_approvals(agent.get_chat())
    seen["approvals"] = [[one.tool_name, one.arguments] for one in waiting]
    for name, call in (
        ("approve", lambda: agent.approve_tool(waiting[0].tool_invocation_id)),
        ("unknown", lambda: client.agent("acme/nobody").send_message("x")),
    ):
        try:
            call()
            seen[name] = None
        except Exception as error:
            seen[name] = [type(error).__name__, str(error)]
    agent.stop_chat()
    seen["stopped"] = agent.get_chat()["status"]
    return seen


async def async_scenario():
    client = async_inference(**OPTIONS)
    seen = {}
    agent = client.agent("my-org/assistant@latest")
    messages, deltas = [], []
    await agent.send_message("Hello!", on_message=messages.append, on_delta=deltas.append)
    seen["messages"] = [[message["role"], message["status"], text_of(message)] for message in messages]
    seen["deltas"] = [delta.output["response"] for delta in deltas]
    agent = client.agent(CONFIG)
    calls = []

    async def on_tool_call(call):
        calls.append([call.name, call.args])
        await agent.submit_tool_result(call.id, {"result": 100})

    await agent.send_message("What is 25 * 4?", on_message=lambda message: None, on_tool_call=on_tool_call)
    deadline = time.monotonic() + 30
    while (await agent.get_chat())["status"] != "idle" and time.monotonic() < deadline:  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    seen["calls"] = calls
    seen["tool_chat"] = agent.chat_id
    agent = client.agent({"core_app": CONFIG["core_app"], "output_schema": SCHEMA})
    seen["structured"] = await agent.run("What is 6 * 7?", on_message=lambda message: None)
    return seen


if __name__ == "__main__":
    outcome = sync_scenario() if sys.argv[1] == "sync" else asyncio.run(async_scenario())
    print(json.dumps(outcome))
