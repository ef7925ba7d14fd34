"""A relay between a client and a platform that sends odd heads and dies: a plain server, an HTTP proxy, or a tunnel.

It knows where requests and answers begin because nobody sends a request before the last answer has begun.
"""

from __future__ import annotations

import contextlib
import errno
import selectors
import socket
import ssl
import struct
import threading
import time
from typing import Any, Callable, List, Optional, Tuple

from inferencesh.local.faults.fault_rules import Route

SPACES = 250_000
ENDS = b"\r\n\r\n"


class Relay:
    """`strike` says what happens to the next request of a route; `struck` how often it did."""

    def __init__(self, target: int, context: Optional[ssl.SSLContext] = None) -> None:
        self._target = target
        self._context = context
        self._lock = threading.Lock()
        self._open: List[socket.socket] = []
        self._strike: Optional[Tuple[Route, str, float]] = None
        self._down_until = 0.0
        self._down = threading.Event()
        self._over = False
        self.struck = 0
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, name="fault-relay", daemon=True)
        self._thread.start()

    def strike(self, route: str, what: str, seconds: float) -> None:
        """What happens to the next request of a route.

        `what`: "drip", "fold", "short_fold" or "interim" (the head of the answer), "marks" (before a stream), "die" or
        "die_within" (for some seconds).
        """
        with self._lock:
            self._strike, self.struck = (Route(route), what, seconds), 0

    def calm(self) -> None:
        """Nothing strikes any more, and it listens."""
        with self._lock:
            self._strike = None
        self._down_until = 0.0
        while self._down.is_set():
            time.sleep(0.002)

    @property
    def is_down(self) -> bool:
        """Whether it is dead at this moment."""
        return self._down.is_set() or time.monotonic() < self._down_until

    def drop(self) -> None:
        """End all connections."""
        with self._lock:
            for sock in self._open:
                with contextlib.suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)

    def drop_whole(self) -> None:
        """The same, and wait until nothing is left of them."""
        self.drop()
        while self._open:
            time.sleep(0.001)

    def die(self, seconds: float) -> None:
        """End all connections, and let nobody listen for a while."""
        self._down_until = time.monotonic() + seconds
        self._down.wait(5)
        self.drop()

    def close(self) -> None:
        """End all, for good."""
        self._over = True
        self.drop()
        self._thread.join()

    # -- connections

    def _accept(self) -> None:
        poll = 0.005
        self._listener.settimeout(poll)
        while not self._over:
            if time.monotonic() < self._down_until:
                self._listener.close()
                self._down.set()
                while time.monotonic() < self._down_until and not self._over:
                    time.sleep(poll)
                self._listener = socket.create_server(("127.0.0.1", self.port), backlog=128)
                self._listener.settimeout(poll)
                self._down.clear()
            try:
                sock, _ = self._listener.accept()
            except OSError:  # nobody came, or there is no descriptor left
                time.sleep(0.001)
                continue
            sock.settimeout(30)
            with self._lock:
                self._open.append(sock)
            threading.Thread(target=self._connection, args=(sock,), daemon=True).start()
        self._listener.close()

    def _connection(self, client: socket.socket) -> None:
        server: Optional[socket.socket] = None
        try:
            head = _head(client)
            if head.startswith(b"CONNECT "):
                if self._struck(head, "die"):
                    return
                client.sendall(b"HTTP/1.1 200 Connection established" + ENDS)
                assert self._context is not None
                plain = client
                client = self._context.wrap_socket(plain, server_side=True)  # takes the plain one's place
                with self._lock:
                    self._open[self._open.index(plain)] = client
                head = b""
            server = self._patiently(lambda: socket.create_connection(("127.0.0.1", self._target), 30))
            with self._patiently(selectors.DefaultSelector) as selector:
                _Exchange(self, client, server, selector).go(head)
        except OSError:
            pass
        finally:
            with contextlib.suppress(OSError):
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            with self._lock:
                self._open.remove(client)
                client.close()
            if server is not None:
                server.close()

    def _patiently(self, make: Callable[[], Any]) -> Any:
        """The shortage of descriptors is the client's alone: a relay waits."""
        while True:
            try:
                return make()
            except OSError as error:
                if error.errno != errno.EMFILE or self._over:
                    raise
                time.sleep(0.002)

    def _struck(self, head: bytes, *only: str) -> str:
        """What strikes the request with this head; a proxy that dies does so here."""
        method, _, rest = head.partition(b" ")
        path = _origin_form(rest.partition(b" ")[0]).partition(b"?")[0]
        with self._lock:
            if self._strike is None or (only and self._strike[1] not in only):
                return ""
            route, what, seconds = self._strike
            if not route.matches(method.decode(), path.decode()):
                return ""
            self._strike = None
            self.struck += 1
        if what == "die":
            self.die(seconds)
        self._seconds = seconds
        return what


class _Exchange:
    """What passes between a client and the platform, request after request."""

    def __init__(self, relay: Relay, client: Any, server: socket.socket, selector: Any) -> None:
        self._relay, self._client, self._server = relay, client, server
        self._selector = selector
        selector.register(client, selectors.EVENT_READ)
        selector.register(server, selectors.EVENT_READ)
        self._request, self._answer = b"", b""
        self._is_head_due = True
        self._what = ""

    def go(self, begun: bytes) -> None:
        if begun:
            self._from_client(begun)
        while self._what != "die":
            ready = {key.fileobj for key, _ in self._selector.select(0 if self._pending() else 60)}
            if self._client in ready or self._pending():
                data = self._client.recv(65536)
                if not data:
                    return
                self._from_client(data)
            if self._server in ready and self._what != "die":
                data = self._server.recv(65536)
                if not data:
                    return
                self._from_server(data)

    def _pending(self) -> bool:
        return isinstance(self._client, ssl.SSLSocket) and self._client.pending() > 0

    def _from_client(self, data: bytes) -> None:
        if not self._is_head_due:
            self._server.sendall(data)
            return
        self._request += data
        if ENDS not in self._request:
            return
        request, self._request, self._is_head_due = self._request, b"", False
        self._what = self._relay._struck(request)
        if self._what != "die":
            method, target, rest = request.split(b" ", 2)
            self._server.sendall(b" ".join([method, _origin_form(target), rest]))

    def _from_server(self, data: bytes) -> None:
        self._is_head_due = True
        if not self._what:
            self._client.sendall(data)
            return
        self._answer += data
        if ENDS not in self._answer:
            return
        head, _, body = self._answer.partition(ENDS)
        what, self._what, self._answer = self._what, "", b""
        if what == "die_within":
            self._client.sendall(head[: len(head) // 2])
            self._relay.die(self._relay._seconds)
            self._what = "die"
            return
        if what == "marks":
            marks = b"\xef\xbb\xbf\n" * 3000
            chunk = b"%x\r\n%b\r\n" % (len(marks), marks)
            self._client.sendall(head + ENDS + (chunk if b"chunked" in head.lower() else marks))
        else:
            for piece in _odd(what, head + ENDS):
                self._client.sendall(piece)
        self._client.sendall(body)


def _odd(what: str, head: bytes) -> Any:
    """The head of an answer as its worst friend would write it."""
    line, _, rest = head.partition(b"\r\n")
    if what == "fold":
        yield line + b"\r\nX-Folded: a" + b" " * SPACES + b"\r\n b\r\n" + rest
    elif what == "short_fold":
        yield line + b"\r\nX-Folded: a" + (b" " * 100 + b"\r\n b") * 20 + b"\r\n" + rest
    elif what == "interim":
        for _ in range(5):
            yield b"HTTP/1.1 103 Early Hints\r\nX-Folded: a" + b" " * 60_000 + b"\r\n b" + ENDS
        yield head
    else:
        for at in range(len(head)):
            time.sleep(0.0005)
            yield head[at : at + 1]


def _head(sock: socket.socket) -> bytes:
    data = b""
    while ENDS not in data:
        more = sock.recv(65536)
        if not more:
            raise OSError("the connection ended before a request")
        data += more
    return data


def _origin_form(target: bytes) -> bytes:
    """The path of an address as a proxy gets it."""
    if target.startswith((b"http://", b"https://")):
        return b"/" + target.split(b"/", 3)[3] if target.count(b"/") > 2 else b"/"
    return target


__all__ = ["Relay"]
