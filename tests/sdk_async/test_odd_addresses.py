"""Addresses that are none: where redirects lead, where files are to go. Each is an error of the SDK."""

from __future__ import annotations

import json
import traceback
from pathlib import Path
from typing import Any

import pytest
from support.raw_server import Peer, RawServer

from inferencesh import FileDownloadError, FileUploadError, RetryPolicy, async_inference

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
    def answer(peer: Peer) -> None:
        while True:
            peer.request()
            record: Any = {"id": "f", "uri": "https://files.invalid/f", "upload_url": address}
            peer.answer(json.dumps({"data": [record]}).encode())

    with RawServer(answer) as server:
        async with async_inference("inf_k", server.url, retry=FAST) as client:
            with pytest.raises(FileUploadError) as caught:
                await client.upload_file(b"abc", filename="a.txt")
    shown = "".join(traceback.format_exception(type(caught.value), caught.value, caught.value.__traceback__))
    assert "canary" not in shown
