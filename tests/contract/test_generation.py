"""The generator's output is complete and fresh. Needs the pinned generator, so a development environment."""

from __future__ import annotations

import importlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "generated" / "inferencesh_api"
DOCUMENT = ROOT / "openapi.yaml"

pytest.importorskip("openapi_python_client", reason="the generator is not installed here (requirements/dev.txt)")


@pytest.fixture(scope="module")
def complete() -> Any:
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        return importlib.import_module("check_complete")
    finally:
        sys.path.remove(str(ROOT / "scripts"))


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    shutil.copytree(PACKAGE, tmp_path / "inferencesh_api", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "inferencesh_api"


def test_what_is_committed_is_complete(complete: Any) -> None:
    assert complete.problems(DOCUMENT, PACKAGE) == []


@pytest.mark.slow
def test_what_is_committed_is_fresh(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "generate.py"), "--check"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout.decode()


def test_a_lost_operation_is_noticed(complete: Any, damaged: Path) -> None:
    (damaged / "api" / "tasks" / "get_task.py").unlink()
    assert complete.problems(DOCUMENT, damaged) == ["get_task: has no module"]


def test_a_left_over_operation_is_noticed(complete: Any, damaged: Path) -> None:
    (damaged / "api" / "tasks" / "old_call.py").write_text("")
    assert complete.problems(DOCUMENT, damaged) == ["tasks/old_call.py: belongs to no operation"]


def test_a_lost_class_is_noticed(complete: Any, damaged: Path) -> None:
    (damaged / "models" / "task_log.py").unlink()
    assert complete.problems(DOCUMENT, damaged) == ["schema TaskLog: has no class"]


def test_a_lost_enum_value_is_noticed(complete: Any, damaged: Path) -> None:
    file = damaged / "models" / "task_status.py"
    file.write_text(file.read_text().replace("    REJECTED = 13\n", ""))
    assert complete.problems(DOCUMENT, damaged) == ["enum TaskStatus: lost 13"]


def test_a_lost_field_is_noticed(complete: Any, damaged: Path) -> None:
    file = damaged / "models" / "task_log.py"
    file.write_text(file.read_text().replace('"log_type"', '"lag_type"'))
    assert complete.problems(DOCUMENT, damaged) == ["schema TaskLog: lost log_type"]


def test_what_is_lost_inside_modules_is_noticed(complete: Any, damaged: Path) -> None:
    expected = ["models/old_thing.py: belongs to no schema"]
    (damaged / "models" / "old_thing.py").write_text("class OldThing:\n    pass\n")
    for name, old, new, line in (
        ("models/task_log.py", '_data_.pop("log_type")', "0", "schema TaskLog: log_type is not read"),
        ("models/task_cost.py", '_out_["charged"] = ', "_ = ", "schema TaskCost: charged is not written"),
        ("models/__init__.py", '"TaskEvent": "', '"TaskAvent": "', "schema TaskEvent: is not among the models"),
        ("api/tasks/list_task_files.py", 'params["role"] = ', "_ = ", "list_task_files: lost the parameter role"),
        ("api/tasks/stream_task.py", 'headers["Last-', 'headers["', "stream_task: lost the parameter Last-Event-ID"),
        ("api/tasks/list_tasks.py", '_kwargs["json"]', '_kwargs["jason"]', "list_tasks: lost its body"),
        ("api/tasks/get_task.py", 'METHOD = "get"', 'METHOD = "put"', "get_task: calls PUT /tasks/{id}"),
        ("api/files/get_file.py", 'PATH = "/files', 'PATH = "/file', "get_file: calls GET /file/{id}"),
        ("api/chats/stream_chat.py", "def parse_item(", "def parse(", "stream_chat: has no parser of frames"),
        ("api/tasks/run_app.py", "def parse_response(", "def parse(", "run_app: has no parser"),
        ("api/tasks/delete_task.py", "status_code == 204", "status_code == 205", "delete_task: lost the answer 204"),
    ):
        text = (damaged / name).read_text(encoding="utf-8")
        assert old in text, name
        (damaged / name).write_text(text.replace(old, new), encoding="utf-8")
        expected.append(line)
    assert sorted(complete.problems(DOCUMENT, damaged)) == sorted(expected)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("    TaskLog:", "    TypeVar:", "schema TypeVar: the name breaks generated code"),
        ("        log_type:\n", "        to_dict:\n", "schema TaskLog: the field to_dict breaks generated code"),
        (
            "        - name: wait\n",
            "        - name: body\n",
            "post /apps/run: the parameter body breaks generated code",
        ),
    ],
)
def test_names_that_break_are_noticed(complete: Any, tmp_path: Path, old: str, new: str, line: str) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert text.count(old) == 1
    (tmp_path / "openapi.yaml").write_text(text.replace(old, new), encoding="utf-8")
    assert line in complete.problems(tmp_path / "openapi.yaml", PACKAGE)


def test_a_difference_is_noticed(damaged: Path) -> None:
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        generate = importlib.import_module("generate")
    finally:
        sys.path.remove(str(ROOT / "scripts"))
    assert generate.differences(PACKAGE, damaged) == []
    (damaged / "types.py").write_text("")
    (damaged / "extra.py").write_text("")
    assert generate.differences(PACKAGE, damaged) == ["extra.py", "types.py"]
