"""Apps that only handle text."""

from __future__ import annotations

import re
from typing import Any, Dict, List

from ..apps.definition import app

LONGEST = 16 << 20


@app("infsh/echo", category="text")
def echo(input: Any) -> Any:
    """Gives back what it was given."""
    print("echo")
    return input


@app("infsh/text-templating", category="text")
def template(template: str, strings: List[str]) -> Dict[str, str]:
    """Puts strings into a template: {1} is the first one."""
    length = 0

    def fill(match: re.Match[str]) -> str:
        nonlocal length
        index = int(match.group(1)) - 1
        text = strings[index] if 0 <= index < len(strings) else match.group(0)
        length += len(text)
        if length > LONGEST:
            raise ValueError(f"the result would be longer than {LONGEST} characters")
        return text

    return {"result": re.sub(r"\{(\d{1,9})\}", fill, template)}
