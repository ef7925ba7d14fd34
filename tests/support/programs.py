"""Programs of the repository, loaded as modules, so that their parts can be called."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any


def load_program(path: Path) -> Any:
    """The program as a module of its own: each call loads it anew."""
    spec = importlib.util.spec_from_file_location(f"{path.stem}_under_test", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
