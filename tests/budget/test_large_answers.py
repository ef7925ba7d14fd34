"""Memory: a large answer is held once while it is read, and as bytes no longer when it is decoded."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Dict, Iterator, List

import pytest
from support.programs import run_python
from support.raw_server import Peer, RawServer

pytest.importorskip("resource")
ROOT = Path(__file__).resolve().parents[2]
MIB = 1 << 20
SIZE = 200  # MiB of the answers that are taken; the limit is at 256
ROOM = 30  # MiB for all that a program needs besides

PROGRAM = """
import asyncio, os, resource, sys
import httpx
from inferencesh import InferenceError, async_inference, inference

kind, own, name = sys.argv[1:]

def peak():
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit

def told(task):
    return str(len(task["output"]))

async def main():
    given = httpx.AsyncClient() if own else None
    async with async_inference("inf_k", base_url=os.environ["URL"], retry=None, http_client=given) as client:
        return told(await client.get_task(name))

def main_sync():
    given = httpx.Client() if own else None
    with inference("inf_k", base_url=os.environ["URL"], retry=None, http_client=given) as client:
        return told(client.get_task(name))

before = peak()
try:
    outcome = main_sync() if kind == "sync" else asyncio.run(main())
except InferenceError as error:
    outcome = str(error)
print((peak() - before) // (1 << 20), outcome)
"""


def parts(name: str, size: int) -> List[bytes]:
    """A task whose output has so many MiB."""
    return [b'{"id": "%b", "status": 10, "output": "' % name.encode(), *[b"a" * MIB] * size, b'"}']


def packed(name: str, size: int) -> List[bytes]:
    packer = zlib.compressobj(9, wbits=31)
    return [packer.compress(part) for part in parts(name, size)] + [packer.flush()]


@pytest.fixture(scope="module")
def server() -> Iterator[RawServer]:
    bodies: Dict[str, List[bytes]] = {
        "plain": parts("plain", SIZE),
        "gzip": packed("gzip", SIZE),
        "plain-long": parts("plain-long", 300),
        "gzip-long": packed("gzip-long", 1_000),
    }

    def answer(peer: Peer) -> None:
        name = peer.request().target.rpartition("/")[2]
        coding = b"Content-Encoding: gzip\r\n" if name.startswith("gzip") else b""
        length = sum(map(len, bodies[name]))
        peer.send(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n%bContent-Length: %d\r\n\r\n" % (coding, length)
        )
        for part in bodies[name]:
            peer.send(part)

    with RawServer(answer) as made:
        yield made


def run(server: RawServer, kind: str, name: str) -> List[str]:
    mode, _, own = kind.partition(", ")
    text = run_python("-c", PROGRAM, mode, own, name, url=server.url)
    return text.strip().split(" ", 1)


KINDS = ["sync", "async", "sync, own client", "async, own client"]


@pytest.mark.parametrize("name", ["plain", "gzip"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_large_answer(server: RawServer, kind: str, name: str) -> None:
    """First as bytes and as text, then as text and as the value in it."""
    held, outcome = run(server, kind, name)
    assert outcome == str(SIZE * MIB)
    assert int(held) < 2 * SIZE + ROOM


@pytest.mark.parametrize("name", ["plain-long", "gzip-long"])
@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_past_the_limit(server: RawServer, kind: str, name: str) -> None:
    held, outcome = run(server, kind, name)
    assert "longer than 256 MiB" in outcome
    assert int(held) < 256 + ROOM
