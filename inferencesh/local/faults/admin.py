"""The way in for other processes: faults and the clock over HTTP. No fault strikes these routes.

`POST /admin/faults` takes one fault or a list, `GET` shows them and the log, `DELETE` clears them;
`POST /admin/clock` with `{"advance": 60}` moves the clock, `GET` reads it.
"""

from __future__ import annotations

from typing import Any, List

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..common.clock import LocalClock
from ..http.problem_documents import invalid
from ..http.responses import BODY_LIMIT, answer, read_object
from .script import Faults


def routes(faults: Faults, clock: LocalClock) -> List[Route]:
    """The routes of this family."""

    async def show(request: Request) -> Response:
        return answer(faults.describe())

    async def add(request: Request) -> Response:
        body = await request.body()
        if len(body) > BODY_LIMIT:
            raise invalid("there are too many faults", "faults")
        try:
            made = faults.load_text(body.decode("utf-8"))
        except ValueError as error:
            raise invalid(str(error), "faults") from None
        return answer([fault.describe() for fault in made])

    async def clear(request: Request) -> Response:
        faults.clear()
        return answer(faults.describe())

    async def time(request: Request) -> Response:
        return answer({"time": clock.timestamp()})

    async def move(request: Request) -> Response:
        body = await read_object(request)
        seconds: Any = body.get("advance")
        if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
            raise invalid("advance must be a number of seconds", "advance")
        try:
            clock.advance(seconds)
        except ValueError as error:
            raise invalid(str(error), "advance") from None
        return answer({"time": clock.timestamp()})

    return [
        Route("/admin/faults", show, methods=["GET"]),
        Route("/admin/faults", add, methods=["POST"]),
        Route("/admin/faults", clear, methods=["DELETE"]),
        Route("/admin/clock", time, methods=["GET"]),
        Route("/admin/clock", move, methods=["POST"]),
    ]
