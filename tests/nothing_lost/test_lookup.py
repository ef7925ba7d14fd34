"""Which task a submission created whose answer was lost: the rules, without a network."""

from __future__ import annotations

import copy
import json
from typing import Any, Dict, List

import pytest

from inferencesh import RetryPolicy
from inferencesh._core.recovery import submission_lookup as lookup
from inferencesh._core.recovery.submission_lookup import Match, Verdict, Wanted, digest, judge, sift
from inferencesh._core.requests.settings import Settings
from inferencesh._runtime.submission_registry import Sender, SubmissionRegistry, Ticket

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
    ({}, {"webhook": "https://h.example/1"}, Verdict.NO),
    ({"webhook": "https://h.example/1"}, {"webhook": "https://h.example/1"}, Verdict.YES),
    ({"webhook": "https://h.example/1"}, {"webhook": "https://h.example/2"}, Verdict.NO),
    ({"webhook": "https://h.example/1"}, {}, Verdict.UNDECIDED),
    ({}, {"app_variant": "default"}, Verdict.YES),
    ({"variant": "fast"}, {"app_variant": "default"}, Verdict.NO),
    ({"variant": "fast"}, {"app_variant": "fast"}, Verdict.YES),
    ({"variant": "fast"}, {}, Verdict.UNDECIDED),
    ({"run_at": "2026-10-20T10:00:00Z"}, {"run_at": "2026-10-20T12:00:00.000+02:00"}, Verdict.YES),
    ({"run_at": "2026-10-20T10:00:00Z"}, {"run_at": "2026-10-20T10:00:05Z"}, Verdict.NO),
    ({"run_at": "2026-10-20T10:00:00Z"}, {}, Verdict.UNDECIDED),
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


def test_looks_are_no_attempts_of_the_policy_but_as_patient() -> None:
    for attempts in (1, 4, 100):
        waits = list(lookup.pauses(RetryPolicy(max_attempts=attempts, backoff=4.0)))
        assert len(waits) == lookup.LOOKS
        assert waits[0] == 0.0
        assert all(wait >= 2.0 for wait in waits[1:])


def test_the_requests_of_a_search_are_repeated_even_if_others_are_not() -> None:
    assert lookup.patience(RetryPolicy(max_attempts=1, backoff=3.0)) == RetryPolicy(max_attempts=8, backoff=3.0)
    assert lookup.patience(RetryPolicy(max_attempts=20)).max_attempts == 20


def test_pages_grow_while_they_arrive_and_shrink_while_they_do_not() -> None:
    grown, shrunk = [lookup.FIRST_PAGE], [lookup.FIRST_PAGE]
    for _ in range(8):
        grown.append(lookup.next_size(grown[-1], arrived=True))
        shrunk.append(lookup.next_size(shrunk[-1], arrived=False))
    assert grown == [5, 10, 20, 40, 80, 100, 100, 100, 100]
    assert shrunk == [5, 2, 1, 1, 1, 1, 1, 1, 1]


def test_what_was_created_too_late_is_left_out() -> None:
    sent = 1792487702.0
    late = {**TASK, "id": "b" * 26, "created_at": "2026-10-20T09:16:00Z"}
    found = sift(Wanted.of(BODY), [TASK, late], sent=sent, held=frozenset(), latest=30.0)
    assert [task["id"] for task in found.matches] == ["a" * 26]


def test_a_journal_of_before_is_read() -> None:
    old = {**json.loads(Wanted.of(BODY).to_json())}
    for name in ("webhook", "variant", "run_at"):
        del old[name]
    assert Wanted.from_json(json.dumps(old)) == Wanted.of(BODY)


A, B, C = Match("a", 100.0), Match("b", 101.0), Match("c", 130.0)
CHOICES: List[Any] = [
    # matches, owners, when competing sent, the choice
    ([], 1, [], None),
    ([A], 1, [], "a"),
    ([B, A], 1, [], None),
    ([B, A], 2, [], "a"),  # two lost it, and there are two: each takes one
    ([B], 2, [], "b"),  # one of the two did not arrive, or not yet
    ([C, B, A], 2, [], None),  # one is somebody else's
    ([A], 1, [100.5], None),  # it may be that of the one who is on his way
    ([A], 1, [110.0], "a"),  # who sent his when it was there already
    ([C, A], 1, [110.0], "a"),  # the later one may be his
    ([C, B, A], 1, [110.0], None),
    ([C, B, A], 2, [110.0, 110.0], "a"),
    ([A], 1, [110.0, 99.0], None),
]


@pytest.mark.parametrize(("matches", "owners", "competing", "expected"), CHOICES)
def test_which_of_several_is_taken(matches: List[Match], owners: int, competing: List[float], expected: Any) -> None:
    assert lookup.choose(matches, owners=owners, competing=competing).id == expected


def test_too_many_stay_too_many_unless_others_may_take_some() -> None:
    assert lookup.choose([A, B], owners=1, competing=[]).final
    assert not lookup.choose([A, B], owners=1, competing=[], more=True).final
    assert not lookup.choose([], owners=1, competing=[]).final


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


ME = Sender(Settings("inf_me", "http://127.0.0.1:1"), {})


def lose(ticket: Ticket) -> Ticket:
    ticket.lost = True
    return ticket


def take(book: SubmissionRegistry, ticket: Ticket, *matches: Match) -> Any:
    """What it gets, where the platform's clock is 100 s ahead of ours."""
    return book.choose(ticket, matches, 1.0, ahead=100.0).id


def test_a_task_that_a_call_was_told_of_cannot_be_claimed() -> None:
    book = SubmissionRegistry()
    mine, other = lose(book.open(BODY, 0.0, ME)), book.open({**BODY, "input": 2}, 0.0, ME)
    book.close(other, 1.0, "a")
    assert book.held() == {"a"}
    assert take(book, mine, A) is None
    assert take(book, mine, A, B) == "b"
    assert take(book, mine, B) is None, "nor twice"


def test_what_may_be_that_of_an_equal_request_on_its_way_is_left_alone() -> None:
    book = SubmissionRegistry()
    mine, equal = lose(book.open(BODY, 0.0, ME)), book.open(dict(BODY), 20.0, ME)
    assert take(book, mine, C) is None
    assert take(book, mine, B, C) == "b"  # which was there before the other was sent
    book.close(equal, 30.0, "c")
    assert take(book, lose(book.open(BODY, 0.0, ME)), C) is None


def test_equal_ones_that_were_all_lost_get_one_each() -> None:
    book = SubmissionRegistry()
    first, second, third = (lose(book.open(dict(BODY), 0.0, ME)) for _ in range(3))
    assert [take(book, ticket, A, B) for ticket in (first, second, third)] == ["a", "b", None]
    book.close(first, 2.0)
    assert take(book, third, A, B, C) == "c"


def test_one_that_gave_up_may_be_the_owner_all_the_same() -> None:
    book = SubmissionRegistry()
    first, second = (lose(book.open(dict(BODY), 0.0, ME)) for _ in range(2))
    book.close(first, 1.0, unknown=True)
    assert take(book, second, A, B) == "a"
    assert take(book, lose(book.open(dict(BODY), 500.0, ME)), B) == "b"  # there may be one too many
    book.close(second, 600.0)
    book.close(book.open({}, 600.0), 600.0)
    late = [lose(book.open(dict(BODY), 600.0, ME)) for _ in range(1)]
    assert take(book, late[0], Match("x", 700.0), Match("y", 700.0)) is None, "after a while it does not count any more"


def test_what_only_looks_the_same_is_never_exchanged() -> None:
    """Two that differ in what a task does not show: nobody can tell whose is whose."""
    headers, key = Sender(ME.settings, {"X-Team": "b"}), Sender(Settings("inf_other", "http://127.0.0.1:1"), {})
    for body, sender in (({**BODY, "infra": "cloud"}, ME), (BODY, headers), (BODY, key), (BODY, None), ({}, ME)):
        book = SubmissionRegistry()
        mine, other = lose(book.open(BODY, 0.0, ME)), lose(book.open(body, 0.0, sender))
        other.wanted = Wanted.of(BODY)
        assert take(book, mine, A) is None
        book.close(other, 1.0, unknown=True)
        assert take(book, mine, A) is None
        assert take(book, mine, A, B) is None


def test_other_platforms_and_other_inputs_do_not_compete() -> None:
    book = SubmissionRegistry()
    mine = lose(book.open(BODY, 0.0, ME))
    book.open(BODY, 0.0, Sender(Settings("inf_me", "http://127.0.0.1:2"), {}))
    book.open({**BODY, "input": 2}, 0.0, ME)
    assert take(book, mine, A) == "a"


def test_a_run_with_a_key_is_not_its_own_rival() -> None:
    book = SubmissionRegistry()
    book.close(lose(book.open(BODY, 0.0, ME, "cat-1")), 1.0, unknown=True)
    again = lose(book.open({}, 0.0, ME, "cat-1"))
    again.wanted = Wanted.of(BODY)
    assert take(book, again, A) == "a"
    other = lose(book.open({}, 0.0, ME, "cat-2"))
    other.wanted = Wanted.of(BODY)
    assert take(book, other, B) is None


def test_ids_are_kept_as_long_as_a_request_may_ask_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inferencesh._runtime.submission_registry._KEPT_COUNT", 10)
    book = SubmissionRegistry()
    slow = book.open(BODY, 100.0)
    for number in range(100):
        book.close(book.open({}, 101.0 + number), 101.0 + number, f"task-{number}")
    assert len(book.held()) == 100
    book.close(slow, 300.0)
    assert book.held() == {f"task-{number}" for number in range(90, 100)}
    book.forget_open()
