"""The sync half of the seam: the same names as `_runtime/concurrency_async.py`."""

from __future__ import annotations

import contextvars
import threading
import time
from types import CoroutineType
from typing import TYPE_CHECKING, Any, Callable, List, Optional, Tuple, TypeVar, Union

from .._core.errors.classes import InvalidInputError
from .._late_import import late_import
from .clock import SYSTEM_CLOCK, Clock

if TYPE_CHECKING:
    from concurrent.futures import Future

    from .threads import DaemonExecutor

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])
Lock = threading.Lock
Outcome = Tuple[Any, Optional[BaseException]]
Promise = Union[T]  # the value itself: there is nothing to await


class _Process:
    """Connections of a sync client belong to the process."""


_PROCESS = _Process()


def scope() -> Any:
    return _PROCESS


def scope_is_dead(scope: Any) -> bool:
    return False


def sleep(seconds: float, clock: Clock = SYSTEM_CLOCK) -> None:
    """Let `seconds` of a clock pass, be it that they pass by themselves or that the clock is moved."""
    if clock is SYSTEM_CLOCK:
        time.sleep(seconds)
        return
    moved = threading.Event()
    forget = clock.when_moved(clock.monotonic() + seconds, moved.set)
    try:
        moved.wait(clock.real_seconds(seconds))
    finally:
        forget()


def acquire(lock: threading.Lock, seconds: Optional[float], clock: Clock = SYSTEM_CLOCK) -> bool:
    """Take a lock within so many seconds of a clock (None: however long it takes); whether it was taken."""
    return lock.acquire(
        timeout=-1 if seconds is None else min(clock.real_seconds(max(seconds, 0.0)), threading.TIMEOUT_MAX)
    )


def run_blocking(function: Callable[..., T], *args: Any) -> T:
    return function(*args)


class TimeIsOver(Exception):
    """A job was not done in time."""


def in_time(job: Callable[[], T], seconds: float, end: Callable[[], None]) -> T:
    """What a job gives. `end` is called, in another thread, when the time is over, and makes it fail.

    Raises:
        TimeIsOver: it took longer.
    """
    over = threading.Event()

    def too_late() -> None:
        over.set()
        end()

    cancel = call_later(seconds, too_late)
    try:
        return job()
    except Exception as cause:
        if over.is_set():
            raise TimeIsOver from cause
        raise
    finally:
        cancel()


def call_later(seconds: float, function: Callable[[], None]) -> Callable[[], None]:
    """Have a function called, in another thread, after so many seconds, unless what is returned is called before."""
    timer = threading.Timer(min(seconds, threading.TIMEOUT_MAX), function)
    timer.daemon = True
    try:
        timer.start()
    except RuntimeError:  # the interpreter is ending and starts no more threads, or the system has none left
        return _nothing
    return timer.cancel


def _nothing() -> None:
    return None


def write_down(function: Callable[..., T], *args: Any) -> T:
    return function(*args)


def run_ready(ready: Callable[[], T], blocking: Callable[[], T]) -> T:
    return blocking()


def gather(jobs: List[Callable[[], T]], limit: int) -> List[T]:
    """The results of all jobs, in their order, at most `limit` at once, each in a thread.

    The first failure is raised when the jobs that had begun have ended; those that had not are dropped. An
    interrupt waits for none.
    """
    if len(jobs) == 1:
        return [jobs[0]()]
    with late_import():
        from .threads import DaemonExecutor

    pool = DaemonExecutor(min(limit, len(jobs)), "inferencesh")
    futures = [pool.submit(job) for job in jobs]
    patient = False
    try:
        results = [future.result() for future in futures]
        patient = True
        return results
    except Exception:
        patient = True
        raise
    finally:
        pool.shutdown(wait=patient, cancel_futures=True)


def shielded(job: Callable[[], None]) -> None:
    """Do a job to its end: here, as any other."""
    job()


class Apart:
    """One job that goes on, in a thread, when its caller is interrupted."""

    def __init__(self) -> None:
        self._future: Optional[Future[Any]] = None

    @property
    def begun(self) -> bool:
        return self._future is not None

    def run(self, job: Callable[[], T]) -> T:
        """What the job gives, or its error. An interrupt ends the waiting, and not the job."""
        with late_import():
            from .threads import DaemonExecutor

        context = contextvars.copy_context()
        future: Future[T] = DaemonExecutor(1, "inferencesh-apart").submit(lambda: context.run(job))
        self._future = future
        while not future.done():  # not for ever at once: Windows would hear no Ctrl-C
            self.ended(1.0)
        return future.result()

    def ended(self, seconds: float) -> bool:
        """Whether the job ends within so many seconds. False if it has not begun."""
        with late_import():
            from concurrent.futures import wait

        return self._future is not None and not wait([self._future], seconds).not_done

    def result(self) -> Any:
        """What the job gave, or its error. It must have ended."""
        assert self._future is not None
        return self._future.result(0)

    def drop(self) -> None:
        """A thread cannot be ended from outside: what it still hears, nobody waits for."""


def close_with_scope(close: Callable[[], None]) -> Any:
    return None


def call_back(function: Callable[..., Any], *args: Any) -> Any:
    return _no_coroutine(function(*args), function)


def refuse_coroutines(what: str) -> None:
    """Refuse a coroutine function: there is no event loop here to run it."""
    raise InvalidInputError(f"{what} is a coroutine function: use async_inference(), or make it a plain function")


def call_handler(function: Callable[[Any], Any], argument: Any, is_async: bool, threads: bool = True) -> Outcome:
    try:
        return _no_coroutine(function(argument), function), None
    except BaseException as error:
        if not threads and isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise  # in the caller's thread: meant for the program
        return None, error


def to_be_awaited(method: F) -> F:
    """Nothing is awaited here."""
    return method


def _no_coroutine(result: Any, function: Any) -> Any:
    if isinstance(result, CoroutineType):
        result.close()
        name = getattr(function, "__qualname__", repr(function))
        raise InvalidInputError(f"{name} is a coroutine function: use async_inference(), or make it a plain function")
    return result


class Jobs:
    """Work that goes on beside the one who started it, in at most `limit` threads."""

    def __init__(self, limit: int) -> None:
        self.failure: Optional[BaseException] = None
        self._limit = limit
        self._pool: Optional[DaemonExecutor] = None
        self._futures: List[Future[None]] = []

    def start(self, job: Callable[[], None]) -> None:
        if self._pool is None:
            with late_import():
                from .threads import DaemonExecutor

            self._pool = DaemonExecutor(self._limit, "inferencesh-tool")
        context = contextvars.copy_context()
        self._futures.append(self._pool.submit(lambda: context.run(self._run, job)))

    def _run(self, job: Callable[[], None]) -> None:
        try:
            job()
        except Exception as error:
            if self.failure is None:
                self.failure = error

    def join(self, seconds: Optional[float] = None) -> bool:
        """Wait until all have ended, but no longer than that; whether they have."""
        with late_import():
            from concurrent.futures import wait

        ended = not wait(self._futures, seconds).not_done
        if ended:
            self._close(wait_for_threads=True)
        return ended

    def stop(self) -> None:
        """Drop those that have not begun. A thread cannot be ended from outside: what has begun runs to its end."""
        for future in self._futures:
            future.cancel()
        self._close(wait_for_threads=False)

    def _close(self, wait_for_threads: bool) -> None:
        pool, self._pool = self._pool, None
        self._futures = []
        if pool is not None:
            pool.shutdown(wait=wait_for_threads)
