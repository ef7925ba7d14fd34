from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Open, Unset

if TYPE_CHECKING:
    from ..models.chat_message_dto import ChatMessageDTO


T = TypeVar("T", bound="CreateAgentMessageResponse")


@_attrs_define
class CreateAgentMessageResponse(Open):
    """The messages that a call made. The run goes on in the background."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(())

    user_message: ChatMessageDTO | None | Unset = UNSET
    """ What was said; `queued` while the chat is busy. """

    assistant_message: ChatMessageDTO | None | Unset = UNSET
    """ What will be answered, pending and empty; absent if the message was queued. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.chat_message_dto import ChatMessageDTO

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        user_message: dict[str, Any] | None | Unset
        if isinstance(self.user_message, Unset):
            user_message = UNSET
        elif isinstance(self.user_message, ChatMessageDTO):
            user_message = self.user_message.to_dict()
        else:
            user_message = self.user_message

        if not isinstance(user_message, Unset):
            _out_["user_message"] = user_message

        assistant_message: dict[str, Any] | None | Unset
        if isinstance(self.assistant_message, Unset):
            assistant_message = UNSET
        elif isinstance(self.assistant_message, ChatMessageDTO):
            assistant_message = self.assistant_message.to_dict()
        else:
            assistant_message = self.assistant_message

        if not isinstance(assistant_message, Unset):
            _out_["assistant_message"] = assistant_message

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.chat_message_dto import ChatMessageDTO

        _new_ = cls
        _data_ = dict(src_dict)

        def _parse_user_message(data: object) -> ChatMessageDTO | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                user_message_type_0 = ChatMessageDTO.from_dict(data)

                return user_message_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("ChatMessageDTO | None | Unset", data)

        user_message = _parse_user_message(_data_.pop("user_message", UNSET))

        def _parse_assistant_message(data: object) -> ChatMessageDTO | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                assistant_message_type_0 = ChatMessageDTO.from_dict(data)

                return assistant_message_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("ChatMessageDTO | None | Unset", data)

        assistant_message = _parse_assistant_message(_data_.pop("assistant_message", UNSET))

        _made_ = _new_(
            user_message=user_message,
            assistant_message=assistant_message,
        )
        _made_.additional_properties = _data_
        return _made_
