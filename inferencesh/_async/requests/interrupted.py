"""A program, or a coroutine, that is ended from outside while it follows a task or a turn: what it says and does."""

from __future__ import annotations

import logging
import sys
from typing import Callable, Optional

from ..._core.requests import interrupts
from ..._core.values.redact import hide_key
from ..._runtime import concurrency_async as seam

logger = logging.getLogger("inferencesh")


def report_interrupt(line: str, cause: BaseException) -> None:
    """Say a line to the person who pressed Ctrl-C; a coroutine's cancellation is told to the log and to its error.

    The log names its logger itself; elsewhere the line begins with the name of the SDK.
    """
    line = hide_key(line)  # a caller may have passed it as the id of what is followed
    logger.info("%s", line)
    if isinstance(cause, (KeyboardInterrupt, SystemExit)):
        if sys.stderr is not None:
            print(f"inferencesh: {line}", file=sys.stderr, flush=True)
    else:
        add_note: Optional[Callable[[str], None]] = getattr(cause, "add_note", None)  # from Python 3.11 on
        if add_note is not None:
            add_note(f"inferencesh: {line}")


async def detach_or_end(
    on_interrupt: str, cause: BaseException, detached: str, end: Callable[[], seam.Promise[str]]
) -> None:
    """Say how to find again what goes on (`detached`), or `end` it, and say what came of that."""
    if on_interrupt == interrupts.DETACH:
        report_interrupt(detached, cause)
        return

    async def finish() -> None:
        report_interrupt(await end(), cause)

    await seam.shielded(finish)
