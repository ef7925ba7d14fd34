"""Paths of the platform that requests reach without a key."""

from __future__ import annotations

UPLOAD_PREFIX = "/storage/uploads/"
SERVED_PREFIX = "/storage/files/"
STORE = "/store/apps"
PUBLIC = (UPLOAD_PREFIX, SERVED_PREFIX, STORE)
