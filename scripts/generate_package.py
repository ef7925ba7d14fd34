"""Write what the package takes from openapi.yaml. With --check: compare only, exit 1 on a difference.

These are the parameters of a run, limits that are refused before anything is sent, the fields of results, and
`TaskStatus`.
"""

from __future__ import annotations

import argparse
import functools
import subprocess
import sys
from pathlib import Path
from typing import Any

import package_fields
import package_params
import package_statuses
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "openapi.yaml"
MAKERS = {
    "inferencesh/_contract.py": package_params.text,
    **{
        f"inferencesh/results/{module}.py": functools.partial(package_fields.text, module=module)
        for module in package_fields.MODULES
    },
    "inferencesh/_core/values/status.py": package_statuses.text,
}


def modules(document: Path = DOCUMENT) -> dict[str, str]:
    """The modules by their paths, formatted."""
    schemas: dict[str, Any] = YAML(typ="safe").load(document.read_text(encoding="utf-8"))["components"]["schemas"]
    return {name: _formatted(make(schemas)) for name, make in MAKERS.items()}


def _formatted(text: str) -> str:
    for task in (["check", "--select=F401,I", "--fix-only"], ["format"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *task, "--quiet", "--no-cache", "--stdin-filename=made.py", "-"],
            input=text, cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
        text = done.stdout
    return text


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare with what is committed, write nothing")
    options = parser.parse_args()
    stale = []
    for name, made in modules(DOCUMENT).items():
        target = ROOT / name
        if not target.exists() or target.read_text(encoding="utf-8") != made:
            stale.append(name)
            if not options.check:
                target.write_text(made, encoding="utf-8")
    if not options.check or not stale:
        return 0
    print(*(f"stale: {name}" for name in stale), "run `make generate` and commit the result", sep="\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
