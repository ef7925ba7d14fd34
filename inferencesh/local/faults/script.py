"""`platform.faults`: the faults that are set up, and what they did."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Optional, Union

from typing_extensions import Literal, Protocol

from ..common.clock import LocalClock
from .fault_rules import Fault, FaultName, faults_from_text


class FaultEvent(NamedTuple):
    """A fault struck: when (seconds since the epoch, by the platform's clock), which, and at which request."""

    at: float
    fault: str
    method: str
    path: str


class Door(Protocol):
    """How the platform's listening address is closed for a while."""

    def refuse(self, seconds: float) -> None:
        """Refuse connections for so many real seconds, and end those that are open."""
        ...

    def open(self) -> None:
        """Listen again, if it does not."""
        ...


class Faults:
    """The platform's fault script. May be used from any thread, before the platform starts and while it runs.

    >>> platform.faults.add("POST /apps/run", "lose_answer")
    >>> platform.faults.add("GET /tasks/{id}/stream", "reset_after", bytes=200, times=3)
    >>> platform.faults.add("POST /apps/run", 429, retry_after=2, times=5)

    Each request is struck by one fault at most: the first that was added, matches, and has not struck often enough.
    """

    def __init__(self, clock: LocalClock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._faults: List[Fault] = []
        self._log: List[FaultEvent] = []
        self._door: Optional[Door] = None

    def add(
        self,
        route: str,
        fault: Union[FaultName, int],
        *,
        times: Optional[int] = 1,
        after: int = 0,
        bytes: Optional[int] = None,
        gently: Optional[bool] = None,
        frames: Optional[int] = None,
        seconds: Optional[float] = None,
        every: Optional[float] = None,
        line: Optional[str] = None,
        code: Optional[int] = None,
        retry_after: Optional[float] = None,
        as_date: Optional[bool] = None,
        body: Optional[Literal["problem", "html", "xml", "empty"]] = None,
        to: Optional[str] = None,
        what: Optional[Literal["field", "status", "enum"]] = None,
    ) -> Fault:
        """Set up a fault.

        Args:
            route: which requests: `"POST /apps/run"`, `"GET /tasks/{id}/stream"`, `"PUT /storage/*"`, `"*"`.
            fault: what happens to them, or an HTTP status, which is short for "status" with `code=`:

                - "refuse": the request is reset, and for `seconds` (0.5) nobody listens. With the route "*" that begins
                  at once: connecting fails.
                - "reset": the connection is reset before the request was looked at.
                - "lose_answer": the request is carried out, and then the connection is reset without an answer; with a
                  `code`, a page of something in between comes instead of the answer, such as a gateway's 504.
                - "reset_after": so many `bytes` (0) of the answer's body come, then the connection is reset, or,
                  `gently`, ended. An answer with fewer comes whole, and its connection stays; with 0, of an answer that
                  has no body nothing comes.
                - "half_line": after so many `frames` (0) of a stream half of the next one comes, then nothing for
                  `seconds`, or for as long as the client waits. Of another answer, half of the body comes.
                - "garbage": after so many `frames` (0) of a stream a line comes that is not JSON, or `line`. Another
                  answer has it for a body.
                - "duplicate": every frame of a stream comes twice.
                - "reorder": frames of a stream come in pairs, the later one first.
                - "heartbeats_only": a stream carries heartbeats, one in `every` seconds (0.1), and nothing else.
                - "drop_terminal": a stream lacks the frame that says the end.
                - "status": an error with the status `code`, `retry_after` seconds in its header (written as a date with
                  `as_date`); its `body` is a problem document, or a page of something in between (502, 504, 520...).
                - "slow_drip": the answer's body comes in pieces of so many `bytes` (16), one in `every` seconds
                  (0.005).
                - "redirect": the answer leads `to` another address, with the status `code` (307).
                - "expired_upload": a storage's 403 in XML, as for an upload address that is too old.
                - "storage_error": a storage's 400 in XML.
                - "future": a server newer than the client: `what` is unknown, a "field" (default), a "status", or an
                  "enum" value.
            times: how many requests are struck; None: every one, until `clear` or `fault.times = 0`.
            after: how many matching requests pass unharmed first.

        Returns:
            The fault; its `struck` counts.

        Raises:
            ValueError: the route cannot be read, or the fault does not take that option.
        """
        given = {
            "bytes": bytes,
            "gently": gently,
            "frames": frames,
            "seconds": seconds,
            "every": every,
            "line": line,
            "code": code,
            "retry_after": retry_after,
            "as_date": as_date,
            "body": body,
            "to": to,
            "what": what,
        }
        chosen = {name: value for name, value in given.items() if value is not None}
        return self._set_up([Fault(route, fault, times, after, chosen)])[0]

    def load(self, source: Union[str, Path]) -> List[Fault]:
        """Set up the faults of a file: JSON, or one JSON object a line, as `inferencesh serve --faults` takes.

        Raises:
            OSError: the file cannot be read.
            ValueError: it holds something else; nothing was set up.
        """
        try:
            return self._set_up(faults_from_text(Path(source).read_text(encoding="utf-8")))
        except ValueError as error:
            raise ValueError(f"{source}: {error}") from None

    def load_text(self, text: str) -> List[Fault]:
        """As `load`, from a text."""
        return self._set_up(faults_from_text(text))

    def clear(self) -> None:
        """Forget all faults, and listen again if a "refuse" lasts. The log stays."""
        with self._lock:
            self._faults.clear()
            door = self._door
        if door is not None:
            door.open()

    @property
    def active(self) -> List[Fault]:
        """The faults that will strike, in the order in which they were added."""
        with self._lock:
            return [fault for fault in self._faults if not fault.exhausted]

    @property
    def log(self) -> List[FaultEvent]:
        """What has struck so far, oldest first."""
        with self._lock:
            return list(self._log)

    def describe(self) -> Dict[str, Any]:
        """Active faults and the log as JSON, for the admin route."""
        return {"active": [fault.describe() for fault in self.active], "log": [event._asdict() for event in self.log]}

    # -- for the platform

    def take(self, method: str, path: str) -> Optional[Fault]:
        """The fault that strikes a request, which is noted; None: it goes through."""
        with self._lock:
            for fault in self._faults:
                if not fault.is_global and fault.take(method, path):
                    self._log.append(FaultEvent(self._clock.time(), fault.name, method, path))
                    return fault
        return None

    def attach(self, door: Optional[Door]) -> None:
        """The platform has started (or stops: None)."""
        with self._lock:
            self._door = door
            waiting = [fault for fault in self._faults if fault.is_global and not fault.exhausted]
        if door is not None:
            self._refuse(waiting)

    def refuse_now(self, seconds: float) -> None:
        """Close the door."""
        with self._lock:
            door = self._door
        if door is not None:
            door.refuse(seconds)

    def _set_up(self, faults: List[Fault]) -> List[Fault]:
        with self._lock:
            self._faults += faults
            running = self._door is not None
        if running:
            self._refuse([fault for fault in faults if fault.is_global])
        return faults

    def _refuse(self, faults: List[Fault]) -> None:
        for fault in faults:
            with self._lock:
                fault.struck += 1
                self._log.append(FaultEvent(self._clock.time(), fault.name, "*", "*"))
            self.refuse_now(fault.options["seconds"])
