from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, UNSET, Open, Unset

T = TypeVar("T", bound="SecretRequirement")


@_attrs_define
class SecretRequirement(Open):
    """A secret that an app needs."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(("key",))

    key: str
    """ Its name. """

    description: None | str | Unset = UNSET
    """ What it is for. """

    optional: bool | None | Unset = UNSET
    """ Whether the app runs without it. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.key, Unset):
            _out_["key"] = self.key

        if not isinstance(self.description, Unset):
            _out_["description"] = self.description

        if not isinstance(self.optional, Unset):
            _out_["optional"] = self.optional

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        key: str = MISSING
        if _data_.get("key") is not None:
            key = _data_.pop("key")

        description = cast("None | str | Unset", _data_.pop("description", UNSET))

        optional = cast("bool | None | Unset", _data_.pop("optional", UNSET))

        _made_ = _new_(
            key=key,
            description=description,
            optional=optional,
        )
        _made_.additional_properties = _data_
        return _made_
