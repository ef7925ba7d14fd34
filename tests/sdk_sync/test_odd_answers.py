# Made from tests/sdk_async/test_odd_answers.py by scripts/unasync.py. Do not edit.
"""Answers that are JSON and not what the contract says: they give a result, or an error of the SDK's."""

from __future__ import annotations

from typing import Any, Callable, Dict, List

import pytest
from support.scripted_server import answering, serving

from inferencesh import APIError, Inference, InferenceError, RetryPolicy, SubmissionUnknownError, inference
from inferencesh._core.recovery.submission_lookup import LOOKS, MOST_USELESS

pytestmark = pytest.mark.anyio

ID = "5hq0v3n8r1y6k4b9t2w7x0c5dm"
ID_HEADER = {"X-Request-Id": "req_7"}
ONCE = RetryPolicy(max_attempts=1, backoff=0.001)
BODIES = (
    b"[1]",
    b'"text"',
    b"null",
    b"{}",
    b'{"data":[1]}',
    b'{"data":"text"}',
    b'{"data":null}',
    b'{"data":{"items":5}}',
    b'{"data":{"items":[5]}}',
    b'{"data":{"logs":5,"status":[]}}',
)
CALLS: Dict[str, Callable[[Inference], Any]] = {
    "tasks.get": lambda client: client.tasks.get(ID),
    "tasks.status": lambda client: client.tasks.status(ID),
    "tasks.logs": lambda client: client.tasks.logs(ID),
    "tasks.cancel": lambda client: client.tasks.cancel(ID),
    "tasks.list": lambda client: client.tasks.list(),
    "tasks.files": lambda client: client.tasks.files(ID),
    "tasks.delete_files": lambda client: client.tasks.delete_files(ID),
    "run": lambda client: client.run("a/b", input={}, wait=False),
    "files.get": lambda client: client.files.get(ID),
    "files.list": lambda client: client.files.list(),
    "files.upload": lambda client: client.files.upload(b"abc", filename="a.txt"),
    "sessions.get": lambda client: client.sessions.get("sess_1"),
    "sessions.keepalive": lambda client: client.sessions.keepalive("sess_1"),
    "sessions.list": lambda client: client.sessions.list(),
    "apps.get": lambda client: client.apps.get("a/b"),
    "apps.list": lambda client: client.apps.list(),
    "apps.store": lambda client: client.apps.store(),
    "apps.versions": lambda client: client.apps.versions(ID),
    "apps.version": lambda client: client.apps.version(ID, ID),
    "agents.get": lambda client: client.agents.get("a/b"),
    "agents.list": lambda client: client.agents.list(),
    "sockets.get": lambda client: client.sockets.get(ID),
    "sockets.list": lambda client: client.sockets.list(),
    "sockets.for_task": lambda client: client.sockets.for_task(ID),
    "sockets.access": lambda client: client.sockets.access(ID),
    "sockets.delete": lambda client: client.sockets.delete(ID),
    "chats.get": lambda client: client.chats.get(ID),
    "chats.status": lambda client: client.chats.status(ID),
    "chats.send": lambda client: client.chats.send(ID, "hi"),
    "chats.messages": lambda client: client.chats.messages(ID),
    "chats.trace": lambda client: client.chats.trace(ID),
    "chats.list": lambda client: client.chats.list(),
    "chats.cancel_message": lambda client: client.chats.cancel_message(ID),
}


@pytest.mark.parametrize("body", BODIES)
def test_no_other_exception_gets_out(body: bytes) -> None:
    broken: List[str] = []
    with serving(answering(body, headers=ID_HEADER)) as server:
        with inference("inf_k", server.url, retry=ONCE) as client:
            for name, call in CALLS.items():
                try:
                    call(client)
                except InferenceError as error:
                    if error.request_id != "req_7":
                        broken.append(f"{name}: no request id: {error}")
                except Exception as error:
                    broken.append(f"{name}: {error!r}")
    assert broken == []


@pytest.mark.parametrize("name", ["tasks.status", "files.get", "sessions.get", "apps.list", "chats.get", "chats.trace"])
def test_the_error_says_so(name: str) -> None:
    with serving(answering({"data": "text"}, headers=ID_HEADER)) as server:
        with inference("inf_k", server.url, retry=None) as client:
            with pytest.raises(APIError, match=r"the answer (is no|holds no)") as caught:
                CALLS[name](client)
    assert caught.value.body == "text"
    assert len(caught.value.attempts) == 1


@pytest.mark.parametrize("attempts", [1, 4])
def test_a_search_in_useless_answers_ends_soon(attempts: int) -> None:
    """Who answers whole, and always with something else, is not asked for long, however patient the policy is."""
    with serving(answering(b"<html>", content_type="text/html")) as server:
        policy = RetryPolicy(max_attempts=attempts, backoff=0.001)
        with inference("inf_k", server.url, retry=policy) as client:
            with pytest.raises(SubmissionUnknownError):
                client.run("a/b", input={}, wait=False)
    asked = [request.path for request in server.requests]
    assert asked[0] == "/apps/run"
    assert 0 < asked.count("/tasks/list") <= LOOKS * MOST_USELESS
    assert asked.count("/apps/run") == 1
