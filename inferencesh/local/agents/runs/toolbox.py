"""The tools of a chat's agent as the model sees them, and which kind each of them is."""

from __future__ import annotations

import copy
from typing import Any, Dict, Mapping, Optional

from ...._core.values.json_guard import as_list, as_object, is_object
from ...apps.definition import AppFunction
from ...apps.registry import Registry
from ...http.problem_documents import Problem
from ..chats.chat_tools import internal_tools
from ..chats.records import Chat
from ..chats.stored_agents import AgentStore, AgentVersion
from ..tools.mcp import McpServers

NO_PARAMETERS: Dict[str, Any] = {"type": "object", "properties": {}, "required": []}
SUB_AGENT_PARAMETERS: Dict[str, Any] = {
    "type": "object",
    "properties": {"message": {"type": "string", "description": "What the agent should do, in full."}},
    "required": ["message"],
}
SESSION = {"type": "string", "description": '"new" begins a session, a session_id of an earlier call goes on with it.'}


class Toolbox:
    """Finds what tools refer to: apps, agents, tools of MCP servers."""

    def __init__(self, registry: Registry, agents: AgentStore, mcp: McpServers) -> None:
        self._registry = registry
        self._agents = agents
        self._mcp = mcp

    async def tools_of(self, chat: Chat) -> Dict[str, Dict[str, Any]]:
        """By name: `name description parameters` for the model, `type` and `definition` for the platform.

        A `Problem` if a tool refers to something that does not exist.
        """
        found: Dict[str, Dict[str, Any]] = {}
        for definition in chat.agent.tools:
            found[definition["name"]] = await self._offer(definition)
        for name, offer in internal_tools(chat).items():
            found.setdefault(name, {"name": name, "type": "internal", "definition": {}, **offer})
        return found

    async def _offer(self, definition: Dict[str, Any]) -> Dict[str, Any]:
        kind = definition["type"]
        settings: Dict[str, Any] = definition.get(kind) or {}
        description = definition.get("description") or ""
        parameters: Any = settings.get("input_schema")
        if kind == "app":
            function = self._app_function(settings)
            parameters = _app_parameters(function, settings)
            description = description or function.description
        elif kind == "agent":
            version = self.agent_version(settings)
            parameters = SUB_AGENT_PARAMETERS
            description = description or str(version.config.get("description") or "")
        elif kind == "mcp":
            described = await self._mcp.describe(str(settings.get("server") or ""), settings["tool_name"])
            parameters = described["parameters"]
            description = description or described["description"]
        return {
            "name": definition["name"],
            "type": kind,
            "definition": definition,
            "description": description,
            "parameters": parameters if is_object(parameters) and parameters else copy.deepcopy(NO_PARAMETERS),
        }

    def _app_function(self, settings: Mapping[str, Any]) -> AppFunction:
        """The function that an app tool runs."""
        named: Optional[str] = None
        if settings.get("ref"):
            definition, named, _ = self._registry.resolve(settings["ref"])
        else:
            definition = self._registry.by_id(str(settings["id"]))
        name = settings.get("function") or named or definition.default_function
        function = definition.functions.get(name)
        if function is None:
            raise Problem(404, "not_found", f"app {definition.ref} has no function {name}")
        return function

    def agent_version(self, settings: Mapping[str, Any]) -> AgentVersion:
        """The agent that an agent tool hands work to."""
        if settings.get("ref"):
            return self._agents.resolve(settings["ref"])
        return self._agents.get(str(settings["id"])).version(settings.get("version_id"))


def app_request(settings: Mapping[str, Any]) -> Dict[str, Any]:
    """How a run request names the app of an app tool."""
    if settings.get("ref"):
        request: Dict[str, Any] = {"app": settings["ref"]}
    else:
        request = {"app_id": settings["id"], "version_id": settings.get("version_id")}
    if settings.get("function"):
        request["function"] = settings["function"]
    return request


def _app_parameters(function: AppFunction, settings: Mapping[str, Any]) -> Dict[str, Any]:
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
        name for name in as_list(schema.get("required")) if name in properties and name not in defaults
    ]
    return schema
