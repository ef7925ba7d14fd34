"""Results of tool calls, approvals, runs and interrupts."""

from __future__ import annotations

import json
from typing import Any, Dict, List

from starlette.requests import Request
from starlette.responses import Response

from ...http import lists
from ...http.problem_documents import Problem, invalid, not_found
from ...http.responses import answer, read_object
from ..chats.records import Invocation
from .agent_services import AgentServices


class ToolCallHandlers:
    """What answers the requests about tool calls, agent runs and interrupts."""

    def __init__(self, services: AgentServices) -> None:
        self._chats = services.chats
        self._conversations = services.conversations
        self._decisions = services.decisions

    def _invocation(self, request: Request) -> Invocation:
        invocation = self._chats.invocation(request.path_params["toolId"])
        chat_id = request.path_params.get("chatId")
        if chat_id is not None and self._chats.chat(chat_id) is not invocation.message.chat:
            raise not_found(f"no tool call {invocation.id} in chat {chat_id}")
        return invocation

    async def submit(self, request: Request) -> Response:
        """`POST /tools/{toolId}`: the result of a tool that the client ran."""
        body = await read_object(request)
        invocation = self._invocation(request)
        self._decisions.submit_result(invocation, body.get("result"), body.get("attachments"))
        return answer({"id": invocation.id, "accepted": True})

    async def invoke(self, request: Request) -> Response:
        """`POST /tools/{toolId}/invoke`: approve a call."""
        await read_object(request, optional=True)
        invocation = self._invocation(request)
        self._decisions.require_person()
        self._decisions.decide(invocation, True)
        return answer({"id": invocation.id, "approved": True})

    async def reject(self, request: Request) -> Response:
        """`POST /tools/{toolId}/reject`: reject a call."""
        body = await read_object(request, optional=True)
        invocation = self._invocation(request)
        self._decisions.require_person()
        self._decisions.decide(invocation, False, str(body.get("reason") or ""))
        return answer({"id": invocation.id, "approved": False})

    # -- always allow

    async def always_allow_options(self, request: Request) -> Response:
        """`GET .../always-allow/options`: the rules that would allow calls like this one."""
        return answer({"options": _options(self._invocation(request)), "default": "exact"})

    async def always_allow(self, request: Request) -> Response:
        """`POST .../always-allow`: approve a call, and others like it from now on."""
        body = await read_object(request)
        invocation = self._invocation(request)
        wanted = body.get("option") or ("tool" if body.get("tool_name") else None)
        option = next((option for option in _options(invocation) if option["key"] == wanted), None)
        if option is None:
            raise Problem(409, "conflict", f"there is no option {wanted!r}; read the options again")
        self._decisions.require_person()
        self._decisions.decide(invocation, True)
        exact = invocation.name + json.dumps(invocation.arguments, sort_keys=True)
        invocation.message.chat.allowed.add(invocation.name if wanted == "tool" else exact)
        return answer({"option": option, "rules": option["rules"]})

    async def explain(self, request: Request) -> Response:
        """`POST .../explain`: what a call does, and how risky it is."""
        invocation = self._invocation(request)
        return answer(
            {
                "risk_level": "low" if invocation.type in ("client", "internal") else "medium",
                "explanation": f"The agent wants to call {invocation.name} ({invocation.type}).",
                "reasoning": "The local platform judges by the kind of the tool alone.",
                "risk": "",
            }
        )

    # -- runs and interrupts

    async def get_run(self, request: Request) -> Response:
        """`GET /agent-runs/{id}`: an agent run."""
        return answer(self._chats.run(request.path_params["id"]).wire())

    async def list_runs(self, request: Request) -> Response:
        """`POST /agent-runs/list`: a page of agent runs."""
        shown = [run.wire() for run in self._chats.runs()]
        return answer(lists.page(shown, await read_object(request, optional=True)))

    async def cancel_run(self, request: Request) -> Response:
        """`POST /agent-runs/{id}/cancel`: stop an agent run; 409 if it is over."""
        run = self._chats.run(request.path_params["id"])
        if run.over:
            raise Problem(409, "invalid_transition", f"run {run.id} is {run.state} already")
        self._conversations.stop(run.chat)
        return answer(run.wire())

    async def list_interrupts(self, request: Request) -> Response:
        """`GET /agent-runs/{id}/interrupts`: what a run waits for, or has waited for."""
        run = self._chats.run(request.path_params["id"])
        shown: List[Dict[str, Any]] = [item.wire() for item in run.chat.interrupts if item.run is run]
        return answer(shown)

    async def resolve(self, request: Request) -> Response:
        """`POST /interrupts/{id}/resolve`: allow or deny what a run waits for."""
        body = await read_object(request)
        interrupt = self._chats.interrupt(request.path_params["id"])
        if body.get("decision") not in ("allow", "deny"):
            raise invalid("decision must be allow or deny", "decision")
        if interrupt.open:
            self._decisions.require_person()
        self._decisions.resolve(interrupt, body["decision"] == "allow")
        return answer(interrupt.wire())


def _options(invocation: Invocation) -> List[Dict[str, Any]]:
    return [
        {
            "key": "exact",
            "scope": "exact",
            "label": f"Allow {invocation.name} with these arguments",
            "rules": [{"tool": invocation.name, "arguments": invocation.arguments}],
        },
        {
            "key": "tool",
            "scope": "tool",
            "label": f"Allow every call of {invocation.name}",
            "rules": [{"tool": invocation.name}],
        },
    ]
