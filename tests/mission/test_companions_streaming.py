"""What the companion references of the mission document promise about streams."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from typing import Any, List

import pytest
from companion_apps import STEPS, run_async
from support.raw_server import Peer, RawServer

from inferencesh import StreamingOptions, TaskFailedError, async_inference, inference
from inferencesh.local import LocalPlatform


def test_updates_are_dicts_with_string_statuses(client: Any) -> None:
    seen = []
    for update in client.run({"app": "acme/steps", "input": {}}, stream=True):
        assert isinstance(update, dict)
        assert isinstance(update["status"], str)
        assert update.get("status") == update["status"]
        seen.append(f"{update['status']}")
    assert "running" in seen
    assert seen[-1] == "completed"


def test_every_log_line_comes_once(client: Any) -> None:
    extended: List[str] = []
    for update in client.run({"app": "acme/steps", "input": {"prompt": "log"}}, stream=True):
        if update.get("logs"):
            extended.extend(update["logs"])
    lines = [line for line in extended if line.startswith("log step")]
    assert lines == [f"log step {step}/{STEPS}" for step in range(1, STEPS + 1)]


def test_progress_and_partial_output(client: Any) -> None:
    progress, partial = [], []
    for update in client.run({"app": "acme/steps", "input": {"pause": 0.1}}, stream=True):
        if update.get("progress"):
            progress.append((update["progress"]["current"], update["progress"]["total"]))
        if update.get("partial_output"):
            assert not update.is_terminal
            partial.append(update["partial_output"]["step"])
    assert progress[-1] == (STEPS, STEPS)
    assert progress == sorted(progress)
    assert partial == sorted(partial)
    assert partial


def test_leaving_the_loop_early_and_cancelling(client: Any, platform: LocalPlatform) -> None:
    task_id = None
    for update in client.run({"app": "acme/endless", "input": {}}, stream=True):
        task_id = update["id"]
        if update["status"] == "running":
            break
    client.cancel_task(task_id)
    deadline = time.monotonic() + 20
    while client.get_task(task_id)["status"] != "cancelled":
        assert time.monotonic() < deadline, "the task goes on"
        time.sleep(0.05)


class EndlessStream:
    """Takes a run, and streams one update of it without an end. Notes when the client closes the connection."""

    def __init__(self) -> None:
        self.client_gone = threading.Event()

    def __call__(self, peer: Peer) -> None:
        while peer.request().method == "POST":
            task = {"id": "a" * 26, "status": 2}
            body = json.dumps({"success": True, "status": 200, "data": task, "messages": []}).encode()
            peer.answer(body, b"Content-Type: application/json\r\n")
        frame = json.dumps({"id": "a" * 26, "status": 7}).encode() + b"\n"
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
        peer.send(head + b"%x\r\n%b\r\n" % (len(frame), frame))
        peer.until_gone()
        self.client_gone.set()


def test_leaving_the_loop_early_closes_the_connection() -> None:
    stream = EndlessStream()
    with RawServer(stream) as server, inference("inf_test", server.url) as client:
        for update in client.run("acme/any", input={}, stream=True):
            assert update["status"] == "running"
            break
        assert stream.client_gone.wait(10), "the connection is still open"


def test_leaving_the_async_loop_early_closes_the_connection() -> None:
    stream = EndlessStream()

    async def main(url: str) -> None:
        async with async_inference("inf_test", url) as client:
            async for update in client.run("acme/any", input={}, stream=True):
                assert update["status"] == "running"
                break
            loop = asyncio.get_running_loop()
            assert await loop.run_in_executor(None, stream.client_gone.wait, 10), "the connection is still open"

    with RawServer(stream) as server:
        run_async(main(server.url))


def test_a_failed_task_is_seen_before_it_is_raised(client: Any) -> None:
    seen = []
    with pytest.raises(RuntimeError, match="the prompt is no good") as caught:
        for update in client.run({"app": "acme/fails", "input": {}}, stream=True):
            seen.append(update["status"])
            if update["status"] == "failed":
                assert "the prompt is no good" in update.get("error")
    assert seen[-1] == "failed"
    assert isinstance(caught.value, TaskFailedError)


def test_streaming_options(client: Any) -> None:
    options = StreamingOptions(max_retries=3, retry_delay=1.0, chunk_size=1024)
    config = {"app": "acme/steps", "input": {}}
    updates = list(client.run(config, stream=True, options=options))
    assert updates[-1]["status"] == "completed"


def test_async_streams_in_parallel(platform: LocalPlatform) -> None:
    async def follow(client: Any, name: str) -> List[str]:
        lines: List[str] = []
        async for update in client.run({"app": "acme/steps", "input": {"prompt": name}}, stream=True):
            lines += update["logs"]
        return lines

    async def main() -> List[List[str]]:
        async with platform.async_client() as client:
            return await asyncio.gather(*[follow(client, name) for name in ("a", "b", "c")])

    for name, lines in zip("abc", run_async(main())):
        assert [line for line in lines if " step " in line] == [f"{name} step {n}/{STEPS}" for n in range(1, STEPS + 1)]
