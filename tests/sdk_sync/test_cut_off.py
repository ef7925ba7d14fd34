# Made from tests/sdk_async/test_cut_off.py by scripts/unasync.py. Do not edit.
"""Answers over TLS that end with the connection: without a close_notify they may have been cut off anywhere."""

from __future__ import annotations

import ssl
import warnings
from pathlib import Path
from typing import Any, Tuple

import pytest
from support.raw_server import Peer, RawServer

from inferencesh import APIConnectionError, FileDownloadError, RetryPolicy, inference

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # cryptography warns of Python 3.8
    import trustme

pytestmark = pytest.mark.anyio
FAST = RetryPolicy(max_attempts=3, backoff=0.001)


@pytest.fixture
def context(tmp_path_factory: Any, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    authority = trustme.CA()
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(made)
    pem = tmp_path_factory.mktemp("authority") / "authority.pem"
    authority.cert_pem.write_to_path(str(pem))
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    return made


def cut_off(answer: bytes, cut: bytes, times: int) -> Tuple[Any, Any]:
    """A server that sends `cut` without a close_notify so many times, and then the whole answer."""
    seen = []

    def serve(peer: Peer) -> None:
        seen.append(peer.request().target)
        whole = len(seen) > times
        peer.says_goodbye = whole
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + (answer if whole else cut))

    return serve, seen


def test_half_a_file_is_not_kept(tmp_path: Path, context: ssl.SSLContext) -> None:
    serve, seen = cut_off(b"x" * 1000, b"x" * 500, times=99)
    with RawServer(serve, context) as server:
        with inference("inf_k", server.url, retry=FAST) as client:
            with pytest.raises(FileDownloadError, match="close_notify"):
                client.download(server.url + "/a.bin", tmp_path / "a.bin")
    assert len(seen) == 3
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_was_cut_off_is_read_again(tmp_path: Path, context: ssl.SSLContext) -> None:
    serve, seen = cut_off(b"x" * 1000, b"x" * 500, times=2)
    with RawServer(serve, context) as server:
        with inference("inf_k", server.url, retry=FAST) as client:
            saved = client.download(server.url + "/a.bin", tmp_path / "a.bin")
    assert Path(saved).read_bytes() == b"x" * 1000
    assert len(seen) == 3


def test_an_answer_of_the_platform_that_was_cut_off_is_asked_for_again(context: ssl.SSLContext) -> None:
    task = b'{"id": "t1", "status": 10, "output": {"n": 1}}'
    serve, seen = cut_off(task, task, times=2)
    with RawServer(serve, context) as server:
        with inference("inf_k", server.url, retry=FAST) as client:
            assert (client.get_task("t1")).output == {"n": 1}
    assert len(seen) == 3
    serve, seen = cut_off(task, task, times=99)
    with RawServer(serve, context) as server:
        with inference("inf_k", server.url, retry=FAST) as client:
            with pytest.raises(APIConnectionError, match="close_notify"):
                client.get_task("t1")
