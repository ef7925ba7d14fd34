"""The fault script: each fault as a client without any cleverness sees it on the wire."""

from __future__ import annotations

import json
import socket
import time
from email.utils import parsedate_to_datetime
from typing import Any, Dict, List

import httpx
import pytest

from inferencesh.local import app

STREAM = "GET /tasks/{id}/stream"
NDJSON = {"Accept": "application/x-ndjson"}
SSE = {"Accept": "text/event-stream"}


@app("acme/steps")
def steps(pause: float = 0.02) -> Dict[str, Any]:
    for number in range(3):
        print(f"step {number}")
        time.sleep(pause)
    return {"n": 3}


@pytest.fixture(name="caller")
def _caller(platforms: Any) -> Any:
    return platforms.caller(steps)


def lines(caller: Any, task: Dict[str, Any], headers: Any = None, timeout: float = 20.0) -> List[bytes]:
    """What comes of a stream, line by line, until it ends or breaks."""
    got = b""
    try:
        with caller.http.stream("GET", f"/tasks/{task['id']}/stream", headers=headers or NDJSON, timeout=timeout) as r:
            for chunk in r.iter_raw():
                got += chunk
    except httpx.TransportError:
        pass
    return got.split(b"\n")


def ended(caller: Any) -> Dict[str, Any]:
    return caller.run("acme/steps", {"pause": 0.0})


def test_a_reset_before_the_request_was_looked_at(caller: Any) -> None:
    caller.platform.faults.add("POST /apps/run", "reset")
    with pytest.raises(httpx.TransportError):
        caller.submit("acme/steps")
    assert caller.platform.tasks == []
    caller.submit("acme/steps")
    assert len(caller.platform.tasks) == 1


def test_a_lost_answer_to_a_submission_that_was_taken(caller: Any) -> None:
    caller.platform.faults.add("POST /apps/run", "lose_answer")
    with pytest.raises(httpx.TransportError):
        caller.submit("acme/steps")
    assert len(caller.platform.tasks) == 1


def test_a_gateway_that_lost_the_answer(caller: Any) -> None:
    caller.platform.faults.add("POST /apps/run", "lose_answer", code=504)
    answer = caller.http.post("/apps/run", json={"app": "acme/steps", "input": {}})
    assert (answer.status_code, answer.headers["content-type"]) == (504, "text/html")
    assert len(caller.platform.tasks) == 1


def test_an_answer_that_is_shorter_than_where_it_should_break(caller: Any) -> None:
    task = ended(caller)
    whole = lines(caller, task)
    caller.platform.faults.add(STREAM, "reset_after", bytes=10**6)
    assert lines(caller, task) == whole


def test_nobody_listens_for_a_while(caller: Any) -> None:
    caller.get("/tasks")
    caller.platform.faults.add("*", "refuse", seconds=60)
    with pytest.raises(httpx.ConnectError):
        caller.get("/tasks")
    other = socket.socket()
    try:
        with pytest.raises(OSError, match="in use"):  # the address stays the platform's own: nobody else can slip in
            other.bind(("127.0.0.1", int(caller.platform.base_url.rsplit(":", 1)[1])))
    finally:
        other.close()
    caller.platform.faults.clear()
    caller.get("/tasks")


def test_refusing_ends_by_itself_and_may_begin_with_a_request(caller: Any) -> None:
    caller.platform.faults.add("POST /apps/run", "refuse", seconds=0.2)
    caller.get("/tasks")
    with pytest.raises(httpx.TransportError):
        caller.submit("acme/steps")
    with pytest.raises(httpx.ConnectError):
        caller.get("/tasks")
    limit = time.monotonic() + 20
    while True:
        try:
            caller.get("/tasks")
            break
        except httpx.ConnectError:
            assert time.monotonic() < limit
            time.sleep(0.02)
    assert caller.platform.tasks == []


def test_a_platform_stops_while_nobody_can_reach_it(platforms: Any) -> None:
    platform = platforms(steps, start=False)
    platform.faults.add("*", "refuse", seconds=60)
    platform.start()
    with pytest.raises(httpx.ConnectError):
        httpx.get(platform.base_url + "/tasks", trust_env=False)
    began = time.monotonic()
    platform.stop()
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("gently", [False, True])
@pytest.mark.parametrize("count", [0, 1, 37])
def test_a_connection_that_breaks_after_so_many_bytes(caller: Any, count: int, gently: bool) -> None:
    task = ended(caller)
    whole = b"\n".join(lines(caller, task))
    caller.platform.faults.add(STREAM, "reset_after", bytes=count, gently=gently)
    assert b"\n".join(lines(caller, task)) == whole[:count]
    assert b"\n".join(lines(caller, task)) == whole, "once and no more"


@pytest.mark.parametrize("gently", [False, True])
def test_an_answer_without_a_body_is_broken_or_whole(caller: Any, gently: bool) -> None:
    """And not whole on a connection that breaks behind it, in the face of the next request."""
    for count in (0, 40):
        record = caller.post("/files", {"files": [{"uri": "", "filename": "a.txt", "content_type": "text/plain"}]})[0]
        caller.platform.faults.add("PUT /storage/*", "reset_after", bytes=count, gently=gently)
        plain = {"Content-Type": "text/plain"}
        with httpx.Client(trust_env=False) as http:
            if count == 0:
                with pytest.raises(httpx.TransportError):
                    http.put(record["upload_url"], content=b"abc", headers=plain)
                continue
            assert http.put(record["upload_url"], content=b"abc", headers=plain).status_code == 200
            assert http.get(caller.platform.base_url + "/health").status_code < 500


def test_half_a_line_then_silence(caller: Any) -> None:
    task = ended(caller)
    whole = lines(caller, task)
    caller.platform.faults.add(STREAM, "half_line")
    got = lines(caller, task, timeout=0.3)
    assert len(got) == 1
    assert 0 < len(got[0]) < len(whole[0])
    assert whole[0].startswith(got[0])
    caller.platform.faults.add(STREAM, "half_line", seconds=0.1)
    assert lines(caller, task, timeout=20.0) == got, "the silence may have an end"


def test_half_of_an_ordinary_answer(caller: Any) -> None:
    task = ended(caller)
    caller.platform.faults.add("GET /tasks/{id}", "half_line")
    with pytest.raises(httpx.ReadTimeout):
        caller.http.get(f"/tasks/{task['id']}", timeout=0.3)


def test_a_garbage_line(caller: Any) -> None:
    task = ended(caller)
    caller.platform.faults.add(STREAM, "garbage", line="<<<", times=2)
    assert lines(caller, task)[0] == b"<<<"
    assert lines(caller, task, SSE)[0] == b"data: <<<"
    caller.platform.faults.add("GET /tasks/{id}", "garbage")
    answer = caller.http.get(f"/tasks/{task['id']}")
    assert answer.status_code == 200
    with pytest.raises(ValueError, match=r"."):
        answer.json()


def frames_of(got: List[bytes]) -> List[Any]:
    return [json.loads(line) for line in got if line]


def stamps(frames: List[Any]) -> List[Any]:
    return [json.dumps(frame, sort_keys=True) for frame in frames]


def test_frames_twice_and_out_of_order(caller: Any) -> None:
    caller.platform.faults.add(STREAM, "duplicate")
    twice = stamps(frames_of(lines(caller, caller.submit("acme/steps"))))
    assert twice[0::2] == twice[1::2]
    assert len(twice) >= 4
    caller.platform.faults.add(STREAM, "reorder")
    mixed = frames_of(lines(caller, caller.submit("acme/steps")))
    times = [(frame.get("data") or frame)["updated_at"] for frame in mixed]
    assert times != sorted(times)


def test_heartbeats_and_nothing_else(caller: Any) -> None:
    caller.platform.faults.add(STREAM, "heartbeats_only", every=0.01, times=2)
    task = ended_without_stream(caller)
    for headers, heartbeat in ((NDJSON, b'{"type":"heartbeat"}'), (SSE, b":")):
        with caller.http.stream("GET", f"/tasks/{task['id']}/stream", headers=headers) as response:
            got = b""
            for chunk in response.iter_raw():
                got += chunk
                if got.count(b"\n") > 10:
                    break
        assert {line for line in got.split(b"\n") if line} == {heartbeat}


def ended_without_stream(caller: Any) -> Dict[str, Any]:
    task = caller.submit("acme/steps", {"pause": 0.0})
    return caller.until(task["id"], lambda one: one["status"] == 10)


def test_an_end_that_nobody_tells(caller: Any) -> None:
    caller.platform.faults.add(STREAM, "drop_terminal", times=2)
    for headers in (NDJSON, SSE):
        got = lines(caller, caller.submit("acme/steps"), headers)
        assert not any(b'"status":10' in line or b"done" in line for line in got)
        assert any(b"step 0" in line for line in got)


@pytest.mark.parametrize(("code", "media_type"), [(429, "problem+json"), (503, "problem+json"), (520, "html")])
def test_bursts_of_errors(caller: Any, code: int, media_type: str) -> None:
    caller.platform.faults.add("GET /tasks", code, times=2, retry_after=7)
    for _ in range(2):
        answer = caller.http.get("/tasks")
        assert answer.status_code == code
        assert media_type in answer.headers["content-type"]
        assert answer.headers["retry-after"] == "7"
        assert answer.headers["x-injected-fault"] == "status"
    assert caller.http.get("/tasks").status_code == 200


def test_retry_after_as_a_date_by_the_platforms_clock(caller: Any) -> None:
    caller.platform.clock.advance(86400)
    caller.platform.faults.add("GET /tasks", "status", code=503, retry_after=30, as_date=True, body="empty")
    answer = caller.http.get("/tasks")
    assert answer.content == b""
    wait = parsedate_to_datetime(answer.headers["retry-after"]).timestamp() - caller.platform.clock.time()
    assert 25 < wait <= 31


def test_a_slow_drip(caller: Any) -> None:
    task = ended(caller)
    whole = lines(caller, task)
    caller.platform.faults.add(STREAM, "slow_drip", bytes=50, every=0.001)
    assert lines(caller, task) == whole
    assert caller.platform.faults.log[-1].fault == "slow_drip"


def test_a_redirect(caller: Any) -> None:
    caller.platform.faults.add("GET /tasks", "redirect", to="http://evil.invalid/x", code=302)
    answer = caller.http.get("/tasks", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (302, "http://evil.invalid/x")


@pytest.mark.parametrize(("fault", "code"), [("expired_upload", 403), ("storage_error", 400)])
def test_what_a_storage_says(caller: Any, fault: str, code: int) -> None:
    made = caller.post("/files", {"files": [{"uri": "", "filename": "a.txt", "content_type": "text/plain"}]})
    caller.platform.faults.add("PUT /storage/*", fault)
    answer = caller.http.put(made[0]["upload_url"], content=b"abc", headers={"Content-Type": "text/plain"})
    assert answer.status_code == code
    assert answer.text.startswith("<?xml")


def test_a_server_of_tomorrow(caller: Any) -> None:
    task = ended(caller)
    path = f"/tasks/{task['id']}"
    caller.platform.faults.add("GET /tasks/{id}", "future")
    changed = caller.get(path)
    assert changed["from_tomorrow"]
    assert {name: changed[name] for name in ("id", "status", "output")} == {
        name: task[name] for name in ("id", "status", "output")
    }
    caller.platform.faults.add("GET /tasks/{id}", "future", what="enum")
    assert caller.get(path)["visibility"] == "galactic"
    caller.platform.faults.add(STREAM, "future", what="status")
    frames = frames_of(lines(caller, task))
    assert [(frame.get("data") or frame)["status"] for frame in frames] == [97, 10]
    caller.platform.faults.add(STREAM, "future", what="field")
    assert frames_of(lines(caller, task))[0]["event"] == "hologram"


# -- the script itself


def test_which_requests_are_struck(caller: Any) -> None:
    faults = caller.platform.faults
    third = faults.add("GET /tasks/{id}", 503, after=2, times=1)
    task = ended(caller)  # its own look at the task is the first
    codes = [caller.http.get(f"/v1/tasks/{task['id']}").status_code for _ in range(3)]
    assert codes == [200, 503, 200]
    assert third.struck == 1
    assert [(event.fault, event.method) for event in faults.log] == [("status", "GET")]
    assert faults.active == []
    always = faults.add("* /tasks*", 502, times=None)
    assert caller.http.get("/tasks").status_code == caller.http.post("/tasks/list", json={}).status_code == 502
    assert caller.http.get("/apps").status_code == 200
    always.times = 0
    assert caller.http.get("/tasks").status_code == 200
    faults.add("*", 500, times=None)
    faults.clear()
    assert caller.http.get("/tasks").status_code == 200


@pytest.mark.parametrize(
    ("route", "fault", "options", "said"),
    [
        ("apps/run", "reset", {}, "route"),
        ("FETCH /apps/run", "reset", {}, "route"),
        ("POST /apps/run", "lose_anwser", {}, "did you mean 'lose_answer'"),
        ("POST /apps/run", "reset", {"bytes": 3}, "takes no options"),
        ("POST /apps/run", "reset_after", {"seconds": 3}, "no option 'seconds'"),
        ("POST /apps/run", "reset_after", {"bytes": -1}, "bytes must be"),
        ("POST /apps/run", "reset", {"times": 0}, "times must be"),
        ("POST /apps/run", "reset", {"after": -1}, "after must be"),
        ("POST /apps/run", "status", {}, "needs code="),
        ("POST /apps/run", 200, {}, "code must be"),
        ("POST /apps/run", 503, {"as_date": True}, "retry_after="),
        ("POST /apps/run", "redirect", {"to": "ftp://x"}, "to must be"),
        ("POST /apps/run", "redirect", {"to": "http://x/\r\nA: b"}, "to must be"),
        ("*", "refuse", {"times": 2}, "use seconds"),
    ],
)
def test_what_cannot_be_set_up(platforms: Any, route: Any, fault: Any, options: Any, said: str) -> None:
    platform = platforms(start=False)
    with pytest.raises(ValueError, match=said):
        platform.faults.add(route, fault, **options)
    assert platform.faults.active == []


def test_faults_from_a_file(platforms: Any, tmp_path: Any) -> None:
    platform = platforms(start=False)
    rows = [{"route": "POST /apps/run", "fault": 429, "times": 2, "retry_after": 1}, {"route": "*", "fault": "reset"}]
    file = tmp_path / "faults.jsonl"
    file.write_text("# two\n\n" + "\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    platform.faults.load(file)
    file.write_text(json.dumps(rows), encoding="utf-8")
    platform.faults.load(file)
    assert [fault.name for fault in platform.faults.active] == ["status", "reset"] * 2
    again = platform.faults.load_text(json.dumps(platform.faults.describe()["active"]))
    assert [fault.describe() for fault in again] == [fault.describe() for fault in platform.faults.active[:4]]
    for text, said in (("{}", '"route"'), ('{"route": "*", "fault": "reset"}\nnonsense', "line 2"), ("[3]", "object")):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match=said):
            platform.faults.load(file)
    assert len(platform.faults.active) == 8


def test_faults_and_the_clock_over_http(caller: Any) -> None:
    made = caller.http.post("/admin/faults", json=[{"route": "GET /tasks", "fault": 503}, {"route": "*", "fault": 502}])
    assert made.status_code == 200
    assert caller.http.get("/tasks").status_code == 503
    shown = caller.get("/admin/faults")
    assert [fault["code"] for fault in shown["active"]] == [502]
    assert shown["log"][0]["path"] == "/tasks"
    assert caller.http.delete("/admin/faults").status_code == 200
    assert caller.http.get("/tasks").status_code == 200
    assert caller.http.post("/admin/faults", json=[{"route": "x"}]).status_code == 422
    before = caller.platform.clock.time()
    assert caller.http.post("/admin/clock", json={"advance": 500}).status_code == 200
    assert caller.platform.clock.time() - before >= 500
    for wrong in ({"advance": -1}, {"advance": "x"}, {}):
        assert caller.http.post("/admin/clock", json=wrong).status_code == 422
    assert httpx.get(caller.platform.base_url + "/admin/faults", trust_env=False).status_code == 401


def test_the_command_line_takes_a_file(tmp_path: Any, capsys: Any) -> None:
    from inferencesh.cli import main

    file = tmp_path / "faults.json"
    file.write_text('{"route": "POST /apps/run", "fault": "lose_anwser"}', encoding="utf-8")
    assert main(["serve", "--port", "0", "--faults", str(file)]) == 1
    assert "did you mean 'lose_answer'" in capsys.readouterr().err
    assert main(["serve", "--port", "0", "--faults", str(tmp_path / "none")]) == 1
