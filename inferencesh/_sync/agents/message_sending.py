# Made from inferencesh/_async/agents/message_sending.py by scripts/unasync.py. Do not edit.
"""Sending a message into a chat, once, whatever becomes of the connection and of the program meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, Mapping, NamedTuple, Optional, Sequence

from ..._core.errors.classes import InferenceError, InvalidInputError, SubmissionUnknownError
from ..._core.requests import interrupts
from ..._core.requests.json_body import json_body
from ..._core.requests.options import CallOptions
from ..._core.values.json_guard import as_object
from ..._late_import import late_import
from ..._runtime import concurrency_sync as seam
from ...results.message import Message
from ..requests.interrupted import report_interrupt
from .attachments import attach
from .conversation import Conversation

if TYPE_CHECKING:
    from ..requests.http import Deadline


class Outgoing(NamedTuple):
    """A message to send.

    Attributes:
        text: what it says.
        files: what is uploaded and attached.
        attachments: file references, attached as they are.
        target: the members of the request that say which agent.
        context: goes out with the first message of a chat alone.
    """

    text: Any
    files: Optional[Sequence[Any]]
    attachments: Optional[Sequence[Mapping[str, Any]]]
    target: Mapping[str, Any]
    context: Optional[Mapping[str, str]]


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


def send_message(
    conversation: Conversation, message: Outgoing, options: CallOptions, deadline: Deadline, on_interrupt: str
) -> Sent:
    """Send a message, once.

    Args:
        on_interrupt: with "cancel", an interrupt does not break off the sending, and stops the turn.
    """
    text = message.text
    if not isinstance(text, str):
        raise InvalidInputError(f"text must be a string, not a {type(text).__name__}")
    if not text and not message.files and not message.attachments:
        raise InvalidInputError("text is empty, and there are no files: there is nothing to send")
    conversation.http.watch_scope()
    refs = [dict(ref) for ref in message.attachments or []]
    refs += attach(conversation.files, message.files, options, deadline, expand=True)
    stored: Dict[str, Any] = {"text": text}
    if refs:
        stored["attachments"] = refs
    sending = _AsyncSending(conversation, message, stored, options, deadline)
    apart = seam.Apart() if on_interrupt == interrupts.CANCEL else None
    if conversation.chat_id is not None:
        return sending.deliver(apart)
    held = conversation.first_message.wait(deadline, "the first message of this chat has no answer yet")
    claim = sending.claim = Claim(held.lock)
    try:  # messages that start together belong to one chat
        return sending.deliver(apart)
    finally:
        if apart is None or not apart.begun:  # else when the sending has ended
            claim.release()


class _AsyncSending:
    """One message on its way.

    Attributes:
        stored: the message as the platform stores it, its files uploaded.
        claim: the right to begin the chat, if this message is to.
    """

    def __init__(
        self,
        conversation: Conversation,
        message: Outgoing,
        stored: Dict[str, Any],
        options: CallOptions,
        deadline: Deadline,
    ) -> None:
        self.conversation = conversation
        self.message = message
        self.stored = stored
        self.options = options
        self.deadline = deadline
        self.claim: Optional[Claim] = None

    def deliver(self, apart: Optional[seam.Apart]) -> Sent:
        """Send it: with `apart`, in a way that an interrupt does not break off. Its end gives the claim back."""
        request = self._request()

        def send() -> Sent:
            try:
                return self._remember(self._submit(request))
            finally:
                if self.claim is not None:
                    self.claim.release()

        try:
            sent = send() if apart is None else apart.run(send)
        except BaseException as cause:
            if interrupts.is_interrupt(cause):
                self._handle_interrupt(cause, apart)
            raise
        if not sent.chat_id:
            raise InferenceError("the platform's answer names no chat, so the turn cannot be followed")
        return sent

    def _request(self) -> Dict[str, Any]:
        with late_import():
            from inferencesh_api.api.agents import run_agent

        body: Dict[str, Any] = {"chat_id": self.conversation.chat_id, "input": self.stored, **self.message.target}
        if self.message.context is not None and self.conversation.chat_id is None:
            body["context"] = self.message.context
        return run_agent.build_request(body=json_body(body))

    def _submit(self, request: Dict[str, Any]) -> Dict[str, Any]:
        """Send it; if the answer is lost, look whether the chat has the message. A chat that was to begin has no id."""
        conversation, options, deadline = self.conversation, self.options, self.deadline
        started = conversation.http.clock.monotonic()
        try:
            return as_object((conversation.http.call(request, options, deadline=deadline, submission=True)).data)
        except SubmissionUnknownError as error:
            if conversation.chat_id is None:
                error._explain("It would have begun a chat, whose id is not known: look at client.chats.list()")
                raise
            with late_import():
                from ..recovery.submission_search import find_message

            found = find_message(
                conversation.http,
                conversation.chat_id,
                self.stored,
                options,
                deadline,
                error,
                started,
                conversation.sent,
            )
            if found is None:
                raise
            return found

    def _remember(self, answer: Dict[str, Any]) -> Sent:
        """Keep what an answer says of the chat."""
        sent = Sent(*[as_object(answer.get(name)) or None for name in ("user_message", "assistant_message")])
        # An answer that came too late, in a thread, does not change the chat of the messages after it.
        if sent.chat_id and (self.claim is None or self.claim.held):
            self.conversation.sent.add(str((sent.user_message or {}).get("id")))
            self.conversation.chat_id = sent.chat_id
        return sent

    def _handle_interrupt(self, cause: BaseException, apart: Optional[seam.Apart]) -> None:
        """The program, or the coroutine, is being ended while it sends: stop the turn, or say where to look."""
        if apart is None:
            report_interrupt(interrupts.sending(self.conversation.chat_id), cause)
        elif not apart.begun:
            report_interrupt(interrupts.not_sent(), cause)
        else:
            begun = apart

            def end() -> None:
                report_interrupt(self._stop(begun), cause)

            seam.shielded(end)

    def _stop(self, apart: seam.Apart) -> str:
        """Wait for the answer to the message, and stop its turn; what came of that, in words."""
        conversation, clock = self.conversation, self.conversation.http.clock
        until = clock.monotonic() + interrupts.CANCEL_TIMEOUT
        ended = False
        try:
            ended = apart.ended(interrupts.CANCEL_TIMEOUT)
        finally:
            if not ended:  # or interrupted again
                apart.drop()
                if self.claim is not None:
                    self.claim.release()
        if not ended:
            return interrupts.unanswered_message(conversation.chat_id)
        sent: Optional[Sent] = None
        try:
            sent = apart.result()
        except SubmissionUnknownError:
            pass
        except InferenceError:
            return interrupts.not_sent()
        if sent is None or not sent.chat_id:
            return interrupts.sending(conversation.chat_id)
        queued = None if sent.assistant_message else str((sent.user_message or {}).get("id") or "")
        return conversation.stop_turn(sent.chat_id, queued, self.options, until - clock.monotonic())
