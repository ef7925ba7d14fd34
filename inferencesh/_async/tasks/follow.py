"""Following a task: what a `TaskFollower` wants done, and what its end means."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, Deque, Dict, List, Mapping, Optional

from ..._core.errors.classes import APITimeoutError, InferenceError, SubmissionUnknownError
from ..._core.requests import interrupts
from ..._core.requests.options import CallOptions, Streaming, merge_options
from ..._core.requests.params import Submission
from ..._core.streams.stream_link import TASK_STREAM
from ..._core.streams.task_errors import task_error
from ..._core.tasks.task_follower import TaskFollower
from ..._late_import import late_import
from ..._runtime import concurrency_async as seam
from ...results.task import Task, TaskUpdate
from ..requests.driver import AsyncDriver
from ..requests.interrupted import detach_or_end, report_interrupt

if TYPE_CHECKING:
    from .runner import AsyncTaskRunner


class AsyncFollow:
    """Starts a task, if there is one to start, and follows it."""

    def __init__(
        self,
        runner: AsyncTaskRunner,
        options: CallOptions,
        streaming: Streaming,
        *,
        task_id: Optional[str] = None,
        submission: Optional[Submission] = None,
        on_interrupt: Optional[str] = None,
    ) -> None:
        self.driver: AsyncDriver = AsyncDriver(runner.http, options, runner.deadline(options))
        self.driver.task_id = task_id
        self.runner = runner
        self.options = options
        on_interrupt = runner.on_interrupt if on_interrupt is None else on_interrupt
        self.on_interrupt = on_interrupt
        self.streaming = streaming
        self.submission = submission
        self.follower: Optional[TaskFollower] = None
        self.ready: Deque[TaskUpdate] = deque()
        self.error: Optional[BaseException] = None
        self.submitting: bool = False
        # The sending of a run that an interrupt is to cancel: it goes on until the task is known.
        self.apart: Optional[seam.Apart] = seam.Apart() if on_interrupt == interrupts.CANCEL else None
        self.left: bool = False
        self.over: bool = False
        self.interrupt_reported: bool = False
        self.uploads: List[Dict[str, Any]] = []

    @property
    def task_id(self) -> Optional[str]:
        return self.driver.task_id

    @property
    def closed(self) -> bool:
        return self.driver.closed

    @property
    def task(self) -> Optional[Task]:
        if self.follower is None:
            return None
        task = self.follower.task
        task.uploads = self.uploads
        return task

    async def start(self) -> None:
        """Submit the run, if there is one to submit, and make ready to follow the task. Again: nothing."""
        if self.follower is not None or self.closed:
            return
        self.driver.deadline = self.runner.deadline(self.options)
        if self.submission is None:
            self._follow(None, session=False)
            return
        self.submitting = True
        self._began(await self.runner.submit(self.submission, self.options, self.driver.deadline, self.apart))

    def _began(self, task: Task) -> None:
        """The platform has the run."""
        assert self.submission is not None
        self.submitting = False
        self.driver.task_id = task["id"]
        self.uploads = task.uploads
        self._follow(task.raw, session=bool(task.get("session_id")) or self.submission.names_session)

    def _follow(self, known: Optional[Mapping[str, Any]], *, session: bool) -> None:
        driver, streaming = self.driver, self.streaming
        assert driver.task_id is not None
        policy = TASK_STREAM._replace(
            max_failures=streaming.max_failures,
            retry_delay=streaming.retry_delay,
            auto_reconnect=streaming.auto_reconnect,
        )
        self.follower = TaskFollower(
            driver.task_id, now=driver.http.clock.monotonic(), known=known, policy=policy, session=session
        )

    async def step(self) -> TaskUpdate:
        """The next update."""
        if self.ready and not self.closed:
            return self.ready.popleft()
        try:
            if self.follower is None:
                await self.start()
            while not self.closed:
                if self.ready:
                    return self.ready.popleft()
                if self.over:
                    break
                await self.advance()
            raise StopAsyncIteration
        except StopAsyncIteration:
            raise
        except Exception as error:
            await self._ended(error)
            raise
        except BaseException as cause:  # cancelled or interrupted: no connection stays, and a later step may go on
            await self._interrupted()
            await self.handle_interrupt(cause)
            raise

    async def finish(self) -> Task:
        """The task when it has ended; its updates are dropped on the way.

        Raises:
            TaskFailedError, TaskCancelledError, TaskRejectedError: it did not complete.
        """
        try:
            await self.start()
            while not self.over:
                await self.advance()
                self.ready.clear()
        except Exception as error:
            await self._ended(error)
            raise
        except BaseException as cause:
            await self._interrupted()
            await self.handle_interrupt(cause)
            raise
        assert self.task is not None
        return self.task

    async def submit(self) -> Task:
        """The task as soon as the platform has it."""
        try:
            await self.start()
        except Exception as error:
            await self._ended(error)
            raise
        except BaseException as cause:
            await self.handle_interrupt(cause)
            raise
        assert self.task is not None
        return self.task

    async def advance(self) -> None:
        """One action of the follower."""
        assert self.follower is not None
        if self.left:  # the last loop ended the connection: this one goes on
            await self._interrupted()
        if not await self.driver.act(self.follower, self):
            self._done()

    # -- what a driver asks

    def stream_request(self) -> Dict[str, Any]:
        """The request that opens the task's stream. The task's id is known."""
        with late_import():
            from inferencesh_api.api.tasks import stream_task

        assert self.task_id is not None
        return stream_task.build_request(self.task_id)

    async def read_state(self, light: bool) -> List[TaskUpdate]:
        """The updates that reading the task brings. `light`: only its status is read."""
        with late_import():
            from inferencesh_api.api.tasks import get_task, get_task_status

        follower = self.follower
        assert self.task_id is not None
        assert follower is not None
        driver = self.driver
        payload = await driver.http.call(
            (get_task_status if light else get_task).build_request(self.task_id),
            self.options,
            deadline=driver.deadline,
            task_id=self.task_id,
        )
        news = follower.status_read if light else follower.snapshot
        return news(payload.data, driver.http.clock.monotonic())

    def take(self, news: List[TaskUpdate]) -> None:
        """Queue updates for the steps to come."""
        self.ready.extend(news)

    def _done(self) -> None:
        failed = task_error(self.task)
        if failed is None:
            self.over = True
        elif not self.ready:  # the update that says so comes first
            raise failed

    def too_late(self) -> APITimeoutError:
        """The error of a call whose time is over before its task's end. It names the task, which goes on."""
        return APITimeoutError(
            f"the task {self.task_id} has not ended within {self.driver.deadline.seconds:g} seconds "
            f"(status {self._status}). "
            f"It goes on: client.get_task({self.task_id!r}) finds it, client.cancel_task({self.task_id!r}) ends it",
            task_id=self.task_id,
        )

    @property
    def _status(self) -> str:
        return str(self.task["status"]) if self.task is not None else "unknown"

    # -- the end

    async def handle_interrupt(self, cause: BaseException) -> None:
        """The program, or the coroutine, is being ended: end the task, or say how to find it again. Once.

        Before the platform has named the task there is nothing to end yet, nor to find.
        """
        if self.over or self.interrupt_reported or not interrupts.is_interrupt(cause):
            return
        if self.task_id is not None:
            self.interrupt_reported = True
            detached = interrupts.detached(self.task_id, self._status)
            await detach_or_end(self.on_interrupt, cause, detached, self._cancel)
        elif self.submitting:
            self.interrupt_reported = True
            apart = self.apart
            if apart is None:
                report_interrupt(interrupts.submitting(), cause)
            elif not apart.begun:
                report_interrupt(interrupts.not_submitted(), cause)
            else:

                async def end() -> None:
                    report_interrupt(await self._cancel_submission(apart), cause)

                await seam.shielded(end)

    async def _cancel_submission(self, apart: seam.Apart) -> str:
        """Wait for the answer to the submission, and cancel the task that it names; what came of that, in words."""
        clock = self.driver.http.clock
        until = clock.monotonic() + interrupts.CANCEL_TIMEOUT
        ended = await apart.ended(interrupts.CANCEL_TIMEOUT)
        assert self.submission is not None
        if not ended:
            apart.drop()
            return interrupts.unanswered(self.submission.label)
        try:
            task = apart.result()
        except InferenceError as error:
            if error.task_id is None and not isinstance(error, SubmissionUnknownError):
                return interrupts.not_submitted()
            self.driver.task_id = error.task_id
            task = None
        if task is not None:
            self._began(task)
        if self.task_id is None:
            return interrupts.submitting()
        return await self._cancel(max(until - clock.monotonic(), 0.5))

    async def _cancel(self, seconds: float = interrupts.CANCEL_TIMEOUT) -> str:
        assert self.task_id is not None
        try:
            await self.runner.cancel(self.task_id, merge_options(self.runner.options, timeout=seconds, retry=2))
        except InferenceError as error:
            return interrupts.not_cancelled(self.task_id, error.message)
        return interrupts.cancelled(self.task_id)

    async def _ended(self, error: BaseException) -> None:
        self.over = True
        self.error = error
        if isinstance(error, InferenceError) and error.task_id is None and self.task_id is not None:
            error.task_id = self.task_id
        await self.driver.close_stream()

    async def _interrupted(self) -> None:
        self.left = False
        if self.follower is not None and self.driver.stream is not None:
            self.follower.let_go()
        await self.driver.close_stream()

    def leave(self) -> None:
        """End the connection, not the stream."""
        stream = self.driver.stream
        if stream is not None and not self.over:
            self.left = True
            # async only
            self.driver.abort_stream()
            # sync only: stream.close()

    async def aclose(self) -> None:
        """Stop following. The task itself goes on."""
        await self.driver.aclose()

    def abort(self) -> None:
        """As closing, without waiting, from any thread."""
        self.driver.abort()
