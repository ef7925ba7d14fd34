"""Code of a model in an interpreter of its own: a time limit, no network, no files but in a folder that goes.

This keeps accidents away. It is no prison for hostile code.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
from typing import Any, Dict, List, Tuple

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


async def execute(code: Any, seconds: float) -> Dict[str, Any]:
    """What the code printed, and its exit status."""
    if not isinstance(code, str) or not code.strip():
        raise ValueError("code must be a text")
    program = code.encode("utf-8")
    # A thread for each: it waits as long as the code runs, and must hold up no other work of the platform.
    pool = concurrent.futures.ThreadPoolExecutor(1, thread_name_prefix="inferencesh-local-code")
    with tempfile.TemporaryDirectory(prefix="inferencesh-code-") as folder:
        process = subprocess.Popen(  # noqa: ASYNC220 - starting is quick; what takes time is waited for in the thread
            [sys.executable, "-I", "-X", "utf8", "-c", PRELUDE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            env={"PATH": os.defpath, "HOME": folder, "TMPDIR": folder, **_needed()},
            start_new_session=os.name == "posix",
        )
        work = asyncio.get_running_loop().run_in_executor(pool, _converse, process, program)
        try:
            done, _ = await asyncio.wait([work], timeout=seconds)
        except asyncio.CancelledError:
            _kill(process)
            await asyncio.wait([work], timeout=5.0)
            raise
        finally:
            pool.shutdown(wait=False)
        if not done:
            _kill(process)
        out, err = await work
    result = {"stdout": _shown(out), "stderr": _shown(err), "exit_code": process.returncode}
    if not done:
        result["error"] = f"the code was stopped after {seconds:g} seconds"
    return result


def _converse(process: subprocess.Popen[bytes], program: bytes) -> Tuple[bytes, bytes]:
    """Give a process its program, and take what it writes until its end, of which not all is kept."""
    kept: List[bytearray] = [bytearray(), bytearray()]
    pipes: List[Any] = [process.stdout, process.stderr]
    with process:
        readers = [threading.Thread(target=_drain, args=pair) for pair in zip(pipes, kept)]
        for reader in readers:
            reader.start()
        if process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                process.stdin.write(program)
            with contextlib.suppress(BrokenPipeError):
                process.stdin.close()
        for reader in readers:
            reader.join()
    return bytes(kept[0]), bytes(kept[1])


def _drain(pipe: Any, kept: bytearray) -> None:
    while True:
        data: bytes = pipe.read1(65536)
        if not data:
            return
        kept.extend(data[: max(0, LONGEST_OUTPUT + 1 - len(kept))])


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
