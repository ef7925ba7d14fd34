"""What the SDK may cost, in things that can be counted: the same on a busy machine as on an idle one."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Dict, Iterator

import pytest

FAKE_PLATFORM = Path(__file__).resolve().parents[2] / "benchmarks" / "fake_platform.py"


class Bare:
    """The benchmarks' server: it counts connections, requests and uploaded bytes."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-W", "ignore", str(FAKE_PLATFORM), str(folder)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        addresses = json.loads(self.process.stdout.readline())
        self.plain: str = addresses["plain"]
        self.tls: str = addresses["tls"]
        self.authority: str = addresses["ca"]

    def counts(self) -> Dict[str, int]:
        """What has happened since the last call."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(self.plain + "/count", timeout=20) as answer:
            found: Dict[str, int] = json.load(answer)
        return found

    def stop(self) -> None:
        self.process.communicate("", timeout=20)


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bare]:
    if not FAKE_PLATFORM.exists():
        pytest.skip("the benchmarks' server is not part of this archive")
    bare = Bare(tmp_path_factory.mktemp("bare"))
    yield bare
    bare.stop()


@pytest.fixture
def bare(running: Bare, monkeypatch: pytest.MonkeyPatch) -> Bare:
    monkeypatch.setenv("SSL_CERT_FILE", running.authority)
    running.counts()
    return running


@pytest.fixture(params=["plain", "tls"])
def address(bare: Bare, request: pytest.FixtureRequest) -> str:
    return bare.plain if request.param == "plain" else bare.tls
