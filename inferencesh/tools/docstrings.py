"""What a docstring says: what the function does, and what each parameter means.

Google, NumPy and reST docstrings are read by the `docstring_parser` package where it is installed
(`pip install inferencesh[tools]`). Without it the first paragraph still serves as the description.
"""

from __future__ import annotations

import importlib
import inspect
from typing import Any, Dict, Optional, Tuple

Described = Tuple[str, Dict[str, str]]

_FIRST_LINE = "Summary."


def describe(docstring: Optional[str]) -> Described:
    """The description, and a text for each parameter that the docstring explains."""
    text = inspect.cleandoc(docstring or "")
    if not text:
        return "", {}
    try:
        library: Any = importlib.import_module("docstring_parser")
    except ImportError:
        return first_paragraph(text), {}
    try:
        # With a first line of our own: the library would take a section that comes first for the summary.
        parsed: Any = library.parse(f"{_FIRST_LINE}\n\n{text}")
    except library.ParseError:
        return first_paragraph(text), {}  # it looks like one of the styles, but is none
    details: Dict[str, str] = {}
    for item in parsed.params:
        if item.description:
            # NumPy docstrings may explain several at once: `height, width : int`.
            details.update({name.strip(" *\\"): _joined(item.description) for name in item.arg_name.split(",")})
    return (parsed.long_description or "").strip(), details


def first_paragraph(text: str) -> str:
    """The text up to the first empty line, on one line."""
    return _joined(text.split("\n\n", 1)[0])


def _joined(text: str) -> str:
    return " ".join(text.split())
