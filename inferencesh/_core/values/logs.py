"""Cumulative log entries of a task in, the lines that are new out.

The platform sends all entries so far with each frame; an entry's `content` is raw text that grows.
Source: `TaskLog` in openapi.yaml.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Tuple

from .json_guard import PlainInYaml

_new_text = str.__new__


class LogLine(str, metaclass=PlainInYaml):
    """A line of a task's log: a text, without its line end.

    `line.content` and `line["content"]` are the text; `log_type` is the number of the stage that wrote it: 0 build,
    1 run, 2 serve, 3 setup, 4 task, or None if the platform did not say.
    """

    log_type: Any

    def __new__(cls, content: str = "", log_type: Any = None) -> LogLine:
        line = _new_text(cls, content)
        line.log_type = log_type
        return line

    @property
    def content(self) -> str:
        """The text itself, as a plain `str`."""
        return str(self)

    def get(self, key: str, default: Any = None) -> Any:
        """The member of that name, as from the log entry on the wire."""
        if key == "content":
            return str(self)
        if key == "log_type":
            return self.log_type
        return default

    def __getitem__(self, key: Any) -> Any:
        if type(key) is str:
            if key not in ("content", "log_type"):
                raise KeyError(key)
            return self.get(key)
        return super().__getitem__(key)

    if TYPE_CHECKING:

        def __str__(self) -> str: ...

    else:
        __str__ = str.__str__


class _Entry:
    """How much of one entry was handed out."""

    __slots__ = ("content", "given")

    def __init__(self) -> None:
        self.content = ""
        self.given = 0  # characters of `content` that were handed out


class LogTracker:
    """Hands each line out once, however often the platform repeats it.

    A line is handed out when it is complete. An unfinished last line is handed out at once if its entry has no line
    end at all (such entries are one message each); otherwise it is held back until it is complete, a later entry
    exists, or the task has ended.
    """

    def __init__(self) -> None:
        self._entries: Dict[Any, _Entry] = {}

    def take(self, entries: Any, *, final: bool = False) -> List[LogLine]:
        """The lines that are new in `entries`, in their order. `final`: nothing more will come."""
        if entries is None:
            return []
        lines: List[LogLine] = []
        items: List[Any] = entries if type(entries) is list else [entries]  # pyright: ignore[reportUnknownVariableType]
        last = len(items) - 1
        known = self._entries
        for position, item in enumerate(items):
            key: Any = None
            content: Any = item
            members: Any = None
            if type(item) is dict:
                members = item  # pyright: ignore[reportUnknownVariableType]
                content = members.get("content")
                key = members.get("id")
            if type(content) is not str:
                content = "" if content is None else str(content)
            if type(key) is not str or not key:
                key = position
            entry = known.get(key)
            if entry is None:
                entry = known[key] = _Entry()
            seen = entry.content
            if content == seen:
                if entry.given == len(seen) or not (final or position < last):
                    continue
            else:
                if seen and not content.startswith(seen):
                    if seen.startswith(content):
                        continue  # an older state of the same text
                    entry.given = 0
                entry.content = content
            log_type = None if members is None else members.get("log_type")
            if not entry.given and "\n" not in content and not content.endswith("\r"):
                entry.given = len(content)  # an entry that is one line, as most are
                line = _new_text(LogLine, content)
                line.log_type = log_type
                lines.append(line)
            else:
                _take_lines(entry, log_type, final or position < last, lines)
        return lines


def _take_lines(entry: _Entry, log_type: Any, done: bool, lines: List[LogLine]) -> None:
    content = entry.content
    if done or "\n" not in content:
        end = len(content)
    else:
        end = content.rindex("\n") + 1
    start = entry.given
    if end <= start:
        return
    entry.given = end
    if start and content[start - 1] != "\n" and content[start] == "\n":
        start += 1  # only the end of a line that was handed out before
    elif start and content[start - 1] != "\n" and content.startswith("\r\n", start):
        start += 2
    if start >= end:
        return
    parts = content[start:end].split("\n")  # not splitlines: a line may hold U+2028 and the like
    if not parts[-1]:
        parts.pop()
    for part in parts:
        lines.append(LogLine(part[:-1] if part.endswith("\r") else part, log_type))


def all_lines(entries: Any) -> List[LogLine]:
    """Every line of a task's log entries."""
    return LogTracker().take(entries, final=True)


# Neither part of a date, a path, a version nor a longer number.
_PROGRESS = re.compile(r"(?<![\w/.,-])(\d{1,9})\s?/\s?(\d{1,9})(?![\w/-]|[.,]\d)")


def progress_in(line: str) -> Optional[Tuple[int, int]]:
    """`(12, 40)` for a line such as `step 12/40`; None for a line without progress. The last one in the line counts."""
    if "/" not in line:
        return None
    for current, total in reversed(_PROGRESS.findall(line)):
        if 0 < int(total) >= int(current):
            return int(current), int(total)
    return None
