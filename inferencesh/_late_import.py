"""File descriptors in reserve, so that what deals with errors can be loaded when no others are left."""

from __future__ import annotations

import errno
import os
import sys
import threading
from typing import List, Set, Tuple, Union

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


class _Spare:
    __slots__ = ("_is_freed",)

    def __enter__(self) -> None:
        self._is_freed = _are_used_up() and _free_reserve()

    def __exit__(self, *exc: object) -> None:
        if self._is_freed:
            keep_spare_descriptors()


def spare_descriptors() -> _Spare:
    """Within this the reserve is free to be used, where no other descriptor is."""
    return _Spare()


class _LateImport(_Spare):
    __slots__ = ("_place",)

    def __init__(self, place: _Place) -> None:
        self._place = place

    def __exit__(self, *exc: object) -> None:
        super().__exit__(*exc)
        if exc[0] is None:
            _LOADED.add(self._place)


class _Loaded:
    __slots__ = ()

    def __enter__(self) -> None:
        return None

    def __exit__(self, *exc: object) -> None:
        return None


def late_import() -> Union[_LateImport, _Loaded]:
    """Around imports in functions: they find a descriptor for their modules' files when no other is left.

    The second time, at the same place, there is nothing to load, so nothing is done.
    """
    caller = sys._getframe(1)
    place = id(caller.f_code), caller.f_lasti  # hashing the code itself takes longer than all the rest
    return _LOADED_ALREADY if place in _LOADED else _LateImport(place)


_Place = Tuple[int, int]
_LOADED: Set[_Place] = set()
_LOADED_ALREADY = _Loaded()


def _are_used_up() -> bool:
    with _lock:
        end = _reserve[0][0] if _reserve else -1
    try:
        os.close(os.dup(end))
    except OSError as cause:
        return cause.errno in (errno.EMFILE, errno.ENFILE)  # or a program has closed it, among all others
    return False


def _free_reserve() -> bool:
    """Whether there was one."""
    with _lock:
        was_kept = bool(_reserve)
        for end, inode in _reserve:
            try:
                if os.fstat(end).st_ino == inode:  # a program may have closed all descriptors and used the number again
                    os.close(end)
            except OSError:
                continue
        _reserve.clear()
    return was_kept


def _after_fork() -> None:
    global _lock
    _lock = threading.Lock()  # another thread may have held it when the process forked


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
