"""Marked secrets: everything is run with them, and then everything that can be shown is searched for them.

The key, and every signed address, carry a mark. Searched are all logs at DEBUG (httpx's and asyncio's too), warnings,
stdout and stderr, and of every object and error that came up: repr, str, pickle, traceback and curl command.
"""

from __future__ import annotations

import asyncio
import json
import logging
import pickle
import traceback
import warnings
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List

import pytest
from support.raw_server import Peer, RawServer, refused_port

from inferencesh import InferenceError, RetryPolicy, TaskError, async_inference, inference
from inferencesh._core.values.redact import LOGGABLE_HEADERS

MARK = "kanaRi3nv0gel"
KEY = f"inf_{MARK}0123456789"
SIGNED = f"X-Amz-Signature={MARK}&X-Amz-Credential={MARK}"
TASK = "a" * 26
FAST = RetryPolicy(max_attempts=2, backoff=0.001)


class Showcase:
    """What somebody might look at, print or send to another."""

    def __init__(self) -> None:
        self.shown: List[str] = []

    def add(self, what: Any) -> None:
        self.shown.append(repr(what))
        self.shown.append(str(what))
        if isinstance(what, BaseException):
            self.shown += traceback.format_exception(type(what), what, what.__traceback__)
            self.shown.append(repr(vars(what)))
            if isinstance(what, InferenceError):
                self.shown.append(str(what.as_curl()))
                self.shown.append(repr(what.attempts))
                again = pickle.loads(pickle.dumps(what))
                self.shown.append(repr(vars(again)))
                if isinstance(again, TaskError):
                    again.task = None  # a result is the user's own data, and a pickle of it is all of it
                self.shown.append(repr(pickle.dumps(again)))

    def attempt(self, call: Callable[[], Any]) -> None:
        try:
            self.add(call())
        except Exception as error:
            self.add(error)


@pytest.fixture
def showcase(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> Iterator[Showcase]:
    """Collects; at the end, searches."""
    caplog.set_level(0)
    for name in ("inferencesh", "httpx", "httpcore", "asyncio"):
        caplog.set_level(0, name)
    case = Showcase()
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        yield case
    printed = capsys.readouterr()
    for record in caplog.records:
        case.shown += [record.getMessage(), repr(vars(record)), repr(record.args)]
    case.shown += [str(one.message) for one in warned] + [printed.out, printed.err]
    leaks = [text for text in case.shown if MARK in text]
    assert len(case.shown) > 20, "nothing was searched"
    assert leaks == [], f"{len(leaks)} leaks, the first: {leaks[0][:600]}"


def platform(storage: str, mood: Dict[str, Any]) -> Callable[[Peer], None]:
    """Answers as the platform would; its addresses are signed, and its errors repeat what they were sent."""

    def answer(peer: Peer, status: int, body: str, kind: str = "application/json") -> None:
        head = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nX-Request-Id: req_1\r\nX-Secret-Thing: {MARK}\r\n"
        data = body.encode()
        peer.send(f"{head}Set-Cookie: session={MARK}\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data)

    def serve(peer: Peer) -> None:
        while True:
            request = peer.request()
            if mood.get("reset"):
                peer.reset()
                return
            if mood.get("status"):
                detail = (
                    f"bad header Authorization: Bearer {KEY} on {storage}/up?{SIGNED} "
                    f"<Signature>{MARK}</Signature> key {KEY}"
                )
                kind = mood.get("kind", "application/problem+json")
                problem = {
                    "type": "https://api.inference.sh/errors/conflict",
                    "detail": detail,
                    "meta": {"upload_url": f"{storage}/up?{SIGNED}", "token": MARK},
                }
                body = detail if "html" in kind else json.dumps(problem)
                answer(peer, mood["status"], body, kind)
            elif request.target == "/files":
                record = f'{{"id": "f1", "uri": "{storage}/f1", "upload_url": "{storage}/up?{SIGNED}"}}'
                answer(peer, 200, f'{{"data": [{record}]}}')
            elif request.target.endswith("/list"):
                answer(peer, 200, '{"data": {"items": [], "has_next": false}}')
            elif request.target.endswith("/stream"):
                frame = {"id": TASK, "status": 11, "error": f"no access to {storage}/x?{SIGNED}"}
                answer(peer, 200, json.dumps(frame) + "\n", "application/x-ndjson")
            else:
                task = {"id": TASK, "status": 7, "created_at": "2026-01-01T00:00:00Z", "socket": {"token": MARK}}
                answer(peer, 200, json.dumps({"data": task}))

    return serve


def storage_of(mood: Dict[str, Any], seen: List[str]) -> Callable[[Peer], None]:
    def serve(peer: Peer) -> None:
        while True:
            request = peer.request()
            seen.append(repr(request.headers))
            status = mood.get("storage", 200)
            if status == "reset":
                peer.reset()
                return
            body = f"<Error><StringToSign>{MARK}</StringToSign> {request.target}</Error>".encode()
            peer.send(b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n%b" % (status, len(body), body))

    return serve


MOODS: List[Dict[str, Any]] = [
    {},
    {"status": 400},
    {"status": 401},
    {"status": 409},
    {"status": 412},
    {"status": 500},
    {"status": 502, "kind": "text/html"},
    {"status": 302},
    {"reset": True},
    {"storage": 400},
    {"storage": 403},
    {"storage": 503},
    {"storage": "reset"},
]


@pytest.mark.parametrize("mood", MOODS, ids=str)
def test_no_secret_shows(showcase: Showcase, mood: Dict[str, Any], tmp_path: Path) -> None:
    seen: List[str] = []
    with RawServer(storage_of(mood, seen)) as storage, RawServer(platform(storage.url, mood)) as server:
        with inference(KEY, server.url, retry=FAST, headers={"X-Mine": MARK}, journal=tmp_path / "j") as client:
            showcase.add(client)
            showcase.add(client._settings)
            for call in (
                lambda: client.run("a/b", input={"link": f"{storage.url}/in?{SIGNED}"}, wait=False),
                lambda: client.run("a/b", input={"file": b"x"}, wait=False),
                lambda: client.run("a/b", input={"link": f"{storage.url}/in?{SIGNED}"}, key="k", wait=False),
                lambda: client.run("a/b", input={}, timeout=1),
                lambda: list(client.run("a/b", input={}, stream=True, timeout=1)),
                lambda: client.get_task(TASK),
                lambda: client.cancel_task(TASK),
                lambda: client.wait_for_completion(TASK, timeout=1),
                lambda: client.upload_file(b"data", filename="a.txt"),
                lambda: client.download(f"{storage.url}/out.png?{SIGNED}", tmp_path),
                lambda: client.download({"uri": f"{storage.url}/out.png?{SIGNED}"}, tmp_path / "x.png"),
                lambda: client.files.get("f1"),
                lambda: client.tasks.list(),
                lambda: client.sessions.list(),
                lambda: client.agent("a/b").send_message("hi", timeout=1),
                lambda: client.chats.get(TASK),
                lambda: client.journal,
            ):
                showcase.attempt(call)
            client._settings.api_key  # noqa: B018
        showcase.attempt(lambda: client.get_task(TASK))  # closed

        async def once() -> None:
            async with async_inference(KEY, server.url, retry=FAST) as other:
                showcase.add(other)
                for begin in (
                    lambda: other.run("a/b", input={"file": b"x"}, timeout=1),
                    lambda: other.get_task(TASK),
                    lambda: other.download(f"{storage.url}/out.png?{SIGNED}", tmp_path / "y.png"),
                ):
                    try:
                        showcase.add(await begin())
                    except Exception as error:
                        showcase.add(error)

        asyncio.run(once())
    assert not any(MARK in headers for headers in seen), "a secret went to the storage"


def test_what_is_refused_beforehand(showcase: Showcase, tmp_path: Path) -> None:
    for call in (
        lambda: inference(f"{KEY} with a space"),
        lambda: inference(KEY, f"https://user:{MARK}@host.example"),
        lambda: inference(KEY, f"https://host.example/?key={MARK}"),
        lambda: inference(KEY, headers={"Authorization": f"Bearer {KEY}"}),
        lambda: inference(KEY, headers={"X-A": f"{MARK}\n"}),
        lambda: inference(KEY).run({"app": f"https://x/?{SIGNED}"}),
        lambda: inference(KEY).run("a/b", webhook=f"ftp://x/?{SIGNED}"),
        lambda: inference(KEY).get_task(f"https://x/?{SIGNED}&x= y"),
        lambda: inference(KEY).download(f"https://[broken?{SIGNED}", tmp_path),
        lambda: inference(KEY).download(f"ftp://x/a?{SIGNED}", tmp_path),
    ):
        showcase.attempt(call)
    with refused_port() as port:
        for url in (f"http://127.0.0.1:{port}", "http://no-such-host.invalid"):
            with inference(KEY, url, retry=FAST) as client:
                showcase.attempt(lambda: client.get_task(TASK))
                showcase.attempt(lambda: client.run("a/b", input={}))
                showcase.attempt(lambda: client.download(f"{url}/a?{SIGNED}", tmp_path))  # noqa: B023


def test_only_a_pickled_client_carries_its_key() -> None:
    """It must, to be of use on the other side; the documentation says so."""
    with inference(KEY, "http://127.0.0.1:9") as client:
        assert MARK in repr(pickle.dumps(client))
        assert MARK not in repr(client)
        assert MARK not in repr(vars(client))


def test_the_key_goes_to_the_platform_s_origin_alone() -> None:
    seen: List[str] = []
    elsewhere = RawServer(storage_of({}, seen))
    with elsewhere:

        def redirect(peer: Peer) -> None:
            peer.request()
            peer.send(f"HTTP/1.1 307 X\r\nLocation: {elsewhere.url}/x\r\nContent-Length: 0\r\n\r\n".encode())

        with RawServer(redirect) as server, inference(KEY, server.url, retry=FAST) as client:
            for call in (
                lambda: client.get_task(TASK),
                lambda: client.run("a/b", input={}, wait=False),
                lambda: list(client.stream_task(TASK)),
            ):
                with pytest.raises(InferenceError, match="redirects to"):
                    call()
    assert seen == []


def test_logs_show_only_headers_of_the_list(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "inferencesh")
    mood: Dict[str, Any] = {}
    with RawServer(platform("http://127.0.0.1:9", mood)) as server, inference(KEY, server.url) as client:
        client.get_task(TASK)
    (line,) = [one.getMessage() for one in caplog.records if one.name == "inferencesh"]
    assert "x-request-id" in line
    assert "set-cookie" not in line
    assert "x-secret-thing" not in line
    assert "set-cookie" not in LOGGABLE_HEADERS


def test_a_curl_command_that_runs_anywhere_but_tells_nothing() -> None:
    mood: Dict[str, Any] = {"status": 409}
    with RawServer(platform("http://127.0.0.1:9", mood)) as server:
        client = inference(KEY, server.url, retry=FAST, headers={"X-Mine": MARK})
        with client:
            with pytest.raises(InferenceError) as caught:
                client.run("a/b", input={"it's": "so", "link": f"https://x/?{SIGNED}"}, wait=False)
            error = caught.value
            assert error.as_curl() == (
                f'curl -sS -X POST {server.url}/apps/run -H "Authorization: Bearer $INFERENCE_API_KEY" '
                "-H 'X-Mine: [hidden]' -H 'Content-Type: application/json' --data-binary "
                '\'{"app": "a/b", "input": {"it\'"\'"\'s": "so", "link": "https://x/?[hidden]"}}\''
            )
            assert error.request_id == "req_1"
            (attempt,) = error.attempts
            assert attempt["outcome"] == "HTTP 409"
            assert attempt["seconds"] >= 0
            with pytest.raises(InferenceError) as caught:
                client.tasks.files(TASK, role="input")
            assert f"/tasks/{TASK}/files?role=input" in str(caught.value.as_curl())
            assert "--data-binary" not in str(caught.value.as_curl())
            with pytest.raises(InferenceError) as caught:
                client.run("a/b", input={"long": "x" * 30_000}, wait=False)
            assert str(caught.value.as_curl()).endswith("--data-binary @body.json")
    assert InferenceError("about no request").as_curl() is None
