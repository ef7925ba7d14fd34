"""What an app may ask and tell the platform while it runs; all of it is importable from `inferencesh.local`."""

from __future__ import annotations

import contextvars
import os
import tempfile
import threading
from pathlib import Path
from typing import Any, Dict, Mapping, Optional

from ..._runtime.clock import Clock

_LOOK = 0.02  # how often a sleeping app looks whether the clock was moved, in seconds


class Delta(Dict[str, Any]):
    """An increment that a generator app yields between its outputs.

    It goes out as a delta event and leaves the task's stored output alone; the last thing yielded must be an output.
    `yield Delta(response="Hel")` and `yield Delta({"response": "lo"})` both work.
    """


class NoOutput(RuntimeError):
    """A generator app ended without having yielded an output."""


class Call:
    """One call of an app function, as the app's side sees it."""

    def __init__(
        self,
        task_id: str,
        session_id: Optional[str] = None,
        secrets: Optional[Mapping[str, str]] = None,
        folder: Optional[str] = None,
        clock: Optional[Clock] = None,
    ) -> None:
        self.task_id = task_id
        self.folder = folder
        self.session_id = session_id
        self.secrets: Dict[str, str] = dict(secrets or {})
        self.cancel_event: threading.Event = threading.Event()
        self.clock = clock  # None in a process of its own, where nobody can move it
        self.ends_session = False


current_call: contextvars.ContextVar[Optional[Call]] = contextvars.ContextVar("inferencesh_local_call", default=None)


def cancelled() -> bool:
    """Whether somebody asked for the cancellation of the call that is running here.

    An app that works in a loop asks this now and then and returns early; outside an app it is always false.
    """
    call = current_call.get()
    return call is not None and call.cancel_event.is_set()


def sleep_or_cancelled(seconds: float) -> bool:
    """Wait `seconds` of the platform's clock, or until cancellation is asked for; true in the latter case."""
    call = current_call.get()
    if call is None or call.clock is None:
        return (call.cancel_event if call is not None else threading.Event()).wait(seconds)
    until = call.clock.monotonic() + seconds
    while True:
        left = until - call.clock.monotonic()
        if left <= 0:
            return call.cancel_event.is_set()
        if call.cancel_event.wait(min(_LOOK, call.clock.real_seconds(left))):
            return True


def end_session() -> None:
    """Ask the platform to end the session of this call once the call is over; nothing happens without one."""
    call = current_call.get()
    if call is not None:
        call.ends_session = True


def scratch_folder() -> Path:
    """A folder for the files that this call makes. It goes when the call is over, after its output was stored."""
    call = current_call.get()
    if call is None or call.folder is None:
        return Path(tempfile.mkdtemp(prefix="inferencesh-app-"))
    folder = Path(call.folder)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def secret(name: str) -> str:
    """The value of a secret that the app declared; a `KeyError` that names it otherwise."""
    call = current_call.get()
    if call is not None and name in call.secrets:
        return call.secrets[name]
    try:
        return os.environ[name]
    except KeyError:
        raise KeyError(f"secret {name} is not set; declare it with @app(..., secrets=[{name!r}])") from None
