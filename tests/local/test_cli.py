"""`inferencesh serve` from outside, as a user starts it."""

from __future__ import annotations

import os
import re
import signal
import sys
from pathlib import Path
from typing import Any, List

import httpx
import pytest
from support.serving import address, greeting

import inferencesh.cli
from inferencesh import NotFoundError, inference
from inferencesh._runtime.version import __version__

pytestmark = pytest.mark.timeout(120)


@pytest.mark.skipif(os.name != "posix", reason="sends signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_and_stop(serving: Any, tmp_path: Path, number: int) -> None:
    apps = tmp_path / "my_apps.py"
    apps.write_text(
        "from inferencesh.local import app\n"
        "from my_helper import WORD\n"
        "import os\n"
        "@app('acme/hello')\n"
        "def hello(name: str) -> dict:\n"
        "    return {'text': WORD + name}\n"
        "@app('acme/elsewhere', process=True)\n"
        "def elsewhere(name: str) -> dict:\n"
        "    return {'text': WORD + name, 'pid': os.getpid()}\n"
    )
    (tmp_path / "my_helper.py").write_text("WORD = 'hello '\n")
    process = serving(str(apps))
    lines = greeting(process)
    key, base = address(lines)
    assert "acme/hello" in lines[-1]
    assert "infsh/echo" in lines[-1]
    with httpx.Client(
        base_url=base, headers={"Authorization": f"Bearer {key}"}, trust_env=False, verify=False, timeout=60
    ) as http:
        body = {"app": "acme/hello", "input": {"name": "Ada"}, "wait": True}
        assert http.post("/apps/run", json=body).json()["data"]["output"] == {"text": "hello Ada"}
        body = {"app": "acme/elsewhere", "input": {"name": "Ada"}, "wait": True}
        output = http.post("/apps/run", json=body).json()["data"]["output"]
        assert output["text"] == "hello Ada"
        assert output["pid"] != process.pid
    process.send_signal(number)
    rest, _ = process.communicate(timeout=60)
    assert rest == "stopped\n"
    assert process.returncode == 0


def test_faults_of_a_file_strike_and_more_come_over_http(serving: Any, tmp_path: Path) -> None:
    """As the page about faults shows it: another process serves, and this one is the program under test."""
    file = tmp_path / "faults.jsonl"
    file.write_text(
        '{"route": "POST /apps/run", "fault": "lose_answer"}\n'
        '{"route": "POST /tasks/list", "fault": 503, "retry_after": 1}\n',
        encoding="utf-8",
    )
    lines = greeting(serving("--faults", str(file)))
    key, url = address(lines)
    with inference(key, url) as client:
        result = client.run("infsh/echo", input={"text": "hi"})
        assert result["status"] == "completed"
        assert [task["id"] for task in client.tasks.list().items_] == [result["id"]]
        headers = {"Authorization": f"Bearer {key}"}
        with httpx.Client(base_url=url, headers=headers, trust_env=False) as admin:
            shown = admin.get("/admin/faults").json()["data"]
            assert shown["active"] == []
            assert {event["fault"] for event in shown["log"]} == {"lose_answer", "status"}
            assert admin.post("/admin/faults", json={"route": "GET /tasks/{id}", "fault": 404}).status_code == 200
            with pytest.raises(NotFoundError):
                client.get_task(result["id"])
            admin.post("/admin/faults", json={"route": "*", "fault": 503, "times": None})
            assert admin.delete("/admin/faults").status_code == 200
            assert client.get_task(result["id"])["id"] == result["id"]
            assert admin.post("/admin/clock", json={"advance": 60}).status_code == 200


def test_an_own_key_is_not_shown(serving: Any) -> None:
    process = serving("--api-key", "inf_hidden", "--no-stand-ins", "--secret", "A=b")
    lines = greeting(process)
    assert "inf_hidden" not in "\n".join(lines)
    assert lines[-1] == "Apps: none"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--host", "0.0.0.0"], "add --api-key"),
        (["--api-key", "é"], "--api-key must be"),
        (["--data-dir", __file__], "--data-dir must be a folder"),
        (["--data-dir", "~/file"], "home/file' is not one"),
        (["--search-folder", "~/file"], "home/file' is not one"),
        (["nowhere.py"], "there is no file nowhere.py"),
        (["--port", "99999"], "port"),
        (["--secret", "hush"], "NAME=VALUE"),
    ],
)
def test_what_cannot_be_served(
    arguments: List[str], words: str, capsys: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "file").write_bytes(b"")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert inferencesh.cli.main(["serve", "--port", "0", *arguments]) == 1
    error = capsys.readouterr().err
    assert error.startswith("inferencesh serve: ")
    assert words in error
    assert "hush" not in error


def test_a_file_without_apps_and_one_that_fails(tmp_path: Path, capsys: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(sys, "path", list(sys.path))
    (tmp_path / "empty_apps.py").write_text("x = 1\n")
    (tmp_path / "broken_apps.py").write_text("1 / 0\n")
    assert inferencesh.cli.main(["serve", str(tmp_path / "empty_apps.py")]) == 1
    assert "declares no app" in capsys.readouterr().err
    assert inferencesh.cli.main(["serve", str(tmp_path / "broken_apps.py")]) == 1
    assert "cannot be loaded: ZeroDivisionError" in capsys.readouterr().err


def test_a_taken_port(platforms: Any, capsys: Any) -> None:
    port = platforms().base_url.rsplit(":", 1)[1]
    assert inferencesh.cli.main(["serve", "--port", port]) == 1
    assert f"cannot listen on 127.0.0.1:{port}" in capsys.readouterr().err


def test_version_and_help(capsys: Any) -> None:
    with pytest.raises(SystemExit) as ended:
        inferencesh.cli.main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"inferencesh {__version__}\n"
    assert inferencesh.cli.main([]) == 2
    assert "serve" in capsys.readouterr().err


@pytest.mark.parametrize("columns", ["40", "80", "300"])
def test_help_of_serve(columns: str, capsys: Any, monkeypatch: Any) -> None:
    """Some Pythons cannot wrap every form of an option."""
    monkeypatch.setenv("COLUMNS", columns)
    with pytest.raises(SystemExit) as ended:
        inferencesh.cli.main(["serve", "--help"])
    assert ended.value.code == 0
    assert "--model NAMESPACE/NAME=ADDRESS#MODEL" in capsys.readouterr().out


def test_the_key_that_it_prints_is_the_one_in_the_documentation(serving: Any) -> None:
    printed, _ = address(greeting(serving()))
    root = Path(__file__).resolve().parents[2]
    places = [root / "README.md", *(root / "docs").glob("*.md"), *(root / "examples").glob("*.py")]
    named = [
        (path.name, key)
        for path in places
        for line in path.read_text(encoding="utf-8").splitlines()
        if "INFERENCE_BASE_URL=" in line
        for key in re.findall(r"INFERENCE_API_KEY=(\S+)", line)
    ]
    assert ("README.md", printed) in named
    assert {key for _, key in named} == {printed}
