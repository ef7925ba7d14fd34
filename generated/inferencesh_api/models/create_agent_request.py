from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.visibility import Visibility
from ..types import MISSING, UNSET, Open, Unset

if TYPE_CHECKING:
    from ..models.agent_config_input import AgentConfigInput
    from ..models.json_object import JsonObject


T = TypeVar("T", bound="CreateAgentRequest")


@_attrs_define
class CreateAgentRequest(Open):
    """An agent to store. A name that is taken gets a new version."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(("name",))

    name: str
    """ Second part of its reference. """

    id: None | str | Unset = UNSET
    """ Add a version to this agent. """

    title: None | str | Unset = UNSET
    """ Name for people. """

    images: JsonObject | None | Unset = UNSET
    """ Addresses of pictures, by use. """

    visibility: None | Unset | Visibility = UNSET
    """ Who may see it. """

    harness: None | str | Unset = UNSET
    """ What drives it; `inference` unless said otherwise. """

    profile_id: None | str | Unset = UNSET
    """ Profile of an external harness. """

    remote_id: None | str | Unset = UNSET
    """ Machine of an external harness. """

    project_id: None | str | Unset = UNSET
    """ The project to put it in. """

    version: AgentConfigInput | None | Unset = UNSET
    """ What makes it. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.agent_config_input import AgentConfigInput
        from ..models.json_object import JsonObject

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.name, Unset):
            _out_["name"] = self.name

        if not isinstance(self.id, Unset):
            _out_["id"] = self.id

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

        if not isinstance(self.harness, Unset):
            _out_["harness"] = self.harness

        if not isinstance(self.profile_id, Unset):
            _out_["profile_id"] = self.profile_id

        if not isinstance(self.remote_id, Unset):
            _out_["remote_id"] = self.remote_id

        if not isinstance(self.project_id, Unset):
            _out_["project_id"] = self.project_id

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
        name: str = MISSING
        if _data_.get("name") is not None:
            name = _data_.pop("name")

        id = cast("None | str | Unset", _data_.pop("id", UNSET))

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

        harness = cast("None | str | Unset", _data_.pop("harness", UNSET))

        profile_id = cast("None | str | Unset", _data_.pop("profile_id", UNSET))

        remote_id = cast("None | str | Unset", _data_.pop("remote_id", UNSET))

        project_id = cast("None | str | Unset", _data_.pop("project_id", UNSET))

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
            id=id,
            title=title,
            images=images,
            visibility=visibility,
            harness=harness,
            profile_id=profile_id,
            remote_id=remote_id,
            project_id=project_id,
            version=version,
        )
        _made_.additional_properties = _data_
        return _made_
