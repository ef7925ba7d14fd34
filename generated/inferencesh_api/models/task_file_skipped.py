from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, Open, Unset

T = TypeVar("T", bound="TaskFileSkipped")


@_attrs_define
class TaskFileSkipped(Open):
    """A file that was not deleted."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(
        (
            "id",
            "reason",
        )
    )

    id: str
    """ Identifier. """

    reason: str
    """ Why it was kept. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.id, Unset):
            _out_["id"] = self.id

        if not isinstance(self.reason, Unset):
            _out_["reason"] = self.reason

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        id: str = MISSING
        if _data_.get("id") is not None:
            id = _data_.pop("id")

        reason: str = MISSING
        if _data_.get("reason") is not None:
            reason = _data_.pop("reason")

        _made_ = _new_(
            id=id,
            reason=reason,
        )
        _made_.additional_properties = _data_
        return _made_
