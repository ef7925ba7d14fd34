from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.socket_outcome import SocketOutcome
from ..models.socket_status import SocketStatus
from ..models.visibility import Visibility
from ..types import MISSING, UNSET, Open, Unset, given, parse_datetime

if TYPE_CHECKING:
    from ..models.team_relation_dto import TeamRelationDTO
    from ..models.user_relation_dto import UserRelationDTO


T = TypeVar("T", bound="SocketDTO")


@_attrs_define
class SocketDTO(Open):
    """A live connection to a stream function."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(
        (
            "id",
            "task_id",
            "status",
        )
    )

    id: str
    """ The id, 26 lower-case characters. """

    task_id: str
    """ The id of the task that it belongs to. """

    status: SocketStatus
    """ Whether a connection is open. """

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

    relay: None | str | Unset = UNSET
    """ The relay that carries it. """

    paired_at: None | str | Unset = UNSET
    """ When both ends were there, RFC 3339. """

    ended_at: None | str | Unset = UNSET
    """ When it closed, RFC 3339. """

    outcome: None | SocketOutcome | Unset = UNSET
    """ How it closed, `client_closed`, `worker_closed`, `drained`, `never_paired` or `task_ended`. """

    close_code: int | None | Unset = UNSET
    """ The WebSocket close code. """

    close_reason: None | str | Unset = UNSET
    """ The WebSocket close reason. """

    client_frames: int | None | Unset = UNSET
    """ Frames from the caller, once it has closed. """

    client_bytes: int | None | Unset = UNSET
    """ Bytes from the caller. """

    worker_frames: int | None | Unset = UNSET
    """ Frames from the app, once it has closed. """

    worker_bytes: int | None | Unset = UNSET
    """ Bytes from the app. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.team_relation_dto import TeamRelationDTO
        from ..models.user_relation_dto import UserRelationDTO

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.id, Unset):
            _out_["id"] = self.id

        if not isinstance(self.task_id, Unset):
            _out_["task_id"] = self.task_id

        if not isinstance(self.status, Unset):
            status = self.status.value
            _out_["status"] = status

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

        if not isinstance(self.relay, Unset):
            _out_["relay"] = self.relay

        if not isinstance(self.paired_at, Unset):
            _out_["paired_at"] = self.paired_at

        if not isinstance(self.ended_at, Unset):
            _out_["ended_at"] = self.ended_at

        outcome: None | str | Unset
        if isinstance(self.outcome, Unset):
            outcome = UNSET
        elif isinstance(self.outcome, SocketOutcome):
            outcome = self.outcome.value
        else:
            outcome = self.outcome

        if not isinstance(outcome, Unset):
            _out_["outcome"] = outcome

        if not isinstance(self.close_code, Unset):
            _out_["close_code"] = self.close_code

        if not isinstance(self.close_reason, Unset):
            _out_["close_reason"] = self.close_reason

        if not isinstance(self.client_frames, Unset):
            _out_["client_frames"] = self.client_frames

        if not isinstance(self.client_bytes, Unset):
            _out_["client_bytes"] = self.client_bytes

        if not isinstance(self.worker_frames, Unset):
            _out_["worker_frames"] = self.worker_frames

        if not isinstance(self.worker_bytes, Unset):
            _out_["worker_bytes"] = self.worker_bytes

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

        task_id: str = MISSING
        if _data_.get("task_id") is not None:
            task_id = _data_.pop("task_id")

        status: SocketStatus = MISSING
        if _data_.get("status") is not None:
            status = SocketStatus(_data_.pop("status"))

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

        relay = cast("None | str | Unset", _data_.pop("relay", UNSET))

        paired_at = cast("None | str | Unset", _data_.pop("paired_at", UNSET))

        ended_at = cast("None | str | Unset", _data_.pop("ended_at", UNSET))

        def _parse_outcome(data: object) -> None | SocketOutcome | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                outcome_type_0 = SocketOutcome(data)

                return outcome_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("None | SocketOutcome | Unset", data)

        outcome = _parse_outcome(_data_.pop("outcome", UNSET))

        close_code = cast("int | None | Unset", _data_.pop("close_code", UNSET))

        close_reason = cast("None | str | Unset", _data_.pop("close_reason", UNSET))

        client_frames = cast("int | None | Unset", _data_.pop("client_frames", UNSET))

        client_bytes = cast("int | None | Unset", _data_.pop("client_bytes", UNSET))

        worker_frames = cast("int | None | Unset", _data_.pop("worker_frames", UNSET))

        worker_bytes = cast("int | None | Unset", _data_.pop("worker_bytes", UNSET))

        _made_ = _new_(
            id=id,
            task_id=task_id,
            status=status,
            short_id=short_id,
            created_at=created_at,
            updated_at=updated_at,
            deleted_at=deleted_at,
            user_id=user_id,
            user=user,
            team_id=team_id,
            team=team,
            visibility=visibility,
            relay=relay,
            paired_at=paired_at,
            ended_at=ended_at,
            outcome=outcome,
            close_code=close_code,
            close_reason=close_reason,
            client_frames=client_frames,
            client_bytes=client_bytes,
            worker_frames=worker_frames,
            worker_bytes=worker_bytes,
        )
        _made_.additional_properties = _data_
        return _made_
