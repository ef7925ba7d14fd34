"""`run`, which stands on the client and on its tasks: what it takes, and what it gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping, Optional, Union, overload

from ..._core.requests.checks import explained
from ..._core.requests.options import (
    NOT_GIVEN,
    MaybeRetry,
    MaybeTimeout,
    Streaming,
    StreamingOptions,
    check_flag,
    merge_options,
)
from ..._core.values.type_hints import readable_hints
from ..._late_import import late_import
from ..._runtime import concurrency_async as seam
from ...results.task import Task

if TYPE_CHECKING:
    from typing_extensions import Literal, Unpack

    from ..._core.requests.params import RunOptions, RunParams
    from .runner import AsyncTaskRunner
    from .task_stream import AsyncTaskStream


@readable_hints
class AsyncRuns:
    """Has `run`."""

    _runner: AsyncTaskRunner

    @overload
    async def run(
        self,
        params: Union[str, RunParams, Mapping[str, Any], None] = ...,
        input: Any = ...,
        *,
        wait: bool = ...,
        stream: Literal[False] = ...,
        timeout: MaybeTimeout = ...,
        retry: MaybeRetry = ...,
        headers: Optional[Mapping[str, str]] = ...,
        options: Optional[StreamingOptions] = ...,
        auto_reconnect: bool = ...,
        max_reconnects: Optional[int] = ...,
        reconnect_delay_ms: Optional[float] = ...,
        key: Optional[str] = ...,
        on_interrupt: Optional[Literal["detach", "cancel"]] = ...,
        **parameters: Unpack[RunOptions],
    ) -> Task: ...

    @overload
    def run(
        self,
        params: Union[str, RunParams, Mapping[str, Any], None] = ...,
        input: Any = ...,
        *,
        wait: bool = ...,
        stream: Literal[True],
        timeout: MaybeTimeout = ...,
        retry: MaybeRetry = ...,
        headers: Optional[Mapping[str, str]] = ...,
        options: Optional[StreamingOptions] = ...,
        auto_reconnect: bool = ...,
        max_reconnects: Optional[int] = ...,
        reconnect_delay_ms: Optional[float] = ...,
        key: Optional[str] = ...,
        on_interrupt: Optional[Literal["detach", "cancel"]] = ...,
        **parameters: Unpack[RunOptions],
    ) -> AsyncTaskStream: ...

    @overload
    def run(
        self,
        params: Union[str, RunParams, Mapping[str, Any], None] = ...,
        input: Any = ...,
        *,
        wait: bool = ...,
        stream: bool,
        timeout: MaybeTimeout = ...,
        retry: MaybeRetry = ...,
        headers: Optional[Mapping[str, str]] = ...,
        options: Optional[StreamingOptions] = ...,
        auto_reconnect: bool = ...,
        max_reconnects: Optional[int] = ...,
        reconnect_delay_ms: Optional[float] = ...,
        key: Optional[str] = ...,
        on_interrupt: Optional[Literal["detach", "cancel"]] = ...,
        **parameters: Unpack[RunOptions],
    ) -> Union[seam.Promise[Task], AsyncTaskStream]: ...

    @explained('client.run("namespace/name", {...}), and all other arguments by name')
    def run(
        self,
        params: Union[str, RunParams, Mapping[str, Any], None] = None,
        input: Any = NOT_GIVEN,
        *,
        wait: bool = True,
        stream: bool = False,
        timeout: MaybeTimeout = NOT_GIVEN,
        retry: MaybeRetry = NOT_GIVEN,
        headers: Optional[Mapping[str, str]] = None,
        options: Optional[StreamingOptions] = None,
        auto_reconnect: bool = True,
        max_reconnects: Optional[int] = None,
        reconnect_delay_ms: Optional[float] = None,
        key: Optional[str] = None,
        on_interrupt: Optional[Literal["detach", "cancel"]] = None,
        **parameters: Any,
    ) -> Any:
        """Run an app.

        >>> result = await client.run("infsh/echo", {"text": "hi"})
        >>> result = await client.run("infsh/echo", input={"text": "hi"}, session="new")
        >>> result = await client.run({"app": "infsh/echo", "input": {"text": "hi"}})

        Args:
            params: the app's reference (`namespace/name`, `@version` and `:function` may follow), or a dict of run
                parameters: `app`, `input`, `setup`, `infra`, `session`, `session_timeout` (seconds), `function`,
                `workers`, `webhook`, `run_at`, `metadata`. Each may be given as a keyword argument instead. Any other
                keyword argument is refused; a member of the dict that this version does not know is sent as it is.
            input: what the app takes. Files in it are uploaded (see the README, "Files").
            wait: return the task when it has ended; False returns it as soon as the platform has it.
            stream: return its updates as they come, an iterable. In the async client, `await` submits the run at once;
                without it, the first step of the loop does.
            timeout: seconds for the whole call; None: no limit. The task itself goes on.
            retry: a `RetryPolicy`, a number of attempts or None, for the requests that this takes.
            headers: extra headers.
            options, auto_reconnect, max_reconnects, reconnect_delay_ms: how a broken stream is taken up again.
            key: a name for this run, such as "cat-42". With one, the run is written into a journal, and starting it
                again with the same key and input gives the task that it has: its result if it has ended, also as an
                error, or else what comes of it. Two processes with one key start one task. `client.journal.forget(key)`
                makes the key free. See `journal` of the client.
            on_interrupt: what Ctrl-C, or the cancellation of the coroutine, means for the task: "detach" (it goes on,
                and a line on stderr or in the log says how to find it) or "cancel". Default: the client's.

        Raises:
            InvalidInputError: refused before anything was sent.
            RequirementsNotMetError: the app needs a secret or a credential that is not there.
            APIError: the platform refused it.
            TaskFailedError, TaskCancelledError, TaskRejectedError: it did not complete; `error.task` is the task.
            APITimeoutError: `timeout` passed; `error.task_id` finds the task again.
            SubmissionUnknownError: the answer to the submission was lost, and its task could not be found beyond doubt.

        Source: the operations `run_app` and `stream_task` of openapi.yaml.
        """
        runner = self._runner
        chosen = merge_options(runner.options, timeout=timeout, retry=retry, headers=headers)
        check_flag(wait, "wait")
        check_flag(stream, "stream")
        streaming = Streaming(options, auto_reconnect, max_reconnects, reconnect_delay_ms)
        with late_import():
            from ..._core.requests.interrupts import CANCEL, check_on_interrupt
            from ..._core.requests.params import Submission
            from .follow import AsyncFollow

        ending = runner.on_interrupt if on_interrupt is None else check_on_interrupt(on_interrupt)
        if key is not None:
            with late_import():
                from ..._core.recovery.journal_entries import check_key

            check_key(key)
        if input is not NOT_GIVEN:
            parameters["input"] = input
        submission = Submission(params, parameters, key)
        follow = AsyncFollow(runner, chosen, streaming, submission=submission, on_interrupt=ending)
        if not wait and not stream:
            return follow.submit() if ending == CANCEL else runner.submit(submission, chosen, runner.deadline(chosen))
        if not stream:
            return follow.finish()
        with late_import():
            from .task_stream import AsyncTaskStream

        # sync only: follow.submit()
        return AsyncTaskStream(follow)
