"""Who may speak to the platform."""

from __future__ import annotations

import socket
from typing import Any, Dict

import httpx
import pytest

from inferencesh.local import LocalPlatform, app


@app("acme/greet")
def greet(name: str = "x") -> Dict[str, Any]:
    return {"text": name}


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "example.com", ""])
def test_beyond_loopback_a_key_is_needed(host: str) -> None:
    with pytest.raises(ValueError, match="api_key"):
        LocalPlatform(host=host)


@pytest.mark.parametrize("key", ["", "with space", "é", "a\nb"])
def test_a_key_that_no_header_can_carry(key: str) -> None:
    with pytest.raises(ValueError, match="api_key must be"):
        LocalPlatform(api_key=key)


def test_a_key_of_its_own_is_the_only_one(platforms: Any) -> None:
    caller = platforms.caller(greet, api_key="inf_secret_1")
    assert caller.run("acme/greet", {})["status"] == 10
    for headers in (
        {"Authorization": "Bearer inf_other"},
        {"Authorization": "Basic inf_secret"},
        {"Authorization": "Bearer"},
        {"Authorization": ""},
        {"Authorization": b"Bearer \xff\xfe"},
    ):
        response = caller.http.get("/tasks", headers=headers)
        assert response.status_code == 401, headers
        assert response.json()["type"].endswith("/unauthorized")
        assert "inf_secret" not in response.text


def test_without_one_any_key_will_do_but_none_will_not(platforms: Any) -> None:
    platform = platforms(greet)
    with httpx.Client(base_url=platform.base_url, trust_env=False, verify=False) as http:
        assert http.get("/tasks", headers={"Authorization": "Bearer inf_your_key"}).status_code == 200
        assert http.get("/tasks").status_code == 401
        assert http.get("/tasks", headers={"Authorization": f"bearer {platform.api_key}"}).status_code == 200


@pytest.mark.parametrize("path", ["/tasks", "/storage/files/x.png", "/store/apps", "/nothing"])
@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "169.254.169.254", ""]
)
def test_a_foreign_host_name_is_refused(platforms: Any, path: str, host: str) -> None:
    response = platforms.caller(greet).http.get(path, headers={"Host": host})
    assert response.status_code in (400, 403)
    assert 'success":true' not in response.text


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:80", "LOCALHOST", "[::1]:99", "127.1.2.3"])
def test_names_of_this_machine_are_fine(platforms: Any, host: str) -> None:
    assert platforms.caller(greet).http.get("/tasks", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost:1", "http://127.0.0.1", "file://"]
)
def test_a_foreign_origin_is_refused(platforms: Any, origin: str) -> None:
    caller = platforms.caller(greet)
    response = caller.http.post("/apps/run", json={"app": "acme/greet"}, headers={"Origin": origin})
    assert response.status_code == 403
    assert caller.platform.tasks == []
    assert caller.http.options("/apps/run", headers={"Origin": origin}).status_code == 403


def test_pages_of_the_platform_itself_are_fine(platforms: Any) -> None:
    caller = platforms.caller(greet)
    assert caller.http.get("/tasks", headers={"Origin": caller.platform.base_url}).status_code == 200


def test_what_a_browser_marks_as_cross_site_is_refused_but_for_pictures(platforms: Any) -> None:
    @app("acme/file")
    def make() -> Dict[str, Any]:
        from inferencesh.local import scratch_folder

        target = scratch_folder() / "a.svg"
        target.write_text("<svg/>")
        return {"file": target}

    caller = platforms.caller(make)
    address = caller.run("acme/file", {})["output"]["file"]
    marked = {"Sec-Fetch-Site": "cross-site"}
    assert caller.http.get("/tasks", headers=marked).status_code == 403
    assert caller.http.get(address, headers=marked).status_code == 200
    assert caller.http.get(address).headers["content-security-policy"] == "sandbox"


@pytest.mark.parametrize("prefix", ["", "/v1", "/api"])
def test_old_prefixes(platforms: Any, prefix: str) -> None:
    caller = platforms.caller(greet)
    task = caller.post(f"{prefix}/apps/run", {"app": "acme/greet"})
    assert caller.get(f"{prefix}/tasks/{task['id']}")["id"] == task["id"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/sockets/list", 501),
        ("GET", "/flows", 501),
        ("POST", "/knowledge", 501),
        ("DELETE", "/apps/x", 501),
        ("PUT", "/apps/x/versions/y/current", 501),
        ("GET", "/nowhere", 404),
        ("GET", "/", 404),
        ("POST", "/v1", 404),
    ],
)
def test_routes_that_are_not_served(platforms: Any, method: str, path: str, status: int) -> None:
    response = platforms.caller().http.request(method, path)
    assert response.status_code == status
    body = response.json()
    assert body["type"].endswith("/not_implemented" if status == 501 else "/not_found")
    assert path in body["detail"]
    assert response.headers["x-request-id"]


def test_garbage_on_the_wire_harms_nobody(platforms: Any) -> None:
    caller = platforms.caller(greet)
    port = int(caller.platform.base_url.rsplit(":", 1)[1])
    cut = b"POST /files HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nab"
    for garbage in (b"\x00\x01\x02\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", cut):
        with socket.create_connection(("127.0.0.1", port), timeout=20) as raw:
            raw.sendall(garbage)
    assert caller.run("acme/greet", {})["status"] == 10
