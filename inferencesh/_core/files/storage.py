"""What a storage says of the addresses that it is sent files to."""

from __future__ import annotations

import re

# Where words have to say it: storages answer these for other reasons as well.
_MAY_BE_EXPIRED = frozenset({400, 401, 403})
_LOOKED_AT = 8192  # bytes
# "Request has expired", "ExpiredToken", "Request signature expired at"; the last is how one storage says it.
_EXPIRED = re.compile(r"expired|not valid in the specified time frame", re.IGNORECASE)


def address_expired(status: int, content: bytes) -> bool:
    """Whether a storage refused bytes since their signed address is too old, so that a new one will do."""
    if status == 410:
        return True
    return status in _MAY_BE_EXPIRED and bool(_EXPIRED.search(content[:_LOOKED_AT].decode("utf-8", "replace")))
