from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import Open

T = TypeVar("T", bound="StringMap")


@_attrs_define
class StringMap(Open):
    """Texts by name."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(())

    additional_properties: dict[str, str] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        _made_ = _new_()
        _made_.additional_properties = _data_
        return _made_
