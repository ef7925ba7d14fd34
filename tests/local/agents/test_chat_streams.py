"""The stream of a chat, and that of a run."""

from __future__ import annotations

import json
import threading
from typing import Any, Callable, Dict, Iterator, List

import httpx
import pytest

from inferencesh.local import Call, Pause, Say, app

from .conftest import CORE, Talk, client_tool, text_of

Make = Callable[..., Talk]
NDJSON = {"Accept": "application/x-ndjson"}


def frames_of(response: httpx.Response) -> Iterator[Dict[str, Any]]:
    for line in response.iter_lines():
        if line:
            frame = json.loads(line)
            if frame.get("type") != "heartbeat":
                yield frame


def until(frames: Iterator[Dict[str, Any]], reached: Callable[[Dict[str, Any]], Any]) -> List[Dict[str, Any]]:
    seen = []
    for frame in frames:
        seen.append(frame)
        if reached(frame):
            return seen
    raise AssertionError(f"the stream ended early: {seen}")


def is_idle(frame: Dict[str, Any]) -> bool:
    return frame["event"] == "chats" and frame["data"]["status"] == "idle"


def test_a_turn_with_a_tool_as_a_stream_shows_it(talk: Make) -> None:
    t = talk([[Say("Let me look."), Call("weather", city="Oslo")], Say("21 degrees.", thinking="Mild.")])
    chat_id = t.post("/chats", {"agent": t.post("/agents", {"name": "acme/w", "version": {**CORE, "tools": [
        client_tool("weather", parameters={"city": {"type": "string"}})
    ]}})["namespace"] + "/w"})["id"]  # fmt: skip
    with t.http.stream("GET", f"/chats/{chat_id}/stream", headers=NDJSON) as response:
        assert response.headers["content-type"].startswith("application/x-ndjson")
        frames = frames_of(response)
        first = next(frames)
        assert (first["event"], first["data"]["status"], first["data"]["active_run"]) == ("chats", "idle", None)
        user = t.post(f"/chats/{chat_id}/messages", {"message": "Weather in Oslo?"})
        seen = until(frames, lambda f: f["event"] == "chats" and f["data"]["status"] == "awaiting_input")
        begun = seen[0]
        assert (begun["event"], begun["data"]["status"]) == ("chats", "busy")
        assert begun["data"]["active_run"]["state"] in ("submitted", "working")
        deltas = [frame["data"] for frame in seen if frame["event"] == "delta"]
        assert "".join(delta["delta"]["response"] for delta in deltas) == "Let me look."
        assert [delta["seq"] for delta in deltas] == [1, 2, 3]
        [interrupt] = seen[-1]["data"]["pending_interrupts"]
        assert interrupt["resource_type"] == "tool_invocation"
        t.post(f"/tools/{interrupt['resource_id']}", {"result": '{"c":21}'})
        rest = until(frames, is_idle)
    events = [(frame["event"], frame["data"]) for frame in rest]
    whole = [data for event, data in events if event == "chat_messages"]
    assert whole[0]["tool_invocations"][0]["status"] == "completed"
    assert [text_of(data) for data in whole if data["role"] == "tool"] == ['{"c":21}']
    last = whole[-1]
    assert (text_of(last), text_of(last, "reasoning"), last["status"]) == ("21 degrees.", "Mild.", "ready")
    mine = [data for event, data in events if event == "delta" and data["resource_id"] == last["id"]]
    assert [data["seq"] for data in mine] == list(range(1, len(mine) + 1))
    assert "".join(data["delta"].get("reasoning", "") for data in mine) == "Mild."
    states = [data["state"] for event, data in events if event == "agent_runs"]
    assert states[-1] == "completed"
    assert rest[-1]["data"]["active_run"] is None
    assert user["agent_run_id"] == last["agent_run_id"]


def test_the_stream_stays_open_and_beats_when_the_chat_is_idle(talk: Make) -> None:
    t = talk(["Hi."], heartbeat=0.02)
    chat = t.ask("a")
    with t.http.stream("GET", f"/chats/{chat['id']}/stream", headers=NDJSON) as response:
        lines = response.iter_lines()
        assert json.loads(next(lines))["event"] == "chats"
        assert [json.loads(next(lines)) for _ in range(3)] == [{"type": "heartbeat"}] * 3


def test_server_sent_events_carry_the_names(talk: Make) -> None:
    t = talk(["Hi."])
    chat = t.ask("a")
    with t.http.stream("GET", f"/chats/{chat['id']}/stream", headers={"Accept": "text/event-stream"}) as response:
        lines = response.iter_lines()
        assert next(lines) == "event: chats"
        assert json.loads(next(lines)[len("data: ") :])["id"] == chat["id"]


def test_a_run_waits_a_moment_for_its_stream_but_not_longer(talk: Make) -> None:
    t = talk(["Hi."], run_delay=60.0)
    chat_id = t.send("a")["user_message"]["chat_id"]
    with t.http.stream("GET", f"/chats/{chat_id}/stream", headers=NDJSON) as response:
        seen = until(frames_of(response), is_idle)
    assert seen[0]["data"]["active_run"]["state"] == "submitted"
    assert [f["data"]["delta"]["response"] for f in seen if f["event"] == "delta"] == ["Hi."]
    t2 = talk(["Hi."], run_delay=0.05)
    assert t2.ask("a")["status"] == "idle"


def test_text_that_only_grows_is_streamed_as_deltas(talk: Make) -> None:
    @app("acme/parrot")
    def parrot(input: Dict[str, Any]) -> Any:
        for text in ("A", "Ab", "Abc", "xyz"):
            yield {"response": text}

    t = talk([], parrot, run_delay=60.0)
    chat_id = t.send("a", core_app={"ref": "acme/parrot"})["user_message"]["chat_id"]
    with t.http.stream("GET", f"/chats/{chat_id}/stream", headers=NDJSON) as response:
        seen = until(frames_of(response), is_idle)
    assert [f["data"]["delta"] for f in seen if f["event"] == "delta"] == [{"response": piece} for piece in "Abc"]
    assert text_of([f["data"] for f in seen if f["event"] == "chat_messages"][-1]) == "xyz"


@pytest.mark.parametrize("accept", ["application/x-ndjson", "text/event-stream"])
def test_a_run_that_is_asked_to_stream_answers_with_its_messages(talk: Make, accept: str) -> None:
    t = talk([[Pause(0.1), "Hello there."]])
    body = {"agent_config": CORE, "input": {"text": "Hi"}, "stream": True}
    bare = []
    with t.http.stream("POST", "/agents/run", json=body, headers={"Accept": accept}) as response:
        assert response.headers["content-type"].startswith(accept)
        name = ""
        for line in response.iter_lines():
            if line.startswith("event: "):
                name = line[7:]
            elif line.startswith("data: ") and not name:
                bare.append(json.loads(line[6:]))
            elif line.startswith("{") and "event" not in json.loads(line) and "type" not in json.loads(line):
                bare.append(json.loads(line))
            elif not line:
                name = ""
    assert bare[0]["status"] == "pending"
    assert (bare[-1]["status"], text_of(bare[-1])) == ("ready", "Hello there.")
    assert {message["role"] for message in bare} == {"assistant"}


def test_a_message_that_is_queued_answers_with_json_even_if_a_stream_was_asked_for(talk: Make) -> None:
    t = talk([Call("a"), "x", "y"])
    chat_id = t.send("one", tools=[client_tool("a")])["user_message"]["chat_id"]
    t.waiting(chat_id)
    body = {"chat_id": chat_id, "input": {"text": "two"}, "stream": True}
    response = t.http.post("/agents/run", json=body, headers=NDJSON)
    assert response.headers["content-type"].startswith("application/json")
    assert response.json()["data"]["user_message"]["status"] == "queued"


def test_the_platform_stops_with_runs_and_streams_open(talk: Make) -> None:
    t = talk({"one": [[Pause(60), "never"]], "two": [Call("a")]})  # whichever run asks first
    busy = t.send("one")["user_message"]["chat_id"]
    waiting = t.send("two", tools=[client_tool("a")])["user_message"]["chat_id"]
    t.waiting(waiting)
    opened = threading.Event()
    ended: List[Any] = []

    def watch(chat_id: str) -> None:
        with t.http.stream("GET", f"/chats/{chat_id}/stream", headers=NDJSON) as response:
            for _ in response.iter_lines():
                opened.set()
        ended.append(chat_id)

    watcher = threading.Thread(target=watch, args=(busy,))
    watcher.start()
    assert opened.wait(10)
    t.platform.stop()
    watcher.join(10)
    assert ended == [busy]


def test_deleting_a_chat_ends_its_streams(talk: Make) -> None:
    t = talk(["Hi."])
    chat_id = t.ask("a")["id"]
    with t.http.stream("GET", f"/chats/{chat_id}/stream", headers=NDJSON) as response:
        lines = response.iter_lines()
        next(lines)
        assert t.http.delete(f"/chats/{chat_id}").status_code == 200
        assert [line for line in lines if line and "heartbeat" not in line] == []
    t.refused("GET", f"/chats/{chat_id}", 404, "not_found")
