from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, UNSET, Open, Unset

if TYPE_CHECKING:
    from ..models.delta_event import DeltaEvent


T = TypeVar("T", bound="DeltaFrame")


@_attrs_define
class DeltaFrame(Open):
    """A delta on an NDJSON stream."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(
        (
            "event",
            "data",
        )
    )

    event: Literal["delta"]
    """ Tells it from other frames. """

    data: DeltaEvent
    """ An increment of a text that is being written. How to merge it: docs/contract.md. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.event, Unset):
            _out_["event"] = self.event

        if not isinstance(self.data, Unset):
            data = self.data.to_dict()
            _out_["data"] = data

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.delta_event import DeltaEvent

        _new_ = cls
        _data_ = dict(src_dict)
        event = cast("Literal['delta']", _data_.pop("event", UNSET))
        if event != "delta":
            raise ValueError(f"event must be 'delta', not {event!r}")

        data: DeltaEvent = MISSING
        if _data_.get("data") is not None:
            data = DeltaEvent.from_dict(_data_.pop("data"))

        _made_ = _new_(
            event=event,
            data=data,
        )
        _made_.additional_properties = _data_
        return _made_
