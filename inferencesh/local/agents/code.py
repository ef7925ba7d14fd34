"""Code of a model in an interpreter of its own: a time limit, no network, no files but in a folder that goes.

This keeps accidents away. It is no prison for hostile code.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING, Any, Dict

if TYPE_CHECKING:
    from ..core import Core

LONGEST_OUTPUT = 64 << 10

# Runs before the code. The audit hook refuses sockets and other programs; where Linux lets it, the process moves into
# a network of its own, which has no way out.
PRELUDE = """
import sys
def _shut():
    try:
        import ctypes
        ctypes.CDLL(None).unshare(0x10000000 | 0x40000000)
    except Exception:
        pass
    try:
        import resource
        resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
        resource.setrlimit(resource.RLIMIT_FSIZE, (64 << 20, 64 << 20))
    except Exception:
        pass
    refused = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork",
               "ctypes.", "urllib.", "ftplib.", "smtplib.", "os.startfile", "os.kill")
    def hook(event, args):
        if event.startswith(refused):
            raise PermissionError("code runs without network and without other programs: " + event)
    sys.addaudithook(hook)
_shut()
del _shut
exec(compile(sys.stdin.read(), "<code>", "exec"), {"__name__": "__main__"})
"""


async def execute(core: Core, code: Any, seconds: float) -> Dict[str, Any]:
    """What the code printed, and its exit status."""
    if not isinstance(code, str) or not code.strip():
        raise ValueError("code must be a text")
    with tempfile.TemporaryDirectory(prefix="inferencesh-code-") as folder:
        process = subprocess.Popen(  # noqa: ASYNC220 - starting is quick; what takes time is waited for in the pool
            [sys.executable, "-I", "-X", "utf8", "-c", PRELUDE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            env={"PATH": os.defpath, "HOME": folder, "TMPDIR": folder, **_needed()},
            start_new_session=os.name == "posix",
        )
        work = core.run_in_pool(process.communicate, code.encode("utf-8"))
        try:
            done, _ = await asyncio.wait([work], timeout=seconds)
        except asyncio.CancelledError:
            _kill(process)
            await asyncio.wait([work], timeout=5.0)
            raise
        if not done:
            _kill(process)
        out, err = await work
    result = {"stdout": _shown(out), "stderr": _shown(err), "exit_code": process.returncode}
    if not done:
        result["error"] = f"the code was stopped after {seconds:g} seconds"
    return result


def _needed() -> Dict[str, str]:
    # Python on Windows does not start without this one.
    return {"SYSTEMROOT": os.environ["SYSTEMROOT"]} if "SYSTEMROOT" in os.environ else {}


def _kill(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


def _shown(data: bytes) -> str:
    text = data[:LONGEST_OUTPUT].decode("utf-8", "replace")
    return text + "\n[cut]" if len(data) > LONGEST_OUTPUT else text
