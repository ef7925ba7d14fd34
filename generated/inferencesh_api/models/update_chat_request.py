from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Open, Unset

T = TypeVar("T", bound="UpdateChatRequest")


@_attrs_define
class UpdateChatRequest(Open):
    """What to change of a chat."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(())

    name: None | str | Unset = UNSET
    """ Name for people. """

    description: None | str | Unset = UNSET
    """ What it is about. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.name, Unset):
            _out_["name"] = self.name

        if not isinstance(self.description, Unset):
            _out_["description"] = self.description

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        name = cast("None | str | Unset", _data_.pop("name", UNSET))

        description = cast("None | str | Unset", _data_.pop("description", UNSET))

        _made_ = _new_(
            name=name,
            description=description,
        )
        _made_.additional_properties = _data_
        return _made_
