"""Programs that go on after their main thread, work in atexit, or are ended while a tool is at work. Real processes.

From Python 3.12 on no thread can be started once the interpreter ends; from 3.9 on the thread pools of the standard
library refuse work as soon as the main thread has ended. The SDK goes on wherever it can.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Callable, Iterator

import pytest

from inferencesh.local import Call, LocalPlatform, ScriptedModel

BRAIN = "acme/brain"
HUNG = 60.0  # seconds; an end that takes so long is none
TOOL_SECONDS = 45  # longer than any end may take, and shorter than HUNG

HEAD = """
import asyncio, atexit, os, sys, threading, time
from pathlib import Path
from inferencesh import ToolCallReady, async_inference, inference, tool

AGENT = {"core_app": {"ref": "acme/brain"}, "system_prompt": "x"}
FILES = {"a": Path("a.bin"), "b": Path("b.bin")}

@tool
def slow(text: str) -> str:
    "Takes its time."
    print("at work", flush=True)
    time.sleep(TOOL_SECONDS)
    return text

@tool
def quick(text: str) -> str:
    "Is quick."
    return text

def told(chat):
    return [message["content"] for message in chat["messages"] if message["role"] == "tool"]

def two_files():
    client = inference()
    assert len(client.run("infsh/echo", input=FILES).uploads) == 2

def one_file_async():
    async def main():
        async with async_inference() as client:
            result = await client.run("infsh/echo", input={"a": Path("a.bin")})
            path = await client.download(result.output["a"], "copy.bin")
            assert Path(path).read_bytes() == b"a" * 100_000
    asyncio.run(main())

def keyed_async():
    async def main():
        async with async_inference(journal="runs.sqlite") as client:
            first = await client.run("infsh/echo", {"n": 1}, key="k")
            assert (await client.run("infsh/echo", {"n": 1}, key="k")).id == first.id
    asyncio.run(main())

def agent_sync():
    agent = inference().agent({**AGENT, "tools": [quick]})
    agent.send_message("go")
    assert told(agent.get_chat()) == ["said"], agent.get_chat()

def agent_async():
    async def main():
        async with async_inference() as client:
            agent = client.agent({**AGENT, "tools": [quick]})
            await agent.send_message("go")
            assert told(await agent.get_chat()) == ["said"]
    asyncio.run(main())

def named_host():
    async def main():
        base = os.environ["INFERENCE_BASE_URL"].replace("127.0.0.1", "localhost")
        async with async_inference(base_url=base) as client:
            await client.run("infsh/echo", {})
    asyncio.run(main())

def end_sync(how):
    agent = inference().agent({**AGENT, "tools": [slow]})
    if how in ("timeout", "interrupt"):
        agent.send_message("slow", timeout=1.5 if how == "timeout" else None)
        return
    for event in agent.stream("slow"):
        if isinstance(event, ToolCallReady):
            time.sleep(0.5)
            if how == "exit":
                sys.exit(3)
            break

def end_async(how):
    async def main():
        async with async_inference() as client:
            agent = client.agent({**AGENT, "tools": [slow]})
            if how in ("timeout", "interrupt"):
                await agent.send_message("slow", timeout=1.5 if how == "timeout" else None)
                return
            async for event in agent.stream("slow"):
                if isinstance(event, ToolCallReady):
                    await asyncio.sleep(0.5)
                    if how == "exit":
                        sys.exit(3)
                    break
    asyncio.run(main())

def own_sync():
    @tool
    def own(text: str) -> str:
        "Talks to itself."
        return agent.send_message("quick").text
    agent = inference().agent({**AGENT, "tools": [own, quick]})
    agent.send_message("own")
    print(told(agent.get_chat()))

def own_async():
    async def main():
        async with async_inference() as client:
            @tool
            async def own(text: str) -> str:
                "Talks to itself."
                return (await agent.send_message("quick")).text
            agent = client.agent({**AGENT, "tools": [own, quick]})
            await agent.send_message("own")
            print(told(await agent.get_chat()))
    asyncio.run(main())
""".replace("TOOL_SECONDS", str(TOOL_SECONDS))

AFTER_MAIN = """
def work():
    threading.main_thread().join()
    time.sleep(0.2)
    try:
        {name}()
    except BaseException as error:
        print(type(error).__name__, error, file=sys.stderr, flush=True)
        raise
    print("done", flush=True)
threading.Thread(target=work).start()
"""

AT_EXIT = """
@atexit.register
def work():
    {name}()
    print("done", flush=True)
"""

WORK = ["two_files", "one_file_async", "keyed_async", "agent_sync", "agent_async", "named_host"]


@pytest.fixture(scope="module")
def platform() -> Iterator[LocalPlatform]:
    script = {
        "slow": [Call("slow", text="said"), "over"],
        "own": [Call("own", text="said"), "over"],
        None: [Call("quick", text="said"), "over"],
    }
    with LocalPlatform(models={BRAIN: ScriptedModel(script)}) as running:
        yield running


@pytest.fixture
def start(platform: LocalPlatform, tmp_path: Path) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    (tmp_path / "a.bin").write_bytes(b"a" * 100_000)
    (tmp_path / "b.bin").write_bytes(b"b" * 100_000)
    running = []

    def begin(code: str) -> subprocess.Popen[str]:
        environment = {
            **os.environ,
            "INFERENCE_BASE_URL": platform.base_url,
            "INFERENCE_API_KEY": platform.api_key,
        }
        process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", HEAD + code],
            cwd=str(tmp_path),
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        return process

    yield begin
    for process in running:
        if process.poll() is None:
            process.kill()
        process.communicate()


def finished(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate(timeout=HUNG)
    assert process.returncode == 0, err
    assert err == ""
    return out


@pytest.mark.parametrize("name", WORK)
def test_a_thread_that_goes_on_after_main(start: Callable[[str], subprocess.Popen[str]], name: str) -> None:
    assert "done" in finished(start(AFTER_MAIN.format(name=name)))


@pytest.mark.parametrize("name", WORK)
def test_work_at_the_exit(start: Callable[[str], subprocess.Popen[str]], name: str) -> None:
    assert "done" in finished(start(AT_EXIT.format(name=name)))


ENDS = {"timeout": "APITimeoutError", "interrupt": "KeyboardInterrupt", "leaving": "", "exit": ""}


@pytest.mark.parametrize("how", sorted(ENDS))
@pytest.mark.parametrize("kind", ["sync", "async"])
def test_a_tool_at_work_does_not_hold_the_end(
    start: Callable[[str], subprocess.Popen[str]], kind: str, how: str
) -> None:
    process = start(f"end_{kind}({how!r})")
    assert process.stdout is not None
    assert process.stdout.readline() == "at work\n"
    begun = time.monotonic()
    if how == "interrupt":
        process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=HUNG)
    assert time.monotonic() - begun < TOOL_SECONDS - 15, "it waited for the tool"
    assert (process.returncode == 0) == (how == "leaving"), err
    assert ENDS[how] in err
    assert "Exception ignored" not in err


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_a_tool_that_messages_its_own_agent(start: Callable[[str], subprocess.Popen[str]], kind: str) -> None:
    """It would wait for the turn that waits for it; the model is told why it was refused."""
    out, err = start(f"own_{kind}()").communicate(timeout=HUNG)
    assert "a tool must not wait for a turn in its own chat" in out, err
