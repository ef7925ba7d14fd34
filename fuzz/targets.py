"""What is fuzzed: bytes of a stream through decoder, delta merge and followers. Needs nothing but the SDK.

`one_input` takes any bytes and raises `AssertionError` if a promise is broken; any other exception is a bug as well.
The first byte chooses the encoding and how the rest is cut into blocks, or says that the rest is a recipe for frames,
made of the words that the followers know: changing bytes at random rarely gives JSON, let alone a task.
"""

from __future__ import annotations

import json
from typing import Any, Dict, List, Tuple

from inferencesh._core.streams.frames import BadFrame, FrameDecoder
from inferencesh._core.tasks.task_follower import TaskFollower
from inferencesh._core.turns.turn_follower import TurnFollower
from inferencesh._core.values.merge import DeltaAccumulator

TASK = "5hq0v3n8r1y6k4b9t2w7x0c5dm"
KINDS = ("application/x-ndjson", "text/event-stream")
SMALL = 48  # bytes: a limit that inputs reach


def one_input(data: bytes) -> None:
    """Check every promise on one input."""
    if not data:
        return
    kind = KINDS[data[0] & 1]
    size = 1 + (data[0] >> 1) % 23
    if data[0] >= 128:
        recipe = Recipe(data[1:])
        frames = recipe.frames()
        stream = b"".join(json.dumps(frame).encode() + b"\n" for frame in frames)
        assert decoding(KINDS[0], stream, size) == frames
    else:
        frames = decoding(kind, data[1:], size)
    following(frames)
    merging(frames)


class Recipe:
    """Frames from bytes: each byte is a choice, and after the last one all choices are the first."""

    KEYS = (
        *("id", "status", "data", "event", "fields", "delta", "logs", "output", "error", "updated_at", "type", "seq"),
        *("resource_id", "response", "reasoning", "tool_calls", "index", "function", "arguments", "usage", "content"),
        *("log_type", "progress", "current", "total", "role", "text", "parts", "order", "chat_id", "tool_invocations"),
        *("active_run", "agent_run_id", "state", "pending_interrupts", "user_message_id", "detail", "session_id"),
    )
    ATOMS: Tuple[Any, ...] = (
        *(None, True, False, 0, 1, 7, 8, 10, 11, 12, 13, 99, -1, 1.5, 10**30, "", "x", "1/3\n2/3", "ü\ud800"),
        *(TASK, TASK[:8], "chat", "m1", "m2", "c1", "completed", "running", "failed", "ready", "pending", "queued"),
        *("delta", "update", "done", "error", "heartbeat", "chats", "chat_messages", "agent_runs", "assistant", "user"),
        *("idle", "busy", "awaiting_input", "awaiting_approval", "client", "app", "text", "reasoning", "tool"),
        *("append", "2026-11-23T00:00:01Z", "2026-11-23T00:00:02Z", "working", "input_required", "run-1"),
    )

    def __init__(self, data: bytes) -> None:
        self._data = iter(data)
        self._left = len(data)

    def choice(self, most: int) -> int:
        self._left -= 1
        return next(self._data, 0) % most

    def frames(self) -> List[Any]:
        found: List[Any] = []
        while self._left > 0:
            found.append(self.object(3))
        return found

    def object(self, depth: int) -> Dict[str, Any]:
        return {self.KEYS[self.choice(len(self.KEYS))]: self.value(depth - 1) for _ in range(self.choice(5))}

    def value(self, depth: int) -> Any:
        kind = self.choice(6) if depth > 0 else 0
        if kind < 3:
            return self.ATOMS[self.choice(len(self.ATOMS))]
        if kind == 3:
            return [self.value(depth - 1) for _ in range(self.choice(4))]
        return self.object(depth)


def decoding(kind: str, stream: bytes, size: int) -> List[Any]:
    """Where the stream is cut into blocks makes no difference to what comes out, limit or not."""
    blocks = [stream[at : at + size] for at in range(0, len(stream), size)]
    found: List[Any] = []
    for limit in (1 << 20, SMALL):
        whole = FrameDecoder(kind, limit)
        once = whole.feed(stream) + whole.end()
        pieces = FrameDecoder(kind, limit)
        often = [frame for block in blocks for frame in pieces.feed(block)] + pieces.end()
        assert repr(once) == repr(often), (kind, limit, once, often)
        for frame in once:
            assert isinstance(frame, (dict, BadFrame)), frame
        if limit > SMALL:
            found = once
    return found


def following(frames: List[Any]) -> None:
    """Followers take anything, end at most once, and hand out what can be printed and stored."""
    task = TaskFollower(TASK, now=0.0)
    task.action(0.0)
    task.opened(0.0)
    updates: List[Any] = []
    for frame in frames:
        done = task.finished
        new = task.frames([frame], 1.0)
        assert not (done and new), "an update after the end"
        updates += new
        task.action(1.0)
        if task.needs_fetch and isinstance(frame, dict):
            task.snapshot(frame, 1.0)
    for update in updates:
        json.dumps(update)
        repr(update)
        assert all(isinstance(line, str) for line in update.get("logs") or [])
    json.dumps(task.task)
    turn = TurnFollower("chat", now=0.0)
    turn.action(0.0)
    turn.snapshot({"id": "chat", "status": "busy"}, [], 0.0)
    turn.opened(0.0)
    ends = 0
    for frame in frames:
        for event in turn.frames([frame], 1.0):
            ends += type(event).__name__ == "TurnOver"
            repr(event)
        turn.action(1.0)
    assert ends <= 1, "a turn that ended twice"


def merging(frames: List[Any]) -> None:
    """Deltas merge into JSON; what was read before does not change afterwards, and joined text only grows."""
    state = DeltaAccumulator()
    before, shown = state.snapshot(), "null"
    for frame in frames:
        if not isinstance(frame, dict):
            continue
        delta = frame.get("delta") if isinstance(frame.get("delta"), dict) else frame
        state.add(delta)
        assert json.dumps(DeltaAccumulator.read(before)) == shown or shown == "null", "a snapshot changed"
        before = state.snapshot()
        shown = json.dumps(DeltaAccumulator.read(before))
        assert json.dumps(state.value) == shown
