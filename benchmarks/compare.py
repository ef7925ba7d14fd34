"""Compare the SDK with the official one, raw httpx, raw aiohttp and the standard library, side by side.

    python benchmarks/compare.py [--rounds 5] [--only flight_100,stream_10k] [--clients ours,official,httpx]

Contenders run interleaved against a fake platform on this machine, each in a fresh process and environment of its own
(kept in `benchmarks/scratch/`), and the medians go into benchmarks/results.md with the ratios. Loopback has no latency:
the figures compare what the clients' code costs, on this machine, in this run.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
import urllib.request
import venv
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
SCRATCH = HERE / "scratch"
TIMEOUT = 60.0

# name: what its environment needs, the client of contender.py, whether it imports this checkout
CLIENTS: Dict[str, Tuple[List[str], str, bool]] = {
    "ours": (["httpx", "attrs", "typing_extensions"], "sdk", True),
    "wire": (["httpx", "attrs", "typing_extensions"], "wire", True),
    "official": (["inferencesh[async]==0.36.0"], "sdk", False),
    "httpx": (["httpx"], "httpx", False),
    "aiohttp": (["aiohttp"], "aiohttp", False),
    "stdlib": ([], "stdlib", False),
}
BLOCKING = ["ours", "wire", "official", "httpx", "stdlib"]
ASYNC = ["ours", "wire", "official", "httpx", "aiohttp"]
BODIES = ["ours", "wire", "official", "httpx"]

# name: operations, MiB to upload, over TLS, contenders
SCENARIOS: Dict[str, Tuple[int, int, bool, List[str]]] = {
    "turn": (500, 0, False, BLOCKING),
    "turn_tls": (100, 0, True, BLOCKING),
    "threads_16": (800, 0, False, BLOCKING),
    "flight_100": (1000, 0, False, ASYNC),
    "flight_100_tls": (1000, 0, True, ASYNC),
    "flight_1000": (2000, 0, False, ASYNC),
    "fanout_100": (100, 0, False, ASYNC),
    "fanout_1000": (1000, 0, False, ASYNC),
    "stream_10k": (10_000, 0, False, BLOCKING),
    "stream_10k_tls": (10_000, 0, True, BLOCKING),
    "stream_100k": (100_000, 0, False, BLOCKING),
    "astream_10k": (10_000, 0, False, ASYNC),
    "astream_10k_tls": (10_000, 0, True, ASYNC),
    "astream_100k": (100_000, 0, False, ASYNC),
    "line_8m": (3, 0, False, BLOCKING),
    "aline_8m": (3, 0, False, [name for name in ASYNC if name != "official"]),
    "upload_64m": (5, 64, False, BODIES),
    "upload_64m_tls": (3, 64, True, BODIES),
    "aupload_64m": (5, 64, False, BODIES),
}


def python_of(name: str, packages: List[str]) -> str:
    """The interpreter of an environment with these packages, made when it is not there."""
    folder = SCRATCH / name
    stamp = folder / "packages.txt"
    python = str(folder / "bin" / "python")
    if not stamp.exists() or stamp.read_text() != "\n".join(packages):
        print(f"setting up the environment of {name}", flush=True)
        venv.create(folder, with_pip=bool(packages), clear=True)
        if packages:
            subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *packages], check=True)
        stamp.write_text("\n".join(packages))
    return python


class Server:
    def __init__(self) -> None:
        python = python_of("server", ["trustme", "uvloop"])
        command = [python, str(HERE / "fake_platform.py"), str(SCRATCH)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.addresses: Dict[str, str] = json.loads(self.process.stdout.readline())
        cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
        self.driver_cores = set(cores[:-1])
        if self.driver_cores:
            os.sched_setaffinity(self.process.pid, {cores[-1]})

    def counts(self) -> Dict[str, int]:
        with urllib.request.urlopen(self.addresses["plain"] + "/count", timeout=TIMEOUT) as answer:
            found: Dict[str, int] = json.load(answer)
        return found

    def stop(self) -> None:
        self.process.communicate("")


def usual_authorities(python: str) -> str:
    code = "import certifi; print(certifi.where())"
    found = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    return Path(found.stdout.strip()).read_text()


def measure(
    server: Server, python: str, client: str, scenario: str, path: Optional[str], bundle: Path
) -> Dict[str, Any]:
    count, _, tls, _ = SCENARIOS[scenario]
    _, kind, from_checkout = CLIENTS[client]
    env = {"PATH": os.environ["PATH"], "HOME": str(SCRATCH)}
    if from_checkout:
        env["PYTHONPATH"] = f"{ROOT}{os.pathsep}{ROOT / 'generated'}"
    if tls:
        env.update(SSL_CERT_FILE=str(bundle), REQUESTS_CA_BUNDLE=str(bundle))
    name = scenario[:-4] if scenario.endswith("_tls") else scenario
    url = server.addresses["tls" if tls else "plain"]
    command = [python, str(HERE / "contender.py"), kind, name, url, str(count), *([path] if path else [])]

    def pin() -> None:
        if server.driver_cores:
            os.sched_setaffinity(0, server.driver_cores)

    server.counts()
    try:
        done = subprocess.run(command, capture_output=True, text=True, env=env, timeout=TIMEOUT, preexec_fn=pin)
    except subprocess.TimeoutExpired:
        return {"error": f"not done within {TIMEOUT:.0f} s"}
    if done.returncode:
        return {"error": (done.stderr.strip().splitlines() or ["?"])[-1][:150]}
    found: Dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    counts = server.counts()
    return {**found, "connections": counts.get("connections", 0), "requests": counts.get("requests", 0)}


def upload_file(mib: int) -> str:
    path = SCRATCH / f"upload-{mib}"
    if not path.exists():
        block = os.urandom(1 << 20)
        with open(path, "wb") as file:
            for _ in range(mib):
                file.write(block)
    return str(path)


def median(runs: List[Dict[str, Any]], key: str) -> Optional[float]:
    values = [run[key] for run in runs if key in run]
    return statistics.median(values) if values else None


def row(scenario: str, client: str, results: Dict[str, List[Dict[str, Any]]]) -> List[str]:
    count = SCENARIOS[scenario][0]
    runs = results[client]
    wall, cpu = median(runs, "wall"), median(runs, "cpu")
    if wall is None or cpu is None:
        return [client, runs[0].get("error", "?"), *[""] * 7]
    walls = [count / run["wall"] for run in runs if "wall" in run]
    ratios = []
    for other in ("official", "httpx"):
        theirs = median(results.get(other, []), "wall")
        ratios.append("" if theirs is None or other == client else f"{theirs / wall:.2f}")
    spread = f"{min(walls):,.5g} to {max(walls):,.5g}"
    numbers = [f"{median(runs, key):,.0f}" for key in ("peak", "connections", "requests")]
    return [client, f"{count / wall:,.5g}", spread, f"{1000 * cpu / count:.4g}", *numbers, *ratios]


def report(results: Dict[str, Dict[str, List[Dict[str, Any]]]], rounds: int) -> str:
    head = ["client", "per s", "spread", "CPU ms each", "peak MB", "connections", "requests", "x official", "x httpx"]
    when = time.strftime("%Y-%m-%d", time.gmtime())
    lines = [
        "# Speed, side by side",
        "",
        f"Written by `make bench` on {when}: {rounds} rounds, interleaved, medians; CPython "
        f"{platform.python_version()}, {platform.system()} {platform.release()}, {os.cpu_count()} cores, the server on "
        "one of its own.",
        "`x official` and `x httpx`: how many times as fast by wall time (above 1: faster). `wire` is our transport "
        "under a bare httpx client. Operations are runs, updates of a stream, lines of 8 MB, or uploads of 64 MiB.",
        "",
    ]
    for scenario, by_client in results.items():
        lines += [f"## {scenario}", "", "| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
        lines += ["| " + " | ".join(row(scenario, client, by_client)) + " |" for client in by_client]
        lines.append("")
    return "\n".join(lines)


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
    SCRATCH.mkdir(exist_ok=True)
    pythons = {name: python_of("ours" if name == "wire" else name, CLIENTS[name][0]) for name in clients}
    server = Server()
    try:
        bundle = SCRATCH / "bundle.pem"
        authority = Path(server.addresses["ca"]).read_text()
        bundle.write_text(authority + usual_authorities(python_of("httpx", CLIENTS["httpx"][0])))
        results: Dict[str, Dict[str, List[Dict[str, Any]]]] = {}
        for scenario in scenarios:
            _, mib, _, allowed = SCENARIOS[scenario]
            path = upload_file(mib) if mib else None
            by_client = results[scenario] = {client: [] for client in clients if client in allowed}
            for _ in range(options.rounds):
                for client, runs in by_client.items():
                    if not any("error" in run for run in runs):
                        runs.append(measure(server, pythons[client], client, scenario, path, bundle))
            print(
                scenario, *(" ".join(row(scenario, client, by_client)) for client in by_client), sep="\n  ", flush=True
            )
    finally:
        server.stop()
    Path(options.out).write_text(report(results, options.rounds) + "\n")
    print(f"written: {options.out}")


if __name__ == "__main__":
    sys.exit(main())
