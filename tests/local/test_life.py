"""Starting and stopping, what is left behind, and who may look on."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any, Dict, List

import httpx
import pytest
from support.scripted_server import answering, serving

import inferencesh.local
from inferencesh.local import Exchange, LocalPlatform, app


@app("acme/gated")
def gated() -> Dict[str, Any]:
    from inferencesh.local import sleep_or_cancelled

    return {"told": sleep_or_cancelled(60)}


def test_stopping_with_open_streams_does_not_hang(platforms: Any) -> None:
    caller = platforms.caller(gated)
    task = caller.submit("acme/gated", {})
    caller.until(task["id"], lambda found: found["status"] == 7)
    ended: List[str] = []

    def follow(path: str, accept: str) -> None:
        with httpx.Client(base_url=caller.platform.base_url, trust_env=False, verify=False, timeout=30) as client:
            headers = {"Authorization": "Bearer x", "Accept": accept}
            try:
                with client.stream("GET", path, headers=headers) as response:
                    for _ in response.iter_bytes():
                        ended.append("open")
            except httpx.TransportError:
                pass  # cut off: an end as well
        ended.append("ended")

    threads = [
        threading.Thread(target=follow, args=(f"/tasks/{task['id']}/stream", accept))
        for accept in ("application/x-ndjson", "text/event-stream")
    ]
    waiting = threading.Thread(target=lambda: caller.http.post("/apps/run?wait=true", json={"app": "acme/gated"}))
    for thread in [*threads, waiting]:
        thread.start()
    while ended.count("open") < 2:
        time.sleep(0.01)
    began = time.monotonic()
    caller.platform.stop()
    assert time.monotonic() - began < 10
    for thread in [*threads, waiting]:
        thread.join(20)
    assert ended.count("ended") == 2


def test_an_app_that_does_not_listen_does_not_hold_the_stop(platforms: Any, caplog: Any) -> None:
    gate, passed = threading.Event(), threading.Event()

    @app("acme/deaf")
    def deaf() -> Dict[str, Any]:
        gate.wait(60)
        passed.set()
        return {}

    caller = platforms.caller(deaf)
    for force in (True, False):
        task = caller.submit("acme/deaf", {})
        caller.until(task["id"], lambda found: found["status"] == 7)
        if force:
            caller.post(f"/tasks/{task['id']}/cancel", {"force": True})
    began = time.monotonic()
    caller.platform.stop()
    assert time.monotonic() - began < 15
    assert "acme/deaf still runs" in caplog.text
    gate.set()
    assert passed.wait(20)
    for thread in threading.enumerate():
        if thread.name == "inferencesh-app acme/deaf":
            thread.join(20)


def test_stop_is_harmless_twice_and_before_the_start(platforms: Any) -> None:
    platform = platforms(start=False)
    platform.stop()
    platform.start()
    platform.stop()
    platform.stop()
    with pytest.raises(RuntimeError, match="make a new one"):
        platform.start()


def test_what_is_asked_before_the_start(platforms: Any) -> None:
    platform = platforms(gated, start=False)
    with pytest.raises(RuntimeError, match="not started"):
        _ = platform.base_url
    with pytest.raises(RuntimeError, match="not started"):
        _ = platform.tasks
    assert platform.app_refs == ["acme/gated"]
    assert platform.api_key


def test_a_failing_start_leaves_nothing(platforms: Any) -> None:
    taken = int(platforms().base_url.rsplit(":", 1)[1])
    with pytest.raises(OSError, match="cannot listen on"):
        platforms(port=taken)

    def broken(core: Any) -> Any:
        raise LookupError("no routes")

    with pytest.raises(RuntimeError, match="no routes"):
        platforms(extra_routes=[broken])


def test_a_port_can_be_taken_again_at_once(platforms: Any) -> None:
    first = platforms.caller(gated)
    port = int(first.platform.base_url.rsplit(":", 1)[1])
    first.get("/tasks")
    first.platform.stop()
    assert platforms.caller(port=port).get("/tasks")["items"] == []


def test_two_platforms_at_once(platforms: Any) -> None:
    one = platforms.caller(app("acme/one")(lambda: {"n": 1}))
    two = platforms.caller(app("acme/one")(lambda: {"n": 2}))
    assert one.run("acme/one", {})["output"] == {"n": 1}
    one.platform.stop()
    assert two.run("acme/one", {})["output"] == {"n": 2}


def test_an_app_can_be_added_later(platforms: Any) -> None:
    caller = platforms.caller()
    assert caller.refused("acme/gated", {}).status_code == 404
    caller.platform.add(app("acme/gated")(lambda: {"late": True}))
    assert caller.run("acme/gated", {})["output"] == {"late": True}
    assert caller.platform.app_refs == ["acme/gated"]


@pytest.mark.parametrize(
    ("options", "words"),
    [({"final_frame": "half"}, "final_frame"), ({"heartbeat": 0}, "heartbeat"), ({"api_key": ""}, "api_key")],
)
def test_wrong_settings(options: Dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        LocalPlatform(**options)


def test_an_observer_sees_whole_exchanges(platforms: Any) -> None:
    seen: List[Exchange] = []
    caller = platforms.caller(app("acme/quick")(lambda: {"ok": True}), observer=seen.append)
    task = caller.run("acme/quick", {})
    caller.http.get("/v1/tasks/featured?limit=3")
    caller.platform.stop()
    run, stream, get, listed = seen
    assert (run.method, run.path, run.status) == ("POST", "/apps/run", 200)
    assert json.loads(run.request_body)["app"] == "acme/quick"
    assert json.loads(run.response_body)["data"]["id"] == task["id"]
    assert run.request_headers["authorization"].startswith("Bearer ")
    assert run.response_headers["x-request-id"].startswith("req_")
    assert (stream.path, stream.truncated, stream.request_truncated) == (f"/tasks/{task['id']}/stream", False, False)
    assert json.loads(stream.response_body.splitlines()[-1])["status"] == 10
    assert get.path == f"/tasks/{task['id']}"
    assert listed.path.endswith("/tasks/featured?limit=3")


def test_an_observer_knows_of_streams_that_were_cut(platforms: Any) -> None:
    seen: List[Exchange] = []
    caller = platforms.caller(gated, observer=seen.append, heartbeat=0.02)
    task = caller.submit("acme/gated", {})
    with caller.http.stream("GET", f"/tasks/{task['id']}/stream") as response:
        next(response.iter_bytes())
    caller.until(task["id"], lambda _: any(exchange.path.endswith("/stream") for exchange in seen))
    assert [exchange.truncated for exchange in seen if exchange.path.endswith("/stream")] == [True]


class Stamp:
    def __init__(self, application: Any, text: str) -> None:
        self.application, self.text = application, text

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def stamped(message: Any) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], (b"x-stamp", self.text.encode())]}
            await send(message)

        await self.application(scope, receive, stamped)


def test_middleware_and_extra_routes(platforms: Any) -> None:
    from starlette.routing import Route

    from inferencesh.local.http.problem_documents import Problem

    async def instead(request: Any) -> Any:
        raise Problem(503, "app_maintenance", "extra routes come first")

    caller = platforms.caller(
        middleware=[(Stamp, {"text": "outer"}), (Stamp, {"text": "inner"})],
        extra_routes=[lambda core: [Route("/sessions", instead)]],
    )
    response = caller.http.get("/sessions")
    assert response.status_code == 503
    assert response.json()["detail"] == "extra routes come first"
    assert response.headers.get_list("x-stamp") == ["inner", "outer"]


@pytest.mark.parametrize("fails", [False, True])
def test_a_webhook_is_called_once_at_the_end(platforms: Any, fails: bool) -> None:
    @app("acme/end")
    def end() -> Dict[str, Any]:
        if fails:
            raise ValueError("no")
        return {"ok": True}

    caller = platforms.caller(end)
    with serving(answering()) as server:
        task = caller.run("acme/end", {}, webhook=f"http://localhost:{server.port}/hook")
        caller.until(task["id"], lambda _: server.requests)
    [request] = server.requests
    assert request.method == "POST"
    got = request.get_json()
    assert set(got) == {"id", "status", "output", "error", "session_id", "created_at", "updated_at"}
    assert (got["id"], got["status"], got["output"]) == (task["id"], 11 if fails else 10, task["output"])


def test_declaring_apps_needs_no_server() -> None:
    code = (
        "import sys\n"
        "from inferencesh.local import app, Delta, cancelled\n"
        "assert not {'starlette', 'uvicorn', 'PIL', 'httpx'} & set(sys.modules), sorted(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", f"import sys; sys.path[:] = {sys.path!r}\n{code}"], check=True, timeout=60)


def test_the_missing_extra_is_named() -> None:
    code = (
        "import sys\n"
        "sys.modules['uvicorn'] = None\n"
        "import inferencesh.local\n"
        "try:\n"
        "    inferencesh.local.LocalPlatform\n"
        "except ImportError as error:\n"
        "    assert 'pip install \"inferencesh[local]\"' in str(error), error\n"
        "else:\n"
        "    raise AssertionError\n"
    )
    subprocess.run([sys.executable, "-c", f"import sys; sys.path[:] = {sys.path!r}\n{code}"], check=True, timeout=60)


def test_the_names_of_the_package() -> None:
    for name in inferencesh.local.__all__:
        assert getattr(inferencesh.local, name) is not None
    assert dir(inferencesh.local) == sorted(inferencesh.local.__all__)
    with pytest.raises(AttributeError, match="nope"):
        _ = inferencesh.local.nope


def test_a_platform_that_cannot_start_leaves_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(Exception, match="must be a name"):
        LocalPlatform(agents={"no name": {"core_app": {"ref": "acme/brain"}}}).start()
    assert list(tmp_path.iterdir()) == []


def test_tasks_of_the_platform_are_what_the_sdk_gives(platforms: Any) -> None:
    platform = platforms(stand_ins=True)
    with platform.client() as client:
        client.run("infsh/echo", {"text": "x"})
        (task,) = platform.tasks
        asked = client.get_task(task["id"])
        assert {key: asked[key] for key in task} == task
        assert set(asked) - set(task) == {"app", "app_version"}
    assert task["status"] == "completed"
    assert str(task["status"]) == "completed"
    assert task["status"] == 10
    assert task["status"] in (10, 11, 12)
    assert f"{task['status']}" == "completed"
    assert task.status.is_terminal
    assert json.loads(json.dumps(task))["status"] == "completed"
