from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.visibility import Visibility
from ..types import UNSET, Open, Unset

if TYPE_CHECKING:
    from ..models.agent_config_input import AgentConfigInput
    from ..models.json_object import JsonObject


T = TypeVar("T", bound="UpdateAgentRequest")


@_attrs_define
class UpdateAgentRequest(Open):
    """What to change of an agent; a `version` adds one."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(())

    name: None | str | Unset = UNSET
    """ Second part of its reference. """

    title: None | str | Unset = UNSET
    """ Name for people. """

    images: JsonObject | None | Unset = UNSET
    """ Addresses of pictures, by use. """

    visibility: None | Unset | Visibility = UNSET
    """ Who may see it. """

    version: AgentConfigInput | None | Unset = UNSET
    """ What makes it from now on. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.agent_config_input import AgentConfigInput
        from ..models.json_object import JsonObject

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
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

        visibility: None | str | Unset
        if isinstance(self.visibility, Unset):
            visibility = UNSET
        elif isinstance(self.visibility, Visibility):
            visibility = self.visibility.value
        else:
            visibility = self.visibility

        if not isinstance(visibility, Unset):
            _out_["visibility"] = visibility

        version: dict[str, Any] | None | Unset
        if isinstance(self.version, Unset):
            version = UNSET
        elif isinstance(self.version, AgentConfigInput):
            version = self.version.to_dict()
        else:
            version = self.version

        if not isinstance(version, Unset):
            _out_["version"] = version

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.agent_config_input import AgentConfigInput
        from ..models.json_object import JsonObject

        _new_ = cls
        _data_ = dict(src_dict)
        name = cast("None | str | Unset", _data_.pop("name", UNSET))

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

        def _parse_visibility(data: object) -> None | Unset | Visibility:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                visibility_type_0 = Visibility(data)

                return visibility_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("None | Unset | Visibility", data)

        visibility = _parse_visibility(_data_.pop("visibility", UNSET))

        def _parse_version(data: object) -> AgentConfigInput | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                version_type_0 = AgentConfigInput.from_dict(data)

                return version_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("AgentConfigInput | None | Unset", data)

        version = _parse_version(_data_.pop("version", UNSET))

        _made_ = _new_(
            name=name,
            title=title,
            images=images,
            visibility=visibility,
            version=version,
        )
        _made_.additional_properties = _data_
        return _made_
