"""Addresses that callers name: which of them mean this machine, and what a malformed one is answered with."""

from __future__ import annotations

import http.server
import socket
import threading
from pathlib import Path
from typing import Any, Dict, Iterator, List

import pytest

from inferencesh.local import app
from inferencesh.local.http.checked_addresses import LOOPBACK, Address, is_loopback


@app("acme/read")
def read(file: Path) -> Dict[str, Any]:
    return {"text": file.read_text()}


DISGUISED = [
    "http://[::1].evil.test/",
    "http://evil.test[::1]/",
    "http://[::1]evil.test/",
    "http://[::1]@evil.test/",
    "http://127.0.0.1@evil.test/",
    "http://127.0.0.1\\@evil.test/",
    "http://evil.test\\@127.0.0.1.evil.test/",
    "http://127.0.0.1.evil.test/",
    "http://localhost.evil.test/",
    "http://evil.test#@127.0.0.1.evil.test/",
    "http://127.0.0.1%2eevil.test/",
    "http://127.0.0.1%00.evil.test/",
    "http://[::1%25eth0]/",
    "http://[::1%eth0]/",
    "http://2130706434/",
    "http://0x7f.1/",
    "http://127.1/",
    "http://0.0.0.0/",
    "http://169.254.169.254/",
    "http://[::ffff:169.254.169.254]/",
    "http://[::]/",
]
MALFORMED = [
    "http://[",
    "http://[::1",
    "http://::1]/",
    "http://[zz]/",
    "http://[::1]:port/",
    "http://127.0.0.1:99999/",
    "http://127.0.0.1:-1/",
    "http:///nowhere",
    "http://",
    "https://:80/",
    "http://\x00/",
    "http://127.0.0.1/\r\nHost: evil.test",
    "http://xn--\ud83d.test/",
    "http://" + "a" * 70000,
    "http://ⅷ.test]/",
    "//127.0.0.1/",
    "javascript:alert(1)",
    "file:///etc/passwd",
]


@pytest.mark.parametrize("address", DISGUISED + MALFORMED)
def test_no_disguise_makes_another_host_count_as_this_machine(platforms: Any, address: str) -> None:
    caller = platforms.caller(read)
    webhook = caller.http.post("/apps/run", content=body({"app": "acme/read", "webhook": address}))
    assert webhook.status_code == 422, webhook.text
    assert webhook.json()["data"][0]["field"] == "webhook"
    file = caller.http.post("/apps/run", content=body({"app": "acme/read", "input": {"file": address}}))
    assert file.status_code == 422, file.text
    assert file.json()["data"][0]["field"] == "file"
    assert caller.platform.tasks == []


def body(value: Any) -> bytes:
    import json

    return json.dumps(value).encode()


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:8/", "http://localhost:8/", "http://LOCALHOST./", "http://[::1]:8/x", "http://127.9.9.9"],
)
def test_this_machine_is_connected_by_the_address_that_was_checked(address: str) -> None:
    found = Address.parse(address)
    assert found.is_loopback
    assert all(is_loopback(host) for host in found.hosts())
    # A name is not looked up a second time, when another answer could come.
    assert "localhost" not in found.hosts()


def test_localhost_is_tried_at_both_of_its_addresses() -> None:
    assert list(Address.parse("http://localhost/").hosts()) == list(LOOPBACK)


@pytest.mark.parametrize(
    "host",
    [
        "[::1].evil.test",
        "[::1]evil.test",
        "[::1]:80.evil.test",
        "[::1",
        "::1]",
        "[[::1]]",
        "127.0.0.1:evil.test",
        "127.0.0.1:80:90",
        "127.0.0.1@evil.test",
        "evil.test@127.0.0.1",
        "[127.0.0.1]",
        "127.0.0.1,evil.test",
        "localhost evil.test",
        "[]",
        ":",
        ":80",
    ],
)
def test_a_host_header_that_only_looks_like_this_machine_is_refused(platforms: Any, host: str) -> None:
    response = platforms.caller(read).http.get("/tasks", headers={"Host": host})
    assert response.status_code in (400, 403), response.text


@pytest.mark.parametrize(
    "origin",
    ["http://[", "http://[::1", "http://]", "http://127.0.0.1:x", "http://[::1].evil.test", "", "http://\xe9"],
)
def test_a_malformed_origin_is_refused(platforms: Any, origin: str) -> None:
    response = platforms.caller(read).http.get("/tasks", headers={"Origin": origin.encode("latin-1")})
    assert response.status_code == 403, response.text


@pytest.mark.parametrize("address", ["http://[", "http://[::1].evil.test/", "http://x:port/"])
def test_a_fault_that_leads_to_a_malformed_address_is_refused(platforms: Any, address: str) -> None:
    caller = platforms.caller(read)
    fault = {"route": "POST /apps/run", "fault": "redirect", "to": address}
    response = caller.http.post("/admin/faults", json=fault)
    assert response.status_code == 422, response.text


class Server(http.server.ThreadingHTTPServer):
    def __init__(self, *arguments: Any) -> None:
        self.seen: List[Any] = []
        super().__init__(*arguments)


class Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.seen.append((self.command, self.path, self.headers["Host"]))
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"bytes")

    do_POST = do_GET

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(name="there")
def _there() -> Iterator[Server]:
    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server
    server.shutdown()
    thread.join(10)
    server.server_close()


def test_files_and_webhooks_of_this_machine_still_arrive(platforms: Any, there: Server) -> None:
    caller = platforms.caller(read)
    port = there.server_address[1]
    for host in ("127.0.0.1", "localhost"):
        task = caller.run(
            "acme/read", {"file": f"http://{host}:{port}/a.txt?b=c"}, webhook=f"http://{host}:{port}/hook"
        )
        assert task["output"] == {"text": "bytes"}
        hook = f"http://{host}:{port}"
        wait_for(lambda: len(there.seen) == 2)
        assert there.seen == [
            ("GET", "/a.txt?b=c", hook[7:]),
            ("POST", "/hook", hook[7:]),
        ]
        there.seen.clear()


def wait_for(reached: Any) -> None:
    import time

    deadline = time.monotonic() + 20
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_an_address_of_this_machine_where_nobody_listens(platforms: Any) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        task = platforms.caller(read).run("acme/read", {"file": f"http://localhost:{held.getsockname()[1]}/a"})
    assert task["status"] == 11
    assert "could not be fetched" in task["error"]
