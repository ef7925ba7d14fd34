"""All that the routes share: settings, stores, the scheduler, and the loop's background work."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, Coroutine, Dict, Optional, Sequence, Set

from .._runtime.threads import DaemonExecutor
from .apps.definition import AppDefinition
from .apps.registry import Registry
from .clock import LocalClock
from .file_store import FileStore
from .tasks.scheduler import Scheduler
from .tasks.session_store import SessionStore
from .tasks.task_store import TaskStore

if TYPE_CHECKING:
    from .agents.chats.system import AgentSystem

log: logging.Logger = logging.getLogger("inferencesh.local")


@dataclasses.dataclass
class Settings:
    """What `LocalPlatform` was asked for; see there."""

    heartbeat: float = 10.0
    final_frame: str = "full"
    sse_named: bool = True
    stage_seconds: float = 0.0
    max_upload: int = 2 << 30
    content_types: Optional[Sequence[str]] = None
    allow_remote: bool = False
    secrets: Dict[str, str] = dataclasses.field(default_factory=lambda: {})
    api_key: Optional[str] = None


class Core:
    """Belongs to the server's event loop; only `registry` additions and `files` are used from elsewhere."""

    def __init__(self, settings: Settings, clock: LocalClock, folder: Path) -> None:
        self.settings = settings
        self.clock = clock
        self.registry: Registry = Registry()
        self.tasks: TaskStore = TaskStore()
        self.files: FileStore = FileStore(
            folder,
            clock,
            max_upload=settings.max_upload,
            content_types=settings.content_types,
            allow_remote=settings.allow_remote,
        )
        self.scheduler: Scheduler = Scheduler(self)
        self.sessions: SessionStore = SessionStore(clock, self.scheduler.session_ended)
        self.agents: Optional[AgentSystem] = None
        self.closing: bool = False
        self._background: Set[asyncio.Task[Any]] = set()
        self._on_close: Set[Callable[[], None]] = set()
        self._pool = DaemonExecutor(4, "inferencesh-local-io", linger=1.0)

    # Short names for what the scheduler asks for all the time.
    @property
    def secrets(self) -> Dict[str, str]:
        return self.settings.secrets

    @property
    def allow_remote(self) -> bool:
        return self.settings.allow_remote

    @property
    def stage_seconds(self) -> float:
        return self.settings.stage_seconds

    def add(self, definition: AppDefinition) -> None:
        self.registry.add(definition, self.clock.timestamp())

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run a coroutine in the background; its errors are logged, and it ends with the platform."""
        if self.closing:
            work.close()
            return
        task = asyncio.get_running_loop().create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background_done)

    def _background_done(self, task: asyncio.Task[Any]) -> None:
        self._background.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("background work of the platform failed", exc_info=task.exception())

    def run_in_pool(self, function: Callable[..., Any], *arguments: Any) -> asyncio.Future[Any]:
        """Run blocking work in a thread of the platform's own."""
        return asyncio.get_running_loop().run_in_executor(self._pool, function, *arguments)

    def on_close(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` when the platform stops, on its loop; gives the function that takes it back."""
        if self.closing:
            callback()
        self._on_close.add(callback)
        return lambda: self._on_close.discard(callback)

    async def close(self) -> None:
        """End streams, runs and background work, so that the server's connections can end too."""
        self.closing = True
        if self.agents is not None:
            await self.agents.close()
        await self.scheduler.close()
        for callback in list(self._on_close):
            callback()
        self.sessions.close()
        for task in list(self._background):
            task.cancel()
        if self._background:
            await asyncio.wait(list(self._background), timeout=2.0)

    def close_threads(self, seconds: float) -> None:
        """After the loop has ended: wait for workers and pool."""
        for ref in self.scheduler.join_workers(seconds):
            log.warning("app %s still runs although the platform has stopped", ref)
        self._pool.shutdown(wait=True)
