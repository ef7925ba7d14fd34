"""What this process has submitted, for the look-up after a lost answer: ids that it holds, requests on their way.

A task that another call here was told of cannot be the one whose answer was lost, and while an equal request is on its
way a new task may as well be that one's. One registry for the process, whatever clients it has.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from typing import Any, Deque, Dict, FrozenSet, List, Mapping, NamedTuple, Optional, Sequence, Set, Tuple

from .._core.recovery.submission_lookup import SLACK, Choice, Match, Wanted, choose, digest
from .._core.requests.settings import Settings
from .._late_import import late_import

# Ids are kept as long as a look-up may ask for them: since the oldest request on its way was sent, and a bit. So many
# are kept in any case, for the look-up of what an earlier process sent.
_KEPT = SLACK + 8.0
_KEPT_COUNT = 4096


class Sender(NamedTuple):
    """What makes a difference beside what is sent."""

    settings: Settings
    headers: Mapping[str, str]


class Ticket:
    """One submission, from its sending until its answer, or its loss, was dealt with.

    Args:
        body: what is sent; empty if that is only known by its digests.
        started: when, by the client's monotonic clock.
        sender: on whose behalf. None: it is like no other.
        key: of a run with one.
    """

    __slots__ = ("_identity", "body", "key", "lost", "sender", "started", "wanted")

    def __init__(
        self, body: Mapping[str, Any], started: float, sender: Optional[Sender] = None, key: Optional[str] = None
    ) -> None:
        self.body = body
        self.started = started
        self.sender = sender
        self.key = key
        self.lost = False
        self.wanted: Optional[Wanted] = None
        self._identity: Optional[str] = None

    def seeks(self) -> Wanted:
        """What equal requests have in common. Worked out when somebody asks: few submissions are lost."""
        if self.wanted is None:
            self.wanted = Wanted.of(self.body)
        return self.wanted

    def is_same(self, other: Ticket) -> bool:
        """Whether it does not matter which of the two gets which task: the very same was sent by the same one."""
        return bool(self.body and other.body and self.sender and other.sender) and self.identity() == other.identity()

    def looks_like(self, other: Ticket) -> bool:
        """Whether the tasks of the two could be mistaken for each other."""
        if self.sender and other.sender:
            mine, its = self.sender.settings, other.sender.settings
            if mine.base_url != its.base_url:
                return False
            if self.key is not None and (self.key, mine.api_key) == (other.key, its.api_key):
                return False  # one run, looked for a second time
        return self.seeks() == other.seeks()

    def identity(self) -> str:
        """A fingerprint of all that was sent."""
        if self._identity is None:
            by = None
            if self.sender is not None:
                with late_import():
                    from .._core.recovery.journal_entries import account_of  # late: few submissions are lost

                settings = self.sender.settings
                by = [account_of(settings.base_url, settings.api_key), dict(self.sender.headers)]
            self._identity = digest([by, dict(self.body)])
        return self._identity


class SubmissionRegistry:
    """Thread-safe. Times are seconds of a monotonic clock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: Dict[int, Ticket] = {}
        self._unanswered: Deque[Tuple[float, Ticket]] = deque()
        self._order: Deque[Tuple[float, str]] = deque()
        self._ids: Set[str] = set()

    def open(
        self, body: Mapping[str, Any], now: float, sender: Optional[Sender] = None, key: Optional[str] = None
    ) -> Ticket:
        """A request is about to be sent."""
        ticket = Ticket(body, now, sender, key)
        with self._lock:
            self._open[id(ticket)] = ticket
        return ticket

    def close(self, ticket: Ticket, now: float, task_id: Optional[str] = None, *, unknown: bool = False) -> None:
        """It was answered, with a task or without one, or given up. Again: nothing.

        Args:
            unknown: it may have a task, and nobody was told which.
        """
        with self._lock:
            if self._open.pop(id(ticket), None) is not None and unknown:
                self._unanswered.append((now, ticket))
            if task_id is not None:
                self._hold(task_id, now)
            self._prune(now)

    def choose(
        self, ticket: Ticket, matches: Sequence[Match], now: float, *, ahead: float, slack: float = SLACK
    ) -> Choice:
        """Which of the tasks that fit is this submission's; it is held for it from now on.

        Args:
            ahead: seconds by which the platform's clock is ahead of the monotonic one.
            slack: seconds that a task may seem older than it is.
        """
        with self._lock:
            waiting = [other for other in self._open.values() if other is not ticket and other.looks_like(ticket)]
            gone = [other for _, other in self._unanswered if other.looks_like(ticket)]
            owners = 1
            competing: List[float] = []
            for other in waiting:
                if other.lost and other.is_same(ticket):
                    owners += 1
                else:
                    competing.append(other.started + ahead)
            for other in gone:
                if not other.is_same(ticket):
                    competing.append(other.started + ahead)
                elif other.lost:
                    owners += 1
            free = [match for match in matches if match.id not in self._ids]
            choice = choose(free, owners=owners, competing=competing, slack=slack, more=bool(waiting))
            if choice.id is not None:
                self._hold(choice.id, now)
                self._open.pop(id(ticket), None)  # it has its task, and competes with none any more
            return choice

    def held(self) -> FrozenSet[str]:
        """The ids of tasks that this process was told of lately."""
        with self._lock:
            return frozenset(self._ids)

    def _hold(self, task_id: str, now: float) -> None:
        if task_id not in self._ids:
            self._ids.add(task_id)
            self._order.append((now, task_id))

    def _prune(self, now: float) -> None:
        unanswered, order = self._unanswered, self._order
        if not unanswered and len(order) <= _KEPT_COUNT:
            return
        oldest = next(iter(self._open.values()), None)
        horizon = (now if oldest is None else min(now, oldest.started)) - _KEPT
        while len(order) > _KEPT_COUNT and order[0][0] < horizon:
            self._ids.discard(order.popleft()[1])
        while unanswered and unanswered[0][0] < horizon:
            unanswered.popleft()

    def forget_open(self) -> None:
        """In the child of a fork: the parent's requests are none of ours, and its lock may be held for ever."""
        self._lock = threading.Lock()
        self._open = {}
        self._unanswered = deque()


PROCESS = SubmissionRegistry()
"""The one of this process. Who needs it is given it by the client."""

if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=PROCESS.forget_open)
