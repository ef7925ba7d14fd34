"""The messages of a chat, as far as one turn is concerned: which belong to it, and whose text is due.

Texts are handed out in the order of the messages, each to its end. A later message waits for an earlier one that was
missed: a snapshot of the chat settles what became of it.
"""

from __future__ import annotations

from typing import Any, Callable, Dict, FrozenSet, Iterable, Iterator, List, Mapping, Optional, Set, Tuple

from ...results.chat import run_of
from ...results.message import Message
from ..values.json_guard import as_text
from ..values.merge import DeltaAccumulator
from .message_state import MessageState
from .turn_events import Delta, MessageChanged, Text, TurnEvent

# Orders further apart than this do not number the messages one by one.
_ORDER_SPAN = 1000


class Transcript:
    """The messages of a turn, and those around it.

    Attributes:
        states: all messages that are known, by id.
        replies: the agent's messages of this turn, in order.
        current: the one whose text is due.
        user_id, assistant_id: the message that began the turn; the answer that was announced for it.
        run_id: the run of the turn, as soon as it is known.
        earlier_runs: the runs of earlier turns.
        attached: the turn was joined, rather than begun.
        queued: the message that began it waits behind another run.
        unsynced: the stream may have missed something, and no snapshot was taken since it was opened.
        wants_reading: there is a new reason to read the chat.
    """

    def __init__(
        self,
        chat_id: str,
        user_message: Optional[Mapping[str, Any]],
        assistant_message: Optional[Mapping[str, Any]],
        earlier_runs: FrozenSet[str],
        raw_deltas: bool,
    ) -> None:
        self.chat_id = chat_id
        self.states: Dict[str, MessageState] = {}
        self.replies: List[MessageState] = []
        self.current: Optional[MessageState] = None
        self.user_id: Optional[str] = None
        self.assistant_id: Optional[str] = None
        self.run_id: Optional[str] = None
        self.earlier_runs = earlier_runs
        self.attached = user_message is None
        self.queued = user_message is not None and assistant_message is None
        self.unsynced = assistant_message is None
        self.wants_reading = False
        self._asked: Set[str] = set()
        self._reading = False
        self._covered_order: Optional[int] = None
        self._raw_deltas: Optional[Dict[str, DeltaAccumulator]] = {} if raw_deltas else None
        if user_message is not None:
            self.user_id = str(user_message.get("id"))
            self.state(self.user_id).merge(user_message)
        if assistant_message is not None:
            self.assistant_id = str(assistant_message.get("id"))
            self.state(self.assistant_id).merge(assistant_message)
        self.sort_replies()

    def state(self, message_id: str) -> MessageState:
        """A message by its id."""
        state = self.states.get(message_id)
        if state is None:
            state = self.states[message_id] = MessageState(message_id)
        return state

    def unseen(self, message_id: Any) -> Optional[MessageState]:
        """A message known only from its deltas so far. Those without an id are dropped."""
        if not isinstance(message_id, str) or not message_id:
            return None
        state = self.state(message_id)
        self.sort_replies()
        return state

    def take_delta(self, state: MessageState, data: Dict[str, Any], out: List[TurnEvent]) -> None:
        """Take a delta of a message."""
        delta: Any = data.get("delta")
        if delta.__class__ is not dict:
            return
        for applied, seq in state.delta(delta, data.get("seq")):
            deltas = self._raw_deltas
            if deltas is not None and state.belongs:
                merged = deltas.get(state.id)
                if merged is None:
                    merged = deltas[state.id] = DeltaAccumulator()
                merged.add(applied)
                out.append(Delta(state.id, applied, seq, merged.snapshot()))
        if state is self.current:
            self.emit(state, out)

    def take_message(
        self, data: Mapping[str, Any], out: List[TurnEvent]
    ) -> Optional[Tuple[MessageState, List[Dict[str, Any]]]]:
        """Take a stored message, whole or in part: it, and its calls that are new or have another status."""
        message_id = data.get("id")
        if not isinstance(message_id, str) or data.get("chat_id", self.chat_id) not in (self.chat_id, None):
            return None
        new = message_id not in self.states
        state = self.state(message_id)
        was_final, order, run_id = state.is_final, state.order, state.wire.get("agent_run_id")
        changed, calls, again = state.merge(data)
        if message_id == self.user_id and self.queued and state.status not in (None, "queued"):
            self.start_answering()
        if new or state.order != order or state.is_final != was_final or state.belongs is None or run_id is None:
            self.sort_replies()
        if again and state.belongs:
            self._emit_again(state, again, out)
        self.emit_due(out)
        if changed and (state.belongs or message_id == self.user_id or (state.belongs is None and not self.queued)):
            out.append(MessageChanged(state.view()))
        return state, calls

    def _emit_again(self, state: MessageState, kinds: Iterable[str], out: List[TurnEvent]) -> None:
        """Hand out the texts of a message that was begun anew, from their beginning."""
        for kind in kinds:
            channel = state.text if kind == "text" else state.thinking
            piece = channel.take()
            if piece:
                out.append(Text(piece, kind, state.id, state.wire, channel, restart=True))

    def start_answering(self) -> None:
        """The queued message is being answered. What was written until now answers an earlier one."""
        self.queued = False
        for state in self.states.values():
            if state.belongs is None and state.is_final and state.wire.get("agent_run_id", "") != self.run_id:
                state.belongs = False
        self.sort_replies()

    @property
    def message(self) -> Optional[Message]:
        """The last message that the agent wrote in this turn, as far as it is known."""
        return self.replies[-1].view() if self.replies else None

    def calls(self) -> Iterator[Dict[str, Any]]:
        """The calls of all messages that are known."""
        return (call for state in self.states.values() for call in state.calls)

    def lost(self) -> None:
        """The stream may have missed something from now on."""
        self.unsynced = True
        for state in self.states.values():
            state.intact = state.covered

    def read(self, listed: List[Mapping[str, Any]], take: Callable[[Mapping[str, Any]], None]) -> None:
        """Take the messages of a snapshot, in order. `emit_due` hands out what is due, once the chat was taken too."""
        self._reading = True
        for message in listed:
            take(message)
        self._reading = False
        orders = [message["order"] for message in listed if isinstance(message.get("order"), int)]
        if orders:
            self._covered_order = max([*orders, *([self._covered_order] if self._covered_order is not None else [])])

    def find_turn(self, chat: Mapping[str, Any], messages: List[Mapping[str, Any]]) -> None:
        """Without a message that began the turn: the last one that a user sent and that is being answered."""
        for message in reversed(messages):
            if _begins_turn(message):
                self.user_id = str(message["id"])
                self.state(self.user_id).merge(message)
                break
        run_id = run_of(chat).get("id")
        if isinstance(run_id, str):
            self.run_id = run_id

    def needs_older(self, messages: Iterable[Mapping[str, Any]]) -> bool:
        """Whether a page of messages, newest first, does not reach back to the turn's beginning."""
        listed = list(messages)
        if self.user_id is not None and not self.attached:
            if any(message.get("id") == self.user_id for message in listed):
                return False
            base = self.base_order()
            orders = [message["order"] for message in listed if isinstance(message.get("order"), int)]
            return bool(listed) and not (base is not None and orders and min(orders) <= base)
        return bool(listed) and not any(_begins_turn(message) for message in listed)

    def base_order(self) -> Optional[int]:
        """The place of the message that began the turn."""
        return self.states[self.user_id].order if self.user_id in self.states else None

    def _belongs(self, state: MessageState) -> Optional[bool]:
        if state.id == self.user_id or state.role not in (None, "assistant", "tool"):
            return False
        if state.id == self.assistant_id:
            return True
        base = self.base_order()
        if base is not None and state.order is not None and state.order < base:
            return False
        if self.queued or (self.attached and self.user_id is None):
            return None
        run_id = state.wire.get("agent_run_id")
        if run_id is not None and self.run_id is not None and not self.attached:
            return bool(run_id == self.run_id)
        return as_text(run_id) not in self.earlier_runs

    def _learn_run_of(self, state: MessageState) -> None:
        """The turn's run, from one of its messages."""
        run_id = state.wire.get("agent_run_id")
        if self.run_id is not None or not isinstance(run_id, str) or run_id in self.earlier_runs:
            return
        if state.id == self.assistant_id or (state.belongs and state.role == "assistant"):
            self.run_id = run_id

    def sort_replies(self) -> None:
        """Sort the agent's messages of the turn, and find the one whose text is due."""
        for state in self.states.values():
            if state.belongs is None or (state.belongs and state.id != self.assistant_id):
                state.belongs = self._belongs(state)
            self._learn_run_of(state)
        arrived = [state for state in self.states.values() if state.belongs and state.role in (None, "assistant")]
        self.replies = sorted(arrived, key=lambda state: (state.order is None, state.order or 0))
        self._find_current()

    def _find_current(self) -> None:
        """The current message is the first that is not written to its end: later ones wait for it."""
        self.current = None
        for index, state in enumerate(self.replies):
            if self.unsynced and state.order is None and state.id != self.assistant_id:
                return  # known from its deltas alone, and messages before it may have been missed
            if self._gap_before(state):
                self.request_reading(f"gap before {state.id}")
                return
            self.current = state
            if not (state.is_final and state.covered):
                if index + 1 < len(self.replies):
                    # The next one is being written already: the end of this one was missed.
                    self.request_reading(f"end of {state.id}")
                return

    def request_reading(self, key: str) -> None:
        """Read the chat, once for each reason: a reason that stays is settled at the end of the turn."""
        if key not in self._asked:
            self._asked.add(key)
            self.wants_reading = True

    def _gap_before(self, state: MessageState) -> bool:
        """Whether messages before this one were missed: their orders are unknown, and no snapshot has shown why."""
        base, order = self.base_order(), state.order
        if base is None or order is None or state.id == self.assistant_id:
            return False
        if self._covered_order is not None:
            base = max(base, self._covered_order)
        if not 1 < order - base <= _ORDER_SPAN:
            return False
        orders = [other.order for other in self.states.values()]
        between = sum(1 for known in orders if known is not None and base < known < order)
        return between < order - base - 1

    def emit_due(self, out: List[TurnEvent]) -> None:
        """Hand out what is due, message by message."""
        if self._reading:
            return  # only when all messages of a snapshot are known is it certain whose turn it is
        self._find_current()
        for state in self.replies:
            if self.current is None:
                return
            self.emit(state, out)
            if state is self.current:
                return

    def emit(self, state: MessageState, out: List[TurnEvent]) -> None:
        """Hand out what is new of a message."""
        if not state.belongs:
            return
        for kind, channel in (("thinking", state.thinking), ("text", state.text)):
            piece = channel.take()
            if piece:
                out.append(Text(piece, kind, state.id, state.wire, channel))

    def is_answered(self) -> bool:
        """Whether the agent's last message is written to its end."""
        return bool(self.replies) and self.replies[-1].is_final

    def is_streamed(self, *, empty: bool) -> bool:
        """Whether the stream has sent every message whole, as far as can be seen. `empty`: there may be none at all."""
        if self.queued or self.unsynced or not self.replies:
            return empty and not self.replies and not self.queued and not self.unsynced
        return self.replies[-1] is self.current and all(state.covered for state in self.replies)

    def is_complete(self) -> bool:
        """Whether nothing of the turn can be missing: its last message made no calls, and all before it are known."""
        if not self.replies or self.queued:
            return False
        last = self.replies[-1]
        base = self.base_order()
        return (
            last is self.current
            and last.covered
            and not last.calls
            and all(state.covered and not state.has_open_calls for state in self.replies)
            and base is not None
            and last.order is not None
        )


def _begins_turn(message: Mapping[str, Any]) -> bool:
    # One that is queued has not begun it yet, and one that was withdrawn never will.
    return message.get("role") == "user" and message.get("status") in ("ready", "failed")
