"""Threads for work that blocks: daemon threads, so that work goes on after the main thread, and holds no exit.

Not `concurrent.futures.ThreadPoolExecutor`, nor the event loop's own: once the main thread has ended, these refuse work
(Python 3.9 and later), and the interpreter waits for theirs before it ends, however long a tool takes.
"""

from __future__ import annotations

import atexit
import os
import threading
import weakref
from collections import deque
from concurrent.futures import Executor, Future, wait
from typing import TYPE_CHECKING, Any, Callable, Deque, List, Optional, Set, Tuple, TypeVar

if TYPE_CHECKING:
    _Work = Tuple[Future[Any], Callable[[], Any]]

T = TypeVar("T")

_LINGER = 1.0  # seconds that a thread without work is kept for what comes next
_LAST_WORK = 5.0  # seconds that the end of the program waits for what must not be cut off


class DaemonExecutor(Executor):
    """Runs functions in daemon threads, at most `limit` at once, the others in order.

    Where no thread can be started, because the interpreter is ending or the system has no more, the function runs in
    the thread that submits it.

    Args:
        limit: threads at once.
        name: what their names begin with.
        linger: seconds that a thread without work stays.
    """

    def __init__(self, limit: int, name: str, linger: float = 0.0) -> None:
        self._limit = limit
        self._name = name
        self._linger = linger
        self._begin()
        _EXECUTORS.add(self)

    def _begin(self) -> None:
        self._changed = threading.Condition()
        self._queue: Deque[_Work] = deque()
        self._threads: Set[threading.Thread] = set()
        self._idle = 0
        self._made = 0
        self._closed = False

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Have `fn(*args)` called in a thread.

        Raises:
            RuntimeError: the executor was shut down.
        """
        future: Future[T] = Future()
        work = (future, lambda: fn(*args, **kwargs))
        with self._changed:
            if self._closed:
                raise RuntimeError("this executor was shut down")
            self._queue.append(work)
            if self._idle >= len(self._queue):
                self._changed.notify()
                return future
            if len(self._threads) >= self._limit:
                return future
            thread = self._new_thread()
        if thread is None or not self._started(thread):
            self._do_here(work)
        return future

    def _new_thread(self) -> Optional[threading.Thread]:
        try:
            thread = threading.Thread(target=self._work, name=f"{self._name}_{self._made}", daemon=True)
        except RuntimeError:  # a subinterpreter may have no daemon threads
            return None
        self._made += 1
        self._threads.add(thread)
        return thread

    def _started(self, thread: threading.Thread) -> bool:
        try:
            thread.start()
        except RuntimeError:
            with self._changed:
                self._threads.discard(thread)
            return False
        return True

    def _do_here(self, work: _Work) -> None:
        with self._changed:
            if work not in self._queue:  # another thread was free after all
                return
            self._queue.remove(work)
        _settle(*work)

    def _work(self) -> None:
        while True:
            with self._changed:
                if not self._queue and not self._wait():
                    self._threads.discard(threading.current_thread())
                    return
                work = self._queue.popleft()
            _settle(*work)
            del work  # what it held is not kept until the next one

    def _wait(self) -> bool:
        """Whether there is work again before the thread has lingered long enough."""
        if self._closed or not self._linger:
            return False
        self._idle += 1
        try:
            self._changed.wait_for(lambda: bool(self._queue) or self._closed, self._linger)
        finally:
            self._idle -= 1
        return bool(self._queue)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more work. What has begun, and unless it is cancelled what has not, is done to its end."""
        with self._changed:
            self._closed = True
            dropped: List[_Work] = []
            if cancel_futures:
                dropped, self._queue = list(self._queue), deque()
            threads = list(self._threads)
            self._changed.notify_all()
        for future, _ in dropped:
            future.cancel()
            future.set_running_or_notify_cancel()
        if wait:
            for thread in threads:
                if thread.ident is not None:  # one that is just being started has none
                    thread.join()

    def forget(self) -> None:
        """In the child of a fork: the threads are the parent's, and its lock may be held for ever."""
        closed = self._closed
        self._begin()
        self._closed = closed


def _settle(future: Future[Any], function: Callable[[], Any]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = function()
    except BaseException as error:
        future.set_exception(error)
    else:
        future.set_result(result)


_EXECUTORS: weakref.WeakSet[DaemonExecutor] = weakref.WeakSet()
_UNCUT: Set[Future[Any]] = set()

# For short work: reading and writing files, looking up names.
SHARED = DaemonExecutor(min(32, (os.cpu_count() or 1) + 8), "inferencesh-io", _LINGER)


def submit_uncut(function: Callable[..., T], *args: Any) -> Future[T]:
    """As `SHARED.submit`, of short work that the end of the program waits for: a line of a journal, say."""
    future = SHARED.submit(function, *args)
    _UNCUT.add(future)
    future.add_done_callback(_UNCUT.discard)
    return future


def _finish() -> None:
    wait(list(_UNCUT), _LAST_WORK)


def _forget() -> None:
    _UNCUT.clear()
    for executor in list(_EXECUTORS):
        executor.forget()


atexit.register(_finish)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
