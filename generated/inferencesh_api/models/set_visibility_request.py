from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.visibility import Visibility
from ..types import MISSING, Open, Unset

T = TypeVar("T", bound="SetVisibilityRequest")


@_attrs_define
class SetVisibilityRequest(Open):
    """Who may see an object from now on."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(("visibility",))

    visibility: Visibility
    """ Who may see something. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.visibility, Unset):
            visibility = self.visibility.value
            _out_["visibility"] = visibility

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        visibility: Visibility = MISSING
        if _data_.get("visibility") is not None:
            visibility = Visibility(_data_.pop("visibility"))

        _made_ = _new_(
            visibility=visibility,
        )
        _made_.additional_properties = _data_
        return _made_
