from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, UNSET, Open, Unset, given

T = TypeVar("T", bound="ResourceStatusDTO")


@_attrs_define
class ResourceStatusDTO(Open):
    """The least that tells whether something changed; for polling."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(
        (
            "id",
            "status",
        )
    )

    id: str
    """ Identifier. """

    status: Any
    """ A task's status as an integer (some versions: its name), a chat's as text. """

    updated_at: str | Unset = UNSET
    """ When it last changed, RFC 3339. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.id, Unset):
            _out_["id"] = self.id

        if not isinstance(self.status, Unset):
            _out_["status"] = self.status

        if not isinstance(self.updated_at, Unset):
            _out_["updated_at"] = self.updated_at

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        id: str = MISSING
        if _data_.get("id") is not None:
            id = _data_.pop("id")

        status: Any = MISSING
        if "status" in _data_:
            status = _data_.pop("status")

        updated_at = given(_data_.pop("updated_at", UNSET))

        _made_ = _new_(
            id=id,
            status=status,
            updated_at=updated_at,
        )
        _made_.additional_properties = _data_
        return _made_
