from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, UNSET, Open, Unset

T = TypeVar("T", bound="TaskCost")


@_attrs_define
class TaskCost(Open):
    """What a task cost, in microcents (1 USD = 100,000,000)."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(
        (
            "total",
            "charged",
        )
    )

    total: int
    """ Before discounts. """

    charged: int
    """ What was paid. """

    discount: int | None | Unset = UNSET
    """ What was taken off. """

    refunded: int | None | Unset = UNSET
    """ What was paid back. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.total, Unset):
            _out_["total"] = self.total

        if not isinstance(self.charged, Unset):
            _out_["charged"] = self.charged

        if not isinstance(self.discount, Unset):
            _out_["discount"] = self.discount

        if not isinstance(self.refunded, Unset):
            _out_["refunded"] = self.refunded

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        total: int = MISSING
        if _data_.get("total") is not None:
            total = _data_.pop("total")

        charged: int = MISSING
        if _data_.get("charged") is not None:
            charged = _data_.pop("charged")

        discount = cast("int | None | Unset", _data_.pop("discount", UNSET))

        refunded = cast("int | None | Unset", _data_.pop("refunded", UNSET))

        _made_ = _new_(
            total=total,
            charged=charged,
            discount=discount,
            refunded=refunded,
        )
        _made_.additional_properties = _data_
        return _made_
