"""Lifecycle hooks: who is asked or notified when something happens in an agent's run."""

from __future__ import annotations

import difflib
from typing import Any, Dict, List, Optional

from typing_extensions import Self

from .._core.errors.classes import InvalidInputError
from .parameters.json_shapes import is_text, is_whole

LifecycleHookConfig = Dict[str, Any]

# `HookEvent` in openapi.yaml. Others pass, because the platform grows, unless they look like a misspelt one.
HOOK_EVENTS = (
    "agent.start",
    "agent.turn_start",
    "agent.tool_call",
    "agent.tool_result",
    "agent.turn_complete",
    "agent.error",
    "agent.complete",
    "agent.idle",
    "agent.pre_compact",
    "agent.post_compact",
)


class LifecycleHookBuilder:
    """One hook. Made by `lifecycle_hook(event)`."""

    def __init__(self, event: str) -> None:
        if not is_text(event) or not event.strip():
            raise InvalidInputError(f"event must be the name of an event, such as 'agent.tool_call', not {event!r}")
        if event not in HOOK_EVENTS:
            meant = difflib.get_close_matches(event.lower(), HOOK_EVENTS, n=1, cutoff=0.75)
            if meant:
                raise InvalidInputError(f"unknown event {event!r}: did you mean {meant[0]!r}?")
        self._event = event
        self._type: Optional[str] = None
        self._handler: Optional[str] = None
        self._async: Optional[bool] = None
        self._timeout: Optional[int] = None

    def _handled_by(self, kind: str, handler: Any) -> Self:
        if not is_text(handler) or not handler.strip():
            raise InvalidInputError(f"{kind} takes a non-empty string, not {handler!r}")
        self._type, self._handler = kind, handler
        return self

    def webhook(self, url: str) -> Self:
        """Ask the address `url`."""
        return self._handled_by("webhook", url)

    def task(self, agent_ref: str) -> Self:
        """Ask the agent `agent_ref`."""
        return self._handled_by("task", agent_ref)

    def builtin(self, name: str) -> Self:
        """Use a handler of the platform: `belt:suggest` or `belt:extract`."""
        return self._handled_by("builtin", name)

    def async_(self, enabled: bool = True) -> Self:
        """Go on without waiting for the handler."""
        self._async = bool(enabled)
        return self

    def timeout(self, seconds: int) -> Self:
        """Seconds that the handler may take."""
        if not is_whole(seconds):
            raise InvalidInputError(f"timeout must be a whole number of seconds, 0 or more, not {seconds!r}")
        self._timeout = seconds
        return self

    def build(self) -> LifecycleHookConfig:
        """The hook for `hooks` of an agent config."""
        config: LifecycleHookConfig = {"event": self._event}
        if self._type is not None:
            config.update(type=self._type, handler=self._handler)
        if self._async is not None:
            config["async"] = self._async
        if self._timeout is not None:
            config["timeout"] = self._timeout
        return config


def lifecycle_hook(event: str) -> LifecycleHookBuilder:
    """A hook on `event`, such as `agent.tool_call`."""
    return LifecycleHookBuilder(event)


def learning_hooks(suggest: bool = True, learn: bool = True) -> List[LifecycleHookConfig]:
    """The platform's own hooks for learning from chats.

    Args:
        suggest: bring what was learnt into each turn.
        learn: keep what is worth keeping, when a run completes and before a chat is compacted.
    """
    hooks: List[LifecycleHookConfig] = []
    if suggest:
        hooks.append(lifecycle_hook("agent.turn_start").builtin("belt:suggest").build())
    if learn:
        hooks.append(lifecycle_hook("agent.complete").builtin("belt:extract").build())
        hooks.append(lifecycle_hook("agent.pre_compact").builtin("belt:extract").build())
    return hooks
