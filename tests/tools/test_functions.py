"""Tools from functions: hints and docstrings to JSON Schema, arguments back to values."""

from __future__ import annotations

import dataclasses
import datetime
import enum
import functools
import json
import subprocess
import sys
import uuid
from decimal import Decimal
from pathlib import Path
from typing import Any, Dict, FrozenSet, Iterable, List, NewType, Optional, Sequence, Set, Tuple, Union

import attr
import pytest
from typing_extensions import Annotated, Literal, NotRequired, TypedDict

from inferencesh._core.errors.classes import InvalidInputError
from inferencesh.tools import ArgumentsError, FunctionTool, prepare_tools, tool


class Color(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Odd(enum.Enum):
    PAIR = (1, 2)


class Place(TypedDict):
    """A place."""

    city: str
    zip: NotRequired[str]


@dataclasses.dataclass
class Size:
    width: int
    height: int = 10
    unit: str = dataclasses.field(default="px", metadata={"description": "Unit"})
    tags: List[str] = dataclasses.field(default_factory=list)
    area: int = dataclasses.field(init=False, default=0)


@attr.s(auto_attribs=True)
class Box:
    size: Size
    _note: Optional[str] = None


@dataclasses.dataclass
class Tree:
    children: List[Tree]


class Unspeakable:
    pass


UserId = NewType("UserId", int)
DECIMAL = {"type": "string", "pattern": r"^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?$"}
UTC = datetime.timezone.utc
PLACE = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "zip": {"type": "string"}},
    "required": ["city"],
    "additionalProperties": False,
    "description": "A place.",
}
SIZE = {
    "type": "object",
    "properties": {
        "width": {"type": "integer"},
        "height": {"type": "integer", "default": 10},
        "unit": {"type": "string", "description": "Unit", "default": "px"},
        "tags": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["width"],
    "additionalProperties": False,
}

HINTS: List[Tuple[Any, Any, List[Tuple[Any, Any]], List[Any]]] = [
    # hint, schema, (given, loaded), refused
    (str, {"type": "string"}, [("a", "a")], [1, None, []]),
    (int, {"type": "integer"}, [(1, 1), ("3", 3), (3.0, 3)], [1.5, True, "x", None]),
    (float, {"type": "number"}, [(1, 1.0), ("2.5", 2.5)], [True, "x", "nan", "inf"]),
    (bool, {"type": "boolean"}, [(True, True), ("false", False)], [1, "yes"]),
    (Any, {}, [(None, None), ([1], [1])], []),
    (list, {"type": "array"}, [([1, "a"], [1, "a"])], ["a", {}]),
    (List[int], {"type": "array", "items": {"type": "integer"}}, [([1, "2"], [1, 2])], [["x"], 1]),
    (Sequence[str], {"type": "array", "items": {"type": "string"}}, [(["a"], ["a"])], ["a"]),
    (Iterable[str], {"type": "array", "items": {"type": "string"}}, [(["a"], ["a"])], ["a"]),
    (Set[int], {"type": "array", "items": {"type": "integer"}, "uniqueItems": True}, [([1, 1], {1})], ["x"]),
    (
        FrozenSet[str],
        {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
        [(["a"], frozenset("a"))],
        [1],
    ),
    (Tuple[int, ...], {"type": "array", "items": {"type": "integer"}}, [([1], (1,))], [1]),
    (
        Tuple[int, str],
        {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}], "minItems": 2, "maxItems": 2},
        [([1, "a"], (1, "a"))],
        [[1], [1, "a", 2], "ab"],
    ),
    (dict, {"type": "object"}, [({"a": 1}, {"a": 1})], [[], "a"]),
    (
        Dict[str, int],
        {"type": "object", "additionalProperties": {"type": "integer"}},
        [({"a": "1"}, {"a": 1})],
        [{"a": "x"}],
    ),
    (
        Dict[int, str],
        {"type": "object", "additionalProperties": {"type": "string"}, "propertyNames": {"pattern": r"^[-+]?\d+$"}},
        [({"1": "a"}, {1: "a"})],
        [{"x": "a"}],
    ),
    (Literal["a", "b"], {"type": "string", "enum": ["a", "b"]}, [("a", "a"), ("B", "b")], ["c", 1]),
    (Literal[1, 2], {"type": "integer", "enum": [1, 2]}, [(1, 1), ("2", 2), (2.0, 2)], [3, True]),
    (Literal["a", 1, None], {"enum": ["a", 1, None]}, [(None, None), (1, 1)], ["c"]),
    (Color, {"type": "string", "enum": ["red", "blue"]}, [("red", Color.RED), ("BLUE", Color.BLUE)], ["green"]),
    (Level, {"type": "integer", "enum": [1, 2]}, [(2, Level.HIGH), ("low", Level.LOW)], [3]),
    (Odd, {"type": "string", "enum": ["PAIR"]}, [("PAIR", Odd.PAIR)], ["x"]),
    (Optional[int], {"anyOf": [{"type": "integer"}, {"type": "null"}]}, [(None, None), ("1", 1)], ["x"]),
    (
        Union[int, str],
        {"anyOf": [{"type": "integer"}, {"type": "string"}]},
        [(1, 1), ("3", "3")],  # text stays text where text is allowed
        [[]],
    ),
    (
        Union[int, List[int]],
        {"anyOf": [{"type": "integer"}, {"type": "array", "items": {"type": "integer"}}]},
        [([1], [1])],
        ["x"],
    ),
    (Place, PLACE, [({"city": "Oslo"}, {"city": "Oslo"})], [{}, {"city": 1}, {"city": "a", "x": 1}, "Oslo"]),
    (Size, SIZE, [({"width": "2"}, Size(2)), ({"width": 1, "tags": ["a"]}, Size(1, tags=["a"]))], [{}, {"width": "x"}]),
    (
        Box,
        {
            "type": "object",
            "properties": {"size": SIZE, "_note": {"type": "string"}},
            "required": ["size"],
            "additionalProperties": False,
        },
        [({"size": {"width": 1}, "_note": "n"}, Box(Size(1), "n"))],
        [{"size": 1}],
    ),
    (
        datetime.datetime,
        {"type": "string", "format": "date-time"},
        [("2026-11-23T09:30:00Z", datetime.datetime(2026, 11, 23, 9, 30, tzinfo=UTC))],
        ["tomorrow", 3],
    ),
    (datetime.date, {"type": "string", "format": "date"}, [("2026-11-23", datetime.date(2026, 11, 23))], ["x", 1]),
    (datetime.time, {"type": "string", "format": "time"}, [("09:30:00", datetime.time(9, 30))], ["x"]),
    (Path, {"type": "string", "format": "path"}, [("/a/b", Path("/a/b"))], [1]),
    (uuid.UUID, {"type": "string", "format": "uuid"}, [(str(uuid.UUID(int=1)), uuid.UUID(int=1))], ["x"]),
    (Decimal, DECIMAL, [("1.10", Decimal("1.10"))], ["x", "NaN"]),
    (UserId, {"type": "integer"}, [(1, 1)], ["x"]),
    (Annotated[int, "How many"], {"type": "integer", "description": "How many"}, [(1, 1)], ["x"]),
    (
        List[Annotated[Place, "Where"]],
        {"type": "array", "items": {**PLACE, "description": "Where"}},
        [([{"city": "a"}], [{"city": "a"}])],
        [[{}]],
    ),
]


# Without the address of what has no better name: processes of one run must agree on the names of tests.
NAMES = [str(case[0]).split(" at 0x")[0][:50] for case in HINTS]


@pytest.mark.parametrize(("hint", "schema", "good", "bad"), HINTS, ids=NAMES)
def test_hints(hint: Any, schema: Any, good: Any, bad: Any) -> None:
    def probe(value):  # type: ignore[no-untyped-def]
        return value

    probe.__annotations__["value"] = hint
    made = tool(probe)
    assert made["client"]["input_schema"] == {
        "type": "object",
        "properties": {"value": schema},
        "required": ["value"],
        "additionalProperties": False,
    }
    json.dumps(made)
    for given, loaded in good:
        before = json.dumps(given)
        result = made.handler_fn({"value": given})
        assert result == loaded
        assert type(result) is type(loaded)
        assert json.dumps(given) == before
    for given in bad:
        with pytest.raises(ArgumentsError, match="value"):
            made.handler_fn({"value": given})


@pytest.mark.skipif(sys.version_info < (3, 10), reason="the syntax is that of Python 3.10")
def test_new_union_syntax() -> None:
    @tool
    def probe(a: int | None, b: list[str] | None = None) -> None: ...

    assert probe["client"]["input_schema"]["properties"] == {
        "a": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
        "b": {"type": "array", "items": {"type": "string"}},
    }


@pytest.mark.skipif(sys.version_info >= (3, 10), reason="every hint can be read from Python 3.10 on")
def test_new_syntax_on_an_old_python_says_what_to_write() -> None:
    def probe(a: int | None) -> None: ...

    with pytest.raises(InvalidInputError, match=r"write Optional\[X\]"):
        tool(probe)


GOOGLE = """Read a thermometer.

It is exact.

Args:
    city: Where it
        stands.
    days (int): How long.

Returns:
    A text.
"""
NUMPY = """Read a thermometer.

It is exact.

Parameters
----------
city : str
    Where it
    stands.
days : int
    How long.
"""
REST = """Read a thermometer.

It is exact.

:param city: Where it
    stands.
:param int days: How long.
:returns: a text
"""


RETURNS = {GOOGLE: "\n\nReturns:\n    A text.", REST: "\n\n:returns: a text"}


@pytest.mark.parametrize("docstring", [GOOGLE, NUMPY, REST], ids=["google", "numpy", "rest"])
def test_docstrings(docstring: str) -> None:
    pytest.importorskip("docstring_parser")

    def weather(city: str, days: int = 3) -> str:
        return city

    weather.__doc__ = docstring
    made = tool(weather)
    assert made["description"] == "Read a thermometer.\n\nIt is exact." + RETURNS.get(docstring, "")
    assert made["client"]["input_schema"] == {
        "type": "object",
        "properties": {
            "city": {"type": "string", "description": "Where it stands."},
            "days": {"type": "integer", "description": "How long.", "default": 3},
        },
        "required": ["city"],
        "additionalProperties": False,
    }


def test_without_the_docstring_library_the_whole_docstring_serves() -> None:
    code = (
        "import sys; sys.modules['docstring_parser'] = None\n"
        "from inferencesh.tools import tool\n"
        "@tool\n"
        "def f(a: int) -> int:\n"
        "    '''Do one\n    thing.\n\n    Args:\n        a: A.\n    '''\n"
        "print(f['description'], f.params)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, cwd=str(Path(__file__).parents[2])
    )
    assert done.stdout == "Do one\nthing.\n\nArgs:\n    a: A. {'a': {'type': 'integer'}}\n", done.stderr


def test_forms_of_the_decorator() -> None:
    @tool
    def one(a: int) -> int:
        """One."""
        return a + 1

    @tool(name="zwei", require_approval=True, display_name="Two", description="Second", approval_timeout=9)
    def two(a: int) -> int:
        return a + 2

    @tool()
    def three(a: int) -> int:
        return a + 3

    @tool("vier")
    def four(a: int) -> int:
        return a + 4

    assert (one(1), two(1), three(1), four(1)) == (2, 3, 4, 5)
    assert one.__name__ == "one"
    assert one.__doc__ == "One."
    assert one.__wrapped__(1) == 2
    assert [made["name"] for made in (one, two, three, four)] == ["one", "zwei", "three", "vier"]
    assert two["require_approval"] is True
    assert (two["display_name"], two["description"], two["approval_timeout"]) == ("Two", "Second", 9)
    assert isinstance(four, FunctionTool)
    assert tool("x").build()["name"] == "x"


def test_defaults_and_optional_parameters() -> None:
    @tool
    def probe(
        a: Optional[int] = None,
        b: Color = Color.RED,
        c: Path = Path("x"),
        d: Optional[List[str]] = None,
        e: Any = object(),  # noqa: B008
    ) -> Any:
        return (a, b, c, d)

    schema = probe["client"]["input_schema"]
    assert schema["required"] == []
    assert schema["properties"] == {
        "a": {"type": "integer"},
        "b": {"type": "string", "enum": ["red", "blue"], "default": "red"},
        "c": {"type": "string", "format": "path", "default": "x"},
        "d": {"type": "array", "items": {"type": "string"}},
        "e": {},
    }
    assert probe.handler_fn is not None
    assert probe.handler_fn({}) == (None, Color.RED, Path("x"), None)
    assert probe.handler_fn({"a": None, "b": None}) == (None, Color.RED, Path("x"), None)  # null for "left out"


def test_methods_async_functions_and_keywords() -> None:
    class Shop:
        def __init__(self, name: str) -> None:
            self.name = name

        @tool
        def price(self, item: str) -> str:
            return f"{self.name}: {item}"

    shop = Shop("S")
    assert shop.price("tea") == "S: tea"
    assert list(shop.price.params) == ["item"]
    assert shop.price.handler_fn is not None
    assert shop.price.handler_fn({"item": "tea"}) == "S: tea"

    @tool
    async def later(x: int) -> int:
        return x

    @tool
    def loose(a: int, **more: int) -> Dict[str, int]:
        return {"a": a, **more}

    assert later.is_async
    assert not loose.is_async
    assert tool("t").handler(later.function).is_async
    assert tool("t").handler(functools.partial(later.function, 1)).is_async
    assert loose.handler_fn is not None
    assert loose.handler_fn({"a": 1, "b": "2"}) == {"a": 1, "b": 2}
    assert loose["client"]["input_schema"]["additionalProperties"] == {"type": "integer"}


def untyped(a):  # type: ignore[no-untyped-def]
    return a


def positional(*a: int) -> None: ...


def foreign(a: Unspeakable) -> None: ...


def nested(a: Dict[str, List[Unspeakable]]) -> None: ...


def raw(a: bytes) -> None: ...


def recursive(a: Tree) -> None: ...


def pairs(a: Dict[Tuple[int, int], str]) -> None: ...


def unknown(a: Nowhere) -> None:  # type: ignore[name-defined]  # noqa: F821
    ...


@pytest.mark.parametrize("function", [untyped, positional, foreign, nested, raw, pairs])
def test_what_json_cannot_carry_is_refused_when_it_is_defined(function: Any) -> None:
    with pytest.raises(InvalidInputError, match=f"parameter 'a' of tool '{function.__name__}'"):
        tool(function)


def test_recursive_and_unknown_types_are_refused() -> None:
    with pytest.raises(
        InvalidInputError, match=r"'children' of Tree, in parameter 'a' of tool 'recursive'.* contains itself"
    ):
        tool(recursive)
    with pytest.raises(InvalidInputError, match=r"tool 'unknown' cannot be resolved.*Nowhere"):
        tool(unknown)
    with pytest.raises(InvalidInputError, match="on a function"):
        tool(Size)  # type: ignore[arg-type]
    with pytest.raises(InvalidInputError, match="lambda"):
        tool(lambda: 1)


def test_all_problems_are_told_at_once() -> None:
    @tool
    def weather(city: str, size: Size, days: int = 3) -> None: ...

    with pytest.raises(ArgumentsError) as caught:
        weather.bind_arguments({"days": "many", "size": {"widht": 3}, "town": "Oslo"})
    assert caught.value.problems == [
        "city is missing",
        "size.width is missing",
        "size.widht is unknown (known: width, height, unit, tags)",
        "days must be a whole number, not the string 'many'",
        "town is unknown (known: city, size, days)",
    ]
    with pytest.raises(ArgumentsError, match="must be an object, not an array"):
        weather.bind_arguments([])  # type: ignore[arg-type]


def test_a_function_tool_goes_into_a_config() -> None:
    @tool
    def f(a: int) -> int:
        return a

    prepared = prepare_tools([f])
    assert json.loads(json.dumps(prepared.definitions)) == [dict(f)]
    assert prepared.handlers["f"] is f
