"""Daemon threads for work that blocks."""

from __future__ import annotations

import gc
import os
import threading
import time
import weakref
from concurrent.futures import CancelledError, wait
from typing import Any, List

import pytest
from support.waiting import until

from inferencesh._runtime import threads as _threads
from inferencesh._runtime.threads import DaemonExecutor, submit_uncut


def left(name: str) -> List[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith(name)]


def test_results_and_errors_come_back() -> None:
    pool = DaemonExecutor(2, "t-results")
    assert pool.submit(int, "7").result(10) == 7
    assert pool.submit(int, "11", base=2).result(10) == 3
    with pytest.raises(ValueError, match="invalid literal"):
        pool.submit(int, "x").result(10)
    with pytest.raises(SystemExit):
        pool.submit(exit).result(10)
    assert list(pool.map(str, range(5))) == ["0", "1", "2", "3", "4"]
    until(lambda: not left("t-results"), "its threads end when there is no work")


def test_its_threads_are_daemons_and_no_more_than_its_limit() -> None:
    pool = DaemonExecutor(3, "t-limit")
    at_once: List[int] = []
    running = [0]
    lock = threading.Lock()

    def job() -> bool:
        with lock:
            running[0] += 1
            at_once.append(running[0])
        time.sleep(0.01)
        with lock:
            running[0] -= 1
        return threading.current_thread().daemon

    assert all(future.result(10) for future in [pool.submit(job) for _ in range(30)])
    assert max(at_once) <= 3


def test_work_is_begun_in_order() -> None:
    pool = DaemonExecutor(1, "t-order")
    begun: List[int] = []
    wait([pool.submit(begun.append, n) for n in range(50)], 10)
    assert begun == list(range(50))


def test_a_thread_that_lingers_takes_the_next_work() -> None:
    pool = DaemonExecutor(4, "t-linger", linger=30)
    first = pool.submit(threading.get_ident).result(10)
    until(lambda: pool._idle == 1, "it waits for work")
    assert pool.submit(threading.get_ident).result(10) == first
    pool.shutdown()
    assert not left("t-linger")


def test_nothing_is_kept_of_what_was_done() -> None:
    class Thing:
        pass

    pool = DaemonExecutor(1, "t-kept", linger=30)
    thing = Thing()
    reference = weakref.ref(thing)
    pool.submit(lambda held: None, thing).result(10)
    until(lambda: pool._idle == 1, "it waits for work")
    del thing
    gc.collect()
    assert reference() is None
    pool.shutdown()


def test_shutting_down() -> None:
    pool = DaemonExecutor(1, "t-shut")
    release = threading.Event()
    begun = pool.submit(release.wait, 10)
    waiting = pool.submit(int)
    pool.shutdown(wait=False, cancel_futures=True)
    with pytest.raises(RuntimeError, match="shut down"):
        pool.submit(int)
    with pytest.raises(CancelledError):
        waiting.result(10)
    release.set()
    assert begun.result(10)
    pool.shutdown()
    pool.shutdown()
    assert not left("t-shut")


def test_what_waits_is_done_before_it_is_shut() -> None:
    pool = DaemonExecutor(1, "t-rest")
    futures = [pool.submit(time.sleep, 0.01) for _ in range(5)]
    pool.shutdown(wait=True)
    assert all(future.done() for future in futures)


def test_where_no_thread_can_be_started_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(thread: threading.Thread) -> None:
        raise RuntimeError("can't create new thread at interpreter shutdown")

    pool = DaemonExecutor(2, "t-none", linger=30)
    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert pool.submit(threading.get_ident).result(0) == threading.get_ident()
    with pytest.raises(ValueError, match="invalid literal"):
        pool.submit(int, "x").result(0)
    monkeypatch.undo()
    assert pool.submit(threading.get_ident).result(10) != threading.get_ident()
    pool.shutdown()


def test_cancelled_before_it_began() -> None:
    pool = DaemonExecutor(1, "t-cancel")
    release = threading.Event()
    done: List[Any] = []
    first = pool.submit(release.wait, 10)
    second = pool.submit(done.append, 1)
    assert second.cancel()
    release.set()
    assert first.result(10)
    assert pool.submit(int).result(10) == 0
    assert done == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_the_child_of_a_fork_has_threads_of_its_own() -> None:
    pool = DaemonExecutor(1, "t-fork", linger=30)
    release = threading.Event()
    future = pool.submit(release.wait, 20)  # the only thread is at work, and does not exist in the child
    pid = os.fork()
    if pid == 0:  # pragma: no cover
        code = 1
        try:
            code = 0 if pool.submit(int, "7").result(10) == 7 and submit_uncut(int, "7").result(10) == 7 else 2
        finally:
            os._exit(code)
    assert os.waitpid(pid, 0)[1] == 0
    release.set()
    assert future.result(10)
    pool.shutdown()


def test_the_end_of_the_program_waits_for_what_must_not_be_cut() -> None:
    release = threading.Event()
    future = submit_uncut(release.wait, 10)
    threading.Timer(0.05, release.set).start()
    _threads._finish()
    assert future.done()
    until(lambda: not _threads._UNCUT, "it is not kept")


def test_many_threads_submit_at_once() -> None:
    pool = DaemonExecutor(4, "t-many", linger=0.001)  # so short that threads come and go all the time
    totals: List[int] = []

    def submitter() -> None:
        totals.append(sum(future.result(20) for future in [pool.submit(int, "1") for _ in range(300)]))

    threads = [threading.Thread(target=submitter) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert totals == [300] * 8
    assert len(pool._threads) <= 4
