"""Every exchange of every `LocalPlatform` in the tests, checked against openapi.yaml.

`RECORDER` is attached by tests/conftest.py. It keeps what the servers' threads hand it; the checks run in the
test's own thread, when the test is over.
"""

from __future__ import annotations

import dataclasses
import functools
import threading
from collections import Counter
from typing import Any, Callable, List, Optional

from inferencesh.local.http.observer import Exchange

from . import contract
from .exempt import exemption

STORAGE = ("/storage/uploads/", "/storage/files/")


class Recorder:
    """Collects exchanges and checks them.

    Attributes:
        checked: exchanges checked, by operation.
        exempted: exchanges not checked whole, by reason.
    """

    def __init__(self) -> None:
        self.checked: Counter[str] = Counter()
        self.exempted: Counter[str] = Counter()
        self.attached = 0
        self._waiting: List[Exchange] = []
        self._lock = threading.Lock()

    def observe(self, exchange: Exchange) -> None:
        """Called on a server's thread."""
        if STORAGE[0] in exchange.path and len(exchange.request_body) > 1024:
            # The contents of files are no business of the contract: status, headers and media type are.
            exchange = dataclasses.replace(exchange, request_body=exchange.request_body[:1024])
        elif STORAGE[1] in exchange.path and len(exchange.response_body) > 1024:
            exchange = dataclasses.replace(exchange, response_body=exchange.response_body[:1024])
        with self._lock:
            self._waiting.append(exchange)

    def take_violations(self) -> List[str]:
        """Check what came since the last call; a line for each violation."""
        with self._lock:
            waiting, self._waiting = self._waiting, []
        return [line for exchange in waiting for line in self.check(exchange)]

    def check(self, exchange: Exchange) -> List[str]:
        """The violations of one exchange."""
        checker = contract.contract_checker()
        seen = contract.Exchange(
            method=exchange.method,
            path=exchange.path,
            request_headers=exchange.request_headers,
            request_body=exchange.request_body,
            status=exchange.status,
            response_headers=exchange.response_headers,
            response_body=exchange.response_body,
            truncated=exchange.truncated,
        )
        operation = checker._operation(exchange.method, exchange.path)
        exempt = exemption(exchange, operation is not None)
        if exempt is None:
            found = checker.check_exchange(seen)
        else:
            self.exempted[exempt.reason] += 1
            found = []
            if exempt.check_request:
                found += checker.check_request(seen)
            if exempt.check_answer:
                assert operation is not None
                found += [f"{operation.id}: {line}" for line in checker._answer(operation, seen)]
        if operation is not None and (exempt is None or exempt.check_answer or exempt.check_request):
            self.checked[operation.id] += 1
        head = f"{exchange.method} {exchange.path} -> {exchange.status}"
        return [f"{head}: {line}" for line in found]

    def attach(self, platform_class: Any) -> Callable[[], None]:
        """Make every new platform report here. Returns what takes that back."""
        plain = platform_class.__init__
        recorder = self

        @functools.wraps(plain)
        def init(self: Any, *args: Any, observer: Optional[Callable[[Exchange], None]] = None, **keywords: Any) -> None:
            recorder.attached += 1

            def observe(exchange: Exchange) -> None:
                recorder.observe(exchange)
                if observer is not None:
                    observer(exchange)

            plain(self, *args, observer=observe, **keywords)

        platform_class.__init__ = init

        def detach() -> None:
            platform_class.__init__ = plain

        return detach


RECORDER = Recorder()
