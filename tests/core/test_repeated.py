"""Changes that were refused the second time."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

import pytest

from inferencesh import APIError, ConflictError, NotFoundError, ValidationError
from inferencesh._core.recovery.repeated import decided_otherwise, in_doubt, may_be_decided, named, withdrawn

ID = "5hq0v3n8r1y6k4b9t2w7x0c5dm"


@pytest.mark.parametrize(
    ("stored", "found"),
    [
        (None, {"id": ID, "status": "cancelled"}),
        ({"id": ID, "status": "cancelled", "order": 3}, {"id": ID, "status": "cancelled", "order": 3}),
        ({"id": ID, "status": "queued"}, None),
        ({"id": ID, "status": "ready"}, None),
        ({"id": ID}, None),
    ],
)
def test_whether_a_message_was_withdrawn(stored: Optional[Dict[str, Any]], found: Optional[Dict[str, Any]]) -> None:
    assert withdrawn(ID, stored) == found


@pytest.mark.parametrize(
    ("status", "approved", "rejected"),
    [
        ("awaiting_approval", False, False),
        ("pending", False, False),
        ("in_progress", False, True),
        ("awaiting_input", False, True),
        ("waiting", False, True),
        ("completed", False, True),
        ("failed", False, False),
        ("cancelled", True, False),
        (None, False, False),
        ("of another time", False, False),
    ],
)
def test_whether_a_call_was_decided_otherwise(status: Optional[str], approved: bool, rejected: bool) -> None:
    assert decided_otherwise(True, status) is approved
    assert decided_otherwise(False, status) is rejected


def after(error: APIError, *outcomes: str) -> APIError:
    error.attempts = [{"at": 0.0, "seconds": 0.0, "outcome": outcome} for outcome in outcomes]
    return error


@pytest.mark.parametrize(
    ("outcomes", "lost"),
    [
        (["HTTP 409"], False),
        (["HTTP 429", "HTTP 503", "ConnectError: refused", "HTTP 409"], False),
        (["ReadError: reset", "HTTP 409"], True),
        (["HTTP 502", "HTTP 409"], True),
        (["HTTP 200, the answer is not JSON", "HTTP 409"], True),
    ],
)
def test_whether_a_decision_may_have_been_made_before(outcomes: List[str], lost: bool) -> None:
    assert may_be_decided(after(ConflictError("no", status_code=409), *outcomes)) is lost
    assert may_be_decided(after(ValidationError("no", status_code=400, code="invalid_state"), *outcomes)) is lost
    assert not may_be_decided(after(ValidationError("no", status_code=400, code="invalid_request"), *outcomes))
    assert not may_be_decided(after(NotFoundError("no", status_code=404), *outcomes))


def test_a_record_by_its_id_or_short_id() -> None:
    records = [{"id": "a", "short_id": "b"}, {"id": ID, "short_id": ID[:8]}, {}]
    assert named(ID, records) == named(ID[:8], records) == records[1]
    assert named("c", records) is None


def test_the_doubt_is_told() -> None:
    error = in_doubt(ConflictError("it is not queued", status_code=409), "withdrawn it")
    assert str(error) == "HTTP 409: it is not queued (an attempt before, whose answer was lost, may have withdrawn it)"
