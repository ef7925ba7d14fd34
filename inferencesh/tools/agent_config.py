"""An agent's config as callers write it, made into what the platform takes."""

from __future__ import annotations

from typing import Any, Callable, Dict, Iterable, List, Mapping, NamedTuple, Optional, Tuple, cast

from .._core.errors.classes import InvalidInputError
from .._core.requests.checks import did_you_mean
from .._core.requests.refs import Ref
from .._core.values.json_guard import as_mapping, kind_name
from .built import ClientTool
from .collect import prepare_tools
from .config_types import AgentConfig, ModelSettings
from .parameters.json_shapes import is_mapping, is_text

# Settings of the model are often written beside the core app; they belong into its input, and are moved there.
MODEL_SETTINGS = tuple(ModelSettings.__annotations__)
CONFIG_KEYS = tuple(key for key in AgentConfig.__annotations__ if key not in MODEL_SETTINGS)

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
        return _stored_agent(agent, name, output_schema)
    if not is_mapping(agent):
        raise InvalidInputError(
            "agent must be a reference such as 'namespace/name', or a config such as "
            f"{{'core_app': {{'ref': 'infsh/claude-sonnet-4'}}}}, not {type(agent).__name__}"
        )
    return _ad_hoc_agent(agent, name, output_schema)


def _stored_agent(reference: str, name: Optional[str], output_schema: Optional[Dict[str, Any]]) -> PreparedAgent:
    ref = Ref.parse(reference, "agent")
    if ref.type not in (None, "agent"):
        raise InvalidInputError(f"agent must refer to an agent, but {reference!r} refers to a {ref.type}")
    if name is not None:
        raise InvalidInputError("name is for an agent made from a config: a stored agent has a name of its own")
    if output_schema is not None:
        raise InvalidInputError(
            "output_type needs an agent made from a config: a stored agent has an output schema of its own"
        )
    return PreparedAgent({"agent": reference}, {}, reference)


def _ad_hoc_agent(
    given: Mapping[str, Any], name: Optional[str], output_schema: Optional[Dict[str, Any]]
) -> PreparedAgent:
    _refuse_misspelt_keys(given)
    config = {key: value for key, value in given.items() if key not in MODEL_SETTINGS}
    settings = {key: given[key] for key in MODEL_SETTINGS if key in given}
    config["core_app"] = _core_app(config.get("core_app"), settings)
    for key, prepare in _PREPARED.items():
        if config.get(key) is not None:
            config[key] = prepare(config[key])
    tools = prepare_tools(config.get("tools"))
    if "tools" in config:
        config["tools"] = tools.definitions
    if output_schema is not None:
        config["output_schema"] = output_schema
    shown = name or config.get("name")
    target = {"agent_config": config, **({"agent_name": shown} if shown else {})}
    unknown = tuple(str(key) for key in config if key not in CONFIG_KEYS)
    return PreparedAgent(target, tools.handlers, shown or "an ad-hoc agent", unknown)


def _refuse_misspelt_keys(config: Mapping[str, Any]) -> None:
    known = (*CONFIG_KEYS, *MODEL_SETTINGS)
    for key in config:
        meant = None if key in known else _ELSEWHERE.get(str(key)) or did_you_mean(str(key), known)
        if meant:
            raise InvalidInputError(f"unknown key {key!r} in the agent's config: did you mean {meant!r}?")


def _core_app(named: Any, settings: Mapping[str, Any]) -> Dict[str, Any]:
    """The core app, with the model's settings in its input. What the input says itself stays."""
    core: Dict[str, Any] = dict(named) if is_mapping(named) else {}
    if isinstance(named, str):
        core["ref"] = named
    if not (core.get("ref") or core.get("id") or core.get("version_id")):
        raise InvalidInputError("core_app is missing: write {'core_app': {'ref': 'infsh/claude-sonnet-4'}}")
    if settings:
        stated = core.get("input")
        core["input"] = {**settings, **(stated if is_mapping(stated) else {})}
    return core


def _internal_tools(given: Any) -> Any:
    switches = given.build() if hasattr(given, "build") else given
    if not is_mapping(switches):
        raise InvalidInputError("internal_tools must be a dict of switches, as internal_tools().plan().build() gives")
    return switches


def _hooks(given: Any) -> List[Any]:
    if not isinstance(given, (list, tuple)):
        raise InvalidInputError("hooks must be a list, as in [lifecycle_hook('agent.start').webhook('https://...')]")
    return [hook.build() if hasattr(hook, "build") else hook for hook in cast("Iterable[Any]", given)]


def _skills(given: Any) -> Any:
    if not isinstance(given, (list, tuple)):
        raise InvalidInputError("skills must be a list of dicts, as in [{'name': ..., 'content': ...}]")
    for index, skill in enumerate(cast("Iterable[Any]", given)):
        if not is_mapping(skill) or not skill.get("name"):
            raise InvalidInputError(f"skills[{index}] must be a dict with a name, a description and a content or url")
    return cast("Any", given)


# The keys whose values are checked, or built, before they are sent, in the order in which they are looked at.
_PREPARED: Dict[str, Callable[[Any], Any]] = {"internal_tools": _internal_tools, "hooks": _hooks, "skills": _skills}


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
