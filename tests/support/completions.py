"""A small server that speaks the chat-completions protocol."""

from __future__ import annotations

import contextlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Dict, Iterator, List


class CompletionsServer(ThreadingHTTPServer):
    """Answers with what is next in `script`: chunks of a stream, one completion, or (status, body)."""

    daemon_threads = False

    def __init__(self) -> None:
        self.seen: List[Dict[str, Any]] = []
        self.keys: List[Any] = []
        self.script: List[Any] = []
        self.done = True
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class _Handler(BaseHTTPRequestHandler):
    server: CompletionsServer

    def do_POST(self) -> None:
        assert self.path == "/v1/chat/completions"
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.seen.append(body)
        self.server.keys.append(self.headers.get("authorization"))
        given = self.server.script.pop(0)
        status, kind = 200, "application/json"
        if isinstance(given, tuple):
            status, data = given[0], given[1].encode()
        elif isinstance(given, dict):
            data = json.dumps(given).encode()
        else:
            kind = "text/event-stream; charset=utf-8"
            data = b"".join(b"data: " + json.dumps(chunk).encode() + b"\n\n" for chunk in given)
            data += b"data: [DONE]\n\n" if self.server.done else b""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextlib.contextmanager
def completions_server() -> Iterator[CompletionsServer]:
    """One that serves until the block is left."""
    server = CompletionsServer()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


def chunk(finish: Any = None, **delta: Any) -> Dict[str, Any]:
    """A chunk of a streamed completion."""
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}
