"""Apps that misbehave, or take their time, for tests of the caller's side."""

from __future__ import annotations

from typing import Any, Dict, Iterator

from ..apps.definition import app
from ..apps.runtime import Delta, cancelled, secret, sleep_or_cancelled


@app("test/needs-secret", secrets=["MAPS_KEY"])
def needs_secret(**anything: Any) -> Dict[str, Any]:
    """Cannot be run until the platform has the secret MAPS_KEY."""
    return {"length": len(secret("MAPS_KEY"))}


@app("test/fails")
def fails(message: str = "this app always fails", **anything: Any) -> Dict[str, Any]:
    """Raises an error with the given message."""
    print("about to fail")
    raise RuntimeError(message)


@app("test/slow")
def slow(seconds: float = 1.0, steps: int = 10, **anything: Any) -> Iterator[Dict[str, Any]]:
    """Takes its time, reports its progress, and stops when it is cancelled."""
    for step in range(1, steps + 1):
        if sleep_or_cancelled(seconds / steps) or cancelled():
            print("cancelled")
            return
        print(f"{step}/{steps}")
        yield {"progress": {"current": step, "total": steps}}
    yield {"seconds": seconds, "steps": steps}


@app("test/deltas")
def count_down(text: str = "25 times 4 is 100.", **anything: Any) -> Iterator[Dict[str, Any]]:
    """Says a text word by word as deltas, then as a whole."""
    for word in text.split(" "):
        yield Delta(response=word + " ")
    yield {"response": text}
