"""Waiting in tests for what another thread brings about."""

from __future__ import annotations

import time
from typing import Callable


def until(condition: Callable[[], object], what: str, seconds: float = 10.0) -> None:
    """Come back when `condition` holds; fail when it still does not after so many seconds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"not within {seconds:g} seconds: {what}"
        time.sleep(0.01)
