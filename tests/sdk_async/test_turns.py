"""Turns whose connection is cut: nothing is lost, nothing comes twice, and nothing is done twice."""

from __future__ import annotations

import asyncio
import tracemalloc
from typing import Any, Callable, Dict, List, Tuple

import pytest
from support.agents import Met, spoken
from support.clocks import FastClock
from support.recorded_turn import LONG_CHUNK, LongTurn, count_events, cut_after, lose_event
from support.script import Script, problem

from inferencesh import NotFoundError, StreamError, agent_tool, tool
from inferencesh.local import Call, Say, ScriptedModel

pytestmark = pytest.mark.anyio
Meet = Callable[..., Met]

EVENTS = 48
THINKING = "Tea first, then the weather."
SAID = ["Let me see. ", "Tea is old, and it is 21 degrees in Oslo, 19 in Rome."]


class Turn:
    """Text, reasoning, two calls of the caller's tools and one of a sub-agent; then an answer."""

    def __init__(self, meet: Meet, **options: Any) -> None:
        self.handled: List[Any] = []
        calls = [Call("weather", city="Oslo"), Call("ask", message="Tea?"), Call("weather", city="Rome")]
        helper = ScriptedModel(["Tea is old."])
        self.met = meet(
            [[Say(SAID[0], thinking=THINKING), *calls], SAID[1]],
            tool("weather").handler(self.weather),
            agent_tool("ask", "acme/helper").build(),
            models={"acme/small": helper},
            agents={"acme/helper": {"core_app": {"ref": "acme/small"}}},
            clock=FastClock(20.0),  # a second before the stream is opened again is a twentieth
            **options,
        )
        self.helper = helper
        self.told: List[Tuple[str, str]] = []
        self.deltas: List[Any] = []

    def weather(self, args: Dict[str, Any]) -> Dict[str, Any]:
        self.handled.append(args["city"])
        return {"city": args["city"]}

    async def take(self) -> Any:
        return await self.met.agent.send_message(
            "Tea and weather?", on_message=lambda msg: self.told.append((msg["type"], msg["content"])), timeout=600.0
        )

    async def check(self, answer: Any) -> None:
        assert answer.text == SAID[1]
        assert "".join(text for kind, text in self.told if kind == "thinking") == THINKING
        assert "".join(text for kind, text in self.told if kind == "text") == "".join(SAID)
        assert sorted(self.handled) == ["Oslo", "Rome"], "each call was carried out once"
        chat = await self.met.agent.get_chat()
        assert spoken(chat) == [
            ("user", "Tea and weather?"),
            ("assistant", SAID[0]),
            ("tool", '{"city": "Oslo"}'),
            ("tool", "Tea is old."),
            ("tool", '{"city": "Rome"}'),
            ("assistant", SAID[1]),
        ]
        assert len(self.met.model.inputs) == 2
        assert len(self.helper.inputs) == 1


async def test_an_unharmed_turn(meet: Meet, script: Script) -> None:
    turn = Turn(meet, heartbeat=10.0, run_delay=10.0)  # nothing happens before somebody listens
    events: List[str] = []
    script.on("GET", "/stream$", count_events(events))
    await turn.check(await turn.take())
    assert EVENTS - 4 < len(events) < EVENTS, "the cuts below are made after every event of this turn"
    assert set(events) == {"chats", "chat_messages", "agent_runs", "delta"}
    log = script.log
    assert log.count("GET /chats/{id}/stream") == 1
    assert log.count("POST /tools/{id}") == 2
    assert log.count("POST /agents/run") == 1


@pytest.mark.parametrize("place", range(EVENTS))
async def test_a_cut_after_every_event(meet: Meet, script: Script, place: int) -> None:
    turn = Turn(meet)
    script.on("GET", "/stream$", cut_after(place))
    await turn.check(await turn.take())
    assert script.log.count("POST /agents/run") == 1


@pytest.mark.parametrize("place", range(EVENTS))
async def test_an_event_that_is_lost_with_the_cut(meet: Meet, script: Script, place: int) -> None:
    turn = Turn(meet)
    script.on("GET", "/stream$", cut_after(place, lose=2))
    await turn.check(await turn.take())


@pytest.mark.parametrize("place", range(0, EVENTS, 3))
async def test_an_event_that_is_lost_without_a_cut(meet: Meet, script: Script, place: int) -> None:
    turn = Turn(meet)
    script.on("GET", "/stream$", lose_event(place))
    await turn.check(await turn.take())


@pytest.mark.parametrize("every", [1, 2, 3])
async def test_cuts_again_and_again(meet: Meet, script: Script, every: int) -> None:
    turn = Turn(meet)
    script.on("GET", "/stream$", *[cut_after(every, partial=b'{"event":"del') for _ in range(4)])
    await turn.check(await turn.take())


@pytest.mark.parametrize("fault", ["duplicate", "reorder", "slow_drip"])
async def test_a_stream_that_is_odd(meet: Meet, fault: Any) -> None:
    turn = Turn(meet)
    options = {"bytes": 256, "every": 0.001} if fault == "slow_drip" else {}
    turn.met.platform.faults.add("GET /chats/{id}/stream", fault, **options)
    await turn.check(await turn.take())


async def test_no_stream_at_all(meet: Meet, script: Script) -> None:
    turn = Turn(meet)
    script.on("GET", "/stream$", *[problem(502)] * 3)
    await turn.check(await turn.take())


async def test_a_chat_that_cannot_be_read_for_a_while(meet: Meet, script: Script) -> None:
    turn = Turn(meet)
    script.on("GET", "/stream$", cut_after(4))
    script.on("GET", "^/chats/[^/]+(/messages)?$", problem(500), problem(503))
    await turn.check(await turn.take())


async def test_a_platform_that_does_not_come_back(meet: Meet, script: Script) -> None:
    turn = Turn(meet, retry=None)
    broken = problem(500, detail="out of order")

    def refuse(*given: Any) -> Any:
        # Soon, when the client waits for the time of its next attempt.
        asyncio.get_running_loop().call_later(0.05, turn.met.platform.clock.advance, 10.0)
        return broken(*given)

    script.on("GET", "^/chats/", *[refuse] * 50)
    with pytest.raises(StreamError, match="out of order") as caught:
        await turn.met.agent.send_message("go")
    assert turn.met.agent.chat_id in str(caught.value)


async def test_a_chat_that_is_gone_is_no_reason_to_try_again(meet: Meet, script: Script) -> None:
    turn = Turn(meet)
    gone = problem(404, "not_found", "no such chat")
    script.on("GET", "^/chats/", *[gone] * 3)
    with pytest.raises(NotFoundError, match="no such chat"):
        await turn.take()
    assert script.log.count("GET /chats/{id}/stream") == 1
    assert len([line for line in script.log if line.startswith("GET /chats/{id}")]) == 2, "nor to read it again"


@pytest.mark.parametrize("status", [400, 403, 404, 405, 406, 410, 415, 451])
async def test_a_refused_stream_does_not_end_a_turn(meet: Meet, script: Script, status: int) -> None:
    turn = Turn(meet)
    script.on("GET", "/stream$", problem(status, "refused", "not here"))
    await turn.check(await turn.take())


@pytest.mark.parametrize("status", [403, 405])
async def test_a_stream_that_is_always_refused_is_replaced_by_reading(meet: Meet, script: Script, status: int) -> None:
    turn = Turn(meet)
    script.on("GET", "/stream$", *[problem(status, "refused", "not here")] * 1000)
    await turn.check(await turn.take())


# async only
async def test_a_hundred_thousand_deltas(meet: Meet, script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inferencesh.local.http.observer.BODY_KEPT", 1 << 16)  # what the test-suite itself would keep
    m = meet(["never asked"])
    long = LongTurn(100_000)
    script.on("POST", "^/agents/run$", long.begin)
    script.on("GET", "/stream$", long.stream)
    length, count = 0, 0
    marks: List[int] = []

    def take(msg: Any) -> None:
        nonlocal length, count
        length += len(msg["content"])
        count += 1
        if count % 20_000 == 0:
            marks.append(tracemalloc.get_traced_memory()[0])

    tracemalloc.start()
    try:
        answer = await m.agent.send_message("go", on_message=take, timeout=120.0)
    finally:
        tracemalloc.stop()
    assert answer.text == long.text
    assert length == len(long.text)
    assert count == 100_000
    growth = marks[-1] - marks[0]
    assert growth < 4 * len(long.text) + LONG_CHUNK * 2000, f"{growth} bytes for {len(long.text)} of text"
