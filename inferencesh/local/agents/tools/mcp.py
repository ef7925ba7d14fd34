"""Tools of MCP servers, through the official `mcp` package (the extra `mcp`, Python 3.10 or newer)."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from typing import Any, AsyncGenerator, Coroutine, Dict, Mapping, Set, Tuple

import anyio

from ...._core.values.json_guard import as_list
from ..agent_options import AgentOptions

SECONDS = 60.0
"""How long a server may take, from its start to its answer."""


class McpFailed(ValueError):
    """The server cannot be used, or its tool failed."""


class McpServers:
    """The servers that the platform was given: a name, and how to reach it.

    A server is an address, or an object with `url`, or one with `command` (and `args`, `env`), which is started for
    each call.
    """

    def __init__(self, options: AgentOptions) -> None:
        self._options = options
        self._described: Dict[Tuple[str, str], Dict[str, Any]] = {}
        self._sessions: Set[asyncio.Task[Any]] = set()

    async def describe(self, server: str, tool: str) -> Dict[str, Any]:
        """Description and parameters of a tool, as its server says."""
        if (server, tool) not in self._described:
            await self._in_time(server, self._list(server))
        if (server, tool) not in self._described:
            names = ", ".join(name for known, name in self._described if known == server)
            raise McpFailed(f"MCP server {server!r} has no tool {tool!r}; it has {names or 'none'}")
        return self._described[server, tool]

    async def call(self, server: str, tool: str, arguments: Dict[str, Any]) -> str:
        """The text that a tool answers; its structured content as JSON if it has no text."""
        answer = await self._in_time(server, self._ask(server, tool, arguments))
        text = "\n".join([_shown(part) for part in answer.content])
        if _either(answer, "is_error", "isError"):
            raise McpFailed(text or f"the tool {tool} failed")
        structured = _either(answer, "structured_content", "structuredContent")
        return text if text or structured is None else json.dumps(structured, ensure_ascii=False)

    async def close(self, seconds: float) -> None:
        """Wait until the servers of cancelled calls have ended."""
        if self._sessions:
            await asyncio.wait(list(self._sessions), timeout=seconds)

    async def _in_time(self, server: str, work: Coroutine[Any, Any, Any]) -> Any:
        """What comes of it, unless the server lets it wait too long."""
        # A session must end in the task in which it began, and it has to end its server's process, for which it takes
        # seconds. Cancelling the task would break that off too; the scope leaves it alone.
        scope = anyio.CancelScope()

        async def in_scope() -> Any:
            with scope:
                return await work

        session = asyncio.get_running_loop().create_task(in_scope())
        self._sessions.add(session)
        session.add_done_callback(self._ended)
        try:
            await asyncio.wait([session], timeout=SECONDS)
        finally:
            late = not session.done()
            if late:
                scope.cancel()
                await asyncio.wait([session])
        if late and (scope.cancelled_caught or session.exception() is not None):
            shown = f"{SECONDS:g} second{'' if SECONDS == 1 else 's'}"
            raise McpFailed(f"MCP server {server!r} did not answer within {shown}")
        return session.result()

    def _ended(self, session: asyncio.Task[Any]) -> None:
        self._sessions.discard(session)
        if not session.cancelled():
            # The caller may be gone, and asyncio complains of exceptions that were never retrieved.
            session.exception()

    async def _list(self, server: str) -> None:
        async with self._session(server) as session:
            for listed in (await session.list_tools()).tools:
                self._described[server, listed.name] = {
                    "description": listed.description or "",
                    "parameters": _either(listed, "input_schema", "inputSchema"),
                }

    async def _ask(self, server: str, tool: str, arguments: Dict[str, Any]) -> Any:
        async with self._session(server) as session:
            return await session.call_tool(tool, arguments)

    @contextlib.asynccontextmanager
    async def _session(self, name: str) -> AsyncGenerator[Any, None]:
        target = self._target(name)
        if sys.version_info < (3, 10):
            raise McpFailed("MCP tools need Python 3.10 or newer")
        try:
            session_class, transport = _opened(target, self._options)
        except ImportError as error:
            raise McpFailed(f'MCP tools need the extra "mcp": pip install "inferencesh[mcp]" ({error})') from error
        try:
            async with transport as streams, session_class(streams[0], streams[1]) as session:
                await session.initialize()
                yield session
        except Exception as error:
            inner = _innermost(error)
            if isinstance(inner, McpFailed):
                raise inner from None
            raise McpFailed(f"MCP server {name!r}: {type(inner).__name__}: {inner}") from error

    def _target(self, name: str) -> Mapping[str, Any]:
        target: Any = self._options.mcp_servers.get(name)
        if target is None:
            known = ", ".join(self._options.mcp_servers) or "none"
            raise McpFailed(
                f"there is no MCP server {name!r}, there are {known}: start the platform with "
                f"mcp_servers={{{name!r}: ...}} (inferencesh serve --mcp-server {name}=...)"
            )
        return {"url": target} if isinstance(target, str) else target


def _opened(target: Mapping[str, Any], options: AgentOptions) -> Tuple[Any, Any]:
    import mcp

    package: Any = mcp
    if target.get("url"):
        options.check_host(str(target["url"]))
        from mcp.client import streamable_http

        # The function was renamed in the package's second version.
        module: Any = streamable_http
        opener = getattr(module, "streamable_http_client", None) or module.streamablehttp_client
        return package.ClientSession, opener(target["url"])
    if not target.get("command"):
        raise McpFailed("an MCP server needs a url or a command")
    parameters = package.StdioServerParameters(
        command=target["command"], args=list(as_list(target.get("args"))), env=target.get("env")
    )
    return package.ClientSession, package.stdio_client(parameters)


def _shown(part: Any) -> str:
    """A part of an answer as text."""
    kind = str(getattr(part, "type", "something"))
    if kind == "text":
        return str(part.text)
    resource = getattr(part, "resource", part)
    if isinstance(getattr(resource, "text", None), str):
        return str(resource.text)
    known = [kind, _either(resource, "mime_type", "mimeType"), getattr(resource, "uri", None)]
    return f"[{', '.join(str(one) for one in known if one)}, which the local platform does not pass on]"


def _either(value: Any, new: str, old: str) -> Any:
    """A member that is called otherwise since the package's second version."""
    return getattr(value, new, None) if hasattr(value, new) else getattr(value, old, None)


def _innermost(error: BaseException) -> BaseException:
    """What went wrong below the groups that task groups make of errors."""
    inner = getattr(error, "exceptions", None)
    return _innermost(inner[0]) if inner else error
