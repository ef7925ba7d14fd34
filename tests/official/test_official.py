"""Real clients that this project did not write, against the local platform."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, Dict

import pytest
from official.conftest import HERE, drive

from inferencesh.local import LocalPlatform

pytestmark = [pytest.mark.slow, pytest.mark.timeout(700)]

COMPLETED = 10


def check_pictures(seen: Dict[str, Any], platform: LocalPlatform) -> None:
    assert seen["run"]["status"] == COMPLETED
    assert seen["run"]["output"]["image"].startswith(platform.base_url)
    assert seen["stream"]["output"]["video"].endswith(".gif")
    assert seen["stream"]["count"] > 3
    assert (seen["processed"]["width"], seen["processed"]["height"]) == (32, 32)


def test_python_sync(official_python: Path, platform: LocalPlatform, tmp_path: Path) -> None:
    seen = drive(str(official_python), "-I", str(HERE / "driver.py"), "sync", platform=platform, cwd=tmp_path)
    assert ".venv-official" in seen["file"]
    check_pictures(seen, platform)
    assert "drawing 256x256" in seen["run"]["logs"][0]["content"]
    assert seen["no_wait"] in (1, COMPLETED)
    assert seen["waited"] == seen["got"] == {"a": 1}
    assert seen["stream"]["statuses"][-1] == COMPLETED
    assert seen["uploaded"]["filename"] == "mine.png"
    assert seen["uploaded"]["content_type"] == "image/png"
    assert seen["uploaded"]["size"] == seen["local_size"]
    assert seen["session_value"] == {"found": True, "key": "a", "value": 5}
    assert seen["session_info"] == 2
    assert seen["my_app"] == 2
    assert seen["failed"][0] == "RuntimeError"
    assert "on purpose" in seen["failed"][1] or "failed" in seen["failed"][1].lower()
    assert seen["unknown"][2] == "not_found"
    assert "input.prompt" in seen["invalid"][1]
    assert seen["secret"][0] == "RequirementsNotMetError"
    assert seen["ended"][2] == "SESSION_ENDED"
    assert seen["cancelled"] == "task cancelled"
    assert {int(task["status"]) for task in platform.tasks} == {COMPLETED, 11, 12}


def test_python_async(official_python: Path, platform: LocalPlatform, tmp_path: Path) -> None:
    seen = drive(str(official_python), "-I", str(HERE / "driver.py"), "async", platform=platform, cwd=tmp_path)
    check_pictures(seen, platform)
    assert seen["session_value"] == {"found": True, "key": "a", "value": 5}
    assert seen["gathered"] == [0, 1, 2, 3, 4]


def test_javascript(official_js: Path, platform: LocalPlatform, tmp_path: Path) -> None:
    for name in ("driver.mjs", "bare_imports.mjs"):
        shutil.copy(str(HERE / name), str(tmp_path / name))
    (tmp_path / "node_modules").symlink_to(official_js / "node_modules", target_is_directory=True)
    seen = drive("node", "--import", "./bare_imports.mjs", "driver.mjs", platform=platform, cwd=tmp_path)
    check_pictures(seen, platform)
    assert seen["stream"]["status"] == COMPLETED
    assert seen["noWait"] in (1, COMPLETED)
    assert seen["polled"] == {"a": 2}
    assert seen["uploaded"]["filename"] == "mine.png"
    assert seen["uploaded"]["size"] == seen["localSize"]
    assert seen["sessionValue"] == {"found": True, "key": "a", "value": 5}
    assert seen["sessionInfo"] == 2
    assert "on purpose" in seen["failed"][1]
    assert seen["unknown"][2] == 404
    assert seen["secret"][0] == "RequirementsNotMetException"
    assert seen["ended"][2] == 410
