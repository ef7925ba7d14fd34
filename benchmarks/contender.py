"""Run one scenario with one client in this process, and print what it took as a line of JSON.

    python contender.py CLIENT SCENARIO ADDRESS COUNT [FILE]

CLIENT: `sdk` (whichever `inferencesh` is installed: ours or the official one), `wire` (our transport under a bare
httpx client), `httpx`, `aiohttp` or `stdlib`. Answers are checked, so that a quick wrong one fails.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import os
import resource
import sys
import threading
import time
from typing import Any, Awaitable, Callable, Dict, Iterator, List, Optional

INPUT = {"prompt": "a cat in a hat"}
KEY = "bench"
HEADERS = {"Authorization": f"Bearer {KEY}"}
BLOCK = 1 << 20


def ended(task: Any) -> bool:
    return task["status"] in (10, "completed")


class Lines:
    """Updates out of bytes, as one would write it by hand."""

    def __init__(self) -> None:
        self.rest: List[bytes] = []

    def feed(self, data: bytes) -> List[Any]:
        head, found, tail = data.rpartition(b"\n")
        if not found:
            self.rest.append(data)
            return []
        whole = b"".join([*self.rest, head])
        self.rest = [tail]
        return [json.loads(line) for line in whole.split(b"\n")]


# ---- clients: run(app) -> number of updates; upload(path)


class Sdk:
    def __init__(self, url: str) -> None:
        from inferencesh import inference

        self.client = inference(api_key=KEY, base_url=url)

    def run(self, app: str) -> int:
        assert ended(self.client.run({"app": app, "input": INPUT}))
        return 1

    def stream(self, app: str) -> int:
        count, last = 0, None
        for update in self.client.run({"app": app, "input": INPUT}, stream=True):
            last = update
            count += 1
        assert ended(last)
        return count

    def upload(self, path: str) -> None:
        self.client.upload_file(path)


class AsyncSdk:
    async def open(self, url: str, room: int) -> None:
        from inferencesh import async_inference

        self.client = async_inference(api_key=KEY, base_url=url)

    async def run(self, app: str) -> int:
        assert ended(await self.client.run({"app": app, "input": INPUT}))
        return 1

    async def stream(self, app: str) -> int:
        count, last = 0, None
        updates = self.client.run({"app": app, "input": INPUT}, stream=True)
        async for update in await updates if inspect.isawaitable(updates) else updates:
            last = update
            count += 1
        assert ended(last)
        return count

    async def upload(self, path: str) -> None:
        await self.client.upload_file(path)


class Httpx:
    def __init__(self, url: str, transport: Any = None) -> None:
        import httpx

        self.client = httpx.Client(base_url=url, headers=HEADERS, timeout=60, transport=transport)

    def stream(self, app: str) -> int:
        task = self.client.post("/apps/run", json={"app": app, "input": INPUT}).json()["data"]
        lines, count, last = Lines(), 0, None
        with self.client.stream("GET", f"/tasks/{task['id']}/stream") as response:
            for data in response.iter_raw():
                found = lines.feed(data)
                count += len(found)
                last = found[-1] if found else last
        assert ended(last)
        return count

    run = stream

    def upload(self, path: str) -> None:
        spec = {"files": [{"filename": "x", "size": os.path.getsize(path)}]}
        url = self.client.post("/files", json=spec).json()["data"][0]["upload_url"]
        with open(path, "rb") as file:
            parts = iter(lambda: file.read(BLOCK), b"")
            headers = {"Content-Length": str(os.path.getsize(path))}
            self.client.put(url, content=parts, headers=headers).raise_for_status()


class AsyncHttpx:
    transport: Any = None

    async def open(self, url: str, room: int) -> None:
        import httpx

        limits = httpx.Limits(max_connections=room, max_keepalive_connections=room)
        self.client = httpx.AsyncClient(
            base_url=url, headers=HEADERS, timeout=60, transport=self.transport, limits=limits
        )

    async def stream(self, app: str) -> int:
        answer = await self.client.post("/apps/run", json={"app": app, "input": INPUT})
        lines, count, last = Lines(), 0, None
        async with self.client.stream("GET", f"/tasks/{answer.json()['data']['id']}/stream") as response:
            async for data in response.aiter_raw():
                found = lines.feed(data)
                count += len(found)
                last = found[-1] if found else last
        assert ended(last)
        return count

    run = stream

    async def upload(self, path: str) -> None:
        size = os.path.getsize(path)  # noqa: ASYNC240
        spec = {"files": [{"filename": "x", "size": size}]}
        url = (await self.client.post("/files", json=spec)).json()["data"][0]["upload_url"]

        async def parts() -> Any:
            with open(path, "rb") as file:  # noqa: ASYNC230
                for part in iter(lambda: file.read(BLOCK), b""):
                    yield part

        headers = {"Content-Length": str(size)}
        (await self.client.put(url, content=parts(), headers=headers)).raise_for_status()


class Wire(Httpx):
    def __init__(self, url: str) -> None:
        from inferencesh._sync.wire import WireTransport

        super().__init__(url, WireTransport())


class AsyncWire(AsyncHttpx):
    async def open(self, url: str, room: int) -> None:
        from inferencesh._async.wire import AsyncWireTransport

        self.transport = AsyncWireTransport()
        await super().open(url, room)


class AsyncAiohttp:
    async def open(self, url: str, room: int) -> None:
        import ssl

        import aiohttp

        context = ssl.create_default_context(cafile=os.environ.get("SSL_CERT_FILE"))
        self.url = url
        connector = aiohttp.TCPConnector(limit=0, ssl=context)
        self.client = aiohttp.ClientSession(headers=HEADERS, connector=connector)

    async def stream(self, app: str) -> int:
        async with self.client.post(self.url + "/apps/run", json={"app": app, "input": INPUT}) as answer:
            task = (await answer.json())["data"]
        lines, count, last = Lines(), 0, None
        async with self.client.get(f"{self.url}/tasks/{task['id']}/stream") as response:
            async for data in response.content.iter_any():
                found = lines.feed(data)
                count += len(found)
                last = found[-1] if found else last
        assert ended(last)
        return count

    run = stream


class Stdlib:
    def __init__(self, url: str) -> None:
        self.url = url
        self.local = threading.local()

    def connection(self) -> Any:
        import http.client

        made = getattr(self.local, "made", None)
        if made is None:
            scheme, _, host = self.url.partition("://")
            kind = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
            made = self.local.made = kind(host)
        return made

    def stream(self, app: str) -> int:
        connection = self.connection()
        connection.request("POST", "/apps/run", json.dumps({"app": app, "input": INPUT}), HEADERS)
        task = json.loads(connection.getresponse().read())["data"]
        connection.request("GET", f"/tasks/{task['id']}/stream", headers=HEADERS)
        response, count, last = connection.getresponse(), 0, None
        for line in response:
            last = json.loads(line)
            count += 1
        assert ended(last)
        return count

    run = stream


CLIENTS: Dict[str, Any] = {"sdk": Sdk, "wire": Wire, "httpx": Httpx, "stdlib": Stdlib}
ASYNC_CLIENTS: Dict[str, Any] = {
    "sdk": AsyncSdk,
    "wire": AsyncWire,
    "httpx": AsyncHttpx,
    "aiohttp": AsyncAiohttp,
}


# ---- scenarios: what is timed, as a number of operations


def in_turn(operation: Callable[[], Any], count: int) -> None:
    for _ in range(count):
        operation()


def in_threads(operation: Callable[[], Any], count: int, threads: int = 16) -> None:
    todo: Iterator[int] = iter(range(count))
    failures: List[BaseException] = []

    def work() -> None:
        try:
            for _ in todo:
                operation()
        except BaseException as exc:
            failures.append(exc)

    workers = [threading.Thread(target=work) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if failures:
        raise failures[0]


async def in_flight(operation: Callable[[], Awaitable[Any]], count: int, width: int) -> None:
    todo = iter(range(count))

    async def work() -> None:
        for _ in todo:
            await operation()

    await asyncio.gather(*(work() for _ in range(width)))


class Clock:
    def __enter__(self) -> Clock:
        self.cpu, self.wall = time.process_time(), time.perf_counter()
        return self

    def __exit__(self, *exc: object) -> None:
        self.cpu, self.wall = time.process_time() - self.cpu, time.perf_counter() - self.wall


def blocking(name: str, client: Any, count: int, file: Optional[str]) -> Clock:
    client.run("bench/echo")
    with Clock() as clock:
        if name.startswith("stream"):
            assert client.stream(f"bench/stream-{count}") == count + 1
        elif name.startswith("line"):
            in_turn(lambda: client.stream(f"bench/line-{8 << 20}"), count)
        elif name.startswith("upload"):
            in_turn(lambda: client.upload(file), count)
        elif name.startswith("threads"):
            in_threads(lambda: client.run("bench/echo"), count)
        else:
            in_turn(lambda: client.run("bench/echo"), count)
    return clock


async def concurrent(name: str, client: Any, url: str, count: int, file: Optional[str]) -> Clock:
    _, _, width = name.partition("_")
    await client.open(url, int(width) if width.isdigit() else 100)
    await client.run("bench/echo")
    with Clock() as clock:
        if name.startswith("astream"):
            assert await client.stream(f"bench/stream-{count}") == count + 1
        elif name.startswith("aline"):
            await in_flight(lambda: client.stream(f"bench/line-{8 << 20}"), count, 1)
        elif name.startswith("aupload"):
            await in_flight(lambda: client.upload(file), count, 1)
        elif name.startswith("fanout"):
            await in_flight(lambda: client.run("bench/sleep-500"), count, count)
        else:
            await in_flight(lambda: client.run("bench/echo"), count, int(width))
    return clock


def main() -> None:
    who, name, url, count = sys.argv[1:5]
    file = sys.argv[5] if len(sys.argv) > 5 else None
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if name.startswith(("a", "fanout", "flight")):
        clock = asyncio.run(concurrent(name, ASYNC_CLIENTS[who](), url, int(count), file))
    else:
        clock = blocking(name, CLIENTS[who](url), int(count), file)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"wall": clock.wall, "cpu": clock.cpu, "peak": peak}))


if __name__ == "__main__":
    main()
