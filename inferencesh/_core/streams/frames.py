"""Bytes of a stream in, decoded JSON objects out: NDJSON and server-sent events.

Where the stream is cut into blocks makes no difference to what comes out. Nothing here raises for what the network
brings: what cannot be read becomes a `BadFrame`. Sources:
docs/platform-notes.md, "The stream of a task"; the WHATWG rules for event streams.
"""

from __future__ import annotations

import json
from typing import Any, Callable, Dict, List, NamedTuple, NoReturn, Optional, Union, cast

try:
    import orjson as _orjson  # type: ignore[import-not-found,unused-ignore]
except ImportError:  # several times faster, but compiled: used where somebody installed it
    _orjson = None  # type: ignore[assignment,unused-ignore]

LONGEST_FRAME = 256 * 1024 * 1024
_BOM = b"\xef\xbb\xbf"
HEARTBEAT: Dict[str, Any] = {"type": "heartbeat"}


class BadFrame(NamedTuple):
    """A piece of the stream that cannot be read. The reason does not quote it."""

    reason: str


Frame = Union[Dict[str, Any], BadFrame]


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


# What `raw_decode` calls; it says StopIteration where there is no value.
_decoder: Any = json.JSONDecoder(parse_constant=_no_constant)
_scan: Callable[[str, int], Any] = _decoder.scan_once


def _loads_standard(line: bytes) -> Any:
    # The bytes are decoded here: json.loads would first look for UTF-16 and UTF-32.
    text = line.decode("utf-8")
    try:
        value, end = _scan(text, 0 if text[0] in "{[" else len(text) - len(text.lstrip(" \t\r\n")))
    except StopIteration:
        raise ValueError("there is no value") from None
    if end != len(text) and text[end:].strip(" \t\r\n"):
        raise ValueError("there is more after the value")
    return value


def _loads_fast(line: bytes) -> Any:
    try:
        return _orjson.loads(line)  # type: ignore[union-attr,unused-ignore]
    except ValueError:
        return _loads_standard(line)  # which takes lone surrogates and deeper nesting


_loads = _loads_standard if _orjson is None else _loads_fast


def _why(line: bytes, error: BaseException) -> str:
    size = f"a frame of {len(line)} bytes"
    if isinstance(error, UnicodeDecodeError):
        return f"{size} is not UTF-8"
    if isinstance(error, RecursionError):
        return f"{size} is nested too deeply"
    return f"{size} is no JSON"


def _decode(line: bytes) -> Frame:
    """The object on a line that is not blank."""
    if line.startswith(_BOM):
        start = 0
        while line.startswith(_BOM, start):
            start += len(_BOM)
        line = line[start:] or _BOM
    try:
        value = _loads(line)
    except (ValueError, RecursionError, MemoryError, IndexError) as error:
        return BadFrame(_why(line, error))
    if type(value) is dict:
        return cast("Dict[str, Any]", value)
    return BadFrame(f"a frame is no JSON object but a {type(value).__name__}")


class _Lines:
    """Blocks to lines, each without its line end."""

    __slots__ = ("_limit", "_pieces", "_size", "overflow")

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._pieces: List[bytes] = []  # of the line that has no end yet; joined once, however long it gets
        self._size = 0
        self.overflow = False

    def split(self, block: bytes) -> List[bytes]:
        """The lines that end in this block. After `overflow` there are none."""
        if self.overflow:
            return []
        lines = block.split(b"\n")
        rest = lines.pop()
        if lines:
            if self._pieces:
                self._pieces.append(lines[0])
                lines[0] = b"".join(self._pieces)
                self._pieces = []
            self._size = 0
            if len(block) > self._limit or len(lines[0]) > self._limit:
                for position, line in enumerate(lines):
                    if len(line) > self._limit:
                        self.overflow = True
                        return lines[:position]
        if rest:
            self._pieces.append(rest)
            self._size += len(rest)
            if self._size > self._limit:
                self.overflow = True
                self._pieces = []
        return lines

    def whole(self, block: bytes) -> Optional[bytes]:
        """The lines that end in this block, in one piece; None where `split` has to look at their lengths."""
        if self.overflow or self._size + len(block) > self._limit:
            return None
        end = block.rfind(b"\n") + 1
        if not end:
            if block:
                self._pieces.append(block)
                self._size += len(block)
            return b""
        rest = block[end:]
        if end < len(block):
            block = block[:end]
        if self._pieces:
            block = b"".join([*self._pieces, block])
        self._pieces = [rest] if rest else []
        self._size = len(rest)
        return block

    def rest(self) -> bytes:
        """What stands after the last line end."""
        rest, self._pieces = b"".join(self._pieces), []
        return rest


class _NdjsonDecoder:
    def __init__(self, lines: _Lines) -> None:
        self._lines = lines

    def feed(self, block: bytes) -> List[Frame]:
        if _orjson is not None:
            return self._feed_lines(self._lines.split(block))
        whole = self._lines.whole(block)
        if whole is None:
            return self._feed_lines(self._lines.split(block))
        try:
            text = whole.decode("utf-8")
        except UnicodeDecodeError:
            return self._feed_lines(whole.split(b"\n")[:-1])
        # All lines of a block are read out of one text, without cutting it up.
        frames: List[Frame] = []
        append = frames.append
        scan, find = _scan, text.find
        start, size = 0, len(text)
        while start < size:
            newline = find("\n", start)
            try:
                value, end = scan(text, start)
            except (ValueError, StopIteration, RecursionError, MemoryError):
                value, end = None, -1
            if type(value) is dict and (end == newline or not text[end:newline].strip(" \t\r")) and end <= newline:
                append(value)  # pyright: ignore[reportUnknownArgumentType]
                start = newline + 1
            else:
                # Line by line from here on: `scan` may have read far beyond this line, and must not do so at each one.
                frames.extend(self._feed_lines(text[start:].encode("utf-8").split(b"\n")[:-1]))
                break
        return frames

    def _feed_lines(self, lines: List[bytes]) -> List[Frame]:
        frames: List[Frame] = []
        append = frames.append
        loads = _loads
        for line in lines:
            try:
                value = loads(line)
            except (ValueError, RecursionError, MemoryError, IndexError):
                # A blank line, or one that is looked at again to say what is wrong with it.
                if line.strip(b" \t\r"):
                    append(_decode(line))
                continue
            append(value if type(value) is dict else _decode(line))  # pyright: ignore[reportUnknownArgumentType]
        return frames

    def end(self) -> List[Frame]:
        rest = self._lines.rest()
        if not rest.strip(b" \t\r"):
            return []
        frame = _decode(rest)
        return [BadFrame("the stream ended inside a frame") if isinstance(frame, BadFrame) else frame]


class _EventDecoder:
    """Server-sent events, normalised to the NDJSON forms."""

    def __init__(self, lines: _Lines, limit: int) -> None:
        self._lines = lines
        self._limit = limit
        self._after_cr = False  # the last block ended with CR: an LF that follows belongs to it
        self._first = True
        self._event = b""
        self._data: List[bytes] = []
        self._size = 0

    def feed(self, block: bytes) -> List[Frame]:
        if self._after_cr and block[:1] == b"\n":
            block = block[1:]
            self._after_cr = False
        if block:
            self._after_cr = block.endswith(b"\r")
        if b"\r" in block:
            block = block.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        frames: List[Frame] = []
        for line in self._lines.split(block):
            if self._size > self._limit + 1:
                break
            if self._first:
                self._first = False
                if line.startswith(_BOM):
                    line = line[len(_BOM) :]
            if not line:
                self._dispatch(frames)
            elif line.startswith(b"data:"):
                self._add_data(line[6:] if line[5:6] == b" " else line[5:])
            elif line.startswith(b":"):
                frames.append(HEARTBEAT)
            else:
                name, _, value = line.partition(b":")
                if name == b"event":
                    self._event = value[1:] if value[:1] == b" " else value
                elif name == b"data":
                    self._add_data(b"")
        return frames

    def _add_data(self, data: bytes) -> None:
        self._data.append(data)
        self._size += len(data) + 1
        if self._size > self._limit + 1:
            self._lines.overflow = True  # the loop above stops here, wherever the block ends
            self._data = []

    def _dispatch(self, frames: List[Frame]) -> None:
        event, data = self._event.decode("utf-8", "replace"), self._data
        self._event, self._data, self._size = b"", [], 0
        if event == "done":
            frames.append({"event": "done"})
        elif data:
            frames.append(_named(event, b"\n".join(data)))

    def end(self) -> List[Frame]:
        # An event without its closing blank line does not count, by the rules: more of it may be missing.
        self._lines.rest()
        self._event, self._data, self._size = b"", [], 0
        return []


def _named(event: str, data: bytes) -> Frame:
    if not data.strip():
        return HEARTBEAT
    frame = _decode(data)
    if event in ("", "message", "update"):
        if isinstance(frame, BadFrame) and data.strip() == b"[DONE]":
            return {"event": "done"}
        return frame
    if isinstance(frame, BadFrame):
        if event != "error":
            return frame
        return {"event": event, "data": {"detail": data.decode("utf-8", "replace")}}
    if "data" in frame and (frame.get("event") == event or isinstance(frame.get("fields"), list)):
        return {**frame, "event": event}  # the NDJSON form inside the event
    return {"event": event, "data": frame}


class FrameDecoder:
    """Decodes a stream, block by block.

    Args:
        content_type: the answer's `Content-Type`: `text/event-stream` means server-sent events, anything else NDJSON.
        limit: bytes of the longest frame. A longer one gives a `BadFrame`, and nothing after it is read.

    Events without a name, or called `message` or `update`, come out as their data; others as
    `{"event": name, "data": ...}`, `done` as `{"event": "done"}`. A comment is a heartbeat: `{"type": "heartbeat"}`.
    """

    def __init__(self, content_type: str = "application/x-ndjson", limit: int = LONGEST_FRAME) -> None:
        self._limit = limit
        self._lines = _Lines(limit)
        self._told = False
        self._decoder: Union[_NdjsonDecoder, _EventDecoder]
        if content_type.partition(";")[0].strip().lower() == "text/event-stream":
            self._decoder = _EventDecoder(self._lines, limit)
        else:
            self._decoder = _NdjsonDecoder(self._lines)

    @property
    def refuses(self) -> bool:
        """Whether a frame was over the limit, so that nothing more is read."""
        return self._lines.overflow

    def feed(self, block: bytes) -> List[Frame]:
        """The frames that end in this block."""
        if self._told:
            return []
        frames = self._decoder.feed(block)
        if self._lines.overflow:
            self._told = True
            frames.append(BadFrame(f"a frame is longer than {self._limit} bytes"))
        return frames

    def end(self) -> List[Frame]:
        """The stream has ended: a last frame without its line end, or a `BadFrame` for a part of one."""
        return [] if self._told else self._decoder.end()
