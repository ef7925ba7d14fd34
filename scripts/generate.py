"""Write generated/inferencesh_api from openapi.yaml. With --check: compare only, exit 1 on a difference.

Needs Python 3.11 or newer with the pinned openapi-python-client and ruff (requirements/dev.txt).
"""

from __future__ import annotations

import argparse
import filecmp
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "generated" / "inferencesh_api"
DOCUMENT = ROOT / "openapi.yaml"
SETTINGS = ROOT / "scripts" / "generator"


def run(*arguments: str) -> None:
    # The working directory is never the generated package: its types.py would hide the standard library's.
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode != 0:
        raise SystemExit(f"{done.stdout}\n{arguments[0]} failed with status {done.returncode}")


def generate(out: Path, document: Path = DOCUMENT) -> None:
    """Write the whole package into the folder `out`, which must not exist."""
    readable = out.parent / "openapi.json"
    readable.write_text(json.dumps(readable_document(document)), encoding="utf-8")
    run(
        "openapi_python_client",
        "generate",
        f"--path={readable}",
        f"--config={SETTINGS / 'config.yaml'}",
        f"--custom-template-path={SETTINGS / 'templates'}",
        "--meta=none",
        f"--output-path={out}",
        "--fail-on-warning",
    )
    (out / "py.typed").touch()
    for unused in ("client.py", "errors.py"):
        (out / unused).unlink()
    shutil.copy(SETTINGS / "timestamps.py", out)
    # --isolated: the repository's own settings leave generated code alone, and ruff would silently do nothing.
    style = ["--isolated", "--no-cache", "--quiet", "--target-version=py38", "--line-length=120"]
    run("ruff", "check", str(out), "--select=F401,I", "--fix-only", *style)
    run("ruff", "format", str(out), *style)


def readable_document(document: Path) -> dict[str, Any]:
    """The document without `anyOf` of required keys: the generator would take an object that has it for a union."""
    read = YAML(typ="safe").load(document.read_text(encoding="utf-8"))
    for schema in read["components"]["schemas"].values():
        if all(choice.keys() == {"required"} for choice in schema.get("anyOf", [{}])):
            del schema["anyOf"]
    return read


def differences(first: Path, second: Path) -> list[str]:
    """Names of the files that are not the same in both folders."""
    names = {
        path.relative_to(folder)
        for folder in (first, second)
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    return sorted(
        name.as_posix()
        for name in names
        if not (
            (first / name).exists()
            and (second / name).exists()
            and filecmp.cmp(first / name, second / name, shallow=False)
        )
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare with what is committed, write nothing")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "inferencesh_api"
        generate(fresh)
        if options.check:
            stale = differences(fresh, TARGET)
            for name in stale:
                print(f"stale: generated/inferencesh_api/{name}")
            if stale:
                print("run `make generate` and commit the result")
            return 1 if stale else 0
        shutil.rmtree(TARGET, ignore_errors=True)
        shutil.copytree(fresh, TARGET, ignore=shutil.ignore_patterns("__pycache__"))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
