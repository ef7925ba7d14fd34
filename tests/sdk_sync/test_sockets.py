# Made from tests/sdk_async/test_sockets.py by scripts/unasync.py. Do not edit.
"""`client.sockets`: requests as the contract has them, answers as typed results. The local platform has no sockets."""

from __future__ import annotations

import json
from typing import Any, Dict

import pytest
from support.contract import Exchange, contract_checker
from support.script import Script, reply

from inferencesh import Inference, InvalidInputError, LiveSocket, NotFoundError, ServerError, SocketAccess

pytestmark = pytest.mark.anyio

ID = "6so0v3n8r1y6k4b9t2w7x0c5dm"
TASK = "5hq0v3n8r1y6k4b9t2w7x0c5dm"
SOCKET: Dict[str, Any] = {
    "id": ID,
    "short_id": ID[:8],
    "created_at": "2026-10-20T09:15:02Z",
    "updated_at": "2026-10-20T09:15:02Z",
    "deleted_at": None,
    "user_id": "u",
    "team_id": "t",
    "visibility": "private",
    "task_id": TASK,
    "relay": "eu-1",
    "status": "closed",
    "outcome": "client_closed",
    "close_code": 1000,
    "client_frames": 3,
}
ACCESS = {
    "id": ID,
    "url": f"wss://relay.example/sockets/{ID}",
    "token": "eyJsecret",
    "expires_at": "2026-10-20T09:20:02Z",
}


def page(*items: Any) -> Dict[str, Any]:
    return {"items": list(items), "next_cursor": "", "prev_cursor": "", "has_next": False, "has_previous": False}


def answer(method: str, path: str, data: Any) -> Any:
    """An answer that the contract allows: these are made up by hand, so the recorder does not look at them."""
    body = {"data": data, "messages": []}
    sent: Dict[str, str] = {"content-type": "application/json"}
    exchange = Exchange(method, path, {"authorization": "Bearer k"}, b"", 200, sent, json.dumps(body).encode())
    assert contract_checker().check_exchange(exchange) == []
    return reply(200, body)


def test_one_socket(client: Inference, script: Script) -> None:
    script.on("GET", f"/sockets/{ID}$", answer("GET", f"/sockets/{ID}", SOCKET))
    socket = client.sockets.get(ID)
    assert isinstance(socket, LiveSocket)
    assert socket == SOCKET
    assert (socket.task_id, socket.status, socket.outcome, socket.close_code) == (TASK, "closed", "client_closed", 1000)
    assert socket.worker_bytes is None


def test_a_page_of_sockets(client: Inference, script: Script) -> None:
    script.on("POST", "/sockets/list$", answer("POST", "/sockets/list", page(SOCKET)))
    (socket,) = (client.sockets.list(limit=5, search="x")).entries()
    assert isinstance(socket, LiveSocket)


def test_the_socket_of_a_task(client: Inference, script: Script) -> None:
    script.on("POST", "/sockets/list$", answer("POST", "/sockets/list", page(SOCKET)), reply(200, page()))
    found = client.sockets.for_task(TASK)
    assert found is not None
    assert found.id == ID
    assert client.sockets.for_task(TASK) is None


def test_a_fresh_credential_is_not_shown(client: Inference, script: Script) -> None:
    script.on("POST", "/access$", answer("POST", f"/sockets/{ID}/access", ACCESS))
    access = client.sockets.access(ID)
    assert isinstance(access, SocketAccess)
    assert (access.url, access.token) == (ACCESS["url"], "eyJsecret")
    assert "eyJsecret" not in repr(access)


def test_delete(client: Inference, script: Script) -> None:
    script.on("DELETE", f"/sockets/{ID}$", reply(204), answer("DELETE", f"/sockets/{ID}", None))
    for _ in range(2):
        client.sockets.delete(ID)
    assert script.log == ["DELETE /sockets/{id}"] * 2


def test_refusals(client: Inference, script: Script) -> None:
    sockets = client.sockets
    for call in (sockets.get, sockets.for_task, sockets.access, sockets.delete):
        with pytest.raises(InvalidInputError, match="_id must be"):
            call("a/b")
    assert script.requests == []
    for call in (sockets.get, sockets.for_task, sockets.access, sockets.delete):
        with pytest.raises(ServerError, match="does not serve") as caught:
            call(ID)
        assert caught.value.status_code == 501
    problem = {"type": "https://api.inference.sh/errors/not_found", "title": "Not Found", "status": 404, "detail": "no"}
    script.on("GET", "/sockets/", reply(404, problem, "application/problem+json"))
    with pytest.raises(NotFoundError):
        sockets.get(ID)


def test_namespaces_are_made_once(client: Inference) -> None:
    assert client.sockets is client.sockets
