"""The journal of runs with a key: a small SQLite file, and a lock for each key that ends with its process.

Blocking functions. Each opens the file anew, so that threads and forks need not care; a run with a key takes three.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
import sys
import threading
from typing import Any, Dict, Generator, List, Optional, Set, Tuple

from .._core.errors.classes import InferenceError
from .._core.recovery.journal_entries import Entry, State, check_key, default_path
from .._core.requests.options import LocalPath
from .local_files import expand_home

_TABLE = """
CREATE TABLE IF NOT EXISTS runs (
    account TEXT NOT NULL, key TEXT NOT NULL, fingerprint TEXT NOT NULL, state TEXT NOT NULL,
    wanted TEXT NOT NULL, sent_at REAL NOT NULL, task_id TEXT, PRIMARY KEY (account, key)
)
"""
_COLUMNS = "key, fingerprint, state, wanted, sent_at, task_id"
_BUSY = 20.0  # seconds to wait for another process that writes


# Ids of tasks that could not be written: what this process knows must not need the disk. By path, account and key.
_UNWRITTEN: Dict[Tuple[str, str, str], str] = {}


# One thread at a time has a file open, and no other one while the process forks: SQLite remembers which locks of the
# system the process has, and a child that took that over would find the file locked for ever.
_guard = threading.RLock()


def _guard_anew() -> None:
    global _guard
    _guard = threading.RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=lambda: _guard.acquire(),
        after_in_parent=lambda: _guard.release(),
        after_in_child=_guard_anew,
    )


class Journal:
    """A journal file.

    Args:
        path: where; a leading `~` is the home folder. None: `runs.sqlite` in the user's state folder
            (`~/.local/state/inferencesh` on Linux).
    """

    def __init__(self, path: Optional[LocalPath] = None) -> None:
        if path is not None:
            chosen = expand_home(os.fspath(path), "journal")
        else:
            chosen = default_path(os.environ, sys.platform, os.path.expanduser("~"))
        self.path: str = os.path.abspath(chosen)

    def read(self, account: str, key: str) -> Optional[Entry]:
        """What is known of a key."""
        with self._open() as db:
            row = db.execute(f"SELECT {_COLUMNS} FROM runs WHERE account = ? AND key = ?", (account, key)).fetchone()
        if row is None:
            return None
        entry = Entry(*row)
        known = _UNWRITTEN.get((self.path, account, key)) if entry.task_id is None else None
        if known is None:
            return entry
        self.started(account, key, known)
        return entry._replace(state=State.STARTED.value, task_id=known)

    def entries(self, account: str) -> List[Entry]:
        """All keys of an account, oldest first."""
        with self._open() as db:
            rows = db.execute(f"SELECT {_COLUMNS} FROM runs WHERE account = ? ORDER BY sent_at", (account,)).fetchall()
        return [Entry(*row) for row in rows]

    def begin(self, account: str, entry: Entry) -> None:
        """Write that a request is about to be sent. It is on the disk when this returns."""
        _UNWRITTEN.pop((self.path, account, entry.key), None)
        with self._open() as db:
            db.execute(
                f"INSERT OR REPLACE INTO runs (account, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)", (account, *entry)
            )

    def started(self, account: str, key: str, task_id: str) -> None:
        """Write which task it became. Until that is done, this process remembers it."""
        _UNWRITTEN[self.path, account, key] = task_id
        try:
            with self._open() as db:
                db.execute(
                    "UPDATE runs SET state = ?, task_id = ? WHERE account = ? AND key = ?",
                    (State.STARTED.value, task_id, account, key),
                )
        except InferenceError as error:
            error.task_id = task_id
            error._explain(f"The run of key {key!r} is the task {task_id}: client.attach({task_id!r}) joins it")
            raise
        _UNWRITTEN.pop((self.path, account, key), None)

    def forget(self, account: str, key: str) -> bool:
        """Take a key out, so that its next run is a new one. Says whether it was there."""
        _UNWRITTEN.pop((self.path, account, key), None)
        with self._open() as db:
            return db.execute("DELETE FROM runs WHERE account = ? AND key = ?", (account, key)).rowcount > 0

    @contextlib.contextmanager
    def _open(self) -> Generator[sqlite3.Connection, None, None]:
        if not _guard.acquire(timeout=_BUSY):
            raise InferenceError(
                f"the journal {self.path!r} cannot be used: another thread has been at it for too long"
            )
        db: Optional[sqlite3.Connection] = None
        try:
            self._make_file()
            db = sqlite3.connect(self.path, timeout=_BUSY, isolation_level=None)
            db.execute("PRAGMA synchronous = FULL")
            db.execute(_TABLE)
            yield db
        except (sqlite3.Error, OSError) as cause:
            raise InferenceError(
                f"the journal {self.path!r} cannot be used: {cause}. Move it away, or give another one by journal=..."
            ) from cause
        finally:
            try:
                if db is not None:
                    db.close()
            finally:
                _guard.release()

    def _make_file(self) -> None:
        if not os.path.exists(self.path):
            os.makedirs(os.path.dirname(self.path), mode=0o700, exist_ok=True)
            # For its owner alone: it tells what was run, and when.
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))

    # -- locks

    def try_lock(self, account: str, key: str) -> bool:
        """Take the lock of a key without waiting. It is let go by `unlock`, or when the process ends, however."""
        name = hashlib.sha256(f"{account}\n{key}".encode()).hexdigest()
        try:
            self._make_file()
            return _LOCKS.take(os.path.realpath(self.path) + ".lock", int(name[:15], 16))
        except OSError as cause:
            raise InferenceError(f"the journal {self.path!r} cannot be locked: {cause}") from cause

    def unlock(self, account: str, key: str) -> None:
        """Let the lock of a key go."""
        name = hashlib.sha256(f"{account}\n{key}".encode()).hexdigest()
        _LOCKS.drop(os.path.realpath(self.path) + ".lock", int(name[:15], 16))


class _Locks:
    """One byte of a lock file for each key.

    The system lets go of such locks when the process ends, or closes *any* handle of the file: so there is one handle
    for each file, and it stays open. Within the process, where they do not count, a set does the same.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._handles: Dict[str, int] = {}
        self._held: Set[Tuple[str, int]] = set()

    def take(self, path: str, place: int) -> bool:
        with self._guard:
            if (path, place) in self._held:
                return False
            handle = self._handles.get(path)
            if handle is None:
                handle = self._handles[path] = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            if not _lock(handle, place):
                return False
            self._held.add((path, place))
            return True

    def drop(self, path: str, place: int) -> None:
        with self._guard:
            if (path, place) in self._held:
                self._held.discard((path, place))
                _unlock(self._handles[path], place)

    def forget(self) -> None:
        """In the child of a fork: the locks are the parent's."""
        self._guard = threading.Lock()
        self._held = set()


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int, place: int) -> bool:
        os.lseek(handle, place, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(handle: int, place: int) -> None:
        os.lseek(handle, place, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(handle: int, place: int) -> bool:
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
        except (BlockingIOError, PermissionError):
            return False
        return True

    def _unlock(handle: int, place: int) -> None:
        fcntl.lockf(handle, fcntl.LOCK_UN, 1, place)


_LOCKS = _Locks()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_LOCKS.forget)


class RunJournal:
    """`client.journal`: the runs with a key of this base URL and API key.

    Attributes:
        path: the file.
    """

    def __init__(self, journal: Journal, account: str) -> None:
        self._journal = journal
        self._account = account
        self.path: str = journal.path

    def entries(self) -> List[Dict[str, Any]]:
        """What is known, oldest first: dicts with `key`, `state` (`sending`, `started`), `sent_at`, `task_id`."""
        return [
            {"key": entry.key, "state": entry.state, "sent_at": entry.sent_at, "task_id": entry.task_id}
            for entry in self._journal.entries(self._account)
        ]

    def forget(self, key: str) -> bool:
        """Take a key out, so that its next run is a new task. Says whether it was there. The task itself stays."""
        return self._journal.forget(self._account, check_key(key))

    def __repr__(self) -> str:
        return f"<RunJournal {self.path}>"
