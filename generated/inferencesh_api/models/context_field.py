from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, UNSET, Open, Unset

T = TypeVar("T", bound="ContextField")


@_attrs_define
class ContextField(Open):
    """A value that a chat may bring."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(("name",))

    name: str
    """ Its name; used as `{{context.NAME}}`. """

    description: None | str | Unset = UNSET
    """ What it is. """

    required: bool | None | Unset = UNSET
    """ Whether a chat must bring it. """

    default: None | str | Unset = UNSET
    """ What it is otherwise. """

    in_prompt: bool | None | Unset = UNSET
    """ Whether the model sees the value. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.name, Unset):
            _out_["name"] = self.name

        if not isinstance(self.description, Unset):
            _out_["description"] = self.description

        if not isinstance(self.required, Unset):
            _out_["required"] = self.required

        if not isinstance(self.default, Unset):
            _out_["default"] = self.default

        if not isinstance(self.in_prompt, Unset):
            _out_["in_prompt"] = self.in_prompt

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        name: str = MISSING
        if _data_.get("name") is not None:
            name = _data_.pop("name")

        description = cast("None | str | Unset", _data_.pop("description", UNSET))

        required = cast("bool | None | Unset", _data_.pop("required", UNSET))

        default = cast("None | str | Unset", _data_.pop("default", UNSET))

        in_prompt = cast("bool | None | Unset", _data_.pop("in_prompt", UNSET))

        _made_ = _new_(
            name=name,
            description=description,
            required=required,
            default=default,
            in_prompt=in_prompt,
        )
        _made_.additional_properties = _data_
        return _made_
