"""Stored agents, chats and runs as things to list, read, change and delete."""

from __future__ import annotations

from typing import Any, Callable, Dict

from inferencesh.local import Call, LocalPlatform

from .conftest import CORE, Talk, client_tool, texts

Make = Callable[..., Talk]


def test_a_name_that_is_taken_gets_a_new_version(talk: Make) -> None:
    """rest.md: agent names upsert per workspace."""
    t = talk([])
    made = t.post("/agents", {"name": "acme/helper", "version": {**CORE, "system_prompt": "One."}})
    again = t.post("/agents", {"name": "acme/helper", "version": {**CORE, "system_prompt": "Two."}})
    assert (again["id"], again["version"]["system_prompt"]) == (made["id"], "Two.")
    assert again["version_id"] != made["version_id"]
    same = t.post("/agents", {"name": "acme/helper"})
    assert (same["id"], same["version_id"]) == (made["id"], again["version_id"])
    assert len(t.post("/agents/list")["items"]) == 1


def test_agents_are_made_changed_listed_and_deleted(talk: Make) -> None:
    t = talk(["Hi.", "Ho.", "Old."])
    hook = {"name": "n", "description": "", "type": "hook", "hook": {"url": "http://127.0.0.1/", "secret": "hush"}}
    made = t.post("/agents", {"name": "acme/helper", "version": {**CORE, "system_prompt": "One.", "tools": [hook]}})
    assert (made["namespace"], made["name"], made["version"]["system_prompt"]) == ("acme", "helper", "One.")
    kept = made["version"]["tools"][0]["hook"]
    assert kept["secret"] == ""
    assert kept["secret_ref"]
    t.refused("POST", "/agents", 422, "validation_error", {"name": "acme/other", "version": {}})
    t.refused("POST", "/agents", 422, "validation_error", {"name": "a b@c"})
    changed = t.post(f"/agents/{made['id']}", {"version": {**CORE, "system_prompt": "Two."}, "title": "Helper"})
    assert changed["title"] == "Helper"
    assert changed["version_id"] != made["version_id"]
    assert t.get("/agents/acme/helper")["version"]["system_prompt"] == "Two."
    assert t.get("/agents/acme/helper@v1")["version"]["system_prompt"] == "One."
    assert t.get(f"/agents/{made['short_id']}")["id"] == made["id"]
    versions = t.post(f"/agents/{made['id']}/versions/list")["items"]
    assert [version["system_prompt"] for version in versions] == ["Two.", "One."]
    for ref, prompt in (("acme/helper", "Two."), ("acme/helper@" + versions[1]["short_id"], "One.")):
        t.idle(t.post("/agents/run", {"agent": ref, "input": {"text": "a"}})["user_message"]["chat_id"])
        assert t.brain.inputs[-1]["system_prompt"] == prompt
    t.refused("POST", "/agents/run", 404, "not_found", {"agent": "acme/helper@v9", "input": {"text": "a"}})
    assert [agent["name"] for agent in t.post("/agents/list")["items"]] == ["helper"]
    t.ask("ad hoc", name="shy")
    assert [agent["name"] for agent in t.get("/agents")["items"]] == ["helper"]
    old = t.get(f"/agents/{made['id']}/versions/{versions[1]['short_id']}")
    assert (old["id"], old["system_prompt"]) == (versions[1]["id"], "One.")
    t.refused("GET", f"/agents/{made['id']}/versions/v9", 404, "not_found")
    copied = t.post(f"/agents/{made['id']}/duplicate")
    assert copied["id"] != made["id"]
    assert (copied["name"], copied["title"], copied["version"]["system_prompt"]) == ("helper-copy", "Helper", "Two.")
    assert t.post(f"/agents/{made['id']}/duplicate")["name"] == "helper-copy-2"
    assert t.post(f"/agents/{made['id']}/visibility", {"visibility": "public"})["visibility"] == "public"
    t.refused("POST", f"/agents/{made['id']}/visibility", 422, "validation_error", {"visibility": "loud"})
    assert t.post(f"/agents/{made['id']}/transfer", {"team_id": made["team_id"]})["id"] == made["id"]
    t.refused("POST", f"/agents/{made['id']}/transfer", 404, "not_found", {"team_id": "another"})
    t.refused("POST", f"/agents/{made['id']}/transfer", 422, "validation_error", {})
    assert t.http.delete(f"/agents/{made['id']}").status_code == 200
    t.refused("GET", f"/agents/{made['id']}", 404, "not_found")


def test_the_same_name_means_the_same_ad_hoc_agent(talk: Make) -> None:
    t = talk(["a", "b", "c"])
    first, again = t.ask("x", name="shy"), t.ask("y", name="shy")
    other = t.ask("z", name="bold")
    assert (first["agent_id"], first["agent_version_id"]) == (again["agent_id"], again["agent_version_id"])
    assert other["agent_id"] != first["agent_id"]


def test_chats_are_listed_read_changed_and_given_another_agent(talk: Make) -> None:
    other: Dict[str, Any] = {**CORE, "system_prompt": "Other."}
    t = talk(["a", "b"], agents={"acme/one": CORE, "acme/two": other})
    chat = t.post("/chats", {"agent": "acme/one", "context": {"k": "v"}})
    assert (chat["status"], chat["context"]) == ("idle", {"k": "v"})
    assert t.get(f"/chats/{chat['id']}/messages")["items"] == []
    t.post(f"/chats/{chat['id']}/messages", {"message": "hello"})
    t.idle(chat["id"])
    assert t.get(f"/chats/{chat['id']}/status")["status"] == "idle"
    assert t.get(f"/chats/{chat['short_id']}")["id"] == chat["id"]
    assert "chat_messages" not in t.get(f"/chats/{chat['id']}")
    assert t.post(f"/chats/{chat['id']}", {"name": "Mine"})["name"] == "Mine"
    switched = t.post(f"/chats/{chat['id']}/agent", {"agent": "acme/two"})
    assert switched["agent"]["name"] == "two"
    t.post(f"/chats/{chat['id']}/messages", {"message": "again"})
    t.idle(chat["id"])
    assert t.brain.inputs[-1]["system_prompt"] == "Other."
    found = t.post("/chats/list", {"filters": [{"field": "name", "operator": "eq", "value": "Mine"}]})["items"]
    assert [one["id"] for one in found] == [chat["id"]]
    assert t.post(f"/chats/{chat['id']}/settings", {"disable_hooks": True})["disable_hooks"] is True
    t.refused("POST", f"/chats/{chat['id']}/settings", 422, "validation_error", {"visibility": "loud"})
    t.refused("POST", f"/chats/{chat['id']}/messages", 422, "validation_error", {"message": ""})


def test_messages_come_in_pages_newest_first(talk: Make) -> None:
    t = talk(["1", "2", "3"])
    chat_id = t.ask("a")["id"]
    for text in ("b", "c"):
        t.ask(text, chat_id)
    seen, cursor = [], None
    while True:
        query = {"limit": 4, **({"cursor": cursor} if cursor else {})}
        page = t.get(f"/chats/{chat_id}/messages", params=query)
        seen += [message["order"] for message in page["items"]]
        cursor = page["next_cursor"]
        if not page["has_next"]:
            break
    assert seen == [6, 5, 4, 3, 2, 1]
    listed = t.post(f"/chats/{chat_id}/messages/list", {"limit": 2})["items"]
    assert [message["order"] for message in listed] == [6, 5]


def test_runs_are_listed_and_cancelled(talk: Make) -> None:
    t = talk(["a", Call("x")])
    chat_id = t.ask("one")["id"]
    t.send("two", chat_id, tools=[client_tool("x")])
    t.waiting(chat_id)
    newest, oldest = t.post("/agent-runs/list")["items"]
    assert (newest["state"], oldest["state"]) == ("input_required", "completed")
    assert t.post(f"/agent-runs/{newest['id']}/cancel")["state"] == "canceled"
    t.refused("POST", f"/agent-runs/{newest['id']}/cancel", 409, "invalid_transition", {})
    assert t.chat(chat_id)["status"] == "idle"
    t.refused("GET", "/agent-runs/none", 404, "not_found")
    t.refused("POST", "/interrupts/none/resolve", 404, "not_found", {"decision": "allow"})
    t.refused("POST", "/tools/none", 404, "not_found", {"result": "x"})


def test_the_names_of_the_documentation_are_there_only_with_the_stand_ins(talk: Make) -> None:
    t = talk([])
    t.refused("GET", "/agents/my-org/assistant", 404, "not_found")
    t = talk([], stand_ins=True)
    for ref in ("my-team/support-agent", "my-org/assistant", "my-org/researcher"):
        assert t.get(f"/agents/{ref}@latest")["name"] == ref.split("/")[1]
    chat_id = t.post("/agents/run", {"agent": "my-org/assistant", "input": {"text": "Hello!"}})["user_message"][
        "chat_id"
    ]
    assert texts(t.idle(chat_id))[-1] == ("assistant", "Hello! How can I help you?")


def test_a_chat_of_a_deleted_agent_goes_on(talk: Make) -> None:
    t = talk(["a", "b"], agents={"acme/one": CORE})
    chat_id = t.post("/agents/run", {"agent": "acme/one", "input": {"text": "x"}})["user_message"]["chat_id"]
    t.idle(chat_id)
    assert t.http.delete("/agents/" + t.get("/agents/acme/one")["id"]).status_code == 200
    t.post(f"/chats/{chat_id}/messages", {"message": "y"})
    assert texts(t.idle(chat_id))[-1] == ("assistant", "b")


def test_models_must_be_models() -> None:
    import pytest

    with pytest.raises(TypeError, match="must be a model such as ScriptedModel"):
        LocalPlatform(models={"acme/x": 5})
