"""Recorded streams of a task, cut and lost at every byte, and news in any order."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Optional, Tuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.task_frames import HEARTBEAT, ID, REFUSED, delta, follower, full, lines_of, opened, partial, stamp

from inferencesh._core.streams.frames import BadFrame, FrameDecoder
from inferencesh._core.tasks.task_follower import Done, Fetch, Open, Read, TaskFollower, Wait

LOGS = [
    [],
    [{"id": "a", "log_type": 3, "content": "setup\n"}],
    [{"id": "a", "log_type": 3, "content": "setup\n"}, {"id": "b", "log_type": 1, "content": "step 1/3\nste"}],
    [{"id": "a", "log_type": 3, "content": "setup\n"}, {"id": "b", "log_type": 1, "content": "step 1/3\nstep 2/3\n"}],
    [
        {"id": "a", "log_type": 3, "content": "setup\n"},
        {"id": "b", "log_type": 1, "content": "step 1/3\nstep 2/3\nend"},
    ],
]
ALL_LINES = ["setup", "step 1/3", "step 2/3", "end"]
STATES = [
    full(2, 1),
    full(7, 2, logs=LOGS[1]),
    full(7, 3, logs=LOGS[2], output={"n": 1}),
    full(7, 4, logs=LOGS[3], output={"n": 2}),
    full(9, 5, logs=LOGS[3], output={"n": 2}),
    full(10, 6, logs=LOGS[4], output={"n": 3}),
]


def as_partial(before: Dict[str, Any], after: Dict[str, Any]) -> Dict[str, Any]:
    changed = {key: value for key, value in after.items() if before.get(key) != value}
    return {"data": {"id": ID, **changed}, "fields": sorted(changed)}


def recording(kind: str) -> List[Dict[str, Any]]:
    frames = [STATES[0]]
    for before, after in zip(STATES, STATES[1:]):
        if kind == "partial":
            frames.append(as_partial(before, after))
        elif kind == "wrapped":
            frames.append({"data": after})
        else:
            frames.append(after)
        if kind == "repeating":
            frames += [frames[-1], HEARTBEAT, frames[-1]]
        if kind == "deltas" and after["status"] != 10:
            frames.append(delta(f"t{after['updated_at'][-2]} ", len(frames)))
    return frames


def encode(frames: List[Dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(frame).encode() + b"\n" for frame in frames)


KINDS = ["full", "wrapped", "partial", "repeating", "deltas"]


def read_all(blocks: List[bytes], machine: Optional[TaskFollower] = None) -> Tuple[TaskFollower, List[Any]]:
    machine = machine or opened()
    decoder = FrameDecoder()
    updates: List[Any] = []
    for block in blocks:
        machine.bytes_arrived(1.0)
        updates += machine.frames(decoder.feed(block), 1.0)
        machine.action(1.0)
    return machine, updates


@pytest.mark.parametrize("kind", KINDS)
def test_where_a_recorded_stream_is_cut_makes_no_difference(kind: str) -> None:
    data = encode(recording(kind))
    machine, expected = read_all([data])
    assert machine.finished
    assert lines_of(expected) == ALL_LINES
    assert [u for u in expected if "delta" not in u] == expected or kind == "deltas"
    assert len([u for u in expected if "delta" not in u]) == len(STATES)
    for cut in range(len(data) + 1):
        again, updates = read_all([data[:cut], data[cut:]])
        assert updates == expected
        assert again.task == machine.task


def moment(update: Any) -> Tuple[Any, ...]:
    return (str(update["status"]), json.dumps(update["output"]), update["updated_at"])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("missed", [0, 1, 2, 9])
def test_a_stream_lost_at_every_byte_and_then_a_snapshot(kind: str, missed: int) -> None:
    """`missed`: how many changes further the task is by the time it is fetched."""
    frames = recording(kind)
    data = encode(frames)
    _, whole = read_all([data])
    moments = [moment(update) for update in whole if "delta" not in update]
    ends = []
    size = 0
    for frame in frames:
        size += len(json.dumps(frame)) + 1
        ends.append(size)
    for cut in range(len(data) + 1):
        machine, updates = read_all([data[:cut]])
        if not machine.finished:
            sent = sum(
                1 for frame, end in zip(frames, ends) if end <= cut and "event" not in frame and "type" not in frame
            )
            if kind == "repeating":
                sent = (sent + 2) // 3 if sent else 0
            now_at = min(max(sent - 1, 0) + missed, len(STATES) - 1)
            machine.lost(2.0, REFUSED)
            assert machine.action(2.0) == Fetch()
            updates += machine.snapshot(STATES[now_at], 2.0)
            if not machine.finished:
                machine.action(3.0)
                assert machine.action(100.0) == Open()
                machine.opened(100.0)
                rest = [STATES[now_at]] + [as_partial(*pair) for pair in zip(STATES[now_at:], STATES[now_at + 1 :])]
                _, more = read_all([encode(rest)], machine)
                updates += more
        assert machine.finished
        assert machine.failure is None
        seen = [moment(update) for update in updates if "delta" not in update]
        assert len(set(seen)) == len(seen), "an update was repeated"
        places = [moments.index(one) for one in seen]
        assert places == sorted(places), "an update went back"
        assert seen[-1] == moments[-1]
        assert lines_of(updates) == ALL_LINES
        assert machine.task.logs == ALL_LINES


events = st.one_of(
    st.tuples(
        st.just("frames"),
        st.lists(st.sampled_from(recording("full") + recording("partial") + recording("deltas")), max_size=3),
    ),
    st.tuples(
        st.just("frames"),
        st.lists(
            st.sampled_from(
                [HEARTBEAT, BadFrame("x"), {"event": "done"}, {"event": "error", "data": None}, partial(status=11), {}]
            )
        ),
    ),
    st.tuples(st.just("snapshot"), st.sampled_from(STATES + [{}, None, full(2), full(12, 9)])),
    st.tuples(
        st.just("status"),
        st.sampled_from([{}, {"status": 7}, {"status": 10}, {"status": "running", "updated_at": stamp(3)}]),
    ),
    st.tuples(st.sampled_from(["opened", "lost", "fetch_failed", "bytes", "reconcile"]), st.none()),
    st.tuples(st.just("later"), st.sampled_from([0.0, 1.0, 50.0, 1000.0])),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(events, max_size=25), st.sampled_from([0, 1, 5]), st.booleans())
def test_any_order_of_news_ends_once_and_never_goes_back(news: List[Any], max_failures: int, reconnect: bool) -> None:
    machine = follower(max_failures=max_failures, auto_reconnect=reconnect)
    now = 0.0
    updates: List[Any] = []
    for kind, value in news:
        machine.action(now)
        if kind == "frames":
            updates += machine.frames(value, now)
        elif kind == "snapshot":
            updates += machine.snapshot(value, now)
        elif kind == "status":
            updates += machine.status_read(value, now)
        elif kind == "opened":
            machine.opened(now)
        elif kind == "lost":
            machine.lost(now, REFUSED)
        elif kind == "fetch_failed":
            updates += machine.fetch_failed(now, REFUSED)
        elif kind == "bytes":
            machine.bytes_arrived(now)
        elif kind == "reconcile":
            machine.reconcile(now)
        else:
            now += value
    for _ in range(200):  # from here on the world is well
        action = machine.action(now)
        if isinstance(action, Done):
            break
        if isinstance(action, Open):
            machine.opened(now)
        elif isinstance(action, Read):
            updates += machine.frames([STATES[-1]], now)
        elif isinstance(action, Wait):
            now += action.seconds
        else:
            updates += machine.snapshot(STATES[-1], now)
    assert machine.finished
    codes = [update.status.code for update in updates]
    assert codes == sorted(codes)
    terminal = [update for update in updates if update.is_terminal]
    assert len(terminal) == (0 if machine.failure is not None else 1)
    assert not terminal or updates[-1] is terminal[0]
    lines = lines_of(updates)
    assert len(lines) == len(set(lines)), "a line came twice"
    stamps = [update["updated_at"] for update in updates if "updated_at" in update]
    assert stamps == sorted(stamps)
