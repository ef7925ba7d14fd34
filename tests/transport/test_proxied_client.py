"""A client in a network that is left through a proxy: the environment names it, as for every other program."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import sys
import traceback
from pathlib import Path
from typing import Any, Callable, Iterator, List

import httpcore  # noqa: F401  # before a test hides socksio: it looks for that once
import pytest
from support.raw_server import Peer, Proxy, RawServer, refused_port

from inferencesh import APIConnectionError, InvalidInputError, async_inference, inference

KEY = "key-of-the-test"
TASK = {"id": "01hx3z9v1k2m3n4p5q6r7s8t9v", "status": 10, "output": {"n": 1}}
Get = Callable[..., Any]


def get_task(url: str, retry: int = 1) -> Any:
    with inference(api_key=KEY, base_url=url, retry=retry) as client:
        return client.get_task(TASK["id"])


def get_task_async(url: str, retry: int = 1) -> Any:
    async def main() -> Any:
        async with async_inference(api_key=KEY, base_url=url, retry=retry) as client:
            return await client.get_task(TASK["id"])

    return asyncio.run(main())


@pytest.fixture(params=[get_task, get_task_async], ids=["sync", "async"])
def get(request: Any) -> Get:
    found: Get = request.param
    return found


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    with Proxy() as made:
        yield made


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, proxy: Proxy) -> None:
    for name in ("http", "https", "all", "no"):
        monkeypatch.delenv(f"{name}_proxy", raising=False)
        monkeypatch.delenv(f"{name}_proxy".upper(), raising=False)
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)


def keepalive_of_sockets_to(port: int) -> List[int]:
    """SO_KEEPALIVE of each of this process's sockets that are connected to a port of this machine."""
    found: List[int] = []
    for number in range(3, 1024):
        try:
            copy = os.dup(number)
        except OSError:
            continue
        try:
            sock = socket.socket(fileno=copy)
        except OSError:  # a file, a pipe
            os.close(copy)
            continue
        with sock, contextlib.suppress(OSError):  # one that listens has no peer
            if sock.family == socket.AF_INET and sock.getpeername()[1] == port:
                found.append(sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE))
    return found


class Platform:
    """Answers every request with the task, and looks at the connection on which it was asked."""

    def __init__(self, proxy: Proxy) -> None:
        self.heads: List[bytes] = []
        self.keepalive: List[List[int]] = []
        self._proxied = int(proxy.url.rpartition(":")[2])

    def serve(self, peer: Peer) -> None:
        while True:
            request = peer.request()
            self.heads.append(request.head)
            self.keepalive.append(keepalive_of_sockets_to(self._proxied))
            peer.answer(json.dumps({"success": True, "data": TASK}).encode(), b"Content-Type: application/json\r\n")


def test_requests_go_through_the_proxy_with_keepalive(proxy: Proxy, get: Get) -> None:
    platform = Platform(proxy)
    with RawServer(platform.serve) as server:
        assert get(server.url)["output"] == {"n": 1}
        assert proxy.seen == [f"GET {server.url}/tasks/{TASK['id']} HTTP/1.1"]
        assert platform.keepalive == [[1]]


def test_tls_goes_through_a_tunnel_and_the_proxy_never_sees_the_key(
    proxy: Proxy, get: Get, certificates: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = tmp_path / "authority.pem"
    authority.write_bytes(certificates.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    platform = Platform(proxy)
    with RawServer(platform.serve, certificates.server) as server:
        assert get(server.url)["output"] == {"n": 1}
        assert proxy.seen == [f"CONNECT 127.0.0.1:{server.port} HTTP/1.1"]
    assert platform.keepalive == [[1]]
    assert f"Bearer {KEY}".encode() in platform.heads[0]
    assert KEY.encode() not in b"".join(proxy.heads)
    assert b"authorization" not in b"".join(proxy.heads).lower()


def test_a_proxy_that_refuses_the_tunnel_gets_no_key_either(
    get: Get, certificates: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Proxy(status=403) as refusing, RawServer(lambda peer: None, certificates.server) as server:
        monkeypatch.setenv("HTTPS_PROXY", refusing.url)
        with pytest.raises(APIConnectionError):
            get(server.url)
        assert server.opened == 0
    assert len(refusing.heads) == 1
    assert KEY.encode() not in refusing.heads[0]


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("socks://user:canary@127.0.0.1:9", "HTTP_PROXY"),
        ("http://user:canary@127.0.0.1:port", "HTTP_PROXY"),
        ("socks5://user:canary@127.0.0.1:9", "socksio"),
    ],
)
def test_a_proxy_that_cannot_be_used_is_an_error_of_the_sdk(
    get: Get, monkeypatch: pytest.MonkeyPatch, address: str, says: str
) -> None:
    monkeypatch.setenv("HTTP_PROXY", address)
    monkeypatch.setitem(sys.modules, "socksio", None)
    with pytest.raises(InvalidInputError, match=says) as caught:
        get("http://127.0.0.1:9")
    assert "canary" not in "".join(traceback.format_exception(type(caught.value), caught.value, None))


def test_no_proxy_is_honoured(proxy: Proxy, get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    platform = Platform(proxy)
    with RawServer(platform.serve) as server:
        assert get(server.url)["output"] == {"n": 1}
        assert server.opened == 1
    assert proxy.seen == []


def test_a_407_is_the_proxys(get: Get, monkeypatch: pytest.MonkeyPatch, certificates: Any) -> None:
    for scheme, context in (("http", None), ("https", certificates.server)):
        with Proxy(status=407) as refusing, RawServer(lambda peer: None, context) as server:
            monkeypatch.setenv(f"{scheme}_proxy".upper(), refusing.url)
            with pytest.raises(APIConnectionError, match=rf"the proxy {refusing.url} .*user name") as caught:
                get(server.url, retry=4)
            assert len(caught.value.attempts) == 1
            monkeypatch.setenv(f"{scheme}_proxy".upper(), refusing.url.replace("http://", "http://user:canary@"))
            with pytest.raises(APIConnectionError, match="does not accept") as caught:
                get(server.url, retry=4)
            assert "canary" not in str(caught.value)
            assert server.opened == 0


def test_a_dead_proxy_is_named(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    with refused_port() as port:
        monkeypatch.setenv("HTTP_PROXY", f"http://user:canary@127.0.0.1:{port}")
        with pytest.raises(APIConnectionError, match=f"proxy http://127.0.0.1:{port}") as caught:
            get("http://platform.test")
    assert "canary" not in str(caught.value)


def dies_in_the_tunnel(peer: Peer) -> None:
    peer.head()


def says_nonsense(peer: Peer) -> None:
    peer.head()
    peer.send(b"SSH-2.0-nonsense\r\n\r\n")


def speaks_too_soon(peer: Peer) -> None:
    peer.head()
    peer.send(b"HTTP/1.1 200 Connected\r\n\r\nsome bytes")
    peer.until_gone()


@pytest.mark.parametrize("script", [dies_in_the_tunnel, says_nonsense, speaks_too_soon])
def test_a_proxy_that_fails_in_the_tunnel_is_named(get: Get, monkeypatch: pytest.MonkeyPatch, script: Any) -> None:
    with RawServer(script) as bad:
        monkeypatch.setenv("HTTPS_PROXY", bad.url)
        with pytest.raises(APIConnectionError, match=f"the proxy {bad.url}"):
            get("https://platform.test")


def test_white_space_around_a_proxys_address_is_no_part_of_it(
    proxy: Proxy, get: Get, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f" {proxy.url}\t")
    with RawServer(Platform(proxy).serve) as server:
        assert get(server.url)["output"] == {"n": 1}
    assert len(proxy.seen) == 1


def test_bytes_behind_an_answer_are_not_the_next_answer(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through a proxy too: what nobody asked for ends the connection, and is never taken for an answer."""

    def serve(peer: Peer) -> None:
        while True:
            asked = peer.request().target.rpartition("/")[2]
            answers = [asked, "evil" * 6 + "ev"] if peer.number == 1 else [asked]
            for task_id in answers:
                body = json.dumps({"success": True, "data": {"id": task_id, "status": 10}}).encode()
                peer.answer(body, b"Content-Type: application/json\r\n")

    with RawServer(serve) as bad:
        monkeypatch.setenv("HTTP_PROXY", bad.url)
        with inference(api_key=KEY, base_url="http://platform.test") as client:
            ids = ["a" * 26, "b" * 26, "c" * 26]
            assert [client.get_task(task_id)["id"] for task_id in ids] == ids


def hangs_up(peer: Peer) -> None:
    peer.more()


def no_socks(peer: Peer) -> None:
    peer.more()
    peer.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    peer.until_gone()


@pytest.mark.parametrize("script", [hangs_up, no_socks])
def test_a_socks_proxy_that_fails_is_an_error_of_the_sdk(
    get: Get, monkeypatch: pytest.MonkeyPatch, script: Any
) -> None:
    pytest.importorskip("socksio")
    with RawServer(script) as bad:
        monkeypatch.setenv("HTTP_PROXY", bad.url.replace("http://", "socks5://"))
        with pytest.raises(APIConnectionError, match="proxy"):
            get("http://platform.test")


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
@pytest.mark.parametrize("fault", ["missing", "no certificates"])
def test_certificates_that_cannot_be_used_are_named(
    get: Get, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str, fault: str
) -> None:
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "HTTPS_PROXY", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "certificates.pem"
    if fault != "missing":
        if variable == "SSL_CERT_DIR":
            pytest.skip("a folder is read when a certificate is looked for")
        path.write_text("nothing of the kind")
    monkeypatch.setenv(variable, str(path))
    with refused_port() as port, pytest.raises(InvalidInputError, match=variable) as caught:
        get(f"https://127.0.0.1:{port}", retry=4)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_the_variables_of_requests_and_curl_are_read(
    get: Get, certificates: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, proxy: Proxy, variable: str
) -> None:
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "HTTPS_PROXY", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    platform = Platform(proxy)
    with RawServer(platform.serve, certificates.server) as server:
        with pytest.raises(APIConnectionError, match="certificate") as caught:
            get(server.url, retry=4)
        assert len(caught.value.attempts) == 1, "a certificate does not get better"
        authority = tmp_path / "authority.pem"
        authority.write_bytes(certificates.pem)
        monkeypatch.setenv(variable, str(authority))
        assert get(server.url)["output"] == {"n": 1}
