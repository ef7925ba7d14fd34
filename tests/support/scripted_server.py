"""Servers whose answers a test writes down: pytest-httpserver, with the few words that these tests share.

For answers in whole. Where the bytes below HTTP are the subject, `raw_server` serves.
"""

from __future__ import annotations

import contextlib
import json
import logging
import re
from typing import Any, Callable, Dict, Iterator, List, Mapping, Optional, Union

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

Answer = Callable[[Request], Response]
EVERYTHING = re.compile("")
# It logs each request with its query, which tests of the SDK's own log would take for a leak.
logging.getLogger("werkzeug").setLevel(logging.WARNING)


class ScriptedServer(HTTPServer):
    """Serves on a free port of 127.0.0.1, a thread for each connection.

    An exception in an answer, and a request that no rule expects, fail the test when the server is left.
    """

    def __init__(self) -> None:
        super().__init__(host="127.0.0.1", threaded=True)

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def requests(self) -> List[Request]:
        """All requests so far, oldest first."""
        return [request for request, _ in self.log]

    def answer_all(self, answer: Answer) -> None:
        """Let `answer` answer whatever is asked."""
        self.expect_request(EVERYTHING).respond_with_handler(answer)

    def thread_target(self) -> None:
        assert self.server is not None
        self.server.daemon_threads = False  # type: ignore[attr-defined]  # closing it waits for its answers
        self.server.serve_forever(poll_interval=0.02)  # its default of half a second is how long stopping takes


@contextlib.contextmanager
def serving(answer: Optional[Answer] = None) -> Iterator[ScriptedServer]:
    """A server until the block is left, with one answer for all that is asked, or with rules of the test's own."""
    server = ScriptedServer()
    if answer is not None:
        server.answer_all(answer)
    server.start()
    try:
        yield server
    finally:
        server.stop()
    server.check()


def answering(
    body: Union[bytes, str, Dict[str, Any], List[Any]] = b"",
    status: int = 200,
    headers: Optional[Mapping[str, str]] = None,
    content_type: str = "application/json",
) -> Answer:
    """The same answer each time; dicts and lists become JSON."""
    data = json.dumps(body) if isinstance(body, (dict, list)) else body

    def answer(request: Request) -> Response:
        return Response(data, status, headers, content_type=content_type)

    return answer
