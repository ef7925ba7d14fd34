"""Stored agents under the names that the documentation uses."""

from __future__ import annotations

from typing import Any, Dict

STAND_INS: Dict[str, Dict[str, Any]] = {
    "my-team/support-agent": {
        "description": "Answers questions of customers.",
        "system_prompt": "You are a friendly support agent. Answer briefly.",
        "core_app": {"ref": "infsh/claude-sonnet-4"},
    },
    "my-org/assistant": {
        "description": "Helps with whatever comes up.",
        "system_prompt": "You are a helpful assistant.",
        "core_app": {"ref": "infsh/claude-sonnet-4"},
    },
    "my-org/researcher": {
        "description": "Looks things up and sums them up.",
        "system_prompt": "You are a researcher. Look things up, then sum up what you found.",
        "core_app": {"ref": "infsh/claude-haiku-35"},
        "internal_tools": {"web_search": True},
    },
}
