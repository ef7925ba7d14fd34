from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, UNSET, Open, Unset

if TYPE_CHECKING:
    from ..models.json_object import JsonObject


T = TypeVar("T", bound="PublicAppStoreDTO")


@_attrs_define
class PublicAppStoreDTO(Open):
    """An app as offered to everybody."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(
        (
            "id",
            "namespace",
            "name",
        )
    )

    id: str
    """ Identifier of the app. """

    namespace: str
    """ The first part of its reference. """

    name: str
    """ The second part of its reference. """

    title: None | str | Unset = UNSET
    """ Its name for people. """

    description: None | str | Unset = UNSET
    """ What it does. """

    category: None | str | Unset = UNSET
    """ What it deals with. """

    subcategory: None | str | Unset = UNSET
    """ Its subcategory. """

    tags: list[str] | None | Unset = UNSET
    """ Search words. """

    images: JsonObject | None | Unset = UNSET
    """ Addresses of pictures, by use. """

    is_featured: bool | None | Unset = UNSET
    """ Whether the store puts it forward. """

    rank: int | None | Unset = UNSET
    """ Its place in the store's order. """

    has_approved_version: bool | None | Unset = UNSET
    """ Whether it can be run. """

    page_id: None | str | Unset = UNSET
    """ The id of its page in the store. """

    pricing_description: None | str | Unset = UNSET
    """ What it costs, in words. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.json_object import JsonObject

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.id, Unset):
            _out_["id"] = self.id

        if not isinstance(self.namespace, Unset):
            _out_["namespace"] = self.namespace

        if not isinstance(self.name, Unset):
            _out_["name"] = self.name

        if not isinstance(self.title, Unset):
            _out_["title"] = self.title

        if not isinstance(self.description, Unset):
            _out_["description"] = self.description

        if not isinstance(self.category, Unset):
            _out_["category"] = self.category

        if not isinstance(self.subcategory, Unset):
            _out_["subcategory"] = self.subcategory

        tags: list[str] | None | Unset
        if isinstance(self.tags, Unset):
            tags = UNSET
        elif isinstance(self.tags, list):
            tags = self.tags

        else:
            tags = self.tags

        if not isinstance(tags, Unset):
            _out_["tags"] = tags

        images: dict[str, Any] | None | Unset
        if isinstance(self.images, Unset):
            images = UNSET
        elif isinstance(self.images, JsonObject):
            images = self.images.to_dict()
        else:
            images = self.images

        if not isinstance(images, Unset):
            _out_["images"] = images

        if not isinstance(self.is_featured, Unset):
            _out_["is_featured"] = self.is_featured

        if not isinstance(self.rank, Unset):
            _out_["rank"] = self.rank

        if not isinstance(self.has_approved_version, Unset):
            _out_["has_approved_version"] = self.has_approved_version

        if not isinstance(self.page_id, Unset):
            _out_["page_id"] = self.page_id

        if not isinstance(self.pricing_description, Unset):
            _out_["pricing_description"] = self.pricing_description

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.json_object import JsonObject

        _new_ = cls
        _data_ = dict(src_dict)
        id: str = MISSING
        if _data_.get("id") is not None:
            id = _data_.pop("id")

        namespace: str = MISSING
        if _data_.get("namespace") is not None:
            namespace = _data_.pop("namespace")

        name: str = MISSING
        if _data_.get("name") is not None:
            name = _data_.pop("name")

        title = cast("None | str | Unset", _data_.pop("title", UNSET))

        description = cast("None | str | Unset", _data_.pop("description", UNSET))

        category = cast("None | str | Unset", _data_.pop("category", UNSET))

        subcategory = cast("None | str | Unset", _data_.pop("subcategory", UNSET))

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

        is_featured = cast("bool | None | Unset", _data_.pop("is_featured", UNSET))

        rank = cast("int | None | Unset", _data_.pop("rank", UNSET))

        has_approved_version = cast("bool | None | Unset", _data_.pop("has_approved_version", UNSET))

        page_id = cast("None | str | Unset", _data_.pop("page_id", UNSET))

        pricing_description = cast("None | str | Unset", _data_.pop("pricing_description", UNSET))

        _made_ = _new_(
            id=id,
            namespace=namespace,
            name=name,
            title=title,
            description=description,
            category=category,
            subcategory=subcategory,
            tags=tags,
            images=images,
            is_featured=is_featured,
            rank=rank,
            has_approved_version=has_approved_version,
            page_id=page_id,
            pricing_description=pricing_description,
        )
        _made_.additional_properties = _data_
        return _made_
