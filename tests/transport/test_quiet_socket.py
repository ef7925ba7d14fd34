"""A socket that nobody closed is closed without a word: at the very end of the interpreter, and with gevent, too."""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
from typing import Any

import pytest

from inferencesh._transport.net import sockets

# As gevent and eventlet do it: `socket.socket` is a class that holds a socket, and is none.
_REPLACED = """
import _socket, socket

class Held:
    def __init__(self, family=-1, type=-1, proto=-1, fileno=None):
        self._sock = _socket.socket(family, type, proto, fileno)

    def __getattr__(self, name):
        if name == "_sock":
            raise AttributeError(name)
        return getattr(self._sock, name)

    def close(self):
        self._sock.close()

socket.socket = Held
"""
_GEVENT = """
from gevent import monkey
monkey.patch_all()
"""
_EVENTLET = """
import eventlet
eventlet.monkey_patch()
"""
_PROGRAM = """
import gc, os, socket, sys
import httpx
from inferencesh._transport.net import sockets

def is_open(number):
    try:
        os.fstat(number)
    except OSError:
        return False
    return True

held = sockets.QuietSocket(socket.AF_INET, socket.SOCK_STREAM, 0)
number = held.fileno()
assert is_open(number)
del held
gc.collect()
assert not is_open(number)

closed = sockets.QuietSocket(socket.AF_INET, socket.SOCK_STREAM, 0)
closed.close()
del closed

try:
    sockets.QuietSocket(12345, socket.SOCK_STREAM, 0)  # fails half way through
except OSError:
    pass
gc.collect()

at_the_end = sockets.QuietSocket(socket.AF_INET, socket.SOCK_STREAM, 0)
print("done")
"""


def test_it_closes_when_the_names_of_its_module_are_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    sock: Any = sockets.QuietSocket(socket.AF_INET, socket.SOCK_STREAM, 0)
    number = sock.fileno()
    monkeypatch.setattr(sockets, "socket", None)  # as Python 3.8 leaves it for what is still in a cycle
    del sock
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(number)


@pytest.mark.parametrize("before", ["", _REPLACED, _GEVENT, _EVENTLET], ids=["stock", "replaced", "gevent", "eventlet"])
def test_it_closes_without_a_word_whatever_the_socket_class_is(before: str) -> None:
    library = {_GEVENT: "gevent", _EVENTLET: "eventlet"}.get(before)
    if library is not None and importlib.util.find_spec(library) is None:
        pytest.skip(f"{library} is not installed")
    warnings = ["-W", "default::ResourceWarning", "-W", "ignore::DeprecationWarning"]
    done = subprocess.run(
        [sys.executable, *warnings, "-c", before + _PROGRAM], capture_output=True, text=True, timeout=60
    )
    assert done.stdout == "done\n", done.stderr
    assert "Exception ignored" not in done.stderr
    assert "unclosed" not in done.stderr
