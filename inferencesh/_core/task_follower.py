"""Following a task to its end: what to do next, whatever the network does. No I/O; time comes as an argument.

Sources: behaviour.md 2 (the task stream), 2.6 (reconnecting); mission/decisions.md, "Streams".
"""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Mapping, Optional, cast

from ..results.task import Task, TaskUpdate
from .actions import Action, Done, Fetch, Open, Read, Wait
from .errors import InferenceError, StreamError
from .redact import redact_text
from .status import parse_status
from .task_view import TaskView

__all__ = ["Action", "Done", "Fetch", "Open", "Read", "TaskFollower", "Wait"]

_LONGEST_DELAY = 30.0  # seconds between attempts, at most
_GOOD_STREAM = 10.0  # a stream that lived this many seconds did not fail to open
_POLLS_PER_OPEN = 10  # while polling, the stream is tried again after so many intervals
_STALE_READS = 3  # how often a fetched task may contradict the end that was seen

_OPEN, _READ, _FETCH, _WAIT, _DONE = range(5)


class TaskFollower:
    """Follows one task: fed with what arrives, says what to do next.

    Args:
        task_id: the id, or the short id, of the task.
        now: seconds of a monotonic clock, as in all methods.
        known: the answer to the submission, if there was one.
        max_failures: failures in a row after which to give up; progress and every good reading of the state reset
            the count. 0 means the same as `auto_reconnect=False`.
        retry_delay: seconds before the stream is opened again; doubled with each failure in a row.
        idle_timeout: seconds without a byte after which a connection counts as dead.
        event_timeout: seconds with heartbeats only after which the state is read.
        poll_interval: seconds between two readings of the state while the stream cannot be held open.
        auto_reconnect: False ends with an error when the stream was lost and the task has not ended.
        jitter: makes a delay from a delay, so that many clients do not come back at once.
        session: whether the task belongs to a session, so that its end must name one.

    After each call of a method that takes news, ask `action`. Methods return the updates to hand out, in order.
    """

    def __init__(
        self,
        task_id: str,
        *,
        now: float,
        known: Optional[Mapping[str, Any]] = None,
        max_failures: int = 5,
        retry_delay: float = 1.0,
        idle_timeout: float = 45.0,
        event_timeout: float = 60.0,
        poll_interval: float = 2.0,
        auto_reconnect: bool = True,
        jitter: Optional[Callable[[float], float]] = None,
        session: bool = False,
    ) -> None:
        self._view = TaskView(task_id, known, session=session)
        self._max_failures = max_failures
        self._retry_delay = retry_delay
        self._idle_timeout = idle_timeout
        self._event_timeout = event_timeout
        self._poll_interval = poll_interval
        self._reconnect = auto_reconnect and max_failures > 0
        self._jitter = jitter

        self._state = _OPEN
        self._after_wait = _OPEN
        self._wait_until = now
        self._light = False  # a status is all that the next reading must bring
        self._stream_open = False
        self._opened_at = now
        self._read_since: Optional[float] = None  # when the shell was last sent to wait for bytes
        self._quiet = 0.0  # seconds spent waiting since the last event
        self._failures = 0
        self._stream_failures = 0
        self._reopen_at = now
        self._last_error: Optional[BaseException] = None
        self._stale_reads = 0
        self._missed_end = False  # the task has ended, and the stream, which is open, did not say so
        self._ending = self._view.status.is_terminal  # the end was seen but not handed out yet
        self._failure: Optional[BaseException] = None
        if self._ending:
            self._state = _FETCH

    # -- what the shell reads

    @property
    def task_id(self) -> str:
        """The task's id; the full one as soon as it is known."""
        return self._view.task_id

    @property
    def task(self) -> Task:
        """All that is known of the task, with all of its log lines."""
        return self._view.task()

    @property
    def finished(self) -> bool:
        """Whether there is nothing more to do: the end was handed out, or there is a `failure`."""
        return self._state == _DONE

    @property
    def failure(self) -> Optional[BaseException]:
        """The error to raise if the task could not be followed to its end. That a task failed is not one of these."""
        return self._failure

    @property
    def needs_fetch(self) -> bool:
        """Whether the state has to be read next."""
        return self._state == _FETCH

    def action(self, now: float) -> Action:
        """What to do next."""
        if self._state == _READ:
            self._check_silence(now)
        elif self._state == _WAIT and now >= self._wait_until:
            self._state = self._after_wait
        state = self._state
        if state == _READ:
            since = cast(float, self._read_since)
            # Not less while events are silent: a read that is given up ends the connection, and the next heartbeat is
            # early enough to look at the state.
            return Read(since + self._idle_timeout)
        if state == _FETCH:
            return Fetch(self._light, self._stream_open)
        if state == _OPEN:
            return Open()
        if state == _WAIT:
            return Wait(self._wait_until - now)
        return Done()

    def _check_silence(self, now: float) -> None:
        # Only time spent waiting for bytes counts: a caller that takes minutes over an update makes nothing silent.
        if self._read_since is None:
            self._read_since = now
        waited = now - self._read_since
        if waited >= self._idle_timeout:
            self.lost(now, StreamError(f"nothing arrived for {self._idle_timeout:g} seconds", task_id=self.task_id))
        elif self._quiet + waited >= self._event_timeout:
            self.reconcile(now)

    # -- news from the stream

    def opened(self, now: float) -> None:
        """The stream was opened."""
        if self._state == _OPEN:
            self._state = _READ
            self._stream_open = True
            self._opened_at = now
            self._read_since = None
            self._quiet = 0.0

    def bytes_arrived(self, now: float) -> None:
        """Something arrived on the stream, be it a heartbeat or a part of a frame."""
        since = self._read_since
        if since is not None:
            self._quiet += max(0.0, now - since)
            self._read_since = None

    def frames(self, items: List[Any], now: float) -> List[TaskUpdate]:
        """Decoded frames of the stream."""
        updates: List[TaskUpdate] = []
        if self._state == _DONE or self._ending:
            return updates
        self.bytes_arrived(now)
        view = self._view
        broken: Optional[BaseException] = None
        ended = False
        for item in items:
            if type(item) is not dict:
                reason = getattr(item, "reason", "a frame is no JSON object")
                broken = StreamError(f"the stream could not be read: {reason}", task_id=self.task_id)
                continue
            frame: Any = item  # pyright: ignore[reportUnknownVariableType]
            full = True
            if "data" in frame or "event" in frame or "id" not in frame:
                kind, frame = _sort_out(frame)
                if kind == "delta":
                    self._quiet = 0.0
                    update = view.delta(frame)
                    if update is not None:
                        self._progressed()
                        updates.append(update)
                    continue
                if kind == "error":
                    broken = StreamError(f"the stream reported an error: {_explain(frame)}", task_id=self.task_id)
                elif kind == "done":
                    ended = True
                if kind not in ("full", "partial"):
                    continue
                full = kind == "full"
            if frame.get("id") != view.task_id and not view.is_mine(frame):
                continue
            self._quiet = 0.0
            if view.apply(frame, full=full):
                self._failures = self._stream_failures = 0
                if view.status.is_terminal:
                    updates.extend(self._see_end())
                    return updates
                updates.append(view.update())
        if broken is not None or ended:
            self.lost(now, broken)
        return updates

    def _progressed(self) -> None:
        self._failures = 0
        self._stream_failures = 0

    def lost(self, now: float, error: Optional[BaseException] = None) -> None:
        """The stream was cut, ended before the task did, fell silent, or could not be opened for now."""
        if self._state == _DONE or self._ending:
            return
        if error is not None:
            self._last_error = error
        if self._state not in (_OPEN, _READ) and not self._stream_open:
            return  # this loss is known already
        self._view.deltas_lost()
        if self._stream_open and now - self._opened_at >= _GOOD_STREAM:
            self._stream_failures = 0
        self._stream_open = False
        self._read_since = None
        self._failures += 1
        self._stream_failures += 1
        self._reopen_at = now + _POLLS_PER_OPEN * self._poll_interval
        self._state = _FETCH
        self._light = False

    def let_go(self) -> None:
        """The caller closed the stream on purpose. That is no failure; what follows opens it again."""
        self._let_stream_go()
        if self._state == _READ:
            self._state = _OPEN

    def _let_stream_go(self) -> None:
        if self._stream_open:
            self._view.deltas_lost()
            self._stream_open = False
            self._read_since = None

    def reconcile(self, now: float) -> None:
        """Read the status before going on: events are silent, or the computer was asleep."""
        if self._state == _READ:
            self.bytes_arrived(now)
            self._quiet = 0.0
            self._state = _FETCH
            self._light = True

    # -- news from readings of the state

    def snapshot(self, task: Any, now: float) -> List[TaskUpdate]:
        """A task was fetched."""
        if self._state == _DONE:
            return []
        body = cast("Dict[str, Any]", task) if isinstance(task, dict) else {}
        if "status" not in body or not self._view.is_mine(body):
            return self.fetch_failed(now, StreamError("the answer is not the task", task_id=self.task_id))
        if self._ending:
            return self._complete(body, now)
        self._failures = 0
        self._missed_end = False
        view = self._view
        changed = view.apply(body, full=True)
        if view.status.is_terminal:
            view.complete(body)
            return self._end()
        updates = [view.update()] if changed else []
        if self._state == _FETCH:
            if self._stream_open and changed:
                # The stream should have said so: it is deaf.
                view.deltas_lost()
                self._stream_open = False
                self._state = _OPEN
            else:
                self._go_on(now)
        return updates

    def status_read(self, body: Any, now: float) -> List[TaskUpdate]:
        """The status was read (`id`, `status`, `updated_at`)."""
        if self._state == _DONE:
            return []
        members = cast("Dict[str, Any]", body) if isinstance(body, dict) else {}
        status = parse_status(members.get("status"))
        if status is None:
            return self.fetch_failed(now, StreamError("the answer is no status", task_id=self.task_id))
        self._failures = 0
        if self._state == _FETCH:
            known = self._view.known
            stamp = members.get("updated_at")
            if status != self._view.status or (stamp is not None and stamp != known.get("updated_at")):
                self._light = False  # there is news: now the task itself
                self._missed_end = status.is_terminal
            elif not self._ending:
                self._go_on(now)
        return []

    def fetch_failed(self, now: float, error: BaseException) -> List[TaskUpdate]:
        """The state could not be read for now."""
        if self._state == _DONE:
            return []
        if self._stream_open and not self._missed_end:
            self._go_on(now)  # the stream lives, and that is enough
            return []
        self._let_stream_go()
        self._failures += 1
        self._last_error = error
        if self._failures > self._max_failures or not self._reconnect:
            return self._give_up()
        self._wait(now, self._delay(self._failures), _FETCH)
        return []

    def refused(self, error: BaseException) -> List[TaskUpdate]:
        """The platform refuses to tell the state, and asking again would not change that."""
        if self._state == _DONE:
            return []
        if self._light:
            self._light = False  # the status alone is not to be had: the task itself may be
            return []
        if self._ending:
            self._last_error = error
            return self._give_up()
        if isinstance(error, InferenceError) and error.task_id is None:
            error.task_id = self.task_id
        self._failure = error
        self._finish()
        return []

    def _go_on(self, now: float) -> None:
        """The task lives and has not ended."""
        if self._stream_open:
            self._state = _READ
            self._read_since = None
            self._quiet = 0.0
        elif not self._reconnect:
            self._give_up()
        elif self._stream_failures < self._max_failures:
            self._wait(now, self._delay(self._stream_failures), _OPEN)
        elif now >= self._reopen_at:
            self._state = _OPEN
        else:
            self._wait(now, self._poll_interval, _FETCH)

    def _wait(self, now: float, seconds: float, then: int) -> None:
        self._state = _WAIT
        self._wait_until = now + seconds
        self._after_wait = then
        self._light = False

    def _delay(self, failures: int) -> float:
        delay = min(self._retry_delay * 2.0 ** min(max(failures - 1, 0), 30), _LONGEST_DELAY)
        return self._jitter(delay) if self._jitter is not None else delay

    # -- the end

    def _see_end(self) -> List[TaskUpdate]:
        if not self._view.lacking():
            return self._end()
        self._ending = True
        self._stream_open = False
        self._state = _FETCH
        self._light = False
        return []

    def _complete(self, body: Dict[str, Any], now: float) -> List[TaskUpdate]:
        if not self._view.complete(body):
            self._stale_reads += 1
            if self._stale_reads < _STALE_READS:
                self._wait(now, self._delay(self._stale_reads), _FETCH)
                return []
            if self._view.lacks_result:
                self._last_error = StreamError("it reads as one that has not ended yet", task_id=self.task_id)
                return self._give_up()
        return self._end()

    def _end(self) -> List[TaskUpdate]:
        self._finish()
        return [self._view.update()]

    def _give_up(self) -> List[TaskUpdate]:
        if self._ending and not self._view.lacks_result:
            return self._end()
        cause = self._last_error
        text = f"lost the stream of task {self.task_id}"
        if self._ending:
            text = f"task {self.task_id} is {self._view.status}, and its output could not be read"
        if cause is not None:
            text = f"{text}: {redact_text(str(cause)) or type(cause).__name__}"
        if self._failures > 1:
            text = f"{text} ({self._failures} failures in a row)"
        failure = StreamError(f"{text}. The task itself is unaffected: fetch it by its id", task_id=self.task_id)
        failure.task = self.task
        failure.__cause__ = cause
        self._failure = failure
        self._finish()
        return []

    def _finish(self) -> None:
        self._state = _DONE
        self._ending = False
        self._stream_open = False


_TASK_EVENTS = frozenset({None, "", "update", "message", "task", "tasks"})


def _sort_out(item: Dict[str, Any]) -> Any:
    """The kind of an item that is no plain task, and the object that it is about."""
    event = item.get("event")
    data = item.get("data")
    if event == "delta" and isinstance(data, dict):
        return "delta", data
    if event == "done":
        return "done", item
    if event == "error":
        return "error", data if isinstance(data, dict) else {"detail": data}
    if isinstance(data, dict):
        body = cast("Dict[str, Any]", data)
        named = event is None or isinstance(event, str)  # anything else can be no name, nor be looked up
        if not named or event not in _TASK_EVENTS or not ("id" in body or "status" in body):
            return "other", item
        return ("partial" if isinstance(item.get("fields"), list) else "full"), body
    if event is not None or "data" in item:
        return "other", item
    if item.get("type") == "heartbeat":
        return "heartbeat", item
    if isinstance(item.get("delta"), dict):
        return "delta", item
    status = parse_status(item.get("status"))
    if status is not None and status.is_known:
        return "full", item
    if "error" in item or (status is not None and ("detail" in item or "title" in item)):
        return "error", item
    return "other", item


def _explain(problem: Mapping[str, Any]) -> str:
    for source in (problem, problem.get("error")):
        if isinstance(source, str):
            return redact_text(source)
        if isinstance(source, dict):
            for key in ("detail", "message", "title", "code"):
                text = cast("Dict[str, Any]", source).get(key)
                if isinstance(text, str) and text:
                    return redact_text(text)
    return "without an explanation"
