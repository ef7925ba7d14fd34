"""The journal of runs with a key: its rules, its file and its locks, across processes."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import textwrap
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Dict, List

import pytest

from inferencesh import InferenceError, InvalidInputError, inference
from inferencesh._core.recovery import journal_entries as rules
from inferencesh._core.recovery.journal_entries import Entry, State, Step
from inferencesh._core.recovery.submission_lookup import Wanted
from inferencesh._runtime.run_journal import Journal, RunJournal

ROOT = Path(__file__).resolve().parents[2]
WANTED = Wanted.of({"app": "a/b", "input": {"n": 1}}).to_json()


def entry(**changes: Any) -> Entry:
    return Entry("cat-42", "mark", State.SENDING.value, WANTED, 100.0, None)._replace(**changes)


# -- rules -------------------------------------------------------------------------------------------------------------


def test_what_to_do_for_a_key() -> None:
    assert rules.next_step(None, "mark") is Step.SUBMIT
    assert rules.next_step(entry(task_id="t"), "mark") is Step.JOIN
    assert rules.next_step(entry(), "mark") is Step.SEARCH
    with pytest.raises(InvalidInputError, match=r"'cat-42' was used for a run with another input.*forget"):
        rules.next_step(entry(task_id="t"), "another mark")


@pytest.mark.parametrize("key", ["", None, 3, "a\nb", "x" * 201, b"k", True])
def test_keys_that_are_none(key: Any) -> None:
    with pytest.raises(InvalidInputError, match="key must be"):
        rules.check_key(key)


def test_a_key_belongs_to_one_address_and_one_api_key() -> None:
    accounts = {
        rules.account_of("https://a", "k1"),
        rules.account_of("https://a", "k2"),
        rules.account_of("https://b", "k1"),
    }
    assert len(accounts) == 3
    assert not any("k1" in account for account in accounts)


@pytest.mark.parametrize(
    "other",
    [{"app": "a/c"}, {"function": "f"}, {"setup": {"x": 1}}, {"session": "new"}, {"version_id": "v"}],
)
def test_runs_that_are_not_the_same(other: Dict[str, Any]) -> None:
    base = {"app": "a/b", "input": "not looked at"}
    assert rules.fingerprint(base, {"n": 1}) != rules.fingerprint({**base, **other}, {"n": 1})


def test_runs_that_are_the_same() -> None:
    base = {"app": "a/b"}
    assert rules.fingerprint(base, {"n": 1, "m": 2}) == rules.fingerprint({**base, "run_at": "x"}, {"m": 2.0, "n": 1})
    assert rules.fingerprint(base, {"n": 1}) != rules.fingerprint(base, {"n": 2})


def test_where_the_journal_lies() -> None:
    home = os.path.join(os.sep, "home", "u")
    plain = os.path.join(home, ".local", "state", "inferencesh", "runs.sqlite")
    assert rules.default_path({}, "linux", home) == plain
    assert rules.default_path({"XDG_STATE_HOME": "relative"}, "linux", home) == plain
    state = os.path.join(os.sep, "state")
    assert rules.default_path({"XDG_STATE_HOME": state}, "linux", home) == os.path.join(
        state, "inferencesh", "runs.sqlite"
    )
    assert "Application Support" in rules.default_path({}, "darwin", home)
    assert rules.default_path({"LOCALAPPDATA": "L"}, "win32", home).startswith("L")
    assert "AppData" in rules.default_path({}, "win32", home)


# -- the file ----------------------------------------------------------------------------------------------------------


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "new folder" / "runs.sqlite")
    assert journal.read("acc", "cat-42") is None
    journal.begin("acc", entry())
    assert Journal(journal.path).read("acc", "cat-42") == entry()
    assert journal.read("other", "cat-42") is None
    journal.started("acc", "cat-42", "task-1")
    assert journal.read("acc", "cat-42") == entry(state="started", task_id="task-1")
    journal.begin("acc", entry(key="later", sent_at=200.0))
    assert [one.key for one in journal.entries("acc")] == ["cat-42", "later"]
    mine = RunJournal(journal, "acc")
    assert mine.entries()[0] == {"key": "cat-42", "state": "started", "sent_at": 100.0, "task_id": "task-1"}
    assert mine.forget("cat-42")
    assert not mine.forget("cat-42")
    assert [one["key"] for one in mine.entries()] == ["later"]


@pytest.mark.skipif(sys.platform == "win32", reason="modes of files mean nothing there")
def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "state" / "runs.sqlite")
    journal.begin("acc", entry())
    assert stat.S_IMODE(os.stat(journal.path).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(tmp_path / "state").st_mode) == 0o700


def test_a_journal_in_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for path in ("~/runs.sqlite", Path("~/runs.sqlite")):
        assert Journal(path).path == str(tmp_path / "runs.sqlite")
    assert Journal("~runs.sqlite").path == os.path.abspath("~runs.sqlite"), "there is no such user"


def test_a_file_that_is_no_journal(tmp_path: Path) -> None:
    path = tmp_path / "runs.sqlite"
    path.write_bytes(b"something else entirely, and long enough to be looked at" * 30)
    with pytest.raises(InferenceError, match=r"cannot be used.*journal=") as caught:
        Journal(path).read("acc", "k")
    assert isinstance(caught.value.__cause__, sqlite3.Error)
    with pytest.raises(InferenceError, match="cannot be used"):
        Journal(tmp_path / "runs.sqlite" / "below a file").read("acc", "k")
    with pytest.raises(InvalidInputError, match="journal must be"):
        inference("inf_k", journal=3)  # type: ignore[arg-type]


def test_a_lock_is_held_by_one(tmp_path: Path) -> None:
    one, two = Journal(tmp_path / "j"), Journal(tmp_path / "j")
    assert one.try_lock("acc", "k")
    assert not two.try_lock("acc", "k"), "nor in the same process"
    assert two.try_lock("acc", "other")
    assert two.try_lock("other", "k")
    one.unlock("acc", "k")
    one.unlock("acc", "k")
    assert two.try_lock("acc", "k")
    for account, key in [("acc", "k"), ("acc", "other"), ("other", "k")]:
        two.unlock(account, key)


HOLDER = """
    import sys
    from inferencesh._runtime.run_journal import Journal
    journal = Journal(sys.argv[1])
    print(journal.try_lock("acc", "k"), flush=True)
    sys.stdin.readline()
    if sys.argv[2] == "die":
        import os
        os._exit(9)
    journal.unlock("acc", "k")
    print("let go", flush=True)
    sys.stdin.readline()
"""


@pytest.mark.parametrize("end", ["die", "unlock"])
def test_a_lock_of_another_process_ends_with_it(tmp_path: Path, end: str) -> None:
    path = str(tmp_path / "j")
    command: List[str] = [sys.executable, "-c", textwrap.dedent(HOLDER), path, end]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'generated'}"}
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, universal_newlines=True
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        try:
            assert other.stdout.readline() == "True\n"
            journal = Journal(path)
            assert not journal.try_lock("acc", "k")
            assert journal.try_lock("acc", "another")
            journal.unlock("acc", "another")
            other.stdin.write("\n")
            other.stdin.flush()
            if end == "die":
                other.wait(20)
            else:
                assert other.stdout.readline() == "let go\n"
            assert journal.try_lock("acc", "k")
            journal.unlock("acc", "k")
        finally:
            other.kill()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_fork_while_another_thread_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite notes in memory which locks the process has; in the child, that would be wrong for ever."""
    monkeypatch.setattr("inferencesh._runtime.run_journal._BUSY", 5.0)
    journal = Journal(tmp_path / "runs.sqlite")
    journal.begin("me", entry())
    writing = threading.Event()

    def write() -> None:
        with journal._open() as db:
            db.execute("BEGIN EXCLUSIVE")
            writing.set()
            time.sleep(0.2)
            db.execute("COMMIT")

    thread = threading.Thread(target=write)
    thread.start()
    assert writing.wait(20)
    child = os.fork()
    if child == 0:
        try:
            journal.started("me", "cat-42", "t1")
            os._exit(0)
        finally:
            os._exit(1)
    thread.join()
    assert os.waitpid(child, 0)[1] == 0
    found = journal.read("me", "cat-42")
    assert found is not None
    assert found.task_id == "t1"


def test_many_threads_write_at_once(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "runs.sqlite")

    def write(number: int) -> None:
        for turn in range(5):
            journal.begin("me", entry(key=f"k{number}-{turn}"))
            journal.started("me", f"k{number}-{turn}", "t")

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(write, range(20)))
    assert {found.task_id for found in journal.entries("me")} == {"t"}
    assert len(journal.entries("me")) == 100
