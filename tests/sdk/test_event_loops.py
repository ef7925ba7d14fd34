"""What only the async client has to do with: event loops, tasks, cancellation."""

from __future__ import annotations

import asyncio
import gc
import io
import socket
import threading
from pathlib import Path
from typing import Any, List

import pytest
from support.gate import Gate
from support.script import Script, problem

from inferencesh import AsyncInference, AsyncTaskStream, InferenceError, NotFoundError, async_inference
from inferencesh._runtime import concurrency_async as seam
from inferencesh._runtime.wait_for import wait_for
from inferencesh.local import LocalPlatform

ECHO = {"app": "infsh/echo", "input": {"n": 1}}


def test_run_gives_a_coroutine_that_waits_to_be_awaited(platform: LocalPlatform, script: Script) -> None:
    async def main() -> None:
        client = platform.async_client()
        coroutine = client.run(ECHO)
        assert asyncio.iscoroutine(coroutine)
        streaming = client.run(ECHO, stream=True)
        assert isinstance(streaming, AsyncTaskStream)
        await asyncio.sleep(0.02)
        assert script.requests == []
        assert (await coroutine)["status"] == "completed"
        await streaming.aclose()

    asyncio.run(main())


def test_a_coroutine_that_is_never_awaited_closes(platform: LocalPlatform) -> None:
    coroutine = platform.async_client().run(ECHO)
    coroutine.close()


def test_gather_wait_for_create_task_and_as_completed(platform: LocalPlatform) -> None:
    async def main() -> None:
        client = platform.async_client()
        results = await asyncio.gather(*[client.run("infsh/echo", input={"n": n}) for n in range(5)])
        assert [result.output["n"] for result in results] == [0, 1, 2, 3, 4]
        assert (await asyncio.wait_for(client.run(ECHO), timeout=30.0)).output == {"n": 1}
        task = asyncio.create_task(client.run(ECHO))
        assert (await task).output == {"n": 1}
        numbers = []
        for next_one in asyncio.as_completed([client.run("infsh/echo", input={"n": n}) for n in range(5)]):
            numbers.append((await next_one).output["n"])
        assert sorted(numbers) == [0, 1, 2, 3, 4]

    asyncio.run(main())


def test_tqdm(platform: LocalPlatform) -> None:
    tqdm = pytest.importorskip("tqdm.asyncio").tqdm

    async def main() -> List[int]:
        client = platform.async_client()
        jobs = [client.run("infsh/echo", input={"n": n}) for n in range(4)]
        return [(await job).output["n"] for job in tqdm.as_completed(jobs, disable=True)]

    assert sorted(asyncio.run(main())) == [0, 1, 2, 3]


def test_three_streams_in_parallel_without_await(platform: LocalPlatform) -> None:
    async def main() -> None:
        client = platform.async_client()

        async def follow(n: int) -> Any:
            async for update in client.run("test/slow", input={"seconds": 0.05, "steps": n}, stream=True):
                last = update
            return last.output["steps"]

        assert await asyncio.gather(follow(1), follow(2), follow(3)) == [1, 2, 3]

    asyncio.run(main())


def test_await_on_a_stream_gives_itself(platform: LocalPlatform, script: Script) -> None:
    async def main() -> None:
        client = platform.async_client()
        stream = client.run(ECHO, stream=True)
        assert await stream is stream
        assert stream.task_id is not None
        assert await stream is stream
        assert script.log.count("POST /apps/run") == 1
        assert [update["status"] async for update in stream][-1] == "completed"
        async for update in await client.run(ECHO, stream=True):
            last = update
        assert last["status"] == "completed"

    asyncio.run(main())


def test_ten_session_coroutines_made_first_and_awaited_one_by_one(platform: LocalPlatform) -> None:
    async def main() -> None:
        client = platform.async_client()
        first = await client.run("infsh/session-test:increment", input={"key": "n"}, session="new")
        session = first["session_id"]
        coroutines = [
            client.run({"app": "infsh/session-test:increment", "input": {"key": "n"}, "session": session})
            for _ in range(10)
        ]
        assert [(await coroutine).output["current"] for coroutine in coroutines] == list(range(2, 12))

    asyncio.run(main())


def test_await_on_a_session(platform: LocalPlatform) -> None:
    async def main() -> None:
        client = platform.async_client()
        session = await client.session("infsh/session-test", function="set_value", input={"key": "a", "value": 1})
        assert session.session_id is not None
        assert (await session.call("get_value", {"key": "a"})).output["value"] == 1
        await session.aclose()

    asyncio.run(main())


def test_cancelling_leaves_no_connection(platform: LocalPlatform, gate: Gate, script: Script) -> None:
    async def main() -> None:
        client = platform.async_client()
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(client.run("test/gate", input={}), timeout=0.2)
        await asyncio.get_running_loop().run_in_executor(None, script.wait_idle)
        task = asyncio.create_task(client.run("test/gate", input={}))
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.get_running_loop().run_in_executor(None, script.wait_idle)
        script.clear()
        assert (await client.run(ECHO)).output == {"n": 1}

    asyncio.run(main())
    gate.end()
    gate.end()


def test_cancelling_a_step_of_a_stream_loses_nothing(platform: LocalPlatform, gate: Gate, script: Script) -> None:
    async def main() -> None:
        client = platform.async_client()
        stream = client.run("test/gate", input={}, stream=True)
        seen = []
        while not seen or seen[-1]["status"] != "running":
            seen.append(await stream.__anext__())
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(stream.__anext__(), timeout=0.1)
        await asyncio.get_running_loop().run_in_executor(None, script.wait_idle)
        gate.log("said meanwhile")
        gate.end(n=1)
        rest = [update async for update in stream]
        assert rest[-1].output == {"n": 1}
        assert [line for update in rest for line in update["logs"]] == ["said meanwhile"]

    asyncio.run(main())


def test_cancelling_parallel_uploads(platform: LocalPlatform, script: Script) -> None:
    async def main() -> None:
        client = platform.async_client()
        for delay in (0.0, 0.002, 0.01):
            task = asyncio.create_task(client.run("infsh/echo", input={"files": [b"%d" % n * 9999 for n in range(9)]}))
            await asyncio.sleep(delay)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        assert len(asyncio.all_tasks()) == 1, "nothing goes on behind the caller"

    asyncio.run(main())


def test_one_client_made_at_import_works_in_several_loops(platform: LocalPlatform, script: Script) -> None:
    client = async_inference(platform.api_key, platform.base_url)

    async def main() -> Any:
        stream = client.run(ECHO, stream=True)
        async for _ in stream:
            pass
        await asyncio.get_running_loop().run_in_executor(None, script.wait_idle)  # the end of the stream is sent
        return (await client.run(ECHO)).output

    for _ in range(3):
        assert asyncio.run(main()) == {"n": 1}
    assert len(script.connections) == 3, "one for each loop, which ends with it"


def test_loops_in_threads_share_a_client(platform: LocalPlatform) -> None:
    client = async_inference(platform.api_key, platform.base_url)
    outputs: List[Any] = []

    async def main(number: int) -> None:
        for _ in range(3):
            outputs.append((await client.run("infsh/echo", input={"n": number})).output["n"])

    threads = [threading.Thread(target=lambda number=number: asyncio.run(main(number))) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outputs) == sorted([0, 1, 2, 3] * 3)


def test_no_warning_when_a_loop_ends_with_connections_open(platform: LocalPlatform, gate: Gate) -> None:
    """ResourceWarnings are errors here; asyncio.run closes the loop, and the client its connections with it."""

    async def main() -> None:
        client = platform.async_client()
        await client.run(ECHO)
        stream = client.run("test/gate", input={}, stream=True)
        await stream.__anext__()

    asyncio.run(main())
    gc.collect()
    gate.end()


def test_a_stream_dropped_after_its_loop_has_ended(platform: LocalPlatform, gate: Gate) -> None:
    kept: List[Any] = []

    async def main() -> None:
        kept.append(platform.async_client().run("test/gate", input={}, stream=True))
        async for _ in kept[0]:
            break

    asyncio.run(main())
    kept.clear()
    gc.collect()
    gate.end()


def test_outside_of_a_loop(platform: LocalPlatform) -> None:
    client = platform.async_client()
    coroutine = client.run(ECHO)
    with pytest.raises(RuntimeError, match="asyncio"):
        coroutine.send(None)


def test_closing_outside_of_the_loop_is_not_needed_and_harmless(platform: LocalPlatform) -> None:
    client = platform.async_client()
    asyncio.run(client.run(ECHO))
    asyncio.run(client.aclose())
    with pytest.raises(InferenceError, match="closed"):
        asyncio.run(client.run(ECHO))


def test_inside_a_web_application(platform: LocalPlatform) -> None:
    """As FastAPI does: a client made at import time, outside of any loop, used by a server's loop."""
    starlette = pytest.importorskip("starlette.applications")
    import httpx
    from starlette.responses import JSONResponse
    from starlette.routing import Route

    client: AsyncInference = async_inference(platform.api_key, platform.base_url)

    async def endpoint(request: Any) -> JSONResponse:
        return JSONResponse(dict(await client.run(ECHO)))

    application = starlette.Starlette(routes=[Route("/", endpoint)])

    async def main() -> None:
        transport = httpx.ASGITransport(app=application)
        async with httpx.AsyncClient(transport=transport, base_url="http://app") as browser:
            answers = await asyncio.gather(*[browser.get("/") for _ in range(3)])
            assert [answer.json()["output"] for answer in answers] == [{"n": 1}] * 3

    asyncio.run(main())


class SlowFile(io.BytesIO):
    """Bytes whose reading takes until the test says so."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.inside = threading.Event()
        self.go_on = threading.Event()

    def read(self, size: Any = -1) -> bytes:
        if size:
            self.inside.set()
            assert self.go_on.wait(20)
        return super().read(size)


def test_an_upload_is_cancelled_while_its_file_is_being_read(platform: LocalPlatform) -> None:
    file = SlowFile(b"x" * 3_000_000)

    async def main() -> None:
        async with platform.async_client() as client:
            task = asyncio.ensure_future(client.upload_file(file, filename="a.bin"))
            await asyncio.get_running_loop().run_in_executor(None, file.inside.wait, 20)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asyncio.wait_for(task, 20)
            file.go_on.set()

    asyncio.run(main())


def test_an_upload_leaves_other_tasks_their_turns(platform: LocalPlatform, tmp_path: Path) -> None:
    path = tmp_path / "large.bin"
    path.write_bytes(bytes(16 << 20))

    async def main() -> int:
        turns = 0

        async def count() -> None:
            nonlocal turns
            while True:
                await asyncio.sleep(0)
                turns += 1

        async with platform.async_client() as client:
            counting = asyncio.ensure_future(count())
            await client.upload_file(path)
            counting.cancel()
        return turns

    assert asyncio.run(main()) >= 16


@pytest.mark.parametrize("ticks", range(6))
def test_a_wait_for_a_lock_that_is_cancelled_leaves_it_free(ticks: int) -> None:
    async def main() -> None:
        lock = seam.Lock()
        await lock.acquire()
        waiting = asyncio.ensure_future(seam.acquire(lock, 30.0))
        await asyncio.sleep(0.01)
        lock.release()
        for _ in range(ticks):
            await asyncio.sleep(0)
        if waiting.cancel():
            with pytest.raises(asyncio.CancelledError):
                await waiting
            await asyncio.sleep(0)
            assert not lock.locked()
        else:
            assert waiting.result()
            assert lock.locked()

    asyncio.run(main())


def test_a_wait_for_a_lock_ends_in_time() -> None:
    async def main() -> None:
        lock = seam.Lock()
        await lock.acquire()
        assert not await seam.acquire(lock, 0.01)
        lock.release()
        assert await seam.acquire(lock, 0.01)

    asyncio.run(main())


def test_a_session_that_did_not_begin_in_one_loop_begins_in_another(platform: LocalPlatform, script: Script) -> None:
    script.on("POST", "^/apps/run", *[problem(403, "forbidden", "not yours")] * 2)
    client = async_inference(platform.api_key, platform.base_url)
    session = client.session("infsh/session-test")

    async def main() -> List[Any]:
        calls = [session.call("increment", {"key": "n"}) for _ in range(2)]
        return await asyncio.gather(*calls, return_exceptions=True)

    failures = asyncio.run(main())
    assert [type(failure).__name__ for failure in failures] == ["PermissionDeniedError"] * 2
    assert sorted(task.output["current"] for task in asyncio.run(main())) == [1, 2]


class SlowNames(asyncio.SelectorEventLoop):
    """An event loop that knows one host, and tells its address when it is told to."""

    def __init__(self, address: Any) -> None:
        super().__init__()
        self.asked = self.create_future()
        self.answer = self.create_future()
        self._address = address

    async def getaddrinfo(self, *args: Any, **keywords: Any) -> Any:
        self.asked.set_result(None)
        await self.answer
        return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", self._address)]


@pytest.mark.parametrize("ticks", range(6))
def test_a_cancellation_while_a_name_is_looked_up_is_never_lost(platform: LocalPlatform, ticks: int) -> None:
    port = int(platform.base_url.rpartition(":")[2])
    loop = SlowNames(("127.0.0.1", port))
    client = async_inference(platform.api_key, f"http://platform.test:{port}", timeout=30.0)

    async def main() -> None:
        running = asyncio.ensure_future(client.run("test/slow", input={"seconds": 0.5}))
        await loop.asked
        await asyncio.sleep(0.01)
        loop.answer.set_result(None)
        for _ in range(ticks):
            await asyncio.sleep(0)
        assert running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        await client.aclose()

    try:
        loop.run_until_complete(main())
        loop.run_until_complete(loop.shutdown_asyncgens())
    finally:
        loop.close()


def test_what_is_waited_for_has_ended_when_the_wait_has() -> None:
    ended: List[str] = []

    async def work(name: str) -> None:
        try:
            await asyncio.sleep(60.0)
        finally:
            await asyncio.sleep(0.01)
            ended.append(name)

    async def main() -> None:
        with pytest.raises(asyncio.TimeoutError):
            await wait_for(work("late"), 0.01)
        assert ended == ["late"]
        waiting = asyncio.ensure_future(wait_for(work("cancelled"), 30.0))
        await asyncio.sleep(0.01)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert ended == ["late", "cancelled"]

    asyncio.run(main())


@pytest.mark.parametrize("form", ["client", "tasks"])
def test_awaiting_a_stream_submits_its_run(platform: LocalPlatform, form: str) -> None:
    """A web framework can answer 404: nothing of its response has gone out yet."""

    async def main() -> None:
        async with platform.async_client() as client:
            run = client.run if form == "client" else client.tasks.run
            with pytest.raises(NotFoundError):
                await run("no/such-app", {}, stream=True)
            stream = await run("infsh/echo", {"n": 1}, stream=True)
            assert stream.task_id is not None
            assert platform.tasks[-1]["id"] == stream.task_id
            assert [update async for update in stream][-1]["output"] == {"n": 1}
            assert await (await run("infsh/echo", {"n": 2}, stream=True)) is not None  # twice is fine
            assert [update async for update in run("infsh/echo", {"n": 3}, stream=True)][-1]["output"] == {"n": 3}

    asyncio.run(main())
