"""The face is written from one list of names, and whoever changes one without the other is told."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from support.programs import load_program

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    module = load_program(ROOT / "scripts" / "generate_face.py")
    target = tmp_path / "face.py"
    target.write_bytes(module.TARGET.read_bytes())
    monkeypatch.setattr(module, "TARGET", target)
    return module


def check(program: Any, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["generate_face.py", *arguments])
    status: int = program.main()
    return status


def test_what_is_committed_is_fresh(program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert check(program, monkeypatch, "--check") == 0


def test_a_new_name_makes_the_face_stale_until_it_is_written(
    program: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(program.PUBLIC, "results.page", "Page list_request")
    assert check(program, monkeypatch, "--check") == 1
    assert capsys.readouterr().out.startswith("stale: inferencesh/__init__.py")
    assert check(program, monkeypatch) == 0
    assert "from .results.page import list_request as list_request" in program.TARGET.read_text()
    assert check(program, monkeypatch, "--check") == 0


def test_a_face_edited_by_hand_is_stale(program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    program.TARGET.write_text(program.TARGET.read_text().replace("AgentRunError as AgentRunError", "AgentRunError"))
    assert check(program, monkeypatch, "--check") == 1


@pytest.mark.parametrize(
    ("module", "names", "error"),
    [
        ("results.page", "Pages", "inferencesh.results.page does not define Pages"),
        ("results.page", "entries", "inferencesh.results.page does not define entries"),  # a method is no public name
        ("results.gone", "Page", "there is no inferencesh.results.gone"),
        ("results.task", "LogLine", "LogLine stands twice: in _core.values.logs and in results.task"),
    ],
)
def test_names_that_are_not_there_are_refused(
    program: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    module: str,
    names: str,
    error: str,
) -> None:
    monkeypatch.setitem(program.PUBLIC, module, names)
    assert check(program, monkeypatch) == 1
    assert capsys.readouterr().out == f"scripts/generate_face.py: {error}\n"
