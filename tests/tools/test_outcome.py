"""Results of tools, and structured output."""

from __future__ import annotations

import dataclasses
import datetime
import enum
import json
import pickle
from decimal import Decimal
from pathlib import Path
from typing import Any, Dict, List, Optional

import attr
import pytest
from typing_extensions import TypedDict

from inferencesh._core.errors.classes import InvalidInputError
from inferencesh.tools import (
    ArgumentsError,
    OutputError,
    ToolError,
    build_instance,
    encode_tool_error,
    encode_tool_result,
    schema_for,
)


class Mood(enum.Enum):
    GOOD = "good"


@dataclasses.dataclass
class Report:
    """A report."""

    title: str
    score: float
    notes: List[str] = dataclasses.field(default_factory=list)


@attr.s(auto_attribs=True)
class AttrReport:
    title: str
    inner: Optional[Report] = None


class DictReport(TypedDict):
    title: str
    score: float


@dataclasses.dataclass
class Strict:
    n: int

    def __post_init__(self) -> None:
        if self.n < 0:
            raise ValueError("n is negative")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain text", "plain text"),
        ("", ""),
        (None, "null"),
        (8, "8"),
        (1.5, "1.5"),
        (True, "true"),
        ({"result": 8}, '{"result": 8}'),
        ([1, "ü"], '[1, "ü"]'),
        ({"action": {"type": "confirm"}, "form_data": {}}, '{"action": {"type": "confirm"}, "form_data": {}}'),
        (Report("t", 1.0, ["n"]), '{"title": "t", "score": 1.0, "notes": ["n"]}'),
        (AttrReport("t"), '{"title": "t", "inner": null}'),
        (Mood.GOOD, '"good"'),
        (datetime.date(2026, 1, 2), '"2026-01-02"'),
        (Decimal("1.10"), '"1.10"'),
        ({1: (1, 2)}, '{"1": [1, 2]}'),
    ],
)
def test_results_as_text(value: Any, text: str) -> None:
    assert encode_tool_result(value) == (text, [])


def test_files_become_attachments() -> None:
    assert encode_tool_result(b"abc") == ('{"attachment": "attachment 1"}', [b"abc"])
    assert encode_tool_result(Path("/a/plot.png")) == ('{"attachment": "plot.png"}', [Path("/a/plot.png")])
    encoded = encode_tool_result({"n": 1, "files": [bytearray(b"x"), Path("b.txt")]})
    assert json.loads(encoded.result) == {"n": 1, "files": [{"attachment": "attachment 1"}, {"attachment": "b.txt"}]}
    assert encoded.attachments == [b"x", Path("b.txt")]
    assert len(encode_tool_result([b"x"] * 20).attachments) == 20
    with pytest.raises(InvalidInputError, match="21 files"):
        encode_tool_result([b"x"] * 21)


def test_files_in_pydantic_models_become_attachments_too() -> None:
    pydantic = pytest.importorskip("pydantic")

    class Plot(pydantic.BaseModel):
        file: Path
        day: datetime.date
        inner: Any = None
        raw: bytes = b"\xff\x00"

    class Timed(pydantic.BaseModel):
        took: datetime.timedelta = datetime.timedelta(days=1)
        secret: pydantic.SecretStr = pydantic.SecretStr("x")

    plot = Plot(file=Path("/a/plot.png"), day=datetime.date(2026, 1, 2), inner=[Timed()])
    encoded = encode_tool_result({"plots": [plot]})
    assert encoded.attachments == [Path("/a/plot.png"), b"\xff\x00"]
    assert json.loads(encoded.result) == {
        "plots": [
            {
                "file": {"attachment": "plot.png"},
                "day": "2026-01-02",
                "inner": [{"took": "P1D", "secret": "**********"}],
                "raw": {"attachment": "attachment 2"},
            }
        ]
    }


def test_enums_go_by_their_names_where_json_cannot_carry_the_values() -> None:
    class Odd(enum.Enum):
        PAIR = (1, 2)

    assert encode_tool_result({Odd.PAIR: [Odd.PAIR, Mood.GOOD]}).result == '{"PAIR": ["PAIR", "good"]}'


def test_what_breaks_when_it_is_looked_at_is_named() -> None:
    class Broken(Dict[str, Any]):
        def items(self) -> Any:
            raise RuntimeError("no items")

    @dataclasses.dataclass
    class Half:
        missing: int = dataclasses.field(init=False)

    deep: Any = 1
    for _ in range(5000):
        deep = {"a": deep}
    for value, words in [
        ({"x": [Broken()]}, r"result\.x\[0\] cannot be read: RuntimeError: no items"),
        ({"x": Half()}, r"result\.x cannot be read: AttributeError: .*missing"),
        (deep, "result is nested too deeply"),
    ]:
        with pytest.raises(InvalidInputError, match=words):
            encode_tool_result(value)


def test_what_cannot_be_carried_is_named() -> None:
    ring: List[Any] = []
    ring.append(ring)
    shared = [1]
    assert encode_tool_result([shared, shared]).result == "[[1], [1]]"
    for value, words in [
        ({"a": [object()]}, r"result\.a\[0\] is a object"),
        (float("nan"), "result is nan"),
        (ring, r"result\[0\] contains itself"),
        ({(1, 2): 1}, "key"),
    ]:
        with pytest.raises(InvalidInputError, match=words):
            encode_tool_result(value)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ToolError("no such city"), {"error": "no such city"}),
        (ToolError({"error": "x", "code": 3}), {"error": "x", "code": 3}),
        (ToolError({"code": 3}), {"error": {"code": 3}}),
        (KeyError("a"), {"error": "KeyError: 'a'"}),
        (ValueError(), {"error": "ValueError"}),
        (
            ArgumentsError("a is missing"),
            {"error": "The arguments are wrong: a is missing. Call the tool again with these fixed."},
        ),
    ],
)
def test_errors_as_results(error: Exception, expected: Dict[str, Any]) -> None:
    assert json.loads(encode_tool_error(error)) == expected


def test_errors_survive_pickling() -> None:
    error = pickle.loads(pickle.dumps(ToolError({"a": 1})))
    assert error.content == {"a": 1}
    wrong = pickle.loads(pickle.dumps(ArgumentsError(["a", "b"])))
    assert wrong.problems == ["a", "b"]


REPORT = {
    "type": "object",
    "properties": {
        "title": {"type": "string"},
        "score": {"type": "number"},
        "notes": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["title", "score"],
    "additionalProperties": False,
    "description": "A report.",
}


def test_structured_output() -> None:
    assert schema_for(Report) == REPORT
    assert build_instance(Report, {"title": "t", "score": 1}) == Report("t", 1.0)
    assert schema_for(AttrReport)["properties"]["inner"] == REPORT
    assert build_instance(AttrReport, {"title": "t", "inner": {"title": "i", "score": 2}}) == AttrReport(
        "t", Report("i", 2.0)
    )
    assert schema_for(DictReport)["required"] == ["title", "score"]
    assert build_instance(DictReport, {"title": "t", "score": 1}) == {"title": "t", "score": 1.0}


def test_answers_that_do_not_fit() -> None:
    with pytest.raises(
        OutputError, match="does not fit Report: title must be a string, not the number 1; score is missing"
    ) as caught:
        build_instance(Report, {"title": 1})
    assert caught.value.output == {"title": 1}
    with pytest.raises(OutputError, match="without an answer"):
        build_instance(Report, None)
    for answer, came in (("Fine.", "the string 'Fine.'"), ([1], "an array"), (True, "a boolean")):
        with pytest.raises(OutputError, match=f"does not fit Report: it must be an object, not {came}") as caught:
            build_instance(Report, answer)
        assert caught.value.output == answer
    with pytest.raises(OutputError, match="n is negative"):
        build_instance(Strict, {"n": -1})
    for unfit in (int, List[int], Optional[Report], dict):
        if unfit is not dict:
            with pytest.raises(InvalidInputError, match="output_type"):
                schema_for(unfit)


@dataclasses.dataclass
class Whole:
    """All kinds inside of one another.

    Attributes:
        reports: Them all.
    """

    reports: List[Report]
    by_name: Dict[str, AttrReport]
    last: DictReport
    mood: Mood = Mood.GOOD


def test_nested_answers_name_every_member_that_does_not_fit() -> None:
    assert schema_for(Whole)["properties"]["reports"] == {"type": "array", "items": REPORT, "description": "Them all."}
    report = {"title": "t", "score": "2.5"}
    answer = {"reports": [report], "by_name": {"a": {"title": "b", "inner": report}}, "last": report, "mood": "GOOD"}
    assert build_instance(Whole, answer) == Whole(
        [Report("t", 2.5)], {"a": AttrReport("b", Report("t", 2.5))}, {"title": "t", "score": 2.5}
    )
    with pytest.raises(OutputError) as caught:
        build_instance(
            Whole,
            {
                "reports": [{"title": 3}, "x"],
                "by_name": {"a": {"inner": {"score": 1}}},
                "last": {"title": "t", "score": "much", "more": 1},
                "mood": "bad",
            },
        )
    assert str(caught.value) == (
        "the agent's answer does not fit Whole: reports[0].title must be a string, not the number 3; "
        "reports[0].score is missing; reports[1] must be an object, not the string 'x'; by_name.a.title is missing; "
        "by_name.a.inner.title is missing; last.score must be a number, not the string 'much'; "
        "last.more is unknown (known: title, score); mood must be one of 'good', not the string 'bad'"
    )


def test_pydantic_models() -> None:
    pydantic = pytest.importorskip("pydantic")

    class Inner(pydantic.BaseModel):
        n: int

    class Model(pydantic.BaseModel):
        title: str
        inner: List[Inner]

    schema = schema_for(Model)
    assert "$defs" not in schema
    assert schema["properties"]["inner"]["items"]["properties"]["n"]["type"] == "integer"
    assert build_instance(Model, {"title": "t", "inner": [{"n": 1}]}) == Model(title="t", inner=[Inner(n=1)])
    words = r"title: Field required; inner\[0\]\.n: Input should be a valid integer.*, not the string 'x'$"
    with pytest.raises(OutputError, match=words):
        build_instance(Model, {"inner": [{"n": "x"}]})
    assert encode_tool_result(Inner(n=1)).result == '{"n": 1}'
