"""Workers of apps: made when they are needed, kept warm for later, and no more at once than there may be."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import json
import time
from typing import Any, AsyncGenerator, Deque, Dict, List, Mapping, Optional, Set, Tuple

from .definition import AppDefinition
from .workers import ProcessWorker, ThreadWorker, Worker

MAX_WORKERS = 8
"""Workers of one app that run at the same time; further tasks stay queued."""
MAX_IDLE = 32
"""Warm workers kept for later, over all apps."""

PoolKey = Tuple[str, str]


class WorkerPool:
    """Belongs to the server's event loop; only `join` is called from elsewhere."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self._secrets = secrets
        self._idle: Dict[PoolKey, List[Worker]] = {}
        self._busy: collections.Counter[str] = collections.Counter()
        self._waiting: Dict[str, Deque[asyncio.Future[None]]] = {}
        self._workers: Set[Worker] = set()
        self._closing = False

    def worker(self, app: AppDefinition) -> Worker:
        """A new worker; the caller closes it."""
        if app.process:
            worker: Worker = ProcessWorker(app, {key: self._secrets[key] for key in app.secrets})
        else:
            worker = ThreadWorker(app)
        self._workers = {known for known in self._workers if not known.join(0)}
        self._workers.add(worker)
        return worker

    @contextlib.asynccontextmanager
    async def borrowed(self, app: AppDefinition, setup: Any) -> AsyncGenerator[Worker, None]:
        """A worker that is or will be set up like this, as soon as there may be one more."""
        key = (app.version_id, json.dumps(setup, sort_keys=True))
        await self._wait_for_slot(app.version_id)
        worker: Optional[Worker] = None
        try:
            idle = self._idle.get(key)
            worker = idle.pop() if idle else self.worker(app)
            yield worker
        finally:
            self._release_slot(app.version_id)
            if worker is not None:
                self._keep(key, worker)

    async def _wait_for_slot(self, version_id: str) -> None:
        if self._busy[version_id] < MAX_WORKERS:
            self._busy[version_id] += 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(version_id, collections.deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._release_slot(version_id)
            raise

    def _release_slot(self, version_id: str) -> None:
        waiting = self._waiting.get(version_id)
        while waiting:
            turn = waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._busy[version_id] -= 1

    def _keep(self, key: PoolKey, worker: Worker) -> None:
        # A closed worker ends by itself later; `worker` forgets those that have.
        if not worker.usable or self._closing:
            worker.close()
            return
        self._idle.setdefault(key, []).append(worker)
        while sum(len(idle) for idle in self._idle.values()) > MAX_IDLE:
            oldest = next(known for known, idle in self._idle.items() if idle)
            self._idle[oldest].pop(0).close()

    # -- the end

    def stop_keeping(self) -> None:
        """From now on, workers that are given back are closed."""
        self._closing = True

    def close(self) -> None:
        """Tell all workers to end after what they do."""
        for worker in list(self._workers):
            worker.close()

    def join(self, seconds: float) -> List[str]:
        """Wait for the workers' threads (from any thread); the names of the apps that would not stop."""
        deadline = time.monotonic() + seconds
        stuck: List[str] = []
        for worker in list(self._workers):
            if not worker.join(max(0.05, deadline - time.monotonic())):
                worker.kill()
                if not worker.join(0.5):
                    stuck.append(worker.definition.ref)
        self._workers.clear()
        return stuck
