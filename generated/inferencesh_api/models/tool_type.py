from __future__ import annotations

from enum import Enum


class ToolType(str, Enum):
    """Who runs a tool."""

    APP = "app"
    AGENT = "agent"
    HOOK = "hook"
    HTTP = "http"
    CALL = "call"
    MCP = "mcp"
    CLIENT = "client"
    INTERNAL = "internal"
    HARNESS = "harness"

    @classmethod
    def _missing_(cls, value: object) -> ToolType | None:
        """Accept a value that a newer server added: its name is UNRECOGNIZED, its value is kept."""
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = "UNRECOGNIZED"
        member._value_ = value
        return member

    def __str__(self) -> str:
        return str(self.value)
