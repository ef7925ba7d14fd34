"""The one place that the SDK takes its time from."""

from __future__ import annotations

import time


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


SYSTEM_CLOCK = Clock()
