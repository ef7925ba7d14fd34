"""Code blocks of Markdown documents, run as they are written."""

from __future__ import annotations

import contextlib
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional

_FENCE = re.compile(r"^(?P<fence>```+)(?P<language>[\w+-]*)[^\n]*$")


@dataclass
class Snippet:
    """One fenced block.

    Attributes:
        heading: the text of the last heading of level 2 before it (the document's title, if there was none yet).
        line: the line of its first line of code, from 1.
    """

    path: Path
    heading: str
    language: str
    line: int
    code: str

    @property
    def name(self) -> str:
        """A name for test reports."""
        words = re.sub(r"[^a-z0-9]+", "-", self.heading.lower()).strip("-")
        return f"{self.path.stem.lower()}-{self.line}-{words}"


def snippets(path: Path, language: Optional[str] = None) -> List[Snippet]:
    """The fenced blocks of a document, in order.

    Raises:
        ValueError: a block has no end.
    """
    found: List[Snippet] = []
    heading, fence, start, kind = path.stem, "", 0, ""
    lines = path.read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(lines, 1):
        if fence:
            if line.rstrip() == fence:
                found.append(Snippet(path, heading, kind, start, "\n".join(lines[start - 1 : number - 1]) + "\n"))
                fence = ""
            continue
        match = _FENCE.match(line)
        if match:
            fence, kind, start = match.group("fence"), match.group("language"), number + 1
        elif line.startswith(("# ", "## ")):
            heading = line.lstrip("#").strip()
    if fence:
        raise ValueError(f"{path.name}: the block at line {start} has no end")
    return [snippet for snippet in found if language is None or snippet.language == language]


def filled_in(code: str, placeholders: Mapping[str, str]) -> str:
    """The code with its placeholders replaced."""
    for placeholder, value in placeholders.items():
        code = code.replace(placeholder, value)
    return code


def run_snippet(snippet: Snippet, namespace: Dict[str, Any], code: Optional[str] = None) -> str:
    """Run it in `namespace` and return what it printed. Tracebacks point at the lines of the document."""
    source = snippet.code if code is None else code
    compiled = compile("\n" * (snippet.line - 1) + source, str(snippet.path), "exec", dont_inherit=True)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compiled, namespace)
    return printed.getvalue()
