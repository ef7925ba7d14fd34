"""The agent loop: model, calls, model, until the model has nothing more to call (behaviour notes, 8.5)."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Tuple

from ...http.problem_documents import Problem
from ...json_values import is_array, is_object
from ...tasks.task_store import Follower, Status, Task
from ..hooks.lifecycle import Hooks, RunRejected, RunStopped
from ..models.llm_output import NotAnAnswer, check_answer
from ..tools.templates import MissingValue, fill_context
from ..tools.toolbox import offered, tools_of
from ..tools.web_requests import read_page
from .calls import Caller
from .json_parts import as_array, as_object
from .prompt import llm_input
from .records import ENDED_CALL, Chat, Invocation, Message, Run

if TYPE_CHECKING:
    from .system import AgentSystem

log: logging.Logger = logging.getLogger("inferencesh.local")

MOST_NESTED = 100
"""Levels that the arguments of a call may have."""
MOST_IN_A_ROW = 500
"""Messages that a chat may have in a row without one of the user's."""


class RunFailed(Exception):
    """The run cannot go on; its text becomes the run's error."""


class AgentLoop:
    def __init__(self, system: AgentSystem) -> None:
        self._system = system
        self._hooks = Hooks(system)
        self._caller = Caller(system, self._hooks)

    def new_message(self, chat: Chat, run: Run) -> Message:
        """The assistant message that the model's next turn is written to."""
        message = Message(chat, "assistant", "pending", run)
        chat.messages.append(message)
        return message

    async def drive(self, chat: Chat, run: Run, message: Message) -> None:
        """One run from its first message to its end. Never raises but for cancellation."""
        try:
            await self._let_streams_open(chat)
            run.state = "working"
            run.message = message
            chat.tell_run(run)
            await self._ask(chat, run, "agent.start")
            await self._turns(chat, run, message)
            await self._hooks.fire(chat, run, "agent.complete")
            self._finish(chat, run, "completed")
        except asyncio.CancelledError:
            # Stopped by somebody (then `stop` has told all that there is to tell), or the platform ends.
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
        answer = await self._hooks.fire(chat, run, event)
        if answer.decision == "deny":
            raise RunRejected(answer.reason or f"a hook on {event} refused the run")

    async def _let_streams_open(self, chat: Chat) -> None:
        delay = self._system.settings.run_delay
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
            tools = await tools_of(self._system, chat)
            given = llm_input(chat, offered(tools), run)
            chat.spend_injections()
            output = await self._model_turn(chat, run, message, given)
            calls = self._write(chat, message, output, tools)
            run.message = None
            if calls:
                await self._caller.run_all(chat, run, calls, tools)
                for invocation in calls:
                    self._note_result(chat, run, invocation)
            await self._hooks.fire(chat, run, "agent.turn_complete")
            if not calls:
                return
            finish = next((call for call in calls if _hands_over(call)), None)
            if finish is not None:
                run.output = chat.output = finish.arguments
                return
            if any(call.name == "wait" and call.type == "internal" for call in calls):
                # The message that ended the wait is answered by the same run.
                came = self._system.take_queued(chat)
                if came is not None:
                    came.run = run
                    chat.agent = came.agent or chat.agent
                    chat.tell_message(came)
            if self._in_a_row(chat) >= MOST_IN_A_ROW:
                raise RunFailed(
                    f"{MOST_IN_A_ROW} messages in a row without one of the user's: the agent goes in circles"
                )
            message = self.new_message(chat, run)
            chat.tell_message(message)

    async def _preload(self, chat: Chat) -> None:
        """Fetch the texts of skills that are to be in the prompt and have only an address."""
        for skill in chat.agent.skills:
            if skill.get("preload") and not skill.get("content") and skill["name"] not in chat.preloaded:
                try:
                    text = await read_page(self._system.settings, skill.get("url"))
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

    # -- the model

    async def _model_turn(self, chat: Chat, run: Run, message: Message, given: Dict[str, Any]) -> Dict[str, Any]:
        core_app = chat.agent.core_app
        request: Dict[str, Any] = {"input": self._fitting(core_app, given), "setup": core_app.get("setup")}
        if core_app.get("ref"):
            request["app"] = core_app["ref"]
        else:
            request.update(app_id=core_app["id"], version_id=core_app.get("version_id"))
        task = self._system.core.scheduler.submit(request)
        message.task_id = task.id
        run.task_ids.append(task.id)
        follower = Follower(task)
        told: Dict[str, str] = {"response": "", "reasoning": ""}
        try:
            ended = False
            while not ended:
                frames = await follower.next(3600.0)
                ended = task.status.terminal
                for frame in frames:
                    self._pass_on(chat, message, frame, told)
        finally:
            follower.close()
            self._cancel_task(task)
        run.task_ids.remove(task.id)
        if task.status != Status.COMPLETED:
            raise RunFailed(_last_line(task.error) or f"the model's task {task.status.text}")
        try:
            return check_answer(task.app.ref, task.output)
        except NotAnAnswer as error:
            raise RunFailed(str(error)) from None

    def _fitting(self, core_app: Dict[str, Any], given: Dict[str, Any]) -> Dict[str, Any]:
        """Only what the model's app takes: an app with a signature of its own need not know every setting."""
        registry = self._system.core.registry
        app, named, _ = registry.resolve(core_app.get("ref") or core_app["id"])
        schema = app.functions[named or app.default_function].shape.schema()
        if schema.get("type") != "object" or schema.get("additionalProperties") is not False:
            return given
        return {key: value for key, value in given.items() if key in as_object(schema.get("properties"))}

    def _pass_on(self, chat: Chat, message: Message, frame: Dict[str, Any], told: Dict[str, str]) -> None:
        if frame.get("event") == "delta":
            delta = {
                name: piece
                for name, piece in frame["data"]["delta"].items()
                if name in told and isinstance(piece, str) and piece
            }
            for name, piece in delta.items():
                told[name] += piece
        else:
            output = frame["data"].get("output")
            if not is_object(output):
                return
            # Most apps yield the whole text again and again: what it has grown by is the delta.
            delta = {}
            for name, known in told.items():
                text = output.get(name)
                if isinstance(text, str) and len(text) > len(known) and text.startswith(known):
                    delta[name] = text[len(known) :]
                    told[name] = text
        if delta:
            # Who reads the message meanwhile gets what there is of it.
            kinds = (("reasoning", "reasoning"), ("text", "response"))
            message.content = [{"type": kind, "text": told[name]} for kind, name in kinds if told[name]]
            chat.tell_delta(message, delta)

    def _write(
        self, chat: Chat, message: Message, output: Dict[str, Any], tools: Dict[str, Dict[str, Any]]
    ) -> List[Invocation]:
        """Put the model's output into its message."""
        content: List[Dict[str, Any]] = []
        if output.get("reasoning"):
            content.append({"type": "reasoning", "text": str(output["reasoning"])})
        if output.get("response"):
            content.append({"type": "text", "text": str(output["response"])})
        for image in as_array(output.get("images")):
            content.append({"type": "image", "image": str(image)})
        message.content = content
        message.reasoning_state = output.get("reasoning_state")
        for position, call in enumerate(as_array(output.get("tool_calls"))):
            message.invocations.append(self._invocation(chat, message, call, position, tools))
        message.status = "ready"
        chat.tell_message(message)
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
        chat.tell_message(message)

    # -- the end

    def stop(self, chat: Chat, run: Run) -> None:
        """End a run now: its open calls, its messages, its tasks and its sub-agents."""
        if run.main is not None:
            run.main.cancel()
        for identifier in list(run.task_ids):
            self._cancel_task(self._system.core.tasks.get(identifier))
        for child in run.children:
            self._system.stop(child)
        self._break_off(chat, run)

    def _break_off(self, chat: Chat, run: Run) -> None:
        self._close_open(chat, run, "cancelled")
        self._finish(chat, run, "canceled")

    def _cancel_task(self, task: Task) -> None:
        if not task.status.terminal:
            self._system.core.scheduler.cancel(task)

    def _close_open(self, chat: Chat, run: Run, status: str, error: Optional[str] = None) -> None:
        for interrupt in chat.pending:
            if interrupt.run is run:
                interrupt.settle("cancelled")
        for message in chat.messages:
            if message.run is not run:
                continue
            changed = False
            for invocation in message.invocations:
                if invocation.status not in ENDED_CALL:
                    invocation.status = "cancelled"
                    invocation.touch()
                    changed = True
            if message.status == "pending":
                message.status = status
                if error is not None:
                    message.content = [{"type": "text", "text": "", "error": error}]
                changed = True
            if changed:
                chat.tell_message(message)

    async def _fail(self, chat: Chat, run: Run, error: str) -> None:
        run.error = error
        try:
            await self._hooks.fire(chat, run, "agent.error", {"error": error})
        except RunStopped:  # it ends in any case
            pass
        self._close_open(chat, run, "failed", error)
        note = Message(chat, "event", "ready", run)
        event = {"type": "run_failed", "run": {"run_id": run.id, "state": "failed"}}
        note.content = [{"type": "event", "text": error, "event": event}]
        chat.messages.append(note)
        chat.tell_message(note)
        self._finish(chat, run, "failed")

    def _finish(self, chat: Chat, run: Run, state: str) -> None:
        if run.over:
            return
        run.state = state
        run.touch()
        run.finished_at = run.updated_at
        chat.tell_run(run)
        following = None if chat.deleted or self._system.core.closing else self._system.take_queued(chat)
        if following is not None:
            self._system.start_run(chat, following)
        else:
            chat.tell()
            if not chat.deleted:
                self._hooks.idle(chat, run)
        run.ended.set()


def _hands_over(call: Invocation) -> bool:
    return call.name == "finish" and call.type == "internal" and call.status == "completed"


def _arguments(given: Any) -> Tuple[Any, Optional[str]]:
    """Arguments as an object, from an object or its JSON text; and what is wrong with them."""
    if isinstance(given, str):
        if not given.strip():
            return {}, None
        try:
            given = json.loads(given, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            return {}, "the arguments are not valid JSON"
    if given is None:
        return {}, None
    if not is_object(given):
        return {}, "the arguments must be a JSON object"
    if _depth(given) > MOST_NESTED:
        return {}, f"the arguments are nested too deep: {MOST_NESTED} levels at most"
    return given, None


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _depth(value: Any) -> int:
    """How many objects and arrays are inside each other, without recursion."""
    depth, level = 0, [value]
    while level and depth <= MOST_NESTED:
        inner: List[Any] = []
        for item in level:
            inner += list(item.values()) if is_object(item) else item if is_array(item) else []
        depth, level = depth + 1, [item for item in inner if is_object(item) or is_array(item)]
    return depth


def _last_line(error: Optional[str]) -> str:
    """What a task's error says, without traceback and class name."""
    lines = (error or "").strip().splitlines()
    if not lines:
        return ""
    text = (error or "").strip()
    if text.startswith("Traceback "):
        # The exception's own text begins at the first line that is not indented after the traceback's frames.
        start = next((i for i, line in enumerate(lines[1:], 1) if not line.startswith(" ")), len(lines) - 1)
        text = "\n".join(lines[start:])
    head, colon, rest = text.partition(": ")
    return rest if colon and head.replace(".", "").replace("_", "").isalnum() and head[:1].isalpha() else text
