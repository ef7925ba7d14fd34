"""Measure what must stay small: importing, constructing a client, and the memory of a large upload.

    python benchmarks/budget.py [--upload-mib 1024]

Prints a line for each figure with its limit; exit 1 if one is over it. Times are the median of interleaved fresh
interpreters, so they compare `import httpx` with the SDK in the same run. Both read byte code, as whatever pip installs
does: where the environment forbids to write it (PYTHONDONTWRITEBYTECODE, usual in containers), a checkout would be
compiled anew by each interpreter, and be measured against an httpx that is compiled already.
"""

from __future__ import annotations

import argparse
import http.server
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Dict, Tuple

ROUNDS = 15
IMPORT_LIMIT_MS = 50.0
MODULE_LIMIT = 60
UPLOAD_LIMIT_MIB = 32.0

HTTPX = "import httpx"
CONSTRUCT = "from inferencesh import inference\nclient = inference(api_key='k', base_url='http://127.0.0.1:9')"
COUNT = CONSTRUCT + (
    "\nimport sys\nprint(len([m for m in sys.modules if m.partition('.')[0] in ('inferencesh', 'inferencesh_api')]))"
)
UPLOAD = """
import sys
from inferencesh import inference

def rss(field):
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith(field + ":")) / 1024

client = inference(api_key="k", base_url=sys.argv[1])
client.upload_file(sys.argv[2])
start = rss("VmHWM")
file = client.upload_file(sys.argv[3])
print(rss("VmHWM") - start)
"""


def with_byte_code(folder: str) -> Dict[str, str]:
    """The environment of interpreters that keep byte code in a folder, whatever this one was told."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**env, "PYTHONPYCACHEPREFIX": folder}


def seconds(code: str, env: Dict[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, env=env)
    return time.perf_counter() - start


def import_times() -> Tuple[float, float]:
    """Milliseconds that a fresh interpreter takes for httpx, and for a client of the SDK: medians."""
    floor, ours = [], []
    with tempfile.TemporaryDirectory() as folder:
        env = with_byte_code(folder)
        for code in (HTTPX, CONSTRUCT):
            seconds(code, env)  # page cache and byte code
        for _ in range(ROUNDS):
            floor.append(seconds(HTTPX, env))
            ours.append(seconds(CONSTRUCT, env))
    return statistics.median(floor) * 1e3, statistics.median(ours) * 1e3


class Storage(http.server.BaseHTTPRequestHandler):
    """Takes an upload and drops it."""

    protocol_version = "HTTP/1.1"
    received = 0

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        host = f"http://{self.headers['Host']}"
        record = {
            "id": "f",
            "uri": f"{host}/f",
            "upload_url": f"{host}/put",
            "content_type": "application/octet-stream",
        }
        self.answer(json.dumps({"data": [record]}).encode())

    def do_PUT(self) -> None:
        left = int(self.headers["Content-Length"])
        while left:
            data = self.rfile.read(min(left, 1 << 20))
            left -= len(data)
            Storage.received += len(data)
        self.answer(b"")

    def answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


def upload_growth(mib: int) -> float:
    """MiB that the process grows by while it uploads a file of that size, over a small upload before it."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Storage)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            small, large = Path(folder) / "small.bin", Path(folder) / "large.bin"
            small.write_bytes(b"x" * (2 << 20))
            with large.open("wb") as file:
                file.truncate(mib << 20)  # a hole: it costs no disk, and reads like any file
            address = f"http://127.0.0.1:{server.server_port}"
            out = subprocess.run(
                [sys.executable, "-c", UPLOAD, address, str(small), str(large)], check=True, stdout=subprocess.PIPE
            )
            if Storage.received != (mib + 2) << 20:
                raise SystemExit(f"{Storage.received} bytes arrived of {(mib + 2) << 20}")
            return float(out.stdout)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--upload-mib", type=int, default=1024, help="size of the upload (default 1024)")
    chosen = parser.parse_args()
    base, sdk = import_times()
    modules = int(subprocess.run([sys.executable, "-c", COUNT], check=True, stdout=subprocess.PIPE).stdout)
    growth = upload_growth(chosen.upload_mib)
    rows = [
        (f"import and construct: {sdk:.0f} ms, import httpx {base:.0f} ms; more", sdk - base, IMPORT_LIMIT_MS, "ms"),
        ("modules of our own and generated ones", float(modules), float(MODULE_LIMIT), ""),
        (f"growth by an upload of {chosen.upload_mib} MiB", growth, UPLOAD_LIMIT_MIB, "MiB"),
    ]
    for name, value, limit, unit in rows:
        print(f"{name}: {value:.1f} {unit} (limit {limit:g})".replace("  ", " "))
    return 1 if any(value >= limit for _, value, limit, _ in rows) else 0


if __name__ == "__main__":
    raise SystemExit(main())
