"""Lifecycle hooks: who is told of what an agent does, and what comes of the answers (behaviour notes, 6.2.9).

What the notes leave open is decided here, and said in docs/local-agents.md: which decisions count at which event, and
what follows when a hook cannot be asked.
"""

from __future__ import annotations

import asyncio
import json
import logging
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Set, Tuple

from ...._runtime.wait_for import within
from ...http.problem_documents import Problem
from ...json_values import is_array, is_object
from ..chats.records import Chat, Interrupt, Invocation, Message, Run
from ..chats.sub_agents import SubAgentFailed, ask_agent
from ..chats.waits import decided, tell_state
from ..tools.templates import MissingValue
from ..tools.web_requests import RequestFailed, ask_hook, fill_address
from . import hook_answers as answers
from .hook_answers import BadAnswer, HookAnswer

if TYPE_CHECKING:
    from ..chats.system import AgentSystem

log: logging.Logger = logging.getLogger("inferencesh.local")

SECONDS = 30.0
"""How long a handler may take, unless its hook says otherwise."""
HEEDED: Dict[str, Tuple[str, ...]] = {
    "agent.start": ("deny", "stop", "suspend"),
    "agent.turn_start": ("deny", "stop", "suspend"),
    "agent.tool_call": ("deny", "stop", "suspend"),
    "agent.tool_result": ("deny", "stop", "suspend"),
    "agent.turn_complete": ("stop", "suspend"),
}
"""What may be decided where, beside allow."""
TOLD = (*HEEDED, "agent.error", "agent.complete", "agent.idle")
OVERRIDDEN = ("agent.tool_call", "agent.tool_result")


class RunStopped(Exception):
    """A hook ends the run; its text is the hook's reason."""


class RunRejected(Exception):
    """A hook does not let the run go on; its text becomes the run's error."""


class NotHere(Exception):
    """This platform cannot run the hook; the text says why, and what to do about it."""


class Hooks:
    """Runs the hooks of a platform's agents."""

    def __init__(self, system: AgentSystem) -> None:
        self._system = system
        self._warned: Set[Tuple[str, int]] = set()

    async def fire(
        self,
        chat: Chat,
        run: Run,
        event: str,
        data: Optional[Dict[str, Any]] = None,
        invocation: Optional[Invocation] = None,
    ) -> HookAnswer:
        """Run the hooks of an event one after another, until one of them does not allow.

        What they inject is in the chat then. The answer is the last decision (allow or deny), and the last override.

        Raises:
            RunStopped: a hook stops the run.
        """
        if event == "agent.start":
            self._warn_of_what_never_comes(chat)
        outcome = HookAnswer()
        for number, hook in enumerate(chat.agent.hooks):
            if hook["event"] != event or chat.disable_hooks:
                continue
            if hook.get("async"):
                self._system.core.spawn(self._aside(chat, run, number, hook, event, data))
                continue
            answer = await self._run(chat, run, number, hook, event, data, invocation)
            self._take(chat, run, answer)
            outcome.reason = answer.reason
            if answer.override is not answers.NOTHING:
                outcome.override = answer.override
                if data is not None:
                    data = {**data, **_overridden(event, answer.override)}
            if answer.decision == "stop" or (answer.decision == "deny" and "deny" not in HEEDED[event]):
                raise RunStopped(answer.reason)
            if answer.decision == "deny":
                outcome.decision = "deny"
                break
        return outcome

    def idle(self, chat: Chat, run: Run) -> None:
        """Tell, in the background, that the chat has nothing more to do."""
        if any(hook["event"] == "agent.idle" for hook in chat.agent.hooks):
            self._system.core.spawn(self._fire_idle(chat, run))

    async def _fire_idle(self, chat: Chat, run: Run) -> None:
        await self.fire(chat, run, "agent.idle")

    async def _aside(
        self, chat: Chat, run: Run, number: int, hook: Dict[str, Any], event: str, data: Optional[Dict[str, Any]]
    ) -> None:
        """A hook that nobody waits for: it may add to the chat, and decides nothing."""
        answer = await self._run(chat, run, number, hook, event, data, None, decides=False)
        if not chat.deleted:
            self._take(chat, run, answer)

    # -- one hook

    async def _run(
        self,
        chat: Chat,
        run: Run,
        number: int,
        hook: Dict[str, Any],
        event: str,
        data: Optional[Dict[str, Any]],
        invocation: Optional[Invocation],
        *,
        decides: bool = True,
    ) -> HookAnswer:
        loop = asyncio.get_running_loop()
        begun = loop.time()
        heeded = HEEDED.get(event, ()) if decides else ()
        try:
            answer = await self._ask(chat, run, hook, event, data, invocation)
            _check_override(event, answer)
        except NotHere as error:
            answer = HookAnswer(error=str(error))
            self._warn(chat, number, hook, f"is skipped: {error}")
            if number in chat.skipped_hooks:
                return answer
            chat.skipped_hooks.add(number)
        except (BadAnswer, MissingValue, RequestFailed, SubAgentFailed) as error:
            answer = HookAnswer(error=str(error))
            log.warning("the hook on %s failed: %s", event, error)
            if event == "agent.tool_call" and decides:
                # Nobody said that the call may be made.
                answer.decision = "deny"
                answer.reason = f"the hook that decides about this call could not be asked: {error}"
        if answer.decision == "suspend" and "suspend" in heeded:
            self._note(chat, run, hook, event, answer, begun)
            return await self._suspended(chat, run, event, answer, data, invocation)
        if answer.decision != "allow" and answer.decision not in heeded:
            answer.error = f"the decision {answer.decision} is not heeded here"
            log.warning("the hook on %s decided %s, which is not heeded there", event, answer.decision)
            answer.decision = "allow"
        self._note(chat, run, hook, event, answer, begun)
        return answer

    async def _ask(
        self,
        chat: Chat,
        run: Run,
        hook: Dict[str, Any],
        event: str,
        data: Optional[Dict[str, Any]],
        invocation: Optional[Invocation],
    ) -> HookAnswer:
        kind, handler = hook["type"], str(hook.get("handler") or "")
        seconds = float(hook.get("timeout") or SECONDS)
        if kind == "webhook":
            payload = self._payload(chat, run, event, data)
            url = fill_address(handler, chat.context)
            try:
                self._system.settings.check_host(url)
            except ValueError as error:
                raise NotHere(str(error)) from None
            return answers.parse_text(await ask_hook(self._system.settings, url, payload, seconds))
        if kind == "task":
            return await self._ask_agent(chat, run, handler, self._payload(chat, run, event, data), seconds)
        if kind == "gate":
            if event not in HEEDED:
                raise NotHere(f"there is nothing to decide at {event}, so that no gate can stand there")
            return await self._gate(chat, run, hook, event, data, invocation)
        if kind == "builtin":
            raise NotHere(f"the local platform has no built-in hook {handler}")
        raise NotHere(f"the local platform has no hooks of the type {kind}")

    def _payload(self, chat: Chat, run: Run, event: str, data: Optional[Dict[str, Any]]) -> Dict[str, Any]:
        payload: Dict[str, Any] = {
            "event": event,
            "timestamp": chat.clock.timestamp(),
            "agent_id": chat.agent.agent_id,
            "chat_id": chat.id,
            "run_id": run.id,
            "turn_count": run.turns,
        }
        if data is not None:
            payload["data"] = data
        return payload

    async def _ask_agent(
        self, chat: Chat, run: Run, handler: str, payload: Dict[str, Any], seconds: float
    ) -> HookAnswer:
        """An agent as the handler: it is given the payload as JSON, and answers with an object, or with nothing."""
        try:
            version = self._system.agents.resolve(handler)
            text = json.dumps(payload, ensure_ascii=False)
            result = await within(ask_agent(self._system, chat, run, version, text), seconds)
        except Problem as error:
            raise NotHere(error.detail) from None
        except asyncio.TimeoutError:
            raise RequestFailed(f"the agent {handler} did not answer within {_seconds(seconds)}") from None
        if isinstance(result, str):
            try:
                result = json.loads(result)
            except (ValueError, RecursionError):
                return HookAnswer()  # it was told, and has nothing to decide
        return answers.parse(result) if is_object(result) or is_array(result) else HookAnswer()

    # -- people

    async def _gate(
        self,
        chat: Chat,
        run: Run,
        hook: Dict[str, Any],
        event: str,
        data: Optional[Dict[str, Any]],
        invocation: Optional[Invocation],
    ) -> HookAnswer:
        default = hook.get("default_resolution")
        return await self._person(
            chat, run, event, "", data, invocation, float(hook.get("timeout") or 0), default == "allow"
        )

    async def _suspended(
        self,
        chat: Chat,
        run: Run,
        event: str,
        answer: HookAnswer,
        data: Optional[Dict[str, Any]],
        invocation: Optional[Invocation],
    ) -> HookAnswer:
        decision = await self._person(chat, run, event, answer.reason, data, invocation, 0.0, False)
        answer.decision = decision.decision
        answer.reason = decision.reason if decision.decision == "deny" else answer.reason
        return answer

    async def _person(
        self,
        chat: Chat,
        run: Run,
        event: str,
        reason: str,
        data: Optional[Dict[str, Any]],
        invocation: Optional[Invocation],
        seconds: float,
        allowed_by_silence: bool,
    ) -> HookAnswer:
        meta: Dict[str, Any] = {"event": event, "reason": reason}
        if invocation is not None:
            meta.update(tool_name=invocation.name, arguments=invocation.arguments, tool_invocation_id=invocation.id)
            resource = ("hook_event", invocation.id)
        else:
            resource = ("turn", run.message.id if run.message is not None else run.id)
        interrupt = Interrupt(run, "hook_gate", invocation, resource=resource, meta=meta)
        kind, text, _ = await decided(chat, run, interrupt, seconds)
        tell_state(chat, run)
        if kind == "expired":
            if allowed_by_silence:
                interrupt.resolution = "allow"
                return HookAnswer(reason="nobody decided in time")
            return HookAnswer("deny", "nobody decided in time")
        return HookAnswer("deny" if kind == "deny" else "allow", text or ("a person said no" if kind == "deny" else ""))

    # -- what comes of it

    def _take(self, chat: Chat, run: Run, answer: HookAnswer) -> None:
        if answer.injection is not None:
            chat.inject(answer.injection, run)
        if answer.system:
            run.system.append(answer.system)

    def _note(self, chat: Chat, run: Run, hook: Dict[str, Any], event: str, answer: HookAnswer, begun: float) -> None:
        """Leave a message in the chat that says what the hook did."""
        if chat.deleted:
            return
        injected = answer.injection is not None and not chat.knows(answer.injection)
        handler = str(hook.get("handler") or "")
        shown: Dict[str, Any] = {
            "event": event,
            "handler_type": hook["type"],
            "handler": handler,
            "decision": answer.decision,
            "reason": answer.reason,
            "injected": injected,
            "error": answer.error,
            "duration_ms": int((asyncio.get_running_loop().time() - begun) * 1000),
        }
        message = Message(chat, "event", "ready", run)
        text = answer.error or answer.reason or f"hook on {event}: {answer.decision}"
        message.content = [{"type": "event", "text": text, "event": {"type": "hook", "hook": shown}}]
        chat.messages.append(message)
        chat.tell_message(message)

    def _warn_of_what_never_comes(self, chat: Chat) -> None:
        for number, hook in enumerate(chat.agent.hooks):
            if hook["event"] not in TOLD:
                self._warn(chat, number, hook, f"is never run here: {hook['event']} never comes on the local platform")

    def _warn(self, chat: Chat, number: int, hook: Dict[str, Any], what: str) -> None:
        """Once for each hook of a version."""
        if (chat.agent.id, number) not in self._warned:
            self._warned.add((chat.agent.id, number))
            log.warning("agent %s: the %s hook on %s %s", chat.agent.name, hook["type"], hook["event"], what)


def _check_override(event: str, answer: HookAnswer) -> None:
    if answer.override is answers.NOTHING:
        return
    if event not in OVERRIDDEN:
        raise BadAnswer(f"the hook's override means nothing at {event}: only arguments and results are overridden")
    if event == "agent.tool_call" and not is_object(answer.override):
        raise BadAnswer("the hook's override must be an object, the arguments of the call")


def _overridden(event: str, override: Any) -> Dict[str, Any]:
    if event == "agent.tool_call":
        return {"arguments": override}
    return {"result": override if isinstance(override, str) else json.dumps(override, ensure_ascii=False)}


def _seconds(seconds: float) -> str:
    return f"{seconds:g} second{'' if seconds == 1 else 's'}"


__all__: List[str] = ["Hooks", "NotHere", "RunRejected", "RunStopped"]
