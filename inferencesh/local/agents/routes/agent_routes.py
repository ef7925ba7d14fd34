"""Running agents, and the stored ones."""

from __future__ import annotations

from typing import Any, Dict, Optional

from starlette.requests import Request
from starlette.responses import Response

from ...common import ids
from ...http import lists
from ...http.problem_documents import invalid, not_found
from ...http.responses import answer, read_object
from ..chats.config_check import check_agent, check_config
from ..chats.message_input import read_input
from ..chats.records import Message
from ..chats.stored_agents import Agent
from ..tools.platform_tools import list_internal_tools
from .agent_services import AgentServices
from .chat_streams import ChatFollower

SEARCHED = ("namespace", "name", "title")


class AgentHandlers:
    """What answers the requests below `/agents`."""

    def __init__(self, services: AgentServices) -> None:
        self._agents = services.agents
        self._chats = services.chats
        self._conversations = services.conversations
        self._streams = services.streams

    async def run(self, request: Request) -> Response:
        """`POST /agents/run`: send a message to an agent, in a new chat or a known one."""
        body = await read_object(request)
        text, attachments = read_input(body.get("input"))
        if body.get("chat_id"):
            chat = self._chats.chat(str(body["chat_id"]))
            version, kind = self._agents.of_request(body)
            # The config of an ad-hoc agent comes with each message, and may have changed.
            changed = version if kind == "agent_config" else None
        else:
            version, _ = self._agents.of_request(body)
            if version is None:
                raise invalid("name the agent: agent, agent_id or agent_config", "agent")
            chat, changed = self._conversations.start_chat(version, body.get("context")), None
        if body.get("stream") is True and not chat.busy:
            follower = ChatFollower(chat)
            message = self._conversations.send(chat, text, attachments, agent=changed)
            assert message.run is not None
            return self._streams.run_response(message.run, follower, request)
        message = self._conversations.send(chat, text, attachments, agent=changed)
        return answer({"user_message": message.wire(), "assistant_message": _reply(message)})

    async def internal_tools(self, request: Request) -> Response:
        """`GET /agents/internal-tools`: the tools that the platform itself has."""
        return answer(list_internal_tools())

    # -- stored agents

    async def create(self, request: Request) -> Response:
        """`POST /agents`: store an agent, or change the one whose id is given."""
        body = await read_object(request)
        check_agent(body)
        name, config = body.get("name"), body.get("version")
        if not name:
            raise invalid("name is missing", "name")
        if body.get("id"):
            known = next((agent for agent in self._agents.all() if body["id"] in (agent.id, ids.short(agent.id))), None)
            if known is None:
                raise invalid(f"id {body['id']!r} is that of no agent", "id")
            return answer(self._changed(known, body))
        agent = self._agents.store(name, config)
        return answer(self._changed(agent, {**body, "version": None}))

    async def get(self, request: Request) -> Response:
        """`GET /agents/{id}`: an agent."""
        return answer(self._agents.get(request.path_params["id"]).describe())

    async def get_by_name(self, request: Request) -> Response:
        """`GET /agents/{namespace}/{name}`: an agent by its name, perhaps with `@version`."""
        name, _, version = request.path_params["name"].partition("@")
        agent = self._agents.by_name(request.path_params["namespace"], name)
        shown = agent.describe()
        chosen = agent.version(version)
        shown.update(version_id=chosen.id, version=chosen.describe())
        return answer(shown)

    async def update(self, request: Request) -> Response:
        """`POST /agents/{id}`: change an agent."""
        agent = self._agents.get(request.path_params["id"])
        body = await read_object(request)
        check_agent(body)
        return answer(self._changed(agent, body))

    async def delete(self, request: Request) -> Response:
        """`DELETE /agents/{id}`: delete an agent."""
        agent = self._agents.get(request.path_params["id"])
        self._agents.remove(agent)
        return answer({"id": agent.id, "deleted": True})

    async def versions(self, request: Request) -> Response:
        """`POST /agents/{id}/versions/list`: a page of an agent's versions."""
        agent = self._agents.get(request.path_params["id"])
        shown = [version.describe() for version in agent.versions]
        return answer(lists.page(shown, await read_object(request, optional=True), default_limit=50))

    async def get_version(self, request: Request) -> Response:
        """`GET /agents/{id}/versions/{versionId}`: one version of an agent."""
        agent = self._agents.get(request.path_params["id"])
        return answer(agent.version(request.path_params["versionId"]).describe())

    async def duplicate(self, request: Request) -> Response:
        """`POST /agents/{id}/duplicate`: copy an agent."""
        return answer(self._agents.duplicate(self._agents.get(request.path_params["id"])).describe())

    async def set_visibility(self, request: Request) -> Response:
        """`POST /agents/{id}/visibility`: change who sees an agent."""
        agent = self._agents.get(request.path_params["id"])
        body = await read_object(request)
        if body.get("visibility") is None:
            raise invalid("visibility is missing", "visibility")
        self._change(agent, {"visibility": body["visibility"]})
        return answer(agent.describe())

    async def transfer(self, request: Request) -> Response:
        """There is one team here, so the only place to go is where the agent is."""
        shown = self._agents.get(request.path_params["id"]).describe()
        team = (await read_object(request)).get("team_id")
        if not isinstance(team, str) or not team:
            raise invalid("team_id is missing", "team_id")
        if team != shown["team_id"]:
            raise not_found(f"no team {team}: the local platform has one team")
        return answer(shown)

    async def list_by_body(self, request: Request) -> Response:
        """`POST /agents/list`: a page of agents."""
        return answer(self._page(await read_object(request, optional=True)))

    async def list_by_query(self, request: Request) -> Response:
        """`GET /agents`: a page of agents."""
        return answer(self._page(lists.from_query(request)))

    def _page(self, query: Dict[str, Any]) -> Dict[str, Any]:
        return lists.page([agent.describe() for agent in self._agents.all()], query, search_fields=SEARCHED)

    def _changed(self, agent: Agent, body: Dict[str, Any]) -> Dict[str, Any]:
        """The agent after a request that was checked."""
        config = body.get("version")
        if config is not None:
            check_config(config, "version")
        # All that can be refused is, before anything is changed.
        if body.get("name"):
            self._agents.rename(agent, body["name"])
        if config is not None:
            agent.add_version(config, "version")
        self._change(agent, body)
        return agent.describe()

    def _change(self, agent: Agent, body: Dict[str, Any]) -> None:
        check_agent(body)
        if body.get("visibility") is not None:
            agent.visibility = body["visibility"]
        if body.get("images") is not None:
            agent.images = body["images"]
        if body.get("title"):
            agent.title = body["title"]


def _reply(message: Message) -> Optional[Dict[str, Any]]:
    """The assistant message that answers a user's; none while that is queued."""
    if message.run is None:
        return None
    replies = [m for m in message.chat.messages if m.run is message.run and m.role == "assistant"]
    return replies[0].wire() if replies else None
