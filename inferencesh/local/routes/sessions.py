"""Everything below `/sessions`."""

from __future__ import annotations

from typing import List

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..core import Core
from ..http.responses import answer


def routes(core: Core) -> List[Route]:
    """The routes of this family."""

    async def list_all(request: Request) -> Response:
        return answer([session.describe() for session in core.sessions.active()])

    async def get(request: Request) -> Response:
        return answer(core.sessions.get(request.path_params["id"]).describe())

    async def keepalive(request: Request) -> Response:
        session = core.sessions.usable(request.path_params["id"])
        session.touch()
        core.sessions.watch(session)
        return answer(session.describe())

    async def end(request: Request) -> Response:
        core.sessions.end(core.sessions.usable(request.path_params["id"]))
        return Response(status_code=204)

    return [
        Route("/sessions", list_all, methods=["GET"]),
        Route("/sessions/{id}", get, methods=["GET"]),
        Route("/sessions/{id}", end, methods=["DELETE"]),
        Route("/sessions/{id}/keepalive", keepalive, methods=["POST"]),
    ]
