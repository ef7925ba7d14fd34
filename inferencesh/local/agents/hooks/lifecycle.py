"""Lifecycle hooks: who is told of what an agent does, and what comes of the answers.

Which decisions count at which event, and what follows when a hook cannot be asked, is said in docs/local-agents.md.
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
import logging
from typing import Any, Dict, List, Optional, Set, Tuple

from ...._core.values.json_guard import is_array, is_object
from ...._runtime.wait_for import wait_for
from ...common.background import BackgroundWork
from ...http.problem_documents import Problem
from ..agent_options import AgentOptions
from ..chats.records import Chat, Interrupt, Invocation, Message, Run
from ..chats.stored_agents import AgentStore
from ..chats.sub_agents import SubAgentFailed, SubAgents
from ..chats.waits import decided, notify_state
from ..tools.templates import MissingValue
from ..tools.web_requests import RequestFailed, ask_hook, fill_address
from . import hook_answers as answers
from .hook_answers import BadAnswer, HookAnswer

log: logging.Logger = logging.getLogger("inferencesh.local")

SECONDS = 30.0
"""How long a handler may take, unless its hook says otherwise."""
DECISIONS_AT: Dict[str, Tuple[str, ...]] = {
    "agent.start": ("deny", "stop", "suspend"),
    "agent.turn_start": ("deny", "stop", "suspend"),
    "agent.tool_call": ("deny", "stop", "suspend"),
    "agent.tool_result": ("deny", "stop", "suspend"),
    "agent.turn_complete": ("stop", "suspend"),
}
"""Which decisions count at which event, besides allow."""
EVENTS = (*DECISIONS_AT, "agent.error", "agent.complete", "agent.idle")
OVERRIDDEN = ("agent.tool_call", "agent.tool_result")


class RunStopped(Exception):
    """A hook ends the run; its text is the hook's reason."""


class RunRejected(Exception):
    """A hook does not let the run go on; its text becomes the run's error."""


class NotHere(Exception):
    """This platform cannot run the hook; the text says why, and what to do about it."""


@dataclasses.dataclass
class Moment:
    """Something that hooks are told of. `data` and `invocation` are for what happens to a call."""

    run: Run
    event: str
    data: Optional[Dict[str, Any]] = None
    invocation: Optional[Invocation] = None

    @property
    def chat(self) -> Chat:
        return self.run.chat

    def payload(self) -> Dict[str, Any]:
        """As handlers are told it."""
        chat = self.chat
        payload: Dict[str, Any] = {
            "event": self.event,
            "timestamp": chat.clock.timestamp(),
            "agent_id": chat.agent.agent_id,
            "chat_id": chat.id,
            "run_id": self.run.id,
            "turn_count": self.run.turns,
        }
        if self.data is not None:
            payload["data"] = self.data
        return payload


class Hooks:
    """Runs the hooks of a platform's agents."""

    def __init__(
        self, options: AgentOptions, agents: AgentStore, sub_agents: SubAgents, background: BackgroundWork
    ) -> None:
        self._options = options
        self._agents = agents
        self._sub_agents = sub_agents
        self._background = background
        self._warned: Set[Tuple[str, int]] = set()

    async def fire(
        self,
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
        moment = Moment(run, event, data, invocation)
        chat = moment.chat
        if event == "agent.start":
            self._warn_of_unknown_events(chat)
        outcome = HookAnswer()
        for number, hook in enumerate(chat.agent.hooks):
            if hook["event"] != event or chat.disable_hooks:
                continue
            if hook.get("async"):
                self._background.spawn(self._aside(number, hook, Moment(run, event, moment.data)))
                continue
            answer = await self._run(number, hook, moment)
            _take(run, answer)
            outcome.reason = answer.reason
            if answer.override is not answers.NOTHING:
                outcome.override = answer.override
                before = moment.data
                if before is not None:
                    moment.data = {**before, **_overridden(event, answer.override)}
            if answer.decision == "stop" or (answer.decision == "deny" and "deny" not in DECISIONS_AT[event]):
                raise RunStopped(answer.reason)
            if answer.decision == "deny":
                outcome.decision = "deny"
                break
        return outcome

    def idle(self, run: Run) -> None:
        """Tell, in the background, that the chat has nothing more to do."""
        if any(hook["event"] == "agent.idle" for hook in run.chat.agent.hooks):
            self._background.spawn(self._fire_idle(run))

    async def _fire_idle(self, run: Run) -> None:
        await self.fire(run, "agent.idle")

    async def _aside(self, number: int, hook: Dict[str, Any], moment: Moment) -> None:
        """A hook that nobody waits for: it may add to the chat, and decides nothing."""
        answer = await self._run(number, hook, moment, decides=False)
        if not moment.chat.deleted:
            _take(moment.run, answer)

    # -- one hook

    async def _run(self, number: int, hook: Dict[str, Any], moment: Moment, *, decides: bool = True) -> HookAnswer:
        chat, event = moment.chat, moment.event
        loop = asyncio.get_running_loop()
        begun = loop.time()
        possible = DECISIONS_AT.get(event, ()) if decides else ()
        try:
            answer = await self._ask(hook, moment)
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
        if answer.decision == "suspend" and "suspend" in possible:
            self._note(hook, moment, answer, begun)
            return await self._suspended(moment, answer)
        if answer.decision != "allow" and answer.decision not in possible:
            answer.error = f"the decision {answer.decision} does not count here"
            log.warning("the hook on %s decided %s, which does not count there", event, answer.decision)
            answer.decision = "allow"
        self._note(hook, moment, answer, begun)
        return answer

    async def _ask(self, hook: Dict[str, Any], moment: Moment) -> HookAnswer:
        kind, handler = hook["type"], str(hook.get("handler") or "")
        seconds = float(hook.get("timeout") or SECONDS)
        if kind == "webhook":
            payload = moment.payload()
            url = fill_address(handler, moment.chat.context)
            try:
                self._options.check_host(url)
            except ValueError as error:
                raise NotHere(str(error)) from None
            return answers.parse_text(await ask_hook(self._options, url, payload, seconds))
        if kind == "task":
            return await self._ask_agent(moment, handler, seconds)
        if kind == "gate":
            if moment.event not in DECISIONS_AT:
                raise NotHere(f"there is nothing to decide at {moment.event}, so a gate cannot stand there")
            silence_allows = hook.get("default_resolution") == "allow"
            return await self._person(moment, "", float(hook.get("timeout") or 0), silence_allows=silence_allows)
        if kind == "builtin":
            raise NotHere(f"the local platform has no built-in hook {handler}")
        raise NotHere(f"the local platform has no hooks of the type {kind}")

    async def _ask_agent(self, moment: Moment, handler: str, seconds: float) -> HookAnswer:
        """An agent as the handler: it is given the payload as JSON, and answers with an object, or with nothing."""
        try:
            version = self._agents.resolve(handler)
            text = json.dumps(moment.payload(), ensure_ascii=False)
            result = await wait_for(self._sub_agents.ask(moment.run, version, text), seconds)
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

    async def _suspended(self, moment: Moment, answer: HookAnswer) -> HookAnswer:
        decision = await self._person(moment, answer.reason, 0.0)
        answer.decision = decision.decision
        answer.reason = decision.reason if decision.decision == "deny" else answer.reason
        return answer

    async def _person(self, moment: Moment, reason: str, seconds: float, *, silence_allows: bool = False) -> HookAnswer:
        """Wait for a person to decide, `seconds` long at most unless that is 0."""
        run, invocation = moment.run, moment.invocation
        meta: Dict[str, Any] = {"event": moment.event, "reason": reason}
        if invocation is not None:
            meta.update(tool_name=invocation.name, arguments=invocation.arguments, tool_invocation_id=invocation.id)
            resource = ("hook_event", invocation.id)
        else:
            resource = ("turn", run.message.id if run.message is not None else run.id)
        interrupt = Interrupt(run, "hook_gate", invocation, resource=resource, meta=meta)
        kind, text, _ = await decided(run.chat, run, interrupt, seconds)
        notify_state(run.chat, run)
        if kind == "expired":
            if silence_allows:
                interrupt.resolution = "allow"
                return HookAnswer(reason="nobody decided in time")
            return HookAnswer("deny", "nobody decided in time")
        return HookAnswer("deny" if kind == "deny" else "allow", text or ("a person said no" if kind == "deny" else ""))

    # -- what comes of it

    def _note(self, hook: Dict[str, Any], moment: Moment, answer: HookAnswer, begun: float) -> None:
        """Leave a message in the chat that says what the hook did."""
        chat, run, event = moment.chat, moment.run, moment.event
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
        chat.notify_message(message)

    def _warn_of_unknown_events(self, chat: Chat) -> None:
        for number, hook in enumerate(chat.agent.hooks):
            if hook["event"] not in EVENTS:
                self._warn(chat, number, hook, f"is never run here: {hook['event']} never comes on the local platform")

    def _warn(self, chat: Chat, number: int, hook: Dict[str, Any], what: str) -> None:
        """Once for each hook of a version."""
        if (chat.agent.id, number) not in self._warned:
            self._warned.add((chat.agent.id, number))
            log.warning("agent %s: the %s hook on %s %s", chat.agent.name, hook["type"], hook["event"], what)


def _take(run: Run, answer: HookAnswer) -> None:
    if answer.injection is not None:
        run.chat.inject(answer.injection, run)
    if answer.system:
        run.system.append(answer.system)


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
