"""What storages say of an address that is too old."""

from __future__ import annotations

import pytest

from inferencesh._core.files.storage import address_expired

WORDS = (
    "<Error><Code>AccessDenied</Code><Message>Request has expired</Message><Expires>2026-10-01T00:00:00Z</Expires>",
    "<Error><Code>ExpiredToken</Code><Message>Invalid argument.</Message></Error>",
    "<Details>Signature not valid in the specified time frame: Start [x] - Expiry [y] - Current [z]</Details>",
    '{"detail": "this upload address has expired; ask POST /files for a new one"}',
)
OTHERS = (
    "",
    "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>",
    "<Error><Code>SignatureDoesNotMatch</Code><Message>The signature is another.</Message></Error>",
    "<Error><Code>RequestTimeTooSkewed</Code><Message>The clocks differ too much.</Message></Error>",
    "<Error><Code>InvalidRequest</Code><Message>The request is invalid</Message></Error>",
)


@pytest.mark.parametrize("status", [400, 401, 403])
def test_words_tell(status: int) -> None:
    assert [text for text in WORDS if not address_expired(status, text.encode())] == []
    assert [text for text in OTHERS if address_expired(status, text.encode())] == []


@pytest.mark.parametrize("status", [404, 413, 415, 429, 500, 503])
def test_other_answers_are_about_something_else(status: int) -> None:
    assert [text for text in WORDS if address_expired(status, text.encode())] == []


def test_gone_needs_no_words() -> None:
    assert address_expired(410, b"")


def test_bytes_that_are_no_text() -> None:
    assert not address_expired(403, b"\xff\xfe\x00" * 10000)
    assert not address_expired(403, b" " * 10000 + b"expired"), "the end of a long page is not read"
