"""The one place that the local platform takes its time from."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import math
import threading
from typing import Callable, Dict, List, Optional, Tuple

from inferencesh_api.timestamps import parse_datetime

from ..._runtime.clock import Clock


class LocalClock(Clock):
    """Time for the platform: what it writes into records, how long it waits, and when things expire.

    It runs as the system's clock does, and `advance` puts it forward: all that waits by it, on the platform and in
    clients made by `platform.client()`, then finds that the time has passed. Time-outs of sockets stay real.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ahead = 0.0
        self._waiting: Dict[int, Tuple[float, float, Callable[[], None]]] = {}
        self._next = 0
        self._loop: Optional[asyncio.AbstractEventLoop] = None

    # -- reading and moving

    def monotonic(self) -> float:
        """Seconds that never go back; only differences mean anything."""
        return super().monotonic() + self._ahead

    def time(self) -> float:
        """Seconds since the epoch."""
        return super().time() + self._ahead

    def timestamp(self) -> str:
        """Now as RFC 3339 text in UTC with microseconds; such texts sort like the times they name."""
        return format_time(self.time())

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass at once; may be called from any thread. There is no way back.

        Streams that were quiet get one heartbeat, as after a computer woke up, and not one for every interval that
        was jumped over.

        Raises:
            ValueError: `seconds` is negative or not finite.
        """
        if isinstance(seconds, bool) or not (math.isfinite(seconds) and seconds >= 0):
            raise ValueError(f"seconds must be a finite number, 0 or more, got {seconds!r}")
        with self._lock:
            self._ahead += seconds
            now = self.monotonic()
            due = [number for number, (at, _, _) in self._waiting.items() if at <= now]
            at_once = [self._waiting.pop(number)[2] for number in due if self._waiting[number][1] <= 0]
        for wake in at_once:
            _call(wake)
        for number in due:
            self._notify_later(number)

    # -- waiting

    def when_moved(self, at: float, wake: Callable[[], None], settle: float = 0.0) -> Callable[[], None]:
        """See `Clock.when_moved`. If the clock is there already, that counts as moved."""
        with self._lock:
            number = self._next = self._next + 1
            self._waiting[number] = (at, settle, wake)
            late = at <= self.monotonic()
        if late:
            self._notify_later(number)

        def forget() -> None:
            with self._lock:
                self._waiting.pop(number, None)

        return forget

    def _notify_later(self, number: int) -> None:
        with self._lock:
            settle = self._waiting[number][1] if number in self._waiting else 0.0
            loop = self._loop
        if settle > 0 and loop is not None:
            # RuntimeError: the platform stops this moment, and its streams end anyway
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(loop.call_later, settle, self._notify, number)
                return
        self._notify(number)

    def _notify(self, number: int) -> None:
        with self._lock:
            found = self._waiting.pop(number, None)
        if found is not None:
            _call(found[2])

    async def sleep(self, seconds: float) -> None:
        """Let `seconds` of this clock pass."""
        loop = asyncio.get_running_loop()
        over: asyncio.Future[None] = loop.create_future()
        timer = self.call_later(loop, seconds, lambda: None if over.done() else over.set_result(None))
        try:
            await over
        finally:
            timer.cancel()

    def call_later(self, loop: asyncio.AbstractEventLoop, seconds: float, callback: Callable[[], None]) -> Timer:
        """Call `callback` on `loop` after `seconds` of this clock."""
        return Timer(self, loop, seconds, callback)

    def attach(self, loop: Optional[asyncio.AbstractEventLoop]) -> None:
        """The loop of the platform that goes by this clock, while it runs."""
        with self._lock:
            self._loop = loop


class Timer:
    """A callback that waits for its time; belongs to the loop's thread."""

    def __init__(
        self, clock: LocalClock, loop: asyncio.AbstractEventLoop, seconds: float, callback: Callable[[], None]
    ) -> None:
        self._callback = callback
        self._over = False
        # whichever comes first, the time or its being moved
        self._ways: List[Callable[[], None]] = [
            loop.call_later(max(0.0, clock.real_seconds(seconds)), self._fire).cancel,
        ]

        def moved() -> None:
            loop.call_soon_threadsafe(self._fire)

        if seconds > 0:
            self._ways.append(clock.when_moved(clock.monotonic() + seconds, moved))

    def _fire(self) -> None:
        if not self._over:
            self.cancel()
            self._callback()

    def cancel(self) -> None:
        """Do not call it any more; harmless when it was called."""
        self._over = True
        for take_back in self._ways:
            take_back()


def _call(wake: Callable[[], None]) -> None:
    # RuntimeError: the event loop of the waiter is closed, and nothing waits there any more
    with contextlib.suppress(RuntimeError):
        wake()


def format_time(epoch: float) -> str:
    """Seconds since the epoch as RFC 3339 text in UTC."""
    moment = datetime.datetime.fromtimestamp(epoch, datetime.timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def parse_time(text: str) -> float:
    """A time stamp as seconds since the epoch; a `ValueError` for anything else, and for one without a zone."""
    moment = parse_datetime(text.strip())
    if moment.tzinfo is None:
        raise ValueError("the time names no zone; end it with Z or an offset such as +02:00")
    return moment.timestamp()
