from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.chat_message_content_type import ChatMessageContentType
from ..types import MISSING, UNSET, Open, Unset

if TYPE_CHECKING:
    from ..models.json_object import JsonObject


T = TypeVar("T", bound="ChatMessageContent")


@_attrs_define
class ChatMessageContent(Open):
    """A part of a message."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(("type",))

    type_: ChatMessageContentType
    """ What a part of a message is. """

    text: None | str | Unset = UNSET
    """ Text or reasoning. """

    image: None | str | Unset = UNSET
    """ Address of a picture. """

    file: None | str | Unset = UNSET
    """ Address of a file. """

    error: None | str | Unset = UNSET
    """ What went wrong with this part. """

    tool_calls: list[Any] | None | Unset = UNSET
    """ Calls in the model's own form; read tool_invocations of the message. """

    event: JsonObject | None | Unset = UNSET
    """ What happened: a hook ran, a run failed or ended; not described here. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.json_object import JsonObject

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.type_, Unset):
            type_ = self.type_.value
            _out_["type"] = type_

        if not isinstance(self.text, Unset):
            _out_["text"] = self.text

        if not isinstance(self.image, Unset):
            _out_["image"] = self.image

        if not isinstance(self.file, Unset):
            _out_["file"] = self.file

        if not isinstance(self.error, Unset):
            _out_["error"] = self.error

        tool_calls: list[Any] | None | Unset
        if isinstance(self.tool_calls, Unset):
            tool_calls = UNSET
        elif isinstance(self.tool_calls, list):
            tool_calls = self.tool_calls

        else:
            tool_calls = self.tool_calls

        if not isinstance(tool_calls, Unset):
            _out_["tool_calls"] = tool_calls

        event: dict[str, Any] | None | Unset
        if isinstance(self.event, Unset):
            event = UNSET
        elif isinstance(self.event, JsonObject):
            event = self.event.to_dict()
        else:
            event = self.event

        if not isinstance(event, Unset):
            _out_["event"] = event

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.json_object import JsonObject

        _new_ = cls
        _data_ = dict(src_dict)
        type_: ChatMessageContentType = MISSING
        if _data_.get("type") is not None:
            type_ = ChatMessageContentType(_data_.pop("type"))

        text = cast("None | str | Unset", _data_.pop("text", UNSET))

        image = cast("None | str | Unset", _data_.pop("image", UNSET))

        file = cast("None | str | Unset", _data_.pop("file", UNSET))

        error = cast("None | str | Unset", _data_.pop("error", UNSET))

        def _parse_tool_calls(data: object) -> list[Any] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                _tool_calls_type_0: Any = data
                tool_calls_type_0 = _tool_calls_type_0 or []
                return tool_calls_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[Any] | None | Unset", data)

        tool_calls = _parse_tool_calls(_data_.pop("tool_calls", UNSET))

        def _parse_event(data: object) -> JsonObject | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                event_type_0 = JsonObject.from_dict(data)

                return event_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("JsonObject | None | Unset", data)

        event = _parse_event(_data_.pop("event", UNSET))

        _made_ = _new_(
            type_=type_,
            text=text,
            image=image,
            file=file,
            error=error,
            tool_calls=tool_calls,
            event=event,
        )
        _made_.additional_properties = _data_
        return _made_
