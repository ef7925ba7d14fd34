"""What is measured, with which clients, and what the SDK has to reach."""

from __future__ import annotations

from typing import Any, Callable, Dict, List, NamedTuple, Optional, Tuple

Run = Dict[str, Any]
Runs = Dict[str, List[Run]]  # by client

# name: what its environment needs, the client of contender.py, whether it imports this checkout
CLIENTS: Dict[str, Tuple[List[str], str, bool]] = {
    "ours": (["httpx", "attrs", "typing_extensions", "python-dateutil"], "sdk", True),
    "wire": (["httpx", "attrs", "typing_extensions", "python-dateutil"], "wire", True),
    "official": (["inferencesh[async]==0.36.0"], "sdk", False),
    "httpx": (["httpx"], "httpx", False),
    "aiohttp": (["aiohttp"], "aiohttp", False),
    "stdlib": ([], "stdlib", False),
}
MAIN = ["ours", "official", "httpx"]
BLOCKING = ["ours", "wire", "official", "httpx", "stdlib"]
ASYNC = ["ours", "wire", "official", "httpx", "aiohttp"]


class Scenario(NamedTuple):
    """`count` operations by each of `clients`.

    Attributes:
        must: the least ratio to the official SDK and to raw httpx (above 1: faster), None where there is none.
        aim: what is wanted, in words.
        mib: size of the file to upload.
        by: what the ratios compare: `wall`, `cpu`, or `p50` of single operations.
        also: what else must hold, as text and a test of all that was measured of the scenario's clients.
    """

    count: int
    clients: List[str]
    must: Tuple[Optional[float], Optional[float]]
    aim: str = ""
    mib: int = 0
    by: str = "wall"
    also: Optional[Tuple[str, Callable[[Run], bool]]] = None


def at_most(key: str, limit: float, text: str) -> Tuple[str, Callable[[Run], bool]]:
    return text, lambda run: bool(run[key] <= limit)


def connections(limit: int) -> Tuple[str, Callable[[Run], bool]]:
    return at_most("connections", limit, f"at most {limit} connections")


def one_line(count: int) -> Tuple[str, Callable[[Run], bool]]:
    """One connection, and two requests for each run, the one that warms up included."""
    return (
        "1 connection, 2 requests a run",
        lambda run: bool(run["connections"] == 1 and run["requests"] == 2 * (count + 1)),
    )


FLAT = ("at most 8 MB over the start", lambda run: bool(run["peak"] - run["start"] <= 8))

SCENARIOS: Dict[str, Scenario] = {
    "turn": Scenario(500, BLOCKING, (2.2, 0.88), "3.3", also=one_line(500)),
    "turn_tls": Scenario(100, BLOCKING, (35, 0.88), "50", also=one_line(100)),
    "hold": Scenario(
        10,
        ["ours", "wire", "official", "httpx"],
        (1.9, 0.85),
        "2.5",
        by="p50",
        also=at_most("p50", 0.005, "p50 < 5 ms"),
    ),
    "threads_16": Scenario(800, BLOCKING, (2.2, 0.88), "4", also=connections(16)),
    "flight_100": Scenario(1000, ASYNC, (1.0, 5), "1.6", also=connections(100)),
    "flight_100_tls": Scenario(1000, ASYNC, (1.0, 5), also=connections(100)),
    "flight_1000": Scenario(2000, ASYNC, (1.0, 8), "1.5", also=at_most("peak", 70, "RSS under 70 MB")),
    "flight_1000_tls": Scenario(2000, ASYNC, (1.0, 8)),
    "fanout_100": Scenario(100, ASYNC, (1.0, 1.7), "0.56 s", also=connections(100)),
    "fanout_1000": Scenario(1000, ASYNC, (1.0, 16), "1.25 s"),
    "stream_10k": Scenario(10_000, BLOCKING, (1.0, 1.2), "1.4", also=FLAT),
    "stream_10k_tls": Scenario(10_000, BLOCKING, (1.0, 1.2)),
    "stream_100k": Scenario(100_000, BLOCKING, (1.0, 1.2), "1.4", also=FLAT),
    "astream_10k": Scenario(10_000, ASYNC, (1.0, 1.4), "1.2", also=FLAT),
    "astream_10k_tls": Scenario(10_000, ASYNC, (1.0, 1.4)),
    "astream_100k": Scenario(100_000, ASYNC, (1.0, 1.6), "1.2", also=FLAT),
    "line_8m": Scenario(3, BLOCKING, (20, 0.8), "30"),
    "aline_8m": Scenario(3, [name for name in ASYNC if name != "official"], (None, 0.8), "within 1.3 of line_8m"),
    "agent": Scenario(20, MAIN, (1.0, 1.6), "1.6"),
    "agent_delta": Scenario(20, MAIN, (1.5, 1.25), "2.8"),
    "tree": Scenario(
        20, MAIN, (4.5, 0.75), "5.3", by="cpu", also=("0 uploads", lambda run: bool(run["requests"] == 42))
    ),
    "upload_64m": Scenario(5, MAIN, (1.8, 0.88), "2.2", 64, also=FLAT),
    "upload_64m_tls": Scenario(3, MAIN, (1.8, 0.88), "", 64),
    "upload_1g": Scenario(1, MAIN, (1.8, 0.88), "2.5", 1024, also=FLAT),
    "aupload_64m": Scenario(5, MAIN, (2.5, 0.85), "3.5", 64, also=FLAT),
    "aupload_1g": Scenario(1, MAIN, (8, 0.85), "10", 1024, also=FLAT),
    "import": Scenario(5, [*MAIN, "stdlib"], (2.1, 0.88), "4.5", by="p50"),
    "cold": Scenario(5, MAIN, (2.6, 0.88), "level with raw httpx", by="p50"),
    "cold_tls": Scenario(5, MAIN, (2.8, 0.88), "level with raw httpx", by="p50"),
}

TITLES = {
    "turn": "run, one at a time",
    "turn_tls": "run over TLS",
    "hold": "run where the server holds the stream open",
    "threads_16": "one client, 16 threads",
    "flight_100": "async, 100 in flight",
    "flight_1000": "async, 1,000 in flight",
    "fanout_100": "fan-out of 100 half-second runs",
    "fanout_1000": "fan-out of 1,000 half-second runs",
    "stream_10k": "stream of 10k updates",
    "stream_100k": "stream of 100k updates",
    "astream_10k": "stream of 10k updates, async",
    "astream_100k": "stream of 100k updates, async",
    "line_8m": "one line of 8 MB",
    "aline_8m": "one line of 8 MB, async",
    "agent": "agent turn of 2,000 deltas, on_message",
    "agent_delta": "agent turn of 2,000 deltas, on_delta",
    "tree": "input tree of 10,000 strings (CPU)",
    "upload_64m": "upload 64 MB",
    "upload_1g": "upload 1 GB",
    "aupload_64m": "upload 64 MB, async",
    "aupload_1g": "upload 1 GB, async",
    "import": "import and construct",
    "cold": "interpreter start to first result",
    "cold_tls": "interpreter start to first result, TLS",
}


def title(scenario: str) -> str:
    if scenario in TITLES:
        return TITLES[scenario]
    return TITLES[scenario[: -len("_tls")]] + ", TLS"


def uses_tls(scenario: str) -> bool:
    return scenario.endswith("_tls")
