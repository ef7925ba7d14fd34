"""Memory: what is held at the same time does not grow with what passes through."""

from __future__ import annotations

import asyncio
import os
import tracemalloc
from pathlib import Path
from typing import Any, Callable, Tuple

import pytest
from budget.conftest import Bare

from inferencesh import async_inference, inference

KIB, MIB = 1 << 10, 1 << 20


def peak(work: Callable[[], Any]) -> int:
    """Bytes that Python held at most during `work`, beyond those before."""
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        work()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


def stream(url: str, updates: int) -> None:
    with inference(api_key="k", base_url=url) as client:
        assert sum(1 for _ in client.run(f"bench/stream-{updates}", stream=True)) == updates + 1


def stream_async(url: str, updates: int) -> None:
    async def main() -> None:
        async with async_inference(api_key="k", base_url=url) as client:
            count = 0
            async for _ in client.run(f"bench/stream-{updates}", stream=True):
                count += 1
            assert count == updates + 1

    asyncio.run(main())


@pytest.mark.parametrize("work", [stream, stream_async])
def test_a_long_stream_needs_what_a_short_one_does(bare: Bare, address: str, work: Callable[[str, int], None]) -> None:
    work(address, 1_000)
    short = peak(lambda: work(address, 1_000))
    long = peak(lambda: work(address, 20_000))  # 19 MB of it
    assert long - short < 512 * KIB
    assert long < 4 * MIB


def upload(url: str, path: str) -> None:
    with inference(api_key="k", base_url=url) as client:
        client.upload_file(path)


def upload_async(url: str, path: str) -> None:
    async def main() -> None:
        async with async_inference(api_key="k", base_url=url) as client:
            await client.upload_file(path)

    asyncio.run(main())


@pytest.mark.parametrize("work", [upload, upload_async])
def test_a_large_file_passes_through_in_blocks(
    bare: Bare, address: str, work: Callable[[str, str], None], tmp_path: Path
) -> None:
    large = tmp_path / "large.bin"
    with large.open("wb") as file:
        file.truncate(64 * MIB)
    work(address, str(large))
    bare.counts()
    held = peak(lambda: work(address, str(large)))
    assert bare.counts()["uploaded"] == 64 * MIB
    # One block of the file, read into the same memory again and again, and of it what TLS has in hand: no copies.
    assert held < 1.9 * MIB, f"{held / MIB:.2f} MiB"


def reads() -> Tuple[int, int]:
    """Bytes that this process has read from files so far, and how often it asked for some."""
    words = dict(line.split(": ") for line in Path("/proc/self/io").read_text().splitlines())
    return int(words["rchar"]), int(words["syscr"])


@pytest.mark.skipif(not os.path.exists("/proc/self/io"), reason="the system does not count what a process reads")
@pytest.mark.parametrize("work", [upload, upload_async])
def test_each_byte_of_a_file_is_read_once_and_in_large_blocks(
    bare: Bare, address: str, work: Callable[[str, str], None], tmp_path: Path
) -> None:
    large = tmp_path / "large.bin"
    large.write_bytes(bytes(64 * MIB))
    work(address, str(large))
    bytes_before, calls_before = reads()
    work(address, str(large))
    bytes_after, calls_after = reads()
    assert 64 * MIB <= bytes_after - bytes_before < 65 * MIB
    assert calls_after - calls_before < 128 + 64  # blocks of half a MiB, and what else a client reads


def test_a_large_update_is_copied_a_few_times_at_most(bare: Bare) -> None:
    size = 8 * MIB
    with inference(api_key="k", base_url=bare.plain) as client:
        client.run("bench/echo")
        held = peak(lambda: client.run(f"bench/line-{size}"))
    assert held < 5 * size, f"{held / size:.1f} times its size"
