from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, UNSET, Open, Unset, given

T = TypeVar("T", bound="TeamRelationDTO")


@_attrs_define
class TeamRelationDTO(Open):
    """A workspace, as embedded in other objects."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(("id",))

    id: str
    """ Identifier. """

    created_at: str | Unset = UNSET
    """ When it was made, RFC 3339. """

    updated_at: str | Unset = UNSET
    """ When it last changed, RFC 3339. """

    type_: str | Unset = UNSET
    """ Personal, team, or system. """

    username: str | Unset = UNSET
    """ Its namespace. """

    avatar_url: None | str | Unset = UNSET
    """ Address of the picture, may be empty. """

    setup_completed: bool | Unset = UNSET
    """ Whether it is ready for use. """

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

        if not isinstance(self.type_, Unset):
            _out_["type"] = self.type_

        if not isinstance(self.username, Unset):
            _out_["username"] = self.username

        if not isinstance(self.avatar_url, Unset):
            _out_["avatar_url"] = self.avatar_url

        if not isinstance(self.setup_completed, Unset):
            _out_["setup_completed"] = self.setup_completed

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

        type_ = given(_data_.pop("type", UNSET))

        username = given(_data_.pop("username", UNSET))

        avatar_url = cast("None | str | Unset", _data_.pop("avatar_url", UNSET))

        setup_completed = given(_data_.pop("setup_completed", UNSET))

        _made_ = _new_(
            id=id,
            created_at=created_at,
            updated_at=updated_at,
            type_=type_,
            username=username,
            avatar_url=avatar_url,
            setup_completed=setup_completed,
        )
        _made_.additional_properties = _data_
        return _made_
