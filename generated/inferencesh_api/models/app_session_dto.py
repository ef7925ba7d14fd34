from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.app_session_status import AppSessionStatus
from ..models.visibility import Visibility
from ..types import MISSING, UNSET, Open, Unset, given, parse_datetime

if TYPE_CHECKING:
    from ..models.team_relation_dto import TeamRelationDTO
    from ..models.user_relation_dto import UserRelationDTO


T = TypeVar("T", bound="AppSessionDTO")


@_attrs_define
class AppSessionDTO(Open):
    """A worker kept for the calls of one caller, so that an app keeps its memory."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(
        (
            "id",
            "status",
            "call_count",
        )
    )

    id: str
    """ The id, 26 lower-case characters. """

    status: AppSessionStatus
    """ Whether a session is open. """

    call_count: int
    """ How many runs it has had. """

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

    worker_id: None | str | Unset = UNSET
    """ The id of the worker that it holds. """

    app_id: None | str | Unset = UNSET
    """ The id of the app that it belongs to. """

    app_version_id: None | str | Unset = UNSET
    """ The id of the app's version. """

    expires_at: str | Unset = UNSET
    """ When it ends unless it is used before; every call moves this on. RFC 3339. """

    ended_at: None | str | Unset = UNSET
    """ When it ended, RFC 3339. """

    task_id: None | str | Unset = UNSET
    """ The id of its current or last task. """

    last_call_at: None | str | Unset = UNSET
    """ When it was last called, RFC 3339. """

    idle_timeout: int | None | Unset = UNSET
    """ How long it may be idle, in seconds. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.team_relation_dto import TeamRelationDTO
        from ..models.user_relation_dto import UserRelationDTO

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.id, Unset):
            _out_["id"] = self.id

        if not isinstance(self.status, Unset):
            status = self.status.value
            _out_["status"] = status

        if not isinstance(self.call_count, Unset):
            _out_["call_count"] = self.call_count

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

        if not isinstance(self.worker_id, Unset):
            _out_["worker_id"] = self.worker_id

        if not isinstance(self.app_id, Unset):
            _out_["app_id"] = self.app_id

        if not isinstance(self.app_version_id, Unset):
            _out_["app_version_id"] = self.app_version_id

        if not isinstance(self.expires_at, Unset):
            _out_["expires_at"] = self.expires_at

        if not isinstance(self.ended_at, Unset):
            _out_["ended_at"] = self.ended_at

        if not isinstance(self.task_id, Unset):
            _out_["task_id"] = self.task_id

        if not isinstance(self.last_call_at, Unset):
            _out_["last_call_at"] = self.last_call_at

        if not isinstance(self.idle_timeout, Unset):
            _out_["idle_timeout"] = self.idle_timeout

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

        status: AppSessionStatus = MISSING
        if _data_.get("status") is not None:
            status = AppSessionStatus(_data_.pop("status"))

        call_count: int = MISSING
        if _data_.get("call_count") is not None:
            call_count = _data_.pop("call_count")

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

        worker_id = cast("None | str | Unset", _data_.pop("worker_id", UNSET))

        app_id = cast("None | str | Unset", _data_.pop("app_id", UNSET))

        app_version_id = cast("None | str | Unset", _data_.pop("app_version_id", UNSET))

        expires_at = given(_data_.pop("expires_at", UNSET))

        ended_at = cast("None | str | Unset", _data_.pop("ended_at", UNSET))

        task_id = cast("None | str | Unset", _data_.pop("task_id", UNSET))

        last_call_at = cast("None | str | Unset", _data_.pop("last_call_at", UNSET))

        idle_timeout = cast("int | None | Unset", _data_.pop("idle_timeout", UNSET))

        _made_ = _new_(
            id=id,
            status=status,
            call_count=call_count,
            short_id=short_id,
            created_at=created_at,
            updated_at=updated_at,
            deleted_at=deleted_at,
            user_id=user_id,
            user=user,
            team_id=team_id,
            team=team,
            visibility=visibility,
            worker_id=worker_id,
            app_id=app_id,
            app_version_id=app_version_id,
            expires_at=expires_at,
            ended_at=ended_at,
            task_id=task_id,
            last_call_at=last_call_at,
            idle_timeout=idle_timeout,
        )
        _made_.additional_properties = _data_
        return _made_
