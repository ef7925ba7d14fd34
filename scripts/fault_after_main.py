"""Operations of the fault matrix in a process whose main thread has ended: `outcomes` starts it, this file is it."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Dict, List, Sequence

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent)]

from fault_cells import AFTER_MAIN, FAULTS, OPERATIONS, Bench, Operation, Outcome  # noqa: E402

SECONDS = 240.0  # for all operations; one that hangs ends with its cell


def outcomes(kind: str, operations: Sequence[Operation]) -> Dict[str, Outcome]:
    """What came of each operation, by its name."""
    command = [sys.executable, __file__, kind, *(operation.name for operation in operations)]
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=SECONDS, text=True, check=False
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("[")]
    found = {name: Outcome(*outcome) for name, outcome in map(json.loads, lines)}
    missing = Outcome("wrong", f"the process ended early: {done.stdout[-300:]}", 0, 0, 0.0)
    return {operation.name: found.get(operation.name, missing) for operation in operations}


def _work(kind: str, names: List[str]) -> None:
    threading.main_thread().join()
    (trouble,) = (one for one in FAULTS if one.way == AFTER_MAIN)
    for operation in OPERATIONS:
        if operation.name in names:
            with Bench(kind) as bench:
                outcome = bench.cell(operation, operation.routes[0], trouble)
            print(json.dumps([operation.name, outcome]), flush=True)


if __name__ == "__main__":
    threading.Thread(target=_work, args=(sys.argv[1], sys.argv[2:]), daemon=False).start()

__all__ = ["outcomes"]
