"""The tools of a chat's agent as the model sees them, and which kind each of them is."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional

from ...http.problem_documents import Problem
from ...json_values import is_object
from ..chats.json_parts import as_array, as_object
from .platform_tools import internal_tools

if TYPE_CHECKING:
    from ...apps.definition import AppFunction
    from ..chats.records import Chat
    from ..chats.system import AgentSystem

NO_PARAMETERS: Dict[str, Any] = {"type": "object", "properties": {}, "required": []}
SUB_AGENT_PARAMETERS: Dict[str, Any] = {
    "type": "object",
    "properties": {"message": {"type": "string", "description": "What the agent should do, in full."}},
    "required": ["message"],
}
SESSION = {"type": "string", "description": '"new" begins a session, a session_id of an earlier call goes on with it.'}


async def tools_of(system: AgentSystem, chat: Chat) -> Dict[str, Dict[str, Any]]:
    """By name: `name description parameters` for the model, `type` and `definition` for the platform.

    A `Problem` if a tool refers to something that there is not.
    """
    found: Dict[str, Dict[str, Any]] = {}
    for definition in chat.agent.tools:
        found[definition["name"]] = await _offer(system, definition)
    for name, offer in internal_tools(chat).items():
        found.setdefault(name, {"name": name, "type": "internal", "definition": {}, **offer})
    return found


async def _offer(system: AgentSystem, definition: Dict[str, Any]) -> Dict[str, Any]:
    kind = definition["type"]
    settings: Dict[str, Any] = definition.get(kind) or {}
    description = definition.get("description") or ""
    parameters: Any = settings.get("input_schema")
    if kind == "app":
        function = app_function(system, settings)
        parameters = app_parameters(function, settings)
        description = description or function.description
    elif kind == "agent":
        version = agent_version(system, settings)
        parameters = SUB_AGENT_PARAMETERS
        description = description or str(version.config.get("description") or "")
    elif kind == "mcp":
        described = await system.mcp.describe(str(settings.get("server") or ""), settings["tool_name"])
        parameters = described["parameters"]
        description = description or described["description"]
    return {
        "name": definition["name"],
        "type": kind,
        "definition": definition,
        "description": description,
        "parameters": parameters if is_object(parameters) and parameters else copy.deepcopy(NO_PARAMETERS),
    }


def app_request(settings: Mapping[str, Any]) -> Dict[str, Any]:
    """How a run request names the app of an app tool."""
    if settings.get("ref"):
        request: Dict[str, Any] = {"app": settings["ref"]}
    else:
        request = {"app_id": settings["id"], "version_id": settings.get("version_id")}
    if settings.get("function"):
        request["function"] = settings["function"]
    return request


def app_function(system: AgentSystem, settings: Mapping[str, Any]) -> AppFunction:
    """The function that an app tool runs."""
    registry = system.core.registry
    named: Optional[str] = None
    if settings.get("ref"):
        definition, named, _ = registry.resolve(settings["ref"])
    else:
        definition = registry.by_id(str(settings["id"]))
    name = settings.get("function") or named or definition.default_function
    function = definition.functions.get(name)
    if function is None:
        raise Problem(404, "not_found", f"app {definition.ref} has no function {name}")
    return function


def app_parameters(function: AppFunction, settings: Mapping[str, Any]) -> Dict[str, Any]:
    """The function's own schema, without what is fixed, and with the tool's defaults."""
    schema: Dict[str, Any] = copy.deepcopy(function.shape.schema())
    if schema.get("type") != "object":
        schema = {"type": "object", "properties": {}}
    fixed = as_object(settings.get("fixed_input"))
    defaults = as_object(settings.get("input"))
    properties = {name: part for name, part in as_object(schema.get("properties")).items() if name not in fixed}
    for name, value in defaults.items():
        if name in properties:
            properties[name] = {**properties[name], "default": value}
    if settings.get("session_enabled"):
        properties["session"] = SESSION
    schema["properties"] = properties
    schema["required"] = [
        name for name in as_array(schema.get("required")) if name in properties and name not in defaults
    ]
    return schema


def agent_version(system: AgentSystem, settings: Mapping[str, Any]) -> Any:
    """The agent that an agent tool hands work to."""
    if settings.get("ref"):
        return system.agents.resolve(settings["ref"])
    return system.agents.get(str(settings["id"])).version(settings.get("version_id"))


def offered(tools: Mapping[str, Dict[str, Any]]) -> List[Dict[str, Any]]:
    """What goes into the LLM input."""
    return list(tools.values())
