"""Waiting for something no longer than so long, without losing a cancellation."""

from __future__ import annotations

import asyncio
from typing import Any, Awaitable, Optional, TypeVar

T = TypeVar("T")


async def wait_for(work: Awaitable[T], seconds: Optional[float]) -> T:
    """What an awaitable gives. It is cancelled when the time is over, or the caller is cancelled.

    Not `asyncio.wait_for`: cancelled in the moment in which the work ends, that one gives the result all the same
    (Python 3.9 to 3.11), so that who was cancelled goes on.

    Raises:
        asyncio.TimeoutError: it took longer.
    """
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait([task], timeout=seconds)
    except asyncio.CancelledError:
        await _end(task)
        raise
    except BaseException:  # the coroutine is being closed, say, and may not wait for anything
        task.cancel()
        raise
    if not task.done():
        await _end(task)
        raise asyncio.TimeoutError
    return task.result()


async def _end(task: asyncio.Future[Any]) -> None:
    task.cancel()
    task.add_done_callback(_look_at)
    await asyncio.wait([task])


def _look_at(task: asyncio.Future[Any]) -> None:
    """An exception that nobody looked at would be reported when the task goes."""
    if not task.cancelled():
        task.exception()
