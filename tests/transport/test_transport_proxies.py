"""Proxies from the environment, with keepalive on their sockets."""

from __future__ import annotations

import socket
from typing import Any, Iterator, List

import httpx
import pytest
from support.raw_server import Proxy, serve_ok

import inferencesh._transport._sync.proxies as sync_proxies
import inferencesh._transport.net.tls as net_tls
from inferencesh._transport import AsyncTransport, Transport, make_async_mounts, make_mounts
from inferencesh._transport._async.stock import AsyncStockTransport
from inferencesh._transport._sync.stock import StockTransport


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("http", "https", "all", "no"):
        monkeypatch.delenv(f"{name}_proxy", raising=False)
        monkeypatch.delenv(f"{name}_proxy".upper(), raising=False)


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    with Proxy() as made:
        yield made


def mounted(lab: Any) -> Any:
    """A driver whose client goes by the environment's proxies."""
    driver = lab.driver()
    make: Any = make_async_mounts if lab.is_async else make_mounts
    mounts = make(verify=lab.certificates.client)
    kind = httpx.AsyncClient if lab.is_async else httpx.Client
    driver.client = kind(transport=driver.transport, mounts=mounts, trust_env=False)
    return driver


@pytest.mark.parametrize("name", ["HTTP_PROXY", "ALL_PROXY", "http_proxy"])
def test_plain_requests_go_through_the_proxy(
    plain_lab: Any, proxy: Proxy, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, proxy.url)
    server, driver = plain_lab.server(serve_ok), mounted(plain_lab)
    assert driver.get(server.url + "/x").content == b"ok"
    assert proxy.seen == [f"GET {server.url}/x HTTP/1.1"]


def test_tls_goes_through_a_tunnel_with_keepalive(
    plain_lab: Any, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy.url.replace("http://", "http://user:word@"))
    server, driver = plain_lab.server(serve_ok, tls=True), mounted(plain_lab)
    response = driver.open(server.url)
    sock = response.extensions["network_stream"].get_extra_info("socket")
    assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
    if hasattr(socket, "TCP_KEEPIDLE"):
        assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 30
    assert b"".join(driver.chunks(response)) == b"ok"
    driver.close_response(response)
    assert proxy.seen == [f"CONNECT 127.0.0.1:{server.port} HTTP/1.1"]
    assert b"Proxy-Authorization: Basic dXNlcjp3b3Jk" in proxy.heads[0]


@pytest.mark.parametrize("exempt", ["127.0.0.1", "*", "other.test, 127.0.0.1", "http://127.0.0.1"])
def test_no_proxy_is_honoured(plain_lab: Any, proxy: Proxy, monkeypatch: pytest.MonkeyPatch, exempt: str) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy.url)
    monkeypatch.setenv("NO_PROXY", exempt)
    server, driver = plain_lab.server(serve_ok), mounted(plain_lab)
    assert driver.get(server.url).content == b"ok"
    assert proxy.seen == []
    assert server.opened == 1


def test_the_rules_are_httpx_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "proxy.test:3128")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.test:3129")
    monkeypatch.setenv("NO_PROXY", "example.com,.sub.test, ::1,10.0.0.0/8,localhost,https://exact.test")
    client = httpx.Client()
    mine = httpx.Client(trust_env=False, mounts=make_mounts())
    theirs = {pattern.pattern: transport is None for pattern, transport in client._mounts.items()}
    ours = {pattern.pattern: transport is None for pattern, transport in mine._mounts.items()}
    assert ours == theirs
    assert len(ours) == 8
    client.close()
    mine.close()


@pytest.mark.parametrize(
    ("entry", "exempt"),
    [
        ("[::1]", ["http://[::1]/x"]),
        ("[::1]:8080", ["http://[::1]:8080/x"]),
        ("::1", ["http://[::1]:8080/x"]),
        ("b\u00fccher.test", []),
        ("fe80::/10", []),
        ("name:port", []),
        ("[::1", []),
        ("http://[::1", []),
        ("\u2603\ud800", []),
    ],
)
def test_what_else_stands_in_no_proxy(monkeypatch: pytest.MonkeyPatch, entry: str, exempt: List[str]) -> None:
    """httpx, and all that goes by its rules, breaks off at brackets and at networks, whatever the address."""
    named = {"http": "http://proxy.test:3128", "no": f"localhost,{entry}"}
    monkeypatch.setattr(sync_proxies, "getproxies", lambda: named)
    with httpx.Client(trust_env=False, mounts=make_mounts()) as client:
        direct = client._transport
        for url in exempt:
            assert client._transport_for_url(httpx.URL(url)) is direct
        assert client._transport_for_url(httpx.URL("http://localhost/")) is direct
        assert client._transport_for_url(httpx.URL("http://[::2]/")) is not direct
        assert client._transport_for_url(httpx.URL("http://other.test/")) is not direct


def test_a_proxy_for_all_is_not_looked_at_where_both_schemes_have_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Desktops name one of a kind that no library knows, `socks://`."""
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.test:3128")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.test:3128")
    monkeypatch.setenv("ALL_PROXY", "socks://proxy.test:1080")
    assert set(make_mounts()) == {"http://", "https://"}


def test_no_mounts_without_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    assert make_mounts() == {}
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert make_mounts(trust_env=False) == {}


def test_a_proxy_of_an_unknown_kind_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "gopher://user:secret@127.0.0.1:9")
    with pytest.raises(ValueError, match="gopher") as caught:
        make_mounts()
    assert "secret" not in str(caught.value)


def test_a_proxy_that_refuses_has_sent_nothing(plain_lab: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with Proxy(status=407) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        server, driver = plain_lab.server(serve_ok, tls=True), mounted(plain_lab)
        with pytest.raises(httpx.ProxyError) as caught:
            driver.get(server.url)
        assert caught.value.request_sent is False  # type: ignore[attr-defined]
    assert server.opened == 0


def test_a_trace_of_the_callers_own_still_runs(plain_lab: Any, proxy: Proxy) -> None:
    seen = []

    async def atrace(event: str, info: Any) -> None:
        seen.append(event)

    server, driver = plain_lab.server(serve_ok), plain_lab.driver()
    stock = AsyncStockTransport if plain_lab.is_async else StockTransport
    driver.transport = stock(proxy.url)
    driver.client = driver.wrap(driver.transport)
    trace = atrace if plain_lab.is_async else (lambda event, info: seen.append(event))
    driver.get(server.url, extensions={"trace": trace})
    assert "connection.connect_tcp.complete" in seen


def test_one_context_for_the_process(monkeypatch: pytest.MonkeyPatch, certificates: Any, tmp_path: Any) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    assert net_tls.shared_context() is net_tls.shared_context(True, False)
    assert net_tls.shared_context(certificates.client) is certificates.client
    usual = net_tls.shared_context()
    file = tmp_path / "ca.pem"
    file.write_bytes(certificates.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    ours = net_tls.shared_context()
    assert ours is not usual
    assert ours.cert_store_stats()["x509"] == 1
    assert net_tls.shared_context(True, False) is usual
    monkeypatch.delenv("SSL_CERT_FILE")
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    assert net_tls.shared_context() not in (usual, ours)


def test_the_environments_certificates_are_used(plain_lab: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    server = plain_lab.server(serve_ok, tls=True)
    file = tmp_path / "ca.pem"
    file.write_bytes(plain_lab.certificates.pem)
    with pytest.raises(httpx.ConnectError, match="certificate"):
        plain_lab.stack.enter_context(_closing(plain_lab, True)).get(server.url)
    assert plain_lab.stack.enter_context(_closing(plain_lab, False)).get(server.url).content == b"ok"
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    assert plain_lab.stack.enter_context(_closing(plain_lab, True)).get(server.url).content == b"ok"


def _closing(lab: Any, verify: bool) -> Any:
    import contextlib

    driver = lab.driver()
    driver.transport = (AsyncTransport if lab.is_async else Transport)(verify=verify)
    driver.client = driver.wrap(driver.transport)
    return contextlib.nullcontext(driver)
