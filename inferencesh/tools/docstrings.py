"""What a docstring says: what the function does, and what each parameter means.

Google, NumPy and reST docstrings are read by the `docstring_parser` package where it is installed
(`pip install inferencesh[tools]`). Without it the first paragraph still serves as the description.
"""

from __future__ import annotations

import importlib
import inspect
from typing import Any, Dict, List, Optional, Tuple

Described = Tuple[str, Dict[str, str]]


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
        parsed: Any = library.parse(text)
    except library.ParseError:
        return first_paragraph(text), {}  # it looks like one of the styles, but is none
    parts: List[str] = [part.strip() for part in (parsed.short_description, parsed.long_description) if part]
    details: Dict[str, str] = {
        item.arg_name.lstrip("*"): _joined(item.description) for item in parsed.params if item.description
    }
    return "\n\n".join(parts) or first_paragraph(text), details


def first_paragraph(text: str) -> str:
    """The text up to the first empty line, on one line."""
    return _joined(text.split("\n\n", 1)[0])


def _joined(text: str) -> str:
    return " ".join(text.split())
