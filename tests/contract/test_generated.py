"""How the generated package behaves where its templates differ from the generator's own."""

from __future__ import annotations

import copy
import importlib
import io
import pickle
import pkgutil
import subprocess
import sys
from pathlib import Path
from typing import Any, List

import attrs
import inferencesh_api
import pytest
from inferencesh_api import models, types
from inferencesh_api.api.storage import put_upload
from inferencesh_api.api.tasks import get_task, get_task_cost, list_featured_tasks, run_app, stream_task
from inferencesh_api.types import UNSET, Unset, parse_datetime, path_segment
from support.contract import contract_checker

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(m.name for m in pkgutil.walk_packages(inferencesh_api.__path__, "inferencesh_api."))


def test_every_module_can_be_imported() -> None:
    for name in MODULES:
        importlib.import_module(name)
    assert len(MODULES) > 250


def test_the_package_is_typed_and_has_no_client() -> None:
    folder = Path(inferencesh_api.__file__).parent
    assert (folder / "py.typed").exists()
    assert not (folder / "client.py").exists()


def test_every_operation_has_a_request_builder() -> None:
    for operation in contract_checker().operations.values():
        tag = operation.body["tags"][0].replace("-", "_")
        module = importlib.import_module(f"inferencesh_api.api.{tag}.{operation.id}")
        assert operation.method == module.METHOD
        assert operation.template == tuple(module.PATH.strip("/").split("/")) or "_" in module.PATH
        assert bool(operation.body["security"]) == module.AUTHENTICATED
        assert hasattr(module, "parse_item") != hasattr(module, "parse_response")


# ---- models are loaded one by one ----


def test_models_are_found_by_name() -> None:
    assert models.TaskDTO is models.TaskDTO
    assert set(models.__all__) <= set(dir(models))
    with pytest.raises(AttributeError, match="TaskDTTO"):
        models.TaskDTTO  # type: ignore[attr-defined]  # noqa: B018


def imported_after(statement: str) -> List[str]:
    code = (
        f"import sys\n{statement}\nprint(*[m for m in sys.modules if m.split('.')[0] in ('inferencesh_api', 'httpx')])"
    )
    command = [sys.executable, "-c", code]
    environment = {"PYTHONPATH": str(ROOT / "generated")}
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, timeout=60)
    return done.stdout.decode().split()


def test_the_package_alone_imports_nothing() -> None:
    assert imported_after("import inferencesh_api") == ["inferencesh_api"]


@pytest.mark.parametrize("operation", ["tasks.run_app", "tasks.get_task", "files.create_files", "agents.run_agent"])
def test_one_operation_imports_little_and_no_httpx(operation: str) -> None:
    tag, name = operation.split(".")
    loaded = imported_after(f"from inferencesh_api.api.{tag} import {name}")
    assert f"inferencesh_api.api.{operation}" in loaded
    assert "httpx" not in loaded
    assert len(loaded) <= 20, loaded


# ---- enums ----


def test_an_unknown_number_is_kept() -> None:
    status = models.TaskStatus(99)
    assert status == 99
    assert status.name == "UNRECOGNIZED"
    assert f"{status}" == "99"
    assert status not in list(models.TaskStatus)
    assert copy.deepcopy(status) == 99
    assert pickle.loads(pickle.dumps(status)).name == "UNRECOGNIZED"
    task = models.TaskDTO.from_dict({"id": "a", "status": 99})
    assert task.status == 99
    assert task.to_dict() == {"id": "a", "status": 99}


def test_a_status_by_name_is_understood() -> None:
    assert models.TaskDTO.from_dict({"id": "a", "status": "completed"}).status is models.TaskStatus.COMPLETED
    newer = models.TaskDTO.from_dict({"id": "a", "status": "teleporting"})
    assert newer.status.name == "UNRECOGNIZED"
    assert newer.to_dict()["status"] == "teleporting"
    assert pickle.loads(pickle.dumps(newer.status)).value == "teleporting"


def test_an_unknown_text_is_kept() -> None:
    state = models.ChatStatus("dreaming")
    assert state == "dreaming"
    assert state.name == "UNRECOGNIZED"
    assert f"{state}" == "dreaming"
    assert f"{models.ChatStatus.IDLE}" == "idle"
    assert hash(state) == hash("dreaming")
    assert pickle.loads(pickle.dumps(state)) == "dreaming"
    assert models.ChatDTO.from_dict({"id": "a", "status": "dreaming"}).to_dict() == {"id": "a", "status": "dreaming"}


@pytest.mark.parametrize("value", [None, 1.5, True, [], {}])
def test_what_is_no_enum_value_is_refused(value: object) -> None:
    with pytest.raises(ValueError):
        models.ChatStatus(value)
    if value is not True:  # True equals 1, which Enum looks up before it asks us
        with pytest.raises(ValueError):
            models.TaskStatus(value)


# ---- missing and null ----


def read_nothing(kind: Any) -> Any:
    try:
        return kind.from_dict({})
    except ValueError:
        return None


def test_what_never_came_is_never_sent() -> None:
    kinds = [getattr(models, name) for name in models.__all__]
    read = {kind.__name__: read_nothing(kind) for kind in kinds if attrs.has(kind)}
    # These have a tag that tells members of a union apart: without it they are something else.
    tagged = {"AgentRunsFrame", "ChatMessagesFrame", "ChatsFrame", "DeltaFrame", "HeartbeatFrame"}
    assert {name for name, made in read.items() if made is None} == tagged
    assert {name for name, made in read.items() if made is not None and made.to_dict() != {}} == set()
    assert len(read) > 150


def test_null_in_a_required_field_is_kept_and_written_back() -> None:
    task = models.TaskDTO.from_dict({"id": None, "status": None})
    assert isinstance(task.id, Unset)
    assert task.to_dict() == {"id": None, "status": None}


def test_null_lists_and_undeclared_nulls_are_tolerated() -> None:
    page = models.TaskPage.from_dict({"items": None, "has_next": False, "has_previous": False, "items_per_page": None})
    assert isinstance(page.items, Unset)
    assert isinstance(page.items_per_page, Unset)
    assert models.TaskDTO.from_dict({"id": "a", "status": 2, "logs": None, "events": []}).to_dict() == {
        "id": "a",
        "status": 2,
        "logs": None,
        "events": [],
    }


def test_unknown_members_are_kept() -> None:
    sent = {"id": "a", "status": 10, "moon": {"phase": 3}}
    task = models.TaskDTO.from_dict(sent)
    assert task["moon"] == {"phase": 3}
    assert "moon" in task
    assert task.to_dict() == sent


def test_the_input_mapping_is_left_alone() -> None:
    sent = {"id": "a", "status": 10}
    models.TaskDTO.from_dict(sent)
    assert sent == {"id": "a", "status": 10}


# ---- UNSET ----


def test_unset_is_one_object_whatever_is_done_to_it() -> None:
    assert copy.copy(UNSET) is UNSET
    assert copy.deepcopy(UNSET) is UNSET
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(UNSET, protocol)) is UNSET
    assert Unset() is UNSET
    assert not UNSET
    assert repr(UNSET) == "UNSET"
    assert types.MISSING is UNSET


def test_models_survive_copies_and_pickling() -> None:
    task = models.TaskDTO.from_dict({"id": "a", "status": 10, "output": {"x": [1]}})
    for twin in (copy.deepcopy(task), pickle.loads(pickle.dumps(task))):
        assert twin == task
        assert twin.to_dict() == {"id": "a", "status": 10, "output": {"x": [1]}}


# ---- requests ----


def test_a_request_is_built_from_a_model() -> None:
    body = models.ApiAppRunRequest.from_dict({"app": "infsh/echo", "input": {"a": 1}, "flavour": "new"})
    built = run_app.build_request(body=body)
    assert built["method"] == run_app.METHOD == "post"
    assert built["url"] == run_app.PATH == "/apps/run"
    assert built["json"] == {"app": "infsh/echo", "input": {"a": 1}, "flavour": "new"}
    assert "headers" not in built
    assert run_app.build_request(body=body, wait=True)["params"] == {"wait": True}


def test_query_parameters_that_are_not_given_are_not_sent() -> None:
    assert list_featured_tasks.build_request(limit=3, cursor="a+b")["params"] == {"limit": 3, "cursor": "a+b"}


@pytest.mark.parametrize("value", ["", ".", ".."])
def test_a_path_parameter_cannot_change_the_path(value: str) -> None:
    with pytest.raises(ValueError, match="part of a path"):
        get_task.build_request(value)


def test_path_parameters_are_quoted() -> None:
    assert get_task.build_request("a/b?c#d")["url"] == "/tasks/a%2Fb%3Fc%23d"
    assert get_task_cost.build_request("x y")["url"] == "/usage/tasks/x%20y/cost"
    assert path_segment("..x") == "..x"


def test_bytes_are_sent_with_their_type() -> None:
    built = put_upload.build_request("t", body=types.File(payload=io.BytesIO(b"abc")))
    assert built["content"].read() == b"abc"
    assert built["headers"] == {"Content-Type": "application/octet-stream"}


# ---- answers ----


class Answer:
    """As much of an httpx.Response as parse_response reads."""

    def __init__(self, status_code: int, body: object) -> None:
        self.status_code = status_code
        self.body = body

    def json(self) -> object:
        return self.body


def test_an_answer_becomes_an_envelope() -> None:
    got = get_task.parse_response(Answer(200, {"data": {"id": "a", "status": 7}, "messages": []}))  # type: ignore[arg-type]
    assert got.data.status is models.TaskStatus.RUNNING
    assert got.messages == []


def test_an_undeclared_status_is_refused() -> None:
    with pytest.raises(ValueError, match="418"):
        get_task.parse_response(Answer(418, {}))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("frame", "kind"),
    [
        ({"type": "heartbeat"}, "HeartbeatFrame"),
        ({"event": "delta", "data": {"delta": {"response": "a"}, "seq": 1}}, "DeltaFrame"),
        ({"data": {"id": "a", "status": 7}, "fields": ["status"]}, "TaskUpdateFrame"),
        ({"data": {"id": "a", "status": 7}}, "TaskUpdateFrame"),
        ({"delta": {"response": "a"}, "seq": 1}, "DeltaEvent"),
        ({"id": "a", "status": 7, "output": None}, "TaskDTO"),
        ({"id": "a"}, "TaskDTO"),
    ],
)
def test_frames_become_what_they_are(frame: Any, kind: str) -> None:
    item = stream_task.parse_item(frame)
    assert type(item).__name__ == kind
    assert item.to_dict() == frame


# ---- times ----


@pytest.mark.parametrize(
    ("text", "microsecond"),
    [
        ("2026-10-20T09:15:02Z", 0),
        ("2026-10-20T09:15:02.5Z", 500000),
        ("2026-10-20T09:15:02.123456789Z", 123456),
        ("2026-10-20T09:15:02.25+00:00", 250000),
    ],
)
def test_times_are_read_on_every_python(text: str, microsecond: int) -> None:
    moment = parse_datetime(text)
    assert moment.microsecond == microsecond
    offset = moment.utcoffset()
    assert offset is not None
    assert offset.total_seconds() == 0
    assert (moment.hour, moment.second) == (9, 2)


# ---- secrets ----


def test_no_repr_shows_a_secret() -> None:
    marked = 0
    for name, schema in contract_checker().document["components"]["schemas"].items():
        for part in [schema, *schema.get("allOf", ())]:
            for field, declared in part.get("properties", {}).items():
                if declared.get("x-secret"):
                    kind = getattr(models, name)
                    assert "s3cr3t" not in repr(kind.from_dict({field: "s3cr3t"})), (name, field)
                    assert kind.from_dict({field: "s3cr3t"}).to_dict() == {field: "s3cr3t"}
                    marked += 1
    assert marked == 4


def test_only_marked_fields_are_named_like_secrets() -> None:
    for name, schema in contract_checker().document["components"]["schemas"].items():
        for part in [schema, *schema.get("allOf", ())]:
            for field, declared in part.get("properties", {}).items():
                if field in ("secret", "token", "upload_url", "api_key", "password", "authorization"):
                    assert declared.get("x-secret"), f"{name}.{field} must be marked x-secret, see docs/contract.md"
