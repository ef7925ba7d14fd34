"""Modules: what is imported costs each program that starts, and is counted in an interpreter of its own."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path
from typing import Set

import pytest
from budget.conftest import Bare
from support.programs import load_program

ROOT = Path(__file__).resolve().parents[2]
BUDGET = ROOT / "benchmarks" / "budget.py"
PACKAGES = os.pathsep.join([str(ROOT), str(ROOT / "generated")])
CLIENT = "from inferencesh import inference\nclient = inference(api_key='k', base_url={url!r})\n"
RUN = "client.run({{'app': 'bench/echo', 'input': {{}}}})\n"


def modules_after(code: str, url: str = "http://127.0.0.1:9") -> Set[str]:
    code = code.format(url=url) + "import sys\nprint(*sys.modules)\n"
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": PACKAGES}, stdout=subprocess.PIPE, check=True
    )
    return set(done.stdout.decode().split())


def ours(modules: Set[str]) -> Set[str]:
    """Our modules that hold code: not the `__init__.py` of a room, which is a docstring."""
    found = {name for name in modules if name.partition(".")[0] in ("inferencesh", "inferencesh_api")}
    return {name for name in found if not marks_a_room(name)}


def marks_a_room(module: str) -> bool:
    for root in PACKAGES.split(os.pathsep):
        file = Path(root, *module.split("."), "__init__.py")
        if file.exists():
            body = ast.parse(file.read_text(encoding="utf-8")).body
            return all(isinstance(node, ast.Expr) for node in body)
    return False


def test_the_face_brings_nothing_along() -> None:
    modules = modules_after("import inferencesh\n")
    assert not modules & {"httpx", "attr", "asyncio", "ssl", "json"}
    assert len(ours(modules)) <= 3, ours(modules)


def test_a_client_needs_few_modules() -> None:
    modules = modules_after(CLIENT)
    assert len(ours(modules)) < 60, len(ours(modules))
    assert not modules & {"attr", "typing_extensions", "certifi", "asyncio"}, "imported before it is needed"


def test_a_first_run_needs_neither_models_nor_certificates(bare: Bare) -> None:
    modules = modules_after(CLIENT + RUN, bare.plain)
    assert len(ours(modules)) < 70, len(ours(modules))
    assert not modules & {"attr", "typing_extensions", "certifi", "asyncio"}, "imported before it is needed"
    assert not [name for name in modules if name.startswith("inferencesh_api.models.")]


def test_import_times_are_of_byte_code_wherever_they_are_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not BUDGET.exists():
        pytest.skip("the benchmarks are not part of this archive")
    budget = load_program(BUDGET)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    budget.seconds("import inferencesh", {**budget.with_byte_code(str(tmp_path)), "PYTHONPATH": PACKAGES})
    assert [file for file in tmp_path.rglob("*.pyc") if file.parent.name == "inferencesh"]
