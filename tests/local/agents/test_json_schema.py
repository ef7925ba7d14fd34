"""What is said of values that do not fit a schema."""

from __future__ import annotations

import time
from typing import Any, List

import pytest

from inferencesh.local.agents.tools.json_schema import problems_of, sentences

PERSON = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 5, "pattern": "^[A-Z]"},
        "age": {"type": "integer", "minimum": 0, "exclusiveMaximum": 150},
        "mood": {"enum": ["good", "bad", 1]},
        "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 2, "minItems": 1},
        "friend": {"anyOf": [{"$ref": "#/$defs/friend"}, {"type": "null"}]},
        "kind": {"const": "person"},
        "pair": {"type": "array", "prefixItems": [{"type": "string"}, {"type": "number"}]},
    },
    "required": ["name"],
    "additionalProperties": False,
    "$defs": {"friend": {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}},
}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"name": "Ada"}, []),
        ({"name": "Ada", "age": 36.0, "mood": "bad", "tags": ["x"], "friend": None, "pair": ["a", 1.5]}, []),
        ([], ["the value must be an object, not an array of 0"]),
        ({}, ["name is missing"]),
        ({"name": 5}, ["name must be a string, not the number 5"]),
        ({"name": ""}, [
            "name must have at least 1 characters, not 0", "name must match the pattern ^[A-Z], unlike the string ''",
        ]),
        ({"name": "Adalbert"}, ["name must have at most 5 characters, not 8"]),
        ({"name": "Ada", "age": "36"}, ["age must be a whole number, not the string '36'"]),
        ({"name": "Ada", "age": True}, ["age must be a whole number, not true"]),
        ({"name": "Ada", "age": -1}, ["age must be at least 0, not -1"]),
        ({"name": "Ada", "age": 150}, ["age must be less than 150, not 150"]),
        ({"name": "Ada", "mood": True}, ["mood must be one of 'good', 'bad', 1, not true"]),
        ({"name": "Ada", "tags": ["x", 5]}, ["tags[1] must be a string, not the number 5"]),
        ({"name": "Ada", "tags": []}, ["tags must have at least 1 items, not 0"]),
        ({"name": "Ada", "tags": ["a", "b", "c"]}, ["tags must have at most 2 items, not 3"]),
        ({"name": "Ada", "friend": {"nam": "Bob"}}, ["friend.name is missing"]),
        ({"name": "Ada", "friend": 5}, ["friend must be an object, not the number 5"]),
        ({"name": "Ada", "kind": "cat"}, ["kind must be 'person', not the string 'cat'"]),
        ({"name": "Ada", "ag": 5}, ['ag is not known (did you mean "age"?)']),
        ({"name": "Ada", "pair": [1, "a"]}, [
            "pair[0] must be a string, not the number 1", "pair[1] must be a number, not the string 'a'",
        ]),
    ],
)  # fmt: skip
def test_what_is_said(value: Any, expected: List[str]) -> None:
    assert sentences(problems_of(value, PERSON)) == expected


@pytest.mark.parametrize(
    "schema", [None, True, {}, [], {"type": 5}, {"type": "odd"}, {"properties": [], "required": 5}]
)
def test_a_schema_that_says_nothing_lets_all_pass(schema: Any) -> None:
    assert problems_of({"a": 1}, schema) == []


def test_schemas_that_refer_to_themselves_come_to_an_end() -> None:
    begun = time.monotonic()
    assert problems_of(5, {"$ref": "#"}) == []
    problems_of(5, {"anyOf": [{"$ref": "#"}, {"$ref": "#"}], "type": "integer"})
    assert time.monotonic() - begun < 20
    tree = {"type": "object", "properties": {"left": {"$ref": "#"}, "n": {"type": "integer"}}, "required": ["n"]}
    assert sentences(problems_of({"n": 1, "left": {"n": 2, "left": {}}}, tree)) == ["left.left.n is missing"]


def test_alternatives() -> None:
    shape = {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "integer"}}]}
    assert problems_of([1], shape) == []
    assert sentences(problems_of(["a"], shape, "x")) == ["x[0] must be a whole number, not the string 'a'"]
    assert sentences(problems_of(5, shape, "x"))[0].startswith("x fits none of what is allowed: must be a string")
