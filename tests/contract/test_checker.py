"""The checker itself: it lets pass what the contract allows, and nothing else."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Optional

import pytest
from support.contract import Exchange, contract_checker, ndjson_frames, sse_frames

CHECKER = contract_checker()
AUTH = {"Authorization": "Bearer key"}
JSON = {"Content-Type": "application/json; charset=utf-8"}
PROBLEM = {"Content-Type": "application/problem+json"}
NDJSON = {"Content-Type": "application/x-ndjson"}
SSE = {"Content-Type": "text/event-stream"}
TASK: Dict[str, Any] = {"id": "a", "status": 10, "created_at": "2026-10-20T09:15:02Z"}


def answer(
    data: Any, method: str = "GET", path: str = "/tasks/a", status: int = 200, headers: Optional[Dict[str, str]] = None
) -> List[str]:
    body = json.dumps({"data": data, "messages": []}).encode()
    return CHECKER.check_exchange(Exchange(method, path, AUTH, b"", status, headers or JSON, body))


def problem(status: int, body: Any) -> List[str]:
    return CHECKER.check_exchange(Exchange("GET", "/tasks/a", AUTH, b"", status, PROBLEM, json.dumps(body).encode()))


def run(body: bytes, path: str = "/apps/run", status: int = 200, headers: Optional[Dict[str, str]] = None) -> List[str]:
    sent = {**AUTH, **(headers or JSON)}
    got = json.dumps({"data": {"id": "a", "status": 1}}).encode()
    return CHECKER.check_exchange(Exchange("POST", path, sent, body, status, JSON, got))


def stream(
    body: bytes, headers: Dict[str, str] = NDJSON, path: str = "/tasks/a/stream", cut: bool = False
) -> List[str]:
    return CHECKER.check_exchange(Exchange("GET", path, AUTH, b"", 200, headers, body, truncated=cut))


# ---- which operation ----


@pytest.mark.parametrize(
    ("method", "path", "operation"),
    [
        ("GET", "/tasks/featured", "list_featured_tasks"),
        ("GET", "/tasks/abc?x=/y", "get_task"),
        ("get", "/v1/tasks/abc", "get_task"),
        ("GET", "/api/tasks/abc/status", "get_task_status"),
        ("GET", "/agents/internal-tools", "list_internal_tools"),
        ("GET", "/agents/acme/helper", "get_agent_by_name"),
        ("POST", "/chats/messages/m1/cancel", "cancel_chat_message"),
        ("GET", "/storage/files/a/b/c.png", "get_stored_file"),
        ("PATCH", "/tasks/abc", None),
        ("GET", "/tasks/a/b/c/d", None),
        ("GET", "/nowhere", None),
    ],
)
def test_operations_are_found(method: str, path: str, operation: Optional[str]) -> None:
    assert CHECKER.operation_for(method, path) == operation


def test_an_unknown_route_is_a_violation() -> None:
    assert CHECKER.check_exchange(Exchange("GET", "/nowhere?a=1")) == ["GET /nowhere: not in the contract"]


# ---- answers ----


def test_good_answers_pass() -> None:
    assert answer(TASK) == []
    assert answer({**TASK, "output": [1, {"any": "thing"}], "error": None, "moon": 3}) == []


def test_open_values_pass() -> None:
    assert answer({**TASK, "status": 99, "infra": "orbit"}) == []
    assert answer({**TASK, "status": "completed"}) == []
    assert answer({**TASK, "status": "teleporting"}) == []


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"id": 4}, ".data.id"),
        ({"status": None}, ".data.status"),
        ({"status": "Nicely Done"}, ".data.status"),
        ({"status": 1.5}, ".data.status"),
        ({"status": True}, ".data.status"),
        ({"infra": 3}, ".data.infra"),
        ({"created_at": "yesterday"}, ".data.created_at"),
        ({"created_at": ""}, ".data.created_at"),
        ({"logs": [{"log_type": 4}]}, ".data.logs[0]"),
        ({"logs": {}}, ".data.logs"),
    ],
)
def test_a_wrong_type_is_caught(change: Dict[str, Any], place: str) -> None:
    (line,) = answer({**TASK, **change})
    assert line.startswith(f"get_task: answer 200 at {place}")


def test_a_missing_member_is_caught() -> None:
    (line,) = answer({"id": "a"})
    assert "'status' is a required property" in line


def test_a_body_without_envelope_is_caught() -> None:
    assert CHECKER.check_exchange(Exchange("GET", "/tasks/a", AUTH, b"", 200, JSON, json.dumps(TASK).encode()))


def test_an_undeclared_status_is_caught() -> None:
    assert answer(TASK, status=201) == ["get_task: status 201: not declared"]


def test_an_undeclared_media_type_is_caught() -> None:
    (line,) = answer(TASK, headers={"content-type": "text/html"})
    assert "media type text/html" in line
    (line,) = CHECKER.check_exchange(Exchange("GET", "/tasks/a", AUTH, b"", 200, {}, b"{}"))
    assert "not given" in line


def test_what_is_no_json_is_caught() -> None:
    (line,) = CHECKER.check_exchange(Exchange("GET", "/tasks/a", AUTH, b"", 200, JSON, b"<html>"))
    assert "no JSON" in line


def test_a_body_where_none_belongs_is_caught() -> None:
    assert CHECKER.check_exchange(Exchange("DELETE", "/sessions/a", AUTH, b"", 204)) == []
    (line,) = CHECKER.check_exchange(Exchange("DELETE", "/sessions/a", AUTH, b"", 204, {}, b"x"))
    assert "none is declared" in line


def test_problems_are_checked() -> None:
    good = {"type": "https://api.inference.sh/errors/not_found", "title": "Not Found", "status": 404}
    assert problem(404, good) == []
    assert problem(404, {**good, "error": {"code": "not_found", "message": "no"}, "meta": {"a": 1}}) == []
    assert "required" in problem(404, {"title": "x", "status": 404})[0]
    assert problem(404, {**good, "status": 400}) == ["get_task: answer 404: the body says status 400"]
    assert problem(501, {**good, "status": 501}) == []


# ---- requests ----


def test_good_requests_pass() -> None:
    assert run(b'{"app": "a/b", "input": null, "moon": 1}') == []
    assert run(b'{"app": "a/b"}', "/apps/run?wait=true") == []
    assert answer({"deleted": [], "skipped": []}, "DELETE", "/tasks/a/files?role=output") == []


@pytest.mark.parametrize(
    ("body", "path", "reason"),
    [
        (b'{"app": 3}', "/apps/run", "request body at .app"),
        (b'{"app": "a/b", "session_timeout": "60"}', "/apps/run", "request body at .session_timeout"),
        (b'{"session_timeout": 60}', "/apps/run", "request body: "),  # one of app, app_id and version_id
        (b"", "/apps/run", "request body: missing"),
        (b"{", "/apps/run", "request body: no JSON"),
        (b'{"app": "a/b"}', "/apps/run?wait=maybe", "query wait"),
        (b'{"app": "a/b"}', "/apps/run?wiat=true", "query wiat: not declared"),
    ],
)
def test_a_wrong_request_is_caught(body: bytes, path: str, reason: str) -> None:
    (line,) = run(body, path)
    assert line.startswith(f"run_app: {reason}")


def test_a_wrong_request_media_type_is_caught() -> None:
    (line,) = run(b"{}", headers={"Content-Type": "text/plain"})
    assert "media type text/plain" in line


def test_a_body_that_is_not_taken_is_caught() -> None:
    got = json.dumps({"data": TASK}).encode()
    (line,) = CHECKER.check_exchange(Exchange("GET", "/tasks/a", AUTH, b'{"a": 1}', 200, JSON, got))
    assert "takes none" in line


def test_a_missing_credential_is_caught() -> None:
    got = json.dumps({"data": TASK}).encode()
    (line,) = CHECKER.check_exchange(Exchange("GET", "/tasks/a", {}, b"", 200, JSON, got))
    assert "Authorization" in line


def test_a_refused_request_may_be_wrong() -> None:
    refused = {"type": "https://api.inference.sh/errors/validation_error", "title": "Unprocessable", "status": 422}
    exchange = Exchange(
        "POST", "/apps/run", {**AUTH, **JSON}, b'{"app": 3}', 422, PROBLEM, json.dumps(refused).encode()
    )
    assert CHECKER.check_exchange(exchange) == []
    assert len(CHECKER.check_request(exchange)) == 1


# ---- streams ----

GOOD_LINES = [
    b'{"id": "a", "status": 2, "logs": []}',
    b'{"type": "heartbeat"}',
    b'{"data": {"id": "a", "status": "running"}, "fields": ["status"]}',
    b'{"event": "delta", "data": {"delta": {"response": "x"}, "seq": 1, "resource_id": ""}}',
    b'{"data": {"id": "a", "status": 10, "output": 4}, "fields": ["status", "output"]}',
]


def test_good_lines_pass() -> None:
    assert stream(b"\n".join(GOOD_LINES) + b"\n\n") == []


@pytest.mark.parametrize(
    "line",
    [
        b'{"type": "heartbreak"}',
        b'{"data": {"status": 7}}',
        b'{"data": {"id": "a", "logs": "x"}, "fields": ["logs"]}',
        b'{"event": "delta", "data": {"seq": 1}}',
        b'{"id": "a"}',
        b"[]",
        b"{",
    ],
)
def test_a_bad_line_is_caught(line: bytes) -> None:
    (found,) = stream(b"\n".join([*GOOD_LINES, line]) + b"\n")
    assert found.startswith("stream_task: answer 200 line 6")


def test_a_cut_stream_may_end_anywhere() -> None:
    assert stream(GOOD_LINES[0] + b'\n{"data', cut=True) == []
    assert len(stream(GOOD_LINES[0] + b'\n{"data')) == 1
    assert stream(b'{"type": 1}\n{"data', cut=True) != []
    assert stream(b'event: update\ndata: {"id', SSE, cut=True) == []


def test_good_events_pass() -> None:
    body = (
        b": heartbeat\n\n"
        b'event: update\nid: 1\ndata: {"id": "a", "status": 2}\n\n'
        b'data: {"data": {"id": "a", "status": 10},\ndata: "fields": ["status"]}\r\n\r\n'
        b'event: delta\ndata: {"delta": {}, "seq": 1}\n\n'
        b"event: done\ndata: {}\n\n"
    )
    assert stream(body, SSE) == []
    assert [frame.value.get("event") for frame in sse_frames(body)] == ["update", None, "delta", "done"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'event: delta\ndata: {"id": "a", "status": 2}\n\n', "required"),
        (b'event: done\ndata: {"id": "a", "status": 2}\n\n', ""),
        (b"event: update\ndata: {\n\n", "no JSON"),
        (b'event: update\ndata: {"id": "a", "status": 2}\n', "ends inside"),
        (b"evnt: update\n\n", "unknown field"),
    ],
)
def test_a_bad_event_is_caught(body: bytes, reason: str) -> None:
    (line,) = stream(body, SSE)
    assert reason in line


def test_chat_streams_are_checked_by_event() -> None:
    good = [
        b'{"event": "chats", "data": {"id": "c", "status": "busy", "active_run": {"id": "r", "state": "working"}}}',
        b'{"event": "chat_messages", "data": {"id": "m", "role": "user", "content": null}}',
        b'{"event": "agent_runs", "data": {"id": "r", "state": "completed"}}',
        b'{"event": "moon", "data": 3}',
        b'{"type": "heartbeat"}',
    ]
    assert stream(b"\n".join(good) + b"\n", path="/chats/c/stream") == []
    bad = b'{"event": "chat_messages", "data": {"id": "m", "content": "text"}}\n'
    assert len(stream(bad, path="/chats/c/stream")) == 1
    assert stream(b'event: chats\ndata: {"id": "c", "status": "idle"}\n\n', SSE, "/chats/c/stream") == []
    assert len(stream(b'event: chats\ndata: {"id": 5}\n\n', SSE, "/chats/c/stream")) == 1


def test_lines_are_split_at_newlines_only() -> None:
    line = json.dumps({"id": "a", "status": 1, "output": "x\u2028y\u0085z"}, ensure_ascii=False).encode()
    (frame,) = ndjson_frames(line + b"\n")
    assert frame.value["output"] == "x\u2028y\u0085z"


# ---- bytes ----


def test_byte_routes_are_checked_by_status_and_media_type() -> None:
    put = Exchange("PUT", "/storage/uploads/t", {"Content-Type": "image/png"}, b"\x89PNG", 200)
    assert CHECKER.check_exchange(put) == []
    put.request_headers = {}
    assert len(CHECKER.check_exchange(put)) == 1
    get = Exchange("GET", "/storage/files/a/b.png", {}, b"", 200, {"Content-Type": "image/png"}, b"\x89PNG")
    assert CHECKER.check_exchange(get) == []
    get.response_headers = {}
    assert len(CHECKER.check_exchange(get)) == 1
    get.status = 299
    assert CHECKER.check_exchange(get) == ["get_stored_file: status 299: not declared"]
