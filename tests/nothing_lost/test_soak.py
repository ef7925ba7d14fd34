"""The soak of `make soak`, for some seconds and with fewer runs; and that its reckoning can fail."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import List

import pytest
from support.programs import load_program

from inferencesh.local import LocalPlatform

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "soak.py"
pytestmark = pytest.mark.skipif(not SCRIPT.exists(), reason="the scripts are not part of this distribution")


@pytest.mark.slow
@pytest.mark.parametrize("more", [[], ["--after-main"]], ids=["in the main thread", "after it"])
def test_nothing_lost_nothing_doubled(more: List[str]) -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "--minutes", "0.08", "--runs", "10", "--agents", "3", *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=200,
    )
    assert done.returncode == 0, done.stdout
    assert "nothing lost, nothing doubled" in done.stdout
    assert "result, 1 on the platform" in done.stdout
    assert "'death': " in done.stdout
    assert "no descriptor was left" in done.stdout
    assert re.search(r"^seed \d+: nothing lost, nothing doubled; \d+ runs, ", done.stdout.splitlines()[-1])


def test_the_reckoning_notices_what_is_wrong() -> None:
    module = load_program(SCRIPT)
    with LocalPlatform() as platform, platform.client() as client:
        for n in (0, 1, 1, 2, 3):
            client.run("infsh/echo", input={"n": n}, wait=False)
        soak = module.Soak(platform.base_url, 0.0, 1)
        soak.told = {
            0: module.Told("unknown", None),
            1: module.Told("unknown", None),
            2: module.Told("error", None),
            4: module.Told("result", "x"),
        }
        soak.reckon(platform.base_url)
    said = "\n".join(soak.wrong)
    assert "run 1 was doubled" in said
    assert "run 2 was lost" in said
    assert "run 3: nobody was told anything" in said
    assert "run 4: told result x, found []" in said
    assert len(soak.wrong) == 4
    soak.samples = [(float(n), 50 * module.MIB + n * 4 * module.MIB, 10 + 40 * n) for n in range(30)]
    soak.check_growth()
    assert any("memory grew" in line for line in soak.wrong)
    assert any("open files grew" in line for line in soak.wrong)
    said = soak.verdict({"unknown, 1 on the platform": 2}, 7)
    assert said.startswith("seed 7: 6 PROMISES BROKEN; 4 runs, 2 of them told that it is not known (0 have no task, 2")
