"""Noticing that the computer was asleep: the wall clock went on, while the monotonic one mostly stood still."""

from __future__ import annotations

from typing import Optional

# Seconds by which the wall clock must be ahead. Clocks that are set by the network move by less, mostly.
SLEPT = 10.0


class SleepDetector:
    """Watches both clocks. On systems whose monotonic clock runs during sleep, time-outs notice it by themselves."""

    __slots__ = ("_ahead",)

    def __init__(self) -> None:
        self._ahead: Optional[float] = None

    def slept(self, monotonic: float, wall: float) -> bool:
        """Whether the computer was asleep (or its clock was put forward) since this was asked last."""
        before, self._ahead = self._ahead, wall - monotonic
        return before is not None and self._ahead - before > SLEPT
