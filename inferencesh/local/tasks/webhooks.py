"""The one POST that a task's `webhook` gets when the task has ended."""

from __future__ import annotations

import json
import logging
from typing import Any

from ..common.background import BackgroundWork
from ..http.checked_addresses import OtherHost, check_destination, shown
from ..http.outgoing import Unreachable, answer_of
from ..http.problem_documents import invalid
from .task_store import Task

log: logging.Logger = logging.getLogger("inferencesh.local")
TIMEOUT = 10.0
FIELDS = ("id", "status", "output", "error", "session_id", "created_at", "updated_at")


def check_webhook(address: Any, allow_remote: bool) -> None:
    """Refuse an address that this platform would not call."""
    if address is None or address == "":
        return
    try:
        check_destination(address, allow_remote)
    except OtherHost as other:
        raise invalid(
            f"webhook {other} is another host, and this platform calls this machine only; "
            "start it with allow_remote=True (inferencesh serve --allow-remote) to change that",
            "webhook",
        ) from None
    except ValueError as error:
        raise invalid(f"webhook must be a web address, got {shown(repr(address))}: {error}", "webhook") from None


async def send_webhook(background: BackgroundWork, task: Task, allow_remote: bool) -> None:
    """Deliver, and only log a failure: nobody waits for it."""
    result = task.result()
    body = json.dumps({name: result[name] for name in FIELDS}).encode("utf-8")
    await background.run_in_pool(_post, task.request["webhook"], body, allow_remote)


def _post(address: str, body: bytes, allow_remote: bool) -> None:
    headers = {"Content-Type": "application/json", "User-Agent": "inferencesh-local"}
    try:
        destination = check_destination(address, allow_remote)
        with answer_of(
            "POST", destination, timeout=TIMEOUT, proxies=allow_remote, headers=headers, content=body
        ) as answer:
            if answer.status_code >= 300:
                raise Unreachable(f"the answer was {answer.status_code} {answer.reason_phrase}")
    except (ValueError, OSError) as error:
        log.warning("a webhook could not be delivered: %s", error)
