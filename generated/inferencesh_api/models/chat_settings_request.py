from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.visibility import Visibility
from ..types import UNSET, Open, Unset

T = TypeVar("T", bound="ChatSettingsRequest")


@_attrs_define
class ChatSettingsRequest(Open):
    """What to change of a chat's settings; what is absent or null stays."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(())

    name: None | str | Unset = UNSET
    """ Name for people, not empty. """

    visibility: None | Unset | Visibility = UNSET
    """ Who may see it. """

    allow_all_tools: bool | None | Unset = UNSET
    """ Nothing asks for approval; switching it on approves what waits. """

    disable_hooks: bool | None | Unset = UNSET
    """ Nobody is told. """

    forget_memory: list[str] | None | Unset = UNSET
    """ Keys the agent is to forget. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.name, Unset):
            _out_["name"] = self.name

        visibility: None | str | Unset
        if isinstance(self.visibility, Unset):
            visibility = UNSET
        elif isinstance(self.visibility, Visibility):
            visibility = self.visibility.value
        else:
            visibility = self.visibility

        if not isinstance(visibility, Unset):
            _out_["visibility"] = visibility

        if not isinstance(self.allow_all_tools, Unset):
            _out_["allow_all_tools"] = self.allow_all_tools

        if not isinstance(self.disable_hooks, Unset):
            _out_["disable_hooks"] = self.disable_hooks

        forget_memory: list[str] | None | Unset
        if isinstance(self.forget_memory, Unset):
            forget_memory = UNSET
        elif isinstance(self.forget_memory, list):
            forget_memory = self.forget_memory

        else:
            forget_memory = self.forget_memory

        if not isinstance(forget_memory, Unset):
            _out_["forget_memory"] = forget_memory

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        name = cast("None | str | Unset", _data_.pop("name", UNSET))

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

        allow_all_tools = cast("bool | None | Unset", _data_.pop("allow_all_tools", UNSET))

        disable_hooks = cast("bool | None | Unset", _data_.pop("disable_hooks", UNSET))

        def _parse_forget_memory(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                _forget_memory_type_0: Any = data
                forget_memory_type_0 = _forget_memory_type_0 or []
                return forget_memory_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[str] | None | Unset", data)

        forget_memory = _parse_forget_memory(_data_.pop("forget_memory", UNSET))

        _made_ = _new_(
            name=name,
            visibility=visibility,
            allow_all_tools=allow_all_tools,
            disable_hooks=disable_hooks,
            forget_memory=forget_memory,
        )
        _made_.additional_properties = _data_
        return _made_
