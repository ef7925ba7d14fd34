"""The official clients from their registries, installed once into a git-ignored folder of the checkout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Callable, Dict, Iterator

import pytest

pytest.importorskip("starlette", reason='the local platform needs the extra "local"')
pytest.importorskip("PIL", reason='the local platform needs the extra "local"')

from inferencesh.local import LocalPlatform

HERE = Path(__file__).resolve().parent
CACHE = HERE.parents[1] / ".venv-official"
PYTHON_CLIENT = "inferencesh[async]==0.36.0"
JS_CLIENT = "@inferencesh/sdk@0.6.54"
INSTALL_SECONDS = 300
RUN_SECONDS = 120


def installed(name: str, install: Callable[[Path], None]) -> Path:
    """The folder `name` of the cache; made if need be, and never half made."""
    ready = CACHE / name
    if ready.is_dir():
        return ready
    CACHE.mkdir(exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=name + "-", dir=str(CACHE)))
    try:
        install(making)
        if not ready.is_dir():
            os.replace(str(making), str(ready))
    except (subprocess.SubprocessError, OSError) as error:
        said = getattr(error, "stderr", None) or str(error)
        last = said.strip().splitlines()[-1:] or [""]
        pytest.skip(f"the official client could not be installed ({name}): {last[0][:200]}")
    finally:
        shutil.rmtree(str(making), ignore_errors=True)
    return ready


def step(*command: str, cwd: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    subprocess.run(
        command, cwd=str(cwd), env=environment, check=True, capture_output=True, text=True, timeout=INSTALL_SECONDS
    )


@pytest.fixture(scope="session")
def official_python() -> Path:
    """An interpreter that has the official Python client and none of ours."""

    def install(folder: Path) -> None:
        step(sys.executable, "-m", "venv", str(folder), cwd=CACHE)
        pip = (str(folder / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
        step(*pip, PYTHON_CLIENT, cwd=folder)

    if os.name != "posix":
        pytest.skip("the official Python client is tested on POSIX systems")
    if sys.version_info < (3, 10) and not (CACHE / "python").is_dir():
        pytest.skip("the official Python client needs Python 3.10 or later")
    return installed("python", install) / "bin" / "python"


@pytest.fixture(scope="session")
def official_js() -> Path:
    """A folder whose scripts can import the official JavaScript client."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        pytest.skip("the official JavaScript client needs node and npm")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True, timeout=60).stdout
    if tuple(map(int, version.strip().lstrip("v").split(".")[:2])) < (20, 6):
        pytest.skip(f"the official JavaScript client is tested with node 20.6 or later, not {version.strip()}")

    def install(folder: Path) -> None:
        step(
            npm,
            "install",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
            "--prefix",
            str(folder),
            JS_CLIENT,
            cwd=folder,
        )

    return installed("js", install)


@pytest.fixture
def platform() -> Iterator[LocalPlatform]:
    # They open the stream of a chat after the answer to the message, and are not told what was said before.
    with LocalPlatform(run_delay=2.0) as running:
        yield running


def drive(*command: str, platform: LocalPlatform, cwd: Path) -> Dict[str, Any]:
    """Run a driver against the platform; it prints one JSON object as its last line."""
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "OFFICIAL_BASE_URL": platform.base_url,
        "OFFICIAL_KEY": platform.api_key,
        "NO_PROXY": "*",
    }
    ended = subprocess.run(
        command, cwd=str(cwd), env=environment, capture_output=True, text=True, timeout=RUN_SECONDS, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return dict(json.loads(ended.stdout.strip().splitlines()[-1]))
