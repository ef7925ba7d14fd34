"""A recorded stream of a chat, in both encodings: cut into blocks at every byte, and lost at every byte."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Tuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from turn_model import Call, Say, Server, check, drive, with_policy

from inferencesh._core.streams.frames import FrameDecoder
from inferencesh._core.turns.turn_events import Text, TurnEvent, TurnOver
from inferencesh._core.turns.turn_follower import TurnFollower

SCRIPT = [Say(["Hm, ü"], ["Let me ", "look. "], [Call("app")]), Say([], ["21 ", "degrées"], [])]
FINAL = "Let me look. 21 degrées"
HEARTBEAT = {"type": "heartbeat"}
KINDS = ["application/x-ndjson", "text/event-stream"]


def recording(partial: bool) -> Tuple[Server, List[Dict[str, Any]], List[Tuple[Any, Any]]]:
    """The frames of an undisturbed turn, and how the chat could be read before each of them."""
    server = Server(SCRIPT, store_partial=partial)
    frames: List[Dict[str, Any]] = [server.now(), HEARTBEAT]
    views = [server.view()] * 2
    while server.step() or server.frames:
        for frame in server.frames:
            frames.append(frame)
            views.append(server.view())
        server.frames.clear()
    assert server.over
    return server, frames, views


def encode(frames: List[Dict[str, Any]], kind: str) -> List[bytes]:
    if kind == "application/x-ndjson":
        return [json.dumps(frame, ensure_ascii=False).encode() + b"\n" for frame in frames]
    blocks = []
    for frame in frames:
        if frame == HEARTBEAT:
            blocks.append(b": \n\n")
        else:
            body = json.dumps(frame["data"], ensure_ascii=False).encode()
            blocks.append(b"event: %s\ndata: %s\n\n" % (frame["event"].encode(), body))
    return blocks


def begin() -> TurnFollower:
    server = Server(SCRIPT)
    assert server.first is not None
    stamp = "2026-11-23T00:00:00Z"
    first = {**server.first, "status": "pending", "content": [], "tool_invocations": [], "updated_at": stamp}
    follower = TurnFollower(
        "chat",
        now=1.0,
        user_message={**server.user, "updated_at": stamp},
        assistant_message=first,
        **with_policy({"max_failures": 50}),
    )
    follower.action(1.0)
    follower.opened(1.0)
    return follower


def feed(follower: TurnFollower, kind: str, blocks: List[bytes]) -> List[TurnEvent]:
    decoder = FrameDecoder(kind)
    events: List[TurnEvent] = []
    for block in blocks:
        follower.bytes_arrived(1.0)
        events += follower.frames(decoder.feed(block), 1.0)
    return events


def shown(events: List[TurnEvent]) -> List[str]:
    return [repr(event) for event in events]


def text_of(events: List[TurnEvent], kind: str = "text") -> str:
    return "".join(event.text for event in events if isinstance(event, Text) and event.kind == kind)


def test_the_model_s_turn_is_what_the_recording_says() -> None:
    server = Server(SCRIPT)
    check(server, drive(server))


@pytest.mark.parametrize("kind", KINDS)
def test_where_the_stream_is_cut_into_blocks_makes_no_difference(kind: str) -> None:
    _, frames, _ = recording(False)
    data = b"".join(encode(frames, kind))
    expected = feed(begin(), kind, [data])
    assert text_of(expected) == FINAL
    assert isinstance(expected[-1], TurnOver)
    for at in range(1, len(data)):
        assert shown(feed(begin(), kind, [data[:at], data[at:]])) == shown(expected), at
    single = [data[at : at + 1] for at in range(len(data))]
    assert shown(feed(begin(), kind, single)) == shown(expected)


@pytest.mark.parametrize("partial", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_lost_at_every_byte_and_read_again(kind: str, partial: bool) -> None:
    """Whatever came, and whenever the chat is read afterwards: each text once, in order, and one end."""
    _, frames, views = recording(partial)
    blocks = encode(frames, kind)
    data = b"".join(blocks)
    ends: List[int] = []
    for block in blocks:
        ends.append((ends[-1] if ends else 0) + len(block))
    for at in range(len(data)):
        arrived = sum(1 for end in ends if end <= at)
        # The chat is read at once, a little later, or when all is over: by turns, since each byte has neighbours.
        for later in ((arrived, min(arrived + 4, len(views) - 1), len(views) - 1)[at % 3],):
            follower = begin()
            decoder = FrameDecoder(kind)
            events = follower.frames(decoder.feed(data[:at]), 1.0)
            events += follower.frames(decoder.end(), 1.0)
            if not follower.finished:
                follower.lost(2.0, OSError("cut"))
                chat, messages = views[later]
                events += follower.snapshot(chat, messages, 2.0)
            if not follower.finished:  # the stream is opened again, and goes on from there
                follower.action(60.0)
                follower.opened(60.0)
                rest = FrameDecoder(kind).feed(b"".join(encode([{"event": "chats", "data": chat}], kind)))
                events += follower.frames(rest, 60.0)
                events += follower.snapshot(chat, messages, 60.0)
                events += follower.frames(FrameDecoder(kind).feed(b"".join(blocks[later + 1 :])), 61.0)
            for moment in range(70, 500, 30):  # what was lost for good is made up for by reading
                if follower.finished:
                    break
                follower.action(float(moment))
                events += follower.snapshot(*views[-1], float(moment))
            assert text_of(events) == FINAL, (at, later)
            assert text_of(events, "thinking") == "Hm, ü", (at, later)
            assert sum(isinstance(event, TurnOver) for event in events) == 1, (at, later)
            assert isinstance(events[-1], TurnOver)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_frames_of_one_change_in_any_order_and_repeated(data: st.DataObject) -> None:
    """Frames that went before may come again, and neighbours may change places."""
    _, frames, views = recording(False)
    order = list(frames)
    for _ in range(data.draw(st.integers(0, 6))):
        at = data.draw(st.integers(0, len(order) - 1))
        order.insert(data.draw(st.integers(at, len(order))), order[at])
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(order) - 2))
        if not (order[at].get("event") == order[at + 1].get("event") == "delta"):
            order[at], order[at + 1] = order[at + 1], order[at]
    follower = begin()
    events = feed(follower, KINDS[0], encode(order, KINDS[0]))
    for moment in range(70, 700, 30):
        if follower.finished:
            break
        follower.action(float(moment))
        events += follower.snapshot(*views[-1], float(moment))
    joined = ""
    for event in events:
        if isinstance(event, Text) and event.kind == "text":
            joined = event.text if event.restart else joined + event.text
    assert joined == FINAL
    assert sum(isinstance(event, TurnOver) for event in events) == 1
