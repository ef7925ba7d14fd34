"""Requests, connections, and what else can be seen from outside a process."""

from __future__ import annotations

import asyncio
import ssl
import threading
from pathlib import Path
from typing import Any, List

import pytest
from budget.conftest import Bare

from inferencesh import async_inference, inference

ECHO = {"app": "bench/echo", "input": {"prompt": "a cat"}}
AGENT = {"name": "bench", "core_app": {"ref": "bench/llm-200"}}
RUNS = 20


def test_a_run_is_two_requests_and_all_share_one_connection(bare: Bare, address: str) -> None:
    with inference(api_key="k", base_url=address) as client:
        for _ in range(RUNS):
            client.run(ECHO)
    assert bare.counts() == {"connections": 1, "requests": 2 * RUNS}


def test_so_it_is_async(bare: Bare, address: str) -> None:
    async def main() -> None:
        async with async_inference(api_key="k", base_url=address) as client:
            for _ in range(RUNS):
                await client.run(ECHO)

    asyncio.run(main())
    assert bare.counts() == {"connections": 1, "requests": 2 * RUNS}


def test_threads_need_no_more_connections_than_there_are_of_them(bare: Bare, address: str) -> None:
    with inference(api_key="k", base_url=address) as client:

        def work() -> None:
            for _ in range(5):
                client.run(ECHO)

        threads = [threading.Thread(target=work) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    counts = bare.counts()
    assert counts["requests"] == 2 * 16 * 5
    assert counts["connections"] <= 16


def test_runs_in_flight_need_no_more_connections_than_there_are_of_them(bare: Bare, address: str) -> None:
    async def main() -> None:
        async with async_inference(api_key="k", base_url=address) as client:
            for _ in range(3):
                await asyncio.gather(*(client.run(ECHO) for _ in range(100)))

    asyncio.run(main())
    counts = bare.counts()
    assert counts["requests"] == 2 * 300
    assert counts["connections"] <= 100


def test_streams_and_turns_leave_their_connection_to_the_next(bare: Bare, address: str) -> None:
    with inference(api_key="k", base_url=address) as client:
        for _ in range(3):
            assert len(list(client.run("bench/stream-50", stream=True))) == 51
        for _ in range(3):
            assert client.agent(AGENT).send_message("hello").text.endswith("token 199 ")
    assert bare.counts() == {"connections": 1, "requests": 12}


@pytest.mark.parametrize("size", [0, 1, (2 << 20) + 1])
def test_an_upload_sends_each_byte_once(bare: Bare, address: str, size: int, tmp_path: Path) -> None:
    file = tmp_path / "file.bin"
    file.write_bytes(b"x" * size)
    with inference(api_key="k", base_url=address) as client:
        client.upload_file(str(file))
    counts = bare.counts()
    assert counts.get("uploaded", 0) == size
    assert (counts["connections"], counts["requests"]) == (1, 2)


def test_certificates_are_read_once_a_process(bare: Bare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = tmp_path / "authority.pem"  # a path that no other test has asked for
    authority.write_bytes(Path(bare.authority).read_bytes())
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    read: List[Any] = []
    real = ssl.create_default_context

    def counting(*args: Any, **keywords: Any) -> ssl.SSLContext:
        read.append(keywords.get("cafile"))
        return real(*args, **keywords)

    monkeypatch.setattr(ssl, "create_default_context", counting)
    for _ in range(2):
        with inference(api_key="k", base_url=bare.tls) as client:
            client.run(ECHO)

    async def main() -> None:
        async with async_inference(api_key="k", base_url=bare.tls) as client:
            await asyncio.gather(*(client.run(ECHO) for _ in range(3)))

    asyncio.run(main())
    assert read == [str(authority)]
