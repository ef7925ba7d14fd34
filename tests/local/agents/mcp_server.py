"""A small MCP server for the tests: over stdio, or over HTTP if it is given a port."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from mcp import types

try:
    from mcp.server import MCPServer as Server
except ImportError:  # the first version of the package
    from mcp.server.fastmcp import FastMCP as Server  # type: ignore[no-redef,import-not-found]

MEDIA_TYPE = "mime_type" if "mime_type" in types.ImageContent.model_fields else "mimeType"

server = Server("tests")


@server.tool()
def shout(text: str) -> str:
    """Says it louder."""
    return text.upper()


@server.tool()
def breaks() -> str:
    """Always fails."""
    raise ValueError("no voice")


@server.tool()
async def dreams() -> str:
    """Takes a minute."""
    await asyncio.sleep(60)
    return "awake"


@server.tool()
def draws() -> Any:
    """Gives more than text."""
    return [
        types.TextContent(type="text", text="See:"),
        types.ImageContent(type="image", data="aGk=", **{MEDIA_TYPE: "image/png"}),
    ]


if __name__ == "__main__":
    if len(sys.argv) > 1:
        import uvicorn

        app = server.streamable_http_app()
        uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error")
    else:
        server.run("stdio")
