# Made from inferencesh/_async/tasks/tasks.py by scripts/unasync.py. Do not edit.
"""Tasks: run an app, wait for it, stream it, look at it, cancel it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Mapping, Optional, Sequence, Tuple

from ..._core.errors.classes import (
    ConflictError,
    InferenceError,
    InvalidInputError,
    SubmissionUnknownError,
    gone_is_deleted,
)
from ..._core.requests.checks import check_id, run_parameters
from ..._core.requests.envelope import Payload, no_object, no_page, no_status, no_task
from ..._core.requests.json_body import json_body
from ..._core.requests.options import (
    NOT_GIVEN,
    CallOptions,
    LocalPath,
    MaybeRetry,
    MaybeTimeout,
    Streaming,
    StreamingOptions,
    merge_options,
)
from ..._core.values.json_guard import as_object, objects_of
from ..._core.values.status import TaskStatus, parse_status
from ..._runtime import concurrency_sync as seam
from ..._runtime.clock import Deadline
from ..._runtime.descriptors import spare_descriptors
from ...results.base import Result
from ...results.file import File
from ...results.page import Page, list_request
from ...results.task import Task
from ..requests.resource import Resource
from .runs import Runs

if TYPE_CHECKING:
    from typing_extensions import Literal, Unpack

    from ..._core.files.upload_plan import Disk, UploadPlan
    from ..._core.requests.params import CallArguments, Submission
    from ..._core.values.logs import LogLine
    from ..._runtime.run_journal import Journal
    from ..._runtime.submission_registry import Ticket
    from ..files.files import Files, UploadPolicy
    from ..requests.http import HTTP
    from .task_stream import TaskStream


logger = logging.getLogger("inferencesh")


class Tasks(Runs, Resource):
    """`client.tasks`: the tasks of the workspace."""

    def __init__(
        self,
        http: HTTP,
        files: Callable[[], Files],
        options: CallOptions,
        policy: UploadPolicy = True,
        *,
        journal: Optional[LocalPath] = None,
        on_interrupt: str = "detach",
    ) -> None:
        super().__init__(http, options)
        self._files = files  # called when there is something to upload
        self._policy: Any = policy
        self._journal_path = journal
        self._journal: Optional[Journal] = None
        self._on_interrupt = on_interrupt

    # -- run -------------------------------------------------------------------------------------------------------

    def _runner(self) -> Tasks:
        return self

    def _start(self, submission: Submission, options: CallOptions) -> Task:
        return self._submit(submission, options, self._deadline(options))

    def _deadline(self, options: CallOptions) -> Deadline:
        return Deadline(options.timeout, self._http.clock)

    def _submit(
        self, submission: Submission, options: CallOptions, deadline: Deadline, apart: Optional[seam.Apart] = None
    ) -> Task:
        """Upload the files, and send the run: with `apart`, in a way that an interrupt does not break off."""
        self._http.watch_scope()
        params, plan = self._plan(submission)
        if submission.key is not None:
            from ..recovery.keyed import KeyedRun

            return KeyedRun(self, self.open_journal(), submission.key, params, plan, options, deadline, apart).start()
        request, receipts = self._prepare(params, plan, options, deadline)

        def send() -> Task:
            task = self._send_run(request, params, options, deadline)
            task.uploads = receipts
            return task

        return send() if apart is None else apart.run(send)

    def _plan(self, submission: Submission) -> Tuple[Dict[str, Any], UploadPlan]:
        """The run's parameters, checked, and what is to be uploaded for it."""
        from ..._core.files.upload_plan import NO_DISK, paths_in, plan_plain, plan_uploads

        params = run_parameters(submission.params, submission.keywords)
        for name, value in params.items():  # files are for the input alone
            if name != "input" and value is not None and not isinstance(value, str):
                params[name] = plan_uploads(value, policy=False, root=name, disk=NO_DISK).apply({})
        given = params.get("input")
        plan = plan_plain(given, self._policy)
        if plan is None:
            paths = paths_in(given, self._policy, "input")
            disk = _look_up(paths) if paths else NO_DISK
            plan = plan_uploads(given, policy=self._policy, root="input", disk=disk)
        return params, plan

    def _prepare(
        self, params: Dict[str, Any], plan: UploadPlan, options: CallOptions, deadline: Deadline
    ) -> Tuple[Dict[str, Any], List[Dict[str, Any]]]:
        """Upload the files. Gives the request, and a receipt for each file; `params` becomes what it carries."""
        from inferencesh_api.api.tasks import run_app

        receipts: List[Dict[str, Any]] = []
        if plan.sources:
            addresses, receipts = self._files()._send_all(plan.sources, options, deadline)
            params["input"] = plan.apply(addresses)
        else:
            params["input"] = plan.apply({})
        for name in ("app", "app_id", "version_id"):
            if name in params and params[name] is None:
                del params[name]
        return run_app.build_request(body=json_body(params)), receipts

    def open_journal(self) -> Journal:
        """The journal of runs with a key, made when it is asked for: few programs do."""
        if self._journal is None:
            from ..._runtime.run_journal import Journal

            self._journal = Journal(self._journal_path)
        return self._journal

    def _read(self, task_id: str, options: CallOptions, deadline: Deadline) -> Task:
        from inferencesh_api.api.tasks import get_task

        request = get_task.build_request(task_id)
        return as_task(self._http.call(request, options, deadline=deadline, task_id=task_id, lack=no_task))

    def _send_run(
        self,
        request: Dict[str, Any],
        params: Dict[str, Any],
        options: CallOptions,
        deadline: Deadline,
        key: Optional[str] = None,
    ) -> Task:
        """Submit once. If the answer is lost, the task is looked for."""
        from ..._runtime.submission_registry import BOOK, Sender

        clock = self._http.clock
        ticket = BOOK.open(params, clock.monotonic(), Sender(self._http.settings, options.headers), key)
        task_id: Optional[str] = None
        unknown = True
        try:
            try:
                payload = self._http.call(
                    request,
                    options,
                    deadline=deadline,
                    submission=True,
                    session_id=params.get("session"),
                    lack=no_task,
                )
            except SubmissionUnknownError as error:
                ticket.lost = True
                payload = self._search(ticket, options, deadline, error)
            task = as_task(payload)
            task_id = task["id"]
            return task
        except InferenceError as error:
            unknown = isinstance(error, SubmissionUnknownError)
            raise
        finally:
            BOOK.close(ticket, clock.monotonic(), task_id, unknown=unknown and task_id is None)

    def _search(
        self, ticket: Ticket, options: CallOptions, deadline: Deadline, error: SubmissionUnknownError
    ) -> Payload:
        from ..recovery.submission_search import TaskSearch

        search = TaskSearch(self._http, options, deadline, ticket)
        payload = search.find()
        if payload is None:
            search.explain(error)
            raise error
        logger.info("the answer to a submission was lost; its task is %s", payload.data["id"])
        return payload

    # -- one task --------------------------------------------------------------------------------------------------

    def get(self, task_id: str, **options: Unpack[CallArguments]) -> Task:
        """The task as it is now, with its input, output and all logs.

        Raises:
            NotFoundError: there is no such task.
        """
        from inferencesh_api.api.tasks import get_task

        check_id(task_id, "task_id")
        return as_task(self._call(get_task.build_request(task_id), options, no_task, task_id=task_id))

    def status(self, task_id: str, **options: Unpack[CallArguments]) -> TaskStatus:
        """The status alone: the light form for polling."""
        from inferencesh_api.api.tasks import get_task_status

        check_id(task_id, "task_id")
        payload = self._call(get_task_status.build_request(task_id), options, no_status, task_id=task_id)
        return parse_status(payload.data["status"]) or TaskStatus.UNKNOWN

    def wait_for_completion(
        self,
        task_id: str,
        *,
        timeout: MaybeTimeout = NOT_GIVEN,
        retry: MaybeRetry = NOT_GIVEN,
        headers: Optional[Mapping[str, str]] = None,
    ) -> Task:
        """The task when it has ended.

        Args:
            timeout: seconds, None for no limit.

        Raises:
            TaskFailedError, TaskCancelledError, TaskRejectedError: it did not complete.
            APITimeoutError: it has not ended in time. It goes on.
        """
        check_id(task_id, "task_id")
        chosen = merge_options(self._options, timeout=timeout, retry=retry, headers=headers)
        self._http.watch_scope()
        from .follow import Follow

        return Follow(self, chosen, Streaming(), task_id=task_id, on_interrupt=self._on_interrupt).finish()

    def stream(
        self,
        task_id: str,
        *,
        timeout: MaybeTimeout = NOT_GIVEN,
        retry: MaybeRetry = NOT_GIVEN,
        headers: Optional[Mapping[str, str]] = None,
        options: Optional[StreamingOptions] = None,
        auto_reconnect: bool = True,
        max_reconnects: Optional[int] = None,
        reconnect_delay_ms: Optional[float] = None,
    ) -> TaskStream:
        """The updates of a task that runs already. The first is the task as it is now."""
        check_id(task_id, "task_id")
        chosen = merge_options(self._options, timeout=timeout, retry=retry, headers=headers)
        from .follow import Follow
        from .task_stream import TaskStream

        streaming = Streaming(options, auto_reconnect, max_reconnects, reconnect_delay_ms)
        return TaskStream(Follow(self, chosen, streaming, task_id=task_id, on_interrupt=self._on_interrupt))

    def cancel(
        self,
        task_id: str,
        *,
        force: Optional[bool] = None,
        grace_ms: Optional[int] = None,
        **options: Unpack[CallArguments],
    ) -> Task:
        """Ask the platform to cancel a task. One that has ended already is returned as it is: that is no error.

        Args:
            force: do not wait for the app to stop by itself.
            grace_ms: milliseconds that the app has to stop, by default 10,000.
        """
        from inferencesh_api.api.tasks import cancel_task
        from inferencesh_api.models.cancel_task_request import CancelTaskRequest

        check_id(task_id, "task_id")
        asked = {key: value for key, value in (("force", force), ("timeout", grace_ms)) if value is not None}
        request = cancel_task.build_request(task_id, body=CancelTaskRequest.from_dict(asked))
        chosen = merge_options(self._options, **options)
        deadline = self._deadline(chosen)
        self._http.watch_scope()
        try:
            payload = self._http.call(request, chosen, deadline=deadline, task_id=task_id)
        except ConflictError:
            return self._read(task_id, chosen, deadline)
        return as_task(payload, {"id": task_id})

    def delete(self, task_id: str, *, files: bool = False, **options: Unpack[CallArguments]) -> None:
        """Delete a task that has ended; with `files`, its input and output files too, even if others use them.

        Raises:
            ConflictError: it has not ended.
        """
        from inferencesh_api.api.tasks import delete_task

        check_id(task_id, "task_id")
        request = delete_task.build_request(task_id, files=True) if files else delete_task.build_request(task_id)
        with gone_is_deleted():
            self._call(request, options, task_id=task_id)

    def logs(self, task_id: str, **options: Unpack[CallArguments]) -> List[LogLine]:
        """All log lines so far."""
        from inferencesh_api.api.tasks import get_task_logs

        check_id(task_id, "task_id")
        payload = self._call(get_task_logs.build_request(task_id), options, no_object, task_id=task_id)
        from ..._core.values.logs import all_lines

        return all_lines(payload.data.get("logs") or [])

    def files(
        self, task_id: str, *, role: Optional[Literal["input", "output"]] = None, **options: Unpack[CallArguments]
    ) -> List[File]:
        """The files that a task took and made."""
        from inferencesh_api.api.tasks import list_task_files

        check_id(task_id, "task_id")
        request = list_task_files.build_request(task_id, **_role(role))
        payload = self._call(request, options, task_id=task_id)
        return [File(item) for item in objects_of(payload.data)]

    def delete_files(
        self, task_id: str, *, role: Optional[Literal["input", "output"]] = None, **options: Unpack[CallArguments]
    ) -> Result:
        """Delete the files of a task and keep the task. Answers `{"deleted": [...], "skipped": [...]}`."""
        from inferencesh_api.api.tasks import delete_task_files

        check_id(task_id, "task_id")
        request = delete_task_files.build_request(task_id, **_role(role))
        payload = self._call(request, options, task_id=task_id)
        return Result(as_object(payload.data))

    def list(
        self,
        *,
        limit: Optional[int] = None,
        cursor: Optional[str] = None,
        filters: Optional[Sequence[Mapping[str, Any]]] = None,
        sort: Optional[Sequence[Mapping[str, str]]] = None,
        search: Optional[str] = None,
        **options: Unpack[CallArguments],
    ) -> Page[Task]:
        """A page of the workspace's tasks, newest first.

        Args:
            limit: tasks a page; the platform's default is 10.
            cursor: `page.next_cursor` of the page before.
            filters: such as `[{"field": "status", "operator": "eq", "value": "running"}]`.
            sort: such as `[{"field": "created_at", "dir": "asc"}]`.
            search: words to look for.
        """
        from inferencesh_api.api.tasks import list_tasks
        from inferencesh_api.models.cursor_list_request import CursorListRequest

        asked = list_request(limit, cursor, filters, sort, search)
        payload = self._call(list_tasks.build_request(body=CursorListRequest.from_dict(asked)), options, no_page)
        return Page.of(payload.data, Task)


def _look_up(paths: List[str]) -> Disk:
    with spare_descriptors():
        from ..._runtime.local_files import look_up  # late: most inputs name no file

    return seam.run_blocking(look_up, paths)


def as_task(payload: Payload, extra: Optional[Dict[str, Any]] = None) -> Task:
    """A `Task` from an answer."""
    return Task({**(extra or {}), **as_object(payload.data)}, messages=payload.messages)


def _role(role: Optional[str]) -> Dict[str, Any]:
    if role is None:
        return {}
    if role not in ("input", "output"):
        raise InvalidInputError(f"role must be 'input', 'output' or None, not {role!r}")
    from inferencesh_api.models.task_file_role import TaskFileRole

    return {"role": TaskFileRole(role)}
