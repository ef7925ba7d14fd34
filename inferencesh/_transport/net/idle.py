"""Connections that wait for their next request: one stack per origin, the newest on top.

Taking and giving back cost the same however many connections there are. Nothing here does I/O of its own; the
connections are asked and told through three names.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import Deque, Dict, Generic, Hashable, List, Optional, Protocol, TypeVar

FRESH = 4.0
"""Seconds of waiting after which a connection is no longer used for a request that cannot be sent twice.

Servers close idle connections after a time of their own, five seconds at the least in common ones. A request that
crosses with that is lost, and only one that may be sent again can be sent again.
"""
MARGIN = 1.0
"""Seconds before the end of the server's own `Keep-Alive: timeout=` from which on the same holds."""


class Reusable(Protocol):
    """What a connection must offer to wait here."""

    expires_at: float
    fresh_until: float

    def is_stale(self) -> bool:
        """Whether the server has ended it, or said something out of turn."""
        ...

    def close(self) -> None:
        """Close it at once."""
        ...


C = TypeVar("C", bound=Reusable)


class IdleStacks(Generic[C]):
    """Thread-safe. `now` is a monotonic time in seconds."""

    def __init__(self, max_idle: int, expiry: float) -> None:
        self._lock = threading.Lock()
        self._stacks: Dict[Hashable, Deque[C]] = {}
        self._idle = 0
        self._max_idle = max_idle
        self._expiry = expiry

    def __len__(self) -> int:
        return self._idle

    def take(self, origin: Hashable, now: float, *, fresh: bool = False) -> Optional[C]:
        """The connection used last, if it still is one; those found dead on the way are closed.

        With `fresh`, only one that has not waited for long; the others stay for requests that may be sent again.
        """
        while True:
            with self._lock:
                stack = self._stacks.get(origin)
                if not stack or (fresh and stack[-1].fresh_until <= now):
                    return None
                connection = stack.pop()
                self._idle -= 1
            if connection.expires_at > now and not connection.is_stale():
                return connection
            connection.close()

    def put(self, origin: Hashable, connection: C, now: float, limit: Optional[float] = None) -> None:
        """Keep `connection` for `limit` seconds at most; close the oldest if past their time, or too many."""
        connection.expires_at = now + (self._expiry if limit is None else min(limit, self._expiry))
        connection.fresh_until = now + (FRESH if limit is None else min(limit - MARGIN, FRESH))
        surplus: List[C] = []
        with self._lock:
            stack = self._stacks.get(origin)
            if stack is None:
                stack = self._stacks[origin] = deque()
            stack.append(connection)
            self._idle += 1
            while stack and (stack[0].expires_at <= now or self._idle > self._max_idle):
                surplus.append(stack.popleft())
                self._idle -= 1
        for old in surplus:
            old.close()

    def make_room(self) -> None:
        """Close one idle connection of any origin, the oldest of the origin it finds first."""
        with self._lock:
            for stack in self._stacks.values():
                if stack:
                    oldest = stack.popleft()
                    self._idle -= 1
                    break
            else:
                return
        oldest.close()

    def drain(self) -> List[C]:
        """Take out all of them, without closing."""
        with self._lock:
            found = [connection for stack in self._stacks.values() for connection in stack]
            self._stacks.clear()
            self._idle = 0
        return found

    def forget(self) -> List[C]:
        """As `drain`, in the child of a fork, where another thread may have held the lock for ever."""
        self._lock = threading.Lock()
        return self.drain()
