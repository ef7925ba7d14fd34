from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.visibility import Visibility
from ..types import MISSING, UNSET, Open, Unset, given, parse_datetime

if TYPE_CHECKING:
    from ..models.agent_version_dto import AgentVersionDTO
    from ..models.json_object import JsonObject
    from ..models.team_relation_dto import TeamRelationDTO
    from ..models.user_relation_dto import UserRelationDTO


T = TypeVar("T", bound="AgentDTO")


@_attrs_define
class AgentDTO(Open):
    """A stored agent."""

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

    namespace: str | Unset = UNSET
    """ First part of its reference. """

    name: str | Unset = UNSET
    """ Second part of its reference. """

    title: None | str | Unset = UNSET
    """ Name for people. """

    images: JsonObject | None | Unset = UNSET
    """ Addresses of pictures, by use. """

    version_id: None | str | Unset = UNSET
    """ Its current version. """

    version: AgentVersionDTO | None | Unset = UNSET
    """ That version. """

    harness: None | str | Unset = UNSET
    """ What drives it. """

    profile_id: None | str | Unset = UNSET
    """ Profile of an external harness. """

    remote_id: None | str | Unset = UNSET
    """ Machine of an external harness. """

    project_id: None | str | Unset = UNSET
    """ The project it is in. """

    project: JsonObject | None | Unset = UNSET
    """ That project; not described here. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.agent_version_dto import AgentVersionDTO
        from ..models.json_object import JsonObject
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

        if not isinstance(self.namespace, Unset):
            _out_["namespace"] = self.namespace

        if not isinstance(self.name, Unset):
            _out_["name"] = self.name

        if not isinstance(self.title, Unset):
            _out_["title"] = self.title

        images: dict[str, Any] | None | Unset
        if isinstance(self.images, Unset):
            images = UNSET
        elif isinstance(self.images, JsonObject):
            images = self.images.to_dict()
        else:
            images = self.images

        if not isinstance(images, Unset):
            _out_["images"] = images

        if not isinstance(self.version_id, Unset):
            _out_["version_id"] = self.version_id

        version: dict[str, Any] | None | Unset
        if isinstance(self.version, Unset):
            version = UNSET
        elif isinstance(self.version, AgentVersionDTO):
            version = self.version.to_dict()
        else:
            version = self.version

        if not isinstance(version, Unset):
            _out_["version"] = version

        if not isinstance(self.harness, Unset):
            _out_["harness"] = self.harness

        if not isinstance(self.profile_id, Unset):
            _out_["profile_id"] = self.profile_id

        if not isinstance(self.remote_id, Unset):
            _out_["remote_id"] = self.remote_id

        if not isinstance(self.project_id, Unset):
            _out_["project_id"] = self.project_id

        project: dict[str, Any] | None | Unset
        if isinstance(self.project, Unset):
            project = UNSET
        elif isinstance(self.project, JsonObject):
            project = self.project.to_dict()
        else:
            project = self.project

        if not isinstance(project, Unset):
            _out_["project"] = project

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.agent_version_dto import AgentVersionDTO
        from ..models.json_object import JsonObject
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

        namespace = given(_data_.pop("namespace", UNSET))

        name = given(_data_.pop("name", UNSET))

        title = cast("None | str | Unset", _data_.pop("title", UNSET))

        def _parse_images(data: object) -> JsonObject | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                images_type_0 = JsonObject.from_dict(data)

                return images_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("JsonObject | None | Unset", data)

        images = _parse_images(_data_.pop("images", UNSET))

        version_id = cast("None | str | Unset", _data_.pop("version_id", UNSET))

        def _parse_version(data: object) -> AgentVersionDTO | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                version_type_0 = AgentVersionDTO.from_dict(data)

                return version_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("AgentVersionDTO | None | Unset", data)

        version = _parse_version(_data_.pop("version", UNSET))

        harness = cast("None | str | Unset", _data_.pop("harness", UNSET))

        profile_id = cast("None | str | Unset", _data_.pop("profile_id", UNSET))

        remote_id = cast("None | str | Unset", _data_.pop("remote_id", UNSET))

        project_id = cast("None | str | Unset", _data_.pop("project_id", UNSET))

        def _parse_project(data: object) -> JsonObject | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                project_type_0 = JsonObject.from_dict(data)

                return project_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("JsonObject | None | Unset", data)

        project = _parse_project(_data_.pop("project", UNSET))

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
            namespace=namespace,
            name=name,
            title=title,
            images=images,
            version_id=version_id,
            version=version,
            harness=harness,
            profile_id=profile_id,
            remote_id=remote_id,
            project_id=project_id,
            project=project,
        )
        _made_.additional_properties = _data_
        return _made_
