"""Chats and their messages."""

from __future__ import annotations

from typing import Any, Dict, List

from starlette.requests import Request
from starlette.responses import Response

from ...._core.values.json_guard import as_list
from ...http import lists
from ...http.problem_documents import Problem, invalid
from ...http.responses import answer, read_object
from ..chats.config_check import VISIBILITIES
from ..chats.records import Chat
from .agent_services import AgentServices

READS_CHATS_WHOLE = "inference-sdk-js/"
"""Messages are not part of a chat, but where the official JavaScript client polls it looks for
them nowhere else, and without them never sees the end of a short run."""


class ChatHandlers:
    """What answers the requests below `/chats`."""

    def __init__(self, services: AgentServices) -> None:
        self._agents = services.agents
        self._chats = services.chats
        self._conversations = services.conversations
        self._decisions = services.decisions
        self._streams = services.streams

    def _chat(self, request: Request, name: str = "id") -> Chat:
        return self._chats.chat(request.path_params[name])

    async def create(self, request: Request) -> Response:
        """`POST /chats`: start a chat with an agent."""
        body = await read_object(request)
        version, _ = self._agents.of_request(body)
        if version is None:
            raise invalid("name the agent of the chat", "agent")
        chat = self._conversations.start_chat(version, body.get("context"))
        chat.name = str(body.get("name") or "")
        return answer(chat.wire())

    async def get(self, request: Request) -> Response:
        """`GET /chats/{id}`: a chat, with its messages for clients that read them from there."""
        chat = self._chat(request)
        shown = chat.wire()
        if request.headers.get("x-client-source", "").startswith(READS_CHATS_WHOLE):
            shown["chat_messages"] = [message.wire() for message in chat.messages]
        return answer(shown)

    async def update(self, request: Request) -> Response:
        """`POST /chats/{id}`: change a chat's name or description."""
        chat = self._chat(request)
        body = await read_object(request)
        for name in ("name", "description"):
            if body.get(name) is not None:
                setattr(chat, name, str(body[name]))
        chat.notify()
        return answer(chat.wire())

    async def delete(self, request: Request) -> Response:
        """`DELETE /chats/{id}`: delete a chat."""
        chat = self._chat(request)
        self._conversations.delete(chat)
        return answer({"id": chat.id, "deleted": True})

    async def status(self, request: Request) -> Response:
        """`GET /chats/{id}/status`: a chat's status alone."""
        chat = self._chat(request)
        return answer({"id": chat.id, "status": chat.status, "updated_at": chat.updated_at})

    async def stream(self, request: Request) -> Response:
        """`GET /chats/{id}/stream`: what happens in a chat, as it happens."""
        return self._streams.chat_response(self._chat(request), request)

    async def stop(self, request: Request) -> Response:
        """`POST /chats/{id}/stop`: stop what goes on in a chat."""
        chat = self._chat(request)
        self._conversations.stop(chat)
        return answer({"id": chat.id, "status": chat.status})

    async def list_by_body(self, request: Request) -> Response:
        """`POST /chats/list`: a page of chats."""
        return answer(self._page(await read_object(request, optional=True)))

    async def list_by_query(self, request: Request) -> Response:
        """`GET /chats`: a page of chats."""
        return answer(self._page(lists.from_query(request)))

    def _page(self, query: Dict[str, Any]) -> Dict[str, Any]:
        shown = [chat.wire() for chat in self._chats.all()]
        return lists.page(shown, query, search_fields=("id", "name", "description"))

    # -- messages

    async def messages_by_query(self, request: Request) -> Response:
        """`GET /chats/{id}/messages`: a page of a chat's messages."""
        return answer(self._messages(self._chat(request), lists.from_query(request)))

    async def messages_by_body(self, request: Request) -> Response:
        """`POST /chats/{id}/messages/list`: a page of a chat's messages."""
        return answer(self._messages(self._chat(request), await read_object(request, optional=True)))

    def _messages(self, chat: Chat, query: Dict[str, Any]) -> Dict[str, Any]:
        shown = [message.wire() for message in sorted(chat.messages, key=lambda message: message.order)]
        return lists.page(shown, query, default_limit=50)

    async def send(self, request: Request) -> Response:
        """`POST /chats/{id}/messages`: send a message to a chat."""
        chat = self._chat(request)
        text = (await read_object(request)).get("message")
        if not isinstance(text, str) or not text:
            raise invalid("message must be a text", "message")
        return answer(self._conversations.send(chat, text).wire())

    async def cancel_message(self, request: Request) -> Response:
        """`POST /chats/messages/{messageId}/cancel`: withdraw a message."""
        return answer(self._conversations.cancel_message(request.path_params["messageId"]).wire())

    # -- the rest

    async def set_agent(self, request: Request) -> Response:
        """`POST /chats/{id}/agent`: give a chat another agent; 409 while it is busy."""
        chat = self._chat(request)
        version = self._agents.resolve((await read_object(request)).get("agent"))
        if chat.busy:
            raise Problem(409, "invalid_transition", f"chat {chat.id} is busy; stop it, or wait for its end")
        chat.agent = version
        chat.notify()
        return answer(
            {
                "chat_id": chat.id,
                "agent_id": version.agent_id,
                "agent": self._agents.get(version.agent_id).describe(),
                "agent_version_id": version.id,
                "agent_version": version.describe(),
            }
        )

    async def settings(self, request: Request) -> Response:
        """`POST /chats/{chatId}/settings`: allow all tools, or change who sees a chat."""
        chat = self._chat(request, "chatId")
        body = await read_object(request)
        if body.get("allow_all_tools") is True and not chat.allow_all_tools:
            # It approves what waits, so it needs what approving needs.
            self._decisions.require_person()
            self._decisions.allow_all(chat)
        elif body.get("allow_all_tools") is False:
            chat.allow_all_tools = False
        if body.get("visibility") is not None:
            if body["visibility"] not in VISIBILITIES:
                raise invalid(f"visibility must be one of {', '.join(VISIBILITIES)}", "visibility")
            chat.visibility = body["visibility"]
        if body.get("name") is not None:
            chat.name = str(body["name"])
        if body.get("disable_hooks") is not None:
            chat.disable_hooks = bool(body["disable_hooks"])
        for key in as_list(body.get("forget_memory")):
            chat.memory.pop(str(key), None)
        chat.notify()
        return answer(
            {
                "chat_id": chat.id,
                "name": chat.name,
                "visibility": chat.visibility,
                "allow_all_tools": chat.allow_all_tools,
                "disable_hooks": chat.disable_hooks,
                "memory": dict(chat.memory),
            }
        )

    async def trace(self, request: Request) -> Response:
        """`GET /chats/{id}/trace`: a chat's messages and tool calls as a graph."""
        chat = self._chat(request)
        nodes: List[Dict[str, Any]] = []
        edges: List[Dict[str, Any]] = []
        for message in chat.messages:
            if message.role != "assistant":
                continue
            nodes.append({"id": message.id, "type": "message", "status": message.status, "task_id": message.task_id})
            for call in message.invocations:
                nodes.append({"id": call.id, "type": "tool", "name": call.name, "status": call.status})
                edges.append({"from": message.id, "to": call.id})
        states = [str(node["status"]) for node in nodes]
        return answer(
            {
                "graph_id": chat.id,
                "nodes": nodes,
                "edges": edges,
                "total_steps": len(nodes),
                "completed_steps": sum(state in ("ready", "completed") for state in states),
                "running_steps": sum(state not in ("ready", "completed", "failed", "cancelled") for state in states),
                "failed_steps": states.count("failed"),
            }
        )
