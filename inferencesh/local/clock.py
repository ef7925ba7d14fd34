"""The one place that the local platform takes its time from."""

from __future__ import annotations

import asyncio
import datetime
from typing import Callable

from .._clock import Clock


class LocalClock(Clock):
    """Time for the platform: what it writes into records, how long it waits, and when things expire.

    Everything that waits does so through `sleep` or `call_later`, so a subclass can let hours pass in milliseconds.
    """

    def timestamp(self) -> str:
        """Now as RFC 3339 text in UTC with microseconds; such texts sort like the times they name."""
        return format_time(self.time())

    async def sleep(self, seconds: float) -> None:
        """Let `seconds` of this clock pass."""
        await asyncio.sleep(max(0.0, self.real_seconds(seconds)))

    def call_later(
        self, loop: asyncio.AbstractEventLoop, seconds: float, callback: Callable[[], None]
    ) -> asyncio.TimerHandle:
        """Call `callback` on `loop` after `seconds` of this clock."""
        return loop.call_later(max(0.0, self.real_seconds(seconds)), callback)


def format_time(epoch: float) -> str:
    """Seconds since the epoch as RFC 3339 text in UTC."""
    moment = datetime.datetime.fromtimestamp(epoch, datetime.timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def parse_time(text: str) -> float:
    """RFC 3339 text as seconds since the epoch; a `ValueError` for anything else."""
    cleaned = text.strip().replace("z", "Z")
    if cleaned.endswith("Z"):
        cleaned = cleaned[:-1] + "+00:00"
    moment = datetime.datetime.fromisoformat(_six_digits(cleaned))
    if moment.tzinfo is None:
        raise ValueError("the time names no zone; end it with Z or an offset such as +02:00")
    return moment.timestamp()


def _six_digits(text: str) -> str:
    # Python 3.8 to 3.10 read fractions of exactly three or six digits.
    head, dot, rest = text.partition(".")
    if not dot:
        return text
    digits = ""
    while rest and rest[0].isdigit():
        digits, rest = digits + rest[0], rest[1:]
    return head + "." + (digits + "000000")[:6] + rest
