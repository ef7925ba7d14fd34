"""Runs with a key: what the journal says of a key, and what follows from that. No I/O.

A key belongs to one base URL and one API key, which is only kept as a hash. The journal holds digests of inputs, and no
input and no output: a result is read from the platform when it is asked for again.
"""

from __future__ import annotations

import enum
import hashlib
import os
from typing import Any, Mapping, NamedTuple, Optional

from ..errors.classes import InvalidInputError
from .submission_lookup import Wanted, digest

LONGEST_KEY = 200
# Seconds that a wall clock may have been set by between two starts of a program, over what a look-up allows anyway.
CLOCK_SLACK = 5.0
_TOLD_APART = ("app", "app_id", "version_id", "function", "input", "setup", "session", "variant")


class State(str, enum.Enum):
    """How far a run has come."""

    SENDING = "sending"  # written before the request is sent
    STARTED = "started"  # the platform gave it an id


class Entry(NamedTuple):
    """What the journal holds of a key."""

    key: str
    fingerprint: str
    state: str
    wanted: str  # `Wanted` as JSON: what a look-up compares
    sent_at: float  # seconds since the epoch, by this machine's clock
    task_id: Optional[str]


class Step(enum.Enum):
    """What to do for a key."""

    SUBMIT = "submit"
    JOIN = "join"  # read the task, which may have ended
    SEARCH = "search"  # an earlier start sent it, and did not live to see the answer


def check_key(key: Any) -> str:
    """A key as the caller may give it."""
    if not isinstance(key, str) or not key or not key.isprintable() or len(key) > LONGEST_KEY:
        raise InvalidInputError(
            f"key must be a non-empty printable string of at most {LONGEST_KEY} characters that names this run, "
            "such as 'cat-42'"
        )
    return key


def account_of(base_url: str, api_key: str) -> str:
    """The one whom a key belongs to, as a hash."""
    return hashlib.sha256(f"{base_url}\n{api_key}".encode()).hexdigest()


def fingerprint(params: Mapping[str, Any], input: Any) -> str:
    """What a run is, as a hash. `input` has the digests of files in their places."""
    told = {name: params.get(name) for name in _TOLD_APART if params.get(name) is not None}
    told["input"] = input
    return digest(told)


def next_step(entry: Optional[Entry], mark: str) -> Step:
    """What to do for a run whose fingerprint is `mark`.

    Raises:
        InvalidInputError: the key was used for another run.
    """
    if entry is None:
        return Step.SUBMIT
    if entry.fingerprint != mark:
        raise InvalidInputError(
            f"key {entry.key!r} was used for a run with another input: give this one a key of its own, or call "
            f"client.journal.forget({entry.key!r})"
        )
    return Step.JOIN if entry.task_id else Step.SEARCH


def wanted_of(entry: Entry) -> Wanted:
    """What a look-up for an earlier start's request compares."""
    return Wanted.from_json(entry.wanted)


def default_path(environ: Mapping[str, str], platform: str, home: str) -> str:
    """Where the journal lies if nobody says where: the place for programs' state, by the system's custom.

    Args:
        platform: `sys.platform`.
    """
    if platform == "win32":
        folder = environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
    elif platform == "darwin":
        folder = os.path.join(home, "Library", "Application Support")
    else:
        given = environ.get("XDG_STATE_HOME") or ""
        # The standard says that a relative one counts as none.
        folder = given if os.path.isabs(given) else os.path.join(home, ".local", "state")
    return os.path.join(folder, "inferencesh", "runs.sqlite")
