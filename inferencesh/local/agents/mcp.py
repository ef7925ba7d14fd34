"""Tools of MCP servers, through the official `mcp` package (the extra `mcp`, Python 3.10 or newer)."""

from __future__ import annotations

import contextlib
import json
import sys
from typing import Any, AsyncIterator, Dict, List, Mapping, Tuple

from .settings import AgentSettings

TIMEOUT = 30.0


class McpFailed(ValueError):
    """The server cannot be used, or its tool failed."""


class McpServers:
    """The servers that the platform was given: a name, and how to reach it.

    A server is an address, or an object with `url` (and `headers`), or one with `command` (and `args`, `env`), which
    is started for each call.
    """

    def __init__(self, settings: AgentSettings) -> None:
        self._settings = settings
        self._described: Dict[Tuple[str, str], Dict[str, Any]] = {}

    async def describe(self, server: str, tool: str) -> Dict[str, Any]:
        """Description and parameters of a tool, as its server says."""
        if (server, tool) not in self._described:
            async with self._session(server) as session:
                for listed in (await session.list_tools()).tools:
                    self._described[server, listed.name] = {
                        "description": listed.description or "",
                        "parameters": listed.inputSchema,
                    }
        if (server, tool) not in self._described:
            names = ", ".join(name for known, name in self._described if known == server)
            raise McpFailed(f"MCP server {server!r} has no tool {tool!r}; it has {names or 'none'}")
        return self._described[server, tool]

    async def call(self, server: str, tool: str, arguments: Dict[str, Any]) -> str:
        """The text that a tool answers; its structured content as JSON if it has no text."""
        async with self._session(server) as session:
            answer = await session.call_tool(tool, arguments)
        texts: List[str] = [part.text for part in answer.content if getattr(part, "type", "") == "text"]
        text = "\n".join(texts)
        if answer.isError:
            raise McpFailed(text or f"the tool {tool} failed")
        structured = getattr(answer, "structuredContent", None)
        return text if text or structured is None else json.dumps(structured, ensure_ascii=False)

    @contextlib.asynccontextmanager
    async def _session(self, name: str) -> AsyncIterator[Any]:
        target = self._target(name)
        ClientSession, streams = _opened(target, self._settings)
        try:
            async with streams as opened, ClientSession(opened[0], opened[1]) as session:
                await session.initialize()
                yield session
        except McpFailed:
            raise
        except Exception as error:
            raise McpFailed(f"MCP server {name!r}: {_innermost(error)}") from error

    def _target(self, name: str) -> Mapping[str, Any]:
        target = self._settings.mcp_servers.get(name)
        if target is None:
            known = ", ".join(self._settings.mcp_servers) or "none"
            raise McpFailed(
                f"there is no MCP server {name!r}, there are {known}: start the platform with "
                f"mcp_servers={{{name!r}: ...}}"
            )
        return {"url": target} if isinstance(target, str) else target


def _opened(target: Mapping[str, Any], settings: AgentSettings) -> Tuple[Any, Any]:
    if sys.version_info < (3, 10):
        raise McpFailed("MCP tools need Python 3.10 or newer")
    try:
        from mcp import ClientSession, StdioServerParameters
        from mcp.client.stdio import stdio_client
        from mcp.client.streamable_http import streamablehttp_client
    except ImportError as error:
        raise McpFailed(f'MCP tools need the extra "mcp": pip install "inferencesh[mcp]" ({error})') from error
    if target.get("url"):
        settings.check_host(target["url"])
        return ClientSession, streamablehttp_client(target["url"], headers=dict(target.get("headers") or {}))
    if not target.get("command"):
        raise McpFailed("an MCP server needs a url or a command")
    parameters = StdioServerParameters(
        command=target["command"], args=list(target.get("args") or []), env=target.get("env")
    )
    return ClientSession, stdio_client(parameters)


def _innermost(error: BaseException) -> str:
    """The text of what went wrong below the groups that task groups make of errors."""
    inner = getattr(error, "exceptions", None)
    return _innermost(inner[0]) if inner else f"{type(error).__name__}: {error}"
