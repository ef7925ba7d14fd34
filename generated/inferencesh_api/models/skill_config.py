from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, UNSET, Open, Unset

T = TypeVar("T", bound="SkillConfig")


@_attrs_define
class SkillConfig(Open):
    """A text that an agent may read when needed."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(
        (
            "name",
            "description",
        )
    )

    name: str
    """ Its name. """

    description: str
    """ When to read it. """

    skill_id: None | str | Unset = UNSET
    """ A stored skill. """

    version_id: None | str | Unset = UNSET
    """ Its version. """

    url: None | str | Unset = UNSET
    """ Where the text is. """

    content: None | str | Unset = UNSET
    """ The text. """

    preload: bool | None | Unset = UNSET
    """ Put it in the prompt at once. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.name, Unset):
            _out_["name"] = self.name

        if not isinstance(self.description, Unset):
            _out_["description"] = self.description

        skill_id: None | str | Unset
        if isinstance(self.skill_id, Unset):
            skill_id = UNSET
        else:
            skill_id = self.skill_id

        if not isinstance(skill_id, Unset):
            _out_["skill_id"] = skill_id

        version_id: None | str | Unset
        if isinstance(self.version_id, Unset):
            version_id = UNSET
        else:
            version_id = self.version_id

        if not isinstance(version_id, Unset):
            _out_["version_id"] = version_id

        url: None | str | Unset
        if isinstance(self.url, Unset):
            url = UNSET
        else:
            url = self.url

        if not isinstance(url, Unset):
            _out_["url"] = url

        content: None | str | Unset
        if isinstance(self.content, Unset):
            content = UNSET
        else:
            content = self.content

        if not isinstance(content, Unset):
            _out_["content"] = content

        preload: bool | None | Unset
        if isinstance(self.preload, Unset):
            preload = UNSET
        else:
            preload = self.preload

        if not isinstance(preload, Unset):
            _out_["preload"] = preload

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        name: str = MISSING
        if _data_.get("name") is not None:
            name = _data_.pop("name")

        description: str = MISSING
        if _data_.get("description") is not None:
            description = _data_.pop("description")

        def _parse_skill_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("None | str | Unset", data)

        skill_id = _parse_skill_id(_data_.pop("skill_id", UNSET))

        def _parse_version_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("None | str | Unset", data)

        version_id = _parse_version_id(_data_.pop("version_id", UNSET))

        def _parse_url(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("None | str | Unset", data)

        url = _parse_url(_data_.pop("url", UNSET))

        def _parse_content(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("None | str | Unset", data)

        content = _parse_content(_data_.pop("content", UNSET))

        def _parse_preload(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("bool | None | Unset", data)

        preload = _parse_preload(_data_.pop("preload", UNSET))

        _made_ = _new_(
            name=name,
            description=description,
            skill_id=skill_id,
            version_id=version_id,
            url=url,
            content=content,
            preload=preload,
        )
        _made_.additional_properties = _data_
        return _made_
