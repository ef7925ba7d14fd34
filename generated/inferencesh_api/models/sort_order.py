from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, Open, Unset

T = TypeVar("T", bound="SortOrder")


@_attrs_define
class SortOrder(Open):
    """One key of an order."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(
        (
            "field",
            "dir",
        )
    )

    field: str
    """ Column name. """

    dir_: str
    """ `asc` or `desc`. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.field, Unset):
            _out_["field"] = self.field

        if not isinstance(self.dir_, Unset):
            _out_["dir"] = self.dir_

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        field: str = MISSING
        if _data_.get("field") is not None:
            field = _data_.pop("field")

        dir_: str = MISSING
        if _data_.get("dir") is not None:
            dir_ = _data_.pop("dir")

        _made_ = _new_(
            field=field,
            dir_=dir_,
        )
        _made_.additional_properties = _data_
        return _made_
