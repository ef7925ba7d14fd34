"""Write openapi.yaml from openapi/. With --check: compare only, exit 1 on a difference.

Each file of the folder is named after the tag whose paths and schemas it holds; shared.yaml holds the components that
have no such owner, document.yaml all the rest. They are joined as text, so comments and layout stay.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "openapi"
TARGET = ROOT / "openapi.yaml"
NOTICE = "# Made from openapi/ by `make spec`; never edited.\n#\n"
KINDS = ("securitySchemes", "parameters", "responses", "schemas")
METHODS = ("get", "put", "post", "delete", "patch", "head", "options", "trace")


class SpecError(Exception):
    """The sources do not make one document."""


def bundle(folder: Path = SOURCE) -> str:
    """The whole document, as text."""
    head = (folder / "document.yaml").read_text(encoding="utf-8")
    tags = [tag["name"] for tag in _load(head)["tags"]]
    names = [*tags, "shared"]
    strays = sorted({path.stem for path in folder.glob("*")} - {*names, "document"})
    if strays:
        raise SpecError(f"no tag of openapi/document.yaml is called {strays[0]}")
    texts = {name: (folder / f"{name}.yaml").read_text(encoding="utf-8") for name in names}
    expected = _load(head)
    for name, text in texts.items():
        _merge(expected, _load(text), name)
    pieces = {name: _pieces(text, name) for name, text in texts.items()}
    lines = [NOTICE + head.rstrip(), "", "paths:"]
    for tag in tags:
        if "paths" in pieces[tag]:
            lines += ["", _banner(tag, 2), "", *pieces[tag]["paths"]]
    lines += ["", "components:"]
    for kind in KINDS:
        holders = [name for name in ("shared", *tags) if kind in pieces[name]]
        lines += ["", f"  {kind}:"] if holders else []
        for name in holders:
            lines += ["", _banner(name, 4), "", *pieces[name][kind]]
    document = "\n".join(lines) + "\n"
    if _load(document) != expected:  # a layout that `_pieces` does not know
        raise SpecError("the joined text does not say what its parts say: lay them out like their neighbours")
    return document


def _load(text: str) -> dict[str, Any]:
    return YAML(typ="safe").load(text)  # which also refuses a key that stands twice in one file


def _merge(document: dict[str, Any], part: dict[str, Any], name: str) -> None:
    """Add what a file holds; nothing may stand in two files, or in the file of another tag."""
    if not part.keys() <= {"paths", "components"} or not part.get("components", {}).keys() <= set(KINDS):
        raise SpecError(f"openapi/{name}.yaml: only paths and components ({', '.join(KINDS)}) belong here")
    for path, item in part.get("paths", {}).items():
        for method in METHODS:
            if method in item and item[method].get("tags") != [name]:
                raise SpecError(f"openapi/{name}.yaml: {method} {path} must have the one tag {name}")
        _add(document.setdefault("paths", {}), path, item, name)
    for kind, components in part.get("components", {}).items():
        for key, component in components.items():
            _add(document.setdefault("components", {}).setdefault(kind, {}), key, component, name)


def _add(into: dict[str, Any], key: str, value: Any, name: str) -> None:
    if key in into:
        raise SpecError(f"openapi/{name}.yaml: {key} stands in another file already")
    into[key] = value


def _pieces(text: str, name: str) -> dict[str, list[str]]:
    """The lines below `paths:` and below each kind of component."""
    found: dict[str, list[str]] = {}
    current: list[str] = []  # what stands above the first of them is a comment about the file
    for line in text.splitlines():
        key = line.strip().rstrip(":")
        if line == "paths:" or (line == f"  {key}:" and key in KINDS):
            if key in found:
                raise SpecError(f"openapi/{name}.yaml: {key} stands twice")
            current = found[key] = []
        elif line and not line.startswith(" "):
            current = []
        else:
            current.append(line)
    return {key: "\n".join(lines).strip("\n").splitlines() for key, lines in found.items()}


def _banner(name: str, indent: int) -> str:
    return f"{' ' * indent}# ---- {name} ".ljust(112, "-")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare with what is committed, write nothing")
    options = parser.parse_args()
    try:
        document = bundle()
    except SpecError as error:
        print(error)
        return 1
    if options.check:
        if TARGET.read_text(encoding="utf-8") != document:
            print("stale: openapi.yaml; run `make spec` and commit the result")
            return 1
        return 0
    TARGET.write_text(document, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
