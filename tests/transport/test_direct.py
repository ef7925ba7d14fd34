"""Requests that are made without an httpx client say what one would have made of them."""

from __future__ import annotations

from typing import Any, Dict, Optional

import httpx
import pytest
from support.raw_server import RawServer

from inferencesh._sync.requests.direct import DirectLine
from inferencesh._transport import Transport

BASES = [
    "http://127.0.0.1:8787",
    "https://api.inference.sh",
    "https://example.com:8443/under/a/path",
    "http://[::1]:80",
]
PATHS = [
    "/apps/run",
    "/tasks/01hx3/stream",
    "/store/a.b/c-d_e~f",
    "/apps/ns%2Fname",
    "/apps/caf%C3%A9",
    "/apps/café",
    "/apps/a b",
    "/a/../b",
    "/.hidden/x",
    "/apps/ns/name@v1:run",
]
PARAMS: Any = [None, {}, {"limit": 10}, {"q": "a b&c=d", "deep": True}, {"tags": ["x", "é"]}]


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("params", PARAMS)
def test_the_address_is_that_of_httpx(base: str, path: str, params: Any) -> None:
    transport = Transport()
    made = DirectLine(transport, base).request("GET", path, params=params, headers={}, content=None, extensions={})
    theirs = httpx.Request("GET", base + path, params=params or None)
    assert made.extensions["target"] == theirs.url.raw_path
    assert (made.url.scheme, made.url.host, made.url.port) == (theirs.url.scheme, theirs.url.host, theirs.url.port)
    assert made.headers["host"] == theirs.headers["host"]


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
@pytest.mark.parametrize("content", [None, b"", b'{"a":1}'])
def test_the_headers_are_those_of_httpx(method: str, content: Optional[bytes]) -> None:
    headers = {"Accept": "application/json", "Authorization": "Bearer k", "X-Own": "yes"}
    with httpx.Client(headers={"Accept-Encoding": "gzip, deflate"}) as client:
        theirs = client.build_request(method, "http://127.0.0.1/x", headers=headers, content=content)
    made = DirectLine(Transport(), "http://127.0.0.1").request(
        method, "/x", params=None, headers=headers, content=content, extensions={}
    )
    expected = dict(theirs.headers)
    # What every HTTP/1.1 connection does anyway, and what the SDK always names itself.
    del expected["connection"], expected["user-agent"]
    if content == b"" and method in ("GET", "DELETE"):
        expected["content-length"] = "0"
    assert dict(made.headers) == expected


def test_the_last_spelling_of_a_header_counts() -> None:
    headers: Dict[str, str] = {"Accept": "application/json", "accept-encoding": "identity", "ACCEPT": "text/plain"}
    made = DirectLine(Transport(), "http://127.0.0.1").request(
        "GET", "/", params=None, headers=headers, content=None, extensions={}
    )
    assert made.headers.get_list("accept") == ["text/plain"]
    assert made.headers.get_list("accept-encoding") == ["identity"]


@pytest.mark.parametrize("target", [b"/x\r\nX: y", b"/a b", b"/\0"])
def test_a_target_that_would_change_the_message_is_refused(target: bytes) -> None:
    transport = Transport()
    with RawServer(lambda peer: None) as server, pytest.raises(httpx.LocalProtocolError):
        transport.handle_request(httpx.Request("GET", server.url, extensions={"target": target}))
    transport.close()
