"""A small MCP server for the tests: over stdio, or over HTTP if it is given a port."""

from __future__ import annotations

import sys

try:
    from mcp.server import MCPServer as Server
except ImportError:  # the first version of the package
    from mcp.server.fastmcp import FastMCP as Server  # type: ignore[no-redef,import-not-found]

server = Server("tests")


@server.tool()
def shout(text: str) -> str:
    """Says it louder."""
    return text.upper()


@server.tool()
def breaks() -> str:
    """Always fails."""
    raise ValueError("no voice")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        import uvicorn

        app = server.streamable_http_app()
        uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error")
    else:
        server.run("stdio")
