# Made from tests/sdk_async/test_old_answers.py by scripts/unasync.py. Do not edit.
"""Answers as older versions of the platform give them, and actions that answer with nothing much."""

from __future__ import annotations

from typing import Any

import pytest
from support.script import Script, problem, reply

from inferencesh import APIError, Inference, NotFoundError, RequirementsNotMetError, ServerError, SetupAction

pytestmark = pytest.mark.anyio

ID = "5hq0v3n8r1y6k4b9t2w7x0c5dm"


@pytest.mark.parametrize("answer", [reply(200, {"data": True}), reply(200, True), reply(204)])
def test_actions_may_answer_with_nothing_much(client: Inference, script: Script, answer: Any) -> None:
    script.on("POST", "", answer, answer)
    script.on("DELETE", "", answer, answer, answer)
    assert client.sessions.keepalive("sess_1") == {"id": "sess_1"}
    assert (client.cancel_task(ID))["id"] == ID
    client.sessions.end("sess_1")
    client.tasks.delete(ID)
    assert client.tasks.delete_files(ID) == {}


def test_a_failure_behind_a_200_is_told_by_its_own_status(client: Inference, script: Script) -> None:
    body = {"success": False, "status": 404, "error": {"code": "not_found", "message": "it is gone"}}
    for status in (404, "?", 503):
        script.on("GET", "/tasks/", reply(200, {**body, "status": status}))
    with pytest.raises(NotFoundError, match="HTTP 404: it is gone") as caught:
        client.get_task(ID)
    assert (caught.value.status_code, caught.value.code) == (404, "not_found")
    with pytest.raises(APIError, match="it is gone"):
        client.get_task(ID)
    with pytest.raises(ServerError, match="HTTP 503"):
        client.get_task(ID)


def test_requirements_in_the_oldest_form(client: Inference, script: Script) -> None:
    action = {"type": "connect", "provider": "google", "provider_name": "Google", "scopes": ["a"]}
    needs = [{"type": "credential", "key": "google", "message": "connect Google", "action": action}]
    legacy = {"code": "requirements_not_met", "message": "not yet", "meta": {"errors": needs}}
    script.on(
        "POST",
        "/run$",
        reply(412, {"success": False, "status": 412, "error": legacy}),
        problem(412, "requirements_not_met", "not yet", meta={"errors": needs}),
    )
    for _ in range(2):
        with pytest.raises(RequirementsNotMetError, match="connect Google") as caught:
            client.run("infsh/echo", input={})
        (need,) = caught.value.errors
        assert (need["key"], need.key, need["action"]) == ("google", "google", action)
        assert isinstance(need.action, SetupAction)
        assert need.action["provider"] == need.action.provider == "google"
        assert (need.action.type, need.action.provider_name, need.action.scopes) == ("connect", "Google", ["a"])
        assert need.action.scope_descriptions is None
