"""Interrupting a call as Ctrl-C does it: by a signal to the main thread."""

from __future__ import annotations

import signal
import threading
import time
from typing import Any, Callable


def interrupt_when(ready: Callable[[], bool], begin: Callable[[], Any]) -> str:
    """Start something, interrupt it when `ready`."""

    def press() -> None:
        give_up = time.monotonic() + 20
        while not ready() and time.monotonic() < give_up:
            time.sleep(0.005)
        time.sleep(0.05)  # until it waits for what comes next
        signal.pthread_kill(main, signal.SIGINT)

    main = threading.get_ident()
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    finger = threading.Thread(target=press)
    finger.start()
    try:
        begin()
    except KeyboardInterrupt:
        return ""
    else:
        raise AssertionError("it went on")
    finally:
        finger.join(30)
        signal.signal(signal.SIGINT, before)
