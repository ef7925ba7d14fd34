from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Open, Unset, given

T = TypeVar("T", bound="TaskEgress")


@_attrs_define
class TaskEgress(Open):
    """Traffic of an app through the egress gateway, in bytes."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(())

    bytes_out: int | Unset = UNSET
    """ Sent. """

    bytes_in: int | Unset = UNSET
    """ Received. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.bytes_out, Unset):
            _out_["bytes_out"] = self.bytes_out

        if not isinstance(self.bytes_in, Unset):
            _out_["bytes_in"] = self.bytes_in

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        bytes_out = given(_data_.pop("bytes_out", UNSET))

        bytes_in = given(_data_.pop("bytes_in", UNSET))

        _made_ = _new_(
            bytes_out=bytes_out,
            bytes_in=bytes_in,
        )
        _made_.additional_properties = _data_
        return _made_
