"""Equal submissions that are on their way together, and whose answers are lost: one task for each, and never more."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Dict, Iterator, List

import pytest
from support.gate import Gate
from support.script import Script, held_back, lose, reply

from inferencesh import RetryPolicy, SubmissionUnknownError
from inferencesh.local import LocalPlatform

RUN = "/apps/run$"
FAST = RetryPolicy(backoff=0.02)


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def platform(script: Script) -> Iterator[LocalPlatform]:
    with LocalPlatform(apps=[Gate().app], middleware=[script.layer]) as platform:
        yield platform


def ids(results: List[Any]) -> List[str]:
    return sorted(result["id"] for result in results)


def test_each_of_many_coroutines_gets_a_task_of_its_own(platform: LocalPlatform, script: Script) -> None:
    script.on("POST", RUN, *[lose()] * 8)

    async def main() -> List[Any]:
        async with platform.async_client(retry=FAST) as client:
            return await asyncio.gather(*[client.run("infsh/echo", input={"text": "same"}) for _ in range(8)])

    results = asyncio.run(main())
    assert [result["output"]["text"] for result in results] == ["same"] * 8
    assert ids(results) == sorted(task["id"] for task in platform.tasks)
    assert len(set(ids(results))) == 8
    assert script.log.count("POST /apps/run") == 8


def test_each_of_many_threads_too(platform: LocalPlatform, script: Script) -> None:
    script.on("POST", RUN, *[lose()] * 6)
    with platform.client(retry=FAST) as client, ThreadPoolExecutor(6) as pool:
        results = list(pool.map(lambda _: client.run("infsh/echo", input={"text": "same"}), range(6)))
    assert ids(results) == sorted(task["id"] for task in platform.tasks)


def test_as_many_as_arrived_are_found(platform: LocalPlatform, script: Script) -> None:
    """Two did not arrive: whoever is left without a task is told so, and nobody shares one."""
    script.on("POST", RUN, lose(), reply(502, b""), lose(), reply(502, b""))

    async def main() -> List[Any]:
        async with platform.async_client(retry=FAST) as client:
            runs = [client.run("infsh/echo", input={"text": "same"}) for _ in range(4)]
            return await asyncio.gather(*runs, return_exceptions=True)

    results = asyncio.run(main())
    failed = [result for result in results if isinstance(result, BaseException)]
    assert [isinstance(error, SubmissionUnknownError) for error in failed] == [True, True]
    found = [result for result in results if not isinstance(result, BaseException)]
    assert ids(found) == sorted(task["id"] for task in platform.tasks)


def test_those_who_ask_for_different_things_do_not_swap(platform: LocalPlatform, script: Script) -> None:
    """Tasks show nothing of `metadata`, so that nobody can tell whose is whose."""
    script.on("POST", RUN, lose(), lose())

    def metadata(number: int) -> Dict[str, Any]:
        return {"action": {"key": f"k{number}", "on": "completed", "params": {}}}

    async def main() -> List[Any]:
        async with platform.async_client(retry=FAST) as client:
            runs = [client.run("infsh/echo", input={"text": "same"}, metadata=metadata(n)) for n in range(2)]
            return await asyncio.gather(*runs, return_exceptions=True)

    results = asyncio.run(main())
    assert [type(result).__name__ for result in results] == ["SubmissionUnknownError"] * 2
    assert len(platform.tasks) == 2


def test_the_task_of_one_who_is_still_on_his_way_is_not_taken(platform: LocalPlatform, script: Script) -> None:
    """One did not arrive. The other's task is there, but its answer is late, and it is his."""
    answered = threading.Event()
    script.on("POST", RUN, reply(502, b""), held_back(answered))

    async def main() -> List[Any]:
        async with platform.async_client(retry=FAST) as client:
            lost = asyncio.ensure_future(client.run("infsh/echo", input={"text": "same"}))
            await asyncio.get_running_loop().run_in_executor(
                None, script.wait_for, lambda: script.log.count("POST /apps/run") == 1, "no request came"
            )
            late = asyncio.ensure_future(client.run("infsh/echo", input={"text": "same"}))
            await asyncio.wait([lost])
            answered.set()
            return await asyncio.gather(lost, late, return_exceptions=True)

    error, result = asyncio.run(main())
    assert isinstance(error, SubmissionUnknownError)
    assert "A task of infsh/echo may be it" in str(error) or "No such task" in str(error)
    assert [task["id"] for task in platform.tasks] == [result["id"]]
