"""Chats and what can be done to them: messages, answers to calls, approvals, stopping. Lives on the server's loop."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Tuple

from ... import ids
from ...http.problem_documents import Problem, invalid, not_found
from ...json_values import is_array, is_object
from ..settings import AgentSettings
from ..tools.mcp import McpServers
from .json_parts import as_array
from .loop import AgentLoop
from .records import ENDED_CALL, Chat, Interrupt, Invocation, Message, Run
from .stored_agents import AgentStore, AgentVersion

if TYPE_CHECKING:
    from ...core import Core

log: logging.Logger = logging.getLogger("inferencesh.local")

MOST_ATTACHMENTS = 20


class AgentSystem:
    """Belongs to one platform; `core` is the platform's."""

    def __init__(self, core: Core, settings: AgentSettings) -> None:
        self.core = core
        self.settings = settings
        self.agents: AgentStore = AgentStore(core.clock)
        self.mcp: McpServers = McpServers(settings)
        self._chats: Dict[str, Chat] = {}
        self._loop = AgentLoop(self)
        for ref, config in settings.agents.items():
            self.agents.store(ref, config, f"agents[{ref!r}]")

    async def close(self) -> None:
        """End all runs, without telling anybody: the platform stops."""
        mains = [run.main for run in self.runs() if run.main is not None and not run.main.done()]
        for main in mains:
            main.cancel()
        if mains:
            await asyncio.wait(mains, timeout=5.0)
        # Also those of runs that were stopped before.
        await self.mcp.close(10.0)

    # -- chats

    def chats(self) -> List[Chat]:
        """All, oldest first."""
        return list(self._chats.values())

    def chat(self, identifier: str) -> Chat:
        """By id or short id; a 404 problem otherwise."""
        found = self._chats.get(identifier)
        if found is None and len(identifier) == 8:
            found = next((chat for chat in self._chats.values() if ids.short(chat.id) == identifier), None)
        if found is None:
            raise not_found(f"no chat {identifier}")
        return found

    def start_chat(self, version: AgentVersion, context: Any, parent: Optional[Chat] = None) -> Chat:
        """A new chat, without a message."""
        values = dict(parent.context) if parent is not None and context is None else version.fill_context(context)
        self.core.registry.resolve(version.core_app.get("ref") or version.core_app["id"])
        chat = Chat(self.core.clock, version, values)
        if parent is not None:
            chat.parent = parent
            chat.depth = parent.depth + 1
            chat.allow_all_tools = chat.allow_all_tools or parent.allow_all_tools
            parent.children.append(chat)
        self._chats[chat.id] = chat
        return chat

    def delete(self, chat: Chat) -> None:
        """Stop what goes on in it, and forget it."""
        # First, so that no queued message starts another run.
        chat.deleted = True
        self.stop(chat)
        self._chats.pop(chat.id, None)
        for follower in list(chat.followers):
            follower.close()
        for child in list(chat.children):
            self.delete(child)

    # -- messages

    def send(
        self,
        chat: Chat,
        text: str,
        attachments: Optional[List[Dict[str, Any]]] = None,
        invocation: Optional[Invocation] = None,
        agent: Optional[AgentVersion] = None,
    ) -> Message:
        """Store a user's message: it starts a run, or is queued behind the one that goes on.

        `invocation` is the call of another agent that the message comes from; `agent` answers it, and what follows.
        """
        busy = chat.run is not None and not chat.run.over
        message = Message(chat, "user", "queued" if busy else "ready")
        message.agent = agent
        message.content = _content(text, attachments or [])
        message.attachments = attachments or []
        chat.messages.append(message)
        if not chat.name:
            chat.name = text.strip().split("\n")[0][:60]
        if busy:
            chat.queue.append(message)
            chat.tell_message(message)
            self._end_waits(chat)
        else:
            self.start_run(chat, message, invocation)
        return message

    def start_run(self, chat: Chat, message: Message, invocation: Optional[Invocation] = None) -> Run:
        """Let the agent answer a message."""
        chat.agent = message.agent or chat.agent
        run = Run(chat, message)
        run.tool_invocation_id = invocation.id if invocation is not None else None
        message.run = run
        chat.run = run
        chat.runs.append(run)
        first = self._loop.new_message(chat, run)
        chat.tell()
        chat.tell_message(message)
        chat.tell_message(first)
        run.main = asyncio.get_running_loop().create_task(self._loop.drive(chat, run, first))
        return run

    def take_queued(self, chat: Chat) -> Optional[Message]:
        """The next queued message, now the newest one of the chat."""
        if not chat.queue:
            return None
        message = chat.queue.pop(0)
        chat.messages.remove(message)
        chat.messages.append(message)
        message.order = chat.take_order()
        message.status = "ready"
        return message

    def cancel_message(self, identifier: str) -> Message:
        """Withdraw a queued message; a 409 problem if it is not queued any more."""
        message = self._message(identifier)
        if message.status != "queued":
            raise Problem(409, "invalid_transition", f"message {message.id} is {message.status}, not queued")
        message.chat.queue.remove(message)
        message.status = "cancelled"
        message.chat.tell_message(message)
        return message

    def _message(self, identifier: str) -> Message:
        for chat in self._chats.values():
            for message in chat.messages:
                if identifier in (message.id, ids.short(message.id)):
                    return message
        raise not_found(f"no message {identifier}")

    # -- runs

    def run(self, identifier: str) -> Run:
        for run in self.runs():
            if identifier in (run.id, ids.short(run.id)):
                return run
        raise not_found(f"no agent run {identifier}")

    def runs(self) -> List[Run]:
        return [run for chat in self._chats.values() for run in chat.runs]

    def stop(self, chat: Chat) -> None:
        """End the run that goes on, if one does."""
        if chat.run is not None and not chat.run.over:
            self._loop.stop(chat, chat.run)

    # -- calls

    def invocation(self, identifier: str) -> Invocation:
        for chat in self._chats.values():
            for message in chat.messages:
                for invocation in message.invocations:
                    if identifier in (invocation.id, ids.short(invocation.id)):
                        return invocation
        raise not_found(f"no tool call {identifier}")

    def submit_result(self, invocation: Invocation, result: Any, attachments: Any) -> None:
        """Take the result of a call that waits for one; a problem otherwise."""
        if not isinstance(result, str):
            raise invalid("result must be a string; send JSON as its text", "result")
        refs = check_attachments(attachments)
        # A client may answer a gated call of its own: it ran the tool itself, so it has decided (D26).
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
            invocation = self.invocation(identifier)
        except Problem:
            self.resolve(self.interrupt(identifier), allow, reason)
        else:
            self.decide(invocation, allow, reason)

    def check_person(self) -> None:
        """Refuse what only a person may do, unless this platform lets keys do it."""
        if not self.settings.keys_may_approve:
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

    def interrupt(self, identifier: str) -> Interrupt:
        for chat in self._chats.values():
            for interrupt in chat.interrupts:
                if identifier in (interrupt.id, ids.short(interrupt.id)):
                    return interrupt
        raise not_found(f"no interrupt {identifier}")

    def _end_waits(self, chat: Chat) -> None:
        for interrupt in chat.pending:
            answer = interrupt.invocation.answer if interrupt.invocation is not None else None
            if interrupt.reason == "wait" and answer is not None and not answer.done():
                answer.set_result(('{"ended_by": "message"}', []))


def check_attachments(given: Any) -> List[Dict[str, Any]]:
    """File references of a message or a result; a 422 problem for anything else."""
    if given is None:
        return []
    if not is_array(given) or not all(is_object(ref) and ref.get("uri") for ref in given):
        raise invalid("attachments must be a list of objects with a uri", "attachments")
    if len(given) > MOST_ATTACHMENTS:
        raise invalid(f"attachments: at most {MOST_ATTACHMENTS}, got {len(given)}", "attachments")
    return [dict(ref) for ref in given]


def read_input(given: Any) -> Tuple[str, List[Dict[str, Any]]]:
    """Text and attachments of a run request's `input`."""
    if not is_object(given):
        raise invalid("input must be an object with a text", "input")
    text = given.get("text") or ""
    if not isinstance(text, str):
        raise invalid("input.text must be a string", "input.text")
    attachments = check_attachments(given.get("attachments"))
    if not attachments:
        # Deprecated, and read only without attachments.
        for name, kind in (("images", "image/*"), ("files", "application/octet-stream")):
            for address in as_array(given.get(name)):
                attachments.append({"uri": str(address), "filename": "", "content_type": kind})
    if not text and not attachments:
        raise invalid("input has neither a text nor attachments", "input")
    return text, attachments


def _content(text: str, attachments: List[Dict[str, Any]]) -> List[Dict[str, Any]]:
    parts: List[Dict[str, Any]] = [{"type": "text", "text": text}] if text else []
    for ref in attachments:
        kind = "image" if str(ref.get("content_type") or "").startswith("image/") else "file"
        parts.append({"type": kind, kind: ref["uri"]})
    return parts


def _wrong_state(invocation: Invocation, why: str) -> Problem:
    ended = invocation.status in ENDED_CALL
    state = f"has already {invocation.status}" if ended else f"is {invocation.status}"
    return Problem(409, "invalid_transition", f"tool call {invocation.id} {state}: it {why}")
