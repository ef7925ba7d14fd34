"""Apps for what the companion references describe."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, Optional

from inferencesh.local import app, cancelled

STEPS = 4


@app("acme/steps")
def steps(prompt: str = "", pause: float = 0.05) -> Iterator[Dict[str, Any]]:
    """Four steps, each with a line of log, progress and an output so far."""
    for step in range(1, STEPS + 1):
        print(f"{prompt} step {step}/{STEPS}")
        yield {"step": step, "progress": {"current": step, "total": STEPS}}
        time.sleep(pause)
    yield {"step": STEPS, "prompt": prompt}


@app("acme/endless")
def endless() -> Dict[str, Any]:
    """Works until it is told to stop."""
    print("still at it")
    while not cancelled():
        time.sleep(0.02)
    return {"stopped": True}


@app("acme/fails")
def fails(prompt: str = "") -> Dict[str, Any]:
    """Raises."""
    raise ValueError("the prompt is no good")


@app("acme/needs-secret", secrets=["TEST_TOKEN"])
def needs_secret() -> Dict[str, Any]:
    """Cannot run without a secret."""
    return {}


@app("acme/sizes")
def sizes(files: List[Path], more: Optional[Mapping[str, Path]] = None) -> Dict[str, Any]:
    """Bytes of the files that it was given."""
    return {"sizes": [file.stat().st_size for file in [*files, *(more or {}).values()]]}


@app("acme/address")
def address(url: str) -> Dict[str, Any]:
    """The text that it was given."""
    return {"url": url}


@app("acme/counter")
class Counter:
    """Counts its calls, one after another."""

    def setup(self) -> None:
        self.calls: List[Any] = []
        self.busy = 0

    def run(self, number: int = 0, pause: float = 0.0) -> Dict[str, Any]:
        self.busy += 1
        busy = self.busy
        time.sleep(pause)
        self.calls.append(number)
        self.busy -= 1
        return {"calls": list(self.calls), "busy": busy, "worker": id(self)}


APPS = [steps, endless, fails, needs_secret, sizes, address, Counter]


def run_async(work: Any) -> Any:
    """Run a coroutine with a limit, so that a hang is a failure."""

    async def limited() -> Any:
        return await asyncio.wait_for(work, 60)

    return asyncio.run(limited())
