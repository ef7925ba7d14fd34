"""Who may import whom: each arrow of docs/architecture.md, right and wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.programs import load_program

PATH = Path(__file__).resolve().parents[2] / "scripts" / "check_arrows.py"
ROOMS = ["_core", "results", "tools", "_async", "_sync", "local", "cli"]
RUNTIME = ["__init__", "clock", "version", "local_files", "concurrency_async", "concurrency_sync"]
NET = ["__init__", "idle", "tls", "sockets", "sockets_async", "sockets_sync"]


@pytest.fixture
def arrows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    module = load_program(PATH)
    package = tmp_path / "inferencesh"
    (tmp_path / "generated").mkdir()
    for room in ROOMS:
        (package / room).mkdir(parents=True)
        (package / room / "__init__.py").write_text("")
        (package / room / "http.py").write_text("")
    for folder, names in (
        ("", ["__init__"]),
        ("_runtime", RUNTIME),
        ("_transport", ["__init__"]),
        ("_transport/net", NET),
    ):
        (package / folder).mkdir(parents=True, exist_ok=True)
        for name in names:
            (package / folder / f"{name}.py").write_text("")
    for room in ("_async", "_sync", "codec"):
        (package / "_transport" / room).mkdir(parents=True)
        (package / "_transport" / room / "__init__.py").write_text("")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "PACKAGE", package)
    return module


def found(arrows: Any, where: str, code: str) -> str:
    path = arrows.ROOT / where
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(code)
    return "\n".join(arrows.problems(path) if where.startswith("inferencesh") else arrows.generated_problems())


@pytest.mark.parametrize(
    ("where", "code"),
    [
        ("_core/a.py", "from .errors import X\nimport json, re\nfrom . import errors"),
        ("_core/a.py", "from ..results.base import Result\nfrom inferencesh_api.models import task"),
        ("_core/a.py", "import os\nos.path.join('a', 'b')"),
        ("_core/turns/turn_calls.py", "import threading"),
        ("_core/a.py", "def f():\n    with late_import():\n        import difflib"),
        ("_runtime/local_files.py", "import os, threading, time\nopen(os.path.abspath('x'))"),
        ("results/a.py", "from .._core.errors import X"),
        ("tools/a.py", "from ..results import base\nimport asyncio"),
        (
            "_async/a.py",
            "from .._core import errors\nfrom .._runtime import concurrency_async as seam\nfrom ..tools import schema",
        ),
        ("_async/a.py", "import asyncio\nfrom inferencesh._async import tasks\nfrom .._runtime.local_files import X"),
        ("_async/requests/http.py", "import httpx"),
        ("_async/sub/__init__.py", "from .. import tasks\nfrom ..._core import errors"),
        ("_async/a.py", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import httpx"),
        ("_sync/http.py", "import httpx\nfrom .._runtime import concurrency_sync as seam"),
        ("local/a.py", "import starlette, uvicorn, httpx\nfrom PIL import Image\nfrom inferencesh import inference"),
        ("local/a.py", "from .._core.errors import X\nimport inferencesh"),
        ("cli/a.py", "from ..local import x\nimport inferencesh"),
        ("_async/a.py", "from .._transport import AsyncTransport\nfrom inferencesh._transport import Inflater"),
        ("_transport/__init__.py", "from ._async.transport import AsyncTransport\nimport httpx"),
        (
            "_transport/_async/a.py",
            "import httpx, ssl\nfrom ..net import sockets_async as net\nfrom ..codec import http1",
        ),
        ("_transport/_sync/a.py", "from .pool import Pool\nfrom ..net.sockets import tune"),
        ("_transport/codec/a.py", "from . import http1\nimport zlib"),
        ("__init__.py", "from ._version import __version__"),
    ],
)
def test_right_imports(arrows: Any, where: str, code: str) -> None:
    assert found(arrows, f"inferencesh/{where}", code) == ""


@pytest.mark.parametrize(
    ("where", "code", "words"),
    [
        ("_core/a.py", "from .._async import http", "_core must not import inferencesh._async"),
        ("_core/a.py", "from .. import _sync", "_core must not import inferencesh._sync"),
        (
            "_core/a.py",
            "import inferencesh._async.requests.http",
            "_core must not import inferencesh._async.requests.http",
        ),
        ("_core/a.py", "import inferencesh", "_core must not import inferencesh"),
        ("_core/a.py", "from inferencesh import inference", "_core must not import inferencesh"),
        (
            "_core/a.py",
            "from .._runtime.local_files import x",
            "_core must not import inferencesh._runtime.local_files",
        ),
        ("_core/a.py", "import os\nos.path.isfile('x')", "_core must not use os.path.isfile"),
        ("_core/a.py", "import os\ndef f(g=os.path.isdir): ...", "_core must not use os.path.isdir"),
        ("_core/a.py", "from os.path import isfile", "_core must not import os.path"),
        ("_core/a.py", "open('x')", "_core must not open files"),
        ("_core/a.py", "import time", "_core must not import time"),
        ("_core/a.py", "from threading import Lock", "_core must not import threading"),
        ("_core/a.py", "import asyncio", "no I/O"),
        ("_core/a.py", "def f():\n    import difflib", "with late_import()"),
        ("_async/a.py", "async def f():\n    if 1:\n        from ..results import base", "with late_import()"),
        ("_core/a.py", "import socket", "no I/O"),
        ("_core/a.py", "def f():\n    with late_import():\n        import ssl", "no I/O"),
        ("_core/a.py", "from httpx import Client", "httpx"),
        ("results/a.py", "import asyncio.events", "no I/O"),
        ("results/a.py", "from ..local import x", "results must not import inferencesh.local"),
        ("tools/a.py", "from ..cli import x", "tools must not import inferencesh.cli"),
        ("tools/a.py", "import httpx", "httpx is for"),
        ("tools/a.py", "import starlette.applications", "extra of the local platform"),
        ("_async/a.py", "from .._sync import http", "_async must not import inferencesh._sync"),
        (
            "_async/a.py",
            "from .._runtime import concurrency_sync",
            "_async must not import inferencesh._runtime.concurrency_sync",
        ),
        (
            "_async/a.py",
            "from .._runtime import clock, concurrency_sync",
            "_async must not import inferencesh._runtime.concurrency_sync",
        ),
        ("_async/a.py", "from ..local import x", "_async must not import inferencesh.local"),
        ("_async/a.py", "from inferencesh import local", "_async must not import inferencesh.local"),
        ("_async/a.py", "import httpx", "httpx is for"),
        ("_async/a.py", "import uvicorn", "extra of the local platform"),
        (
            "_sync/a.py",
            "from .._runtime import concurrency_async",
            "_sync must not import inferencesh._runtime.concurrency_async",
        ),
        ("local/a.py", "from .._async import http", "local must not import inferencesh._async"),
        ("local/a.py", "from inferencesh import _async", "local must not import inferencesh._async"),
        ("local/a.py", "from inferencesh import inference, _sync", "local must not import inferencesh._sync"),
        ("local/a.py", "from ..cli import x", "local must not import inferencesh.cli"),
        ("cli/a.py", "from .._sync.http import x", "cli must not import inferencesh._sync"),
        ("_async/a.py", "from .._transport import net", "only the face may be imported"),
        ("_async/a.py", "from .._transport._async.pool import Pool", "only the face may be imported"),
        ("_async/a.py", "import inferencesh._transport.net.tls", "only the face may be imported"),
        ("_core/a.py", "from .._transport import Transport", "_core must not import inferencesh._transport"),
        ("_transport/a.py", "from .._runtime.clock import x", "_transport is a package by itself"),
        ("_transport/__init__.py", "from .._core import errors", "_transport is a package by itself"),
        ("_transport/_async/a.py", "from ..._core.errors import x", "_transport is a package by itself"),
        ("_transport/_async/a.py", "import inferencesh", "_transport is a package by itself"),
        ("_transport/_async/a.py", "from ..net import sockets_sync", "_transport/_async must not import"),
        ("_transport/_sync/a.py", "from ..net.sockets_async import x", "_transport/_sync must not import"),
        ("_transport/_sync/a.py", "from .._async.pool import x", "_transport/_sync must not import"),
        ("_transport/codec/a.py", "from ..net.sockets import x", "_transport/codec must not import"),
        ("_transport/codec/a.py", "import socket", "no I/O"),
        ("_transport/a.py", "from ._async import pool", "_transport must not import"),
        ("__init__.py", "import httpx", "httpx is for"),
        ("_runtime/local_files.py", "from ..local import x", "_runtime must not import inferencesh.local"),
        ("_runtime/clock.py", "from .. import cli", "_runtime must not import inferencesh.cli"),
    ],
)
def test_wrong_imports(arrows: Any, where: str, code: str, words: str) -> None:
    problem = found(arrows, f"inferencesh/{where}", code)
    assert words in problem
    line = code.count("\n") + 1
    assert problem.startswith(f"inferencesh/{where}:{line}: ")
    assert "\n" not in problem


@pytest.mark.parametrize("code", ["import inferencesh", "from inferencesh._core import errors", "import inferencesh.x"])
def test_the_generated_code_imports_nothing_of_ours(arrows: Any, code: str) -> None:
    assert (
        found(arrows, "generated/inferencesh_api/a.py", "import httpx\nfrom . import b\nimport inferencesh_api") == ""
    )
    assert "generated/inferencesh_api/a.py: imports inferencesh" in found(
        arrows, "generated/inferencesh_api/a.py", code
    )


def test_the_exit_status(arrows: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert arrows.main() == 0
    assert capsys.readouterr().out == ""
    found(arrows, "inferencesh/_core/a.py", "import socket\nfrom .._sync import http")
    assert arrows.main() == 1
    assert len(capsys.readouterr().out.splitlines()) == 2
