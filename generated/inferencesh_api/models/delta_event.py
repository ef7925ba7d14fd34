from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, UNSET, Open, Unset

if TYPE_CHECKING:
    from ..models.json_object import JsonObject


T = TypeVar("T", bound="DeltaEvent")


@_attrs_define
class DeltaEvent(Open):
    """An increment of a text that is being written. How to merge it: docs/contract.md."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(
        (
            "delta",
            "seq",
        )
    )

    delta: JsonObject
    """ A JSON object whose keys the platform does not fix. """

    seq: int
    """ Rises with each delta of one `resource_id`. """

    resource_id: None | str | Unset = UNSET
    """ The chat message this belongs to; empty on plain runs. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.delta, Unset):
            delta = self.delta.to_dict()
            _out_["delta"] = delta

        if not isinstance(self.seq, Unset):
            _out_["seq"] = self.seq

        if not isinstance(self.resource_id, Unset):
            _out_["resource_id"] = self.resource_id

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.json_object import JsonObject

        _new_ = cls
        _data_ = dict(src_dict)
        delta: JsonObject = MISSING
        if _data_.get("delta") is not None:
            delta = JsonObject.from_dict(_data_.pop("delta"))

        seq: int = MISSING
        if _data_.get("seq") is not None:
            seq = _data_.pop("seq")

        resource_id = cast("None | str | Unset", _data_.pop("resource_id", UNSET))

        _made_ = _new_(
            delta=delta,
            seq=seq,
            resource_id=resource_id,
        )
        _made_.additional_properties = _data_
        return _made_
