"""Partial updates and deltas."""

from __future__ import annotations

import json
import time
from typing import Any, Callable, Dict, List

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inferencesh._core.values.merge import MOST_MEMBERS, DeltaAccumulator, merge_partial


def merged(*deltas: Any) -> Dict[str, Any]:
    accumulator = DeltaAccumulator()
    for delta in deltas:
        accumulator.add(delta)
    return accumulator.value


def test_a_partial_goes_over_what_is_known_and_changes_neither() -> None:
    known = {"id": "t", "output": {"a": 1}, "error": "old"}
    data = {"output": {"b": 2}, "error": None}
    assert merge_partial(known, data) == {"id": "t", "output": {"b": 2}, "error": None}
    assert known == {"id": "t", "output": {"a": 1}, "error": "old"}
    assert data == {"output": {"b": 2}, "error": None}


def test_the_example_of_an_llm_app() -> None:
    call = {"index": 0, "id": "c1", "type": "function", "function": {"name": "log_sum", "arguments": '{"a":'}}
    assert merged(
        {"reasoning": "Short sum."},
        {"response": "25 times 4 "},
        {"response": "is 100.", "tool_calls": [call]},
        {"tool_calls": [{"index": 0, "function": {"arguments": "100}"}}]},
    ) == {
        "reasoning": "Short sum.",
        "response": "25 times 4 is 100.",
        "tool_calls": [
            {"index": 0, "id": "c1", "type": "function", "function": {"name": "log_sum", "arguments": '{"a":100}'}}
        ],
    }
    assert call["function"]["arguments"] == '{"a":', "the caller's delta was changed"  # type: ignore[index]


TABLE = [
    ("replace", [{"usage": {"in": 1}}, {"usage": {"out": 2}}], {"usage": {"out": 2}}),
    ("unknown fields replace", [{"stage": "a", "n": [1]}, {"stage": "b"}], {"stage": "b", "n": [1]}),
    ("an unknown field may become empty", [{"stage": "a"}, {"stage": ""}], {"stage": ""}),
    ("null never overwrites", [{"response": "a", "x": 1}, {"response": None, "x": None}], {"response": "a", "x": 1}),
    ("null is no first value", [{"response": None, "x": None}], {}),
    (
        "an empty default says nothing",
        [{"response": "", "tool_calls": []}, {"reasoning": "r"}],
        {"reasoning": "r", "tool_calls": []},
    ),
    (
        "an empty name does not blank the name",
        [
            {"tool_calls": [{"index": 0, "id": "c", "function": {"name": "f", "arguments": "1"}}]},
            {"tool_calls": [{"index": 0, "id": "", "function": {"name": "", "arguments": "2"}}]},
        ],
        {"tool_calls": [{"index": 0, "id": "c", "function": {"name": "f", "arguments": "12"}}]},
    ),
    (
        "indexed lists are sorted, and a missing index is 0",
        [
            {"tool_calls": [{"index": 2, "id": "c"}, {"id": "a"}]},
            {"tool_calls": [{"index": 1, "id": "b"}, {"index": 0, "type": "function"}]},
        ],
        {"tool_calls": [{"index": 0, "id": "a", "type": "function"}, {"index": 1, "id": "b"}, {"index": 2, "id": "c"}]},
    ),
    (
        "chat completion chunks",
        [
            {"id": "x", "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"role": "assistant"}}]},
            {
                "id": "x",
                "choices": [{"index": 0, "delta": {"content": "Hel", "reasoning": "r"}, "finish_reason": None}],
            },
            {"choices": [{"index": 1, "delta": {"content": "second"}}]},
            {
                "choices": [{"index": 0, "delta": {"content": "lo", "refusal": "n"}, "finish_reason": "stop"}],
                "usage": {"n": 1},
            },
        ],
        {
            "id": "x",
            "object": "chat.completion.chunk",
            "choices": [
                {
                    "index": 0,
                    "delta": {"role": "assistant", "content": "Hello", "reasoning": "r", "refusal": "n"},
                    "finish_reason": "stop",
                },
                {"index": 1, "delta": {"content": "second"}},
            ],
            "usage": {"n": 1},
        },
    ),
    (
        "a value of another kind replaces",
        [{"response": "a"}, {"response": {"b": 1}}, {"response": "c"}],
        {"response": "c"},
    ),
    (
        "a list that is no indexed list replaces",
        [{"tool_calls": [{"id": "a"}]}, {"tool_calls": ["x"]}],
        {"tool_calls": ["x"]},
    ),
    (
        "odd indexes",
        [{"tool_calls": [{"index": "0", "id": "a"}, {"index": None, "type": "t"}]}],
        {"tool_calls": [{"index": "0", "id": "a", "type": "t"}]},
    ),
    ("what is no object is ignored", ["x", None, 5, [1], {"response": "a"}], {"response": "a"}),
]


@pytest.mark.parametrize(("deltas", "value"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_strategies(deltas: List[Any], value: Dict[str, Any]) -> None:
    assert merged(*deltas) == value


def test_a_snapshot_keeps_its_moment_however_late_it_is_read() -> None:
    accumulator = DeltaAccumulator()
    assert accumulator.empty
    moments = [accumulator.snapshot()]
    values: List[Dict[str, Any]] = [{}]
    for number in range(3000):
        accumulator.add({"response": f"{number},", "tool_calls": [{"index": number % 3, "id": str(number)}]})
        moments.append(accumulator.snapshot())
        if number < 40 or number % 500 == 0:
            values.append(json.loads(json.dumps(accumulator.value)))
        else:
            values.append({})
    for order in (reversed(range(41)), range(41), (0, 501, 1001, 40)):
        for position in order:
            assert DeltaAccumulator.read(moments[position]) == values[position]
    assert not accumulator.empty


def test_reading_gives_a_value_of_ones_own() -> None:
    accumulator = DeltaAccumulator()
    accumulator.add({"response": "a", "tool_calls": [{"id": "x"}]})
    first = accumulator.value
    first["response"] = "changed"
    first["tool_calls"][0]["id"] = "changed"
    assert accumulator.value == {"response": "a", "tool_calls": [{"id": "x"}]}


def test_a_text_that_was_replaced_does_not_disturb_older_moments() -> None:
    accumulator = DeltaAccumulator()
    accumulator.add({"response": "abc"})
    early = accumulator.snapshot()
    accumulator.add({"response": {"other": 1}})
    accumulator.add({"response": "x"})
    assert DeltaAccumulator.read(early) == {"response": "abc"}
    assert accumulator.value == {"response": "x"}


def test_many_deltas_cost_linear_time() -> None:
    """Quadratic joining would take minutes for this."""
    accumulator = DeltaAccumulator()
    started = time.monotonic()
    for number in range(100_000):
        accumulator.add({"response": f"token {number} "})
    assert accumulator.value["response"].endswith("token 99999 ")
    assert time.monotonic() - started < 20


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["response", "tool_calls", "index", "function", "arguments", "choices", "delta", "content", "x"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.lists(json_values, max_size=6))
def test_nothing_raises(deltas: List[Any]) -> None:
    value = merged(*deltas)
    assert isinstance(value, dict)
    assert None not in value.values()
    json.dumps(value)


@given(st.lists(st.text(), max_size=20))
def test_texts_join_to_the_whole(pieces: List[str]) -> None:
    assert merged(*({"response": piece} for piece in pieces)).get("response", "") == "".join(pieces)


def test_snapshots_stay_what_they_were_whatever_is_read_and_when() -> None:
    """Deltas are merged in batches; a reading in between goes on from a copy."""
    merged = DeltaAccumulator()
    snapshots, texts = [], [""]
    for number in range(300):
        piece = f"{number} "
        call = {"index": 0, "function": {"arguments": piece}}
        merged.add({"response": piece, "tool_calls": [call], "n": number})
        texts.append(texts[-1] + piece)
        snapshots.append(merged.snapshot())
        if number % 7 == 0:
            assert merged.value["response"] == texts[-1]
        if number % 50 == 0:
            assert DeltaAccumulator.read(snapshots[number // 2])["response"] == texts[number // 2 + 1]
    for number, snapshot in reversed(list(enumerate(snapshots))):
        text = texts[number + 1]
        whole = DeltaAccumulator.read(snapshot)
        assert whole == {"response": text, "tool_calls": [{"index": 0, "function": {"arguments": text}}], "n": number}


@pytest.mark.parametrize(
    "make",
    [
        lambda index: {str(index): index},
        lambda index: {"tool_calls": [{"index": index}]},
        lambda index: {"tool_calls": [{"index": 0, "function": {str(index): 1}}]},
    ],
)
def test_what_deltas_build_up_has_a_limit_and_says_when_it_was_reached(make: Callable[[int], Dict[str, Any]]) -> None:
    joined = DeltaAccumulator()
    for index in range(MOST_MEMBERS):
        joined.add(make(index))
    before = joined.value
    assert joined.is_whole
    for index in range(MOST_MEMBERS, MOST_MEMBERS + 100):
        joined.add(make(index))
    assert joined.value == before
    assert not joined.is_whole
