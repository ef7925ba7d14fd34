"""Apps in interpreters of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from local import sample_apps
from local.conftest import PATIENCE, texts

from inferencesh.local import app

pytestmark = pytest.mark.timeout(120)


def alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] not in "ZX"
    except FileNotFoundError:
        return False
    except ProcessLookupError:
        return False


def wait_for(condition: Any) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


def test_it_runs_elsewhere_and_logs_come_back(platforms: Any) -> None:
    caller = platforms.caller(sample_apps.where)
    task = caller.run("proc/where", {})
    assert task["status"] == 10, task["error"]
    assert task["output"]["pid"] != os.getpid()
    assert "from the process\n" in texts(task)
    assert "to stderr\n" in texts(task)
    assert caller.run("proc/where", {})["output"] == task["output"]


def test_outputs_and_deltas(platforms: Any) -> None:
    caller = platforms.caller(sample_apps.steps)
    frames = caller.frames(caller.submit("proc/steps", {"count": 3})["id"])
    assert [f["data"]["delta"] for f in frames if f.get("event") == "delta"] == [{"response": str(n)} for n in range(3)]
    assert frames[-1]["output"] == {"step": 2}


def test_files_go_in_and_out(platforms: Any) -> None:
    caller = platforms.caller(sample_apps.copy_upper)
    task = caller.run("proc/file", {"file": "data:text/plain,words"})
    assert task["error"] is None
    assert task["output"]["file"] == task["output"]["again"]
    assert caller.http.get(task["output"]["file"]).text == "WORDS"


def test_errors_come_back(platforms: Any) -> None:
    task = platforms.caller(sample_apps.fails).run("proc/fails", {})
    assert task["status"] == 11
    assert "ValueError: broken in the process" in task["error"]
    assert "sample_apps.py" in task["error"]


def test_input_is_checked_before_a_process_is_started(platforms: Any) -> None:
    assert platforms.caller(sample_apps.steps).refused("proc/steps", {"count": "3"}).status_code == 422


def test_secrets_are_in_the_environment(platforms: Any) -> None:
    caller = platforms.caller(sample_apps.secret_length, secrets={"TOKEN_A": "12345"})
    assert caller.run("proc/secret", {})["output"] == {"length": 5, "environment": 5}
    assert "TOKEN_A" not in os.environ


def test_a_dead_process_fails_its_task_only(platforms: Any) -> None:
    caller = platforms.caller(sample_apps.dies, sample_apps.where)
    task = caller.run("proc/dies", {})
    assert task["status"] == 11
    assert "exit code 7" in task["error"]
    assert caller.run("proc/dies", {"code": 8})["error"].endswith("(exit code 8)")
    assert caller.run("proc/where", {})["status"] == 10


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes through /proc")
def test_cancelling_kills_it_and_what_it_started(platforms: Any, tmp_path: Path) -> None:
    caller = platforms.caller(sample_apps.sleep)
    pids = tmp_path / "pids"
    task = caller.submit("proc/sleep", {"pid_file": str(pids)})
    wait_for(lambda: pids.exists() and pids.read_text().count(" ") == 1)
    parent, child = map(int, pids.read_text().split())
    assert alive(parent)
    assert alive(child)
    caller.post(f"/tasks/{task['id']}/cancel")
    last = caller.frames(task["id"])[-1]
    assert [event["status"] for event in last["events"]][-2:] == [8, 12]
    wait_for(lambda: not alive(parent) and not alive(child))


def test_on_cancel_gets_its_chance(platforms: Any, tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    caller = platforms.caller(sample_apps.Graceful)
    task = caller.submit("proc/graceful", {"marker": str(marker)})
    wait_for(Path(str(marker) + ".started").exists)
    caller.post(f"/tasks/{task['id']}/cancel")
    assert caller.frames(task["id"])[-1]["status"] == 12
    assert marker.read_text() == "told"


def test_a_session_in_a_process(platforms: Any) -> None:
    caller = platforms.caller(sample_apps.Counter)
    first = caller.run("proc/counter", {}, session="new", setup={"start": 5})
    assert first["output"]["count"] == 6
    assert texts(first, 3) == "setting up {'start': 5}\n"
    assert [event["status"] for event in first["events"]] == [1, 2, 3, 4, 5, 6, 7, 10]
    second = caller.run("proc/counter", {}, session=first["session_id"])
    assert second["output"] == {"count": 7, "pid": first["output"]["pid"]}
    assert caller.run("proc/counter:finish", {}, session=first["session_id"])["output"] == {"count": 7}
    assert caller.refused("proc/counter", {}, session=first["session_id"]).status_code == 410


def test_a_session_that_lost_its_process(platforms: Any) -> None:
    caller = platforms.caller(sample_apps.Counter)
    session = caller.run("proc/counter", {}, session="new")["session_id"]
    assert "session worker offline" in caller.run("proc/counter:crash", {}, session=session)["error"]
    body = caller.refused("proc/counter", {}, session=session).json()
    assert (body["status"], body["error"]["code"]) == (500, "WORKER_LOST")


def test_a_function_that_cannot_be_imported_is_refused() -> None:
    def inner() -> None:
        return None

    with pytest.raises(TypeError, match="top level of a module"):
        app("proc/inner", process=True)(inner)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes through /proc")
def test_no_process_outlives_a_platform_that_dies(tmp_path: Path) -> None:
    script = tmp_path / "host.py"
    pids = tmp_path / "pids"
    script.write_text(
        "import sys, time, httpx\n"
        "from inferencesh.local import LocalPlatform, app\n"
        "from pathlib import Path\n"
        "import os\n"
        "@app('proc/main', process=True)\n"
        "def main(pid_file: str):\n"
        "    Path(pid_file).write_text(str(os.getpid()))\n"
        "    time.sleep(60)\n"
        "if __name__ == '__main__':\n"
        "    platform = LocalPlatform([main], stand_ins=False).start()\n"
        "    httpx.post(platform.base_url + '/apps/run', headers={'Authorization': 'Bearer x'},\n"
        "               json={'app': 'proc/main', 'input': {'pid_file': sys.argv[1]}})\n"
        "    time.sleep(60)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    host = subprocess.Popen([sys.executable, str(script), str(pids)], env=environment)
    try:
        wait_for(lambda: pids.exists() and pids.read_text())
        worker = int(pids.read_text())
        assert alive(worker)
    finally:
        host.kill()
        host.wait()
    wait_for(lambda: not alive(worker))
