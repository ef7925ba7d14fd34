"""Requests that agents make: HTTP tools, hooks, pages of skills. To this machine or to allowed hosts only."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from typing import Any, Dict, Mapping, Optional, Tuple
from urllib.parse import quote

from ...._core.values.json_guard import as_object, is_object
from ...._runtime.wait_for import wait_for
from ...http.checked_addresses import Address
from ...http.outgoing import Unreachable, answer_of_async, read_limited
from ..agent_options import AgentOptions
from .templates import MissingValue, fill_context, fill_header

TIMEOUT = 30.0
LONGEST_ANSWER = 1 << 20
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")


class RequestFailed(ValueError):
    """The request was not made, or its answer is not a success."""


@dataclasses.dataclass(frozen=True)
class _Request:
    method: str
    url: str
    headers: Dict[str, str] = dataclasses.field(default_factory=lambda: {})
    query: Optional[Dict[str, str]] = None
    body: Optional[Dict[str, Any]] = None


async def request(
    options: AgentOptions, context: Mapping[str, str], tool: Mapping[str, Any], arguments: Dict[str, Any]
) -> str:
    """What an HTTP tool answers: the body of a good answer as text."""
    url = fill_address(tool["url"], context)
    method = str(tool.get("method") or "POST").upper()
    if method not in METHODS:
        raise RequestFailed(f"the tool's method {method} is not one of {', '.join(METHODS)}")
    headers = {
        name: fill_header(str(value), context, options.secrets)
        for name, value in as_object(tool.get("headers")).items()
    }
    headers.update(_authorization(as_object(tool.get("auth")), options.secrets))
    in_query = method in ("GET", "HEAD", "DELETE")
    query = {name: value if isinstance(value, str) else json.dumps(value) for name, value in arguments.items()}
    sent = _Request(method, url, headers, query if in_query else None, None if in_query else arguments)
    status, text = await _send(options, sent)
    if status >= 300:
        raise RequestFailed(f"the address answered {status}: {text[:500]}")
    return text


def _authorization(auth: Mapping[str, Any], secrets: Mapping[str, str]) -> Dict[str, str]:
    kind = auth.get("type") or "none"
    if kind == "none":
        return {}
    if kind not in ("bearer", "api_key"):
        raise RequestFailed(f"the local platform has no {kind} credentials; use a stored secret")
    name = str(auth.get("secret") or "")
    if name not in secrets:
        raise RequestFailed(f"secret {name} is not set")
    if kind == "bearer":
        return {"Authorization": f"Bearer {secrets[name]}"}
    return {str(auth.get("header") or "X-API-Key"): secrets[name]}


async def deliver_hook(
    options: AgentOptions, context: Mapping[str, str], hook: Mapping[str, Any], delivery: Dict[str, Any]
) -> Optional[Any]:
    """Deliver a hook call; the result if the acknowledgement has one."""
    headers: Dict[str, str] = {}
    secret = hook.get("secret")
    if secret:
        # The wire says that this is the value; a stored secret of that name is what people often mean.
        headers["X-Hook-Secret"] = options.secrets.get(str(secret), str(secret))
    url = fill_address(hook["url"], context)
    status, text = await _send(options, _Request("POST", url, headers, body=delivery))
    if status >= 300:
        raise RequestFailed(f"the hook answered {status}: {text[:500]}")
    try:
        acknowledgement: Any = json.loads(text) if text.strip() else {}
    except ValueError:
        raise RequestFailed("the hook acknowledged with something that is not JSON") from None
    if not is_object(acknowledgement):
        return None
    if acknowledgement.get("success") is False:
        raise RequestFailed(str(acknowledgement.get("message") or "the hook refused the call"))
    return acknowledgement.get("result")


async def ask_hook(options: AgentOptions, url: str, payload: Dict[str, Any], seconds: float) -> str:
    """What the handler of a lifecycle hook answers to its payload, within so many seconds."""
    status, text = await _send(options, _Request("POST", url, body=payload), seconds)
    if status >= 300:
        raise RequestFailed(f"the hook answered {status}: {text[:500]}")
    return text


def fill_address(address: str, context: Mapping[str, str]) -> str:
    """An address with the context's values put in, none of which can change its parts."""
    return str(fill_context(address, {name: quote(value, safe="") for name, value in context.items()}))


async def read_page(options: AgentOptions, address: Any) -> str:
    """The text behind the address of a skill."""
    if not isinstance(address, str) or not address:
        raise RequestFailed("the skill has neither a content nor a url")
    status, text = await _send(options, _Request("GET", address))
    if status >= 300:
        raise RequestFailed(f"{address} answered {status}")
    return text


async def _send(options: AgentOptions, request: _Request, seconds: float = TIMEOUT) -> Tuple[int, str]:
    """Status and text of an answer that is whole within so many seconds."""
    address = options.check_host(request.url)
    if request.query:
        address = address.with_query(request.query)
    try:
        return await wait_for(_exchange(options, request, address), seconds)
    except asyncio.TimeoutError:
        shown = f"{seconds:g} second{'' if seconds == 1 else 's'}"
        raise RequestFailed(f"the address did not answer within {shown}") from None


async def _exchange(options: AgentOptions, request: _Request, address: Address) -> Tuple[int, str]:
    try:
        async with answer_of_async(
            request.method, address, proxies=options.allow_remote, headers=request.headers, json=request.body
        ) as answer:
            received = await read_limited(answer, LONGEST_ANSWER)
            return answer.status_code, received.decode(answer.encoding or "utf-8", "replace")
    except Unreachable as error:
        raise RequestFailed(f"the address could not be reached: {error}") from None


__all__ = ["MissingValue", "RequestFailed", "ask_hook", "deliver_hook", "fill_address", "read_page", "request"]
