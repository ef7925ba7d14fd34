"""The public types, judged by mypy and pyright: what users write passes, and mistakes are found."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import List, Set

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
EXPECTED = re.compile(r"#\s*expect: error\b")


def expected(path: Path) -> Set[int]:
    """The lines that must be complained about."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return {number for number, line in enumerate(lines, 1) if EXPECTED.search(line)}


def complaints_of_mypy(path: Path, folder: Path) -> List[str]:
    settings = folder / "mypy.ini"
    # follow_imports: the SDK's own modules are judged by `make lint`.
    settings.write_text(
        "[mypy]\nstrict = True\npython_version = 3.10\n"
        f"mypy_path = {ROOT}:{ROOT / 'generated'}\nfollow_imports = silent\n"
    )
    command = [sys.executable, "-m", "mypy", "--config-file", str(settings), "--cache-dir", str(folder / "cache")]
    done = subprocess.run(
        [*command, "--no-error-summary", "--hide-error-context", str(path)],
        capture_output=True,
        text=True,
        cwd=str(folder),
        timeout=300,
        check=False,
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return [line for line in done.stdout.splitlines() if ": error:" in line]


def complaints_of_pyright(path: Path, folder: Path) -> List[str]:
    # Pyright takes relative paths alone, so the file is judged as a copy.
    (folder / path.name).write_bytes(path.read_bytes())
    (folder / "pyrightconfig.json").write_text(
        json.dumps(
            {
                "include": [path.name],
                "extraPaths": [str(ROOT), str(ROOT / "generated")],
                "strict": [path.name],
                "pythonVersion": "3.10",
            }
        )
    )
    done = subprocess.run(
        [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable, "-p", str(folder)],
        capture_output=True,
        text=True,
        cwd=str(folder),
        timeout=300,
        check=False,
    )
    if done.returncode not in (0, 1) or not done.stdout.startswith("{"):
        pytest.skip(f"pyright cannot run here: {(done.stderr or done.stdout).strip()[:200]}")
    answer = json.loads(done.stdout)
    assert answer["summary"]["filesAnalyzed"] == 1
    found = answer["generalDiagnostics"]
    return [
        f"{item['file']}:{item['range']['start']['line'] + 1}: error: {item['message']}"
        for item in found
        if item["severity"] == "error"
    ]


def line_of(complaint: str) -> int:
    match = re.search(r":(\d+)(?::\d+)?: error:", complaint)
    assert match is not None, complaint
    return int(match[1])


@pytest.mark.slow
@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_what_users_write(checker: str, tmp_path: Path) -> None:
    if importlib.util.find_spec(checker) is None:
        pytest.skip(f"{checker} is not installed here (requirements/dev.txt has it)")
    judge = complaints_of_mypy if checker == "mypy" else complaints_of_pyright
    assert judge(HERE / "good.py", tmp_path) == []
    wrong = expected(HERE / "bad.py")
    assert len(wrong) > 15
    complaints = judge(HERE / "bad.py", tmp_path)
    found = {line_of(complaint) for complaint in complaints}
    assert found == wrong, f"missed: {sorted(wrong - found)}; unexpected: {sorted(found - wrong)}\n" + "\n".join(
        complaints
    )
