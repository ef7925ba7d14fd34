"""Apps of odd shapes."""

from __future__ import annotations

import asyncio
from typing import Any

from inferencesh.local import app


@app("test/async")
async def coroutine(n: int) -> Any:
    """Answers from an event loop."""
    await asyncio.sleep(0)
    return {"n": n + 1}


@app("test/nothing")
def nothing() -> None:
    """Answers nothing."""
