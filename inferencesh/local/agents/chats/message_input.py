"""Messages as requests bring them: a text, and files by their addresses."""

from __future__ import annotations

from typing import Any, Dict, List, Tuple

from ...._core.values.json_guard import as_list, is_array, is_object
from ...http.problem_documents import invalid

MOST_ATTACHMENTS = 20


def check_attachments(given: Any) -> List[Dict[str, Any]]:
    """File references of a message or a result; a 422 problem for anything else."""
    if given is None:
        return []
    if not is_array(given) or not all(is_object(ref) and ref.get("uri") for ref in given):
        raise invalid("attachments must be a list of objects with a uri", "attachments")
    if len(given) > MOST_ATTACHMENTS:
        raise invalid(f"attachments: at most {MOST_ATTACHMENTS}, got {len(given)}", "attachments")
    return [dict(ref) for ref in given]


def read_input(given: Any) -> Tuple[str, List[Dict[str, Any]]]:
    """Text and attachments of a run request's `input`."""
    if not is_object(given):
        raise invalid("input must be an object with a text", "input")
    text = given.get("text") or ""
    if not isinstance(text, str):
        raise invalid("input.text must be a string", "input.text")
    attachments = check_attachments(given.get("attachments"))
    if not attachments:
        # Deprecated, and read only without attachments.
        for name, kind in (("images", "image/*"), ("files", "application/octet-stream")):
            for address in as_list(given.get(name)):
                attachments.append({"uri": str(address), "filename": "", "content_type": kind})
    if not text and not attachments:
        raise invalid("input has neither a text nor attachments", "input")
    return text, attachments


def content_parts(text: str, attachments: List[Dict[str, Any]]) -> List[Dict[str, Any]]:
    """The content of a message."""
    parts: List[Dict[str, Any]] = [{"type": "text", "text": text}] if text else []
    for ref in attachments:
        kind = "image" if str(ref.get("content_type") or "").startswith("image/") else "file"
        parts.append({"type": kind, kind: ref["uri"]})
    return parts
