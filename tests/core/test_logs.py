"""Cumulative log entries become lines, each handed out once."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any, Dict, List, Optional

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inferencesh._core.values.logs import LogLine, LogTracker, all_lines, progress_in


def entry(content: Any, key: Optional[str] = None, log_type: int = 1) -> Dict[str, Any]:
    found: Dict[str, Any] = {"log_type": log_type, "content": content}
    if key is not None:
        found["id"] = key
    return found


def test_complete_lines_once_and_the_unfinished_one_held() -> None:
    tracker = LogTracker()
    assert tracker.take([entry("a\nb", "e")]) == ["a"]
    assert tracker.take([entry("a\nb", "e")]) == []
    assert tracker.take([entry("a\nbc\nd", "e")]) == ["bc"]
    assert tracker.take([entry("a\nbc\nd", "e")], final=True) == ["d"]
    assert tracker.take([entry("a\nbc\nd", "e")], final=True) == []


def test_an_entry_without_a_line_end_is_a_message_and_not_held() -> None:
    tracker = LogTracker()
    assert tracker.take([entry("step 1")]) == ["step 1"]
    assert tracker.take([entry("step 1")]) == []
    assert tracker.take([entry("step 1 of 3")]) == [" of 3"]
    assert tracker.take([entry("step 1 of 3\n")]) == []
    assert tracker.take([entry("step 1 of 3\nstep 2\n")]) == ["step 2"]


def test_a_later_entry_flushes_what_is_held() -> None:
    tracker = LogTracker()
    assert tracker.take([entry("a\nhalf", "1")]) == ["a"]
    assert tracker.take([entry("a\nhalf", "1"), entry("next", "2")]) == ["half", "next"]


@pytest.mark.parametrize("key", [None, "e"])
def test_replaced_content_counts_as_new(key: Optional[str]) -> None:
    tracker = LogTracker()
    assert tracker.take([entry("step 000001 lorem", key)]) == ["step 000001 lorem"]
    assert tracker.take([entry("step 000002 lorem", key)]) == ["step 000002 lorem"]


def test_an_older_state_of_an_entry_is_no_news() -> None:
    tracker = LogTracker()
    assert tracker.take([entry("a\nb\n", "e")]) == ["a", "b"]
    assert tracker.take([entry("a\n", "e")]) == []
    assert tracker.take([entry("a\nb\nc\n", "e")]) == ["c"]


def test_entries_are_known_by_id_wherever_they_stand() -> None:
    tracker = LogTracker()
    assert tracker.take([entry("a\n", "1"), entry("b\n", "2")]) == ["a", "b"]
    assert tracker.take([entry("b\nc\n", "2"), entry("a\n", "1")]) == ["c"]


def test_lines_end_at_line_feeds_alone() -> None:
    text = "one\r\ntwo\x0bthree\u2028four\u0085five\n\nlast\n"
    assert all_lines([entry(text)]) == ["one", "two\x0bthree\u2028four\u0085five", "", "last"]
    tracker = LogTracker()
    assert tracker.take([entry("one")]) == ["one"]
    assert tracker.take([entry("one\r\ntwo\r\n")]) == ["two"]


@pytest.mark.parametrize("content", [12, 1.5, {"a": 1}, ["x"], True])
def test_content_that_is_no_text_is_made_one(content: Any) -> None:
    assert all_lines([entry(content)]) == [str(content)]


def test_odd_entries() -> None:
    assert all_lines(None) == []
    assert all_lines([]) == []
    assert all_lines([{}, entry(None), entry("")]) == []
    assert all_lines(["plain\ntext", 5, None]) == ["plain", "text", "5"]
    assert all_lines("alone") == ["alone"]


def test_a_line_is_a_text_that_knows_where_it_is_from() -> None:
    (line,) = all_lines([entry("hello", "e", log_type=4)])
    assert line == "hello"
    assert line["content"] == line.content == line.get("content") == "hello"
    assert line["log_type"] == line.log_type == line.get("log_type") == 4
    assert type(line.content) is str
    assert line.get("other") is None
    assert line.get("other", 1) == 1
    with pytest.raises(KeyError):
        line["other"]
    assert (line[0], line[-1], line[1:3]) == ("h", "o", "el")
    assert f"{line}" == "hello"
    assert type(str(line)) is str
    assert json.dumps([line]) == '["hello"]'
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        twin = pickle.loads(pickle.dumps(line, protocol))
        assert (type(twin), twin, twin.log_type) == (LogLine, "hello", 4)
    for twin in (copy.copy(line), copy.deepcopy(line)):
        assert (type(twin), twin, twin.log_type) == (LogLine, "hello", 4)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("12/40", (12, 40)),
        ("step 12/40", (12, 40)),
        ("step 12 / 40 done", (12, 40)),
        (" 30%|###       | 12/40 [00:03<00:07, 3.9it/s]", (12, 40)),
        ("epoch 1/3, step 12/40.", (12, 40)),
        ("0/40", (0, 40)),
        ("(40/40)", (40, 40)),
        ("no progress", None),
        ("2026/10/20 12:00", None),
        ("/data/12/40/x", None),
        ("v1/2", None),
        ("50/40", None),
        ("0/0", None),
        ("1.5/2.5", None),
        ("and/or", None),
    ],
)
def test_progress_in_a_line(line: str, found: Any) -> None:
    assert progress_in(line) == found


@given(
    st.lists(st.text(alphabet="ab\n", max_size=8), max_size=6),
    st.lists(st.tuples(st.integers(0, 50), st.booleans()), max_size=12),
    st.booleans(),
)
def test_growing_logs_come_out_complete_and_once(contents: List[str], cuts: List[Any], with_ids: bool) -> None:
    """Whatever prefixes of the log are seen on the way, and however often: the text joined is the whole text."""
    whole = [entry(content, f"e{i}" if with_ids else None) for i, content in enumerate(contents)]
    total = sum(map(len, contents))

    def prefix(size: int) -> List[Dict[str, Any]]:
        found = []
        for item in whole:
            if size <= 0:
                break
            found.append({**item, "content": item["content"][:size]})
            size -= len(item["content"])
        return found

    tracker = LogTracker()
    lines: List[LogLine] = []
    for cut in sorted(min(cut, total) for cut, _ in cuts):
        lines += tracker.take(prefix(cut))
    lines += tracker.take(whole, final=True)
    assert "".join(lines) == "".join(contents).replace("\n", "")
    assert tracker.take(whole, final=True) == []


def test_a_long_log_in_small_steps_is_not_slow() -> None:
    tracker = LogTracker()
    text = ""
    count = 0
    for number in range(3000):
        text += f"line {number}\n"
        count += len(tracker.take([entry(text, "e")]))
    assert count == 3000
