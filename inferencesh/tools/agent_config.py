"""An agent's config as callers write it, made into what the platform takes."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Tuple, cast

from .._core.errors.classes import InvalidInputError
from .._core.requests.checks import did_you_mean
from .._core.requests.refs import Ref
from .._core.values.json_guard import as_mapping, kind_name
from .built import ClientTool
from .collect import prepare_tools
from .parameters.json_shapes import is_text

# `AgentConfigInput` in openapi.yaml
CONFIG_KEYS = (
    "name",
    "description",
    "system_prompt",
    "example_prompts",
    "core_app",
    "tools",
    "skills",
    "context",
    "internal_tools",
    "permissions",
    "hooks",
    "output_schema",
)
# Settings of the model that are often written beside it; they belong into the core app's input (6.6, D29).
MODEL_SETTINGS = ("temperature", "max_tokens", "top_p", "context_size", "reasoning_effort")

# What other SDKs call these: sent as they are, they would mean nothing, and the agent would run without its prompt.
_ELSEWHERE = {
    "instructions": "system_prompt",
    "system": "system_prompt",
    "prompt": "system_prompt",
    "model": "core_app",
}


class PreparedAgent(NamedTuple):
    """An agent, ready to be named in a request.

    `target` holds the members of the request that name it: `agent`, or `agent_config` and `agent_name`.
    `handlers` are the client tools that run by themselves, by name. `unknown` are keys of the config that are not known
    here, and are sent as they are.
    """

    target: Dict[str, Any]
    handlers: Dict[str, ClientTool]
    label: str
    unknown: Tuple[str, ...] = ()


def prepare_agent(
    agent: Any, name: Optional[str] = None, output_schema: Optional[Dict[str, Any]] = None
) -> PreparedAgent:
    """Take a reference to a stored agent, or the config of an ad-hoc one.

    Raises:
        InvalidInputError: it is neither, or a part of the config is not what it should be; the part is named.
    """
    if name is not None and not is_text(name):
        raise InvalidInputError(f"name must be a string, not {kind_name(name)}")
    if isinstance(agent, str):
        ref = Ref.parse(agent, "agent")
        if ref.type not in (None, "agent"):
            raise InvalidInputError(f"agent must refer to an agent, but {agent!r} refers to a {ref.type}")
        if name is not None:
            raise InvalidInputError("name is for an agent made from a config: a stored agent has a name of its own")
        if output_schema is not None:
            raise InvalidInputError(
                "output_type needs an agent made from a config: a stored agent has an output schema of its own"
            )
        return PreparedAgent({"agent": agent}, {}, agent)
    if not isinstance(agent, Mapping):
        raise InvalidInputError(
            "agent must be a reference such as 'namespace/name', or a config such as "
            f"{{'core_app': {{'ref': 'infsh/claude-sonnet-4'}}}}, not {type(agent).__name__}"
        )
    config = _config(dict(cast("Mapping[str, Any]", agent)))
    tools = prepare_tools(config.get("tools"))
    if "tools" in config:
        config["tools"] = tools.definitions
    if output_schema is not None:
        config["output_schema"] = output_schema
    shown = name or config.get("name")
    target = {"agent_config": config, **({"agent_name": shown} if shown else {})}
    unknown = tuple(str(key) for key in config if key not in CONFIG_KEYS)
    return PreparedAgent(target, tools.handlers, shown or "an ad-hoc agent", unknown)


def _config(config: Dict[str, Any]) -> Dict[str, Any]:
    for key in config:
        if key in CONFIG_KEYS or key in MODEL_SETTINGS:
            continue
        meant = _ELSEWHERE.get(str(key)) or did_you_mean(str(key), (*CONFIG_KEYS, *MODEL_SETTINGS))
        if meant:
            raise InvalidInputError(f"unknown key {key!r} in the agent's config: did you mean {meant!r}?")
    named = config.get("core_app")
    core: Dict[str, Any] = {"ref": named} if isinstance(named, str) else {}
    if isinstance(named, Mapping):
        core = dict(cast("Mapping[str, Any]", named))
    if not (core.get("ref") or core.get("id") or core.get("version_id")):
        raise InvalidInputError("core_app is missing: write {'core_app': {'ref': 'infsh/claude-sonnet-4'}}")
    settings = {key: config.pop(key) for key in MODEL_SETTINGS if key in config}
    given = core.get("input")
    if settings:
        core["input"] = {**settings, **(cast("Mapping[str, Any]", given) if isinstance(given, Mapping) else {})}
    config["core_app"] = core
    internal = config.get("internal_tools")
    if hasattr(internal, "build"):
        internal = config["internal_tools"] = cast("Any", internal).build()
    if internal is not None and not isinstance(internal, Mapping):
        raise InvalidInputError("internal_tools must be a dict of switches, as internal_tools().plan().build() gives")
    hooks = config.get("hooks")
    if hooks is not None:
        if isinstance(hooks, Mapping) or not isinstance(hooks, (list, tuple)):
            raise InvalidInputError(
                "hooks must be a list, as in [lifecycle_hook('agent.start').webhook('https://...')]"
            )
        config["hooks"] = [hook.build() if hasattr(hook, "build") else hook for hook in cast("List[Any]", hooks)]
    skills = config.get("skills")
    if skills is not None and not isinstance(skills, (list, tuple)):
        raise InvalidInputError("skills must be a list of dicts, as in [{'name': ..., 'content': ...}]")
    for index, skill in enumerate(cast("List[Any]", skills or [])):
        if not isinstance(skill, Mapping) or not cast("Mapping[str, Any]", skill).get("name"):
            raise InvalidInputError(f"skills[{index}] must be a dict with a name, a description and a content or url")
    return config


def check_context(context: Any) -> Optional[Dict[str, str]]:
    """Per-chat values: names to strings."""
    if context is None:
        return None
    given = as_mapping(context)
    if given is None:
        raise InvalidInputError(f"context must be a dict of names to strings, not {kind_name(context)}")
    for name, value in given.items():
        if not isinstance(name, str) or not isinstance(value, str):
            raise InvalidInputError(f"context[{name!r}] must be a string, not {kind_name(value)}: context is text")
    return dict(given)
