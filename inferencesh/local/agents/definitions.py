"""Agents as they are stored: by reference, by version, and those made on the spot (behaviour notes, 5.2 and 5.3)."""

from __future__ import annotations

import copy
import difflib
import re
from typing import Any, Dict, List, Mapping, Optional, Set, Tuple

from .. import ids
from ..clock import LocalClock
from ..json_values import is_array, is_object
from ..problems import Problem, invalid, not_found
from ..tasks import base
from .json_parts import as_array, as_object

OWN_NAMESPACE = "local"
_SETTINGS = """
temperature top_p top_k min_p max_tokens context_size reasoning_effort reasoning_max_tokens frequency_penalty
presence_penalty repetition_penalty seed stop tool_choice response_format
"""
MODEL_SETTINGS = _SETTINGS.split()
_SHOWN = """
description system_prompt example_prompts core_app tools skills context internal_tools permissions hooks output_schema
"""
TOOL_TYPES = ("app", "agent", "hook", "http", "call", "mcp", "client", "internal")
_REF = re.compile(r"^(?:agent/)?(?:(?P<namespace>[^/@:\s]+)/)?(?P<name>[^/@:\s]+)(?:@(?P<version>[^@:\s]+))?$")


class AgentVersion:
    """One version of an agent: its config, checked."""

    def __init__(self, agent_id: str, config: Mapping[str, Any], created_at: str) -> None:
        self.agent_id = agent_id
        self.id = ids.new_id()
        self.created_at = created_at
        self.config = check_config(config)

    @property
    def short_id(self) -> str:
        return ids.short(self.id)

    @property
    def name(self) -> str:
        return str(self.config.get("name") or "agent")

    @property
    def system_prompt(self) -> str:
        return str(self.config.get("system_prompt") or "")

    @property
    def core_app(self) -> Dict[str, Any]:
        return dict(self.config["core_app"])

    @property
    def model_input(self) -> Dict[str, Any]:
        """Settings of the model; those beside `core_app` are an old place for them."""
        old = {name: self.config[name] for name in MODEL_SETTINGS if self.config.get(name) is not None}
        return {**old, **as_object(self.core_app.get("input"))}

    @property
    def tools(self) -> List[Dict[str, Any]]:
        return list(as_array(self.config.get("tools")))

    @property
    def skills(self) -> List[Dict[str, Any]]:
        return list(as_array(self.config.get("skills")))

    @property
    def hooks(self) -> List[Dict[str, Any]]:
        return list(as_array(self.config.get("hooks")))

    @property
    def internal_tools(self) -> Dict[str, Any]:
        return dict(as_object(self.config.get("internal_tools")))

    @property
    def output_schema(self) -> Optional[Dict[str, Any]]:
        schema = self.config.get("output_schema")
        return schema if is_object(schema) and schema else None

    @property
    def allows_all_tools(self) -> bool:
        return bool(as_object(self.config.get("permissions")).get("allow_all_tools"))

    def fill_context(self, given: Any) -> Dict[str, str]:
        """A chat's context values, with defaults; a 422 problem if a required one is missing."""
        if given is not None and not (is_object(given) and all(isinstance(value, str) for value in given.values())):
            raise invalid("context must be an object of strings", "context")
        values = dict(given or {})
        for field in as_array(self.config.get("context")):
            name = field["name"]
            if name in values:
                continue
            if field.get("default") is not None:
                values[name] = field["default"]
            elif field.get("required"):
                raise invalid(f"context.{name} is required by the agent, and was not given", f"context.{name}")
        return values

    def describe(self) -> Dict[str, Any]:
        """The version as the API shows it (AgentVersionDTO); the values of secrets are left out."""
        config = copy.deepcopy(self.config)
        for tool in as_array(config.get("tools")):
            hook = tool.get("hook")
            if is_object(hook) and hook.get("secret"):
                hook.update(secret="", secret_ref=ids.stable_id("secret", str(hook["secret"])))
        shown: Dict[str, Any] = {
            "id": self.id,
            "short_id": self.short_id,
            "created_at": self.created_at,
            "updated_at": self.created_at,
            "deleted_at": None,
        }
        shown.update({key: config[key] for key in _SHOWN.split() if config.get(key) is not None})
        return shown


class Agent:
    """An agent with its versions, newest last."""

    def __init__(self, clock: LocalClock, namespace: str, name: str, *, ad_hoc: bool = False) -> None:
        self.clock = clock
        self.id = ids.new_id()
        self.namespace = namespace
        self.name = name
        self.title: Optional[str] = None
        self.visibility = "private"
        self.ad_hoc = ad_hoc
        self.created_at = self.updated_at = clock.timestamp()
        self.versions: List[AgentVersion] = []

    @property
    def ref(self) -> str:
        return f"{self.namespace}/{self.name}"

    @property
    def current(self) -> AgentVersion:
        return self.versions[-1]

    def add_version(self, config: Mapping[str, Any]) -> AgentVersion:
        """A new current version, unless the config is that of the current one."""
        self.updated_at = max(self.updated_at, self.clock.timestamp())
        if self.versions and self.current.config == check_config(config):
            return self.current
        version = AgentVersion(self.id, {"name": self.name, **config}, self.updated_at)
        self.versions.append(version)
        return version

    def version(self, wanted: Optional[str]) -> AgentVersion:
        """By id, short id, number (`v1` or `1`); the current one for `latest`."""
        if wanted in (None, "", "latest"):
            return self.current
        for number, version in enumerate(self.versions, 1):
            if wanted in (version.id, version.short_id, str(number), f"v{number}"):
                return version
        listed = ", ".join(version.short_id for version in self.versions)
        raise not_found(f"agent {self.ref} has no version {wanted}; it has {listed}")

    def describe(self) -> Dict[str, Any]:
        """The agent as the API shows it (AgentDTO)."""
        shown = base(self.id, self.created_at, self.updated_at, self.visibility)
        shown.update(
            namespace=self.namespace,
            name=self.name,
            title=self.title or self.name,
            images={"card": "", "thumbnail": "", "banner": ""},
            version_id=self.current.id,
            version=self.current.describe(),
        )
        return shown


class AgentStore:
    """All agents."""

    def __init__(self, clock: LocalClock) -> None:
        self._clock = clock
        self._agents: Dict[str, Agent] = {}

    def all(self) -> List[Agent]:
        """The stored ones, oldest first, without those made on the spot."""
        return [agent for agent in self._agents.values() if not agent.ad_hoc]

    def create(self, ref: str, config: Mapping[str, Any]) -> Agent:
        """A new agent; a 409 problem if there is one of that name."""
        match = _REF.match(ref)
        if match is None or match.group("version"):
            raise invalid(f"name {ref!r} must be a name, or namespace/name", "name")
        agent = Agent(self._clock, match.group("namespace") or OWN_NAMESPACE, match.group("name"))
        if any(known.ref == agent.ref for known in self.all()):
            raise Problem(409, "name_conflict", f"there is an agent {agent.ref} already")
        agent.add_version(config)
        self._agents[agent.id] = agent
        return agent

    def made_on_the_spot(self, config: Any, name: Any) -> AgentVersion:
        """The agent of an `agent_config`: the same name means the same agent."""
        checked = check_config(config)
        wanted = str(name or checked.get("name") or "")
        for agent in self._agents.values():
            if agent.ad_hoc and wanted and agent.name == wanted:
                return agent.add_version(checked)
        agent = Agent(self._clock, OWN_NAMESPACE, wanted or "ad-hoc", ad_hoc=True)
        version = agent.add_version(checked)
        self._agents[agent.id] = agent
        return version

    def resolve(self, text: Any) -> AgentVersion:
        """What `namespace/name@version` means; a problem that names close matches otherwise."""
        match = _REF.match(text) if isinstance(text, str) else None
        if match is None:
            raise invalid(f"agent: {text!r} is no reference; write namespace/name or namespace/name@version", "agent")
        return self.by_name(match.group("namespace"), match.group("name")).version(match.group("version"))

    def by_name(self, namespace: Optional[str], name: str) -> Agent:
        for agent in self.all():
            if agent.name == name and namespace in (None, "", agent.namespace):
                return agent
        wanted = f"{namespace}/{name}" if namespace else name
        known = [agent.ref for agent in self.all()]
        close = difflib.get_close_matches(wanted, known, n=3, cutoff=0.5)
        raise not_found(f"no agent named {wanted}" + ("; did you mean " + " or ".join(close) + "?" if close else ""))

    def get(self, identifier: str) -> Agent:
        """By id, short id or bare name."""
        for agent in self._agents.values():
            if identifier in (agent.id, ids.short(agent.id)):
                return agent
        return self.by_name(None, identifier)

    def remove(self, agent: Agent) -> None:
        self._agents.pop(agent.id, None)

    def of_request(self, body: Mapping[str, Any]) -> Tuple[Optional[AgentVersion], str]:
        """The agent that a run request names, and how it names it; none if it leaves that to the chat."""
        if body.get("agent"):
            return self.resolve(body["agent"]), "agent"
        if body.get("agent_id"):
            return self.get(str(body["agent_id"])).version(body.get("agent_version_id")), "agent_id"
        if body.get("agent_config") is not None:
            return self.made_on_the_spot(body["agent_config"], body.get("agent_name")), "agent_config"
        return None, ""


def check_config(config: Any) -> Dict[str, Any]:
    """An agent's config without its null members; a 422 problem that names what is wrong."""
    if not is_object(config):
        raise invalid("agent_config must be an object", "agent_config")
    checked: Dict[str, Any] = {key: copy.deepcopy(value) for key, value in config.items() if value is not None}
    core: Any = checked.get("core_app")
    if isinstance(core, str):
        core = checked["core_app"] = {"ref": core}
    if not is_object(core) or not (core.get("ref") or core.get("id")):
        raise invalid("core_app is missing: it names the app that is the agent's model", "agent_config.core_app")
    names: Set[str] = set()
    tools: Any = checked.get("tools") or []
    if not is_array(tools):
        raise invalid("tools must be a list", "agent_config.tools")
    checked["tools"] = [_check_tool(tool, f"agent_config.tools[{index}]") for index, tool in enumerate(tools)]
    for tool in checked["tools"]:
        if tool["name"] in names:
            raise invalid(f"two tools are called {tool['name']!r}", "agent_config.tools")
        names.add(tool["name"])
    for key in ("skills", "context"):
        entries: Any = checked.get(key) or []
        if not is_array(entries) or not all(is_object(e) and e.get("name") for e in entries):
            raise invalid(f"{key} must be a list of objects with a name", f"agent_config.{key}")
    for key in ("internal_tools", "permissions", "output_schema"):
        if not is_object(checked.get(key, {})):
            raise invalid(f"{key} must be an object", f"agent_config.{key}")
    return checked


def _check_tool(tool: Any, where: str) -> Dict[str, Any]:
    if not is_object(tool) or not isinstance(tool.get("name"), str) or not tool["name"]:
        raise invalid(f"{where} must be an object with a name", where)
    kind = tool.get("type")
    if kind not in TOOL_TYPES:
        raise invalid(f"{where} ({tool['name']}): type must be one of {', '.join(TOOL_TYPES)}, got {kind!r}", where)
    cleaned = {key: value for key, value in tool.items() if value is not None}
    settings = cleaned.get(kind)
    needed = {"app": "ref", "agent": "ref", "hook": "url", "http": "url", "call": "url", "mcp": "tool_name"}.get(kind)
    if settings is not None and not is_object(settings):
        raise invalid(f"{where} ({tool['name']}): {kind} must be an object", where)
    named = as_object(settings)
    if needed and not (named.get(needed) or named.get("id")):
        raise invalid(f"{where} ({tool['name']}): {kind}.{needed} is missing", where)
    if needed and not isinstance(named.get(needed) or "", str):
        raise invalid(f"{where} ({tool['name']}): {kind}.{needed} must be a text", where)
    seconds = cleaned.get("approval_timeout", 0)
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or seconds < 0:
        raise invalid(f"{where} ({tool['name']}): approval_timeout must be a number of seconds", where)
    return cleaned
