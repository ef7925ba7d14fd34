"""A submission whose answer is lost: the task is looked for and followed, and never started a second time."""

from __future__ import annotations

import json
import urllib.request
from typing import Any, Dict, List

import pytest
from support.gate import Gate
from support.script import Script, first, lose, made_by, reply

from inferencesh import AsyncInference, RetryPolicy, SubmissionUnknownError
from inferencesh.local import LocalPlatform, ScriptedModel

pytestmark = pytest.mark.anyio
RUN = "/apps/run$"
LIST = "/tasks/list$"


async def test_the_run_goes_on_with_the_task_that_was_created(
    client: AsyncInference, platform: LocalPlatform, script: Script
) -> None:
    script.on("POST", RUN, lose())
    result = await client.run("infsh/echo", input={"text": "once"})
    assert result["status"] == "completed"
    assert result["output"]["text"] == "once"
    assert [task["id"] for task in platform.tasks] == [result["id"]]


async def test_a_stream_goes_on_too(client: AsyncInference, platform: LocalPlatform, script: Script) -> None:
    script.on("POST", RUN, lose())
    updates = [update async for update in client.run("infsh/echo", input={"text": "once"}, stream=True)]
    assert updates[-1]["status"] == "completed"
    assert len(platform.tasks) == 1


async def test_an_answer_that_cannot_be_read_is_a_lost_one(
    client: AsyncInference, platform: LocalPlatform, script: Script
) -> None:
    script.on("POST", RUN, lose(b'{"data": {"id": "half an'))
    task = await client.run("infsh/echo", input={"text": "x"}, wait=False)
    assert [task["id"]] == [one["id"] for one in platform.tasks]
    script.on("POST", RUN, lose(b'{"data": {"status": 1}}'))
    other = await client.run("infsh/echo", input={"text": "x"}, wait=False)
    assert other["id"] != task["id"]
    assert len(platform.tasks) == 2


async def test_a_gateway_that_gave_up(client: AsyncInference, platform: LocalPlatform, script: Script) -> None:
    script.on("POST", RUN, lose(b"<html>bad gateway</html>", 502))
    assert (await client.run("infsh/echo", input={"text": "x"}))["status"] == "completed"
    assert len(platform.tasks) == 1


async def test_equal_tasks_of_before_are_not_mistaken_for_it(
    client: AsyncInference, platform: LocalPlatform, script: Script
) -> None:
    earlier = [await client.run("infsh/echo", input={"text": "same"}) for _ in range(3)]
    script.on("POST", RUN, lose())
    result = await client.run("infsh/echo", input={"text": "same"})
    assert result["id"] not in {task["id"] for task in earlier}
    assert len(platform.tasks) == 4


async def test_old_tasks_of_others_are_left_out(
    client: AsyncInference, platform: LocalPlatform, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    import inferencesh._submissions as submissions

    await client.run("infsh/echo", input={"text": "same"})
    monkeypatch.setattr(submissions.BOOK, "_ids", set())  # as if another process had started it
    platform.clock.advance(3600)
    script.on("POST", RUN, lose())
    result = await client.run("infsh/echo", input={"text": "same"})
    assert result["id"] == platform.tasks[-1]["id"]
    assert len(platform.tasks) == 2


async def test_a_submission_that_did_not_arrive_is_not_sent_again(
    client: AsyncInference, platform: LocalPlatform, script: Script
) -> None:
    script.on("POST", RUN, reply(502, b"<html>bad gateway</html>", "text/html"))
    with pytest.raises(SubmissionUnknownError, match="found in 4 looks, which proves nothing") as caught:
        await client.run("infsh/echo", input={"text": "x", "link": "https://files.example/a?sig=secret"})
    error = caught.value
    assert platform.tasks == []
    assert error.sent_at is not None
    assert error.submission == {
        "app": "infsh/echo",
        "input": {"text": "x", "link": "https://files.example/a?[hidden]"},
    }
    assert error.candidates == ()
    assert [attempt["outcome"] for attempt in error.attempts] == ["HTTP 502"]


async def test_two_of_the_kind_are_an_error_that_names_them(
    client: AsyncInference, platform: LocalPlatform, script: Script
) -> None:
    def elsewhere() -> None:
        """Another process starts the same at the same moment."""
        request = urllib.request.Request(
            platform.base_url + "/apps/run",
            json.dumps({"app": "infsh/echo", "input": {"text": "x"}}).encode(),
            {"Authorization": f"Bearer {platform.api_key}", "Content-Type": "application/json"},
        )
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10).close()

    script.on("POST", RUN, first(elsewhere, lose()))
    with pytest.raises(SubmissionUnknownError, match="Several tasks of infsh/echo may be it") as caught:
        await client.run("infsh/echo", input={"text": "x"})
    assert sorted(caught.value.candidates) == sorted(task["id"] for task in platform.tasks)
    assert len(caught.value.candidates) == 2


async def test_a_list_that_cannot_be_read_leaves_the_doubt(
    client: AsyncInference, platform: LocalPlatform, script: Script
) -> None:
    script.on("POST", RUN, lose())
    script.on("POST", LIST, *[reply(500, b"")] * 40)
    with pytest.raises(SubmissionUnknownError, match="could not be looked for"):
        await client.run("infsh/echo", input={"text": "x"})
    assert len(platform.tasks) == 1


async def test_a_passing_trouble_of_the_list_is_none(
    client: AsyncInference, platform: LocalPlatform, script: Script
) -> None:
    script.on("POST", RUN, lose())
    script.on("POST", LIST, reply(200, {"data": {"items": []}}), reply(200, b"garbage"), reply(503, b""))
    assert (await client.run("infsh/echo", input={"text": "x"}))["status"] == "completed"
    assert len(platform.tasks) == 1


async def test_it_is_found_behind_many_others(client: AsyncInference, platform: LocalPlatform, script: Script) -> None:
    """Over several pages of the list: all of them are as new as it."""

    script.on("POST", RUN, lose())
    pages: List[Dict[str, Any]] = []

    def others() -> Dict[str, Any]:
        newest = platform.tasks[-1]
        fakes = [{**newest, "id": f"{number:026d}", "input": {"text": "other"}} for number in range(20)]
        page = {"items": fakes, "next_cursor": "", "has_next": True, "prev_cursor": "", "has_previous": False}
        pages.append(page)
        return {"data": page}

    script.on("POST", LIST, made_by(others))
    assert (await client.run("infsh/echo", input={"text": "x"}))["status"] == "completed"
    assert len(pages) == 1


async def test_functions_setups_and_sessions_are_told_apart(
    client: AsyncInference, platform: LocalPlatform, script: Script
) -> None:
    script.on("POST", RUN, lose())
    first = await client.run("infsh/session-test", input={"key": "a", "value": 1}, function="set_value", session="new")
    assert first["status"] == "completed"
    script.on("POST", RUN, lose())
    second = await client.run("infsh/session-test:get_value", input={"key": "a"}, session=first["session_id"])
    assert second["session_id"] == first["session_id"]
    assert len(platform.tasks) == 2


async def test_an_input_with_files(client: AsyncInference, platform: LocalPlatform, script: Script) -> None:
    script.on("POST", RUN, lose())
    result = await client.run("infsh/echo", input={"file": b"some bytes"})
    assert result["status"] == "completed"
    assert [receipt["bytes"] for receipt in result.uploads] == [10]
    assert len(platform.tasks) == 1


async def test_the_call_s_time_out_ends_the_search(platform: LocalPlatform, script: Script) -> None:
    script.on("POST", RUN, reply(502, b""))
    patient = RetryPolicy(backoff=30.0, backoff_limit=30.0)
    async with platform.async_client(retry=patient) as client:
        with pytest.raises(SubmissionUnknownError):
            await client.run("infsh/echo", input={"text": "x"}, timeout=5)
    assert script.log.count("POST /tasks/list") == 1


# -- messages ----------------------------------------------------------------------------------------------------------


async def test_a_message_is_found_in_its_chat(make_platform: Any, script: Script, gate: Gate) -> None:
    platform = make_platform(models={"acme/brain": ScriptedModel(["Hello.", "Hello again."])})
    async with platform.async_client(retry=RetryPolicy(backoff=0.001)) as client:
        agent = client.agent({"core_app": {"ref": "acme/brain"}})
        assert (await agent.send_message("Hi")).text == "Hello."
        script.on("POST", "/agents/run$", lose())
        pieces: List[str] = []
        answer = await agent.send_message("Hi", on_message=lambda msg: pieces.append(msg["content"]))
        assert answer.text == "Hello again."
        assert "".join(pieces) == "Hello again."
        chat = await agent.get_chat()
        assert [message["content"] for message in chat["messages"] if message["role"] == "user"] == ["Hi", "Hi"]


async def test_a_message_that_is_not_there_is_not_sent_again(make_platform: Any, script: Script) -> None:
    platform = make_platform(models={"acme/brain": ScriptedModel(["Hello.", "Never."])})
    async with platform.async_client(retry=RetryPolicy(backoff=0.001)) as client:
        agent = client.agent({"core_app": {"ref": "acme/brain"}})
        await agent.send_message("Hi")
        script.on("POST", "/agents/run$", reply(502, b""))
        with pytest.raises(SubmissionUnknownError, match="does not show beyond doubt"):
            await agent.send_message("Hi")
        assert len((await agent.get_chat())["messages"]) == 2


async def test_the_first_message_of_a_chat_cannot_be_found(make_platform: Any, script: Script) -> None:
    platform = make_platform(models={"acme/brain": ScriptedModel(["Hello."])})
    async with platform.async_client(retry=RetryPolicy(backoff=0.001)) as client:
        script.on("POST", "/agents/run$", lose())
        with pytest.raises(SubmissionUnknownError, match="whose id is not known"):
            await client.agent({"core_app": {"ref": "acme/brain"}}).send_message("Hi")
    assert script.log.count("POST /agents/run") == 1
