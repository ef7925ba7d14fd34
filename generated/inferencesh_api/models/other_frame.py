from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, UNSET, Open, Unset

T = TypeVar("T", bound="OtherFrame")


@_attrs_define
class OtherFrame(Open):
    """An event of a kind that this document does not know; to be ignored."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(("event",))

    event: str
    """ Its name. """

    data: Any | Unset = UNSET
    """ What happened. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.event, Unset):
            _out_["event"] = self.event

        if not isinstance(self.data, Unset):
            _out_["data"] = self.data

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        event: str = MISSING
        if _data_.get("event") is not None:
            event = _data_.pop("event")

        data = _data_.pop("data", UNSET)

        _made_ = _new_(
            event=event,
            data=data,
        )
        _made_.additional_properties = _data_
        return _made_
