from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, UNSET, Open, Unset

T = TypeVar("T", bound="InternalToolDefinition")


@_attrs_define
class InternalToolDefinition(Open):
    """A kind of built-in tools."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(
        (
            "id",
            "name",
        )
    )

    id: str
    """ Its key in InternalToolsConfig. """

    name: str
    """ Name for people. """

    description: None | str | Unset = UNSET
    """ What it is for. """

    tools: list[str] | None | Unset = UNSET
    """ The tools it brings. """

    scope: None | str | Unset = UNSET
    """ `all`, `top_level` or `sub_agent`. """

    default_enabled: bool | None | Unset = UNSET
    """ Whether agents have it unless told otherwise. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.id, Unset):
            _out_["id"] = self.id

        if not isinstance(self.name, Unset):
            _out_["name"] = self.name

        if not isinstance(self.description, Unset):
            _out_["description"] = self.description

        tools: list[str] | None | Unset
        if isinstance(self.tools, Unset):
            tools = UNSET
        elif isinstance(self.tools, list):
            tools = self.tools

        else:
            tools = self.tools

        if not isinstance(tools, Unset):
            _out_["tools"] = tools

        if not isinstance(self.scope, Unset):
            _out_["scope"] = self.scope

        if not isinstance(self.default_enabled, Unset):
            _out_["default_enabled"] = self.default_enabled

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        id: str = MISSING
        if _data_.get("id") is not None:
            id = _data_.pop("id")

        name: str = MISSING
        if _data_.get("name") is not None:
            name = _data_.pop("name")

        description = cast("None | str | Unset", _data_.pop("description", UNSET))

        def _parse_tools(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                _tools_type_0: Any = data
                tools_type_0 = _tools_type_0 or []
                return tools_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[str] | None | Unset", data)

        tools = _parse_tools(_data_.pop("tools", UNSET))

        scope = cast("None | str | Unset", _data_.pop("scope", UNSET))

        default_enabled = cast("bool | None | Unset", _data_.pop("default_enabled", UNSET))

        _made_ = _new_(
            id=id,
            name=name,
            description=description,
            tools=tools,
            scope=scope,
            default_enabled=default_enabled,
        )
        _made_.additional_properties = _data_
        return _made_
