"""Submitting, reading and cancelling tasks. The calls for tasks, their streams and runs with a key stand on this."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Optional, Tuple

from ..._core.errors.classes import ConflictError, InferenceError, SubmissionUnknownError
from ..._core.requests.checks import run_parameters
from ..._core.requests.envelope import Payload, no_task
from ..._core.requests.json_body import json_body, model_body
from ..._core.requests.options import CallOptions, LocalPath
from ..._core.values.json_guard import as_object
from ..._late_import import late_import
from ..._runtime import concurrency_async as seam
from ..._runtime.clock import Deadline
from ...results.task import Task

if TYPE_CHECKING:
    from ..._core.files.upload_plan import Disk, UploadPlan, UploadSource
    from ..._core.requests.params import Submission
    from ..._runtime.run_journal import Journal
    from ..._runtime.submission_registry import SubmissionRegistry, Ticket
    from ..files.files import AsyncFiles, UploadPolicy
    from ..requests.http import AsyncHTTP

logger = logging.getLogger("inferencesh")


class AsyncTaskRunner:
    """Submits, reads and cancels tasks, for one client.

    Args:
        files: gives the client's files; called when there is something to upload.
        policy: what is uploaded without being asked.
        registry: gives what this process has submitted; called when something is submitted.
        journal: the file of the journal of runs with a key.
        on_interrupt: what an interrupt means for a task, unless the call says otherwise.
    """

    def __init__(
        self,
        http: AsyncHTTP,
        files: Callable[[], AsyncFiles],
        options: CallOptions,
        policy: UploadPolicy,
        *,
        registry: Callable[[], SubmissionRegistry],
        journal: Optional[LocalPath],
        on_interrupt: str,
    ) -> None:
        self.http: AsyncHTTP = http
        self.files: Callable[[], AsyncFiles] = files
        self.options: CallOptions = options
        self.registry: Callable[[], SubmissionRegistry] = registry
        self.on_interrupt: str = on_interrupt
        self._policy: Any = policy
        self._journal_path = journal
        self._journal: Optional[Journal] = None

    def deadline(self, options: CallOptions) -> Deadline:
        """When a call that begins now is over."""
        return Deadline(options.timeout, self.http.clock)

    async def submit(
        self, submission: Submission, options: CallOptions, deadline: Deadline, apart: Optional[seam.Apart] = None
    ) -> Task:
        """Upload the files, and send the run: with `apart`, in a way that an interrupt does not break off."""
        await self.http.watch_scope()
        params, plan = await self._plan(submission)
        if submission.key is not None:
            with late_import():
                from ..recovery.keyed import AsyncKeyedRun

            return await AsyncKeyedRun(
                self, self.open_journal(), submission.key, params, plan, options, deadline, apart
            ).start()
        request, receipts = await self.prepare(params, plan, options, deadline)

        async def send_it() -> Task:
            task = await self.send(request, params, options, deadline)
            task.uploads = receipts
            return task

        return await (send_it() if apart is None else apart.run(send_it))

    async def _plan(self, submission: Submission) -> Tuple[Dict[str, Any], UploadPlan]:
        """The run's parameters, checked, and what is to be uploaded for it."""
        with late_import():
            from ..._core.files.upload_plan import NO_DISK, paths_in, plan_plain, plan_uploads

        params = run_parameters(submission.params, submission.keywords)
        for name, value in params.items():  # files are for the input alone
            if name != "input" and value is not None and not isinstance(value, str):
                params[name] = plan_uploads(value, policy=False, root=name, disk=NO_DISK).apply({})
        given = params.get("input")
        plan = plan_plain(given, self._policy)
        if plan is None:
            paths = paths_in(given, self._policy, "input")
            disk = await _look_up(paths) if paths else NO_DISK
            plan = plan_uploads(given, policy=self._policy, root="input", disk=disk)
        return params, plan

    async def prepare(
        self, params: Dict[str, Any], plan: UploadPlan, options: CallOptions, deadline: Deadline
    ) -> Tuple[Dict[str, Any], List[Dict[str, Any]]]:
        """Upload the files. Gives the request, and a receipt for each file; `params` becomes what it carries."""
        with late_import():
            from inferencesh_api.api.tasks import run_app

        receipts: List[Dict[str, Any]] = []
        if plan.sources:
            addresses, receipts = await self.files()._send_all(plan.sources, options, deadline)
            params["input"] = plan.apply(addresses)
        else:
            params["input"] = plan.apply({})
        for name in ("app", "app_id", "version_id"):
            if name in params and params[name] is None:
                del params[name]
        return run_app.build_request(body=json_body(params)), receipts

    async def digest(self, plan: UploadPlan) -> Dict[UploadSource, str]:
        """A digest of each file that would be uploaded."""
        return await self.files()._digests(plan.sources) if plan.sources else {}

    def open_journal(self) -> Journal:
        """The journal of runs with a key, made when it is asked for: few programs do."""
        if self._journal is None:
            with late_import():
                from ..._runtime.run_journal import Journal

            self._journal = Journal(self._journal_path)
        return self._journal

    async def read(self, task_id: str, options: CallOptions, deadline: Deadline) -> Task:
        """The task as it is now."""
        with late_import():
            from inferencesh_api.api.tasks import get_task

        request = get_task.build_request(task_id)
        return as_task(await self.http.call(request, options, deadline=deadline, task_id=task_id, lack=no_task))

    async def send(
        self,
        request: Dict[str, Any],
        params: Dict[str, Any],
        options: CallOptions,
        deadline: Deadline,
        key: Optional[str] = None,
    ) -> Task:
        """Submit once. If the answer is lost, the task is looked for."""
        with late_import():
            from ..._runtime.submission_registry import Sender

        clock = self.http.clock
        registry = self.registry()
        ticket = registry.open(params, clock.monotonic(), Sender(self.http.settings, options.headers), key)
        task_id: Optional[str] = None
        unknown = True
        try:
            try:
                payload = await self.http.call(
                    request,
                    options,
                    deadline=deadline,
                    submission=True,
                    session_id=params.get("session"),
                    lack=no_task,
                )
            except SubmissionUnknownError as error:
                ticket.lost = True
                payload = await self._search(ticket, options, deadline, error)
            task = as_task(payload)
            task_id = task["id"]
            return task
        except InferenceError as error:
            unknown = isinstance(error, SubmissionUnknownError)
            raise
        finally:
            registry.close(ticket, clock.monotonic(), task_id, unknown=unknown and task_id is None)

    async def _search(
        self, ticket: Ticket, options: CallOptions, deadline: Deadline, error: SubmissionUnknownError
    ) -> Payload:
        with late_import():
            from ..recovery.submission_search import AsyncTaskSearch

        search = AsyncTaskSearch(self.http, options, deadline, self.registry(), ticket)
        payload = await search.find()
        if payload is None:
            search.explain(error)
            raise error
        logger.info("the answer to a submission was lost; its task is %s", payload.data["id"])
        return payload

    async def cancel(
        self, task_id: str, options: CallOptions, *, force: Optional[bool] = None, grace_ms: Optional[int] = None
    ) -> Task:
        """Ask the platform to cancel a task. One that has ended already is given as it is."""
        with late_import():
            from inferencesh_api.api.tasks import cancel_task
            from inferencesh_api.models.cancel_task_request import CancelTaskRequest

        asked = {key: value for key, value in (("force", force), ("timeout", grace_ms)) if value is not None}
        request = cancel_task.build_request(task_id, body=model_body(CancelTaskRequest.from_dict, asked))
        deadline = self.deadline(options)
        await self.http.watch_scope()
        try:
            payload = await self.http.call(request, options, deadline=deadline, task_id=task_id)
        except ConflictError:
            return await self.read(task_id, options, deadline)
        return as_task(payload, {"id": task_id})


async def _look_up(paths: List[str]) -> Disk:
    with late_import():
        from ..._runtime.local_files import look_up  # late: most inputs name no file

    return await seam.run_blocking(look_up, paths)


def as_task(payload: Payload, extra: Optional[Dict[str, Any]] = None) -> Task:
    """A `Task` from an answer."""
    return Task({**(extra or {}), **as_object(payload.data)}, messages=payload.messages)
