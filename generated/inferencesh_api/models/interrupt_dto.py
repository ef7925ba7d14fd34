from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.interrupt_reason import InterruptReason
from ..models.interrupt_resolution import InterruptResolution
from ..models.interrupt_resource_type import InterruptResourceType
from ..models.interrupt_status import InterruptStatus
from ..models.visibility import Visibility
from ..types import MISSING, UNSET, Open, Unset, given, parse_datetime

if TYPE_CHECKING:
    from ..models.team_relation_dto import TeamRelationDTO
    from ..models.user_relation_dto import UserRelationDTO


T = TypeVar("T", bound="InterruptDTO")


@_attrs_define
class InterruptDTO(Open):
    """Something that a run waits for."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(("id",))

    id: str
    """ The id, 26 lower-case characters. """

    short_id: str | Unset = UNSET
    """ The first characters of `id`; accepted wherever an id is. """

    created_at: datetime.datetime | Unset = UNSET
    """ When it was created. """

    updated_at: datetime.datetime | Unset = UNSET
    """ When it last changed. """

    deleted_at: None | str | Unset = UNSET
    """ When it was deleted (RFC 3339); null while it exists. """

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

    run_id: None | str | Unset = UNSET
    """ The run. """

    chat_id: None | str | Unset = UNSET
    """ The chat. """

    reason: InterruptReason | Unset = UNSET
    """ What a run waits for. """

    source: None | str | Unset = UNSET
    """ Who asked for it. """

    resource_id: None | str | Unset = UNSET
    """ What it is about: the tool call, for most. """

    resource_type: InterruptResourceType | None | Unset = UNSET
    """ What kind of thing that is. """

    status: InterruptStatus | Unset = UNSET
    """ Whether an interrupt still waits. """

    resolution: InterruptResolution | None | Unset = UNSET
    """ What was decided. """

    resolved_at: None | str | Unset = UNSET
    """ When, RFC 3339. """

    resolved_data: Any | Unset = UNSET
    """ With what. """

    expires_at: None | str | Unset = UNSET
    """ When it stops waiting, RFC 3339. """

    meta: Any | Unset = UNSET
    """ Details, an object or its JSON text; an approval has `tool_name` and `arguments`. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.team_relation_dto import TeamRelationDTO
        from ..models.user_relation_dto import UserRelationDTO

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.id, Unset):
            _out_["id"] = self.id

        if not isinstance(self.short_id, Unset):
            _out_["short_id"] = self.short_id

        created_at: str | Unset = UNSET
        if not isinstance(self.created_at, Unset):
            created_at = self.created_at.isoformat()

        if not isinstance(created_at, Unset):
            _out_["created_at"] = created_at

        updated_at: str | Unset = UNSET
        if not isinstance(self.updated_at, Unset):
            updated_at = self.updated_at.isoformat()

        if not isinstance(updated_at, Unset):
            _out_["updated_at"] = updated_at

        if not isinstance(self.deleted_at, Unset):
            _out_["deleted_at"] = self.deleted_at

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

        if not isinstance(self.run_id, Unset):
            _out_["run_id"] = self.run_id

        if not isinstance(self.chat_id, Unset):
            _out_["chat_id"] = self.chat_id

        reason: str | Unset = UNSET
        if not isinstance(self.reason, Unset):
            reason = self.reason.value

        if not isinstance(reason, Unset):
            _out_["reason"] = reason

        if not isinstance(self.source, Unset):
            _out_["source"] = self.source

        if not isinstance(self.resource_id, Unset):
            _out_["resource_id"] = self.resource_id

        resource_type: None | str | Unset
        if isinstance(self.resource_type, Unset):
            resource_type = UNSET
        elif isinstance(self.resource_type, InterruptResourceType):
            resource_type = self.resource_type.value
        else:
            resource_type = self.resource_type

        if not isinstance(resource_type, Unset):
            _out_["resource_type"] = resource_type

        status: str | Unset = UNSET
        if not isinstance(self.status, Unset):
            status = self.status.value

        if not isinstance(status, Unset):
            _out_["status"] = status

        resolution: None | str | Unset
        if isinstance(self.resolution, Unset):
            resolution = UNSET
        elif isinstance(self.resolution, InterruptResolution):
            resolution = self.resolution.value
        else:
            resolution = self.resolution

        if not isinstance(resolution, Unset):
            _out_["resolution"] = resolution

        if not isinstance(self.resolved_at, Unset):
            _out_["resolved_at"] = self.resolved_at

        if not isinstance(self.resolved_data, Unset):
            _out_["resolved_data"] = self.resolved_data

        if not isinstance(self.expires_at, Unset):
            _out_["expires_at"] = self.expires_at

        if not isinstance(self.meta, Unset):
            _out_["meta"] = self.meta

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.team_relation_dto import TeamRelationDTO
        from ..models.user_relation_dto import UserRelationDTO

        _new_ = cls
        _data_ = dict(src_dict)
        id: str = MISSING
        if _data_.get("id") is not None:
            id = _data_.pop("id")

        short_id = given(_data_.pop("short_id", UNSET))

        _created_at = _data_.pop("created_at", UNSET)
        created_at: datetime.datetime | Unset
        if _created_at is None or isinstance(_created_at, Unset):
            created_at = UNSET
        else:
            created_at = parse_datetime(_created_at)

        _updated_at = _data_.pop("updated_at", UNSET)
        updated_at: datetime.datetime | Unset
        if _updated_at is None or isinstance(_updated_at, Unset):
            updated_at = UNSET
        else:
            updated_at = parse_datetime(_updated_at)

        deleted_at = cast("None | str | Unset", _data_.pop("deleted_at", UNSET))

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

        run_id = cast("None | str | Unset", _data_.pop("run_id", UNSET))

        chat_id = cast("None | str | Unset", _data_.pop("chat_id", UNSET))

        _reason = _data_.pop("reason", UNSET)
        reason: InterruptReason | Unset
        if _reason is None or isinstance(_reason, Unset):
            reason = UNSET
        else:
            reason = InterruptReason(_reason)

        source = cast("None | str | Unset", _data_.pop("source", UNSET))

        resource_id = cast("None | str | Unset", _data_.pop("resource_id", UNSET))

        def _parse_resource_type(data: object) -> InterruptResourceType | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                resource_type_type_0 = InterruptResourceType(data)

                return resource_type_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("InterruptResourceType | None | Unset", data)

        resource_type = _parse_resource_type(_data_.pop("resource_type", UNSET))

        _status = _data_.pop("status", UNSET)
        status: InterruptStatus | Unset
        if _status is None or isinstance(_status, Unset):
            status = UNSET
        else:
            status = InterruptStatus(_status)

        def _parse_resolution(data: object) -> InterruptResolution | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                resolution_type_0 = InterruptResolution(data)

                return resolution_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("InterruptResolution | None | Unset", data)

        resolution = _parse_resolution(_data_.pop("resolution", UNSET))

        resolved_at = cast("None | str | Unset", _data_.pop("resolved_at", UNSET))

        resolved_data = _data_.pop("resolved_data", UNSET)

        expires_at = cast("None | str | Unset", _data_.pop("expires_at", UNSET))

        meta = _data_.pop("meta", UNSET)

        _made_ = _new_(
            id=id,
            short_id=short_id,
            created_at=created_at,
            updated_at=updated_at,
            deleted_at=deleted_at,
            user_id=user_id,
            user=user,
            team_id=team_id,
            team=team,
            visibility=visibility,
            run_id=run_id,
            chat_id=chat_id,
            reason=reason,
            source=source,
            resource_id=resource_id,
            resource_type=resource_type,
            status=status,
            resolution=resolution,
            resolved_at=resolved_at,
            resolved_data=resolved_data,
            expires_at=expires_at,
            meta=meta,
        )
        _made_.additional_properties = _data_
        return _made_
