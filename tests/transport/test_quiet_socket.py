"""A socket that nobody closed is closed without a word, at the very end of the interpreter too."""

from __future__ import annotations

import os
import socket
from typing import Any

import pytest

from inferencesh._transport import sockets


def test_it_closes_when_the_names_of_its_module_are_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    sock: Any = sockets.QuietSocket(socket.AF_INET, socket.SOCK_STREAM, 0)
    number = sock.fileno()
    monkeypatch.setattr(sockets, "socket", None)  # as Python 3.8 leaves it for what is still in a cycle
    del sock
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(number)
