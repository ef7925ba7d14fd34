"""Data URIs: well formed, ill formed, and prose that begins alike."""

from __future__ import annotations

import base64
import time
from typing import Optional

import pytest

from inferencesh._core.values.data_uri import parse_data_uri, split_data_uri

PNG = b"\x89PNG\r\n\x1a\n\xfb\xff\xfe"


@pytest.mark.parametrize(
    ("text", "media_type", "content"),
    [
        ("data:image/png;base64," + base64.b64encode(PNG).decode(), "image/png", PNG),
        ("data:image/png;base64," + base64.urlsafe_b64encode(PNG).decode(), "image/png", PNG),
        ("data:image/png;base64," + base64.b64encode(PNG).decode().rstrip("="), "image/png", PNG),
        ("data:image/png;base64," + base64.b64encode(PNG).decode().replace("+", "%2B").replace("/", "%2F"), "", PNG),
        ("data:text/plain;base64,aGVs\n bG8=", "text/plain", b"hello"),
        ("data:text/plain;base64,aGVsbG8%3D", "text/plain", b"hello"),
        ("data:text/plain;base64,", "text/plain", b""),
        ("data:;base64,aGk=", "text/plain", b"hi"),
        ("DATA:Text/Plain;BASE64,aGk=", "Text/Plain", b"hi"),
        ("data:text/plain;charset=utf-8;base64,aGk=", "text/plain;charset=utf-8", b"hi"),
        ('data:text/plain;name="a b.txt";base64,aGk=', 'text/plain;name="a b.txt"', b"hi"),
        ("data:;charset=utf-8,hi", "text/plain;charset=utf-8", b"hi"),
        ("data:text/plain,hello%20world", "text/plain", b"hello world"),
        ("data:text/plain,a,b,c", "text/plain", b"a,b,c"),
        ("data:text/plain,h\u00e9", "text/plain", "h\u00e9".encode()),
        ("data:text/plain,", "text/plain", b""),
        ("data:application/vnd.api+json,{}", "application/vnd.api+json", b"{}"),
        ("data:image/svg+xml;base64,PHN2Zy8+", "image/svg+xml", b"<svg/>"),
    ],
)
def test_well_formed(text: str, media_type: str, content: bytes) -> None:
    assert parse_data_uri(text) == (media_type or "image/png", content)
    assert split_data_uri(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "data:",
        "data:,",
        "data:,just prose",
        "data: see above, and below",
        "data:points, then lines",
        "data:image/png;base64",
        "data:image/png;base64;aGk=",
        "data:image/png; base64,aGk=",
        "data:image;base64,aGk=",
        "data:image/png/x;base64,aGk=",
        "data:/png;base64,aGk=",
        "data:image/png;base64;charset=x,aGk=",
        "data:image/png;=x;base64,aGk=",
        " data:image/png;base64,aGk=",
        "xdata:image/png;base64,aGk=",
        "metadata:image/png;base64,aGk=",
        "http://example.com/data:image/png;base64,aGk=",
        "data:image/png\n;base64,aGk=",
        "data:text/plain" + ";a=b" * 200 + ";base64,aGk=",
    ],
)
def test_no_data_uri(text: str) -> None:
    assert split_data_uri(text) is None
    assert parse_data_uri(text) is None


@pytest.mark.parametrize("data", ["a", "aGk=aGk=", "!!!!", "aGk*", "aGkä", "aGk\u2028=", "=", "aGk==x", "abcde"])
def test_ill_formed_base64(data: str) -> None:
    parsed = parse_data_uri(f"data:image/png;base64,{data}")
    expected: Optional[object] = ("image/png", b"") if data == "=" else None
    if data == "aGk\u2028=":  # white space of any kind is skipped
        expected = ("image/png", b"hi")
    assert parsed == expected
    assert split_data_uri(f"data:image/png;base64,{data}") == ("image/png", True, data)


@pytest.mark.parametrize("text", ["data:" + "a" * 10_000_000, "data:a/b" + ";a=b" * 120 + ";x,", "data:," * 1_000_000])
def test_long_prose_is_told_apart_at_once(text: str) -> None:
    begin = time.perf_counter()
    assert split_data_uri(text) is None
    assert time.perf_counter() - begin < 2
