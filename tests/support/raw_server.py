"""A server that does byte for byte what a test says, on real sockets, plain or TLS, and a small proxy."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
from typing import Callable, Dict, Iterator, List, Optional

WAIT = 20.0  # seconds after which a test's own server gives up; never reached when things work


class Gone(Exception):
    """The client ended the connection."""


class Request:
    """A request as it came over the wire."""

    def __init__(self, head: bytes, body: bytes) -> None:
        line, *rest = head.decode("latin-1").split("\r\n")
        self.head = head
        self.method, self.target, _ = line.split(" ")
        self.headers: Dict[str, str] = {}
        for row in rest:
            name, _, value = row.partition(":")
            self.headers[name.lower()] = value.strip()
        self.body = body


class Peer:
    """The server's end of one connection."""

    def __init__(self, sock: socket.socket, number: int) -> None:
        self.sock = sock
        self.number = number  # 1 for the server's first connection
        self.says_goodbye = True  # with TLS, by a close_notify
        self._buffer = b""

    def more(self) -> bytes:
        try:
            data = self.sock.recv(1 << 20)
        except OSError as exc:
            raise Gone from exc
        if not data:
            raise Gone
        return data

    def head(self) -> bytes:
        """Read a request's head alone."""
        while b"\r\n\r\n" not in self._buffer:
            self._buffer += self.more()
        head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
        return head

    def body(self, head: bytes) -> bytes:
        request = Request(head, b"")
        parts, need = [], int(request.headers.get("content-length", 0))
        if request.headers.get("transfer-encoding") == "chunked":
            while not self._buffer.endswith(b"0\r\n\r\n"):
                self._buffer += self.more()
            raw, self._buffer = self._buffer, b""
            while raw:
                size, _, raw = raw.partition(b"\r\n")
                parts.append(raw[: int(size, 16)])
                raw = raw[int(size, 16) + 2 :]
            return b"".join(parts)
        while need > len(self._buffer):
            parts.append(self._buffer)
            need -= len(self._buffer)
            self._buffer = self.more()
        parts.append(self._buffer[:need])
        self._buffer = self._buffer[need:]
        return b"".join(parts)

    def request(self) -> Request:
        """Read a whole request."""
        head = self.head()
        return Request(head, self.body(head))

    def send(self, data: bytes) -> None:
        try:
            self.sock.sendall(data)
        except OSError as exc:
            raise Gone from exc

    def answer(self, body: bytes = b"ok", head: bytes = b"") -> None:
        self.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n%b\r\n%b" % (len(body), head, body))

    def reset(self) -> None:
        """End the connection with a TCP reset."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raw = socket.socket(fileno=self.sock.detach())
        raw.close()

    def until_gone(self) -> None:
        """Wait until the client ends the connection."""
        with contextlib.suppress(Gone):
            while True:
                self.more()


Script = Callable[[Peer], None]


def serve_ok(peer: Peer) -> None:
    """Answer every request with "ok"."""
    while True:
        peer.request()
        peer.answer()


class RawServer:
    """Runs `script` in a thread for each connection, and closes the connection when it returns."""

    def __init__(self, script: Script, context: Optional[ssl.SSLContext] = None) -> None:
        self.script = script
        self.context = context
        self.opened = 0
        self.open = 0
        self.errors: List[BaseException] = []
        self.changed = threading.Condition()
        self._socks: List[socket.socket] = []
        self._threads: List[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.port: int = self._listener.getsockname()[1]
        self.url = f"{'https' if context else 'http'}://127.0.0.1:{self.port}"

    def __enter__(self) -> RawServer:
        self._acceptor = threading.Thread(target=self._accept)
        self._acceptor.start()
        return self

    def __exit__(self, *exc: object) -> None:
        # closing a listener does not wake accept() everywhere; a connection does
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        self._listener.close()
        self._acceptor.join(WAIT)
        for sock in list(self._socks):
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(WAIT)
            assert not thread.is_alive()
        if self.errors:
            raise self.errors[0]

    def wait_open(self, count: int) -> None:
        """Wait until that many connections are open."""
        with self.changed:
            assert self.changed.wait_for(lambda: self.open == count, WAIT), f"{self.open} open, not {count}"

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            sock.settimeout(WAIT)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self.changed:
                self.opened += 1
                self.open += 1
                self.changed.notify_all()
            thread = threading.Thread(target=self._run, args=(sock, self.opened))
            self._socks.append(sock)
            self._threads.append(thread)
            thread.start()

    def _run(self, sock: socket.socket, number: int) -> None:
        try:
            if self.context is not None:
                plain = sock
                try:
                    sock = self.context.wrap_socket(plain, server_side=True)
                except (OSError, ValueError):  # ValueError: the client was gone before the handshake began
                    plain.close()
                    return
                self._socks.append(sock)
            peer = Peer(sock, number)
            self.script(peer)
            if peer.says_goodbye and isinstance(sock, ssl.SSLSocket):
                with contextlib.suppress(OSError, ValueError):  # an answer to it is not waited for
                    sock.setblocking(False)
                    sock.unwrap()
        except Gone:
            pass
        except BaseException as exc:
            self.errors.append(exc)
        finally:
            with contextlib.suppress(OSError):
                sock.close()
            with self.changed:
                self.open -= 1
                self.changed.notify_all()


@contextlib.contextmanager
def refused_port() -> Iterator[int]:
    """A port that refuses connections: bound, not listening."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        yield sock.getsockname()[1]


class Proxy:
    """A forward proxy (absolute addresses and CONNECT); `seen` has the first line of each request."""

    def __init__(self, status: int = 200) -> None:
        self.seen: List[str] = []
        self.heads: List[bytes] = []
        self._status = status
        self._server = RawServer(self._serve)
        self.url = self._server.url

    def __enter__(self) -> Proxy:
        self._server.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.__exit__()

    def _serve(self, peer: Peer) -> None:
        while True:
            head = peer.head()
            self.heads.append(head)
            line = head.split(b"\r\n")[0].decode()
            self.seen.append(line)
            method, target, _ = line.split(" ")
            if self._status != 200:
                peer.send(b"HTTP/1.1 %d No\r\nContent-Length: 0\r\n\r\n" % self._status)
                return
            host, _, rest = target.replace("http://", "").partition("/")
            name, _, port = host.partition(":")
            with socket.create_connection((name, int(port)), WAIT) as upstream:
                if method == "CONNECT":
                    peer.send(b"HTTP/1.1 200 Connected\r\n\r\n")
                    _pump(peer.sock, upstream)
                    return
                body = peer.body(head)
                origin_form = head.replace(target.encode(), b"/" + rest.encode(), 1)
                upstream.sendall(origin_form + b"\r\nConnection: close\r\n\r\n" + body)
                upstream.shutdown(socket.SHUT_WR)
                while True:
                    data = upstream.recv(65536)
                    if not data:
                        return
                    peer.send(data)


def _pump(one: socket.socket, other: socket.socket) -> None:
    def copy(source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                data = source.recv(65536)
                if not data:
                    break
                target.sendall(data)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_RDWR)

    back = threading.Thread(target=copy, args=(other, one))
    back.start()
    copy(one, other)
    back.join()
