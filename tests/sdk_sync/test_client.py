# Made from tests/sdk_async/test_client.py by scripts/unasync.py. Do not edit.
"""A client's life: its options, its connections, its end."""

from __future__ import annotations

import gc
import pickle
from typing import Any, List

import httpx
import pytest
from support.background_sync import Background, until
from support.gate import Gate
from support.raw_server import Peer, RawServer
from support.script import Script, problem, reply

from inferencesh import APITimeoutError, Inference, InferenceError, RetryPolicy, ServerError, inference
from inferencesh.local import LocalPlatform

pytestmark = pytest.mark.anyio

ECHO = {"app": "infsh/echo", "input": {}}


def test_with_options(client: Inference, script: Script) -> None:
    other = client.with_options(retry=1, headers={"X-Team": "b"}, timeout=5)
    assert type(other) is type(client)
    client.run(ECHO)
    script.wait_idle()
    script.clear()
    other.run(ECHO)
    assert len(script.connections) == 1, "it shares the connections"
    assert {seen.headers.get("x-team") for seen in script.requests} == {"b"}
    script.clear()
    script.on("GET", "^/tasks/", problem(503, "unavailable"))
    with pytest.raises(ServerError):
        other.get_task("0" * 26)
    assert len(script.requests) == 1
    script.clear()
    client.run(ECHO)
    assert {seen.headers.get("x-team") for seen in script.requests} == {None}, "this one stays as it was"
    third = other.with_options(headers={"X-Trace": "t"})
    script.clear()
    third.run(ECHO)
    assert {(seen.headers.get("x-team"), seen.headers.get("x-trace")) for seen in script.requests} == {("b", "t")}


def test_with_options_reaches_the_namespaces(client: Inference, script: Script, gate: Gate) -> None:
    other = client.with_options(timeout=1.5, headers={"X-Team": "b"})
    for call in (other.files.list, other.sessions.list, other.apps.list, other.tasks.list):
        call()
    assert {seen.headers.get("x-team") for seen in script.requests} == {"b"}
    with pytest.raises(APITimeoutError):
        with other.session("test/gate") as session:
            session.call()
    gate.end()


def test_a_client_of_ones_own(platform: LocalPlatform, script: Script) -> None:
    sent: List[str] = []

    def hook(request: httpx.Request) -> None:
        sent.append(request.url.path)

    own = httpx.Client(headers={"X-Own": "yes", "Cookie": "a=b"}, event_hooks={"request": [hook]})
    with own:
        client = platform.client(http_client=own)
        result = client.run("infsh/echo", input={"file": b"abc"})
        assert result["status"] == "completed"
        for update in client.run(ECHO, stream=True):
            last = update
        assert last["status"] == "completed"
        client.close()
        assert not own.is_closed, "it is the caller's"
    assert "/apps/run" in sent
    assert all(seen.headers["x-own"] == "yes" for seen in script.requests)
    (put,) = [seen for seen in script.requests if seen.method == "PUT"]
    assert "authorization" not in put.headers
    assert "cookie" not in put.headers


def test_a_client_of_ones_own_that_was_closed_is_told_so(platform: LocalPlatform, script: Script) -> None:
    with httpx.Client() as own:
        client = platform.client(http_client=own)
    for call in (lambda: client.run("infsh/echo", input={}), lambda: client.upload_file(b"abc")):
        with pytest.raises(InferenceError, match="the http_client was closed"):
            call()
    assert script.requests == []


def test_auth_and_redirects_of_ones_own_client_stay_out(platform: LocalPlatform, script: Script) -> None:
    own = httpx.Client(auth=("user", "password"), follow_redirects=True)
    with own:
        client = platform.client(http_client=own)
        client.upload_file(b"abc")
        script.on("GET", "^/tasks/", reply(302, b"", headers={"location": platform.base_url + "/tasks/x"}))
        with pytest.raises(InferenceError, match="redirects to"):
            client.get_task("0" * 26)
    assert script.requests[0].headers["authorization"] == f"Bearer {platform.api_key}"
    (put,) = [seen for seen in script.requests if seen.method == "PUT"]
    assert "authorization" not in put.headers


def test_leaving_the_loop_with_stock_httpx(platform: LocalPlatform, script: Script, gate: Gate) -> None:
    with httpx.Client() as own:
        client = platform.client(http_client=own)
        with client.run("test/gate", input={}, stream=True) as stream:
            for _ in stream:
                break
        until(lambda: script.open == 0, "the server still has the stream open")
    gate.end()


def test_closing_from_elsewhere_with_stock_httpx(platform: LocalPlatform, script: Script, gate: Gate) -> None:
    with httpx.Client() as own:
        client = platform.client(http_client=own)
        stream = client.run("test/gate", input={}, stream=True)
        seen: List[Any] = []

        def read() -> str:
            for update in stream:
                seen.append(update)
            return "ended"

        reader = Background(read)
        until(lambda: bool(seen), "nothing came")
        stream.close()
        assert reader.result() == "ended"
    gate.end()


def test_close(platform: LocalPlatform) -> None:
    client = platform.client()
    client.run(ECHO)
    client.close()
    client.close()
    with pytest.raises(InferenceError, match="closed"):
        client.run(ECHO)
    with pytest.raises(InferenceError, match="closed"):
        client.get_task("0" * 26)


def test_closing_ends_the_connections(script: Script) -> None:
    def serve(peer: Peer) -> None:
        while True:
            peer.request()
            peer.answer(b'{"data":{"id":"x","status":10}}', b"Content-Type: application/json\r\n")

    with RawServer(serve) as server:
        with inference("inf_k", server.url) as client:
            client.get_task("x")
            server.wait_open(1)
        server.wait_open(0)


def test_a_client_that_nobody_closes(platform: LocalPlatform) -> None:
    client = platform.client()
    client.run(ECHO)
    stream = client.run("test/slow", input={"seconds": 5}, stream=True)
    for _ in stream:
        break
    del client, stream
    gc.collect()  # a ResourceWarning would be an error


def test_pickling(platform: LocalPlatform, script: Script) -> None:
    client = platform.client(timeout=7, retry=RetryPolicy(max_attempts=2), headers={"X-Team": "a"})
    client.run(ECHO)
    other = pickle.loads(pickle.dumps(client))
    client.close()
    script.clear()
    with other:
        assert (other.run(ECHO))["status"] == "completed"
        assert other._options == client._options
    assert script.requests[0].headers["x-team"] == "a"


def test_a_client_over_a_client_of_ones_own_does_not_pickle() -> None:
    own = httpx.Client()
    with pytest.raises(TypeError, match="http_client"):
        pickle.dumps(inference("inf_k", http_client=own))


def test_base_urls_with_a_path(platform: LocalPlatform) -> None:
    with inference("inf_k", platform.base_url + "/v1") as client:
        assert (client.run(ECHO))["status"] == "completed"


def test_a_restarted_server_is_found_again() -> None:
    """Connections to a server that is gone are not used."""
    first = LocalPlatform()
    with first:
        port = int(first.base_url.rpartition(":")[2])
        client = inference("inf_k", first.base_url, retry=RetryPolicy(backoff=0.01))
        client.run(ECHO)
    with LocalPlatform(port=port):
        assert (client.run(ECHO))["status"] == "completed"
    client.close()


def test_proxies_of_the_environment_are_not_used_for_this_machine(
    platform: LocalPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with platform.client() as client:
        assert (client.run(ECHO))["status"] == "completed"


def test_closing_ends_the_streams_that_are_open(platform: LocalPlatform, script: Script, gate: Gate) -> None:
    with platform.client() as client:
        task = client.run("test/gate", input={}, wait=False)
        agent = client.agent({"core_app": {"ref": "infsh/claude-sonnet-4"}})
        running = Background(lambda: client.wait_for_completion(task["id"]))
        until(lambda: "GET /tasks/{id}/stream" in script.log, "the task is not followed")
        client.close()
        with pytest.raises(InferenceError, match="closed") as caught:
            running.result()
        assert caught.value.task_id == task["id"], "the task goes on, and can be found"
        with pytest.raises(InferenceError, match="closed"):
            agent.send_message("hi")
    script.wait_idle()
    gate.end()


def test_a_client_that_was_refused_its_arguments_can_be_shown() -> None:
    """Tracebacks with variables show it."""
    with pytest.raises(InferenceError):
        inference("inf_k", "no address")
    assert repr(Inference.__new__(Inference)).endswith("of ?>")
