"""Agents as they are stored: by reference, by version, and those made on the spot."""

from __future__ import annotations

import copy
import difflib
import itertools
import logging
import re
from typing import Any, Dict, List, Mapping, Optional, Tuple

from ...._core.values.json_guard import as_list, as_object, is_object
from ...common import ids
from ...common.clock import LocalClock
from ...common.stored_objects import common_members
from ...http.problem_documents import Problem, invalid, not_found
from .config_check import check_config

log: logging.Logger = logging.getLogger("inferencesh.local")

DEFAULT_CORE_APP = "infsh/claude-sonnet-4"
OWN_NAMESPACE = "local"
NOT_HERE = ("meta", "artifact", "remote", "knowledge")
"""Tools of the hosted platform that this one does not have."""
_SETTINGS = """
temperature top_p top_k min_p max_tokens context_size reasoning_effort reasoning_max_tokens frequency_penalty
presence_penalty repetition_penalty seed stop tool_choice response_format
"""
MODEL_SETTINGS = _SETTINGS.split()
_SHOWN = """
description system_prompt example_prompts core_app tools skills context internal_tools permissions hooks output_schema
"""
_REF = re.compile(r"^(?:agent/)?(?:(?P<namespace>[^/@:\s]+)/)?(?P<name>[^/@:\s]+)(?:@(?P<version>[^@:\s]+))?$")


class AgentVersion:
    """One version of an agent: its config, checked."""

    def __init__(self, agent_id: str, config: Mapping[str, Any], created_at: str) -> None:
        self.agent_id = agent_id
        self.id: str = ids.new_id()
        self.created_at = created_at
        self.config: Dict[str, Any] = dict(config)

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
        return list(as_list(self.config.get("tools")))

    @property
    def skills(self) -> List[Dict[str, Any]]:
        return list(as_list(self.config.get("skills")))

    @property
    def hooks(self) -> List[Dict[str, Any]]:
        return list(as_list(self.config.get("hooks")))

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
        for field in as_list(self.config.get("context")):
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
        for tool in as_list(config.get("tools")):
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
        self.id: str = ids.new_id()
        self.namespace = namespace
        self.name = name
        self.title: Optional[str] = None
        self.images: Dict[str, Any] = {"card": "", "thumbnail": "", "banner": ""}
        self.visibility = "private"
        self.ad_hoc = ad_hoc
        self.created_at: str = clock.timestamp()
        self.updated_at: str = self.created_at
        self.versions: List[AgentVersion] = []

    @property
    def ref(self) -> str:
        return f"{self.namespace}/{self.name}"

    @property
    def current(self) -> AgentVersion:
        return self.versions[-1]

    def add_version(self, config: Any, where: str = "version") -> AgentVersion:
        """A new current version, unless the config is that of the current one; a 422 problem if it is wrong."""
        checked = {"name": self.name, **check_config(config, where)}
        self.updated_at = max(self.updated_at, self.clock.timestamp())
        if self.versions and self.current.config == checked:
            return self.current
        version = AgentVersion(self.id, checked, self.updated_at)
        absent = [name for name in NOT_HERE if version.internal_tools.get(name)]
        if absent:
            log.warning("agent %s: the local platform does not have the internal tools %s", self.ref, ", ".join(absent))
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
        shown = common_members(self.id, self.created_at, self.updated_at, self.visibility)
        shown.update(
            namespace=self.namespace,
            name=self.name,
            title=self.title or self.name,
            images=dict(self.images),
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

    def store(self, ref: str, config: Any, where: str = "version") -> Agent:
        """An agent of that name: a new one, or another version of the one that has it.

        Args:
            config: None leaves an agent that is there as it is; a new one gets the model made of rules.
            where: the config's place, for refusals.
        """
        match = _REF.match(ref)
        if match is None or match.group("version"):
            raise invalid(f"name {ref!r} must be a name, or namespace/name", "name")
        agent = Agent(self._clock, match.group("namespace") or OWN_NAMESPACE, match.group("name"))
        known = next((known for known in self.all() if known.ref == agent.ref), None)
        if known is not None:
            if config is not None:
                known.add_version(config, where)
            return known
        agent.add_version(config if config is not None else {"core_app": {"ref": DEFAULT_CORE_APP}}, where)
        self._agents[agent.id] = agent
        return agent

    def duplicate(self, agent: Agent) -> Agent:
        """A copy with the current config, under a name that is free."""
        taken = {known.ref for known in self.all()}
        names = (f"{agent.name}-copy" + (f"-{number}" if number > 1 else "") for number in itertools.count(1))
        name = next(name for name in names if f"{agent.namespace}/{name}" not in taken)
        copied = Agent(self._clock, agent.namespace, name)
        copied.title = agent.title
        copied.add_version({**agent.current.config, "name": name})
        self._agents[copied.id] = copied
        return copied

    def rename(self, agent: Agent, name: str) -> None:
        """Give an agent another name; a 409 problem if that is taken, a 422 problem if it is not one."""
        match = _REF.match(name)
        if match is None or match.group("version") or match.group("namespace") not in (None, agent.namespace):
            raise invalid(f"name {name!r} must be a name; the namespace stays {agent.namespace}", "name")
        if match.group("name") != agent.name:
            ref = f"{agent.namespace}/{match.group('name')}"
            if any(known.ref == ref for known in self.all()):
                raise Problem(409, "name_conflict", f"there is an agent {ref} already")
            agent.name = match.group("name")

    def ad_hoc(self, config: Any, name: Any) -> AgentVersion:
        """The agent of an `agent_config`: the same name means the same agent."""
        own = config.get("name") if is_object(config) else None
        wanted = str(name or own or "")
        for agent in self._agents.values():
            if agent.ad_hoc and wanted and agent.name == wanted:
                return agent.add_version(config, "agent_config")
        agent = Agent(self._clock, OWN_NAMESPACE, wanted or "ad-hoc", ad_hoc=True)
        version = agent.add_version(config, "agent_config")
        self._agents[agent.id] = agent
        return version

    def resolve(self, text: Any) -> AgentVersion:
        """What `namespace/name@version` means; a problem that names close matches otherwise."""
        match = _REF.match(text) if isinstance(text, str) else None
        if match is None:
            raise invalid(
                f"agent: {text!r} is not a reference; write namespace/name or namespace/name@version", "agent"
            )
        return self.by_name(match.group("namespace"), match.group("name")).version(match.group("version"))

    def by_name(self, namespace: Optional[str], name: str) -> Agent:
        """The agent of this name, in any namespace if none is given; a 404 `Problem` if there is none."""
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
        """Forget an agent, if it is known."""
        self._agents.pop(agent.id, None)

    def of_request(self, body: Mapping[str, Any]) -> Tuple[Optional[AgentVersion], str]:
        """The agent that a run request names, and how it names it; none if it leaves that to the chat."""
        if body.get("agent"):
            return self.resolve(body["agent"]), "agent"
        if body.get("agent_id"):
            return self.get(str(body["agent_id"])).version(body.get("agent_version_id")), "agent_id"
        if body.get("agent_config") is not None:
            return self.ad_hoc(body["agent_config"], body.get("agent_name")), "agent_config"
        return None, ""
