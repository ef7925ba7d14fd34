"""Downloads that are cut: they go on where they were, and what is saved is the file, byte for byte."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Dict, List

import pytest
from support.raw_server import Peer, RawServer

from inferencesh import FileDownloadError, RetryPolicy, async_inference
from inferencesh._core.files.download_resume import Answer, Progress

pytestmark = pytest.mark.anyio
CONTENT = bytes(range(256)) * 40
FAST = RetryPolicy(max_attempts=3, backoff=0.001)


class Store:
    """Serves one file with ranges, and cuts each answer after some bytes; says what was asked for."""

    def __init__(self, cut: int, head: bytes = b'ETag: "v1"\r\n', ranges: bool = True) -> None:
        self.content = CONTENT
        self.cut = cut
        self.head = head
        self.ranges = ranges
        self.asked: List[Dict[str, str]] = []

    def __call__(self, peer: Peer) -> None:
        request = peer.request()
        self.asked.append(request.headers)
        wanted = re.match(r"bytes=(\d+)-", request.headers.get("range", ""))
        tag = request.headers.get("if-range", "")
        total = len(self.content)
        if wanted and self.ranges and tag.encode() in self.head:
            begin = int(wanted.group(1))
            body = self.content[begin:]
            first = b"HTTP/1.1 206 Partial\r\nContent-Range: bytes %d-%d/%d\r\n" % (begin, total - 1, total)
        else:
            body, first = self.content, b"HTTP/1.1 200 OK\r\n"
        head = first + self.head + b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(body)
        peer.send(head + body[: self.cut])


async def test_it_goes_on_where_it_was(tmp_path: Path) -> None:
    """Cut ten times, which is more often than the policy allows for attempts that get nowhere."""
    store = Store(1000)
    with RawServer(store) as server:
        async with async_inference("inf_k", server.url, retry=FAST) as client:
            saved = await client.download(server.url + "/a.bin", tmp_path / "a.bin")
    assert Path(saved).read_bytes() == CONTENT
    assert [asked.get("range") for asked in store.asked] == [None, *[f"bytes={n * 1000}-" for n in range(1, 11)]]
    assert {asked.get("if-range") for asked in store.asked[1:]} == {'"v1"'}
    assert not any("authorization" in asked for asked in store.asked)
    assert [path.name for path in tmp_path.iterdir()] == ["a.bin"]


@pytest.mark.parametrize("at", range(0, 120, 7))
async def test_cut_anywhere(tmp_path: Path, at: int) -> None:
    store = Store(10_200 + at)
    with RawServer(store) as server:
        async with async_inference("inf_k", server.url, retry=FAST) as client:
            saved = await client.download(server.url + "/a.bin", tmp_path / "a.bin")
    assert Path(saved).read_bytes() == CONTENT


async def test_a_file_that_changed_begins_anew(tmp_path: Path) -> None:
    store = Store(6000)

    def change(peer: Peer) -> None:
        store(peer)
        if len(store.asked) == 1:
            store.content, store.head, store.cut = CONTENT[::-1], b'ETag: "v2"\r\n', 1 << 20

    with RawServer(change) as server:
        async with async_inference("inf_k", server.url, retry=FAST) as client:
            saved = await client.download(server.url + "/a.bin", tmp_path / "a.bin")
    assert Path(saved).read_bytes() == CONTENT[::-1]


@pytest.mark.parametrize("head", [b"", b'ETag: W/"weak"\r\n', b"Content-Encoding: identity\r\n"])
async def test_nothing_is_pieced_together_on_a_guess(tmp_path: Path, head: bytes) -> None:
    store = Store(6000, head)
    with RawServer(store) as server:
        async with async_inference("inf_k", server.url, retry=FAST) as client:
            with pytest.raises(FileDownloadError, match="the download failed"):
                await client.download(server.url + "/a.bin", tmp_path / "a.bin")
    assert [asked.get("range") for asked in store.asked] == [None] * 3
    assert list(tmp_path.iterdir()) == []


async def test_a_server_without_ranges_sends_it_all_again(tmp_path: Path) -> None:
    store = Store(6000, ranges=False)

    def serve(peer: Peer) -> None:
        if len(store.asked) == 1:
            store.cut = 1 << 20
        store(peer)

    with RawServer(serve) as server:
        async with async_inference("inf_k", server.url, retry=FAST) as client:
            saved = await client.download(server.url + "/a.bin", tmp_path / "a.bin")
    assert Path(saved).read_bytes() == CONTENT
    assert store.asked[1]["range"] == "bytes=6000-"


async def test_the_date_of_its_change_serves_as_well(tmp_path: Path) -> None:
    store = Store(6000, b"Last-Modified: Tue, 20 Oct 2026 09:15:02 GMT\r\nDate: Tue, 20 Oct 2026 10:00:00 GMT\r\n")
    with RawServer(store) as server:
        async with async_inference("inf_k", server.url, retry=FAST) as client:
            saved = await client.download(server.url + "/a.bin", tmp_path / "a.bin")
    assert Path(saved).read_bytes() == CONTENT
    assert store.asked[1]["if-range"] == "Tue, 20 Oct 2026 09:15:02 GMT"


async def test_the_local_platform_s_files_can_be_taken_up(client: Any, tmp_path: Path) -> None:
    file = await client.upload_file(CONTENT, filename="a.bin")
    assert Path(await client.download(file, tmp_path / "a.bin")).read_bytes() == CONTENT


async def test_a_server_that_overlooks_if_range_does_not_give_halves_of_two_files(tmp_path: Path) -> None:
    """Caches do: they send the rest of what they have now, and say so in its entity tag alone."""
    store = Store(6000)

    def change(peer: Peer) -> None:
        request = peer.request()
        store.asked.append(request.headers)
        begin = int((request.headers.get("range") or "bytes=0-")[6:-1])
        first = b"HTTP/1.1 200 OK\r\n"
        if begin:
            first = b"HTTP/1.1 206 Partial\r\nContent-Range: bytes %d-%d/%d\r\n" % (
                begin,
                len(CONTENT) - 1,
                len(CONTENT),
            )
        body = store.content[begin:]
        head = first + store.head + b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(body)
        peer.send(head + body[: store.cut])
        store.content, store.head, store.cut = CONTENT[::-1], b'ETag: "v2"\r\n', 1 << 20

    with RawServer(change) as server:
        async with async_inference("inf_k", server.url, retry=FAST) as client:
            saved = await client.download(server.url + "/a.bin", tmp_path / "a.bin")
    assert Path(saved).read_bytes() == CONTENT[::-1]
    assert [asked.get("range") for asked in store.asked] == [None, "bytes=6000-", None]


# -- the rules ---------------------------------------------------------------------------------------------------------

START: Dict[str, str] = {"etag": '"v1"', "content-length": "100"}
CASES: List[Any] = [
    (206, {"content-range": "bytes 40-99/100"}, Answer(), 40),
    (206, {"content-range": "bytes 40-99/*"}, Answer(), 40),
    (206, {"content-range": "bytes 0-99/100"}, Answer(again=True), 0),
    (206, {"content-range": "bytes 40-99/101"}, Answer(again=True), 0),
    (206, {"content-range": "items 40-99/100"}, Answer(again=True), 0),
    (206, {}, Answer(again=True), 0),
    (206, {"content-range": "bytes 40-99/100", "etag": '"v1"'}, Answer(), 40),
    (206, {"content-range": "bytes 40-99/100", "etag": '"v2"'}, Answer(again=True), 0),
    (206, {"content-range": "bytes 40-99/100", "etag": 'W/"v1"'}, Answer(again=True), 0),
    (206, {"content-range": "bytes 40-99/100", "content-encoding": "gzip"}, Answer(again=True), 0),
    (416, {"content-range": "bytes */40", "etag": '"v2"'}, Answer(again=True), 0),
    (416, {"content-range": "bytes */40"}, Answer(complete=True), 40),
    (416, {"content-range": "bytes */100"}, Answer(again=True), 0),
    (416, {}, Answer(again=True), 0),
    (200, START, Answer(restart=True), 0),
    (404, {}, Answer(refused=True), 40),
]


@pytest.mark.parametrize(("status", "headers", "answer", "done"), CASES)
async def test_what_an_answer_means(status: int, headers: Dict[str, str], answer: Answer, done: int) -> None:
    progress = Progress()
    assert progress.conditions() == {}
    assert progress.take(200, START) == Answer(restart=True)
    assert progress.conditions() == {}, "nothing is there yet"
    progress.done = 40
    assert progress.conditions() == {"Range": "bytes=40-", "If-Range": '"v1"'}
    assert not progress.is_whole
    assert progress.take(status, headers) == answer
    assert progress.done == done


async def test_the_rest_of_a_file_that_was_changed_later_is_not_taken() -> None:
    progress = Progress()
    progress.take(200, {"last-modified": "Tue, 20 Oct 2026 09:15:02 GMT", "content-length": "100"})
    progress.done = 40
    later = {"content-range": "bytes 40-99/100", "last-modified": "Tue, 20 Oct 2026 09:15:03 GMT"}
    assert progress.take(206, later) == Answer(again=True)
    assert progress.done == 0


async def test_packed_bodies_are_not_taken_up() -> None:
    progress = Progress()
    progress.take(200, {**START, "content-encoding": "gzip"})
    progress.done = 40
    assert progress.conditions() == {}
    assert progress.is_whole, "a packed body's length says nothing about the file's"
