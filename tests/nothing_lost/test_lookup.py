"""Which task a submission created whose answer was lost: the rules, without a network."""

from __future__ import annotations

import copy
from typing import Any, Dict, List

import pytest

from inferencesh import RetryPolicy
from inferencesh._core import lookup
from inferencesh._core.lookup import Verdict, Wanted, digest, judge, sift
from inferencesh._submissions import Book

BODY: Dict[str, Any] = {"app": "acme/tool", "input": {"n": 1, "list": [1.0, {"a": None}]}}
TASK: Dict[str, Any] = {
    "id": "a" * 26,
    "created_at": "2026-10-20T09:15:02Z",
    "app_id": "app1",
    "app": {"namespace": "acme", "name": "tool"},
    "app_version_id": "v1",
    "app_version": {"id": "v1" * 13, "short_id": "53bk0yzk", "default_function": "make"},
    "function": "make",
    "setup": None,
    "input": {"list": [1, {"a": None}], "n": 1.0},
    "session_id": None,
}


def verdict(body: Dict[str, Any], **changes: Any) -> Verdict:
    task = copy.deepcopy(TASK)
    for name, value in changes.items():
        if value is ...:
            task.pop(name)
        else:
            task[name] = value
    return judge(Wanted.of({**BODY, **body}), task)


CASES: List[Any] = [
    ({}, {}, Verdict.YES),
    ({"input": {"n": 2}}, {}, Verdict.NO),
    ({"input": {"n": True, "list": [1, {"a": None}]}}, {}, Verdict.NO),  # true is not 1
    ({}, {"input": ...}, Verdict.UNDECIDED),
    ({"input": None}, {"input": {}}, Verdict.YES),
    ({"setup": {}}, {}, Verdict.YES),
    ({"setup": {"m": 1}}, {}, Verdict.NO),
    ({"setup": {"m": 1}}, {"setup": {"m": 1}}, Verdict.YES),
    ({}, {"app": {"namespace": "acme", "name": "other"}}, Verdict.NO),
    ({}, {"app": {"namespace": "else", "name": "tool"}}, Verdict.NO),
    ({}, {"app": None}, Verdict.UNDECIDED),  # a list need not embed it
    ({"app": "tool"}, {}, Verdict.YES),
    ({"app": "acme/tool@53bk0yzk"}, {}, Verdict.YES),
    ({"app": "acme/tool@00000000"}, {}, Verdict.NO),
    ({"app": "acme/tool@53bk0yzk"}, {"app_version": None}, Verdict.UNDECIDED),
    ({"app": "acme/tool@latest"}, {}, Verdict.YES),
    ({"app": None, "app_id": "app1"}, {"app": None}, Verdict.YES),
    ({"app": None, "app_id": "app2"}, {}, Verdict.NO),
    ({"app": None, "app_id": "app1", "version_id": "v2"}, {}, Verdict.NO),
    ({"function": "make"}, {}, Verdict.YES),
    ({"function": "other"}, {}, Verdict.NO),
    ({"app": "acme/tool:other"}, {}, Verdict.NO),
    ({}, {"function": "other"}, Verdict.NO),
    ({}, {"function": "other", "app_version": None}, Verdict.UNDECIDED),
    ({}, {"function": "run", "app_version": None}, Verdict.YES),
    ({}, {"session_id": "sess_1"}, Verdict.NO),
    ({"session": "new"}, {"session_id": "sess_1"}, Verdict.YES),
    ({"session": "sess_1"}, {"session_id": "sess_1"}, Verdict.YES),
    ({"session": "sess_2"}, {"session_id": "sess_1"}, Verdict.NO),
    ({}, {"chat_id": "c"}, Verdict.NO),  # started by an agent
    ({}, {"flow_run_id": "f"}, Verdict.NO),
]


@pytest.mark.parametrize(("body", "changes", "expected"), CASES)
def test_what_is_compared(body: Dict[str, Any], changes: Dict[str, Any], expected: Verdict) -> None:
    assert verdict(body, **changes) is expected


def test_digests_are_those_of_json() -> None:
    assert digest({"a": 1, "b": [1.0]}) == digest({"b": [1], "a": 1.0})
    assert digest([1]) != digest([True])
    assert digest("1") != digest(1)
    assert digest(None) == digest({}) != digest([])
    assert digest({"a": "\ud800"})  # what JSON can carry as an escape, a digest can too


def test_what_is_kept_of_a_request_holds_no_value_of_it() -> None:
    wanted = Wanted.of({"app": "acme/tool@v1:go", "input": {"password": "hunter2"}, "session": "new"})
    assert "hunter2" not in wanted.to_json()
    assert Wanted.from_json(wanted.to_json()) == wanted


TIMES = [
    ("2026-10-20T09:15:02Z", 1792487702.0),
    ("2026-10-20T09:15:02.250Z", 1792487702.25),
    ("2026-10-20T09:15:02.123456789Z", 1792487702.123456789),
    ("2026-10-20T11:15:02+02:00", 1792487702.0),
    ("2026-10-20T04:45:02-04:30", 1792487702.0),
    ("2026-10-20", None),
    ("yesterday, or the day before", None),
    (None, None),
    (3, None),
]


@pytest.mark.parametrize(("text", "seconds"), TIMES)
def test_times(text: Any, seconds: Any) -> None:
    assert lookup.parse_time(text) == (None if seconds is None else pytest.approx(seconds, abs=1e-6))


def test_only_their_clock_and_a_span_of_ours_say_when_it_was_sent() -> None:
    assert lookup.sent_by_their_clock("Tue, 20 Oct 2026 09:15:12 GMT", 10.0) == 1792487702.0
    assert lookup.sent_by_their_clock(None, 10.0) is None
    assert lookup.sent_by_their_clock("at noon", 10.0) is None


def test_older_tasks_and_held_ones_are_left_out() -> None:
    wanted = Wanted.of(BODY)
    sent = 1792487702.0
    older = {**TASK, "id": "b" * 26, "created_at": "2026-10-20T09:14:59Z"}
    timeless = {**TASK, "id": "c" * 26, "created_at": None}
    held = {**TASK, "id": "d" * 26}
    found = sift(wanted, [TASK, older, timeless, held, "no task"], sent=sent, held=frozenset({"d" * 26}))
    assert [task["id"] for task in found.matches] == ["a" * 26]
    assert found.undecided == []
    assert lookup.reaches_back([TASK, older], sent)
    assert not lookup.reaches_back([older, TASK], sent)
    assert lookup.reaches_back([], sent)


def test_as_many_looks_as_the_policy_makes_attempts() -> None:
    assert list(lookup.pauses(RetryPolicy(max_attempts=1))) == [0.0]
    waits = list(lookup.pauses(RetryPolicy(max_attempts=3, backoff=4.0)))
    assert waits[0] == 0.0
    assert len(waits) == 3
    assert all(wait >= 2.0 for wait in waits[1:])


def test_messages() -> None:
    stored = {
        "role": "user",
        "content": [{"type": "text", "text": "Hi"}, {"type": "image", "image": "https://x/1.png"}],
    }
    assert lookup.same_message("Hi", ["https://x/1.png"], stored)
    assert not lookup.same_message("Hi", [], stored)
    assert not lookup.same_message("Hi!", ["https://x/1.png"], stored)
    assert not lookup.same_message("Hi", ["https://x/1.png"], {**stored, "role": "assistant"})
    assert lookup.same_message("Hi", [], {"role": "user", "content": "Hi"})
    assert not lookup.same_message("Hi", [], {"role": "user", "content": None})


# -- the book of this process ------------------------------------------------------------------------------------------


def test_a_task_that_a_call_was_told_of_cannot_be_claimed() -> None:
    book = Book()
    mine, other = book.open(BODY, 0.0), book.open({**BODY, "input": 2}, 0.0)
    mine.lost = True
    book.close(other, 1.0, "task-1")
    assert book.held() == {"task-1"}
    assert not book.claim("task-1", mine, 1.0)
    assert book.claim("task-2", mine, 1.0)
    assert not book.claim("task-2", mine, 1.0), "nor twice"


def test_nothing_is_claimed_while_an_equal_request_is_on_its_way() -> None:
    book = Book()
    mine, equal, different = book.open(BODY, 0.0), book.open(dict(BODY), 0.0), book.open({**BODY, "input": 2}, 0.0)
    mine.lost = True
    assert book.has_rival(mine)
    assert not book.claim("task", mine, 0.0)
    equal.lost = True  # now both look, and whoever is first has it
    assert not book.has_rival(mine)
    assert book.claim("task", mine, 0.0)
    assert not book.claim("task", equal, 0.0)
    book.close(different, 0.0)


def test_ids_are_kept_as_long_as_a_request_may_ask_for_them() -> None:
    book = Book()
    slow = book.open(BODY, 100.0)
    for number in range(100):
        book.close(book.open({}, 101.0 + number), 101.0 + number, f"task-{number}")
    assert len(book.held()) == 100
    book.close(slow, 300.0)
    assert book.held() == frozenset()
    book.forget_open()
