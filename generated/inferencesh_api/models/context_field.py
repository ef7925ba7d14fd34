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

        description: None | str | Unset
        if isinstance(self.description, Unset):
            description = UNSET
        else:
            description = self.description

        if not isinstance(description, Unset):
            _out_["description"] = description

        required: bool | None | Unset
        if isinstance(self.required, Unset):
            required = UNSET
        else:
            required = self.required

        if not isinstance(required, Unset):
            _out_["required"] = required

        default: None | str | Unset
        if isinstance(self.default, Unset):
            default = UNSET
        else:
            default = self.default

        if not isinstance(default, Unset):
            _out_["default"] = default

        in_prompt: bool | None | Unset
        if isinstance(self.in_prompt, Unset):
            in_prompt = UNSET
        else:
            in_prompt = self.in_prompt

        if not isinstance(in_prompt, Unset):
            _out_["in_prompt"] = in_prompt

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        name: str = MISSING
        if _data_.get("name") is not None:
            name = _data_.pop("name")

        def _parse_description(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("None | str | Unset", data)

        description = _parse_description(_data_.pop("description", UNSET))

        def _parse_required(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("bool | None | Unset", data)

        required = _parse_required(_data_.pop("required", UNSET))

        def _parse_default(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("None | str | Unset", data)

        default = _parse_default(_data_.pop("default", UNSET))

        def _parse_in_prompt(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("bool | None | Unset", data)

        in_prompt = _parse_in_prompt(_data_.pop("in_prompt", UNSET))

        _made_ = _new_(
            name=name,
            description=description,
            required=required,
            default=default,
            in_prompt=in_prompt,
        )
        _made_.additional_properties = _data_
        return _made_
