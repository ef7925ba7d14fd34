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
from inferencesh._core.values.redact import HIDDEN, hide_key, redact_value

KEY = "az/own+key~0123"  # which looks like no key of the platform
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


@pytest.mark.parametrize("name", ["key", "keys", "maxTokens", "tokenizer", "token_count", "secretary", "monkey", ""])
def test_members_whose_names_only_resemble_that_of_a_secret(name: str) -> None:
    assert redact_value({name: "shown"}) == {name: "shown"}


def test_what_only_resembles_the_key_stays() -> None:
    for text in (KEY[:-1], "az/own", json.dumps({"a": "100% \\n"})):
        assert hide_key(text, KEY) == text
    assert hide_key("a%62c", "abc") == "a%62c"
