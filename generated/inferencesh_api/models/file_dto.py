from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.content_rating import ContentRating
from ..models.visibility import Visibility
from ..types import MISSING, UNSET, Open, Unset, given, parse_datetime

if TYPE_CHECKING:
    from ..models.file_metadata import FileMetadata
    from ..models.team_relation_dto import TeamRelationDTO
    from ..models.user_relation_dto import UserRelationDTO


T = TypeVar("T", bound="FileDTO")


@_attrs_define
class FileDTO(Open):
    """A stored file."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(
        (
            "id",
            "uri",
        )
    )

    id: str
    """ The id, 26 lower-case characters. """

    uri: str
    """ Its address: what inputs take. """

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

    upload_url: None | str | Unset = _attrs_field(default=UNSET, repr=False)
    """ Where to PUT the bytes, right after creation. A secret: whoever has it can write. """

    path: None | str | Unset = UNSET
    """ The storage path that was asked for. """

    remote_path: None | str | Unset = UNSET
    """ Its key in the storage. """

    filename: None | str | Unset = UNSET
    """ Its name. """

    content_type: None | str | Unset = UNSET
    """ Its media type. """

    size: int | None | Unset = UNSET
    """ Its size in bytes. """

    category: None | str | Unset = UNSET
    """ Its category in the storage. """

    rating: ContentRating | None | Unset = UNSET
    """ The content rating, `unrated` at first. """

    metadata: FileMetadata | None | Unset = UNSET
    """ What the platform found out about an image, a video or an audio file, later. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.file_metadata import FileMetadata
        from ..models.team_relation_dto import TeamRelationDTO
        from ..models.user_relation_dto import UserRelationDTO

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.id, Unset):
            _out_["id"] = self.id

        if not isinstance(self.uri, Unset):
            _out_["uri"] = self.uri

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

        if not isinstance(self.upload_url, Unset):
            _out_["upload_url"] = self.upload_url

        if not isinstance(self.path, Unset):
            _out_["path"] = self.path

        if not isinstance(self.remote_path, Unset):
            _out_["remote_path"] = self.remote_path

        if not isinstance(self.filename, Unset):
            _out_["filename"] = self.filename

        if not isinstance(self.content_type, Unset):
            _out_["content_type"] = self.content_type

        if not isinstance(self.size, Unset):
            _out_["size"] = self.size

        if not isinstance(self.category, Unset):
            _out_["category"] = self.category

        rating: None | str | Unset
        if isinstance(self.rating, Unset):
            rating = UNSET
        elif isinstance(self.rating, ContentRating):
            rating = self.rating.value
        else:
            rating = self.rating

        if not isinstance(rating, Unset):
            _out_["rating"] = rating

        metadata: dict[str, Any] | None | Unset
        if isinstance(self.metadata, Unset):
            metadata = UNSET
        elif isinstance(self.metadata, FileMetadata):
            metadata = self.metadata.to_dict()
        else:
            metadata = self.metadata

        if not isinstance(metadata, Unset):
            _out_["metadata"] = metadata

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.file_metadata import FileMetadata
        from ..models.team_relation_dto import TeamRelationDTO
        from ..models.user_relation_dto import UserRelationDTO

        _new_ = cls
        _data_ = dict(src_dict)
        id: str = MISSING
        if _data_.get("id") is not None:
            id = _data_.pop("id")

        uri: str = MISSING
        if _data_.get("uri") is not None:
            uri = _data_.pop("uri")

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

        upload_url = cast("None | str | Unset", _data_.pop("upload_url", UNSET))

        path = cast("None | str | Unset", _data_.pop("path", UNSET))

        remote_path = cast("None | str | Unset", _data_.pop("remote_path", UNSET))

        filename = cast("None | str | Unset", _data_.pop("filename", UNSET))

        content_type = cast("None | str | Unset", _data_.pop("content_type", UNSET))

        size = cast("int | None | Unset", _data_.pop("size", UNSET))

        category = cast("None | str | Unset", _data_.pop("category", UNSET))

        def _parse_rating(data: object) -> ContentRating | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                rating_type_0 = ContentRating(data)

                return rating_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("ContentRating | None | Unset", data)

        rating = _parse_rating(_data_.pop("rating", UNSET))

        def _parse_metadata(data: object) -> FileMetadata | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                metadata_type_0 = FileMetadata.from_dict(data)

                return metadata_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("FileMetadata | None | Unset", data)

        metadata = _parse_metadata(_data_.pop("metadata", UNSET))

        _made_ = _new_(
            id=id,
            uri=uri,
            short_id=short_id,
            created_at=created_at,
            updated_at=updated_at,
            deleted_at=deleted_at,
            user_id=user_id,
            user=user,
            team_id=team_id,
            team=team,
            visibility=visibility,
            upload_url=upload_url,
            path=path,
            remote_path=remote_path,
            filename=filename,
            content_type=content_type,
            size=size,
            category=category,
            rating=rating,
            metadata=metadata,
        )
        _made_.additional_properties = _data_
        return _made_
