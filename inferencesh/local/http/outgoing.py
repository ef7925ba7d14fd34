"""Requests that the platform itself makes, to addresses that were checked: no redirects, no proxy on this machine.

A redirect could lead from this machine to another one.
"""

from __future__ import annotations

import contextlib
import zlib
from typing import TYPE_CHECKING, Any, AsyncGenerator, Generator, Mapping, Optional

from .checked_addresses import Address

if TYPE_CHECKING:
    import httpx


class Unreachable(ValueError):
    """The request could not be made, or its answer not be read."""


@contextlib.contextmanager
def answer_of(
    method: str,
    address: Address,
    *,
    timeout: float,
    proxies: bool,
    headers: Optional[Mapping[str, str]] = None,
    content: Optional[bytes] = None,
) -> Generator[httpx.Response, None, None]:
    """The answer, whose body is still to be read. `timeout` is for each step; `proxies`: use the environment's."""
    import httpx

    with _as_unreachable(), httpx.Client(
        timeout=timeout, follow_redirects=False, trust_env=proxies and not address.is_loopback
    ) as client:
        response = _send(client, method, address, headers or {}, content)
        try:
            yield response
        finally:
            response.close()


def _send(
    client: httpx.Client, method: str, address: Address, headers: Mapping[str, str], content: Optional[bytes]
) -> httpx.Response:
    import httpx

    refused: Optional[Exception] = None
    for url, own, extensions in address.requests():
        request = client.build_request(
            method, url, headers=_encoded({**headers, **own}), content=content, extensions=extensions
        )
        try:
            return client.send(request, stream=True)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            refused = error
    assert refused is not None
    raise refused


@contextlib.asynccontextmanager
async def answer_of_async(
    method: str, address: Address, *, proxies: bool, headers: Mapping[str, str], json: Any = None
) -> AsyncGenerator[httpx.Response, None]:
    """The same on the event loop, without a time-out: the caller limits the time."""
    import httpx

    with _as_unreachable():
        async with httpx.AsyncClient(
            timeout=None, follow_redirects=False, trust_env=proxies and not address.is_loopback
        ) as client:
            response = await _send_async(client, method, address, headers, json)
            try:
                yield response
            finally:
                await response.aclose()


async def _send_async(
    client: httpx.AsyncClient, method: str, address: Address, headers: Mapping[str, str], json: Any
) -> httpx.Response:
    import httpx

    refused: Optional[Exception] = None
    for url, own, extensions in address.requests():
        request = client.build_request(
            method, url, headers=_encoded({**headers, **own}), json=json, extensions=extensions
        )
        try:
            return await client.send(request, stream=True)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            refused = error
    assert refused is not None
    raise refused


def _encoded(headers: Mapping[str, str]) -> Any:
    # httpx itself takes ASCII alone. What it could decode is decoded here, with a bound.
    return [(name.encode(), value.encode()) for name, value in {**headers, "Accept-Encoding": "identity"}.items()]


@contextlib.contextmanager
def _as_unreachable() -> Generator[None, None, None]:
    import httpx

    try:
        yield
    except (httpx.HTTPError, httpx.InvalidURL, zlib.error) as error:
        raise Unreachable(f"{type(error).__name__}: {error}") from None


async def read_limited(answer: httpx.Response, limit: int) -> bytes:
    """The body, decoded; `Unreachable` once it is longer than `limit` bytes, before more of it is in memory."""
    coding = answer.headers.get("content-encoding", "identity").strip().lower()
    if coding not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise Unreachable(f"the answer came as {coding[:40]}, which was not asked for")
    decoder = None if coding in ("", "identity") else zlib.decompressobj(wbits=47 if "gzip" in coding else 15)
    received = bytearray()
    async for chunk in answer.aiter_raw():
        received += chunk if decoder is None else decoder.decompress(chunk, limit + 1 - len(received))
        if len(received) > limit or (decoder is not None and decoder.unconsumed_tail):
            raise Unreachable(f"the answer is longer than {limit} bytes")
    return bytes(received)
