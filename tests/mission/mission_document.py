"""The mission document, and the one table of what fills its gaps.

`python-sdk.md` is a copy, byte for byte, of the document that the project was created from. Nothing in it may be
changed to make a snippet run: `SHA256` holds it to that.
"""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any, Dict

from support.snippets import Snippet, filled_in, run_snippet, snippets

DOCUMENT = Path(__file__).with_name("python-sdk.md")
SHA256 = "6d5fdbab6ae95df87ae3185b562a772f36c065b5e2d3bef9be1f33a48069dbc9"
SNIPPETS = snippets(DOCUMENT, "python")
KEY = "inf_your_key"  # as the document writes it


def placeholders(folder: Path) -> Dict[str, str]:
    """What the document leaves open, and what the reader puts there."""
    picture = folder / "image.png"
    return {
        "{...}": '{"action": "init"}',
        "/path/to/image.png": picture.as_posix(),
        "inf_...": KEY,
        "data:image/png;base64,iVBORw0KGgo...": "data:image/png;base64,"
        + base64.b64encode(picture.read_bytes()).decode("ascii"),
        "https://hooks.slack.com/...": "http://127.0.0.1:9/slack",
    }


def execute_tool(name: str, args: Dict[str, Any]) -> Any:
    """A function that the reader is meant to have."""
    return {"result": f"{name} did its work"}


def prompt_user(question: str) -> bool:
    """Another one: the person says yes."""
    return True


READER = {"execute_tool": execute_tool, "prompt_user": prompt_user}


def snippet_under(heading: str) -> Snippet:
    """The snippet of a section; each has one."""
    (snippet,) = [snippet for snippet in SNIPPETS if snippet.heading == heading]
    return snippet


def run_filled_in(snippet: Snippet, namespace: Dict[str, Any], folder: Path) -> str:
    """Run a snippet with its gaps filled, and give what it printed."""
    return run_snippet(snippet, namespace, filled_in(snippet.code, placeholders(folder)))
