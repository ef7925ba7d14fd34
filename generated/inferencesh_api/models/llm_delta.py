from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Open, Unset

if TYPE_CHECKING:
    from ..models.json_object import JsonObject


T = TypeVar("T", bound="LLMDelta")


@_attrs_define
class LLMDelta(Open):
    """The members of `delta` for language models. Texts are appended, tool calls are merged by `index` (their
    `arguments` appended), `usage` replaces.

    """

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(())

    response: None | str | Unset = UNSET
    """ More of the answer. """

    reasoning: None | str | Unset = UNSET
    """ More of the reasoning. """

    tool_calls: list[JsonObject] | None | Unset = UNSET
    """ More of the calls. """

    usage: JsonObject | None | Unset = UNSET
    """ Tokens used so far. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.json_object import JsonObject

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.response, Unset):
            _out_["response"] = self.response

        if not isinstance(self.reasoning, Unset):
            _out_["reasoning"] = self.reasoning

        tool_calls: list[dict[str, Any]] | None | Unset
        if isinstance(self.tool_calls, Unset):
            tool_calls = UNSET
        elif isinstance(self.tool_calls, list):
            tool_calls = []
            for tool_calls_type_0_item_data in self.tool_calls:
                tool_calls_type_0_item = tool_calls_type_0_item_data.to_dict()
                tool_calls.append(tool_calls_type_0_item)

        else:
            tool_calls = self.tool_calls

        if not isinstance(tool_calls, Unset):
            _out_["tool_calls"] = tool_calls

        usage: dict[str, Any] | None | Unset
        if isinstance(self.usage, Unset):
            usage = UNSET
        elif isinstance(self.usage, JsonObject):
            usage = self.usage.to_dict()
        else:
            usage = self.usage

        if not isinstance(usage, Unset):
            _out_["usage"] = usage

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.json_object import JsonObject

        _new_ = cls
        _data_ = dict(src_dict)
        response = cast("None | str | Unset", _data_.pop("response", UNSET))

        reasoning = cast("None | str | Unset", _data_.pop("reasoning", UNSET))

        def _parse_tool_calls(data: object) -> list[JsonObject] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                tool_calls_type_0 = []
                _tool_calls_type_0 = data
                for tool_calls_type_0_item_data in _tool_calls_type_0 or ():
                    tool_calls_type_0_item = JsonObject.from_dict(tool_calls_type_0_item_data)

                    tool_calls_type_0.append(tool_calls_type_0_item)

                return tool_calls_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[JsonObject] | None | Unset", data)

        tool_calls = _parse_tool_calls(_data_.pop("tool_calls", UNSET))

        def _parse_usage(data: object) -> JsonObject | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                usage_type_0 = JsonObject.from_dict(data)

                return usage_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("JsonObject | None | Unset", data)

        usage = _parse_usage(_data_.pop("usage", UNSET))

        _made_ = _new_(
            response=response,
            reasoning=reasoning,
            tool_calls=tool_calls,
            usage=usage,
        )
        _made_.additional_properties = _data_
        return _made_
