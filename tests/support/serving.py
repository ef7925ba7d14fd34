"""`inferencesh serve` in a process of its own, as a user starts it."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from typing import Any, Callable, Iterator, List, Tuple


def start(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    """Run the command line with these arguments."""
    return subprocess.Popen(
        [sys.executable, "-m", "inferencesh", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **environment},
    )


def greeting(process: subprocess.Popen[str]) -> List[str]:
    """What it says when it serves."""
    lines = []
    assert process.stdout is not None
    for line in process.stdout:
        lines.append(line.rstrip())
        if line.startswith("Apps: "):
            return lines
    raise AssertionError("it did not start:\n" + "\n".join(lines))


def address(lines: List[str]) -> Tuple[str, str]:
    """The key and the address that a greeting names."""
    text = "\n".join(lines)
    found = [re.search(rf"export INFERENCE_{name}=(\S+)", text) for name in ("API_KEY", "BASE_URL")]
    assert all(found), text
    return found[0].group(1), found[1].group(1)  # type: ignore[union-attr]


@contextlib.contextmanager
def servers() -> Iterator[Callable[..., Any]]:
    """Starts `inferencesh serve` at free ports; none of these processes outlives the block."""
    processes: List[Any] = []

    def serve(*arguments: str, **environment: str) -> Any:
        processes.append(start("serve", "--port", "0", *arguments, **environment))
        return processes[-1]

    try:
        yield serve
    finally:
        for process in processes:
            process.kill()
            process.communicate()
