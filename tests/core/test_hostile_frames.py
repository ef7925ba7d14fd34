"""Whatever arrives, followers raise nothing, and what they hand out can be read, printed and stored."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any, Dict, List

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.hostile_frames import cut, encoded, mutate, odd_values, places, written
from support.task_frames import ID, follower
from test_task_follower_cuts import recording as task_recording
from test_turn_follower_cuts import begin
from test_turn_follower_cuts import recording as turn_recording

from inferencesh._core.errors.classes import APIError, InferenceError
from inferencesh._core.streams.actions import Done, Fetch, Open, Wait
from inferencesh._core.streams.frames import FrameDecoder
from inferencesh._core.streams.task_errors import StreamError, task_error
from inferencesh._core.turns.turn_events import Delta, Text, TurnOver
from inferencesh._core.turns.turn_follower import TurnFollower
from inferencesh.results.message import Message
from inferencesh.results.tool_call import ToolCall

KINDS = ["application/x-ndjson", "text/event-stream"]
TASK_KINDS = ["full", "partial", "wrapped", "repeating", "deltas"]
_, TURN_FRAMES, TURN_VIEWS = turn_recording(True)


def look_at(result: Any) -> None:
    """Read everything that a user may read, print it and store it."""
    repr(result)
    f"{result}"
    json.dumps(result)
    pickle.dumps(result)
    copy.deepcopy(result)
    for name in dir(type(result)):
        if not name.startswith("_") and not hasattr(dict, name):
            attribute = getattr(result, name)
            if not callable(attribute):
                repr(attribute)


def read_back(value: Any) -> Any:
    """What a snapshot says, as it would be read; None for what is no JSON."""
    try:
        return json.loads(written(value))
    except (ValueError, RecursionError):
        return None


def drive_task(kind: str, blocks: List[bytes], snapshots: List[Any]) -> None:
    machine = follower(0.0)
    now, block = 0.0, 0
    decoder = FrameDecoder(kind)
    updates: List[Any] = []
    left = list(snapshots)
    for _ in range(400):
        now += 1.0
        action = machine.action(now)
        if isinstance(action, Done):
            break
        if isinstance(action, Open):
            machine.opened(now)
            decoder = FrameDecoder(kind)
        elif isinstance(action, Wait):
            now += action.seconds
        elif isinstance(action, Fetch):
            body = left.pop(0) if left else None
            if body is None:
                updates += machine.fetch_failed(now, StreamError("no"))
            else:
                updates += machine.status_read(body, now) if action.light else machine.snapshot(body, now)
        elif block < len(blocks):
            updates += machine.frames(decoder.feed(blocks[block]), now)
            block += 1
        else:
            updates += machine.frames(decoder.end(), now)
            machine.lost(now)
            now += 60.0
    assert machine.failure is None or isinstance(machine.failure, InferenceError)
    for update in updates:
        look_at(update)
    look_at(machine.task)
    for error in (machine.failure, task_error(machine.task)):
        if error is not None:
            f"{error} {error!r}"
            pickle.loads(pickle.dumps(error))


@settings(max_examples=25)
@given(st.data())
def test_a_task(data: Any) -> None:
    frames = task_recording(data.draw(st.sampled_from(TASK_KINDS)))
    kind = data.draw(st.sampled_from(KINDS))
    stream = encoded(data.draw, mutate(data.draw, frames), kind)
    # Snapshots reach the follower only as objects with an id, or a status: the shells refuse the others.
    snapshots = [read_back(frame) for frame in mutate(data.draw, task_recording("full"))]
    usable = [body if isinstance(body, dict) and isinstance(body.get("id"), str) else None for body in snapshots]
    drive_task(kind, cut(data.draw, stream), [{**body, "id": ID} if body else None for body in usable])


def drive_turn(machine: TurnFollower, kind: str, blocks: List[bytes], views: List[Any]) -> None:
    now, block = 1.0, 0
    decoder = FrameDecoder(kind)
    events: List[Any] = []
    for _ in range(400):
        now += 1.0
        action = machine.action(now)
        if isinstance(action, Done):
            break
        if isinstance(action, Open):
            machine.opened(now)
            decoder = FrameDecoder(kind)
        elif isinstance(action, Wait):
            now += action.seconds
        elif isinstance(action, Fetch):
            if views:
                chat, messages = views.pop(0)
                machine.needs_older(messages)
                events += machine.snapshot(chat, messages, now)
            else:
                events += machine.fetch_failed(now, StreamError("no"))
        elif block < len(blocks):
            machine.bytes_arrived(now)
            events += machine.frames(decoder.feed(blocks[block]), now)
            block += 1
        else:
            events += machine.frames(decoder.end(), now)
            machine.lost(now)
            now += 60.0
        for seen in (machine.message, machine.queued, *machine.waiting_for, *machine.pending_approvals):
            if seen is not None:
                repr(seen)
    assert machine.failure is None or isinstance(machine.failure, InferenceError)
    assert sum(isinstance(event, TurnOver) for event in events) <= 1
    for event in events:
        repr(event)
        if isinstance(event, Text):
            assert isinstance(event.text, str)
            assert isinstance(event.text_so_far, str)
            look_at(event.update)
        elif isinstance(event, Delta):
            repr(event.output)
        else:
            for part in event:
                if isinstance(part, (Message, ToolCall)):
                    look_at(part)
                if isinstance(part, ToolCall):
                    machine.call(part["id"])
                    machine.owns(part)


@settings(max_examples=25)
@given(st.data())
def test_a_turn(data: Any) -> None:
    kind = data.draw(st.sampled_from(KINDS))
    stream = encoded(data.draw, mutate(data.draw, TURN_FRAMES), kind)
    views: List[Any] = []
    for chat, messages in data.draw(st.lists(st.sampled_from(TURN_VIEWS), max_size=4)):
        hostile = [read_back(one) for one in mutate(data.draw, [chat, *messages])]
        objects = [one for one in hostile if isinstance(one, dict)]
        if objects:
            views.append((objects[0], objects[1:]))
    drive_turn(begin(), kind, cut(data.draw, stream), views)


@settings(max_examples=20)
@given(st.data())
def test_frames_of_anything(data: Any) -> None:
    words = sorted({key for frame in TURN_FRAMES + task_recording("deltas") for key in _words(frame)})
    values = st.recursive(
        odd_values,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(words), inner, max_size=6)
        ),
        max_leaves=12,
    )
    frames: List[Dict[str, Any]] = data.draw(
        st.lists(st.dictionaries(st.sampled_from(words), values, min_size=1, max_size=6), min_size=1, max_size=6)
    )
    kind = data.draw(st.sampled_from(KINDS))
    blocks = cut(data.draw, encoded(data.draw, frames, kind))
    drive_task(kind, blocks, [])
    drive_turn(begin(), kind, blocks, [])


@pytest.mark.parametrize("odd", [[], {}, 10**30], ids=repr)
def test_each_member_of_another_kind(odd: Any) -> None:
    """Once at every place: what is looked up, compared or counted may be of any type."""
    seen = set()
    for at, frame in enumerate(TURN_FRAMES):
        for number, (_, key) in enumerate(places(frame)):
            mark = (str(frame.get("event")), str(key))
            if mark in seen:
                continue
            seen.add(mark)
            frames = copy.deepcopy(TURN_FRAMES)
            holder, key = list(places(frames[at]))[number]
            holder[key] = odd
            drive_turn(begin(), KINDS[0], ["".join(f"{written(one)}\n" for one in frames).encode()], [])
    for kind in TASK_KINDS:
        recorded = task_recording(kind)
        for at, frame in enumerate(recorded):
            for number, (_, key) in enumerate(places(frame)):
                if (kind, str(key)) in seen:
                    continue
                seen.add((kind, str(key)))
                frames = copy.deepcopy(recorded)
                holder, key = list(places(frames[at]))[number]
                holder[key] = odd
                drive_task(KINDS[0], ["".join(f"{written(one)}\n" for one in frames).encode()], [])


@pytest.mark.parametrize("odd", [[], {}], ids=repr)
def test_each_member_of_a_chat_of_another_kind(odd: Any) -> None:
    seen = set()
    for chat, messages in (TURN_VIEWS[len(TURN_VIEWS) // 2], TURN_VIEWS[-1]):
        view = {"chat": chat, "messages": messages}
        for number, (holder, key) in enumerate(places(view)):
            if holder is view or holder is messages or (str(key), len(messages)) in seen:
                continue  # the shells see to it that these are objects
            seen.add((str(key), len(messages)))
            changed = copy.deepcopy(view)
            inside, name = list(places(changed))[number]
            assert name == key
            inside[name] = odd
            shown = (changed["chat"], changed["messages"])
            drive_turn(begin(), KINDS[0], [], [shown, shown, (chat, messages)])


def _words(value: Any) -> List[str]:
    if isinstance(value, dict):
        return [*value, *(word for item in value.values() for word in _words(item))]
    if isinstance(value, list):
        return [word for item in value for word in _words(item)]
    return []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["id", "status", "event", "data", "fields", "delta", "logs", "seq", "resource_id"])
def test_huge_numbers_where_a_text_belongs(kind: str, name: str) -> None:
    """More digits than Python writes: they can be read, where a reader has no limit, and never be shown."""
    frame = {"id": ID, "status": 7, name: 10**4200}
    for machine in (follower(0.0), begin()):
        if not isinstance(machine, TurnFollower):
            machine.action(0.0)
            machine.opened(0.0)
        machine.frames([frame, {"event": "chats", "data": frame}, {"event": "delta", "data": frame}], 1.0)
        machine.refused(APIError("no"))
