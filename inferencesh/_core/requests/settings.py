"""The key, the address and the defaults of a client, from arguments and the environment."""

# Arguments are checked at run time for callers without a type checker, who may pass anything.
# pyright: reportUnnecessaryIsInstance=false

from __future__ import annotations

import os
from typing import Mapping, Optional
from urllib.parse import urlsplit

from ..errors.classes import InvalidInputError
from ..values.redact import mask_key, remember_key

DEFAULT_BASE_URL = "https://api.inference.sh"
KEY_VARIABLE = "INFERENCE_API_KEY"
ADDRESS_VARIABLE = "INFERENCE_BASE_URL"


class Settings:
    """Where to send and as whom. Its repr shows no key."""

    __slots__ = ("api_key", "base_url", "origin")

    def __init__(self, api_key: str, base_url: str) -> None:
        self.api_key: str = api_key
        self.base_url: str = base_url
        self.origin: str = origin_of(base_url)
        remember_key(api_key)

    def __repr__(self) -> str:
        return f"Settings(base_url={self.base_url!r}, api_key='{mask_key(self.api_key)}')"


def origin_of(url: str) -> str:
    """Scheme, host and port of an address, lower case, the port always there."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return f"{parts.scheme.lower()}://{f'[{host}]' if ':' in host else host}:{port}"


def load_settings(
    api_key: Optional[str] = None,
    base_url: Optional[str] = None,
    environ: Optional[Mapping[str, str]] = None,
) -> Settings:
    """Settings from arguments, else from `INFERENCE_API_KEY` and `INFERENCE_BASE_URL`.

    Raises:
        InvalidInputError: there is no key, it has characters that no header can carry, or the address is not one.
    """
    env = os.environ if environ is None else environ
    key = env.get(KEY_VARIABLE) if api_key is None else api_key
    if key is not None and not isinstance(key, str):
        raise InvalidInputError(f"api_key must be a string, not a {type(key).__name__}")
    if key is None or not key.strip():
        raise InvalidInputError(
            f"api_key is missing: pass inference(api_key=...) or set the environment variable {KEY_VARIABLE}"
        )
    key = key.strip()
    if not key.isascii() or not key.isprintable() or " " in key:
        raise InvalidInputError("api_key has characters that a key never has (spaces, line breaks, non-ASCII)")
    url = (env.get(ADDRESS_VARIABLE) or DEFAULT_BASE_URL) if base_url is None else base_url
    if not isinstance(url, str):
        raise InvalidInputError(f"base_url must be a string such as {DEFAULT_BASE_URL!r}, not {type(url).__name__}")
    url = url.strip().rstrip("/")
    try:
        parts = urlsplit(url)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        valid = False
    # Looked for in the text: a mark with nothing behind it, and white space, are dropped by the parser but not sent so.
    if not valid or any(mark in url for mark in "?#@\\") or any(c.isspace() or not c.isprintable() for c in url):
        raise InvalidInputError(
            f"base_url must be an address such as {DEFAULT_BASE_URL!r} or 'http://127.0.0.1:8787', "
            "without user name or query"
        )
    return Settings(key, url)
