"""Connections that have waited for long are not used for what cannot be sent twice."""

from __future__ import annotations

from typing import Optional

import httpx
import pytest
from support.raw_server import RawServer, serve_ok

from inferencesh._transport import Transport
from inferencesh._transport.net import idle


class Waiting:
    expires_at = 0.0
    fresh_until = 0.0
    closed = False

    def is_stale(self) -> bool:
        return False

    def close(self) -> None:
        self.closed = True


@pytest.mark.parametrize(
    ("limit", "after", "taken"),
    [
        (None, 3.9, True),
        (None, 4.1, False),
        (5.0, 3.9, True),  # five seconds at the server: a margin of one is left
        (5.0, 4.1, False),
        (2.0, 0.9, True),
        (2.0, 1.1, False),
        (1.0, 0.1, False),
        (60.0, 4.1, False),
    ],
)
def test_how_long_a_connection_is_fresh(limit: Optional[float], after: float, taken: bool) -> None:
    stacks: idle.IdleStacks[Waiting] = idle.IdleStacks(8, 30.0)
    connection = Waiting()
    stacks.put("origin", connection, 100.0, limit)
    assert (stacks.take("origin", 100.0 + after, fresh=True) is connection) is taken
    assert not connection.closed
    if not taken and after < (limit or 30.0):  # it is still there for what may be sent again
        assert stacks.take("origin", 100.0 + after) is connection


@pytest.mark.parametrize(("method", "connections"), [("GET", 1), ("PUT", 1), ("POST", 2), ("PATCH", 2)])
def test_what_cannot_be_sent_twice_takes_a_new_connection(
    method: str, connections: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idle, "FRESH", 0.0)
    with RawServer(serve_ok) as server, httpx.Client(transport=Transport(), trust_env=False) as client:
        client.get(server.url)
        client.request(method, server.url)
        assert server.opened == connections
