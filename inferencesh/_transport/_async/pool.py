"""The connections of a transport: those that wait for their next request, and those whose last answer still runs out.

`transport.py` has the transport, `exchange.py` one request on it.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Dict, List, Optional, Set, Tuple, Union

from ..codec import http1
from ..net import sockets_async as net
from ..net.idle import IdleStacks
from ..net.sockets import WaitExpired, descriptor_share

if TYPE_CHECKING:
    import ssl

    from ..net.proxy import Proxy

Origin = Tuple[str, bytes, int]
"""Scheme, host and port."""
_PARKED_BYTES = 256 * 1024  # of a response that nobody wants, read at most for the sake of its connection
_PARKED_SECONDS = 10.0
_MAX_PARKED = 64
_IDLE_SHARE = 0.25  # of the file descriptors that a process may have
_TAIL_PATIENCE = 0.005  # seconds; a new connection takes longer but on the same machine
_QUICK_TAIL = 0.02  # seconds after which an end that has come says nothing of how quick it was
_PARKED_LOOKS = 4  # at so many of them, the newest first, when a connection is needed


class Parked:
    """A connection whose response nobody wants to read on, while the end of it may still be on its way."""

    __slots__ = ("connection", "ended", "expires_at", "fresh_until", "head", "left", "lost", "since")

    def __init__(self, connection: net.Connection, head: http1.Head) -> None:
        self.connection = connection
        self.head = head
        self.expires_at = self.fresh_until = 0.0
        self.left = _PARKED_BYTES
        self.ended = False
        self.lost = False
        self.since = time.monotonic()

    def is_stale(self) -> bool:
        """Read what has come, without waiting: whether the connection is lost. `ended` says if it is free."""
        try:
            while not self.head.body.done:
                data = self.connection.read_now()
                if data is None:
                    return False
                self.take(data)
        except (OSError, http1.ProtocolError):
            return True
        return self.is_unfit()

    async def wait(self) -> bool:
        """Wait a moment for the end: whether the connection is free now. One that is lost is closed."""
        try:
            while not self.head.body.done:
                self.take(await self.connection.read(_TAIL_PATIENCE, None))
        except WaitExpired:
            return False
        except (OSError, http1.ProtocolError):
            self.close()
            return False
        except BaseException:
            self.close()
            raise
        if self.is_unfit():
            self.close()
        return self.ended

    def take(self, data: bytes) -> None:
        self.left -= len(data)
        if not data or self.left < 0:
            raise http1.ProtocolError("the body does not end")
        self.head.body.feed(data)

    def is_unfit(self) -> bool:
        body = self.head.body
        self.ended = self.head.keep_alive and not body.surplus and not self.connection.is_stale()
        return not self.ended

    def close(self) -> None:
        self.lost = True
        self.connection.close()


class Pool:
    """What a transport and its exchanges share."""

    def __init__(
        self,
        verify: Union[bool, ssl.SSLContext],
        trust_env: bool,
        max_connections: Optional[int],
        max_idle: int,
        expiry: float,
        proxy: Optional[Proxy] = None,
    ) -> None:
        self.proxy = proxy
        self._verify = verify
        self._trust_env = trust_env
        self.max_connections = max_connections
        self.gate = None if max_connections is None else net.Gate(max_connections)
        share = descriptor_share(_IDLE_SHARE)
        if share is not None:
            max_idle = min(max_idle, share)
        self.idle: IdleStacks[net.Connection] = IdleStacks(max_idle, expiry)
        self.slow_tails: Set[Origin] = set()  # servers that hold a stream open behind its last frame
        self.parked: IdleStacks[Parked] = IdleStacks(min(_MAX_PARKED, max_idle), _PARKED_SECONDS)
        self.busy: Dict[int, net.Connection] = {}
        self.lock = threading.Lock()  # also in asyncio: `abort` comes from any thread
        self.closed = False

    def context(self) -> ssl.SSLContext:
        """The TLS context, which the whole process shares."""
        from ..net.tls import shared_context

        return shared_context(self._verify, self._trust_env)

    def take_parked(self, origin: Origin, now: float) -> Optional[net.Connection]:
        """A connection whose last response has ended by now; those still waiting for that are left where they are."""
        waiting: List[Parked] = []
        found: Optional[net.Connection] = None
        while found is None and len(waiting) < _PARKED_LOOKS:
            parked = self.parked.take(origin, now)
            if parked is None:
                break
            if parked.ended:
                found = parked.connection
                if now - parked.since < _QUICK_TAIL:
                    self.slow_tails.discard(origin)
            else:
                waiting.append(parked)
        for parked in reversed(waiting):
            self.parked.put(origin, parked, now, parked.expires_at - now)
        return found

    def drain(self) -> List[net.Connection]:
        """Take out all connections that no request has, without closing them."""
        return self.unused(self.idle.drain(), self.parked.drain())

    @staticmethod
    def unused(idle: List[net.Connection], parked: List[Parked]) -> List[net.Connection]:
        return idle + [one.connection for one in parked]

    def forget(self) -> None:
        """Drop all sockets in the child of a fork, and the locks that another thread of the parent may have held."""
        self.lock = threading.Lock()
        for connection in self.unused(self.idle.forget(), self.parked.forget()) + list(self.busy.values()):
            connection.forget()
        self.busy = {}
        if self.max_connections is not None:
            self.gate = net.Gate(self.max_connections)
