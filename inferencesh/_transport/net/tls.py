"""TLS as bytes in and bytes out, for both socket seams, and the one context they share.

Imported when the first https address is met: `ssl` and the certificates cost a start-up that plain runs need not pay.
"""

from __future__ import annotations

import os
import ssl
import threading
from typing import Dict, List, Optional, Tuple, Union

from .errors import ConfigurationError
from .sockets import NO_DESCRIPTOR

VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
"""OpenSSL's own, as httpx reads them; and what users of requests and of curl have set."""
Verify = Union[bool, ssl.SSLContext]
_RECORD = 64 * 1024

_contexts: Dict[Tuple[bool, str, str], ssl.SSLContext] = {}
_lock = threading.Lock()


def _after_fork() -> None:
    global _lock
    _lock = threading.Lock()  # another thread may have held it when the process forked


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def shared_context(verify: Verify = True, trust_env: bool = True) -> ssl.SSLContext:
    """The process's context for these settings, made once: reading the certificates takes some 20 ms each time.

    With `trust_env` the first of VARIABLES that is set says which certificates are trusted, else certifi's list does.
    `verify=False` accepts any certificate; a context of one's own is used as it is.

    Raises:
        ConfigurationError: what the variable names cannot be used.
    """
    if isinstance(verify, ssl.SSLContext):
        return verify
    variable = next((name for name in VARIABLES if os.environ.get(name)), "") if verify and trust_env else ""
    path = os.environ.get(variable, "")
    key = (verify, variable, path)
    with _lock:
        context = _contexts.get(key)
        if context is None:
            context = _contexts[key] = _make_context(verify, variable, path)
        return context


def _make_context(verify: bool, variable: str, path: str) -> ssl.SSLContext:
    if not verify:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    elif path:
        context = _context_of(variable, path)
    else:
        import certifi

        context = ssl.create_default_context(cafile=certifi.where())
    context.set_alpn_protocols(["http/1.1"])
    return context


def _context_of(variable: str, path: str) -> ssl.SSLContext:
    folders = path.split(os.pathsep) if variable == "SSL_CERT_DIR" else [path]
    try:
        if any(os.path.isdir(folder) for folder in folders):
            return ssl.create_default_context(capath=path)
        if variable == "SSL_CERT_DIR":
            raise ConfigurationError(f"the environment variable {variable} names no folder: {path!r}")
        return ssl.create_default_context(cafile=path)
    except OSError as cause:  # of ssl too
        if cause.errno in NO_DESCRIPTOR:
            raise
        why = "it holds no certificates in PEM form" if isinstance(cause, ssl.SSLError) else cause.strerror
        raise ConfigurationError(
            f"the environment variable {variable} names certificates that cannot be read: {path!r} ({why})"
        ) from cause


class Channel:
    """One TLS connection's state. Whoever holds it moves the bytes.

    Errors are ssl.SSLError, which is an OSError.
    """

    __slots__ = ("_in", "_out", "cut_off", "eof", "object")

    def __init__(self, context: ssl.SSLContext, server_hostname: str) -> None:
        self._in = ssl.MemoryBIO()
        self._out = ssl.MemoryBIO()
        self.object = context.wrap_bio(self._in, self._out, server_hostname=server_hostname)
        self.eof = False
        self.cut_off = False
        """Whether the end came without the peer's close_notify: anybody on the way may have made it."""

    def handshake(self, received: bytes) -> bool:
        """Go on with what came from the peer (at first nothing); True when the handshake is done."""
        if received:
            self._in.write(received)
        try:
            self.object.do_handshake()
        except ssl.SSLWantReadError:
            return False
        return True

    def outgoing(self) -> bytes:
        """Bytes for the peer."""
        return self._out.read() if self._out.pending else b""

    def encrypt(self, data: memoryview) -> bytes:
        """`data` as bytes for the peer."""
        self.object.write(data)
        return self._out.read()

    def decrypt(self, received: Optional[bytes]) -> bytes:
        """The plain bytes in what was received (None: in what came with the handshake).

        b"" says that a record is incomplete, or with `eof`, the end.
        """
        if received:
            self._in.write(received)
        elif received is not None:
            self.cut_off = not self.eof
            self.eof = True
        parts: List[bytes] = []
        while True:
            try:
                part = self.object.read(_RECORD)
            except ssl.SSLWantReadError:
                break
            except ssl.SSLZeroReturnError:
                part = b""
            if not part:
                self.eof = True  # a close_notify
                self.cut_off = False
                break
            parts.append(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)
