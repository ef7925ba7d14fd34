"""Taking up a download where it was cut. No I/O. Source: RFC 9110, 13.1.5 (If-Range) and 14 (ranges)."""

from __future__ import annotations

import re
from typing import Dict, Mapping, NamedTuple, Optional, cast

_UNPACKED = frozenset({"", "identity"})
_LENGTH = re.compile(r"[0-9]{1,18}")
_CONTENT_RANGE = re.compile(r"bytes (?:([0-9]{1,18})-([0-9]{1,18})|\*)/([0-9]{1,18}|\*)")


class Progress:
    """What is known of a file that is being downloaded.

    Attributes:
        done: bytes that are on the disk.
        total: bytes of the whole file, if the server said so.
    """

    def __init__(self) -> None:
        self.done = 0
        self.total: Optional[int] = None
        self._validator: Optional[str] = None

    def conditions(self) -> Dict[str, str]:
        """Headers that ask for the rest, if it is certain that the rest would fit; none ask for the whole file."""
        if not self.done or self._validator is None:
            return {}
        # The server sends the whole file instead if it is not the same any more.
        return {"Range": f"bytes={self.done}-", "If-Range": self._validator}

    def take(self, status: int, headers: Mapping[str, str]) -> Answer:
        """What an answer means for what is on the disk."""
        if status == 200:
            self.done = 0
            length = headers.get("content-length", "")
            coded = _is_coded(headers)
            self.total = int(length) if not coded and _LENGTH.fullmatch(length) else None
            self._validator = None if coded else _validator(headers)
            return Answer(restart=True)
        if status == 206:
            found = _CONTENT_RANGE.fullmatch(headers.get("content-range", ""))
            whole = found.group(3) if found is not None else None
            fits = found is not None and found.group(1) is not None and int(found.group(1)) == self.done
            if (
                fits
                and self._is_same(headers)
                and (whole in (None, "*") or self.total in (None, int(cast(str, whole))))
            ):
                if whole not in (None, "*"):
                    self.total = int(cast(str, whole))
                return Answer()
            self.forget()
            return Answer(again=True)
        if status == 416 and self.done:
            found = _CONTENT_RANGE.fullmatch(headers.get("content-range", ""))
            begun = found is not None and found.group(1) is None and found.group(3) == str(self.done)
            if begun and self._is_same(headers):
                return Answer(complete=True)
            self.forget()
            return Answer(again=True)
        return Answer(refused=True)

    def _is_same(self, headers: Mapping[str, str]) -> bool:
        """Whether nothing says that this is a part of another file: not all that know ranges heed `If-Range`."""
        known = self._validator
        now = headers.get("etag" if known is not None and known.startswith('"') else "last-modified", "").strip()
        return (not now or known is None or now == known) and not _is_coded(headers)

    def forget(self) -> None:
        """What is there does not fit what the server has: begin from the start."""
        self.done = 0
        self.total = self._validator = None

    @property
    def is_whole(self) -> bool:
        """Whether the body that ended was all there is."""
        return self.total is None or self.done == self.total


class Answer(NamedTuple):
    """What to do with an answer's body; nothing set: append it."""

    restart: bool = False  # it is the whole file
    again: bool = False  # it is of no use, but another request may bring one that is
    complete: bool = False  # there is no body, and none is missing
    refused: bool = False


def _validator(headers: Mapping[str, str]) -> Optional[str]:
    """What tells whether a file is byte for byte the same: a strong entity tag, or else the time of its change."""
    tag = headers.get("etag", "").strip()
    if tag.startswith('"') and tag.endswith('"') and len(tag) > 2:
        return tag
    changed, now = headers.get("last-modified", "").strip(), headers.get("date", "").strip()
    # Changed within the very second, it may have changed twice.
    return changed if changed and changed != now else None


def _is_coded(headers: Mapping[str, str]) -> bool:
    """Whether lengths and ranges count bytes of something that is packed."""
    return headers.get("content-encoding", "").strip().lower() not in _UNPACKED
