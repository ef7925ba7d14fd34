"""The one place that the SDK takes its time from."""

from __future__ import annotations

import time
from typing import Callable, Optional


class Clock:
    """Seconds, monotonic and wall clock.

    A test replaces it to let hours pass in milliseconds; time-outs of sockets stay real.
    """

    def monotonic(self) -> float:
        """Seconds that never go back; only differences mean anything."""
        return time.monotonic()

    def time(self) -> float:
        """Seconds since the epoch."""
        return time.time()

    def real_seconds(self, seconds: float) -> float:
        """How long to really wait for `seconds` of this clock to pass."""
        return seconds

    def when_moved(self, at: float, wake: Callable[[], None], settle: float = 0.0) -> Callable[[], None]:
        """Have `wake` called, once and from any thread, when somebody moves the clock to `at` or beyond.

        Whoever waits for a moment sets a real timer as well: time that passes by itself is none of this. This clock
        cannot be moved.

        Args:
            at: a moment of `monotonic()`.
            settle: real seconds by which the call is held back, so that news that are due by then come first.

        Returns:
            A function that takes the wish back.
        """
        return _nothing


def _nothing() -> None:
    return None


SYSTEM_CLOCK = Clock()


class Deadline:
    """The end of a call's time, on the client's clock. `seconds` None: there is no end."""

    __slots__ = ("at", "clock", "seconds")

    def __init__(self, seconds: Optional[float], clock: Clock) -> None:
        self.seconds: Optional[float] = seconds
        self.clock: Clock = clock
        self.at: Optional[float] = None if seconds is None else clock.monotonic() + seconds

    def remaining(self) -> Optional[float]:
        """Seconds that are left, negative after the end; None if there is no end."""
        return None if self.at is None else self.at - self.clock.monotonic()

    def limit(self, seconds: float) -> float:
        """`seconds`, or what is left if that is less; never quite 0, which would mean no waiting at all."""
        if self.at is None:
            return seconds
        return max(min(seconds, self.at - self.clock.monotonic()), 0.001)

    def passed(self) -> bool:
        """Whether the time is over; never if there is no end."""
        return self.at is not None and self.clock.monotonic() >= self.at

    def overdue(self) -> float:
        """Real seconds since it passed; negative before."""
        return 0.0 if self.at is None else self.clock.real_seconds(self.clock.monotonic() - self.at)
