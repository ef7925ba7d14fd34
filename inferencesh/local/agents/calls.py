"""Carrying out the calls that a model makes: approvals first, then by the kind of the tool (behaviour notes, 5.5)."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Tuple

from ..clock import format_time
from ..json_values import is_object
from ..problems import Problem
from ..tasks import Status, Task
from . import code, search, web
from .internal import SIMPLE, skill_of
from .json_parts import as_array, as_object
from .records import ENDED_CALL, Chat, Interrupt, Invocation, Run
from .toolbox import agent_version, app_request

if TYPE_CHECKING:
    from .system import AgentSystem

log = logging.getLogger("inferencesh.local")

DEEPEST = 5
"""How far agents may call agents that call agents."""
DRAWING_APP = "infsh/flux-schnell"
Tools = Dict[str, Dict[str, Any]]


class CallFailed(Exception):
    """A tool did not do what it was asked; its text is what the model sees."""


class Caller:
    def __init__(self, system: AgentSystem) -> None:
        self._system = system

    async def run_all(self, chat: Chat, run: Run, calls: List[Invocation], tools: Tools) -> None:
        """Carry out the calls of one message at the same time, and wait for all of them."""
        jobs = [
            asyncio.get_running_loop().create_task(self._run(chat, run, call, tools))
            for call in calls
            if call.status not in ENDED_CALL
        ]
        try:
            if jobs:
                await asyncio.gather(*jobs)
        finally:
            for job in jobs:
                job.cancel()

    async def _run(self, chat: Chat, run: Run, call: Invocation, tools: Tools) -> None:
        tool = tools[call.name]
        try:
            answered = await self._approval(chat, run, call, tool["definition"])
            result, attachments = answered if answered is not None else await self._execute(chat, run, call, tool)
            call.attachments = attachments
            if call.status != "completed":
                self._become(chat, call, "completed", result)
        except _Refused as refusal:
            self._become(chat, call, "cancelled", json.dumps({"error": str(refusal)}))
        except (CallFailed, Problem, ValueError, KeyError, OSError) as error:
            detail = error.detail if isinstance(error, Problem) else str(error)
            self._become(chat, call, "failed", json.dumps({"error": detail}, ensure_ascii=False))

    def _become(self, chat: Chat, call: Invocation, status: str, result: Optional[str] = None) -> None:
        call.status = status
        if result is not None:
            call.result = result
        call.touch()
        chat.tell_message(call.message)

    # -- approval

    async def _approval(
        self, chat: Chat, run: Run, call: Invocation, definition: Dict[str, Any]
    ) -> Optional[Tuple[str, List[Dict[str, Any]]]]:
        """Wait until a gated call is approved. The result, if the client has answered in the same step."""
        exact = call.name + json.dumps(call.arguments, sort_keys=True)
        if not definition.get("require_approval") or chat.allow_all_tools or {call.name, exact} & chat.allowed:
            return None
        seconds = definition.get("approval_timeout") or 0
        clock = chat.clock
        interrupt = Interrupt(run, "tool_approval", call, format_time(clock.time() + seconds) if seconds else None)
        call.decision = decision = asyncio.get_running_loop().create_future()
        timer = clock.call_later(asyncio.get_running_loop(), seconds, lambda: _expire(decision)) if seconds else None
        try:
            kind, text, refs = await self._interrupted(chat, run, call, interrupt, "awaiting_approval", decision)
        finally:
            if timer is not None:
                timer.cancel()
        if kind == "result":
            call.attachments = refs
            self._become(chat, call, "completed", text)
        self._tell_state(chat, run)
        if kind == "deny":
            raise _Refused(text or "the call was rejected")
        if kind == "expired":
            raise _Refused("nobody approved the call in time")
        return (text, refs) if kind == "result" else None

    async def _interrupted(
        self, chat: Chat, run: Run, call: Invocation, interrupt: Interrupt, status: str, future: asyncio.Future[Any]
    ) -> Any:
        """Let the run wait for somebody."""
        chat.interrupts.append(interrupt)
        self._become(chat, call, status)
        self._tell_state(chat, run)
        try:
            outcome = await future
        except asyncio.CancelledError:
            if interrupt.status == "pending":
                interrupt.settle("cancelled")
            raise
        gone = outcome[0] == "expired" and interrupt.reason == "tool_approval"
        denied = gone or (outcome[0] == "deny" and interrupt.reason == "tool_approval")
        interrupt.settle("expired" if gone else "resolved", "deny" if denied else "allow")
        return outcome

    def _tell_state(self, chat: Chat, run: Run) -> None:
        waits = any(interrupt.run is run for interrupt in chat.pending)
        run.state = "input_required" if waits else "working"
        chat.tell_run(run)
        chat.tell()

    async def _answer(
        self, chat: Chat, run: Run, call: Invocation, reason: str, status: str = "awaiting_input"
    ) -> Tuple[str, List[Dict[str, Any]]]:
        """Wait for the result that somebody posts."""
        if call.answer is None:
            call.answer = asyncio.get_running_loop().create_future()
        text, refs = await self._interrupted(chat, run, call, Interrupt(run, reason, call), status, call.answer)
        call.attachments = refs
        self._become(chat, call, "completed", text)
        self._tell_state(chat, run)
        return text, refs

    # -- by kind

    async def _execute(
        self, chat: Chat, run: Run, call: Invocation, tool: Dict[str, Any]
    ) -> Tuple[str, List[Dict[str, Any]]]:
        kind = tool["type"]
        settings: Dict[str, Any] = tool["definition"].get(kind) or {}
        if kind == "client":
            return await self._answer(chat, run, call, "client_tool")
        if kind == "internal" and call.name == "widget_show":
            call.widget = _surface(call)
            return await self._answer(chat, run, call, "widget")
        if kind == "internal" and call.name == "wait":
            return await self._wait(chat, run, call)
        self._become(chat, call, "in_progress")
        if kind == "app":
            return encode(await self._app(run, chat, call, settings)), []
        if kind == "agent":
            return encode(await self._agent(run, chat, call, agent_version(self._system, settings))), []
        if kind in ("http", "call"):
            return await web.request(self._system.settings, chat.context, settings, call.arguments), []
        if kind == "hook":
            return await self._hook(chat, run, call, settings)
        if kind == "mcp":
            server = str(settings.get("server") or "")
            return await self._system.mcp.call(server, settings["tool_name"], call.arguments), []
        return encode(await self._internal(run, chat, call)), []

    async def _app(self, run: Run, chat: Chat, call: Invocation, settings: Dict[str, Any]) -> Any:
        given = {**as_object(settings.get("input")), **call.arguments, **as_object(settings.get("fixed_input"))}
        request = {**app_request(settings), "setup": settings.get("setup")}
        if settings.get("session_enabled") and given.get("session"):
            request["session"] = given.pop("session")
        task = self._system.core.scheduler.submit({**request, "input": given})
        await self._ended(run, chat, call, task)
        if request.get("session") and is_object(task.output):
            return {**task.output, "session_id": task.session_id}
        return task.output

    async def _ended(self, run: Run, chat: Chat, call: Invocation, task: Task) -> None:
        call.execution_id = task.id
        chat.tell_message(call.message)
        run.task_ids.append(task.id)
        try:
            await task.ended.wait()
        except asyncio.CancelledError:
            if not task.status.terminal:
                self._system.core.scheduler.cancel(task)
            raise
        finally:
            run.task_ids.remove(task.id)
        if task.status != Status.COMPLETED:
            lines = (task.error or f"the task {task.status.text}").strip().splitlines()
            raise CallFailed(lines[-1])

    async def _agent(self, run: Run, chat: Chat, call: Invocation, version: Any) -> Any:
        if chat.depth + 1 > DEEPEST:
            raise CallFailed(f"agents call agents more than {DEEPEST} deep")
        values = [value for value in call.arguments.values() if isinstance(value, str)]
        text = values[0] if len(values) == len(call.arguments) == 1 else json.dumps(call.arguments, ensure_ascii=False)
        child = self._system.start_chat(version, version.fill_context(dict(chat.context)), parent=chat)
        call.execution_id = child.id
        chat.tell_message(call.message)
        run.children.append(child)
        message = self._system.send(child, text, [], call) if text else None
        sub_run = child.run
        if message is None or sub_run is None:
            raise CallFailed("the agent was given nothing to do")
        try:
            await sub_run.ended.wait()
        except asyncio.CancelledError:
            self._system.stop(child)
            raise
        if sub_run.state != "completed":
            raise CallFailed(sub_run.error or f"the agent's run was {sub_run.state}")
        if sub_run.output is not None:
            return sub_run.output
        last = next((m for m in reversed(child.messages) if m.role == "assistant" and m.status == "ready"), None)
        return last.text if last is not None else ""

    async def _hook(
        self, chat: Chat, run: Run, call: Invocation, settings: Dict[str, Any]
    ) -> Tuple[str, List[Dict[str, Any]]]:
        # The receiver may answer before its acknowledgement has arrived here.
        call.answer = asyncio.get_running_loop().create_future()
        delivery = {
            "tool_invocation_id": call.id,
            "hook_name": call.name,
            "chat_id": chat.id,
            "agent_id": chat.agent.agent_id,
            "agent_version_id": chat.agent.id,
            "callback_url": f"/api/tools/{call.id}",
            "callback_method": "POST",
            "timestamp": chat.clock.timestamp(),
            "arguments": call.arguments,
        }
        result = await web.deliver_hook(self._system.settings, chat.context, settings, delivery)
        if call.answer.done():
            text, refs = call.answer.result()
            return str(text), list(refs)
        if result is not None:
            return encode(result), []
        return await self._answer(chat, run, call, "client_tool")

    async def _wait(self, chat: Chat, run: Run, call: Invocation) -> Tuple[str, List[Dict[str, Any]]]:
        seconds = call.arguments.get("seconds")
        if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not 0 <= seconds <= 86400:
            raise CallFailed("seconds must be a number from 0 to 86400")
        if chat.queue:
            return '{"ended_by": "message"}', []
        call.answer = answer = asyncio.get_running_loop().create_future()

        def over() -> None:
            if not answer.done():
                answer.set_result(('{"ended_by": "time"}', []))

        timer = chat.clock.call_later(asyncio.get_running_loop(), float(seconds), over)
        try:
            return await self._answer(chat, run, call, "wait", "waiting")
        finally:
            timer.cancel()

    async def _internal(self, run: Run, chat: Chat, call: Invocation) -> Any:
        settings, arguments = self._system.settings, call.arguments
        if call.name == "finish":
            return {"success": True}
        if call.name in SIMPLE:
            outcome = SIMPLE[call.name](chat, arguments)
            chat.tell()
            return outcome
        if call.name == "skill_get":
            skill = skill_of(chat, arguments.get("name"))
            return skill["content"] if skill.get("content") else await web.read_page(settings, skill.get("url"))
        if call.name == "agent":
            return await self._agent(run, chat, call, chat.agent)
        if call.name == "web_search":
            return await search.search(self._system.core, settings, arguments)
        if call.name == "code_execution":
            return await code.execute(self._system.core, arguments.get("code"), settings.code_seconds)
        if call.name == "image_generation":
            return await self._image(run, chat, call)
        raise CallFailed(f"the local platform does not have the tool {call.name}")

    async def _image(self, run: Run, chat: Chat, call: Invocation) -> Any:
        switch = chat.agent.internal_tools.get("image_generation")
        ref = (switch.get("app_ref") if is_object(switch) else None) or DRAWING_APP
        try:
            self._system.core.registry.resolve(ref)
        except Problem:
            # The names of the hosted platform's picture apps are stood in for by the one that is here.
            ref = DRAWING_APP
        return await self._app(run, chat, call, {"ref": ref})


class _Refused(Exception):
    """A gated call that will not run."""


def _expire(decision: asyncio.Future[Any]) -> None:
    if not decision.done():
        decision.set_result(("expired", "", None))


def encode(result: Any) -> str:
    """A result as the text that the model sees."""
    return result if isinstance(result, str) else json.dumps(result, ensure_ascii=False)


def _surface(call: Invocation) -> Dict[str, Any]:
    labels = [str(label) for label in as_array(call.arguments.get("buttons")) or ["OK"]]
    buttons: List[Dict[str, Any]] = [
        {"id": f"button{n}", "component": "Button", "label": label, "action": {"type": label, "payload": {}}}
        for n, label in enumerate(labels)
    ]
    title = {"id": "title", "component": "Text", "text": str(call.arguments.get("title") or "")}
    children = ["title", *[str(button["id"]) for button in buttons]]
    return {
        "version": "0.8",
        "surfaceId": call.id,
        "catalogId": "standard",
        "components": [{"id": "root", "component": "Column", "children": children}, title, *buttons],
        "dataModel": {},
    }
