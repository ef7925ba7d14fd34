# Made from tests/sdk_async/test_error_trail.py by scripts/unasync.py. Do not edit.
"""What an error tells of the request that it is about: attempts, request id, a curl command, host and cause."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable, Dict

import pytest
from support.raw_server import Peer, RawServer, refused_port

from inferencesh import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    FileDownloadError,
    FileUploadError,
    Inference,
    InferenceError,
    RetryPolicy,
    StreamError,
    SubmissionUnknownError,
    inference,
)

pytestmark = pytest.mark.anyio

TASK = "5hq0v3n8r1y6k4b9t2w7x0c5dm"
JSON = b"Content-Type: application/json\r\n"
TWICE = RetryPolicy(max_attempts=2, backoff=0.001)
SIGNED = "/a.bin?signature=SECRET"


def answering(body: bytes, status: bytes = b"200 OK", head: bytes = JSON) -> Callable[[Peer], None]:
    def serve(peer: Peer) -> None:
        while True:
            peer.request()
            peer.send(
                b"HTTP/1.1 %b\r\nX-Request-Id: req_7\r\n%bContent-Length: %d\r\n\r\n%b"
                % (status, head, len(body), body)
            )

    return serve


def hanging_up(peer: Peer) -> None:
    peer.request()


def silent(peer: Peer) -> None:
    peer.request()
    peer.until_gone()


def error_of(serve: Callable[[Peer], None], call: Callable[[Inference], Any], **options: Any) -> Any:
    """What a call raises, and the address of the server."""
    options.setdefault("retry", TWICE)
    with RawServer(serve) as server:
        with inference("inf_secret_key_1", server.url, **options) as client:
            with pytest.raises(InferenceError) as caught:
                call(client)
    error = caught.value
    text = f"{error} {error.attempts} {error.as_curl()}"
    assert "SECRET" not in text
    assert "inf_secret" not in text
    return error, server.url


def get(client: Inference) -> Any:
    return client.get_task(TASK)


def run(client: Inference) -> Any:
    return client.run("a/b", input={}, wait=False)


def upload(client: Inference) -> Any:
    return client.upload_file(b"abc", filename="a.txt")


UNUSABLE: Dict[str, bytes] = {
    "no JSON": b"<html>",
    "no task": b'{"data":{}}',
    "not even an object": b'{"data":[1]}',
    "no success": b'{"success":false,"error":{"code":"x","message":"it did not work"}}',
}


@pytest.mark.parametrize("body", sorted(UNUSABLE))
def test_an_answer_that_cannot_be_used(body: str) -> None:
    error, url = error_of(answering(UNUSABLE[body]), get)
    assert type(error) is APIError
    assert error.request_id == "req_7"
    assert error.task_id == TASK
    count = 2 if body == "no JSON" else 1
    assert [attempt["outcome"] for attempt in error.attempts] == [f"HTTP 200, {error.message}"] * count
    assert error.as_curl().startswith(f"curl -sS -X GET {url}/tasks/{TASK} ")


@pytest.mark.parametrize("body", ["no JSON", "no task", "not even an object"])
def test_such_an_answer_to_a_submission(body: str) -> None:
    error, url = error_of(answering(UNUSABLE[body]), run)
    assert isinstance(error, SubmissionUnknownError)
    assert error.submission == {"app": "a/b", "input": {}}
    assert error.sent_at is not None
    assert error.request_id == "req_7"
    assert len(error.attempts) == 1
    assert error.as_curl().startswith(f"curl -sS -X POST {url}/apps/run ")


def test_a_stream_that_is_none() -> None:
    with RawServer(answering(b"{}")) as server:
        with inference("inf_k", server.url) as client:
            operation = {"method": "get", "url": "/tasks/x/stream"}
            with pytest.raises(StreamError, match="no event stream") as caught:
                client._http.open_stream(operation, client._options)
    assert len(caught.value.attempts) == 1
    assert caught.value.request_id == "req_7"
    assert "/tasks/x/stream" in str(caught.value.as_curl())


def test_a_connection_that_was_lost_was_there() -> None:
    error, url = error_of(hanging_up, get)
    assert type(error) is APIConnectionError
    assert str(error).startswith(f"the connection to {url} was lost after 2 attempts (")
    error, url = error_of(hanging_up, run)
    assert f"the answer of {url} to POST /apps/run was lost (" in str(error)


def test_no_connection() -> None:
    with refused_port() as port:
        with inference("inf_k", f"http://127.0.0.1:{port}", retry=TWICE) as client:
            with pytest.raises(APIConnectionError) as caught:
                client.get_task(TASK)
    assert str(caught.value).startswith(f"no connection to http://127.0.0.1:{port} after 2 attempts (ConnectError: ")


def test_a_time_out_says_where_and_what_for() -> None:
    error, url = error_of(silent, get, timeout=1)
    assert isinstance(error, APITimeoutError)
    assert str(error).startswith(f"no answer from {url} within the time-out of 1 seconds (ReadTimeout: ")
    assert len(error.attempts) == 1


def test_an_upload_that_the_platform_refuses() -> None:
    error, url = error_of(answering(b'{"detail":"too large"}', b"413 No"), upload)
    assert isinstance(error, FileUploadError)
    assert error.request_id == "req_7"
    assert [attempt["outcome"] for attempt in error.attempts] == ["HTTP 413"]
    assert error.as_curl().startswith(f"curl -sS -X POST {url}/files ")


def test_an_upload_without_an_address() -> None:
    error, url = error_of(answering(b'{"data":[{"id":"f"}]}'), upload)
    assert isinstance(error, FileUploadError)
    assert str(error) == "'a.txt' was not uploaded: the platform gave no upload address"
    assert error.request_id == "req_7"
    assert len(error.attempts) == 1
    assert error.as_curl().startswith(f"curl -sS -X POST {url}/files ")


def reply(body: bytes, status: bytes, head: bytes = b"") -> Callable[[Peer], None]:
    def send(peer: Peer) -> None:
        peer.send(
            b"HTTP/1.1 %b\r\nX-Request-Id: req_9\r\nConnection: close\r\n%bContent-Length: %d\r\n\r\n%b"
            % (status, head, len(body), body)
        )

    return send


def nothing(peer: Peer) -> None:
    """Hang up."""


def storage(answer: Callable[[Peer], None]) -> Callable[[Peer], None]:
    """A platform that takes every file, and what answers whatever is no POST."""

    def serve(peer: Peer) -> None:
        request = peer.request()
        if request.method != "POST":
            answer(peer)
            return
        address = f"http://{request.headers['host']}{SIGNED}".encode()
        reply(b'{"data":[{"id":"f","uri":"inf://f","upload_url":"%b"}]}' % address, b"200 OK", JSON)(peer)

    return serve


def test_a_storage_that_refuses() -> None:
    error, url = error_of(storage(reply(b"busy", b"503 No")), upload)
    assert isinstance(error, FileUploadError)
    assert "after 2 attempts" in str(error)
    assert [attempt["outcome"] for attempt in error.attempts] == ["HTTP 503"] * 2
    assert error.request_id == "req_9"
    assert error.as_curl() == (f"curl -sS -X PUT '{url}/[hidden]' -H 'Content-Type: text/plain' --data-binary @file")


def test_a_storage_that_hangs_up() -> None:
    error, url = error_of(storage(nothing), upload)
    assert isinstance(error, FileUploadError)
    assert f"'a.txt' was not uploaded after 2 attempts: {url}/[hidden]: " in str(error)
    assert len(error.attempts) == 2


def test_a_storage_that_asks_for_a_long_wait() -> None:
    """As any other answer: not waited for longer than the policy says, and the number is told."""
    wait = b"Retry-After: 3600\r\n"
    error, _ = error_of(storage(reply(b"busy", b"503 No", wait)), upload)
    assert error.retry_after == 3600.0
    assert len(error.attempts) == 1
    error, _ = error_of(
        storage(reply(b"busy", b"429 No", wait)), lambda client: client.download(client.base_url + SIGNED)
    )
    assert error.retry_after == 3600.0
    assert len(error.attempts) == 1


def test_a_download_that_is_refused(tmp_path: Path) -> None:
    error, url = error_of(
        storage(reply(b"busy", b"503 No")), lambda client: client.download(client.base_url + SIGNED, tmp_path / "a")
    )
    assert isinstance(error, FileDownloadError)
    assert str(error) == f"{url}/a.bin?[hidden] answered HTTP 503 after 2 attempts"
    assert error.request_id == "req_9"
    assert error.as_curl() == f"curl -sS -X GET '{url}/a.bin?[hidden]'", "no key for another host"


def test_a_download_that_is_lost(tmp_path: Path) -> None:
    error, url = error_of(
        hanging_up,
        lambda client: client.download(client.base_url + SIGNED, tmp_path / "a", headers={"X-Own": "SECRET"}),
    )
    assert str(error).startswith(f"the download failed after 2 attempts: {url}/a.bin?[hidden]: ")
    assert len(error.attempts) == 2
    assert error.as_curl() == f"curl -sS -X GET '{url}/a.bin?[hidden]' -H 'X-Own: [hidden]'"
