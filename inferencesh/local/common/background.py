"""Work beside the requests: coroutines on the platform's loop, blocking work in its threads, and what ends with it."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Callable, Coroutine, Set

from ..._runtime.threads import DaemonExecutor

log: logging.Logger = logging.getLogger("inferencesh.local")

OnClose = Callable[[Callable[[], None]], Callable[[], None]]
"""`BackgroundWork.on_close`, for those who need nothing else of it."""


class BackgroundWork:
    """Belongs to the server's event loop; only `close_threads` is called from elsewhere."""

    def __init__(self) -> None:
        self.closing = False
        self._tasks: Set[asyncio.Task[Any]] = set()
        self._on_close: Set[Callable[[], None]] = set()
        self._pool = DaemonExecutor(4, "inferencesh-local-io", linger=1.0)

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run a coroutine in the background; its errors are logged, and it ends with the platform."""
        if self.closing:
            work.close()
            return
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("background work of the platform failed", exc_info=task.exception())

    def run_in_pool(self, function: Callable[..., Any], *arguments: Any) -> asyncio.Future[Any]:
        """Run blocking work in a thread of the platform's own."""
        return asyncio.get_running_loop().run_in_executor(self._pool, function, *arguments)

    def on_close(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` when the platform stops, on its loop; gives the function that takes it back."""
        if self.closing:
            callback()
        self._on_close.add(callback)
        return lambda: self._on_close.discard(callback)

    def call_on_close(self) -> None:
        """Call what was given to `on_close`."""
        for callback in list(self._on_close):
            callback()

    async def close(self) -> None:
        """Cancel what still runs on the loop."""
        for task in list(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(list(self._tasks), timeout=2.0)

    def close_threads(self) -> None:
        """Wait for the threads, after the loop has ended."""
        self._pool.shutdown(wait=True)
