"""What the handler of a lifecycle hook may answer (docs/local-agents.md, "Lifecycle hooks")."""

from __future__ import annotations

import dataclasses
from typing import Any, Dict, List, Optional

from ...._core.values.json_guard import is_array, is_object
from ...common.strict_json import parse_json
from ..chats.records import Injection

DECISIONS = ("allow", "deny", "stop", "suspend")
ROLES = ("user", "system", "assistant")
NOTHING: Any = object()


class BadAnswer(ValueError):
    """The handler answered with something that is not an answer; the text says what is wrong with it."""


@dataclasses.dataclass
class HookAnswer:
    """`override` is NOTHING unless the handler gave one; `error` says why the handler gave no answer of its own."""

    decision: str = "allow"
    reason: str = ""
    injection: Optional[Injection] = None
    override: Any = NOTHING
    system: str = ""
    error: str = ""


def parse_text(text: str) -> HookAnswer:
    """The answer of a web address; an empty one allows."""
    if not text.strip():
        return HookAnswer()
    try:
        value = parse_json(text)
    except (ValueError, RecursionError):
        raise BadAnswer(f"the hook answered with something that is not JSON: {text[:100]!r}") from None
    return parse(value)


def parse(value: Any) -> HookAnswer:
    """An answer from JSON; null members count as left out."""
    if not is_object(value):
        raise BadAnswer("the hook answered with something that is not an object")
    given = {name: member for name, member in value.items() if member is not None}
    decision = given.get("decision") or "allow"
    if decision not in DECISIONS:
        raise BadAnswer(f"the hook's decision must be one of {', '.join(DECISIONS)}, not {decision!r}")
    return HookAnswer(
        decision=decision,
        reason=_text(given, "reason"),
        injection=_injection(given["inject"]) if "inject" in given else None,
        override=given.get("override", NOTHING),
        system=_text(given, "system"),
    )


def _injection(value: Any) -> Injection:
    if not is_object(value):
        raise BadAnswer("the hook's inject must be an object")
    given: Dict[str, Any] = {name: member for name, member in value.items() if member is not None}
    lines: List[str] = []
    if "content" in given:
        lines.append(_text(given, "content", "inject."))
    items = given.get("items", [])
    if not is_array(items) or not all(isinstance(item, str) for item in items):
        raise BadAnswer("the hook's inject.items must be a list of texts")
    lines += [f"- {item}" for item in items]
    if not any(lines):
        raise BadAnswer("the hook's inject.content is missing")
    turns = given.get("ttl_turns", 0)
    if isinstance(turns, bool) or not isinstance(turns, int) or turns < 0:
        raise BadAnswer("the hook's inject.ttl_turns must be a whole number of turns")
    role = given.get("role", "user")
    if role not in ROLES:
        raise BadAnswer(f"the hook's inject.role must be one of {', '.join(ROLES)}, not {role!r}")
    return Injection("\n".join(lines), role, turns or None, _text(given, "dedup_key", "inject."))


def _text(given: Dict[str, Any], name: str, where: str = "") -> str:
    value = given.get(name, "")
    if not isinstance(value, str):
        raise BadAnswer(f"the hook's {where}{name} must be a text")
    return value
