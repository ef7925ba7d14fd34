"""The face hands names on: what checkers see is what loads, and loading it loads little else."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import inferencesh

ROOT = Path(__file__).resolve().parent.parent.parent


def test_checkers_see_what_loads() -> None:
    tree = ast.parse((ROOT / "inferencesh" / "__init__.py").read_text(encoding="utf-8"))
    seen = {alias.asname for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert seen - {None, "__version__"} == set(inferencesh.__all__)
    for name in inferencesh.__all__:
        assert getattr(inferencesh, name) is not None, name
        assert name in dir(inferencesh)


def test_a_name_that_is_none_is_an_attribute_error() -> None:
    assert not hasattr(inferencesh, "inferrence")


def test_names_of_the_official_sdk_are_the_same_things() -> None:
    assert inferencesh.RequirementsNotMetException is inferencesh.RequirementsNotMetError
    assert inferencesh.ToolCallInfo is inferencesh.ToolCall
    assert inferencesh.AgentDelta is inferencesh.Delta
    client = inferencesh.inference("inf_k")
    assert isinstance(client.tasks, inferencesh.TasksAPI)
    assert isinstance(client.files, inferencesh.FilesAPI)
    assert isinstance(client.agents, inferencesh.AgentsAPI)
    assert isinstance(client.sessions, inferencesh.SessionsAPI)
    assert isinstance(client.sockets, inferencesh.SocketsAPI)
    later = inferencesh.async_inference("inf_k")
    assert isinstance(later.tasks, inferencesh.AsyncTasksAPI)
    assert isinstance(later.files, inferencesh.AsyncFilesAPI)
    assert isinstance(later.agents, inferencesh.AsyncAgentsAPI)
    assert isinstance(later.sessions, inferencesh.AsyncSessionsAPI)
    assert isinstance(later.sockets, inferencesh.AsyncSocketsAPI)


def test_enums_are_texts_and_keep_what_is_new() -> None:
    assert inferencesh.ChatStatus("idle") == "idle" == str(inferencesh.ChatStatus.IDLE)
    assert inferencesh.ToolType("teleport") == "teleport"
    assert inferencesh.HookEvent("agent.start") is inferencesh.HookEvent.AGENT_START


def test_a_message_is_ready_when_nothing_more_is_written() -> None:
    ready = [status for status in inferencesh.ChatMessageStatus if inferencesh.is_message_ready(status)]
    assert ready == ["ready", "failed", "cancelled"]
    assert inferencesh.is_message_ready("ready")
    assert not inferencesh.is_message_ready("queued")
    assert not inferencesh.is_message_ready(None)


def test_importing_the_face_loads_neither_httpx_nor_attrs() -> None:
    path = [str(ROOT), str(ROOT / "generated"), *sys.path]
    code = (
        f"import sys; sys.path[:0] = {path!r}\nimport inferencesh\n"
        "print(sorted({'httpx', 'attrs', 'asyncio'} & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.PIPE, timeout=60)
    assert out.stdout.strip() == b"[]"
