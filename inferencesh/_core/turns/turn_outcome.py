"""How a turn ended, where its run itself did not tell: from the chat, its notes and its messages."""

from __future__ import annotations

from typing import Any, Dict, Mapping, cast

from ...results.chat import ENDED_RUN, run_of
from ...results.message import parts_of
from ...results.tool_call import ToolCall
from .transcript import Transcript


def ended_state(chat: Mapping[str, Any], transcript: Transcript) -> str:
    """The state that the run ended in: completed, failed, canceled or rejected."""
    run = run_of(chat)
    state = run.get("state")
    if isinstance(state, str) and state in ENDED_RUN and transcript.run_id in (None, run.get("id")):
        return state
    noted = noted_end(transcript).get("state")
    if isinstance(noted, str) and noted in ENDED_RUN:
        return noted
    last = transcript.replies[-1].status if transcript.replies else None
    return {"failed": "failed", "cancelled": "canceled"}.get(str(last), "completed")


def noted_end(transcript: Transcript) -> Dict[str, Any]:
    """What the platform noted in the chat about how the run ended, with the note's text as `error`."""
    base = transcript.base_order() or 0
    for state in transcript.states.values():
        if state.role != "event" or (state.order or 0) < base:
            continue
        for part in parts_of(state.wire):
            event: Any = part.get("event")
            run: Any = cast("Dict[str, Any]", event).get("run") if isinstance(event, dict) else None
            if isinstance(run, dict) and cast("Dict[str, Any]", run).get("run_id") == transcript.run_id:
                return {"error": part.get("text"), **cast("Dict[str, Any]", run)}
    return {}


def structured_output(chat: Mapping[str, Any], transcript: Transcript, before: Any) -> Any:
    """The structured output of the turn. A chat keeps that of earlier ones: `before`, or that of their finish calls."""
    output = chat.get("output")
    earlier = [before]
    for message in transcript.states.values():
        for call in map(ToolCall, message.calls):
            if call.name == "finish" and not call.is_client and call.get("status") == "completed":
                if message.belongs:
                    return call.args if output is None else output
                earlier.append(call.args)
    return None if output in earlier else output
