"""HTTP/1.1 messages without I/O: a request's head as bytes, a response's head and body from bytes.

Bytes go in as they come, cut anywhere. Everything that grows with what the server sends has a limit, and what could
be read in two ways (RFC 9112, section 6) is refused, since the connection is used again afterwards.
"""

from __future__ import annotations

import re
from typing import Dict, List, Optional, Sequence, Tuple, Union

MAX_HEAD = 256 * 1024
"""Bytes in a response's status line and headers together."""
MAX_FIELDS = 1_000
"""Header fields in a response."""
MAX_SIZE_LINE = 4 * 1024
"""Bytes in the line that starts a chunk, extensions included."""
MAX_TRAILERS = 16 * 1024
"""Bytes behind the last chunk."""

MAX_INTERIM = 100
"""Interim responses (1xx) before the final one."""

_TOO_LONG = f"the response's headers are over {MAX_HEAD // 1024} KiB"
_NO_SIZE = "a chunk of the response has no valid size"
_LONG_SIZE_LINE = f"a chunk of the response starts with a line over {MAX_SIZE_LINE:,} bytes"
_LONG_TRAILERS = f"the response has over {MAX_TRAILERS:,} bytes of trailers"

Fields = List[Tuple[bytes, bytes]]

_TOKEN = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_METHOD = re.compile(_TOKEN.decode())
# What values may hold: not what ends a line somewhere, nor what Python takes for white space besides space and tab.
_TEXT = rb"[^\x00\n\x0b\x0c\r\x1c-\x1f]*"
_STATUS_LINE = re.compile(rb"(HTTP/1\.\d) ([1-9]\d\d)(?: (" + _TEXT + rb"))?")
_FIELD_LINES = re.compile(rb"(?:" + _TOKEN + rb":" + _TEXT + rb"\r\n)*")
_BARE = re.compile(rb"(?<!\r)\n|\r(?!\n|\Z)")
_SIZE_LINE = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;" + _TEXT + rb")?")
_SIZE_LINE_SO_FAR = re.compile(rb"(?:[0-9A-Fa-f]{1,15}[ \t]*(?:;" + _TEXT + rb")?)?\r?")
_DECIDED = 64  # bytes of a size line, after which the beginning is not looked at again
_DIGITS = re.compile(rb"[0-9]{1,18}")
_KEEP_ALIVE_TIMEOUT = re.compile(rb"(?:^|[,;\s])timeout\s*=\s*\"?(\d{1,9})", re.I)
_TOLD_APART = {b"content-length", b"transfer-encoding", b"connection", b"keep-alive"}

# Servers that flush per event send the same few sizes again and again; looking one up is quicker than reading it.
_SIZES: Dict[bytes, int] = {}
_SIZES_KEPT = 4096


class ProtocolError(Exception):
    """The server's bytes are no HTTP/1.1 response, or more of it than is safe to hold."""


class BadRequest(ValueError):
    """The request cannot be written as HTTP/1.1."""


class RequestFraming:
    """How the end of a request's body is told, from its headers."""

    __slots__ = ("chunked", "close", "length")

    def __init__(self, fields: Sequence[Tuple[bytes, bytes]]) -> None:
        self.length: Optional[int] = None
        self.chunked = False
        self.close = False
        for name, value in fields:
            lower = name.lower()
            if lower not in _TOLD_APART:
                continue
            if lower == b"content-length":
                if not _DIGITS.fullmatch(value):
                    raise BadRequest("the request's Content-Length is not a number")
                self.length = int(value)
            elif lower == b"transfer-encoding":
                if value.strip().lower() != b"chunked":
                    raise BadRequest("a request can only be sent with Transfer-Encoding: chunked")
                self.chunked = True
            elif lower == b"connection":
                self.close = b"close" in value.lower()
        if self.chunked and self.length is not None:
            raise BadRequest("a request has either a Content-Length or Transfer-Encoding: chunked, not both")


class Private(bytes):
    """Bytes with secrets in them: what prints the variables of a traceback does not show them."""

    def __repr__(self) -> str:
        return f"<{len(self)} bytes>"

    __str__ = __repr__


def encode_head(method: str, target: bytes, fields: Sequence[Tuple[bytes, bytes]]) -> Private:
    """The request line and headers, up to and with the empty line.

    Raises:
        BadRequest: a line break or NUL would change the message's meaning.
    """
    if not _METHOD.fullmatch(method):
        raise BadRequest("the request's method is not a word")
    parts = [method.encode("ascii"), b" ", target, b" HTTP/1.1\r\n"]
    value = b""
    for name, value in fields:
        parts += (name, b": ", value, b"\r\n")
    head = b"".join(parts)
    lines = len(fields) + 1
    if head.count(b"\n") != lines or head.count(b"\r") != lines or b"\0" in head or b" " in target:
        del fields, parts, head, value  # the key may be among them, and a traceback can show variables
        raise BadRequest("the request's address or one of its headers has a line break, NUL or space in it")
    return Private(head + b"\r\n")


def encode_chunk(data: bytes) -> bytes:
    """One chunk of a chunked body; nothing for no bytes, since an empty chunk would end the body."""
    return b"%x\r\n%b\r\n" % (len(data), data) if data else b""


LAST_CHUNK = b"0\r\n\r\n"


class Sized:
    """A body of a known number of bytes."""

    __slots__ = ("_left", "done", "surplus")

    def __init__(self, length: int) -> None:
        self._left = length
        self.done = length == 0
        self.surplus = False

    def feed(self, data: bytes) -> bytes:
        """What of `data` is body; `surplus` is set when there is more than that."""
        self._left -= len(data)
        if self._left > 0:
            return data
        self.done = True
        if self._left < 0:
            self.surplus = True
            return data[: self._left]
        return data

    def end(self) -> None:
        """The connection ended.

        Raises:
            ProtocolError: the body had not.
        """
        if not self.done:
            raise ProtocolError(f"the connection ended {self._left:,} bytes before the end of the response")


class UntilClose:
    """A body that ends with the connection."""

    __slots__ = ("done", "surplus")

    def __init__(self) -> None:
        self.done = False
        self.surplus = True  # nothing can follow on this connection

    def feed(self, data: bytes) -> bytes:
        """All of it."""
        return data

    def end(self) -> None:
        """The connection ended, and with it the body."""
        self.done = True


class Chunked:
    """A body in chunks; all chunks of one read are decoded at once, parts of a chunk are handed on as they come."""

    __slots__ = ("_kept", "_left", "_seen", "_trailers", "done", "surplus")

    def __init__(self) -> None:
        self.done = False
        self.surplus = False
        self._kept = bytearray()  # the beginning of a size line, or of the trailers
        self._seen = 0  # bytes of it that were looked at
        self._left = 0  # of the chunk we are in, its line break included; 0: a size line comes next
        self._trailers = False

    def feed(self, data: bytes) -> bytes:
        """The body's bytes in `data`.

        Raises:
            ProtocolError: the chunks are malformed, or a limit is passed.
        """
        if self.done:
            self.surplus = self.surplus or bool(data)
            return b""
        if self._trailers:
            self._feed_trailers(data)
            return b""
        if self._kept:
            self._kept += data
            if self._kept.find(b"\n", self._seen) < 0:
                self._wait_for_size()
                return b""
            data = bytes(self._kept)
            self._kept.clear()
        out: List[bytes] = []
        have, pos = len(data), 0
        if self._left:
            pos = self._go_on(data, out)
        while pos < have:
            eol = data.find(b"\r\n", pos)
            if eol < 0:
                self._kept += data[pos:]
                self._seen = 0
                self._wait_for_size()
                break
            line = data[pos:eol]
            size = _SIZES.get(line)
            if size is None:
                size = _chunk_size(line)
            start = eol + 2
            if not size:
                self._trailers = True
                self._seen = 0
                self._feed_trailers(data[start:])
                break
            end = start + size
            if end + 2 > have:
                self._left = size + 2
                rest = data[start:]
                self._go_on(rest, out)
                break
            if data[end : end + 2] != b"\r\n":
                raise ProtocolError("a chunk of the response is longer than it says")
            out.append(data[start:end])
            pos = end + 2
        return out[0] if len(out) == 1 else b"".join(out)

    def _go_on(self, data: bytes, out: List[bytes]) -> int:
        """Take what belongs to the chunk we are in; returns where the next one starts."""
        have, body = len(data), self._left - 2
        if body >= have:
            self._left -= have
            if have:
                out.append(data)
            return have
        if body > 0:
            out.append(data[:body])
        else:
            body = 0
        pos = body
        tail = b"\r\n"[-min(self._left, 2) :]  # of the line break what has not come yet
        seen = data[pos : pos + len(tail)]
        if seen != tail[: len(seen)]:
            raise ProtocolError("a chunk of the response is longer than it says")
        self._left = len(tail) - len(seen)
        return pos + len(seen)

    def _wait_for_size(self) -> None:
        """Refuse the beginning of a size line that cannot become one: its end may never come."""
        kept = self._kept
        if len(kept) > MAX_SIZE_LINE + kept.endswith(b"\r"):
            raise ProtocolError(_LONG_SIZE_LINE)
        fits = self._seen > _DECIDED or _SIZE_LINE_SO_FAR.fullmatch(kept) is not None
        if not fits or b"\n" in kept[self._seen :]:
            raise ProtocolError(_NO_SIZE)
        self._seen = len(kept)

    def _feed_trailers(self, data: bytes) -> None:
        kept = self._kept
        kept += data
        if kept.startswith(b"\r\n"):
            end = 2
        else:
            end = kept.find(b"\r\n\r\n", max(0, self._seen - 3)) + 4
            if end < 4:
                if len(kept) > MAX_TRAILERS:
                    raise ProtocolError(_LONG_TRAILERS)
                if _BARE.search(kept, max(0, self._seen - 1)) is not None:
                    raise ProtocolError("the lines of the response's trailers do not end in CR LF")
                self._seen = len(kept)
                return
            if end > MAX_TRAILERS:
                raise ProtocolError(_LONG_TRAILERS)
            _field_lines(bytes(kept[: end - 2]), "trailer")
        self.done = True
        self.surplus = len(kept) > end
        kept.clear()

    def end(self) -> None:
        """The connection ended.

        Raises:
            ProtocolError: the body had not.
        """
        if not self.done:
            raise ProtocolError("the connection ended before the last chunk of the response")


def _chunk_size(line: bytes) -> int:
    if len(line) > MAX_SIZE_LINE:
        raise ProtocolError(_LONG_SIZE_LINE)
    match = _SIZE_LINE.fullmatch(line)
    if match is None:
        raise ProtocolError(_NO_SIZE)
    size = int(match.group(1), 16)
    if len(_SIZES) < _SIZES_KEPT and len(line) < 16:
        _SIZES[line] = size
    return size


Body = Union[Sized, Chunked, UntilClose]


def _field_lines(block: bytes, kind: str) -> List[bytes]:
    """The field lines of a block, each a name and a value, folded ones in one piece.

    Raises:
        ProtocolError: one of them is malformed, or there are too many.
    """
    if _FIELD_LINES.fullmatch(block) is None:
        block = _unfold(block)
        if _FIELD_LINES.fullmatch(block) is None:
            raise ProtocolError(f"the response has a malformed {kind} line")
    lines = block.split(b"\r\n")
    lines.pop()
    if len(lines) > MAX_FIELDS:
        raise ProtocolError(f"the response has over {MAX_FIELDS:,} {kind} fields")
    return lines


def _unfold(block: bytes) -> bytes:
    """`block` with each line break that white space follows, and the white space on both sides of it, as one space.

    Line by line, because an expression would look at white space in the middle of a line once from each of its bytes.
    """
    unfolded: List[bytes] = []
    parts: List[bytes] = []  # of the field that may go on
    for line in block.split(b"\r\n"):
        if line[:1] in (b" ", b"\t") and parts:
            parts[-1] = parts[-1].rstrip(b" \t")
            parts.append(line.lstrip(b" \t"))
        else:
            if parts:
                unfolded.append(b" ".join(parts))
            parts = [line]
    unfolded.append(b" ".join(parts))
    return b"\r\n".join(unfolded)


class Head:
    """A response up to its empty line, and what follows from that for body and connection."""

    __slots__ = ("body", "fields", "idle_limit", "keep_alive", "reason", "rest", "status", "version")

    def __init__(self, block: bytes, method: str) -> None:
        """Read `block`, which ends before the empty line's own line break."""
        line, _, rest = block.partition(b"\r\n")
        match = _STATUS_LINE.fullmatch(line)
        if match is None:
            raise ProtocolError("the server's answer does not start with an HTTP/1.1 status line")
        self.version: bytes = match.group(1)
        self.status = int(match.group(2))
        self.reason: bytes = match.group(3) or b""
        self.rest = b""
        self.idle_limit: Optional[float] = None
        self.fields: Fields = []
        apart: Dict[bytes, List[bytes]] = {}
        for line in _field_lines(rest, "header"):
            name, _, value = line.partition(b":")
            value = value.strip(b" \t")
            self.fields.append((name, value))
            lower = name.lower()
            if lower in _TOLD_APART:
                apart.setdefault(lower, []).append(value)
        told = {name: b",".join(values) for name, values in apart.items()}
        self._set_connection(told)
        self.body: Body = self._make_body(told, method)

    def _set_connection(self, told: Dict[bytes, bytes]) -> None:
        self.keep_alive = self.version != b"HTTP/1.0"
        if b"connection" in told:
            words = [word.strip(b" \t") for word in told[b"connection"].lower().split(b",")]
            self.keep_alive = b"close" not in words and (self.keep_alive or b"keep-alive" in words)
        if b"keep-alive" in told:
            match = _KEEP_ALIVE_TIMEOUT.search(told[b"keep-alive"])
            if match is not None:
                # the server counts from its side: stop a little earlier than it does
                seconds = int(match.group(1))
                self.idle_limit = seconds - 1.0 if seconds > 2 else seconds / 2

    def _make_body(self, told: Dict[bytes, bytes], method: str) -> Body:
        coding, lengths = told.get(b"transfer-encoding"), told.get(b"content-length")
        if coding is not None and lengths is not None:
            raise ProtocolError("the response has both a Content-Length and a Transfer-Encoding")
        length: Optional[int] = None
        if lengths is not None:
            values = {value.strip(b" \t") for value in lengths.split(b",")}
            if len(values) != 1 or not _DIGITS.fullmatch(next(iter(values))):
                raise ProtocolError("the response's Content-Length is not one number")
            length = int(values.pop())
        if method == "HEAD" or self.status in (204, 304) or self.status < 200:
            return Sized(0)
        if coding is not None:
            if coding.lower() != b"chunked" or self.version == b"HTTP/1.0":
                raise ProtocolError("the response has a Transfer-Encoding other than chunked")
            return Chunked()
        if length is not None:
            return Sized(length)
        self.keep_alive = False
        return UntilClose()


class HeadReader:
    """Bytes in, one final response head out; interim responses (1xx) are skipped."""

    __slots__ = ("_buffer", "_interim", "_method", "_seen", "started")

    def __init__(self, method: str) -> None:
        self._method = method
        self._buffer = bytearray()
        self._seen = 0  # bytes of the buffer known to hold no end of a head
        self._interim = 0
        self.started = False

    def feed(self, data: bytes) -> Optional[Head]:
        """The head once it is whole, with what follows it in `rest`.

        Raises:
            ProtocolError: this is no HTTP/1.1 response, or a limit is passed.
        """
        if data:
            self.started = True
        if self._buffer:
            self._buffer += data
            end = self._buffer.find(b"\r\n\r\n", max(0, self._seen - 3))
            if end < 0:
                self._wait_for_more()
                return None
            data = bytes(self._buffer)
            self._buffer = bytearray()
        else:
            end = data.find(b"\r\n\r\n")
        start = 0
        while end >= 0:
            if end - start > MAX_HEAD:
                raise ProtocolError(_TOO_LONG)
            head = Head(data[start : end + 2], self._method)
            if head.status >= 200:
                head.rest = data[end + 4 :]
                return head
            self._skip(head)
            start = end + 4
            end = data.find(b"\r\n\r\n", start)
        self._buffer += data[start:]
        self._seen = 0
        self._wait_for_more()
        return None

    def _skip(self, head: Head) -> None:
        self._interim += 1
        if head.status == 101:
            raise ProtocolError("the server switched protocols without being asked to")
        if self._interim > MAX_INTERIM:
            raise ProtocolError(f"the server sent over {MAX_INTERIM} interim responses")

    def _wait_for_more(self) -> None:
        buffer = self._buffer
        begin, self._seen = max(0, self._seen - 1), len(buffer)
        if self._seen > MAX_HEAD + 3:  # of its end, three bytes may be there
            raise ProtocolError(_TOO_LONG)
        if not b"HTTP/".startswith(bytes(buffer[:5])):
            raise ProtocolError("the server's answer is not HTTP/1.1")
        if _BARE.search(buffer, begin) is not None:  # the end of the head may never come
            raise ProtocolError("the response's header lines do not end in CR LF")
