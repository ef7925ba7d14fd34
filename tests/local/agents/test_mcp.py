"""Tools of MCP servers, over stdio and HTTP, with the official package on both sides."""

from __future__ import annotations

import gc
import json
import os
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
    assert "has no tool 'whisper'; it has shout, breaks, dreams, draws" in text_of(chat["chat_messages"][-1], "event")


@needs_mcp
def test_what_is_no_text_is_named(talk: Make) -> None:
    pytest.importorskip("mcp", reason='needs the extra "mcp"')
    t = talk([Call("draws"), "Done."], mcp_servers={"loud": {"command": sys.executable, "args": [SERVER]}})
    [call] = calls_of(t.ask("go", tools=[tool("draws")]))
    assert call["result"] == "See:\n[image, image/png, which the local platform does not pass on]"


@needs_mcp
def test_a_server_or_a_tool_that_does_not_answer(talk: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("mcp", reason='needs the extra "mcp"')
    from inferencesh.local.agents.tools import mcp

    servers = {
        "loud": {"command": sys.executable, "args": [SERVER]},
        "mute": {"command": sys.executable, "args": ["-c", "import time; time.sleep(600)"]},
    }

    def asleep(given: Any) -> Call:
        monkeypatch.setattr(mcp, "SECONDS", 3.0)  # not before, as the server has described its tool only now
        return Call("dreams")

    t = talk([asleep, "Done.", "never"], mcp_servers=servers)
    [call] = calls_of(t.ask("go", tools=[tool("dreams")]))
    assert "did not answer within 3 seconds" in json.loads(call["result"])["error"]
    monkeypatch.setattr(mcp, "SECONDS", 1.0)
    chat = t.ask("go", tools=[tool("dreams", "mute")])
    assert "MCP server 'mute' did not answer within 1 second" in text_of(chat["chat_messages"][-1], "event")


@needs_mcp
def test_stopping_in_the_middle_of_a_call(talk: Make) -> None:
    pytest.importorskip("mcp", reason='needs the extra "mcp"')
    t = talk([Call("dreams"), Call("dreams")], mcp_servers={"loud": {"command": sys.executable, "args": [SERVER]}})
    for end in (lambda chat_id: t.post(f"/chats/{chat_id}/stop"), lambda chat_id: t.platform.stop()):
        chat_id = t.send("go", tools=[tool("dreams")])["user_message"]["chat_id"]
        t.waiting(chat_id, "in_progress")
        begun = time.monotonic()
        end(chat_id)
        assert time.monotonic() - begun < 30


MUTE = """
import os, signal, sys, time
if sys.argv[2] == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
with open(sys.argv[1] + ".new", "w") as file:
    file.write(str(os.getpid()))
os.rename(sys.argv[1] + ".new", sys.argv[1])
time.sleep(600)
"""


@needs_mcp
@pytest.mark.skipif(sys.platform == "win32", reason="looks for a process as POSIX has it")
@pytest.mark.parametrize(
    ("kind", "before"),
    [("stubborn", "nothing"), ("mute", "the run is stopped"), ("mute", "its time is up")],
)
def test_no_server_outlives_the_platform(
    talk: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, before: str
) -> None:
    pytest.importorskip("mcp", reason='needs the extra "mcp"')
    from inferencesh.local.agents.tools import mcp

    if before == "its time is up":
        monkeypatch.setattr(mcp, "SECONDS", 1.0)
    noted = tmp_path / "pid"
    servers = {"mute": {"command": sys.executable, "args": ["-c", MUTE, str(noted), kind]}}
    t = talk(["never"], mcp_servers=servers)
    begun = time.monotonic()
    chat_id = t.send("go", tools=[tool("dreams", "mute")])["user_message"]["chat_id"]
    while not noted.exists():
        assert time.monotonic() - begun < 20
        time.sleep(0.01)
    if before == "the run is stopped":
        t.post(f"/chats/{chat_id}/stop")
    elif before == "its time is up":
        time.sleep(max(0.0, begun + 1.2 - time.monotonic()))
    t.platform.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(int(noted.read_text(encoding="utf-8")), 0)
    gc.collect()  # what was not closed warns now, and a warning fails the test
