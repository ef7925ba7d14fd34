"""One set of tests for the sync and the async transport, plain and TLS, ours and (what both do) httpx's own."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import importlib.util
import ssl
import warnings
from typing import Any, AsyncIterator, Dict, Iterator, List, Optional

import httpx
import pytest
from support.raw_server import RawServer, Script

from inferencesh._transport import AsyncTransport, Transport

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # cryptography warns of Python 3.8
    import trustme

TIMEOUT = httpx.Timeout(20.0)


class Certificates:
    def __init__(self) -> None:
        authority = trustme.CA()
        self.server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1", "localhost").configure_cert(self.server)
        self.client = ssl.create_default_context()
        authority.configure_trust(self.client)
        self.pem: bytes = authority.cert_pem.bytes()


@pytest.fixture(scope="session")
def certificates() -> Certificates:
    return Certificates()


class Driver:
    """The same calls for both kinds of client."""

    is_async = False

    def __init__(self, stock: bool, context: ssl.SSLContext, **settings: Any) -> None:
        self.transport: Any = self.make(stock, context, settings)
        self.client: Any = self.wrap(self.transport)

    def make(self, stock: bool, context: ssl.SSLContext, settings: Dict[str, Any]) -> Any:
        return httpx.HTTPTransport(verify=context) if stock else Transport(verify=context, **settings)

    def wrap(self, transport: Any) -> Any:
        return httpx.Client(transport=transport, timeout=TIMEOUT, trust_env=False)

    def run(self, result: Any) -> Any:
        return result

    def parts(self, blocks: List[bytes]) -> Any:
        return iter(blocks)

    def request(self, method: str, url: str, **options: Any) -> httpx.Response:
        extensions = options.pop("extensions", None)
        response: httpx.Response = self.run(self.client.request(method, url, extensions=extensions, **options))
        return response

    def get(self, url: str, **options: Any) -> httpx.Response:
        return self.request("GET", url, **options)

    def open(self, url: str, method: str = "GET", **options: Any) -> httpx.Response:
        """The response with its body unread."""
        request = self.client.build_request(method, url, **options)
        response: httpx.Response = self.run(self.client.send(request, stream=True))
        return response

    def chunks(self, response: httpx.Response) -> Iterator[bytes]:
        return response.iter_raw()

    def close_response(self, response: httpx.Response) -> None:
        response.close()

    def close(self) -> None:
        self.client.close()


class AsyncDriver(Driver):
    is_async = True
    new_loop = staticmethod(asyncio.new_event_loop)

    def __init__(self, stock: bool, context: ssl.SSLContext, **settings: Any) -> None:
        self.loop = self.new_loop()
        super().__init__(stock, context, **settings)

    def make(self, stock: bool, context: ssl.SSLContext, settings: Dict[str, Any]) -> Any:
        return httpx.AsyncHTTPTransport(verify=context) if stock else AsyncTransport(verify=context, **settings)

    def wrap(self, transport: Any) -> Any:
        return httpx.AsyncClient(transport=transport, timeout=TIMEOUT, trust_env=False)

    def run(self, result: Any) -> Any:
        return self.loop.run_until_complete(result)

    def parts(self, blocks: List[bytes]) -> Any:
        async def each() -> AsyncIterator[bytes]:
            for block in blocks:
                await asyncio.sleep(0)
                yield block

        return each()

    def chunks(self, response: httpx.Response) -> Iterator[bytes]:
        stream = response.aiter_raw()
        with contextlib.suppress(StopAsyncIteration):
            while True:
                yield self.run(stream.__anext__())

    def close_response(self, response: httpx.Response) -> None:
        self.run(response.aclose())

    def close(self) -> None:
        self.run(self.client.aclose())
        self.run(self.loop.shutdown_asyncgens())
        self.run(self.loop.shutdown_default_executor()) if hasattr(self.loop, "shutdown_default_executor") else None
        self.loop.close()


class UvloopDriver(AsyncDriver):
    @staticmethod
    def new_loop() -> asyncio.AbstractEventLoop:
        import uvloop

        loop: asyncio.AbstractEventLoop = uvloop.new_event_loop()
        return loop


DRIVERS = {"sync": Driver, "async": AsyncDriver, "uvloop": UvloopDriver}


class Lab:
    """Makes servers and drivers, and takes them down."""

    def __init__(self, kind: str, tls: bool, certificates: Certificates) -> None:
        self.stock = kind.endswith("stock")
        self.driver_kind = DRIVERS[kind.split("-")[0]]
        self.is_async = self.driver_kind.is_async
        self.tls = tls
        self.certificates = certificates
        self.stack = contextlib.ExitStack()

    def server(self, script: Script, tls: Optional[bool] = None) -> RawServer:
        tls = self.tls if tls is None else tls
        return self.stack.enter_context(RawServer(script, self.certificates.server if tls else None))

    def driver(self, **settings: Any) -> Driver:
        made = self.driver_kind(self.stock, self.certificates.client, **settings)
        self.stack.callback(made.close)
        return made


def _lab(request: Any, certificates: Certificates) -> Iterator[Lab]:
    kind, tls = request.param
    lab = Lab(kind, tls, certificates)
    with lab.stack:
        yield lab
    gc.collect(1)  # what was left behind must not warn; the young objects, since all of them take longer than the test


_OURS = [(kind, tls) for kind in ("sync", "async") for tls in (False, True)]
if importlib.util.find_spec("uvloop") is not None:
    _OURS += [("uvloop", False), ("uvloop", True)]
_ALL = _OURS + [(kind, tls) for kind in ("sync-stock", "async-stock") for tls in (False, True)]


def _names(cases: List[Any]) -> List[str]:
    return [f"{kind}-{'tls' if tls else 'plain'}" for kind, tls in cases]


@pytest.fixture(params=_OURS, ids=_names(_OURS))
def lab(request: Any, certificates: Certificates) -> Iterator[Lab]:
    """Our transport, four ways."""
    yield from _lab(request, certificates)


@pytest.fixture(params=_ALL, ids=_names(_ALL))
def any_lab(request: Any, certificates: Certificates) -> Iterator[Lab]:
    """Ours, and httpx's own for comparison: what must be the same."""
    yield from _lab(request, certificates)


@pytest.fixture(params=[("sync", False), ("async", False)], ids=["sync", "async"])
def plain_lab(request: Any, certificates: Certificates) -> Iterator[Lab]:
    """Our transport without TLS, where TLS makes no difference."""
    yield from _lab(request, certificates)
