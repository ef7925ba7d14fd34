"""Tracebacks that show variables, as error trackers and rich ones do, show no key."""

from __future__ import annotations

import asyncio
import os
import traceback
from typing import Any, Callable, Dict, Iterator, List

import pytest
from support.raw_server import Peer, RawServer, refused_port

import inferencesh
from inferencesh import InferenceError, async_inference, inference
from inferencesh._transport.codec import http1

KEY = "inf_kanaRi3nv0gel"
HOME = os.path.dirname(inferencesh.__file__)


def variables(error: BaseException) -> Iterator[str]:
    """What such a traceback shows of the variables of the SDK's own functions, causes included."""
    cause: Any = error
    while cause is not None:
        for frame in traceback.StackSummary.extract(traceback.walk_tb(cause.__traceback__), capture_locals=True):
            if frame.filename.startswith(HOME):
                for name, value in (frame.locals or {}).items():
                    yield f"{frame.name}: {name} = {value}"
        cause = cause.__cause__ or cause.__context__


def resets(peer: Peer) -> None:
    peer.request()
    peer.reset()


def half_a_head(peer: Peer) -> None:
    peer.request()
    peer.send(b"HTTP/1.1 200 OK\r\nContent-")


def garbage(peer: Peer) -> None:
    peer.request()
    peer.send(b"garbage" * 1000 + b"\r\n\r\n")


def takes_nothing(peer: Peer) -> None:
    peer.reset()


FAULTS: Dict[str, Callable[[Peer], None]] = {
    "reset": resets,
    "half a head": half_a_head,
    "garbage": garbage,
    "nothing is read": takes_nothing,
}
CALLS: Dict[str, Callable[[Any], Any]] = {
    "get_task": lambda client: client.get_task("5hq0v3n8r1y6k4b9t2w7x0c5dm"),
    "run": lambda client: client.run("a/b", input={"text": "x" * 300_000}, wait=False, timeout=5),
}


def failure(url: str, call: Callable[[Any], Any], is_async: bool) -> InferenceError:
    async def main() -> None:
        async with async_inference(KEY, url, retry=None) as client:
            await call(client)

    with pytest.raises(InferenceError) as caught:
        if is_async:
            asyncio.run(main())
        else:
            with inference(KEY, url, retry=None) as client:
                call(client)
    return caught.value


@pytest.mark.parametrize("is_async", [False, True])
@pytest.mark.parametrize("call", sorted(CALLS))
@pytest.mark.parametrize("fault", [*sorted(FAULTS), "refused"])
def test_no_variable_shows_the_key(fault: str, call: str, is_async: bool) -> None:
    if fault == "refused":
        with refused_port() as port:
            error = failure(f"http://127.0.0.1:{port}", CALLS[call], is_async)
    else:
        with RawServer(FAULTS[fault]) as server:
            error = failure(server.url, CALLS[call], is_async)
    shown: List[str] = list(variables(error))
    assert len(shown) > 10, "nothing was searched"
    assert [line[:200] for line in shown if KEY in line] == []


def test_nor_a_head_that_is_refused() -> None:
    with pytest.raises(http1.BadRequest) as caught:
        http1.encode_head("GET", b"/", [(b"Authorization", KEY.encode()), (b"X", b"a\r\nb")])
    assert [line for line in variables(caught.value) if KEY in line] == []
    with pytest.raises(http1.BadRequest):
        http1.encode_head("GET", b"/ /", [])
