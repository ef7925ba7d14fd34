# Made from tests/sdk_async/test_results.py by scripts/unasync.py. Do not edit.
"""What comes back: real dicts of JSON values, with attributes."""

from __future__ import annotations

import copy
import datetime
import io
import json
import pickle
from typing import Any, Dict

import pytest
from support.script import Script, reply

from inferencesh import File, Inference, Task, TaskStatus, TaskUpdate
from inferencesh.local import LocalPlatform

pytestmark = pytest.mark.anyio


def test_a_result_is_a_dict(client: Inference) -> None:
    result = client.run("infsh/echo", input={"text": "hi"})
    assert isinstance(result, dict)
    assert type(result) is Task
    assert result["output"]["text"] == "hi"
    assert result.get("output") == result.output
    assert result.get("no such field", 3) == 3
    with pytest.raises(KeyError):
        result["no such field"]
    assert result == dict(result)
    assert {**result} == result
    assert copy.deepcopy(result) == result


def test_json_dump(client: Inference) -> None:
    result = client.run("infsh/session-test", function="increment", input={"key": "a"}, session="new")
    file = io.StringIO()
    json.dump(result, file)
    back = json.loads(file.getvalue())
    assert back == result
    assert back["status"] == "completed"
    assert all(isinstance(line, str) for line in back["logs"])
    client.sessions.end(result["session_id"])


def test_status(client: Inference) -> None:
    status = (client.run("infsh/echo", input={}))["status"]
    assert status is TaskStatus.COMPLETED
    assert status == "completed"
    assert f"{status}" == str(status) == "completed"
    assert f"{status:>10}" == " completed"
    assert json.dumps(status) == '"completed"'
    assert {status: 1}["completed"] == 1
    assert sorted(["d", status, "b"]) == ["b", "completed", "d"]
    assert status.code == 10


def test_raw_is_what_the_wire_carried(client: Inference) -> None:
    result = client.run("infsh/echo", input={"a": 1})
    assert result.raw["status"] == 10
    assert result.raw["logs"][0]["content"].startswith("echo")
    assert result.raw["id"] == result["id"]


def test_documented_fields_are_attributes(client: Inference) -> None:
    result = client.run("infsh/echo", input={"a": 1}, metadata={"k": "v"})
    fetched = client.get_task(result["id"])
    for name in ("id", "short_id", "status", "output", "function", "app_id"):
        assert getattr(fetched, name) == fetched[name] is not None
    for name in ("created_at", "updated_at"):  # the item is the wire's text
        moment = getattr(fetched, name)
        assert isinstance(fetched[name], str)
        assert moment == datetime.datetime.fromisoformat(fetched[name].replace("Z", "+00:00"))
        assert moment.tzinfo is not None
    assert fetched.input_ == {"a": 1} if hasattr(Task, "input_") else fetched["input"] == {"a": 1}
    with pytest.raises(AttributeError):
        _ = fetched.no_such_field


def test_no_unset_anywhere(client: Inference) -> None:
    def look(value: Any) -> None:
        assert value is None or type(value).__module__ != "inferencesh_api.types", value
        for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            look(item)

    task = client.run("infsh/flux-schnell", input={"prompt": "x", "width": 4, "height": 4})
    for found in (task, client.get_task(task["id"]), client.tasks.list(), client.files.list()):
        look(found)
        json.dumps(found)


def test_get_task_answers_data_and_messages(client: Inference) -> None:
    task = client.run("infsh/echo", input={})
    found = client.get_task(task["id"])
    assert found.data is found
    assert found.messages == []


def test_notices_of_an_answer_are_messages(client: Inference, script: Script) -> None:
    notice = {"level": "warning", "code": "deprecated", "message": "soon gone"}
    task = client.run("infsh/echo", input={})
    body: Dict[str, Any] = {"data": dict(task.raw), "messages": [notice]}
    script.on("GET", "^/tasks/", reply(200, body))
    assert (client.get_task(task["id"])).messages == [notice]


def test_an_answer_without_an_envelope_reads_the_same(client: Inference, script: Script) -> None:
    task = client.run("infsh/echo", input={})
    script.on("GET", "^/tasks/", reply(200, dict(task.raw)))
    assert client.get_task(task["id"]) == task


def test_the_same_shape_by_every_route(client: Inference) -> None:
    waited = client.run("infsh/session-test:increment", input={"key": "a"}, session="new")
    session = waited["session_id"]
    streamed = client.run("infsh/session-test:increment", input={"key": "a"}, session=session, stream=True)
    for _ in streamed:
        pass
    fetched = client.get_task(waited["id"])
    again = client.wait_for_completion(waited["id"])
    assert streamed.result is not None
    for task in (waited, streamed.result, fetched, again):
        assert type(task) is Task
        assert task["session_id"] == session
        assert task["status"] is TaskStatus.COMPLETED
        assert {"id", "status", "output", "logs", "created_at", "updated_at"} <= task.keys()
    assert waited["output"] == fetched["output"] == again["output"]
    assert waited["logs"] == fetched["logs"] == again["logs"]
    client.sessions.end(session)


@pytest.mark.parametrize("final_frame", ["full", "partial"])
def test_a_partial_last_frame_loses_nothing(make_platform: Any, final_frame: str) -> None:
    platform: LocalPlatform = make_platform(final_frame=final_frame)
    with platform.client() as client:
        result = client.run("infsh/session-test:increment", input={"key": "a"}, session="new")
        assert result["output"] == {"key": "a", "previous": 0, "current": 1}
        assert result["session_id"].startswith("sess_")
        assert result["logs"] == (client.get_task(result["id"]))["logs"]
        last: Any = None
        for update in client.run("test/deltas", input={"text": "a b"}, stream=True):
            last = update
        assert last["output"] == {"response": "a b"}


def test_log_lines(client: Inference) -> None:
    result = client.run("test/slow", input={"seconds": 0.02, "steps": 3})
    assert [str(line) for line in result["logs"]] == ["1/3", "2/3", "3/3"]
    line = result["logs"][-1]
    assert isinstance(line, str)
    assert line["content"] == "3/3"
    assert line["log_type"] is not None
    assert result.logs == result["logs"]


def test_an_unknown_status_does_not_raise(client: Inference, script: Script) -> None:
    task = client.run("infsh/echo", input={})
    script.on(
        "GET", "^/tasks/", reply(200, {**task.raw, "status": 42}), reply(200, {**task.raw, "status": "HIBERNATING"})
    )
    first = client.get_task(task["id"])
    second = client.get_task(task["id"])
    assert first["status"] == "42"
    assert first["status"].code == 42
    assert second["status"] == "hibernating"
    assert not first.is_terminal


def test_unknown_fields_and_nulls_pass(client: Inference, script: Script) -> None:
    task = client.run("infsh/echo", input={})
    body = {**task.raw, "brand_new": {"x": 1}, "logs": None, "output": None, "created_at": None}
    script.on("GET", "^/tasks/", reply(200, body))
    found = client.get_task(task["id"])
    assert found["brand_new"] == {"x": 1}
    assert found.logs == []
    assert found.output is None


def test_repr_shows_values_but_no_secrets(client: Inference, script: Script) -> None:
    task = client.run("infsh/echo", input={"text": "shown"})
    assert "shown" in repr(task)
    body = {**task.raw, "socket": {"token": "t0psecret", "url": "wss://x"}}
    script.on("GET", "^/tasks/", reply(200, body))
    assert "t0psecret" not in repr(client.get_task(task["id"]))


def test_results_pickle_and_copy(client: Inference) -> None:
    task = client.run("infsh/echo", input={"text": "hi"})
    back = pickle.loads(pickle.dumps(task))
    assert back == task
    assert type(back) is Task
    assert back["status"] is TaskStatus.COMPLETED
    assert type(task.copy()) is Task


def test_updates_are_dicts_too(client: Inference) -> None:
    for update in client.run("test/deltas", input={"text": "a b c"}, stream=True):
        assert isinstance(update, TaskUpdate)
        assert isinstance(update, dict)
        assert json.loads(json.dumps(update)) == update
        assert pickle.loads(pickle.dumps(update)) == update


def test_a_file_reads_as_its_address(client: Inference) -> None:
    file = client.upload_file(b"abc", filename="a.txt")
    assert type(file) is File
    assert str(file) == file["uri"]
    assert json.loads(json.dumps(file)) == file
