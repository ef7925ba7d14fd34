"""Something that runs beside the test: a task here, a thread in the sync twin."""

from __future__ import annotations

import asyncio
from typing import Any, Awaitable, Callable

WAIT = 10.0


class AsyncBackground:
    def __init__(self, function: Callable[[], Awaitable[Any]]) -> None:
        self._task = asyncio.ensure_future(function())  # type: ignore[arg-type]

    async def result(self) -> Any:
        return await asyncio.wait_for(self._task, WAIT)


async def until(condition: Callable[[], bool], what: str) -> None:
    """Wait for something that happens elsewhere."""
    for _ in range(int(WAIT / 0.005)):
        if condition():
            return
        await asyncio.sleep(0.005)
    raise AssertionError(what)
