"""What is refused before there is a task, and in which words."""

from __future__ import annotations

import dataclasses
import enum
from pathlib import Path
from typing import Any, Dict, List, Optional, Union

import pytest
from typing_extensions import Literal, NotRequired, TypedDict

from inferencesh.local import LocalPlatform, app


class Color(enum.Enum):
    RED = "red"
    BLUE = "blue"


@dataclasses.dataclass
class Box:
    width: int
    height: int = 1

    def __post_init__(self) -> None:
        if self.width < 0:
            raise ValueError("width must not be negative")


class Options(TypedDict):
    quality: int
    note: NotRequired[str]


@app("acme/everything")
def everything(
    number: int,
    ratio: float = 1.0,
    text: str = "x",
    flag: bool = False,
    tags: Optional[List[str]] = None,
    table: Optional[Dict[str, float]] = None,
    mode: Literal["fast", "slow", 3] = "fast",
    color: Color = Color.RED,
    either: Union[int, str] = 0,
    box: Optional[Box] = None,
    options: Optional[Options] = None,
    file: Optional[Path] = None,
    anything: Any = None,
    boxes: List[Box] = [],  # noqa: B006
) -> Dict[str, Any]:
    assert isinstance(color, Color)
    assert box is None or isinstance(box, Box)
    assert isinstance(ratio, float)
    return {"box": box, "color": color, "either": either, "boxes": boxes, "tags": tags}


def test_good_input_is_converted(platforms: Any) -> None:
    given = {
        "number": 1,
        "ratio": 2,
        "tags": ["a"],
        "table": {"a": 1},
        "mode": 3,
        "color": "blue",
        "either": "word",
        "box": {"width": 3},
        "options": {"quality": 1},
        "file": None,
        "anything": {"deep": [1]},
        "boxes": [{"width": 1, "height": 2}],
    }
    task = platforms.caller(everything).run("acme/everything", given)
    assert task["error"] is None
    assert task["output"] == {
        "box": {"width": 3, "height": 1},
        "color": "blue",
        "either": "word",
        "boxes": [{"width": 1, "height": 2}],
        "tags": ["a"],
    }


@pytest.mark.parametrize(
    ("wrong", "path", "words"),
    [
        ({"number": "1"}, "input.number", "expected an integer, got the string '1'"),
        ({"number": True}, "input.number", "expected an integer, got true"),
        ({"number": 1.5}, "input.number", "expected an integer"),
        ({"number": None}, "input.number", "got null"),
        ({"ratio": "2"}, "input.ratio", "expected a number"),
        ({"text": 2}, "input.text", "expected a string"),
        ({"flag": 1}, "input.flag", "expected a boolean"),
        ({"tags": ["a", 2]}, "input.tags[1]", "expected a string"),
        ({"tags": "a"}, "input.tags", "expected an array"),
        ({"table": {"a": "b"}}, "input.table.a", "expected a number"),
        ({"mode": "slower"}, "input.mode", "expected one of 'fast', 'slow', 3"),
        ({"color": "green"}, "input.color", "expected one of 'red', 'blue'"),
        ({"either": []}, "input.either", "fits none"),
        ({"box": {"width": 1, "depth": 1}}, "input.box.depth", "not a known field"),
        ({"box": {"width": -1}}, "input.box", "width must not be negative"),
        ({"boxes": [{"width": 1}, {}]}, "input.boxes[1].width", "required"),
        ({"options": {"note": "x"}}, "input.options.quality", "required"),
        ({"numbr": 3}, "input.numbr", 'did you mean "number"'),
        ({"file": 3}, "input.file", "address of a file"),
    ],
)
def test_wrong_input_names_the_field(platforms: Any, wrong: Dict[str, Any], path: str, words: str) -> None:
    caller = platforms.caller(everything)
    response = caller.refused("acme/everything", {"number": 1, **wrong})
    body = response.json()
    assert response.status_code == 422
    assert body["type"].endswith("/errors/validation_error")
    assert body["error"]["code"] == "validation_error"
    entry = next(entry for entry in body["data"] if entry["path"] == path)
    assert words in entry["message"]
    assert entry["field"] == path[len("input.") :]
    assert path in body["detail"]
    assert caller.platform.tasks == []


def test_all_errors_are_named_at_once(platforms: Any) -> None:
    body = platforms.caller(everything).refused("acme/everything", {"ratio": "x", "text": 1}).json()
    assert [entry["path"] for entry in body["data"]] == ["input.number", "input.ratio", "input.text"]


@pytest.mark.parametrize("given", [[], "text", 3, True])
def test_an_input_that_is_no_object(platforms: Any, given: Any) -> None:
    assert (
        "input: expected an object" in platforms.caller(everything).refused("acme/everything", given).json()["detail"]
    )


def test_the_schema_is_served(platforms: Any) -> None:
    found = platforms.caller(everything).get("/apps/acme/everything")
    schema = found["version"]["input_schema"]
    assert schema["required"] == ["number"]
    assert schema["additionalProperties"] is False
    properties = schema["properties"]
    assert properties["ratio"] == {"type": "number", "default": 1.0}
    assert properties["color"] == {"enum": ["red", "blue"], "default": "red"}
    assert {"type": "string", "format": "file"} in properties["file"]["anyOf"]
    assert properties["options"]["anyOf"][0]["required"] == ["quality"]
    assert found["version"]["functions"]["run"]["input_schema"] == schema
    assert found["version"]["default_function"] == "run"


def test_the_schema_agrees_with_the_validation(platforms: Any) -> None:
    from hypothesis import HealthCheck, given, settings, strategies
    from jsonschema import Draft202012Validator

    from inferencesh.local.apps.argument_shapes import addresses_in
    from inferencesh.local.apps.definition import definitions_of

    shape = definitions_of(everything)[0].functions["run"].shape
    validator = Draft202012Validator(shape.schema())
    scalars = (
        strategies.none()
        | strategies.booleans()
        | strategies.integers(-3, 3)
        | strategies.sampled_from([0.5, "fast", "red", "x", "", "2"])
    )
    values = strategies.recursive(
        scalars,
        lambda inner: (
            strategies.lists(inner, max_size=2)
            | strategies.dictionaries(
                strategies.sampled_from(["width", "height", "quality", "note", "k"]), inner, max_size=2
            )
        ),
        max_leaves=4,
    )
    names = strategies.sampled_from(list(shape.schema()["properties"]))
    objects = strategies.dictionaries(names, values, max_size=4)

    @settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(objects)
    def check(value: Dict[str, Any]) -> None:
        errors, _ = addresses_in(shape, value, lambda address: None)
        # Python's own check of Box says more than JSON Schema can.
        said = [error for error in errors if "negative" not in error[1]]
        negative = len(said) < len(errors)
        assert bool(said) == (not validator.is_valid(value)) or negative

    check()


def test_a_whole_input_as_one_record(platforms: Any) -> None:
    @app("acme/box")
    def area(box: Box) -> Dict[str, Any]:
        return {"area": box.width * box.height}

    @app("acme/raw")
    def raw(input: dict) -> Dict[str, Any]:
        return input

    caller = platforms.caller(area, raw)
    assert caller.run("acme/box", {"width": 2, "height": 3})["output"] == {"area": 6}
    assert caller.refused("acme/box", {"height": 3}).json()["data"][0]["path"] == "input.width"
    assert caller.run("acme/raw", {"any": ["thing"]})["output"] == {"any": ["thing"]}


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"app": "acme/everythin"}, 404, "did you mean acme/everything?"),
        ({"app": "other/everything"}, 404, "acme/everything"),
        ({"app": "acme/everything@nope"}, 404, "no version nope"),
        ({"app": "acme/with space"}, 422, "is not a reference"),
        ({"app": 3}, 422, "is not a reference"),
        ({"input": {}}, 422, "app is missing"),
        ({"app_id": "nope"}, 404, "no app nope"),
        ({"app": "acme/everything", "session": "sess_nope"}, 404, "session sess_nope not found"),
        ({"app": "acme/everything", "session_timeout": 3}, 422, '"session": "new"'),
        ({"app": "acme/everything", "session": "new", "session_timeout": 0}, 422, "from 1 to 3600"),
        ({"app": "acme/everything", "session": "new", "session_timeout": 3601}, 422, "from 1 to 3600"),
        ({"app": "acme/everything", "session": "new", "session_timeout": 2.5}, 422, "from 1 to 3600"),
        ({"app": "acme/everything", "session": "new", "session_timeout": True}, 422, "from 1 to 3600"),
        ({"app": "acme/everything", "input": {"number": 1}, "webhook": "http://example.com/x"}, 422, "another host"),
        ({"app": "acme/everything", "input": {"number": 1}, "webhook": "gopher"}, 422, "web address"),
    ],
)
def test_run_requests_that_cannot_be(platforms: Any, body: Dict[str, Any], status: int, words: str) -> None:
    caller = platforms.caller(everything)
    response = caller.http.post("/apps/run", json=body)
    assert response.status_code == status, response.text
    assert words in response.json()["detail"]
    assert response.headers["x-request-id"].startswith("req_")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'"x"', b'{"app": NaN}', b"[" * 100_000])
def test_a_body_that_is_no_json_object(platforms: Any, content: bytes) -> None:
    response = platforms.caller(everything).http.post("/apps/run", content=content)
    assert response.status_code == 400
    assert response.json()["type"].endswith("/invalid_request")


def test_missing_secrets_in_both_places(platforms: Any) -> None:
    @app("acme/maps", secrets=["MAPS_KEY", "OTHER"])
    def maps() -> Dict[str, Any]:
        return {}

    body = platforms.caller(maps, secrets={"OTHER": "x"}).refused("acme/maps", {}).json()
    assert body["status"] == 412
    assert body["type"].endswith("/requirements_not_met")
    assert body["errors"] == body["meta"]["errors"]
    assert [(error["type"], error["key"]) for error in body["errors"]] == [("secret", "MAPS_KEY")]
    assert platforms.caller(maps, secrets={"OTHER": "x", "MAPS_KEY": "y"}).run("acme/maps", {})["status"] == 10


def test_references_of_all_kinds(platforms: Any) -> None:
    one = app("acme/tool", version="v1")(lambda: {"version": 1})
    two = app("acme/tool", version="v2")(lambda: {"version": 2})
    caller = platforms.caller(one, two)
    for ref, version in [
        ("acme/tool", 2),
        ("acme/tool@latest", 2),
        ("acme/tool@v1", 1),
        ("acme/tool@v2:run", 2),
        ("tool", 2),
        ("app/acme/tool@v1", 1),
    ]:
        assert caller.run(ref, {})["output"] == {"version": version}, ref
    found = caller.get("/apps/acme/tool")
    versions = caller.post(f"/apps/{found['id']}/versions/list")["items"]
    assert [version["short_id"] for version in versions] == ["v2", "v1"]
    task = caller.post("/apps/run", {"app_id": found["id"], "version_id": versions[1]["id"]})
    assert caller.frames(task["id"])[-1]["output"] == {"version": 1}


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: app("two/slashes/x"), "namespace/name"),
        (lambda: app("a/b@v1"), "version is an argument"),
        (lambda: app("a/b", version="no spaces"), "version must"),
        (lambda: app("a/b")(lambda *values: None), "name the parameters"),
        (lambda: app("a/b")(3), "neither a function nor a class"),  # type: ignore[type-var]
        (lambda: app("a/b")(type("Empty", (), {})), "no public method"),
    ],
)
def test_a_declaration_that_cannot_be_served(make: Any, words: str) -> None:
    with pytest.raises((TypeError, ValueError), match=words):
        make()


def test_an_annotation_without_a_json_form_is_named() -> None:
    def draw(brush: complex) -> None:
        return None

    with pytest.raises(TypeError, match=r"app a/b, function run: no JSON form.*complex"):
        app("a/b")(draw)


def test_something_that_is_no_app(platforms: Any) -> None:
    with pytest.raises(TypeError, match=r"write apps=\["):
        LocalPlatform(apps=app("a/b")(lambda: 1))  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"a reference first, as in @app\('namespace/name'\)"):
        app(print)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="decorate it"):
        platforms(len)


@dataclasses.dataclass
class Tree:
    value: int
    children: List[Tree]


def test_a_type_that_contains_itself_is_refused_when_the_app_is_declared() -> None:
    with pytest.raises(
        TypeError, match="app a/b, function run: Tree contains itself; give the inner place the type dict"
    ):

        @app("a/b")
        def grow(tree: Tree) -> None: ...
