"""Everything below `/sessions`."""

from __future__ import annotations

from typing import List

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..http.responses import answer
from ..tasks.session_store import SessionStore


def routes(sessions: SessionStore) -> List[Route]:
    """The routes of this family."""

    async def list_all(request: Request) -> Response:
        return answer([session.describe() for session in sessions.active()])

    async def get(request: Request) -> Response:
        return answer(sessions.get(request.path_params["id"]).describe())

    async def keepalive(request: Request) -> Response:
        session = sessions.usable(request.path_params["id"])
        session.touch()
        sessions.watch(session)
        return answer(session.describe())

    async def end(request: Request) -> Response:
        sessions.end(sessions.usable(request.path_params["id"]))
        return Response(status_code=204)

    return [
        Route("/sessions", list_all, methods=["GET"]),
        Route("/sessions/{id}", get, methods=["GET"]),
        Route("/sessions/{id}", end, methods=["DELETE"]),
        Route("/sessions/{id}/keepalive", keepalive, methods=["POST"]),
    ]
