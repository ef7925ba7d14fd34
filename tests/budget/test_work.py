"""Work: calls of Python functions, ours and those of the libraries below, per run, update, delta and input.

The limits are what was counted when this was written, and a quarter more. Who has to raise one shows why, by
`make bench`.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Any, Callable, List

import pytest
from budget.conftest import Bare

from inferencesh import async_inference, inference
from inferencesh._core.files.upload_plan import NO_DISK, Disk
from inferencesh._core.files.upload_plan import plan_uploads as plan_with

RUN, RUN_ASYNC = 545, 640
UPDATE = 21
DELTA, DELTA_TOO = 28, 45

ECHO = {"app": "bench/echo", "input": {"prompt": "a cat"}}


class Calls:
    """Counts calls of Python functions in this thread."""

    count = 0

    def __enter__(self) -> Calls:
        sys.setprofile(self._see)
        return self

    def __exit__(self, *exc: object) -> None:
        sys.setprofile(None)

    def _see(self, frame: Any, event: str, argument: Any) -> None:
        if event == "call":
            self.count += 1


def calls_of(work: Callable[[], Any]) -> int:
    with Calls() as calls:
        work()
    return calls.count


def test_a_run(bare: Bare) -> None:
    with inference(api_key="k", base_url=bare.plain) as client:
        client.run(ECHO)
        assert calls_of(lambda: [client.run(ECHO) for _ in range(50)]) / 50 < RUN


def test_a_run_async(bare: Bare) -> None:
    async def main() -> float:
        async with async_inference(api_key="k", base_url=bare.plain) as client:
            await client.run(ECHO)
            with Calls() as calls:
                for _ in range(50):
                    await client.run(ECHO)
            return calls.count / 50

    assert asyncio.run(main()) < RUN_ASYNC


def test_an_update(bare: Bare) -> None:
    with inference(api_key="k", base_url=bare.plain) as client:
        client.run(ECHO)
        count = calls_of(lambda: sum(1 for _ in client.run("bench/stream-2000", stream=True)))
    assert count / 2000 < UPDATE


def test_an_update_async(bare: Bare) -> None:
    async def main() -> float:
        async with async_inference(api_key="k", base_url=bare.plain) as client:
            await client.run(ECHO)
            with Calls() as calls:
                async for _ in client.run("bench/stream-2000", stream=True):
                    pass
            return calls.count / 2000

    assert asyncio.run(main()) < UPDATE


@pytest.mark.parametrize("with_deltas", [False, True])
def test_a_delta(bare: Bare, with_deltas: bool) -> None:
    agent = {"name": "bench", "core_app": {"ref": "bench/llm-2000"}}
    seen: List[Any] = []
    options: Any = {"on_delta": seen.append} if with_deltas else {}
    with inference(api_key="k", base_url=bare.plain) as client:
        client.agent(agent).send_message("hello")
        count = calls_of(lambda: client.agent(agent).send_message("hello", on_message=seen.append, **options))
    assert len(seen) >= 2000
    assert count / 2000 < (DELTA_TOO if with_deltas else DELTA)


def test_a_file_in_memory_is_sent_without_a_trip_to_another_thread_for_each_block(
    bare: Bare, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = tmp_path / "large.bin"
    large.write_bytes(bytes(32 << 20))
    trips: List[Any] = []

    async def main() -> None:
        loop = asyncio.get_running_loop()
        real = loop.run_in_executor
        monkeypatch.setattr(loop, "run_in_executor", lambda *args: trips.append(args) or real(*args))
        async with async_inference(api_key="k", base_url=address) as client:
            await client.upload_file(large)

    asyncio.run(main())
    assert bare.counts()["uploaded"] == 32 << 20
    if hasattr(os, "RWF_NOWAIT"):  # elsewhere nobody can tell what is in memory
        assert len(trips) <= 8, "stat, open, the end, and a few for what the system put out of memory"


def tree(rows: int) -> Any:
    shots = [[{"text": f"row {row}: nothing to upload"} for _ in range(20)] for row in range(rows)]
    return {"scenes": [{"shots": row} for row in shots]}


def test_plain_texts_of_an_input_cost_no_call_each() -> None:
    few, many = calls_of(lambda: plan_with(tree(1), disk=NO_DISK)), calls_of(lambda: plan_with(tree(1), disk=NO_DISK))
    assert few == many
    small, large = tree(5), tree(500)
    assert calls_of(lambda: plan_with(large, disk=NO_DISK)) - calls_of(lambda: plan_with(small, disk=NO_DISK)) < 10


def test_the_file_system_is_asked_about_paths_alone() -> None:
    asked: List[str] = []

    def is_file(name: str) -> bool:
        asked.append(name)
        return False

    texts = [
        "a cat",
        "Once upon a time.",
        "version 3.5",
        "https://example.com/cat.png",
        "line\nbreak/a.png",
        "data:text/plain;base64,aGk=",
        "x" * 5000 + ".png",
        "YWJjZGVmZ2hpamtsbW5vcA==",
        "folder/",
        "",
    ]
    disk = Disk(is_file=is_file, is_dir=is_file, absolute=str)
    plan_with({"texts": texts, "more": tree(3), "paths": ["cat.png", "./folder/cat"]}, disk=disk)
    assert asked == ["cat.png", "./folder/cat"]
