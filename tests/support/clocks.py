"""A clock on which hours pass in moments."""

from __future__ import annotations

import time

from inferencesh import Clock


class FastClock(Clock):
    """`factor` of its seconds pass in one real second."""

    def __init__(self, factor: float) -> None:
        self._factor = factor
        self._started = time.monotonic()

    def monotonic(self) -> float:
        return self._started + (time.monotonic() - self._started) * self._factor

    def real_seconds(self, seconds: float) -> float:
        return seconds / self._factor
