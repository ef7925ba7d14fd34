"""Sockets of live functions, as users hold them."""

from __future__ import annotations

from .app_fields import LiveSocketFields, SocketAccessFields


class LiveSocket(LiveSocketFields):
    """The connection that a live function keeps with its caller. Source: `SocketDTO` in openapi.yaml."""


class SocketAccess(SocketAccessFields):
    """Where to dial a live function, and with what. The token is not shown in `repr`.

    Source: `SocketAccess` in openapi.yaml.
    """
