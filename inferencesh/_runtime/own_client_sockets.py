"""The connections of an httpx client of the user's own, which are ended from outside when a call's time is over.

httpx looks at nothing but the time between two bytes, and gives no bytes away before an answer's head is whole.
"""

from __future__ import annotations

import socket
import threading
import weakref
from typing import Any, List, Optional

GRACE = 0.2  # seconds after the end of a call's time, in which httpx's own time-outs may say so first


def socket_of(stream: Any) -> Any:
    """The socket below one of httpx's network streams; None where there is none, as in a made-up transport."""
    return None if stream is None else stream.get_extra_info("socket")


def twin_of(sock: Any) -> Optional[socket.socket]:
    """A second descriptor for a connection; None if it is closed already, or there is no descriptor left.

    Through it a connection is ended beside any TLS: the socket objects of ssl forget the TLS when they are shut down,
    and what comes then would be taken for plain bytes. Those of uvloop cannot be shut down at all.
    """
    try:
        return socket.fromfd(sock.fileno(), socket.AF_INET, socket.SOCK_STREAM)
    except OSError:
        return None


def end_connection(sock: Any) -> None:
    """End both directions, from any thread: who waits for bytes sees the end. The owner still closes it."""
    twin = twin_of(sock)
    if twin is None:
        return
    try:
        twin.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass  # it has ended already
    finally:
        twin.close()


class IdleSockets:
    """Connections that were used by calls of the SDK, and are used by none that is known to have one of them."""

    def __init__(self) -> None:
        self.lock: threading.Lock = threading.Lock()
        self.sockets: weakref.WeakSet[Any] = weakref.WeakSet()
        self.guesses: List[Guess] = []
        """Of the requests that wait for a head on a connection which was used before."""

    def add(self, sock: Any) -> None:
        """Its answer is over."""
        with self.lock:
            self.sockets.add(sock)

    def discard(self, sock: Any) -> None:
        """It has brought another answer."""
        with self.lock:
            self.sockets.discard(sock)


class Guess:
    """Which idle connection was taken for a request: httpx does not say so before the head of the answer is whole.

    It is known where only one was idle when the request went out, and no other request of the SDK waited meanwhile.
    """

    def __init__(self, idle: IdleSockets) -> None:
        self._idle = idle
        self._candidates: List[Any] = []
        self._is_alone = True

    def open(self) -> None:
        """The request goes out, over a connection that was not opened for it."""
        with self._idle.lock:
            for other in self._idle.guesses:
                other._is_alone = self._is_alone = False
            self._idle.guesses.append(self)
            self._candidates = list(self._idle.sockets)

    def taken(self) -> List[Any]:
        """The connection, in a list; none where it is not known."""
        with self._idle.lock:
            is_known = self._is_alone and len(self._candidates) == 1 and self._candidates[0] in self._idle.sockets
            return self._candidates if is_known else []

    def close(self) -> None:
        """The head is there, or the request has failed."""
        with self._idle.lock:
            if self in self._idle.guesses:
                self._idle.guesses.remove(self)
            self._candidates = []
