from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.visibility import Visibility
from ..types import UNSET, Open, Unset, given

if TYPE_CHECKING:
    from ..models.team_relation_dto import TeamRelationDTO
    from ..models.user_relation_dto import UserRelationDTO


T = TypeVar("T", bound="PermissionModelDTO")


@_attrs_define
class PermissionModelDTO(Open):
    """Who owns a stored object and who may see it."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(())

    user_id: str | Unset = UNSET
    """ The id of its owner. """

    user: None | Unset | UserRelationDTO = UNSET
    """ Its owner, if asked for. """

    team_id: str | Unset = UNSET
    """ The id of the workspace that it belongs to. """

    team: None | TeamRelationDTO | Unset = UNSET
    """ The workspace, if asked for. """

    visibility: Visibility | Unset = UNSET
    """ Who may see something. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.team_relation_dto import TeamRelationDTO
        from ..models.user_relation_dto import UserRelationDTO

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.user_id, Unset):
            _out_["user_id"] = self.user_id

        user: dict[str, Any] | None | Unset
        if isinstance(self.user, Unset):
            user = UNSET
        elif isinstance(self.user, UserRelationDTO):
            user = self.user.to_dict()
        else:
            user = self.user

        if not isinstance(user, Unset):
            _out_["user"] = user

        if not isinstance(self.team_id, Unset):
            _out_["team_id"] = self.team_id

        team: dict[str, Any] | None | Unset
        if isinstance(self.team, Unset):
            team = UNSET
        elif isinstance(self.team, TeamRelationDTO):
            team = self.team.to_dict()
        else:
            team = self.team

        if not isinstance(team, Unset):
            _out_["team"] = team

        visibility: str | Unset = UNSET
        if not isinstance(self.visibility, Unset):
            visibility = self.visibility.value

        if not isinstance(visibility, Unset):
            _out_["visibility"] = visibility

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.team_relation_dto import TeamRelationDTO
        from ..models.user_relation_dto import UserRelationDTO

        _new_ = cls
        _data_ = dict(src_dict)
        user_id = given(_data_.pop("user_id", UNSET))

        def _parse_user(data: object) -> None | Unset | UserRelationDTO:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                user_type_0 = UserRelationDTO.from_dict(data)

                return user_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("None | Unset | UserRelationDTO", data)

        user = _parse_user(_data_.pop("user", UNSET))

        team_id = given(_data_.pop("team_id", UNSET))

        def _parse_team(data: object) -> None | TeamRelationDTO | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                team_type_0 = TeamRelationDTO.from_dict(data)

                return team_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("None | TeamRelationDTO | Unset", data)

        team = _parse_team(_data_.pop("team", UNSET))

        _visibility = _data_.pop("visibility", UNSET)
        visibility: Visibility | Unset
        if _visibility is None or isinstance(_visibility, Unset):
            visibility = UNSET
        else:
            visibility = Visibility(_visibility)

        _made_ = _new_(
            user_id=user_id,
            user=user,
            team_id=team_id,
            team=team,
            visibility=visibility,
        )
        _made_.additional_properties = _data_
        return _made_
