"""Structured output: what goes out as a schema, and what comes back."""

from __future__ import annotations

import dataclasses
import enum
import pickle
import sys
from typing import Any, Callable, List

import attrs
import pytest
from support.agents import CORE, Met
from support.clocks import FastClock
from support.script import Script, problem
from typing_extensions import TypedDict

from inferencesh import InvalidInputError, OutputError, tool
from inferencesh.local import Call, Fail, Say

pytestmark = pytest.mark.anyio
Meet = Callable[..., Met]


class Mood(enum.Enum):
    GOOD = "good"
    BAD = "bad"


@dataclasses.dataclass
class Verdict:
    mood: Mood
    score: int
    notes: List[str] = dataclasses.field(default_factory=list)


@attrs.define
class Point:
    x: int
    y: int = 0


class Person(TypedDict):
    name: str


SCHEMA = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}


async def test_without_a_type_the_output_is_json(meet: Meet) -> None:
    m = meet([Call("finish", n=3)], config={"output_schema": SCHEMA})
    assert await m.agent.run("count") == {"n": 3}
    chat = await m.agent.get_chat()
    assert chat.output == {"n": 3}


async def test_types(meet: Meet) -> None:
    m = meet([Call("finish", mood="good", score=9), Call("finish", x=1), Call("finish", name="Ada")])
    assert await m.agent.run("judge", output_type=Verdict) == Verdict(Mood.GOOD, 9)
    assert await m.agent.run("point", output_type=Point) == Point(1)
    assert await m.agent.run("who", output_type=Person) == {"name": "Ada"}
    [finish] = [entry["function"] for entry in m.model.inputs[0]["tools"] if entry["function"]["name"] == "finish"]
    assert set(finish["parameters"]["properties"]) == {"mood", "score", "notes"}
    assert finish["parameters"]["required"] == ["mood", "score"]


@pytest.mark.parametrize("path", ["^/chats/[^/]+$", "^/chats/[^/]+/messages$"])
@pytest.mark.parametrize("status", [403, 404, 500, 503])
async def test_an_output_that_the_stream_has_told_does_not_need_the_last_reading(
    meet: Meet, script: Script, path: str, status: int
) -> None:
    m = meet([Call("finish", mood="good", score=9)], clock=FastClock(10.0), heartbeat=10.0, run_delay=10.0, retry=None)
    script.on("GET", path, *[problem(status, "broken", "out of order")] * 100)
    assert await m.agent.run("judge", output_type=Verdict) == Verdict(Mood.GOOD, 9)
    assert len(script.requests) < 20


async def test_a_pydantic_model(meet: Meet) -> None:
    pydantic = pytest.importorskip("pydantic")
    model = pydantic.create_model("Answer", n=(int, ...), why=(str, "because"))
    m = meet(
        [Call("finish", n=3), Call("finish", n="many")],
        agents={"acme/loose": {**CORE, "output_schema": {"type": "object"}}},
    )
    assert (await m.agent.run("count", output_type=model)) == model(n=3, why="because")
    with pytest.raises(OutputError, match="n"):
        await m.client.agent("acme/loose").run("count", output_type=model)


async def test_an_answer_that_does_not_fit(meet: Meet) -> None:
    m = meet(
        [Call("finish", mood="fair", score="nine"), "I would rather not."],
        agents={"acme/judge": {**CORE, "output_schema": {"type": "object"}}},
    )
    with pytest.raises(OutputError, match="Verdict") as caught:
        await m.client.agent("acme/judge").run("judge", output_type=Verdict)
    assert "mood" in str(caught.value)
    assert "score" in str(caught.value)
    assert caught.value.output == {"mood": "fair", "score": "nine"}
    with pytest.raises(OutputError, match="without an answer"):
        await m.agent.run("judge", output_type=Verdict)


async def test_an_answer_that_does_not_fit_at_first(meet: Meet) -> None:
    m = meet([Call("finish", mood="fair", score="nine"), Call("finish", mood="good", score=9)])
    assert await m.agent.run("judge", output_type=Verdict) == Verdict(Mood.GOOD, 9)


def even(pydantic: Any) -> Any:
    """A model whose own checks no JSON Schema tells."""

    class Even(pydantic.BaseModel):  # type: ignore[misc, name-defined, unused-ignore]
        number: int
        half: int = 0

        @pydantic.field_validator("number")
        @classmethod
        def number_is_even(cls, number: int) -> int:
            if number == 13:
                return {}[number]  # type: ignore[no-any-return]  # a mistake in the check itself
            if number % 2:
                raise ValueError("must be even")
            return number

        @pydantic.model_validator(mode="after")
        def half_is_half(self) -> Any:
            if self.half not in (0, self.number // 2):
                raise AssertionError("half must be half of number")
            return self

    return Even


async def test_checks_that_a_schema_does_not_tell_end_in_an_error_that_says_how_to_go_on(meet: Meet) -> None:
    model = even(pytest.importorskip("pydantic"))
    m = meet([Call("finish", number=3), Call("finish", number=4, half=1), Call("finish", number=4, half=2)])
    question = "an even number"
    for answer in ({"number": 3}, {"number": 4, "half": 1}):
        with pytest.raises(OutputError, match="The turn is over") as caught:
            await m.agent.run(question, output_type=model)
        assert caught.value.output == answer
        question = "; ".join(caught.value.problems)
        assert question in str(caught.value)
        again = pickle.loads(pickle.dumps(caught.value))
        assert (again.output, again.problems, str(again)) == (answer, caught.value.problems, str(caught.value))
    assert await m.agent.run(question, output_type=model) == model(number=4, half=2)
    _, first, second = [entry["text"] for entry in m.model.inputs]
    name = "Even." if sys.version_info >= (3, 11) else ""
    assert first == f"number: must be even (checked by {name}number_is_even), not the number 3"
    assert second == f"value: half must be half of number (checked by {name}half_is_half)"


async def test_a_check_that_breaks_loses_no_answer(meet: Meet) -> None:
    model = even(pytest.importorskip("pydantic"))
    m = meet([Call("finish", number=13), Call("finish", n=1)])
    with pytest.raises(OutputError, match="KeyError") as caught:
        await m.agent.run("an even number", output_type=model)
    assert caught.value.output == {"number": 13}
    assert isinstance(caught.value.__cause__, KeyError)
    assert "KeyError" in caught.value.problems[0]

    @dataclasses.dataclass
    class Broken:
        n: int

        def __post_init__(self) -> None:
            raise LookupError("not there")

    with pytest.raises(OutputError, match="LookupError: not there") as caught:
        await m.agent.run("a number", output_type=Broken)
    assert caught.value.output == {"n": 1}


async def test_a_tool_that_takes_the_answer_checks_it_within_the_turn(meet: Meet) -> None:
    model = even(pytest.importorskip("pydantic"))
    taken: List[Any] = []

    def hand_over(answer: Any) -> str:
        """Hand over the answer."""
        taken.append(answer)
        return "taken"

    hand_over.__annotations__["answer"] = model
    tries = [Call("hand_over", answer={"number": number}) for number in (3, 13, 4)]
    m = meet([*tries, "Done."], tool(hand_over))
    assert (await m.agent.send_message("an even number")).text == "Done."
    assert taken == [model(number=4)]
    told = [entry["text"] for entry in m.model.inputs[1:]]
    assert "must be even" in told[0]
    assert "KeyError" in told[1]


async def test_an_output_of_the_turn_before_is_none_of_this_one(meet: Meet) -> None:
    answers = [Call("finish", n=3), "I would rather not.", Call("finish", n=3), "No."]
    m = meet(answers, config={"output_schema": SCHEMA})
    assert await m.agent.run("count") == {"n": 3}
    assert await m.agent.run("count again") is None
    assert await m.agent.run("once more") == {"n": 3}, "the same output may come twice"
    resumed = m.client.agent({**CORE, "output_schema": SCHEMA}, chat_id=m.agent.chat_id)
    assert await resumed.run("and?") is None


async def test_an_output_that_came_before_anybody_listened(meet: Meet, script: Script) -> None:
    m = meet([Call("finish", n=3), "No."], config={"output_schema": SCHEMA}, run_delay=0.0)
    script.on("GET", "/stream$", *[problem(503)] * 6)
    assert await m.agent.run("count") == {"n": 3}
    assert await m.agent.run("count") is None


async def test_tools_and_callbacks_on_the_way(meet: Meet) -> None:
    told: List[str] = []
    m = meet(
        [[Say("Counting. "), Call("count")], Call("finish", n=3)],
        tool("count").handler(lambda args: 3),
        config={"output_schema": SCHEMA},
    )
    assert await m.agent.run("count", on_message=lambda msg: told.append(msg["content"])) == {"n": 3}
    assert "".join(told) == "Counting. "


async def test_what_is_refused_before_sending(meet: Meet, script: Script) -> None:
    m = meet([])
    for given in (int, List[int], object):
        with pytest.raises(InvalidInputError, match="output_type"):
            await m.agent.run("go", output_type=given)
    assert script.requests == []


async def test_a_stored_agent_has_a_schema_of_its_own_and_its_answer_is_checked_alike(meet: Meet) -> None:
    m = meet(
        [Call("finish", x=1, y=2), Call("finish", z=1)],
        agents={"acme/points": {**CORE, "output_schema": {"type": "object", "properties": {"x": {"type": "integer"}}}}},
    )
    agent = m.client.agent("acme/points")
    assert await agent.run("go", output_type=Point) == Point(1, 2)
    with pytest.raises(OutputError, match="Point"):
        await agent.run("go", output_type=Point)


async def test_a_failed_run(meet: Meet) -> None:
    m = meet([Fail("no idea")])
    with pytest.raises(RuntimeError, match="no idea"):
        await m.agent.run("go", output_type=Verdict)


async def test_the_schema_does_not_stay_with_the_agent(meet: Meet) -> None:
    m = meet([Call("finish", x=1), "Hello."])
    assert await m.agent.run("point", output_type=Point) == Point(1)
    m.agent.reset()
    answer: Any = await m.agent.send_message("hello")
    assert answer.text == "Hello."
    finish = [entry["function"] for entry in m.model.inputs[1]["tools"] if entry["function"]["name"] == "finish"]
    assert not any("x" in entry["parameters"].get("properties", {}) for entry in finish)


async def test_a_member_more_is_refused_within_the_turn_so_that_the_model_tries_again(meet: Meet) -> None:
    m = meet(
        [Call("finish", mood="good", score=9, why="so"), Call("finish", mood="good", score=8)],
    )
    assert await m.agent.run("judge", output_type=Verdict) == Verdict(Mood.GOOD, 8)


async def test_a_limit_is_kept_within_the_turn_so_that_the_model_tries_again(meet: Meet) -> None:
    pydantic = pytest.importorskip("pydantic")
    model = pydantic.create_model("Answer", n=(int, pydantic.Field(ge=1, le=5)))
    m = meet([Call("finish", n=9), Call("finish", n=5)])
    assert await m.agent.run("count", output_type=model) == model(n=5)
