# Made from inferencesh/_async/agents/agents.py by scripts/unasync.py. Do not edit.
"""Stored agents, and making agents to talk to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping, Optional, Sequence

from ..._core.requests import interrupts
from ..._core.requests.envelope import no_object
from ..._core.requests.options import CallOptions
from ..._core.requests.refs import Ref
from ..._late_import import late_import
from ...results.base import Result
from ...tools.config_types import AgentLike
from ..requests.resource import Resource
from .agent import Agent, OnInterrupt

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ..._core.requests.params import CallArguments
    from ...results.page import Page
    from ..files.files import Files
    from ..requests.http import HTTP
    from .chats import Chats


class Agents(Resource):
    """`client.agents`: stored agents, and `create` as another way to write `client.agent(...)`."""

    def __init__(
        self,
        http: HTTP,
        files: Files,
        chats: Chats,
        options: CallOptions,
        on_interrupt: str = interrupts.DETACH,
    ) -> None:
        super().__init__(http, options)
        self._files = files
        self._chats = chats
        self._on_interrupt = on_interrupt

    def create(
        self,
        agent: AgentLike,
        context: Optional[Mapping[str, str]] = None,
        name: Optional[str] = None,
        chat_id: Optional[str] = None,
        on_interrupt: OnInterrupt = None,
        tool_threads: bool = True,
    ) -> Agent:
        """A conversation with an agent.

        Args:
            agent: a reference to a stored agent (`namespace/name`), or the config of an ad-hoc one, an
                `AgentConfig`: a dict with `core_app`, `system_prompt`, `tools`, `skills`, ... `temperature` and
                `max_tokens` go to the core app.
            context: values for `{{context.NAME}}` in tools, fixed when the chat starts. Strings.
            name: names an ad-hoc agent, so that the platform reuses it.
            chat_id: a chat to go on with.
            on_interrupt: what Ctrl-C, or the cancellation of a coroutine, means for a turn that is followed: "detach"
                (it goes on) or "cancel". Default: the client's.
            tool_threads: False runs the functions of tools one after another in the thread that follows the turn, for
                those that hold what belongs to a thread, such as a SQLite connection. By default several run at once,
                each in a thread of its own. Coroutine functions run in the event loop in any case.
        """
        return Agent(
            self._http,
            self._files,
            self._chats,
            self._options,
            agent,
            context=context,
            name=name,
            chat_id=chat_id,
            on_interrupt=self._on_interrupt if on_interrupt is None else interrupts.check_on_interrupt(on_interrupt),
            tool_threads=tool_threads,
        )

    def get(self, agent: str, **options: Unpack[CallArguments]) -> Result:
        """A stored agent by its reference or id."""
        with late_import():
            from inferencesh_api.api.agents import get_agent, get_agent_by_name

        ref = Ref.parse(agent, "agent")
        if ref.namespace:
            name = f"{ref.name}@{ref.version}" if ref.version else ref.name
            request = get_agent_by_name.build_request(ref.namespace, name)
        else:
            request = get_agent.build_request(ref.name)
        payload = self._call(request, options, no_object)
        return Result(payload.data, messages=payload.messages)

    def list(
        self,
        *,
        limit: Optional[int] = None,
        cursor: Optional[str] = None,
        filters: Optional[Sequence[Mapping[str, Any]]] = None,
        sort: Optional[Sequence[Mapping[str, str]]] = None,
        search: Optional[str] = None,
        **options: Unpack[CallArguments],
    ) -> Page[Result]:
        """A page of the workspace's stored agents. The arguments are those of `client.tasks.list`."""
        with late_import():
            from inferencesh_api.api.agents import list_agents

        return self._list(
            list_agents.build_request,
            Result,
            options,
            limit=limit,
            cursor=cursor,
            filters=filters,
            sort=sort,
            search=search,
        )
