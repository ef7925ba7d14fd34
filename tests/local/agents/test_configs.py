"""What an agent's config may hold: what is wrong is refused by its name, and what is stored can be shown."""

from __future__ import annotations

import logging
from typing import Any, Callable, Dict, List

import pytest

from inferencesh.local import LocalPlatform
from inferencesh.local.http.problem_documents import Problem

from .conftest import CORE, Talk

Make = Callable[..., Talk]


def tool(kind: str, **settings: Any) -> List[Dict[str, Any]]:
    return [{"name": "a", "description": "", "type": kind, kind: settings}]


WRONG: List[Any] = [
    ({"name": 5}, "name", "must be a string or null, not the number 5"),
    ({"description": []}, "description", "must be a string"),
    ({"system_prompt": {}}, "system_prompt", "must be a string"),
    ({"example_prompts": ["a", 5]}, "example_prompts[1]", "must be a string"),
    ({"core_app": {}}, "core_app", "names no app"),
    ({"core_app": {"ref": 5}}, "core_app.ref", "must be a string"),
    ({"core_app": {"id": "x", "version_id": 5}}, "core_app.version_id", "must be a string"),
    ({"tools": {}}, "tools", "must be a list"),
    ({"tools": [5]}, "tools[0]", "must be an object"),
    ({"tools": [{"type": "client", "description": ""}]}, "tools[0].name", "is missing"),
    ({"tools": [{"name": "", "type": "client"}]}, "tools[0].name", "must have at least 1"),
    ({"tools": [{"name": "a", "type": "rocket"}]}, "tools[0].type", "must be one of 'app', 'agent'"),
    ({"tools": [{"name": "a", "type": "client", "description": 5}]}, "tools[0].description", "must be a string"),
    ({"tools": [{"name": "a", "type": "client", "display_name": 5}]}, "tools[0].display_name", "must be a string"),
    ({"tools": [{"name": "a", "type": "client", "require_approval": 1}]}, "tools[0].require_approval", "true or false"),
    ({"tools": [{"name": "a", "type": "client", "approval_timeout": 1.5}]}, "tools[0].approval_timeout", "whole"),
    ({"tools": [{"name": "a", "type": "client", "approval_timeout": -1}]}, "tools[0].approval_timeout", "at least 0"),
    ({"tools": [{"name": "a", "type": "client", "client": 5}]}, "tools[0].client", "must be an object"),
    ({"tools": tool("client", input_schema=5)}, "tools[0].client.input_schema", "must be an object"),
    ({"tools": tool("app")}, "tools[0].app.ref", "is missing"),
    ({"tools": tool("app", ref=5)}, "tools[0].app.ref", "must be a string"),
    ({"tools": tool("app", ref="a/b", function=5)}, "tools[0].app.function", "must be a string"),
    ({"tools": tool("app", ref="a/b", input=5)}, "tools[0].app.input", "must be an object"),
    ({"tools": tool("app", ref="a/b", session_enabled="yes")}, "tools[0].app.session_enabled", "true or false"),
    ({"tools": tool("agent")}, "tools[0].agent.ref", "is missing"),
    ({"tools": tool("hook", secret="x")}, "tools[0].hook.url", "is missing"),
    ({"tools": tool("hook", url="x", secret=5)}, "tools[0].hook.secret", "must be a string"),
    ({"tools": tool("http", url="x", headers={"a": 5})}, "tools[0].http.headers.a", "must be a string"),
    ({"tools": tool("http", url="x", method=5)}, "tools[0].http.method", "must be a string"),
    ({"tools": tool("http", url="x", auth={"secret": "s"})}, "tools[0].http.auth.type", "is missing"),
    ({"tools": tool("call", url=5)}, "tools[0].call.url", "must be a string"),
    ({"tools": tool("mcp", server="x")}, "tools[0].mcp.tool_name", "is missing"),
    ({"tools": [{"name": "a", "type": "client"}] * 2}, "tools[1].name", "another tool is called 'a'"),
    ({"skills": {}}, "skills", "must be a list"),
    ({"skills": [{"description": "x"}]}, "skills[0].name", "is missing"),
    ({"skills": [{"name": "x", "content": 5}]}, "skills[0].content", "must be a string"),
    ({"skills": [{"name": "x", "preload": "yes"}]}, "skills[0].preload", "true or false"),
    ({"context": [{"required": True}]}, "context[0].name", "is missing"),
    ({"context": [{"name": "x", "default": 5}]}, "context[0].default", "must be a string"),
    ({"internal_tools": []}, "internal_tools", "must be an object"),
    ({"internal_tools": {"plan": "yes"}}, "internal_tools.plan", "true or false"),
    ({"internal_tools": {"web_search": 5}}, "internal_tools.web_search", "fits none"),
    ({"permissions": {"allow_all_tools": "yes"}}, "permissions.allow_all_tools", "true or false"),
    ({"hooks": {}}, "hooks", "must be a list"),
    ({"hooks": [{"type": "webhook", "handler": "x"}]}, "hooks[0].event", "is missing"),
    ({"hooks": [{"event": "agent.start"}]}, "hooks[0].type", "is missing"),
    ({"hooks": [{"event": "agent.start", "type": "webhook"}]}, "hooks[0].handler", "is missing"),
    ({"hooks": [{"event": "agent.start", "type": "task", "handler": ""}]}, "hooks[0].handler", "is missing"),
    ({"hooks": [{"event": "agent.start", "type": "gate", "timeout": "5"}]}, "hooks[0].timeout", "whole number"),
    ({"hooks": [{"event": "agent.idle", "type": "gate", "default_resolution": 5}]}, "hooks[0].default_resolution", ""),
    ({"output_schema": 5}, "output_schema", "must be an object"),
    ({"output_schema": {"type": "array"}}, "output_schema.type", "must be 'object'"),
]  # fmt: skip


@pytest.mark.parametrize(("config", "field", "expected"), WRONG, ids=[str(i) for i in range(len(WRONG))])
def test_what_is_wrong_is_refused_by_name(talk: Make, config: Dict[str, Any], field: str, expected: str) -> None:
    t = talk([])
    config = {**CORE, **config}
    run = {"input": {"text": "a"}, "agent_config": config}
    made = t.post("/agents", {"name": "good", "version": CORE})
    for path, body, root in (
        ("/agents/run", run, "agent_config"),
        ("/agents", {"name": "x", "version": config}, "version"),
        (f"/agents/{made['id']}", {"version": config}, "version"),
    ):
        problem = t.refused("POST", path, 422, "validation_error", body)
        assert problem["data"][0]["path"] == f"{root}.{field}", problem
        assert expected in problem["data"][0]["message"], problem
        assert f"{root}.{field} " in problem["detail"]
    assert t.get(f"/agents/{made['id']}")["version_id"] == made["version_id"]


def test_all_that_is_wrong_is_said_at_once(talk: Make) -> None:
    config = {"core_app": None, "name": 5, "tools": [{"type": "client"}]}
    problem = talk([]).refused("POST", "/agents", 422, "validation_error", {"name": "x", "version": config})
    assert [entry["path"] for entry in problem["data"]] == ["version.name", "version.tools[0].name", "version.core_app"]


def test_a_config_of_the_platforms_own_arguments_is_checked_too() -> None:
    platform = LocalPlatform(agents={"acme/x": {"core_app": {"ref": "a/b"}, "tools": [{"name": "a"}]}})
    with pytest.raises(Problem, match=r"agents\['acme/x'\]\.tools\[0\]\.type is missing"):
        platform.start()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", 5),
        ("name", ""),
        ("name", "a/b/c"),
        ("title", 5),
        ("images", []),
        ("visibility", "loud"),
        ("harness", 5),
    ],
)
def test_the_members_beside_the_config_are_checked(talk: Make, field: str, value: Any) -> None:
    t = talk([])
    made = t.post("/agents", {"name": "good", "version": CORE})
    bodies = {"/agents": {"name": "x", "version": CORE, field: value}}
    if field != "harness":
        bodies[f"/agents/{made['id']}"] = {field: value}
    for path, body in bodies.items():
        problem = t.refused("POST", path, 422, "validation_error", body)
        assert problem["data"][0]["path"] == field
    assert len(t.post("/agents/list")["items"]) == 1


def test_an_agent_is_renamed_but_not_to_a_name_that_is_taken(talk: Make) -> None:
    t = talk(["Hi."], agents={"local/taken": CORE})
    made = t.post("/agents", {"name": "good", "version": CORE})
    assert t.post(f"/agents/{made['id']}", {"name": "better"})["name"] == "better"
    t.refused("POST", f"/agents/{made['id']}", 409, "name_conflict", {"name": "taken"})
    chat_id = t.post("/agents/run", {"agent": "local/better", "input": {"text": "a"}})["user_message"]["chat_id"]
    assert t.idle(chat_id)["status"] == "idle"


def test_a_version_is_added_by_the_id_of_its_agent(talk: Make) -> None:
    t = talk([])
    made = t.post("/agents", {"name": "good", "version": CORE})
    again = t.post("/agents", {"id": made["id"], "name": "good", "version": {**CORE, "system_prompt": "New."}})
    assert (again["id"], again["version"]["system_prompt"]) == (made["id"], "New.")
    t.refused("POST", "/agents", 422, "validation_error", {"id": "nobody", "name": "good", "version": CORE})


def test_what_is_left_out_or_null_is_no_mistake(talk: Make) -> None:
    config: Dict[str, Any] = {
        **CORE,
        "name": None,
        "tools": [{"name": "a", "type": "app", "display_name": None, "app": {"id": "x", "ref": None, "input": None}}],
        "skills": [{"name": "s", "url": None, "content": "x"}],
        "context": [{"name": "c", "default": None}],
        "internal_tools": {"plan": None, "image_generation": {"enabled": True, "app_ref": "a/b"}, "other": True},
        "hooks": [{"event": "agent.lunch", "type": "gate", "timeout": None}],
        "output_schema": {"properties": {}},
        "anything": {"else": 1},
        "temperature": 0.5,
    }
    shown = talk([]).post("/agents", {"name": "x", "version": config})["version"]
    assert shown["tools"][0]["description"] == ""
    assert shown["skills"][0]["description"] == ""


def test_own_tools_that_are_not_here_are_in_the_log(talk: Make, caplog: pytest.LogCaptureFixture) -> None:
    t = talk(["Hi."])
    with caplog.at_level(logging.WARNING, "inferencesh.local"):
        t.ask("go", internal_tools={"artifact": True, "plan": True, "knowledge": False, "meta": None})
    assert "does not have the internal tools artifact" in caplog.text
