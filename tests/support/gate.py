"""An app that does what the test says, when it says it."""

from __future__ import annotations

import queue
import time
from typing import Any, Dict, Iterator, List

from inferencesh.local import Delta, app, cancelled

WAIT = 20.0


class Gate:
    """`gate.app` serves as `test/gate`: it waits for the test's words. One run at a time."""

    def __init__(self) -> None:
        self.inputs: List[Any] = []
        self.cancelled = False
        self._words: queue.Queue[Any] = queue.Queue()
        gate = self

        @app("test/gate")
        def gated(**anything: Any) -> Iterator[Dict[str, Any]]:
            gate.inputs.append(anything)
            give_up = time.monotonic() + WAIT
            while time.monotonic() < give_up:
                if cancelled():
                    gate.cancelled = True
                    return
                try:
                    kind, value = gate._words.get(timeout=0.005)
                except queue.Empty:
                    continue
                if kind == "log":
                    print(value)
                elif kind == "output":
                    yield value
                elif kind == "delta":
                    yield Delta(value)
                elif kind == "fail":
                    raise RuntimeError(value)
                else:
                    yield value
                    return

        self.app = gated

    def wait_cancelled(self) -> None:
        """Wait until the app was told to stop."""
        give_up = time.monotonic() + WAIT
        while not self.cancelled:
            assert time.monotonic() < give_up, "the app was not told to stop"
            time.sleep(0.005)

    def log(self, text: str) -> None:
        self._words.put(("log", text))

    def output(self, **value: Any) -> None:
        self._words.put(("output", value))

    def delta(self, **value: Any) -> None:
        self._words.put(("delta", value))

    def fail(self, text: str) -> None:
        self._words.put(("fail", text))

    def end(self, **value: Any) -> None:
        self._words.put(("end", value))
