from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, Open, Unset

T = TypeVar("T", bound="SetFeaturedRequest")


@_attrs_define
class SetFeaturedRequest(Open):
    """Whether a task is shown publicly."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(("is_featured",))

    is_featured: bool
    """ The new value. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.is_featured, Unset):
            _out_["is_featured"] = self.is_featured

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        is_featured: bool = MISSING
        if _data_.get("is_featured") is not None:
            is_featured = _data_.pop("is_featured")

        _made_ = _new_(
            is_featured=is_featured,
        )
        _made_.additional_properties = _data_
        return _made_
