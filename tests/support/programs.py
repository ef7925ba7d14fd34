"""Programs of the repository, loaded as modules, so that their parts can be called."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def load_program(path: Path) -> Any:
    """The program as a module of its own: each call loads it anew. It finds those beside it, as when it is run."""
    spec = importlib.util.spec_from_file_location(f"{path.stem}_under_test", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(path.parent))
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(path.parent))
    return module


def run_python(*arguments: str, url: str, timeout: float = 120) -> str:
    """What an interpreter of its own prints, with the package and `url` as its variable URL. It must end well."""
    done = subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "generated")]), "URL": url},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=timeout,
        check=False,
    )
    text = done.stdout.decode()
    assert done.returncode == 0, text
    return text
