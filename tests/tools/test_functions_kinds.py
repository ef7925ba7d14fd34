"""Tools from all kinds of callables, hints that were written as text, and the errors that say what to write instead."""

from __future__ import annotations

import collections
import copy
import dataclasses
import datetime
import enum
import functools
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Callable, ClassVar, Dict, Iterator, List, NamedTuple, Optional, Tuple, TypeVar, Union

import later_types
import pytest
from typing_extensions import Annotated, Final, Literal, Self, TypedDict, Unpack

from inferencesh._core.errors.classes import InvalidInputError
from inferencesh.tools import ArgumentsError, FunctionTool, prepare_tools, string, tool

RAISES = "Look up.\n\nRaises:\n    KeyError: no city."
LATER = {"type": "object", "properties": {"x": {"type": "integer"}}, "required": ["x"], "additionalProperties": False}


def properties(made: Any) -> Any:
    return made["client"]["input_schema"]["properties"]


def schema_of(hint: Any) -> Any:
    def probe(value):  # type: ignore[no-untyped-def]
        return value

    probe.__annotations__["value"] = hint
    return properties(tool(probe))["value"]


def loaded(hint: Any, given: Any) -> Any:
    def probe(value):  # type: ignore[no-untyped-def]
        return value

    probe.__annotations__["value"] = hint
    return tool(probe).handler_fn({"value": given})  # type: ignore[misc]


# -- callables ---------------------------------------------------------------------------------------------------------


def add(a: int, b: int, c: int = 3) -> int:
    """Add three numbers.

    Args:
        b: The second.
    """
    return a + b + c


class Adder:
    """Adds to ten."""

    def __init__(self) -> None:
        self.params = 10  # called as something of the tool's own

    def __call__(self, a: int) -> int:
        return a + self.params


class AsyncAdder:
    async def __call__(self, a: int) -> int:
        """Add one."""
        return a + 1


class Shop:
    name = "S"

    def price(self: Shop, item: str) -> str:
        return f"{self.name}: {item}"

    @classmethod
    def owner(cls, item: str) -> str:
        return f"{cls.__name__} {item}"

    @staticmethod
    def unit(item: str) -> str:
        return item

    @tool
    def stock(self: Self, item: str) -> str:
        """How many are there."""
        return f"{self.name} has {item}"


def test_a_partial_is_a_tool_without_what_it_binds() -> None:
    first = tool(functools.partial(add, 1))
    assert (first["name"], first["description"]) == ("add", "Add three numbers.")
    assert list(properties(first)) == ["b", "c"]
    assert first.handler_fn is not None
    assert first.handler_fn({"b": "4"}) == 8
    assert first(4, c=0) == 5
    named = tool(name="plus_five")(functools.partial(add, b=5))
    assert named["name"] == "plus_five"
    assert list(properties(named)) == ["a", "c"]
    assert named.handler_fn is not None
    assert named.handler_fn({"a": 1}) == 9
    with pytest.raises(ArgumentsError, match="b is unknown"):  # what is bound is not for the model to choose
        named.handler_fn({"a": 1, "b": 2})
    twice = tool(functools.partial(functools.partial(add, 1), b=2))
    assert list(properties(twice)) == ["c"]


def test_a_partial_hides_what_json_cannot_carry() -> None:
    def query(connection: Any, text: str) -> str:
        return f"{connection}{text}"

    query.__annotations__["connection"] = Adder
    made = tool(functools.partial(query, connection="db:"))
    assert list(properties(made)) == ["text"]
    assert made.handler_fn is not None
    assert made.handler_fn({"text": "x"}) == "db:x"


def test_an_object_that_can_be_called() -> None:
    made = tool(name="add_to_ten")(Adder())
    assert made["description"] == "Adds to ten."
    assert properties(made) == {"a": {"type": "integer"}}
    assert made.handler_fn is not None
    assert made.handler_fn({"a": "1"}) == 11
    assert made.params == {"a": {"type": "integer"}}
    waiting = tool(name="later")(AsyncAdder())
    assert waiting["description"] == "Add one."
    assert waiting.is_async
    with pytest.raises(InvalidInputError, match=r"has no name: write tool\(name='...'\)"):
        tool(Adder())


def test_attributes_of_a_function_are_not_those_of_the_tool() -> None:
    def f(a: int) -> int:
        return a

    f.params = f.handler_fn = f.function = "mine"  # type: ignore[attr-defined]
    made = tool(f)
    assert made.params == {"a": {"type": "integer"}}
    assert made.handler_fn is not None
    assert made.handler_fn({"a": 1}) == 1


def test_methods_of_every_kind() -> None:
    shop = Shop()
    for method, gives in (
        (shop.price, "S: tea"),
        (Shop.owner, "Shop tea"),
        (Shop.unit, "tea"),
        (shop.stock, "S has tea"),
    ):
        made = method if isinstance(method, FunctionTool) else tool(method)
        assert properties(made) == {"item": {"type": "string"}}
        assert made.handler_fn is not None
        assert made.handler_fn({"item": "tea"}) == gives
    assert prepare_tools([shop.stock]).definitions[0]["description"] == "How many are there."


def test_a_method_without_its_object_is_refused_where_it_is_given_to_an_agent() -> None:
    with pytest.raises(InvalidInputError, match=r"tools\[1\] is the method 'stock' of no object.*Shop\(\)\.stock"):
        prepare_tools([tool("a"), Shop.stock])
    with pytest.raises(InvalidInputError, match=r"tools\[0\] is the method 'price' of no object"):
        prepare_tools([tool(Shop.price)])


def test_a_tool_that_is_an_attribute_of_a_class_stays_what_it_is() -> None:
    @tool
    def lookup(item: str) -> str:
        return item

    class Bot:
        find = lookup

    assert Bot().find is lookup
    assert Bot().find("tea") == "tea"


def test_class_methods_and_static_methods_say_where_the_decorator_goes() -> None:
    def by_class(cls, item: str) -> str:  # type: ignore[no-untyped-def]
        return item

    with pytest.raises(InvalidInputError, match=r"tool 'by_class' is a class method.*tool\(Class\.by_class\)"):
        tool(classmethod(by_class))  # type: ignore[arg-type]
    with pytest.raises(InvalidInputError, match=r"tool 'by_class' is a class method.*tool\(Class\.by_class\)"):
        tool(by_class)
    with pytest.raises(InvalidInputError, match="put @tool below @staticmethod"):
        tool(staticmethod(add))  # type: ignore[arg-type]
    with pytest.raises(InvalidInputError, match="put @tool below @staticmethod"):
        tool(name="x")(staticmethod(add))  # type: ignore[arg-type]


def test_generators_are_refused() -> None:
    def several() -> Iterator[int]:
        yield 1

    async def later() -> Any:
        yield 1

    for function in (several, later):
        with pytest.raises(
            InvalidInputError, match=f"tool '{function.__name__}' is a generator function.*return a list"
        ):
            tool(function)


def test_what_is_no_function_of_python() -> None:
    with pytest.raises(InvalidInputError, match=r"'update'.*wrap it"):
        tool(dict.update)
    with pytest.raises(InvalidInputError, match="on a function"):
        tool(3)  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("function", "words"),
    [
        ("def f(a: int, /): ...", r"parameter 'a' of tool 'f'.*remove the / after it"),
        ("def f(*a: int): ...", r"parameter 'a' of tool 'f'.*take a list, as in a: List\[str\]"),
        ("def f(a): ...", r"parameter 'a' of tool 'f' has no type hint: write a: str"),
        ("def f(a: int, *, b): ...", r"parameter 'b' of tool 'f' has no type hint: write b: str"),
        ("def f(a=3): ...", r"parameter 'a' of tool 'f' has no type hint"),
    ],
)
def test_parameters_that_no_model_can_give(function: str, words: str) -> None:
    namespace: Dict[str, Any] = {}
    exec(function, namespace)
    with pytest.raises(InvalidInputError, match=words):
        tool(namespace["f"])


def test_keyword_only_parameters_and_keywords() -> None:
    @tool
    def f(*, a: int, b: str = "x", **more: Any) -> Any:
        return (a, b, more)

    assert f["client"]["input_schema"] == {
        "type": "object",
        "properties": {"a": {"type": "integer"}, "b": {"type": "string", "default": "x"}},
        "required": ["a"],
        "additionalProperties": True,
    }
    assert f.handler_fn is not None
    assert f.handler_fn({"a": "1", "c": [2]}) == (1, "x", {"c": [2]})


def test_a_closure() -> None:
    total: List[int] = []

    def outer(start: int) -> Any:
        @tool
        def count(by: int) -> int:
            total.append(by)
            return start + sum(total)

        return count

    count = outer(10)
    assert count.handler_fn({"by": 2}) == 12
    assert count.handler_fn({"by": "3"}) == 15


def test_a_function_behind_another_decorator() -> None:
    def logged(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            return ["logged", function(*args, **kwargs)]

        return wrapper

    made = tool(logged(later_types.forward))  # its hints are names of the other module
    assert properties(made)["a"] == LATER
    assert made.handler_fn is not None
    assert made.handler_fn({"a": {"x": 1}}) == ["logged", later_types.Later(1)]


# -- names -------------------------------------------------------------------------------------------------------------


def test_names_that_were_postponed_and_quoted() -> None:
    made = tool(later_types.forward)  # its return hint cannot be resolved, and need not be
    assert properties(made) == {"a": LATER, "b": LATER, "c": {"type": "array", "items": LATER, "default": []}}
    assert made.handler_fn is not None
    assert made.handler_fn({"a": {"x": "1"}}) == later_types.Later(1)
    assert properties(tool(later_types.described)) == {"a": {**LATER, "description": "When"}}
    assert properties(tool(later_types.boxed))["a"] == {
        "type": "object",
        "properties": {"later": LATER, "more": {"type": "object", "additionalProperties": LATER}},
        "required": ["later"],
        "additionalProperties": False,
    }


def test_a_type_that_contains_itself() -> None:
    with pytest.raises(
        InvalidInputError,
        match=r"'next' of Node, in parameter 'a' of tool 'linked', .*'Node'.*contains itself; give .*dict",
    ):
        tool(later_types.linked)


def test_names_that_cannot_be_resolved_are_named() -> None:
    with pytest.raises(
        InvalidInputError,
        match=r"the type hint of parameter 'frame' of tool 'type_checking_only' cannot be resolved "
        r"\(name 'Frame' is not defined\): .*TYPE_CHECKING",
    ):
        tool(later_types.type_checking_only)
    with pytest.raises(
        InvalidInputError,
        match=r"the type hint of 'frame' of Unknown cannot be resolved \(name 'Frame' is not defined\)",
    ):
        tool(later_types.unknown)

    class Local(enum.Enum):
        A = "a"

    def local(first: int, second: Local) -> None: ...

    with pytest.raises(InvalidInputError, match=r"parameter 'second' of tool 'local' cannot be resolved.*'Local'"):
        tool(local)


@pytest.mark.skipif(sys.version_info < (3, 12), reason="the syntax is that of Python 3.12")
def test_type_statements() -> None:
    namespace: Dict[str, Any] = {}
    exec("type Ids = list[int]\ntype Nested = str | list[Nested]\ntype Lost = Nowhere", namespace)
    assert schema_of(namespace["Ids"]) == {"type": "array", "items": {"type": "integer"}}
    with pytest.raises(InvalidInputError, match=r"parameter 'value' of tool 'probe' .*Nested.* contains itself"):
        schema_of(namespace["Nested"])
    with pytest.raises(InvalidInputError, match=r"parameter 'value' of tool 'probe' .*Lost.*Nowhere"):
        schema_of(namespace["Lost"])


# -- hints -------------------------------------------------------------------------------------------------------------


class Pair(NamedTuple):
    a: int


class Options(TypedDict, total=False):
    a: int


T = TypeVar("T")


@pytest.mark.parametrize(
    ("hint", "fix"),
    [
        (bytes, "take a str, of base64 say, or the Path of a file"),
        (bytearray, "take a str, of base64 say, or the Path of a file"),
        (datetime.timedelta, "take a float, of seconds say"),
        (complex, "use str, int, float"),
        (Callable[[int], int], "use str, int, float"),
        (Iterator[int], "take a list"),
        (Pair, "make it a dataclass"),
        (T, "write a type in its place"),
        (List[T], "write a type in its place"),
        (collections.deque, "take a list"),
        (Literal[b"a"], "strings, integers, booleans or None"),
        (Dict[Tuple[int, int], str], r"write Dict\[str, ...\]"),
    ],
)
def test_what_to_write_instead(hint: Any, fix: str) -> None:
    with pytest.raises(InvalidInputError, match=f"parameter 'value' of tool 'probe' .*{fix}"):
        schema_of(hint)


def test_unpacked_keywords_say_what_to_write() -> None:
    def f(**more: Unpack[Options]) -> None: ...

    with pytest.raises(InvalidInputError, match=r"parameter 'more' of tool 'f' .*write the parameters out"):
        tool(f)


@dataclasses.dataclass
class Fixed:
    a: Final[int] = 3
    b: ClassVar[int] = 4


@dataclasses.dataclass
class Started:
    a: int
    b: dataclasses.InitVar[int]


def test_final_and_class_variables_and_init_variables() -> None:
    assert schema_of(Fixed) == {
        "type": "object",
        "properties": {"a": {"type": "integer", "default": 3}},
        "required": [],
        "additionalProperties": False,
    }
    assert loaded(Fixed, {"a": 5}) == Fixed(5)
    with pytest.raises(InvalidInputError, match=r"'b' of Started.*InitVar.*make it a member"):
        schema_of(Started)


def test_a_description_of_pydantic() -> None:
    pydantic = pytest.importorskip("pydantic")
    noted = Annotated[int, pydantic.Field(description="How many")]
    assert schema_of(noted) == {"type": "integer", "description": "How many"}


class Odd(enum.Enum):
    PAIR = (1, 2)


def test_a_default_is_written_as_the_schema_has_it() -> None:
    @tool
    def f(a: Odd = Odd.PAIR, b: float = float("inf"), c: Tuple[int, ...] = (1,)) -> Any: ...

    assert properties(f) == {
        "a": {"type": "string", "enum": ["PAIR"], "default": "PAIR"},
        "b": {"type": "number"},
        "c": {"type": "array", "items": {"type": "integer"}, "default": [1]},
    }


UTC = datetime.timezone.utc


@pytest.mark.parametrize(
    ("hint", "given", "value"),
    [
        # RFC 3339, as the formats of JSON Schema have it, on every Python.
        (datetime.datetime, "2026-11-23T09:30:00.5Z", datetime.datetime(2026, 11, 23, 9, 30, 0, 500000, UTC)),
        (datetime.datetime, "2026-11-23t09:30:00.123456789z", datetime.datetime(2026, 11, 23, 9, 30, 0, 123456, UTC)),
        (datetime.datetime, "2026-11-23 09:30:00+0000", datetime.datetime(2026, 11, 23, 9, 30, tzinfo=UTC)),
        (datetime.datetime, "2026-11-23T09:30", datetime.datetime(2026, 11, 23, 9, 30)),
        (datetime.datetime, "2026-11-23", datetime.datetime(2026, 11, 23)),
        (datetime.time, "09:30:00Z", datetime.time(9, 30, tzinfo=UTC)),
        (datetime.time, "09:30:00.25", datetime.time(9, 30, 0, 250000)),
        (datetime.time, "09:30", datetime.time(9, 30)),
        (Union[datetime.datetime, str], "soon", "soon"),
        (Optional[datetime.date], "2026-11-23", datetime.date(2026, 11, 23)),
    ],
)
def test_dates_and_times(hint: Any, given: str, value: Any) -> None:
    assert loaded(hint, given) == value


@pytest.mark.parametrize("given", [float("inf"), float("nan"), pytest.param(10**400, id="huge")])
def test_numbers_that_are_none(given: Any) -> None:
    with pytest.raises(ArgumentsError, match="value must be a number"):
        loaded(float, given)


# -- docstrings --------------------------------------------------------------------------------------------------------

DOCSTRINGS = [
    ("\n    Args:\n        city: Where.\n    ", "", {"city": "Where."}),
    (
        "Look\n    up.\n\n    Args:\n        city (str): Where.\n            Or there.\n",
        "Look\nup.",
        {"city": "Where. Or there."},
    ),
    (
        "Look up.\n\nParameters\n----------\ncity, days : str\n    Both.\n",
        "Look up.",
        {"city": "Both.", "days": "Both."},
    ),
    ("Look up.\n\nLonger.\n\n:param city: Where.\n:type city: str", "Look up.\n\nLonger.", {"city": "Where."}),
    (":param city: Where.", "", {"city": "Where."}),
    ("Look up.\n\nNote: it is slow.", "Look up.\n\nNote: it is slow.", {}),
    ("Look up: a city.", "Look up: a city.", {}),
    ("Look up.\n\nRaises:\n    KeyError: no city.\n\nArgs:\n    city: Where.", RAISES, {"city": "Where."}),
    ("", "", {}),
]


@pytest.mark.parametrize(("docstring", "description", "details"), DOCSTRINGS)
def test_docstrings_of_all_shapes(docstring: str, description: str, details: Dict[str, str]) -> None:
    pytest.importorskip("docstring_parser")

    def f(city: str, days: int = 1) -> None: ...

    f.__doc__ = docstring
    made = tool(f)
    assert made["description"] == description
    assert {name: s["description"] for name, s in made.params.items() if "description" in s} == details


def test_the_oldest_typing_extensions_will_do() -> None:
    """ReadOnly came after the version that the package asks for."""
    code = (
        "import typing_extensions\n"
        "if hasattr(typing_extensions, 'ReadOnly'): del typing_extensions.ReadOnly\n"
        "import dataclasses\n"
        "from inferencesh.tools import tool\n"
        "@dataclasses.dataclass\n"
        "class Size:\n"
        "    width: int\n"
        "@tool\n"
        "def f(size: Size) -> int: return size.width\n"
        "print(f.handler_fn({'size': {'width': '3'}}))\n"
    )
    root = str(Path(__file__).parents[2])
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, cwd=root)
    assert done.stdout == "3\n", done.stderr


@pytest.mark.parametrize("way", [copy.copy, copy.deepcopy])
def test_a_copy_of_a_tool_runs_what_the_tool_runs(way: Callable[[Any], Any]) -> None:
    class Shop:
        def __init__(self) -> None:
            self.asked: List[str] = []
            self.lock = threading.Lock()  # which cannot be copied

        @tool
        def price(self, item: str) -> int:
            """What it costs."""
            self.asked.append(item)
            return 3

        def stock(self, args: Dict[str, Any]) -> int:
            self.asked.append(args["item"])
            return 4

    shop = Shop()
    config: Dict[str, List[Any]] = {"tools": [shop.price, tool("stock").param("item", string()).handler(shop.stock)]}
    copied = copy.deepcopy(config) if way is copy.deepcopy else {"tools": [copy.copy(one) for one in config["tools"]]}
    for original, twin in zip(config["tools"], copied["tools"]):
        assert twin is not original
        assert twin == original
        assert twin.params == original.params
    assert [twin.handler_fn({"item": "tea"}) for twin in copied["tools"]] == [3, 4]
    assert shop.asked == ["tea", "tea"], "of the same shop"
    assert copied["tools"][0](item="milk") == 3
    copied["tools"][0]["description"] = "Another one."
    assert shop.price["description"] == "What it costs."


def test_an_error_deep_inside_names_the_way_there() -> None:
    @dataclasses.dataclass
    class Inside:
        data: bytes

    @dataclasses.dataclass
    class Outside:
        inside: Inside

    def take(it):  # type: ignore[no-untyped-def]
        ...

    take.__annotations__["it"] = Outside
    Outside.__annotations__["inside"], Inside.__annotations__["data"] = Inside, bytes
    with pytest.raises(InvalidInputError) as refused:
        tool(take)
    way = "'data' of Inside, in 'inside' of Outside, in parameter 'it' of tool 'take', has the type 'bytes'"
    assert str(refused.value).startswith(way)
