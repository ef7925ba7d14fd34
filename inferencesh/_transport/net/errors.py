"""What the transport raises beside httpx's exceptions."""

from __future__ import annotations


class ConfigurationError(ValueError):
    """A setting, mostly one of the environment, with which no request can be sent."""
