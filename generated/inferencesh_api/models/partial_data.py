from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, Open, Unset

if TYPE_CHECKING:
    from ..models.json_object import JsonObject


T = TypeVar("T", bound="PartialData")


@_attrs_define
class PartialData(Open):
    """Some members of an object, with their names beside it."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(
        (
            "data",
            "fields",
        )
    )

    data: JsonObject
    """ A JSON object whose keys the platform does not fix. """

    fields: list[str]
    """ Their names. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.data, Unset):
            data = self.data.to_dict()
            _out_["data"] = data

        if not isinstance(self.fields, Unset):
            fields = self.fields

            _out_["fields"] = fields

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.json_object import JsonObject

        _new_ = cls
        _data_ = dict(src_dict)
        data: JsonObject = MISSING
        if _data_.get("data") is not None:
            data = JsonObject.from_dict(_data_.pop("data"))

        fields: list[str] = MISSING
        if _data_.get("fields") is not None:
            _fields: Any = _data_.pop("fields")
            fields = _fields or []

        _made_ = _new_(
            data=data,
            fields=fields,
        )
        _made_.additional_properties = _data_
        return _made_
