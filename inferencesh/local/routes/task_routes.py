"""Running apps, and everything below `/tasks`."""

from __future__ import annotations

import dataclasses
from typing import Any, Dict, List, Tuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..apps.registry import describe_app, describe_version
from ..common.background import OnClose
from ..common.clock import LocalClock, parse_time
from ..files.file_store import FileStore, StoredFile
from ..http import lists
from ..http.problem_documents import Problem, invalid
from ..http.responses import Handler, answer, flag, read_object
from ..tasks.scheduler import Scheduler
from ..tasks.task_store import Status, Task, TaskStore
from .task_streams import TaskStreams

VISIBILITIES = ("private", "team", "org", "public", "unlisted")


@dataclasses.dataclass(frozen=True)
class TaskServices:
    """What the routes of tasks use."""

    clock: LocalClock
    tasks: TaskStore
    files: FileStore
    scheduler: Scheduler
    streams: TaskStreams
    on_close: OnClose


def routes(services: TaskServices) -> List[Route]:
    """The routes of this family."""
    handlers = _Handlers(services)

    def route(method: str, path: str, handler: Handler) -> Route:
        return Route(path, handler, methods=[method])

    return [
        route("POST", "/apps/run", handlers.run),
        route("POST", "/run", handlers.run),
        route("POST", "/tasks/list", handlers.list_by_body),
        route("GET", "/tasks", handlers.list_by_query),
        route("GET", "/tasks/featured", handlers.featured),
        route("GET", "/tasks/{id}", handlers.get),
        route("DELETE", "/tasks/{id}", handlers.delete),
        route("GET", "/tasks/{id}/status", handlers.status),
        route("GET", "/tasks/{id}/stream", handlers.stream),
        route("GET", "/tasks/{id}/logs", handlers.logs),
        route("GET", "/tasks/{id}/timings", handlers.timings),
        route("GET", "/tasks/{id}/telemetry", handlers.telemetry),
        route("GET", "/tasks/{id}/files", handlers.files),
        route("DELETE", "/tasks/{id}/files", handlers.delete_files),
        route("POST", "/tasks/{id}/cancel", handlers.cancel),
        route("POST", "/tasks/{id}/visibility", handlers.set_visibility),
        route("POST", "/tasks/{id}/featured", handlers.set_featured),
        route("GET", "/usage/tasks/{taskID}/cost", handlers.cost),
    ]


class _Handlers:
    def __init__(self, services: TaskServices) -> None:
        self._clock = services.clock
        self._tasks = services.tasks
        self._file_store = services.files
        self._scheduler = services.scheduler
        self._streams = services.streams
        self._on_close = services.on_close

    def _task(self, request: Request) -> Task:
        return self._tasks.get(request.path_params["id"])

    async def run(self, request: Request) -> Response:
        body = await read_object(request)
        task = self._scheduler.submit(body)
        if body.get("stream") is True:
            return self._streams.response(task, request)
        wait = flag(request, "wait") if "wait" in request.query_params else body.get("wait") is True
        if not wait:
            return answer(task.result())
        await self._ended(task)
        if task.status == Status.COMPLETED:
            return answer(task.result())
        # A waited-for task that did not succeed is a 422 (run_app).
        detail = task.error or f"task {task.status.text}"
        raise Problem(422, f"task_{task.status.text}", detail, meta={"task": task.result()})

    async def _ended(self, task: Task) -> None:
        take_back = self._on_close(task.ended.set)
        try:
            await task.ended.wait()
        finally:
            take_back()
        if not task.status.terminal:
            raise Problem(503, "app_maintenance", "the platform is shutting down")

    async def get(self, request: Request) -> Response:
        task = self._task(request)
        shown = task.full()
        shown["app"] = describe_app(task.app, with_version=False)
        shown["app_version"] = describe_version(task.app)
        return answer(shown)

    async def status(self, request: Request) -> Response:
        task = self._task(request)
        return answer({"id": task.id, "status": int(task.status), "updated_at": task.updated_at})

    async def stream(self, request: Request) -> Response:
        return self._streams.response(self._task(request), request)

    async def logs(self, request: Request) -> Response:
        task = self._task(request)
        shown = task.full()
        return answer(
            {"task_id": task.id, "status": int(task.status), "events": shown["events"], "logs": shown["logs"]}
        )

    async def telemetry(self, request: Request) -> Response:
        """No samples are taken here."""
        self._task(request)
        return answer([])

    async def timings(self, request: Request) -> Response:
        return answer(timings(self._task(request), self._clock.time()))

    async def cancel(self, request: Request) -> Response:
        task = self._task(request)
        body = await read_object(request, optional=True)
        timeout = body.get("timeout")
        if timeout is not None and (isinstance(timeout, bool) or not isinstance(timeout, int) or timeout < 0):
            raise invalid("timeout must be a number of milliseconds", "timeout")
        self._scheduler.cancel(task, force=body.get("force") is True, timeout_ms=timeout)
        return answer({"id": task.id, "status": int(task.status), "cancelled": True})

    async def delete(self, request: Request) -> Response:
        task = self._task(request)
        if not task.status.terminal:
            raise Problem(
                409, "invalid_transition", f"task {task.id} is {task.status.text}; cancel it before deleting it"
            )
        if flag(request, "files"):
            for _, record in self._files(task, None):
                self._file_store.delete(record)
        self._tasks.remove(task)
        return answer({"id": task.id, "deleted": True})

    async def files(self, request: Request) -> Response:
        task = self._task(request)
        shown = [
            {
                "id": record.id,
                "created_at": record.created_at,
                "role": role,
                "uri": self._file_store.address(record),
                "filename": record.filename,
                "content_type": record.content_type,
                "size": record.size,
            }
            for role, record in self._files(task, _role(request))
        ]
        return answer(shown)

    async def delete_files(self, request: Request) -> Response:
        task = self._task(request)
        if not task.status.terminal:
            raise Problem(409, "invalid_transition", f"task {task.id} is {task.status.text}; its files are in use")
        deleted: List[str] = []
        for _, record in self._files(task, _role(request)):
            self._file_store.delete(record)
            deleted.append(record.id)
        return answer({"deleted": deleted, "skipped": []})

    def _files(self, task: Task, role: Any) -> List[Tuple[str, StoredFile]]:
        found: List[Tuple[str, StoredFile]] = []
        known = {record.id: record for record in self._file_store.all()}
        for name, identifiers in (("input", task.input_files), ("output", task.output_files)):
            if role in (None, name):
                found += [(name, known[identifier]) for identifier in identifiers if identifier in known]
        return found

    async def list_by_body(self, request: Request) -> Response:
        return answer(self._page(await read_object(request, optional=True)))

    async def list_by_query(self, request: Request) -> Response:
        return answer(self._page(lists.from_query(request)))

    async def featured(self, request: Request) -> Response:
        return answer(self._page(lists.from_query(request), only_featured=True))

    def _page(self, query: Dict[str, Any], only_featured: bool = False) -> Dict[str, Any]:
        tasks = [task.full() for task in self._tasks.all() if task.is_featured or not only_featured]
        return lists.page(tasks, query, search_fields=("id", "short_id", "function"), normal=_filter_value)

    async def set_visibility(self, request: Request) -> Response:
        task = self._task(request)
        wanted = (await read_object(request)).get("visibility")
        if wanted not in VISIBILITIES:
            raise invalid(f"visibility must be one of {', '.join(VISIBILITIES)}, got {wanted!r}", "visibility")
        task.change("visibility", wanted)
        return answer(task.full())

    async def set_featured(self, request: Request) -> Response:
        task = self._task(request)
        wanted = (await read_object(request)).get("is_featured")
        if not isinstance(wanted, bool):
            raise invalid(f"is_featured must be true or false, got {wanted!r}", "is_featured")
        task.change("is_featured", wanted)
        return answer(task.full())

    async def cost(self, request: Request) -> Response:
        self._tasks.get(request.path_params["taskID"])
        # Nothing costs anything here; amounts would be microcents.
        return answer({"total": 0, "charged": 0})


def timings(task: Task, now: float) -> Dict[str, Any]:
    """How long each status lasted (TaskTimingsDTO)."""
    moments = [parse_time(event["event_time"]) for event in task.events]
    events: List[Dict[str, Any]] = []
    groups: List[Dict[str, Any]] = []
    for index, event in enumerate(task.events):
        last = index + 1 == len(task.events)
        end = moments[index] if last and task.status.terminal else (now if last else moments[index + 1])
        ms = max(0, round((end - moments[index]) * 1000))
        name = Status(event["status"]).text
        events.append(
            {
                "status": name,
                "timestamp": event["event_time"],
                "duration": _duration(ms),
                "duration_ms": ms,
                "next_status": "" if last else Status(task.events[index + 1]["status"]).text,
            }
        )
        if not last:
            groups.append(
                {
                    "label": name,
                    "start_at": event["event_time"],
                    "end_at": task.events[index + 1]["event_time"],
                    "duration": _duration(ms),
                    "duration_ms": ms,
                }
            )
    total = max(0, round(((moments[-1] if task.status.terminal else now) - moments[0]) * 1000))
    return {
        "task_id": task.id,
        "status": int(task.status),
        "total_duration": _duration(total),
        "total_duration_ms": total,
        "groups": groups,
        "events": events,
    }


def _duration(ms: int) -> str:
    return f"{ms}ms" if ms < 1000 else f"{ms / 1000:.2f}s"


def _role(request: Request) -> Any:
    role = request.query_params.get("role")
    if role not in (None, "", "input", "output"):
        raise Problem(400, "invalid_request", f"role must be input or output, got {role!r}")
    return role or None


def _filter_value(field: str, value: Any) -> Any:
    if field != "status" or value is None:
        return value
    if isinstance(value, int) and value in [int(status) for status in Status]:
        return value
    if isinstance(value, str) and value.upper() in Status.__members__:
        return int(Status[value.upper()])
    raise Problem(400, "invalid_filter", f"{value!r} is not a task status")
