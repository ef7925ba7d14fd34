"""The calls of a turn: which were handed out, and which no frame has mentioned yet."""

from __future__ import annotations

import threading
from typing import Any, Dict, List, Mapping, Set, cast

from ...results.chat import run_of
from ...results.tool_call import ENDED_CALL, GATED, ToolCall
from ..values.json_guard import as_text
from .transcript import Transcript
from .turn_events import ApprovalNeeded, ToolCallChanged, ToolCallReady, TurnEvent

# An older form of the platform says in_progress for a client call that waits for its result.
_ANSWERABLE = ("awaiting_input", "in_progress")
_WAITING_RUN = ("input_required", "auth_required")
# Turns of one chat may be followed in several threads: who takes a call takes it alone.
_TAKING = threading.Lock()


class TurnCalls:
    """Hands out each client call once, and each approval that is needed once.

    Args:
        dispatched: ids of the client calls that were handed out before; shared between the turns of a chat.
    """

    def __init__(self, dispatched: Set[str]) -> None:
        self._dispatched = dispatched
        self._announced: Set[str] = set()

    def take(self, call: Dict[str, Any], run_is_over: bool, out: List[TurnEvent]) -> None:
        """A call that is new, or whose status is."""
        call_id, status = call.get("id"), call.get("status")
        if not isinstance(call_id, str):
            return
        out.append(ToolCallChanged(ToolCall(call)))
        if run_is_over:
            return
        if status == GATED:
            if call_id not in self._announced:
                self._announced.add(call_id)
                out.append(ApprovalNeeded(ToolCall(call)))
        elif call.get("type") == "client" and status in _ANSWERABLE and self._take_alone(call_id):
            out.append(ToolCallReady(ToolCall(call)))

    def _take_alone(self, call_id: str) -> bool:
        with _TAKING:
            free = call_id not in self._dispatched
            self._dispatched.add(call_id)
            return free


def waits_for_this_side(call: Mapping[str, Any]) -> bool:
    """Whether a call waits for a person's decision, or for a client's result."""
    return call.get("status") == GATED or (call.get("type") == "client" and call.get("status") in _ANSWERABLE)


def ask_for_unseen(chat: Mapping[str, Any], transcript: Transcript) -> None:
    """Have the chat read if it waits for something that no frame has mentioned."""
    known = {as_text(call.get("id")): call.get("status") for call in transcript.calls()}
    listed: Any = chat.get("pending_interrupts")
    interrupts = cast("List[object]", listed) if isinstance(listed, list) else []
    for item in interrupts:
        if not isinstance(item, dict):
            continue
        interrupt = cast("Dict[str, Any]", item)
        if interrupt.get("status", "pending") != "pending" or interrupt.get("resource_type") != "tool_invocation":
            continue
        target = as_text(interrupt.get("resource_id"))
        if known.get(target) in (None, "pending"):
            transcript.request_reading(as_text(interrupt.get("id")) or str(target))
    waits = chat.get("status") == "awaiting_input" or run_of(chat).get("state") in _WAITING_RUN
    if waits and not interrupts and all(status in ENDED_CALL for status in known.values()):
        transcript.request_reading(f"{transcript.run_id}:{len(known)}")
