# Made from tests/sdk_async/test_tools_run.py by scripts/unasync.py. Do not edit.
"""Tools that run here: handlers, results, and calls that somebody has to answer."""

from __future__ import annotations

import dataclasses
import json
import logging
import threading
import time
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Mapping

import pytest
from support.agents import Met, results, swallow
from support.background_sync import Background, until
from support.script import Script, lose, problem

from inferencesh import (
    APIError,
    APITimeoutError,
    ConflictError,
    InvalidInputError,
    ToolCall,
    ToolError,
    boolean,
    string,
    tool,
)
from inferencesh.local import Call, Pause, Say

pytestmark = pytest.mark.anyio
Meet = Callable[..., Met]


def call_tool(name: str, answer: Any = None) -> Any:
    """A tool whose handler gives an answer."""
    return tool(name).handler(lambda args: answer)


# -- handlers


def test_a_function_as_a_tool(meet: Meet) -> None:
    @tool
    def weather(city: str, days: int = 1) -> Dict[str, Any]:
        """Tells the weather.

        Args:
            city: Where.
        """
        return {"city": city, "days": days}

    m = meet([Call("weather", city="Oslo"), "Fine."], weather)
    assert (m.agent.send_message("Weather in Oslo?")).text == "Fine."
    assert json.loads(m.model.inputs[1]["text"]) == {"city": "Oslo", "days": 1}
    [given] = [entry["function"] for entry in m.model.inputs[0]["tools"] if entry["function"]["name"] == "weather"]
    assert given["parameters"]["properties"]["city"] == {"type": "string", "description": "Where."}


@pytest.mark.parametrize("answer", ["text", 8, 1.5, None, True, [1, "a"], {"a": {"b": None}}, "é"])
def test_what_a_handler_gives_reaches_the_model_as_text(meet: Meet, answer: Any) -> None:
    m = meet([Call("look"), "Seen."], call_tool("look", answer))
    assert (m.agent.send_message("go")).text == "Seen."
    expected = answer if isinstance(answer, str) else json.dumps(answer)
    assert m.model.inputs[1]["text"] == expected


def test_a_coroutine_function_as_a_handler(meet: Meet) -> None:
    def look(args: Dict[str, Any]) -> str:
        return f"seen {args['at']}"

    m = meet([Call("look", at="it"), "Seen."], tool("look").param("at", string("What")).handler(look))
    m.agent.send_message("go")
    assert m.model.inputs[1]["text"] == "seen it"


def test_the_calls_of_one_turn_run_at_the_same_time(meet: Meet) -> None:
    count = 8
    together = threading.Barrier(count, timeout=10.0)

    def meet_the_others(args: Dict[str, Any]) -> int:
        return together.wait() * 0 + args["n"]

    m = meet([[Call("meet", n=n) for n in range(count)], "Met."], tool("meet").handler(meet_the_others))
    assert (m.agent.send_message("go")).text == "Met."
    assert results(m.agent.get_chat()) == list(range(count)), "each result went to its own call"


def test_no_more_than_eight_run_at_once(meet: Meet) -> None:
    lock = threading.Lock()
    now, most = 0, 0

    def work(args: Dict[str, Any]) -> None:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.02)
        with lock:
            now -= 1

    m = meet([[Call("work") for _ in range(20)], "Done."], tool("work").handler(work))
    assert (m.agent.send_message("go")).text == "Done."
    assert 1 < most <= 8


def test_one_that_fails_does_not_stop_the_others(meet: Meet, caplog: pytest.LogCaptureFixture) -> None:
    def fail(args: Dict[str, Any]) -> None:
        raise LookupError("no such city")

    def refuse(args: Dict[str, Any]) -> None:
        raise ToolError({"reason": "closed", "until": 9})

    m = meet(
        [[Call("fail"), Call("refuse"), Call("work")], "One of three."],
        tool("fail").handler(fail),
        tool("refuse").handler(refuse),
        call_tool("work", "done"),
    )
    with caplog.at_level(logging.INFO, "inferencesh"):
        assert (m.agent.send_message("go")).text == "One of three."
    assert results(m.agent.get_chat()) == [
        {"error": "LookupError: no such city"},
        {"error": {"reason": "closed", "until": 9}},
        "done",
    ]
    levels = {record.getMessage(): record.levelno for record in caplog.records if "handler" in record.getMessage()}
    assert sorted(levels.values()) == [logging.INFO, logging.WARNING], "what a tool says on purpose is no accident"


def test_wrong_arguments_never_reach_the_handler(meet: Meet) -> None:
    seen: List[Any] = []

    @tool
    def add(a: int, b: int) -> int:
        seen.append((a, b))
        return a + b

    m = meet(
        [
            Call("add", a=1),
            Call("add", a=1, b="two"),
            Call("add", a=1, b=2, c=3),
            Call.raw("greet", {}),
            Call("add", a=20, b=22),
            "42.",
        ],
        add,
        tool("greet").param("name", string("Who")).handler(lambda args: seen.append(args)),
    )
    assert (m.agent.send_message("go")).text == "42."
    assert seen == [(20, 22)]
    problems = [result["error"] for result in results(m.agent.get_chat())[:4]]
    assert "b" in problems[0]
    assert "two" in problems[1] or "integer" in problems[1]
    assert "c" in problems[2]
    assert "name" in problems[3]


def test_bytes_and_paths_become_attachments(meet: Meet, tmp_path: Path, script: Script) -> None:
    plot = tmp_path / "plot.png"
    plot.write_bytes(b"\x89PNG\r\n\x1a\n")
    m = meet([Call("draw"), "Look."], call_tool("draw", {"plot": plot, "raw": b"%PDF-1.4", "n": 2}))
    assert (m.agent.send_message("go")).text == "Look."
    chat = m.agent.get_chat()
    [result] = [message for message in chat.messages if message.role == "tool"]
    assert json.loads(result.text) == {
        "plot": {"attachment": "plot.png"},
        "raw": {"attachment": "attachment 2"},
        "n": 2,
    }
    assert len(result.images) == len(result.files) == 1
    assert script.log.count("PUT /storage/uploads/{token}") == 2


@pytest.mark.parametrize(
    ("answer", "match"),
    [
        (Path("/no/such/plot.png"), "cannot be read"),
        (object(), "JSON cannot carry"),
        ({"a": float("nan")}, "JSON cannot carry"),
        ([b"x"] * 21, "20"),
    ],
)
def test_a_result_that_cannot_be_sent_becomes_an_error_result(meet: Meet, answer: Any, match: str) -> None:
    m = meet([Call("draw"), "Then not."], call_tool("draw", answer))
    assert (m.agent.send_message("go")).text == "Then not."
    assert match in json.loads(m.model.inputs[1]["text"])["error"]


def test_results_and_errors_that_break_when_they_are_looked_at(meet: Meet) -> None:
    class Broken(Exception):
        def __str__(self) -> str:
            raise RuntimeError("no words")

    def fail(args: Dict[str, Any]) -> None:
        raise Broken

    @dataclasses.dataclass
    class Half:
        begun: int
        missing: int = dataclasses.field(init=False)

    deep: List[Any] = []
    for _ in range(5000):
        deep = [deep]
    m = meet(
        [[Call("fail"), Call("half"), Call("deep")], "Told."],
        tool("fail").handler(fail),
        call_tool("half", Half(1)),
        call_tool("deep", deep),
    )
    assert (m.agent.send_message("go")).text == "Told."
    broken, half, nested = results(m.agent.get_chat())
    assert broken == {"error": "Broken"}
    assert "result" in half["error"]
    assert "missing" in half["error"]
    assert "nested too deeply" in nested["error"]


class Detached(Mapping[str, Any]):
    """A row whose members are loaded when they are read, by a connection that is closed."""

    def __getitem__(self, key: str) -> Any:
        raise LookupError("the row is detached")

    def __iter__(self) -> Iterator[str]:
        return iter(["name"])

    def __len__(self) -> int:
        return 1


class Lazy:
    """A stand-in for an object that is made at the first look at it."""

    @property
    def __class__(self) -> Any:
        raise LookupError("nothing is configured")


@pytest.mark.parametrize("make", [Detached, Lazy, lambda: [Detached()], lambda: {"at": Lazy()}])
def test_results_that_raise_while_they_are_read_become_error_results(meet: Meet, make: Callable[[], Any]) -> None:
    answer = make()

    def look(args: Dict[str, Any]) -> Any:
        return answer

    for handler in (lambda args: answer, look):
        m = meet([Call("look"), "I see."], tool("look").handler(handler))
        assert (m.agent.send_message("go")).text == "I see."
        assert "LookupError" in m.model.inputs[1]["text"]

    m = meet([Call("look"), "I see."], tool("look").build())
    refused: List[InvalidInputError] = []

    def submit(call: ToolCall) -> None:
        try:
            call.submit(answer)
        except InvalidInputError as error:
            refused.append(error)

    m.agent.send_message("go", on_tool_call=submit)
    assert "cannot be read: LookupError" in str(refused[0])


def test_a_storage_that_refuses_a_result_is_told_to_the_model(meet: Meet, script: Script) -> None:
    m = meet([Call("draw"), "Then not."], call_tool("draw", b"%PDF"))
    script.on("PUT", "^/storage/", problem(413, "too_large", "too large"))
    assert (m.agent.send_message("go")).text == "Then not."
    assert "too large" in m.model.inputs[1]["text"]


def test_handlers_come_first_and_the_callback_is_told_of_every_call(meet: Meet) -> None:
    told: List[str] = []

    def answer(call: Any) -> None:
        told.append(call.name)
        if call.name == "by_hand":
            call.submit({"by": "hand"})

    m = meet(
        [[Call("by_itself"), Call("by_hand")], "Both."],
        call_tool("by_itself", {"by": "itself"}),
        tool("by_hand").build(),
    )
    assert (m.agent.send_message("go", on_tool_call=answer)).text == "Both."
    assert sorted(told) == ["by_hand", "by_itself"]
    assert results(m.agent.get_chat()) == [{"by": "itself"}, {"by": "hand"}]


# -- calls that nobody answers


@pytest.mark.parametrize("threads", [True, False])
def test_a_call_that_runs_by_itself_is_not_run_a_second_time(meet: Meet, threads: bool) -> None:
    ran: List[int] = []
    refused: List[InvalidInputError] = []
    asked = threading.Event()

    def pay(args: Dict[str, Any]) -> str:
        ran.append(args["amount"])
        if threads:
            assert asked.wait(10)
        return "paid"

    def confirm(call: ToolCall) -> None:
        for decide in (call.run, call.approve):
            try:
                decide()
            except InvalidInputError as error:
                refused.append(error)
        asked.set()

    m = meet([Call("pay", amount=5), "Done."])
    config = {"core_app": {"ref": "acme/brain"}, "tools": [tool("pay").handler(pay)]}
    agent = m.client.agent(config, tool_threads=threads)
    assert (agent.send_message("go", on_tool_call=confirm)).text == "Done."
    assert ran == [5]
    assert ["runs by itself" in str(error) for error in refused] == [True, True]


def test_a_call_that_nobody_answers_gets_an_error_result(meet: Meet, caplog: pytest.LogCaptureFixture) -> None:
    m = meet([Call("ask"), "Pity.", Call("ask"), "Pity again."], tool("ask").build())
    assert (m.agent.send_message("go")).text == "Pity."
    assert (m.agent.send_message("go", on_tool_call=lambda call: None)).text == "Pity again."
    first, second = results(m.agent.get_chat())
    assert first == {"error": "ask: nothing here runs this tool"}
    assert second == {"error": "ask: the caller gave no answer"}


def test_a_deferred_call_waits_for_its_answer(meet: Meet) -> None:
    m = meet([Call("ask"), "I see."], tool("ask").build())
    deferred: List[Any] = []

    def later(call: Any) -> None:
        call.defer()
        deferred.append(call)

    background = Background(lambda: m.agent.send_message("go", on_tool_call=later))
    until(lambda: bool(deferred), "the call was not told")
    assert deferred[0].deferred
    m.agent.submit_tool_result(deferred[0].id, "at last")
    assert (background.result()).text == "I see."
    assert m.model.inputs[1]["text"] == "at last"


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("plain", "plain"),
        (8, "8"),
        ({"result": 8}, '{"result": 8}'),
        ({"error": "Denied"}, '{"error": "Denied"}'),
        (
            {"action": {"type": "confirm"}, "form_data": {"a": 1}},
            '{"action": {"type": "confirm"}, "form_data": {"a": 1}}',
        ),
    ],
)
def test_results_of_every_kind_can_be_submitted(meet: Meet, given: Any, text: str) -> None:
    m = meet([Call("ask"), "I see."], tool("ask").build())

    def answer(call: Any) -> None:
        m.agent.submit_tool_result(call.id, given)

    m.agent.send_message("go", on_tool_call=answer)
    assert m.model.inputs[1]["text"] == text


def test_results_with_attachments(meet: Meet, script: Script) -> None:
    m = meet([Call("ask"), "I see."], tool("ask").build())
    ref = {"uri": "https://example.com/a.png", "filename": "a.png", "content_type": "image/png"}

    def answer(call: Any) -> None:
        with pytest.raises(InvalidInputError, match="21 files"):
            m.agent.submit_tool_result(call.id, b"x", attachments=[ref] * 20)
        m.agent.submit_tool_result(call.id, "here", attachments=[ref])

    m.agent.send_message("go", on_tool_call=answer)
    [result] = [message for message in (m.agent.get_chat()).messages if message.role == "tool"]
    assert result.images == ["https://example.com/a.png"]


def test_a_result_that_comes_too_late_is_refused(meet: Meet) -> None:
    m = meet([Call("ask"), "I see."], tool("ask").build())
    calls: List[Any] = []

    def answer(call: Any) -> None:
        calls.append(call)
        call.submit("first")
        with pytest.raises(ConflictError):
            call.submit("second")

    assert (m.agent.send_message("go", on_tool_call=answer)).text == "I see."
    with pytest.raises(APIError):
        m.agent.submit_tool_result(calls[0].id, "third")
    with pytest.raises(InvalidInputError, match="tool_call_id"):
        m.agent.submit_tool_result("", "x")


def test_a_callback_that_raises_ends_the_following_and_leaves_nothing(meet: Meet, script: Script) -> None:
    m = meet([[Say("Hm. "), Call("ask")], "I see."], tool("ask").build())

    def broken(call: Any) -> None:
        raise KeyError("a bug of the caller's")

    with pytest.raises(KeyError, match="a bug of the caller's"):
        m.agent.send_message("go", on_tool_call=broken)
    until(lambda: script.open == 0, "the stream is still open")
    [call] = [call for message in (m.agent.get_chat()).messages for call in message.tool_calls]
    m.agent.submit_tool_result(call.id, "now")
    assert "".join([message["content"] for message in m.agent.stream_messages()]) == "Hm. I see."


def test_a_turn_that_is_queued_leaves_the_calls_of_the_other_to_it(meet: Meet) -> None:
    told: List[str] = []

    def answer(call: Any) -> None:
        told.append(call.name)
        call.submit("seen")

    m = meet([[Pause(0.3), Call("look")], "A tree.", "Nothing more."], tool("look").build())
    first = Background(lambda: m.agent.send_message("What?", on_tool_call=answer))
    until(lambda: m.agent.chat_id is not None, "the chat has not begun")
    second = m.agent.send_message("And?")
    assert second.text == "Nothing more."
    assert (first.result()).text == "A tree."
    assert told == ["look"]
    assert results(m.agent.get_chat()) == ["seen"]


def test_a_turn_that_is_queued_answers_the_calls_of_one_that_nobody_follows(meet: Meet) -> None:
    m = meet([Call("look"), "A tree.", "Nothing more."], call_tool("look", "seen"), run_delay=0.3)
    m.agent.send_message("What?", wait=False)
    assert (m.agent.send_message("And?")).text == "Nothing more."
    assert results(m.agent.get_chat()) == ["seen"]


# -- lost answers


def test_a_lost_answer_to_a_result_is_looked_up_and_not_sent_again(meet: Meet, script: Script) -> None:
    m = meet([Call("look"), "A tree."], call_tool("look", "seen"))
    script.on("POST", "^/tools/", lose())
    assert (m.agent.send_message("go")).text == "A tree."
    log = script.log
    assert log.count("POST /tools/{id}") == 1
    assert "GET /chats/{id}/messages" in log[log.index("POST /tools/{id}") :]
    assert results(m.agent.get_chat()) == ["seen"]


def test_a_result_that_did_not_arrive_is_sent_again_after_a_look(meet: Meet, script: Script) -> None:
    m = meet([Call("look"), "A tree."], call_tool("look", "seen"))
    script.on("POST", "^/tools/", swallow, swallow)
    assert (m.agent.send_message("go")).text == "A tree."
    log = [line for line in script.log if "/tools/" in line or "/messages" in line]
    posts = [index for index, line in enumerate(log) if line.startswith("POST")]
    assert len(posts) == 3
    for earlier, later in zip(posts, posts[1:]):
        assert "GET /chats/{id}/messages" in log[earlier:later], "never again before the call was read"
    assert results(m.agent.get_chat()) == ["seen"]


def test_a_submitted_result_is_looked_up_too(meet: Meet, script: Script) -> None:
    m = meet([Call("ask"), "I see."], tool("ask").build())
    script.on("POST", "^/tools/", lose())

    def answer(call: Any) -> None:
        m.agent.submit_tool_result(call.id, "here")

    assert (m.agent.send_message("go", on_tool_call=answer)).text == "I see."
    assert script.log.count("POST /tools/{id}") == 1


def test_a_platform_that_takes_no_results_ends_the_following(meet: Meet, script: Script) -> None:
    m = meet([Call("look"), "A tree."], call_tool("look", "seen"), retry=None, heartbeat=10.0)
    script.on("POST", "^/tools/", problem(500, detail="out of order"))
    with pytest.raises(APIError, match="out of order"):
        m.agent.send_message("go", timeout=8.0)


def test_a_stopped_turn_does_not_wait_for_a_handler(meet: Meet) -> None:
    begun, release = threading.Event(), threading.Event()

    def slow(args: Dict[str, Any]) -> str:
        begun.set()
        release.wait(10.0)
        return "too late"

    m = meet([Call("slow"), "never"], tool("slow").handler(slow))
    background = Background(lambda: m.agent.send_message("go"))
    until(begun.is_set, "the handler has not begun")
    m.agent.stop_chat()
    try:
        answer = background.result()
        assert not release.is_set()
    finally:
        release.set()
    assert answer.status in ("ready", "cancelled")


def test_a_handler_that_takes_too_long_does_not_hold_up_the_timeout(meet: Meet, script: Script) -> None:
    begun, release = threading.Event(), threading.Event()

    def slow(args: Dict[str, Any]) -> str:
        begun.set()
        release.wait(10.0)
        return "too late"

    m = meet([Call("slow"), "never"], tool("slow").handler(slow))
    try:
        with pytest.raises(APITimeoutError, match="slow"):
            m.agent.send_message("go", timeout=1.5)
        assert not release.is_set()
        assert begun.is_set()
    finally:
        release.set()
    m.agent.stop_chat()


# -- what only the async client can do


def test_tools_in_the_thread_that_follows_the_turn(meet: Meet) -> None:
    import sqlite3

    at_work: List[str] = []
    connection = sqlite3.connect(":memory:")
    connection.execute("create table counts (n)")

    def count(args: Dict[str, Any]) -> int:
        assert at_work == []
        at_work.append("count")
        time.sleep(0.01)
        connection.execute("insert into counts values (1)")
        at_work.clear()
        [(n,)] = connection.execute("select count(*) from counts")
        return int(n)

    m = meet([[Call("count"), Call("count"), Call("count")], "Done."], tool("count").handler(count))
    agent = m.client.agent(m.agent._agent, tool_threads=False)
    told: List[str] = []
    answer = agent.send_message("go", on_tool_call=lambda call: told.append(call.name))
    assert answer.text == "Done."
    assert sorted(results(agent.get_chat())) == [1, 2, 3]
    assert told == ["count"] * 3
    connection.close()


def test_a_tool_that_fails_in_the_thread_that_follows_the_turn(meet: Meet) -> None:
    def fail(args: Dict[str, Any]) -> None:
        raise (SystemExit if args["end"] else ValueError)("no")

    made = tool("fail").param("end", boolean()).handler(fail)
    m = meet([Call("fail", end=False), Call("fail", end=True)], made)
    agent = m.client.agent(m.agent._agent, tool_threads=False)
    with pytest.raises(SystemExit):
        agent.send_message("go")
    assert results(agent.get_chat())[0] == {"error": "ValueError: no"}
    agent.stop_chat()
    with pytest.raises(InvalidInputError, match="tool_threads"):
        m.client.agent(m.agent._agent, tool_threads="no")
