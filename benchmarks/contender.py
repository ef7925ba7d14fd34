"""Run one scenario with one client in this process, and print what it took as a line of JSON.

    python contender.py CLIENT SCENARIO ADDRESS COUNT [FILE]

CLIENT: `sdk` (whichever `inferencesh` is installed: ours or the official one), `wire` (our transport under a bare
httpx client), `httpx`, `aiohttp` or `stdlib`. Answers are checked, so that a quick wrong one fails. Scenarios are those
of compare.py, without the ending `_tls`; a number in a name says how many threads, runs in flight or tools.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import os
import resource
import statistics
import subprocess
import sys
import threading
import time
from typing import Any, Awaitable, Callable, Dict, Iterator, List, Optional

INPUT = {"prompt": "a cat in a hat"}
KEY = "bench"
HEADERS = {"Authorization": f"Bearer {KEY}"}
BLOCK = 1 << 20
AGENT = {"name": "bench", "core_app": {"ref": "bench/llm-2000"}}
LAST_TOKEN = "token 1999 "

# Nested, and none of the texts is a file: the right number of uploads is none.
TREE = {
    "scenes": [
        {"shots": [{"text": f"scene {row}, shot {column}: a short prompt, nothing to upload"} for column in range(20)]}
        for row in range(500)
    ]
}


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

    def run(self, app: str, value: Any = INPUT) -> int:
        assert ended(self.client.run({"app": app, "input": value}))
        return 1

    def turn(self, deltas: bool) -> None:
        """An agent's answer; the SDKs do not agree on what a message is, so that only its end is looked at."""
        said: List[str] = []
        seen: List[Any] = []

        def on_message(message: Any) -> None:
            content = message["content"]
            said.append(content if isinstance(content, str) else content[0]["text"])

        agent = self.client.agent(AGENT)
        if deltas:
            agent.send_message("hello", on_message=on_message, on_delta=seen.append)
            assert len(seen) == 2000, f"{len(seen)} deltas"
        else:
            agent.send_message("hello", on_message=on_message)
        assert "".join(said[-2000:]).endswith(LAST_TOKEN)

    def agent_with_tools(self, count: int) -> None:
        from inferencesh import tool

        tools = [tool(f"tool_{number}").describe("A tool").build() for number in range(count)]
        agent = self.client.agent({"name": "bench", "core_app": {"ref": "bench/llm-20"}, "tools": tools})
        said: List[Any] = []
        agent.send_message("hello", on_message=said.append)
        assert said

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

    def stream(self, app: str, value: Any = INPUT, *, to_end: bool = True) -> int:
        task = self.client.post("/apps/run", json={"app": app, "input": value}).json()["data"]
        lines, count, last = Lines(), 0, None
        with self.client.stream("GET", f"/tasks/{task['id']}/stream") as response:
            for data in response.iter_raw():
                found = lines.feed(data)
                count += len(found)
                last = found[-1] if found else last
                if found and not to_end and ended(last):
                    break
        assert ended(last)
        return count

    def run(self, app: str, value: Any = INPUT) -> int:
        # what ends in a held-open stream is left at once, as anybody would write it
        return self.stream(app, value, to_end=not app.startswith("bench/hold"))

    def turn(self, deltas: bool) -> None:
        body = {"chat_id": None, "input": {"text": "hello"}, "agent_config": AGENT}
        chat = self.client.post("/agents/run", json=body).json()["data"]["assistant_message"]["chat_id"]
        lines, said, text = Lines(), "", ""
        with self.client.stream("GET", f"/chats/{chat}/stream") as response:
            for data in response.iter_raw():
                for event in lines.feed(data):
                    if event["event"] == "chat_messages":
                        said = event["data"]["content"][0]["text"]
                    elif deltas and event["event"] == "delta":
                        text += event["data"]["delta"]["response"]
        assert said.endswith(LAST_TOKEN)
        assert not deltas or text == said

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
        from inferencesh._transport import Transport

        super().__init__(url, Transport())


class AsyncWire(AsyncHttpx):
    async def open(self, url: str, room: int) -> None:
        from inferencesh._transport import AsyncTransport

        self.transport = AsyncTransport()
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

    def stream(self, app: str, value: Any = INPUT) -> int:
        connection = self.connection()
        connection.request("POST", "/apps/run", json.dumps({"app": app, "input": value}), HEADERS)
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


def memory(field: str) -> float:
    """MB of this process. Not getrusage's ru_maxrss: a process inherits that from the one that started it."""
    try:
        with open("/proc/self/status") as file:
            return next(int(line.split()[1]) for line in file if line.startswith(field + ":")) / 1024
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Clock:
    """What a scenario took; `lap` goes around one operation, for the median of them."""

    def __init__(self) -> None:
        self.laps: List[float] = []

    def __enter__(self) -> Clock:
        self.start = memory("VmRSS")
        self.cpu, self.wall = time.process_time(), time.perf_counter()
        return self

    def __exit__(self, *exc: object) -> None:
        self.cpu, self.wall = time.process_time() - self.cpu, time.perf_counter() - self.wall

    def lap(self, operation: Callable[[], Any]) -> None:
        start = time.perf_counter()
        operation()
        self.laps.append(time.perf_counter() - start)


def blocking(name: str, client: Any, count: int, file: Optional[str]) -> Clock:
    kind, _, number = name.partition("_")
    clock = Clock()
    client.run("bench/echo")
    if kind == "agent":
        client.turn(number == "delta")
    elif kind == "tools":
        client.agent_with_tools(1)
    with clock:
        if kind == "stream":
            assert client.stream(f"bench/stream-{count}") == count + 1
        elif kind == "line":
            in_turn(lambda: client.stream(f"bench/line-{8 << 20}"), count)
        elif kind == "upload":
            in_turn(lambda: client.upload(file), count)
        elif kind == "threads":
            in_threads(lambda: client.run("bench/echo"), count)
        elif kind == "hold":
            in_turn(lambda: clock.lap(lambda: client.run("bench/hold-300")), count)
        elif kind == "agent":
            in_turn(lambda: client.turn(number == "delta"), count)
        elif kind == "tree":
            in_turn(lambda: client.run("bench/echo", TREE), count)
        elif kind == "tools":
            in_turn(lambda: client.agent_with_tools(int(number)), count)
        else:
            in_turn(lambda: client.run("bench/echo"), count)
    return clock


async def concurrent(name: str, client: Any, url: str, count: int, file: Optional[str]) -> Clock:
    kind, _, width = name.partition("_")
    await client.open(url, int(width) if width.isdigit() else 100)
    await client.run("bench/echo")
    with Clock() as clock:
        if kind == "astream":
            assert await client.stream(f"bench/stream-{count}") == count + 1
        elif kind == "aline":
            await in_flight(lambda: client.stream(f"bench/line-{8 << 20}"), count, 1)
        elif kind == "aupload":
            await in_flight(lambda: client.upload(file), count, 1)
        elif kind == "fanout":
            await in_flight(lambda: client.run("bench/sleep-500"), count, count)
        else:
            await in_flight(lambda: client.run("bench/echo"), count, int(width))
    return clock


# ---- scenarios that begin with an interpreter: what it runs, by client

IMPORTS = {
    "sdk": "from inferencesh import inference\nclient = inference(api_key='k', base_url={url!r})\n",
    "httpx": "import httpx\nclient = httpx.Client(base_url={url!r})\n",
    "stdlib": "import http.client, json\nclient = http.client.HTTPConnection({host!r})\n",
}
FIRST_CALLS = {
    "sdk": "assert client.run({{'app': 'bench/echo', 'input': {input!r}}})['status'] in (10, 'completed')\n",
    "httpx": (
        "import json\n"
        "task = client.post('/apps/run', json={{'app': 'bench/echo', 'input': {input!r}}}).json()['data']\n"
        "with client.stream('GET', '/tasks/' + task['id'] + '/stream') as answer:\n"
        "    assert json.loads(b''.join(answer.iter_raw()))['status'] == 10\n"
    ),
}


def interpreters(who: str, name: str, url: str, count: int) -> Clock:
    """New interpreters, one after another, to a client (`import`) or to a first result (`cold`)."""
    code = IMPORTS[who] + (FIRST_CALLS[who] if name == "cold" else "")
    code = code.format(url=url, host=url.partition("//")[2], input=INPUT)
    command = [sys.executable, "-c", code]
    subprocess.run(command, check=True)  # page cache and byte code
    clock = Clock()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with clock:
        in_turn(lambda: clock.lap(lambda: subprocess.run(command, check=True)), count)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    clock.cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return clock


def main() -> None:
    who, name, url, count = sys.argv[1:5]
    file = sys.argv[5] if len(sys.argv) > 5 else None
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    kind = name.partition("_")[0]
    if kind in ("import", "cold"):
        clock = interpreters(who, kind, url, int(count))
    elif kind in ("astream", "aline", "aupload", "fanout", "flight"):
        clock = asyncio.run(concurrent(name, ASYNC_CLIENTS[who](), url, int(count), file))
    else:
        clock = blocking(name, CLIENTS[who](url), int(count), file)
    found = {"wall": clock.wall, "cpu": clock.cpu, "start": clock.start, "peak": memory("VmHWM")}
    if clock.laps:
        found["p50"] = statistics.median(clock.laps)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
