"""The check of every exchange does find what breaks the contract."""

from __future__ import annotations

import httpx
import pytest
from support.recording import RECORDER, Recorder
from support.script import Script, reply

from inferencesh.local import Exchange, LocalPlatform

SDK = {"user-agent": "inferencesh-python/0", "authorization": "Bearer k", "content-type": "application/json"}
JSON = {"content-type": "application/json"}


def test_exchanges_are_counted(platform: LocalPlatform) -> None:
    before = RECORDER.checked.copy()
    with platform.client() as client:
        client.run("infsh/echo", input={})
    platform.stop()
    assert RECORDER.take_violations() == []
    assert RECORDER.checked["run_app"] == before["run_app"] + 1
    assert RECORDER.checked["stream_task"] == before["stream_task"] + 1


def test_the_platform_has_an_observer_of_its_own_as_well() -> None:
    seen = []
    with LocalPlatform(observer=seen.append) as platform, platform.client() as client:
        client.run("infsh/echo", input={})
    assert [exchange.method for exchange in seen] == ["POST", "GET"]


@pytest.mark.parametrize(
    ("exchange", "words"),
    [
        (Exchange("GET", "/tasks/x", SDK, status=200, response_headers=JSON, response_body=b'{"data":{}}'), "get_task"),
        (Exchange("GET", "/tasks/x", SDK, status=200, response_headers=JSON, response_body=b"{"), "JSON"),
        (Exchange("GET", "/tasks/x", SDK, status=207, response_headers=JSON, response_body=b"{}"), "not declared"),
        (Exchange("GET", "/no/such/route", SDK, status=200), "not in the contract"),
        (Exchange("GET", "/no/such/route", SDK, status=404), "not in the contract"),
        (Exchange("GET", "/no/such/route", {}, status=200), "not in the contract"),
        (
            Exchange(
                "GET",
                "/tasks/x/stream",
                SDK,
                status=200,
                response_headers={"content-type": "application/x-ndjson"},
                response_body=b'{"type":"heartbeat"}\n{"id":5}\n',
            ),
            "line 2",
        ),
        (
            Exchange(
                "POST",
                "/apps/run",
                {**SDK, "x-injected": "no"},
                b'{"app": 5}',
                status=404,
                response_headers={"content-type": "application/problem+json"},
                response_body=b'{"type":"https://x/errors/not_found","title":"t","status":404,"detail":"d"}',
            ),
            "request body",
        ),
    ],
)
def test_violations_are_found(exchange: Exchange, words: str) -> None:
    recorder = Recorder()
    recorder.observe(exchange)
    violations = recorder.take_violations()
    assert violations
    assert words in violations[0]
    assert recorder.take_violations() == []


def test_an_injected_answer_is_exempt_but_the_request_is_not(platform: LocalPlatform, script: Script) -> None:
    script.on("POST", "^/apps/run$", reply(200, b"nonsense"))
    httpx.post(platform.base_url + "/apps/run", json={"app": 5}, headers={"user-agent": "inferencesh-python/0"})
    platform.stop()
    assert any("request body" in violation for violation in RECORDER.take_violations())
