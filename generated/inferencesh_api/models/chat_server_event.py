from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, UNSET, Open, Unset, given

T = TypeVar("T", bound="ChatServerEvent")


@_attrs_define
class ChatServerEvent(Open):
    """One event of a chat stream over SSE, decoded: its name, its id and its `data` parsed as JSON. Comment lines are
    heartbeats and no events.

    """

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(("data",))

    data: Any
    """ What happened, by `event`. """

    event: str | Unset = UNSET
    """ `chats`, `chat_messages`, `agent_runs` or `delta`; others are to be ignored. """

    id: str | Unset = UNSET
    """ Identifier of the event, if there is one. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.data, Unset):
            _out_["data"] = self.data

        if not isinstance(self.event, Unset):
            _out_["event"] = self.event

        if not isinstance(self.id, Unset):
            _out_["id"] = self.id

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        data: Any = MISSING
        if "data" in _data_:
            data = _data_.pop("data")

        event = given(_data_.pop("event", UNSET))

        id = given(_data_.pop("id", UNSET))

        _made_ = _new_(
            data=data,
            event=event,
            id=id,
        )
        _made_.additional_properties = _data_
        return _made_
