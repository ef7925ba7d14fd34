"""Sessions (a worker kept warm for one caller), as users hold them."""

from __future__ import annotations

from .app_fields import SessionFields


class Session(SessionFields):
    """A stateful session. Runs take its `id` in `session`. Source: `AppSessionDTO` in openapi.yaml."""
