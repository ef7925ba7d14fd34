"""Carrying out the calls that a model makes: approvals first, then by the kind of the tool."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any, Dict, List, Optional, Tuple

from ...._contract import FINAL_CALL_STATUSES
from ...._core.values.json_guard import as_list, as_object, is_object
from ...common.background import BackgroundWork
from ...http.problem_documents import Problem
from ...tasks.task_store import Status, Task
from ..agent_options import AgentOptions
from ..chats.chat_tools import SIMPLE, skill_of
from ..chats.records import Chat, Interrupt, Invocation, Run
from ..chats.stored_agents import AgentVersion
from ..chats.sub_agents import SubAgents
from ..chats.waits import decided, notify_state, settled
from ..hooks.hook_answers import NOTHING
from ..hooks.lifecycle import Hooks, RunStopped
from ..tools import code, web_requests, web_search
from ..tools.json_schema import problems_of, sentences
from ..tools.mcp import McpServers
from .app_tasks import AppTasks
from .toolbox import Toolbox, app_request

log: logging.Logger = logging.getLogger("inferencesh.local")

DRAWING_APP = "infsh/flux-schnell"
Tools = Dict[str, Dict[str, Any]]


class CallFailed(Exception):
    """A tool did not do what it was asked; its text is what the model sees."""


class ToolCaller:
    """Carries calls out, each as its tool's kind has it."""

    def __init__(
        self,
        options: AgentOptions,
        *,
        apps: AppTasks,
        toolbox: Toolbox,
        mcp: McpServers,
        sub_agents: SubAgents,
        hooks: Hooks,
        background: BackgroundWork,
    ) -> None:
        self._options = options
        self._apps = apps
        self._toolbox = toolbox
        self._mcp = mcp
        self._sub_agents = sub_agents
        self._hooks = hooks
        self._background = background

    async def run_all(self, chat: Chat, run: Run, calls: List[Invocation], tools: Tools) -> None:
        """Carry out the calls of one message at the same time, and wait for all of them.

        Raises:
            RunStopped: a hook ends the run; calls that have not ended are cancelled.
        """
        jobs = [
            asyncio.get_running_loop().create_task(self._run(chat, run, call, tools))
            for call in calls
            if call.status not in FINAL_CALL_STATUSES
        ]
        if not jobs:
            return
        try:
            await asyncio.gather(*jobs)
        finally:
            for job in jobs:
                job.cancel()
            # Nothing of a run goes on after its end.
            await asyncio.wait(jobs)

    async def _run(self, chat: Chat, run: Run, call: Invocation, tools: Tools) -> None:
        tool = tools[call.name]
        try:
            await self._ask_hooks(chat, run, call)
            answered = await self._approval(chat, run, call, tool["definition"])
            result, attachments = answered if answered is not None else await self._execute(chat, run, call, tool)
            call.attachments = attachments
            status = "completed"
        except _Refused as refusal:
            status, result = "cancelled", _error(str(refusal))
        except RunStopped:
            raise
        except (CallFailed, Problem, ValueError, KeyError, OSError) as error:
            status, result = "failed", _error(error.detail if isinstance(error, Problem) else str(error))
        except Exception as error:
            # A mistake of this platform, and no reason to end the whole run.
            log.exception("the call of %s in chat %s broke", call.name, chat.id)
            status, result = "failed", _error(f"the platform failed to make the call: {error!r}")
        await self._end(chat, run, call, status, result)

    async def _ask_hooks(self, chat: Chat, run: Run, call: Invocation) -> None:
        data = {"tool": call.name, "arguments": call.arguments}
        answer = await self._hooks.fire(run, "agent.tool_call", data, call)
        if answer.decision == "deny":
            raise _Refused(answer.reason or "a hook refused the call")
        if answer.override is not NOTHING:
            call.arguments = answer.override

    async def _end(self, chat: Chat, run: Run, call: Invocation, status: str, result: str) -> None:
        """What a call came to, unless hooks change it before anybody sees it."""
        data = {"tool": call.name, "status": status, "result": result}
        answer = await self._hooks.fire(run, "agent.tool_result", data, call)
        if answer.decision == "deny":
            status, result = "failed", _error(answer.reason or "a hook keeps the result back")
            call.attachments = []
        elif answer.override is not NOTHING:
            result = encode(answer.override)
        waited = call.status in ("awaiting_input", "awaiting_approval", "waiting")
        self._become(chat, call, status, result)
        if waited:
            notify_state(chat, run)

    def _become(self, chat: Chat, call: Invocation, status: str, result: Optional[str] = None) -> None:
        call.status = status
        if result is not None:
            call.result = result
        call.touch()
        chat.notify_message(call.message)

    # -- approval

    async def _approval(
        self, chat: Chat, run: Run, call: Invocation, definition: Dict[str, Any]
    ) -> Optional[Tuple[str, List[Dict[str, Any]]]]:
        """Wait until a gated call is approved. The result, if the client has answered in the same step."""
        exact = call.name + json.dumps(call.arguments, sort_keys=True)
        if not definition.get("require_approval") or chat.allow_all_tools or {call.name, exact} & chat.allowed:
            return None
        call.approval = interrupt = Interrupt(run, "tool_approval", call)
        kind, text, refs = await decided(
            chat,
            run,
            interrupt,
            float(definition.get("approval_timeout") or 0),
            lambda: self._become(chat, call, "awaiting_approval"),
        )
        if kind == "deny":
            raise _Refused(text or "the call was rejected")
        if kind == "expired":
            raise _Refused("nobody approved the call in time")
        if kind == "result":
            return text, refs
        notify_state(chat, run)
        return None

    async def _answer(
        self, chat: Chat, run: Run, call: Invocation, reason: str, status: str = "awaiting_input"
    ) -> Tuple[str, List[Dict[str, Any]]]:
        """Wait for the result that somebody posts."""
        if call.answer is None:
            call.answer = asyncio.get_running_loop().create_future()
        interrupt = Interrupt(run, reason, call)
        text, refs = await settled(chat, run, interrupt, call.answer, lambda: self._become(chat, call, status))
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
            return encode(await self._agent(run, chat, call, self._toolbox.agent_version(settings))), []
        if kind in ("http", "call"):
            return await web_requests.request(self._options, chat.context, settings, call.arguments), []
        if kind == "hook":
            return await self._hook(chat, run, call, settings)
        if kind == "mcp":
            server = str(settings.get("server") or "")
            return await self._mcp.call(server, settings["tool_name"], call.arguments), []
        if call.name == "finish":
            wrong = sentences(problems_of(call.arguments, tool["parameters"]))
            if wrong:
                raise CallFailed(f"The arguments are wrong: {'; '.join(wrong)}. Call the tool again with these fixed.")
        return encode(await self._internal(run, chat, call)), []

    async def _app(self, run: Run, chat: Chat, call: Invocation, settings: Dict[str, Any]) -> Any:
        given = {**as_object(settings.get("input")), **call.arguments, **as_object(settings.get("fixed_input"))}
        request = {**app_request(settings), "setup": settings.get("setup")}
        if settings.get("session_enabled") and given.get("session"):
            request["session"] = given.pop("session")
        task = self._apps.submit(run, {**request, "input": given})
        await self._ended(run, chat, call, task)
        if request.get("session") and is_object(task.output):
            return {**task.output, "session_id": task.session_id}
        return task.output

    async def _ended(self, run: Run, chat: Chat, call: Invocation, task: Task) -> None:
        call.execution_id = task.id
        chat.notify_message(call.message)
        try:
            await task.ended.wait()
        except asyncio.CancelledError:
            self._apps.cancel(task)
            raise
        finally:
            run.task_ids.remove(task.id)
        if task.status != Status.COMPLETED:
            lines = (task.error or f"the task {task.status.text}").strip().splitlines()
            raise CallFailed(lines[-1])

    async def _agent(self, run: Run, chat: Chat, call: Invocation, version: AgentVersion) -> Any:
        values = [value for value in call.arguments.values() if isinstance(value, str)]
        text = values[0] if len(values) == len(call.arguments) == 1 else json.dumps(call.arguments, ensure_ascii=False)

        def started(child: Chat) -> None:
            call.execution_id = child.id
            chat.notify_message(call.message)

        return await self._sub_agents.ask(run, version, text, invocation=call, started=started)

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
        result = await web_requests.deliver_hook(self._options, chat.context, settings, delivery)
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
        options, arguments = self._options, call.arguments
        if call.name == "finish":
            return {"success": True}
        if call.name in SIMPLE:
            outcome = SIMPLE[call.name](chat, arguments)
            chat.notify()
            return outcome
        if call.name == "skill_get":
            skill = skill_of(chat, arguments.get("name"))
            return skill["content"] if skill.get("content") else await web_requests.read_page(options, skill.get("url"))
        if call.name == "agent":
            return await self._agent(run, chat, call, chat.agent)
        if call.name == "web_search":
            return await web_search.search(self._background, options.search_folder, arguments)
        if call.name == "code_execution":
            return await code.execute(arguments.get("code"), options.code_seconds)
        if call.name == "image_generation":
            return await self._image(run, chat, call)
        raise CallFailed(f"the local platform does not have the tool {call.name}")

    async def _image(self, run: Run, chat: Chat, call: Invocation) -> Any:
        switch = chat.agent.internal_tools.get("image_generation")
        ref = (switch.get("app_ref") if is_object(switch) else None) or DRAWING_APP
        try:
            self._apps.registry.resolve(ref)
        except Problem:
            # The names of the hosted platform's picture apps are stood in for by the one that is here.
            ref = DRAWING_APP
        return await self._app(run, chat, call, {"ref": ref})


class _Refused(Exception):
    """A gated call that will not run."""


def _error(text: str) -> str:
    return json.dumps({"error": text}, ensure_ascii=False)


def encode(result: Any) -> str:
    """A result as the text that the model sees."""
    return result if isinstance(result, str) else json.dumps(result, ensure_ascii=False)


def _surface(call: Invocation) -> Dict[str, Any]:
    labels = [str(label) for label in as_list(call.arguments.get("buttons")) or ["OK"]]
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
