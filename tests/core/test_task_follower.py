"""Following a task, whatever the network does: the state machine alone, without a server and without a clock."""

from __future__ import annotations

import time
from typing import Any, List

import pytest
from support.task_frames import (
    HEARTBEAT,
    ID,
    REFUSED,
    SUBMITTED,
    delta,
    follower,
    full,
    opened,
    partial,
    stamp,
    statuses,
)

from inferencesh._core.errors.classes import APIConnectionError, InferenceError, NotFoundError
from inferencesh._core.streams.frames import BadFrame
from inferencesh._core.streams.task_errors import StreamError
from inferencesh._core.tasks.task_follower import Done, Fetch, Open, Read, TaskFollower, Wait

# -- frames


def test_full_frames_to_the_end() -> None:
    machine = opened()
    updates = machine.frames([full(2), full(7, 1, output={"step": 1}), full(10, 2, output={"done": True})], 1.0)
    assert statuses(updates) == ["queued", "running", "completed"]
    assert [update.get("partial_output") for update in updates] == [None, {"step": 1}, None]
    assert ["partial_output" in update for update in updates] == [False, True, False]
    assert machine.finished
    assert machine.failure is None
    assert machine.action(2.0) == Done()
    assert machine.task.output == {"done": True}
    assert machine.task == {**SUBMITTED, **full("completed", 2, output={"done": True}), "status_text": "completed"}
    assert machine.task.raw["status"] == 10
    assert updates[1].raw["status"] == 7
    assert "status_text" in updates[0], "members that a frame leaves out stay"


def test_wrapped_and_partial_frames() -> None:
    machine = opened()
    assert statuses(machine.frames([{"data": full(2)}], 1.0)) == ["queued"]
    updates = machine.frames([partial(status=7), partial(logs=[{"id": "l", "content": "a\n"}]), partial(output=5)], 1.0)
    assert [(str(u["status"]), u["logs"], u["output"]) for u in updates] == [
        ("running", [], None),
        ("running", ["a"], None),
        ("running", [], 5),
    ]
    (last,) = machine.frames(
        [{"event": "update", "data": {"id": ID, "status": "failed", "error": "boom"}, "fields": []}], 1.0
    )
    assert (last["status"], last["error"], last["output"]) == ("failed", "boom", 5)
    assert machine.finished


def test_a_frame_that_changes_nothing_gives_no_update() -> None:
    machine = opened()
    assert len(machine.frames([full(7, 1), full(7, 1), partial(status=7), HEARTBEAT, partial()], 1.0)) == 1
    assert machine.frames([full(7, 1)], 2.0) == []


def test_nothing_goes_back() -> None:
    machine = opened()
    machine.frames([full(7, 5, output={"n": 5}, logs=[{"id": "l", "content": "a\nb\n"}])], 1.0)
    for old in (
        full(2, 6, output=None),
        full(7, 4, output={"n": 4}),
        partial(status=3, output={"n": 1}),
        full(7, 4, logs=[]),
    ):
        assert machine.frames([old], 1.0) == []
    assert machine.frames([full(0, 5, output={"n": 5}, logs=[{"id": "l", "content": "a\nb\n"}])], 1.0) == []
    assert (machine.task.status, machine.task.output, machine.task.logs) == ("running", {"n": 5}, ["a", "b"])
    (update,) = machine.frames([full(7, 6, output={"n": 6}, logs=[])], 1.0)
    assert update["output"] == {"n": 6}
    assert machine.task.logs == ["a", "b"]
    machine.lost(2.0)
    assert machine.snapshot(full(2, 1), 2.0) == []
    assert machine.task.status == "running"


def test_a_higher_status_counts_even_with_an_older_time() -> None:
    machine = opened()
    machine.frames([full(7, 5)], 1.0)
    (update,) = machine.frames([full(10, 3, output=1)], 1.0)
    assert (update["status"], update["updated_at"]) == ("completed", stamp(5))


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("2026-10-20T09:15:02Z", "2026-10-20T09:15:02.5Z"),
        ("2026-10-20T09:15:02.05Z", "2026-10-20T09:15:02.5Z"),
        ("2026-10-20T09:15:02.9Z", "2026-10-20T09:15:03Z"),
    ],
)
def test_times_are_compared_as_times(older: str, newer: str) -> None:
    machine = opened()
    assert len(machine.frames([full(7, output=1, updated_at=older), full(7, output=2, updated_at=newer)], 1.0)) == 2
    assert machine.frames([full(7, output=3, updated_at=older)], 1.0) == []


@pytest.mark.parametrize("value", ["paused", 99])
def test_a_status_nobody_knows_yet_is_passed_on(value: Any) -> None:
    machine = opened()
    updates = machine.frames([full(7, 1), full(value, 2), full(3, 3), full(9, 4), full(10, 5, output=1)], 1.0)
    assert statuses(updates) == ["running", str(value), "uploading", "completed"]


def test_a_session_id_stays() -> None:
    machine = opened(known={**SUBMITTED, "session_id": "sess_1"})
    (update,) = machine.frames([full(10, 1, output=1, session_id=None)], 1.0)
    assert update["session_id"] == machine.task.session_id == "sess_1"


def test_frames_of_other_kinds_and_other_tasks_are_ignored() -> None:
    machine = opened()
    others: List[Any] = [
        HEARTBEAT,
        {"event": "note", "data": {"id": ID, "status": 10}},
        {"event": "note"},
        {"data": "text"},
        {"data": {"x": 1}},
        {"id": "another-task", "status": 10},
        {},
        {"type": "other"},
    ]
    assert machine.frames(others, 1.0) == []
    assert isinstance(machine.action(1.0), Read)


def test_a_short_id_becomes_the_full_one() -> None:
    machine = TaskFollower(ID[:8], now=0.0)
    machine.opened(0.0)
    assert statuses(machine.frames([full(7)], 1.0)) == ["running"]
    assert machine.task_id == ID
    assert machine.frames([{**full(10), "id": ID[:8] + "x" * 18}], 1.0) == []


def test_progress() -> None:
    machine = opened()
    logs = [{"content": "step 12/40\nand more\n"}]
    updates = machine.frames(
        [
            full(7, 1),
            full(7, 2, logs=logs),
            full(7, 3, logs=logs, output={"progress": {"current": 2, "total": 9, "eta": 1}}),
            full(10, 4, logs=logs, output=None),
        ],
        1.0,
    )
    assert [update.get("progress") for update in updates] == [
        None,
        {"current": 12, "total": 40},
        {"current": 2, "total": 9, "eta": 1},
        {"current": 12, "total": 40},
    ]
    assert "progress" not in updates[0]
    assert updates[1].progress == {"current": 12, "total": 40}


def test_the_last_unfinished_line_comes_with_the_end() -> None:
    machine = opened()
    entries = [{"id": "l", "content": "a\nhalf"}]
    updates = machine.frames([full(7, 1, logs=entries), full(10, 2, logs=entries)], 1.0)
    assert [update["logs"] for update in updates] == [["a"], ["half"]]
    assert machine.task.logs == ["a", "half"]


# -- deltas


def test_deltas_join() -> None:
    machine = opened()
    machine.frames([full(7)], 1.0)
    updates = machine.frames([delta("ab", 1), delta("cd", 2), {"delta": {"response": "ef"}, "seq": 3}], 1.0)
    assert [update["delta"]["response"] for update in updates] == ["ab", "cd", "ef"]
    assert [update["partial_output"] for update in updates] == [{"response": t} for t in ("ab", "abcd", "abcdef")]
    assert all(update["status"] == "running" and update["logs"] == [] for update in updates)
    (last,) = machine.frames([full(10, 1, output={"response": "final"})], 1.0)
    assert last["output"] == machine.task.output == {"response": "final"}, "the final output is trusted"
    assert "delta" not in last


def test_repeated_deltas_are_dropped() -> None:
    machine = opened()
    assert len(machine.frames([delta("a", 1), delta("a", 1), delta("b", 2), delta("a", 1), delta("b", 2)], 1.0)) == 2
    assert len(machine.frames([delta("c", None), delta("c", 0), {"event": "delta", "data": {"delta": {}}}], 1.0)) == 2


def test_joined_deltas_stand_in_for_an_output_that_is_missing() -> None:
    machine = opened()
    machine.frames([delta("ab", 1), delta("cd", 2)], 1.0)
    (last,) = machine.frames([full(10, 1, output=None)], 1.0)
    assert last["output"] == machine.task.output == {"response": "abcd"}


@pytest.mark.parametrize("deltas", [[delta("ab", 1), delta("cd", 3)], [delta("ab", 4)]])
def test_deltas_with_a_gap_are_no_output(deltas: List[Any]) -> None:
    machine = opened()
    machine.frames(deltas, 1.0)
    (last,) = machine.frames([full(10, 1, output=None)], 1.0)
    assert last["output"] is None
    machine = opened()
    machine.frames([delta("ab", 1)], 1.0)
    machine.lost(2.0)
    (last,) = machine.snapshot(full(10, 1, output=None), 3.0)
    assert last["output"] is None, "deltas may have been missed with the connection"


def test_joined_text_shows_in_later_updates_too() -> None:
    machine = opened()
    machine.frames([full(7), delta("ab", 1)], 1.0)
    (update,) = machine.frames([full(8, 1)], 1.0)
    assert update["partial_output"] == {"response": "ab"}


def test_many_deltas_cost_linear_time() -> None:
    machine = opened()
    started = time.monotonic()
    count = 0
    for number in range(100_000):
        updates = machine.frames([delta("token ", number + 1)], 1.0)
        count += len(updates)
    assert count == 100_000
    assert len(updates[-1]["partial_output"]["response"]) == 600_000
    assert time.monotonic() - started < 30


# -- the end


def test_the_end_is_final_and_comes_once() -> None:
    machine = opened()
    assert len(machine.frames([full(10, 1, output=1), full(11, 2), full(10, 3, output=2)], 1.0)) == 1
    assert machine.frames([full(11, 9)], 2.0) == []
    assert machine.snapshot(full(11, 9), 2.0) == []
    assert machine.status_read({"status": 11}, 2.0) == []
    assert machine.fetch_failed(2.0, REFUSED) == []
    assert machine.refused(REFUSED) == []
    machine.lost(2.0, REFUSED)
    machine.opened(2.0)
    assert machine.action(99.0) == Done()
    assert machine.failure is None
    assert machine.task.output == 1


@pytest.mark.parametrize(
    ("before", "last"),
    [
        ([full(7)], partial(status=10)),  # a terminal partial without output
        ([full(7, output={"preview": 1})], partial(status=10)),
        ([partial(status=7)], partial(status=10, output=1)),  # never a full frame
        ([full(7)], partial(status=11)),  # failed, and it does not say why
    ],
)
def test_an_end_that_lacks_parts_is_fetched_first(before: List[Any], last: Any) -> None:
    machine = opened()
    assert len(machine.frames(before, 1.0)) == 1
    assert machine.frames([last], 2.0) == []
    assert machine.needs_fetch
    assert machine.action(2.0) == Fetch(light=False, keep_stream=False)
    status = last["data"]["status"]
    (update,) = machine.snapshot(full(status, 3, output={"x": 1}, error="e", logs=[{"content": "late"}]), 3.0)
    assert (update.is_terminal, update["output"], update["error"], update["logs"]) == (True, {"x": 1}, "e", ["late"])
    assert machine.finished
    assert machine.failure is None


def test_a_session_run_ends_with_its_session() -> None:
    machine = opened(session=True)
    assert machine.frames([full(10, 1, output=1)], 1.0) == []
    assert machine.action(1.0) == Fetch()
    (update,) = machine.snapshot(full(10, 1, output=1, session_id="sess_1"), 1.0)
    assert update["session_id"] == "sess_1"


def test_a_fetched_task_that_lags_behind_the_end_is_fetched_again() -> None:
    machine = opened()
    machine.frames([full(7), partial(status=10)], 1.0)
    assert machine.snapshot(full(7), 1.0) == []
    assert machine.action(1.0) == Wait(1.0)
    assert machine.action(2.0) == Fetch()
    (update,) = machine.snapshot(full(10, 2, output=1), 2.0)
    assert update["output"] == 1
    machine = opened()
    machine.frames([full(7), partial(status=12)], 1.0)
    assert machine.finished, "a cancelled task needs no output"


def test_an_end_whose_parts_cannot_be_fetched() -> None:
    machine = opened(max_failures=2)
    machine.frames([full(7), partial(status=10)], 1.0)
    for _ in range(3):
        assert machine.fetch_failed(1.0, REFUSED) == []
    assert isinstance(machine.failure, StreamError), "completed, but nobody knows with what"
    machine = opened(max_failures=1)
    machine.frames([full(7), partial(status=11)], 1.0)
    assert machine.fetch_failed(1.0, REFUSED) == []
    (update,) = machine.fetch_failed(1.0, REFUSED)
    assert update["status"] == "failed"
    assert machine.failure is None
    machine = opened()
    machine.frames([partial(status=7), partial(status=10, output=4)], 1.0)
    (update,) = machine.refused(NotFoundError("gone", status_code=404))
    assert update["output"] == 4
    assert machine.failure is None


def test_a_task_that_ended_before_it_was_followed_is_fetched_once() -> None:
    machine = follower(known={**SUBMITTED, "status": 13, "error": "no balance"})
    assert machine.action(0.0) == Fetch()
    (update,) = machine.snapshot(full(13, 1, error="no balance"), 1.0)
    assert (update["status"], update["error"]) == ("rejected", "no balance")
    assert machine.finished


# -- losing the connection


def test_after_a_loss_the_truth_is_read_first() -> None:
    machine = opened()
    machine.frames([full(7, 1)], 1.0)
    machine.lost(2.0, REFUSED)
    assert machine.action(2.0) == Fetch()
    (update,) = machine.snapshot(full(7, 2, output=3), 2.5)
    assert update["partial_output"] == 3
    assert machine.action(2.5) == Wait(1.0)
    assert machine.action(3.0) == Wait(0.5)
    assert machine.action(3.5) == Open()
    machine.opened(3.5)
    assert machine.frames([full(7, 2, output=3)], 3.6) == [], "the first frame after opening again is no news"
    assert statuses(machine.frames([full(10, 3, output=4)], 3.7)) == ["completed"]


def test_an_end_that_was_missed_is_found() -> None:
    machine = opened()
    machine.lost(2.0)
    assert statuses(machine.snapshot(full(10, 2, output=3), 2.5)) == ["completed"]
    assert machine.action(2.5) == Done()


@pytest.mark.parametrize(
    "item", [BadFrame("no JSON"), {"event": "error", "data": {"detail": "oops"}}, {"event": "done"}]
)
def test_a_stream_that_breaks_is_left(item: Any) -> None:
    machine = opened()
    assert statuses(machine.frames([full(2), item, full(7, 1)], 1.0)) == ["queued", "running"]
    assert machine.action(1.0) == Fetch()
    machine = opened()
    assert statuses(machine.frames([item, full(10, 1, output=1)], 1.0)) == ["completed"], "the end counts nevertheless"
    assert machine.failure is None


def test_a_problem_document_in_the_stream_is_no_task() -> None:
    machine = opened(max_failures=1)
    problem = {"type": "https://x/errors/internal_error", "title": "Oops", "status": 500, "detail": "broken pipe"}
    assert machine.frames([problem], 1.0) == []
    assert machine.action(1.0) == Fetch()
    machine.fetch_failed(1.0, REFUSED)
    assert isinstance(machine.failure, StreamError)


def test_failures_in_a_row_use_up_the_budget() -> None:
    machine = opened(max_failures=3)
    machine.lost(1.0, REFUSED)
    now = 1.0
    waits = []
    while not machine.finished:
        action = machine.action(now)
        if isinstance(action, Wait):
            waits.append(action.seconds)
            now += action.seconds
        else:
            assert action == Fetch()
            machine.fetch_failed(now, APIConnectionError("refused https://x/y?signature=canary"))
    assert waits == [2.0, 4.0]
    assert isinstance(machine.failure, StreamError)
    assert machine.failure.task_id == ID
    assert isinstance(machine.failure.__cause__, APIConnectionError)
    assert ID in str(machine.failure)
    assert "canary" not in str(machine.failure)
    assert machine.action(now) == Done()
    assert machine.task.id == ID


def test_delays_are_bounded_and_jittered() -> None:
    machine = opened(max_failures=50, rng=lambda: 1.0)
    machine.lost(0.0)
    seconds = []
    for _ in range(10):
        machine.fetch_failed(0.0, REFUSED)
        action = machine.action(0.0)
        assert isinstance(action, Wait)
        seconds.append(action.seconds)
        machine.action(1e9)
    assert seconds == [1.0, 2.0, 4.0, 8.0, 15.0, 15.0, 15.0, 15.0, 15.0, 15.0]


def test_good_readings_and_progress_reset_the_budget() -> None:
    machine = opened(max_failures=2)
    now = 0.0
    for _ in range(50):
        machine.lost(now, REFUSED)
        machine.fetch_failed(now, REFUSED)
        now += 100.0
        assert machine.action(now) == Fetch()
        machine.snapshot(full(7), now)
        now += 100.0
        while machine.action(now) != Open():
            assert isinstance(machine.action(now), (Wait, Fetch))
            if machine.needs_fetch:
                machine.snapshot(full(7), now)
            now += 10.0
        machine.opened(now)
    assert not machine.finished


def test_a_loss_that_is_told_twice_counts_once() -> None:
    machine = opened(max_failures=2)
    machine.lost(1.0, REFUSED)
    machine.lost(1.0)
    machine.lost(1.0)
    assert machine.fetch_failed(1.0, REFUSED) == []
    assert machine.failure is None
    machine.lost(1.0)
    assert isinstance(machine.action(1.0), Wait)


def test_a_stream_that_cannot_be_opened_is_replaced_by_polling() -> None:
    machine = follower(max_failures=3)
    now, opens, fetches = 0.0, [], 0
    while now < 3600.0:
        action = machine.action(now)
        if isinstance(action, Open):
            opens.append(now)
            machine.lost(now, REFUSED)
        elif isinstance(action, Fetch):
            fetches += 1
            assert machine.snapshot(full(7), now) == [] or fetches == 1
        else:
            assert isinstance(action, Wait)
            assert 0 < action.seconds <= 30
            now += action.seconds
    assert not machine.finished
    assert fetches > 1000
    assert 100 < len(opens) < 300, "now and then the stream is tried again"
    while not machine.needs_fetch:
        action = machine.action(now)
        now += action.seconds if isinstance(action, Wait) else 0.0
        if isinstance(action, Open):
            machine.lost(now)
    assert statuses(machine.snapshot(full(10, 1, output=1), now)) == ["completed"]


def test_without_reconnecting_one_reading_decides() -> None:
    for options in ({"auto_reconnect": False}, {"max_failures": 0}):
        machine = opened(**options)
        machine.lost(1.0, REFUSED)
        assert machine.action(1.0) == Fetch()
        assert statuses(machine.snapshot(full(7), 1.0)) == ["running"]
        assert isinstance(machine.failure, StreamError)
        assert machine.failure.__cause__ is REFUSED
        machine = opened(**options)
        machine.lost(1.0)
        assert statuses(machine.snapshot(full(10, 1, output=1), 1.0)) == ["completed"]
        assert machine.failure is None
        machine = opened(**options)
        machine.lost(1.0)
        machine.fetch_failed(1.0, REFUSED)
        assert isinstance(machine.failure, StreamError)


def test_a_refusal_is_final() -> None:
    machine = follower()
    error = NotFoundError("no such task", status_code=404)
    assert machine.refused(error) == []
    assert machine.failure is error
    assert isinstance(machine.failure, InferenceError)
    assert machine.failure.task_id == ID
    assert machine.action(0.0) == Done()


@pytest.mark.parametrize("answer", [None, [], "x", {}, {"id": ID}, {"id": "other", "status": 10}, {"detail": "x"}])
def test_an_answer_that_is_no_task_is_a_failure(answer: Any) -> None:
    machine = opened(max_failures=1)
    machine.lost(1.0)
    assert machine.snapshot(answer, 1.0) == []
    assert isinstance(machine.failure, StreamError)
    machine = opened(max_failures=1)
    machine.lost(1.0)
    if not isinstance(answer, dict) or "status" not in answer:
        assert machine.status_read(answer, 1.0) == []
        assert isinstance(machine.failure, StreamError)


# -- silence


def test_a_dead_connection_is_noticed() -> None:
    machine = opened(idle_timeout=45.0)
    assert machine.action(0.0) == Read(until=45.0)
    assert machine.action(44.9) == Read(until=45.0)
    assert machine.action(45.0) == Fetch()
    machine.snapshot(full(7), 45.0)
    assert machine.action(45.0) == Wait(1.0)


def test_heartbeats_keep_the_connection_and_silence_of_events_leads_to_a_light_reading() -> None:
    machine = opened(idle_timeout=45.0, event_timeout=60.0)
    machine.frames([full(7, 1)], 0.0)
    now, readings = 0.0, 0
    while now < 7200.0:
        action = machine.action(now)
        if isinstance(action, Fetch):
            assert action == Fetch(light=True, keep_stream=True)
            readings += 1
            if readings % 2:
                assert machine.status_read({"id": ID, "status": 7, "updated_at": stamp(1)}, now) == []
            else:
                machine.fetch_failed(now, REFUSED)  # no reason to give up while the stream lives
            continue
        assert isinstance(action, Read)
        now += 10.0
        machine.frames([HEARTBEAT], now)
    assert readings == 119
    assert machine.failure is None


@pytest.mark.parametrize("body", [{"status": 10}, {"status": 7, "updated_at": stamp(9)}, {"status": "uploading"}])
def test_a_light_reading_with_news_leads_to_a_whole_one(body: Any) -> None:
    machine = opened()
    machine.frames([full(7, 1)], 0.0)
    machine.reconcile(5.0)
    assert machine.action(5.0) == Fetch(light=True, keep_stream=True)
    machine.status_read(body, 5.0)
    assert machine.action(5.0) == Fetch(light=False, keep_stream=True)
    assert statuses(machine.snapshot(full(9, 9), 5.0)) == ["uploading"]
    assert machine.action(5.0) == Open(), "a stream that did not say so is deaf"


def test_a_whole_reading_without_news_goes_on_reading() -> None:
    machine = opened()
    machine.frames([full(7, 1)], 0.0)
    machine.reconcile(5.0)
    assert machine.snapshot(full(7, 1), 5.0) == []
    assert isinstance(machine.action(5.0), Read)


def test_time_that_the_caller_takes_is_no_silence() -> None:
    machine = opened()
    machine.frames([full(7, 1)], 0.0)
    assert machine.action(10_000.0) == Read(until=10_045.0)
    machine.bytes_arrived(10_001.0)
    assert machine.action(20_000.0) == Read(until=20_045.0)


def test_the_text_of_the_status_follows_the_status() -> None:
    known = {"id": "t1", "status": 1, "status_text": "received", "output": None}
    follower = TaskFollower("t1", now=0.0, known=known)
    follower.opened(0.0)
    follower.frames([{"id": "t1", "status": 7, "logs": []}], 0.0)
    assert follower.task["status_text"] == "running"
    follower.frames([{"data": {"id": "t1", "status": 10, "output": 1}, "fields": ["status", "output"]}], 0.0)
    assert follower.task["status_text"] == "completed"
