"""The one POST that a task's `webhook` gets when the task has ended."""

from __future__ import annotations

import json
import logging
import urllib.error
import urllib.parse
import urllib.request
from typing import TYPE_CHECKING, Any, Dict

from .files import NoRedirect, is_loopback
from .problems import invalid
from .tasks import Task

if TYPE_CHECKING:
    from .core import Core

log = logging.getLogger("inferencesh.local")
TIMEOUT = 10.0
FIELDS = ("id", "status", "output", "error", "session_id", "created_at", "updated_at")


def check_webhook(address: Any, allow_remote: bool) -> None:
    """Refuse an address that this platform would not call."""
    if address is None or address == "":
        return
    parts = urllib.parse.urlsplit(address) if isinstance(address, str) else None
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise invalid(f"webhook must be a web address, got {address!r}", "webhook")
    if not allow_remote and not is_loopback(parts.hostname):
        raise invalid(
            f"webhook {parts.hostname} is another host, and this platform calls this machine only; "
            "start it with allow_remote=True (inferencesh serve --allow-remote) to change that",
            "webhook",
        )


async def send_webhook(core: Core, task: Task) -> None:
    """Deliver, and only log a failure: nobody waits for it."""
    result = task.result()
    body = json.dumps({name: result[name] for name in FIELDS}).encode("utf-8")
    await core.run_in_pool(_post, task.request["webhook"], body, not core.allow_remote)


def _post(address: str, body: bytes, direct: bool) -> None:
    headers: Dict[str, str] = {"Content-Type": "application/json", "User-Agent": "inferencesh-local"}
    handlers = [NoRedirect(), urllib.request.ProxyHandler({})] if direct else [NoRedirect()]
    request = urllib.request.Request(address, data=body, headers=headers, method="POST")
    try:
        with urllib.request.build_opener(*handlers).open(request, timeout=TIMEOUT) as answer:
            answer.read(1024)
    except (urllib.error.URLError, OSError) as error:
        if isinstance(error, urllib.error.HTTPError):
            error.close()
        log.warning("a webhook could not be delivered: %s", error)
