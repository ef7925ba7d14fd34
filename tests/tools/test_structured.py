"""Schema and loader agree: members, unions, generic classes, strict models, shared definitions."""

from __future__ import annotations

import dataclasses
import datetime
import enum
import json
import uuid
from decimal import Decimal
from typing import Any, Dict, Generic, List, Optional, Tuple, TypeVar, Union

import attr
import pytest
from jsonschema import Draft202012Validator
from typing_extensions import Annotated, Literal, TypedDict

from inferencesh import InvalidInputError
from inferencesh.tools import tool
from inferencesh.tools.output import OutputError, build_instance, schema_for
from inferencesh.tools.parameters.hints import codec_of

pydantic = pytest.importorskip("pydantic")
BaseModel: Any = pydantic.BaseModel
T = TypeVar("T")
U = TypeVar("U")


class Mood(enum.Enum):
    GOOD = "good"
    BAD = "bad"


class Rank(enum.IntEnum):
    LOW = 1
    HIGH = 2


@dataclasses.dataclass
class Inner:
    n: int


@dataclasses.dataclass
class Outer:
    inner: Inner
    many: List[Inner] = dataclasses.field(default_factory=list)


@attr.s(auto_attribs=True)
class Boxed:
    inner: Inner


class Person(TypedDict):
    name: str
    inner: Inner


def loads(hint: Any, value: Any) -> Any:
    return codec_of(hint, "it").load(json.loads(json.dumps(value)), "it", False)


# -- what fits the schema is what the loader takes


MORE = [
    (Outer, {"inner": {"n": 1}, "why": "so"}),
    (Outer, {"inner": {"n": 1, "why": "so"}}),
    (Outer, {"inner": {"n": 1}, "many": [{"n": 1, "why": "so"}]}),
    (Boxed, {"inner": {"n": 1}, "why": "so"}),
    (Person, {"name": "Ada", "inner": {"n": 1}, "why": "so"}),
]


@pytest.mark.parametrize(("cls", "data"), MORE)
def test_a_member_more_is_refused_by_the_schema_as_by_the_loader(cls: Any, data: Any) -> None:
    assert not Draft202012Validator(schema_for(cls)).is_valid(data)
    with pytest.raises(OutputError, match="why is unknown"):
        build_instance(cls, data)


def test_arguments_of_a_tool_alike() -> None:
    @tool
    def take(inner: Inner) -> None: ...

    @tool
    def take_any(inner: Inner, **more: int) -> None: ...

    assert take["client"]["input_schema"]["additionalProperties"] is False
    assert take_any["client"]["input_schema"]["additionalProperties"] == {"type": "integer"}
    assert take["client"]["input_schema"]["properties"]["inner"]["additionalProperties"] is False


AGREE: List[Tuple[Any, List[Any]]] = [
    (Decimal, ["1.5", "-2", "1e3", ".5", "many", "", "nan", "1,5", "Infinity"]),
    (Dict[int, str], [{"1": "a"}, {"-1": "a"}, {"x": "a"}, {"1.5": "a"}]),
    (Dict[Mood, int], [{"good": 1}, {"fair": 1}]),
    (Dict[Rank, int], [{"1": 1}, {"3": 1}]),
    (Dict[Literal["a", "b"], int], [{"a": 1}, {"c": 1}]),
    (Tuple[int, str], [[1, "a"], [1], [1, "a", 2], ["a", 1]]),
    (Tuple[int, ...], [[], [1], ["a"]]),
    (Optional[Inner], [None, {"n": 1}, {"n": "a"}, {"n": 1, "m": 1}]),
    (Union[Inner, List[int]], [{"n": 1}, [1], 1, ["a"]]),
    (Literal[1, "a", None], [1, "a", None, 2]),
    (Mood, ["good", "fair"]),
]


@pytest.mark.parametrize(("hint", "values"), AGREE, ids=[str(case[0]) for case in AGREE])
def test_schema_and_loader_agree(hint: Any, values: List[Any]) -> None:
    codec = codec_of(hint, "it")
    validator = Draft202012Validator(codec.schema)
    for value in values:
        fits = validator.is_valid(value)
        try:
            codec.load(value, "it", True)
        except ValueError:
            assert not fits, value
        else:
            assert fits, value


# -- strict models


class Strict(BaseModel):
    model_config = pydantic.ConfigDict(strict=True)

    mood: Mood
    at: datetime.datetime
    day: datetime.date
    id: uuid.UUID
    pair: Tuple[int, str]
    price: Decimal = Decimal(1)
    tags: Optional[frozenset] = None  # type: ignore[type-arg]


STRICT = {
    "mood": "good",
    "at": "2026-11-23T09:30:00Z",
    "day": "2026-11-23",
    "id": "12345678-1234-5678-1234-567812345678",
    "pair": [1, "a"],
    "price": "2.5",
    "tags": ["a"],
}


def test_a_strict_model_takes_json() -> None:
    got = build_instance(Strict, STRICT)
    assert (got.mood, got.pair, got.price, got.tags) == (Mood.GOOD, (1, "a"), Decimal("2.5"), frozenset("a"))

    @tool
    def take(it: Strict, many: List[Strict]) -> Any:
        return [it, many]

    assert take.handler_fn({"it": STRICT, "many": [STRICT]}) == [got, [got]]  # type: ignore[misc]
    with pytest.raises(OutputError, match="pair"):
        build_instance(Strict, {**STRICT, "pair": ["1", "a"]})


class Loose(BaseModel):
    name: str


def test_a_model_takes_what_json_has_not_as_well() -> None:
    assert build_instance(Loose, Loose(name="a")) == Loose(name="a")
    with pytest.raises(OutputError, match="name"):
        build_instance(Loose, {"name": {1, 2}})
    assert build_instance(Loose, {"name": "\ud800"}) == Loose(name="\ud800"), "which pydantic's parser does not take"


def test_a_model_without_a_schema_is_refused_in_our_words() -> None:
    class Odd:
        pass

    model = pydantic.create_model("Model", __config__=pydantic.ConfigDict(arbitrary_types_allowed=True), odd=(Odd, ...))
    with pytest.raises(InvalidInputError, match="Model"):
        schema_for(model)


# -- unions


class A(BaseModel):
    a: Optional[int] = None


class B(BaseModel):
    b: int


class C(BaseModel):
    c: Optional[int] = None
    text: Optional[str] = None


@dataclasses.dataclass
class D:
    d: int


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int = 9


class Dog(BaseModel):
    kind: Literal["dog"]
    lives: int = 1


class N(BaseModel):
    x: int


class S(BaseModel):
    x: str


Pet = Annotated[Union[Cat, Dog], pydantic.Field(discriminator="kind")]
UNIONS: List[Tuple[Any, Any, Any]] = [
    (Union[A, B], {"b": 3}, B(b=3)),
    (Union[A, B], {"a": 3}, A(a=3)),
    (Union[A, B], {}, A()),
    (Union[A, C], {"c": 3}, C(c=3)),
    (Union[A, B, None], {"b": 3}, B(b=3)),
    (Union[A, D], {"d": 3}, D(3)),
    (Union[D, A], {"a": 3}, A(a=3)),
    (Union[A, Dict[str, int]], {"z": 3}, {"z": 3}),
    (Union[List[A], List[B]], [{"b": 3}], [B(b=3)]),
    (Union[A, List[C]], [{"text": "x"}], [C(text="x")]),
    (Dict[str, Union[A, B]], {"k": {"b": 3}}, {"k": B(b=3)}),
    (Union[N, S], {"x": "3"}, S(x="3")),
    (Union[S, N], {"x": 3}, N(x=3)),
    (Union[Cat, Dog], {"kind": "dog"}, Dog(kind="dog")),
    (Pet, {"kind": "dog"}, Dog(kind="dog")),
    (List[Pet], [{"kind": "dog"}, {"kind": "cat"}], [Dog(kind="dog"), Cat(kind="cat")]),
]


@pytest.mark.parametrize(("hint", "value", "wanted"), UNIONS, ids=[f"{case[0]} {case[1]}"[-80:] for case in UNIONS])
def test_a_union_takes_the_one_that_fits_best(hint: Any, value: Any, wanted: Any) -> None:
    got = loads(hint, value)
    assert got == wanted
    assert type(got) is type(wanted)


# -- discriminated unions inside of models, and names that look like keywords


class Home(BaseModel):
    pet: Union[Cat, Dog] = pydantic.Field(discriminator="kind")


class Awkward(BaseModel):
    discriminator: str
    items: List[Inner] = pydantic.Field(default_factory=list)
    properties: Dict[str, Inner] = pydantic.Field(default_factory=dict)
    choice: Literal["$defs", "$ref"] = "$ref"
    example: Dict[str, Any] = pydantic.Field(default={"discriminator": 1})


def test_no_reference_is_left_in_an_inlined_schema() -> None:
    schema = schema_for(Home)
    assert "#/$defs" not in json.dumps(schema)
    assert "discriminator" not in json.dumps(schema)
    assert [option["properties"]["kind"]["const"] for option in schema["properties"]["pet"]["oneOf"]] == ["cat", "dog"]
    Draft202012Validator.check_schema(schema)
    assert build_instance(Home, {"pet": {"kind": "dog"}}) == Home(pet=Dog(kind="dog"))


def test_members_named_like_keywords() -> None:
    schema = schema_for(Awkward)
    assert set(schema["properties"]) == {"discriminator", "items", "properties", "choice", "example"}
    assert schema["properties"]["example"]["default"] == {"discriminator": 1}
    assert schema["properties"]["choice"]["enum"] == ["$defs", "$ref"]


# -- generic classes


@dataclasses.dataclass
class Gen(Generic[T]):
    value: T
    many: List[T] = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Pair(Generic[T, U]):
    first: T
    second: Annotated[U, "The second"]


@dataclasses.dataclass
class IntGen(Gen[int]):
    name: str = ""


@dataclasses.dataclass
class Swapped(Pair[U, T], Generic[T, U]):
    third: Optional[Gen[T]] = None


@attr.s(auto_attribs=True)
class AttrsGen(Generic[T]):
    value: T


class ModelGen(BaseModel, Generic[T]):
    value: T


GENERICS: List[Tuple[Any, Any, Any, Any]] = [
    (Gen[int], {"value": 1, "many": ["2"]}, Gen(1, [2]), {"value": "x"}),
    (Gen[Gen[str]], {"value": {"value": "a"}}, Gen(Gen("a")), {"value": {"value": 1}}),
    (Gen[Optional[Inner]], {"value": {"n": 1}}, Gen(Inner(1)), {"value": 1}),
    (Pair[int, str], {"first": 1, "second": "a"}, Pair(1, "a"), {"first": "a", "second": "a"}),
    (IntGen, {"value": 1}, IntGen(1), {"value": "x"}),
    (
        Swapped[int, str],
        {"first": "a", "second": 1, "third": {"value": 2}},
        Swapped("a", 1, Gen(2)),
        {"first": 1, "second": 1},
    ),
    (AttrsGen[int], {"value": 1}, AttrsGen(1), {"value": "x"}),
    (ModelGen[int], {"value": 1}, ModelGen[int](value=1), {"value": "x"}),
    (List[Gen[int]], [{"value": 1}], [Gen(1)], [{"value": "x"}]),
]


@pytest.mark.parametrize(("hint", "value", "wanted", "refused"), GENERICS, ids=[str(g[0])[-60:] for g in GENERICS])
def test_generic_classes(hint: Any, value: Any, wanted: Any, refused: Any) -> None:
    assert loads(hint, value) == wanted
    with pytest.raises(ValueError, match="it"):
        loads(hint, refused)


def test_generic_output() -> None:
    assert build_instance(Gen[int], {"value": 3}) == Gen(3)
    assert schema_for(Gen[int])["properties"]["value"] == {"type": "integer"}
    with pytest.raises(InvalidInputError, match="stands for any type"):
        schema_for(Gen)
