"""From a run request to an ended task: workers, sessions, cancellation. Lives on the server's event loop."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import shutil
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

from ..apps.registry import Registry
from ..apps.returned_values import replace_paths
from ..apps.runtime import Call
from ..apps.worker_pool import WorkerPool
from ..apps.workers import Job, Worker
from ..common.background import BackgroundWork
from ..common.clock import LocalClock
from ..files.file_store import FileStore
from ..http.problem_documents import Problem
from .admission import Admission
from .session_store import Session, SessionStore
from .task_options import TaskOptions
from .task_store import Status, Task, TaskStore
from .webhooks import send_webhook

log: logging.Logger = logging.getLogger("inferencesh.local")

DEFAULT_GRACE_MS = 10_000
SESSION_GONE = "session expired or not found"
_PROGRESS_KINDS = ("done", "cancelled", "failed", "lost")


class _Run:
    """What the scheduler knows of a task that is on its way."""

    def __init__(self, task: Task, addresses: List[str]) -> None:
        self.task = task
        self.addresses = addresses
        self.session: Optional[Session] = None
        self.worker: Optional[Worker] = None
        self.job: Optional[Job] = None
        self.main: Optional[asyncio.Task[None]] = None
        self.outcome: asyncio.Future[Tuple[str, Any]] = asyncio.get_running_loop().create_future()


@dataclasses.dataclass(frozen=True)
class Stores:
    """What the scheduler finds things in, and puts them into."""

    registry: Registry
    files: FileStore
    sessions: SessionStore
    tasks: TaskStore


class Scheduler:
    """Takes run requests and sees them through. When a session ends, it releases the worker."""

    def __init__(self, clock: LocalClock, stores: Stores, background: BackgroundWork, options: TaskOptions) -> None:
        self._clock = clock
        self._files = stores.files
        self._sessions = stores.sessions
        self._tasks = stores.tasks
        self._background = background
        self._options = options
        self._admission = Admission(stores.registry, stores.files, stores.sessions, options)
        self._runs: Dict[str, _Run] = {}
        self._pool = WorkerPool(options.secrets)
        self._closing = False
        stores.sessions.on_end = self._session_ended

    # -- taking runs

    def submit(self, request: Dict[str, Any]) -> Task:
        """Check a run request and start it; a `Problem` refuses it before there is a task."""
        if self._closing:
            raise Problem(503, "app_maintenance", "the platform is shutting down")
        asked = self._admission.admit(request)
        app, session = asked.app, asked.session
        task = Task(self._clock, session.app if session else app, asked.function, request)
        run = _Run(task, asked.addresses)
        if request.get("session") == "new":
            session = self._sessions.create(app, self._pool.worker(app), asked.session_timeout)
            task.session_timeout = session.idle_timeout
        if session is not None:
            run.session = session
            session.pending += 1
            task.session_id = session.id
        task.input_files = [file.id for file in map(self._files.own_file, asked.addresses) if file is not None]
        self._tasks.add(task)
        self._runs[task.id] = run
        run.main = asyncio.get_running_loop().create_task(self._main(run, asked.run_at))
        return task

    # -- one run

    async def _main(self, run: _Run, run_at: Optional[float]) -> None:
        task = run.task
        try:
            if run_at is not None:
                await self._clock.sleep(run_at - self._clock.time())
            task.become(Status.QUEUED)
            await self._stage()
            if run.session is not None:
                async with run.session.turn:
                    await self._in_session(run, run.session)
            else:
                await self._in_pool(run)
        except asyncio.CancelledError:
            # Cancelled before a worker had it, or the platform stops.
            task.become(Status.CANCELLED)
        except Exception as error:
            log.exception("task %s could not be run", task.id)
            task.become(Status.FAILED, error=f"the platform failed to run the task: {error!r}")
        finally:
            self._runs.pop(task.id, None)
            if run.session is not None:
                run.session.pending -= 1
                run.session.touch()
                self._sessions.watch(run.session)
            if task.request.get("webhook"):
                self._background.spawn(send_webhook(self._background, task, self._options.allow_remote))

    async def _in_session(self, run: _Run, session: Session) -> None:
        if session.status != "active":
            run.task.become(Status.FAILED, error=SESSION_GONE)
            return
        session.call_begins(run.task)
        await self._on_worker(run, session.worker)
        if not session.worker.usable and session.status == "active":
            session.lost = True
            self._sessions.end(session)
        elif run.job is not None and run.job.call.ends_session:
            self._sessions.end(session)

    async def _in_pool(self, run: _Run) -> None:
        async with self._pool.borrowed(run.task.app, run.task.setup) as worker:
            await self._on_worker(run, worker)

    async def _on_worker(self, run: _Run, worker: Worker) -> None:
        task = run.task
        loop = asyncio.get_running_loop()
        run.worker = worker
        task.worker_id = worker.id
        task.become(Status.DISPATCHED)
        await self._stage()
        if not worker.is_set_up:
            for status in (Status.PREPARING, Status.SERVING):
                task.become(status)
                await self._stage()
        folder = self._files.scratch / task.id
        secrets = {key: self._options.secrets[key] for key in task.app.secrets}
        call = Call(task.id, task.session_id, secrets, str(folder / "out"), self._clock)

        def emit(kind: str, payload: Any) -> None:
            # In the worker's thread: files are copied there, not on the event loop.
            new_files: List[str] = []
            if kind == "output":
                published: Dict[Path, str] = {}
                payload = (replace_paths(payload, lambda path: self._publish(path, published, new_files)), new_files)
            try:
                loop.call_soon_threadsafe(self._on_event, run, kind, payload)
            except RuntimeError:
                # The loop is closed: the platform was stopped, and this app ran on.
                pass

        def prepare() -> Dict[str, str]:
            return {
                address: str(self._files.localise(address, folder, index))
                for index, address in enumerate(run.addresses)
            }

        run.job = Job(call, task.function, {} if task.input is None else task.input, task.setup, emit, prepare)
        worker.submit(run.job)
        try:
            kind, payload = await run.outcome
        finally:
            if run.session is not None:
                # The app may look at a file again in a later call.
                run.session.folders.append(folder)
            else:
                self._background.run_in_pool(shutil.rmtree, folder, True)
        await self._end(task, kind, payload)

    async def _end(self, task: Task, kind: str, payload: Any) -> None:
        if task.status == Status.CANCELLING or kind == "cancelled":
            task.become(Status.CANCELLED)
        elif kind == "done":
            if task.output_files:
                task.become(Status.UPLOADING)
                await self._stage()
            task.become(Status.COMPLETED)
        elif kind == "lost" and task.session_id is not None:
            task.become(Status.FAILED, error=f"session worker offline: {payload}")
        else:
            task.become(Status.FAILED, error=str(payload))

    def _publish(self, path: Path, published: Dict[Path, str], new_files: List[str]) -> str:
        # An output may name a file twice, as `image` and as `url`.
        if path not in published:
            record = self._files.publish(path)
            new_files.append(record.id)
            published[path] = self._files.address(record)
        return published[path]

    def _on_event(self, run: _Run, kind: str, payload: Any) -> None:
        task = run.task
        if run.outcome.done():
            return
        if kind == "status":
            if task.status != Status.CANCELLING:
                task.become(Status.SETTING_UP if payload == "setting_up" else Status.RUNNING)
        elif kind == "log":
            task.add_log(*payload)
        elif kind == "output":
            output, new_files = payload
            task.output_files.extend(new_files)
            task.set_output(output)
        elif kind == "delta":
            task.add_delta(payload)
        elif kind in _PROGRESS_KINDS:
            run.outcome.set_result((kind, payload))

    async def _stage(self) -> None:
        if self._options.stage_seconds > 0:
            await self._clock.sleep(self._options.stage_seconds)

    # -- cancelling

    def cancel(self, task: Task, *, force: bool = False, timeout_ms: Optional[int] = None) -> None:
        """Ask for the end of a task; a 409 problem if it has ended already."""
        if task.status.terminal:
            raise Problem(409, "invalid_transition", f"task {task.id} has already {task.status.text}")
        run = self._runs.get(task.id)
        if run is None or run.main is None:
            task.become(Status.CANCELLED)
            return
        if run.job is None or run.worker is None:
            run.main.cancel()
            task.become(Status.CANCELLED)
            return
        first = task.status != Status.CANCELLING
        task.become(Status.CANCELLING)
        if force:
            self._give_up(run)
            return
        if first:
            run.worker.cancel(run.job)
            grace = (DEFAULT_GRACE_MS if timeout_ms is None else timeout_ms) / 1000.0
            self._background.spawn(self._after_grace(run, grace))

    async def _after_grace(self, run: _Run, seconds: float) -> None:
        deadline = asyncio.get_running_loop().create_task(self._clock.sleep(seconds))
        try:
            waited: List[asyncio.Future[Any]] = [deadline, run.outcome]
            await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        finally:
            deadline.cancel()
        if not run.outcome.done():
            self._give_up(run)

    def _give_up(self, run: _Run) -> None:
        """End the task now, by force where that is possible, and do not use its worker again."""
        if run.worker is None or run.job is None:
            return
        if not run.job.call.cancel_event.is_set():
            run.worker.cancel(run.job)
        run.worker.usable = False
        if not run.worker.kill():
            log.warning("app %s ignored a cancellation; its thread runs on by itself", run.task.app.ref)
        if not run.outcome.done():
            run.outcome.set_result(("cancelled", None))

    # -- ends

    def _session_ended(self, session: Session) -> None:
        """Release the worker of a session; what runs there is cancelled, what waits there fails."""
        for run in list(self._runs.values()):
            if run.session is session and run.job is not None and run.worker is not None and not run.outcome.done():
                if run.job.call.ends_session:
                    continue
                run.worker.cancel(run.job)
                run.outcome.set_result(("failed", "the session was ended during the call"))
        session.worker.close()
        for folder in session.folders:
            self._background.run_in_pool(shutil.rmtree, folder, True)

    async def close(self) -> None:
        """Cancel what runs; the workers are joined by `join_workers` once the loop has nothing more to do."""
        self._closing = True
        self._pool.stop_keeping()
        runs = list(self._runs.values())
        for run in runs:
            if run.job is not None and run.worker is not None and not run.outcome.done():
                run.worker.cancel(run.job)
                run.task.become(Status.CANCELLING)
                run.outcome.set_result(("cancelled", None))
            elif run.main is not None and run.job is None:
                run.main.cancel()
        mains = [run.main for run in runs if run.main is not None]
        if mains:
            await asyncio.wait(mains, timeout=2.0)
        self._pool.close()

    def join_workers(self, seconds: float) -> List[str]:
        """Wait for the workers' threads (from any thread); the names of the apps that would not stop."""
        return self._pool.join(seconds)
