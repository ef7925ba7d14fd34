"""Frames that wait to be sent by one open stream."""

from __future__ import annotations

import asyncio
import collections
from typing import Any, Deque, Dict, List, Optional

from .clock import LocalClock


class FrameQueue:
    """Takes frames, and hands them to the stream that waits for them. Lives on the server's event loop.

    Attributes:
        waiting: frames that have not gone out yet; the last may still be replaced.
        closed: whether the stream is to end.
    """

    def __init__(self, clock: LocalClock) -> None:
        self.waiting: Deque[Dict[str, Any]] = collections.deque()
        self.closed: bool = False
        self._clock = clock
        self._waiter: Optional[asyncio.Future[None]] = None

    @property
    def over(self) -> bool:
        """Whether no more frames will come, so that nobody need wait."""
        return self.closed

    def add(self, frame: Dict[str, Any]) -> None:
        """Queue a frame for the stream."""
        self.waiting.append(frame)
        self.signal()

    async def next(self, seconds: float) -> List[Dict[str, Any]]:
        """The frames that have come, or none after `seconds` or when it is over."""
        if not self.waiting and not self.over:
            loop = asyncio.get_running_loop()
            self._waiter = loop.create_future()
            timer = self._clock.call_later(loop, seconds, self.signal)
            try:
                await self._waiter
            finally:
                timer.cancel()
                self._waiter = None
        frames = list(self.waiting)
        self.waiting.clear()
        return frames

    def close(self) -> None:
        """End the stream."""
        self.closed = True
        self.signal()

    def signal(self) -> None:
        """Let the stream look again."""
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
