from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Open, Unset

T = TypeVar("T", bound="InternalToolsConfig")


@_attrs_define
class InternalToolsConfig(Open):
    """Which built-in tools an agent has; what is absent or null is as the platform has it."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(())

    plan: bool | None | Unset = UNSET
    """ Keep a plan. """

    memory: bool | None | Unset = UNSET
    """ Remember values. """

    widget: bool | None | Unset = UNSET
    """ Show surfaces. """

    finish: bool | None | Unset = UNSET
    """ End with a result. """

    skills: bool | None | Unset = UNSET
    """ Read skills. """

    meta: bool | None | Unset = UNSET
    """ Change itself. """

    artifact: bool | None | Unset = UNSET
    """ Publish artifacts. """

    agent: bool | None | Unset = UNSET
    """ Run copies of itself. """

    remote: bool | None | Unset = UNSET
    """ Work on remotes. """

    knowledge: bool | None | Unset = UNSET
    """ Read knowledge. """

    wait: bool | None | Unset = UNSET
    """ Wait for a time or a message. """

    host_context: bool | None | Unset = UNSET
    """ Ignored. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        plan: bool | None | Unset
        if isinstance(self.plan, Unset):
            plan = UNSET
        else:
            plan = self.plan

        if not isinstance(plan, Unset):
            _out_["plan"] = plan

        memory: bool | None | Unset
        if isinstance(self.memory, Unset):
            memory = UNSET
        else:
            memory = self.memory

        if not isinstance(memory, Unset):
            _out_["memory"] = memory

        widget: bool | None | Unset
        if isinstance(self.widget, Unset):
            widget = UNSET
        else:
            widget = self.widget

        if not isinstance(widget, Unset):
            _out_["widget"] = widget

        finish: bool | None | Unset
        if isinstance(self.finish, Unset):
            finish = UNSET
        else:
            finish = self.finish

        if not isinstance(finish, Unset):
            _out_["finish"] = finish

        skills: bool | None | Unset
        if isinstance(self.skills, Unset):
            skills = UNSET
        else:
            skills = self.skills

        if not isinstance(skills, Unset):
            _out_["skills"] = skills

        meta: bool | None | Unset
        if isinstance(self.meta, Unset):
            meta = UNSET
        else:
            meta = self.meta

        if not isinstance(meta, Unset):
            _out_["meta"] = meta

        artifact: bool | None | Unset
        if isinstance(self.artifact, Unset):
            artifact = UNSET
        else:
            artifact = self.artifact

        if not isinstance(artifact, Unset):
            _out_["artifact"] = artifact

        agent: bool | None | Unset
        if isinstance(self.agent, Unset):
            agent = UNSET
        else:
            agent = self.agent

        if not isinstance(agent, Unset):
            _out_["agent"] = agent

        remote: bool | None | Unset
        if isinstance(self.remote, Unset):
            remote = UNSET
        else:
            remote = self.remote

        if not isinstance(remote, Unset):
            _out_["remote"] = remote

        knowledge: bool | None | Unset
        if isinstance(self.knowledge, Unset):
            knowledge = UNSET
        else:
            knowledge = self.knowledge

        if not isinstance(knowledge, Unset):
            _out_["knowledge"] = knowledge

        wait: bool | None | Unset
        if isinstance(self.wait, Unset):
            wait = UNSET
        else:
            wait = self.wait

        if not isinstance(wait, Unset):
            _out_["wait"] = wait

        host_context: bool | None | Unset
        if isinstance(self.host_context, Unset):
            host_context = UNSET
        else:
            host_context = self.host_context

        if not isinstance(host_context, Unset):
            _out_["host_context"] = host_context

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)

        def _parse_plan(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("bool | None | Unset", data)

        plan = _parse_plan(_data_.pop("plan", UNSET))

        def _parse_memory(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("bool | None | Unset", data)

        memory = _parse_memory(_data_.pop("memory", UNSET))

        def _parse_widget(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("bool | None | Unset", data)

        widget = _parse_widget(_data_.pop("widget", UNSET))

        def _parse_finish(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("bool | None | Unset", data)

        finish = _parse_finish(_data_.pop("finish", UNSET))

        def _parse_skills(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("bool | None | Unset", data)

        skills = _parse_skills(_data_.pop("skills", UNSET))

        def _parse_meta(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("bool | None | Unset", data)

        meta = _parse_meta(_data_.pop("meta", UNSET))

        def _parse_artifact(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("bool | None | Unset", data)

        artifact = _parse_artifact(_data_.pop("artifact", UNSET))

        def _parse_agent(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("bool | None | Unset", data)

        agent = _parse_agent(_data_.pop("agent", UNSET))

        def _parse_remote(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("bool | None | Unset", data)

        remote = _parse_remote(_data_.pop("remote", UNSET))

        def _parse_knowledge(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("bool | None | Unset", data)

        knowledge = _parse_knowledge(_data_.pop("knowledge", UNSET))

        def _parse_wait(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("bool | None | Unset", data)

        wait = _parse_wait(_data_.pop("wait", UNSET))

        def _parse_host_context(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("bool | None | Unset", data)

        host_context = _parse_host_context(_data_.pop("host_context", UNSET))

        _made_ = _new_(
            plan=plan,
            memory=memory,
            widget=widget,
            finish=finish,
            skills=skills,
            meta=meta,
            artifact=artifact,
            agent=agent,
            remote=remote,
            knowledge=knowledge,
            wait=wait,
            host_context=host_context,
        )
        _made_.additional_properties = _data_
        return _made_
