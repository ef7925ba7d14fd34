"""What `make verify-types` refuses in pyright's report: an unknown type, and a missing docstring."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any, Dict, List

import pytest
from support.programs import load_program

ROOT = Path(__file__).resolve().parents[2]


def run_with(monkeypatch: pytest.MonkeyPatch, diagnostics: List[Dict[str, Any]], score: float = 1.0) -> None:
    program = load_program(ROOT / "scripts" / "verify_types.py")
    known = {"symbols": [{"name": "inferencesh.Task", "diagnostics": diagnostics}], "completenessScore": score}
    report = json.dumps({"typeCompleteness": known}).encode()

    def answer(*arguments: Any, **options: Any) -> Any:
        return subprocess.CompletedProcess([], 0, stdout=report)

    monkeypatch.setattr(program.subprocess, "run", answer)
    program.main()


def diagnostic(message: str, severity: str) -> Dict[str, Any]:
    return {"message": message, "severity": severity, "file": "task.py", "range": {"start": {"line": 6}}}


def test_a_complete_package_passes(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    run_with(monkeypatch, [diagnostic("something else", "warning")])
    assert "1 symbols, types known: 100.0 %" in capsys.readouterr().out


@pytest.mark.parametrize(
    "found",
    [
        diagnostic("Type is missing", "error"),
        diagnostic('No docstring found for function "inferencesh.Task.get"', "warning"),
        diagnostic('No docstring found for class "inferencesh.Task"', "warning"),
    ],
)
def test_what_is_missing_fails_and_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], found: Dict[str, Any]
) -> None:
    with pytest.raises(SystemExit, match="types or docstrings are missing"):
        run_with(monkeypatch, [found, found])
    assert capsys.readouterr().out.count(f"task.py:7: {found['message']}") == 1


def test_a_type_that_is_not_known_fails_without_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SystemExit, match="types or docstrings are missing"):
        run_with(monkeypatch, [], score=0.99)
