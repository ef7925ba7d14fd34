"""Waiting until nothing of a cell is on its way any more, so that its tasks are counted in no other cell."""

from __future__ import annotations

import asyncio
import time
from typing import Any, List, Tuple

from inferencesh.local import LocalPlatform

SECONDS = 5.0  # a platform that is not quiet by then is counted as it is
ROUNDS = 20  # of the platform's loop, in which it accepts and reads whatever has come
STARTS_NOTHING = ("GET", "HEAD")


class Quiet:
    """Knows what a platform is busy with: `middleware` belongs into the platform, `wait` is called between cells."""

    def __init__(self) -> None:
        self._changes = 0  # requests that may start something, as many as are being answered
        self.middleware: List[Tuple[Any, Any]] = [(_Counting, {"quiet": self})]

    def wait(self, platform: LocalPlatform) -> None:
        """Return when all that was sent has been read, and all that it starts has started."""
        assert platform._thread is not None
        assert platform._thread._loop is not None
        services = platform._running()
        until = time.monotonic() + SECONDS

        async def become_quiet() -> None:
            busy = True
            while busy and time.monotonic() < until:
                for _ in range(ROUNDS):
                    await asyncio.sleep(0)
                busy = self._changes > 0 or any(map(_asks_soon, services.chats.runs()))
                await asyncio.sleep(0.002 if busy else 0)

        asyncio.run_coroutine_threadsafe(become_quiet(), platform._thread._loop).result(4 * SECONDS)


class _Counting:
    """Counts the requests that may start something, from their heads to the ends of their answers."""

    def __init__(self, app: Any, quiet: Quiet) -> None:
        self._app = app
        self._quiet = quiet

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        changes = scope["type"] == "http" and scope["method"] not in STARTS_NOTHING
        self._quiet._changes += changes
        try:
            await self._app(scope, receive, send)
        finally:
            self._quiet._changes -= changes


def _asks_soon(run: Any) -> bool:
    """Whether a run of an agent is about to ask its model: it has begun, or a tool has answered."""
    return not run.over and not run.task_ids and (run.turns == 0 or run.message is not None)


__all__ = ["Quiet"]
