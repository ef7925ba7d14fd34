"""Apps that only handle text."""

from __future__ import annotations

import re
from typing import Any, Dict, List

from ..definition import app


@app("infsh/echo", category="text")
def echo(input: Any) -> Any:
    """Gives back what it was given."""
    print("echo")
    return input


@app("infsh/text-templating", category="text")
def template(template: str, strings: List[str]) -> Dict[str, str]:
    """Puts strings into a template: {1} is the first one."""

    def fill(match: re.Match[str]) -> str:
        index = int(match.group(1)) - 1
        return strings[index] if 0 <= index < len(strings) else match.group(0)

    return {"result": re.sub(r"\{(\d+)\}", fill, template)}
