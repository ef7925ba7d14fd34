"""Options of a stream, an upload and a call."""

from __future__ import annotations

import copy
import pickle
from typing import Any, Dict

import pytest

from inferencesh._core.errors.classes import InvalidInputError
from inferencesh._core.requests.options import (
    NOT_GIVEN,
    CallOptions,
    StreamingOptions,
    UploadFileOptions,
    check_headers,
    check_timeout,
    merge_options,
)
from inferencesh._core.requests.retry import NO_RETRY, RetryPolicy

NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"max_retries": -1}, "max_retries"),
        ({"max_retries": 1.5}, "max_retries"),
        ({"max_retries": True}, "max_retries"),
        ({"max_retries": None}, "max_retries"),
        ({"retry_delay": -1}, "retry_delay"),
        ({"retry_delay": "1"}, "retry_delay"),
        ({"retry_delay": True}, "retry_delay"),
        ({"retry_delay": NAN}, "retry_delay"),
        ({"retry_delay": INF}, "retry_delay"),
    ],
)
def test_bad_streaming_options(arguments: Dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidInputError, match=f"^{words} must be .*, not "):
        StreamingOptions(**arguments)


def test_streaming_options_as_the_companion_pages_write_them() -> None:
    options = StreamingOptions(max_retries=3, retry_delay=1.0, chunk_size=1024)
    assert (options.max_retries, options.retry_delay, options.chunk_size) == (3, 1.0, 1024)
    assert StreamingOptions() == StreamingOptions(5, 1)
    assert options != StreamingOptions()
    assert options != 3
    assert repr(options) == "StreamingOptions(max_retries=3, retry_delay=1.0)"
    assert pickle.loads(pickle.dumps(options)) == copy.copy(options) == options
    assert StreamingOptions(max_retries=0, retry_delay=0).max_retries == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"filename": ""}, "filename must be a non-empty string"),
        ({"filename": 5}, "filename must be a non-empty string"),
        ({"filename": "a\nb"}, "filename must not hold control"),
        ({"filename": "a\x7fb"}, "filename must not hold control"),
        ({"content_type": ""}, "content_type must be"),
        ({"content_type": b"image/png"}, "content_type must be"),
        ({"content_type": "image/png\r\nX-Evil: 1"}, "content_type must not hold control"),
        ({"content_type": "imäge/png"}, "content_type must be a media type"),
        ({"content_type": "png"}, "content_type must be a media type"),
        ({"path": ""}, "path must be"),
        ({"path": "a\0"}, "path must not hold control"),
        ({"public": "yes"}, "public must be"),
        ({"public": 1}, "public must be"),
    ],
)
def test_bad_upload_options(arguments: Dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidInputError, match=f"^{words}"):
        UploadFileOptions(**arguments)


def test_upload_options() -> None:
    options = UploadFileOptions(filename="häß.png", content_type="image/png; q=1", path="a/b", public=True)
    assert (options.filename, options.content_type, options.path, options.public) == (
        "häß.png",
        "image/png; q=1",
        "a/b",
        True,
    )
    assert options == copy.copy(options) == pickle.loads(pickle.dumps(options))
    assert options != UploadFileOptions("häß.png", "image/png; q=1", "a/b")
    assert UploadFileOptions().public is None
    assert eval(repr(options)) == options


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ({"X": 1}, "must map names to strings"),
        ({1: "x"}, "must map names to strings"),
        ({"X": b"x"}, "must map names to strings"),
        ([("X", "1")], "must map names to strings"),
        ("X: 1", "must map names to strings"),
        ({"Authorization": "Bearer canary"}, "must not set 'Authorization'"),
        ({"HOST": "canary"}, "must not set 'HOST'"),
        ({"content-length": "1"}, "must not set"),
        ({"Transfer-Encoding": "chunked"}, "must not set"),
        ({"Connection": "close"}, "must not set"),
        ({"": "canary"}, "no header name"),
        ({" ": "canary"}, "no header name"),
        ({"a b": "canary"}, "no header name"),
        ({"a:": "canary"}, "no header name"),
        ({"ä": "canary"}, "no header name"),
        ({"a\r\nb": "canary"}, "no header name"),
        ({"a(b)": "canary"}, "no header name"),
        ({"Authorization ": "canary"}, "no header name"),
        ({"X": "canary\r\nEvil: 1"}, "'X'"),
        ({"X": "canary\n"}, "'X'"),
        ({"X": "canary\0"}, "'X'"),
        ({"X": "canary\x01"}, "'X'"),
        ({"X": "canary é"}, "'X'"),
    ],
)
def test_bad_headers(headers: Any, words: str) -> None:
    with pytest.raises(InvalidInputError, match=r"^headers") as caught:
        check_headers(headers)
    assert words in str(caught.value)
    assert "canary" not in str(caught.value)


def test_good_headers() -> None:
    assert check_headers(None) == {}
    assert check_headers({}) == {}
    assert check_headers({"X-Team-ID": "t 1", "b": "", "C": " a\tb "}) == {"X-Team-ID": "t 1", "b": "", "C": "a\tb"}


@pytest.mark.parametrize(("value", "kept"), [(None, None), (5, 5.0), (0.001, 0.001), (INF, None)])
def test_good_timeouts(value: Any, kept: Any) -> None:
    assert check_timeout(value) == kept


@pytest.mark.parametrize("value", [0, -1, -0.5, NAN, "5", True, [], -INF])
def test_bad_timeouts(value: Any) -> None:
    with pytest.raises(InvalidInputError, match=r"^limit must be a number of seconds greater than 0, or None"):
        check_timeout(value, "limit")


DEFAULTS = CallOptions(timeout=30.0, retry=RetryPolicy(), headers={"X-A": "1", "X-B": "2"})


def test_nothing_given_changes_nothing() -> None:
    assert merge_options(DEFAULTS) is DEFAULTS
    assert merge_options(DEFAULTS, timeout=NOT_GIVEN, retry=NOT_GIVEN, headers={}) is DEFAULTS
    assert not NOT_GIVEN
    assert repr(NOT_GIVEN) == "not given"


def test_none_has_a_meaning_of_its_own() -> None:
    merged = merge_options(DEFAULTS, timeout=None, retry=None)
    assert merged == CallOptions(None, NO_RETRY, DEFAULTS.headers)


def test_one_call_overrides() -> None:
    merged = merge_options(DEFAULTS, timeout=5, retry=2, headers={"X-B": "3", "X-C": "4"})
    assert merged == CallOptions(5.0, RetryPolicy(max_attempts=2), {"X-A": "1", "X-B": "3", "X-C": "4"})
    assert DEFAULTS.headers == {"X-A": "1", "X-B": "2"}


def test_a_header_is_overridden_however_it_is_written() -> None:
    merged = merge_options(DEFAULTS, headers={"x-a": "9"})
    assert merged.headers == {"X-B": "2", "x-a": "9"}


def test_the_last_of_two_spellings_wins() -> None:
    assert check_headers({"X-A": "1", "x-a": "2"}) == {"x-a": "2"}


@pytest.mark.parametrize("arguments", [{"timeout": 0}, {"retry": "x"}, {"headers": {"host": "x"}}])
def test_bad_options_of_a_call(arguments: Dict[str, Any]) -> None:
    with pytest.raises(InvalidInputError):
        merge_options(DEFAULTS, **arguments)
