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

        if not isinstance(self.skill_id, Unset):
            _out_["skill_id"] = self.skill_id

        if not isinstance(self.version_id, Unset):
            _out_["version_id"] = self.version_id

        if not isinstance(self.url, Unset):
            _out_["url"] = self.url

        if not isinstance(self.content, Unset):
            _out_["content"] = self.content

        if not isinstance(self.preload, Unset):
            _out_["preload"] = self.preload

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

        skill_id = cast("None | str | Unset", _data_.pop("skill_id", UNSET))

        version_id = cast("None | str | Unset", _data_.pop("version_id", UNSET))

        url = cast("None | str | Unset", _data_.pop("url", UNSET))

        content = cast("None | str | Unset", _data_.pop("content", UNSET))

        preload = cast("bool | None | Unset", _data_.pop("preload", UNSET))

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
