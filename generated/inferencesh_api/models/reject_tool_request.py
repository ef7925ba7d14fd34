from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Open, Unset

T = TypeVar("T", bound="RejectToolRequest")


@_attrs_define
class RejectToolRequest(Open):
    """Why a call is refused."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(())

    reason: None | str | Unset = UNSET
    """ What the model is told. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.reason, Unset):
            _out_["reason"] = self.reason

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        reason = cast("None | str | Unset", _data_.pop("reason", UNSET))

        _made_ = _new_(
            reason=reason,
        )
        _made_.additional_properties = _data_
        return _made_
