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
        self._lock = threading.Lock()
        self._sockets: weakref.WeakSet[Any] = weakref.WeakSet()

    def add(self, sock: Any) -> None:
        """Its answer is over."""
        with self._lock:
            self._sockets.add(sock)

    def discard(self, sock: Any) -> None:
        """It has brought another answer."""
        with self._lock:
            self._sockets.discard(sock)

    def all(self) -> List[Any]:
        """The sockets that are known now."""
        with self._lock:
            return list(self._sockets)
