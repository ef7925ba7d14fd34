"""Agents of the official clients, against the local platform."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, Dict

import pytest
from official.conftest import HERE, drive

from inferencesh.local import LocalPlatform

pytestmark = [pytest.mark.slow, pytest.mark.timeout(700)]

GREETING = "Hello! How can I help you?"
CALLS = [["calculate", {"expression": "25 * 4"}]]


def check_greeting(seen: Dict[str, Any]) -> None:
    assert seen["messages"][-1] == ["assistant", "ready", GREETING]
    # The stream is opened late, so the first deltas may be missed, and the text that is left does not join up.
    assert seen["deltas"]
    assert GREETING.endswith(seen["deltas"][-1])


def last_text(platform: LocalPlatform, chat_id: str) -> str:
    with platform.client() as client:
        return str(client.chats.get(chat_id).messages[-1].text)


def test_python_sync(official_python: Path, platform: LocalPlatform, tmp_path: Path) -> None:
    seen = drive(str(official_python), "-I", str(HERE / "agents_driver.py"), "sync", platform=platform, cwd=tmp_path)
    assert ".venv-official" in seen["file"]
    check_greeting(seen)
    assert seen["sent"] == ["assistant", True]
    assert seen["same_chat"] is True
    assert seen["reset"] is None
    assert seen["calls"] == CALLS
    assert last_text(platform, seen["tool_chat"]) == "25 * 4 is 100."
    assert seen["drawn"].startswith("Here it is: " + platform.base_url)
    assert seen["structured"] == {"answer": 42}
    assert seen["uploaded"].startswith(platform.base_url)
    assert seen["approvals"] == [["calculate", {"expression": "2 + 2"}]]
    assert seen["approve"] is not None
    assert "signed in" in seen["approve"][1]
    assert "acme/nobody" in seen["unknown"][1]
    assert seen["stopped"] == "idle"


def test_python_async(official_python: Path, platform: LocalPlatform, tmp_path: Path) -> None:
    seen = drive(str(official_python), "-I", str(HERE / "agents_driver.py"), "async", platform=platform, cwd=tmp_path)
    check_greeting(seen)
    assert seen["calls"] == CALLS
    assert last_text(platform, seen["tool_chat"]) == "25 * 4 is 100."
    assert seen["structured"] == {"answer": 42}


def test_javascript(official_js: Path, platform: LocalPlatform, tmp_path: Path) -> None:
    for name in ("agents_driver.mjs", "bare_imports.mjs"):
        shutil.copy(str(HERE / name), str(tmp_path / name))
    (tmp_path / "node_modules").symlink_to(official_js / "node_modules", target_is_directory=True)
    seen = drive("node", "--import", "./bare_imports.mjs", "agents_driver.mjs", platform=platform, cwd=tmp_path)
    check_greeting(seen)
    assert seen["sameChat"] is True
    for way in ("streamed", "polled"):
        assert seen[way] == {"calls": CALLS, "last": "25 * 4 is 100."}
    assert seen["drawn"].startswith("Here it is: " + platform.base_url)
    assert seen["structured"] == {"answer": 42}
    assert seen["looked"].startswith("I have received 1 image")
    assert seen["versions"] == ["Two.", "One."]
    assert seen["byName"] is True
    assert seen["unknown"] == 404
