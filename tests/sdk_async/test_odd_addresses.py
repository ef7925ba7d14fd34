"""Addresses that are none: where redirects lead, where files are to go. Each is an error of the SDK."""

from __future__ import annotations

import traceback
from pathlib import Path

import pytest
from support.raw_server import Peer, RawServer
from support.scripted_server import EVERYTHING, answering, serving

from inferencesh import FileDownloadError, FileUploadError, RetryPolicy, SubmissionUnknownError, async_inference

pytestmark = pytest.mark.anyio
FAST = RetryPolicy(max_attempts=2, backoff=0.001)
ODD = [
    "http://[bracket/?canary",
    "http://host.invalid:99999/?canary",
    "http://host.invalid:port/?canary",
    "http://xn--/?canary",
    "http://?canary",
    "file:///etc/passwd?canary",
]


@pytest.mark.parametrize("address", ODD)
async def test_a_download_that_is_redirected_to_no_address(tmp_path: Path, address: str) -> None:
    def redirect(peer: Peer) -> None:
        peer.request()
        head = f"HTTP/1.1 302 Found\r\nLocation: {address}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        peer.send(head.encode())

    with RawServer(redirect) as server:
        async with async_inference("inf_k", server.url, retry=FAST) as client:
            with pytest.raises(FileDownloadError):
                await client.download(server.url + "/a", tmp_path / "a")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("address", ODD)
async def test_an_upload_to_no_address(address: str) -> None:
    record = {"id": "f", "uri": "https://files.invalid/f", "upload_url": address}
    with serving(answering({"data": [record]})) as server:
        async with async_inference("inf_k", server.url, retry=FAST) as client:
            with pytest.raises(FileUploadError) as caught:
                await client.upload_file(b"abc", filename="a.txt")
    shown = "".join(traceback.format_exception(type(caught.value), caught.value, caught.value.__traceback__))
    assert "canary" not in shown


@pytest.mark.parametrize("task_id", ["", ".", "..", "\ud800"])
async def test_a_submission_whose_task_has_an_id_that_no_address_can_hold(task_id: str) -> None:
    """It was taken, and cannot be followed: that is said in the error for what may have been started."""

    with serving() as server:
        run = answering({"data": {"id": task_id, "status": 7}})
        server.expect_request("/apps/run").respond_with_handler(run)
        server.expect_request(EVERYTHING).respond_with_handler(answering(status=403))
        async with async_inference("inf_k", server.url, retry=FAST) as client:
            with pytest.raises(SubmissionUnknownError, match="no task with an id"):
                await client.run("a/b", input={}, timeout=10)
