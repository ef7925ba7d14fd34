"""What openapi.yaml promises about itself."""

from __future__ import annotations

import json
import re
from typing import Any, Dict, Iterator, Tuple

import pytest
from support.contract import DOCUMENT, METHODS, ContractChecker, contract_checker

CHECKER: ContractChecker = contract_checker()
SPEC: Dict[str, Any] = CHECKER.document
SCHEMAS: Dict[str, Any] = SPEC["components"]["schemas"]
OPERATIONS = sorted(CHECKER.operations)


def resolved(value: Dict[str, Any]) -> Dict[str, Any]:
    while "$ref" in value:
        target: Any = SPEC
        for part in value["$ref"][2:].split("/"):
            target = target[part.replace("~1", "/")]
        value = target
    return value


def properties(schema: Dict[str, Any]) -> Dict[str, Any]:
    found: Dict[str, Any] = {}
    for part in schema.get("allOf", ()):
        found.update(properties(resolved(part)))
    found.update(schema.get("properties", {}))
    return found


def test_it_is_valid_openapi() -> None:
    validator = pytest.importorskip("openapi_spec_validator", reason="openapi-spec-validator needs a newer Python")
    validator.validate(json.loads(json.dumps(SPEC)))


@pytest.mark.parametrize("name", OPERATIONS)
def test_operations_are_described(name: str) -> None:
    body = CHECKER.operations[name].body
    assert body["summary"]
    assert len(body["description"]) > 10
    assert body["x-evidence"]
    assert body["x-confidence"] in ("high", "medium", "low")
    assert len(body["tags"]) == 1
    assert body["tags"][0] in {tag["name"] for tag in SPEC["tags"]}
    for parameter in body.get("parameters", ()):
        assert resolved(parameter)["description"]
    assert "security" in body, "the generator reads only the operation's own"


@pytest.mark.parametrize("name", OPERATIONS)
def test_errors_are_problems_and_successes_are_envelopes(name: str) -> None:
    body = CHECKER.operations[name].body
    for status, declared in body["responses"].items():
        content = resolved(declared).get("content", {})
        if status >= "400":
            assert content["application/problem+json"]["schema"]["$ref"].endswith("/ProblemDetails")
        elif "application/json" in content:
            envelope = properties(resolved(content["application/json"]["schema"]))
            assert {"data", "messages", "success"} <= set(envelope)
    assert {"400", "500", "501"} <= set(body["responses"])
    if body["security"]:
        assert {"401", "403", "429", "503"} <= set(body["responses"])


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_schemas_are_described(name: str) -> None:
    schema = SCHEMAS[name]
    assert schema["description"]
    assert schema["x-evidence"]
    assert schema["x-confidence"] in ("high", "medium", "low")
    for field, declared in properties(schema).items():
        assert "description" in declared or field == "data", field
    if "enum" in schema:
        assert schema["x-extensible-enum"] is True
        assert len(schema["x-enum-varnames"]) == len(schema["enum"]) == len(set(schema["x-enum-varnames"]))
    assert schema.get("additionalProperties") is not False, "unknown members must be tolerated"


def test_no_enum_hides_inside_another_schema() -> None:
    def enums(value: Any, path: str) -> Iterator[str]:
        if isinstance(value, dict):
            for key, inner in value.items():
                if key == "enum" and not path.endswith("/not") and path.count("/") > 1:
                    yield path
                if key not in ("examples", "example", "value"):
                    yield from enums(inner, f"{path}/{key}")
        elif isinstance(value, list):
            for index, inner in enumerate(value):
                yield from enums(inner, f"{path}/{index}")

    assert list(enums(SCHEMAS, "")) == []


@pytest.mark.parametrize(
    ("schema", "field"),
    [
        (schema, field)
        for schema in ("ApiAppRunRequest", "TaskDTO", "TaskResultDTO", "TaskUpdate")
        for field in ("input", "output", "setup", "metadata")
        if field in properties(SCHEMAS[schema])
    ],
)
def test_the_free_form_places_take_anything_and_say_so(schema: str, field: str) -> None:
    declared = properties(SCHEMAS[schema])[field]
    assert set(declared) == {"description"}
    assert "ree-form on purpose" in declared["description"]


def examples() -> Iterator[Tuple[str, str, Any]]:
    for name, schema in SCHEMAS.items():
        for number, value in enumerate(schema.get("examples", ())):
            yield f"{name} {number}", "/components/schemas/" + name, value
    for operation in CHECKER.operations.values():
        places = [("/requestBody", operation.body.get("requestBody", {}))]
        places += [(f"/responses/{status}", answer) for status, answer in operation.body["responses"].items()]
        for place, declared in places:
            for media_type, entry in declared.get("content", {}).items():
                for name, example in entry.get("examples", {}).items():
                    pointer = f"{operation.pointer}{place}/content/{media_type.replace('/', '~1')}/schema"
                    yield f"{operation.id}{place} {name}", pointer, example["value"]


@pytest.mark.parametrize("name", OPERATIONS)
def test_requests_have_an_example(name: str) -> None:
    for media_type, entry in CHECKER.operations[name].body.get("requestBody", {}).get("content", {}).items():
        if media_type == "application/json":
            assert entry.get("examples") or resolved(entry["schema"]).get("examples")


@pytest.mark.parametrize(("pointer", "value"), [e[1:] for e in examples()], ids=[e[0] for e in examples()])
def test_examples_fit(pointer: str, value: Any) -> None:
    assert list(CHECKER._schema(pointer, value, "example")) == []


def test_every_schema_is_used() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    # Documented for readers: `delta` and `errors` stay open, since other members may come.
    free = {"LLMDelta", "RequirementError"}
    assert [name for name in SCHEMAS if name not in free and f"#/components/schemas/{name}'" not in text] == []


def test_paths_and_methods_are_known() -> None:
    assert len(OPERATIONS) == sum(method in item for item in SPEC["paths"].values() for method in METHODS)
    assert len(OPERATIONS) >= 70


# Files of the official packages (inferencesh 0.36.0; @inferencesh/sdk 0.6.54, below `dist/`) that evidence may cite.
OFFICIAL_FILES = {
    "py-sdk": r"(agent|client|delta|live|ref|streamable|tools|types|api/(agents|files|sessions|sockets|tasks)"
    r"|models/(errors|file|response))\.py",
    "js-sdk": r"(agent/(actions|api|reducer)|api/(agents|apps|chats|files|sessions|sockets|tasks)|delta"
    r"|http/(client|errors|poll|response|stream|streamable))\.js",
}
SDK_SOURCE = re.compile(r"(py-sdk|js-sdk):([^\s;,]+)")


def evidence(value: Any) -> Iterator[str]:
    """Every `x-evidence` below a value."""
    if isinstance(value, dict):
        if "x-evidence" in value:
            yield value["x-evidence"]
        for member in value.values():
            yield from evidence(member)
    elif isinstance(value, list):
        for member in value:
            yield from evidence(member)


def test_evidence_cites_files_that_exist() -> None:
    cited = {match for text in evidence(SPEC) for match in SDK_SOURCE.findall(text)}
    assert len(cited) > 10
    assert sorted(f"{sdk}:{file}" for sdk, file in cited if not re.fullmatch(OFFICIAL_FILES[sdk], file)) == []
