"""Data URIs: `data:[type][;parameters][;base64],data` (RFC 2397)."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Optional, Tuple
from urllib.parse import unquote_to_bytes

_HEAD = re.compile(r"data:([\w.+-]+/[\w.+-]+)?((?:;[\w.+-]+=(?:[\w.+-]+|\"[^\",;]*\"))*)(;base64)?\Z", re.I)
_HEAD_LIMIT = 512  # characters before the comma; anything longer is prose that happens to begin with "data:"


def split_data_uri(text: str) -> Optional[Tuple[str, bool, str]]:
    """Media type, whether it is base64, and the encoded data; None for a text that is no data URI."""
    comma = text.find(",", 0, _HEAD_LIMIT)
    if comma < 0:
        return None
    match = _HEAD.match(text[:comma])
    if match is None:
        return None
    # A bare "data:," is legal and says text/plain, but as a prompt it is far more likely prose.
    if match[1] is None and match[3] is None and not match[2]:
        return None
    return (match[1] or "text/plain") + (match[2] or ""), match[3] is not None, text[comma + 1 :]


def parse_data_uri(text: str) -> Optional[Tuple[str, bytes]]:
    """Media type and contents; None for a text that is no well-formed data URI.

    Takes the URL-safe alphabet, missing padding, line breaks and percent signs in base64, as browsers do.
    """
    parts = split_data_uri(text)
    if parts is None:
        return None
    media_type, is_base64, data = parts
    if not is_base64:
        return media_type, unquote_to_bytes(data)
    if "%" in data:
        data = unquote_to_bytes(data).decode("latin-1")
    compact = "".join(data.split()).rstrip("=").replace("-", "+").replace("_", "/")
    if not compact.isascii():
        return None
    try:
        return media_type, base64.b64decode(compact + "=" * (-len(compact) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
