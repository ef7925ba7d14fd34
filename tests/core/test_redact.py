"""What may be shown: each kind of secret in each disguise, and prose that stays as it is."""

from __future__ import annotations

import time
from typing import Any

import pytest

from inferencesh._core.values.redact import HIDDEN, loggable_headers, mask_key, redact_text, redact_url, redact_value

SECRETS = [
    "key inf_canary0123456789",
    "key=inf_canary0123456789",
    "%20inf_canary0123456789",
    "'1nfsh-canary0123456789'",
    "Authorization: Bearer canary",
    "authorization: basic Y2FuYXJ5 canary".replace(" canary", ""),
    "{'Authorization': 'Bearer canary-token'}",
    '"authorization": "bearer   canary"',
    "Bearer token-canary",
    "BEARER canary",
    "Basic Y2FuYXJ5OmNhbmFyeQ==",
    "PUT https://storage.example/a/b?X-Sig=canary",
    "https://storage.example?canary",
    "https://storage.example/a?x=1&y=canary#canary",
    "https://storage.example/#frag?canary",
    "HTTPS://STORAGE.EXAMPLE/A?CANARY=canary",
    "wss://relay.example/s?token=canary",
    "s3://bucket/key?sig=canary",
    r"https:\/\/storage.example\/a?X-Sig=canary",
    "<Url>https://storage.example/a?X-Sig=canary&amp;Y=canary</Url>",
    "/put/3fk8w1r5?X-Sig=canary",
    "GET /a?page=1&X-Amz-Signature=canary&z=1",
    "/a?api_key=canary",
    "http://user:canary@proxy.example:8080",
    "http://canary@proxy.example/x",
    "http://u:p@x@canary@proxy.example/".replace("@canary", ""),
    "redis://:canary@host/0",
    "<SignatureProvided>canary</SignatureProvided>",
    "<AWSAccessKeyId>canary</AWSAccessKeyId>",
    "&lt;Signature&gt;canary&lt;/Signature&gt;",
    "redirect_uri=https%3A%2F%2Fstorage.example%2Fa%3FX-Sig%3Dcanary%26x%3D1",
    "https%3a%2f%2fstorage.example%2fa%3fcanary",
    "https%253A%252F%252Fstorage.example%252Fa%253FX-Sig%253Dcanary",
    "%2Fput%2F3fk8%3FX-Amz-Signature%3Dcanary",
    "%2Fput%2F3fk8%3Fa%3D1%26X-Amz-Signature%3Dcanary",
    "https://storage.example/a?X-Amz-\nSignature=canary-canary",
    "the query was X-Amz-Credential=canary-canary&X-Amz-Signature=canary-canary",
    "{'X-Amz-Signature': 'canary-canary'}",
    '{"x-goog-signature":"canary-canary"}',
    "AWSAccessKeyId=canary-canary&Expires=1&Signature=canary-canary",
    "https://files.example/a#access_token=canary-canary",
    "Authorization=Bearer%20canary",
    "Bearer+canary",
]


@pytest.mark.parametrize("text", SECRETS)
def test_no_secret_is_left(text: str) -> None:
    shown = redact_text(f"before {text} after")
    assert "canary" not in shown.lower()
    assert "y2fuyxj5" not in shown.lower()
    assert "u:p" not in shown
    assert shown.startswith("before ")
    assert shown.endswith(" after")
    assert HIDDEN in shown
    assert redact_text(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        "no app named acme/nope",
        "the Bearer token is missing",
        "use bearer authentication.",
        "a basic understanding of the Basic plan",
        "see https://inference.sh/docs/api#keys",
        "http://127.0.0.1:8787/apps/run",
        "is it 5? yes: a=b",
        "mail me@example.com",
        "the name inf_x is short",
        "see https%3A%2F%2Finference.sh%2Fdocs%2Fapi",
        "max_tokens=1000000 is over the limit",
        "Signature: does not match the declared one",
        "inference(api_key=...)",
        "secret MAPS_KEY is not set",
        "http://[::1]:80/x",
        "",
        "ümläut ☃",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert redact_text(text) == text


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://h/p", "https://h/p"),
        ("https://h/p?a=b&c", "https://h/p?[hidden]"),
        ("https://h/p?a='\" b?c", "https://h/p?[hidden]"),
        ("/relative?a=b", "/relative?[hidden]"),
        ("https://u:p@h/p?a", "https://[hidden]@h/p?[hidden]"),
        ("https://h/p?", "https://h/p?[hidden]"),
        ("https://h/inf_0123456789", "https://h/inf_[hidden]"),
        ("", ""),
    ],
)
def test_addresses(url: str, shown: str) -> None:
    assert redact_url(url) == shown


def test_only_the_headers_on_the_list() -> None:
    headers = [
        ("Authorization", "Bearer canary"),
        ("Cookie", "canary"),
        ("Set-Cookie", "canary"),
        ("X-Api-Key", "canary"),
        ("Location", "https://h?canary"),
        ("X-New-Thing", "canary"),
        ("Content-Type", "application/json"),
        ("X-REQUEST-ID", "req_1"),
        ("Retry-After", "3"),
    ]
    expected = {"content-type": "application/json", "x-request-id": "req_1", "retry-after": "3"}
    assert loggable_headers(headers) == expected


@pytest.mark.parametrize(
    ("key", "shown"),
    [("inf_0123456789abcdef", "****cdef"), ("0123456789abcdef", "****cdef"), ("0123456789abcde", "****"), ("", "****")],
)
def test_masked_keys(key: str, shown: str) -> None:
    assert mask_key(key) == shown


def test_values_are_redacted_at_any_depth_and_not_changed() -> None:
    value = {
        "a": [1, None, True, {"b": "Bearer canary", "upload_url": "/canary", "token": None}],
        "inf_canary0123": 2.5,
    }
    before = repr(value)
    expected = {
        "a": [1, None, True, {"b": "Bearer [hidden]", "upload_url": HIDDEN, "token": None}],
        "inf_[hidden]": 2.5,
    }
    assert redact_value(value) == expected
    assert repr(value) == before


def test_what_is_nested_too_deeply_is_cut_off() -> None:
    value: Any = "inf_canary0123456789"
    for _ in range(5000):
        value = [value]
    shown = redact_value(value)
    assert "..." in repr(shown)
    assert "canary" not in repr(shown)


@pytest.mark.parametrize(
    "pattern",
    [
        "http://",
        "a.",
        "://",
        "bearer ",
        "bearer",
        "basic ",
        "basic aaaa",
        "inf_",
        "?a=",
        "?keykey",
        "http://a?b ",
        "<sig",
    ]
    + ["authorization", "authorization: ", " ", "@", "http://a@", "aaaaaaa", "://a@b@"]
    + ["%3A%2F%2F", "%3F", "%3Fkey", "%25", "signature", "signature=", "x-amz-", "&lt;sig", "<signature>&", "bearer+"],
)
def test_the_time_grows_with_the_text_and_no_faster(pattern: str) -> None:
    begin = time.perf_counter()
    redact_text(pattern * (1_000_000 // len(pattern)))
    assert time.perf_counter() - begin < 20
