"""Routes of the contract that this platform does not serve yet, and everything that is not a route at all."""

from __future__ import annotations

from typing import List

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..http.problem_documents import Problem, not_found

_FAMILIES = """
agent-runs agents apikeys apps artifacts auth auth-schemes billing bounties chats credentials device
engines entitlements events execs feedback files flowruns flows instances interrupts invites
knowledge mcp mcps me menus models notifications oauth openapi.json orgs pages plans projects
providers publications remotes run search secrets sessions skills sockets store suggest tasks teams
tools transactions trigger-fires trigger-sources triggers usage users vaults
"""
FAMILIES = frozenset(_FAMILIES.split())
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def routes() -> List[Route]:
    """One route that catches all; it must stand last."""

    async def catch_all(request: Request) -> Response:
        path = request.url.path
        family = path.split("/")[1] if path.startswith("/") else ""
        if family in FAMILIES:
            raise Problem(501, "not_implemented", f"the local platform does not serve {request.method} {path}")
        raise not_found(f"there is no route {request.method} {path}")

    return [Route("/{path:path}", catch_all, methods=METHODS)]
