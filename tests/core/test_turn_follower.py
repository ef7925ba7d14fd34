"""The turn follower against a model of a server: cuts, repeats, gaps, late opening, idle leftovers, waiting, queues."""

from __future__ import annotations

import copy
import gc
import sys
import tracemalloc
from typing import Any, Dict, List

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from turn_model import Call, Outcome, Say, Server, check, drive, quiet, with_policy

from inferencesh._core.streams.actions import Done, Fetch, Open, Read, Wait
from inferencesh._core.turns.turn_events import (
    ApprovalNeeded,
    Delta,
    MessageChanged,
    RunChanged,
    Text,
    ToolCallChanged,
    ToolCallReady,
    TurnOver,
)
from inferencesh._core.turns.turn_follower import TurnFollower

PLAIN = [Say([], ["25 times 4 ", "is ", "100."], [])]
THINKING = [Say(["Short ", "sum."], ["100"], [])]
WEATHER = [Say([], ["Let me ", "look."], [Call("client")]), Say(["Warm."], ["21 ", "degrees."], [])]
GATED = [
    Say([], ["May I?"], [Call("client", gated=True), Call("app", gated=True)]),
    Say([], [], [Call("agent"), Call("client")]),
    Say([], ["Done."], []),
]
SCRIPTS = {"plain": PLAIN, "thinking": THINKING, "weather": WEATHER, "gated": GATED}


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_an_undisturbed_turn_needs_no_read(name: str) -> None:
    server = Server(SCRIPTS[name])
    outcome = drive(server)
    check(server, outcome)
    assert (outcome.opens, outcome.fetches) == (1, 0)


@pytest.mark.parametrize("name", sorted(SCRIPTS))
@pytest.mark.parametrize("partial", [False, True])
def test_a_cut_after_every_frame(name: str, partial: bool) -> None:
    whole = drive(Server(SCRIPTS[name], store_partial=partial))
    reads = 0

    def count(what: str, most: int) -> int:
        nonlocal reads
        reads += what == "cut"
        return 0

    drive(Server(SCRIPTS[name], store_partial=partial), count)
    assert reads > 5
    for at in range(reads):
        for skipped in (0, 2, 7):  # how far the server gets before the chat is read
            step = 0

            def cut(what: str, most: int, at: int = at, skipped: int = skipped) -> int:
                nonlocal step
                if what == "cut":
                    step += 1
                    return most if step == at + 1 else 0
                return min(skipped, most) if what == "meanwhile" else 0

            server = Server(SCRIPTS[name], store_partial=partial)
            outcome = drive(server, cut)
            check(server, outcome)
            assert outcome.joined() == whole.joined()
            assert outcome.dispatched == whole.dispatched


@pytest.mark.parametrize("name", sorted(SCRIPTS))
@pytest.mark.parametrize("late", range(31))
def test_a_stream_that_opens_late(name: str, late: int) -> None:
    server = Server(SCRIPTS[name], earlier=2)
    check(server, drive(server, lambda what, most: min(late, most) if what == "late" else 0))


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_an_idle_snapshot_of_the_turn_before(name: str) -> None:
    server = Server(SCRIPTS[name], earlier=1)
    outcome = drive(server, lambda what, most: most if what == "stale idle" else 0)
    check(server, outcome)


@pytest.mark.parametrize("late", range(10))
@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_a_queued_message(name: str, late: int) -> None:
    server = Server(SCRIPTS[name], earlier=1, queued=True)
    outcome = drive(server, lambda what, most: min(late, most) if what == "late" else 0)
    check(server, outcome)
    assert server.old["id"] not in outcome.by_message()


@pytest.mark.parametrize("late", range(31))
@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_following_a_turn_in_progress_or_over(name: str, late: int) -> None:
    server = Server(SCRIPTS[name], earlier=1)
    outcome = drive(server, lambda what, most: min(late, most) if what == "late" else 0, attach=True)
    check(server, outcome)


def test_nothing_to_follow() -> None:
    follower = TurnFollower("chat", now=0.0)
    assert follower.action(0.0) == Fetch(keep_stream=False)
    events = follower.snapshot({"id": "chat", "status": "idle"}, [], 0.0)
    assert events == [TurnOver("completed", None, None, None)]
    assert follower.action(0.0) == Done()


calls = st.lists(st.builds(Call, st.sampled_from(["client", "app", "agent"]), st.booleans()), min_size=1, max_size=2)
pieces = st.lists(st.text(alphabet="ab ", min_size=1, max_size=3), max_size=4)
says = st.builds(Say, pieces, pieces, calls)
scripts = st.builds(
    lambda before, thinking, text: [*before, Say(thinking, text, [])], st.lists(says, max_size=2), pieces, pieces
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    script=scripts,
    data=st.data(),
    options=st.fixed_dictionaries(
        {
            "earlier": st.integers(0, 2),
            "store_partial": st.booleans(),
            "whole_frames": st.booleans(),
            "run_frames": st.booleans(),
            "queued": st.booleans(),
            "state": st.sampled_from(["completed", "failed", "canceled"]),
        }
    ),
    raw=st.booleans(),
)
def test_any_turn_under_any_trouble(script: List[Say], data: Any, options: Dict[str, Any], raw: bool) -> None:
    server = Server(script, **options)
    draws = data.draw(st.lists(st.integers(0, 1000), max_size=120))

    def choose(name: str, most: int) -> int:
        return draws.pop() % (most + 1) if draws else 0

    check(server, drive(server, choose, raw_deltas=raw, want_output=raw))


# Single rules, one by one


BUSY = {"event": "chats", "data": {"id": "chat", "status": "busy", "active_run": {"id": "r", "state": "working"}}}


def test_a_stream_that_tells_of_no_message_is_not_trusted_for_long() -> None:
    """What was written before it was open is not told by it."""
    follower = started()
    follower.frames([BUSY], 0.1)
    follower.bytes_arrived(1.0)
    assert follower.action(1.0) == Read(2.0)
    assert follower.action(2.0) == Fetch(keep_stream=True)
    assert texts(follower.snapshot(BUSY["data"], [dict(message("Half", "pending")["data"])], 2.1)) == ["Half"]
    assert follower.action(2.1) == Read(45.0 + 2.1), "once is enough"


@pytest.mark.parametrize("frame", [lambda: delta("a", 1), lambda: message("a", "pending")])
def test_a_stream_that_tells_of_a_message_is_trusted(frame: Any) -> None:
    follower = started()
    follower.frames([BUSY, frame()], 0.1)
    follower.bytes_arrived(1.0)
    assert follower.action(2.0) == Read(47.0), "time that the caller takes is no silence"


def started(**options: Any) -> TurnFollower:
    follower = TurnFollower(
        "chat",
        now=0.0,
        user_message={"id": "u", "chat_id": "chat", "role": "user", "status": "ready", "order": 1},
        assistant_message={"id": "a", "chat_id": "chat", "role": "assistant", "status": "pending", "order": 2},
        **with_policy(options),
    )
    assert follower.action(0.0) == Open()
    follower.opened(0.0)
    return follower


def delta(text: str, seq: Any, message: Any = "a", key: str = "response") -> Dict[str, Any]:
    return {"event": "delta", "data": {"delta": {key: text}, "seq": seq, "resource_id": message}}


def message(text: str = "", status: str = "ready", **more: Any) -> Dict[str, Any]:
    content = [{"type": "text", "text": text}] if text else []
    data = {"id": "a", "role": "assistant", "status": status, "order": 2, "content": content, **more}
    return {"event": "chat_messages", "data": data}


def run(state: str, **more: Any) -> Dict[str, Any]:
    return {
        "event": "agent_runs",
        "data": {"id": "r", "chat_id": "chat", "state": state, "user_message_id": "u", **more},
    }


def texts(events: Any) -> List[str]:
    return [event.text for event in events if isinstance(event, Text)]


def test_text_after_a_gap_is_held_back_until_the_whole_message() -> None:
    follower = started()
    assert texts(follower.frames([delta("a", 1), delta("c", 3), delta("d", 4)], 1.0)) == ["a"]
    assert texts(follower.frames([delta("e", 5)], 1.0)) == []
    assert texts(follower.frames([message("abcde")], 1.0)) == ["bcde"]
    assert texts(follower.frames([delta("f", 6)], 1.0)) == []  # late, and covered


def test_a_delta_that_comes_late_closes_the_gap() -> None:
    follower = started()
    assert texts(follower.frames([delta("c", 3), delta("b", 2)], 1.0)) == []
    assert "".join(texts(follower.frames([delta("a", 1)], 1.0))) == "abc"
    assert texts(follower.frames([delta("a", 1), delta("b", 2), delta("c", 3)], 1.0)) == []


def test_a_stored_text_that_runs_ahead_of_the_deltas() -> None:
    follower = started()
    assert texts(
        follower.frames([delta("ab", 1), message("abcd", "pending"), delta("cd", 2), delta("ef", 3)], 1.0)
    ) == [
        "ab",
        "cd",
        "ef",
    ]
    assert texts(follower.frames([message("abc", "pending"), message("abcdef")], 1.0)) == []


def test_a_text_that_was_replaced_is_handed_out_anew() -> None:
    follower = started()
    follower.frames([delta("wrong", 1)], 1.0)
    events = [event for event in follower.frames([message("right")], 1.0) if isinstance(event, Text)]
    assert [(event.text, event.restart) for event in events] == [("right", True)]
    assert follower.message is not None
    assert follower.message.text == "right"


def test_deltas_without_numbers_or_without_a_message() -> None:
    follower = started()
    assert texts(follower.frames([delta("a", None), delta("b", None), delta("x", 1, None)], 1.0)) == ["a", "b"]
    follower.lost(2.0)
    assert texts(follower.frames([delta("d", None)], 3.0)) == []
    assert texts(follower.frames([message("abcd")], 3.0)) == ["cd"]


def test_odd_frames_never_raise() -> None:
    follower = started()
    odd: List[Any] = [
        None,
        3,
        "x",
        [],
        {},
        {"event": None},
        {"event": "delta"},
        {"event": "delta", "data": None},
        {"event": "delta", "data": {"resource_id": [], "delta": {}}},
        {"event": "delta", "data": {"resource_id": "a", "delta": "x"}},
        {"event": "delta", "data": {"resource_id": "a", "delta": {"response": 3}, "seq": "x"}},
        {"event": "chats", "data": {}},
        {"event": "chats", "data": {"id": "other", "status": "idle"}},
        {"event": "chats", "data": {"active_run": 3, "pending_interrupts": "x", "status": 7}},
        {"event": "chat_messages", "data": {}},
        {"event": "chat_messages", "data": {"id": "zz", "chat_id": "other", "content": "x"}},
        {"event": "chat_messages", "data": {"id": "q", "content": 3, "tool_invocations": [3, {}]}},
        {"event": "agent_runs", "data": {"id": 3}},
        {"event": "agent_runs", "data": {"id": "r9", "state": None}},
        {"event": "new_kind", "data": {"a": 1}},
        {"type": "heartbeat"},
    ]
    assert texts(follower.frames(odd, 1.0)) == []
    assert isinstance(follower.action(1.0), Fetch)  # what could not be read may have said anything


def test_partial_data_and_the_form_of_sse() -> None:
    follower = started()
    follower.frames([message("Hi", "pending")], 1.0)
    inside = {"event": "chat_messages", "data": {"data": {"id": "a", "status": "ready"}, "fields": ["status"]}}
    events = follower.frames([inside], 1.0)
    assert [event.message.status for event in events if isinstance(event, MessageChanged)] == ["ready"]
    assert follower.message is not None
    assert follower.message.text == "Hi"


def test_a_run_that_ends_before_its_message() -> None:
    follower = started()
    assert [event for event in follower.frames([run("completed")], 1.0) if isinstance(event, TurnOver)] == []
    assert follower.action(1.0) == Fetch(keep_stream=True)
    events = follower.frames([message("late")], 1.0)
    assert texts(events) == ["late"]
    assert isinstance(events[-1], TurnOver)
    assert follower.frames([message("later")], 1.0) == []
    assert follower.snapshot({}, [], 1.0) == []


def test_a_failed_run() -> None:
    follower = started()
    follower.frames([run("working"), run("failed", error="no credit")], 1.0)
    events = follower.snapshot({"id": "chat", "status": "idle"}, [message("", "failed")["data"]], 1.0)
    end = events[-1]
    assert isinstance(end, TurnOver)
    assert (end.state, end.error) == ("failed", "no credit")


def test_the_run_of_an_earlier_turn_ends_nothing() -> None:
    follower = started(ended_runs={"r0"})
    old = {"event": "chats", "data": {"id": "chat", "status": "idle", "active_run": {"id": "r0", "state": "completed"}}}
    follower.frames([old, run("completed", id="r5", user_message_id="other")], 1.0)
    assert not follower.finished
    follower.snapshot(old["data"], [message("", "pending")["data"]], 1.0)
    assert not follower.finished


def test_an_idle_chat_that_never_answers_is_given_up() -> None:
    follower = started(stalled_timeout=100.0)
    now = 0.0
    idle = {"id": "chat", "status": "idle", "active_run": None}
    follower.frames([{"event": "chats", "data": idle}], now)
    reads = 0
    while follower.failure is None and now < 1000.0:
        action = follower.action(now)
        if isinstance(action, Read):
            now = action.until
            follower.bytes_arrived(now)
        elif isinstance(action, Fetch):
            reads += 1
            assert follower.snapshot(idle, [message("", "pending")["data"]], now) in ([],) or reads == 1
    assert follower.failure is not None
    assert "idle" in str(follower.failure)
    assert 100.0 < now < 200.0
    assert reads < 20


def test_waiting_for_an_approval_lasts() -> None:
    follower = started()
    gated = {
        "id": "c",
        "type": "app",
        "status": "awaiting_approval",
        "function": {"name": "rm", "arguments": '{"p": 1}'},
    }
    events = follower.frames([message("May I?", tool_invocations=[gated]), run("input_required")], 1.0)
    asked = [event.call for event in events if isinstance(event, ApprovalNeeded)]
    assert [(call.name, call.args, call.requires_approval) for call in asked] == [("rm", {"p": 1}, True)]
    assert [call.id for call in follower.pending_approvals] == ["c"]
    now = 1.0
    busy = {"id": "chat", "status": "awaiting_input", "active_run": {"id": "r", "state": "input_required"}}
    for _ in range(200):  # hours
        action = follower.action(now)
        if isinstance(action, Read):
            now = action.until
            follower.bytes_arrived(now)
        else:
            assert action == Fetch(keep_stream=True)
            assert follower.snapshot(busy, [message("May I?", tool_invocations=[gated])["data"]], now) == []
    assert now > 3600
    assert follower.failure is None
    done = {**gated, "status": "completed"}
    follower.frames([message("May I?", tool_invocations=[done])], now)
    assert follower.pending_approvals == []


def test_a_gated_client_call_is_dispatched_after_the_approval() -> None:
    follower = started()
    call = {"id": "c", "type": "client", "status": "awaiting_approval", "function": {"name": "rm", "arguments": {}}}
    events = follower.frames([message("", tool_invocations=[call])], 1.0)
    assert [type(event) for event in events if isinstance(event, (ApprovalNeeded, ToolCallReady))] == [ApprovalNeeded]
    for _ in range(2):
        events = follower.frames([message("", tool_invocations=[{"id": "c", "status": "awaiting_input"}])], 1.0)
        follower.frames([message("", tool_invocations=[call])], 1.0)  # an older picture
    events += follower.frames([message("", tool_invocations=[{"id": "c", "status": "in_progress"}])], 1.0)
    assert not any(isinstance(event, ToolCallReady) for event in events)
    assert follower.call("c") is not None
    assert follower.call("zz") is None


def test_the_older_form_of_a_waiting_client_call_and_a_shared_memory() -> None:
    call = {"id": "c", "type": "client", "status": "in_progress", "function": {"name": "f", "arguments": {}}}
    dispatched: set = set()  # type: ignore[type-arg]
    first = started(dispatched=dispatched).frames([message("", tool_invocations=[call])], 1.0)
    again = started(dispatched=dispatched).frames([message("", tool_invocations=[call])], 1.0)
    assert sum(isinstance(event, ToolCallReady) for event in first) == 1
    assert sum(isinstance(event, ToolCallReady) for event in again) == 0
    assert dispatched == {"c"}


def test_a_sub_agents_chat_is_told() -> None:
    follower = started()
    call = {"id": "c", "type": "agent", "status": "in_progress", "execution_id": None, "function": {"name": "ask"}}
    follower.frames([message("", tool_invocations=[call])], 1.0)
    events = follower.frames([message("", tool_invocations=[{**call, "execution_id": "chat-2"}])], 1.0)
    assert [event.call.chat_id for event in events if isinstance(event, ToolCallChanged)] == ["chat-2"]


def test_a_queued_message_that_is_cancelled() -> None:
    user = {"id": "u", "chat_id": "chat", "role": "user", "status": "queued", "order": 3}
    follower = TurnFollower("chat", now=0.0, user_message=user)
    follower.opened(0.0)
    events = follower.frames([{"event": "chat_messages", "data": {**user, "status": "cancelled"}}], 1.0)
    assert events[-1] == TurnOver("canceled", None, None, None)


def test_a_message_that_was_withdrawn_began_no_turn() -> None:
    messages = [
        {"id": "u", "order": 1, "role": "user", "status": "ready"},
        {
            "id": "a",
            "order": 2,
            "role": "assistant",
            "status": "ready",
            "content": [{"type": "text", "text": "Hello."}],
        },
        {"id": "w", "order": 3, "role": "user", "status": "cancelled"},
    ]
    attached = TurnFollower("chat", now=0.0)
    assert attached.needs_older([messages[2]])
    events = attached.snapshot({"id": "chat", "status": "idle", "active_run": None}, messages, 0.0)
    assert texts(events) == ["Hello."]
    assert isinstance(events[-1], TurnOver)
    assert events[-1].state == "completed"


def test_silence_loses_the_connection_and_reading_fails_for_good() -> None:
    follower = started(max_failures=3, idle_timeout=45.0)
    follower.frames([message("a", "pending")], 0.0)
    assert follower.action(1.0) == Read(46.0)
    assert follower.action(46.0) == Fetch(keep_stream=False)
    now = 46.0
    seen = []
    while follower.failure is None:
        action = follower.action(now)
        seen.append(type(action))
        if isinstance(action, Fetch):
            follower.fetch_failed(now, OSError("https://x.example/?sig=secret down"))
        elif isinstance(action, Wait):
            now += action.seconds
        assert len(seen) < 20
    assert "secret" not in str(follower.failure)
    assert "chat" in str(follower.failure)
    assert follower.action(now) == Done()


def test_a_stream_that_cannot_be_opened_is_replaced_by_reading() -> None:
    server = Server(WEATHER)
    refused = drive(server, lambda what, most: most if what == "refuse" else min(1, most) if what == "meanwhile" else 0)
    check(server, refused)
    assert refused.opens > 5


def test_without_reconnecting_a_loss_is_an_error_unless_the_turn_is_over() -> None:
    follower = started(auto_reconnect=False)
    follower.lost(1.0, OSError("cut"))
    assert follower.action(1.0) == Fetch(keep_stream=False)
    busy = {"id": "chat", "status": "busy", "active_run": {"id": "r", "state": "working"}}
    follower.snapshot(busy, [message("", "pending")["data"]], 1.0)
    assert follower.action(1.0) == Done()
    assert follower.failure is not None


def test_raw_deltas_and_what_they_come_to() -> None:
    follower = started(raw_deltas=True)
    events = follower.frames([delta("a", 1), delta("a", 1), delta("t", 2, key="reasoning"), delta("b", 3)], 1.0)
    deltas = [event for event in events if isinstance(event, Delta)]
    assert [event.seq for event in deltas] == [1, 2, 3]
    assert deltas[0].output == {"response": "a"}
    assert deltas[2].output == {"response": "ab", "reasoning": "t"}


def test_updates_show_the_text_so_far() -> None:
    follower = started()
    events = follower.frames([delta("a", 1), delta("b", 2), delta("t", 3, key="reasoning")], 1.0)
    updates = [event.update for event in events if isinstance(event, Text)]
    assert [(update["content"], update.text, update["type"]) for update in updates] == [
        ("a", "a", "text"),
        ("b", "ab", "text"),
        ("t", "t", "thinking"),
    ]
    assert updates[0].text == "a"
    assert copy.deepcopy(updates[1]).text == "ab"


def test_structured_output() -> None:
    follower = started(want_output=True)
    follower.frames([run("working"), message(""), run("completed")], 1.0)
    assert isinstance(follower.action(1.0), Fetch)
    events = follower.snapshot({"id": "chat", "status": "completed", "output": {"n": 1}}, [message("")["data"]], 1.0)
    end = events[-1]
    assert isinstance(end, TurnOver)
    assert end.output == {"n": 1}


def test_pages_reach_back_to_the_beginning_of_the_turn() -> None:
    follower = started()
    assert follower.needs_older([{"id": "b", "order": 4}, {"id": "a", "order": 3}])
    assert not follower.needs_older([{"id": "b", "order": 4}, {"id": "u", "order": 1}])
    assert not follower.needs_older([])
    attached = TurnFollower("chat", now=0.0)
    assert attached.needs_older([{"id": "b", "order": 4, "role": "assistant"}])
    assert not attached.needs_older([{"id": "u", "order": 3, "role": "user", "status": "ready"}])


def test_runs_are_told_once_for_each_state() -> None:
    follower = started()
    frames = [run("working"), run("working"), run("input_required"), run("working"), run("completed"), run("working")]
    events = follower.frames(frames, 1.0)
    states = [event.state for event in events if isinstance(event, RunChanged)]
    assert states == ["working", "input_required", "working", "completed"]


@pytest.mark.slow
def test_a_hundred_thousand_deltas() -> None:
    """Linear in time (a quadratic one would take minutes) and constant in memory besides the text."""
    follower = started()
    total = 100_000
    piece = "word "

    def feed(start: int, count: int) -> int:
        length = 0
        for at in range(start, start + count, 100):
            frames = [delta(piece, seq) for seq in range(at, at + 100)]
            for event in follower.frames(frames, 1.0):
                assert isinstance(event, Text)
                length += len(event.text)
        return length

    feed(1, 2000)
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        feed(2001, total - 2000)
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert grown < 3 * len(piece) * total + sys.getsizeof("") * 1000
    assert texts(follower.frames([message(piece * total)], 1.0)) == []
    assert isinstance(follower.frames([run("completed")], 1.0)[-1], TurnOver)


def test_the_model_can_fail() -> None:
    """The checks of the model notice a word that is missing."""
    server = Server(PLAIN)
    outcome = drive(server, quiet)
    broken: List[Any] = [event for event in outcome.events if not isinstance(event, Text)]
    with pytest.raises(AssertionError):
        check(server, Outcome(broken, outcome.dispatched, 0, 0, outcome.follower))
