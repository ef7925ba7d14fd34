"""The codec beside h11, over a corpus of odd responses; the table of docs/transport.md against what is measured."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Iterable, List, NamedTuple, Optional, Sequence, Tuple

import h11
import httpx
import pytest
from support.odd_responses import CORPUS, Odd
from support.raw_server import Peer

from inferencesh._transport.codec.http1 import HeadReader, ProtocolError

PAGE = Path(__file__).resolve().parents[2] / "docs" / "transport.md"
HTTPCORE_LIMIT = 100 * 1024  # bytes of a head, as httpcore sets h11 up


class Outcome(NamedTuple):
    """What became of the bytes of one response."""

    end: str  # "refused", "waits", "cut", or what becomes of the connection: "kept", "closed"
    status: int = 0
    reason: bytes = b""
    fields: Tuple[Tuple[bytes, bytes], ...] = ()
    body: bytes = b""


def ours(case: Odd, pieces: List[bytes]) -> Outcome:
    reader, head, out = HeadReader(case.method), None, b""
    try:
        for piece in pieces:
            if head is None:
                head = reader.feed(piece)
                if head is None:
                    continue
                piece = head.rest
            if piece:
                out += head.body.feed(piece)
    except ProtocolError:
        return Outcome("refused")
    if head is None:
        return Outcome("cut" if case.ends else "waits")
    if not head.body.done:
        if not case.ends:
            return Outcome("waits")
        try:
            head.body.end()
        except ProtocolError:
            return Outcome("cut")
    end = "kept" if head.keep_alive and not head.body.surplus and not case.ends else "closed"
    fields = tuple((name.lower(), value) for name, value in head.fields)
    return Outcome(end, head.status, head.reason, fields, out)


def theirs(case: Odd) -> Outcome:
    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=HTTPCORE_LIMIT)
    connection.send(h11.Request(method=case.method, target="/", headers=[("Host", "a")]))
    connection.send(h11.EndOfMessage())
    response: Optional[h11.Response] = None
    out, ended = b"", False
    try:
        if case.raw:
            connection.receive_data(case.raw)
        while True:
            event = connection.next_event()
            if event is h11.NEED_DATA:
                if not case.ends:
                    return Outcome("waits")
                ended = True
                connection.receive_data(b"")
            elif isinstance(event, h11.Response):
                response = event
            elif isinstance(event, h11.Data):
                out += bytes(event.data)
            elif isinstance(event, h11.EndOfMessage):
                break
            else:
                assert isinstance(event, h11.InformationalResponse), event
    except h11.RemoteProtocolError:
        return Outcome("cut" if ended else "refused")
    assert response is not None
    kept = connection.our_state is h11.DONE and connection.their_state is h11.DONE and not case.ends
    fields = tuple((bytes(name), bytes(value)) for name, value in response.headers)
    return Outcome("kept" if kept else "closed", response.status_code, bytes(response.reason), fields, out)


def _shown(fields: Sequence[Tuple[bytes, bytes]], others: Sequence[Tuple[bytes, bytes]]) -> str:
    def values(of: Sequence[Tuple[bytes, bytes]], wanted: bytes) -> List[bytes]:
        return [value for name, value in of if name == wanted]

    shown = [(name, value) for name, value in fields if values(fields, name) != values(others, name)]
    return " and ".join(f"`{(name + b': ' + value).decode('latin-1')}`".replace("\t", "\\t") for name, value in shown)


def in_words(one: Outcome, other: Outcome) -> str:
    """What is different of `one`, as the table has it."""
    if not one.status:
        return {"refused": "refused", "waits": "waits for more", "cut": "the end came too soon"}[one.end]
    if not other.status:
        return "read"
    parts: List[str] = []
    if one.fields != other.fields:
        parts.append(_shown(one.fields, other.fields))
    for name in ("status", "reason", "body"):
        if getattr(one, name) != getattr(other, name):
            parts.append(f"{name} {getattr(one, name)!r}")
    if one.end != other.end:
        parts.append(f"read, connection {one.end}")
    return ", ".join(parts)


def compared(here: Outcome, there: Outcome) -> str:
    """Whether we are stricter or laxer than h11."""
    order = ["refused", "cut", "waits", "closed", "kept"]
    if here.end == there.end:
        return "other"
    return "stricter" if order.index(here.end) < order.index(there.end) else "laxer"


def measured() -> List[Tuple[str, str, str, str]]:
    """Of each response that the two read differently: its name, what becomes of it here and there, what we are."""
    found: List[Tuple[str, str, str, str]] = []
    for case in CORPUS:
        here, there = ours(case, [case.raw]), theirs(case)
        if here != there:
            found.append((case.name, in_words(here, there), in_words(there, here), compared(here, there)))
    return found


def test_the_table_says_what_is_measured() -> None:
    rows = [line.strip("|\n").split(" | ") for line in PAGE.read_text(encoding="utf-8").split("\n") if line[:2] == "| "]
    told = [tuple(cell.strip() for cell in row) for row in rows]
    told = [row for row in told if len(row) == 5 and row[0] != "the response" and "---" not in row]
    assert len({row[0] for row in told}) == len(told)
    assert all(row[4] for row in told)
    assert sorted(row[:4] for row in told) == sorted(measured())


def test_every_response_has_a_name_of_its_own() -> None:
    assert len({case.name for case in CORPUS}) == len(CORPUS) > 200


def _cuts(size: int) -> Iterable[int]:
    return range(1, size) if size < 400 else [1, 17, 45, 49, size // 2, *range(size - 9, size)]


def test_where_a_response_is_cut_makes_no_difference() -> None:
    for case in CORPUS:
        raw = case.raw
        whole = ours(case, [raw])
        for cut in _cuts(len(raw)):
            assert ours(case, [raw[:cut], raw[cut:]]) == whole, (case.name, cut)
            assert ours(case, [raw[:cut], raw[cut : cut + 1], raw[cut + 1 :]]) == whole, (case.name, cut)
        step = 1 if len(raw) < 400 else 997
        assert ours(case, [raw[at : at + step] for at in range(0, len(raw), step)]) == whole, case.name


def test_over_sockets_the_same_becomes_of_each(plain_lab: Any) -> None:
    expected = [(case, ours(case, [case.raw])) for case in CORPUS]
    settled = [(case, outcome) for case, outcome in expected if outcome.end != "waits"]

    def script(peer: Peer) -> None:
        request = peer.request()
        case, _ = settled[int(request.target[1:])]
        peer.send(case.raw)
        if not case.ends:
            peer.request()
            peer.answer(head=b"Connection: close\r\n")

    server, driver = plain_lab.server(script), plain_lab.driver()
    for number, (case, outcome) in enumerate(settled):
        opened = server.opened
        if not outcome.status:
            with pytest.raises(httpx.RemoteProtocolError):
                driver.request(case.method, f"{server.url}/{number}")
            continue
        response = driver.request(case.method, f"{server.url}/{number}")
        assert (response.status_code, response.content) == (outcome.status, outcome.body), case.name
        assert tuple((name.lower(), value) for name, value in response.headers.raw) == outcome.fields, case.name
        if outcome.end == "kept":
            assert driver.get(f"{server.url}/0").content == b"ok", case.name
        assert server.opened == opened + 1, case.name
