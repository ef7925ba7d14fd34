"""No file descriptor left: an error of the SDK, tried again, and nothing that has to be read from a file first."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import Iterator

import pytest
from support.programs import run_python
from support.raw_server import Peer, RawServer

pytest.importorskip("resource")
ROOT = Path(__file__).resolve().parents[2]
TASK = "5hq0v3n8r1y6k4b9t2w7x0c5dm"


def answers(peer: Peer) -> None:
    """The platform, as far as needed; every kind of trouble has an id or an app of its own."""
    while True:
        request = peer.request()
        path = request.target.partition("?")[0]
        if "lost" in request.body.decode() or "lost" in path:
            return
        if path.endswith("/stream"):
            line = json.dumps({"event": "message", "data": {"id": TASK, "status": 10, "output": {}}}).encode() + b"\n"
            peer.answer(line, b"Content-Type: application/x-ndjson\r\n")
            continue
        status, data = 200, {"success": True, "data": {"id": TASK, "status": 10, "output": {}, "items": []}}
        found = path.rpartition("/")[2]
        if found.startswith("status"):
            status = int(found[6:9])
            data = {"title": "no", "detail": "not that", "errors": [{"type": "secret", "key": "K", "message": "m"}]}
        body = json.dumps(data).encode()
        extra = b"Retry-After: Fri, 31 Dec 1999 23:59:59 GMT\r\n"
        peer.send(
            b"HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %d\r\n%b\r\n%b"
            % (status, len(body), extra, body)
        )


@pytest.fixture(scope="module")
def server() -> Iterator[RawServer]:
    with RawServer(answers) as made:
        yield made


def python(code: str, url: str) -> str:
    return run_python("-W", "error", "-c", textwrap.dedent(code), url=url)


NO_DESCRIPTOR = """
import asyncio, os, resource, sys
from inferencesh import InferenceError, {make}

URL = os.environ["URL"]
CALLS = [
    lambda c: c.get_task("status404" + "x" * 17),
    lambda c: c.get_task("status412" + "x" * 17),
    lambda c: c.get_task("status429" + "x" * 17),
    lambda c: c.run({{"app": "lost/app", "input": {{}}}}, timeout=3),
    lambda c: c.get_task("lost" + "x" * 22),
]


def use_up():
    resource.setrlimit(resource.RLIMIT_NOFILE, (200, 200))
    held = []
    try:
        while True:
            held.append(os.open(os.devnull, os.O_RDONLY))
    except OSError:
        return held


def free(held):
    for number in held:
        os.close(number)


def show(error):
    print(type(error).__name__, error.sent_request is not None)


"""
SYNC = """
client = inference("inf_k", base_url=URL, retry=2)
client.run({"app": "a/b", "input": {}})
for call in CALLS:
    held = use_up()
    try:
        call(client)
    except InferenceError as error:
        show(error)
    finally:
        free(held)
"""
ASYNC = """
async def main():
    async with async_inference("inf_k", base_url=URL, retry=2) as client:
        await client.run({"app": "a/b", "input": {}})
        for call in CALLS:
            held = use_up()
            try:
                await call(client)
            except InferenceError as error:
                show(error)
            finally:
                free(held)

asyncio.run(main())
"""


@pytest.mark.parametrize(("make", "code"), [("inference", SYNC), ("async_inference", ASYNC)], ids=["sync", "async"])
def test_errors_are_the_sdks_without_a_descriptor(server: RawServer, make: str, code: str) -> None:
    out = python(NO_DESCRIPTOR.format(make=make) + code, server.url).split("\n")
    assert out[0] == "NotFoundError True"
    assert out[1] == "RequirementsNotMetError True"
    assert out[2] == "RateLimitError True"
    assert out[3] == "SubmissionUnknownError True"
    assert out[4] == "APIConnectionError True"


def test_more_runs_than_descriptors(server: RawServer) -> None:
    """Those that find no descriptor wait for their turn; none ends in anything but the SDK's errors."""
    out = python(
        """
    import asyncio, collections, os, resource
    from inferencesh import InferenceError, async_inference

    async def main():
        async with async_inference("inf_k", base_url=os.environ["URL"]) as client:
            resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
            runs = [client.run({"app": "a/b", "input": {}}) for _ in range(200)]
            found = await asyncio.gather(*runs, return_exceptions=True)
            kinds = collections.Counter(type(one).__name__ for one in found if isinstance(one, BaseException))
            assert all(isinstance(one, (dict, InferenceError)) for one in found), kinds
            print(dict(kinds))

    asyncio.run(main())
    """,
        server.url,
    )
    assert out.strip() == "{}"


def test_idle_connections_hold_a_part_of_the_descriptors(server: RawServer) -> None:
    out = python(
        """
    import asyncio, os, resource
    resource.setrlimit(resource.RLIMIT_NOFILE, (128, 128))
    from inferencesh import async_inference

    async def main():
        async with async_inference("inf_k", base_url=os.environ["URL"]) as client:
            await asyncio.gather(*(client.get_task("5hq0v3n8r1y6k4b9t2w7x0c5dm") for _ in range(80)))
            print(len(os.listdir("/proc/self/fd")))

    asyncio.run(main())
    """,
        server.url,
    )
    assert int(out) < 64


def platform(peer: Peer) -> None:
    """Whatever is asked for is there, and done."""
    while True:
        request = peer.request()
        path = request.target.partition("?")[0]
        json_type = b"Content-Type: application/json\r\n"
        if path.endswith(".bin"):
            peer.answer(b"abc")
        elif path.endswith("/stream"):
            line = json.dumps({"event": "message", "data": {"id": TASK, "status": 10, "output": {}}}).encode() + b"\n"
            peer.answer(line, b"Content-Type: application/x-ndjson\r\n")
        elif b"status404" in request.body:
            peer.send(b"HTTP/1.1 404 Not Found\r\n%bContent-Length: 2\r\n\r\n{}" % json_type)
        elif b"unsuccessful" in request.body:
            peer.answer(b'{"success": false, "status": 422, "error": {"message": "no"}}', json_type)
        else:
            address = f"http://{request.headers['host']}/up.bin"
            data = {"id": TASK, "status": 10, "output": {}, "items": [], "created_at": "2025-01-01T00:00:00Z"}
            data.update(uri="inf://f", upload_url=address)
            entry = [data] if path.endswith("/files") else data
            peer.answer(json.dumps({"success": True, "data": entry}).encode(), json_type)


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_the_first_call_of_every_method(kind: str, tmp_path: Path) -> None:
    """What it has to load is loaded all the same; the call ends in an error of the SDK, and works a moment later."""
    program = ROOT / "tests" / "support" / "first_calls.py"
    with RawServer(platform) as server:
        url = server.url.replace("127.0.0.1", "localhost")
        text = run_python("-W", "error", str(program), kind, str(tmp_path), url=url, timeout=500)
    outcomes = {name: (first, second) for name, first, second in map(json.loads, text.splitlines())}
    assert len(outcomes) > 90
    assert {"client.run", "tasks.list", "apps.store", "agent.submit_tool_result", "chats.trace"} <= set(outcomes)
    raw = {name: first for name, (first, _) in outcomes.items() if first.startswith(("RAW", "the program failed"))}
    assert raw == {}
    still = {name: second for name, (_, second) in outcomes.items() if "RAW" in second or "Too many open" in second}
    assert still == {}
