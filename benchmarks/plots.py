"""How cost grows: with runs in flight, updates, bytes and tools. Writes docs/performance.md and its charts.

python benchmarks/plots.py [--rounds 3] [--quick]
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path
from typing import Any, Callable, Dict, List, NamedTuple, Optional

from bench import ROOT, Bench, versions_of
from report import about
from svg import Points, chart

PAGE = ROOT / "docs" / "performance.md"
FOLDER = ROOT / "docs" / "performance"
TIMEOUT = 120.0


class Growth(NamedTuple):
    """One quantity that grows, and what is drawn over it.

    Attributes:
        scenario: the scenario of contender.py for a size.
        count: how many operations for a size.
        mib: the size of the file, if one is sent.
        charts: file name, title, label of the y axis, and the value of a measurement with that count.
    """

    name: str
    label: str
    sizes: List[int]
    clients: List[str]
    scenario: Callable[[int], str]
    count: Callable[[int], int]
    mib: Callable[[int], int]
    charts: List[Any]
    text: str


def cpu_each(run: Dict[str, Any], count: int, size: int) -> float:
    return float(1000 * run["cpu"] / count)


def per_second(run: Dict[str, Any], count: int, size: int) -> float:
    return float(count / run["wall"])


def peak(run: Dict[str, Any], count: int, size: int) -> float:
    return float(run["peak"])


GROWTHS = [
    Growth(
        "flight",
        "runs in flight",
        [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000],
        ["ours", "official", "httpx"],
        lambda size: f"flight_{size}",
        lambda size: max(200, 2 * size),
        lambda size: 0,
        [
            ("flight-cpu", "CPU of one run", "ms", cpu_each),
            ("flight-rate", "Runs a second", "runs/s", per_second),
            ("flight-memory", "Peak memory", "MB", peak),
        ],
        "Async, one client, each run on a connection of its own while it lasts. Checking a connection out and in costs "
        "the same however many there are; what grows slowly is the event loop's own work. httpx looks through all "
        "connections for each request.",
    ),
    Growth(
        "updates",
        "updates in a stream",
        [1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000],
        ["ours", "official", "httpx"],
        lambda size: "stream",
        lambda size: size,
        lambda size: 0,
        [
            ("updates-cpu", "CPU of one update of 950 bytes", "ms", cpu_each),
            ("updates-memory", "Peak memory", "MB", peak),
        ],
        "Each update comes in an HTTP chunk of its own. All chunks of one read are taken apart in one go, and half of "
        "what is left is `json.loads`. Memory does not grow.",
    ),
    Growth(
        "files",
        "MB in a file",
        [1, 4, 16, 64, 256, 1024, 4096],
        ["ours", "official", "httpx"],
        lambda size: "upload",
        lambda size: max(1, min(10, 256 // size)),
        lambda size: size,
        [
            ("files-rate", "Upload", "MB/s", lambda run, count, size: count * size / run["wall"]),
            ("files-memory", "Peak memory", "MB", peak),
        ],
        "From disk, in blocks. The official SDK reads the file whole; where its line ends, it failed or took "
        "longer than two minutes.",
    ),
    Growth(
        "tools",
        "tools of an agent",
        [1, 3, 10, 30, 100, 300, 1000],
        ["ours", "official"],
        lambda size: f"tools_{size}",
        lambda size: max(3, 60 // size),
        lambda size: 0,
        [("tools-cpu", "CPU of building the agent and one short turn", "ms", cpu_each)],
        "Each tool is built, checked against the others and sent with the agent. Linear, and without a step.",
    ),
]

HEAD = """# Performance

What the SDK costs beside the official one, raw httpx, aiohttp and the standard library stands in
[benchmarks/results.md](../benchmarks/results.md), each row with what it had to reach; `make bench` writes it. This page
shows how cost grows; `make bench-plots` writes it. What does not depend on the clock (modules, requests, connections,
calls, memory) is counted by `tests/budget`, in `make test`.
"""

WHERE = """## Where the time goes

- **The transport is our own** (`inferencesh/_transport/`): HTTP/1.1 on plain sockets and TLS, with a stack of idle
  connections for each origin. httpx's pool looks at all connections for each request, and h11 costs some 6 µs for each
  chunk. A client of your own (`http_client=`), proxies, and event loops that cannot watch sockets use stock httpx.
- **Requests for the platform skip `httpx.Client`** (`_async/requests/direct.py`): parsing the address, merging headers,
  cookies, the authentication and redirect machinery took longer than all the rest of a request.
- **A run is two requests on one connection**: the submission, and the stream, which is left as soon as the last frame
  is there. Its connection serves the next request if the end of the body has come by then.
- **Updates**: the lines of a block are read out of one text by the standard library's scanner (orjson if it is
  installed), and become a dict; attributes are looked up when they are read. Of some 110,000 instructions for an update
  of 950 bytes 64,000 are JSON, 7,000 HTTP chunks, and 33,000 what is known of the task and its new log lines.
- **Uploads**: a file is read into one piece of memory again and again, and sent from there. On Linux the async client
  reads what is in memory in the event loop, and goes to another thread only for what has to come from a disk. What is
  left are the kernel's two copies, and over TLS the encryption, which is two thirds of the processor time. `sendfile`
  would save one of the copies (7 ms of processor time for 64 MB instead of 22), but cannot encrypt, and uploads go over
  TLS. Nor is the file mapped: one that is cut short meanwhile would end the process.
- **Inputs** are looked at level by level, so that nearly all of it happens in C; the file system is asked only about
  texts that could be paths.
- **Starting**: importing `inferencesh` brings no httpx; a client brings httpx, but neither attrs nor certificates;
  models are imported by whoever uses them. What is left of the first result's time is httpx's own import.
"""


def measure(bench: Bench, growth: Growth, rounds: int, quick: bool) -> Dict[str, Dict[str, Points]]:
    """The points of each chart by client."""
    found: Dict[str, Dict[str, Points]] = {name: {} for name, *_ in growth.charts}
    given_up: Dict[str, str] = {}
    sizes = growth.sizes[:4] if quick else growth.sizes
    for size in sizes:
        count = growth.count(size)
        runs: Dict[str, List[Dict[str, Any]]] = {client: [] for client in growth.clients if client not in given_up}
        for _ in range(rounds):
            for client in list(runs):
                begun = time.monotonic()
                run = bench.measure(client, growth.scenario(size), count, growth.mib(size), TIMEOUT)
                if "error" in run:
                    given_up[client] = run["error"]
                    runs.pop(client)
                    continue
                runs[client].append(run)
                if time.monotonic() - begun > TIMEOUT / 6:
                    given_up[client] = "slow"  # this size is measured, a greater one is not
        for client, measured in runs.items():
            for name, _, _, value in growth.charts:
                points = found[name].setdefault(client, [])
                points.append((size, statistics.median(value(run, count, size) for run in measured)))
        print(growth.name, size, {c: f"{len(r)} runs" for c, r in runs.items()}, given_up, flush=True)
    return found


def table(growth: Growth, found: Dict[str, Dict[str, Points]]) -> List[str]:
    heads = [f"{title.lower()}, {unit}: {client}" for name, title, unit, _ in growth.charts for client in found[name]]
    lines = ["| " + " | ".join([growth.label, *heads]) + " |", "|" + " ---: |" * (len(heads) + 1)]
    for size in growth.sizes:
        cells = [f"{size:,}"]
        for name, *_ in growth.charts:
            for points in found[name].values():
                value: Optional[float] = dict(points).get(size)
                cells.append("" if value is None else f"{value:,.3g}" if value < 1000 else f"{value:,.0f}")
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="only the smaller sizes")
    parser.add_argument("--only", default=",".join(growth.name for growth in GROWTHS))
    options = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    lines = [HEAD]
    with Bench(["ours", "official", "httpx"]) as bench:
        lines += [about(options.rounds, versions_of(bench.pythons)), "", WHERE]
        for growth in GROWTHS:
            if growth.name not in options.only.split(","):
                continue
            found = measure(bench, growth, options.rounds, options.quick)
            lines += [f"## With {growth.label}", "", growth.text, ""]
            for name, title, unit, _ in growth.charts:
                svg = chart(title, growth.label, unit, found[name])
                (FOLDER / f"{name}.svg").write_text(svg)
                lines.append(f"![{title}](performance/{name}.svg)")
            lines += ["", *table(growth, found), ""]
    Path(PAGE).write_text("\n".join(lines).rstrip() + "\n")
    print(f"written: {PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    sys.exit(main())
