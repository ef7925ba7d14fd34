"""What the first of several calls begins, and the others join: a session, or a chat."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..._core.errors.classes import APITimeoutError
from ..._runtime import concurrency_async as seam
from ..._runtime.clock import Deadline


class Held(NamedTuple):
    """One's turn, to be given back by `lock.release()`."""

    lock: Any
    waited: bool


class AsyncFirstCall:
    """Lets one call at a time try to be the first. Each event loop has turns of its own."""

    def __init__(self) -> None:
        self._lock: Any = None
        self._scope: Any = None
        # sync only: self._lock, self._scope = seam.Lock(), seam.scope()

    async def wait(self, deadline: Deadline, why: str) -> Held:
        """Wait for one's turn.

        Raises:
            APITimeoutError: it did not come in time; nothing was sent, and `why` says what was waited for.
        """
        scope = seam.scope()
        if self._scope is not scope:  # a lock of asyncio serves one loop
            self._lock, self._scope = seam.Lock(), scope
        held = Held(self._lock, self._lock.locked())
        if not await seam.acquire(held.lock, deadline.remaining(), deadline.clock):
            raise APITimeoutError(f"not sent within {deadline.seconds:g} seconds, since {why}")
        return held
