"""Programs that are killed in the middle of a run with a key, and what their next start makes of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path
from typing import Iterator, List

import pytest
from support.script import Script, acted_on_late, held_back

from inferencesh import InvalidInputError, RetryPolicy, SubmissionUnknownError, inference
from inferencesh.local import LocalPlatform

ROOT = Path(__file__).resolve().parents[2]
RUN = "/apps/run$"
PROGRAM = """
    import os, signal, sys
    from inferencesh import inference
    import inferencesh._runtime.run_journal as journals
    from inferencesh._sync.tasks.runner import TaskRunner

    url, journal, where = sys.argv[1:]

    def die(*args, **keywords):
        os.kill(os.getpid(), signal.SIGKILL)

    if where == "before the request":
        TaskRunner.send = die
    elif where == "before the note":
        journals.Journal.started = die
    with inference("inf_k", url, journal=journal) as client:
        client.run("infsh/echo", input={"text": "once"}, key="cat-42")
"""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def platform(script: Script) -> Iterator[LocalPlatform]:
    with LocalPlatform(middleware=[script.layer]) as platform:
        yield platform


@pytest.fixture
def journal(tmp_path: Path) -> str:
    return str(tmp_path / "runs.sqlite")


def start(platform: LocalPlatform, journal: str, where: str = "") -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'generated'}"}
    command = [sys.executable, "-W", "error", "-c", textwrap.dedent(PROGRAM), platform.base_url, journal, where]
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)


def wait_killed(program: subprocess.Popen[str]) -> None:
    _, errors = program.communicate(timeout=60)
    assert program.returncode == -signal.SIGKILL, errors


def start_again(platform: LocalPlatform, journal: str) -> List[str]:
    """The ids that two more starts get."""
    with inference("inf_k", platform.base_url, journal=journal, retry=RetryPolicy(backoff=0.05)) as client:
        return [client.run("infsh/echo", input={"text": "once"}, key="cat-42")["id"] for _ in range(2)]


@pytest.mark.parametrize("acted", [False, True])
def test_killed_between_the_request_and_the_answer(
    platform: LocalPlatform, script: Script, journal: str, acted: bool
) -> None:
    """The platform acts on it before or after the death."""
    release = threading.Event()
    script.on("POST", RUN, held_back(release) if acted else acted_on_late(release))
    program = start(platform, journal)
    if acted:
        script.wait_for(lambda: len(platform.tasks) == 1, "there is no task")
    else:
        script.wait_for(lambda: len(script.requests) == 1, "no request came")
    program.kill()
    wait_killed(program)
    release.set()
    script.wait_idle()
    ids = start_again(platform, journal)
    assert [ids[0]] * 2 == ids
    assert [task["id"] for task in platform.tasks] == [ids[0]]
    assert script.log.count("POST /apps/run") == 1


def test_killed_between_the_answer_and_the_note(platform: LocalPlatform, script: Script, journal: str) -> None:
    wait_killed(start(platform, journal, "before the note"))
    ids = start_again(platform, journal)
    assert [task["id"] for task in platform.tasks] == [ids[0]] == [ids[1]]


def test_killed_between_the_note_and_the_request(platform: LocalPlatform, script: Script, journal: str) -> None:
    """Nobody can know that it was not sent: so it is not, until the key is made free."""
    wait_killed(start(platform, journal, "before the request"))
    for _ in range(2):
        with pytest.raises(SubmissionUnknownError, match=r"No such task was found.*forget"):
            start_again(platform, journal)
    with inference("inf_k", platform.base_url, journal=journal) as client:
        assert client.journal.forget("cat-42")
    assert len(set(start_again(platform, journal))) == 1
    assert len(platform.tasks) == 1


def test_what_was_killed_is_known_to_its_own_key_and_input_alone(
    platform: LocalPlatform, script: Script, journal: str
) -> None:
    wait_killed(start(platform, journal, "before the note"))
    with inference("inf_k", platform.base_url, journal=journal) as client:
        with pytest.raises(InvalidInputError, match="another input"):
            client.run("infsh/echo", input={"text": "twice"}, key="cat-42")
        other = client.run("infsh/echo", input={"text": "once"}, key="cat-43")
    with inference("inf_other", platform.base_url, journal=journal) as client:
        third = client.run("infsh/echo", input={"text": "once"}, key="cat-42")
    [found] = set(start_again(platform, journal))
    assert len({found, other["id"], third["id"]}) == 2 + 1
    assert len(platform.tasks) == 3
