"""Connections: one pool for each event loop, kept open; none is taken over by a fork."""

from __future__ import annotations

import os
import weakref
from typing import TYPE_CHECKING, Any, Dict, Optional

import httpx

from ..._core.errors.classes import InferenceError, InvalidInputError
from ..._late_import import keep_spare_descriptors, late_import
from ..._runtime import concurrency_async as seam
from ..._runtime.clock import SYSTEM_CLOCK, Deadline
from ..._runtime.own_client_sockets import IdleSockets

if TYPE_CHECKING:
    from .direct import AsyncDirectLine

CONNECT_TIMEOUT = 10.0  # seconds to open a connection
SILENCE_TIMEOUT = 60.0  # seconds without a byte, of an ordinary answer

_forks = 0  # how often this process has been forked from its ancestors since import


def _forked() -> None:
    global _forks
    _forks += 1


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)


def limits(deadline: Deadline, silence: Optional[float] = None) -> Dict[str, Any]:
    """The extensions of a request that end it in time.

    Args:
        silence: seconds without a byte, instead of those of an ordinary answer.
    """
    extensions: Dict[str, Any] = {
        "timeout": {
            "connect": deadline.limit(CONNECT_TIMEOUT),
            "read": deadline.limit(SILENCE_TIMEOUT if silence is None else silence),
            "write": deadline.limit(SILENCE_TIMEOUT),
            "pool": deadline.limit(SILENCE_TIMEOUT),
        }
    }
    if deadline.at is not None:
        if deadline.clock is SYSTEM_CLOCK:
            extensions["deadline"] = deadline.at
        else:
            extensions["deadline"], extensions["clock"] = 0.0, deadline.overdue
    return extensions


def longest_silence(deadline: Deadline) -> float:
    """Seconds that a body may be silent."""
    return deadline.limit(SILENCE_TIMEOUT)


class AsyncConnections:
    """The connections of a client.

    Args:
        own: an httpx client of the user's, through which all requests go then.
    """

    def __init__(self, base_url: str, own: Optional[httpx.AsyncClient] = None) -> None:
        self.pools: weakref.WeakKeyDictionary[Any, _Pool] = weakref.WeakKeyDictionary()
        self.idle_sockets: IdleSockets = IdleSockets()
        self._base_url = base_url
        self._own_client = own
        self._forks = _forks
        self._closed = False

    def client(self) -> httpx.AsyncClient:
        """The httpx client that foreign requests go through, and all of them if it is the user's."""
        pool = self._pool()
        return self._own_client if pool is None else pool.client  # type: ignore[return-value]

    def direct(self) -> Optional[AsyncDirectLine]:
        """How requests for the platform are sent without a client; None when they need one."""
        pool = self._pool()
        return None if pool is None else pool.direct

    @property
    def keeps_deadlines(self) -> bool:
        """Whether requests through `client()` end with their deadline by themselves, as on our own transport."""
        pool = self._pool()
        return pool is not None and pool.keeps_deadlines

    def _pool(self) -> Optional[_Pool]:
        """The connections of this event loop; None if the user gave a client of his own."""
        if self._closed:
            raise InferenceError("this client was closed: make a new one")
        if self._own_client is not None:
            if getattr(self._own_client, "is_closed", False) is True:  # httpx itself says so in an error of no class
                raise InferenceError("the http_client was closed, by whoever made it: make a client with an open one")
            return None
        if self._forks != _forks:
            for inherited in list(self.pools.values()):
                inherited.forget()
            self.pools = weakref.WeakKeyDictionary()
            self._forks = _forks
        scope = seam.scope()
        pool = self.pools.get(scope)
        if pool is None:
            for other in [one for one in list(self.pools) if seam.scope_is_dead(one)]:
                self.pools.pop(other).close_now()
            pool = self.pools.setdefault(scope, _Pool(self._base_url))
        return pool

    async def watch_scope(self) -> None:
        """Arrange once for each event loop that its connections end with it."""
        if self._closed:
            return
        pool = self._pool()
        if pool is not None and not pool.watched:
            pool.watched = True
            pool.watcher = await seam.close_with_scope(pool.aclose)

    async def aclose(self) -> None:
        """Close the connections of this event loop, and drop those of loops that are gone. Twice is fine."""
        self._closed = True
        if self._own_client is not None:  # it is the caller's: he may go on with it
            return
        current = seam.scope()
        for scope in list(self.pools):
            open_pool = self.pools.pop(scope)
            if scope is current and self._forks == _forks:
                await open_pool.aclose()
            elif self._forks != _forks:
                open_pool.forget()
            else:
                open_pool.close_now()


class _Pool:
    """The connections of one event loop (or, sync, of the process)."""

    def __init__(self, base_url: str) -> None:
        # Loaded with the first request: many a program makes a client and never sends one.
        with late_import():
            from ..._transport import AsyncTransport, ConfigurationError, make_async_mounts

        self.transport = AsyncTransport()
        keep_spare_descriptors()
        try:
            self.mounts = make_async_mounts()
        except ConfigurationError as cause:
            raise InvalidInputError(str(cause)) from None
        mounted = [mount for mount in self.mounts.values() if mount is not None]
        self.keeps_deadlines = self.transport.is_direct() and all(isinstance(one, AsyncTransport) for one in mounted)
        self.direct = None
        if not self.mounts and self.transport.is_direct():
            with late_import():
                from .direct import AsyncDirectLine

            self.direct = AsyncDirectLine(self.transport, base_url)
        self.watched = False
        self.watcher: Any = None
        self._client: Optional[httpx.AsyncClient] = None

    @property
    def client(self) -> httpx.AsyncClient:
        if self._client is None:
            self._client = httpx.AsyncClient(
                transport=self.transport, mounts=self.mounts, trust_env=False, follow_redirects=False
            )
        return self._client

    async def aclose(self) -> None:
        if self._client is not None:
            await self._client.aclose()
        else:
            await self.transport.aclose()

    def forget(self) -> None:
        self.transport.forget()
        for mount in self.mounts.values():
            forget = getattr(mount, "forget", None)  # a transport of ours; None stands for no proxy
            if forget is not None:
                forget()

    def close_now(self) -> None:
        self.transport.close_now()
        for mount in self.mounts.values():
            close_now = getattr(mount, "close_now", None)
            if close_now is not None:
                close_now()
