"""Changes that were sent again since the answer was lost, and then refused: whether it was done before.

The platform refuses to do twice what can be done only once: a message is not queued any more, a call waits for no
approval. What is there now tells whether the attempt whose answer was lost has done it. Deletions need no look: see
`gone_is_deleted` in `errors.py`.
"""

from __future__ import annotations

from typing import Any, Mapping, Optional, Sequence

from ..errors.classes import APIError, ConflictError, InferenceError, may_have_worked_before

# How a call stands, docs/platform-notes.md, "Calls of tools": it ran, or runs; it was refused, or its run was stopped.
_LET_RUN = frozenset({"in_progress", "awaiting_input", "waiting", "completed"})
_REFUSED = "cancelled"


def named(identifier: str, records: Sequence[Mapping[str, Any]]) -> Optional[Mapping[str, Any]]:
    """The record with this id, or short id."""
    return next((one for one in records if identifier in (one.get("id"), one.get("short_id"))), None)


def withdrawn(message_id: str, stored: Optional[Mapping[str, Any]]) -> Optional[Mapping[str, Any]]:
    """The message as the first attempt would have given it, None if it is not withdrawn.

    Args:
        stored: the message as it is now, None if the platform says that there is none: it is gone, as was wanted.
    """
    if stored is None:
        return {"id": message_id, "status": "cancelled"}
    return stored if stored.get("status") == "cancelled" else None


def may_be_decided(error: APIError) -> bool:
    """Whether a decision about a call was refused since an attempt before may have made it.

    It is refused as a conflict, or with 400 `invalid_state`: docs/platform-notes.md, "Answers and errors".
    """
    return (isinstance(error, ConflictError) or error.code == "invalid_state") and may_have_worked_before(error)


def decided_otherwise(approved: bool, status: Optional[str]) -> bool:
    """Whether a call was decided the other way, by somebody else.

    Args:
        approved: what was wanted.
        status: the call's, None if it is not known. One that still waits for its approval says nothing, since the
            platform has refused a second decision already; neither does one that failed, after either.
    """
    return status == _REFUSED if approved else status in _LET_RUN


def in_doubt(error: APIError, what: str) -> InferenceError:
    """The error, where the state cannot be read: `what` an attempt before may have done."""
    error.args = (f"{error.args[0]} (an attempt before, whose answer was lost, may have {what})",)
    return error
