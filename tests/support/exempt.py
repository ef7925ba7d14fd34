"""What the recording of exchanges does not check, each with its reason. Nothing is exempt anywhere else.

`exemption(exchange)` names the reason and what of the exchange is still checked.
"""

from __future__ import annotations

from typing import NamedTuple, Optional
from urllib.parse import urlsplit

from inferencesh.local.http.observer import Exchange

FAULT_HEADER = "x-injected-fault"
"""Answers that a test made up itself (tests/support/script.py) carry this header."""

SDK_AGENT = "inferencesh-python/"
"""How the SDK's own requests are known. Others (raw requests of tests, official clients, schemathesis) are written by
people or machines that break the contract on purpose or in ways that are not ours: of those, the answer is checked."""


class Exemption(NamedTuple):
    reason: str
    check_request: bool
    check_answer: bool


def exemption(exchange: Exchange, known_route: bool) -> Optional[Exemption]:
    """Why an exchange is not checked whole, or None."""
    ours = exchange.request_headers.get("user-agent", "").startswith(SDK_AGENT)
    path = urlsplit(exchange.path).path
    if FAULT_HEADER in exchange.response_headers:
        return Exemption("the answer is an injected fault", ours, False)
    if exchange.status == 0:
        return Exemption("the server never answered: the client went away, or a test cut the connection", ours, False)
    if not known_route:
        if ours and exchange.status != 501:
            return None  # the SDK may only call what the contract has
        if exchange.status >= 400:
            return Exemption("a test asked for a route that does not exist, and was refused", False, False)
        if exchange.method == "HEAD":
            return Exemption("the server answers HEAD where the contract has GET", False, False)
        if (exchange.method == "GET" and path in LIST_ROUTES) or path in OLD_ROUTES or _is_versions(path):
            return Exemption(
                "a second way to a list or a run, for old clients; the contract has the newer one", False, False
            )
        if path.startswith("/admin/") or path.startswith("/test/"):
            return Exemption("a route that a test or the command line added for itself", False, False)
        return None
    if exchange.request_truncated:
        return Exemption("the request was cut short, so its body cannot be judged", False, True)
    if path.endswith("/list") and b'"fields":[' in exchange.request_body:
        return Exemption("the list was asked for some fields of its items alone", ours, False)
    if not ours:
        return Exemption("the request is not the SDK's", False, True)
    return None


# Listings by query string: rest.md keeps them for old clients; openapi.yaml describes `POST .../list`.
LIST_ROUTES = frozenset({"/tasks", "/files", "/apps", "/store/apps", "/chats", "/agents"})
OLD_ROUTES = frozenset({"/run", "/v1/run", "/api/run"})


def _is_versions(path: str) -> bool:
    return path.startswith("/apps/") and path.endswith("/versions")
