"""Results in YAML are the plain mappings and texts that they are in JSON, wherever the library was imported."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from typing import Any, Callable, Dict, List

import pytest
import yaml

from inferencesh import (
    App,
    AppVersion,
    Chat,
    File,
    LiveSocket,
    LogLine,
    Message,
    MessageUpdate,
    Page,
    PendingApproval,
    Session,
    SocketAccess,
    Task,
    TaskStatus,
    TaskUpdate,
    ToolCall,
)
from inferencesh.local import LocalPlatform
from inferencesh.results.base import Result

WIRE: Dict[str, Any] = {"id": "5hq0v3n8r1y6k4b9t2w7x0c5dm", "status": 10, "list": [1, None, {"a": "b"}]}
MADE: Dict[str, Any] = {
    "App": App(WIRE),
    "AppVersion": AppVersion(WIRE),
    "Chat": Chat({**WIRE, "chat_messages": []}),
    "File": File(WIRE),
    "LiveSocket": LiveSocket(WIRE),
    "LogLine": LogLine("step 1/2", 4),
    "Message": Message({**WIRE, "content": "hi"}),
    "MessageUpdate": MessageUpdate({**WIRE, "content": "hi"}, "i", "text", lambda: "hi"),
    "Page": Page.of({"items": [{"id": "a"}, {"id": "b"}], "next_cursor": None}, Task),
    "PendingApproval": PendingApproval(WIRE),
    "Result": Result(WIRE),
    "Session": Session(WIRE),
    "SocketAccess": SocketAccess(WIRE),
    "Task": Task({**WIRE, "logs": [{"content": "one\ntwo\n", "log_type": 4}]}),
    "TaskStatus": TaskStatus.COMPLETED,
    "TaskStatus, a new one": TaskStatus(77),
    "TaskUpdate": TaskUpdate(WIRE),
    "ToolCall": ToolCall(WIRE),
    "list of tasks": [Task(WIRE), Task(WIRE)],
}


class OwnDumper(yaml.SafeDumper):
    """One that has representers of its own, so that it does not see those that its bases get later."""


OwnDumper.add_representer(complex, lambda dumper, value: dumper.represent_str(str(value)))
OwnDumper.add_multi_representer(complex, lambda dumper, value: dumper.represent_str(str(value)))
WAYS: Dict[str, Callable[[Any], str]] = {
    "safe_dump": yaml.safe_dump,
    "dump": yaml.dump,
    "own dumper": lambda value: str(yaml.dump(value, Dumper=OwnDumper)),
}


@pytest.mark.parametrize("way", sorted(WAYS))
@pytest.mark.parametrize("name", sorted(MADE))
def test_every_result_is_written_as_json_has_it(name: str, way: str) -> None:
    text = WAYS[way](MADE[name])
    assert "!!" not in text
    assert yaml.safe_load(text) == json.loads(json.dumps(MADE[name]))


def test_every_class_of_results_is_here() -> None:
    def below(kind: Any) -> List[Any]:
        return [kind] + [found for sub in type.__subclasses__(kind) for found in below(sub)]

    ours = {kind.__name__ for kind in below(Result) if kind.__module__.startswith("inferencesh.")}
    bases = {kind.__name__ for kind in below(Result) if kind.__module__.endswith("fields")}  # nobody holds one of these
    assert ours - bases - {"LazyTaskUpdate"} <= set(MADE)


@pytest.mark.parametrize("way", sorted(WAYS))
def test_what_a_platform_answers(platform: LocalPlatform, way: str) -> None:
    with platform.client() as client:
        for update in client.run("test/deltas", {"text": "a b c"}, stream=True):
            assert yaml.safe_load(WAYS[way](update)) == json.loads(json.dumps(update))
        for answer in (client.tasks.list(), client.apps.get("infsh/echo"), client.run("infsh/echo", {"n": 1})):
            assert yaml.safe_load(WAYS[way](answer)) == json.loads(json.dumps(answer))


def test_what_the_program_says_counts_for_more() -> None:
    class Mine(yaml.SafeDumper):
        pass

    Mine.add_multi_representer(Task, lambda dumper, value: dumper.represent_str(value["id"]))
    assert yaml.dump({"task": TaskUpdate({"id": "abc"})}, Dumper=Mine) == "task: abc\n"


LATE = """
import sys
from inferencesh import Task
task = Task({"id": "a", "status": 10, "logs": [{"content": "one", "log_type": 4}]})
status, lines = task.status, list(task.logs)
assert not [name for name in sys.modules if "yaml" in name.split(".")]
import yaml
print(yaml.safe_dump(STATUS_OR_LINES_OR_TASK), end="")
"""


@pytest.mark.parametrize(
    ("what", "text"),
    [("status", "completed\n...\n"), ("lines", "- one\n"), ("task", "id: a\nlogs:\n- one\nstatus: completed\n")],
)
def test_a_library_that_is_imported_after_all_else(what: str, text: str) -> None:
    program = LATE.replace("STATUS_OR_LINES_OR_TASK", what)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, env=dict(os.environ), timeout=60
    )
    assert done.stdout == text, done.stderr


def test_ruamel(platform: LocalPlatform) -> None:
    ruamel = pytest.importorskip("ruamel.yaml", reason="not installed in this environment")
    for typ in ("rt", "safe"):
        for name, value in MADE.items():
            target = io.StringIO()
            ruamel.YAML(typ=typ, pure=True).dump(value, target)
            assert "!" not in target.getvalue()
            assert yaml.safe_load(target.getvalue()) == json.loads(json.dumps(value)), name
