"""What may be shown: secrets are cut out of texts, headers and addresses before they reach a log or an error.

Signed addresses are secrets too: whoever has one can write or read the file.
"""

from __future__ import annotations

import re
from typing import Dict, Iterable, Tuple

HIDDEN = "[hidden]"

# An allow-list: a header that nobody thought of stays out of the logs.
LOGGABLE_HEADERS = frozenset(
    {
        "accept",
        "cache-control",
        "content-length",
        "content-type",
        "date",
        "retry-after",
        "server",
        "transfer-encoding",
        "user-agent",
        "x-request-id",
        "x-ratelimit-remaining",
        "x-ratelimit-reset",
    }
)

_BEARER = re.compile(r"(?i)\b(bearer|basic)\s+[^\s\"',;]+")
_ADDRESS = re.compile(r"(?i)\b((?:https?|wss?)://[^\s\"'<>?#]*)\?[^\s\"'<>]*")
_USERINFO = re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://)[^/\s\"'@]+@")
_KEYS = re.compile(r"\b(inf_|1nfsh-)[A-Za-z0-9_\-]{6,}")


def redact_text(text: str) -> str:
    """`text` without bearer tokens, keys, and the queries of addresses (where signatures stand)."""
    text = _USERINFO.sub(r"\1" + HIDDEN + "@", text)
    text = _ADDRESS.sub(r"\1?" + HIDDEN, text)
    text = _BEARER.sub(r"\1 " + HIDDEN, text)
    return _KEYS.sub(r"\1" + HIDDEN, text)


def redact_url(url: str) -> str:
    """An address without its query and user information."""
    head, mark, _ = url.partition("?")
    return _USERINFO.sub(r"\1" + HIDDEN + "@", head) + (f"?{HIDDEN}" if mark else "")


def loggable_headers(headers: Iterable[Tuple[str, str]]) -> Dict[str, str]:
    """Those headers that may be logged."""
    return {name.lower(): value for name, value in headers if name.lower() in LOGGABLE_HEADERS}


def mask_key(key: str) -> str:
    """A key as it may be shown: at most its last four characters, and none of a short one."""
    return f"****{key[-4:]}" if len(key) >= 16 else "****"
