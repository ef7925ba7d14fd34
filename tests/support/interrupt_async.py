"""Interrupting a coroutine as asyncio does it: by cancelling it."""

from __future__ import annotations

import asyncio
import time
from typing import Any, Callable


async def interrupt_when(ready: Callable[[], bool], begin: Callable[[], Any]) -> str:
    """Start something, interrupt it when `ready`, and give what its error says besides."""
    task = asyncio.ensure_future(begin())
    give_up = time.monotonic() + 20
    while not ready():
        assert time.monotonic() < give_up
        assert not task.done(), task
        await asyncio.sleep(0.005)
    await asyncio.sleep(0.05)  # until it waits for what comes next
    task.cancel()
    try:
        await task
    except asyncio.CancelledError as error:
        notes = "\n".join(getattr(error, "__notes__", []))
    else:
        raise AssertionError("it went on")
    # Before Python 3.11 errors have no notes; the log has the line as well, which the tests look at too.
    return notes if hasattr(BaseException, "add_note") else _last_line()


def _last_line() -> str:
    import logging

    for handler in logging.getLogger().handlers:
        records = getattr(handler, "records", None)
        if records:
            return "\n".join(record.getMessage() for record in records)
    return ""
