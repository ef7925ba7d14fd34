# Made from tests/sdk_async/test_retries.py by scripts/unasync.py. Do not edit.
"""What is sent again, and what never is."""

from __future__ import annotations

import time
from email.utils import formatdate
from typing import Any, List

import pytest
from support.clocks import FastClock
from support.raw_server import Peer, RawServer
from support.script import Script, lose, problem, reply

from inferencesh import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    Clock,
    Inference,
    InferenceError,
    RateLimitError,
    RetryPolicy,
    ServerError,
    SubmissionUnknownError,
    inference,
)

pytestmark = pytest.mark.anyio

FAST = RetryPolicy(max_attempts=4, backoff=0.001)
RUN = "^/apps/run$"
TASK = "5hq0v3n8r1y6k4b9t2w7x0c5dm"
BODY = b'{"data":{"id":"5hq0v3n8r1y6k4b9t2w7x0c5dm","status":1}}'
JSON = b"Content-Type: application/json\r\n"


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 520, 524])
def test_a_reading_is_repeated(client: Inference, script: Script, status: int) -> None:
    task = client.run("infsh/echo", input={})
    script.on("GET", "^/tasks/", problem(status, "oh"), problem(status, "oh"))
    script.clear()
    assert (client.get_task(task["id"]))["id"] == task["id"]
    assert len(script.requests) == 3


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 409, 410, 412, 422, 501])
def test_a_refusal_is_not_repeated(client: Inference, script: Script, status: int) -> None:
    script.on("GET", "^/tasks/", problem(status, "oh"))
    with pytest.raises(Exception, match=str(status)):
        client.get_task(TASK)
    assert len(script.requests) == 1


def test_attempts_are_limited_and_told(client: Inference, script: Script) -> None:
    script.on("GET", "^/tasks/", *[problem(503, "unavailable") for _ in range(9)])
    with pytest.raises(ServerError) as caught:
        client.get_task(TASK)
    assert len(script.requests) == 4
    assert [attempt["outcome"] for attempt in caught.value.attempts] == ["HTTP 503"] * 4
    assert abs(caught.value.attempts[0]["at"] - time.time()) < 60


@pytest.mark.parametrize(("retry", "count"), [(None, 1), (1, 1), (2, 2), (RetryPolicy(max_attempts=3, backoff=0), 3)])
def test_retry_per_call(client: Inference, script: Script, retry: Any, count: int) -> None:
    script.on("GET", "^/tasks/", *[problem(503, "unavailable", headers={"retry-after": "0"}) for _ in range(9)])
    with pytest.raises(ServerError):
        client.get_task(TASK, retry=retry)
    assert len(script.requests) == count


PAGE = b"<html>Sign in to the network</html>"


@pytest.mark.parametrize("body", [PAGE, b"!!! garbage !!!", b'{"data":{"id":"5hq0v', b"\xff\xfe"])
def test_an_answer_that_is_no_json_is_asked_for_again(client: Inference, script: Script, body: bytes) -> None:
    task = client.run("infsh/echo", input={})
    script.on("GET", "^/tasks/", reply(200, body, "text/html"), reply(203, body))
    script.clear()
    assert (client.get_task(task["id"]))["id"] == task["id"]
    assert len(script.requests) == 3


def test_so_is_one_to_a_change_that_may_be_made_twice(client: Inference, script: Script) -> None:
    task = client.run("infsh/echo", input={})
    for method, pattern, call in (
        ("POST", "/list$", lambda: client.tasks.list()),
        ("POST", "/cancel$", lambda: client.tasks.cancel(task["id"])),
        ("POST", "^/files$", lambda: client.upload_file(b"abc")),
        ("DELETE", "^/tasks/", lambda: client.tasks.delete(task["id"])),  # which was done, and its answer lost
    ):
        script.on(method, pattern, lose(PAGE))
        script.clear()
        call()
        assert [seen.method for seen in script.requests].count(method) == 2, pattern


def test_a_page_in_place_of_every_answer(client: Inference, script: Script) -> None:
    script.on("GET", "^/tasks/", *[reply(200, PAGE, "text/html")] * 9)
    with pytest.raises(APIError, match=r"not JSON \(content type 'text/html'\)") as caught:
        client.get_task(TASK)
    error = caught.value
    assert (type(error), error.status_code, error.body) == (APIError, 200, PAGE.decode())
    assert [attempt["outcome"] for attempt in error.attempts] == [f"HTTP 200, {error.message}"] * 4
    assert isinstance(error.__cause__, ValueError)
    assert len(script.requests) == 4
    with pytest.raises(APIError, match="not JSON") as caught:
        client.get_task(TASK, retry=None)
    assert len(caught.value.attempts) == 1


@pytest.mark.parametrize("stream", [False, True])
def test_a_run_that_is_followed_through_such_pages_ends(client: Inference, script: Script, stream: bool) -> None:
    script.on("GET", "^/tasks/", *[reply(200, PAGE, "text/html")] * 500)
    with pytest.raises(InferenceError) as caught:
        if stream:
            for _ in client.run("infsh/echo", input={}, stream=True, reconnect_delay_ms=1):
                pass
        else:
            client.run("infsh/echo", input={}, reconnect_delay_ms=1)
    assert "not JSON" in str(caught.value)
    assert caught.value.task_id is not None
    assert script.log.count("POST /apps/run") == 1


def test_what_is_json_is_not_asked_for_again(client: Inference, script: Script) -> None:
    """Whoever sends such a thing means it."""
    for body in (b"[" * 100_000 + b"]" * 100_000, b'"text"', b"{}"):
        script.on("GET", "^/tasks/", reply(200, body))
        script.clear()
        with pytest.raises(APIError):
            client.get_task(TASK)
        assert len(script.requests) == 1


def test_max_elapsed(client: Inference, script: Script) -> None:
    script.on("GET", "^/tasks/", *[problem(503, "unavailable") for _ in range(9)])
    with pytest.raises(ServerError):
        client.get_task(TASK, retry=RetryPolicy(max_attempts=9, backoff=0.2, max_elapsed=0.05))
    assert len(script.requests) == 1


@pytest.mark.parametrize("status", [429, 503])
def test_a_submission_is_repeated_when_the_platform_took_nothing(
    client: Inference, script: Script, status: int
) -> None:
    script.on("POST", RUN, problem(status, "busy"), problem(status, "busy"))
    assert (client.run("infsh/echo", input={"n": 1})).output == {"n": 1}
    assert script.log.count("POST /apps/run") == 3


@pytest.mark.parametrize("status", [408, 425, 500, 502, 504, 520])
def test_a_submission_is_not_repeated_after_other_failures(client: Inference, script: Script, status: int) -> None:
    script.on("POST", RUN, problem(status, "oh"))
    with pytest.raises(Exception, match=str(status)):
        client.run("infsh/echo", input={})
    assert script.log == ["POST /apps/run"]


@pytest.mark.parametrize("status", [429, 503])
def test_a_page_of_something_in_between_does_not_repeat_a_submission(
    client: Inference, script: Script, status: int
) -> None:
    script.on("POST", RUN, reply(status, b"<html>busy</html>", "text/html"))
    with pytest.raises(Exception, match=str(status)):
        client.run("infsh/echo", input={})
    assert script.log.count("POST /apps/run") == 1


def test_retry_after_is_heeded(platform: Any, script: Script) -> None:
    with platform.client(clock=FastClock(100), retry=RetryPolicy(backoff=0.01)) as client:
        script.on("POST", RUN, problem(429, "rate_limited", headers={"retry-after": "20"}))
        started = time.monotonic()
        client.run("infsh/echo", input={})
        assert time.monotonic() - started >= 0.19


def test_retry_after_as_a_date(platform: Any, script: Script) -> None:
    with platform.client(retry=FAST) as client:
        script.on("GET", "^/tasks/", problem(503, "x", headers={"retry-after": "Thu, 01 Jan 1970 00:00:00 GMT"}))
        with pytest.raises(Exception, match="404"):
            client.get_task(TASK)
        assert len(script.requests) == 2


@pytest.mark.parametrize("ahead", [-3600.0, 3600.0])
def test_a_date_to_wait_for_is_held_against_the_clock_of_the_server(
    platform: Any, script: Script, ahead: float
) -> None:
    class OffClock(Clock):
        def time(self) -> float:
            return time.time() + ahead

    soon = formatdate(time.time() + 30, usegmt=True)
    script.on("GET", "^/tasks/", problem(503, "unavailable", headers={"retry-after": soon}))
    with platform.client(clock=OffClock(), retry=None) as client:
        with pytest.raises(ServerError) as caught:
            client.get_task(TASK)
    assert 20 <= (caught.value.retry_after or 0) <= 30


def test_a_longer_retry_after_than_the_policy_takes_is_an_error(client: Inference, script: Script) -> None:
    script.on("POST", RUN, problem(429, "rate_limited", headers={"retry-after": "3600"}))
    with pytest.raises(RateLimitError) as caught:
        client.run("infsh/echo", input={})
    assert caught.value.retry_after == 3600.0
    assert script.log == ["POST /apps/run"]


def test_a_retry_after_beyond_the_timeout_is_an_error_at_once(client: Inference, script: Script) -> None:
    script.on("GET", "^/tasks/", problem(503, "unavailable", headers={"retry-after": "30"}))
    started = time.monotonic()
    with pytest.raises(ServerError):
        client.get_task(TASK, timeout=2.0)
    assert time.monotonic() - started < 1.9


def answering(calls: List[str], *faults: Any) -> Any:
    """A script for a raw server: one fault for each of its first requests, then answers."""
    left = list(faults)

    def serve(peer: Peer) -> None:
        while True:
            request = peer.request()
            calls.append(f"{request.method} {request.target}")
            if left:
                left.pop(0)(peer)
                return
            peer.answer(BODY, JSON)

    return serve


def drop(peer: Peer) -> None:
    """End the connection without an answer."""


def reset(peer: Peer) -> None:
    peer.reset()


def half_a_head(peer: Peer) -> None:
    peer.send(b"HTTP/1.1 200 OK\r\nContent-")


def half_a_body(peer: Peer) -> None:
    peer.send(b"HTTP/1.1 200 OK\r\n" + JSON + b"Content-Length: 1000\r\n\r\n" + BODY)


def no_http(peer: Peer) -> None:
    peer.send(b"SSH-2.0-OpenSSH\r\n\r\n")


FAULTS = [drop, reset, half_a_head, half_a_body, no_http]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_lost_answer_to_a_reading_is_asked_for_again(fault: Any) -> None:
    calls: List[str] = []
    with RawServer(answering(calls, fault, fault)) as server:
        with inference("inf_k", server.url, retry=FAST) as client:
            assert (client.get_task(TASK))["id"] == TASK
    assert calls == [f"GET /tasks/{TASK}"] * 3


@pytest.mark.parametrize("fault", FAULTS)
def test_a_lost_answer_to_a_submission_is_never_asked_for_again(fault: Any) -> None:
    calls: List[str] = []
    with RawServer(answering(calls, fault)) as server:
        with inference("inf_k", server.url, retry=FAST) as client:
            before = time.time()
            with pytest.raises(SubmissionUnknownError) as caught:
                client.run("infsh/echo", input={"n": 1}, wait=False)
    assert calls[0] == "POST /apps/run"
    assert set(calls[1:]) == {"POST /tasks/list"}, "what it may have created is looked for"
    error = caught.value
    assert isinstance(error, (APIConnectionError, ConnectionError))
    assert error.submission == {"app": "infsh/echo", "input": {"n": 1}}
    assert error.sent_at is not None
    assert before - 1 <= error.sent_at <= time.time()
    assert error.task_id is None


@pytest.mark.parametrize("stream", [False, True])
def test_nor_when_it_was_waited_for_or_streamed(stream: bool) -> None:
    calls: List[str] = []
    with RawServer(answering(calls, drop)) as server:
        with inference("inf_k", server.url, retry=FAST) as client:
            with pytest.raises(SubmissionUnknownError):
                if stream:
                    for _ in client.run("infsh/echo", input={}, stream=True):
                        pass
                else:
                    client.run("infsh/echo", input={})
    assert calls.count("POST /apps/run") == 1


def test_a_silent_server_leaves_a_submission_in_doubt() -> None:
    def serve(peer: Peer) -> None:
        peer.request()
        peer.until_gone()

    with RawServer(serve) as server:
        with inference("inf_k", server.url, retry=FAST) as client:
            with pytest.raises(SubmissionUnknownError):
                client.run("infsh/echo", input={}, wait=False, timeout=1)
            with pytest.raises(APITimeoutError, match=r"1 seconds"):
                client.get_task(TASK, timeout=1)
        server.wait_open(0)


def test_an_idle_connection_that_the_server_closed_costs_no_submission() -> None:
    """A kept connection may be closed by the server just as it is used: nothing of the request was taken."""
    calls: List[str] = []

    def serve(peer: Peer) -> None:
        request = peer.request()
        calls.append(request.method)
        peer.answer(BODY, JSON)  # and the connection ends, though the answer did not say so

    with RawServer(serve) as server:
        with inference("inf_k", server.url, retry=None) as client:
            for _ in range(5):
                client.run("infsh/echo", input={}, wait=False)
                server.wait_open(0)
    assert calls == ["POST"] * 5
