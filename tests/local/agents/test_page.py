"""docs/local-agents.md runs as it is written, and prints what it says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Dict

import pytest
from support.snippets import run_snippet, snippets

PAGE = Path(__file__).resolve().parents[3] / "docs" / "local-agents.md"


def test_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    namespace: Dict[str, Any] = {"__name__": "reader"}
    promised = 0
    for snippet in snippets(PAGE, "python"):
        printed = run_snippet(snippet, namespace).splitlines()
        expected = re.findall(r"# -> (.+)$", snippet.code, re.MULTILINE)
        assert printed == expected, snippet.heading
        promised += len(expected)
    assert promised == 4
