"""What a language model answers with, and how an app that is not one is told."""

from __future__ import annotations

from typing import Any, Dict

from ...._core.values.json_guard import is_array, is_object

MEMBERS = {"response": "string", "reasoning": "string", "images": "list", "tool_calls": "list"}
"""What an agent reads, and what each must be; null counts as left out. At least one of them must be there."""


class NotAnAnswer(ValueError):
    """The app did not answer as a language model does."""


def check_answer(ref: str, output: Any) -> Dict[str, Any]:
    """The output of an agent's core app, if it is an answer; otherwise `NotAnAnswer` says what one is."""
    wrong = _wrong(output)
    if wrong:
        raise NotAnAnswer(
            f'the core app {ref} is not a language model: {wrong}. A core app must answer {{"response": "..."}}, or '
            '{"tool_calls": [...]} to call tools'
        )
    answer: Dict[str, Any] = output
    return answer


def _wrong(output: Any) -> str:
    if not is_object(output):
        return f"it gave {_kind(output)}"
    for name, wanted in MEMBERS.items():
        value = output.get(name)
        if value is not None and not (isinstance(value, str) if wanted == "string" else is_array(value)):
            return f"its {name} is {_kind(value)}, not a {wanted}"
    if any(output.get(name) is not None for name in MEMBERS):
        return ""
    nulls = [name for name in MEMBERS if name in output]
    if nulls:
        return f"it gave an object with {', '.join(nulls)} that is null"
    names = [str(name)[:40] for name in output][:5]
    return f"it gave an object with {', '.join(names)}" if names else "it gave an empty object"


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, (int, float)):
        return "a number"
    return "a string" if isinstance(value, str) else "a list" if is_array(value) else "an object"
