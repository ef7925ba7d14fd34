# Made from tests/sdk_async/test_keys.py by scripts/unasync.py. Do not edit.
"""Runs with a key: one task for each, however often and from wherever they are started."""

from __future__ import annotations

import contextlib
import io
import sqlite3
import threading
from pathlib import Path
from typing import Any, List

import pytest
from support.gate import Gate
from support.script import Script, after, first, lose, problem, reply

from inferencesh import (
    APIConnectionError,
    APIError,
    Inference,
    InferenceError,
    InvalidInputError,
    NotFoundError,
    RetryPolicy,
    SubmissionUnknownError,
    TaskFailedError,
)
from inferencesh.local import LocalPlatform

pytestmark = pytest.mark.anyio
RUN = "/apps/run$"
FAST = RetryPolicy(backoff=0.001)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "runs.sqlite"


def test_a_second_start_gets_the_result(platform: LocalPlatform, path: Path) -> None:
    for _ in range(3):
        with platform.client(journal=path) as client:
            result = client.run("infsh/echo", input={"text": "hi"}, key="cat-42")
            assert result["output"]["text"] == "hi"
            assert client.journal.path == str(path)
    assert len(platform.tasks) == 1


def test_every_form_of_a_run(platform: LocalPlatform, path: Path) -> None:
    with platform.client(journal=path) as client:
        started = client.run("infsh/echo", input={"text": "hi"}, key="k", wait=False)
        waited = client.run({"app": "infsh/echo", "input": {"text": "hi"}}, key="k")
        updates = [update for update in client.run("infsh/echo", input={"text": "hi"}, key="k", stream=True)]
    assert started["id"] == waited["id"] == updates[-1]["id"]
    assert updates[-1]["status"] == "completed"
    assert len(platform.tasks) == 1


def test_a_second_start_joins_what_runs(make_platform: Any, gate: Gate, path: Path) -> None:
    platform = make_platform()
    with platform.client(journal=path) as client:
        first = client.run("test/gate", input={"n": 1}, key="k", wait=False)
    with platform.client(journal=path) as client:
        gate.end(answer=42)
        second = client.run("test/gate", input={"n": 1}, key="k")
    assert second["id"] == first["id"]
    assert second["output"] == {"answer": 42}
    assert gate.inputs == [{"n": 1}]


def test_the_same_key_with_another_input(client: Inference, platform: LocalPlatform, path: Path) -> None:
    with platform.client(journal=path) as client:
        client.run("infsh/echo", input={"text": "hi"}, key="k")
        for other in ({"input": {"text": "ho"}}, {"input": {"text": "hi"}, "setup": {"a": 1}}):
            with pytest.raises(InvalidInputError, match="key 'k' was used for a run with another input"):
                client.run("infsh/echo", key="k", **other)
        assert client.run("infsh/echo", input={"text": "ho"}, key="another")
    assert len(platform.tasks) == 2


def test_a_key_belongs_to_one_api_key(platform: LocalPlatform, path: Path) -> None:
    with platform.client(journal=path) as client:
        client.run("infsh/echo", input={"text": "hi"}, key="k")
    with platform.client(journal=path, api_key="inf_somebody_else") as client:
        client.run("infsh/echo", input={"text": "ho"}, key="k")
        assert [entry["key"] for entry in client.journal.entries()] == ["k"]
    assert len(platform.tasks) == 2
    assert b"inf_somebody_else" not in path.read_bytes()
    assert b'"ho"' not in path.read_bytes(), "no input is written down"


def test_a_failure_is_a_result(make_platform: Any, gate: Gate, path: Path) -> None:
    platform = make_platform()
    with platform.client(journal=path) as client:
        gate.fail("no more cats")
        for _ in range(2):
            with pytest.raises(TaskFailedError, match="no more cats"):
                client.run("test/gate", input={}, key="k")
        assert len(platform.tasks) == 1
        assert client.journal.forget("k")
        gate.end(cats=1)
        assert (client.run("test/gate", input={}, key="k"))["output"] == {"cats": 1}
    assert len(platform.tasks) == 2


def test_files_count_by_their_contents(platform: LocalPlatform, path: Path, tmp_path: Path) -> None:
    picture = tmp_path / "cat.png"
    picture.write_bytes(b"a cat")
    with platform.client(journal=path) as client:
        first = client.run("infsh/echo", input={"file": picture}, key="k")
        again = client.run("infsh/echo", input={"file": picture}, key="k")
        assert again["id"] == first["id"]
        assert len(first.uploads) == 1
        assert again.uploads == [], "nothing is sent again"
        with picture.open("rb") as file:
            assert (client.run("infsh/echo", input={"file": file}, key="k"))["id"] == first["id"]
            assert file.tell() == 0
        picture.write_bytes(b"another")
        with pytest.raises(InvalidInputError, match="another input"):
            client.run("infsh/echo", input={"file": picture}, key="k")

        class Pipe(io.RawIOBase):
            def readable(self) -> bool:
                return True

        with pytest.raises(InvalidInputError, match=r"input\.file can be read only once"):
            client.run("infsh/echo", input={"file": Pipe()}, key="pipe")
    assert len(platform.tasks) == 1


def test_what_was_refused_can_be_run_again(platform: LocalPlatform, path: Path, script: Script) -> None:
    with platform.client(journal=path, retry=None) as client:
        for step in (problem(402, "payment_required"), problem(429, "rate_limited"), problem(503, "app_maintenance")):
            script.on("POST", RUN, step)
            with pytest.raises(APIError):
                client.run("infsh/echo", input={"text": "hi"}, key="k")
            assert client.journal.entries() == []
        assert (client.run("infsh/echo", input={"text": "hi"}, key="k"))["status"] == "completed"
    assert len(platform.tasks) == 1


def test_an_answer_that_is_lost_is_found_by_the_next_start(platform: LocalPlatform, path: Path, script: Script) -> None:
    """As after a crash between the sending and the answer."""
    with platform.client(journal=path, retry=FAST) as client:
        script.on("POST", RUN, lose())
        script.on("POST", "/tasks/list$", *[reply(500, b"")] * 100)
        with pytest.raises(SubmissionUnknownError, match="next start with key 'k' looks again"):
            client.run("infsh/echo", input={"text": "hi"}, key="k")
        assert [(entry["key"], entry["state"]) for entry in client.journal.entries()] == [("k", "sending")]
    script.clear()
    script.rules_off()
    with platform.client(journal=path, retry=FAST) as client:
        result = client.run("infsh/echo", input={"text": "hi"}, key="k")
        assert client.journal.entries()[0]["task_id"] == result["id"]
    assert [task["id"] for task in platform.tasks] == [result["id"]]
    assert "POST /apps/run" not in script.log


def test_a_task_that_was_found_and_cannot_be_read_is_not_started_again(
    platform: LocalPlatform, path: Path, script: Script
) -> None:
    with platform.client(journal=path, retry=FAST) as client:
        app_id = (client.run("infsh/echo", input={"text": "before"}))["app_id"]  # which lists show, and no name
        script.on("POST", RUN, lose())
        script.on("GET", "/tasks/[0-9a-z]{26}$", *[lose()] * 4)
        with pytest.raises(APIConnectionError) as caught:
            client.run(app_id=app_id, input={"text": "hi"}, key="k")
        assert not isinstance(caught.value, SubmissionUnknownError)
        assert platform.tasks[-1]["id"] == caught.value.task_id
        assert client.journal.entries()[0]["task_id"] == caught.value.task_id
        result = client.run(app_id=app_id, input={"text": "hi"}, key="k")
    assert result["id"] == caught.value.task_id
    assert len(platform.tasks) == 2


def test_a_task_whose_id_cannot_be_written_is_told_and_joined(
    platform: LocalPlatform, path: Path, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its disk is full, say. This process knows the task, so that a search for it would pass over it."""
    monkeypatch.setattr("inferencesh._runtime.run_journal._BUSY", 0.05)
    with platform.client(journal=path, retry=FAST) as client:
        client.run("infsh/echo", input={"text": "before"}, key="before")
        at_once = threading.Event()
        at_once.set()
        with contextlib.closing(sqlite3.connect(str(path), isolation_level=None, check_same_thread=False)) as other:

            def lock() -> None:
                other.execute("BEGIN EXCLUSIVE")

            script.on("POST", RUN, first(lock, after(at_once)))
            with pytest.raises(InferenceError, match="cannot be used: database is locked") as caught:
                client.run("infsh/echo", input={"text": "hi"}, key="k")
        assert caught.value.task_id == platform.tasks[-1]["id"]
        assert f"client.attach('{caught.value.task_id}')" in str(caught.value)
        result = client.run("infsh/echo", input={"text": "hi"}, key="k")
        assert result["id"] == caught.value.task_id
        assert client.journal.entries()[-1]["task_id"] == result["id"]
        client.journal.forget("k")
        script.on("POST", RUN, reply(502, b"<html>"))
        for _ in range(2):
            with pytest.raises(SubmissionUnknownError):
                client.run("infsh/echo", input={"text": "hi"}, key="k")
    assert len(platform.tasks) == 2


def test_what_came_long_after_is_somebody_else_s(platform: LocalPlatform, path: Path, script: Script) -> None:
    with platform.client(journal=path, retry=FAST) as client:
        script.on("POST", RUN, reply(502, b"<html>"))
        with pytest.raises(SubmissionUnknownError):
            client.run("infsh/echo", input={"text": "hi"}, key="k")
        platform.clock.advance(3600)
        script.on("POST", RUN, lose())  # whose answer nobody here was told
        script.on("POST", "/tasks/list$", *[reply(500, b"")] * 100)
        with pytest.raises(SubmissionUnknownError):
            client.run("infsh/echo", input={"text": "hi"})
        script.rules_off()
        with pytest.raises(SubmissionUnknownError, match="an earlier start sent the run of key 'k'"):
            client.run("infsh/echo", input={"text": "hi"}, key="k")
    assert len(platform.tasks) == 1


def test_what_did_not_arrive_is_never_sent_twice(platform: LocalPlatform, path: Path, script: Script) -> None:
    with platform.client(journal=path, retry=FAST) as client:
        script.on("POST", RUN, reply(502, b"<html>"))
        for words in ("bad|502", "an earlier start sent the run of key 'k'"):
            with pytest.raises(SubmissionUnknownError, match=words):
                client.run("infsh/echo", input={"text": "hi"}, key="k")
        assert script.log.count("POST /apps/run") == 1
        client.journal.forget("k")
        assert (client.run("infsh/echo", input={"text": "hi"}, key="k"))["status"] == "completed"


def test_the_tasks_of_other_keys_are_not_mistaken_for_it(platform: LocalPlatform, path: Path, script: Script) -> None:
    with platform.client(journal=path, retry=FAST) as client:
        script.on("POST", RUN, reply(502, b"<html>"))
        with pytest.raises(SubmissionUnknownError):
            client.run("infsh/echo", input={"text": "hi"}, key="one")
        client.run("infsh/echo", input={"text": "hi"}, key="two")
        with pytest.raises(SubmissionUnknownError, match="an earlier start"):
            client.run("infsh/echo", input={"text": "hi"}, key="one")
    assert len(platform.tasks) == 1


def test_a_task_that_was_deleted(platform: LocalPlatform, path: Path) -> None:
    with platform.client(journal=path) as client:
        result = client.run("infsh/echo", input={"text": "hi"}, key="k")
        client.tasks.delete(result["id"])
        with pytest.raises(NotFoundError, match=r"client\.journal\.forget\('k'\)"):
            client.run("infsh/echo", input={"text": "hi"}, key="k")


def test_two_starts_at_once_make_one_task(platform: LocalPlatform, path: Path) -> None:
    """Here in threads, each with a client of its own; tests/nothing_lost has processes."""
    from inferencesh import inference

    found: List[str] = []

    def start() -> None:
        with inference(platform.api_key, platform.base_url, journal=path) as client:
            found.append(client.run("infsh/echo", input={"text": "hi"}, key="k")["id"])

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(found) == 8
    assert len(set(found)) == 1
    assert len(platform.tasks) == 1


@pytest.mark.parametrize("key", ["", 3, "a\nb"])
def test_keys_that_are_none(client: Inference, platform: LocalPlatform, key: Any) -> None:
    with pytest.raises(InvalidInputError, match="key must be"):
        client.run("infsh/echo", input={}, key=key)
    assert platform.tasks == []


def test_an_unusable_journal_sends_nothing(platform: LocalPlatform, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with platform.client(journal=tmp_path / "file" / "runs.sqlite") as client:
        with pytest.raises(Exception, match=r"journal .* cannot be"):
            client.run("infsh/echo", input={}, key="k")
    assert platform.tasks == []
