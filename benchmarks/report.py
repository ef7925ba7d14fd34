"""What was measured, as a page of Markdown."""

from __future__ import annotations

import os
import platform
import statistics
import time
from typing import Any, Dict, List, Optional, Sequence

from scenarios import SCENARIOS, Runs, Scenario, title

Results = Dict[str, Runs]


def values(runs: List[Dict[str, Any]], key: str) -> List[float]:
    return [run[key] for run in runs if key in run]


def median(runs: List[Dict[str, Any]], key: str) -> Optional[float]:
    found = values(runs, key)
    return statistics.median(found) if found else None


def ratio(by_client: Runs, other: str, key: str) -> Optional[float]:
    """How many times as fast ours is."""
    ours, theirs = median(by_client.get("ours", []), key), median(by_client.get(other, []), key)
    return None if not ours or theirs is None else theirs / ours


def spread(by_client: Runs, other: str, key: str) -> str:
    """The least and the greatest ratio of one round."""
    pairs = zip(by_client.get("ours", []), by_client.get(other, []))
    found = [theirs[key] / ours[key] for ours, theirs in pairs if key in ours and key in theirs]
    return f"{min(found):.3g} to {max(found):.3g}" if found else ""


def number(value: Optional[float]) -> str:
    return "" if value is None else f"{value:.3g}"


def verdict(scenario: Scenario, by_client: Runs) -> str:
    """`met`, or what is not."""
    missed: List[str] = []
    for other, must in zip(("official", "httpx"), scenario.must):
        reached = ratio(by_client, other, scenario.by)
        if must is None:
            continue
        if reached is None:
            failed = by_client.get(other, [])
            if "error" not in (failed[0] if failed else {}):
                missed.append(f"{other} was not measured")
        elif reached < must:
            missed.append(f"{reached / must - 1:+.0%} against {other}")
    ours = by_client.get("ours", [])
    if any("error" in run for run in ours):
        missed.append("failed")
    elif scenario.also is not None and not all(scenario.also[1](run) for run in ours):
        missed.append(f"not {scenario.also[0]}")
    return "; ".join(missed) or "met"


def not_met(results: Results) -> List[str]:
    """A line for each row that misses something, with what helps to judge it."""
    lines: List[str] = []
    for name, by_client in results.items():
        found = verdict(SCENARIOS[name], by_client)
        if found == "met":
            continue
        notes: List[str] = []
        for other in ("official", "httpx"):
            reached = number(ratio(by_client, other, SCENARIOS[name].by))
            cpu = number(ratio(by_client, other, "cpu"))
            if reached:
                rounds = spread(by_client, other, SCENARIOS[name].by)
                notes.append(f"{reached} x {other} (rounds {rounds}), by processor time {cpu or '-'}")
        failed = [run["error"] for run in by_client.get("ours", []) if "error" in run]
        notes += [f"the failure: {failed[0]}"] if failed else []
        lines.append(" ".join([f"- {title(name)}: {found}.", *(["; ".join(notes) + "."] if notes else [])]))
    return lines


def summary(results: Results) -> List[str]:
    head = ["scenario", "x official", "must", "x httpx", "must", "aim", "spread (official; httpx)", "CPU x", "also", ""]
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    for name, by_client in results.items():
        scenario = SCENARIOS[name]
        cells = [title(name)]
        for other, must in zip(("official", "httpx"), scenario.must):
            runs = by_client.get(other, [])
            reached = number(ratio(by_client, other, scenario.by))
            cells += ["failed" if runs and "error" in runs[0] else reached, number(must)]
        spreads = [spread(by_client, other, scenario.by) or "-" for other in ("official", "httpx")]
        cpus = [number(ratio(by_client, other, "cpu")) or "-" for other in ("official", "httpx")]
        also = scenario.also[0] if scenario.also else ""
        cells += [scenario.aim, "; ".join(spreads), "; ".join(cpus), also, verdict(scenario, by_client)]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def row(name: str, client: str, by_client: Runs) -> List[str]:
    count, runs = SCENARIOS[name].count, by_client[client]
    wall, cpu = median(runs, "wall"), median(runs, "cpu")
    if wall is None or cpu is None:
        return [client, runs[0].get("error", "?") if runs else "?", *[""] * 8]
    rates = [count / one for one in values(runs, "wall")]
    between = f"{min(rates):,.5g} to {max(rates):,.5g}"
    p50 = median(runs, "p50")
    peak, start = median(runs, "peak") or 0.0, median(runs, "start") or 0.0
    cells = [client, f"{count / wall:,.5g}", between, "" if p50 is None else f"{1000 * p50:.3g}"]
    cells += [f"{1000 * cpu / count:.4g}", f"{peak:.0f}", f"{peak - start:.1f}"]
    return cells + [f"{median(runs, key) or 0:,.0f}" for key in ("connections", "requests")]


def about(rounds: int, versions: Dict[str, str]) -> str:
    """When, where and with what something was measured."""
    found = {"CPython": platform.python_version(), **versions}
    return (
        f"Measured on {time.strftime('%Y-%m-%d', time.gmtime())}: {rounds} rounds, interleaved, medians. "
        f"{platform.system()} {platform.release()} on {machine()}, {os.cpu_count()} cores, the server on "
        "one of its own. " + ", ".join(f"{name} {version}" for name, version in found.items()) + "."
    )


def business(others: Sequence[float]) -> str:
    """Whether the machine had other things to do meanwhile."""
    if not others:
        return ""
    return (
        f" Other programs took {statistics.median(others):.2g} of the {os.cpu_count()} cores meanwhile (median of the "
        f"scenarios; at most {max(others):.2g})."
    )


HEAD = ["client", "per s", "spread", "p50 ms", "CPU ms each", "peak MB", "over start", "connections", "requests"]


def page(
    results: Results,
    rounds: int,
    versions: Dict[str, str],
    weight: Optional[Dict[str, Any]],
    others: Sequence[float] = (),
) -> str:
    """All that was measured.

    Args:
        others: processor cores that other programs took, once for each scenario.
    """
    lines = [
        "# Speed, side by side",
        "",
        f"Written by `make bench`. {about(rounds, versions)}{business(others)}",
        "",
        "Ratios say how many times as fast ours is (above 1: faster): by wall time, where the row does not say "
        "otherwise, and `CPU x` by processor time. The spread is that of the rounds' own ratios. Loopback has no "
        "latency, so this compares what the clients' code costs, on this machine, in this run.",
        "",
        *summary(results),
    ]
    missed = not_met(results)
    if weight:
        met = weight["distributions"] <= 11 and weight["mb"] <= 5 and not weight["compiled"]
        found = (
            f"{weight['distributions']} distributions, {weight['mb']:.1f} MB, {weight['compiled']} compiled files: "
            f"{'met' if met else 'not met'}"
        )
        limit = "at most 11 distributions, 5 MB, nothing compiled"
        lines.append(f"| install, core alone | | | | | 9, 4 MB | | | {limit} | {found} |")
        missed += [] if met else [f"- install, core alone: {found}."]
    lines += [
        "",
        "`wire` is our transport under a bare httpx client. Operations are runs, updates of a stream, lines of 8 MB, "
        "agent turns, uploads or interpreters.",
        "",
        "## Not met",
        "",
        *(missed or ["Every row that was measured is met."]),
        "",
        "Where the time goes is said in [docs/performance.md](../docs/performance.md).",
        "",
    ]
    for name, by_client in results.items():
        lines += [f"## {name}: {title(name)}", "", "| " + " | ".join(HEAD) + " |", "|" + " --- |" * len(HEAD)]
        lines += ["| " + " | ".join(row(name, client, by_client)) + " |" for client in by_client]
        lines.append("")
    return "\n".join(lines)


def machine() -> str:
    try:
        with open("/proc/cpuinfo") as file:
            return next(line.partition(":")[2].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()
