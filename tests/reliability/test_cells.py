"""A part of the fault matrix (`make faults` runs it whole): the cells where money or work can be lost.

Not checked against the contract: the answers are broken on purpose.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any, Iterator

import pytest

pytest.importorskip("starlette", reason='the local platform needs the extra "local"')
pytest.importorskip("uvicorn", reason='the local platform needs the extra "local"')

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

import fault_after_main
import fault_cells
import fault_matrix
from fault_cells import FAULTS, OPERATIONS, Bench, Outcome, Trouble
from fault_operations import PUT, RUN, STREAM

BY_LABEL = {trouble.label: trouble for trouble in FAULTS}
BY_NAME = {operation.name: operation for operation in OPERATIONS}
RECOVERED = "recovered"
ERROR = "clear error"

# operation, route, fault, verdict, error (or ""), tasks
CELLS = [
    ("run", RUN, "answer lost", RECOVERED, "", 1),
    ("run", RUN, "answer lost, a gateway says 504", RECOVERED, "", 1),
    ("run", RUN, "reset before the answer", ERROR, "SubmissionUnknownError", 0),
    ("run", RUN, "half a line, then silence", RECOVERED, "", 1),
    ("run", RUN, "nobody listens for a while", RECOVERED, "", 1),
    ("run", RUN, "429 twice, Retry-After in seconds", RECOVERED, "", 1),
    ("run", RUN, "503 twice, Retry-After as a date", RECOVERED, "", 1),
    ("run", RUN, "429, Retry-After of an hour", ERROR, "RateLimitError", 0),
    ("run", RUN, "redirect to another host", ERROR, "APIError", 0),
    ("run", RUN, "future server: enum values", RECOVERED, "", 1),
    ("run, stream=True", STREAM, "reset within the answer, 40 bytes", RECOVERED, "", 1),
    ("run, stream=True", STREAM, "half a line, then silence", RECOVERED, "", 1),
    ("run, stream=True", STREAM, "a garbage line", RECOVERED, "", 1),
    ("run, stream=True", STREAM, "frames twice", RECOVERED, "", 1),
    ("run, stream=True", STREAM, "frames out of order", RECOVERED, "", 1),
    ("run, stream=True", STREAM, "heartbeats only", RECOVERED, "", 1),
    ("run, stream=True", STREAM, "the last frame missing", RECOVERED, "", 1),
    ("run, stream=True", STREAM, "503 for ever", RECOVERED, "", 1),
    ("run, stream=True", STREAM, "future server: a status", RECOVERED, "", 1),
    ("get_task", "GET /tasks/{id}", "answer lost", RECOVERED, "", 0),
    ("get_task", "GET /tasks/{id}", "520 twice", RECOVERED, "", 0),
    ("cancel_task", "POST /tasks/{id}/cancel", "answer lost", RECOVERED, "", 0),
    ("run with a file", PUT, "upload address expired", RECOVERED, "", 1),
    ("run with a file", PUT, "storage answers 400 in XML", ERROR, "FileUploadError", 0),
    ("run with a file", PUT, "reset before the answer", RECOVERED, "", 1),
    ("download", "GET /storage/files/*", "reset within the answer, 40 bytes", RECOVERED, "", 0),
    ("session.call, second", RUN, "answer lost", RECOVERED, "", 1),
    ("agent.send_message, second", "GET /chats/{id}/stream", "reset within the answer, 40 bytes", RECOVERED, "", 1),
    ("agent.send_message, second", "POST /agents/run", "429 twice", RECOVERED, "", 1),
    ("run", RUN, "the head byte by byte", RECOVERED, "", 1),
    ("run", RUN, "a fold after 250,000 spaces", RECOVERED, "", 1),
    ("run", RUN, "interim responses of 60 KB", RECOVERED, "", 1),
    ("run, stream=True", STREAM, "3,000 byte order marks and line breaks", RECOVERED, "", 1),
    ("run", RUN, "the proxy dies as it is asked", ERROR, "SubmissionUnknownError", 0),
    ("run", RUN, "the proxy dies within the answer", RECOVERED, "", 1),
    ("run", RUN, "the CONNECT proxy dies as it is asked", ERROR, "SubmissionUnknownError", 0),
    ("run, stream=True", STREAM, "the CONNECT proxy dies within the answer", RECOVERED, "", 1),
    ("run with a file", PUT, "the proxy dies as it is asked", RECOVERED, "", 1),
    ("upload_file, two objects for four at once", PUT, "answer lost", RECOVERED, "", 0),
    ("upload_file, two objects for four at once", "POST /files", "reset before the answer", RECOVERED, "", 0),
]


@pytest.fixture(name="bench", scope="module", params=["sync", "async"])
def _bench(request: Any) -> Iterator[Bench]:
    with Bench(request.param) as bench:
        yield bench


@pytest.mark.parametrize(("name", "route", "label", "verdict", "error", "tasks"), CELLS)
def test_a_cell(bench: Bench, name: str, route: str, label: str, verdict: str, error: str, tasks: int) -> None:
    outcome = bench.cell(BY_NAME[name], route, BY_LABEL[label])
    assert outcome.verdict == verdict, outcome
    assert (outcome.tasks, outcome.detail) == (tasks, error), outcome


def test_a_cell_without_descriptors(bench: Bench) -> None:
    """One that becomes free for a moment may be lost with the answer: either end is right."""
    calm = bench.cell(BY_NAME["run"], RUN, BY_LABEL["a folded header"])
    assert calm.verdict == RECOVERED, calm
    outcome = bench.cell(BY_NAME["run"], RUN, BY_LABEL["no file descriptor for a while"])
    assert outcome.is_good, outcome


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_cells_after_the_main_thread(kind: str) -> None:
    names = ["run", "run with a file", "upload_file", "download", "agent.send_message, with a tool"]
    found = fault_after_main.outcomes(kind, [BY_NAME[name] for name in names])
    assert {name: outcome.verdict for name, outcome in found.items()} == dict.fromkeys(names, RECOVERED), found


def test_the_matrix_can_tell_bad_from_good(bench: Bench) -> None:
    """The verdicts themselves: an operation that does what it must not is caught."""
    run = BY_NAME["run"]
    calm = BY_LABEL["slow drip"]

    def twice(driver: Any, _: Any) -> Any:
        driver.do(driver.client.run("matrix/work", input={}))
        return driver.do(driver.client.run("matrix/work", input={}))

    def lost(driver: Any, _: Any) -> Any:
        driver.do(driver.client.run("matrix/work", input={}, wait=False))
        raise fault_cells.InferenceError("gone")

    def crash(driver: Any, _: Any) -> Any:
        raise KeyError("status")

    assert bench.cell(run._replace(act=twice), RUN, calm).verdict == "doubled"
    assert bench.cell(run._replace(act=lost), RUN, calm).verdict == "lost"
    assert bench.cell(run._replace(act=crash), RUN, calm).verdict == "wrong"
    assert bench.cell(run._replace(check=lambda found, _: "no good"), RUN, calm).verdict == "wrong"


@pytest.mark.parametrize("way", ["direct", "relay"])
def test_a_task_that_starts_late_counts_in_its_own_cell(bench: Bench, way: str) -> None:
    """A message whose sender has given up may still be answered; the next cell must not look doubled then."""
    talk = BY_NAME["agent.send_message, callbacks"]
    trouble = Trouble("a platform that is busy for a moment", "short_fold" if way == "relay" else None, way=way)

    def give_up(driver: Any, agent: Any) -> Any:
        assert bench.platform is not None
        assert bench.platform._thread is not None
        loop = bench.platform._thread._loop
        assert loop is not None
        loop.call_soon_threadsafe(time.sleep, 2 * fault_cells.SILENCE)
        return driver.do(agent.send_message("Hello"))

    late = bench.cell(talk._replace(act=give_up), "GET /chats/{id}/stream", trouble)
    assert (late.verdict, late.tasks) == (ERROR, 1), late
    following = bench.cell(talk, "GET /chats/{id}/stream", BY_LABEL["the proxy dies within the answer"])
    assert (following.verdict, following.tasks) == (RECOVERED, 1), following


def test_a_cell_that_hangs_is_seen_and_the_next_one_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fault_cells, "CELL_SECONDS", 0.3)
    import threading

    release = threading.Event()
    with Bench("sync") as bench:
        client = bench.driver.client
        stuck = BY_NAME["run"]._replace(act=lambda driver, _: release.wait(20))
        assert bench.cell(stuck, RUN, BY_LABEL["slow drip"]).verdict == "hung"
        release.set()
        client.close()
        monkeypatch.setattr(fault_cells, "CELL_SECONDS", 20.0)
        assert bench.cell(BY_NAME["run"], RUN, BY_LABEL["slow drip"]).is_good


def test_the_report_shows_what_was_found() -> None:
    run = BY_NAME["run"]
    good, bad = Outcome(RECOVERED, "", 1, 0, 0.1), Outcome("doubled", "2 tasks", 2, 0, 0.1)
    error = Outcome(ERROR, "APIError", 0, 0, 0.1)
    cells = {
        ("run", RUN, "slow drip"): {"sync": good, "async": bad},
        ("run", RUN, "answer lost"): {"sync": good, "async": good},
        ("run", STREAM, "frames twice"): {"sync": good, "async": good},
        ("run", RUN, "redirect to another host"): {"sync": error, "async": error},
    }
    page = fault_matrix.report([run], cells, 60.0)
    assert "8 cells in 1.0 minutes" in page
    assert ": 5 recovered, 2 clear error, 1 DOUBLED." in page
    assert "| redirect to another host | 2 clear error | `APIError` |" in page
    assert "| run | 5 recovered, 2 clear error, 1 DOUBLED | `APIError` |" in page
    assert "| slow drip | sync: recovered, 1 task; async: **DOUBLED**: 2 tasks, 2 tasks | - |" in page
    assert "| redirect to another host | clear error (APIError), 0 tasks | - |" in page
    assert "| all others: 2 faults | recovered, 1 task | recovered, 1 task |" in page


def test_every_public_call_is_in_the_matrix() -> None:
    """Whoever adds a method adds its row, or says here why it needs none."""
    from inferencesh import inference

    client = inference("inf_key", "http://127.0.0.1:1")
    agent, session = client.agent({"core_app": {"ref": "a/b"}}), client.session("a/b")
    rooms = {name: getattr(client, name) for name in dir(client) if not name.startswith("_")}
    things = {f"{name}.": room for name, room in rooms.items() if type(room).__module__.startswith("inferencesh.")}
    things.update({"": client, "agent.": agent, "session.": session})
    public = {
        prefix + name
        for prefix, thing in things.items()
        for name in dir(type(thing))
        if not name.startswith("_") and callable(getattr(thing, name))
    }
    named = {operation.name.partition(",")[0].partition(" ")[0] for operation in OPERATIONS}
    assert public - named - NOT_IN_THE_MATRIX == set()
    assert (named | NOT_IN_THE_MATRIX) - public == set(), "of which there is no such call (any more)"


NOT_IN_THE_MATRIX = {
    # second names of a call that is in it
    *("cancel", "files.upload", "files.download", "files.complete_multipart_upload", "tasks.run", "tasks.get"),
    *(
        "tasks.stream",
        "tasks.wait_for_completion",
        "tasks.cancel",
        "sessions.get",
        "sessions.keepalive",
        "sessions.end",
    ),
    *("session.close", "agent.upload_file"),
    # no requests
    *("agent", "session", "agents.create", "agent.reset", "close", "with_options", "create_multipart_upload"),
    *("upload_part", "files.create_multipart_upload", "files.upload_part"),
    # files of this machine alone
    *("journal.entries", "journal.forget"),
    # not served by the local platform
    *("sockets.get", "sockets.list", "sockets.for_task", "sockets.access", "sockets.delete"),
}
