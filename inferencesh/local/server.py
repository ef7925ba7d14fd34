"""The ASGI application of the local platform, and the thread that serves it."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import errno
import logging
import socket
import threading
import time
from email.utils import formatdate
from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from uvicorn.protocols.http.h11_impl import H11Protocol

from .agents.routes import route_table
from .agents.routes.agent_services import AgentServices
from .agents.routes.chat_streams import ChatStreams
from .common.clock import LocalClock
from .faults import Faults, admin
from .faults.connection import TRANSPORT, reset
from .faults.layer import FaultLayer
from .http import guard
from .http.observer import ASGIApp, Observer, ObserverMiddleware
from .http.problem_documents import Problem
from .http.responses import refuse
from .routes import app_routes, file_routes, session_routes, task_routes, unserved_routes
from .routes.task_streams import TaskStreams
from .services import Services

log: logging.Logger = logging.getLogger("inferencesh.local")

RouteFamily = Callable[[Services], Sequence[BaseRoute]]


@dataclasses.dataclass(frozen=True)
class ServerOptions:
    """Where the server listens, to whom, and what stands around the platform's own routes; see `LocalPlatform`."""

    host: str
    port: int
    api_key: Optional[str]
    extra_routes: Sequence[RouteFamily]
    middleware: Sequence[Tuple[Any, Dict[str, Any]]]
    observer: Optional[Observer]


def _task_family(services: Services) -> Sequence[BaseRoute]:
    on_close = services.background.on_close
    return task_routes.routes(
        task_routes.TaskServices(
            clock=services.clock,
            tasks=services.tasks,
            files=services.files,
            scheduler=services.scheduler,
            streams=TaskStreams(services.options.streams, on_close),
            on_close=on_close,
        )
    )


def _agent_family(services: Services) -> Sequence[BaseRoute]:
    return route_table.routes(
        AgentServices(
            agents=services.agents,
            chats=services.chats,
            conversations=services.conversations,
            decisions=services.decisions,
            streams=ChatStreams(services.options.streams, services.background.on_close),
        )
    )


FAMILIES: List[RouteFamily] = [
    _task_family,
    lambda services: file_routes.routes(services.files),
    lambda services: session_routes.routes(services.sessions),
    lambda services: app_routes.routes(services.registry),
    _agent_family,
    lambda services: unserved_routes.routes(),
]
"""What is served. A family that comes later is put in here, before the last one, or passed as `extra_routes`."""

_USED_UP = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
_CODES = {400: "invalid_request", 404: "not_found", 405: "method_not_allowed", 413: "invalid_request"}


def build_app(services: Services, options: ServerOptions, faults: Faults) -> ASGIApp:
    """Routes, then the guard, the caller's middleware (first one outermost), the faults, and the observer around."""
    routes: List[BaseRoute] = [*admin.routes(faults, services.clock)]
    for family in [*options.extra_routes, *FAMILIES]:
        routes += family(services)
    application: Any = Starlette(
        routes=routes,
        exception_handlers={
            Problem: _on_problem,
            HTTPException: _on_http_exception,
            ClientDisconnect: _on_disconnect,
            Exception: _on_error,
        },
    )
    application = guard.Guard(_QuietErrors(application), host=options.host, api_key=options.api_key)
    for wrapper, arguments in reversed(options.middleware):
        application = wrapper(application, **arguments)
    application = FaultLayer(application, faults, services.clock, services.background.on_close)
    application = _Dated(application, services.clock)
    if options.observer is not None:
        application = ObserverMiddleware(application, options.observer)
    return application  # type: ignore[no-any-return]


class _QuietErrors:
    """Starlette answers an unexpected error with our 500 problem and raises it again; log it here, once."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            await self._app(scope, receive, send)
        except Problem:
            raise
        except ClientDisconnect:
            pass  # nobody is left to be answered
        except Exception:
            log.exception("the platform failed to answer %s %s", scope.get("method"), scope.get("path"))


class _Dated:
    """Says in each answer when it is, by the platform's clock, as the times of its records are."""

    def __init__(self, app: ASGIApp, clock: LocalClock) -> None:
        self._app = app
        self._clock = clock

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def dated(message: Any) -> None:
            if message["type"] == "http.response.start":
                date = formatdate(self._clock.time(), usegmt=True).encode()
                message = {**message, "headers": [*message.get("headers", []), (b"date", date)]}
            await send(message)

        await self._app(scope, receive, dated)


async def _on_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return refuse(error)


async def _on_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return refuse(Problem(error.status_code, _CODES.get(error.status_code, "invalid_request"), str(error.detail)))


async def _on_disconnect(request: Request, error: Exception) -> Response:
    return refuse(Problem(400, "invalid_request", "the request ended before its body was complete"))


async def _on_error(request: Request, error: Exception) -> Response:
    return refuse(Problem(500, "internal_error", f"the platform failed: {type(error).__name__}"))


def bind(host: str, port: int, listening: bool = True) -> socket.socket:
    """An address to listen on; an `OSError` that names it when it is taken.

    Not yet `listening`, it is reserved, and connections are refused.
    """
    if not 0 <= port <= 65535:
        raise ValueError(f"port must be from 0 to 65535, got {port}")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named, since asyncio switches off Nagle only for sockets that name it: 40 ms a request.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host.strip("[]"), port))
        if listening:
            listener.listen(512)
        listener.setblocking(False)
    except OSError as error:
        listener.close()
        raise OSError(error.errno, f"cannot listen on {host}:{port}: {error.strerror}") from None
    return listener


class ServerThread:
    """Serves an application on a loop of its own until `stop`."""

    def __init__(self, listener: socket.socket, make_app: Callable[[], ASGIApp], services: Services) -> None:
        self._listener = listener
        self._make_app = make_app
        self._services = services
        self._ready = threading.Event()
        self._failure: Optional[BaseException] = None
        self._loop: Optional[asyncio.AbstractEventLoop] = None
        self._server: Optional[_Server] = None
        self._thread = threading.Thread(target=self._main, name="inferencesh-local-server", daemon=True)

    def start(self) -> None:
        """Start the server and wait until it takes requests, for at most 30 seconds.

        Raises:
            RuntimeError: it could not be started.
        """
        self._thread.start()
        self._ready.wait(30.0)
        if self._failure is not None:
            self._thread.join()
            raise RuntimeError(f"the local platform could not be started: {self._failure}") from self._failure
        if not self._ready.is_set():
            raise RuntimeError("the local platform did not come up within 30 seconds")

    def call(self, function: Callable[[], Any]) -> Any:
        """Run a function on the server's loop and hand back what it gives."""
        if self._loop is None or threading.current_thread() is self._thread:
            return function()

        async def run() -> Any:
            return function()

        return asyncio.run_coroutine_threadsafe(run(), self._loop).result(30.0)

    def refuse(self, seconds: float) -> None:
        """Refuse connections for so many real seconds, and end those that are open. For "refuse" faults."""
        self._with_server(lambda server: server.refuse(seconds))

    def open(self) -> None:
        """Listen again, if connections are refused."""
        self._with_server(lambda server: server.listen_again())

    def _with_server(self, work: Callable[[_Server], None]) -> None:
        server = self._server
        if server is not None and self._thread.is_alive():
            self.call(lambda: work(server))

    def stop(self) -> None:
        """End open streams and running apps, then the server; returns when the thread is gone."""
        loop, server = self._loop, self._server
        if loop is not None and server is not None and self._thread.is_alive():
            try:
                # MCP servers that do not end by themselves take the longest.
                asyncio.run_coroutine_threadsafe(self._stop(server), loop).result(20.0)
            except Exception:
                # Whatever went wrong in there, the server has to go.
                log.exception("the local platform did not stop cleanly")
                server.should_exit = True
        self._thread.join(15.0)
        if self._thread.is_alive():
            raise RuntimeError("the local platform's server thread did not end")
        self._services.close_threads(2.0)

    async def _stop(self, server: _Server) -> None:
        await self._services.close()
        server.end()

    def _main(self) -> None:
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        loop.set_exception_handler(_NoDescriptors())
        self._loop = loop
        self._services.clock.attach(loop)
        try:
            loop.run_until_complete(self._serve())
        except BaseException as error:
            self._failure = error
        finally:
            self._services.clock.attach(None)
            try:
                _cancel_rest(loop)
                loop.run_until_complete(loop.shutdown_asyncgens())
            finally:
                asyncio.set_event_loop(None)
                loop.close()
                self._listener.close()
                self._ready.set()

    async def _serve(self) -> None:
        config = uvicorn.Config(
            self._make_app(),
            log_config=None,
            access_log=False,
            lifespan="off",
            http=_Protocol,
            ws="none",
            server_header=False,
            date_header=False,
            timeout_keep_alive=75,
            timeout_graceful_shutdown=3,
            h11_max_incomplete_event_size=1 << 16,
        )
        self._server = _Server(config, self._ready)
        await self._server.serve(sockets=[self._listener])


class _Protocol(H11Protocol):
    """Shows requests the connection that they came by, for faults that are about it."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        inner: Any = self.app

        async def with_transport(scope: Any, receive: Any, send: Any) -> None:
            scope.setdefault("extensions", {})[TRANSPORT] = self.transport
            await inner(scope, receive, send)

        self.app = with_transport


class _Server(uvicorn.Server):
    """Says at once that it is ready, and hears at once that it should end; uvicorn's own looks ten times a second."""

    def __init__(self, config: uvicorn.Config, ready: threading.Event) -> None:
        super().__init__(config)
        self._is_ready = ready
        self._end: Optional[asyncio.Event] = None
        self._held: Optional[socket.socket] = None  # the address while nobody listens on it
        self._timer: Optional[asyncio.TimerHandle] = None
        self._opening: Optional[asyncio.Task[None]] = None

    def refuse(self, seconds: float) -> None:
        """Nobody listens for so many seconds; open connections are reset."""
        if self.should_exit:
            return
        if self._held is None:
            address = self.servers[0].sockets[0].getsockname()
            for listening in self.servers:
                listening.close()
            self.servers = []
            self._held = bind(address[0], address[1], listening=False)
        for connection in list(self.server_state.connections):
            transport: Optional[asyncio.BaseTransport] = getattr(connection, "transport", None)
            if transport is not None:
                reset(transport)
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(seconds, self.listen_again)

    def listen_again(self) -> None:
        """The end of `refuse`; nothing if it is over."""
        held, self._held = self._held, None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if held is not None and not self.should_exit:
            held.listen(512)  # from here on connections wait for us
            self._opening = asyncio.ensure_future(self._accept(held))
        elif held is not None:
            held.close()

    async def _accept(self, listener: socket.socket) -> None:
        def protocol() -> asyncio.Protocol:
            return _Protocol(config=self.config, server_state=self.server_state, app_state=self.lifespan.state)

        try:
            self.servers.append(await asyncio.get_running_loop().create_server(protocol, sock=listener))
        except BaseException:
            listener.close()
            raise

    async def main_loop(self) -> None:
        self._end = asyncio.Event()
        self._is_ready.set()
        tick = 0
        while not await self.on_tick(tick):
            tick = (tick + 10) % 864000
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._end.wait(), 1.0)

    async def shutdown(self, sockets: Optional[List[socket.socket]] = None) -> None:
        """As uvicorn's, which waits a tenth of a second whether or not anybody is connected."""
        if self._opening is not None:
            await self._opening
        self.listen_again()
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        give_up = time.monotonic() + (self.config.timeout_graceful_shutdown or 0)
        state = self.server_state
        # Both are sets that nobody can wait for.
        while (state.connections or state.tasks) and time.monotonic() < give_up:  # noqa: ASYNC110
            await asyncio.sleep(0.002)
        for task in list(state.tasks):
            task.cancel()

    def end(self) -> None:
        self.should_exit = True
        if self._end is not None:
            self._end.set()


class _NoDescriptors:
    """The loop's exception handler. That no descriptor is left, asyncio says for each place in the queue of waiting
    connections, once a second; here it is said once a minute."""

    def __init__(self) -> None:
        self._said: Optional[float] = None

    def __call__(self, loop: asyncio.AbstractEventLoop, context: Dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, ValueError) and "._start_serving" in context["message"]:
            return  # asyncio's next try for each of those places, after the listener was closed
        if not isinstance(error, OSError) or error.errno not in _USED_UP or "accept" not in context["message"]:
            loop.default_exception_handler(context)
            return
        now = time.monotonic()
        if self._said is None or now - self._said >= 60.0:
            self._said = now
            log.warning(
                "no connection can be accepted: %s. Connections wait until others are closed; raise the limit with "
                "ulimit -n, or close clients that are not used",
                error.strerror,
            )


def _cancel_rest(loop: asyncio.AbstractEventLoop) -> None:
    rest = asyncio.all_tasks(loop)
    for task in rest:
        task.cancel()
    if rest:
        loop.run_until_complete(asyncio.gather(*rest, return_exceptions=True))
