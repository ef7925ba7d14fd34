"""The client's own key in everything that a server or a caller says, however it is spelled, and nowhere in what is
shown: a table of where a text comes from, times its spellings, times the ways in which it reaches a person."""

from __future__ import annotations

import json
import logging
import pickle
import re
import traceback
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Tuple

import pytest
from support.raw_server import Peer, RawServer, Request
from support.spellings import KEY, SPELLINGS, gives_away

from inferencesh import Inference, InferenceError, RetryPolicy, StreamError, TaskError, inference
from inferencesh._core.streams.actions import Fetch, Open
from inferencesh._core.tasks.task_follower import TaskFollower

TASK = "5hq0v3n8r1y6k4b9t2w7x0c5dm"
CHAT = "6jr1w4p9s2z7m5c0v3x8y1d6fn"
FAST = RetryPolicy(max_attempts=2, backoff=0.001)
JSON, NDJSON, EVENTS, HTML = "application/json", "application/x-ndjson", "text/event-stream", "text/html"
# Of a request, by "METHOD /path", to (status, content type, body, more headers). KEY is replaced.
Answers = List[Tuple[str, int, str, str, str]]
Call = Callable[[Inference, str, Path], Any]


def quoted(text: str) -> str:
    return json.dumps(text)[1:-1]


def serve(answers: Answers, fill: Callable[[str], str], storage: List[str]) -> Callable[[Peer], None]:
    def answer(peer: Peer, request: Request) -> None:
        asked = f"{request.method} {request.target}"
        nothing = ("", 404, JSON, '{"detail": "nothing here"}', "")
        _, status, kind, body, headers = next((one for one in answers if re.match(one[0], asked)), nothing)
        if status == 0:
            peer.reset()
            raise ConnectionError
        data = fill(body.replace("STORAGE", storage[0])).encode("utf-8", "surrogatepass")
        head = f"HTTP/1.1 {status} X\r\nContent-Type: {fill(kind)}\r\n{fill(headers)}"
        if kind in (NDJSON, EVENTS):  # in two pieces, and the cut goes through the key
            half = data.find(fill("KEY").encode()) + 6
            peer.send(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
            for piece in (data[:half], data[half:]):
                if piece:
                    peer.send(b"%x\r\n%b\r\n" % (len(piece), piece))
            peer.send(b"0\r\n\r\n")
        else:
            peer.send(f"{head}Content-Length: {len(data)}\r\n\r\n".encode() + data)

    def script(peer: Peer) -> None:
        while True:
            try:
                answer(peer, peer.request())
            except ConnectionError:
                return

    return script


def task(**members: Any) -> str:
    return json.dumps({"data": {"id": TASK, "status": 7, "created_at": "2026-01-01T00:00:00Z", **members}})


def frame(**members: Any) -> str:
    return json.dumps({"id": TASK, "status": 7, "updated_at": "2026-01-01T00:00:01Z", **members}) + "\n"


def chat_answers(stream: str, kind: str = NDJSON) -> Answers:
    chat = json.dumps({"data": {"id": CHAT, "status": "idle"}})
    sent = {"user_message": {"id": "u1", "chat_id": CHAT}, "assistant_message": {"id": "m1", "chat_id": CHAT}}
    return [
        (r"POST /agents/run", 200, JSON, json.dumps({"data": sent}), ""),
        (r"GET /chats/\w+/stream", 200, kind, stream, ""),
        (r"GET /chats/\w+/messages|POST /chats/\w+/messages", 200, JSON, '{"data": {"items": []}}', ""),
        (r"GET /chats/", 200, JSON, chat, ""),
    ]


def event(name: str, **data: Any) -> str:
    return json.dumps({"event": name, "data": data}) + "\n"


def delta(seq: int, text: str) -> str:
    return event("delta", resource_id="m1", seq=seq, delta={"content": [{"type": "text", "text": text}]})


RUN_OVER = event("agent_runs", id="r1", chat_id=CHAT, state="failed", user_message_id="u1", error="no KEY")
get: Call = lambda client, spelled, path: client.get_task(TASK)  # noqa: E731
run: Call = lambda client, spelled, path: client.run("a/b", input={"own": f"x {spelled} y"}, timeout=0.5)  # noqa: E731
follow: Call = lambda client, spelled, path: client.wait_for_completion(TASK, timeout=0.5)  # noqa: E731
impatient: Call = lambda client, spelled, path: client.wait_for_completion(TASK, timeout=0.3)  # noqa: E731
updates: Call = lambda client, spelled, path: list(client.stream_task(TASK, timeout=0.5))  # noqa: E731
talk: Call = lambda client, spelled, path: client.agent("a/b").send_message("hi", timeout=1)  # noqa: E731


def upload(client: Inference, spelled: str, path: Path) -> Any:
    return client.upload_file(b"data", filename="a.txt")


def download(client: Inference, spelled: str, path: Path) -> Any:
    return client.download(f"{client._settings.base_url}/file", path / "x")


def following(stream: str, kind: str = NDJSON, state: str = task(status=7)) -> Answers:
    return [(r"GET /tasks/\w+/stream", 200, kind, stream, ""), (r"GET /tasks/\w+", 200, JSON, state, "")]


FILES = '{"data": [{"id": "f1", "uri": "STORAGE/f1", "upload_url": "STORAGE/up"}]}'
SOURCES: Dict[str, Tuple[Answers, Call]] = {
    "body of a refusal": (
        [("GET", 409, JSON, '{"detail": "no KEY", "meta": {"KEY": ["KEY"]}, "type": "KEY"}', "")],
        get,
    ),
    "body of a refused run": ([("POST", 409, JSON, '{"detail": "no KEY", "meta": {"KEY": ["KEY"]}}', "")], run),
    "page of a refusal": ([("GET", 502, HTML, "<p title='KEY'>no KEY</p>", "")], get),
    "page of a gateway": ([("POST", 502, HTML, "<p title='KEY'>no KEY</p>", "")], run),
    "unmet requirement": (
        [
            (
                "POST",
                412,
                JSON,
                '{"detail": "x", "errors": [{"type": "secret", "key": "KEY", "message": "set KEY"}]}',
                "",
            )
        ],
        run,
    ),
    "old refusal": ([("GET", 400, JSON, '{"success": false, "error": {"code": "KEY", "message": "no KEY"}}', "")], get),
    "headers of a refusal": (
        [("GET", 409, JSON, "{}", "X-Request-Id: KEY\r\nX-Other: KEY\r\nRetry-After: KEY\r\nDate: KEY\r\n")],
        get,
    ),
    "content type of a refusal": ([("GET", 409, "text/KEY", "x", "")], get),
    "redirect": ([("GET", 302, JSON, "", "Location: https://KEY:KEY@else.example/KEY?KEY#KEY\r\n")], get),
    "redirect to nowhere": ([("GET", 302, JSON, "", "Location: http://[KEY\r\n")], get),
    "success that is no JSON": ([("GET", 200, HTML, "<p>KEY</p>", "X-Request-Id: KEY\r\n")], get),
    "success of another kind": ([("GET", 200, JSON, '["KEY"]', "Server: KEY\r\n")], get),
    "success cut short": ([("GET", 200, JSON, '{"id": "KEY', "")], get),
    "another's answer": ([("GET", 200, JSON, '{"id": "other-KEY", "status": 10}', "")], get),
    "a task": ([("GET", 200, JSON, task(output={"KEY": "is KEY"}, error="KEY"), "")], get),
    "lost submission": ([("POST /apps", 0, "", "", "")], run),
    "snapshot of a task": (following("", state=task(status=11, error="no KEY")), follow),
    "frame of a task": (following(frame(status=11, error="no KEY", logs=[{"log_type": 0, "content": "KEY"}])), follow),
    "partial frame of a task": (
        following(
            json.dumps({"data": {"id": TASK, "status": 11, "error": "KEY"}, "fields": ["status", "error"]}) + "\n",
            state=task(status=11),
        ),
        follow,
    ),
    "updates of a task": (
        following(frame(logs=[{"log_type": 0, "content": "KEY"}]) + frame(status=11, error="KEY")),
        updates,
    ),
    "rejection in a frame": (following(frame(status="rejected", error="no KEY", output={"KEY": "KEY"})), follow),
    "error event of a task": (following(event("error", detail="no KEY")), impatient),
    "error event of a task, as text": (following("event: error\ndata: no KEY\n\n", EVENTS), impatient),
    "error frame of a task": (following('{"error": {"message": "no KEY", "code": "KEY"}}\n'), impatient),
    "unknown event of a task": (following('event: KEY\ndata: {"KEY": "KEY"}\n\n', EVENTS), impatient),
    "frame that is no JSON": (following("KEY\n" + '{"KEY": \n'), impatient),
    "stream that is refused": (
        [
            (r"GET /tasks/\w+/stream", 500, JSON, '{"detail": "no KEY"}', ""),
            (r"GET /tasks/\w+", 500, JSON, '{"detail": "neither KEY"}', ""),
        ],
        impatient,
    ),
    "failed run of an agent": (chat_answers(RUN_OVER), talk),
    "text of an agent": (chat_answers(delta(1, "here: ") + delta(2, "KEY") + delta(3, ".") + RUN_OVER), talk),
    "error event of a chat": (chat_answers(event("error", detail="no KEY")), talk),
    "error event of a chat, as text": (chat_answers("event: error\ndata: no KEY\n\n", EVENTS), talk),
    "a chat that is refused": (
        [*chat_answers("")[:1], (r"GET /chats", 403, JSON, '{"detail": "no KEY"}', "")],
        talk,
    ),
    "storage": ([(r"POST /files", 200, JSON, FILES, ""), ("PUT", 403, HTML, "<Error>KEY</Error>", "")], upload),
    "storage, in a long answer": (
        [(r"POST /files", 200, JSON, FILES, ""), ("PUT", 403, HTML, "x" * 290 + "KEY", "")],
        upload,
    ),
    "storage's headers": (
        [(r"POST /files", 200, JSON, FILES, ""), ("PUT", 400, HTML, "", "X-Request-Id: KEY\r\n")],
        upload,
    ),
    "upload address": (
        [(r"POST /files", 200, JSON, FILES.replace("STORAGE/up", "http://KEY:KEY@[KEY/KEY?KEY"), "")],
        upload,
    ),
    "refused download": ([("GET /file", 404, HTML, "no KEY", "X-Request-Id: KEY\r\n")], download),
    "redirected download": ([("GET /file", 302, HTML, "", "Location: http://KEY:KEY@[KEY/KEY?KEY\r\n")], download),
    "download from another place": ([("GET /file", 302, HTML, "", "Location: /KEY/x?KEY\r\n")], download),
}


def ways(error: BaseException) -> Iterator[Tuple[str, str]]:
    """Every way in which an error reaches a person."""
    yield "str", str(error)
    yield "repr", repr(error)
    yield "variables", repr(vars(error))
    yield "traceback", "".join(traceback.format_exception(type(error), error, error.__traceback__))
    seen = error.__cause__ or error.__context__
    while seen is not None:
        yield "cause", f"{seen!r} {seen}"
        seen = seen.__cause__ or seen.__context__
    if isinstance(error, InferenceError):
        yield "curl", str(error.as_curl())
        yield "attempts", repr(error.attempts)
        yield "submission", repr(getattr(error, "submission", None))
        again = pickle.loads(pickle.dumps(error))
        if isinstance(again, TaskError) or getattr(again, "task", None) is not None:
            yield "its task", f"{again.task!r} {again.task}"
            again.task = None  # a result is the user's own data, and a pickle of it is all of it
        if getattr(again, "response", None) is not None:
            yield "its message", f"{again.response!r}"
            again.response = None
        yield "pickle", repr(vars(again))
        yield "pickle's bytes", pickle.dumps(again).decode("latin-1")


def leaks(call: Callable[[], Any], caplog: pytest.LogCaptureFixture) -> List[str]:
    caplog.clear()
    shown: List[Tuple[str, str]] = []
    try:
        result = call()
    except InferenceError as error:
        shown += ways(error)
    else:
        shown.append(("result", f"{result!r} {result}"))
    for record in caplog.records:
        shown += [("log", record.getMessage()), ("record", f"{record.args!r} {record.exc_info}")]
    return [f"{way}: {text[:400]}" for way, text in shown if gives_away(text)]


@pytest.mark.parametrize("source", SOURCES)
def test_no_spelling_of_the_key_is_shown(source: str, caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    for name in ("inferencesh", "httpx", "httpcore", "asyncio"):
        caplog.set_level(logging.DEBUG, name)
    answers, call = SOURCES[source]
    slow = call in (impatient, talk) or source in ("page of a gateway", "partial frame of a task")
    found: List[str] = []
    spelled = ""
    fills: List[Callable[[str], str]] = [
        lambda body: body.replace("KEY", spelled),
        lambda body: body.replace("KEY", quoted(spelled)),
    ]
    storage = [""]
    chosen = list(SPELLINGS)[:: 7 if slow else 1]
    for fill in fills:
        with RawServer(serve(answers, fill, storage)) as server, inference(KEY, server.url, retry=FAST) as client:
            storage[0] = server.url
            for name in chosen:
                spelled = SPELLINGS[name]
                if fill is fills[0] or quoted(spelled) != spelled:
                    found += (f"{name}: {leak}" for leak in leaks(lambda: call(client, spelled, tmp_path), caplog))  # noqa: B023
    assert found == [], f"{len(found)} leaks"


ERRORS: Dict[str, Dict[str, Any]] = {
    "an error event": {"event": "error", "data": {"detail": "no KEY"}},
    "an error event that is a text": {"event": "error", "data": "no KEY"},
    "an error frame": {"error": {"message": "no KEY"}},
    "an error frame that is a text": {"error": "no KEY"},
    "a problem": {"status": 500, "title": "KEY", "detail": "no KEY"},
}


@pytest.mark.parametrize("name", ERRORS)
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_errors_in_frames_that_end_the_following(name: str, spelling: str) -> None:
    inference(KEY).close()
    frame = json.loads(json.dumps(ERRORS[name]).replace("KEY", quoted(SPELLINGS[spelling])))
    follower = TaskFollower(TASK, now=0.0)
    now = 0.0
    while follower.failure is None:
        action = follower.action(now)
        if isinstance(action, Open):
            follower.opened(now)
            follower.frames([frame], now)
            follower.lost(now)
        elif isinstance(action, Fetch):
            follower.fetch_failed(now, StreamError(f"neither {SPELLINGS[spelling]}"))
        now += 10.0
        assert now < 1e6
    assert [way for way, text in ways(follower.failure) if gives_away(text)] == []


BY_ID: Dict[str, Callable[[Inference, str], Any]] = {
    "get_task": lambda client, key: client.get_task(key),
    "cancel_task": lambda client, key: client.cancel_task(key),
    "wait_for_completion": lambda client, key: client.wait_for_completion(key, timeout=0.4),
    "stream_task": lambda client, key: list(client.stream_task(key, timeout=0.4)),
    "tasks.files": lambda client, key: client.tasks.files(key),
    "files.get": lambda client, key: client.files.get(key),
    "sessions.get": lambda client, key: client.sessions.get(key),
    "sessions.end": lambda client, key: client.sessions.end(key),
    "session of a run": lambda client, key: client.run("a/b", input={}, session=key, timeout=0.4),
    "chats.get": lambda client, key: client.chats.get(key),
    "app": lambda client, key: client.run(f"{key}/b", input={}, timeout=0.4),
    "version": lambda client, key: client.run(f"a/b@{key}", input={}, timeout=0.4),
    "webhook": lambda client, key: client.run("a/b", input={}, webhook=f"ftp://{key}", timeout=0.4),
    "webhook that is sent": lambda client, key: client.run(
        "a/b", input={}, webhook=f"https://x.example/{key}", timeout=5
    ),
    "name of a run": lambda client, key: client.run("a/b", {"x": 1}, not_known=key),
    "agent": lambda client, key: client.agent(f"{key}/b").send_message("hi", timeout=0.4),
    "download": lambda client, key: client.download(f"ftp://x/{key}", "/nonexistent/x"),
}
ID_KEYS = ["inf_0123456789abcdef", "a1b2c3d4e5f6g7h8j9k0m1n2p3", "own-key-0123456789"]


@pytest.mark.parametrize("key", ID_KEYS)
@pytest.mark.parametrize("name", BY_ID)
@pytest.mark.parametrize("status", [404, 500, 200, 302])
def test_a_key_where_an_id_belongs(name: str, key: str, status: int, caplog: pytest.LogCaptureFixture) -> None:
    for logger in ("inferencesh", "httpx", "httpcore", "asyncio"):
        caplog.set_level(logging.DEBUG, logger)
    body = json.dumps({"data": {"id": key, "status": 11, "error": key}} if status == 200 else {"detail": f"no {key}"})
    headers = f"Location: https://else.example/{key}\r\n" if status == 302 else ""
    shown: List[str] = []
    script = serve([("", status, JSON, body, headers)], str, [""])
    with RawServer(script) as server, inference(key, server.url, retry=None) as client:
        try:
            result = BY_ID[name](client, key)
        except InferenceError as error:
            shown += (f"{way}: {text}" for way, text in ways(error))
        else:
            shown.append(f"{result!r} {result}")
    for record in caplog.records:
        shown += [record.getMessage(), repr(record.args)]
    assert [text[:300] for text in shown if key in text] == []
