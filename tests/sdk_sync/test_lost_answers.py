# Made from tests/sdk_async/test_lost_answers.py by scripts/unasync.py. Do not edit.
"""A submission whose answer is lost: the task is looked for and followed, and never started a second time."""

from __future__ import annotations

import json
import urllib.request
from typing import Any, Dict, List

import pytest
from support.gate import Gate
from support.script import Script, cut_if_longer, first, lose, made_by, problem, refuse_if, reply

from inferencesh import GoneError, Inference, NotFoundError, RetryPolicy, SubmissionUnknownError
from inferencesh.local import LocalPlatform, ScriptedModel

pytestmark = pytest.mark.anyio
RUN = "/apps/run$"
LIST = "/tasks/list$"
START = "b2Zmc2V0OjA="  # the local platform's cursor for the beginning


def submit(platform: LocalPlatform, body: Dict[str, Any]) -> None:
    """Another process starts something."""
    request = urllib.request.Request(
        platform.base_url + "/apps/run",
        json.dumps(body).encode(),
        {"Authorization": f"Bearer {platform.api_key}", "Content-Type": "application/json"},
    )
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10).close()


def test_the_run_goes_on_with_the_task_that_was_created(
    client: Inference, platform: LocalPlatform, script: Script
) -> None:
    script.on("POST", RUN, lose())
    result = client.run("infsh/echo", input={"text": "once"})
    assert result["status"] == "completed"
    assert result["output"]["text"] == "once"
    assert [task["id"] for task in platform.tasks] == [result["id"]]


def test_a_stream_goes_on_too(client: Inference, platform: LocalPlatform, script: Script) -> None:
    script.on("POST", RUN, lose())
    updates = [update for update in client.run("infsh/echo", input={"text": "once"}, stream=True)]
    assert updates[-1]["status"] == "completed"
    assert len(platform.tasks) == 1


def test_an_answer_that_cannot_be_read_is_a_lost_one(
    client: Inference, platform: LocalPlatform, script: Script
) -> None:
    script.on("POST", RUN, lose(b'{"data": {"id": "half an'))
    task = client.run("infsh/echo", input={"text": "x"}, wait=False)
    assert [task["id"]] == [one["id"] for one in platform.tasks]
    script.on("POST", RUN, lose(b'{"data": {"status": 1}}'))
    other = client.run("infsh/echo", input={"text": "x"}, wait=False)
    assert other["id"] != task["id"]
    assert len(platform.tasks) == 2


def test_a_gateway_that_gave_up(client: Inference, platform: LocalPlatform, script: Script) -> None:
    script.on("POST", RUN, lose(b"<html>bad gateway</html>", 502))
    assert (client.run("infsh/echo", input={"text": "x"}))["status"] == "completed"
    assert len(platform.tasks) == 1


def test_equal_tasks_of_before_are_not_mistaken_for_it(
    client: Inference, platform: LocalPlatform, script: Script
) -> None:
    earlier = [client.run("infsh/echo", input={"text": "same"}) for _ in range(3)]
    script.on("POST", RUN, lose())
    result = client.run("infsh/echo", input={"text": "same"})
    assert result["id"] not in {task["id"] for task in earlier}
    assert len(platform.tasks) == 4


def test_old_tasks_of_others_are_left_out(
    client: Inference, platform: LocalPlatform, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    import inferencesh._runtime.submission_registry as submissions

    client.run("infsh/echo", input={"text": "same"})
    monkeypatch.setattr(submissions.PROCESS, "_ids", set())  # as if another process had started it
    platform.clock.advance(3600)
    script.on("POST", RUN, lose())
    result = client.run("infsh/echo", input={"text": "same"})
    assert result["id"] == platform.tasks[-1]["id"]
    assert len(platform.tasks) == 2


def test_a_submission_that_did_not_arrive_is_not_sent_again(
    client: Inference, platform: LocalPlatform, script: Script
) -> None:
    script.on("POST", RUN, reply(502, b"<html>bad gateway</html>", "text/html"))
    with pytest.raises(SubmissionUnknownError, match="found in 5 looks, which proves nothing") as caught:
        client.run("infsh/echo", input={"text": "x", "link": "https://files.example/a?sig=secret"})
    error = caught.value
    assert platform.tasks == []
    assert error.sent_at is not None
    assert error.submission == {
        "app": "infsh/echo",
        "input": {"text": "x", "link": "https://files.example/a?[hidden]"},
    }
    assert error.candidates == ()
    assert [attempt["outcome"] for attempt in error.attempts] == ["HTTP 502"]


def test_two_of_the_kind_are_an_error_that_names_them(
    client: Inference, platform: LocalPlatform, script: Script
) -> None:
    def elsewhere() -> None:
        """At the same moment."""
        submit(platform, {"app": "infsh/echo", "input": {"text": "x"}})

    script.on("POST", RUN, first(elsewhere, lose()))
    with pytest.raises(SubmissionUnknownError, match="Several tasks of infsh/echo may be it") as caught:
        client.run("infsh/echo", input={"text": "x"})
    assert sorted(caught.value.candidates) == sorted(task["id"] for task in platform.tasks)
    assert len(caught.value.candidates) == 2


def test_a_list_that_cannot_be_read_leaves_the_doubt(
    client: Inference, platform: LocalPlatform, script: Script
) -> None:
    script.on("POST", RUN, lose())
    script.on("POST", LIST, *[reply(500, b"")] * 100)
    with pytest.raises(SubmissionUnknownError, match="could not be looked for"):
        client.run("infsh/echo", input={"text": "x"})
    assert len(platform.tasks) == 1


def test_a_passing_trouble_of_the_list_is_none(client: Inference, platform: LocalPlatform, script: Script) -> None:
    script.on("POST", RUN, lose())
    script.on("POST", LIST, reply(200, {"data": {"items": []}}), reply(200, b"garbage"), reply(503, b""))
    assert (client.run("infsh/echo", input={"text": "x"}))["status"] == "completed"
    assert len(platform.tasks) == 1


def test_a_line_that_long_answers_do_not_survive(client: Inference, platform: LocalPlatform, script: Script) -> None:
    """Pages become smaller until they get through; those that came are not asked for again."""
    for number in range(12):
        client.run("infsh/echo", input={"text": f"another {number}"}, wait=False)
    script.on("POST", RUN, lose())
    sizes: List[int] = []
    script.on("POST", LIST, *[cut_if_longer(1000, sizes)] * 100)
    assert (client.run("infsh/echo", input={"text": "x"}))["status"] == "completed"
    assert sizes[0] > 1000
    assert sizes[-1] <= 1000
    assert len(platform.tasks) == 13


def test_a_list_that_takes_neither_fields_nor_filters(
    client: Inference, platform: LocalPlatform, script: Script
) -> None:
    """Whole records from the newest to the oldest then: that is what every list has."""
    for number in range(12):
        client.run("infsh/echo", input={"text": f"another {number}"}, wait=False)
    script.on("POST", RUN, lose())
    script.on("POST", LIST, *[refuse_if(b'"fields"', b'"filters"')] * 20)
    result = client.run("infsh/echo", input={"text": "x"})
    assert result["id"] == platform.tasks[-1]["id"]


def test_a_list_that_leaves_out_what_it_is_asked_for(
    client: Inference, platform: LocalPlatform, script: Script
) -> None:
    script.on("POST", RUN, lose())
    script.on("POST", LIST, reply(200, {"data": {"items": [{"id": "a" * 26, "input": {}}], "has_next": False}}))
    result = client.run("infsh/echo", input={"text": "x"})
    assert result["id"] == platform.tasks[-1]["id"]
    assert script.log.count("POST /tasks/list") == 2


def test_a_client_that_repeats_nothing_looks_all_the_same(platform: LocalPlatform, script: Script) -> None:
    script.on("POST", RUN, lose())
    script.on("POST", LIST, reply(503, b""), reply(200, {"data": {"items": []}}), lose())
    clock = RetryPolicy(max_attempts=1, backoff=0.001)
    with platform.client(retry=clock) as client:
        assert (client.run("infsh/echo", input={"text": "x"}))["status"] == "completed"
    assert script.log.count("POST /apps/run") == 1


def test_a_wait_that_the_list_asks_for_is_kept(client: Inference, platform: LocalPlatform, script: Script) -> None:
    script.on("POST", RUN, lose())
    script.on("POST", LIST, *[problem(429, "rate_limited", headers={"Retry-After": "3600"})] * 5)
    with pytest.raises(SubmissionUnknownError, match="could not be looked for"):
        client.run("infsh/echo", input={"text": "x"})
    assert script.log.count("POST /tasks/list") == 1


def test_a_task_with_another_webhook_is_another(
    client: Inference, platform: LocalPlatform, script: Script, gate: Gate
) -> None:
    def other() -> None:
        submit(platform, {"app": "test/gate", "input": {"n": 1}, "webhook": "http://127.0.0.1:9/other"})

    script.on("POST", RUN, first(other, lose()))
    result = client.run("test/gate", input={"n": 1}, webhook="http://127.0.0.1:9/mine", wait=False)
    assert [task["id"] for task in platform.tasks].index(result["id"]) == 1
    script.on("POST", RUN, first(other, reply(502, b"")))
    with pytest.raises(SubmissionUnknownError, match="No such task"):
        client.run("test/gate", input={"n": 1}, webhook="http://127.0.0.1:9/mine")
    for task in platform.tasks:  # nobody is to be called
        client.cancel_task(task["id"], force=True)


def test_a_message_is_found_below_many_others(make_platform: Any, script: Script) -> None:
    platform = make_platform(models={"acme/brain": ScriptedModel(["Hello.", "Hello again."])})
    with platform.client(retry=RetryPolicy(backoff=0.001)) as client:
        agent = client.agent({"core_app": {"ref": "acme/brain"}})
        agent.send_message("Hi")
        script.on("POST", "/agents/run$", lose())
        pages: List[Dict[str, Any]] = []

        def busy() -> Dict[str, Any]:
            """An agent that has written much since."""
            times = {"created_at": platform.tasks[-1]["created_at"], "role": "assistant", "content": []}
            messages = [{**times, "id": f"{number:026d}"} for number in range(5)]
            page = {"items": messages, "next_cursor": START, "has_next": True, "prev_cursor": "", "has_previous": False}
            pages.append(page)
            return {"data": page}

        script.on("GET", "/chats/[0-9a-z]{26}/messages$", made_by(busy))
        assert (agent.send_message("Hi")).text == "Hello again."
        assert len(pages) == 1


def test_it_is_found_behind_many_others(client: Inference, platform: LocalPlatform, script: Script) -> None:
    """Over several pages of the list: all of them are as new as it."""

    script.on("POST", RUN, lose())
    pages: List[Dict[str, Any]] = []

    def others() -> Dict[str, Any]:
        newest = platform.tasks[-1]
        fakes = [{**newest, "id": f"{number:026d}", "input": {"text": "other"}} for number in range(20)]
        page = {"items": fakes, "next_cursor": START, "has_next": True, "prev_cursor": "", "has_previous": False}
        pages.append(page)
        return {"data": page}

    script.on("POST", LIST, made_by(others))
    assert (client.run("infsh/echo", input={"text": "x"}))["status"] == "completed"
    assert len(pages) == 1


def test_functions_setups_and_sessions_are_told_apart(
    client: Inference, platform: LocalPlatform, script: Script
) -> None:
    script.on("POST", RUN, lose())
    first = client.run("infsh/session-test", input={"key": "a", "value": 1}, function="set_value", session="new")
    assert first["status"] == "completed"
    script.on("POST", RUN, lose())
    second = client.run("infsh/session-test:get_value", input={"key": "a"}, session=first["session_id"])
    assert second["session_id"] == first["session_id"]
    assert len(platform.tasks) == 2


def test_an_input_with_files(client: Inference, platform: LocalPlatform, script: Script) -> None:
    script.on("POST", RUN, lose())
    result = client.run("infsh/echo", input={"file": b"some bytes"})
    assert result["status"] == "completed"
    assert [receipt["bytes"] for receipt in result.uploads] == [10]
    assert len(platform.tasks) == 1


def test_the_call_s_time_out_ends_the_search(platform: LocalPlatform, script: Script) -> None:
    script.on("POST", RUN, reply(502, b""))
    patient = RetryPolicy(backoff=30.0, backoff_limit=30.0)
    with platform.client(retry=patient) as client:
        with pytest.raises(SubmissionUnknownError):
            client.run("infsh/echo", input={"text": "x"}, timeout=5)
    assert script.log.count("POST /tasks/list") == 1


def test_deleted_by_a_request_whose_answer_was_lost(make_platform: Any, script: Script) -> None:
    platform = make_platform(models={"acme/brain": ScriptedModel(["One."])})
    with platform.client(retry=RetryPolicy(backoff=0.001)) as client:
        agent = client.agent({"core_app": {"ref": "acme/brain"}})
        agent.send_message("a")
        task = client.run("infsh/echo", input={"text": "x"})
        file = client.upload_file(b"some bytes")
        session = client.session("infsh/session-test")
        session.call("set_value", {"key": "a", "value": 1})
        for delete, thing in (
            (client.chats.delete, agent.chat_id),
            (client.tasks.delete, task["id"]),
            (client.files.delete, file["id"]),
            (client.sessions.end, session.session_id),
        ):
            script.on("DELETE", "", lose(), reply(503, b""))
            delete(thing)
            script.on("DELETE", "", problem(429, "rate_limited"))
            with pytest.raises((NotFoundError, GoneError)):
                delete(thing)


# -- messages ----------------------------------------------------------------------------------------------------------


def test_a_message_is_found_in_its_chat(make_platform: Any, script: Script, gate: Gate) -> None:
    platform = make_platform(models={"acme/brain": ScriptedModel(["Hello.", "Hello again."])})
    with platform.client(retry=RetryPolicy(backoff=0.001)) as client:
        agent = client.agent({"core_app": {"ref": "acme/brain"}})
        assert (agent.send_message("Hi")).text == "Hello."
        script.on("POST", "/agents/run$", lose())
        pieces: List[str] = []
        answer = agent.send_message("Hi", on_message=lambda msg: pieces.append(msg["content"]))
        assert answer.text == "Hello again."
        assert "".join(pieces) == "Hello again."
        chat = agent.get_chat()
        assert [message["content"] for message in chat["messages"] if message["role"] == "user"] == ["Hi", "Hi"]


def test_a_message_that_is_not_there_is_not_sent_again(make_platform: Any, script: Script) -> None:
    platform = make_platform(models={"acme/brain": ScriptedModel(["Hello.", "Never."])})
    with platform.client(retry=RetryPolicy(backoff=0.001)) as client:
        agent = client.agent({"core_app": {"ref": "acme/brain"}})
        agent.send_message("Hi")
        script.on("POST", "/agents/run$", reply(502, b""))
        with pytest.raises(SubmissionUnknownError, match="does not show beyond doubt"):
            agent.send_message("Hi")
        assert len((agent.get_chat())["messages"]) == 2


def test_the_first_message_of_a_chat_cannot_be_found(make_platform: Any, script: Script) -> None:
    platform = make_platform(models={"acme/brain": ScriptedModel(["Hello."])})
    with platform.client(retry=RetryPolicy(backoff=0.001)) as client:
        script.on("POST", "/agents/run$", lose())
        with pytest.raises(SubmissionUnknownError, match="whose id is not known"):
            client.agent({"core_app": {"ref": "acme/brain"}}).send_message("Hi")
    assert script.log.count("POST /agents/run") == 1
