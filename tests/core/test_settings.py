"""The key and the address of a client: where they come from, and what is refused."""

from __future__ import annotations

from typing import Any, Dict

import pytest

from inferencesh._core.errors.classes import InvalidInputError
from inferencesh._core.requests.settings import DEFAULT_BASE_URL, load_settings, origin_of

KEY = "inf_canary0123456789"


def test_arguments_come_before_the_environment() -> None:
    environ = {"INFERENCE_API_KEY": "from-env", "INFERENCE_BASE_URL": "http://127.0.0.1:1"}
    settings = load_settings(KEY, "http://127.0.0.1:8787", environ)
    assert (settings.api_key, settings.base_url) == (KEY, "http://127.0.0.1:8787")
    settings = load_settings(environ=environ)
    assert (settings.api_key, settings.base_url) == ("from-env", "http://127.0.0.1:1")


def test_the_real_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INFERENCE_API_KEY", KEY)
    monkeypatch.delenv("INFERENCE_BASE_URL", raising=False)
    settings = load_settings()
    assert (settings.api_key, settings.base_url) == (KEY, DEFAULT_BASE_URL)
    monkeypatch.setenv("INFERENCE_BASE_URL", "http://localhost:9/")
    assert load_settings().base_url == "http://localhost:9"
    monkeypatch.delenv("INFERENCE_API_KEY")
    with pytest.raises(InvalidInputError, match="INFERENCE_API_KEY"):
        load_settings()


def test_the_default_address() -> None:
    assert load_settings(KEY, environ={}).base_url == "https://api.inference.sh"
    assert load_settings(KEY, environ={"INFERENCE_BASE_URL": ""}).base_url == "https://api.inference.sh"


@pytest.mark.parametrize(
    ("argument", "environ"),
    [
        (None, {}),
        (None, {"INFERENCE_API_KEY": ""}),
        (None, {"INFERENCE_API_KEY": " \n"}),
        ("", {}),
        ("", {"INFERENCE_API_KEY": KEY}),
        ("  ", {"INFERENCE_API_KEY": KEY}),
    ],
)
def test_a_missing_key_names_the_variable(argument: Any, environ: Dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"api_key is missing.*INFERENCE_API_KEY"):
        load_settings(argument, environ=environ)


@pytest.mark.parametrize("key", [b"inf_canary0123456789", 5, ["inf_canary0123456789"], False])
def test_a_key_that_is_no_text(key: Any) -> None:
    with pytest.raises(InvalidInputError, match="api_key must be a string") as caught:
        load_settings(key, environ={})
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize("key", ["inf canary", "inf_\ncanary", "inf_canary\x00", "inf_canaryé", "inf_canary\u2028x"])
def test_a_key_that_no_header_can_carry(key: str) -> None:
    with pytest.raises(InvalidInputError, match="api_key has characters") as caught:
        load_settings(key, environ={})
    assert "canary" not in str(caught.value)


def test_white_space_around_a_key_is_cut_off() -> None:
    assert load_settings(f" {KEY}\n", environ={}).api_key == KEY


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://api.inference.sh/", "https://api.inference.sh"),
        (" http://127.0.0.1:8787 ", "http://127.0.0.1:8787"),
        ("http://[::1]:8787", "http://[::1]:8787"),
        ("HTTPS://Example.com", "HTTPS://Example.com"),
        ("https://proxy.example/inference//", "https://proxy.example/inference"),
        ("http://localhost", "http://localhost"),
    ],
)
def test_good_addresses(given: str, kept: str) -> None:
    assert load_settings(KEY, given, {}).base_url == kept


@pytest.mark.parametrize(
    "address",
    [
        "",
        " ",
        "api.inference.sh",
        "localhost:8787",
        "127.0.0.1:8787",
        "//api.inference.sh",
        "ftp://api.inference.sh",
        "file:///etc/passwd",
        "http://",
        "https:///path",
        "http://:8787",
        "http://host:0",
        "http://host:99999",
        "http://host:port",
        "http://[::1",
        "http://user:canary@host",
        "http://canary@host",
        "http://@host",
        "http://:@host",
        "https://host?canary=1",
        "https://host?",
        "https://host/#canary",
        "https://host#",
        "http://ho st",
        "http://host/a b",
        "http://host\n.example",
        "http://ho\tst",
        "http://host\\@evil.example",
        "http:\\\\host",
        "http://host\x00",
    ],
)
def test_bad_addresses(address: str) -> None:
    for environ, argument in (({}, address), ({"INFERENCE_BASE_URL": address or " "}, None)):
        with pytest.raises(InvalidInputError, match=r"base_url must be an address such as 'https://api") as caught:
            load_settings(KEY, argument, environ)
        assert "canary" not in str(caught.value)


@pytest.mark.parametrize("address", [5, b"https://api.inference.sh", ["https://api.inference.sh"]])
def test_an_address_that_is_no_text(address: Any) -> None:
    with pytest.raises(InvalidInputError, match="base_url must be a string"):
        load_settings(KEY, address, {})


def test_its_repr_shows_no_key() -> None:
    settings = load_settings(KEY, environ={})
    assert "canary" not in repr(settings)
    assert "****6789" in repr(settings)
    assert DEFAULT_BASE_URL in repr(settings)


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://api.inference.sh", "https://api.inference.sh:443"),
        ("HTTPS://API.Inference.sh:443/x?y", "https://api.inference.sh:443"),
        ("http://127.0.0.1:8787/run", "http://127.0.0.1:8787"),
        ("http://localhost", "http://localhost:80"),
        ("http://[::1]/", "http://[::1]:80"),
    ],
)
def test_origins(url: str, origin: str) -> None:
    assert origin_of(url) == origin
    assert load_settings(KEY, url.partition("?")[0], {}).origin == origin
