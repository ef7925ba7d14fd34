"""A hand on the connection that a request came over: ending it, in one way or another."""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import Any, cast

from ..http.observer import Receive, Scope

TRANSPORT = "inferencesh.transport"
"""The extension of the ASGI scope that holds the connection's asyncio transport."""


def transport_of(scope: Scope) -> asyncio.Transport:
    """The asyncio transport of a request's connection.

    Raises:
        RuntimeError: the server is not the platform's own.
    """
    found: Any = scope.get("extensions", {}).get(TRANSPORT)
    if found is None:
        raise RuntimeError("faults of connections need the platform's own server")
    return cast("asyncio.Transport", found)


async def break_off(scope: Scope, receive: Receive, gently: bool = False) -> None:
    """End the connection, and wait until the server knows. `gently`: with an ordinary end, not a reset."""
    cut(scope, gently)
    await gone(receive)


def cut(scope: Scope, gently: bool = False) -> None:
    """End the connection: with what was written sent and an ordinary end, or by a reset."""
    transport = transport_of(scope)
    if gently:
        transport.close()
    else:
        reset(transport)


async def gone(receive: Receive) -> None:
    """Wait until the server knows that the connection has ended."""
    # The server takes an answer that is not whole for a mistake unless it knows that nobody waits for it any more.
    while (await receive())["type"] != "http.disconnect":
        pass


def reset(transport: asyncio.BaseTransport) -> None:
    """End a connection with a reset."""
    sock: Any = transport.get_extra_info("socket")
    if sock is not None:
        try:
            # Closing with a linger of no time sends RST instead of FIN.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        except OSError:
            pass  # it is closed already
    cast("asyncio.WriteTransport", transport).abort()
