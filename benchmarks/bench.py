"""What the benchmark programs share: environments, the server, and one measurement in a process of its own."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import time
import urllib.request
import venv
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

from scenarios import CLIENTS, uses_tls

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
SCRATCH = HERE / "scratch"
SOURCE = SCRATCH / "source"
EMPTY = SCRATCH / "empty"
TIMEOUT = 60.0  # seconds for one measurement


def python_of(name: str, packages: List[str]) -> str:
    """The interpreter of an environment with these packages, made when it is not there."""
    folder = SCRATCH / name
    stamp = folder / "packages.txt"
    python = str(folder / "bin" / "python")
    if not stamp.exists() or stamp.read_text() != "\n".join(packages):
        print(f"setting up the environment of {name}", flush=True)
        venv.create(folder, with_pip=True, clear=True)
        if packages:
            subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *packages], check=True)
        stamp.write_text("\n".join(packages))
    return python


def versions_of(pythons: Dict[str, str]) -> Dict[str, str]:
    """Versions of what is compared."""
    found: Dict[str, str] = {}
    for client, packages in (("official", ["inferencesh"]), ("httpx", ["httpx", "h11"]), ("aiohttp", ["aiohttp"])):
        for package in packages if client in pythons else []:
            code = f"from importlib.metadata import version; print(version({package!r}))"
            done = subprocess.run([pythons[client], "-c", code], capture_output=True, text=True, check=True)
            found[f"official {package}" if client == "official" else package] = done.stdout.strip()
    return found


def install_weight() -> Dict[str, Any]:
    """Distributions, megabytes and compiled files of the SDK with its hard dependencies alone."""
    folder = SCRATCH / "weight"
    shutil.rmtree(folder, ignore_errors=True)
    pip = [python_of("ours", CLIENTS["ours"][0]), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    subprocess.run([*pip, "--no-compile", "--target", str(folder), str(ROOT)], check=True)
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    return {
        "distributions": len(list(folder.glob("*.dist-info"))),
        "mb": sum(path.stat().st_size for path in files) / 1e6,
        "compiled": sum(path.suffix in (".so", ".pyd", ".dylib") for path in files),
    }


def upload_file(mib: int) -> str:
    """A file of that size: random up to 64 MiB, above that a hole behind, which costs no disk and reads like any."""
    path = SCRATCH / f"upload-{mib}"
    if not path.exists():
        block = os.urandom(min(mib, 64) << 20)
        with open(path, "wb") as file:
            file.write(block)
            file.truncate(mib << 20)
    return str(path)


class Meter:
    """Processor time that programs other than these took: of all of the machine, less that of this one's children."""

    def __init__(self, server: int) -> None:
        self._server = server
        self._last = self._read()

    def lap(self) -> Optional[float]:
        """Cores that they took since this was asked last; None where the system does not say."""
        now, last = self._read(), self._last
        self._last = now
        if now is None or last is None or now[0] - last[0] < 1:
            return None
        return max(0.0, (now[1] - last[1]) / (now[0] - last[0]))

    def _read(self) -> Optional[Tuple[float, float]]:
        """Seconds that passed, and processor seconds of others, since some moment."""
        try:
            total = [int(word) for word in Path("/proc/stat").read_text().splitlines()[0].split()[1:]]
            server = Path(f"/proc/{self._server}/stat").read_text().rpartition(")")[2].split()
        except (OSError, ValueError, IndexError):
            return None
        tick = os.sysconf("SC_CLK_TCK")
        user, nice, system, _, _, irq, softirq, *_ = total
        own = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        mine = sum(one.ru_utime + one.ru_stime for one in own) + (int(server[11]) + int(server[12])) / tick
        return time.monotonic(), (user + nice + system + irq + softirq) / tick - mine


class Bench:
    """The server, the environments, and measurements against them.

    Ours runs from a copy of the checkout, so that a long run is not disturbed by work on it.
    """

    def __init__(self, clients: List[str]) -> None:
        EMPTY.mkdir(parents=True, exist_ok=True)
        self.pythons = {name: python_of("ours" if name == "wire" else name, CLIENTS[name][0]) for name in clients}
        shutil.rmtree(SOURCE, ignore_errors=True)
        for package in ("inferencesh", "generated/inferencesh_api"):
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / package, SOURCE / Path(package).name, ignore=ignored)
        python = python_of("server", ["trustme", "uvloop"])
        command = [python, str(HERE / "fake_platform.py"), str(SCRATCH)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.addresses: Dict[str, str] = json.loads(self.process.stdout.readline())
        cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
        self.driver_cores = set(cores[:-1])
        if self.driver_cores:
            os.sched_setaffinity(self.process.pid, {cores[-1]})
        # On top of the usual authorities, so that loading the file costs what it costs for real.
        code = "import certifi; print(certifi.where())"
        usual = subprocess.run(
            [python_of("httpx", CLIENTS["httpx"][0]), "-c", code], capture_output=True, text=True, check=True
        )
        self.bundle = SCRATCH / "bundle.pem"
        authority = Path(self.addresses["ca"]).read_text()
        self.bundle.write_text(authority + Path(usual.stdout.strip()).read_text())

    def __enter__(self) -> Bench:
        return self

    def __exit__(self, *exc: object) -> None:
        self.process.communicate("")

    def counts(self) -> Dict[str, int]:
        with urllib.request.urlopen(self.addresses["plain"] + "/count", timeout=TIMEOUT) as answer:
            found: Dict[str, int] = json.load(answer)
        return found

    def measure(self, client: str, scenario: str, count: int, mib: int = 0, timeout: float = TIMEOUT) -> Dict[str, Any]:
        """What one run took, or `{"error": why}`."""
        _, kind, from_checkout = CLIENTS[client]
        env = {"PATH": os.environ["PATH"], "HOME": str(SCRATCH)}
        if from_checkout:
            env["PYTHONPATH"] = str(SOURCE)
        tls = uses_tls(scenario)
        if tls:
            env.update(SSL_CERT_FILE=str(self.bundle), REQUESTS_CA_BUNDLE=str(self.bundle))
        name = scenario[: -len("_tls")] if tls else scenario
        url = self.addresses["tls" if tls else "plain"]
        path: Optional[str] = upload_file(mib) if mib else None
        command = [self.pythons[client], str(HERE / "contender.py"), kind, name, url, str(count)]

        def pin() -> None:
            if self.driver_cores:
                os.sched_setaffinity(0, self.driver_cores)

        self.counts()
        try:
            done = subprocess.run(
                [*command, *([path] if path else [])],
                capture_output=True,
                text=True,
                env=env,
                cwd=EMPTY,  # `python -c` imports from where it stands
                timeout=timeout,
                preexec_fn=pin,
            )
        except subprocess.TimeoutExpired:
            return {"error": f"not done within {timeout:.0f} s"}
        if done.returncode:
            return {"error": (done.stderr.strip().splitlines() or ["?"])[-1][:150]}
        found: Dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        counts = self.counts()
        if mib and counts.get("uploaded", 0) != count * mib << 20:
            return {"error": f"{counts.get('uploaded', 0)} bytes arrived"}
        return {**found, "connections": counts.get("connections", 0), "requests": counts.get("requests", 0)}
