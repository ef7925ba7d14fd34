"""Tools of agents: schema helpers, builders for every kind of tool, and tools made from functions.

No I/O happens here; the agent sends the definitions and runs the handlers.
"""

from __future__ import annotations

from .builders import (
    AgentToolBuilder,
    AppToolBuilder,
    HttpToolBuilder,
    McpToolBuilder,
    WebhookToolBuilder,
    agent_tool,
    app_tool,
    call_tool,
    http_tool,
    mcp_tool,
    webhook_tool,
)
from .built import BuiltTool, ClientTool, ToolHandler
from .client_tools import ClientToolBuilder, tool
from .collect import PreparedTools, prepare_tools
from .config_types import AgentConfig, CoreApp
from .functions import FunctionTool
from .hooks import HOOK_EVENTS, LifecycleHookBuilder, LifecycleHookConfig, learning_hooks, lifecycle_hook
from .internal import InternalToolsBuilder, InternalToolsConfig, internal_tools
from .outcome import EncodedResult, ToolError, encode_tool_error, encode_tool_result
from .output import OutputError, build_instance, schema_for
from .parameters.arguments import ArgumentsError
from .parameters.schema import array, boolean, enum_of, integer, number, obj, object_schema, optional, string

ClientToolHandler = ToolHandler

__all__ = [
    "AgentConfig",
    "AgentToolBuilder",
    "AppToolBuilder",
    "ArgumentsError",
    "BuiltTool",
    "ClientTool",
    "ClientToolBuilder",
    "ClientToolHandler",
    "CoreApp",
    "EncodedResult",
    "FunctionTool",
    "HOOK_EVENTS",
    "HttpToolBuilder",
    "InternalToolsBuilder",
    "InternalToolsConfig",
    "LifecycleHookBuilder",
    "LifecycleHookConfig",
    "McpToolBuilder",
    "OutputError",
    "PreparedTools",
    "ToolError",
    "ToolHandler",
    "WebhookToolBuilder",
    "agent_tool",
    "app_tool",
    "array",
    "boolean",
    "build_instance",
    "call_tool",
    "encode_tool_error",
    "encode_tool_result",
    "enum_of",
    "http_tool",
    "integer",
    "internal_tools",
    "learning_hooks",
    "lifecycle_hook",
    "mcp_tool",
    "number",
    "obj",
    "object_schema",
    "optional",
    "prepare_tools",
    "schema_for",
    "string",
    "tool",
    "webhook_tool",
]
