"""Bytes to frames, wherever the stream is cut."""

from __future__ import annotations

import json
import time
from typing import Any, Iterable, List

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inferencesh._core.streams import frames as module
from inferencesh._core.streams.frames import BadFrame, FrameDecoder

NDJSON = "application/x-ndjson"
SSE = "text/event-stream; charset=utf-8"


def decode(blocks: Iterable[bytes], content_type: str = NDJSON, **options: Any) -> List[Any]:
    decoder = FrameDecoder(content_type, **options)
    found: List[Any] = []
    for block in blocks:
        found += decoder.feed(block)
    return found + decoder.end()


def at_every_byte(data: bytes) -> Iterable[List[bytes]]:
    for cut in range(len(data) + 1):
        yield [data[:cut], data[cut:]]
    yield [data[i : i + 1] for i in range(len(data))]


RECORDED = (
    '{"id":"t","status":2,"logs":[]}\n'
    '{"data":{"id":"t","status":7},"fields":["status"]}\r\n'
    "\n  \r\n"
    '{"type":"heartbeat"}\n'
    '{"event":"delta","data":{"delta":{"response":"raw \u2028 \u0085 \x85 é \U0001f600"},"seq":1}}\n'
    ' {"id":"t","status":10,"output":{"text":"a\\nb"}} '
).encode()


def test_ndjson() -> None:
    found = decode([RECORDED])
    assert found == [
        {"id": "t", "status": 2, "logs": []},
        {"data": {"id": "t", "status": 7}, "fields": ["status"]},
        {"type": "heartbeat"},
        {"event": "delta", "data": {"delta": {"response": "raw \u2028 \u0085 \x85 é \U0001f600"}, "seq": 1}},
        {"id": "t", "status": 10, "output": {"text": "a\nb"}},
    ]
    for blocks in at_every_byte(RECORDED):
        assert decode(blocks) == found


EVENTS = (
    "\ufeff: hello\r\n"
    'data: {"id":"t","status":2}\n\n'
    'event: update\rdata:{"id":"t","status":7}\r\r'
    'event:message\r\nid: 4\r\nretry: 10\r\ndata: {"id":"t",\r\ndata: "status":8}\r\n\r\n'
    ":\n\n"
    'event: delta\ndata: {"delta":{"response":"é\u2028"},"seq":1}\n\n'
    'event: chats\ndata: {"data":{"id":"c"},"fields":["id"]}\n\n'
    'event: delta\ndata: {"event":"delta","data":{"delta":{"x":1}}}\n\n'
    "event: empty-is-dropped\n\n"
    'event: error\ndata: {"detail":"no"}\n\n'
    "event: error\ndata: plain words\n\n"
    "unknown: field\ndata: [DONE]\n\n"
    "event: done\ndata: {}\n\n"
    'data: {"id":"never closed"}\n'
).encode()


def test_server_sent_events() -> None:
    found = decode([EVENTS], SSE)
    assert found == [
        {"type": "heartbeat"},
        {"id": "t", "status": 2},
        {"id": "t", "status": 7},
        {"id": "t", "status": 8},
        {"type": "heartbeat"},
        {"event": "delta", "data": {"delta": {"response": "é\u2028"}, "seq": 1}},
        {"event": "chats", "data": {"id": "c"}, "fields": ["id"]},
        {"event": "delta", "data": {"delta": {"x": 1}}},
        {"event": "error", "data": {"detail": "no"}},
        {"event": "error", "data": {"detail": "plain words"}},
        {"event": "done"},
        {"event": "done"},
    ]
    for blocks in at_every_byte(EVENTS):
        assert decode(blocks, SSE) == found


@pytest.mark.parametrize("data", [b"", b"\n\n", b" \r\n\t\n", b"\r\n"])
def test_nothing_comes_of_nothing(data: bytes) -> None:
    assert decode([data]) == []
    assert decode([data], SSE) == []
    assert decode([]) == []


def test_done_without_data_is_an_end_too() -> None:
    assert decode([b"event: done\n\n"], SSE) == [{"event": "done"}]


def test_a_byte_order_mark_does_no_harm() -> None:
    assert decode([b"\xef\xbb\xbf", b'{"a":1}\n{"b":2}\n']) == [{"a": 1}, {"b": 2}]


BAD = [
    (b'{"secret": "canary', "is no JSON"),
    (b"garbage canary", "is no JSON"),
    (b'{"a":1} canary', "is no JSON"),
    (b'{"a":"\xff canary"}', "is not UTF-8"),
    (b'{"a":NaN}', "is no JSON"),
    (b'{"a":-Infinity}', "is no JSON"),
    (b'["canary"]', "no JSON object but a list"),
    (b'"canary"', "no JSON object but a str"),
    (b"null", "no JSON object but a NoneType"),
    (b"\xef\xbb\xbf", "is no JSON"),
    (b'{"a":' * 100_000, "frame"),
    (b"[" * 100_000, "frame"),
    (b"\x00", "is no JSON"),
]


@pytest.mark.parametrize(("line", "reason"), BAD)
def test_a_line_that_cannot_be_read_says_why_without_its_contents(line: bytes, reason: str) -> None:
    found = decode([b'{"before":1}\n' + line + b'\n{"after":1}\n'])
    assert [found[0], found[2]] == [{"before": 1}, {"after": 1}]
    assert isinstance(found[1], BadFrame)
    assert reason in found[1].reason
    assert "canary" not in found[1].reason
    (event,) = decode([b"data: " + line + b"\n\n"], SSE)
    assert isinstance(event, BadFrame)
    assert reason in event.reason


def test_an_end_inside_a_frame() -> None:
    (found,) = decode([b'{"id":"t","sta'])
    assert found == BadFrame("the stream ended inside a frame")
    assert decode([b'{"id":"t"}']) == [{"id": "t"}]


def test_lone_surrogates_and_long_numbers_are_read() -> None:
    (found,) = decode([b'{"a":"\\ud800","b":123456789012345678901234567890}\n'])
    assert found["a"] == "\ud800"
    assert found["b"] >= 123456789012345600000000000000


@pytest.mark.parametrize("content_type", [NDJSON, SSE])
def test_a_frame_over_the_limit_ends_the_reading(content_type: str) -> None:
    prefix, end = (b"data: ", b"\n\n") if content_type == SSE else (b"", b"\n")
    small = prefix + b'{"a":1}' + end
    fits = prefix + b'{"a":"%s"}' % (b"x" * 40) + end
    long = prefix + b'{"a":"%s"}' % (b"x" * 100) + end
    whole = small + fits + long + small
    expected = [{"a": 1}, {"a": "x" * 40}, BadFrame("a frame is longer than 64 bytes")]
    for blocks in at_every_byte(whole):
        assert decode(blocks, content_type, limit=64) == expected
    decoder = FrameDecoder(content_type, limit=64)
    assert not decoder.refuses
    decoder.feed(whole)
    assert decoder.refuses
    assert decoder.feed(small) == decoder.end() == []


def test_an_event_of_many_lines_is_limited_as_a_whole() -> None:
    data = b'data: {"a":1}\n\n' + b"data: 0123456789\n" * 20 + b'\ndata: {"a":1}\n\n'
    for blocks in at_every_byte(data):
        assert decode(blocks, SSE, limit=64) == [{"a": 1}, BadFrame("a frame is longer than 64 bytes")]


@pytest.mark.parametrize("content_type", [NDJSON, SSE])
def test_a_line_without_end_takes_no_memory(content_type: str) -> None:
    decoder = FrameDecoder(content_type, limit=100_000)
    found: List[Any] = []
    for _ in range(1000):
        found += decoder.feed(b"x" * 10_000)
    assert found == [BadFrame("a frame is longer than 100000 bytes")]


@pytest.mark.parametrize("content_type", [NDJSON, SSE])
def test_a_big_line_in_small_blocks_costs_linear_time(content_type: str) -> None:
    """Looking at what came before with each block would take minutes for this."""
    data = (b"data: " if content_type == SSE else b"") + b'{"blob":"%s"}\n\n' % (b"x" * 8_000_000)
    started = time.monotonic()
    found = decode((data[i : i + 256] for i in range(0, len(data), 256)), content_type)
    assert len(found[0]["blob"]) == 8_000_000
    assert time.monotonic() - started < 20


def test_which_kind_is_told_by_the_content_type() -> None:
    for kind in ("application/x-ndjson", "application/jsonl", "application/json", ""):
        assert decode([b'{"a":1}\n'], kind) == [{"a": 1}]
    for kind in ("text/event-stream", "TEXT/Event-Stream ;charset=utf-8"):
        assert decode([b'data: {"a":1}\n\n'], kind) == [{"a": 1}]


def test_the_faster_library_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a stand-in for orjson that, like it, refuses more than the standard library does."""

    class Stand:
        @staticmethod
        def loads(line: bytes) -> Any:
            if b"\\ud800" in line:
                raise ValueError("lone surrogate")
            return json.loads(line)

    monkeypatch.setattr(module, "_orjson", Stand)
    monkeypatch.setattr(module, "_loads", module._loads_fast)
    assert decode([RECORDED])[0] == {"id": "t", "status": 2, "logs": []}
    assert decode([b'{"a":"\\ud800"}\n{"a":\n']) == [{"a": "\ud800"}, BadFrame("a frame of 5 bytes is no JSON")]


values = st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(max_size=8)
json_objects = st.dictionaries(st.text(max_size=4), values | st.lists(values, max_size=3), max_size=4)


@given(st.lists(json_objects, max_size=6), st.booleans(), st.data())
def test_frames_do_not_depend_on_the_cuts(objects: List[Any], escaped: bool, data: Any) -> None:
    lines = [json.dumps(item, ensure_ascii=escaped).encode("utf-8", "surrogatepass") for item in objects]
    end = data.draw(st.sampled_from([b"\n", b"\r\n", b"\n\n"]))
    whole = b"".join(line + end for line in lines)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=6)))
    assert decode([whole[a:b] for a, b in zip([0] + cuts, cuts + [len(whole)])]) == decode([whole]) == objects


@given(
    st.lists(st.sampled_from([b"data", b":", b" ", b"\r", b"\n", b"{}", b"event", b"done", b"\xef\xbb\xbf", b"x"])),
    st.data(),
)
def test_events_do_not_depend_on_the_cuts(pieces: List[bytes], data: Any) -> None:
    whole = b"".join(pieces)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=6)))
    blocks = [whole[a:b] for a, b in zip([0] + cuts, cuts + [len(whole)])]
    for limit in (5, 1000):
        assert decode(blocks, SSE, limit=limit) == decode([whole], SSE, limit=limit)


@given(st.lists(st.binary()), st.sampled_from([NDJSON, SSE]))
def test_nothing_raises(blocks: List[bytes], content_type: str) -> None:
    for frame in decode(blocks, content_type, limit=50):
        assert isinstance(frame, (dict, BadFrame))


def test_an_object_over_two_lines_is_no_frame_however_it_is_cut() -> None:
    data = b'{"a": 1}\n{"b":\n2}\n{"c": 3}\r\n\n {"d": 4} \n[1,\n[1,\n'
    whole = FrameDecoder().feed(data)
    assert [frame for frame in whole if isinstance(frame, dict)] == [{"a": 1}, {"c": 3}, {"d": 4}]
    assert len(whole) == 7
    for cut in range(len(data)):
        decoder = FrameDecoder()
        assert decoder.feed(data[:cut]) + decoder.feed(data[cut:]) == whole


PIECES = [
    *(b"{}", b"{", b"}", b"[", b"]", b"],", b",", b'"a":', b'"a":[', b"1", b"-Infinity", b"NaN"),
    *(b'"-Infinity"', b'"\\u002dInfinity"', b',"\\u002dInfinity",', b",-Infinity,", b"\n", b"\n", b"\n"),
]


@settings(max_examples=1500)
@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_lines_that_are_read_together_are_read_as_each_by_itself(pieces: List[bytes]) -> None:
    lines = b"".join(pieces).split(b"\n")
    alone = [frame for line in lines for frame in FrameDecoder().feed(line + b"\n")]
    assert FrameDecoder().feed(b"\n".join(lines) + b"\n") == alone


@pytest.mark.parametrize(
    "lines",
    [
        [b"{}", b"{}] {"],
        [b"{}", b"{}],"],
        [b'{"a":[1', b"2]}", b"{},{}"],
        [b'{},"\\u002dInfinity",{}', b'{"a":[1', b"2]}"],
        [b"{},-Infinity,{}", b'{"a":[1', b"2]}"],
        [b'{"a":-Infinity}', b"{}"],
        [b"{}", b"1"],
        [b"{}", b"[{}]"],
        [b"{}", b"NaN", b"{}"],
        [b'{"a":"-Infinity"}', b'{"b":"}\\n{"}'],
    ],
)
def test_lines_that_only_make_sense_together_make_none(lines: List[bytes]) -> None:
    alone = [frame for line in lines for frame in FrameDecoder().feed(line + b"\n")]
    assert FrameDecoder().feed(b"\n".join(lines) + b"\n") == alone
