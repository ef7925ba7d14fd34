"""Switches of the platform's built-in tools."""

from __future__ import annotations

from typing import Any, Dict, Mapping, Union

from typing_extensions import Self

from .._core.errors.classes import InvalidInputError
from .parameters.json_shapes import is_mapping

InternalToolsConfig = Dict[str, Any]

# What `.all()` and `.none()` set, as in the official clients (docs/platform-notes.md, "Definitions of tools").
_ALL = ("plan", "memory", "widget", "finish")


class InternalToolsBuilder:
    """Which built-in tools an agent has. A tool that is not named here keeps the platform's default.

    `web_search`, `code_execution` and `image_generation` are sent as they are; whether the hosted platform honours
    them is not documented. The local platform does.
    """

    def __init__(self) -> None:
        self._config: InternalToolsConfig = {}

    def _set(self, name: str, enabled: Any) -> Self:
        if not isinstance(enabled, bool):
            raise InvalidInputError(f"{name} takes True or False, not {type(enabled).__name__}")
        self._config[name] = enabled
        return self

    def plan(self, enabled: bool = True) -> Self:
        """Steps that the agent plans and ticks off."""
        return self._set("plan", enabled)

    def memory(self, enabled: bool = True) -> Self:
        """Values that the agent keeps for the chat."""
        return self._set("memory", enabled)

    def widget(self, enabled: bool = True) -> Self:
        """Forms and buttons shown to a person."""
        return self._set("widget", enabled)

    def finish(self, enabled: bool = True) -> Self:
        """Ending the run with structured output."""
        return self._set("finish", enabled)

    def skills(self, enabled: bool = True) -> Self:
        """Reading skills on demand."""
        return self._set("skills", enabled)

    def meta(self, enabled: bool = True) -> Self:
        """Finding further tools."""
        return self._set("meta", enabled)

    def artifact(self, enabled: bool = True) -> Self:
        """Documents that the agent writes beside the chat."""
        return self._set("artifact", enabled)

    def agent(self, enabled: bool = True) -> Self:
        """Copies of the same agent for side tasks."""
        return self._set("agent", enabled)

    def remote(self, enabled: bool = True) -> Self:
        """Work on a remote machine."""
        return self._set("remote", enabled)

    def knowledge(self, enabled: bool = True) -> Self:
        """Looking things up in knowledge bases."""
        return self._set("knowledge", enabled)

    def wait(self, enabled: bool = True) -> Self:
        """Waiting for a time or for the next message."""
        return self._set("wait", enabled)

    def web_search(self, enabled: bool = True) -> Self:
        """Searching the web."""
        return self._set("web_search", enabled)

    def code_execution(self, enabled: bool = True) -> Self:
        """Running code."""
        return self._set("code_execution", enabled)

    def image_generation(self, config: Union[bool, Mapping[str, Any]] = True) -> Self:
        """Drawing pictures: True or False, or `{"enabled": True, "app_ref": "namespace/app"}`."""
        if is_mapping(config):
            self._config["image_generation"] = dict(config)
            return self
        if not isinstance(config, bool):
            raise InvalidInputError(
                "image_generation takes True, False or a dict such as {'enabled': True, 'app_ref': 'namespace/app'}, "
                f"not {type(config).__name__}"
            )
        return self._set("image_generation", config)

    def all(self) -> Self:
        """Switch plan, memory, widget and finish on."""
        self._config.update(dict.fromkeys(_ALL, True))
        return self

    def none(self) -> Self:
        """Switch plan, memory, widget and finish off."""
        self._config.update(dict.fromkeys(_ALL, False))
        return self

    def build(self) -> InternalToolsConfig:
        """The map for `internal_tools` of an agent config."""
        return dict(self._config)


def internal_tools() -> InternalToolsBuilder:
    """Choose the built-in tools of an agent."""
    return InternalToolsBuilder()
