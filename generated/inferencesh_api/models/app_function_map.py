from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import Open

if TYPE_CHECKING:
    from ..models.app_function import AppFunction


T = TypeVar("T", bound="AppFunctionMap")


@_attrs_define
class AppFunctionMap(Open):
    """Functions by name."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(())

    additional_properties: dict[str, AppFunction] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        for _key_, _value_ in self.additional_properties.items():
            _out_[_key_] = _value_.to_dict()
        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.app_function import AppFunction

        _new_ = cls
        _data_ = dict(src_dict)
        _made_ = _new_()
        _extra_ = {}
        for _key_, _value_ in _data_.items():
            additional_property = AppFunction.from_dict(_value_)

            _extra_[_key_] = additional_property
        _made_.additional_properties = _extra_
        return _made_
