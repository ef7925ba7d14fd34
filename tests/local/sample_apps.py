"""Apps that a fresh interpreter can import, for the tests of process workers."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Dict, Iterator

from inferencesh.local import Delta, app, end_session, scratch_folder, secret


@app("proc/where", process=True)
def where(**anything: Any) -> Dict[str, Any]:
    print("from the process")
    print("to stderr", file=sys.stderr)
    os.write(2, b"past python\n")
    return {"pid": os.getpid()}


@app("proc/steps", process=True)
def steps(count: int = 3) -> Iterator[Any]:
    for index in range(count):
        yield Delta(response=str(index))
        yield {"step": index}


@app("proc/sleep", process=True)
def sleep(pid_file: str, seconds: float = 60.0) -> Dict[str, Any]:
    child = subprocess.Popen([sys.executable, "-c", f"import time; time.sleep({seconds})"])
    Path(pid_file).write_text(f"{os.getpid()} {child.pid}")
    time.sleep(seconds)
    return {}


@app("proc/fails", process=True)
def fails() -> Dict[str, Any]:
    raise ValueError("broken in the process")


@app("proc/dies", process=True)
def dies(code: int = 7) -> Dict[str, Any]:
    os._exit(code)


@app("proc/file", process=True)
def copy_upper(file: Path) -> Dict[str, Any]:
    target = scratch_folder() / "upper.txt"
    target.write_text(file.read_text().upper())
    return {"file": target, "again": target}


@app("proc/secret", process=True, secrets=["TOKEN_A"])
def secret_length() -> Dict[str, Any]:
    return {"length": len(secret("TOKEN_A")), "environment": len(os.environ["TOKEN_A"])}


@app("proc/counter", process=True)
class Counter:
    def setup(self, config: Dict[str, Any]) -> None:
        print("setting up", config)
        self.count = int(config.get("start", 0))

    def run(self) -> Dict[str, Any]:
        self.count += 1
        return {"count": self.count, "pid": os.getpid()}

    def finish(self) -> Dict[str, Any]:
        end_session()
        return {"count": self.count}

    def crash(self) -> Dict[str, Any]:
        os._exit(3)


@app("proc/graceful", process=True)
class Graceful:
    def __init__(self) -> None:
        self.stopped = False

    def run(self, marker: str) -> Dict[str, Any]:
        self.marker = marker
        Path(marker + ".started").write_text("yes")
        while not self.stopped:
            time.sleep(0.01)
        return {}

    def on_cancel(self) -> None:
        Path(self.marker).write_text("told")
        self.stopped = True
