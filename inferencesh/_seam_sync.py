"""The sync half of the seam: the same names as `_seam_async.py`."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Callable, List, TypeVar, Union

T = TypeVar("T")
Lock = threading.Lock
Promise = Union[T]  # the value itself: there is nothing to await


class _Process:
    """Connections of a sync client belong to the process."""


_PROCESS = _Process()


def scope() -> Any:
    return _PROCESS


def scope_is_dead(scope: Any) -> bool:
    return False


def sleep(seconds: float) -> None:
    time.sleep(seconds)


def run_blocking(function: Callable[..., T], *args: Any) -> T:
    return function(*args)


def gather(jobs: List[Callable[[], T]], limit: int) -> List[T]:
    """The results of all jobs, in their order, at most `limit` at once, each in a thread.

    The first failure is raised when the jobs that had begun have ended; those that had not are dropped.
    """
    if len(jobs) == 1:
        return [jobs[0]()]
    with ThreadPoolExecutor(max_workers=min(limit, len(jobs)), thread_name_prefix="inferencesh") as pool:
        futures = [pool.submit(job) for job in jobs]
        try:
            return [future.result() for future in futures]
        finally:
            for future in futures:
                future.cancel()


def close_with_scope(close: Callable[[], None]) -> Any:
    return None
