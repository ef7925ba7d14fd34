from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.app_category import AppCategory
from ..models.app_status import AppStatus
from ..models.visibility import Visibility
from ..types import MISSING, UNSET, Open, Unset, given, parse_datetime

if TYPE_CHECKING:
    from ..models.app_version_dto import AppVersionDTO
    from ..models.json_object import JsonObject
    from ..models.team_relation_dto import TeamRelationDTO
    from ..models.user_relation_dto import UserRelationDTO


T = TypeVar("T", bound="AppDTO")


@_attrs_define
class AppDTO(Open):
    """An app."""

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
    """ The first part of its reference. """

    name: str | Unset = UNSET
    """ The second part of its reference. """

    title: None | str | Unset = UNSET
    """ Its name for people. """

    description: None | str | Unset = UNSET
    """ What it does, for people. """

    agent_description: None | str | Unset = UNSET
    """ What it does, for agents that may call it. """

    category: AppCategory | None | Unset = UNSET
    """ Its category. """

    images: JsonObject | None | Unset = UNSET
    """ Addresses of pictures, by use. """

    tags: list[str] | None | Unset = UNSET
    """ Search words. """

    version_id: None | str | Unset = UNSET
    """ The id of the current version. """

    version: AppVersionDTO | None | Unset = UNSET
    """ The current version, with its schemas. """

    status: AppStatus | None | Unset = UNSET
    """ The stage of its life, `active`, `maintenance`, `deprecated` or `retired`. """

    status_message: None | str | Unset = UNSET
    """ Why it cannot be run. """

    status_changed_at: None | str | Unset = UNSET
    """ When the status last changed, RFC 3339. """

    resolved_function: None | str | Unset = UNSET
    """ The function that a reference named. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.app_version_dto import AppVersionDTO
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

        if not isinstance(self.description, Unset):
            _out_["description"] = self.description

        if not isinstance(self.agent_description, Unset):
            _out_["agent_description"] = self.agent_description

        category: None | str | Unset
        if isinstance(self.category, Unset):
            category = UNSET
        elif isinstance(self.category, AppCategory):
            category = self.category.value
        else:
            category = self.category

        if not isinstance(category, Unset):
            _out_["category"] = category

        images: dict[str, Any] | None | Unset
        if isinstance(self.images, Unset):
            images = UNSET
        elif isinstance(self.images, JsonObject):
            images = self.images.to_dict()
        else:
            images = self.images

        if not isinstance(images, Unset):
            _out_["images"] = images

        tags: list[str] | None | Unset
        if isinstance(self.tags, Unset):
            tags = UNSET
        elif isinstance(self.tags, list):
            tags = self.tags

        else:
            tags = self.tags

        if not isinstance(tags, Unset):
            _out_["tags"] = tags

        if not isinstance(self.version_id, Unset):
            _out_["version_id"] = self.version_id

        version: dict[str, Any] | None | Unset
        if isinstance(self.version, Unset):
            version = UNSET
        elif isinstance(self.version, AppVersionDTO):
            version = self.version.to_dict()
        else:
            version = self.version

        if not isinstance(version, Unset):
            _out_["version"] = version

        status: None | str | Unset
        if isinstance(self.status, Unset):
            status = UNSET
        elif isinstance(self.status, AppStatus):
            status = self.status.value
        else:
            status = self.status

        if not isinstance(status, Unset):
            _out_["status"] = status

        if not isinstance(self.status_message, Unset):
            _out_["status_message"] = self.status_message

        if not isinstance(self.status_changed_at, Unset):
            _out_["status_changed_at"] = self.status_changed_at

        if not isinstance(self.resolved_function, Unset):
            _out_["resolved_function"] = self.resolved_function

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.app_version_dto import AppVersionDTO
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

        description = cast("None | str | Unset", _data_.pop("description", UNSET))

        agent_description = cast("None | str | Unset", _data_.pop("agent_description", UNSET))

        def _parse_category(data: object) -> AppCategory | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                category_type_0 = AppCategory(data)

                return category_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("AppCategory | None | Unset", data)

        category = _parse_category(_data_.pop("category", UNSET))

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

        def _parse_tags(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                _tags_type_0: Any = data
                tags_type_0 = _tags_type_0 or []
                return tags_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[str] | None | Unset", data)

        tags = _parse_tags(_data_.pop("tags", UNSET))

        version_id = cast("None | str | Unset", _data_.pop("version_id", UNSET))

        def _parse_version(data: object) -> AppVersionDTO | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                version_type_0 = AppVersionDTO.from_dict(data)

                return version_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("AppVersionDTO | None | Unset", data)

        version = _parse_version(_data_.pop("version", UNSET))

        def _parse_status(data: object) -> AppStatus | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                status_type_0 = AppStatus(data)

                return status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("AppStatus | None | Unset", data)

        status = _parse_status(_data_.pop("status", UNSET))

        status_message = cast("None | str | Unset", _data_.pop("status_message", UNSET))

        status_changed_at = cast("None | str | Unset", _data_.pop("status_changed_at", UNSET))

        resolved_function = cast("None | str | Unset", _data_.pop("resolved_function", UNSET))

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
            description=description,
            agent_description=agent_description,
            category=category,
            images=images,
            tags=tags,
            version_id=version_id,
            version=version,
            status=status,
            status_message=status_message,
            status_changed_at=status_changed_at,
            resolved_function=resolved_function,
        )
        _made_.additional_properties = _data_
        return _made_
