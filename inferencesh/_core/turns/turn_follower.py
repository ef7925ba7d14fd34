"""The state machine of an agent's turn: chat events and snapshots in, text, calls and the end of the turn out.

No I/O, no clock. The shell opens streams, reads, fetches and waits as `action` says, and reports the outcome. Frames
may come in any order that the platform may send them, repeated, or not at all: whatever a stream lost, the next
snapshot makes up for. What is handed out keeps three promises: the texts of the turn, joined, are exactly its final
text; each client call is dispatched once; the turn ends once. Source: docs/platform-notes.md, "The stream of a chat".
"""

from __future__ import annotations

from typing import Any, Dict, Iterable, List, Mapping, Optional, Set, cast

from ...results.chat import ENDED_RUN, is_busy, run_of
from ...results.message import Message
from ...results.tool_call import ToolCall
from ..errors.classes import APIError, InferenceError
from ..streams.actions import Action, Done
from ..streams.stream_link import CHAT_STREAM, StreamLink, StreamPolicy
from ..streams.task_errors import StreamError
from ..values.json_guard import as_text
from ..values.redact import redact_text
from .transcript import Transcript
from .turn_calls import TurnCalls, ask_for_unseen, waits_for_this_side
from .turn_events import RunChanged, TurnEvent, TurnOver
from .turn_outcome import ended_state, noted_end, structured_output

# Seconds between looks at a chat that says it is idle although the turn has not ended, and while polling.
_RECHECK = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
# Looks at the messages after the run has ended, before a message that is still being written is taken as it is.
_SETTLING = 3
# A stream begins with the chat, without its messages: what was written between the answer to the message and the
# opening is not sent. If nothing of a message has come by then, in seconds, the chat is read.
_FIRST_LOOK = 2.0


class TurnFollower:
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
        policy: how the chat's stream is held open.
        stalled_timeout: seconds that an idle chat may leave the turn unanswered before it is given up.

    Attributes:
        failure: why following was given up, or None.
        finished: whether there is nothing left to follow.
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
        policy: StreamPolicy = CHAT_STREAM,
        stalled_timeout: float = 120.0,
    ) -> None:
        self.chat_id = chat_id
        self.failure: Optional[InferenceError] = None
        self.finished = False
        self.chat: Dict[str, Any] = {"id": chat_id}
        self.run: Dict[str, Any] = {}
        self._ended_runs: Set[str] = set() if ended_runs is None else ended_runs
        self._transcript = Transcript(
            chat_id, user_message, assistant_message, frozenset(self._ended_runs), raw_deltas=raw_deltas
        )
        self._link = StreamLink(policy, now, self._transcript.lost)
        # Something came, if only half a line. The link's own method: this is called for each of many frames.
        self.bytes_arrived = self._link.bytes_arrived
        # When to read the chat at the latest: since it may have ended; since nothing of a message has come.
        self._look_at: Optional[float] = None
        self._first_look: Optional[float] = None
        self._calls = TurnCalls(set() if dispatched is None else dispatched)
        self._want_output = want_output
        self._output_before = output_before
        self._output_seen = False
        self._stalled_timeout = stalled_timeout
        self._idle_looks = 0
        self._idle_since: Optional[float] = None
        self._idle_picture: Any = None
        self._seen_busy = False
        self._run_over = False
        self._settled = 0
        if self._transcript.attached:
            self.request_reading()
        self._read_if_asked()

    # What is known

    @property
    def message(self) -> Optional[Message]:
        """The last message that the agent wrote in this turn, as far as it is known."""
        return self._transcript.message

    @property
    def waiting_for(self) -> List[ToolCall]:
        """Calls that wait for a person's decision, or for a client's result."""
        return [ToolCall(call) for call in self._transcript.calls() if waits_for_this_side(call)]

    @property
    def pending_approvals(self) -> List[ToolCall]:
        """Calls that wait for a person's decision."""
        return [call for call in self.waiting_for if call.requires_approval]

    @property
    def queued(self) -> Optional[Message]:
        """The message that began the turn, while it waits behind another run, with the calls that it waits for."""
        user = self._transcript.states.get(self._transcript.user_id or "")
        return user.view().held_up_by(self.waiting_for) if user is not None and self._transcript.queued else None

    def call(self, invocation_id: str) -> Optional[ToolCall]:
        """A call by its id, as it was last seen."""
        return next((ToolCall(call) for call in self._transcript.calls() if call.get("id") == invocation_id), None)

    def owns(self, call: ToolCall) -> bool:
        """Whether a call was made in this turn, rather than in one that it is queued behind."""
        state = self._transcript.states.get(call.message_id or "")
        return state is None or state.belongs is True

    def needs_older(self, messages: Iterable[Mapping[str, Any]]) -> bool:
        """Whether a page of messages, newest first, does not reach back to the turn's beginning."""
        return self._transcript.needs_older(messages)

    # What the shell asks and reports

    def action(self, now: float) -> Action:
        """What to do next."""
        if self.finished or self.failure is not None:
            return Done()
        look_at = self._look_at
        if self._first_look is not None:
            look_at = self._first_look if look_at is None else min(look_at, self._first_look)
        return self._link.action(now, look_at)

    def opened(self, now: float) -> None:
        """The stream is open."""
        again = self._link.stream_failures > 0
        self._link.opened(now)
        if again or self._transcript.attached or self._transcript.queued:
            self.request_reading()  # subscribed first, then read: nothing can fall between
        if not again:
            self._first_look = now + _FIRST_LOOK

    def lost(self, now: float, error: Optional[BaseException] = None) -> None:
        """The stream was cut, ended, fell silent or could not be opened."""
        if not self.finished:
            self._link.lost(now, error)

    def request_reading(self) -> None:
        """Read the chat next: the shell cannot know what became of something, such as a submitted result."""
        self._link.request_reading()

    def reconcile(self, now: float) -> None:
        """Read the chat before going on: the computer was asleep."""
        self._link.reconcile(now)

    def frames(self, items: Iterable[Any], now: float) -> List[TurnEvent]:
        """Take decoded frames of the chat's stream."""
        out: List[TurnEvent] = []
        if self.finished:
            return out
        counted = False
        transcript = self._transcript
        states = transcript.states
        for item in items:
            if item.__class__ is not dict:
                self.request_reading()  # a frame that could not be read may have contained anything
                continue
            frame = cast("Dict[str, Any]", item)
            event = frame.get("event")
            data: Any = frame.get("data")
            if event == "delta":
                counted = True
                self._first_look = None
                if data.__class__ is dict:
                    message_id: Any = data.get("resource_id")
                    state = states.get(message_id) if message_id.__class__ is str else None
                    if state is None:
                        state = transcript.unseen(message_id)
                    if state is not None:
                        transcript.take_delta(state, data, out)
                continue
            if event is None or data.__class__ is not dict:
                continue  # heartbeats
            if "fields" in data and isinstance(data.get("data"), dict):
                data = data["data"]  # SSE carries the list of fields inside
            counted = True
            if event == "chat_messages":
                self._first_look = None
                self._take_message(data, out)
            elif event == "chats":
                self._take_chat(data, now, out)
            elif event == "agent_runs":
                self._take_run(data, out)
            self._evaluate(now, out)
            if self.finished:
                return out
        if counted:
            self._link.progressed()
        self._read_if_asked()
        return out

    def snapshot(self, chat: Mapping[str, Any], messages: Iterable[Mapping[str, Any]], now: float) -> List[TurnEvent]:
        """Take what `GET /chats/{id}` and its messages said, the chat read first."""
        out: List[TurnEvent] = []
        if self.finished:
            return out
        settling = self._run_over
        transcript = self._transcript
        transcript.unsynced = transcript.unsynced and not self._link.is_open
        self._look_at = self._first_look = None
        self._link.was_read(now)
        listed = sorted(
            (message for message in messages if message.get("id")),
            key=lambda message: message["order"] if isinstance(message.get("order"), int) else 1 << 62,
        )
        if transcript.attached and transcript.user_id is None:
            transcript.find_turn(chat, listed)
        events: List[TurnEvent] = []
        transcript.read(listed, lambda message: self._take_message(message, events))
        self._take_chat(dict(chat), now, out, from_snapshot=True)
        transcript.sort_replies()
        transcript.emit_due(out)
        out += events
        if settling:
            self._settled += 1
        self._evaluate(now, out, from_snapshot=True, settling=settling)
        if self._link.given_up and not self.finished:
            self._give_up(self._link.error)
        self._read_if_asked()
        return out

    def fetch_failed(self, now: float, error: Optional[BaseException] = None) -> List[TurnEvent]:
        """The chat or its messages could not be read."""
        if self.finished or self.failure is not None:
            return []
        self._link.reading_failed(now, error)
        if not self._link.given_up:
            return []
        self._give_up(error)
        return self._end_with_what_is_known()

    def refused(self, error: APIError) -> List[TurnEvent]:
        """The platform refuses access to the chat, and asking again would not change that."""
        if self.finished or self.failure is not None:
            return []
        self.failure = error
        return self._end_with_what_is_known()

    def _give_up(self, error: Optional[BaseException]) -> None:
        reason = redact_text(str(error)) if error is not None else "the connection was lost"
        failure = StreamError(f"the turn in chat {self.chat_id} could not be followed to its end: {reason}")
        failure.__cause__ = error
        self.failure = failure

    def _end_with_what_is_known(self) -> List[TurnEvent]:
        """The chat cannot be read any more. If the stream has sent all of the turn, that is not needed."""
        out: List[TurnEvent] = []
        if self._run_over and self._is_streamed():
            self.failure = None
            self._finish(out, str(self.run.get("state")))
        return out

    def _is_streamed(self) -> bool:
        state = self.run.get("state")
        if not self._transcript.is_streamed(empty=state != "completed"):
            return False
        return not self._want_output or state != "completed" or self._output() is not None

    # What comes in

    def _read_if_asked(self) -> None:
        """Read the chat next if the transcript asks for it."""
        if self._transcript.wants_reading:
            self._transcript.wants_reading = False
            self.request_reading()

    def _take_message(self, data: Mapping[str, Any], out: List[TurnEvent]) -> None:
        transcript = self._transcript
        taken = transcript.take_message(data, out)
        if taken is None:
            return
        state, calls = taken
        # While the message is queued, a call of the run before holds it up, whoever made that run.
        if not (state.belongs or transcript.queued):
            return
        over = self._run_over or as_text(state.wire.get("agent_run_id")) in self._ended_runs
        for call in calls:
            self._calls.take(call, over, out)

    def _take_run(self, data: Dict[str, Any], out: List[TurnEvent]) -> None:
        run_id, state = data.get("id"), data.get("state")
        if not isinstance(run_id, str) or data.get("chat_id", self.chat_id) not in (self.chat_id, None):
            return
        transcript = self._transcript
        if transcript.run_id is None and self._is_our_run(run_id, data):
            transcript.run_id = run_id
            if transcript.queued:
                transcript.start_answering()
            transcript.sort_replies()
        if run_id != transcript.run_id:
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
        transcript = self._transcript
        if run_id in transcript.earlier_runs:
            return False
        asked_by = data.get("user_message_id")
        if asked_by is not None and transcript.user_id is not None:
            # A queued message may be taken into the run that is going on; its messages will say so.
            return bool(asked_by == transcript.user_id)
        if transcript.queued:
            return False
        # Without the message that it answers, a run that has already ended could be that of the turn before.
        return data.get("state") not in ENDED_RUN and data.get("state") is not None

    def _take_chat(self, data: Dict[str, Any], now: float, out: List[TurnEvent], from_snapshot: bool = False) -> None:
        if data.get("id", self.chat_id) != self.chat_id or self._is_stale(data):
            return
        self._note_output_before(data)
        self.chat = {**self.chat, **data}
        self.chat.pop("chat_messages", None)
        run = run_of(data)
        if run:
            self._take_run(run, out)
        if not ("active_run" in data or "status" in data):
            return
        if is_busy(self.chat):
            self._chat_is_busy()
            if not from_snapshot:
                ask_for_unseen(self.chat, self._transcript)
        elif not from_snapshot and not self._run_over:
            # Idle, and not known to be over: a picture of the turn before, or the end of a run that was not seen.
            self._look_again(now, soon=self._seen_busy or self._transcript.is_answered())

    def _is_stale(self, data: Mapping[str, Any]) -> bool:
        """Whether this picture of the chat is older than the one that is known."""
        newer, known = data.get("updated_at"), self.chat.get("updated_at")
        return isinstance(newer, str) and isinstance(known, str) and len(newer) == len(known) and newer < known

    def _note_output_before(self, data: Mapping[str, Any]) -> None:
        """Keep the output that the chat has when the turn begins: it is that of an earlier one."""
        begun = not self._transcript.attached and not self._run_over
        if begun and not self._output_seen and "output" in data and is_busy(data):
            self._output_seen = True
            self._output_before = data["output"]

    def _chat_is_busy(self) -> None:
        if not self._transcript.queued and not self._busy_elsewhere():
            self._seen_busy = True
        self._idle_looks = 0
        self._idle_since = None
        if not self._run_over:
            self._look_at = None

    def _busy_elsewhere(self) -> bool:
        run_id, ours = as_text(run_of(self.chat).get("id")), self._transcript.run_id
        return run_id is not None and (run_id in self._transcript.earlier_runs or ours not in (None, run_id))

    # The end

    def _evaluate(self, now: float, out: List[TurnEvent], from_snapshot: bool = False, settling: bool = False) -> None:
        """Whether the turn is over."""
        if self.finished:
            return
        transcript = self._transcript
        user = transcript.states.get(transcript.user_id) if transcript.user_id is not None else None
        if user is not None and user.status == "cancelled" and not transcript.replies:
            self._finish(out, "canceled")
        elif self._run_over:
            self._evaluate_ended_run(now, out, settling)
        elif from_snapshot and not is_busy(self.chat):
            self._evaluate_idle(now, out)

    def _evaluate_ended_run(self, now: float, out: List[TurnEvent], settling: bool) -> None:
        """The run has ended. Its last messages may be still to come; `settling`: they were read since."""
        transcript, state = self._transcript, str(self.run.get("state"))
        if transcript.is_complete() and not self._want_output:
            self._finish(out, state)
        elif not settling:
            self.request_reading()
        elif self._settled >= _SETTLING or self._is_settled(state):
            self._finish(out, state)
        else:
            self._look_at = now + _RECHECK[min(self._settled - 1, len(_RECHECK) - 1)]

    def _is_settled(self, state: str) -> bool:
        """Whether all messages are written to their end. A run that completed has at least one."""
        replies = self._transcript.replies
        return all(message.covered for message in replies) and (bool(replies) or state != "completed")

    def _evaluate_idle(self, now: float, out: List[TurnEvent]) -> None:
        """The chat was read, and no run goes on."""
        transcript = self._transcript
        if transcript.attached and not self._seen_busy and all(state.is_final for state in transcript.replies):
            self._finish(out, ended_state(self.chat, transcript))
            return
        picture = [(state.id, state.status, len(state.calls)) for state in transcript.states.values()]
        same = picture == self._idle_picture
        self._idle_picture = picture
        earlier = as_text(run_of(self.chat).get("id")) in transcript.earlier_runs
        if transcript.is_answered() and not transcript.queued:
            last = transcript.replies[-1]
            if self._seen_busy or same or (not last.calls and not earlier):
                self._finish(out, ended_state(self.chat, transcript))
                return
        elif self._seen_busy and same and self._idle_looks >= _SETTLING:
            # It was busy with this turn, and is not any more: the run ended without finishing its message.
            self._finish(out, ended_state(self.chat, transcript))
            return
        if self._idle_since is None:
            self._idle_since = now
        elif now - self._idle_since > self._stalled_timeout:
            self._give_up(
                InferenceError(
                    f"the chat is idle, and the message has not been answered for {self._stalled_timeout:g} seconds"
                )
            )
            return
        self._look_again(now)

    def _look_again(self, now: float, soon: bool = False) -> None:
        wait = 0.0 if soon else _RECHECK[min(self._idle_looks, len(_RECHECK) - 1)]
        if not soon:
            self._idle_looks += 1
        at = now + wait
        self._look_at = at if self._look_at is None else min(self._look_at, at)

    def _output(self) -> Any:
        """The structured output, if there is one."""
        output = (self.run or run_of(self.chat)).get("output")
        return structured_output(self.chat, self._transcript, self._output_before) if output is None else output

    def _finish(self, out: List[TurnEvent], state: str) -> None:
        transcript = self._transcript
        for message in transcript.replies:
            transcript.emit(message, out)
        run = self.run or run_of(self.chat)
        output = self._output()
        error = run.get("error")
        last = transcript.message
        if not error and last is not None and state != "completed":
            error = last.error
        if not error and state != "completed":
            error = noted_end(transcript).get("error")
        self.finished = True
        if transcript.run_id is not None:
            self._ended_runs.add(transcript.run_id)
        out.append(TurnOver(state, last, output, str(error) if error else None))
