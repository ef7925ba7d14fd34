from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, UNSET, Open, Unset, given

T = TypeVar("T", bound="UserRelationDTO")


@_attrs_define
class UserRelationDTO(Open):
    """A user, as embedded in other objects."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(("id",))

    id: str
    """ Identifier. """

    created_at: str | Unset = UNSET
    """ When the account was made, RFC 3339. """

    updated_at: str | Unset = UNSET
    """ When it last changed, RFC 3339. """

    role: str | Unset = UNSET
    """ Role on the platform. """

    name: None | str | Unset = UNSET
    """ Display name. """

    avatar_url: None | str | Unset = UNSET
    """ Address of the picture, may be empty. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.id, Unset):
            _out_["id"] = self.id

        if not isinstance(self.created_at, Unset):
            _out_["created_at"] = self.created_at

        if not isinstance(self.updated_at, Unset):
            _out_["updated_at"] = self.updated_at

        if not isinstance(self.role, Unset):
            _out_["role"] = self.role

        if not isinstance(self.name, Unset):
            _out_["name"] = self.name

        if not isinstance(self.avatar_url, Unset):
            _out_["avatar_url"] = self.avatar_url

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        id: str = MISSING
        if _data_.get("id") is not None:
            id = _data_.pop("id")

        created_at = given(_data_.pop("created_at", UNSET))

        updated_at = given(_data_.pop("updated_at", UNSET))

        role = given(_data_.pop("role", UNSET))

        name = cast("None | str | Unset", _data_.pop("name", UNSET))

        avatar_url = cast("None | str | Unset", _data_.pop("avatar_url", UNSET))

        _made_ = _new_(
            id=id,
            created_at=created_at,
            updated_at=updated_at,
            role=role,
            name=name,
            avatar_url=avatar_url,
        )
        _made_.additional_properties = _data_
        return _made_
