from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, UNSET, Open, Unset

T = TypeVar("T", bound="MCPToolConfig")


@_attrs_define
class MCPToolConfig(Open):
    """A tool of an MCP server."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(("tool_name",))

    tool_name: str
    """ The tool there. """

    server: None | str | Unset = UNSET
    """ The server. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.tool_name, Unset):
            _out_["tool_name"] = self.tool_name

        if not isinstance(self.server, Unset):
            _out_["server"] = self.server

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        tool_name: str = MISSING
        if _data_.get("tool_name") is not None:
            tool_name = _data_.pop("tool_name")

        server = cast("None | str | Unset", _data_.pop("server", UNSET))

        _made_ = _new_(
            tool_name=tool_name,
            server=server,
        )
        _made_.additional_properties = _data_
        return _made_
