# Made from inferencesh/_async/agents/conversation.py by scripts/unasync.py. Do not edit.
"""One chat as an agent object holds it: what is remembered of it, and sending messages into it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, List, Mapping, NamedTuple, Optional, Sequence, Set

from ..._core.errors.classes import ConflictError, InferenceError, InvalidInputError, SubmissionUnknownError
from ..._core.requests import interrupts
from ..._core.requests.json_body import json_body
from ..._core.requests.options import CallOptions
from ..._core.values.json_guard import as_object
from ..._runtime import concurrency_sync as seam
from ...results.message import Message
from ..requests.interrupted import tell
from ..requests.single_flight import FirstCall
from .attachments import attach

if TYPE_CHECKING:
    from ..files.files import Files
    from ..requests.http import HTTP, Deadline
    from .chats import Chats
    from .turn import Turn

LEAST = 0.5  # seconds for a request that stops a turn, however late the answer to its message came


class Sent(NamedTuple):
    """What the platform made of a message: there is no assistant message yet if it was queued."""

    user_message: Optional[Dict[str, Any]]
    assistant_message: Optional[Dict[str, Any]]

    @property
    def message(self) -> Message:
        """The agent's message, still empty, or the user's if it was queued."""
        return Message(self.assistant_message or self.user_message or {})

    @property
    def chat_id(self) -> str:
        """The chat's id; empty if the platform named none."""
        named = [(message or {}).get("chat_id") for message in (self.assistant_message, self.user_message)]
        return str(named[0] or named[1] or "")


class Claim:
    """The right to begin a chat, given back once: by the sending, or by its caller who waits for that no longer."""

    def __init__(self, lock: seam.Lock) -> None:
        self._locks = [lock]

    @property
    def held(self) -> bool:
        return bool(self._locks)

    def release(self) -> None:
        try:
            self._locks.pop().release()
        except IndexError:
            pass  # it was given back before


class Conversation:
    """A chat, and what this side has had to do with it.

    Attributes:
        chat_id: None before the first message.
        dispatched: ids of the client calls that were handed out, to a handler say.
        answered: ids of the calls whose results were sent.
        running: ids of the calls that a person let run here, and whose function is at work.
        interrupted: ids of the calls whose handler was ended half-way, or whose result did not get through.
        ended_runs: ids of the runs whose end was seen.
        output: the chat's structured output, as the last turn left it.
        turn: the turn that was begun last.
        drivers: the turns that answer calls, oldest first.
    """

    def __init__(
        self,
        http: HTTP,
        files: Files,
        chats: Chats,
        options: CallOptions,
        chat_id: Optional[str] = None,
    ) -> None:
        self.http = http
        self.files = files
        self.chats = chats
        self.options = options
        self.chat_id = chat_id
        self.dispatched: Set[str] = set()
        self.answered: Set[str] = set()
        self.running: Set[str] = set()
        self.interrupted: Set[str] = set()
        self.ended_runs: Set[str] = set()
        self.output: Any = None
        self.turn: Optional[Turn] = None
        self.drivers: List[Turn] = []
        self._sent: Set[str] = set()  # messages
        self._first = FirstCall()

    def anew(self) -> Conversation:
        """One that has not begun. A turn that is still followed goes on with this one."""
        return Conversation(self.http, self.files, self.chats, self.options)

    @property
    def known_chat(self) -> str:
        if self.chat_id is None:
            raise InvalidInputError("there is no chat yet: send a message first, or pass chat_id= to client.agent(...)")
        return self.chat_id

    def send(
        self,
        text: Any,
        files: Optional[Sequence[Any]],
        attachments: Optional[Sequence[Mapping[str, Any]]],
        options: CallOptions,
        deadline: Deadline,
        target: Mapping[str, Any],
        context: Optional[Mapping[str, str]],
        on_interrupt: str,
    ) -> Sent:
        """Send a message, once.

        Args:
            target: the members of the request that say which agent.
            context: goes out with the first message of a chat alone.
            on_interrupt: with "cancel", an interrupt does not break off the sending, and stops the turn.
        """
        if not isinstance(text, str):
            raise InvalidInputError(f"text must be a string, not a {type(text).__name__}")
        if not text and not files and not attachments:
            raise InvalidInputError("text is empty, and there are no files: there is nothing to send")
        self.http.watch_scope()
        refs = [dict(ref) for ref in attachments or []]
        refs += attach(self.files, files, options, deadline, expand=True)
        message: Dict[str, Any] = {"text": text}
        if refs:
            message["attachments"] = refs
        apart = seam.Apart() if on_interrupt == interrupts.CANCEL else None
        if self.chat_id is not None:
            return self._deliver(message, options, deadline, target, context, apart)
        held = self._first.wait(deadline, "the first message of this chat has no answer yet")
        claim = Claim(held.lock)
        try:  # messages that start together belong to one chat
            return self._deliver(message, options, deadline, target, context, apart, claim)
        finally:
            if apart is None or not apart.begun:  # else when the sending has ended
                claim.release()

    def _deliver(
        self,
        message: Dict[str, Any],
        options: CallOptions,
        deadline: Deadline,
        target: Mapping[str, Any],
        context: Optional[Mapping[str, str]],
        apart: Optional[seam.Apart],
        claim: Optional[Claim] = None,
    ) -> Sent:
        """Send it: with `apart`, in a way that an interrupt does not break off. Its end gives `claim` back."""
        from inferencesh_api.api.agents import run_agent

        body: Dict[str, Any] = {"chat_id": self.chat_id, "input": message, **target}
        if context is not None and self.chat_id is None:
            body["context"] = context
        request = run_agent.build_request(body=json_body(body))

        def send() -> Sent:
            try:
                answer = self._submit(request, message, options, deadline)
                found = [as_object(answer.get(name)) or None for name in ("user_message", "assistant_message")]
                sent = Sent(*found)
                # An answer that came too late, in a thread, does not change the chat of the messages after it.
                if sent.chat_id and (claim is None or claim.held):
                    self._sent.add(str((sent.user_message or {}).get("id")))
                    self.chat_id = sent.chat_id
                return sent
            finally:
                if claim is not None:
                    claim.release()

        try:
            sent = send() if apart is None else apart.run(send)
        except BaseException as cause:
            if interrupts.is_interrupt(cause):
                self._handle_interrupt(cause, apart, claim, options)
            raise
        if not sent.chat_id:
            raise InferenceError("the platform's answer names no chat, so the turn cannot be followed")
        return sent

    def _handle_interrupt(
        self, cause: BaseException, apart: Optional[seam.Apart], claim: Optional[Claim], options: CallOptions
    ) -> None:
        """The program, or the coroutine, is being ended while it sends: stop the turn, or say where to look."""
        if apart is None:
            tell(interrupts.sending(self.chat_id), cause)
        elif not apart.begun:
            tell(interrupts.not_sent(), cause)
        else:
            begun = apart

            def end() -> None:
                tell(self._stop_sent(begun, claim, options), cause)

            seam.shielded(end)

    def _stop_sent(self, apart: seam.Apart, claim: Optional[Claim], options: CallOptions) -> str:
        """Wait for the answer to a message, and stop its turn; what came of that, in words."""
        clock = self.http.clock
        until = clock.monotonic() + interrupts.CANCEL_TIMEOUT
        ended = False
        try:
            ended = apart.ended(interrupts.CANCEL_TIMEOUT)
        finally:
            if not ended:  # or interrupted again
                apart.drop()
                if claim is not None:
                    claim.release()
        if not ended:
            return interrupts.unanswered_message(self.chat_id)
        sent: Optional[Sent] = None
        try:
            sent = apart.result()
        except SubmissionUnknownError:
            pass
        except InferenceError:
            return interrupts.not_sent()
        if sent is None or not sent.chat_id:
            return interrupts.sending(self.chat_id)
        queued = None if sent.assistant_message else str((sent.user_message or {}).get("id") or "")
        return self.stop_turn(sent.chat_id, queued, options, until - clock.monotonic())

    def stop_turn(self, chat_id: str, queued: Optional[str], options: CallOptions, seconds: float) -> str:
        """Stop a turn within so many seconds, whose program was interrupted; what came of that, in words.

        Args:
            queued: the id of its message, if that waits behind another run, which is not this caller's to stop.
        """
        clock = self.http.clock
        until = clock.monotonic() + seconds

        def left() -> float:
            return max(until - clock.monotonic(), LEAST)

        try:
            if queued:
                try:
                    self.chats.cancel_message(queued, chat_id=chat_id, timeout=left(), retry=2, headers=options.headers)
                    return interrupts.message_withdrawn(chat_id)
                except ConflictError:  # its turn has just come
                    pass
            self.chats.stop(chat_id, timeout=left(), retry=2, headers=options.headers)
        except InferenceError as error:
            return interrupts.turn_not_stopped(chat_id, error.message)
        return interrupts.turn_stopped(chat_id)

    def _submit(
        self, request: Dict[str, Any], message: Dict[str, Any], options: CallOptions, deadline: Deadline
    ) -> Dict[str, Any]:
        """Send it; if the answer is lost, look whether the chat has the message. A chat that was to begin has no id."""
        started = self.http.clock.monotonic()
        try:
            return as_object((self.http.call(request, options, deadline=deadline, submission=True)).data)
        except SubmissionUnknownError as error:
            if self.chat_id is None:
                error.explain("It would have begun a chat, whose id is not known: look at client.chats.list()")
                raise
            from ..recovery.submission_search import find_message

            found = find_message(self.http, self.chat_id, message, options, deadline, error, started, self._sent)
            if found is None:
                raise
            return found
