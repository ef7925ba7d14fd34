"""A small server that speaks the chat-completions protocol."""

from __future__ import annotations

import contextlib
import json
from typing import Any, Dict, Iterator, List

from support.scripted_server import ScriptedServer
from werkzeug import Request, Response


class CompletionsServer(ScriptedServer):
    """Answers with what is next in `script`: chunks of a stream, one completion, or (status, body)."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: List[Dict[str, Any]] = []
        self.keys: List[Any] = []
        self.script: List[Any] = []
        self.done = True
        self.expect_request("/v1/chat/completions", method="POST").respond_with_handler(self._complete)

    @property
    def base_url(self) -> str:
        return f"{self.url}/v1"

    def _complete(self, request: Request) -> Response:
        self.seen.append(request.get_json())
        self.keys.append(request.headers.get("Authorization"))
        given = self.script.pop(0)
        if isinstance(given, tuple):
            status, text = given
            return Response(text, status, content_type="application/json")
        if isinstance(given, dict):
            return Response(json.dumps(given), content_type="application/json")
        events = [f"data: {json.dumps(chunk)}\n\n" for chunk in given] + (["data: [DONE]\n\n"] if self.done else [])
        return Response("".join(events), content_type="text/event-stream; charset=utf-8")


@contextlib.contextmanager
def completions_server() -> Iterator[CompletionsServer]:
    """One that serves until the block is left."""
    server = CompletionsServer()
    server.start()
    try:
        yield server
    finally:
        server.stop()
    server.check()


def chunk(finish: Any = None, **delta: Any) -> Dict[str, Any]:
    """A chunk of a streamed completion."""
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}
