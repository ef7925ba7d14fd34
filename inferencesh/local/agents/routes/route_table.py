"""The routes below `/agents`, `/chats`, `/tools`, `/agent-runs` and `/interrupts`."""

from __future__ import annotations

from typing import List

from starlette.routing import Route

from ...http.responses import Handler
from .agent_routes import AgentHandlers
from .agent_services import AgentServices
from .chat_routes import ChatHandlers
from .tool_call_routes import ToolCallHandlers


def routes(services: AgentServices) -> List[Route]:
    """The routes of this family."""
    agents, chats, tools = AgentHandlers(services), ChatHandlers(services), ToolCallHandlers(services)

    def route(method: str, path: str, handler: Handler) -> Route:
        return Route(path, handler, methods=[method])

    return [
        route("POST", "/agents/run", agents.run),
        route("POST", "/agents/message", agents.run),
        route("POST", "/agents/messages", agents.run),
        route("GET", "/agents/internal-tools", agents.internal_tools),
        route("POST", "/agents/list", agents.list_by_body),
        route("GET", "/agents", agents.list_by_query),
        route("POST", "/agents", agents.create),
        route("GET", "/agents/{id}", agents.get),
        route("POST", "/agents/{id}", agents.update),
        route("DELETE", "/agents/{id}", agents.delete),
        route("POST", "/agents/{id}/versions/list", agents.versions),
        route("GET", "/agents/{id}/versions/{versionId}", agents.get_version),
        route("POST", "/agents/{id}/duplicate", agents.duplicate),
        route("POST", "/agents/{id}/visibility", agents.set_visibility),
        route("POST", "/agents/{id}/transfer", agents.transfer),
        route("GET", "/agents/{namespace}/{name}", agents.get_by_name),
        route("POST", "/chats/list", chats.list_by_body),
        route("GET", "/chats", chats.list_by_query),
        route("POST", "/chats", chats.create),
        route("POST", "/chats/messages/{messageId}/cancel", chats.cancel_message),
        route("GET", "/chats/{id}", chats.get),
        route("POST", "/chats/{id}", chats.update),
        route("DELETE", "/chats/{id}", chats.delete),
        route("GET", "/chats/{id}/status", chats.status),
        route("GET", "/chats/{id}/stream", chats.stream),
        route("POST", "/chats/{id}/stop", chats.stop),
        route("GET", "/chats/{id}/messages", chats.messages_by_query),
        route("POST", "/chats/{id}/messages/list", chats.messages_by_body),
        route("POST", "/chats/{id}/messages", chats.send),
        route("GET", "/chats/{id}/trace", chats.trace),
        route("POST", "/chats/{id}/agent", chats.set_agent),
        route("POST", "/chats/{chatId}/settings", chats.settings),
        route("POST", "/tools/{toolId}", tools.submit),
        route("POST", "/tools/{toolId}/invoke", tools.invoke),
        route("POST", "/tools/{toolId}/reject", tools.reject),
        route("GET", "/chats/{chatId}/tools/{toolId}/always-allow/options", tools.always_allow_options),
        route("POST", "/chats/{chatId}/tools/{toolId}/always-allow", tools.always_allow),
        route("POST", "/chats/{chatId}/tools/{toolId}/explain", tools.explain),
        route("POST", "/agent-runs/list", tools.list_runs),
        route("GET", "/agent-runs/{id}", tools.get_run),
        route("POST", "/agent-runs/{id}/cancel", tools.cancel_run),
        route("GET", "/agent-runs/{id}/interrupts", tools.list_interrupts),
        route("POST", "/interrupts/{id}/resolve", tools.resolve),
    ]
