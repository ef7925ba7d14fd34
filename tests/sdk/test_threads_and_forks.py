"""What only the sync client has to do with: threads and forks."""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, List

import pytest
from support.gate import Gate
from support.script import Script

from inferencesh import Inference, TaskStream, async_inference, inference
from inferencesh.local import LocalPlatform

ECHO = {"app": "infsh/echo", "input": {"n": 1}}


def test_a_stream_is_started_at_once(platform: LocalPlatform, script: Script) -> None:
    with platform.client() as client:
        stream = client.run(ECHO, stream=True)
        assert isinstance(stream, TaskStream)
        assert stream.task_id is not None
        assert script.log == ["POST /apps/run"]
        assert [update["status"] for update in stream][-1] == "completed"


def test_threads_share_a_client(platform: LocalPlatform, script: Script) -> None:
    with platform.client() as client, ThreadPoolExecutor(8) as pool:
        jobs = [pool.submit(client.run, "infsh/echo", input={"n": n}) for n in range(40)]
        assert [job.result(30).output["n"] for job in jobs] == list(range(40))
    # One for each thread; one more where a stream's end came too late for the next request to wait for it.
    assert len(script.connections) <= 16


def test_closing_a_stream_from_another_thread_is_quick(platform: LocalPlatform, gate: Gate, script: Script) -> None:
    with platform.client() as client:
        stream = client.run("test/gate", input={}, stream=True)
        running = threading.Event()

        def close_soon() -> None:
            running.wait(10)
            stream.close()

        closer = threading.Thread(target=close_soon)
        closer.start()
        for update in stream:
            if update["status"] == "running":
                running.set()
        closer.join(10)
        script.wait_idle()
    gate.end()


def test_abort_from_a_signal_like_place(platform: LocalPlatform, gate: Gate, script: Script) -> None:
    with platform.client() as client:
        stream = client.run("test/gate", input={}, stream=True)
        next(stream)
        stream.abort()
        stream.abort()
        assert list(stream) == []
        script.wait_idle()
    gate.end()


def test_a_stream_that_is_dropped(platform: LocalPlatform, gate: Gate, script: Script) -> None:
    with platform.client() as client:
        stream = client.run("test/gate", input={}, stream=True)
        next(stream)
        del stream
        gc.collect()
        script.wait_idle()
    gate.end()


def in_a_child(function: Any) -> int:
    """Run it after a fork, and give back the child's exit code."""
    pid = os.fork()
    if pid == 0:  # pragma: no cover
        code = 1
        try:
            function()
            code = 0
        except BaseException as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
        finally:
            os._exit(code)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return status >> 8
        time.sleep(0.005)
    os.kill(pid, 9)
    os.waitpid(pid, 0)
    raise AssertionError("the child did not end")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_client_works_after_a_fork(platform: LocalPlatform, script: Script) -> None:
    client = platform.client()
    client.run(ECHO)
    before = set(script.connections)

    def child() -> None:
        assert client.run(ECHO).output == {"n": 1}

    assert in_a_child(child) == 0
    assert len(script.connections - before) == 1, "the child has a connection of its own"
    script.clear()
    assert client.run(ECHO).output == {"n": 1}
    assert script.connections <= before, "and the parent keeps its own"
    client.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_fork_in_the_middle_of_a_stream(platform: LocalPlatform, gate: Gate) -> None:
    client = platform.client()
    stream = client.run("test/gate", input={}, stream=True)
    next(stream)

    def child() -> None:
        assert client.run(ECHO).output == {"n": 1}
        client.close()

    assert in_a_child(child) == 0
    gate.end(n=1)
    assert [update["status"] for update in stream][-1] == "completed", "the parent's stream goes on"
    client.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_an_async_client_works_after_a_fork(platform: LocalPlatform) -> None:
    import asyncio

    client = async_inference(platform.api_key, platform.base_url)
    assert asyncio.run(client.run(ECHO)).output == {"n": 1}

    def child() -> None:
        assert asyncio.run(client.run(ECHO)).output == {"n": 1}

    assert in_a_child(child) == 0
    assert asyncio.run(client.run(ECHO)).output == {"n": 1}


def call_in_a_process(client: Inference) -> Any:
    return client.run(ECHO).output


def test_a_client_goes_to_another_process(platform: LocalPlatform) -> None:
    client = inference(platform.api_key, platform.base_url)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(call_in_a_process, (client,)) == {"n": 1}
        pool.close()
        pool.join()


def test_kinds_of_clients_stay_what_they_are(platform: LocalPlatform) -> None:
    for client in (inference("inf_k"), async_inference("inf_k")):
        assert type(pickle.loads(pickle.dumps(client))) is type(client)
        assert type(client.with_options(timeout=1)) is type(client)


def test_many_threads_close_one_stream(platform: LocalPlatform, gate: Gate) -> None:
    with platform.client() as client:
        stream = client.run("test/gate", input={}, stream=True)
        next(stream)
        failures: List[BaseException] = []

        def close() -> None:
            try:
                stream.close()
            except BaseException as error:
                failures.append(error)

        threads = [threading.Thread(target=close) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
        assert failures == []
    gate.end()
