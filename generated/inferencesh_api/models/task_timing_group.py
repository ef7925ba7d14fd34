from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, UNSET, Open, Unset, given

T = TypeVar("T", bound="TaskTimingGroup")


@_attrs_define
class TaskTimingGroup(Open):
    """Some stages of a task taken together."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(("label",))

    label: str
    """ What they have in common. """

    start_at: str | Unset = UNSET
    """ When they began, RFC 3339. """

    end_at: None | str | Unset = UNSET
    """ When they ended, RFC 3339. """

    duration: str | Unset = UNSET
    """ How long, for people. """

    duration_ms: int | Unset = UNSET
    """ How long in milliseconds. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.label, Unset):
            _out_["label"] = self.label

        if not isinstance(self.start_at, Unset):
            _out_["start_at"] = self.start_at

        if not isinstance(self.end_at, Unset):
            _out_["end_at"] = self.end_at

        if not isinstance(self.duration, Unset):
            _out_["duration"] = self.duration

        if not isinstance(self.duration_ms, Unset):
            _out_["duration_ms"] = self.duration_ms

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        label: str = MISSING
        if _data_.get("label") is not None:
            label = _data_.pop("label")

        start_at = given(_data_.pop("start_at", UNSET))

        end_at = cast("None | str | Unset", _data_.pop("end_at", UNSET))

        duration = given(_data_.pop("duration", UNSET))

        duration_ms = given(_data_.pop("duration_ms", UNSET))

        _made_ = _new_(
            label=label,
            start_at=start_at,
            end_at=end_at,
            duration=duration,
            duration_ms=duration_ms,
        )
        _made_.additional_properties = _data_
        return _made_
