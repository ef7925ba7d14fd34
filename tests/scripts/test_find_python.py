"""The search for an interpreter, among stand-ins that only say which version they are."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Callable, Optional

import pytest
from support.programs import load_program

PATH = Path(__file__).resolve().parents[2] / "scripts" / "find_python.py"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-ins are shell scripts")


@pytest.fixture
def finder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    module = load_program(PATH)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    real = module.glob.glob
    inside = str(tmp_path)
    monkeypatch.setattr(module.glob, "glob", lambda pattern: [p for p in real(pattern) if p.startswith(inside)])
    monkeypatch.setattr(sys, "executable", str(tmp_path / "own"))
    return module


@pytest.fixture
def stand_in(tmp_path: Path) -> Callable[..., str]:
    def make(name: str, version: Optional[str], script: str = "") -> str:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(script or f"#!/bin/sh\necho {version}\n")
        path.chmod(0o755)
        return str(path)

    return make


def test_versions(finder: Any, stand_in: Callable[..., str], tmp_path: Path) -> None:
    assert finder.version_of(stand_in("a", "3.8")) == (3, 8)
    assert finder.version_of(stand_in("b", "3.13")) == (3, 13)
    assert finder.version_of(stand_in("c", "", "#!/bin/sh\necho 3.9\nexit 1\n")) is None
    assert finder.version_of(stand_in("d", "pyenv: no such version")) is None
    assert finder.version_of(stand_in("e", "", "#!/no/such/interpreter\n")) is None
    assert finder.version_of(stand_in("f", "", "no program\n")) is None
    assert finder.version_of(str(tmp_path / "missing")) is None
    assert finder.version_of(str(tmp_path)) is None


def test_the_running_interpreter_comes_first(finder: Any, stand_in: Callable[..., str]) -> None:
    own = stand_in("own", "3.11")
    stand_in("bin/python3.12", "3.12")
    stand_in("bin/python3.11", "3.11")
    assert finder.find("3.11") == own
    assert finder.find("3.8") == own
    assert finder.find("=3.11") == own


def test_the_oldest_that_is_new_enough(finder: Any, stand_in: Callable[..., str]) -> None:
    stand_in("own", "3.8")
    stand_in("bin/python3.13", "3.13")
    twelve = stand_in("bin/python3.12", "3.12")
    stand_in("bin/python3.10", "3.10")
    assert finder.find("3.11") == twelve
    assert finder.find("3.12") == twelve


def test_an_exact_version_anywhere(finder: Any, stand_in: Callable[..., str]) -> None:
    stand_in("own", "3.11")
    stand_in("bin/python3", "3.12")
    eight = stand_in("pyenv/versions/3.8.18/bin/python3", "3.8")
    nine = stand_in("home/.pyenv/versions/3.9.1/bin/python3", "3.9")
    assert finder.find("=3.8") == eight
    assert finder.find("=3.9") == nine
    assert finder.find("=3.12").endswith("bin/python3")
    assert finder.find("=3.10") is None


def test_a_name_that_lies_about_its_version(finder: Any, stand_in: Callable[..., str]) -> None:
    stand_in("own", "3.8")
    stand_in("bin/python3.12", "3.9")
    stand_in("bin/python3.11", "", "#!/bin/sh\nexit 127\n")
    assert finder.find("3.11") is None


def test_ten_is_more_than_nine(finder: Any, stand_in: Callable[..., str]) -> None:
    stand_in("own", "3.9")
    assert finder.find("3.10") is None
    stand_in("bin/python3.10", "3.10")
    assert finder.find("3.10").endswith("python3.10")


def test_as_a_program() -> None:
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    done = subprocess.run([sys.executable, str(PATH), f"={version}"], stdout=subprocess.PIPE, timeout=60, check=False)
    assert (done.returncode, done.stdout.decode().strip()) == (0, sys.executable)
    done = subprocess.run([sys.executable, str(PATH), "9.9"], stdout=subprocess.PIPE, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (1, b"")
