"""Tools of MCP servers, over stdio and HTTP, with the official package on both sides."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Callable, Dict, Iterator

import pytest

from inferencesh.local import Call

from .conftest import Talk, calls_of, text_of

Make = Callable[..., Talk]
SERVER = str(Path(__file__).with_name("mcp_server.py"))
needs_mcp = pytest.mark.skipif(sys.version_info < (3, 10), reason="the mcp package needs Python 3.10")


def tool(name: str, server: str = "loud") -> Dict[str, Any]:
    return {"name": name, "description": "", "type": "mcp", "mcp": {"server": server, "tool_name": name}}


@pytest.fixture
def address() -> Iterator[str]:
    pytest.importorskip("mcp", reason='needs the extra "mcp"')
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, SERVER, str(port)])
    try:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/mcp"
    finally:
        process.terminate()
        process.wait(20)


def use(t: Talk) -> None:
    chat = t.ask("go", tools=[tool("shout"), tool("breaks")])
    good, bad = calls_of(chat)
    assert good["result"] == "HELLO"
    assert bad["status"] == "failed"
    assert "breaks" in json.loads(bad["result"])["error"]
    offers = {o["function"]["name"]: o["function"] for o in t.brain.inputs[0]["tools"]}
    assert offers["shout"]["description"] == "Says it louder."
    assert list(offers["shout"]["parameters"]["properties"]) == ["text"]


@needs_mcp
def test_over_stdio(talk: Make) -> None:
    pytest.importorskip("mcp", reason='needs the extra "mcp"')
    servers = {"loud": {"command": sys.executable, "args": [SERVER]}}
    use(talk([[Call("shout", text="hello"), Call("breaks")], "Done."], mcp_servers=servers))


@needs_mcp
def test_over_http(talk: Make, address: str) -> None:
    use(talk([[Call("shout", text="hello"), Call("breaks")], "Done."], mcp_servers={"loud": address}))


def test_a_server_that_is_not_there_fails_the_run_and_says_what_to_do(talk: Make) -> None:
    t = talk(["x"])
    chat = t.ask("go", tools=[tool("shout", "nowhere")])
    assert "mcp_servers={'nowhere': ...}" in text_of(chat["chat_messages"][-1], "event")


@needs_mcp
def test_a_tool_that_the_server_does_not_have(talk: Make) -> None:
    pytest.importorskip("mcp", reason='needs the extra "mcp"')
    t = talk(["x"], mcp_servers={"loud": {"command": sys.executable, "args": [SERVER]}})
    chat = t.ask("go", tools=[tool("whisper")])
    assert "has no tool 'whisper'; it has shout, breaks" in text_of(chat["chat_messages"][-1], "event")
