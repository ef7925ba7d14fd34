"""The README and the pages in docs/: every code block runs, every command and link is real.

A section (a heading of level 2) of the README is one program: its ```python blocks run in order in one namespace, which
begins with what the quick start made, `client` above all. A page of docs/ is one program as a whole. Both run in
a folder that holds the files they name, against a local platform that INFERENCE_BASE_URL points at.

A comment `# -> text` at the end of a line says what that line prints; the test compares. A ```python block that
begins with `# not run` is only compiled.
"""

from __future__ import annotations

import gc
import re
import sys
import types
from pathlib import Path
from typing import Any, Dict, Iterator, List

import pytest
from support.pictures import write_picture
from support.snippets import Snippet, run_snippet, snippets

from inferencesh.local import LocalPlatform

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
OURS = (
    "runs.md",
    "streaming.md",
    "files.md",
    "sessions.md",
    "errors.md",
    "options.md",
    "async.md",
    "nothing-lost.md",
    "agents.md",
    "chats.md",
    "tools.md",
    "testing-agents.md",
    "local-platform.md",
    "local-agents.md",
    "testing-faults.md",
    "from-the-official-sdk.md",
)
PAGES = [ROOT / "docs" / name for name in OURS]
WITHOUT_CODE = [
    ROOT / "docs" / name
    for name in ("architecture.md", "reliability.md", "platform-notes.md", "transport.md", "upgrading.md")
]
DOCUMENTS = [README, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *WITHOUT_CODE, *PAGES]
QUICK_START = "Quick start"
_PRINTS = re.compile(r"# -> (.+)$", re.MULTILINE)


def sections() -> List[str]:
    """The README's headings that have python under them, in order."""
    return list(dict.fromkeys(snippet.heading for snippet in snippets(README, "python")))


@pytest.fixture(scope="module")
def platform() -> Iterator[LocalPlatform]:
    with LocalPlatform() as running:
        yield running


@pytest.fixture
def namespace(platform: LocalPlatform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Dict[str, Any]]:
    """An empty namespace in a folder with the files that the documents name."""
    monkeypatch.setenv("INFERENCE_BASE_URL", platform.base_url)
    monkeypatch.setenv("INFERENCE_API_KEY", platform.api_key)
    monkeypatch.chdir(tmp_path)
    write_picture(tmp_path / "cat.png")
    write_picture(tmp_path / "dog.png")
    reader = types.ModuleType("reader")  # a module that can be found, since Python 3.8 looks up type hints there
    monkeypatch.setitem(sys.modules, "reader", reader)
    made: Dict[str, Any] = reader.__dict__
    yield made
    made.clear()
    gc.collect()  # clients that nobody closed go while warnings are still errors


def run(snippet: Snippet, namespace: Dict[str, Any]) -> None:
    """Run a block, and compare what it prints with what it says it prints."""
    if snippet.code.startswith("# not run"):
        compile(snippet.code, str(snippet.path), "exec")
        return
    printed = run_snippet(snippet, namespace).splitlines()
    for said in _PRINTS.findall(snippet.code):
        assert said in printed, f"{snippet.path.name}:{snippet.line} says that it prints {said!r}; it printed {printed}"
        printed = printed[printed.index(said) + 1 :]


@pytest.mark.parametrize("section", sections())
def test_section_of_the_readme(section: str, namespace: Dict[str, Any]) -> None:
    blocks = snippets(README, "python")
    if section != QUICK_START:
        for snippet in blocks:
            if snippet.heading == QUICK_START:
                run(snippet, namespace)
    for snippet in blocks:
        if snippet.heading == section:
            run(snippet, namespace)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.name))
def test_page(page: Path, namespace: Dict[str, Any]) -> None:
    blocks = snippets(page, "python")
    assert blocks
    for snippet in blocks:
        run(snippet, namespace)


def make_targets() -> List[str]:
    return re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("page", DOCUMENTS, ids=lambda page: str(page.name))
def test_commands_exist(page: Path) -> None:
    targets = make_targets()
    text = page.read_text(encoding="utf-8")
    named = re.findall(r"(?:^|`)make ([a-z][a-z-]*)", text, re.MULTILINE)
    assert [target for target in named if target not in targets] == []
    for path in re.findall(r"python3? ((?:examples|scripts|benchmarks)/[\w./-]+)", text):
        assert (ROOT / path).is_file(), path


def test_the_two_commands_are_in_the_readme() -> None:
    shell = "".join(snippet.code for snippet in snippets(README, "bash"))
    assert "make demo" in shell
    assert "make test" in shell


@pytest.mark.parametrize("page", DOCUMENTS, ids=lambda page: str(page.name))
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        linked = page.parent / path if path else page
        assert linked.exists(), f"{page.name} links to {target}"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", linked.read_text(encoding="utf-8"), re.MULTILINE)
            slugs = [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]
            assert anchor in slugs, f"{page.name} links to {target}"


def test_a_wrong_claim_is_noticed(tmp_path: Path) -> None:
    """The checks above can fail."""
    page = tmp_path / "page.md"
    page.write_text("# Page\n\n```python\nprint('one')  # -> two\n```\n", encoding="utf-8")
    (snippet,) = snippets(page, "python")
    with pytest.raises(AssertionError, match="says that it prints 'two'"):
        run(snippet, {})
