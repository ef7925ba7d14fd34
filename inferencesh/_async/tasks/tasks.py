"""Tasks: run an app, wait for it, stream it, look at it, cancel it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional, Sequence

from ..._core.errors.classes import (
    InvalidInputError,
    gone_is_deleted,
)
from ..._core.requests.checks import check_id
from ..._core.requests.envelope import no_object, no_status, no_task
from ..._core.requests.options import (
    NOT_GIVEN,
    MaybeRetry,
    MaybeTimeout,
    Streaming,
    StreamingOptions,
    merge_options,
)
from ..._core.values.json_guard import as_object, objects_of
from ..._core.values.status import TaskStatus, parse_status
from ..._late_import import late_import
from ...results.base import Result
from ...results.file import File
from ...results.task import Task
from ..requests.resource import AsyncResource
from .runner import AsyncTaskRunner, as_task
from .runs import AsyncRuns

if TYPE_CHECKING:
    from typing_extensions import Literal, Unpack

    from ..._core.requests.params import CallArguments
    from ..._core.values.logs import LogLine
    from ...results.page import Page
    from .task_stream import AsyncTaskStream


logger = logging.getLogger("inferencesh")


class AsyncTasks(AsyncRuns, AsyncResource):
    """`client.tasks`: the tasks of the workspace."""

    def __init__(self, runner: AsyncTaskRunner) -> None:
        super().__init__(runner.http, runner.options)
        self._runner = runner

    # -- one task --------------------------------------------------------------------------------------------------

    async def get(self, task_id: str, **options: Unpack[CallArguments]) -> Task:
        """The task as it is now, with its input, output and all logs.

        Raises:
            NotFoundError: there is no such task.
        """
        with late_import():
            from inferencesh_api.api.tasks import get_task

        check_id(task_id, "task_id")
        return as_task(await self._call(get_task.build_request(task_id), options, no_task, task_id=task_id))

    async def status(self, task_id: str, **options: Unpack[CallArguments]) -> TaskStatus:
        """The status alone: the light form for polling."""
        with late_import():
            from inferencesh_api.api.tasks import get_task_status

        check_id(task_id, "task_id")
        payload = await self._call(get_task_status.build_request(task_id), options, no_status, task_id=task_id)
        return parse_status(payload.data["status"]) or TaskStatus.UNKNOWN

    async def wait_for_completion(
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
        await self._http.watch_scope()
        with late_import():
            from .follow import AsyncFollow

        return await AsyncFollow(
            self._runner, chosen, Streaming(), task_id=task_id, on_interrupt=self._runner.on_interrupt
        ).finish()

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
    ) -> AsyncTaskStream:
        """The updates of a task that runs already. The first is the task as it is now."""
        check_id(task_id, "task_id")
        chosen = merge_options(self._options, timeout=timeout, retry=retry, headers=headers)
        with late_import():
            from .follow import AsyncFollow
            from .task_stream import AsyncTaskStream

        streaming = Streaming(options, auto_reconnect, max_reconnects, reconnect_delay_ms)
        return AsyncTaskStream(
            AsyncFollow(self._runner, chosen, streaming, task_id=task_id, on_interrupt=self._runner.on_interrupt)
        )

    async def cancel(
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
        check_id(task_id, "task_id")
        chosen = merge_options(self._options, **options)
        return await self._runner.cancel(task_id, chosen, force=force, grace_ms=grace_ms)

    async def delete(self, task_id: str, *, files: bool = False, **options: Unpack[CallArguments]) -> None:
        """Delete a task that has ended; with `files`, its input and output files too, even if others use them.

        Raises:
            ConflictError: it has not ended.
        """
        with late_import():
            from inferencesh_api.api.tasks import delete_task

        check_id(task_id, "task_id")
        request = delete_task.build_request(task_id, files=True) if files else delete_task.build_request(task_id)
        with gone_is_deleted():
            await self._call(request, options, task_id=task_id)

    async def logs(self, task_id: str, **options: Unpack[CallArguments]) -> List[LogLine]:
        """All log lines so far."""
        with late_import():
            from inferencesh_api.api.tasks import get_task_logs

            from ..._core.values.logs import all_lines

        check_id(task_id, "task_id")
        payload = await self._call(get_task_logs.build_request(task_id), options, no_object, task_id=task_id)
        return all_lines(payload.data.get("logs") or [])

    async def files(
        self, task_id: str, *, role: Optional[Literal["input", "output"]] = None, **options: Unpack[CallArguments]
    ) -> List[File]:
        """The files that a task took and made."""
        with late_import():
            from inferencesh_api.api.tasks import list_task_files

        check_id(task_id, "task_id")
        request = list_task_files.build_request(task_id, **_role(role))
        payload = await self._call(request, options, task_id=task_id)
        return [File(item) for item in objects_of(payload.data)]

    async def delete_files(
        self, task_id: str, *, role: Optional[Literal["input", "output"]] = None, **options: Unpack[CallArguments]
    ) -> Result:
        """Delete the files of a task and keep the task. Answers `{"deleted": [...], "skipped": [...]}`."""
        with late_import():
            from inferencesh_api.api.tasks import delete_task_files

        check_id(task_id, "task_id")
        request = delete_task_files.build_request(task_id, **_role(role))
        payload = await self._call(request, options, task_id=task_id)
        return Result(as_object(payload.data))

    async def list(
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
        with late_import():
            from inferencesh_api.api.tasks import list_tasks

        return await self._list(
            list_tasks.build_request,
            Task,
            options,
            limit=limit,
            cursor=cursor,
            filters=filters,
            sort=sort,
            search=search,
        )


def _role(role: Optional[str]) -> Dict[str, Any]:
    if role is None:
        return {}
    if role not in ("input", "output"):
        raise InvalidInputError(f"role must be 'input', 'output' or None, not {role!r}")
    with late_import():
        from inferencesh_api.models.task_file_role import TaskFileRole

    return {"role": TaskFileRole(role)}
