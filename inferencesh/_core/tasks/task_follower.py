"""Following a task to its end: what to do next, whatever the network does. No I/O; time comes as an argument.

Source: the operation streamTask of openapi.yaml; docs/streaming.md.
"""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Mapping, Optional, cast

from ...results.task import Task, TaskUpdate
from ..errors.classes import InferenceError
from ..streams.actions import Action, Done, Fetch, Open, Read, Wait
from ..streams.stream_link import TASK_STREAM, StreamLink, StreamPolicy
from ..streams.task_errors import StreamError
from ..values.redact import redact_text
from ..values.status import parse_status
from .task_view import TaskView

__all__ = ["Action", "Done", "Fetch", "Open", "Read", "TaskFollower", "Wait"]

_STALE_READS = 3  # how often a fetched task may contradict the end that was seen


class TaskFollower:
    """Follows one task: fed with what arrives, says what to do next.

    Args:
        task_id: the id, or the short id, of the task.
        now: seconds of a monotonic clock, as in all methods.
        known: the answer to the submission, if there was one.
        policy: how the stream is held open.
        session: whether the task belongs to a session, so that its end must name one.

    After each call of a method that takes news, ask `action`. Methods return the updates to hand out, in order.
    """

    def __init__(
        self,
        task_id: str,
        *,
        now: float,
        known: Optional[Mapping[str, Any]] = None,
        policy: StreamPolicy = TASK_STREAM,
        session: bool = False,
    ) -> None:
        view = self._view = TaskView(task_id, known, session=session)
        self._link = StreamLink(policy, now, view.deltas_lost, light_reads=True)
        # Something arrived, be it a heartbeat or a part of a frame. The link's own method: it is called for each frame.
        self.bytes_arrived: Callable[[float], None] = self._link.bytes_arrived
        self._stale_reads = 0
        self._missed_end = False  # the task has ended, and the stream, which is open, did not say so
        self._ending = view.status.is_terminal  # the end was seen but not handed out yet
        self._finished = False
        self._failure: Optional[BaseException] = None
        if self._ending:
            self._link.end_stream(now)

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
        return self._finished

    @property
    def failure(self) -> Optional[BaseException]:
        """The error to raise if the task could not be followed to its end. That a task failed is not one of these."""
        return self._failure

    @property
    def needs_fetch(self) -> bool:
        """Whether the state has to be read."""
        return self._link.reading and not self._finished

    def action(self, now: float) -> Action:
        """What to do next."""
        return Done() if self._finished else self._link.action(now)

    # -- news from the stream

    def opened(self, now: float) -> None:
        """The stream was opened."""
        if not self._finished:
            self._link.opened(now)

    def frames(self, items: List[Any], now: float) -> List[TaskUpdate]:
        """Decoded frames of the stream."""
        updates: List[TaskUpdate] = []
        if self._finished or self._ending:
            return updates
        view, link = self._view, self._link
        link.bytes_arrived(now)
        trouble: Optional[BaseException] = None
        lost = heard = False
        for item in items:
            if type(item) is not dict:
                reason = getattr(item, "reason", "a frame is no JSON object")
                trouble, lost = StreamError(f"the stream could not be read: {reason}", task_id=self.task_id), True
                continue
            frame: Any = item  # pyright: ignore[reportUnknownVariableType]
            full = True
            if "data" in frame or "event" in frame or "id" not in frame:
                kind, frame = _sort_out(frame)
                if kind == "delta":
                    heard = True
                    update = view.delta(frame)
                    if update is not None:
                        updates.append(update)
                    continue
                if kind == "error":
                    text = f"the stream reported an error: {_explain(frame)}"
                    trouble, lost = StreamError(text, task_id=self.task_id), True
                elif kind == "done":
                    lost = True
                if kind not in ("full", "partial"):
                    continue
                full = kind == "full"
            if frame.get("id") != view.task_id and not view.is_mine(frame):
                continue
            heard = True
            if view.apply(frame, full=full):
                if view.status.is_terminal:
                    updates.extend(self._see_end(now))
                    return updates
                updates.append(view.update())
        if updates:
            link.progressed()
        elif heard:
            link.heard()
        if lost:
            link.lost(now, trouble)
        return updates

    def lost(self, now: float, error: Optional[BaseException] = None) -> None:
        """The stream was cut, ended before the task did, fell silent, or could not be opened for now."""
        if not self._finished:
            self._link.lost(now, error)

    def let_go(self) -> None:
        """The caller closed the stream on purpose. That is no failure; what follows opens it again."""
        self._link.let_go()

    def reconcile(self, now: float) -> None:
        """Read the status before going on: events are silent, or the computer was asleep."""
        self._link.reconcile(now)

    # -- news from readings of the state

    def snapshot(self, task: Any, now: float) -> List[TaskUpdate]:
        """A task was fetched."""
        if self._finished:
            return []
        body = cast("Dict[str, Any]", task) if isinstance(task, dict) else {}
        if "status" not in body or not self._view.is_mine(body):
            return self.fetch_failed(now, StreamError("the answer is not the task", task_id=self.task_id))
        if self._ending:
            return self._complete(body, now)
        view, link = self._view, self._link
        self._missed_end = False
        changed = view.apply(body, full=True)
        if view.status.is_terminal:
            view.complete(body)
            return self._end()
        updates = [view.update()] if changed else []
        if changed and link.reading:
            link.let_go()  # an open stream should have said so: it is deaf
        link.was_read(now)
        return updates + self._check_link()

    def status_read(self, body: Any, now: float) -> List[TaskUpdate]:
        """The status was read (`id`, `status`, `updated_at`)."""
        if self._finished:
            return []
        members = cast("Dict[str, Any]", body) if isinstance(body, dict) else {}
        status = parse_status(members.get("status"))
        if status is None:
            return self.fetch_failed(now, StreamError("the answer is no status", task_id=self.task_id))
        stamp = members.get("updated_at")
        if status != self._view.status or (stamp is not None and stamp != self._view.known.get("updated_at")):
            if self._link.reading:
                self._link.request_reading()  # there is news: now the task itself
                self._missed_end = status.is_terminal
        elif not self._ending:
            self._link.was_read(now)
        return self._check_link()

    def fetch_failed(self, now: float, error: BaseException) -> List[TaskUpdate]:
        """The state could not be read for now."""
        if self._finished:
            return []
        if self._missed_end:
            self._link.let_go()
        self._link.reading_failed(now, error, needed=False)
        return self._check_link()

    def refused(self, error: BaseException) -> List[TaskUpdate]:
        """The platform refuses to tell the state, and asking again would not change that."""
        if self._finished:
            return []
        if self._link.light:
            self._link.request_reading()  # the status alone is not to be had: the task itself may be
            return []
        if self._ending:
            self._link.error = error
            return self._give_up()
        if isinstance(error, InferenceError) and error.task_id is None:
            error.task_id = self.task_id
        self._failure = error
        self._finish()
        return []

    def _check_link(self) -> List[TaskUpdate]:
        return self._give_up() if self._link.given_up else []

    # -- the end

    def _see_end(self, now: float) -> List[TaskUpdate]:
        if not self._view.lacking():
            return self._end()
        self._ending = True
        self._link.progressed()
        self._link.end_stream(now)
        return []

    def _complete(self, body: Dict[str, Any], now: float) -> List[TaskUpdate]:
        if not self._view.complete(body):
            self._stale_reads += 1
            if self._stale_reads < _STALE_READS:
                self._link.read_again(now, self._stale_reads)
                return []
            if self._view.lacks_result:
                self._link.error = StreamError("it reads as one that has not ended yet", task_id=self.task_id)
                return self._give_up()
        return self._end()

    def _end(self) -> List[TaskUpdate]:
        self._finish()
        return [self._view.update()]

    def _give_up(self) -> List[TaskUpdate]:
        if self._ending and not self._view.lacks_result:
            return self._end()
        cause, failures = self._link.error, self._link.failures
        text = f"lost the stream of task {self.task_id}"
        if self._ending:
            text = f"task {self.task_id} is {self._view.status}, and its output could not be read"
        if cause is not None:
            text = f"{text}: {redact_text(str(cause)) or type(cause).__name__}"
        if failures > 1:
            text = f"{text} ({failures} failures in a row)"
        failure = StreamError(f"{text}. The task itself is unaffected: fetch it by its id", task_id=self.task_id)
        failure.task = self.task
        failure.__cause__ = cause
        self._failure = failure
        self._finish()
        return []

    def _finish(self) -> None:
        self._finished = True
        self._ending = False


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
