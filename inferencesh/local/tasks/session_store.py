"""Sessions: one worker kept for one caller, its calls in order, ended by idleness, by request, or with its worker."""

from __future__ import annotations

import asyncio
from typing import Any, Callable, Dict, List, Optional

from ..apps.definition import AppDefinition
from ..apps.workers import Worker
from ..common import ids
from ..common.clock import LocalClock, Timer, format_time
from ..common.stored_objects import common_members
from ..http.problem_documents import Problem, invalid
from .task_store import Task

DEFAULT_TIMEOUT = 60
LONGEST_TIMEOUT = 3600


class Session:
    """Its idle clock runs only while no call is queued or running."""

    def __init__(self, clock: LocalClock, app: AppDefinition, worker: Worker, idle_timeout: int) -> None:
        now = clock.timestamp()
        self.clock = clock
        self.id: str = ids.new_session_id()
        self.created_at = now
        self.updated_at: str = now
        self.app = app
        self.worker = worker
        self.idle_timeout = idle_timeout
        self.status = "active"
        self.ended_at: Optional[str] = None
        self.last_call_at: Optional[str] = None
        self.task_id: Optional[str] = None
        self.call_count: int = 0
        self.lost = False
        self.pending = 0
        self.turn: asyncio.Lock = asyncio.Lock()
        self.folders: List[Any] = []
        self._deadline = clock.monotonic() + idle_timeout

    def describe(self) -> Dict[str, Any]:
        """As the API shows it (AppSessionDTO)."""
        left = self._deadline - self.clock.monotonic() if not self.pending else float(self.idle_timeout)
        shown = common_members(self.id, self.created_at, self.updated_at)
        shown.update(
            worker_id=self.worker.id,
            app_id=self.app.id,
            app_version_id=self.app.version_id,
            status=self.status,
            expires_at=format_time(self.clock.time() + left),
            ended_at=self.ended_at,
            task_id=self.task_id,
            call_count=self.call_count,
            last_call_at=self.last_call_at,
            idle_timeout=self.idle_timeout,
        )
        return shown

    @property
    def overdue(self) -> bool:
        return self.status == "active" and not self.pending and self.seconds_left <= 0

    @property
    def seconds_left(self) -> float:
        return self._deadline - self.clock.monotonic()

    def touch(self) -> None:
        """Restart the idle clock."""
        self._deadline = self.clock.monotonic() + self.idle_timeout
        self.updated_at = self.clock.timestamp()

    def call_begins(self, task: Task) -> None:
        """Count a call, and note its task and time."""
        self.call_count += 1
        self.task_id = task.id
        self.last_call_at = self.updated_at = self.clock.timestamp()


class SessionStore:
    """All sessions that ever were; ended ones are kept to be refused by name."""

    def __init__(self, clock: LocalClock) -> None:
        self.clock = clock
        self.on_end: Callable[[Session], None] = lambda session: None
        """Called with each session that ends, by itself or by request."""
        self._sessions: Dict[str, Session] = {}
        self._timers: Dict[str, Timer] = {}

    def create(self, app: AppDefinition, worker: Worker, timeout: Optional[int]) -> Session:
        """Open a session of an app on a worker.

        Args:
            timeout: seconds without a call, after which the session ends; None for the default.
        """
        session = Session(self.clock, app, worker, DEFAULT_TIMEOUT if timeout is None else timeout)
        self._sessions[session.id] = session
        self.watch(session)
        return session

    def get(self, identifier: str) -> Session:
        """By id, in any status; a problem with code SESSION_NOT_FOUND otherwise."""
        session = self._sessions.get(identifier)
        if session is None:
            session = next((s for s in self._sessions.values() if ids.short(s.id) == identifier), None)
        if session is None:
            raise Problem(404, "SESSION_NOT_FOUND", f"session {identifier} not found")
        self._expire(session)
        return session

    def usable(self, identifier: str) -> Session:
        """By id, only while it is active; problems SESSION_EXPIRED, SESSION_ENDED, WORKER_LOST otherwise."""
        session = self.get(identifier)
        if session.lost:
            raise Problem(500, "WORKER_LOST", f"session {session.id} lost its worker; start a new session")
        if session.status == "expired":
            raise Problem(
                410,
                "SESSION_EXPIRED",
                f"session {session.id} expired after {session.idle_timeout} seconds without a call",
            )
        if session.status == "ended":
            raise Problem(410, "SESSION_ENDED", f"session {session.id} ended")
        return session

    def active(self) -> List[Session]:
        """The sessions that are open now."""
        for session in self._sessions.values():
            self._expire(session)
        return [session for session in self._sessions.values() if session.status == "active"]

    def end(self, session: Session, status: str = "ended") -> None:
        """End a session, with `status` as its last. Nothing happens if it has ended."""
        if session.status != "active":
            return
        session.status = status
        session.ended_at = session.updated_at = self.clock.timestamp()
        timer = self._timers.pop(session.id, None)
        if timer is not None:
            timer.cancel()
        self.on_end(session)

    def watch(self, session: Session) -> None:
        """Look again when the idle limit may have passed: the worker is released even if nobody asks."""
        if session.status != "active":
            return
        old = self._timers.pop(session.id, None)
        if old is not None:
            old.cancel()
        loop = asyncio.get_running_loop()
        wait = max(0.01, session.seconds_left) if not session.pending else float(session.idle_timeout)
        self._timers[session.id] = self.clock.call_later(loop, wait, lambda: self._look(session))

    def close(self) -> None:
        """Stop the timers of all sessions."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()

    def _look(self, session: Session) -> None:
        self._expire(session)
        self.watch(session)

    def _expire(self, session: Session) -> None:
        if session.overdue:
            self.end(session, "expired")


def check_timeout(request: Dict[str, Any]) -> Optional[int]:
    """The `session_timeout` of a run request, if it is one that is allowed there."""
    timeout = request.get("session_timeout")
    if timeout is None:
        return None
    if isinstance(timeout, bool) or not isinstance(timeout, int) or not 1 <= timeout <= LONGEST_TIMEOUT:
        raise invalid(
            f"session_timeout must be a whole number of seconds from 1 to {LONGEST_TIMEOUT}, got {timeout!r}",
            "session_timeout",
        )
    if request.get("session") != "new":
        raise invalid('session_timeout goes with "session": "new" only', "session_timeout")
    return timeout
