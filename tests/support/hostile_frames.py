"""Frames that no platform sends: recorded ones with members missing, doubled, or of another kind, and bytes between."""

from __future__ import annotations

import copy
import json
from typing import Any, Callable, Dict, Iterator, List, Tuple, cast

from hypothesis import strategies as st


class Raw:
    """A value that `json` would not write."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return f"Raw({self.text[:20]!r})"


# More digits than Python turns into text, what is no JSON but is taken for it, and more brackets than can be read.
RAW = ["9" * 5000, "1e400", "-1e400", "NaN", "Infinity", "-Infinity", "-0", "1E5", "[" * 3000, "[" * 90 + "]" * 90]
RAW += [
    '{"a":' * 150 + "1" + "}" * 150,
    '"\\ud800"',
    '"\\udc00\\ud800"',
    '{"a":1,"a":2}',
    '"\\u0000"',
    '{"id":1,"id":[]}',
]
ODD: List[Any] = [None, True, False, 0, 1, -1, 7, 10, 11, 12, 13, 99, 1.5, 10**30, -(10**30), 2**63, "", " ", "0", "10"]
ODD += [
    [],
    {},
    [[]],
    [{}],
    [None],
    ["x", 1, {}],
    {"": ""},
    {"data": {}},
    {"id": {}},
    {"type": []},
    "\ud800",
    "\x00",
    "x" * 9000,
]
ODD += [
    "2026-13-45T99:99:99Z",
    "2026-10-20T09:15:01+0200",
    "0000-00-00T00:00:00Z",
    "completed",
    "running",
    "delta",
    "m1",
]
ODD += ["text", "reasoning", "../..", "a\nb\r\nc", "\ufeff", "chat", "assistant", "user", "awaiting_input", "client"]
NAMES = [
    "",
    "delta",
    "done",
    "error",
    "message",
    "update",
    "tasks",
    "chats",
    "chat_messages",
    "agent_runs",
    "\ufeff",
    "x y",
]
BETWEEN = [
    b"",
    b"\n",
    b"\r",
    b"\r\n",
    b"\xef\xbb\xbf",
    b"\xef\xbb\xbf\n" * 40,
    b"\x00",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"data",
]
BETWEEN += [
    b":",
    b"event: \n",
    b"event: delta\n",
    b"id: 1\n",
    b"data: {\n",
    b"data: }\n",
    b"{",
    b'"',
    b"]\n",
    b"[DONE]\n",
    b"retry: x\n",
]

Place = Tuple[Any, Any]  # a container, and a key or an index in it


def places(value: Any) -> Iterator[Place]:
    """Every place in a JSON value."""
    stack = [value]
    while stack:
        at = stack.pop()
        if isinstance(at, dict):
            keys: List[Any] = list(cast("Dict[str, Any]", at))
        elif isinstance(at, list):
            keys = list(range(len(cast("List[Any]", at))))
        else:
            continue
        for key in keys:
            yield at, key
            stack.append(at[key])


odd_values = st.one_of(
    st.sampled_from(ODD),
    st.sampled_from(RAW).map(Raw),
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
        lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)),
        max_leaves=6,
    ),
)


def mutate(draw: Callable[[Any], Any], frames: List[Dict[str, Any]]) -> List[Any]:
    """The frames with a few things wrong."""
    frames = copy.deepcopy(frames)
    known = [key for frame in frames for _, key in places(frame) if isinstance(key, str)]
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(frames) - 1))
        kind = draw(
            st.sampled_from(["remove", "replace", "replace", "replace", "swap", "double", "add", "move", "event"])
        )
        found = list(places(frames[at]))
        if kind in ("double", "move"):
            frame = copy.deepcopy(frames[at]) if kind == "double" else frames.pop(at)
            frames.insert(draw(st.integers(0, len(frames))), frame)
        elif kind == "event" and isinstance(frames[at], dict):
            frames[at]["event"] = draw(st.one_of(st.sampled_from(NAMES), odd_values))
        elif not found:
            frames[at] = draw(odd_values)
        else:
            holder, key = found[draw(st.integers(0, len(found) - 1))]
            if kind == "remove":
                del holder[key]
            elif kind == "add" and isinstance(holder, dict):
                holder[draw(st.sampled_from(known))] = draw(odd_values)
            elif kind == "swap":
                other, name = found[draw(st.integers(0, len(found) - 1))]
                holder[key] = copy.deepcopy(other[name])
            else:
                holder[key] = draw(odd_values)
    return frames


def written(value: Any) -> str:
    """As JSON, with what is none of it."""
    if isinstance(value, Raw):
        return value.text
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(key)}:{written(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(written(item) for item in value) + "]"
    return json.dumps(value)


def encoded(draw: Callable[[Any], Any], frames: List[Any], kind: str) -> bytes:
    """The frames as a stream, with some bytes between them."""
    pieces: List[bytes] = []
    for frame in frames:
        if kind == "text/event-stream":
            if isinstance(frame, dict) and isinstance(frame.get("event"), str):
                name, body = frame["event"], frame.get("data")
                line = f"event: {name}\ndata: {written(body)}\n\n"
            else:
                line = f"data: {written(frame)}\n\n"
        else:
            line = f"{written(frame)}\n"
        pieces.append(line.encode("utf-8", "surrogatepass"))
        if draw(st.integers(0, 7)) == 0:
            pieces.append(draw(st.one_of(st.sampled_from(BETWEEN), st.binary(max_size=12))))
    return b"".join(pieces)


def cut(draw: Callable[[Any], Any], stream: bytes) -> List[bytes]:
    """The stream in blocks, and perhaps not to its end."""
    marks = sorted(draw(st.lists(st.integers(0, len(stream)), max_size=4)))
    end = draw(st.one_of(st.just(len(stream)), st.integers(0, len(stream))))
    edges = [0, *(mark for mark in marks if mark < end), end]
    return [stream[start:stop] for start, stop in zip(edges, edges[1:])]
