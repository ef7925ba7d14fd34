"""The members that every stored object has."""

from __future__ import annotations

from typing import Any, Dict

from . import ids

USER_ID = ids.stable_id("user", "local")
TEAM_ID = ids.stable_id("team", "local")


def common_members(identifier: str, created_at: str, updated_at: str, visibility: str = "private") -> Dict[str, Any]:
    """Id, times, owner and visibility, as the API shows them."""
    return {
        "id": identifier,
        "short_id": ids.short(identifier),
        "created_at": created_at,
        "updated_at": updated_at,
        "deleted_at": None,
        "user_id": USER_ID,
        "team_id": TEAM_ID,
        "visibility": visibility,
    }
