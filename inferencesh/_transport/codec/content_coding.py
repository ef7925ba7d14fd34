"""Compressed bodies, undone in small blocks, so that a small body that unpacks to a huge one takes no memory.

Only what the SDK asks for: gzip and deflate (RFC 9110, 8.4.1). Which packages are installed makes no difference.
"""

from __future__ import annotations

import zlib
from typing import Any, Iterator

BLOCK = 256 * 1024
"""Bytes that are unpacked at once, at most."""

# zlib copies what follows the end of a member: of many small ones, the whole block again and again, were it large.
_PIECE = 4 * 1024
_WINDOW = {"gzip": 31, "x-gzip": 31}
NONE = frozenset({"", "identity"})


class CodingError(ValueError):
    """The body is not what its Content-Encoding says, or is in a coding that was not asked for."""


def is_coded(header: str) -> bool:
    """Whether a `Content-Encoding` means that there is something to undo."""
    return header.strip().lower() not in NONE


class Inflater:
    """Undoes one coding.

    Raises:
        CodingError: the coding is another one, or several; from the methods: the bytes do not fit it.
    """

    def __init__(self, header: str) -> None:
        coding = header.strip().lower()
        if coding not in _WINDOW and coding != "deflate":
            raise CodingError(f"the answer is in a coding that was not asked for ({coding[:40]!r})")
        self._coding = coding
        self._inner: Any = None
        self._ended = False  # a member has; there may be another

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What `data` unpacks to, block by block: memory stays small as long as each block is dealt with in turn."""
        for start in range(0, len(data), _PIECE):
            yield from self._feed_piece(data[start : start + _PIECE])

    def _feed_piece(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._inner is None:
                if self._ended:
                    data = data.lstrip(b"\0")  # padding
                    if not data:
                        return
                self._inner = zlib.decompressobj(self._window(data))
            inner = self._inner
            try:
                block = inner.decompress(data, BLOCK)
            except zlib.error as cause:
                raise CodingError(f"the answer is not the {self._coding} that it says it is") from cause
            if block:
                yield block
            if inner.eof:  # what follows is another member of the same kind, as RFC 1952 allows
                data, self._inner, self._ended = inner.unused_data, None, True
            else:
                data = inner.unconsumed_tail

    def _window(self, data: bytes) -> int:
        if self._coding != "deflate":
            return _WINDOW[self._coding]
        # The standard means zlib's format by "deflate"; some servers send the bare one.
        return 15 if data[0] & 0x0F == 8 and data[0] >> 4 <= 7 else -15

    def end(self) -> None:
        """The body is over.

        Raises:
            CodingError: in the middle of what was packed.
        """
        if self._inner is not None:
            raise CodingError("the compressed answer ends in the middle")
