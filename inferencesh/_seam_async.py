"""The primitives that differ between the async shells and their sync twins: this is the async half.

`_seam_sync.py` has the same names. Nothing here knows about the platform.
"""

from __future__ import annotations

import asyncio
from typing import Any, AsyncGenerator, Awaitable, Callable, Coroutine, List, TypeVar

T = TypeVar("T")
Lock = asyncio.Lock
Promise = Coroutine[Any, Any, T]  # what an async function returns before it is awaited


def scope() -> Any:
    """What connections belong to: the running event loop, since its sockets cannot be used from another."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        raise RuntimeError(
            "the async client needs a running asyncio event loop: await it inside asyncio.run(...)"
        ) from None


def scope_is_dead(scope: Any) -> bool:
    """Whether connections of that scope can no longer be closed in the ordinary way."""
    return bool(scope.is_closed())


async def sleep(seconds: float) -> None:
    await asyncio.sleep(seconds)


async def run_blocking(function: Callable[..., T], *args: Any) -> T:
    """Call a function that blocks (reads a disk) without holding up the event loop."""
    return await asyncio.get_running_loop().run_in_executor(None, function, *args)


async def gather(jobs: List[Callable[[], Awaitable[T]]], limit: int) -> List[T]:
    """The results of all jobs, in their order, at most `limit` at once.

    The first failure cancels the others and is raised when they have ended, so nothing goes on behind the caller.
    """
    if len(jobs) == 1:
        return [await jobs[0]()]
    gate = asyncio.Semaphore(limit)

    async def run(job: Callable[[], Awaitable[T]]) -> T:
        async with gate:
            return await job()

    tasks = [asyncio.ensure_future(run(job)) for job in jobs]
    try:
        return list(await asyncio.gather(*tasks))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def close_with_scope(close: Callable[[], Awaitable[None]]) -> Any:
    """Arrange that `close` runs when the event loop winds down. Keep what is returned.

    An event loop closes the asynchronous generators that are still open when it shuts down (asyncio.run and every
    framework call shutdown_asyncgens), which is the one hook that a library has.
    """

    async def watch() -> AsyncGenerator[None, None]:
        try:
            yield
        finally:
            await close()

    watcher = watch()
    await watcher.__anext__()
    return watcher
