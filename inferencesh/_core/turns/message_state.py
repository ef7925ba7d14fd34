"""What is known of one message of a chat, from frames, deltas and snapshots in any order."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional, Tuple, cast

from ...results.message import ENDED_MESSAGE, Message, parts_of, text_of
from ...results.tool_call import ENDED_CALL
from ..values.growing_text import TextChannel

# Deltas that came ahead of a missing one, kept in case it comes late. Beyond that, the whole message will cover them.
_HELD = 256

_MESSAGE_RANK = {"queued": 0, "pending": 1, "ready": 2, "failed": 2, "cancelled": 2}
_CALL_RANK = {"pending": 0, "awaiting_approval": 1, "in_progress": 2, "awaiting_input": 2, "waiting": 2}


def _call_rank(status: Any) -> int:
    return 3 if status in ENDED_CALL else _CALL_RANK.get(status, 0) if isinstance(status, str) else 0


def _with_readable_status(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """`data` without a status that is neither a name nor null: it cannot be looked up."""
    if isinstance(data.get("status"), (str, type(None))):
        return data
    return {key: value for key, value in data.items() if key != "status"}


class MessageState:
    """One message.

    Attributes:
        wire: the stored message, merged from all that came.
        text, thinking: its texts.
        belongs: whether it is part of the turn; None while that is not known.
        covered: the final message was seen whole, so no delta can add anything.
    """

    __slots__ = ("_early", "_held", "_last_seq", "belongs", "covered", "id", "intact", "text", "thinking", "wire")

    def __init__(self, message_id: str) -> None:
        self.id = message_id
        self.wire: Dict[str, Any] = {"id": message_id}
        self.text = TextChannel()
        self.thinking = TextChannel()
        self.belongs: Optional[bool] = None
        self.covered = False
        # Deltas without a sequence number can be trusted only while nothing can have been missed.
        self.intact = True
        self._last_seq: Optional[int] = None
        self._held: Dict[int, Dict[str, Any]] = {}
        self._early = False

    @property
    def status(self) -> Any:
        return self.wire.get("status")

    @property
    def role(self) -> Any:
        return self.wire.get("role")

    @property
    def order(self) -> Optional[int]:
        order = self.wire.get("order")
        return order if isinstance(order, int) else None

    @property
    def is_final(self) -> bool:
        return self.wire.get("status") in ENDED_MESSAGE

    @property
    def calls(self) -> List[Dict[str, Any]]:
        """Its tool invocations."""
        listed: Any = self.wire.get("tool_invocations")
        return cast("List[Dict[str, Any]]", listed) if isinstance(listed, list) else []

    @property
    def has_open_calls(self) -> bool:
        return any(call.get("status") not in ENDED_CALL for call in self.calls)

    def merge(self, data: Mapping[str, Any]) -> Tuple[bool, List[Dict[str, Any]], List[str]]:
        """Take a stored message, whole or in part.

        An older picture changes nothing: a status never goes back, nor does that of a call, nor does text shrink.

        Returns:
            whether anything changed; the calls that are new or have another status; the texts that have to be handed
            out anew, by kind.
        """
        wire = self.wire
        data = _with_readable_status(data)
        status = data.get("status", wire.get("status"))
        if _MESSAGE_RANK.get(status, 1) < _MESSAGE_RANK.get(cast(str, wire.get("status")), 0):
            return False, [], []
        newer, known = data.get("updated_at"), wire.get("updated_at")
        if isinstance(newer, str) and isinstance(known, str) and len(newer) == len(known) and newer < known:
            return False, [], []
        merged = dict(wire)
        for key, value in data.items():
            if key == "tool_invocations" or (key == "content" and not value and wire.get("content")):
                continue  # below; and an empty content is that of the time before the text
            if value is not None or key not in wire:
                merged[key] = value
        changed_calls = self._merge_calls(data.get("tool_invocations"), merged)
        again: List[str] = []
        final = merged.get("status") in ENDED_MESSAGE
        if "content" in data:
            parts = parts_of(merged)
            # A message that ended without its content (a partial frame) says nothing about the text. The empty content
            # of a message that was stopped half-way does not take back what came before.
            for kind, channel, text in (
                ("text", self.text, text_of(parts)),
                ("thinking", self.thinking, text_of(parts, "reasoning")),
            ):
                if text and channel.whole(text, final):
                    again.append(kind)
            self.covered = self.covered or final
        changed = merged != wire
        if changed:
            self.wire = merged
        return changed, changed_calls, again

    def _merge_calls(self, given: Any, merged: Dict[str, Any]) -> List[Dict[str, Any]]:
        if not isinstance(given, list):
            return []
        calls = list(self.calls)
        places = {call.get("id"): index for index, call in enumerate(calls)}
        changed: List[Dict[str, Any]] = []
        for item in cast("List[object]", given):
            if not isinstance(item, dict):
                continue
            call = _with_readable_status(cast("Dict[str, Any]", item))
            if not isinstance(call.get("id"), (str, type(None))):
                continue
            index = places.get(call.get("id"))
            if index is None:
                places[call.get("id")] = len(calls)
                known: Dict[str, Any] = {"chat_message_id": self.id}
                calls.append(known)
                index = len(calls) - 1
            else:
                known = calls[index]
                if _call_rank(call.get("status", known.get("status"))) < _call_rank(known.get("status")):
                    continue
            now = {**known, **{key: value for key, value in call.items() if value is not None or key not in known}}
            calls[index] = now
            if now.get("status") != known.get("status") or now.get("execution_id") != known.get("execution_id"):
                changed.append(now)
        if calls or "tool_invocations" in merged or given:
            merged["tool_invocations"] = calls
        return changed

    def delta(self, delta: Dict[str, Any], seq: Any) -> List[Tuple[Dict[str, Any], Optional[int]]]:
        """Take a delta. Gives those that are now in order: none for a repeat, or after a gap.

        Text after a gap is held back; if the missing delta does not come late, the whole message covers both.
        """
        if self.covered:
            return []
        last = self._last_seq
        if seq.__class__ is not int:
            if not self.intact or self._held or (last is None and self.text.known.length and not self._early):
                return []
            self._early = True
            self._apply(delta)
            return [(delta, None)]
        if last is None:
            if seq > 1:
                self._hold(delta, seq)
                return []
        elif seq != last + 1:
            if seq > last:
                self._hold(delta, seq)
            return []
        number: int = seq
        self._last_seq = number
        self._apply(delta)
        taken: List[Tuple[Dict[str, Any], Optional[int]]] = [(delta, number)]
        while self._held and number + 1 in self._held:
            number += 1
            late = self._held.pop(number)
            self._last_seq = number
            self._apply(late)
            taken.append((late, number))
        return taken

    def _hold(self, delta: Dict[str, Any], seq: int) -> None:
        if len(self._held) < _HELD:
            self._held.setdefault(seq, delta)

    def _apply(self, delta: Dict[str, Any]) -> None:
        piece = delta.get("response")
        if piece.__class__ is str and piece:
            self.text.delta(piece)
        piece = delta.get("reasoning")
        if piece.__class__ is str and piece:
            self.thinking.delta(piece)

    def view(self) -> Message:
        """The message as callers see it. One that was stopped half-way shows the text that had arrived."""
        if self.text.known.length and not text_of(parts_of(self.wire)):
            others = [part for part in parts_of(self.wire) if part.get("type") != "text"]
            return Message({**self.wire, "content": [*others, {"type": "text", "text": self.text.known.read()}]})
        return Message(self.wire)
