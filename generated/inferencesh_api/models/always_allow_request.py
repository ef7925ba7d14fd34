from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Open, Unset

T = TypeVar("T", bound="AlwaysAllowRequest")


@_attrs_define
class AlwaysAllowRequest(Open):
    """Which calls to allow from now on."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(())

    option: None | str | Unset = UNSET
    """ Key of an AlwaysAllowOptionDTO. """

    tool_name: None | str | Unset = UNSET
    """ Older form; ignored. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.option, Unset):
            _out_["option"] = self.option

        if not isinstance(self.tool_name, Unset):
            _out_["tool_name"] = self.tool_name

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        option = cast("None | str | Unset", _data_.pop("option", UNSET))

        tool_name = cast("None | str | Unset", _data_.pop("tool_name", UNSET))

        _made_ = _new_(
            option=option,
            tool_name=tool_name,
        )
        _made_.additional_properties = _data_
        return _made_
