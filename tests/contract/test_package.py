"""What the package takes from openapi.yaml is what it says: parameters, limits, fields of results, statuses."""

from __future__ import annotations

import ast
import datetime
import sys
import typing
from pathlib import Path
from typing import Any, Dict, List, Tuple

import pytest
from support.contract import contract_checker
from support.programs import load_program

import inferencesh
from inferencesh import RunParams, TaskStatus
from inferencesh._contract import ARGUMENTS_OF_RUN, MOST_RESULT_FILES, NAMES_THE_APP, RUN_PARAMETERS
from inferencesh._core.requests.checks import CALL_ARGUMENTS

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "inferencesh" / "results"
DOCUMENT = (ROOT / "openapi.yaml").read_text(encoding="utf-8")
SCHEMAS: Dict[str, Any] = contract_checker().document["components"]["schemas"]
FILE = {"uri": "x", "filename": "x", "content_type": "text/plain"}
REQUEST: Dict[str, Any] = SCHEMAS["ApiAppRunRequest"]
CLASSES: Dict[str, Any] = load_program(ROOT / "scripts" / "package_fields.py").CLASSES


def members(name: str) -> Dict[str, Any]:
    """The properties of a schema, with those of what it is made of."""
    found: Dict[str, Any] = {}
    for part in [SCHEMAS[name], *SCHEMAS[name].get("allOf", ())]:
        found.update(members(part["$ref"].rsplit("/", 1)[1]) if "$ref" in part else part.get("properties", {}))
    return found


FIELDS = [
    (name, key)
    for name, held in CLASSES.items()
    for key in sorted({key for schema in held.schemas for key in members(schema)} - set(held.without))
]


@pytest.fixture
def generator(monkeypatch: pytest.MonkeyPatch) -> Any:
    pytest.importorskip("ruamel.yaml", reason="the generator's requirements are not installed here")
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    return load_program(ROOT / "scripts" / "generate_package.py")


def check(generator: Any, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "argv", ["generate_package.py", "--check"])
    status: int = generator.main()
    return status


def test_what_is_committed_is_fresh(generator: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert check(generator, monkeypatch) == 0


@pytest.mark.parametrize(
    ("old", "new", "stale"),
    [
        ("            harness_session_id:\n", "            harness_session:\n", ["inferencesh/results/chat_fields.py"]),
        ("The folder on a remote machine.", "The folder.", ["inferencesh/results/chat_fields.py"]),
        ("required: [status, call_count]", "required: [status]", ["inferencesh/results/app_fields.py"]),
        ("The private workers that it is restricted to.", "Its workers.", ["inferencesh/results/fields.py"]),
        ("maximum: 3600", "maximum: 7200", ["inferencesh/_contract.py"]),
        ("x-final: [10, 11, 12, 13]", "x-final: [10, 11, 12]", ["inferencesh/_contract.py"]),
        (
            "x-older-names: {scheduled: dispatched}",
            "x-older-names: {}",
            ["inferencesh/_contract.py", "inferencesh/_core/values/status.py"],
        ),
    ],
)
def test_a_changed_contract_is_noticed(
    generator: Any,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    old: str,
    new: str,
    stale: List[str],
) -> None:
    assert DOCUMENT.count(old) == 1
    (tmp_path / "openapi.yaml").write_text(DOCUMENT.replace(old, new), encoding="utf-8")
    monkeypatch.setattr(generator, "DOCUMENT", tmp_path / "openapi.yaml")
    assert check(generator, monkeypatch) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.startswith("stale: ")] == [f"stale: {name}" for name in stale]


@pytest.mark.parametrize(("name", "key"), FIELDS, ids=[".".join(field) for field in FIELDS])
def test_a_field_of_the_contract_is_an_attribute(name: str, key: str) -> None:
    holder = getattr(inferencesh, name)
    attribute = f"{key}_" if hasattr(dict, key) or key == "data" else key
    result = holder({})
    assert getattr(result, attribute, "no such attribute") in (None, [])
    value: Any = "2026-11-28T21:12:00Z" if key.endswith("_at") else "x"
    setattr(result, attribute, value)
    assert result[key] == value
    if key.endswith("_at"):
        assert getattr(result, attribute) == datetime.datetime(2026, 11, 28, 21, 12, tzinfo=datetime.timezone.utc)
        assert typing.get_type_hints(holder)[attribute] == typing.Optional[datetime.datetime]


def test_results_written_by_hand_declare_no_field_of_the_platform() -> None:
    for file in RESULTS.glob("*.py"):
        for holder in ast.parse(file.read_text(encoding="utf-8")).body:
            if file.name == "base.py" or file.name.endswith("fields.py") or not isinstance(holder, ast.ClassDef):
                continue
            for kind, key in declared(holder):
                assert kind == "derived_field", f"{holder.name}.{key}: fields of the platform come from openapi.yaml"
                taken = [field for name, field in FIELDS if name == holder.name]
                assert key not in taken, f"{holder.name}.{key} comes from openapi.yaml already"


def declared(holder: ast.ClassDef) -> List[Tuple[str, str]]:
    calls = [node.value for node in holder.body if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Call)]
    return [
        (call.func.id, ast.literal_eval(call.args[0]))
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id.endswith("field")
    ]


def test_each_public_result_has_a_base_from_the_contract() -> None:
    own = {"PendingApproval"}  # the platform has no such object: it is put together
    bases = {"Message": {"MessageUpdate"}, "Task": {"TaskUpdate"}, "ToolCall": {"ToolCallInfo"}}
    public = {
        name
        for name in inferencesh.__all__
        if isinstance(getattr(inferencesh, name), type) and issubclass(getattr(inferencesh, name), dict)
        if getattr(inferencesh, name).__module__.startswith("inferencesh.results.")
    }
    assert public == {*CLASSES, *own, *(name for names in bases.values() for name in names)}


def test_the_statuses_of_a_task_are_those_of_the_contract() -> None:
    schema = SCHEMAS["TaskStatus"]
    assert [status.name for status in TaskStatus] == schema["x-enum-varnames"]
    assert [status.code for status in TaskStatus] == schema["enum"]
    assert [status.code for status in TaskStatus if status.is_terminal] == schema["x-final"]
    for older, name in schema["x-older-names"].items():
        assert TaskStatus[older.upper()] is TaskStatus(older) is TaskStatus(name)


def test_what_the_contract_marks_as_secret_is_not_shown() -> None:
    marked = {key for name in SCHEMAS for key, member in members(name).items() if member.get("x-secret")}
    assert marked >= {"upload_url", "token"}
    for key in marked:
        assert repr(inferencesh.Task({"input": {key: "abc"}})) == f"Task({{'input': {{'{key}': '[hidden]'}}}})"


def test_final_states_are_members_of_their_enums() -> None:
    marked = {name: schema for name, schema in SCHEMAS.items() if "x-final" in schema}
    assert set(marked) == {"TaskStatus", "AgentRunState", "ChatMessageStatus", "ToolInvocationStatus"}
    for schema in marked.values():
        assert set(schema["x-final"]) < set(schema["enum"])


def test_the_parameters_of_a_run_are_those_of_the_contract() -> None:
    assert {*RUN_PARAMETERS, *ARGUMENTS_OF_RUN} == set(REQUEST["properties"])
    assert set(typing.get_type_hints(RunParams)) == set(RUN_PARAMETERS)
    assert "variant" in RUN_PARAMETERS
    assert ARGUMENTS_OF_RUN == ("wait", "stream")
    assert set(ARGUMENTS_OF_RUN) <= CALL_ARGUMENTS


@pytest.mark.parametrize(
    ("schema", "fits", "breaks"),
    [
        ("ApiAppRunRequest", {"app": "a/b", "session_timeout": 3600}, {"app": "a/b", "session_timeout": 3601}),
        ("ApiAppRunRequest", {"app": "a/b", "session_timeout": 1}, {"app": "a/b", "session_timeout": 0}),
        *[("ApiAppRunRequest", {name: "x"}, {"input": {}}) for name in NAMES_THE_APP],
        (
            "ToolResultRequest",
            {"result": "", "attachments": [FILE] * MOST_RESULT_FILES},
            {"result": "", "attachments": [FILE] * (MOST_RESULT_FILES + 1)},
        ),
    ],
)
def test_limits_are_part_of_the_schemas(schema: str, fits: Dict[str, Any], breaks: Dict[str, Any]) -> None:
    assert contract_checker().check_schema(schema, fits) == []
    assert contract_checker().check_schema(schema, breaks)
