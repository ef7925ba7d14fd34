"""Answers that runs wait for: results of calls, and approvals."""

from __future__ import annotations

from typing import Any, Optional

from ...._contract import FINAL_CALL_STATUSES
from ...http.problem_documents import Problem, invalid
from .chat_store import ChatStore
from .message_input import check_attachments
from .records import Chat, Interrupt, Invocation


class Decisions:
    """Takes them from clients, and from people where only a person may decide."""

    def __init__(self, chats: ChatStore, keys_may_approve: bool) -> None:
        self._chats = chats
        self._keys_may_approve = keys_may_approve

    def submit_result(self, invocation: Invocation, result: Any, attachments: Any) -> None:
        """Take the result of a call that waits for one; a problem otherwise."""
        if not isinstance(result, str):
            raise invalid("result must be a string; send JSON as its text", "result")
        refs = check_attachments(attachments)
        # A client may answer a gated call of its own: it ran the tool itself, so it has decided.
        gated = invocation.status == "awaiting_approval" and invocation.type == "client"
        early = invocation.status == "in_progress" and invocation.type == "hook"
        approval = invocation.approval.decision if invocation.approval is not None else None
        if gated and approval is not None and not approval.done():
            approval.set_result(("result", result, refs))
        elif (
            (invocation.status == "awaiting_input" or early)
            and invocation.answer is not None
            and not invocation.answer.done()
        ):
            invocation.answer.set_result((result, refs))
        else:
            raise _wrong_state(invocation, "takes no result")

    def decide(self, invocation: Invocation, approve: bool, reason: Optional[str] = None) -> None:
        """Let a gated call run, or refuse it; a 409 problem if it does not wait for that."""
        interrupt = invocation.approval
        if invocation.status != "awaiting_approval" or interrupt is None or not interrupt.open:
            raise _wrong_state(invocation, "waits for no approval")
        self.resolve(interrupt, approve, reason)

    def resolve(self, interrupt: Interrupt, allow: bool, reason: Optional[str] = None) -> None:
        """Decide what an interrupt waits for; a 409 problem if there is nothing to decide."""
        if not interrupt.open or interrupt.decision is None:
            raise Problem(
                409, "invalid_transition", f"interrupt {interrupt.id} ({interrupt.reason}) is {interrupt.status}"
            )
        interrupt.decision.set_result(("allow", "", None) if allow else ("deny", reason or "", None))

    def decide_any(self, identifier: str, allow: bool, reason: Optional[str] = None) -> None:
        """Decide about a call or an interrupt, by its id."""
        try:
            invocation = self._chats.invocation(identifier)
        except Problem:
            self.resolve(self._chats.interrupt(identifier), allow, reason)
        else:
            self.decide(invocation, allow, reason)

    def require_person(self) -> None:
        """Refuse what only a person may do, unless this platform lets keys do it."""
        if not self._keys_may_approve:
            raise Problem(
                403,
                "requires_sign_in",
                "approving and rejecting tool calls needs a person who is signed in, not a key; start the platform "
                "with keys_may_approve=True (inferencesh serve --keys-may-approve) to change that",
            )

    def allow_all(self, chat: Chat) -> None:
        """No call of this chat needs an approval any more; those that wait are approved."""
        chat.allow_all_tools = True
        for interrupt in chat.pending:
            if interrupt.reason == "tool_approval" and interrupt.open:
                self.resolve(interrupt, True)


def _wrong_state(invocation: Invocation, why: str) -> Problem:
    ended = invocation.status in FINAL_CALL_STATUSES
    state = f"has already {invocation.status}" if ended else f"is {invocation.status}"
    return Problem(409, "invalid_transition", f"tool call {invocation.id} {state}: it {why}")
