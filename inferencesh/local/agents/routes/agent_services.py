"""What the routes of agents use."""

from __future__ import annotations

import dataclasses

from ..chats.chat_store import ChatStore
from ..chats.decisions import Decisions
from ..chats.stored_agents import AgentStore
from ..runs.conversations import Conversations
from .chat_streams import ChatStreams


@dataclasses.dataclass(frozen=True)
class AgentServices:
    """What the routes of agents work on."""

    agents: AgentStore
    chats: ChatStore
    conversations: Conversations
    decisions: Decisions
    streams: ChatStreams
