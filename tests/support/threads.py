"""No thread of a test outlives it."""

from __future__ import annotations

import contextlib
import threading
from typing import Iterator

PATIENCE = 20.0  # seconds; one that is about to end may take a moment on a busy machine


@contextlib.contextmanager
def no_thread_left() -> Iterator[None]:
    """All threads that began inside have ended, or end within a while."""
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        thread.join(PATIENCE)
    left = [thread.name for thread in threading.enumerate() if thread not in before]
    assert not left, f"threads were left behind: {left}"
