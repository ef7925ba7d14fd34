"""Compare the SDK with the official one, raw httpx, raw aiohttp and the standard library, side by side.

    python benchmarks/compare.py [--rounds 5] [--only flight_100,stream_10k] [--clients ours,official,httpx]

Contenders run interleaved against a fake platform on this machine, each in a fresh process and environment of its own
(kept in `benchmarks/scratch/`), and the medians go into benchmarks/results.md with the ratios. Loopback has no latency:
the figures compare what the clients' code costs, on this machine, in this run.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Any, Dict, List, Optional

from bench import HERE, Bench, Meter, install_weight, versions_of
from report import Results, page, row, verdict
from scenarios import CLIENTS, SCENARIOS

SLOW = 20.0  # who takes so many seconds for a scenario is run twice there, not more


def done_with(runs: Any) -> bool:
    return any("error" in run for run in runs) or (len(runs) >= 2 and max(run["wall"] for run in runs) > SLOW)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default=",".join(SCENARIOS))
    parser.add_argument("--clients", default=",".join(CLIENTS))
    parser.add_argument("--out", default=str(HERE / "results.md"))
    options = parser.parse_args()
    scenarios, clients = options.only.split(","), options.clients.split(",")
    unknown = [name for name in scenarios if name not in SCENARIOS] + [name for name in clients if name not in CLIENTS]
    if unknown:
        parser.error(f"unknown: {', '.join(unknown)}")
    results: Results = {}
    begun = time.monotonic()
    weight: Optional[Dict[str, Any]] = install_weight() if "ours" in clients else None
    with Bench(clients) as bench:
        versions = versions_of(bench.pythons)
        meter = Meter(bench.process.pid)
        others: List[float] = []
        for name in scenarios:
            scenario = SCENARIOS[name]
            by_client = results[name] = {client: [] for client in clients if client in scenario.clients}
            for _ in range(options.rounds):
                for client, runs in by_client.items():
                    if not done_with(runs):
                        runs.append(bench.measure(client, name, scenario.count, scenario.mib))
            taken = meter.lap()
            others += [] if taken is None else [taken]
            print(f"{time.monotonic() - begun:.0f} s: {name}: {verdict(scenario, by_client)}")
            for client in by_client:
                print("  " + " ".join(row(name, client, by_client)), flush=True)
            Path(options.out).write_text(page(results, options.rounds, versions, weight, others))
    print(f"written: {options.out}")


if __name__ == "__main__":
    sys.exit(main())
