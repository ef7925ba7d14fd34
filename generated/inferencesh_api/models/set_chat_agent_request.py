from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, Open, Unset

T = TypeVar("T", bound="SetChatAgentRequest")


@_attrs_define
class SetChatAgentRequest(Open):
    """Who answers from now on."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(("agent",))

    agent: str
    """ Reference of the agent. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.agent, Unset):
            _out_["agent"] = self.agent

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        agent: str = MISSING
        if _data_.get("agent") is not None:
            agent = _data_.pop("agent")

        _made_ = _new_(
            agent=agent,
        )
        _made_.additional_properties = _data_
        return _made_
