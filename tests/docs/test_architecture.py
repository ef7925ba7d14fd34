"""docs/architecture.md is in line with the code: it names every room, and no room that does not exist."""

from __future__ import annotations

import re
from pathlib import Path
from typing import List, Set

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "inferencesh"
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def names(pattern: str) -> List[str]:
    return sorted(path.name for path in PACKAGE.glob(pattern) if path.name not in ("__init__.py", "__main__.py"))


def named() -> Set[str]:
    """The Python files that the page names, without their folders."""
    return {path.rpartition("/")[2] for path in re.findall(r"`?([\w/]+\.py)\b", PAGE)}


ROOMS = ["_core/**", "_async/**", "_runtime", "_transport/**", "tools", "tools/parameters"]


@pytest.mark.parametrize("pattern", [*(f"{room}/*.py" for room in ROOMS), "_*.py"])
def test_every_room_is_named(pattern: str) -> None:
    known = {*named(), "version.py"}  # a version has no subject of its own
    assert [name for name in names(pattern) if name not in known] == [], "say in docs/architecture.md what it is for"


def test_every_module_of_the_local_platform_is_named_where_the_page_says_so() -> None:
    rooms = (ROOT / "docs" / "local-platform.md").read_text(encoding="utf-8").split("## How it is built", 1)[1]
    said = {path.rpartition("/")[2] for path in re.findall(r"`([\w/]+\.py)`", rooms)}
    assert set(names("local/**/*.py")) == said


def test_every_room_that_is_named_exists() -> None:
    real = {path.name for folder in (PACKAGE, ROOT / "scripts", ROOT / "benchmarks") for path in folder.rglob("*.py")}
    assert named() - real == set()


def test_every_folder_has_a_purpose() -> None:
    table = PAGE.split("## Folders", 1)[1].split("\n## ", 1)[0]
    for folder in ("inferencesh", "generated", "scripts", "tests", "docs", "examples", "benchmarks", "requirements"):
        assert f"`{folder}/`" in table
        assert (ROOT / folder).is_dir()
    local = PAGE.split("## Rooms of `local`", 1)[1].split("\n## ", 1)[0]
    rooms = [path.parent.name for path in (PACKAGE / "local").glob("*/__init__.py")]
    assert [room for room in rooms if f"`{room}/`" not in local] == []


def test_the_modules_that_import_httpx_are_those_that_are_named() -> None:
    (said,) = re.findall(r"`httpx` is imported by (.+?) of `_async`", PAGE)
    importing = {
        path.stem
        for path in (PACKAGE / "_async").rglob("*.py")
        if re.search(r"^(?:    )*import httpx$", path.read_text(encoding="utf-8"), re.MULTILINE)
        and path.stem != "client"  # for types alone
    }
    assert set(re.findall(r"`(\w+)`", said)) == importing
