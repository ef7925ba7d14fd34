"""What a docstring says: what the function does, and what each parameter means.

Parameters in Google, NumPy and reST docstrings are read by the `docstring_parser` package where it is installed
(`pip install inferencesh[tools]`); all else in the docstring is the description. Without the package, the whole
docstring is.
"""

from __future__ import annotations

import importlib
import inspect
import re
from typing import Any, Dict, List, Optional, Tuple

Described = Tuple[str, Dict[str, str]]

_FIRST_LINE = "Summary."
_NAMES = "args|arguments|parameters|params|attributes|keyword args|keyword arguments|other parameters"
_GOOGLE = re.compile(rf"({_NAMES})\s*:\s*$", re.IGNORECASE)
_NUMPY = re.compile(rf"({_NAMES})\s*$", re.IGNORECASE)
_RULE = re.compile(r"-{3,}\s*$")
_REST = re.compile(r"[:@](param|parameter|arg|argument|attribute|key|keyword|type)\b[^:]*:")


def describe(docstring: Optional[str]) -> Described:
    """The description, and a text for each parameter that the docstring explains."""
    text = inspect.cleandoc(docstring or "")
    if not text:
        return "", {}
    try:
        library: Any = importlib.import_module("docstring_parser")
    except ImportError:
        return text, {}
    rest, sections = _taken_apart(text)
    if not sections:
        return text, {}
    try:
        # With a first line of our own: the library would take a section that comes first for the summary.
        parsed: Any = library.parse(f"{_FIRST_LINE}\n\n{sections}")
    except library.ParseError:
        return text, {}  # it looks like one of the styles, but is none
    details: Dict[str, str] = {}
    for item in parsed.params:
        if item.description:
            # NumPy docstrings may explain several at once: `height, width : int`.
            details.update(
                {name.strip(" *\\"): " ".join(item.description.split()) for name in item.arg_name.split(",")}
            )
    return (rest, details) if details else (text, {})


def _taken_apart(text: str) -> Tuple[str, str]:
    """The text without what it says of parameters, and that alone."""
    lines = text.split("\n")
    rest: List[str] = []
    sections: List[str] = []
    at = 0
    while at < len(lines):
        end = _section_end(lines, at)
        if end > at:
            sections += [*lines[at:end]]
            at = end
        else:
            rest.append(lines[at])
            at += 1
    return re.sub(r"\n{3,}", "\n\n", "\n".join(rest)).strip(), "\n".join(sections)


def _section_end(lines: List[str], at: int) -> int:
    """The line after a section about parameters that begins at a line; that line itself if none does."""
    following = lines[at + 1] if at + 1 < len(lines) else ""
    if _NUMPY.match(lines[at]) and _RULE.match(following):
        end = at + 2
        while end < len(lines) and not (end + 1 < len(lines) and lines[end].strip() and _RULE.match(lines[end + 1])):
            end += 1
        return end
    if _GOOGLE.match(lines[at]) and following.startswith((" ", "\t")):
        return _indented_end(lines, at + 1)
    if _REST.match(lines[at]):
        end = at + 1
        while end < len(lines) and lines[end].strip() and lines[end][0] not in ":@.":
            end += 1  # further lines of the same, which should be indented and are not always
        return _indented_end(lines, end)
    return at


def _indented_end(lines: List[str], at: int) -> int:
    """The first line from `at` on that is neither indented nor empty; empty lines before it belong to what follows."""
    end = at
    for index in range(at, len(lines)):
        if lines[index].strip():
            if not lines[index].startswith((" ", "\t")):
                break
            end = index + 1
    return end
