from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, UNSET, Open, Unset, given

if TYPE_CHECKING:
    from ..models.response_message import ResponseMessage
    from ..models.socket_dto import SocketDTO


T = TypeVar("T", bound="SocketEnvelope")


@_attrs_define
class SocketEnvelope(Open):
    """The answer envelope around a socket."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(("data",))

    data: SocketDTO
    """ A live connection to a stream function. """

    messages: list[ResponseMessage] | None | Unset = UNSET
    """ Notices beside the answer, such as a deprecation or a limit that is near. """

    success: bool | Unset = UNSET
    """ Sent by older versions and by the local platform, always true in a success. """

    status: int | Unset = UNSET
    """ Sent by older versions: the HTTP status again. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.data, Unset):
            data = self.data.to_dict()
            _out_["data"] = data

        messages: list[dict[str, Any]] | None | Unset
        if isinstance(self.messages, Unset):
            messages = UNSET
        elif isinstance(self.messages, list):
            messages = []
            for messages_type_0_item_data in self.messages:
                messages_type_0_item = messages_type_0_item_data.to_dict()
                messages.append(messages_type_0_item)

        else:
            messages = self.messages

        if not isinstance(messages, Unset):
            _out_["messages"] = messages

        if not isinstance(self.success, Unset):
            _out_["success"] = self.success

        if not isinstance(self.status, Unset):
            _out_["status"] = self.status

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.response_message import ResponseMessage
        from ..models.socket_dto import SocketDTO

        _new_ = cls
        _data_ = dict(src_dict)
        data: SocketDTO = MISSING
        if _data_.get("data") is not None:
            data = SocketDTO.from_dict(_data_.pop("data"))

        def _parse_messages(data: object) -> list[ResponseMessage] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                messages_type_0 = []
                _messages_type_0 = data
                for messages_type_0_item_data in _messages_type_0 or ():
                    messages_type_0_item = ResponseMessage.from_dict(messages_type_0_item_data)

                    messages_type_0.append(messages_type_0_item)

                return messages_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[ResponseMessage] | None | Unset", data)

        messages = _parse_messages(_data_.pop("messages", UNSET))

        success = given(_data_.pop("success", UNSET))

        status = given(_data_.pop("status", UNSET))

        _made_ = _new_(
            data=data,
            messages=messages,
            success=success,
            status=status,
        )
        _made_.additional_properties = _data_
        return _made_
