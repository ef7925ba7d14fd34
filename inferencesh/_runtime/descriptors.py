"""File descriptors in reserve, so that what deals with errors can be loaded when no others are left."""

from __future__ import annotations

import contextlib
import os
import threading
from typing import Generator, List, Tuple

_lock = threading.Lock()
_reserve: List[Tuple[int, int]] = []
"""Descriptor and inode of each end of a pipe that nobody uses."""


def keep_spare_descriptors() -> None:
    """Set them aside. Where there are none, nothing happens."""
    with _lock:
        if _reserve:
            return
        try:
            ends = os.pipe()
        except OSError:
            return
        _reserve.extend((end, os.fstat(end).st_ino) for end in ends)


@contextlib.contextmanager
def spare_descriptors() -> Generator[None, None, None]:
    """Within this the reserve is free to be used."""
    with _lock:
        for end, inode in _reserve:
            try:
                if os.fstat(end).st_ino == inode:  # a program may have closed all descriptors and used the number again
                    os.close(end)
            except OSError:
                continue
        _reserve.clear()
    try:
        yield
    finally:
        keep_spare_descriptors()


def _after_fork() -> None:
    global _lock
    _lock = threading.Lock()  # another thread may have held it when the process forked


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
