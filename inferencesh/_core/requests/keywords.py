"""Keyword arguments that belong into the input of a run: the call that was meant. Loaded for this mistake alone."""

from __future__ import annotations

import json
import re
from typing import Any, Dict, List, Mapping, cast

from ..errors.classes import InvalidInputError
from ..values.redact import redact_text

# What other SDKs call the input. With a dict, one of these is the input itself.
_NAMES_OF_INPUT = frozenset({"arguments", "args", "kwargs", "payload", "data", "body", "json"})
_SECRET = re.compile(r"(?i)key|token|secret|password|passwd|credential|auth")
_LONGEST_TEXT = 40
_MOST_MEMBERS = 6


def refuse_keywords(stray: List[str], keywords: Mapping[str, Any], *, run: Mapping[str, Any], call: str = "") -> None:
    """Refuse keyword arguments that are no run parameters.

    Args:
        stray: their names.
        keywords: all keyword arguments.
        run: the run parameters that were given, in whatever form.
        call: how the call begins, such as `session.call("name"`. Default: `client.run("namespace/name"`.
    """
    app = run.get("app") if isinstance(run.get("app"), str) else None
    if not call:
        call = f"client.run({_shown(app) if app else _other_reference(run)}"
    names = ", ".join(map(repr, stray))
    words = "are not run parameters" if len(stray) > 1 else "is not a run parameter"
    first: Dict[str, Any] = {"app": app} if app else {"app": "namespace/name"}
    unknown = ", ".join(f"{_shown(name)}: {_value(name, keywords[name])}" for name in stray[:_MOST_MEMBERS])
    comma = "" if call.endswith("(") else ", "
    raise InvalidInputError(
        f"{names} {words}: did you mean {call}{comma}input={_meant_input(stray, keywords, run)})? "
        f"A run parameter that this version does not know goes into the dict form: "
        f"client.run({{{_shown('app')}: {_shown(first['app'])}, {unknown}}})"
    )


def _other_reference(run: Mapping[str, Any]) -> str:
    for name in ("app_id", "version_id"):
        if isinstance(run.get(name), str):
            return f"{name}={_shown(run[name])}"
    return _shown("namespace/name")


def _meant_input(stray: List[str], keywords: Mapping[str, Any], run: Mapping[str, Any]) -> str:
    given: Any = run.get("input")
    if len(stray) == 1 and stray[0] in _NAMES_OF_INPUT and given is None and isinstance(keywords[stray[0]], Mapping):
        return _members(cast("Mapping[object, Any]", keywords[stray[0]]))
    added = {name: keywords[name] for name in stray}
    if given is None:
        return _members(added)
    if isinstance(given, Mapping):
        return _members({**cast("Mapping[object, Any]", given), **added})
    return f"{{..., {_members(added)[1:]}"


def _members(value: Mapping[Any, Any]) -> str:
    if len(value) > _MOST_MEMBERS:
        return "{...}"
    return "{" + ", ".join(f"{_shown(str(name))}: {_value(str(name), item)}" for name, item in value.items()) + "}"


def _value(name: str, value: Any) -> str:
    """A value as it may be shown: short, and nothing that could be a secret."""
    if _SECRET.search(name):
        return "..."
    if value is None or isinstance(value, bool):
        return repr(value)
    if isinstance(value, (int, float)) and abs(value) < 1e15:
        return repr(value)
    return _shown(value) if isinstance(value, str) else "..."


def _shown(text: str) -> str:
    if len(text) > _LONGEST_TEXT or redact_text(text) != text:
        return "..."
    return json.dumps(text, ensure_ascii=False)
