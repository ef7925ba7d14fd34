from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.visibility import Visibility
from ..types import MISSING, UNSET, Open, Unset

if TYPE_CHECKING:
    from ..models.json_object import JsonObject


T = TypeVar("T", bound="ChatSettingsDTO")


@_attrs_define
class ChatSettingsDTO(Open):
    """The settings of a chat."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(("chat_id",))

    chat_id: str
    """ The chat. """

    name: None | str | Unset = UNSET
    """ Name for people. """

    visibility: None | Unset | Visibility = UNSET
    """ Who may see it. """

    allow_all_tools: bool | None | Unset = UNSET
    """ Nothing asks for approval. """

    disable_hooks: bool | None | Unset = UNSET
    """ Nobody is told. """

    memory: JsonObject | None | Unset = UNSET
    """ What the agent remembers. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.json_object import JsonObject

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.chat_id, Unset):
            _out_["chat_id"] = self.chat_id

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

        memory: dict[str, Any] | None | Unset
        if isinstance(self.memory, Unset):
            memory = UNSET
        elif isinstance(self.memory, JsonObject):
            memory = self.memory.to_dict()
        else:
            memory = self.memory

        if not isinstance(memory, Unset):
            _out_["memory"] = memory

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.json_object import JsonObject

        _new_ = cls
        _data_ = dict(src_dict)
        chat_id: str = MISSING
        if _data_.get("chat_id") is not None:
            chat_id = _data_.pop("chat_id")

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

        def _parse_memory(data: object) -> JsonObject | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                memory_type_0 = JsonObject.from_dict(data)

                return memory_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("JsonObject | None | Unset", data)

        memory = _parse_memory(_data_.pop("memory", UNSET))

        _made_ = _new_(
            chat_id=chat_id,
            name=name,
            visibility=visibility,
            allow_all_tools=allow_all_tools,
            disable_hooks=disable_hooks,
            memory=memory,
        )
        _made_.additional_properties = _data_
        return _made_
