"""Limits that hints carry: pydantic's Field, its constrained types, annotated_types."""

from __future__ import annotations

import dataclasses
import datetime
import subprocess
import sys
from decimal import Decimal
from typing import Any, Dict, List, Optional, Tuple, Union

import attr
import pytest
from typing_extensions import Annotated, Literal, TypedDict

from inferencesh import InvalidInputError
from inferencesh.tools import ArgumentsError, tool
from inferencesh.tools.output import OutputError, build_instance, schema_for

pydantic = pytest.importorskip("pydantic")
notes = pytest.importorskip("annotated_types")
from pydantic import Field  # noqa: E402


def even(value: int) -> int:
    if value % 2:
        raise ValueError("an even number, please")
    return value


LIMITS: List[Tuple[Any, Dict[str, Any], List[Tuple[Any, Any]], List[Any]]] = [
    # hint, what the schema holds, (given, loaded), refused
    (
        Annotated[int, Field(ge=1, le=14)],
        {"type": "integer", "minimum": 1, "maximum": 14},
        [(1, 1), ("14", 14)],
        [0, 15],
    ),
    (Annotated[float, Field(gt=0, lt=1)], {"exclusiveMinimum": 0, "exclusiveMaximum": 1}, [(0.5, 0.5)], [0, 1]),
    (Annotated[int, Field(multiple_of=5)], {"multipleOf": 5}, [(10, 10)], [7]),
    (pydantic.PositiveInt, {"type": "integer", "exclusiveMinimum": 0}, [(1, 1)], [0, -1]),
    (pydantic.NonNegativeFloat, {"type": "number", "minimum": 0}, [(0, 0.0)], [-1]),
    (pydantic.conint(ge=1, multiple_of=2), {"minimum": 1, "multipleOf": 2}, [(2, 2)], [0, 3]),
    (pydantic.StrictInt, {"type": "integer"}, [(2, 2)], ["2"]),
    (pydantic.StrictBool, {"type": "boolean"}, [(True, True)], ["true"]),
    (
        pydantic.constr(min_length=2, max_length=4, pattern="^[a-z ]+$"),
        {"type": "string", "minLength": 2, "maxLength": 4, "pattern": "^[a-z ]+$"},
        [("ab", "ab")],
        ["a", "abcde", "AB"],
    ),
    (pydantic.constr(strip_whitespace=True, to_upper=True), {"type": "string"}, [(" ab ", "AB")], [1]),
    (
        pydantic.conlist(int, min_length=1, max_length=2),
        {"type": "array", "minItems": 1, "maxItems": 2},
        [([1], [1])],
        [[], [1, 2, 3]],
    ),
    (Annotated[List[int], notes.Len(1, 2)], {"minItems": 1, "maxItems": 2}, [([1], [1])], [[], [1, 2, 3]]),
    (Annotated[str, notes.MinLen(1)], {"minLength": 1}, [("a", "a")], [""]),
    (Annotated[str, notes.MaxLen(1)], {"maxLength": 1}, [("a", "a")], ["ab"]),
    (
        Annotated[Dict[str, int], notes.Len(1, 1)],
        {"minProperties": 1, "maxProperties": 1},
        [({"a": 1}, {"a": 1})],
        [{}],
    ),
    (Annotated[int, notes.Interval(ge=1, lt=3)], {"minimum": 1, "exclusiveMaximum": 3}, [(2, 2)], [0, 3]),
    (Annotated[int, notes.Ge(1), notes.Le(3)], {"minimum": 1, "maximum": 3}, [(2, 2)], [0, 4]),
    (Annotated[int, notes.Gt(1), notes.Lt(3), notes.MultipleOf(2)], {"exclusiveMinimum": 1}, [(2, 2)], [1, 3]),
    (Annotated[str, notes.Predicate(str.islower)], {"type": "string"}, [("a", "a")], ["A"]),
    (
        Optional[Annotated[int, Field(ge=1)]],
        {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "null"}]},
        [(None, None), (1, 1)],
        [0],
    ),
    (
        Annotated[Optional[int], Field(ge=1)],
        {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "null"}]},
        [(None, None), (1, 1)],
        [0],
    ),
    (
        Annotated[Union[int, str], Field(ge=1)],
        {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "string"}]},
        [("a", "a"), (1, 1)],
        [0],
    ),
    (List[Annotated[int, Field(ge=1)]], {"items": {"type": "integer", "minimum": 1}}, [([1], [1])], [[0]]),
    (
        Annotated[datetime.date, notes.Ge(datetime.date(2026, 1, 1))],
        {"type": "string", "format": "date", "description": "At least 2026-01-01."},
        [("2026-01-01", datetime.date(2026, 1, 1))],
        ["2025-12-31"],
    ),
    (
        Annotated[Decimal, Field(ge=1, description="Price")],
        {"type": "string", "description": "Price (at least 1)"},
        [("1.5", Decimal("1.5"))],
        ["0.5"],
    ),
    (Annotated[datetime.datetime, notes.Ge(datetime.datetime(2026, 1, 1))], {}, [], ["2026-01-01T00:00:00Z"]),
    # What only pydantic can check is left to it.
    (Annotated[int, pydantic.AfterValidator(even)], {"type": "integer"}, [(2, 2)], [1]),
    (Annotated[int, pydantic.BeforeValidator(abs)], {"type": "integer"}, [(-2, 2)], []),
    (Annotated[Decimal, Field(max_digits=3)], {}, [("1.23", Decimal("1.23"))], ["1.234"]),
    (pydantic.AnyUrl, {"type": "string", "format": "uri"}, [("http://a/", pydantic.AnyUrl("http://a/"))], ["a"]),
    (pydantic.Base64Str, {"type": "string"}, [("YQ==", "a")], []),
]


@pytest.mark.parametrize(("hint", "schema", "loads", "refused"), LIMITS, ids=[str(case[0])[:60] for case in LIMITS])
def test_a_limit_is_told_and_enforced(hint: Any, schema: Dict[str, Any], loads: Any, refused: Any) -> None:
    def take(value: Any) -> Any:
        return value

    take.__annotations__["value"] = hint
    made = tool(take)
    told = made.params["value"]
    assert {key: told.get(key) for key in schema} == schema
    for given, loaded in loads:
        assert made.handler_fn({"value": given}) == loaded
    for given in refused:
        with pytest.raises(ArgumentsError, match="value"):
            made.bind_arguments({"value": given})


def test_the_words_of_a_limit() -> None:
    @tool
    def book(
        days: Annotated[int, Field(ge=1, le=14)],
        code: Annotated[str, Field(min_length=2, pattern="^[A-Z]+$")],
        tags: Annotated[List[str], notes.MaxLen(1)],
    ) -> None: ...

    with pytest.raises(ArgumentsError) as caught:
        book.bind_arguments({"days": 99, "code": "x", "tags": ["a", "b"]})
    assert caught.value.problems == [
        "days must be at most 14, not the number 99",
        "code must have at least 2 characters, not the string 'x'",
        "tags must have at most 1 item, not an array of 2",
    ]
    with pytest.raises(ArgumentsError, match=r"code must match the pattern \^\[A-Z\]\+\$, not the string 'xy'"):
        book.bind_arguments({"days": 1, "code": "xy", "tags": []})


def test_field_as_a_default() -> None:
    made: List[int] = []

    @tool
    def plan(
        city: str = Field(..., description="Where"),
        days: int = Field(default=3, ge=1),
        tags: List[str] = Field(default_factory=list, max_length=2),  # noqa: B008
        mood: Literal["good", "bad"] = Field("good", description="How", examples=["bad"]),  # noqa: B008
        note: Optional[str] = Field(None),
    ) -> Any:
        """Plan a trip."""
        made.append(days)
        return [city, days, tags, mood, note]

    schema = plan["client"]["input_schema"]
    assert schema["required"] == ["city"]
    assert plan.params["city"] == {"type": "string", "description": "Where"}
    assert plan.params["days"] == {"type": "integer", "minimum": 1, "default": 3}
    assert plan.params["tags"] == {"type": "array", "items": {"type": "string"}, "maxItems": 2}
    assert plan.params["mood"]["examples"] == ["bad"]
    assert plan.handler_fn is not None
    assert plan.handler_fn({"city": "Oslo"}) == ["Oslo", 3, [], "good", None]
    assert plan.handler_fn({"city": "Oslo", "days": None, "tags": ["a"]}) == ["Oslo", 3, ["a"], "good", None]
    assert plan.handler_fn({"city": "a"})[2] is not plan.handler_fn({"city": "a"})[2], "made anew for each call"
    with pytest.raises(ArgumentsError, match="city is missing"):
        plan.bind_arguments({})
    with pytest.raises(ArgumentsError, match="days must be at least 1"):
        plan.bind_arguments({"city": "a", "days": 0})
    # Called from Python, it gets no Field objects either.
    assert plan("Oslo") == plan(city="Oslo") == ["Oslo", 3, [], "good", None]
    assert plan("Oslo", 5, mood="bad") == ["Oslo", 5, [], "bad", None]
    with pytest.raises(TypeError, match="city"):
        plan()


def test_field_as_a_default_of_a_method_and_of_a_coroutine_function() -> None:
    class Shop:
        @tool
        def price(self, item: str = Field(description="What"), count: int = Field(1, ge=1)) -> Any:
            return [item, count]

    assert Shop().price.handler_fn({"item": "tea"}) == ["tea", 1]
    assert Shop().price("tea") == ["tea", 1]

    @tool
    async def wait(seconds: int = Field(1, ge=1)) -> int:
        return seconds

    import asyncio

    assert asyncio.run(wait()) == 1
    assert asyncio.run(wait.handler_fn({})) == 1  # type: ignore[misc]


def test_a_default_inside_of_annotated() -> None:
    @tool
    def plan(days: Annotated[int, Field(default=3, ge=1)], city: str = "Oslo") -> Any:
        return [days, city]

    assert plan["client"]["input_schema"]["required"] == []
    assert plan.handler_fn({}) == [3, "Oslo"]  # type: ignore[misc]


def test_field_in_a_validated_function() -> None:
    @tool
    @pydantic.validate_call
    def plan(city: str, days: int = Field(3, ge=1)) -> Any:
        return [city, days]

    assert plan.handler_fn({"city": "Oslo"}) == ["Oslo", 3]  # type: ignore[misc]
    assert plan.params["days"] == {"type": "integer", "minimum": 1, "default": 3}


@dataclasses.dataclass
class Plain:
    city: str
    days: Annotated[int, Field(ge=1)] = 3
    more: int = Field(default=2, le=5)  # type: ignore[assignment]


@attr.s(auto_attribs=True)
class Attrs:
    days: int = Field(default=3, ge=1)  # type: ignore[assignment]


class Typed(TypedDict, total=False):
    days: Annotated[int, Field(ge=1)]


@pydantic.dataclasses.dataclass
class Checked:
    """A checked one."""

    city: str
    days: int = Field(default=3, ge=1, description="How many")

    @pydantic.field_validator("city")
    @classmethod
    def known(cls, value: str) -> str:
        if value == "Atlantis":
            raise ValueError("no such city")
        return value


@pydantic.dataclasses.dataclass
class Nested:
    inner: List[Checked]


def test_members_of_classes() -> None:
    assert schema_for(Plain)["properties"]["days"] == {"type": "integer", "minimum": 1, "default": 3}
    assert build_instance(Plain, {"city": "a"}) == Plain("a", 3, 2)
    assert build_instance(Attrs, {}) == Attrs(3)
    assert build_instance(Typed, {"days": 2}) == {"days": 2}
    for cls, data in (
        (Plain, {"city": "a", "days": 0}),
        (Plain, {"city": "a", "more": 6}),
        (Attrs, {"days": 0}),
        (Typed, {"days": 0}),
    ):
        with pytest.raises(OutputError, match=r"days|more"):
            build_instance(cls, data)


def test_dataclasses_of_pydantic() -> None:
    schema = schema_for(Checked)
    assert schema["properties"]["days"]["minimum"] == 1
    assert schema["properties"]["days"]["description"] == "How many"
    assert schema["required"] == ["city"]
    assert build_instance(Checked, {"city": "Oslo"}) == Checked("Oslo", 3)
    for data in ({"city": "Oslo", "days": 0}, {"city": "Atlantis"}):
        with pytest.raises(OutputError, match=r"days|no such city"):
            build_instance(Checked, data)
    assert build_instance(Nested, {"inner": [{"city": "Oslo"}]}) == Nested([Checked("Oslo")])

    @tool
    def go(to: Checked, many: List[Checked]) -> Any:
        return [to, many]

    assert go.handler_fn({"to": {"city": "a"}, "many": [{"city": "b"}]}) == [Checked("a"), [Checked("b")]]  # type: ignore[misc]


def test_a_pattern_that_python_cannot_read() -> None:
    with pytest.raises(InvalidInputError, match="pattern"):

        @tool
        def take(code: Annotated[str, Field(pattern="(")]) -> None: ...


def test_the_core_imports_no_pydantic() -> None:
    program = (
        "import sys\n"
        "from typing import List, Optional\n"
        "from inferencesh import tool\n"
        "@tool\n"
        "def take(a: Optional[List[int]] = None) -> int: ...\n"
        "take.bind_arguments({'a': [1]})\n"
        "print(sorted({'pydantic', 'annotated_types', 'pydantic_core'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
