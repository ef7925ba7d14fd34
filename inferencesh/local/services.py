"""The parts of one platform, put together. Nothing but the server and `LocalPlatform` knows them all."""

from __future__ import annotations

import dataclasses
import logging
from pathlib import Path

from .agents.agent_options import AgentOptions
from .agents.chats.chat_store import ChatStore
from .agents.chats.decisions import Decisions
from .agents.chats.stored_agents import AgentStore
from .agents.chats.sub_agents import SubAgents
from .agents.hooks.lifecycle import Hooks
from .agents.runs.app_tasks import AppTasks
from .agents.runs.conversations import Conversations
from .agents.runs.loop import AgentLoop
from .agents.runs.tool_calls import ToolCaller
from .agents.runs.toolbox import Toolbox
from .agents.tools.mcp import McpServers
from .apps.definition import AppDefinition
from .apps.registry import Registry
from .common.background import BackgroundWork
from .common.clock import LocalClock
from .files.file_store import FileOptions, FileStore
from .http.event_streams import StreamOptions
from .tasks.scheduler import Scheduler, Stores
from .tasks.session_store import SessionStore
from .tasks.task_options import TaskOptions
from .tasks.task_store import TaskStore

log: logging.Logger = logging.getLogger("inferencesh.local")


@dataclasses.dataclass(frozen=True)
class PlatformOptions:
    """What `LocalPlatform` was asked for, room by room."""

    files: FileOptions
    tasks: TaskOptions
    streams: StreamOptions
    agents: AgentOptions


class Services:
    """Belongs to the server's event loop; only `files` and `close_threads` are used from elsewhere."""

    def __init__(self, options: PlatformOptions, clock: LocalClock, folder: Path) -> None:
        self.options = options
        self.clock = clock
        self.background: BackgroundWork = BackgroundWork()
        self.registry: Registry = Registry()
        self.tasks: TaskStore = TaskStore()
        self.files: FileStore = FileStore(folder, clock, options.files)
        self.sessions: SessionStore = SessionStore(clock)
        stores = Stores(self.registry, self.files, self.sessions, self.tasks)
        self.scheduler: Scheduler = Scheduler(clock, stores, self.background, options.tasks)
        self.agents: AgentStore = AgentStore(clock)
        self.chats: ChatStore = ChatStore()
        self.conversations: Conversations = Conversations(clock, self.registry, self.chats)
        self.decisions: Decisions = Decisions(self.chats, options.agents.keys_may_approve)
        self._mcp = McpServers(options.agents)
        self._loop = self._agent_loop()
        self.conversations.run_with(self._loop)
        for ref, config in options.agents.agents.items():
            self.agents.store(ref, config, f"agents[{ref!r}]")

    def _agent_loop(self) -> AgentLoop:
        options = self.options.agents
        apps = AppTasks(self.registry, self.scheduler, self.tasks)
        toolbox = Toolbox(self.registry, self.agents, self._mcp)
        sub_agents = SubAgents(self.conversations)
        hooks = Hooks(options, self.agents, sub_agents, self.background)
        caller = ToolCaller(
            options,
            apps=apps,
            toolbox=toolbox,
            mcp=self._mcp,
            sub_agents=sub_agents,
            hooks=hooks,
            background=self.background,
        )
        return AgentLoop(options, apps, toolbox, caller, hooks)

    def add(self, definition: AppDefinition) -> None:
        """Serve an app, or a new version of one."""
        self.registry.add(definition, self.clock.timestamp())

    async def close(self) -> None:
        """End streams, runs and background work; the server's connections can end then."""
        self.background.closing = True
        self._loop.close()
        await self.conversations.close()
        # Also those of runs that were stopped before.
        await self._mcp.close(10.0)
        await self.scheduler.close()
        self.background.call_on_close()
        self.sessions.close()
        await self.background.close()

    def close_threads(self, seconds: float) -> None:
        """After the loop has ended: wait for workers and pool."""
        for ref in self.scheduler.join_workers(seconds):
            log.warning("app %s still runs although the platform has stopped", ref)
        self.background.close_threads()
