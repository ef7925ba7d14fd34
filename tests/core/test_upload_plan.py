"""Which parts of an input are files, and what is refused before anything is sent."""

from __future__ import annotations

import base64
import collections
import configparser
import datetime
import decimal
import enum
import io
import math
import os
import pathlib
import tempfile
import types
import uuid
from pathlib import Path
from typing import Any, Callable, List, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inferencesh._core.errors.classes import InvalidInputError
from inferencesh._core.files.upload_plan import Disk, UploadPlan, looks_like_path, paths_in, plan_plain
from inferencesh._core.files.upload_plan import plan_uploads as plan_with
from inferencesh.results.file import File

PIXEL = "data:image/png;base64," + base64.b64encode(b"\x89PNG....").decode()


def plan_uploads(
    value: Any, *, is_file: Callable[[str], bool] = os.path.isfile, policy: Any = True, root: str = "input"
) -> UploadPlan:
    """A plan by what the file system says, or `is_file`; which other paths were asked about is checked on the way."""
    asked: List[str] = []

    def told(path: str) -> bool:
        asked.append(path)
        return is_file(path)

    plan = plan_with(value, policy=policy, root=root, disk=Disk(told, os.path.isdir, os.path.abspath))
    plain = plan_plain(value, policy)
    assert asked == ([] if plain is not None else paths_in(value, policy, root))
    return plan


class Asked:
    """A file system of a few names that remembers what it was asked."""

    def __init__(self, *files: str) -> None:
        self.files = files
        self.questions: List[str] = []

    def __call__(self, path: str) -> bool:
        self.questions.append(path)
        return path in self.files


def addresses(plan: UploadPlan) -> Any:
    return plan.apply({source: f"uri:{number}" for number, source in enumerate(plan.sources)})


def test_files_anywhere_are_found_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "cat.png"
    path.write_bytes(b"cat")
    opened = io.BytesIO(b"open")
    value = {
        "image": path,
        "text": "a cat",
        "more": [1, {"deep": [b"raw", bytearray(b"raw2"), memoryview(b"raw3")]}],
        "uri": PIXEL,
        "open": opened,
        "string": str(path),
        "web": "https://example.com/cat.png",
        "none": None,
    }
    before = {**value, "more": [1, {"deep": list(value["more"][1]["deep"])}]}  # type: ignore[index]
    plan = plan_uploads(value)
    assert [(source.kind, source.places) for source in plan.sources] == [
        ("path", ["input.image", "input.string"]),
        ("bytes", ["input.more[1].deep[0]"]),
        ("bytes", ["input.more[1].deep[1]"]),
        ("bytes", ["input.more[1].deep[2]"]),
        ("data_uri", ["input.uri"]),
        ("file", ["input.open"]),
    ]
    assert [source.data for source in plan.sources] == [path, b"raw", b"raw2", b"raw3", PIXEL, opened]
    assert addresses(plan) == {
        "image": "uri:0",
        "text": "a cat",
        "more": [1, {"deep": ["uri:1", "uri:2", "uri:3"]}],
        "uri": "uri:4",
        "open": "uri:5",
        "string": "uri:0",
        "web": "https://example.com/cat.png",
        "none": None,
    }
    assert value == before, "the caller's objects were changed"


def test_what_holds_no_file_is_shared_with_the_caller() -> None:
    value = {"a": {"big": [1, 2]}, "b": {"file": b"x", "rest": [3]}}
    assert plan_uploads({"a": 1}, policy=False).apply({}) == {"a": 1}
    clean = {"a": [1]}
    assert plan_uploads(clean).apply({}) is clean
    new = addresses(plan_uploads(value))
    assert new["a"] is value["a"]
    assert new["b"] is not value["b"]
    assert new["b"]["rest"] is value["b"]["rest"]


@pytest.mark.parametrize("value", [b"raw", PIXEL])
def test_the_input_itself_may_be_a_file(value: Any) -> None:
    plan = plan_uploads(value)
    assert plan.sources[0].places == ["input"]
    assert addresses(plan) == "uri:0"


def test_one_file_is_sent_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cat.png").write_bytes(b"cat")
    monkeypatch.chdir(tmp_path)
    raw = b"raw"
    value = ["cat.png", Path("cat.png"), str(tmp_path / "cat.png"), raw, [raw], PIXEL, PIXEL[:5] + PIXEL[5:]]
    plan = plan_uploads(value)
    assert [source.places for source in plan.sources] == [
        ["input[0]", "input[1]", "input[2]"],
        ["input[3]", "input[4][0]"],
        ["input[5]", "input[6]"],
    ]
    assert addresses(plan) == ["uri:0", "uri:0", "uri:0", "uri:1", ["uri:1"], "uri:2", "uri:2"]


def test_the_same_container_in_two_places_gets_both() -> None:
    shared = {"file": b"x"}
    plan = plan_uploads([shared, shared])
    assert plan.sources[0].places == ["input[0].file", "input[1].file"]
    assert addresses(plan) == [{"file": "uri:0"}, {"file": "uri:0"}]


def test_tuples_become_lists() -> None:
    class Point(NamedTuple):
        x: int
        y: Any

    value = {"a": (1, (2, b"x")), "p": Point(1, ()), "empty": ()}
    new = addresses(plan_uploads(value))
    assert new == {"a": [1, [2, "uri:0"]], "p": [1, []], "empty": []}
    assert type(new["p"]) is list
    assert value["a"] == (1, (2, b"x"))
    assert plan_uploads((1, 2)).apply({}) == [1, 2]


def test_an_uploaded_file_stands_for_its_address() -> None:
    file = File({"id": "f1", "uri": "inf://files/f1", "size": 3})
    plan = plan_uploads({"image": file, "list": [file]})
    assert plan.sources == []
    assert plan.apply({}) == {"image": "inf://files/f1", "list": ["inf://files/f1"]}
    assert plan_uploads(file).apply({}) == "inf://files/f1"
    with pytest.raises(InvalidInputError, match=r"input\.image is a file without a 'uri'"):
        plan_uploads({"image": File({"id": "f1"})})


# -- strings


@pytest.mark.parametrize(
    "text",
    [
        "cat.png",
        "./cat",
        "a/b",
        "/abs/olute.png",
        "dir with spaces/cat photo.jpeg",
        "über/straße.png",
        "x.7z",
        "and/or",
    ],
)
def test_strings_that_could_be_paths_are_looked_up(text: str) -> None:
    asked = Asked(text)
    assert looks_like_path(text)
    assert [source.data for source in plan_uploads({"x": text}, is_file=asked).sources] == [text]
    assert asked.questions == [text]
    asked = Asked()
    plan = plan_uploads({"x": text}, is_file=asked)
    assert plan.sources == []
    assert plan.apply({})["x"] is text
    assert asked.questions == [text]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a cat in a hat",
        "cat",
        ".",
        "..",
        "dir/",
        "end of a sentence.",
        ".hidden",
        "version 3.5",
        "line one\n/line/two.png",
        "a\rb.png",
        "nul\0.png",
        "https://example.com/cat.png",
        "inf://files/abc",
        "s3://bucket/cat.png",
        "x" * 300 + ".png",
        "a/" + "x" * 300 + ".png",
        "a/" * 3000 + "x.png",
        "internationalize",
        "HelloWorldHello1",
        "0123456789abcdef",
        "file.extensionthatislong",
        "data: the numbers, please",
        "data:foo,bar",
        "data:",
        "data:,x",
        "data:image/png;base64",
        "data:image/png;base64,****",
        "data:text/plain,this reads like/prose.txt",
    ],
)
def test_other_strings_cost_no_question_and_stay(text: str) -> None:
    asked = Asked(text)
    value = {"x": [text]}
    plan = plan_uploads(value, is_file=asked)
    assert asked.questions == []
    assert plan.sources == []
    assert plan.apply({}) is value


@pytest.mark.parametrize(
    "text",
    [PIXEL, "data:;base64,AAAA", "data:text/plain;charset=utf-8;base64,aGk=", "data:text/plain,hello%20world"],
)
def test_data_uris_are_files(text: str) -> None:
    plan = plan_uploads({"x": text}, is_file=Asked())
    assert [(source.kind, source.data) for source in plan.sources] == [("data_uri", text)]


# -- policies


def test_the_policy_explicit_leaves_strings_alone(tmp_path: Path) -> None:
    path = tmp_path / "cat.png"
    path.write_bytes(b"cat")
    asked = Asked(str(path))
    value = {"a": str(path), "b": PIXEL, "c": b"raw"}
    plan = plan_uploads(value, policy="explicit", is_file=asked)
    assert [source.kind for source in plan.sources] == ["bytes"]
    assert asked.questions == []
    assert addresses(plan) == {"a": str(path), "b": PIXEL, "c": "uri:0"}


def test_the_policy_false_uploads_nothing(tmp_path: Path) -> None:
    asked = Asked("cat.png")
    value = {"a": "cat.png", "b": PIXEL}
    assert plan_uploads(value, policy=False, is_file=asked).apply({}) is value
    assert asked.questions == []
    path = tmp_path / "cat.png"
    path.write_bytes(b"cat")
    for item, name in ((path, type(path).__name__), (b"x", "bytes"), (io.BytesIO(b"x"), "BytesIO")):
        with pytest.raises(InvalidInputError, match=rf"input\.list\[0\] is a {name}.*upload_file"):
            plan_uploads({"list": [item]}, policy=False)


def test_a_callable_decides_for_itself() -> None:
    calls = []

    def policy(value: Any, path: str) -> bool:
        calls.append((value, path))
        return path.startswith("input.yes")

    value = {"yes": "cat.png", "no": "cat.png", "yes_too": PIXEL, "no_uri": PIXEL, "prompt": "a cat", "yes3": b"x"}
    plan = plan_uploads(value, policy=policy, is_file=Asked("cat.png"))
    assert [path for _, path in calls] == ["input.yes", "input.no", "input.yes_too", "input.no_uri", "input.yes3"]
    assert addresses(plan) == {**value, "yes": "uri:0", "yes_too": "uri:1", "yes3": "uri:2"}
    with pytest.raises(InvalidInputError, match=r"input\.no is a bytes"):
        plan_uploads({"no": b"x"}, policy=policy)


@pytest.mark.parametrize("policy", ["all", None, 1])
def test_an_unknown_policy_is_refused(policy: Any) -> None:
    with pytest.raises(InvalidInputError, match="auto_upload must be True, False, 'explicit' or a function"):
        plan_uploads({}, policy=policy)


# -- refusals


class Colour(enum.Enum):
    RED = 1


class Plain:
    pass


@pytest.mark.parametrize(
    ("make", "fix"),
    [
        (lambda: {1, 2}, "is a set, which JSON cannot carry: make it a list"),
        (lambda: frozenset(), "make it a list"),
        (lambda: range(3), "make it a list"),
        (lambda: (x for x in "ab"), "is a generator, which JSON cannot carry: make it a list"),
        (lambda: {}.keys(), "make it a list"),
        (lambda: collections.deque(), "make it a list"),
        (lambda: datetime.datetime(2026, 1, 1), r"is a datetime, which JSON cannot carry: call .isoformat\(\)"),
        (lambda: datetime.date(2026, 1, 1), "isoformat"),
        (lambda: datetime.timedelta(1), "total_seconds"),
        (lambda: decimal.Decimal("1"), r"float\(...\) or str"),
        (lambda: uuid.UUID(int=1), r"str\(...\)"),
        (lambda: Colour.RED, "take its .value"),
        (lambda: types.MappingProxyType({}), r"dict\(...\)"),
        (lambda: ..., "is a ellipsis.*put a value"),
        (lambda: os, "is a module, which JSON cannot carry"),  # it has a `read`, but is no file
        (lambda: io.BytesIO, "is a type, which JSON cannot carry: give a value"),
        (lambda: configparser.ConfigParser(), "is a ConfigParser, which JSON cannot carry: make it a dict"),
        (lambda: Plain(), "is a Plain, which JSON cannot carry: give text"),
        (lambda: 1j, "is a complex"),
        (lambda: float("nan"), "is nan, which JSON cannot carry: leave it out"),
        (lambda: -math.inf, "is -inf, which JSON cannot carry"),
        (lambda: len, "is a builtin_function_or_method"),
    ],
)
def test_what_json_cannot_carry_is_named_with_the_fix(make: Callable[[], Any], fix: str) -> None:
    with pytest.raises(InvalidInputError, match=fix) as caught:
        plan_uploads({"images": [0, 1, 2, {"odd key": make()}]})
    assert str(caught.value).startswith("input.images[3]['odd key'] is ")
    with pytest.raises(InvalidInputError):
        plan_uploads(make(), policy=False, root="setup")


@pytest.mark.parametrize("key", [1, None, ("a",), b"x", True])
def test_keys_must_be_strings(key: Any) -> None:
    with pytest.raises(InvalidInputError, match=r"^input\.a\[0\] has the key .* keys must be strings"):
        plan_uploads({"a": [{"ok": 1, key: 2}]})


def test_half_characters_are_refused() -> None:
    for value in ({"a": "\ud800"}, {"\ud800": 1}, ["x", "ok \udfff"]):
        with pytest.raises(InvalidInputError, match="lone surrogate"):
            plan_uploads(value, policy=False)
        with pytest.raises(InvalidInputError, match="lone surrogate"):
            plan_uploads(value)


def test_subclasses_of_plain_types_are_plain() -> None:
    class Text(str, enum.Enum):
        A = "a"

    class Number(enum.IntEnum):
        ONE = 1

    class Real(float):
        pass

    value = {
        "a": Text.A,
        "b": Number.ONE,
        "c": collections.OrderedDict(x=[b"f"]),
        "d": collections.defaultdict(list),
        "e": Real(1.5),
    }
    assert addresses(plan_uploads(value)) == {**value, "c": {"x": ["uri:0"]}}
    with pytest.raises(InvalidInputError, match=r"input\.e is nan"):
        plan_uploads({"e": Real("nan")})


def test_a_path_must_be_an_existing_file(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match=r"input\.a\[0\]: the file .*missing\.png' does not exist"):
        plan_uploads({"a": [tmp_path / "missing.png"]})
    with pytest.raises(InvalidInputError, match=r"input\.a: the file .* is a directory"):
        plan_uploads({"a": tmp_path})
    with pytest.raises(InvalidInputError, match=r"input\.a: the file .*does not exist"):
        plan_uploads({"a": pathlib.PurePosixPath("/no/such/file")})
    deep = "/no" + "/such" * 30 + "/file.png"
    with pytest.raises(InvalidInputError, match=deep):
        plan_uploads({"a": pathlib.PurePosixPath(deep)})


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.bin"
    os.mkfifo(str(pipe))
    with pytest.raises(InvalidInputError, match="no regular file"):
        plan_uploads({"a": pipe})
    assert plan_uploads({"a": str(pipe), "b": str(tmp_path), "c": "/dev/null"}).sources == []


def test_open_files(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("x")
    with path.open("rb") as binary:
        plan = plan_uploads({"a": binary, "b": binary})
        assert [(source.kind, source.data, source.places) for source in plan.sources] == [
            ("file", binary, ["input.a", "input.b"])
        ]
    with pytest.raises(InvalidInputError, match=r"input\.a is a closed file"):
        plan_uploads({"a": binary})
    with path.open() as text, pytest.raises(InvalidInputError, match=r"input\.a is a file opened in text mode.*'rb'"):
        plan_uploads({"a": text})
    with pytest.raises(InvalidInputError, match="text mode"):
        plan_uploads({"a": io.StringIO("x")})
    with path.open("wb") as written, pytest.raises(InvalidInputError, match="not open for reading"):
        plan_uploads({"a": written})
    with tempfile.NamedTemporaryFile() as temporary, tempfile.SpooledTemporaryFile() as spooled:
        assert [s.kind for s in plan_uploads([temporary, spooled]).sources] == ["file", "file"]


def _cycle_of_one() -> Any:
    value: List[Any] = [1]
    value.append(value)
    return value


def _cycle_of_two() -> Any:
    inner: Any = {"x": 1}
    value = {"a": [inner]}
    inner["back"] = value["a"]
    return value


@pytest.mark.parametrize(
    ("make", "where"), [(_cycle_of_one, "input contains itself"), (_cycle_of_two, r"input\.a contains itself")]
)
def test_what_contains_itself_is_refused(make: Callable[[], Any], where: str) -> None:
    with pytest.raises(InvalidInputError, match=where):
        plan_uploads(make())


def test_depth_is_bounded_and_does_not_recurse() -> None:
    def nested(depth: int) -> Any:
        value: Any = b"x"
        for level in range(depth):
            value = [value] if level % 2 else {"a": value}
        return value

    assert plan_uploads(nested(490)).sources[0].places[0].count("[0]") == 245
    new = addresses(plan_uploads(nested(490)))
    for _ in range(490):
        new = new[0] if isinstance(new, list) else new["a"]
    assert new == "uri:0"
    with pytest.raises(InvalidInputError, match="nested deeper than 500 levels"):
        plan_uploads(nested(100_000))


def test_reprs_do_not_show_contents() -> None:
    secret = "data:text/plain;base64," + base64.b64encode(b"secret contents").decode()
    plan = plan_uploads([secret, b"secret contents"])
    assert "secret" not in repr(plan.sources)
    assert secret not in repr(plan.sources)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def _has_surrogates(value: Any) -> bool:
    return any(0xD800 <= ord(char) <= 0xDFFF for char in repr(value)) or "\\ud" in repr(value)


@given(json_values)
def test_plain_json_passes_as_it_is(value: Any) -> None:
    try:
        plan = plan_uploads(value, is_file=lambda path: False)
    except InvalidInputError:
        assert _has_surrogates(value)
        return
    if not plan.sources:
        assert plan.apply({}) is value


@given(st.recursive(st.just(b"file") | st.integers(), lambda inner: st.lists(inner) | st.tuples(inner, inner)))
def test_every_file_is_replaced_and_nothing_else(value: Any) -> None:
    def expected(item: Any) -> Any:
        if item == b"file":
            return "uri:0"
        return [expected(part) for part in item] if isinstance(item, (list, tuple)) else item

    assert addresses(plan_uploads(value)) == expected(value)
