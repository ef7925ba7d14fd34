"""What this process has submitted, for the look-up after a lost answer: ids that it holds, requests on their way.

A task that another call here was told of cannot be the one whose answer was lost, and while an equal request is on its
way a new task may as well be that one's. One book for the process, whatever clients it has.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from typing import Any, Deque, Dict, FrozenSet, Mapping, Optional, Set, Tuple

from ._core.lookup import SLACK, Wanted

# Ids are kept as long as a look-up may ask for them: since the oldest request on its way was sent, and a bit.
_KEPT = SLACK + 8.0


class Ticket:
    """One submission, from its sending until its answer, or its loss, was dealt with."""

    __slots__ = ("body", "lost", "started", "wanted")

    def __init__(self, body: Mapping[str, Any], started: float) -> None:
        self.body = body
        self.started = started
        self.lost = False
        self.wanted: Optional[Wanted] = None

    def key(self) -> Wanted:
        """What equal requests have in common. Worked out when somebody asks: few submissions are lost."""
        if self.wanted is None:
            self.wanted = Wanted.of(self.body)
        return self.wanted


class Book:
    """Thread-safe. Times are seconds of a monotonic clock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: Dict[int, Ticket] = {}
        self._order: Deque[Tuple[float, str]] = deque()
        self._ids: Set[str] = set()

    def open(self, body: Mapping[str, Any], now: float) -> Ticket:
        """A request is about to be sent."""
        ticket = Ticket(body, now)
        with self._lock:
            self._open[id(ticket)] = ticket
        return ticket

    def close(self, ticket: Ticket, now: float, task_id: Optional[str] = None) -> None:
        """It was answered, with a task or without one, or given up. Again: nothing."""
        with self._lock:
            self._open.pop(id(ticket), None)
            if task_id is not None:
                self._hold(task_id, now)
            self._prune(now)

    def claim(self, task_id: str, ticket: Ticket, now: float) -> bool:
        """Take a task that was found; False if somebody else has it, or an equal request is on its way."""
        with self._lock:
            if task_id in self._ids or self._rival(ticket):
                return False
            self._hold(task_id, now)
            return True

    def has_rival(self, ticket: Ticket) -> bool:
        """Whether an equal request is on its way, whose task could be mistaken for this one's."""
        with self._lock:
            return self._rival(ticket)

    def held(self) -> FrozenSet[str]:
        """The ids of tasks that this process was told of lately."""
        with self._lock:
            return frozenset(self._ids)

    def _rival(self, ticket: Ticket) -> bool:
        others = [other for other in self._open.values() if other is not ticket and not other.lost]
        return any(other.key() == ticket.key() for other in others)

    def _hold(self, task_id: str, now: float) -> None:
        if task_id not in self._ids:
            self._ids.add(task_id)
            self._order.append((now, task_id))

    def _prune(self, now: float) -> None:
        oldest = next(iter(self._open.values()), None)
        horizon = (now if oldest is None else min(now, oldest.started)) - _KEPT
        order = self._order
        while order and order[0][0] < horizon:
            self._ids.discard(order.popleft()[1])

    def forget_open(self) -> None:
        """In the child of a fork: the parent's requests are none of ours, and its lock may be held for ever."""
        self._lock = threading.Lock()
        self._open = {}


BOOK = Book()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=BOOK.forget_open)
