"""Results are real dicts with typed attributes; tasks and their updates."""

from __future__ import annotations

import copy
import io
import json
import pickle
from typing import Any, List

import pytest

from inferencesh._core.values.merge import DeltaAccumulator
from inferencesh._core.values.status import TaskStatus
from inferencesh.results.base import Result, field
from inferencesh.results.task import LazyTaskUpdate, LogLine, Task, TaskUpdate

WIRE = {
    "id": "5hq0v3n8r1y6k4b9t2w7x0c5dm",
    "short_id": "5hq0v3n8",
    "status": 10,
    "output": {"image": "https://example.com/x.png"},
    "error": None,
    "logs": [{"id": "l1", "log_type": 1, "content": "one\ntwo"}, {"id": "l2", "log_type": 4, "content": "three\n"}],
    "session_id": "sess_1",
    "something_new": [1],
}


def test_a_task_is_a_dict_as_on_the_wire() -> None:
    task = Task(WIRE)
    assert isinstance(task, dict)
    assert task["output"] is WIRE["output"]
    assert task == {**WIRE, "status": "completed", "logs": ["one", "two", "three"]}
    assert task.raw == WIRE
    assert task.raw["status"] == 10
    target = io.StringIO()
    json.dump(task, target)
    assert json.loads(target.getvalue()) == {**WIRE, "status": "completed", "logs": ["one", "two", "three"]}
    assert task.data is task
    assert task.messages == []


def test_its_fields_are_attributes() -> None:
    task = Task(WIRE, messages=[{"level": "info"}])
    assert (task.id, task.short_id, task.session_id) == (WIRE["id"], "5hq0v3n8", "sess_1")
    assert task.status is task["status"] is TaskStatus.COMPLETED
    assert task.output == WIRE["output"]
    assert task.error is None
    assert task.created_at is None
    assert task.is_terminal
    assert task.status_text == "completed"
    assert [(str(line), line.log_type) for line in task.logs] == [("one", 1), ("two", 1), ("three", 4)]
    assert task.messages == [{"level": "info"}]
    task.error = "changed"
    assert task["error"] == "changed"


def test_a_task_of_which_little_is_known() -> None:
    task = Task({"id": "t"})
    assert dict(task) == {"id": "t"}
    assert task.logs == []
    assert task.status is None
    assert not task.is_terminal
    assert task.status_text == "unknown"
    assert dict(Task()) == {}
    assert Task({"status": None})["status"] is TaskStatus.UNKNOWN
    assert Task({"status": "RUNNING", "logs": None}).status == "running"


def test_a_task_made_from_a_task_keeps_its_lines() -> None:
    task = Task(Task(WIRE))
    assert [(line, line.log_type) for line in task.logs] == [("one", 1), ("two", 1), ("three", 4)]
    assert task.status is TaskStatus.COMPLETED


def test_receipts_of_uploads_are_no_member() -> None:
    task = Task(WIRE)
    assert task.uploads == []
    task.uploads.append({"path": "a"})
    assert task.uploads == [{"path": "a"}]
    task.uploads = [{"path": "b"}]
    assert task.uploads == [{"path": "b"}]
    assert "uploads" not in task


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickling(protocol: int) -> None:
    task = Task(WIRE, messages=[{"code": "x"}])
    task.uploads = [{"path": "a"}]
    twin = pickle.loads(pickle.dumps(task, protocol))
    assert type(twin) is Task
    assert twin == task
    assert (twin.raw, twin.messages, twin.uploads) == (task.raw, task.messages, task.uploads)
    assert twin.status is TaskStatus.COMPLETED
    assert [line.log_type for line in twin.logs] == [1, 1, 4]


def test_copying() -> None:
    task = Task(WIRE)
    for twin in (copy.copy(task), copy.deepcopy(task), task.copy()):
        assert type(twin) is Task
        assert twin == task
        assert twin.raw == WIRE
        twin["id"] = "other"
        assert task["id"] == WIRE["id"]
    assert copy.deepcopy(task)["output"] is not task["output"]


def test_addresses_that_are_secret_are_not_shown() -> None:
    result = Result({"files": [{"upload_url": "https://canary"}], "socket": {"token": "canary"}, "uri": "shown"})
    for text in (repr(result), str(result), f"{result}"):
        assert "canary" not in text
        assert "shown" in text
        assert text.startswith("Result({")
    assert result["socket"]["token"] == "canary"
    assert repr(Task(WIRE)).startswith("Task({'id'")


def test_fields_do_not_hide_methods_of_dict() -> None:
    class Listing(Result):
        items_: List[Any] = field("items")

    assert Listing({"items": [1]}).items_ == [1]
    assert list(Listing({"items": [1]}).items()) == [("items", [1])]
    assert type(Listing.items_).__name__ == "_Field"
    with pytest.raises((TypeError, RuntimeError)):  # Python before 3.12 wraps it

        class Wrong(Result):
            items: List[Any] = field("items")


# -- updates joined late


def lazy() -> TaskUpdate:
    accumulator = DeltaAccumulator()
    accumulator.add({"response": "ab"})
    update = LazyTaskUpdate.of(TaskUpdate({"id": "t", "status": 7, "logs": []}), accumulator.snapshot())
    accumulator.add({"response": "later"})
    return update


WHOLE = {"id": "t", "status": "running", "logs": [], "partial_output": {"response": "ab"}}


@pytest.mark.parametrize(
    "look",
    [
        lambda update: update["partial_output"] == WHOLE["partial_output"],
        lambda update: update.get("partial_output") == WHOLE["partial_output"],
        lambda update: update.partial_output == WHOLE["partial_output"],
        lambda update: "partial_output" in update,
        lambda update: update == WHOLE,
        lambda update: WHOLE == update,  # noqa: SIM300
        lambda update: not (update != WHOLE),  # noqa: SIM202
        lambda update: dict(update) == WHOLE,
        lambda update: {**update} == WHOLE,
        lambda update: json.loads(json.dumps(update)) == WHOLE,
        lambda update: json.loads(json.dumps(update, indent=1)) == WHOLE,
        lambda update: sorted(update) == sorted(WHOLE),
        lambda update: sorted(update.keys()) == sorted(WHOLE),
        lambda update: len(update) == 4,
        lambda update: WHOLE["partial_output"] in update.values(),
        lambda update: dict(update.items()) == WHOLE,
        lambda update: pickle.loads(pickle.dumps(update)) == WHOLE,
        lambda update: copy.copy(update) == WHOLE,
        lambda update: copy.deepcopy(update) == WHOLE,
        lambda update: update.copy() == WHOLE,
        lambda update: update.pop("partial_output") == WHOLE["partial_output"],
        lambda update: update.setdefault("partial_output", 1) == WHOLE["partial_output"],
        lambda update: "'response': 'ab'" in repr(update),
        lambda update: update.update(x=1) is None and update == {**WHOLE, "x": 1},
        lambda update: dict(Result(update)) == WHOLE,
        lambda update: next(reversed(list(update))) == "partial_output",
    ],
)
def test_however_it_is_looked_at_the_output_so_far_is_there(look: Any) -> None:
    update = lazy()
    assert isinstance(update, TaskUpdate)
    assert (update["status"], update.get("logs"), update.status) == ("running", [], TaskStatus.RUNNING)
    assert isinstance(update, LazyTaskUpdate), "it was joined without need"
    assert look(update)
    assert type(update) is TaskUpdate


def test_an_update_that_is_written_to_keeps_what_was_written() -> None:
    update = lazy()
    update["partial_output"] = "mine"
    assert update["partial_output"] == "mine"
    update = lazy()
    del update["partial_output"]
    assert "partial_output" not in update
    update = lazy()
    update.clear()
    assert dict(update) == {}


def test_lines_are_exported() -> None:
    assert LogLine("a", 1)["log_type"] == 1
