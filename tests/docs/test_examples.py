"""The examples run as programs of their own, as their first lines say."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Dict, Iterator, Tuple

import pytest
from support.pictures import png_size

from inferencesh.local import LocalPlatform

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def platform() -> Iterator[LocalPlatform]:
    with LocalPlatform() as running:
        yield running


def run_example(name: str, folder: Path, environment: Dict[str, str]) -> Tuple[int, str, str]:
    """Run one in `folder`, warnings being errors; status, standard output, standard error."""
    path = os.pathsep.join([str(ROOT), str(ROOT / "generated")])
    finished = subprocess.run(
        [sys.executable, "-W", "error", str(ROOT / "examples" / name)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
    )
    return finished.returncode, finished.stdout.decode("utf-8"), finished.stderr.decode("utf-8")


def at(platform: LocalPlatform) -> Dict[str, str]:
    return {"INFERENCE_BASE_URL": platform.base_url, "INFERENCE_API_KEY": platform.api_key}


def test_every_example_has_a_test() -> None:
    tested = {
        "demo.py",
        "quickstart.py",
        "streaming.py",
        "async_batch.py",
        "own_app.py",
        "agent.py",
        "scripted_agent.py",
    }
    assert {path.name for path in (ROOT / "examples").glob("*.py")} == tested


def test_demo(tmp_path: Path) -> None:
    status, printed, errors = run_example("demo.py", tmp_path, {})
    assert status == 0, printed + errors
    assert errors == ""
    lines = printed.splitlines()
    assert lines[-1] == "demo: 12 of 12 steps ok"
    assert [line.split("]")[0] for line in lines if line.startswith("[")] == [f"[{n}/12" for n in range(1, 13)]
    assert png_size((tmp_path / "demo-output" / "processed.png").read_bytes()) == (160, 100)
    assert (tmp_path / "demo-output" / "waves.gif").read_bytes()[:4] == b"GIF8"
    assert "      calls     rainfall(measure='highest'): a function of this file, run here" in lines
    assert any(line.startswith("      answer    ") for line in lines)
    assert png_size((tmp_path / "demo-output" / "rain-chart.png").read_bytes()) == (288, 120)
    assert not (tmp_path / "demo-output" / "rain-gauge.csv").exists(), "deleted, once somebody had said yes"
    assert "      answer    Sum(expression='25 * 4', result=100.0)" in lines


def test_demo_ends_at_the_first_wrong_result(tmp_path: Path) -> None:
    """With a picture app that answers another picture than it was asked for."""
    (tmp_path / "broken.py").write_text(
        "import runpy, sys\n"
        "from inferencesh.local.stand_ins import pictures\n"
        "definition, = pictures.process_image.__inferencesh_apps__\n"
        "plain = definition.functions['run'].target\n"
        "definition.functions['run'].target = lambda image, width=0, **more: plain(image, width=width + 1, **more)\n"
        "sys.argv = [sys.argv[1]]\n"
        "runpy.run_path(sys.argv[0], run_name='__main__')\n",
        encoding="utf-8",
    )
    finished = subprocess.run(
        [sys.executable, str(tmp_path / "broken.py"), str(ROOT / "examples" / "demo.py")],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "generated")])},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=120,
    )
    printed = finished.stdout.decode("utf-8")
    assert finished.returncode == 1, printed
    assert "WRONG     expected: the picture that came back is 160x100" in printed
    assert printed.splitlines()[-1] == "demo: step 3 of 12 went wrong"
    assert "[4/12]" not in printed


def test_quickstart(platform: LocalPlatform, tmp_path: Path) -> None:
    status, printed, errors = run_example("quickstart.py", tmp_path, at(platform))
    assert status == 0, errors
    first, second = printed.splitlines()
    assert first == "status: completed"
    assert second.startswith(f"picture: {platform.base_url}/")


def test_quickstart_against_the_command_line(tmp_path: Path) -> None:
    """As the README begins: a platform in one terminal, a program in another one."""
    path = os.pathsep.join([str(ROOT), str(ROOT / "generated")])
    with subprocess.Popen(
        [sys.executable, "-m", "inferencesh", "serve", "--port", "0", str(ROOT / "examples" / "own_app.py")],
        cwd=str(tmp_path),
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        universal_newlines=True,
    ) as serving:
        assert serving.stdout is not None
        give_up = threading.Timer(60, serving.kill)
        give_up.start()
        try:
            announced: Dict[str, str] = {}
            for line in serving.stdout:
                if line.strip().startswith("export "):
                    name, _, value = line.split()[1].partition("=")
                    announced[name] = value
                if line.startswith("Apps: "):
                    assert "acme/word-count" in line
                    break
            status, printed, errors = run_example("quickstart.py", tmp_path, announced)
        finally:
            give_up.cancel()
            serving.terminate()
            serving.stdout.read()
    assert status == 0, errors
    assert printed.startswith("status: completed\n")
    assert serving.returncode == 0


def test_streaming(platform: LocalPlatform, tmp_path: Path) -> None:
    status, printed, errors = run_example("streaming.py", tmp_path, at(platform))
    assert status == 0, errors
    lines = printed.splitlines()
    assert "status: running" in lines
    assert "  frame 40/40" in lines
    assert lines[-2] == "status: completed"
    saved = tmp_path / lines[-1].replace("saved as ", "")
    assert saved.read_bytes()[:4] == b"GIF8"


def test_async_batch(platform: LocalPlatform, tmp_path: Path) -> None:
    status, printed, errors = run_example("async_batch.py", tmp_path, at(platform))
    assert status == 0, errors
    lines = printed.splitlines()
    assert len(lines) == 9
    assert all(f": {platform.base_url}/" in line for line in lines)


def test_own_app(tmp_path: Path) -> None:
    status, printed, errors = run_example("own_app.py", tmp_path, {})
    assert status == 0, errors
    assert printed.splitlines() == [
        "output: {'words': 14, 'top': [['rain', 3], ['sun', 2]]}",
        "log: ['line 1/3', 'line 2/3', 'line 3/3']",
    ]


def test_agent(platform: LocalPlatform, tmp_path: Path) -> None:
    status, printed, errors = run_example("agent.py", tmp_path, at(platform))
    assert status == 0, errors
    assert errors == ""
    assert printed.splitlines() == ["[calculate {'expression': '25 * 4'}]", "25 * 4 is 100."]


def test_scripted_agent(tmp_path: Path) -> None:
    status, printed, errors = run_example("scripted_agent.py", tmp_path, {})
    assert status == 0, errors
    assert errors == ""
    assert printed.splitlines() == [
        "ok: test_the_model_sees_where_the_order_is",
        "ok: test_a_wrong_argument_is_explained_to_the_model",
    ]


def test_scripted_agent_as_tests(tmp_path: Path) -> None:
    """As its second line says, and with a model that answers something else one of them fails."""
    source = (ROOT / "examples" / "scripted_agent.py").read_text(encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "generated")])}
    (tmp_path / "right.py").write_text(source, encoding="utf-8")
    (tmp_path / "wrong.py").write_text(source.replace('"on its way"}', '"lost"}', 1), encoding="utf-8")
    for name, passed in (("right.py", True), ("wrong.py", False)):
        finished = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), name],
            cwd=str(tmp_path),
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=120,
        )
        assert (finished.returncode == 0) is passed, finished.stdout.decode("utf-8")
