from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.filter_operator import FilterOperator
from ..types import MISSING, UNSET, Open, Unset

T = TypeVar("T", bound="Filter")


@_attrs_define
class Filter(Open):
    """A condition on one field."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(
        (
            "field",
            "operator",
        )
    )

    field: str
    """ Column name. """

    operator: FilterOperator
    """ How a filter compares. """

    value: Any | Unset = UNSET
    """ What to compare with; left out for `is_null` and its like. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.field, Unset):
            _out_["field"] = self.field

        if not isinstance(self.operator, Unset):
            operator = self.operator.value
            _out_["operator"] = operator

        if not isinstance(self.value, Unset):
            _out_["value"] = self.value

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        field: str = MISSING
        if _data_.get("field") is not None:
            field = _data_.pop("field")

        operator: FilterOperator = MISSING
        if _data_.get("operator") is not None:
            operator = FilterOperator(_data_.pop("operator"))

        value = _data_.pop("value", UNSET)

        _made_ = _new_(
            field=field,
            operator=operator,
            value=value,
        )
        _made_.additional_properties = _data_
        return _made_
