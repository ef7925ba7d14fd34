"""An agent's config as editors and type checkers see it. Source: `AgentConfigInput` in openapi.yaml."""

from __future__ import annotations

from typing import Any, Iterable, Mapping, Optional, Sequence, TypedDict, Union

from .builder_base import ToolBuilder
from .hooks import LifecycleHookBuilder
from .internal import InternalToolsBuilder

AnyTool = Union[ToolBuilder[Any], Mapping[str, Any]]
"""What may stand in `tools`: a function with `@tool`, a builder, what it builds, or the JSON itself."""


class CoreApp(TypedDict, total=False):
    """The app that is an agent's model: one of `ref`, `id` and `version_id`, and what it is given."""

    ref: Optional[str]
    """Its reference, such as `infsh/claude-sonnet-4`."""
    id: Optional[str]
    """Its identifier."""
    version_id: Optional[str]
    """Its version."""
    setup: Any
    """Setup values."""
    input: Any
    """Settings of the model, such as `temperature` and `max_tokens`."""


class ModelSettings(TypedDict, total=False):
    """Settings of the model, which may be written beside `core_app`. They are sent as a part of its input."""

    temperature: float
    """How freely the model chooses its words."""
    max_tokens: int
    """The longest answer."""
    top_p: float
    """Which of the likely words the model chooses among."""
    context_size: int
    """How much of the chat the model reads."""
    reasoning_effort: str
    """How long the model thinks, such as `low` or `high`."""


class AgentConfig(ModelSettings, total=False):
    """The config of an ad-hoc agent, for `client.agent(...)`. `core_app` is needed."""

    name: Optional[str]
    """Its name: the platform reuses an agent of the same name."""
    description: Optional[str]
    """What it is for."""
    system_prompt: Optional[str]
    """Its instructions."""
    example_prompts: Optional[Sequence[str]]
    """Openings to offer to people."""
    core_app: Union[str, CoreApp]
    """The app that is its model, or that app's reference."""
    tools: Optional[Iterable[AnyTool]]
    """What it may call: functions with `@tool`, and what `app_tool`, `http_tool`, ... build."""
    skills: Optional[Sequence[Mapping[str, Any]]]
    """Texts it may read when needed: `name`, `description`, and `content` or `url`."""
    context: Optional[Sequence[Mapping[str, Any]]]
    """Values that a chat must bring: `name`, `description`, `required`, `default`, `in_prompt`."""
    internal_tools: Union[InternalToolsBuilder, Mapping[str, Any], None]
    """Which built-in tools it has, as `internal_tools().plan()` says."""
    permissions: Optional[Mapping[str, Any]]
    """What it may do unasked: `{"allow_all_tools": True}`."""
    hooks: Optional[Sequence[Union[LifecycleHookBuilder, Mapping[str, Any]]]]
    """Who is notified of what it does, as `lifecycle_hook("agent.start").webhook("https://...")` says."""
    output_schema: Optional[Mapping[str, Any]]
    """JSON Schema of its result."""


class Unchecked:
    """A type that no value has. A `Mapping[str, Unchecked]` takes a `Dict[str, Any]`, but no dict display.

    A config that was read from a file passes so, while keys that are written out are checked as those of `AgentConfig`.
    """


AgentLike = Union[str, AgentConfig, Mapping[str, Unchecked]]
"""A reference to a stored agent (`namespace/name`), or the config of an ad-hoc one."""
