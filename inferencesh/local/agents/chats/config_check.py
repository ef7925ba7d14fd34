"""What an agent's config may hold (AgentConfigInput). Unknown members pass because the platform grows."""

from __future__ import annotations

import copy
from typing import Any, Dict, List, Set

from ...._core.values.json_guard import as_list, as_object, is_object
from ...http.problem_documents import Problem
from ..tools.json_schema import Problems, problems_of

TOOL_TYPES = ("app", "agent", "hook", "http", "call", "mcp", "client", "internal")
_LONGEST_WAIT = 10**9
_MOST_SHOWN = 5


def _may(kind: str) -> Dict[str, Any]:
    return {"type": [kind, "null"]}


def _object(*required: str, **properties: Any) -> Dict[str, Any]:
    return {"type": ["object", "null"], "properties": properties, "required": list(required)}


def _list(item: Dict[str, Any]) -> Dict[str, Any]:
    return {"type": ["array", "null"], "items": {**item, "type": "object"} if "properties" in item else item}


_TEXT: Dict[str, Any] = {"type": "string"}
_NAME: Dict[str, Any] = {"type": "string", "minLength": 1}
_SECONDS: Dict[str, Any] = {"type": ["integer", "null"], "minimum": 0, "maximum": _LONGEST_WAIT}
_SCHEMA: Dict[str, Any] = _may("object")
_TEXTS: Dict[str, Any] = {"type": ["object", "null"], "additionalProperties": _TEXT}
_HTTP = _object(
    url=_may("string"),
    method=_may("string"),
    auth=_object("type", type=_TEXT, provider=_may("string"), secret=_may("string"), header=_may("string")),
    headers=_TEXTS,
    header_secret_refs=_TEXTS,
    input_schema=_SCHEMA,
    output_schema=_SCHEMA,
)
_OWN_TOOLS = "plan memory widget finish skills meta artifact agent remote knowledge wait host_context"
_TOOL = _object(
    "name",
    "type",
    name=_NAME,
    type={"enum": list(TOOL_TYPES)},
    display_name=_may("string"),
    description=_may("string"),
    require_approval=_may("boolean"),
    approval_timeout=_SECONDS,
    app=_object(
        ref=_may("string"),
        id=_may("string"),
        version_id=_may("string"),
        function=_may("string"),
        session_enabled=_may("boolean"),
        input=_may("object"),
        fixed_input=_may("object"),
    ),
    agent=_object(ref=_may("string"), id=_may("string"), version_id=_may("string")),
    hook=_object(
        url=_may("string"),
        secret=_may("string"),
        secret_ref=_may("string"),
        input_schema=_SCHEMA,
        output_schema=_SCHEMA,
    ),
    http=_HTTP,
    call=_HTTP,
    mcp=_object(server=_may("string"), tool_name=_may("string")),
    client=_object(input_schema=_SCHEMA, output_schema=_SCHEMA),
    internal=_may("object"),
)
CONFIG: Dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": _may("string"),
        "description": _may("string"),
        "system_prompt": _may("string"),
        "example_prompts": _list(_TEXT),
        "core_app": _object(ref=_may("string"), id=_may("string"), version_id=_may("string")),
        "tools": _list(_TOOL),
        "skills": _list(
            _object(
                "name",
                name=_NAME,
                description=_may("string"),
                skill_id=_may("string"),
                version_id=_may("string"),
                url=_may("string"),
                content=_may("string"),
                preload=_may("boolean"),
            )
        ),
        "context": _list(
            _object(
                "name",
                name=_NAME,
                description=_may("string"),
                required=_may("boolean"),
                default=_may("string"),
                in_prompt=_may("boolean"),
            )
        ),
        "internal_tools": {
            **_object(**{name: _may("boolean") for name in _OWN_TOOLS.split()}),
            # Those of the documentation that have settings.
            "additionalProperties": {
                "anyOf": [_may("boolean"), _object(enabled=_may("boolean"), app_ref=_may("string"))]
            },
        },
        "permissions": _object(allow_all_tools=_may("boolean")),
        "hooks": _list(
            _object(
                "event",
                "type",
                event=_NAME,
                type=_NAME,
                handler=_may("string"),
                timeout=_SECONDS,
                default_resolution={"enum": ["allow", "deny", None]},
                **{"async": _may("boolean")},
            )
        ),
        # It becomes the parameters of a tool, and these are an object.
        "output_schema": _object(type={"const": "object"}),
    },
}
NEEDED = {"app": "ref", "agent": "ref", "hook": "url", "http": "url", "call": "url", "mcp": "tool_name"}
"""What a tool of a kind cannot do without."""
VISIBILITIES = ("private", "team", "org", "public", "unlisted")
AGENT: Dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": _may("string"),
        "name": {"type": ["string", "null"], "pattern": r"^(?:agent/)?(?:[^/@:\s]+/)?[^/@:\s]+$"},
        "title": _may("string"),
        "images": _may("object"),
        "visibility": {"enum": [*VISIBILITIES, None]},
        "harness": _may("string"),
        "profile_id": _may("string"),
        "remote_id": _may("string"),
        "project_id": _may("string"),
    },
}
"""What stands beside the config of a stored agent."""


def check_agent(body: Dict[str, Any]) -> None:
    """A 422 problem that names what is wrong with what is asked of a stored agent, its config aside."""
    _refuse(problems_of(body, AGENT))


def check_config(config: Any, where: str = "agent_config") -> Dict[str, Any]:
    """An agent's config without its null members; a 422 problem that names what is wrong. `where` is its own place."""
    if is_object(config) and isinstance(config.get("core_app"), str):
        config = {**config, "core_app": {"ref": config["core_app"]}}
    found = problems_of(config, CONFIG, where)
    if is_object(config):
        found += _of_meaning(config, where, {place for place, _ in found})
    _refuse(found)
    checked: Dict[str, Any] = {key: copy.deepcopy(value) for key, value in config.items() if value is not None}
    checked["tools"] = [_without_nulls(tool) for tool in as_list(checked.get("tools"))]
    for part in (*checked["tools"], *as_list(checked.get("skills"))):
        part["description"] = part.get("description") or ""
    return checked


def _of_meaning(config: Dict[str, Any], where: str, said: Set[str]) -> Problems:
    """What is wrong although each member is of its type."""
    found: Problems = []
    core = config.get("core_app")
    if (core is None or is_object(core)) and not any(place.startswith(f"{where}.core_app") for place in said):
        named = as_object(core)
        if not (named.get("ref") or named.get("id")):
            found.append((f"{where}.core_app", "names no app: give the reference of the app that is the agent's model"))
    names: Set[Any] = set()
    for index, tool in enumerate(as_list(config.get("tools"))):
        if not is_object(tool):
            continue
        place = f"{where}.tools[{index}]"
        name, kind = tool.get("name"), tool.get("type")
        if isinstance(name, str) and name in names:
            found.append((f"{place}.name", f"is taken: another tool is called {name!r}"))
        elif isinstance(name, str):
            names.add(name)
        needed = NEEDED.get(kind) if isinstance(kind, str) else None
        settings = tool.get(str(kind))
        if needed and (settings is None or is_object(settings)):
            named = as_object(settings)
            if not named.get(needed) and not (needed == "ref" and named.get("id")):
                found.append((f"{place}.{kind}.{needed}", "is missing"))
    for index, hook in enumerate(as_list(config.get("hooks"))):
        if is_object(hook) and hook.get("type") in ("webhook", "task", "builtin") and not hook.get("handler"):
            found.append((f"{where}.hooks[{index}].handler", "is missing"))
    return found


def _without_nulls(tool: Dict[str, Any]) -> Dict[str, Any]:
    # Only the member named after the type means anything.
    others = {kind for kind in TOOL_TYPES if kind != tool["type"]}
    cleaned: Dict[str, Any] = {key: value for key, value in tool.items() if value is not None and key not in others}
    settings = cleaned.get(cleaned["type"])
    if is_object(settings):
        settings = {key: value for key, value in settings.items() if value is not None}
        if "ref" not in settings and NEEDED.get(cleaned["type"]) == "ref":
            settings["ref"] = ""  # named by its id
        cleaned[cleaned["type"]] = settings
    return cleaned


def _refuse(found: Problems) -> None:
    if not found:
        return
    shown: List[str] = [f"{where} {what}" for where, what in found[:_MOST_SHOWN]]
    if len(found) > _MOST_SHOWN:
        shown.append(f"and {len(found) - _MOST_SHOWN} more")
    raise Problem(
        422,
        "validation_error",
        "; ".join(shown),
        data=[{"field": where, "path": where, "message": f"{where} {what}"} for where, what in found],
    )


__all__ = ["AGENT", "CONFIG", "TOOL_TYPES", "VISIBILITIES", "check_agent", "check_config"]
