"""The client's own key in answers that say they are a success, in base64, and in the journal."""

from __future__ import annotations

import base64
import logging
import pickle
from pathlib import Path
from typing import Any, Callable, List

import pytest
from support.raw_server import Peer, RawServer

from inferencesh import InferenceError, inference

KEY = "az/own+key~0123"  # which looks like no key of the platform
ESCAPED = "".join(f"\\u{ord(char):04x}" for char in KEY)
BASIC = base64.b64encode(f"{KEY}:".encode()).decode()


def server(status: bytes, kind: bytes, body: bytes) -> Callable[[Peer], None]:
    def serve(peer: Peer) -> None:
        while True:
            peer.request()
            peer.send(
                b"HTTP/1.1 %b\r\nContent-Type: %b\r\nContent-Length: %d\r\n\r\n%b" % (status, kind, len(body), body)
            )

    return serve


def shown(error: InferenceError, log: str) -> List[str]:
    again = pickle.loads(pickle.dumps(error))
    causes: List[Any] = [error.__cause__, error.__context__]
    return [str(error), repr(error), repr(vars(error)), repr(vars(again)), str(error.as_curl()), log, repr(causes)]


ANSWERS = {
    "no JSON": (b"text/html", "<p>KEY</p>"),
    "the kind of it": (b"text/" + KEY.encode(), "<p>"),
    "JSON cut short": (b"application/json", '{"id": "KEY'),
    "no object": (b"application/json", '["KEY"]'),
    "no id": (b"application/json", '{"data": {"KEY": "KEY", "status": 7}}'),
    "an old refusal": (b"application/json", '{"success": false, "status": 400, "error": {"message": "no KEY"}}'),
    "an old refusal with a code": (
        b"application/json",
        '{"success": false, "error": {"code": "KEY", "message": "KEY"}}',
    ),
    "another's": (b"application/json", '{"id": "other-KEY", "status": 10}'),
}


@pytest.mark.parametrize("form", [KEY, ESCAPED, f"Basic {BASIC}", BASIC], ids=["plain", "escaped", "basic", "base64"])
@pytest.mark.parametrize("name", ANSWERS)
def test_success_of_no_use(name: str, form: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    kind, body = ANSWERS[name]
    script = server(b"200 OK", kind, body.replace("KEY", form).encode())
    # A run whose answer is of no use is looked for, for some seconds: one of them is enough.
    for call in ("run", "get") if (name, form) == ("no JSON", KEY) or "refusal" in name else ("get",):
        with RawServer(script) as there, inference(KEY, there.url, retry=None) as client, pytest.raises(
            InferenceError
        ) as caught:
            client.run("a/b", input={}) if call == "run" else client.get_task("0123456789")
        for one in shown(caught.value, caplog.text):
            assert KEY not in one
            assert form not in one
            assert form.replace("\\", "\\\\") not in one
            assert BASIC not in one


@pytest.mark.parametrize("form", [f"Basic {BASIC}", BASIC], ids=["basic", "base64"])
def test_refusals_with_the_key_in_base64(form: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    script = server(b"409 X", b"application/json", f'{{"detail": "no {form}"}}'.encode())
    with RawServer(script) as there, inference(KEY, there.url, retry=None) as client, pytest.raises(
        InferenceError
    ) as caught:
        client.run("a/b", input={"own": form})
    for one in shown(caught.value, caplog.text):
        assert BASIC not in one


def test_a_journal_holds_no_key(tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    script = server(b"409 X", b"application/json", f'{{"detail": "no {KEY}"}}'.encode())
    with RawServer(script) as there:
        client = inference(KEY, there.url, retry=None, journal=journal)
        with client, pytest.raises(InferenceError):
            client.run("a/b", input={"own": KEY}, key="one")
    for path in tmp_path.rglob("*"):
        assert path.is_dir() or KEY.encode() not in path.read_bytes()
