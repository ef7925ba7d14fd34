"""Requests that make no sense are refused, or do no harm; none of them breaks the platform."""

from __future__ import annotations

import itertools
from typing import Any, Callable, Dict, Iterator, Tuple

import pytest

from inferencesh.local import ScriptedModel

from .conftest import CORE, Talk, client_tool

Make = Callable[..., Talk]
ODD: Tuple[Any, ...] = (
    None,
    5,
    True,
    "text",
    [],
    [5],
    [None],
    {},
    {"a": 5},
    {"name": 5},
    [{"name": 5}],
    [{"name": "x"}],
)
RUN_FIELDS = (
    "chat_id",
    "agent",
    "agent_id",
    "agent_version_id",
    "agent_config",
    "agent_name",
    "input",
    "context",
    "stream",
)
CONFIG_FIELDS = (
    "name description system_prompt example_prompts core_app tools skills context internal_tools permissions hooks "
    "output_schema temperature"
)
TOOL_FIELDS = ("name", "type", "client", "description", "display_name", "require_approval", "approval_timeout")
ROUTES = {
    "/agents": ("name", "version", "title", "visibility"),
    "/agents/list": ("cursor", "limit", "filters", "sort", "search"),
    "/chats": ("agent", "context", "name"),
    "/chats/{chat}": ("name", "description"),
    "/chats/{chat}/messages": ("message",),
    "/chats/{chat}/agent": ("agent",),
    "/chats/{chat}/settings": ("name", "visibility", "allow_all_tools", "disable_hooks", "forget_memory"),
    "/tools/{call}": ("result", "attachments"),
    "/tools/{call}/reject": ("reason",),
    "/chats/{chat}/tools/{call}/always-allow": ("option", "tool_name"),
}


def odd_runs() -> Iterator[Dict[str, Any]]:
    good = {"agent_config": CORE, "input": {"text": "a"}}
    for field, odd in itertools.product(RUN_FIELDS, ODD):
        if (field, odd) != ("stream", True):
            yield {**good, field: odd}
    for field, odd in itertools.product(("text", "attachments", "images", "files"), ODD):
        yield {**good, "input": {"text": "a", field: odd}}
    for field, odd in itertools.product(CONFIG_FIELDS.split(), ODD):
        yield {**good, "agent_config": {**CORE, field: odd}}
    for field, odd in itertools.product(TOOL_FIELDS, ODD):
        yield {**good, "agent_config": {**CORE, "tools": [{**client_tool("a"), field: odd}]}}
    for kind, odd in itertools.product(("app", "agent", "hook", "http", "call", "mcp", "internal"), ODD):
        yield {**good, "agent_config": {**CORE, "tools": [{"name": "a", "description": "", "type": kind, kind: odd}]}}
    for field, odd in itertools.product(("ref", "id", "version_id", "setup", "input"), ODD):
        yield {**good, "agent_config": {"core_app": {"ref": "acme/brain", field: odd}}}


def test_odd_runs(talk: Make) -> None:
    t = talk(ScriptedModel({None: "Fine."}))
    broken = []
    for body in odd_runs():
        response = t.http.post("/agents/run", json=body)
        if response.status_code >= 500:
            broken.append((body, response.text))
    assert not broken, f"{len(broken)}: {broken[:3]}"
    for run in t.post("/agent-runs/list", {"limit": -1})["items"]:
        t.idle(run["chat_id"])
    runs = t.post("/agent-runs/list", {"limit": -1})["items"]
    assert [run["error"] for run in runs if "the platform failed" in (run["error"] or "")] == []


@pytest.mark.parametrize("route", list(ROUTES))
def test_odd_bodies(talk: Make, route: str) -> None:
    from inferencesh.local import Call

    t = talk(ScriptedModel({"go": [Call("a"), "Fine."], None: "Fine."}))
    chat_id = t.send("go", tools=[client_tool("a", require_approval=True)])["user_message"]["chat_id"]
    call = t.waiting(chat_id, "awaiting_approval")
    path = route.format(chat=chat_id, call=call["id"])
    for field, odd in itertools.product(ROUTES[route], ODD):
        response = t.http.post(path, json={field: odd})
        assert response.status_code < 500, (field, odd, response.text)
    for body in ("[]", "5", '"x"', "{", ""):
        response = t.http.post(path, content=body, headers={"Content-Type": "application/json"})
        assert response.status_code < 500, (body, response.text)
