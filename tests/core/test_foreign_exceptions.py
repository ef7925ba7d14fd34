"""Nothing that arrives makes the code that reads it raise anything but the SDK's own errors."""

from __future__ import annotations

import json
from typing import Any, List

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inferencesh._core.errors.classes import InferenceError
from inferencesh._core.requests.envelope import Answer, unwrap
from inferencesh._core.requests.error_answers import error_from_response
from inferencesh._core.requests.retry import parse_retry_after
from inferencesh._core.streams.frames import BadFrame, FrameDecoder
from inferencesh._core.tasks.task_view import TaskView
from inferencesh._core.turns.message_state import MessageState
from inferencesh._core.values.logs import all_lines
from inferencesh._core.values.merge import DeltaAccumulator
from inferencesh._core.values.redact import redact_value
from inferencesh._transport.codec.content_coding import CodingError, Inflater
from inferencesh._transport.codec.http1 import HeadReader, ProtocolError

_WORDS = """id status error output logs updated_at session_id content log_type delta seq resource_id response reasoning
tool_calls index function arguments choices tool_invocations role type text order detail errors meta message data
success title"""
NAMES = st.sampled_from(_WORDS.split())
BLOCKS = st.one_of(st.binary(max_size=30), st.sampled_from([b"\xef\xbb\xbf", b"data:", b"\n", b"\r", b'{"']))
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.text(max_size=5),
    st.sampled_from(["completed", "10", "assistant", "ready", "\ud800", "2026-01-01T00:00:00Z", "x-" * 20]),
    st.sampled_from([7, 10, 11, 12]),
)
VALUES: Any = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(NAMES, inner, max_size=6)),
    max_leaves=20,
)
OBJECTS: Any = st.dictionaries(NAMES, VALUES, max_size=8)


@settings(max_examples=100, deadline=None)
@given(st.lists(OBJECTS, max_size=6))
def test_frames_of_a_task(frames: List[Any]) -> None:
    view = TaskView("t")
    for frame in frames:
        view.apply(frame, full=False)
        view.delta(frame)
        view.update()
        view.complete(frame)
        view.apply(frame, full=True)
    view.lacking()
    view.task()


@settings(max_examples=100, deadline=None)
@given(st.lists(OBJECTS, max_size=6))
def test_frames_of_a_message(frames: List[Any]) -> None:
    state, joined = MessageState("m"), DeltaAccumulator()
    for index, frame in enumerate(frames):
        state.merge(frame)
        state.delta(frame, frame.get("seq", index))
        joined.add(frame)
        state.view()
        _ = state.has_open_calls, state.is_final, state.order
    joined.value  # noqa: B018
    all_lines(frames)


@settings(max_examples=100, deadline=None)
@given(VALUES, st.integers(100, 999), st.text(max_size=20))
def test_answers(value: Any, status: int, text: str) -> None:
    content = json.dumps(value).encode()
    answer = Answer(status, {"content-type": "application/json", "retry-after": text}, content)
    try:
        unwrap(answer.json(), answer)
    except InferenceError as error:
        str(error), repr(error)
    repr(error_from_response(status, answer.headers, content))
    redact_value(value)
    parse_retry_after(text, 0.0)


@settings(max_examples=100, deadline=None)
@given(st.lists(BLOCKS, max_size=30))
def test_bytes_of_streams(blocks: List[bytes]) -> None:
    for kind in ("application/x-ndjson", "text/event-stream"):
        decoder = FrameDecoder(kind)
        for block in blocks:
            decoder.feed(block)
        decoder.end()
    try:
        list(Inflater("gzip").feed(b"\x1f\x8b\x08\0" + b"".join(blocks)))
    except CodingError:
        pass
    reader = HeadReader("GET")
    try:
        for block in blocks:
            head = reader.feed(b"HTTP/1.1 200 OK\r\n" + block)
            if head is not None:
                head.body.feed(head.rest)
                break
    except ProtocolError:
        pass


@pytest.mark.parametrize("gap", [b"", b"\n", b"\r\n", b" "])
@pytest.mark.parametrize("prefix", [b"", b"data:"])
def test_a_frame_of_byte_order_marks(prefix: bytes, gap: bytes) -> None:
    for kind in ("application/x-ndjson", "text/event-stream"):
        decoder = FrameDecoder(kind)
        frames = decoder.feed((prefix + b"\xef\xbb\xbf" + gap) * 3_000 + b"\n\n") + decoder.end()
        assert all(isinstance(frame, BadFrame) or frame == {"type": "heartbeat"} for frame in frames)


def deep(depth: int, kind: str) -> bytes:
    if kind == "lists":
        return b"[" * depth + b"]" * depth
    return b'{"a":' * depth + b"1" + b"}" * depth


@pytest.mark.parametrize("kind", ["lists", "objects"])
def test_what_is_nested_deeply(kind: str) -> None:
    for depth in (50, 150, *range(300, 1_000, 70), 985, 990, 995):
        raw = b'{"id":"t","status":10,"output":%b,"logs":[{"content":%b}],"tool_invocations":[{"id":%b}]}' % (
            (deep(depth, kind),) * 3
        )
        frames = FrameDecoder().feed((raw + b"\n") * 2)
        view, state = TaskView("t"), MessageState("m")
        for frame in frames:
            if not isinstance(frame, BadFrame):
                view.apply(frame, full=True)
                view.update()
                state.merge(frame)
                all_lines(frame["logs"])
        try:
            unwrap(Answer(200, {}, raw).json(), Answer(200, {}, raw))
        except InferenceError:
            pass
        repr(error_from_response(500, {}, raw))
