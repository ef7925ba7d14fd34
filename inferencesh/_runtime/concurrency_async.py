"""The primitives that differ between the async shells and their sync twins: this is the async half.

`_runtime/concurrency_sync.py` has the same names. Nothing here knows about the platform.
"""

from __future__ import annotations

import asyncio
import contextvars
import functools
import inspect
import time
from typing import (
    Any,
    AsyncGenerator,
    Awaitable,
    Callable,
    Coroutine,
    Generator,
    List,
    Optional,
    Set,
    Tuple,
    TypeVar,
    cast,
)

from .clock import SYSTEM_CLOCK, Clock
from .threads import SHARED, DaemonExecutor, submit_uncut
from .wait_for import wait_for

T = TypeVar("T")
Lock = asyncio.Lock
Promise = Coroutine[Any, Any, T]  # what an async function returns before it is awaited


def scope() -> Any:
    """What connections belong to: the running event loop, since its sockets cannot be used from another."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        raise RuntimeError(
            "the async client needs a running asyncio event loop: await it inside asyncio.run(...)"
        ) from None


def scope_is_dead(scope: Any) -> bool:
    """Whether connections of that scope can no longer be closed in the ordinary way."""
    return bool(scope.is_closed())


async def sleep(seconds: float, clock: Clock = SYSTEM_CLOCK) -> None:
    """Let `seconds` of a clock pass, be it that they pass by themselves or that the clock is moved."""
    if clock is SYSTEM_CLOCK:
        await asyncio.sleep(seconds)
        return
    loop = asyncio.get_running_loop()
    moved = asyncio.Event()
    forget = clock.when_moved(clock.monotonic() + seconds, lambda: _wake(loop, moved))
    try:
        await wait_for(moved.wait(), clock.real_seconds(seconds))
    except asyncio.TimeoutError:
        pass  # the time has passed
    finally:
        forget()


def _wake(loop: asyncio.AbstractEventLoop, moved: asyncio.Event) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(moved.set)


async def acquire(lock: Lock, seconds: Optional[float], clock: Clock = SYSTEM_CLOCK) -> bool:
    """Take a lock within so many seconds of a clock (None: however long it takes); whether it was taken."""
    if seconds is None:
        return await lock.acquire()
    waiter = asyncio.ensure_future(lock.acquire())
    try:
        return await wait_for(waiter, clock.real_seconds(max(seconds, 0.0)))
    except BaseException as cause:

        def ended(waiter: asyncio.Future[Any]) -> None:
            if not waiter.cancelled() and waiter.exception() is None:
                lock.release()  # it came all the same

        waiter.add_done_callback(ended)
        if isinstance(cause, asyncio.TimeoutError):
            return False
        raise


async def run_blocking(function: Callable[..., T], *args: Any) -> T:
    """Call a function that blocks (reads a disk) without holding up the event loop."""
    return await asyncio.get_running_loop().run_in_executor(SHARED, function, *args)


class TimeIsOver(Exception):
    """A job was not done in time."""


async def in_time(job: Callable[[], Awaitable[T]], seconds: float, end: Callable[[], None]) -> T:
    """What a job gives. It is cancelled when the time is over; `end` is how the sync half ends it.

    Raises:
        TimeIsOver: it took longer.
    """
    began = time.monotonic()
    try:
        return await wait_for(job(), seconds)
    except asyncio.TimeoutError as cause:
        if time.monotonic() - began < seconds:
            raise  # of the job itself
        raise TimeIsOver from cause


def call_later(seconds: float, function: Callable[[], None]) -> Callable[[], None]:
    """Have a function called after so many seconds, unless what is returned is called before."""
    return asyncio.get_running_loop().call_later(seconds, function).cancel


async def write_down(function: Callable[..., T], *args: Any) -> T:
    """As `run_blocking`, of what must not be cut off by the end of the program: a line of a journal."""
    return await asyncio.wrap_future(submit_uncut(function, *args))


async def run_ready(ready: Callable[[], T], blocking: Callable[[], T]) -> T:
    """What `ready` has at once, or if that is nothing, what `blocking` gives, called without holding up the loop."""
    found = ready()
    if not found:
        return await run_blocking(blocking)
    await asyncio.sleep(0)  # who always finds something ready leaves the others their turns
    return found


async def gather(jobs: List[Callable[[], Awaitable[T]]], limit: int) -> List[T]:
    """The results of all jobs, in their order, at most `limit` at once.

    The first failure cancels the others and is raised when they have ended, so nothing goes on behind the caller.
    """
    if len(jobs) == 1:
        return [await jobs[0]()]
    gate = asyncio.Semaphore(limit)

    async def run(job: Callable[[], Awaitable[T]]) -> T:
        async with gate:
            return await job()

    tasks = [asyncio.ensure_future(run(job)) for job in jobs]
    try:
        return list(await asyncio.gather(*tasks))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


_SHIELDED: Set[asyncio.Task[None]] = set()  # the loop itself keeps only weak references to its tasks


async def shielded(job: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Do a job to its end, even if the caller is cancelled meanwhile, or is being cancelled now."""
    task = asyncio.ensure_future(job())
    _SHIELDED.add(task)
    task.add_done_callback(_SHIELDED.discard)
    await asyncio.shield(task)


class Apart:
    """One job that goes on when its caller is interrupted."""

    def __init__(self) -> None:
        self._task: Optional[asyncio.Task[Any]] = None

    @property
    def begun(self) -> bool:
        return self._task is not None

    async def run(self, job: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """What the job gives. A cancellation ends the waiting, and not the job."""
        task: asyncio.Task[T] = asyncio.ensure_future(job())
        self._task = task
        _APART.add(task)
        task.add_done_callback(_ended_apart)
        await asyncio.wait({task})
        return task.result()

    async def ended(self, seconds: float) -> bool:
        """Wait for it so long; whether it has ended."""
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=seconds)
        return self._task is not None and self._task.done()

    def result(self) -> Any:
        """What a job that has ended gave, or raised."""
        assert self._task is not None
        if self._task.cancelled():  # the event loop winds down
            return None
        return self._task.result()

    def drop(self) -> None:
        """Wait for it no longer."""
        if self._task is not None:
            self._task.cancel()


_APART: Set[asyncio.Task[Any]] = set()


def _ended_apart(task: asyncio.Task[Any]) -> None:
    _APART.discard(task)
    if not task.cancelled():
        task.exception()  # looked at: nobody may be left to do so


async def close_with_scope(close: Callable[[], Awaitable[None]]) -> Any:
    """Arrange that `close` runs when the event loop winds down. Keep what is returned.

    An event loop closes the asynchronous generators that are still open when it shuts down (asyncio.run and every
    framework call shutdown_asyncgens), which is the one hook that a library has.
    """

    async def watch() -> AsyncGenerator[None, None]:
        try:
            yield
        finally:
            await close()

    watcher = watch()
    await watcher.__anext__()
    return watcher


async def call_back(function: Callable[..., Any], *args: Any) -> Any:
    """Call a callback of the user's, a function or a coroutine function."""
    result = function(*args)
    return await result if inspect.isawaitable(result) else result


def refuse_coroutines(what: str) -> None:
    """The async client takes coroutine functions wherever it takes functions."""


Outcome = Tuple[Any, Optional[BaseException]]


class _Answer(Coroutine[Any, Any, Any]):
    """What a method that answers a call gives before it is awaited. It notices when it is dropped without that."""

    def __init__(self, begin: Callable[[], Coroutine[Any, Any, Any]], forgotten: Callable[[], None]) -> None:
        self._begin = begin
        self._forgotten = forgotten
        self._begun: Optional[Coroutine[Any, Any, Any]] = None
        self._closed = False

    def _coroutine(self) -> Coroutine[Any, Any, Any]:
        if self._begun is None:
            self._begun = self._begin()
        return self._begun

    def __await__(self) -> Generator[Any, Any, Any]:
        return self._coroutine().__await__()

    def send(self, value: Any) -> Any:
        return self._coroutine().send(value)

    def throw(self, *args: Any) -> Any:
        return self._coroutine().throw(*args)

    def close(self) -> None:
        self._closed = True
        if self._begun is not None:
            self._begun.close()

    def __del__(self) -> None:
        if self._begun is None and not self._closed:
            self._forgotten()


F = TypeVar("F", bound=Callable[..., Any])


def to_be_awaited(method: F) -> F:
    """An async method of an agent; its name goes to the agent's `_forgotten` if what it gives is never awaited."""

    @functools.wraps(method)
    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        forgotten: List[str] = self._forgotten
        return _Answer(lambda: method(self, *args, **kwargs), lambda: forgotten.append(method.__name__))

    return cast("F", call)


async def call_handler(function: Callable[[Any], Any], argument: Any, is_async: bool, threads: bool = True) -> Outcome:
    """Call a tool's handler: a coroutine function here, any other in a thread, so that it blocks nobody, or here too.

    Gives what it returns, or what it raises, whatever that is. Its errors do not travel as exceptions: a CancelledError
    of its own would look like the end of the caller, and a StopIteration cannot leave a thread.
    """
    if is_async:
        return await _settled(function(argument))
    if not threads:
        outcome = _outcome(function, argument)
        if isinstance(outcome[1], (KeyboardInterrupt, SystemExit)):
            raise outcome[1]  # in the caller's thread: meant for the program
        return await _settled(outcome[0]) if inspect.isawaitable(outcome[0]) else outcome
    context = contextvars.copy_context()
    # A thread of its own: the shared ones are few, reading files needs them, and handlers may wait for each other.
    thread = DaemonExecutor(1, "inferencesh-tool")
    outcome = await asyncio.get_running_loop().run_in_executor(
        thread, lambda: context.run(_outcome, function, argument)
    )
    return await _settled(outcome[0]) if inspect.isawaitable(outcome[0]) else outcome


def _outcome(function: Callable[[Any], Any], argument: Any) -> Outcome:
    try:
        return function(argument), None
    except BaseException as error:
        return None, error


async def _settled(awaitable: Awaitable[Any]) -> Outcome:
    """What comes of an awaitable, in a task of its own: so that one that is cancelled is told from one that ends so."""

    async def settle() -> Outcome:
        try:
            return await awaitable, None
        except KeyboardInterrupt:  # of the person at the keyboard, which strikes wherever the loop is
            raise
        except BaseException as error:
            return None, error

    task = asyncio.ensure_future(settle())
    try:
        await asyncio.wait({task})
    except asyncio.CancelledError:
        task.cancel()
        result, error = await task
        if isinstance(error, asyncio.CancelledError):
            raise
        return result, error
    return task.result()


class Jobs:
    """Work that goes on beside the one who started it, at most `limit` at once.

    The first failure is kept in `failure`; jobs are expected to handle their own errors otherwise.
    """

    def __init__(self, limit: int) -> None:
        self.failure: Optional[BaseException] = None
        self._gate: Optional[asyncio.Semaphore] = None
        self._limit = limit
        self._tasks: Set[asyncio.Task[None]] = set()

    def start(self, job: Callable[[], Awaitable[None]]) -> None:
        if self._gate is None:
            self._gate = asyncio.Semaphore(self._limit)
        task = asyncio.ensure_future(self._run(job, self._gate))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, job: Callable[[], Awaitable[None]], gate: asyncio.Semaphore) -> None:
        async with gate:
            try:
                await job()
            except Exception as error:
                if self.failure is None:
                    self.failure = error

    async def join(self, seconds: Optional[float] = None) -> bool:
        """Wait until all have ended, but no longer than that; whether they have."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=seconds)
        return not self._tasks

    async def stop(self) -> None:
        """Cancel those that go on, and wait for their end."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
