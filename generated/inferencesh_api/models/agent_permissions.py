from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Open, Unset

T = TypeVar("T", bound="AgentPermissions")


@_attrs_define
class AgentPermissions(Open):
    """What an agent may do unasked."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(())

    allow_all_tools: bool | None | Unset = UNSET
    """ Every call, in chats of its own workspace. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.allow_all_tools, Unset):
            _out_["allow_all_tools"] = self.allow_all_tools

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        allow_all_tools = cast("bool | None | Unset", _data_.pop("allow_all_tools", UNSET))

        _made_ = _new_(
            allow_all_tools=allow_all_tools,
        )
        _made_.additional_properties = _data_
        return _made_
