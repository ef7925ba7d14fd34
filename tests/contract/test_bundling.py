"""openapi.yaml is what openapi/ gives, and sources that do not make one document are refused."""

from __future__ import annotations

import importlib
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytest.importorskip("ruamel.yaml", reason="the generator's requirements are not installed here (requirements/dev.txt)")


@pytest.fixture(scope="module")
def bundle() -> Any:
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        return importlib.import_module("bundle")
    finally:
        sys.path.remove(str(ROOT / "scripts"))


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A small contract of one tag."""
    (tmp_path / "document.yaml").write_text("openapi: 3.1.0\n\ntags:\n  - name: tasks\n")
    (tmp_path / "shared.yaml").write_text("components:\n\n  schemas:\n\n    Shared: {type: object}  # kept\n")
    (tmp_path / "tasks.yaml").write_text(
        "# About tasks.\n\npaths:\n\n  /tasks:\n    get:\n      tags: [tasks]\n\n"
        "components:\n\n  schemas:\n\n    # a comment\n    Task: {type: object}\n"
    )
    return tmp_path


def test_what_is_committed_is_fresh(bundle: Any) -> None:
    assert bundle.bundle() == (ROOT / "openapi.yaml").read_text(encoding="utf-8")


def test_parts_are_joined_with_their_comments(bundle: Any, sources: Path) -> None:
    document = bundle.bundle(sources)
    assert "    # a comment\n    Task: {type: object}\n" in document
    assert "Shared: {type: object}  # kept\n" in document
    assert "About tasks" not in document  # a note about the file
    assert bundle._load(document)["paths"] == {"/tasks": {"get": {"tags": ["tasks"]}}}
    assert list(bundle._load(document)["components"]["schemas"]) == ["Shared", "Task"]


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("tasks.yaml", "Task:", "Shared:", "Shared stands in another file already"),
        ("tasks.yaml", "tags: [tasks]", "tags: [files]", "get /tasks must have the one tag tasks"),
        ("tasks.yaml", "# About tasks.", "info: {}", "only paths and components"),
        ("tasks.yaml", "  schemas:", "  examples:", "only paths and components"),
        ("tasks.yaml", "  schemas:\n\n    # a comment\n    Task:", "  {schemas: {Task: {}}}\n#", "lay them out"),
    ],
)
def test_what_does_not_fit_is_refused(bundle: Any, sources: Path, file: str, old: str, new: str, problem: str) -> None:
    text = (sources / file).read_text()
    assert old in text
    (sources / file).write_text(text.replace(old, new))
    with pytest.raises(bundle.SpecError, match=problem):
        bundle.bundle(sources)


def test_a_file_of_no_tag_is_refused(bundle: Any, sources: Path) -> None:
    shutil.copy(str(sources / "tasks.yaml"), str(sources / "chats.yaml"))
    with pytest.raises(bundle.SpecError, match="is called chats"):
        bundle.bundle(sources)
