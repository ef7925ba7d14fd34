# Made from inferencesh/_async/follow.py by scripts/unasync.py. Do not edit.
"""Following a task: the shell around `TaskFollower` that opens, reads and closes streams."""

from __future__ import annotations

import logging
import sys
from collections import deque
from typing import TYPE_CHECKING, Any, Callable, Deque, Dict, List, Mapping, NamedTuple, Optional

from .. import _seam_sync as seam
from .._core import interrupts
from .._core.actions import Done, Fetch, Open, Read, Wait
from .._core.errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    InferenceError,
    InvalidInputError,
    task_error,
)
from .._core.frames import FrameDecoder
from .._core.options import CallOptions, StreamingOptions
from .._core.plain import as_mapping
from .._core.task_follower import TaskFollower
from .._core.wake import WakeWatch
from ..results.task import Task, TaskUpdate
from .http import Deadline

if TYPE_CHECKING:
    from .http import ByteStream
    from .tasks import Tasks

logger = logging.getLogger("inferencesh")

# A read of the stream wakes up at least this often, in seconds, to look at the clock (a laptop may have slept).
LONGEST_READ = 45.0
# When the clock is moved, what the platform has to say to that gets so many real seconds to arrive.
SETTLE = 0.2
_RETRYABLE = frozenset({408, 425, 429})


def is_fatal(error: APIError) -> bool:
    """Whether trying again cannot help: the platform refused, rather than failed."""
    return 300 <= error.status_code < 500 and error.status_code not in _RETRYABLE


def tell(line: str, cause: BaseException) -> None:
    """Say a line to the person who pressed Ctrl-C; a coroutine's cancellation is told to the log and to its error."""
    logger.info("%s", line)
    if isinstance(cause, (KeyboardInterrupt, SystemExit)):
        if sys.stderr is not None:
            print(line, file=sys.stderr, flush=True)
    else:
        add_note: Optional[Callable[[str], None]] = getattr(cause, "add_note", None)  # from Python 3.11 on
        if add_note is not None:
            add_note(line)


class TaskStream:
    """The updates of a task, as they come: iterate over it.

    Each `TaskUpdate` is a dict: `update["status"]`, the log lines that are new since the update before in
    `update["logs"]`, `update["output"]`, `update.get("progress")`. When a task fails, the update that says so is handed
    out first; the next step of the loop raises `TaskFailedError`, `TaskCancelledError` or `TaskRejectedError`.

    Leaving the loop early closes the connection at once (in CPython; elsewhere use `with`, or `close()`). The task goes
    on: `client.cancel_task(stream.task_id)` ends it, and another loop over the stream goes on with its updates.

    Attributes:
        task_id: the task's id, None until it was started.
        task: the task as far as it is known, whole (with all logs so far).
        result: the task once it has ended, else None.
        error: what ended the stream, if it was an error.
    """

    def __init__(self, follow: Follow) -> None:
        self._follow = follow

    @property
    def task_id(self) -> Optional[str]:
        return self._follow.task_id

    @property
    def task(self) -> Optional[Task]:
        return self._follow.task

    @property
    def result(self) -> Optional[Task]:
        follow = self._follow
        return follow.task if follow.task is not None and follow.task.is_terminal else None

    @property
    def error(self) -> Optional[BaseException]:
        return self._follow.error

    def __iter__(self) -> Updates:
        return Updates(self)

    def __next__(self) -> seam.Promise[TaskUpdate]:
        return self._follow.step()

    def _started(self) -> TaskStream:
        self._follow.start()
        return self

    def __enter__(self) -> TaskStream:
        self._follow.start()
        return self

    def __exit__(self, kind: object, error: Optional[BaseException], trace: object) -> None:
        self.close()
        if error is not None:  # interrupted between two updates
            self._follow.say_goodbye(error)

    def wait(self) -> Task:
        """The task when it has ended; its updates are dropped on the way.

        Raises:
            TaskFailedError, TaskCancelledError, TaskRejectedError: it did not complete.
            APITimeoutError: it has not ended in time. It goes on.
        """
        return self._follow.finish()

    def close(self) -> None:
        """Close the connection at once. May be called twice, after the end, and while another task iterates."""
        self._follow.close()

    def abort(self) -> None:
        """As closing, without waiting, from any thread."""
        self._follow.abort()

    def __del__(self) -> None:
        follow = getattr(self, "_follow", None)
        if follow is not None:
            follow.close()

    def __repr__(self) -> str:
        status = self.task["status"] if self.task is not None else "not started"
        return f"<{type(self).__name__} of task {self.task_id}: {status}>"


class Updates:
    """One loop over a stream. Python drops it when the loop is left, however that is, which closes the connection."""

    __slots__ = ("_stream",)

    def __init__(self, stream: TaskStream) -> None:
        self._stream = stream

    def __iter__(self) -> Updates:
        return self

    def __next__(self) -> seam.Promise[TaskUpdate]:
        return self._stream._follow.step()  # not by way of the stream: this is called for each of many updates

    def __del__(self) -> None:
        self._stream._follow.leave()


class Follow:
    """Does what a `TaskFollower` says, over HTTP."""

    def __init__(
        self,
        tasks: Tasks,
        options: CallOptions,
        streaming: Streaming,
        *,
        task_id: Optional[str] = None,
        submission: Optional[Submission] = None,
        on_interrupt: str = interrupts.DETACH,
    ) -> None:
        self.tasks = tasks
        self.on_interrupt = on_interrupt
        self.http = tasks._http
        self.options = options
        self.streaming = streaming
        self.task_id = task_id
        self.submission = submission
        self.deadline: Deadline = tasks._deadline(options)
        self.follower: Optional[TaskFollower] = None
        self.stream: Optional[ByteStream] = None
        self.decoder: Optional[FrameDecoder] = None
        self.wake = WakeWatch()
        self.ready: Deque[TaskUpdate] = deque()
        self.error: Optional[BaseException] = None
        self.submitting = False
        self.said_goodbye = False
        self.closed = False
        self.left = False
        self.over = False
        self.uploads: List[Dict[str, Any]] = []

    @property
    def task(self) -> Optional[Task]:
        if self.follower is None:
            return None
        task = self.follower.task
        task.uploads = self.uploads
        return task

    def start(self) -> None:
        """Submit the run, if there is one to submit, and make ready to follow the task. Again: nothing."""
        if self.follower is not None or self.closed:
            return
        self.deadline = self.tasks._deadline(self.options)
        known: Optional[Mapping[str, Any]] = None
        session = False
        if self.submission is not None:
            self.submitting = True
            task = self.tasks._submit(self.submission, self.options, self.deadline)
            self.submitting = False
            self.task_id = task["id"]
            self.uploads = task.uploads
            known = task.raw
            session = bool(task.get("session_id")) or self.submission.names_session
        assert self.task_id is not None
        self.follower = TaskFollower(
            self.task_id,
            now=self.http.clock.monotonic(),
            known=known,
            max_failures=self.streaming.max_failures,
            retry_delay=self.streaming.retry_delay,
            auto_reconnect=self.streaming.auto_reconnect,
            session=session,
        )

    def step(self) -> TaskUpdate:
        """The next update."""
        if self.ready and not self.closed:
            return self.ready.popleft()
        try:
            if self.follower is None:
                self.start()
            while not self.closed:
                if self.ready:
                    return self.ready.popleft()
                if self.over:
                    break
                self.advance()
            raise StopIteration
        except StopIteration:
            raise
        except Exception as error:
            self._ended(error)
            raise
        except BaseException as cause:  # cancelled or interrupted: no connection stays, and a later step may go on
            self._interrupted()
            self.say_goodbye(cause)
            raise

    def finish(self) -> Task:
        """The task when it has ended; its updates are dropped on the way.

        Raises:
            TaskFailedError, TaskCancelledError, TaskRejectedError: it did not complete.
        """
        try:
            self.start()
            while not self.over:
                self.advance()
                self.ready.clear()
        except Exception as error:
            self._ended(error)
            raise
        except BaseException as cause:
            self._interrupted()
            self.say_goodbye(cause)
            raise
        assert self.task is not None
        return self.task

    def say_goodbye(self, cause: BaseException) -> None:
        """The program, or the coroutine, is being ended: cancel the task, or say how to find it again. Once."""
        if self.over or self.said_goodbye or not interrupts.is_interrupt(cause):
            return
        self.said_goodbye = True
        if self.task_id is None:
            if self.submitting:
                tell(interrupts.submitting(), cause)
            return
        if self.on_interrupt == interrupts.DETACH:
            status = self.task["status"] if self.task is not None else "unknown"
            tell(interrupts.detached(self.task_id, str(status)), cause)
            return

        def cancel() -> None:
            self._cancel(cause)

        seam.shielded(cancel)

    def _cancel(self, cause: BaseException) -> None:
        assert self.task_id is not None
        try:
            self.tasks.cancel(self.task_id, timeout=interrupts.CANCEL_TIMEOUT, retry=2)
        except InferenceError as error:
            tell(interrupts.not_cancelled(self.task_id, error.message), cause)
        else:
            tell(interrupts.cancelled(self.task_id), cause)

    def advance(self) -> None:
        """One action of the follower."""
        follower = self.follower
        assert follower is not None
        clock = self.http.clock
        if self.deadline.passed():
            raise self._late()
        if self.left:  # the last loop ended the connection: this one goes on
            self._interrupted()
        action = follower.action(clock.monotonic())
        if isinstance(action, Read):
            self._read(follower, action.until)
        elif isinstance(action, Done):
            self._end_stream()
            if follower.failure is not None:
                raise follower.failure
            self.over = True
            failed = task_error(self.task)
            if failed is not None:
                if self.ready:  # the update that says so comes first
                    self.over = False
                    return
                raise failed
        elif isinstance(action, Open):
            self._open(follower)
        elif isinstance(action, Fetch):
            if not action.keep_stream:
                self._end_stream()
            self._fetch(follower, action.light)
        elif isinstance(action, Wait):
            self._close_stream()
            remaining = self.deadline.remaining()
            seconds = action.seconds if remaining is None else min(action.seconds, max(remaining, 0.0))
            seam.sleep(seconds, clock)

    def _open(self, follower: TaskFollower) -> None:
        from inferencesh_api.api.tasks import stream_task

        assert self.task_id is not None
        try:
            stream = self.http.open_stream(
                stream_task.build_request(self.task_id), self.options, deadline=self.deadline, task_id=self.task_id
            )
        except APIError as error:
            if is_fatal(error):
                self._take(follower.fatal(error))
                return
            follower.lost(self.http.clock.monotonic(), error)
        except (APIConnectionError, APITimeoutError) as error:
            follower.lost(self.http.clock.monotonic(), error)
        else:
            self.stream = stream
            self.decoder = FrameDecoder(stream.content_type)
            if self.closed:
                self._close_stream()
            follower.opened(self.http.clock.monotonic())

    def _read(self, follower: TaskFollower, until: float) -> None:
        clock = self.http.clock
        stream, decoder = self.stream, self.decoder
        if stream is None or decoder is None:
            follower.lost(clock.monotonic())
            return
        if self.wake.slept(clock.monotonic(), clock.time()):
            # The connection may be dead without anybody having said so, and the task over.
            follower.reconcile(clock.monotonic())
            return
        seconds = self.deadline.limit(min(max(until - clock.monotonic(), 0.001), LONGEST_READ))
        # On a clock that was moved past that moment the read ends as well, once what came meanwhile was read.
        over = clock.monotonic() + seconds
        forget = clock.when_moved(over, stream.abort, SETTLE)
        try:
            data = stream.read(clock.real_seconds(seconds))
        except APITimeoutError:
            return  # the follower looks at the clock and decides what the silence means
        except InferenceError as error:
            if self.closed or clock.monotonic() >= over:
                return
            self.stream = None
            stream.close()
            self._take(follower.frames(decoder.end(), clock.monotonic()))
            follower.lost(clock.monotonic(), error)
            return
        finally:
            forget()
        now = clock.monotonic()
        if data:
            follower.bytes_arrived(now)
            self._take(follower.frames(decoder.feed(data), now))
        else:
            self.stream = None
            stream.close()
            self._take(follower.frames(decoder.end(), now))
            follower.lost(now)

    def _fetch(self, follower: TaskFollower, light: bool) -> None:
        from inferencesh_api.api.tasks import get_task, get_task_status

        assert self.task_id is not None
        try:
            payload = self.http.call(
                (get_task_status if light else get_task).build_request(self.task_id),
                self.options,
                deadline=self.deadline,
                task_id=self.task_id,
            )
        except APIError as error:
            if is_fatal(error):
                self._take(follower.fatal(error))
                return
            follower.fetch_failed(self.http.clock.monotonic(), error)
        except (APIConnectionError, APITimeoutError) as error:
            follower.fetch_failed(self.http.clock.monotonic(), error)
        else:
            news = follower.status_read if light else follower.snapshot
            self._take(news(payload.data, self.http.clock.monotonic()))

    def _take(self, updates: List[TaskUpdate]) -> None:
        self.ready.extend(updates)

    def _late(self) -> APITimeoutError:
        status = self.task["status"] if self.task is not None else "unknown"
        return APITimeoutError(
            f"the task {self.task_id} has not ended within {self.deadline.seconds:g} seconds (status {status}). It "
            f"goes on: client.get_task({self.task_id!r}) finds it, client.cancel_task({self.task_id!r}) ends it",
            task_id=self.task_id,
        )

    def _ended(self, error: BaseException) -> None:
        self.over = True
        self.error = error
        if isinstance(error, InferenceError) and error.task_id is None and self.task_id is not None:
            error.task_id = self.task_id
        self._close_stream()

    def _interrupted(self) -> None:
        self.left = False
        if self.follower is not None and self.stream is not None:
            self.follower.let_go()
        self._close_stream()

    def _close_stream(self) -> None:
        stream, self.stream = self.stream, None
        if stream is not None:
            stream.close()

    def _end_stream(self) -> None:
        """Let go of a stream whose last frame was seen, so that its connection serves the next request."""
        stream, self.stream = self.stream, None
        if stream is not None:
            stream.release()

    def close(self) -> None:
        self.closed = True
        stream = self.stream
        if stream is not None:
            stream.close()

    def abort(self) -> None:
        self.closed = True
        stream = self.stream
        if stream is not None:
            stream.abort()

    def leave(self) -> None:
        """End the connection, not the stream."""
        stream = self.stream
        if stream is not None and not self.over:
            self.left = True
            stream.close()


class Streaming:
    """How a stream is kept alive, from the two ways to say it."""

    __slots__ = ("auto_reconnect", "max_failures", "retry_delay")

    def __init__(
        self,
        options: Optional[StreamingOptions] = None,
        auto_reconnect: bool = True,
        max_reconnects: Optional[int] = None,
        reconnect_delay_ms: Optional[float] = None,
    ) -> None:
        if options is not None and not isinstance(options, StreamingOptions):
            raise InvalidInputError(f"options must be StreamingOptions(...), not a {type(options).__name__}")
        chosen = options or StreamingOptions()
        if max_reconnects is not None or reconnect_delay_ms is not None:
            chosen = StreamingOptions(
                max_retries=chosen.max_retries if max_reconnects is None else max_reconnects,
                retry_delay=chosen.retry_delay if reconnect_delay_ms is None else reconnect_delay_ms / 1000.0,
            )
        self.max_failures = chosen.max_retries
        self.retry_delay = chosen.retry_delay
        self.auto_reconnect = auto_reconnect


class Submission(NamedTuple):
    """A run as the caller gave it: checked and planned when it starts, so that a coroutine does nothing before that."""

    params: Any
    keywords: Dict[str, Any]
    key: Optional[str] = None

    @property
    def names_session(self) -> bool:
        """Whether the run belongs to a session, so that its task must name one at the end."""
        params = as_mapping(self.params) or {}
        return bool(self.keywords.get("session") or params.get("session"))
