"""The state machine of an agent's turn: chat events and snapshots in, text, calls and the end of the turn out.

No I/O, no clock. The shell opens streams, reads, fetches and waits as `action` says, and tells what came of it. Frames
may come in any order that the platform may send them, repeated, or not at all: whatever a stream lost, the next
snapshot makes up for. What is handed out keeps three promises: the texts of the turn, joined, are exactly its final
text; each client call is dispatched once; the turn ends once. Source: behaviour.md 5.4 to 5.8.
"""

from __future__ import annotations

import threading
from typing import Any, Callable, Dict, Iterable, List, Mapping, Optional, Set, cast

from ..results.chat import ENDED_RUN, is_busy
from ..results.message import Message, parts_of
from ..results.tool_call import ENDED_CALL, GATED, ToolCall
from .chat_link import ChatLink
from .errors import InferenceError
from .merge import DeltaAccumulator
from .message_state import MessageState
from .turn_events import (
    ApprovalNeeded,
    Delta,
    MessageChanged,
    RunChanged,
    Text,
    ToolCallChanged,
    ToolCallReady,
    TurnEvent,
    TurnOver,
)

# An older form of the platform says in_progress for a client call that waits for its result (behaviour.md 5.5).
_ANSWERABLE = frozenset({"awaiting_input", "in_progress"})
_WAITING_RUN = frozenset({"input_required", "auth_required"})
# Seconds between looks at a chat that says it is idle although the turn has not ended, and while polling.
_RECHECK = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
# Looks at the messages after the run has ended, before a message that is still being written is taken as it is.
_SETTLING = 3
# Orders further apart than this are no numbering of messages one by one.
_ORDER_SPAN = 1000
# Turns of one chat may be followed in several threads: who takes a call takes it alone.
_TAKING = threading.Lock()


class TurnFollower(ChatLink):
    """Follows one turn of a chat.

    Args:
        chat_id: the chat.
        now: the monotonic time, in seconds.
        user_message: the stored message that began the turn, from the answer of the run call. None: follow the turn
            in progress, or give the messages of the last one.
        assistant_message: the answer's pending message; None if the user's message was queued.
        dispatched: ids of the client calls that were dispatched before. Shared between the turns of a chat, and
            added to.
        ended_runs: ids of the runs of earlier turns. Added to when this turn's run ends.
        want_output: read the chat at the end in any case, for its structured output.
        output_before: the chat's structured output before the turn, which is not the turn's.
        raw_deltas: hand out `Delta` events too.
        max_failures: failures in a row after which following is given up; a good read or event resets them.
        retry_delay: seconds before the first reconnect; doubled for further ones.
        idle_timeout: seconds without a byte after which a connection counts as lost.
        event_timeout: seconds without an event after which the chat is read.
        stalled_timeout: seconds that an idle chat may leave the turn unanswered before it is given up.
    """

    def __init__(
        self,
        chat_id: str,
        *,
        now: float,
        user_message: Optional[Mapping[str, Any]] = None,
        assistant_message: Optional[Mapping[str, Any]] = None,
        dispatched: Optional[Set[str]] = None,
        ended_runs: Optional[Set[str]] = None,
        want_output: bool = False,
        output_before: Any = None,
        raw_deltas: bool = False,
        max_failures: int = 5,
        retry_delay: float = 1.0,
        idle_timeout: float = 45.0,
        event_timeout: float = 60.0,
        stalled_timeout: float = 120.0,
        auto_reconnect: bool = True,
        jitter: Optional[Callable[[], float]] = None,
    ) -> None:
        super().__init__(
            chat_id,
            now=now,
            max_failures=max_failures,
            retry_delay=retry_delay,
            idle_timeout=idle_timeout,
            event_timeout=event_timeout,
            auto_reconnect=auto_reconnect,
            jitter=jitter,
        )
        self.chat: Dict[str, Any] = {"id": chat_id}
        self.run: Dict[str, Any] = {}
        self._messages: Dict[str, MessageState] = {}
        self._lineup: List[MessageState] = []
        self._speaker: Optional[MessageState] = None
        self._reading = False
        # The stream may have missed something, and no snapshot was taken since it was opened.
        self._unsynced = assistant_message is None
        self._dispatched: Set[str] = set() if dispatched is None else dispatched
        self._ended_runs: Set[str] = set() if ended_runs is None else ended_runs
        self._earlier_runs = frozenset(self._ended_runs)
        self._announced: Set[str] = set()
        self._asked_about: Set[str] = set()
        self._want_output = want_output
        self._output_before = output_before
        self._output_seen = False
        self._raw_deltas: Optional[Dict[str, DeltaAccumulator]] = {} if raw_deltas else None
        self._stalled_timeout = stalled_timeout
        self._idle_looks = 0
        self._idle_since: Optional[float] = None
        self._idle_picture: Any = None
        # The turn
        self._attached = user_message is None
        self._user_id: Optional[str] = None
        self._assistant_id: Optional[str] = None
        self._run_id: Optional[str] = None
        self._seen_busy = False
        self._queued = user_message is not None and assistant_message is None
        self._covered_order: Optional[int] = None
        self._run_over = False
        self._settled = 0
        if user_message is not None:
            self._user_id = str(user_message.get("id"))
            self._state(self._user_id).merge(user_message)
        if assistant_message is not None:
            self._assistant_id = str(assistant_message.get("id"))
            self._state(self._assistant_id).merge(assistant_message)
        if self._attached:
            self._fetch = True
        self._line_up()

    # What is known

    @property
    def message(self) -> Optional[Message]:
        """The last message that the agent wrote in this turn, as far as it is known."""
        return self._lineup[-1].view() if self._lineup else None

    @property
    def messages(self) -> List[Message]:
        """The agent's messages of this turn, in order."""
        return [state.view() for state in self._lineup]

    @property
    def waiting_for(self) -> List[ToolCall]:
        """Calls that wait for a person's decision, or for a client's result."""
        return [
            ToolCall(call)
            for state in self._messages.values()
            for call in state.calls
            if call.get("status") == GATED or (call.get("type") == "client" and call.get("status") in _ANSWERABLE)
        ]

    @property
    def pending_approvals(self) -> List[ToolCall]:
        """Calls that wait for a person's decision."""
        return [call for call in self.waiting_for if call.requires_approval]

    @property
    def queued_message(self) -> Optional[str]:
        """The id of the message that began the turn, while it waits behind another run."""
        return self._user_id if self._queued else None

    def call(self, invocation_id: str) -> Optional[ToolCall]:
        """A call by its id, as it was last seen."""
        for state in self._messages.values():
            for call in state.calls:
                if call.get("id") == invocation_id:
                    return ToolCall(call)
        return None

    def owns(self, call: ToolCall) -> bool:
        """Whether a call was made in this turn, rather than in one that it is queued behind."""
        state = self._messages.get(call.message_id or "")
        return state is None or state.belongs is True

    def needs_older(self, messages: Iterable[Mapping[str, Any]]) -> bool:
        """Whether a page of messages, newest first, does not reach back to the turn's beginning."""
        listed = list(messages)
        if self._user_id is not None and not self._attached:
            if any(message.get("id") == self._user_id for message in listed):
                return False
            base = self._base_order()
            orders = [message["order"] for message in listed if isinstance(message.get("order"), int)]
            return bool(listed) and not (base is not None and orders and min(orders) <= base)
        return bool(listed) and not any(_begins_turn(message) for message in listed)

    # What the shell tells

    def opened(self, now: float) -> None:
        """The stream is open."""
        super().opened(now)
        if self._attached or self._queued:
            self._fetch = True

    def lost(self, now: float, error: Optional[BaseException] = None) -> None:
        """The stream was cut, ended, fell silent or could not be opened."""
        if self.finished:
            return
        super().lost(now, error)
        self._unsynced = True
        for state in self._messages.values():
            state.intact = state.covered

    def frames(self, items: Iterable[Any], now: float) -> List[TurnEvent]:
        """Take decoded frames of the chat's stream."""
        out: List[TurnEvent] = []
        if self.finished:
            return out
        counted = False
        messages = self._messages
        for item in items:
            if item.__class__ is not dict:
                self._fetch = True  # a frame that could not be read may have said anything
                continue
            frame = cast("Dict[str, Any]", item)
            event = frame.get("event")
            data: Any = frame.get("data")
            if event == "delta":
                counted = True
                if data.__class__ is dict:
                    message_id: Any = data.get("resource_id")
                    state = messages.get(message_id) if message_id.__class__ is str else None
                    if state is None:
                        state = self._unseen(message_id)
                    if state is not None:
                        self._take_delta(state, data, out)
                continue
            if event is None or data.__class__ is not dict:
                continue  # heartbeats
            if "fields" in data and isinstance(data.get("data"), dict):
                data = data["data"]  # SSE carries the list of fields inside
            counted = True
            if event == "chat_messages":
                self._take_message(data, out)
            elif event == "chats":
                self._take_chat(data, now, out)
            elif event == "agent_runs":
                self._take_run(data, out)
            self._evaluate(now, out)
            if self.finished:
                return out
        if counted:
            self._progress(now)
        return out

    def snapshot(self, chat: Mapping[str, Any], messages: Iterable[Mapping[str, Any]], now: float) -> List[TurnEvent]:
        """Take what `GET /chats/{id}` and its messages said, the chat read first."""
        out: List[TurnEvent] = []
        if self.finished:
            return out
        settling = self._run_over
        self._unsynced = self._unsynced and not self._stream
        self._was_read(now)
        listed = sorted(
            (message for message in messages if message.get("id")),
            key=lambda message: message["order"] if isinstance(message.get("order"), int) else 1 << 62,
        )
        if self._attached and self._user_id is None:
            self._find_turn(chat, listed)
        told: List[TurnEvent] = []
        self._reading = True
        for message in listed:
            self._take_message(dict(message), told)
        self._reading = False
        orders = [message["order"] for message in listed if isinstance(message.get("order"), int)]
        if orders:
            self._covered_order = max([*orders, *([self._covered_order] if self._covered_order is not None else [])])
        self._take_chat(dict(chat), now, out, from_snapshot=True)
        self._line_up()
        self._speak(out)
        out += told
        if settling:
            self._settled += 1
        self._evaluate(now, out, from_snapshot=True, settling=settling)
        self._check_reconnect()
        return out

    # What comes in

    def _state(self, message_id: str) -> MessageState:
        state = self._messages.get(message_id)
        if state is None:
            state = self._messages[message_id] = MessageState(message_id)
        return state

    def _unseen(self, message_id: Any) -> Optional[MessageState]:
        """A message known only from its deltas so far. Those without an id are dropped (behaviour.md 5.6)."""
        if not isinstance(message_id, str) or not message_id:
            return None
        state = self._state(message_id)
        self._line_up()
        return state

    def _take_delta(self, state: MessageState, data: Dict[str, Any], out: List[TurnEvent]) -> None:
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
                out.append(Delta(state.id, applied, seq, _reader(merged)))
        if state is self._speaker:
            self._say(state, out)

    def _take_message(self, data: Dict[str, Any], out: List[TurnEvent]) -> None:
        message_id = data.get("id")
        if not isinstance(message_id, str) or data.get("chat_id", self.chat_id) not in (self.chat_id, None):
            return
        new = message_id not in self._messages
        state = self._state(message_id)
        was_final, order, run_id = state.is_final, state.order, state.wire.get("agent_run_id")
        changed, calls, again = state.merge(data)
        if message_id == self._user_id:
            self._take_user_message(state)
        if new or state.order != order or state.is_final != was_final or state.belongs is None or run_id is None:
            self._line_up()
        for kind in again:
            if state.belongs:
                channel = state.text if kind == "text" else state.thinking
                piece = channel.take()
                if piece:
                    out.append(Text(piece, kind, state.id, state.wire, channel, restart=True))
        self._speak(out)
        if changed and (state.belongs or message_id == self._user_id or (state.belongs is None and not self._queued)):
            out.append(MessageChanged(state.view()))
        for call in calls:
            self._take_call(state, call, out)

    def _take_user_message(self, state: MessageState) -> None:
        if self._queued and state.status not in (None, "queued"):
            self._taken_up()

    def _taken_up(self) -> None:
        """The queued message is being answered. What was written until now answers an earlier one."""
        self._queued = False
        for state in self._messages.values():
            if state.belongs is None and state.is_final and state.wire.get("agent_run_id", "") != self._run_id:
                state.belongs = False
        self._line_up()

    def _take_call(self, state: MessageState, call: Dict[str, Any], out: List[TurnEvent]) -> None:
        call_id, status = call.get("id"), call.get("status")
        # While the message is queued, a call of the run before holds it up, whoever made that run.
        ours = state.belongs or self._queued
        if not ours or not isinstance(call_id, str):
            return
        out.append(ToolCallChanged(ToolCall(call)))
        if self._run_over or state.wire.get("agent_run_id") in self._ended_runs:
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

    def _take_run(self, data: Dict[str, Any], out: List[TurnEvent]) -> None:
        run_id, state = data.get("id"), data.get("state")
        if not isinstance(run_id, str) or data.get("chat_id", self.chat_id) not in (self.chat_id, None):
            return
        if self._run_id is None and self._is_our_run(run_id, data):
            self._run_id = run_id
            if self._queued:
                self._taken_up()
            self._line_up()
        if run_id != self._run_id:
            return
        known = self.run.get("state")
        if known in ENDED_RUN or not isinstance(state, str):
            state = known
        self.run = {**self.run, **{key: value for key, value in data.items() if value is not None}, "state": state}
        if state != known and isinstance(state, str):
            out.append(RunChanged(state, dict(self.run)))
            if state in ENDED_RUN:
                self._run_over = True
                self._ended_runs.add(run_id)

    def _is_our_run(self, run_id: str, data: Mapping[str, Any]) -> bool:
        if run_id in self._earlier_runs:
            return False
        asked_by = data.get("user_message_id")
        if asked_by is not None and self._user_id is not None:
            # A queued message may be taken into the run that is going on; its messages will say so.
            return bool(asked_by == self._user_id)
        if self._queued:
            return False
        # Without the message that it answers, a run that has already ended could be that of the turn before.
        return data.get("state") not in ENDED_RUN and data.get("state") is not None

    def _learn_run_of(self, state: MessageState) -> None:
        """The turn's run, from one of its messages."""
        run_id = state.wire.get("agent_run_id")
        if self._run_id is not None or not isinstance(run_id, str) or run_id in self._earlier_runs:
            return
        if state.id == self._assistant_id or (state.belongs and state.role == "assistant"):
            self._run_id = run_id

    def _take_chat(self, data: Dict[str, Any], now: float, out: List[TurnEvent], from_snapshot: bool = False) -> None:
        if data.get("id", self.chat_id) != self.chat_id:
            return
        newer, known = data.get("updated_at"), self.chat.get("updated_at")
        if isinstance(newer, str) and isinstance(known, str) and len(newer) == len(known) and newer < known:
            return
        if not self._output_seen and "output" in data and not self._attached and not self._run_over and is_busy(data):
            self._output_seen = True
            self._output_before = data["output"]
        self.chat = {**self.chat, **data}
        self.chat.pop("chat_messages", None)
        run = _run_of(data)
        if run:
            self._take_run(run, out)
        if not ("active_run" in data or "status" in data):
            return
        if is_busy(self.chat):
            if not self._queued and not self._busy_elsewhere():
                self._seen_busy = True
            self._idle_looks = 0
            self._idle_since = None
            if not self._run_over:
                self._fetch_at = None
            if not from_snapshot:
                self._look_for_calls()
        elif not from_snapshot and not self._run_over:
            # Idle, and not known to be over: a picture of the turn before, or the end of a run that was not seen.
            self._look_again(now, soon=self._seen_busy or self._answered())

    def _active_run(self) -> Dict[str, Any]:
        return _run_of(self.chat)

    def _busy_elsewhere(self) -> bool:
        run: Any = self.chat.get("active_run")
        run_id = cast("Dict[str, Any]", run).get("id") if isinstance(run, dict) else None
        return run_id is not None and (
            run_id in self._earlier_runs or (self._run_id is not None and run_id != self._run_id)
        )

    def _look_for_calls(self) -> None:
        """Read the chat if it waits for something that no frame has told."""
        known = {call.get("id"): call.get("status") for state in self._messages.values() for call in state.calls}
        listed: Any = self.chat.get("pending_interrupts")
        interrupts = cast("List[object]", listed) if isinstance(listed, list) else []
        for item in interrupts:
            if not isinstance(item, dict):
                continue
            interrupt = cast("Dict[str, Any]", item)
            target, key = interrupt.get("resource_id"), str(interrupt.get("id") or interrupt.get("resource_id"))
            if interrupt.get("status", "pending") != "pending" or interrupt.get("resource_type") != "tool_invocation":
                continue
            if known.get(target) in (None, "pending") and key not in self._asked_about:
                self._asked_about.add(key)
                self._fetch = True
        waits = self.chat.get("status") == "awaiting_input" or self._active_run().get("state") in _WAITING_RUN
        if waits and not interrupts and all(status in ENDED_CALL for status in known.values()):
            key = f"{self._run_id}:{len(known)}"
            if key not in self._asked_about:
                self._asked_about.add(key)
                self._fetch = True

    def _find_turn(self, chat: Mapping[str, Any], messages: List[Mapping[str, Any]]) -> None:
        """Without a message that began the turn: the last one that somebody sent and that was taken up."""
        for message in reversed(messages):
            if _begins_turn(message):
                self._user_id = str(message["id"])
                self._state(self._user_id).merge(message)
                break
        run_id = _run_of(chat).get("id")
        if isinstance(run_id, str):
            self._run_id = run_id

    # What goes out

    def _base_order(self) -> Optional[int]:
        return self._messages[self._user_id].order if self._user_id in self._messages else None

    def _belongs(self, state: MessageState) -> Optional[bool]:
        if state.id == self._user_id or state.role not in (None, "assistant", "tool"):
            return False
        if state.id == self._assistant_id:
            return True
        base = self._base_order()
        if base is not None and state.order is not None and state.order < base:
            return False
        if self._queued or (self._attached and self._user_id is None):
            return None
        run_id = state.wire.get("agent_run_id")
        if run_id is not None and self._run_id is not None and not self._attached:
            return bool(run_id == self._run_id)
        return run_id not in self._earlier_runs

    def _line_up(self) -> None:
        """Sort the agent's messages of the turn, and find the one whose text is due."""
        for state in self._messages.values():
            if state.belongs is None or (state.belongs and state.id != self._assistant_id):
                state.belongs = self._belongs(state)
            self._learn_run_of(state)
        arrived = [state for state in self._messages.values() if state.belongs and state.role in (None, "assistant")]
        self._lineup = sorted(arrived, key=lambda state: (state.order is None, state.order or 0))
        self._pass_the_word()

    def _pass_the_word(self) -> None:
        """The speaker is the first message that is not written to its end: later ones wait for it."""
        self._speaker = None
        for index, state in enumerate(self._lineup):
            if self._unsynced and state.order is None and state.id != self._assistant_id:
                return  # known from its deltas alone, and messages before it may have been missed
            if self._gap_before(state):
                self._ask_about(f"gap before {state.id}")
                return
            self._speaker = state
            if not (state.is_final and state.covered):
                if index + 1 < len(self._lineup):
                    # The next one is being written already: the end of this one was missed.
                    self._ask_about(f"end of {state.id}")
                return

    def _ask_about(self, key: str) -> None:
        """Read the chat, once for each reason: a reason that stays is settled at the end of the turn."""
        if key not in self._asked_about:
            self._asked_about.add(key)
            self._fetch = True

    def _gap_before(self, state: MessageState) -> bool:
        """Whether messages before this one were missed: their orders are unknown, and no snapshot has shown why."""
        base, order = self._base_order(), state.order
        if base is None or order is None or state.id == self._assistant_id:
            return False
        if self._covered_order is not None:
            base = max(base, self._covered_order)
        if not 1 < order - base <= _ORDER_SPAN:
            return False
        orders = [other.order for other in self._messages.values()]
        between = sum(1 for known in orders if known is not None and base < known < order)
        return between < order - base - 1

    def _speak(self, out: List[TurnEvent]) -> None:
        """Hand out what is due, message by message."""
        if self._reading:
            return  # only when all messages of a snapshot are known is it certain whose turn it is
        self._pass_the_word()
        for state in self._lineup:
            if self._speaker is None:
                return
            self._say(state, out)
            if state is self._speaker:
                return

    def _say(self, state: MessageState, out: List[TurnEvent]) -> None:
        if not state.belongs:
            return
        for kind, channel in (("thinking", state.thinking), ("text", state.text)):
            piece = channel.take()
            if piece:
                out.append(Text(piece, kind, state.id, state.wire, channel))

    # The end

    def _answered(self) -> bool:
        return bool(self._lineup) and self._lineup[-1].is_final

    def _whole(self) -> bool:
        """Whether nothing of the turn can be missing: its last message made no calls, and all before it are known."""
        if not self._lineup or self._want_output or self._queued:
            return False
        last = self._lineup[-1]
        base = self._base_order()
        return (
            last is self._speaker
            and last.covered
            and not last.calls
            and all(state.covered and not state.has_open_calls for state in self._lineup)
            and base is not None
            and last.order is not None
        )

    def _evaluate(self, now: float, out: List[TurnEvent], from_snapshot: bool = False, settling: bool = False) -> None:
        """Whether the turn is over."""
        if self.finished:
            return
        user = self._messages.get(self._user_id) if self._user_id is not None else None
        if user is not None and user.status == "cancelled" and not self._lineup:
            self._finish(out, "canceled")
            return
        if self._run_over:
            if self._whole():
                self._finish(out, str(self.run.get("state")))
            elif settling:
                unfinished = any(not state.covered for state in self._lineup) or not (
                    self._lineup or self.run.get("state") != "completed"
                )
                if not unfinished or self._settled >= _SETTLING:
                    self._finish(out, str(self.run.get("state")))
                else:
                    self._fetch_at = now + _RECHECK[min(self._settled - 1, len(_RECHECK) - 1)]
            else:
                self._fetch = True
            return
        if not from_snapshot or is_busy(self.chat):
            return
        self._evaluate_idle(now, out)

    def _evaluate_idle(self, now: float, out: List[TurnEvent]) -> None:
        """The chat was read, and no run goes on."""
        if self._attached and not self._seen_busy and all(state.is_final for state in self._lineup):
            self._finish(out, self._ended_state())
            return
        picture = [(state.id, state.status, len(state.calls)) for state in self._messages.values()]
        same = picture == self._idle_picture
        self._idle_picture = picture
        earlier = self._active_run().get("id") in self._earlier_runs
        if self._answered() and not self._queued:
            last = self._lineup[-1]
            if self._seen_busy or same or (not last.calls and not earlier):
                self._finish(out, self._ended_state())
                return
        elif self._seen_busy and same and self._idle_looks >= _SETTLING:
            # It was busy with this turn, and is not any more: the run ended without finishing its message.
            self._finish(out, self._ended_state())
            return
        if self._idle_since is None:
            self._idle_since = now
        elif now - self._idle_since > self._stalled_timeout:
            self.fatal(
                InferenceError(
                    f"the chat is idle, and the message has not been answered for {self._stalled_timeout:g} seconds"
                )
            )
            return
        self._look_again(now)

    def _ended_state(self) -> str:
        run: Any = self.chat.get("active_run")
        state = cast("Dict[str, Any]", run).get("state") if isinstance(run, dict) else None
        if (
            isinstance(state, str)
            and state in ENDED_RUN
            and (self._run_id in (None, cast("Dict[str, Any]", run).get("id")))
        ):
            return state
        noted = self._noted_end().get("state")
        if isinstance(noted, str) and noted in ENDED_RUN:
            return noted
        last = self._lineup[-1].status if self._lineup else None
        return {"failed": "failed", "cancelled": "canceled"}.get(str(last), "completed")

    def _noted_end(self) -> Dict[str, Any]:
        """What the platform noted in the chat about how the run ended, with the note's text as `error`."""
        base = self._base_order() or 0
        for state in self._messages.values():
            if state.role != "event" or (state.order or 0) < base:
                continue
            for part in parts_of(state.wire):
                event: Any = part.get("event")
                run: Any = cast("Dict[str, Any]", event).get("run") if isinstance(event, dict) else None
                if isinstance(run, dict) and cast("Dict[str, Any]", run).get("run_id") == self._run_id:
                    return {"error": part.get("text"), **cast("Dict[str, Any]", run)}
        return {}

    def _look_again(self, now: float, soon: bool = False) -> None:
        wait = 0.0 if soon else _RECHECK[min(self._idle_looks, len(_RECHECK) - 1)]
        if not soon:
            self._idle_looks += 1
        at = now + wait
        self._fetch_at = at if self._fetch_at is None else min(self._fetch_at, at)

    def _finished_with(self) -> Any:
        """The structured output, where the run itself did not tell. A chat keeps that of earlier turns."""
        output = self.chat.get("output")
        earlier = [self._output_before]
        for message in self._messages.values():
            for call in map(ToolCall, message.calls):
                if call.name == "finish" and not call.is_client and call.get("status") == "completed":
                    if message.belongs:
                        return call.args if output is None else output
                    earlier.append(call.args)
        return None if output in earlier else output

    def _finish(self, out: List[TurnEvent], state: str) -> None:
        for message in self._lineup:
            self._say(message, out)
        run = self.run or self._active_run()
        output = run.get("output")
        if output is None:
            output = self._finished_with()
        error = run.get("error")
        last = self.message
        if not error and last is not None and state != "completed":
            error = last.error
        if not error and state != "completed":
            error = self._noted_end().get("error")
        self.finished = True
        if self._run_id is not None:
            self._ended_runs.add(self._run_id)
        out.append(TurnOver(state, last, output, str(error) if error else None))


def _run_of(chat: Mapping[str, Any]) -> Dict[str, Any]:
    """The active run of a chat; empty if there is none."""
    run: Any = chat.get("active_run")
    return cast("Dict[str, Any]", run) if isinstance(run, dict) else {}


def _begins_turn(message: Mapping[str, Any]) -> bool:
    # One that is queued has not begun it yet, and one that was withdrawn never will.
    return message.get("role") == "user" and message.get("status") in ("ready", "failed")


def _reader(merged: DeltaAccumulator) -> Callable[[], Dict[str, Any]]:
    snapshot = merged.snapshot()
    return lambda: merged.read(snapshot)
