from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, UNSET, Open, Unset, given

T = TypeVar("T", bound="TaskTimingEvent")


@_attrs_define
class TaskTimingEvent(Open):
    """How long a task stayed in a status."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(("status",))

    status: str
    """ The status by name. """

    timestamp: str | Unset = UNSET
    """ When it was reached, RFC 3339. """

    duration: None | str | Unset = UNSET
    """ How long, for people. """

    duration_ms: int | None | Unset = UNSET
    """ How long in milliseconds. """

    next_status: None | str | Unset = UNSET
    """ What came next; empty on the last one. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.status, Unset):
            _out_["status"] = self.status

        if not isinstance(self.timestamp, Unset):
            _out_["timestamp"] = self.timestamp

        if not isinstance(self.duration, Unset):
            _out_["duration"] = self.duration

        if not isinstance(self.duration_ms, Unset):
            _out_["duration_ms"] = self.duration_ms

        if not isinstance(self.next_status, Unset):
            _out_["next_status"] = self.next_status

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        status: str = MISSING
        if _data_.get("status") is not None:
            status = _data_.pop("status")

        timestamp = given(_data_.pop("timestamp", UNSET))

        duration = cast("None | str | Unset", _data_.pop("duration", UNSET))

        duration_ms = cast("int | None | Unset", _data_.pop("duration_ms", UNSET))

        next_status = cast("None | str | Unset", _data_.pop("next_status", UNSET))

        _made_ = _new_(
            status=status,
            timestamp=timestamp,
            duration=duration,
            duration_ms=duration_ms,
            next_status=next_status,
        )
        _made_.additional_properties = _data_
        return _made_
