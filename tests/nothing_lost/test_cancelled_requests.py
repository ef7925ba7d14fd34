"""Requests that are cancelled at random moments leave no connection, thread, task or pool slot behind."""

from __future__ import annotations

import asyncio
import gc
import os
import random
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from inferencesh import RetryPolicy
from inferencesh.local import LocalPlatform

ROOT = Path(__file__).resolve().parents[2]


def open_files() -> int:
    folder = "/proc/self/fd" if os.path.isdir("/proc/self/fd") else "/dev/fd"
    return len(os.listdir(folder)) if os.path.isdir(folder) else 0


def test_a_thousand_cancelled_then_a_hundred_succeed() -> None:
    seed = random.randrange(1 << 30)
    print(f"seed {seed}")
    chance = random.Random(seed)
    with LocalPlatform(heartbeat=0.05) as platform:

        async def one(client: object, number: int) -> None:
            if number % 4 == 0:
                async for _ in client.run("infsh/echo", input={"n": number}, stream=True):  # type: ignore[attr-defined]
                    pass
            elif number % 4 == 1:
                await client.run("infsh/echo", input={"n": number})  # type: ignore[attr-defined]
            elif number % 4 == 2:
                await client.upload_file(b"x" * 100_000, filename="a.bin")  # type: ignore[attr-defined]
            else:
                await client.tasks.list()  # type: ignore[attr-defined]

        async def main() -> None:
            async with platform.async_client(retry=RetryPolicy(backoff=0.001)) as client:
                await client.tasks.list()
                for _ in range(20):
                    tasks = [asyncio.ensure_future(one(client, number)) for number in range(50)]
                    for task in tasks:
                        asyncio.get_running_loop().call_later(chance.random() * 0.08, task.cancel)
                    await asyncio.gather(*tasks, return_exceptions=True)
                gc.collect()
                transport = next(iter(client._http.connections.pools.values())).transport
                assert transport.busy_connections == 0, "a connection is still in use"
                answers = await asyncio.gather(
                    *[client.run("infsh/echo", input={"n": number}, timeout=60) for number in range(100)]
                )
                assert [answer["output"]["n"] for answer in answers] == list(range(100))
                rest = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
                assert rest == []
            assert transport.idle_connections == 0

        before = open_files()
        asyncio.run(main())
        gc.collect()
    assert open_files() <= before, "files are still open"


END = """
    import sys, threading, asyncio
    from inferencesh import inference, async_inference
    url, key, how = sys.argv[1:]
    if how == "dropped":
        updates = iter(inference(key, url).run("infsh/echo", input={}, stream=True))
        next(updates)
    elif how == "thread":
        client = inference(key, url)
        stream = client.run("infsh/echo", input={"text": "x"}, stream=True)
        threading.Thread(target=lambda: list(stream), daemon=True).start()
    elif how == "async":
        client = async_inference(key, url)
        async def main():
            global stream
            stream = client.run("infsh/echo", input={}, stream=True)
            async for _ in stream:
                break
        asyncio.run(main())
    elif how == "open loop":
        client = async_inference(key, url)
        loop = asyncio.new_event_loop()
        loop.run_until_complete(client.tasks.list())
        loop.close()
    print("end", flush=True)
"""


@pytest.mark.parametrize("how", ["dropped", "thread", "async", "open loop"])
def test_the_interpreter_ends_with_streams_open(how: str) -> None:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'generated'}"}
    with LocalPlatform(heartbeat=0.05) as platform:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", textwrap.dedent(END), platform.base_url, "inf_k", how],
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.stdout == "end\n"
    assert done.stderr == ""
    assert done.returncode == 0


STARTER = """
    import sys
    from inferencesh import inference
    url, key, journal = sys.argv[1:]
    with inference(key, url, journal=journal) as client:
        print(client.run("infsh/echo", input={"text": "once"}, key="cat-42")["id"])
"""


def test_processes_with_one_key_start_one_task(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'generated'}"}
    with LocalPlatform(run_delay=0.05) as platform:
        command = [sys.executable, "-W", "error", "-c", textwrap.dedent(STARTER), platform.base_url, "inf_k"]
        several = [
            subprocess.Popen(
                [*command, str(tmp_path / "runs.sqlite")],
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                universal_newlines=True,
            )
            for _ in range(5)
        ]
        answers = [one.communicate(timeout=60) for one in several]
        assert [errors for _, errors in answers] == [""] * 5
        assert len({said for said, _ in answers}) == 1
        assert len(platform.tasks) == 1
