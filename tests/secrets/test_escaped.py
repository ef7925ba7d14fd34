"""The client's own key, however a server or an input writes it, and members whose names say that they are secret."""

from __future__ import annotations

import json
import logging
import pickle
from typing import Callable
from urllib.parse import quote

import pytest
from support.raw_server import Peer, RawServer

from inferencesh import InferenceError, inference
from inferencesh._core.requests.error_answers import error_from_response
from inferencesh._core.turns.message_state import MessageState
from inferencesh._core.turns.turn_events import Delta, RunChanged, TurnOver
from inferencesh._core.values import redact
from inferencesh._core.values.curl import SentRequest
from inferencesh._core.values.merge import DeltaAccumulator
from inferencesh._core.values.redact import HIDDEN, SHORTEST_SECRET, hide_key, redact_beginning, redact_value
from inferencesh.results.message import Message
from inferencesh.results.task import Task

KEY = "az/own+key~0123"  # which looks like no key of the platform
ESCAPED = "".join(f"\\u{ord(char):04x}" for char in KEY)
FORMS = {
    "plain": KEY,
    "escaped": "".join(f"\\u{ord(char):04x}" for char in KEY),
    "upper-case escapes": "".join(f"\\u{ord(char):04X}" for char in KEY),
    "slashes": KEY.replace("/", "\\/"),
    "one letter": KEY.replace("z", "\\u007a"),
    "percent": quote(KEY, safe=""),
    "all percent": "".join(f"%{ord(char):02X}" for char in KEY),
    "percent twice": quote(quote(KEY, safe=""), safe=""),
}


def server(body: str, kind: str) -> Callable[[Peer], None]:
    def serve(peer: Peer) -> None:
        while True:
            peer.request()
            data = body.encode()
            peer.send(b"HTTP/1.1 409 X\r\nContent-Type: %b\r\nContent-Length: %d\r\n\r\n" % (kind.encode(), len(data)))
            peer.send(data)

    return serve


@pytest.mark.parametrize("kind", ["application/json", "text/html"])
@pytest.mark.parametrize("form", FORMS)
def test_a_server_that_repeats_the_key(form: str, kind: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    text = FORMS[form]
    body = '{"detail": "no KEY", "meta": {"KEY": ["KEY"]}}'.replace("KEY", text)
    if kind == "text/html":
        body = f"<p>{text}</p>{body}"
    with RawServer(server(body, kind)) as there, inference(KEY, there.url, retry=None) as client:
        with pytest.raises(InferenceError) as caught:
            client.run("a/b", input={"own": KEY, "it": {"Password": "hush", "api-key": "hush", "n": ["hush-not"]}})
        error = caught.value
    again = pickle.loads(pickle.dumps(error))
    shown = [str(error), repr(error), repr(vars(error)), repr(vars(again)), str(error.as_curl()), caplog.text]
    for one in shown:
        assert KEY not in one
        assert text not in one
        assert "hush'" not in one
        assert '"hush"' not in one
    assert "hush-not" in str(error.as_curl())


def test_a_key_in_place_of_an_id(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "inferencesh")
    key = "inf_0123456789abcdef"
    with RawServer(server("{}", "application/json")) as there:
        client = inference(key, there.url, retry=2)
        with client, pytest.raises(InferenceError) as caught:
            client.get_task(key)
    assert caplog.records
    assert key not in caplog.text
    assert key not in str(caught.value.as_curl())


@pytest.mark.parametrize("name", ["password", "API_KEY", "api-key", "secret", "token", "client_secret"])
def test_members_by_their_names(name: str) -> None:
    assert redact_value({name: {"a": 1}, "max_tokens": 5}) == {name: HIDDEN, "max_tokens": 5}


@pytest.mark.parametrize(
    "name",
    ["apiKey", "accessToken", "clientSecret", "secretKey", "X-API-Key", "db_password", "openai_api_key", "hf_token"]
    + ["userPassword", "AWS_SECRET_ACCESS_KEY", "sessionToken", "Authorization", "proxy-authorization"],
)
def test_members_whose_names_end_in_that_of_a_secret(name: str) -> None:
    assert redact_value({name: "hush"}) == {name: HIDDEN}


@pytest.mark.parametrize(
    "name",
    ["pwd", "cookie", "credentials", "jwt", "passcode", "authorization", "private_key", "passphrase", "client_secret"]
    + ["x-api-key", "x_api_key", "xApiKey", "XAPIKey", "X-API-KEY", "Set-Cookie", "sessionCookies", "credential"]
    + [
        "privateKey",
        "private-key",
        "PRIVATEKEY",
        "db.pwd",
        "DBPWD",
        "pwd2",
        "password_1",
        "id_jwt",
        "IdJWT",
        "user pwd",
    ]
    + [
        "clientSecret",
        "client-secret",
        "oauthCredentials",
        "passCode",
        "pass_code",
        "passPhrase",
        "ProxyAuthorization",
    ],
)
def test_secret_names_in_any_spelling(name: str) -> None:
    assert redact_value({name: "hush", "in": [{name: {"a": 1}}]}) == {name: HIDDEN, "in": [{name: HIDDEN}]}
    assert "hush" not in repr(Task({"input": {name: "hush"}}))
    sent = SentRequest.of({"method": "get", "url": "/x", "params": {name: "hush"}, "json": {name: "hush"}}, "", {})
    assert "hush" not in sent.as_curl()


@pytest.mark.parametrize(
    "name",
    ["key", "keys", "maxTokens", "tokenizer", "token_count", "secretary", "monkey", ""]
    + ["tokens", "max_tokens", "keyboard", "author", "authors", "cookies_accepted", "passport", "compass", "key_frame"]
    + ["jwt_issuer_count", "primary_key", "keyword", "cookiecutter", "credentialed", "passage", "secretion"],
)
def test_members_whose_names_only_resemble_that_of_a_secret(name: str) -> None:
    assert redact_value({name: "shown"}) == {name: "shown"}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("filler", ["x", "https://h?"])  # addresses become shorter when they are redacted
def test_half_a_key_where_a_page_is_cut(form: str, filler: str) -> None:
    text = FORMS[form]
    for length in (500, redact._READ):
        for left in (4, SHORTEST_SECRET, SHORTEST_SECRET + 1, len(text) // 2, len(text) - 1):
            page = (filler * length)[: length - left] + text + "y" * 10
            shown = redact_beginning(page.encode(), 500, KEY)
            assert text[:left] not in shown[-left:] or left < SHORTEST_SECRET
            error = error_from_response(502, {}, page.encode(), key=KEY)
            assert text[:left] not in str(error)[-left:] or left < SHORTEST_SECRET


def test_reprs_of_what_a_stream_hands_out() -> None:
    inference(KEY).close()
    in_two = [KEY[:7], KEY[7:]]  # of two deltas
    state = MessageState("m1")
    for seq, text in enumerate(in_two, 1):
        state.delta({"content": [{"type": "text", "text": text}]}, seq)
    for shown in (
        state.view(),
        Message({"content": [{"type": "text", "text": KEY}], KEY: 1}),
        Task({"id": KEY, "output": {"a": [KEY]}, "logs": [{"content": f"a {KEY}"}]}),
        RunChanged("failed", {"error": KEY}),
        TurnOver("failed", None, {"a": KEY}, KEY),
        Delta("m1", {"content": KEY}, 1, DeltaAccumulator().snapshot()),
    ):
        assert KEY not in repr(shown)
        assert KEY not in f"{shown}"


def test_records_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    inference(KEY).close()
    logging.getLogger("inferencesh").warning("the call %s (%d) of %r: " + ESCAPED, KEY, 1, "x")
    assert [record.getMessage() for record in caplog.records] == [f"the call {HIDDEN} (1) of 'x': {HIDDEN}"]


def test_the_keys_of_several_clients() -> None:
    keys = [f"of-client-number-{number:04}" for number in range(300)]
    for key in keys:
        inference(key).close()
    latest = [*keys[-99:], keys[-1]]
    text = " ".join(latest)
    assert hide_key(text) == " ".join([HIDDEN] * len(latest))
    assert hide_key(keys[0]) == keys[0]  # so many are not remembered
    assert hide_key(f"{keys[0]} {keys[-1]}", keys[0]) == f"{HIDDEN} {HIDDEN}"


def test_what_only_resembles_the_key_stays() -> None:
    for text in (KEY[:-1], "az/own", json.dumps({"a": "100% \\n"})):
        assert hide_key(text, KEY) == text
    assert hide_key("a%62c", "abc") == "a%62c"
