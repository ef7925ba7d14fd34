from __future__ import annotations

from enum import Enum


class HookEvent(str, Enum):
    """An event of an agent."""

    AGENT_START = "agent.start"
    TURN_START = "agent.turn_start"
    TOOL_CALL = "agent.tool_call"
    TOOL_RESULT = "agent.tool_result"
    TURN_COMPLETE = "agent.turn_complete"
    AGENT_ERROR = "agent.error"
    AGENT_COMPLETE = "agent.complete"
    AGENT_IDLE = "agent.idle"
    PRE_COMPACT = "agent.pre_compact"
    POST_COMPACT = "agent.post_compact"

    @classmethod
    def _missing_(cls, value: object) -> HookEvent | None:
        """Accept a value that a newer server added: its name is UNRECOGNIZED, its value is kept."""
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = "UNRECOGNIZED"
        member._value_ = value
        return member

    def __str__(self) -> str:
        return str(self.value)
