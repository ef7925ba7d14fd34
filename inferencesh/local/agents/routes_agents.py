"""Running agents, and the stored ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, Optional

from starlette.requests import Request
from starlette.responses import Response

from ..problems import invalid, not_found
from ..routes import lists
from ..routes.answers import answer, read_object
from .definitions import Agent
from .followers import ChatFollower, run_stream
from .internal import list_internal_tools
from .records import Message
from .system import read_input

if TYPE_CHECKING:
    from .system import AgentSystem

SEARCHED = ("namespace", "name", "title")
VISIBILITIES = ("private", "team", "org", "public", "unlisted")


class AgentHandlers:
    def __init__(self, system: AgentSystem) -> None:
        self._system = system
        self._agents = system.agents

    async def run(self, request: Request) -> Response:
        body = await read_object(request)
        text, attachments = read_input(body.get("input"))
        if body.get("chat_id"):
            chat = self._system.chat(str(body["chat_id"]))
            version, kind = self._agents.of_request(body)
            if version is not None and kind == "agent_config":
                # The config of an ad-hoc agent comes with each message, and may have changed.
                chat.agent = version
        else:
            version, _ = self._agents.of_request(body)
            if version is None:
                raise invalid("name the agent: agent, agent_id or agent_config", "agent")
            chat = self._system.start_chat(version, body.get("context"))
        if body.get("stream") is True and (chat.run is None or chat.run.over):
            follower = ChatFollower(chat)
            message = self._system.send(chat, text, attachments)
            assert message.run is not None
            return run_stream(self._system.core, message.run, follower, request)
        message = self._system.send(chat, text, attachments)
        return answer({"user_message": message.wire(), "assistant_message": _reply(message)})

    async def internal_tools(self, request: Request) -> Response:
        return answer(list_internal_tools())

    # -- stored agents

    async def create(self, request: Request) -> Response:
        body = await read_object(request)
        name, config = body.get("name"), body.get("version")
        if not isinstance(name, str) or not name:
            raise invalid("name is missing", "name")
        agent = self._agents.create(
            name, config if config is not None else {"core_app": {"ref": "infsh/claude-sonnet-4"}}
        )
        self._change(agent, body)
        return answer(agent.describe())

    async def get(self, request: Request) -> Response:
        return answer(self._agents.get(request.path_params["id"]).describe())

    async def get_by_name(self, request: Request) -> Response:
        name, _, version = request.path_params["name"].partition("@")
        agent = self._agents.by_name(request.path_params["namespace"], name)
        shown = agent.describe()
        chosen = agent.version(version)
        shown.update(version_id=chosen.id, version=chosen.describe())
        return answer(shown)

    async def update(self, request: Request) -> Response:
        agent = self._agents.get(request.path_params["id"])
        body = await read_object(request)
        if body.get("version") is not None:
            agent.add_version(body["version"])
        if body.get("name"):
            agent.name = str(body["name"])
        self._change(agent, body)
        return answer(agent.describe())

    async def delete(self, request: Request) -> Response:
        agent = self._agents.get(request.path_params["id"])
        self._agents.remove(agent)
        return answer({"id": agent.id, "deleted": True})

    async def versions(self, request: Request) -> Response:
        agent = self._agents.get(request.path_params["id"])
        shown = [version.describe() for version in agent.versions]
        return answer(lists.page(shown, await read_object(request, optional=True), default_limit=50))

    async def get_version(self, request: Request) -> Response:
        agent = self._agents.get(request.path_params["id"])
        return answer(agent.version(request.path_params["versionId"]).describe())

    async def duplicate(self, request: Request) -> Response:
        return answer(self._agents.duplicate(self._agents.get(request.path_params["id"])).describe())

    async def set_visibility(self, request: Request) -> Response:
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
        return answer(self._page(await read_object(request, optional=True)))

    async def list_by_query(self, request: Request) -> Response:
        return answer(self._page(lists.from_query(request)))

    def _page(self, query: Dict[str, Any]) -> Dict[str, Any]:
        return lists.page([agent.describe() for agent in self._agents.all()], query, search_fields=SEARCHED)

    def _change(self, agent: Agent, body: Dict[str, Any]) -> None:
        if body.get("visibility") is not None:
            if body["visibility"] not in VISIBILITIES:
                raise invalid(f"visibility must be one of {', '.join(VISIBILITIES)}", "visibility")
            agent.visibility = body["visibility"]
        if body.get("title"):
            agent.title = str(body["title"])


def _reply(message: Message) -> Optional[Dict[str, Any]]:
    """The assistant message that answers a user's; none while that is queued."""
    if message.run is None:
        return None
    replies = [m for m in message.chat.messages if m.run is message.run and m.role == "assistant"]
    return replies[0].wire() if replies else None
