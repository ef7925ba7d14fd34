"""Sends what an app prints and logs to its task, and leaves what everybody else prints alone.

Which call is printing is known from a context variable, so threads and tasks do not mix. Standard output, standard
error and logging are process-wide, so they are wrapped once, counted, and unwrapped when the last user has gone.
"""

from __future__ import annotations

import contextlib
import contextvars
import logging
import sys
import threading
from typing import Any, Callable, Generator, Optional, TextIO

PART_LIMIT = 4096
"""A line that grows beyond this is sent on in parts."""


class Sink:
    """Takes what one call prints, and hands it on in whole lines, or as far as it was flushed."""

    def __init__(self, hand_on: Callable[[str], None]) -> None:
        self._hand_on = hand_on
        self._part = ""

    def write(self, text: str) -> None:
        """Take text, and hand on the lines that are whole."""
        self._part += text
        end = self._part.rfind("\n") + 1
        if len(self._part) - end > PART_LIMIT:
            end = len(self._part)
        if end:
            ready, self._part = self._part[:end], self._part[end:]
            self._hand_on(ready)

    def flush(self) -> None:
        """Hand on what there is, whole line or not."""
        ready, self._part = self._part, ""
        if ready:
            self._hand_on(ready)


_sink: contextvars.ContextVar[Optional[Sink]] = contextvars.ContextVar("inferencesh_local_sink", default=None)
_lock = threading.Lock()
_users = 0


class _Router:
    """Stands in for `sys.stdout` or `sys.stderr`."""

    def __init__(self, target: TextIO) -> None:
        self.target = target

    def write(self, text: str) -> int:
        sink = _sink.get()
        if sink is None:
            return self.target.write(text)
        sink.write(str(text))
        return len(text)

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        sink = _sink.get()
        if sink is None:
            self.target.flush()
        else:
            sink.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.target, name)


class _Handler(logging.Handler):
    def handle(self, record: logging.LogRecord) -> bool:
        sink = _sink.get()
        if sink is not None:
            try:
                sink.write(self.format(record) + "\n")
            except Exception:
                self.handleError(record)
            return True
        # Our presence switches off Python's handler of last resort for everybody; do its work.
        last = logging.lastResort
        if logging.getLogger().handlers == [self] and last is not None and record.levelno >= last.level:
            last.handle(record)
        return True


_handler = _Handler()
_handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
_plain_is_enabled_for = logging.Logger.isEnabledFor
_LoggerClass: Any = logging.Logger


def _is_enabled_for(self: logging.Logger, level: int) -> bool:
    # Inside an app, INFO counts as interesting as long as nobody set a level: an app's `logging.info` belongs to its
    # logs although Python's default hides it. The level of the root logger itself stays what the host program made it.
    if _sink.get() is not None and level >= logging.INFO and not self.disabled and self.manager.disable < level:
        logger = self
        while logger.parent and logger.level == logging.NOTSET:
            logger = logger.parent
        if not logger.parent and logger.level in (logging.NOTSET, logging.WARNING):
            return True
    return _plain_is_enabled_for(self, level)


def install() -> None:
    """Begin to route; every call needs its `uninstall`."""
    global _users
    with _lock:
        _users += 1
        if _users == 1:
            logging.getLogger().addHandler(_handler)
            _LoggerClass.isEnabledFor = _is_enabled_for
        _wrap()


def uninstall() -> None:
    """Undo one `install`; the last one puts everything back."""
    global _users
    with _lock:
        _users -= 1
        if _users == 0:
            logging.getLogger().removeHandler(_handler)
            _LoggerClass.isEnabledFor = _plain_is_enabled_for
            for name in ("stdout", "stderr"):
                current = getattr(sys, name)
                if isinstance(current, _Router):
                    setattr(sys, name, current.target)


def _wrap() -> None:
    for name in ("stdout", "stderr"):
        current = getattr(sys, name)
        if current is not None and not isinstance(current, _Router):
            setattr(sys, name, _Router(current))


@contextlib.contextmanager
def capturing(sink: Sink) -> Generator[None, None, None]:
    """Within this context what is printed or logged goes to `sink`."""
    with _lock:
        # Test runners put their own streams back between tests, so look again before each call.
        _wrap()
    token = _sink.set(sink)
    try:
        yield
    finally:
        _sink.reset(token)
        sink.flush()
