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
        if not isinstance(self.plan, Unset):
            _out_["plan"] = self.plan

        if not isinstance(self.memory, Unset):
            _out_["memory"] = self.memory

        if not isinstance(self.widget, Unset):
            _out_["widget"] = self.widget

        if not isinstance(self.finish, Unset):
            _out_["finish"] = self.finish

        if not isinstance(self.skills, Unset):
            _out_["skills"] = self.skills

        if not isinstance(self.meta, Unset):
            _out_["meta"] = self.meta

        if not isinstance(self.artifact, Unset):
            _out_["artifact"] = self.artifact

        if not isinstance(self.agent, Unset):
            _out_["agent"] = self.agent

        if not isinstance(self.remote, Unset):
            _out_["remote"] = self.remote

        if not isinstance(self.knowledge, Unset):
            _out_["knowledge"] = self.knowledge

        if not isinstance(self.wait, Unset):
            _out_["wait"] = self.wait

        if not isinstance(self.host_context, Unset):
            _out_["host_context"] = self.host_context

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        plan = cast("bool | None | Unset", _data_.pop("plan", UNSET))

        memory = cast("bool | None | Unset", _data_.pop("memory", UNSET))

        widget = cast("bool | None | Unset", _data_.pop("widget", UNSET))

        finish = cast("bool | None | Unset", _data_.pop("finish", UNSET))

        skills = cast("bool | None | Unset", _data_.pop("skills", UNSET))

        meta = cast("bool | None | Unset", _data_.pop("meta", UNSET))

        artifact = cast("bool | None | Unset", _data_.pop("artifact", UNSET))

        agent = cast("bool | None | Unset", _data_.pop("agent", UNSET))

        remote = cast("bool | None | Unset", _data_.pop("remote", UNSET))

        knowledge = cast("bool | None | Unset", _data_.pop("knowledge", UNSET))

        wait = cast("bool | None | Unset", _data_.pop("wait", UNSET))

        host_context = cast("bool | None | Unset", _data_.pop("host_context", UNSET))

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
