"""Hostile streams over a real socket: a run, and a turn, end with a result or with an error of the SDK."""

from __future__ import annotations

import json
from typing import Any, Callable, List

from hypothesis import given, settings
from hypothesis import strategies as st
from support.hostile_frames import cut, encoded, mutate
from support.raw_server import Peer, RawServer
from support.task_frames import delta, full, partial

from inferencesh import InferenceError, RetryPolicy, inference

CHAT = "6jr1w4p9s2z7m5c0v3x8y1d6fn"
KINDS = ["application/x-ndjson", "text/event-stream"]
LOG = [{"id": "a", "log_type": 1, "content": "step 1/3\nst"}]
TASK = [full(2, 1), full(7, 2, logs=LOG), delta("t", 1), partial(status=9, progress=1), full(10, 6, output={"n": 3})]
MESSAGE = {"id": "m1", "chat_id": CHAT, "role": "assistant", "order": 2, "status": "ready", "agent_run_id": "r1"}
MESSAGE["content"] = [{"type": "text", "text": "hello"}]
RUN = {"id": "r1", "chat_id": CHAT, "state": "completed", "user_message_id": "u1"}
TURN = [
    {"event": "chats", "data": {"id": CHAT, "status": "busy", "active_run": {**RUN, "state": "working"}}},
    {
        "event": "delta",
        "data": {"resource_id": "m1", "seq": 1, "delta": {"content": [{"type": "text", "text": "hel"}]}},
    },
    {"event": "chat_messages", "data": MESSAGE},
    {"event": "agent_runs", "data": RUN},
    {"event": "chats", "data": {"id": CHAT, "status": "idle", "active_run": RUN}},
]
USER = {"id": "u1", "chat_id": CHAT, "role": "user", "order": 1, "status": "ready"}
SENT = {"user_message": USER, "assistant_message": {**MESSAGE, "status": "pending", "content": []}}


class Hostile:
    """Streams what it is given; all else it answers well."""

    def __init__(self) -> None:
        self.kind = KINDS[0]
        self.blocks: List[bytes] = []

    def serve(self, peer: Peer) -> None:
        while True:
            asked = peer.request()
            body: Any
            if asked.target.endswith("/stream"):
                head = f"HTTP/1.1 200 OK\r\nContent-Type: {self.kind}\r\nTransfer-Encoding: chunked\r\n\r\n"
                peer.send(head.encode())
                for block in self.blocks:
                    if block:
                        peer.send(b"%x\r\n%b\r\n" % (len(block), block))
                peer.send(b"0\r\n\r\n")
                continue
            if asked.target == "/agents/run":
                body = SENT
            elif asked.target == "/apps/run":
                body = full(1)
            elif asked.target.startswith("/tasks"):
                body = full(10, 9, output={"n": 3})
            elif "/messages" in asked.target:
                body = {"items": [MESSAGE, USER]}
            else:
                body = {"id": CHAT, "status": "idle", "active_run": RUN}
            data = json.dumps({"data": body}).encode()
            peer.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(data))
            peer.send(data)


@settings(max_examples=15)
@given(st.data())
def test_hostile_streams(data: Any) -> None:
    hostile = Hostile()
    retry = RetryPolicy(max_attempts=2, backoff=0.001)
    with RawServer(hostile.serve) as server, inference("inf_k", server.url, retry=retry) as client:
        hostile.kind = data.draw(st.sampled_from(KINDS))
        hostile.blocks = cut(data.draw, encoded(data.draw, mutate(data.draw, TASK), hostile.kind))
        for call in (
            lambda: client.run("a/b", input={}, timeout=2),
            lambda: [repr(update) for update in client.run("a/b", input={}, stream=True, timeout=2)],
        ):
            outcome = ended(call)
            assert not isinstance(outcome, InferenceError) or outcome.task_id
        hostile.blocks = cut(data.draw, encoded(data.draw, mutate(data.draw, TURN), hostile.kind))
        ended(lambda: client.agent("a/b").send_message("hi", timeout=2))


def ended(call: Callable[[], Any]) -> Any:
    """The result, or the error if it is one of the SDK's."""
    try:
        outcome = call()
    except InferenceError as error:
        outcome = error
    repr(outcome)
    return outcome
