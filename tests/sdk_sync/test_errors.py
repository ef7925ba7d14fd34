# Made from tests/sdk_async/test_errors.py by scripts/unasync.py. Do not edit.
"""What the platform refuses, by family, with what an error carries."""

from __future__ import annotations

import pickle
from typing import Any, Dict

import pytest
from support.raw_server import Peer, RawServer, refused_port
from support.script import Script, problem, reply

import inferencesh
from inferencesh import (
    APIConnectionError,
    APIError,
    Inference,
    InferenceError,
    RequirementsNotMetException,
    SubmissionUnknownError,
    UncertainServerError,
    inference,
)

pytestmark = pytest.mark.anyio

TASK = "5hq0v3n8r1y6k4b9t2w7x0c5dm"
RUN = "^/apps/run$"


@pytest.mark.parametrize(
    ("status", "family"),
    [
        (400, "ValidationError"),
        (401, "AuthenticationError"),
        (402, "PaymentRequiredError"),
        (403, "PermissionDeniedError"),
        (404, "NotFoundError"),
        (409, "ConflictError"),
        (410, "GoneError"),
        (412, "RequirementsNotMetError"),
        (422, "ValidationError"),
        (429, "RateLimitError"),
        (499, "APIError"),
        (500, "ServerError"),
        (501, "ServerError"),
        (503, "ServerError"),
        (520, "ServerError"),
    ],
)
def test_families(client: Inference, script: Script, status: int, family: str) -> None:
    script.on("GET", "^/tasks/", problem(status, "some_code", "in plain words", {"x-request-id": "req_7"}))
    with pytest.raises(APIError) as caught:
        client.get_task(TASK, retry=None)
    error = caught.value
    assert type(error) is getattr(inferencesh, family)
    assert isinstance(error, (InferenceError, RuntimeError))
    assert error.status_code == status
    assert error.code == "some_code"
    assert error.message == "in plain words"
    assert error.request_id == "req_7"
    assert error.body["detail"] == "in plain words"
    assert error.task_id == TASK
    assert "in plain words" in str(error)
    assert str(status) in str(error)
    back = pickle.loads(pickle.dumps(error))
    assert type(back) is type(error)
    assert (str(back), back.status_code, back.request_id) == (str(error), status, "req_7")


def test_without_a_request_id(client: Inference, script: Script) -> None:
    script.on("GET", "^/tasks/", problem(404, "not_found"))
    with pytest.raises(inferencesh.NotFoundError) as caught:
        client.get_task(TASK)
    # the guard of the platform is inside the script, so this answer carries none
    assert caught.value.request_id is None


def test_the_request_id_of_the_platform(client: Inference) -> None:
    with pytest.raises(inferencesh.NotFoundError) as caught:
        client.get_task(TASK)
    assert (caught.value.request_id or "").startswith("req_")


@pytest.mark.parametrize(
    ("status", "body", "content_type"),
    [
        (502, b"<html><h1>Bad gateway</h1></html>", "text/html"),
        (403, b"", "text/plain"),
        (404, b"[1, 2]", "application/json"),
        (400, b"{not json", "application/json"),
        (500, b"\xff\xfe\x00", "application/octet-stream"),
        (404, b'"text"', "application/problem+json"),
    ],
)
def test_odd_bodies(client: Inference, script: Script, status: int, body: bytes, content_type: str) -> None:
    script.on("GET", "^/tasks/", reply(status, body, content_type))
    with pytest.raises(APIError) as caught:
        client.get_task(TASK, retry=None)
    assert caught.value.status_code == status
    assert caught.value.code is None
    assert str(caught.value)


@pytest.mark.parametrize(
    ("code", "family", "words"),
    [
        ("SESSION_NOT_FOUND", "SessionNotFoundError", "session not found"),
        ("session_not_found", "SessionNotFoundError", "session not found"),
        ("SESSION_EXPIRED", "SessionExpiredError", "session not found"),
        ("SESSION_ENDED", "SessionEndedError", "session"),
        ("WORKER_LOST", "WorkerLostError", "session"),
        ("WORKER_LEASED", "SessionConflictError", "busy"),
        ("APP_MISMATCH", "SessionConflictError", "busy"),
        ("VERSION_MISMATCH", "SessionConflictError", "busy"),
    ],
)
def test_session_codes(client: Inference, script: Script, code: str, family: str, words: str) -> None:
    status = {"SessionNotFoundError": 404, "SessionConflictError": 409, "WorkerLostError": 500}.get(family, 410)
    script.on("POST", RUN, problem(status, code, "busy"))
    with pytest.raises(inferencesh.SessionError) as caught:
        client.run("infsh/session-test", input={}, session="sess_1", retry=None)
    assert type(caught.value) is getattr(inferencesh, family)
    assert words in str(caught.value).lower()
    assert caught.value.session_id == "sess_1"


def test_the_older_form_of_an_error(client: Inference, script: Script) -> None:
    body = {"success": False, "error": {"code": "not_found", "message": "no such task"}}
    script.on("GET", "^/tasks/", reply(404, body))
    with pytest.raises(inferencesh.NotFoundError, match="no such task") as caught:
        client.get_task(TASK)
    assert caught.value.code == "not_found"


def test_a_success_that_says_it_is_none(client: Inference, script: Script) -> None:
    script.on("GET", "^/tasks/", reply(200, {"success": False, "error": {"code": "x", "message": "it did not work"}}))
    with pytest.raises(APIError, match="it did not work"):
        client.get_task(TASK)


@pytest.mark.parametrize("place", ["errors", "meta"])
def test_requirements(client: Inference, script: Script, place: str) -> None:
    errors = [{"type": "secret", "key": "MAPS_KEY", "message": "secret MAPS_KEY is not set", "action": {"type": "add"}}]
    more: Dict[str, Any] = {"errors": errors} if place == "errors" else {"meta": {"errors": errors}}
    script.on("POST", RUN, problem(412, "requirements_not_met", "not met", **more))
    with pytest.raises(RequirementsNotMetException) as caught:
        client.run("test/needs-secret", input={})
    (item,) = caught.value.errors
    assert (item["type"], item.type) == ("secret", "secret")
    assert (item["key"], item.key) == ("MAPS_KEY", "MAPS_KEY")
    assert item.action == {"type": "add"}
    assert "MAPS_KEY" in str(caught.value)
    assert pickle.loads(pickle.dumps(caught.value)).errors == errors


def test_requirements_of_a_real_app_in_a_retry_loop(client: Inference) -> None:
    caught = ""
    for _ in range(2):
        try:
            client.run({"app": "test/needs-secret", "input": {}})
        except RequirementsNotMetException as error:
            caught += error.errors[0]["key"]
            break
        except RuntimeError:
            caught += "the wrong clause"
    assert caught == "MAPS_KEY"


def test_a_validation_error_names_the_field(client: Inference) -> None:
    with pytest.raises(inferencesh.ValidationError, match="width") as caught:
        client.run("infsh/flux-schnell", input={"prompt": "x", "width": "wide"})
    assert caught.value.status_code == 422


def test_no_such_app(client: Inference) -> None:
    with pytest.raises(inferencesh.NotFoundError):
        client.run("infsh/no-such-app", input={})


def test_a_wrong_key(make_platform: Any) -> None:
    platform = make_platform(api_key="inf_right")
    with platform.client(api_key="inf_wrong_key_0123456789") as client:
        with pytest.raises(inferencesh.AuthenticationError) as caught:
            client.run("infsh/echo", input={})
    for text in (str(caught.value), repr(caught.value), str(vars(caught.value))):
        assert "wrong_key" not in text


def test_a_redirect_is_not_followed(client: Inference, script: Script) -> None:
    script.on("GET", "^/tasks/", reply(302, b"", headers={"location": "https://elsewhere.example/x?sig=s3cret"}))
    with pytest.raises(APIError, match=r"redirects to https://elsewhere\.example") as caught:
        client.get_task(TASK)
    assert "s3cret" not in str(caught.value)
    assert len(script.requests) == 1


def test_an_answer_that_is_no_json(client: Inference, script: Script) -> None:
    script.on("GET", "^/tasks/", *[reply(200, b"<html>", "text/html")] * 4)
    with pytest.raises(APIError, match="not JSON"):
        client.get_task(TASK)


def test_an_answer_without_a_task(client: Inference, script: Script) -> None:
    script.on("POST", RUN, reply(200, {"data": {"status": 1}}))
    with pytest.raises(SubmissionUnknownError, match="no task with an id"):
        client.run("infsh/echo", input={})


def test_nobody_listens() -> None:
    with refused_port() as port:
        with inference("inf_k", f"http://127.0.0.1:{port}", retry=2) as client:
            with pytest.raises(APIConnectionError, match=f"127.0.0.1:{port} after 2 attempts") as caught:
                client.get_task(TASK)
            assert isinstance(caught.value, ConnectionError)
            assert all(attempt["outcome"] for attempt in caught.value.attempts)
            assert len(caught.value.attempts) == 2
            with pytest.raises(APIConnectionError) as submitted:
                client.run("infsh/echo", input={})
            assert not isinstance(submitted.value, SubmissionUnknownError), "nothing was sent, so nothing is unknown"


def test_a_gateway_in_between_leaves_a_submission_in_doubt(client: Inference, script: Script) -> None:
    script.on("POST", RUN, reply(502, b"<html>bad gateway</html>", "text/html"))
    with pytest.raises(UncertainServerError) as caught:
        client.run("infsh/echo", input={"n": 1})
    assert isinstance(caught.value, (SubmissionUnknownError, inferencesh.ServerError))
    assert caught.value.submission == {"app": "infsh/echo", "input": {"n": 1}}
    assert caught.value.status_code == 502
    assert script.log.count("POST /apps/run") == 1


def test_logs_tell_no_secrets(client: Inference, script: Script, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    file = client.upload_file(b"abc", filename="a.txt")
    client.run("infsh/echo", input={"file": file["uri"]})
    told = "\n".join(record.getMessage() for record in caplog.records)  # httpx logs as well
    assert "POST /apps/run -> 200" in told
    assert client._settings.api_key not in told
    (address,) = [seen.path for seen in script.requests if seen.method == "PUT"]
    assert address.rpartition("/")[2] not in told, "whoever knows the signed address can write the file"


@pytest.mark.parametrize(
    "answer",
    [
        b'401 X\r\nContent-Type: application/problem+json\r\n\r\n{"detail": "the key KEY is wrong", "meta": ["KEY"]}',
        b"401 X\r\nContent-Type: text/html\r\n\r\n<p>KEY is wrong",
        b'422 X\r\nX-Request-Id: KEY\r\n\r\n{"detail": {"KEY": 1}, "errors": [{"message": "KEY"}]}',
        b"307 X\r\nLocation: https://elsewhere.invalid/KEY/tasks\r\n\r\n",
        b"499 X\r\n\r\nGET /tasks KEY",
    ],
)
def test_a_key_that_the_server_repeats_is_not_shown_whatever_it_looks_like(answer: bytes) -> None:
    """Keys need no prefix that would tell them from other words."""
    key = "canary-of-no-known-form"

    def serve(peer: Peer) -> None:
        peer.request()
        peer.send(b"HTTP/1.1 " + answer.replace(b"KEY", key.encode()))

    with RawServer(serve) as server:
        with inference(key, server.url, retry=None) as client:
            for call in (
                lambda: client.get_task(TASK),
                lambda: client.run("a/b", input={}, wait=False),
                lambda: client.tasks.wait_for_completion(TASK, timeout=5),
            ):
                with pytest.raises(InferenceError) as caught:
                    call()
                error = caught.value
                for shown in (str(error), repr(error), repr(vars(error)), str(pickle.dumps(error)), error.as_curl()):
                    assert key not in (shown or "")
