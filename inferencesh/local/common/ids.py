"""Identifiers in the platform's shape: 26 lower-case characters, of which the first 8 are the short form."""

from __future__ import annotations

import hashlib
import secrets
from typing import List

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 26


def new_id() -> str:
    """An id that nobody can guess (130 random bits)."""
    return _spell(secrets.randbits(5 * LENGTH))


def stable_id(*parts: str) -> str:
    """The same id for the same parts, in every process."""
    digest = hashlib.sha256("\0".join(parts).encode("utf-8")).digest()
    return _spell(int.from_bytes(digest, "big") & ((1 << (5 * LENGTH)) - 1))


def new_session_id() -> str:
    """Session ids carry a prefix of their own (docs/platform-notes.md)."""
    return "sess_" + new_id()[:16]


def short(identifier: str) -> str:
    """The short form of an id."""
    return identifier[:8]


def _spell(number: int) -> str:
    letters: List[str] = []
    for _ in range(LENGTH):
        number, index = divmod(number, 32)
        letters.append(ALPHABET[index])
    return "".join(letters)
