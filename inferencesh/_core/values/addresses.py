"""Web addresses of other hosts: what stands in them beside the place."""

from __future__ import annotations

import base64
from typing import Optional, Tuple
from urllib.parse import unquote_to_bytes, urlsplit


def split_credentials(url: str) -> Tuple[str, Optional[str]]:
    """An address without its user information, and the `Authorization` header that the information stands for.

    Raises:
        ValueError: it is not an address.
    """
    authority = urlsplit(url).netloc
    information, at, host = authority.rpartition("@")
    if not at:
        return url, None
    user, _, password = information.partition(":")
    plain = url.replace(f"//{authority}", f"//{host}", 1)
    if not information:
        return plain, None
    pair = unquote_to_bytes(user) + b":" + unquote_to_bytes(password)
    return plain, f"Basic {base64.b64encode(pair).decode()}"
