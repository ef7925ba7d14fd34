from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, UNSET, Open, Unset

if TYPE_CHECKING:
    from ..models.json_object import JsonObject


T = TypeVar("T", bound="ToolInvocationFunction")


@_attrs_define
class ToolInvocationFunction(Open):
    """What is called, with what."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(("name",))

    name: str
    """ The tool. """

    arguments: JsonObject | None | str | Unset = UNSET
    """ The arguments; some versions send them as JSON text. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.json_object import JsonObject

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.name, Unset):
            _out_["name"] = self.name

        arguments: dict[str, Any] | None | str | Unset
        if isinstance(self.arguments, Unset):
            arguments = UNSET
        elif isinstance(self.arguments, JsonObject):
            arguments = self.arguments.to_dict()
        else:
            arguments = self.arguments

        if not isinstance(arguments, Unset):
            _out_["arguments"] = arguments

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.json_object import JsonObject

        _new_ = cls
        _data_ = dict(src_dict)
        name: str = MISSING
        if _data_.get("name") is not None:
            name = _data_.pop("name")

        def _parse_arguments(data: object) -> JsonObject | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                arguments_type_0 = JsonObject.from_dict(data)

                return arguments_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("JsonObject | None | str | Unset", data)

        arguments = _parse_arguments(_data_.pop("arguments", UNSET))

        _made_ = _new_(
            name=name,
            arguments=arguments,
        )
        _made_.additional_properties = _data_
        return _made_
