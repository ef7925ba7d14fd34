"""The agent loop: model, calls, model, until the model has nothing more to call."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any, Dict, List, Optional, Tuple

from ...._contract import FINAL_CALL_STATUSES
from ...._core.values.json_guard import as_list, is_array, is_object
from ...common.strict_json import parse_json
from ...http.problem_documents import Problem
from ..agent_options import AgentOptions
from ..chats.prompt import llm_input
from ..chats.records import Chat, Invocation, Message, Run
from ..hooks.lifecycle import Hooks, RunRejected, RunStopped
from ..tools.templates import MissingValue, fill_context
from ..tools.web_requests import read_page
from .app_tasks import AppTasks
from .model_turns import ModelTurns, RunFailed
from .tool_calls import ToolCaller
from .toolbox import Toolbox

log: logging.Logger = logging.getLogger("inferencesh.local")

MOST_NESTED = 100
"""Levels that the arguments of a call may have."""
MOST_IN_A_ROW = 500
"""Messages that a chat may have in a row without one of the user's."""


class AgentLoop:
    """Answers messages. Belongs to one platform, and lives on its event loop."""

    def __init__(
        self, options: AgentOptions, apps: AppTasks, toolbox: Toolbox, caller: ToolCaller, hooks: Hooks
    ) -> None:
        self._options = options
        self._apps = apps
        self._models = ModelTurns(apps)
        self._toolbox = toolbox
        self._caller = caller
        self._hooks = hooks
        self._closing = False

    def close(self) -> None:
        """Start no further runs."""
        self._closing = True

    def start(self, chat: Chat, message: Message, invocation: Optional[Invocation] = None) -> None:
        """Let the agent answer a message."""
        chat.agent = message.agent or chat.agent
        run = Run(chat, message)
        run.tool_invocation_id = invocation.id if invocation is not None else None
        message.run = run
        chat.run = run
        chat.runs.append(run)
        first = self._new_message(chat, run)
        chat.notify()
        chat.notify_message(message)
        chat.notify_message(first)
        run.main = asyncio.get_running_loop().create_task(self._drive(chat, run, first))

    def _new_message(self, chat: Chat, run: Run) -> Message:
        """The assistant message that the model's next turn is written to."""
        message = Message(chat, "assistant", "pending", run)
        chat.messages.append(message)
        return message

    async def _drive(self, chat: Chat, run: Run, message: Message) -> None:
        """One run from its first message to its end. Never raises but for cancellation."""
        try:
            await self._let_streams_open(chat)
            run.state = "working"
            run.message = message
            chat.notify_run(run)
            await self._ask(chat, run, "agent.start")
            await self._turns(chat, run, message)
            await self._hooks.fire(run, "agent.complete")
            self._finish(chat, run, "completed")
        except asyncio.CancelledError:
            # Stopped by a caller (`stop` has notified the followers then), or the platform ends.
            raise
        except RunStopped:
            self._break_off(chat, run)
        except RunRejected as rejection:
            run.error = str(rejection)
            self._close_open(chat, run, "failed", run.error)
            self._finish(chat, run, "rejected")
        except (RunFailed, Problem) as error:
            await self._fail(chat, run, error.detail if isinstance(error, Problem) else str(error))
        except Exception as error:
            log.exception("run %s of chat %s broke", run.id, chat.id)
            await self._fail(chat, run, f"the platform failed to run the agent: {error!r}")

    async def _ask(self, chat: Chat, run: Run, event: str) -> None:
        """Run the hooks of an event that may keep the run from going on."""
        answer = await self._hooks.fire(run, event)
        if answer.decision == "deny":
            raise RunRejected(answer.reason or f"a hook on {event} refused the run")

    async def _let_streams_open(self, chat: Chat) -> None:
        delay = self._options.run_delay
        if delay <= 0 or chat.parent is not None or chat.followed.is_set():
            return
        # Official clients open the stream only after their message was answered, and get no history from it.
        timer = chat.clock.call_later(asyncio.get_running_loop(), delay, chat.followed.set)
        try:
            await chat.followed.wait()
        finally:
            timer.cancel()

    async def _turns(self, chat: Chat, run: Run, first: Message) -> None:
        message = first
        while True:
            run.turns += 1
            run.message = message
            await self._ask(chat, run, "agent.turn_start")
            await self._preload(chat)
            tools = await self._toolbox.tools_of(chat)
            given = llm_input(chat, list(tools.values()), run)
            chat.spend_injections()
            output = await self._models.take(chat, run, message, given)
            calls = self._write(chat, message, output, tools)
            run.message = None
            if calls:
                await self._caller.run_all(chat, run, calls, tools)
                for invocation in calls:
                    self._note_result(chat, run, invocation)
            await self._hooks.fire(run, "agent.turn_complete")
            if not calls:
                return
            finish = next((call for call in calls if _hands_over(call)), None)
            if finish is not None:
                run.output = chat.output = finish.arguments
                return
            if any(call.name == "wait" and call.type == "internal" for call in calls):
                # The message that ended the wait is answered by the same run.
                came = chat.take_queued()
                if came is not None:
                    came.run = run
                    chat.agent = came.agent or chat.agent
                    chat.notify_message(came)
            if self._in_a_row(chat) >= MOST_IN_A_ROW:
                raise RunFailed(
                    f"{MOST_IN_A_ROW} messages in a row without one of the user's: the agent goes in circles"
                )
            message = self._new_message(chat, run)
            chat.notify_message(message)

    async def _preload(self, chat: Chat) -> None:
        """Fetch the texts of skills that are to be in the prompt and have only an address."""
        for skill in chat.agent.skills:
            if skill.get("preload") and not skill.get("content") and skill["name"] not in chat.preloaded:
                try:
                    text = await read_page(self._options, skill.get("url"))
                except ValueError as error:
                    raise RunFailed(f"the skill {skill['name']} could not be read: {error}") from None
                chat.preloaded[skill["name"]] = text

    def _in_a_row(self, chat: Chat) -> int:
        count = 0
        for message in reversed(chat.messages):
            if message.role == "user":
                break
            count += 1
        return count

    # -- what the model said

    def _write(
        self, chat: Chat, message: Message, output: Dict[str, Any], tools: Dict[str, Dict[str, Any]]
    ) -> List[Invocation]:
        """Put the model's output into its message."""
        content: List[Dict[str, Any]] = []
        if output.get("reasoning"):
            content.append({"type": "reasoning", "text": str(output["reasoning"])})
        if output.get("response"):
            content.append({"type": "text", "text": str(output["response"])})
        for image in as_list(output.get("images")):
            content.append({"type": "image", "image": str(image)})
        message.content = content
        message.reasoning_state = output.get("reasoning_state")
        for position, call in enumerate(as_list(output.get("tool_calls"))):
            message.invocations.append(self._invocation(chat, message, call, position, tools))
        message.status = "ready"
        chat.notify_message(message)
        return message.invocations

    def _invocation(
        self, chat: Chat, message: Message, call: Any, position: int, tools: Dict[str, Dict[str, Any]]
    ) -> Invocation:
        function = call.get("function") if is_object(call) else None
        if not is_object(function) or not isinstance(function.get("name"), str):
            raise RunFailed(f"the model made a tool call without a name: {call!r:.200}")
        call_id = str(call.get("id") or f"call_{message.order}_{position}")
        arguments, problem = _arguments(function.get("arguments"))
        invocation = Invocation(chat.clock, message, call_id, function["name"], arguments)
        tool = tools.get(invocation.name)
        if tool is not None:
            invocation.type = tool["type"]
            invocation.display_name = tool["definition"].get("display_name") or invocation.name
        if problem is None:
            try:
                invocation.arguments = fill_context(arguments, chat.context)
            except MissingValue as error:
                problem = str(error)
        if problem is None and tool is None:
            problem = f"there is no tool {invocation.name!r}; there are {', '.join(tools) or 'none'}"
        if problem is not None:
            invocation.status = "failed"
            invocation.result = json.dumps({"error": problem})
        return invocation

    def _note_result(self, chat: Chat, run: Run, invocation: Invocation) -> None:
        message = Message(chat, "tool", "ready", run)
        message.tool_call_id = invocation.call_id
        message.content = [{"type": "text", "text": invocation.result or ""}]
        for ref in invocation.attachments:
            kind = "image" if str(ref.get("content_type") or "").startswith("image/") else "file"
            message.content.append({"type": kind, kind: ref["uri"]})
        message.attachments = list(invocation.attachments)
        chat.messages.append(message)
        chat.notify_message(message)

    # -- the end

    def stop(self, chat: Chat) -> None:
        """End the run that goes on, if one does: its open calls, its messages, its tasks and its sub-agents."""
        run = chat.run
        if run is None or run.over:
            return
        if run.main is not None:
            run.main.cancel()
        self._apps.cancel_all(run)
        for child in run.children:
            self.stop(child)
        self._break_off(chat, run)

    def _break_off(self, chat: Chat, run: Run) -> None:
        self._close_open(chat, run, "cancelled")
        self._finish(chat, run, "canceled")

    def _close_open(self, chat: Chat, run: Run, status: str, error: Optional[str] = None) -> None:
        for interrupt in chat.pending:
            if interrupt.run is run:
                interrupt.settle("cancelled")
        for message in chat.messages:
            if message.run is not run:
                continue
            changed = False
            for invocation in message.invocations:
                if invocation.status not in FINAL_CALL_STATUSES:
                    invocation.status = "cancelled"
                    invocation.touch()
                    changed = True
            if message.status == "pending":
                message.status = status
                if error is not None:
                    message.content = [{"type": "text", "text": "", "error": error}]
                changed = True
            if changed:
                chat.notify_message(message)

    async def _fail(self, chat: Chat, run: Run, error: str) -> None:
        run.error = error
        try:
            await self._hooks.fire(run, "agent.error", {"error": error})
        except RunStopped:  # it ends in any case
            pass
        self._close_open(chat, run, "failed", error)
        note = Message(chat, "event", "ready", run)
        event = {"type": "run_failed", "run": {"run_id": run.id, "state": "failed"}}
        note.content = [{"type": "event", "text": error, "event": event}]
        chat.messages.append(note)
        chat.notify_message(note)
        self._finish(chat, run, "failed")

    def _finish(self, chat: Chat, run: Run, state: str) -> None:
        if run.over:
            return
        run.state = state
        run.touch()
        run.finished_at = run.updated_at
        chat.notify_run(run)
        following = None if chat.deleted or self._closing else chat.take_queued()
        if following is not None:
            self.start(chat, following)
        else:
            chat.notify()
            if not chat.deleted:
                self._hooks.idle(run)
        run.ended.set()


def _hands_over(call: Invocation) -> bool:
    return call.name == "finish" and call.type == "internal" and call.status == "completed"


def _arguments(given: Any) -> Tuple[Any, Optional[str]]:
    """Arguments as an object, from an object or its JSON text; and what is wrong with them."""
    if isinstance(given, str):
        if not given.strip():
            return {}, None
        try:
            given = parse_json(given)
        except (ValueError, RecursionError):
            return {}, "the arguments are not valid JSON"
    if given is None:
        return {}, None
    if not is_object(given):
        return {}, "the arguments must be a JSON object"
    if _depth(given) > MOST_NESTED:
        return {}, f"the arguments are nested too deep: {MOST_NESTED} levels at most"
    return given, None


def _depth(value: Any) -> int:
    """How many objects and arrays are inside each other, without recursion."""
    depth, level = 0, [value]
    while level and depth <= MOST_NESTED:
        inner: List[Any] = []
        for item in level:
            inner += list(item.values()) if is_object(item) else item if is_array(item) else []
        depth, level = depth + 1, [item for item in inner if is_object(item) or is_array(item)]
    return depth
