"""`make faults`: every public operation x every fault x sync and async, against the local platform.

Prints the table as it grows and writes docs/reliability.md. Ends with status 1 if any cell is hung, lost, doubled or
wrong. `--only TEXT` runs the operations with that text in their names and writes nothing.
"""

from __future__ import annotations

import argparse
import platform as host
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Dict, List, Optional, Sequence, Tuple

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent)]

import fault_after_main  # noqa: E402
from fault_cells import AFTER_MAIN, FAULTS, GOOD, OPERATIONS, Bench, Operation, Outcome, Trouble, counted  # noqa: E402
from fault_operations import BASIC  # noqa: E402

REPORT = Path(__file__).resolve().parent.parent / "docs" / "reliability.md"
KINDS = ("sync", "async")
Cells = Dict[Tuple[str, str, str], Dict[str, Outcome]]  # operation, route, fault -> kind -> outcome

PREAMBLE = """\
# Reliability

What the SDK does when things go wrong, as `make faults` found it: every public operation, with every fault of the
[fault script](testing-faults.md) at every route that it uses, with the sync and the async client, against the local
platform. This page is written by that run, which fails if any cell is bad.

{total}

| verdict | what it means |
| --- | --- |
| recovered | The call gave the right result: the right output, every log line and every piece of text once, and as \
many tasks and files on the platform as one call makes. |
| clear error | It raised one of the SDK's errors. If a task was started all the same, the error names it, or is a \
`SubmissionUnknownError`, which says that there may be one. Never are there two. |
| untouched | The call did not need the route, so the fault had nothing to strike. |
| hung, lost, doubled, wrong | None of these may be: no end; a task that nobody was told of; two for one; a wrong \
result, or an error that is not the SDK's. |
"""

PROMISES = """
## What each promise rests on

- **A task is never started twice.** A submission is sent again only if nothing of it left this machine, or if the
  platform itself says by 429 or 503 that it took nothing. A page of something in between (502, 504, 520, or a 503 that
  is no problem document) counts as a lost answer.
- **A task that was started is found.** A lost answer is looked up in the list of tasks, where exactly one must match
  what was sent; a lost message, in its chat, unless it was the first. Short of that the error is
  `SubmissionUnknownError`, with what was sent and when. [Nothing lost](nothing-lost.md) says what the look-up rests on.
- **A quiet task is not given up.** Silence leads to a reading of the state, never to a failure, while the platform says
  that the task lives. A connection without a byte for 45 s is replaced.
- **Nothing is told twice, nothing is missed.** Updates are merged into what is known of the task, log lines are
  counted, and after a loss the whole task is read before the stream goes on; an end that was missed is found so.
- **A wait that the platform asks for is kept.** `Retry-After`, in seconds or as a date, is honoured up to
  `retry_after_limit` (60 s); a longer one raises at once, with the number in the error.
- **Reading is safe to repeat.** Requests that change nothing are sent again after any loss, and when a page comes in
  place of the answer. So are uploads, each into a record of its own, and deletions: what is gone after a lost answer
  was deleted. Where another change is refused the second time, what is there decides whether the first had worked.
- **The key stays with the platform.** Redirects of the API are not followed, and storage addresses get no key.
- **A newer platform breaks nothing.** Unknown statuses, values and fields are kept as they are; unknown frames are
  passed over.

What is not promised: bytes of a download are compared with nothing, since an output is an address and no checksum, so
a storage that answers with another file of the same length goes unseen (such cells are left out). An outage that
outlasts the retry policy ends in an error.

## How it was measured

The clock of the platform and of the clients runs 200 times as fast, so that waits between attempts and 45 s of silence
pass in moments; where nobody listens, it begins to do so after 0.6 s. Sockets keep real time; the 60 s after which the
SDK gives up on a silent ordinary answer are {silence} s here. A cell that takes longer than {limit} s is hung.

A relay stands before the platform for odd heads, and as a proxy that dies for 0.05 s; the proxies are run with the
first {basic} operations. A process without descriptors has none for as long. Once the main thread has ended, nothing
else goes wrong. Both are run at one route of each operation. Tasks are counted when all that a cell sent has been
answered.

A fault strikes once, bursts twice, and is left out where it makes no sense: one of streams at a route without one.
`client.cancel`, `client.sessions.get` and other second names of a call are not run again.
"""

MATRIX = """
## The matrix

For each operation a table: its routes side by side, and under each what came of a fault there. Behind the verdict
stands how many tasks the platform had more of afterwards, and files, where the call makes some. Faults with the same
outcome stand together.
"""


def run(operations: List[Operation], kinds: Tuple[str, ...] = KINDS) -> Cells:
    """All cells of some operations."""
    cells: Cells = {}
    for kind in kinds:
        for operation in operations:
            began, seen = time.monotonic(), []
            with Bench(kind) as bench:
                for route in operation.routes:
                    for trouble in FAULTS:
                        if trouble.can_strike(route, operation):
                            outcome = bench.cell(operation, route, trouble)
                            cells.setdefault((operation.name, route, trouble.label), {})[kind] = outcome
                            seen.append(outcome)
                            if not outcome.is_good:
                                print(f"  BAD {kind} {operation.name}, {route}, {trouble.label}: {outcome}", flush=True)
            good = sum(outcome.is_good for outcome in seen)
            recovered = sum(outcome.verdict == "recovered" for outcome in seen)
            print(
                f"{kind:5} {operation.name:35} {good:3} of {len(seen):3} good, {recovered:3} recovered, "
                f"{time.monotonic() - began:5.1f} s",
                flush=True,
            )
        (label,) = (trouble.label for trouble in FAULTS if trouble.way == AFTER_MAIN)
        for operation, outcome in zip(operations, fault_after_main.outcomes(kind, operations).values()):
            cells.setdefault((operation.name, operation.routes[0], label), {})[kind] = outcome
            if not outcome.is_good:
                print(f"  BAD {kind} {operation.name}, {label}: {outcome}", flush=True)
    return cells


def report(operations: List[Operation], cells: Cells, seconds: float) -> str:
    """The page."""
    from fault_cells import CELL_SECONDS, SILENCE

    every = [outcome for cell in cells.values() for outcome in cell.values()]
    total = f"{len(every):,} cells in {seconds / 60:.1f} minutes, Python {host.python_version()}: {_counts(every)}."
    parts = [PREAMBLE.format(total=total), "\n## At a glance\n\n", "By fault:\n\n"]
    parts += ["| fault | outcomes | errors |\n| --- | --- | --- |\n"]
    for trouble in FAULTS:
        struck = [one for (_, _, label), cell in cells.items() if label == trouble.label for one in cell.values()]
        if struck:
            parts.append(f"| {trouble.label} | {_counts(struck)} | {_errors(struck)} |\n")
    parts += ["\nBy operation:\n\n", "| operation | outcomes | errors |\n| --- | --- | --- |\n"]
    for operation in operations:
        struck = [one for (name, _, _), cell in cells.items() if name == operation.name for one in cell.values()]
        parts.append(f"| {operation.name} | {_counts(struck)} | {_errors(struck)} |\n")
    parts.append(PROMISES.format(silence=SILENCE, limit=f"{CELL_SECONDS:g}", basic=len(BASIC)))
    parts.append(MATRIX)
    for operation in operations:
        parts.append(f"\n### {operation.name}\n\n| fault | " + " | ".join(f"`{r}`" for r in operation.routes) + " |\n")
        parts.append("| --- " * (len(operation.routes) + 1) + "|\n")
        parts += [f"| {label} | " + " | ".join(row) + " |\n" for label, row in _rows(operation, cells)]
    return "".join(parts)


def _rows(operation: Operation, cells: Cells) -> List[Tuple[str, List[str]]]:
    """The rows of an operation's table, those with the same outcomes in one; the longest last."""
    groups: List[Tuple[List[str], List[str]]] = []
    for trouble in FAULTS:
        row = [_cell(operation, cells.get((operation.name, route, trouble.label))) for route in operation.routes]
        if not any(row):
            continue
        for labels, known in groups:
            if all(not new or not old or new == old for new, old in zip(row, known)):
                labels.append(trouble.label)
                known[:] = [old or new for old, new in zip(known, row)]
                break
        else:
            groups.append(([trouble.label], row))
    groups.sort(key=lambda group: len(group[0]))
    shown = [("; ".join(labels), [text or "-" for text in row]) for labels, row in groups]
    if shown and len(groups[-1][0]) > 1:
        first = "all" if len(groups) == 1 else "all others"
        shown[-1] = (f"{first}: {len(groups[-1][0])} faults", shown[-1][1])
    return shown


def _counts(outcomes: Sequence[Outcome]) -> str:
    """How many there are of each verdict, the most frequent first."""
    found = Counter(outcome.verdict for outcome in outcomes).most_common()
    return ", ".join(f"{count:,} {verdict if verdict in GOOD else verdict.upper()}" for verdict, count in found)


def _errors(outcomes: Sequence[Outcome]) -> str:
    """Which errors were raised."""
    return ", ".join(f"`{name}`" for name in sorted({one.detail for one in outcomes if one.verdict == "clear error"}))


def _cell(operation: Operation, found: Optional[Dict[str, Outcome]]) -> str:
    if not found:
        return ""
    texts = {kind: _text(operation, outcome) for kind, outcome in found.items()}
    if len(set(texts.values())) == 1:
        return next(iter(texts.values()))
    return "; ".join(f"{kind}: {text}" for kind, text in texts.items())


def _text(operation: Operation, outcome: Outcome) -> str:
    shown = outcome.verdict if outcome.is_good else f"**{outcome.verdict.upper()}**"
    if outcome.detail:
        shown += f" ({outcome.detail})" if outcome.is_good else f": {outcome.detail}"
    state = []
    if operation.starts or outcome.tasks:
        state.append(counted(outcome.tasks, "task"))
    if operation.stores or outcome.files:
        state.append(counted(outcome.files, "file"))
    return ", ".join([shown, *state]).replace("|", "\\|").replace("\n", " ")


def main(argv: Optional[List[str]] = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", metavar="TEXT", help="operations with this text in their names; writes no report")
    arguments = parser.parse_args(argv)
    chosen = [one for one in OPERATIONS if arguments.only is None or arguments.only in one.name]
    began = time.monotonic()
    cells = run(chosen)
    seconds = time.monotonic() - began
    bad = sum(not outcome.is_good for cell in cells.values() for outcome in cell.values())
    print(f"{sum(map(len, cells.values()))} cells in {seconds:.0f} s, {bad} bad")
    if arguments.only is None:
        REPORT.write_text(report(chosen, cells, seconds), encoding="utf-8")
        print("written: docs/reliability.md")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

__all__ = ["Cells", "Operation", "Trouble", "main", "report", "run"]
