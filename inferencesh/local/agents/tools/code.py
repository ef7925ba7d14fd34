"""Code of a model in an interpreter of its own, with limits (docs/local-agents.md, "Code of the model").

The process that is started watches over another one, in which the code runs (`code_child.py`).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

from ...._runtime.threads import DaemonExecutor

log: logging.Logger = logging.getLogger("inferencesh.local")

LONGEST_OUTPUT = 64 << 10
PATIENCE = 5.0
"""Seconds that the watching process has to end the code once it was told to."""
CHILD = str(Path(__file__).with_name("code_child.py"))

_lock = threading.Lock()
_isolates: Optional[bool] = None


async def execute(code: Any, seconds: float, *, namespaces: bool = True) -> Dict[str, Any]:
    """What the code printed, and its exit status. `namespaces`: use them where the system allows it."""
    if not isinstance(code, str) or not code.strip():
        raise ValueError("code must be a text")
    code.encode("utf-8")  # half of a surrogate pair is no program, and is refused here
    loop = asyncio.get_running_loop()
    # A thread for each: it waits as long as the code runs, and must hold up no other work of the platform.
    pool = DaemonExecutor(1, "inferencesh-local-code")
    try:
        isolated = namespaces and await loop.run_in_executor(pool, namespaces_work)
        with tempfile.TemporaryDirectory(prefix="inferencesh-code-") as folder:
            process = _start(folder, code, isolated)
            work = loop.run_in_executor(pool, _converse, process)
            try:
                done, _ = await asyncio.wait([work], timeout=seconds)
            except asyncio.CancelledError:
                await _end(process, work)
                raise
            if not done:
                await _end(process, work)
            out, err = await work
    finally:
        pool.shutdown(wait=False)
    result: Dict[str, Any] = {"stdout": _shown(out), "stderr": _shown(err), "exit_code": process.returncode}
    if not done:
        result["error"] = f"the code was stopped after {seconds:g} seconds"
    return result


def namespaces_work() -> bool:
    """Whether this system lets code be shut off in namespaces of its own. Found out once, by doing it."""
    global _isolates
    with _lock:
        if _isolates is None:
            _isolates = False
            if sys.platform.startswith("linux"):
                with tempfile.TemporaryDirectory(prefix="inferencesh-code-") as folder:
                    process = _start(folder, "pass", True)
                    _, err = _converse(process)
                    _isolates = process.returncode == 0
                    if not _isolates:
                        why = err.decode("utf-8", "replace").strip()[:500]
                        log.info("code_execution runs without namespaces, in which it could reach no files: %s", why)
        return bool(_isolates)


def _start(temporary: str, code: str, isolated: bool) -> subprocess.Popen[bytes]:
    folder = Path(os.path.realpath(temporary))
    work, root, asked = folder / "work", folder / "root", folder / "asked.json"
    work.mkdir()
    root.mkdir()
    values = {"code": code, "folder": str(work), "root": str(root), "namespaces": isolated}
    asked.write_text(json.dumps(values), encoding="utf-8")
    return subprocess.Popen(
        [sys.executable, "-I", "-X", "utf8", CHILD, str(asked)],
        stdin=subprocess.PIPE,  # its end tells the process to end the code
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        cwd=str(work),
        env={"PATH": os.defpath, "HOME": str(work), "TMPDIR": str(work), **_needed()},
        start_new_session=os.name == "posix",
    )


def _converse(process: subprocess.Popen[bytes]) -> Tuple[bytes, bytes]:
    """What a process writes until its end, of which not all is kept."""
    kept: List[bytearray] = [bytearray(), bytearray()]
    pipes: List[Any] = [process.stdout, process.stderr]
    readers = [threading.Thread(target=_drain, args=pair, daemon=True) for pair in zip(pipes, kept)]
    for reader in readers:
        reader.start()
    process.wait()
    for reader, pipe in zip(readers, pipes):
        # What has got away from the watching process, where that can happen, may hold the pipe open for ever.
        reader.join(PATIENCE)
        if not reader.is_alive():
            pipe.close()
    if process.stdin is not None:
        process.stdin.close()
    return bytes(kept[0]), bytes(kept[1])


def _drain(pipe: Any, kept: bytearray) -> None:
    while True:
        data: bytes = pipe.read(65536)
        if not data:
            return
        kept.extend(data[: max(0, LONGEST_OUTPUT + 1 - len(kept))])


def _needed() -> Dict[str, str]:
    # Python on Windows does not start without this one.
    return {"SYSTEMROOT": os.environ["SYSTEMROOT"]} if "SYSTEMROOT" in os.environ else {}


async def _end(process: subprocess.Popen[bytes], work: asyncio.Future[Any]) -> None:
    """End the code and what it has started; by force if the process that watches over it does not."""
    if os.name == "posix" and process.stdin is not None:
        process.stdin.close()
        await asyncio.wait([work], timeout=PATIENCE)
    if not work.done():
        with contextlib.suppress(ProcessLookupError):
            if os.name == "posix":
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
        await asyncio.wait([work], timeout=2 * PATIENCE)


def _shown(data: bytes) -> str:
    text = data[:LONGEST_OUTPUT].decode("utf-8", "replace")
    return text + "\n[cut]" if len(data) > LONGEST_OUTPUT else text
