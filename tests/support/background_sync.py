"""The sync half of background_async.py."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Callable

WAIT = 10.0


class Background:
    def __init__(self, function: Callable[[], Any]) -> None:
        self._pool = ThreadPoolExecutor(1)
        self._future = self._pool.submit(function)

    def result(self) -> Any:
        try:
            return self._future.result(WAIT)
        finally:
            self._pool.shutdown(wait=False)


def until(condition: Callable[[], bool], what: str) -> None:
    """Wait for something that happens elsewhere."""
    for _ in range(int(WAIT / 0.005)):
        if condition():
            return
        time.sleep(0.005)
    raise AssertionError(what)
